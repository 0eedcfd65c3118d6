"""Mutant schemata: sources in which every mutant stands beside the code that it changes, behind a switch.

    return a < b;   becomes   return (mutate::On(17) ? (a <= b) : (a < b));

So one build holds all mutants, and the environment variable BITSPROOF_MUTANT chooses the one that acts. A place with
mutants repeats its unchanged text in the branch of each, so what stands inside it is mutated once, in the last branch, and
the text grows with the depth of the expressions and not with the number of combinations.

Sources are read with libclang (Debian's python3-clang). A variant that does not compile is left out and counted.
"""

import collections
import concurrent.futures
import dataclasses
import os
import re

import clang.cindex as cindex
from clang.cindex import CursorKind, TypeKind

COMPILER_ARGUMENTS = ["-x", "c++", "-std=c++20", "-DNDEBUG", "-w"]
# Read once for all sources: parsing them is most of the time.
COMMON_HEADERS = ["algorithm", "array", "charconv", "chrono", "cstring", "filesystem", "functional", "list", "map", "memory",
                  "optional", "set", "span", "sstream", "string", "unordered_map", "variant", "vector", "tl/expected.hpp"]
PRELUDE = '#include "mutation/switch.h"\n'

BOUNDARIES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
NEGATIONS = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "&": "|", "|": "&", "<<": ">>", ">>": "<<"}
ASSIGNMENTS = {"+=": "-=", "-=": "+=", "|=": "&=", "&=": "|="}
SWAPPED_CALLS = {"min": "max", "max": "min", "any_of": "all_of", "all_of": "any_of"}

# What stands in a macro is left alone: a macro may name it twice, or not at all.
MACRO_USE = re.compile(rb"\b(assert|[A-Z][A-Z0-9_]+)\([^;]*\);")

INTEGERS = {TypeKind.CHAR_S, TypeKind.SCHAR, TypeKind.UCHAR, TypeKind.SHORT, TypeKind.USHORT, TypeKind.INT, TypeKind.UINT,
            TypeKind.LONG, TypeKind.ULONG, TypeKind.LONGLONG, TypeKind.ULONGLONG}
FUNCTIONS = {CursorKind.FUNCTION_DECL, CursorKind.CXX_METHOD, CursorKind.CONSTRUCTOR, CursorKind.DESTRUCTOR,
             CursorKind.CONVERSION_FUNCTION, CursorKind.FUNCTION_TEMPLATE}
SCOPES = {CursorKind.NAMESPACE, CursorKind.CLASS_DECL, CursorKind.STRUCT_DECL, CursorKind.CLASS_TEMPLATE,
          CursorKind.CLASS_TEMPLATE_PARTIAL_SPECIALIZATION, CursorKind.FRIEND_DECL, CursorKind.LINKAGE_SPEC}
NAMED_SCOPES = SCOPES - {CursorKind.NAMESPACE, CursorKind.FRIEND_DECL, CursorKind.LINKAGE_SPEC}
LOOPS = {CursorKind.FOR_STMT, CursorKind.WHILE_STMT, CursorKind.DO_STMT}


@dataclasses.dataclass
class Variant:
    """One mutant, as the text that stands in the place of its site."""
    operator: str  # "< -> <=", "dropped"
    text: str
    context: str  # the source text of the smallest expression or statement that tells where it is
    line: int = 0
    number: int = 0  # what BITSPROOF_MUTANT says; 0 when it was left out
    begin: int = 0  # where the text stands in the generated file
    end: int = 0


@dataclasses.dataclass
class Site:
    """A place in a source, [begin, end) in bytes, and what may stand there instead."""
    begin: int
    end: int
    function: str
    kind: str  # "value", "condition" or "statement": how the original is wrapped
    variants: list
    cast: str = ""  # a type to which every branch is converted
    out_begin: int = 0
    out_end: int = 0


@dataclasses.dataclass(frozen=True)
class Key:
    """What names a mutant in the lists: stable against changes elsewhere."""
    file: str
    function: str
    expression: str
    operator: str
    occurrence: int = 1

    def __str__(self):
        again = f" ({self.occurrence})" if self.occurrence > 1 else ""
        return f"{self.file}: {self.function}: {self.expression}{again}: {self.operator}"


