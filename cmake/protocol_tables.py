"""Holds the tables of methods in conformance/protocol.md to the protocol's schema.

usage: protocol_tables.py [--write] SOURCE_DIR

A table stands behind a line "<!-- methods: WORDS -->". It has the methods whose capability is one of the words, and those
whose object (what stands before the dot) is one, in the order of the schema. Without --write nothing is changed, and
a page that the schema does not give fails.
"""

import json
import pathlib
import re
import sys

PAGE = "conformance/protocol.md"
SCHEMA = "scenarios/schema/protocol-1.0.json"
TABLE = re.compile(r"<!-- methods: (.*) -->\n(?:\|.*\n)*")
# Of a BITS method: what every request and every answer has, which the page says once.
COMMON = ("as", "hresult")


def objects_of(form, definitions):
    """The object schemas that `form` allows, references and alternatives followed."""
    if "$ref" in form:
        form = definitions[form["$ref"].rpartition("/")[2]]
    found = [form] if "properties" in form else []
    for alternative in form.get("anyOf", []):
        found += objects_of(alternative, definitions)
    return found


def cell(form, definitions, tells_absence):
    """The members of `form`, each with what is to be said of it."""
    members = {}
    for found in objects_of(form, definitions):
        for name, member in found["properties"].items():
            if name not in COMMON:
                is_absent = name not in found.get("required", [])
                members.setdefault(name, (member.get("description", ""), is_absent))
    texts = []
    for name, (note, is_absent) in members.items():
        absence = ["may be absent"] if tells_absence and is_absent else []
        notes = "; ".join(([note] if note else []) + absence)
        texts.append(f"`{name}`" + (f" ({notes})" if notes else ""))
    return ", ".join(texts)


def row(name, method, definitions):
    capability = method.get("x-capability")
    need = f"`{capability}`" if capability else "virtual clock" if "x-clock" in method else ""
    sides = method["properties"]
    return [
        f"`{name}`",
        need,
        cell(sides["params"], definitions, True),
        cell(sides["result"], definitions, False),
        method.get("description", ""),
    ]


def table(methods, definitions):
    """The rows, without the columns that none of them fills."""
    heads = ["method", "capability", "parameters", "result", "note"]
    rows = [row(*method, definitions) for method in methods]
    filled = [i for i in range(len(heads)) if any(cells[i] for cells in rows)]
    rows = [heads, ["---"] * len(heads)] + rows
    return "".join("| " + " | ".join(cells[i] for i in filled) + " |\n" for cells in rows)


def fill(page, schema):
    """The page with its tables as the schema gives them, and the methods that no table has."""
    definitions = schema["$defs"]
    left = {name: method for name, method in definitions.items() if "." in name}

    def written(match):
        words = match[1].split()
        chosen = [
            (name, method)
            for name, method in left.items()
            if name.partition(".")[0] in words or method.get("x-capability") in words
        ]
        for name, _ in chosen:
            del left[name]
        return f"<!-- methods: {match[1]} -->\n" + table(chosen, definitions)

    return TABLE.sub(written, page), list(left)


def main(arguments):
    root = pathlib.Path(arguments[-1])
    page = (root / PAGE).read_text(encoding="utf-8")
    schema = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
    filled, left = fill(page, schema)
    if left:
        print(f"{PAGE}: no table has {', '.join(left)}; name the capability in a line \"<!-- methods: ... -->\"")
        return 1
    if "--write" in arguments:
        (root / PAGE).write_text(filled, encoding="utf-8")
    elif filled != page:
        print(f"{PAGE}: its tables are not those of {SCHEMA}; run: python3 cmake/protocol_tables.py --write .")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
