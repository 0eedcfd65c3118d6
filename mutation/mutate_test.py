#!/usr/bin/python3
"""Tests of mutate.py: the lists, the choice and the counts. No build is made."""

import io
import json
import os
import sys
import tempfile
import types
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import mutate  # noqa: E402  (it stands beside this file)
from generate import Key  # noqa: E402

KEYS = [Key("a.cc", "F", "a < b", "< -> <="), Key("a.cc", "F", "a < b", "< -> <=", 2), Key("a.cc", "F", "g()", "call dropped"),
        Key("b.cc", "G", "a < b", "< -> <=")]
MUTANTS = {number: (key, 1) for number, key in enumerate(KEYS, 1)}


def entry(**members):
    return {"file": "a.cc", "function": "F", "expression": "a < b", "operator": "< -> <=", "reason": "because", **members}


class Lists(unittest.TestCase):
    def test_an_entry_names_one_mutant(self):
        found = mutate.entries_by_key([entry(), entry(occurrence=2)], KEYS, "list")
        self.assertEqual(list(found), KEYS[:2])

    def test_an_entry_without_expression_names_a_function(self):
        whole = {"file": "a.cc", "function": "F", "test": "t", "reason": "because"}
        self.assertEqual(list(mutate.entries_by_key([whole], KEYS, "list")), KEYS[:3])

    def test_an_entry_that_fits_nothing_is_a_fault(self):
        with self.assertRaisesRegex(mutate.Fault, "no such mutant any more: a.cc: F: a > b: < -> <="):
            mutate.entries_by_key([entry(expression="a > b")], KEYS, "list")
        with self.assertRaisesRegex(mutate.Fault, "no such mutant"):
            mutate.entries_by_key([entry(occurrence=3)], KEYS, "list")

    def test_a_mutant_that_is_named_twice_is_a_fault(self):
        with self.assertRaisesRegex(mutate.Fault, "named twice"):
            mutate.entries_by_key([entry(), entry()], KEYS, "list")

    def test_a_list_with_unknown_or_missing_members_is_a_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "list.json")
            for wrong, message in ((entry(line=7), "entry 1: unknown line"), ({"file": "a.cc"}, "entry 1: without reason")):
                with open(path, "w", encoding="utf-8") as file:
                    json.dump({"mutants": [wrong]}, file)
                with self.assertRaisesRegex(mutate.Fault, message):
                    mutate.read_list(path, ["reason"])

    def test_what_is_passed_before_the_cases_is_passed_by_all(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "reached.1")
            with open(path, "w", encoding="utf-8") as file:
                file.write("-\t1\nhandshake\t2\na[x=b c]\t3\t4\nd\t4\n")
            self.assertEqual(mutate.read_reached([path]),
                             {1: ["a[x=b c]", "d"], 2: ["a[x=b c]", "d"], 3: ["a[x=b c]"], 4: ["a[x=b c]", "d"]})

    def test_the_lists_of_the_project_are_well_formed(self):
        folder = os.path.dirname(os.path.abspath(__file__))
        mutate.read_list(os.path.join(folder, "equivalent.json"), mutate.EQUIVALENT_MEMBERS)
        mutate.read_list(os.path.join(folder, "unit_tests.json"), mutate.UNIT_MEMBERS)

    def test_an_equivalent_mutant_that_is_killed_is_a_complaint(self):
        fates = {1: mutate.Fate("killed", "sim", "case: CORE-1")}
        self.assertEqual(mutate.stale_entries(fates, MUTANTS, {KEYS[0]: entry()}, {}),
                         ["mutation/equivalent.json: not equivalent, case: CORE-1 kills it: a.cc: F: a < b: < -> <="])

    def test_a_mutant_of_the_unit_tests_that_the_suite_kills_is_a_complaint_if_it_is_named(self):
        fates = {1: mutate.Fate("timeout", "live", "case: CORE-1")}
        self.assertEqual(len(mutate.stale_entries(fates, MUTANTS, {}, {KEYS[0]: entry(test="t")})), 1)
        whole = {"file": "a.cc", "function": "F", "test": "t", "reason": "because"}
        self.assertEqual(mutate.stale_entries(fates, MUTANTS, {}, {KEYS[0]: whole}), [])