def one_line(text):
    return " ".join(text.split())


class Reader:
    """Finds the sites of one source."""

    def __init__(self, path, text, unit):
        self.path = path
        self.text = text  # bytes: libclang counts them
        self.sites = []
        self.functions = []  # the names around the present cursor
        self.stack = []  # the expressions and statements around it, itself the last
        self.macros = [match.span() for match in MACRO_USE.finditer(text)]
        for cursor in unit.cursor.get_children():
            if self.is_here(cursor):
                self.scan_scope(cursor)

    def is_here(self, cursor):
        file = cursor.location.file
        return file is not None and file.name == self.path

    def source(self, cursor):
        return self.between(cursor.extent.start.offset, cursor.extent.end.offset)

    def between(self, begin, end):
        return self.text[begin:end].decode()

    # --- Declarations ---

    def scan_scope(self, cursor):
        if cursor.kind in SCOPES:
            self.functions.append(cursor.spelling if cursor.kind in NAMED_SCOPES else "")
            for child in cursor.get_children():
                self.scan_scope(child)
            self.functions.pop()
        elif cursor.kind in FUNCTIONS:
            self.scan_function(cursor)
        elif cursor.kind in (CursorKind.FIELD_DECL, CursorKind.VAR_DECL) and not self.is_constant(cursor):
            self.functions.append(cursor.spelling)
            self.scan_children(cursor)
            self.functions.pop()

    def scan_function(self, cursor):
        """The body, and what a constructor says before it."""
        owner = cursor.semantic_parent
        outside = [owner.spelling] if owner.kind in NAMED_SCOPES and not any(self.functions) else []
        name = cursor.spelling.split("<")[0] if cursor.kind == CursorKind.CONSTRUCTOR else cursor.spelling
        self.functions.append("::".join(outside + [name]))
        for child in cursor.get_children():
            if child.kind == CursorKind.PARM_DECL or not (child.kind.is_expression() or child.kind.is_statement()):
                continue  # a default argument belongs to the caller
            self.scan(child, cursor)
        self.functions.pop()

    def is_constant(self, cursor):
        return re.search(r"\bconst(expr|init)\b", self.source(cursor)) is not None

    # --- Expressions and statements ---

    def scan_children(self, cursor):
        for child in cursor.get_children():
            if cursor.kind in (CursorKind.FIELD_DECL, CursorKind.VAR_DECL) and child.extent.end.offset <= cursor.location.offset:
                continue  # an argument of the type, which is a constant
            self.scan(child, cursor)

    def scan(self, cursor, parent):
        self.stack.append(cursor)
        self.scan_inside(cursor, parent)
        self.stack.pop()

    def scan_inside(self, cursor, parent):
        kind = cursor.kind
        if kind == CursorKind.VAR_DECL and self.is_constant(cursor):
            return
        if kind == CursorKind.STATIC_ASSERT or kind in (CursorKind.TYPE_REF, CursorKind.TEMPLATE_REF):
            return
        if kind == CursorKind.CASE_STMT:  # what it compares with is a constant
            for child in list(cursor.get_children())[1:]:
                self.statement(child)
            return
        if kind in (CursorKind.COMPOUND_STMT, CursorKind.DEFAULT_STMT):
            for child in cursor.get_children():
                self.statement(child)
            return
        if kind == CursorKind.IF_STMT:
            self.scan_if(cursor)
            return
        if kind in LOOPS:
            self.scan_loop(cursor)
            return
        if kind == CursorKind.CXX_FOR_RANGE_STMT:
            self.scan_range_for(cursor)
            return
        self.expression(cursor, parent)
        self.scan_children(cursor)

    def statement(self, cursor):
        """A child of a block: an expression there can be dropped."""
        if cursor.kind.is_expression():
            if re.search(r"\.reserve\(", self.source(cursor)):
                return  # only time depends on it
            self.drop(cursor)
        self.scan(cursor, cursor)

    def drop(self, cursor):
        text = self.source(cursor)
        what = "call dropped" if re.search(r"\)\s*$", text) else "statement dropped"
        self.add(cursor, "statement", [Variant(what, "", text)])

    def scan_if(self, cursor):
        children = list(cursor.get_children())
        rest = [c for c in children if c.kind not in (CursorKind.DECL_STMT, CursorKind.VAR_DECL)]
        declares = any(c.kind == CursorKind.VAR_DECL for c in children)
        is_constant = re.match(r"if\s+constexpr\b", self.source(cursor)) is not None
        for child in children:
            if child not in rest:
                self.scan(child, cursor)
        condition, branches = rest[0], rest[1:]
        if not is_constant and not declares:
            leaves = len(branches) == 1 and re.search(r"\b(return|continue|break)\b[^;]*;?\s*}?\s*$", self.source(branches[0]))
            self.condition(condition, cursor, "early exit dropped" if leaves else "branch dropped" if len(branches) == 1 else "")
            self.scan(condition, cursor)
        for branch in branches:
            self.statement(branch)

    def scan_loop(self, cursor):
        *head, body = list(cursor.get_children())
        if cursor.kind == CursorKind.DO_STMT:
            head, body = [body], head[0]
        for child in head:
            if child.kind.is_expression() and child is head[-1] and cursor.kind == CursorKind.FOR_STMT and len(head) > 1:
                continue  # the step: a loop that does not end tells nothing
            self.scan(child, cursor)
        self.statement(body)

    def scan_range_for(self, cursor):
        children = list(cursor.get_children())
        seen = set()
        for child in children[:-1]:
            extent = (child.extent.start.offset, child.extent.end.offset)
            if child.kind.is_expression() and extent not in seen:
                seen.add(extent)
                self.scan(child, cursor)
        self.statement(children[-1])

    def condition(self, cursor, parent, never):
        """A branch that is never taken, and branches that are swapped where no other operator does that."""
        shown = one_line(self.source(parent))
        shown = re.match(r".*?\)\s*(?={|$)|.*", shown).group(0)[:160].strip()
        text = self.source(cursor)
        variants = []
        if never:
            variants.append(Variant(never, "false", shown))
        if not self.has_own_negation(cursor):
            variants.append(Variant("branches swapped", f"!({text})", shown))
        self.add(cursor, "condition", variants)

    def has_own_negation(self, cursor):
        cursor = self.bare(cursor)
        operator = self.operator_of(cursor)
        return operator in NEGATIONS or operator in ("!", "&&", "||")

    def bare(self, cursor):
        """What is inside implicit conversions, parentheses, and the negation that the compiler makes of an overloaded !=."""
        while (cursor.kind in (CursorKind.UNEXPOSED_EXPR, CursorKind.PAREN_EXPR) or
               cursor.kind == CursorKind.UNARY_OPERATOR and self.source(cursor).startswith("!=")):
            children = list(cursor.get_children())
            if len(children) != 1:
                break
            cursor = children[0]
        return cursor

    # --- Operators ---

    def operands(self, cursor):
        """(begin, end) of the operator of a binary expression; None for anything else."""
        children = list(cursor.get_children())
        if cursor.kind in (CursorKind.BINARY_OPERATOR, CursorKind.COMPOUND_ASSIGNMENT_OPERATOR) and len(children) == 2:
            return children[0].extent.end.offset, children[1].extent.start.offset
        if cursor.kind == CursorKind.CALL_EXPR and cursor.spelling.startswith("operator") and len(children) == 3:
            mark = children[1].extent
            return mark.start.offset, mark.end.offset
        return None

    def operator_of(self, cursor):
        """"&&", "==" or "!" for the built-in and the overloaded ones; "" for other expressions."""
        if cursor.kind == CursorKind.UNARY_OPERATOR:
            match = re.match(r"\+\+|--|!(?!=)", self.source(cursor))
            return match.group(0) if match else ""
        place = self.operands(cursor)
        if place is None:
            return ""
        text = re.sub(r"//[^\n]*|/\*.*?\*/", "", self.between(*place), flags=re.S).strip()
        return text if re.fullmatch(r"[-+*/%<>=!&|^]{1,3}", text) else ""

    def expression(self, cursor, parent):
        kind = cursor.kind
        operator = self.operator_of(cursor)
        if operator:
            self.mutate_operator(cursor, operator)
        elif kind == CursorKind.CONDITIONAL_OPERATOR:
            self.condition(next(cursor.get_children()), cursor, "")
        elif kind in (CursorKind.INTEGER_LITERAL, CursorKind.CHARACTER_LITERAL, CursorKind.CXX_BOOL_LITERAL_EXPR):
            self.mutate_literal(cursor, parent)
        elif kind == CursorKind.STRING_LITERAL:
            if self.source(cursor).startswith('"') and self.source(cursor) != '""':
                self.add(cursor, "value", [Variant(f"{self.source(cursor)} -> \"\"", '""', self.around(cursor, parent))])
        elif kind == CursorKind.DECL_REF_EXPR:
            self.mutate_name(cursor, parent)
        elif kind == CursorKind.CALL_EXPR:
            self.swap_call(cursor)
        if kind == CursorKind.RETURN_STMT:
            self.mutate_return(cursor)

    def mutate_operator(self, cursor, operator):
        text = self.source(cursor)
        start = cursor.extent.start.offset
        variants = []

        place = self.operands(cursor)
        left, right = ("", "") if place is None else (self.between(start, place[0]).strip(),
                                                      self.between(place[1], cursor.extent.end.offset).strip())
        if place is not None and not (left and right):
            return  # a part of an operator that the compiler made of another one

        def replaced(other):
            return f"{left} {other} {right}"

        if operator in ("&&", "||"):
            other = "||" if operator == "&&" else "&&"
            # Parentheses keep the new operator from taking operands of the next one.
            variants += [Variant(f"{operator} -> {other}", f"({left}) {other} ({right})", text),
                         Variant(f"left of {operator} dropped", right, text),
                         Variant(f"right of {operator} dropped", left, text)]
            self.add(cursor, "condition", variants)
            return
        if operator in NEGATIONS:
            for table in (BOUNDARIES, NEGATIONS):
                if operator in table:
                    variants.append(Variant(f"{operator} -> {table[operator]}", replaced(table[operator]), text))
            self.add(cursor, "condition", variants)
            return
        if operator == "!":
            self.add(cursor, "condition", [Variant("! dropped", text[1:], text)])
        elif operator in ARITHMETIC and self.is_number(cursor):
            variants.append(Variant(f"{operator} -> {ARITHMETIC[operator]}", replaced(ARITHMETIC[operator]), text))
        elif operator in ASSIGNMENTS and self.is_number(cursor):
            variants.append(Variant(f"{operator} -> {ASSIGNMENTS[operator]}", replaced(ASSIGNMENTS[operator]), text))
        elif operator in ("++", "--"):
            other = "--" if operator == "++" else "++"
            variants.append(Variant(f"{operator} -> {other}", other + text[2:], text))
        self.add(cursor, "value", variants)

    def is_number(self, cursor):
        kind = cursor.type.get_canonical()
        return kind.kind in INTEGERS or re.search(r"chrono::duration<|Instant", kind.spelling) is not None

    def mutate_literal(self, cursor, parent):
        text = self.source(cursor)
        if cursor.kind == CursorKind.CXX_BOOL_LITERAL_EXPR:
            other = "false" if text == "true" else "true"
        elif cursor.kind == CursorKind.CHARACTER_LITERAL:
            other = f"static_cast<char>({text} + 1)"
        else:
            match = re.fullmatch(r"(0[xX][0-9A-Fa-f']+|[0-9']+)([uUlLzZ]*)", text)
            if match is None:
                return
            value = int(match.group(1).replace("'", ""), 0)
            other = f"{0 if value == 1 else value + 1}{match.group(2)}"
        self.add(cursor, "value", [Variant(f"{text} -> {other if 'cast' not in other else text + ' + 1'}", other,
                                           self.around(cursor, parent))], self.conversion(cursor, parent))

    def conversion(self, cursor, parent):
        """The type to which a constant is converted on the spot: what is no constant must not be narrowed."""
        if parent.kind == CursorKind.UNEXPOSED_EXPR and self.extent(parent) == self.extent(cursor):
            kind = parent.type.get_canonical()
            if kind.kind in INTEGERS:
                return kind.spelling
        return ""

    @staticmethod
    def extent(cursor):
        return cursor.extent.start.offset, cursor.extent.end.offset

    def mutate_name(self, cursor, parent):
        target = cursor.referenced
        if target is None:
            return
        text = self.source(cursor)
        if not re.fullmatch(r"[\w:]+", text):
            return
        if target.kind == CursorKind.ENUM_CONSTANT_DECL:
            names = [c.spelling for c in target.semantic_parent.get_children() if c.kind == CursorKind.ENUM_CONSTANT_DECL]
            other = names[(names.index(target.spelling) + 1) % len(names)]
            if other != target.spelling:
                self.add(cursor, "value", [Variant(f"{target.spelling} -> {other}", text[:-len(target.spelling)] + other,
                                                   self.around(cursor, parent))])
            return
        if target.kind != CursorKind.VAR_DECL:
            return
        canonical = target.type.get_canonical()
        if target.semantic_parent.spelling == "hresult":
            names = [name for name in ("E_FAIL", "S_OK") if name != target.spelling]
            if "S_OK" in names and self.is_compared():
                names.remove("S_OK")
            variants = [Variant(f"{target.spelling} -> {name}", f"::bitsproof::hresult::{name}", self.around(cursor, parent))
                        for name in names]
            self.add(cursor, "value", variants)
        elif not target.spelling.startswith("k"):
            return
        elif canonical.kind in INTEGERS:
            self.add(cursor, "value", [Variant(f"{target.spelling} -> {target.spelling} + 1", f"{text} + 1",
                                               self.around(cursor, parent))], canonical.spelling.replace("const ", ""))
        elif "chrono::duration<" in canonical.spelling:
            self.add(cursor, "value", [Variant(f"{target.spelling} -> 2 * {target.spelling}", f"2 * {text}",
                                               self.around(cursor, parent))])
        elif "basic_string_view" in canonical.spelling and "[" not in canonical.spelling:
            self.add(cursor, "value", [Variant(f"{target.spelling} -> \"\"", "::std::string_view()", self.around(cursor, parent))])

    def is_compared(self):
        """Whether the present cursor is what another value is compared with, and not an answer."""
        return any(self.operator_of(above) in NEGATIONS for above in self.stack)

    def swap_call(self, cursor):
        name = cursor.spelling
        if name not in SWAPPED_CALLS:
            return
        text = self.source(cursor)
        other = re.sub(rf"^std::{name}\b", f"std::{SWAPPED_CALLS[name]}", text)
        if other != text:
            self.add(cursor, "value", [Variant(f"{name} -> {SWAPPED_CALLS[name]}", other, text)])

    def mutate_return(self, cursor):
        """A truth value that is handed on: the other one."""
        value = next(cursor.get_children(), None)
        if value is None or value.type.get_canonical().kind != TypeKind.BOOL or self.has_own_negation(value):
            return
        if self.bare(value).kind in (CursorKind.CXX_BOOL_LITERAL_EXPR, CursorKind.CONDITIONAL_OPERATOR):
            return
        text = self.source(value)
        self.add(value, "condition", [Variant("answer negated", f"!({text})", self.source(cursor))])

    # --- Sites ---

    def around(self, cursor, parent):
        """The text of the smallest expression or statement that is more than the cursor itself."""
        text = self.source(cursor)
        for above in [parent, *reversed(self.stack)]:
            longer = self.source(above)
            if longer != text and text in longer:
                return longer if len(longer) <= 160 else longer[:160]
        return text

    def add(self, cursor, kind, variants, cast=""):
        begin, end = self.extent(cursor)
        if not variants or end <= begin or cursor.extent.start.file.name != self.path:
            return
        if any(first < end and begin < last for first, last in self.macros):
            return
        function = "::".join(name for name in self.functions if name)
        for variant in variants:
            variant.line = cursor.extent.start.line
            variant.context = one_line(variant.context)
        for site in self.sites:
            if (site.begin, site.end, site.kind) == (begin, end, kind):
                known = {variant.operator for variant in site.variants}
                site.variants += [variant for variant in variants if variant.operator not in known]
                return
        self.sites.append(Site(begin, end, function, kind, variants, cast))


