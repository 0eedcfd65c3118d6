#!/usr/bin/python3
"""Tests of generate.py on small sources."""

import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import generate  # noqa: E402  (it stands beside this file)

HRESULT = """
namespace bitsproof {
struct HResult { unsigned value; bool failed() const { return value >> 31; } bool operator==(const HResult&) const = default; };
namespace hresult {
inline constexpr HResult S_OK{0}; inline constexpr HResult E_FAIL{0x80004005u}; inline constexpr HResult E_ACCESSDENIED{0x80070005u};
}
}
using namespace bitsproof;
"""


class Generated(unittest.TestCase):
    """What is made of a source."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        os.mkdir(os.path.join(self.folder.name, "mutation"))
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "switch.h"), encoding="utf-8") as file:
            self.write("mutation/switch.h", file.read())

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        with open(os.path.join(self.folder.name, name), "w", encoding="utf-8") as file:
            file.write(text)

    def sites(self, text):
        self.write("a.cc", text)
        return generate.sites_of("a.cc", self.folder.name)

    def operators(self, text):
        """["context: operator"] in the order of the source."""
        sites = sorted(self.sites(text), key=lambda s: (s.begin, -s.end))
        return [f"{v.context}: {v.operator}" for site in sites for v in site.variants]

    def mutated(self, text):
        """The generated text, the variants by "context: operator", and how many were left out."""
        sites = self.sites(text)
        variants = [v for site in sites for v in site.variants]
        for number, variant in enumerate(variants, 1):
            variant.number = number
        generated, left_out = generate.mutated("a.cc", self.folder.name, None, text.encode(), sites)
        return generated.decode(), {f"{v.context}: {v.operator}": v for v in variants}, left_out


class Operators(Generated):
    """Which mutants there are."""

    def test_comparisons_are_moved_and_negated(self):
        self.assertEqual(self.operators("bool f(int a, int b) { return a < b; }"), ["a < b: < -> <=", "a < b: < -> >="])
        self.assertEqual(self.operators("bool f(int a, int b) { return a == b; }"), ["a == b: == -> !="])

    def test_comparisons_of_objects_are_mutated_like_those_of_numbers(self):
        source = "#include <compare>\nstruct V { int v; auto operator<=>(const V&) const = default; }; bool f(V a, V b) { return a != b; }"
        self.assertEqual(self.operators(source), ["a != b: != -> =="])

    def test_arguments_of_a_type_are_constants(self):
        source = "template <int> struct A { int v; }; struct B { A<3> field{4}; }; int f() { A<5> local{6}; return local.v; }"
        self.assertEqual([text.rsplit(": ", 1)[1] for text in self.operators(source)], ["4 -> 5", "6 -> 7"])

    def test_logical_operators_are_swapped_and_lose_each_side(self):
        self.assertEqual(self.operators("bool f(bool a, bool b) { return a && b; }"),
                         ["a && b: && -> ||", "a && b: left of && dropped", "a && b: right of && dropped"])

    def test_an_early_exit_is_dropped_and_a_condition_without_operator_swapped(self):
        self.assertEqual(self.operators("int g(); void f(bool a) { if (a) return; g(); }"),
                         ["if (a) return: early exit dropped", "if (a) return: branches swapped", "g(): call dropped"])

    def test_a_branch_is_dropped_only_without_an_else(self):
        self.assertEqual(self.operators("int g(); void f(bool a) { if (a) { g(); } else { g(); } }"),
                         ["if (a): branches swapped", "g(): call dropped", "g(): call dropped"])

    def test_assignments_are_dropped_but_not_declarations(self):
        self.assertEqual(self.operators("struct S { int x; }; void f(S& s, S& t) { S u = t; s.x = t.x; }"),
                         ["s.x = t.x: statement dropped"])

    def test_constants_change_where_they_are_used(self):
        self.assertEqual(self.operators("constexpr int kMax = 10; int f(int a) { return a + kMax; }"),
                         ["a + kMax: + -> -", "a + kMax: kMax -> kMax + 1"])
        self.assertEqual(self.operators("struct S { int limit = 60; bool on = true; };"),
                         ["int limit = 60: 60 -> 61", "bool on = true: true -> false"])

    def test_an_enumerator_becomes_the_next_one(self):
        self.assertEqual(self.operators("enum class E { kA, kB }; E g(E); E f() { return g(E::kB); }"), ["g(E::kB): kB -> kA"])

    def test_result_codes_become_failure_and_success(self):
        found = self.operators(HRESULT + "HResult f(bool a) { return a ? hresult::E_ACCESSDENIED : hresult::S_OK; }")
        text = "a ? hresult::E_ACCESSDENIED : hresult::S_OK: "
        self.assertEqual(found[-4:], [text + "branches swapped", text + "E_ACCESSDENIED -> E_FAIL", text + "E_ACCESSDENIED -> S_OK",
                                      text + "S_OK -> E_FAIL"])

    def test_a_code_that_is_compared_with_does_not_become_success(self):
        found = self.operators(HRESULT + "bool f(HResult r) { return r == hresult::E_ACCESSDENIED; }")
        self.assertEqual(found[-2:], ["r == hresult::E_ACCESSDENIED: == -> !=", "r == hresult::E_ACCESSDENIED: E_ACCESSDENIED -> E_FAIL"])

    def test_minimum_and_maximum_are_swapped(self):
        source = "#include <algorithm>\nint f(int a, int b) { return std::min(a, b); }"
        self.assertEqual(self.operators(source), ["std::min(a, b): min -> max"])

    def test_an_answer_is_negated_where_no_operator_does_that(self):
        self.assertEqual(self.operators("bool g(int); bool f(int a) { return g(a); }"), ["return g(a): answer negated"])

    def test_nothing_that_must_be_constant_is_mutated(self):
        self.assertEqual(self.operators("constexpr int kA = 1 + 2; static_assert(kA > 2); enum { kB = 3 };\n"
                                        "int f(int a) { switch (a) { case 4: break; } if constexpr (kA > 1) {} return a; }"), [])

    def test_assertions_and_reservations_are_left_alone(self):
        source = "#include <cassert>\n#include <vector>\nvoid f(std::vector<int>& v, int a) { assert(a > 1); v.reserve(8); }"
        self.assertEqual(self.operators(source), [])

    def test_the_step_of_a_loop_is_left_alone(self):
        self.assertEqual(self.operators("void g(); void f(int n) { for (int i = n; i < n; ++i) g(); }"),
                         ["i < n: < -> <=", "i < n: < -> >=", "g(): call dropped"])

    def test_mutants_know_the_function_that_they_are_in(self):
        source = "namespace n { struct S { bool f(); bool g() { return h(); } bool h(); }; bool S::f() { return h(); } }"
        self.assertEqual([s.function for s in self.sites(source)], ["S::g", "S::f"])


class Texts(Generated):
    """What is written."""

    def test_the_unchanged_text_stands_in_the_branch_of_a_mutant(self):
        generated, variants, _ = self.mutated("bool f(int a, int b, bool c) { return a == b && c; }")
        inner = variants["a == b: == -> !="].number
        swapped = variants["a == b && c: && -> ||"].number
        self.assertIn(f"::On({swapped}) ? static_cast<bool>((a == b) || (c)) : ", generated)
        self.assertEqual(generated.count(f"On({inner})"), 1)

    def test_what_is_dropped_is_an_expression_so_that_no_else_changes_its_if(self):
        generated, _, _ = self.mutated("int g(); void f(bool a) { if (a) g(); else g(); }")
        self.assertIn("(::bitsproof::mutate::On(2) ? static_cast<void>(0) : static_cast<void>(g())); "
                      "else (::bitsproof::mutate::On(3) ? ", generated)

    def test_a_variant_that_does_not_compile_is_left_out_and_counted(self):
        source = ("struct V { int v; friend bool operator<(V a, V b) { return a.v < b.v; } };\n"
                  "bool f(V a, V b) { return a < b; }")
        generated, variants, left_out = self.mutated(source)
        self.assertEqual(left_out, 2)  # there is no <= and no >=
        self.assertEqual(variants["a < b: < -> <="].number, 0)
        self.assertNotEqual(variants["a.v < b.v: < -> <="].number, 0)
        self.assertIn("return a < b;", generated)

    def test_a_constant_is_converted_where_it_is_narrowed(self):
        generated, _, left_out = self.mutated("unsigned long f() { unsigned long a{7}; return a; }")
        self.assertEqual(left_out, 0)
        self.assertIn("static_cast<unsigned long>(8)", generated)

    def test_a_source_that_does_not_compile_is_refused(self):
        with self.assertRaisesRegex(ValueError, "a.cc cannot be read"):
            self.sites("int f() { return nothing; }")


class Keys(Generated):
    """The names of mutants in the lists."""

    def keys(self, text):
        sites = self.sites(text)
        for number, variant in enumerate((v for s in sites for v in s.variants), 1):
            variant.number = number
        return sorted(str(key) for key, _ in generate.keys_of("a.cc", sites).values())

    def test_an_edit_elsewhere_changes_no_key(self):
        source = "bool f(int a) { return a > 1; }"
        self.assertEqual([k for k in self.keys("int g(int b) {\n  return b + 1;\n}\n\n" + source) if "f:" in k], self.keys(source))

    def test_equal_expressions_are_counted(self):
        found = self.keys("bool g(bool); bool f(int a) { return g(a == 1) && g(a == 1); }")
        self.assertIn("a.cc: f: a == 1: == -> !=", found)
        self.assertIn("a.cc: f: a == 1 (2): == -> !=", found)


if __name__ == "__main__":
    unittest.main()