class Choice(unittest.TestCase):
    def choose(self, **arguments):
        defaults = {"sample": None, "seed": "1", "file": None, "mutant": None}
        return mutate.choose({n: (Key("a.cc" if n < 50 else "b.cc", "F", "x", "y", n), 1) for n in range(1, 101)},
                             types.SimpleNamespace(**{**defaults, **arguments}))

    def test_a_sample_is_a_function_of_the_seed(self):
        self.assertEqual(self.choose(sample=10, seed="x"), self.choose(sample=10, seed="x"))
        self.assertNotEqual(self.choose(sample=10, seed="x"), self.choose(sample=10, seed="y"))
        self.assertEqual(len(set(self.choose(sample=10))), 10)

    def test_everything_is_chosen_without_a_sample_or_with_a_large_one(self):
        self.assertEqual(len(self.choose()), 100)
        self.assertEqual(len(self.choose(sample=1000)), 100)

    def test_files_and_numbers_choose_too(self):
        self.assertEqual(self.choose(file="b.*"), list(range(50, 101)))
        self.assertEqual(self.choose(mutant=[7, 3]), [3, 7])

    def test_what_chooses_nothing_is_a_fault(self):
        with self.assertRaisesRegex(mutate.Fault, "no mutant in files that match c.cc"):
            self.choose(file="c.cc")
        with self.assertRaisesRegex(mutate.Fault, "there is no mutant 101"):
            self.choose(mutant=[101])


class Counts(unittest.TestCase):
    def test_the_score_counts_what_is_judged(self):
        with tempfile.TemporaryDirectory() as root:
            for name in ("a.cc", "b.cc"):
                with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                    file.write("  return a < b;\n")
            fates = {1: mutate.Fate("killed", "sim"), 2: mutate.Fate("alive"), 3: mutate.Fate("unit"),
                     4: mutate.Fate("alive", "", "passed by 2 sim cases")}
            lines = {number: mutate.source_line(root, *mutant) for number, mutant in MUTANTS.items()}
            report = mutate.Report(lines, MUTANTS, fates, {KEYS[1]: entry()})
            out = io.StringIO()
            report.write(out)
        self.assertEqual(report.survivors(), [4])
        self.assertEqual(report.score(), 50)
        self.assertIn("survives  b.cc:1: G: < -> <=\n  source   return a < b;\n  in       a < b\n"
                      "  number   4, passed by 2 sim cases\n", out.getvalue())
        self.assertIn("MUTATION SCORE 50.0 %: 1 of 2 killed (0 by the live suite only, 0 by a time limit); counted apart: "
                      "1 equivalent, 1 that only unit tests see; 3 left out because they do not compile; 9 s", report.verdict(3, 9))

    def test_a_mutant_that_is_called_equivalent_and_dies_counts_as_killed(self):
        report = mutate.Report({}, MUTANTS, {1: mutate.Fate("timeout", "live")}, {KEYS[0]: entry()})
        self.assertEqual((report.total["killed"], report.total["live only"], report.total["timeout"]), (1, 1, 1))


class Results(unittest.TestCase):
    def reason(self, *cases):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            for case in cases:
                file.write(json.dumps(case) + "\n")
            file.flush()
            return mutate.Judge.reason(file.name, "sim")

    def test_the_first_failure_says_what_kills(self):
        fate = self.reason({"format": "1.0"}, {"case": "c", "failures": []},
                           {"case": "d", "failures": [{"check": {"requirement": "CORE-1"}, "message": "differs"}]})
        self.assertEqual((fate.verdict, fate.account), ("killed", "d: CORE-1"))

    def test_no_answer_is_a_time_limit(self):
        fate = self.reason({"case": "d", "failures": [{"step": "s", "message": "clock.advance: no answer within 10s"}]})
        self.assertEqual((fate.verdict, fate.account), ("timeout", "d: s"))


if __name__ == "__main__":
    unittest.main()