# --- Generated sources ---


class Renderer:
    """Writes a source with its sites, and remembers where each variant stands."""

    def __init__(self, text, sites):
        self.text = text
        self.out = bytearray()
        self.sites = nested(sites)

    def render(self):
        self.copy(0, len(self.text), self.sites)
        return bytes(self.out)

    def put(self, text):
        self.out += text.encode() if isinstance(text, str) else text

    def copy(self, begin, end, sites):
        """The text of [begin, end) with `sites`, which lie in it, in their places."""
        for site, inner in sites:
            self.put(self.text[begin:site.begin])
            self.site(site, inner)
            begin = site.end
        self.put(self.text[begin:end])

    def site(self, site, inner):
        site.out_begin = len(self.out)
        variants = [variant for variant in site.variants if variant.number]
        if variants and site.kind == "statement":
            [variant] = variants
            self.put(f"(::bitsproof::mutate::On({variant.number}) ? static_cast<void>(0) : static_cast<void>(")
            variant.begin, variant.end = site.out_begin, len(self.out)
            self.copy(site.begin, site.end, inner)
            self.put("))")
        elif variants:
            cast = "bool" if site.kind == "condition" else site.cast
            opening = f"static_cast<{cast}>(" if cast else "("
            self.put("(")
            for variant in variants:
                variant.begin = len(self.out)
                self.put(f"::bitsproof::mutate::On({variant.number}) ? {opening}{variant.text}) : ")
                variant.end = len(self.out)
            self.put(opening)
            self.copy(site.begin, site.end, inner)
            self.put("))")
        else:
            self.copy(site.begin, site.end, inner)
        site.out_end = len(self.out)


def nested(sites):
    """[(site, the sites inside it)]. Of two that overlap by halves the later is left out."""
    order = {"statement": 0, "condition": 1, "value": 2}
    top, open_sites = [], []
    for site in sorted(sites, key=lambda s: (s.begin, -s.end, order[s.kind])):
        while open_sites and site.begin >= open_sites[-1][0].end:
            open_sites.pop()
        if open_sites and site.end > open_sites[-1][0].end:
            continue
        node = (site, [])
        (open_sites[-1][1] if open_sites else top).append(node)
        open_sites.append(node)
    return top


# --- The tree ---

NUMBERS_PER_FILE = 10000  # so that an edit of one file does not change the numbers in another
ROUNDS_MAX = 20
PARSE_FOR_SERIALIZATION = 0x10
FOLDERS = ("base", "model", "transfer", "job")


def precompile(folder):
    """Writes the common headers into `folder`, in the form that parse() takes. Returns the file."""
    header, compiled = os.path.join(folder, "common.h"), os.path.join(folder, "common.pch")
    with open(header, "w", encoding="utf-8") as file:
        file.writelines(f"#include <{name}>\n" for name in COMMON_HEADERS)
    unit = cindex.Index.create().parse(header, args=["-x", "c++-header", *COMPILER_ARGUMENTS[2:]],
                                       options=PARSE_FOR_SERIALIZATION | cindex.TranslationUnit.PARSE_INCOMPLETE)
    unit.save(compiled)
    return compiled


def parse(path, root, common, text=None):
    unsaved = [(path, text.decode())] if text is not None else None
    arguments = [*COMPILER_ARGUMENTS, "-I", root, *(["-include-pch", common] if common else [])]
    # What the precompiled headers declare is of no interest.
    return cindex.Index.create(excludeDecls=True).parse(path, args=arguments, unsaved_files=unsaved, options=0)


def errors_of(unit):
    """(file, offset, text) of what is wrong. The unit must outlive its diagnostics, so these are copies."""
    return [(str(d.location.file), d.location.offset, str(d)) for d in unit.diagnostics
            if d.severity >= cindex.Diagnostic.Error]


def sites_of(name, root, common=None, text=None):
    """The sites of a source, unnumbered. ValueError when it does not compile as it is."""
    path = os.path.join(root, name)
    unit = parse(path, root, common, text)
    wrong = errors_of(unit)
    if wrong:
        raise ValueError(f"{name} cannot be read: {wrong[0][2]}")
    if text is None:
        with open(path, "rb") as file:
            text = file.read()
    return Reader(path, text, unit).sites


def leave_out(sites, offset):
    """Takes out the variants that an error at `offset` of the generated text is about. Returns how many."""
    around = [site for site in sites if site.out_begin <= offset < site.out_end and any(v.number for v in site.variants)]
    if not around:
        return 0
    site = min(around, key=lambda s: s.out_end - s.out_begin)
    present = [v for v in site.variants if v.number]
    guilty = [v for v in present if v.begin <= offset < v.end] or present
    for variant in guilty:
        variant.number = 0
    return len(guilty)


def mutated(name, root, common, text, sites):
    """The text of the source with its numbered sites, as it compiles with the unchanged headers, and how many variants were
    left out for that. The sites lose the numbers of those."""
    left_out = 0
    for _ in range(ROUNDS_MAX):
        generated = PRELUDE.encode() + Renderer(text, sites).render()
        path = os.path.join(root, name)
        unit = parse(path, root, common, generated)
        wrong = [(offset, text) for file, offset, text in errors_of(unit) if file == path]
        if not wrong:
            return generated, left_out
        found = sum(leave_out(sites, offset - len(PRELUDE)) for offset, _ in wrong)
        if not found:
            raise ValueError(f"{name}: what is generated does not compile, and no mutant is the reason: {wrong[0][1]}")
        left_out += found
    raise ValueError(f"{name}: what is generated does not compile")


def keys_of(name, sites):
    """{number: (key, line)} of the variants that are there."""
    count = collections.Counter()
    keys = {}
    for site in sorted(sites, key=lambda s: (s.begin, -s.end)):
        for variant in site.variants:
            what = (site.function, variant.context, variant.operator)
            count[what] += 1
            if variant.number:
                keys[variant.number] = (Key(name, *what, count[what]), variant.line)
    return keys


def sources(root):
    """The files with behaviour of the reference, relative to `root`."""
    names = []
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(root, "reference", folder))):
            if name.endswith((".cc", ".h")) and not name.endswith("_test.cc"):
                names.append(f"reference/{folder}/{name}")
    return names


def read_source(arguments):
    """The sites of a source, its variants numbered."""
    name, root, common, first = arguments
    sites = sites_of(name, root, common)
    for number, variant in enumerate((v for s in sites for v in s.variants), first):
        variant.number = number
    return name, sites


def mutate_source(arguments):
    name, root, common, sites = arguments
    with open(os.path.join(root, name), "rb") as file:
        text = file.read()
    if not any(variant.number for site in sites for variant in site.variants):
        return name, text, {}, 0
    generated, left_out = mutated(name, root, common, text, sites)
    return name, generated, keys_of(name, sites), left_out


def mutate_tree(root, out_root, scratch, jobs, choose=None):
    """Writes the mutated sources into the tree `out_root`. Returns {number: (key, line)} and how many variants were left out
    because they do not compile. `scratch` is a folder for temporary files. `choose` is given such a dictionary of all variants and
    returns the numbers of those to be written."""
    common = precompile(scratch)
    work = [(name, root, common, (index + 1) * NUMBERS_PER_FILE) for index, name in enumerate(sources(root))]
    keys, left_out = {}, 0
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        read = list(pool.map(read_source, work))
        if choose:
            chosen = choose({number: key for name, sites in read for number, key in keys_of(name, sites).items()})
            for variant in (v for _, sites in read for site in sites for v in site.variants):
                variant.number = variant.number if variant.number in chosen else 0
        for name, generated, its_keys, its_left_out in pool.map(mutate_source, [(name, root, common, sites) for name, sites in read]):
            write_if_changed(os.path.join(out_root, name), generated)
            keys.update(its_keys)
            left_out += its_left_out
    return keys, left_out


def write_if_changed(path, content):
    """A file that stays as it is needs no new build."""
    try:
        with open(path, "rb") as file:
            if file.read() == content:
                return
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
