"""Tests of arrows.py: each kind of fault is found, in a made-up tree and in the real one with an arrow turned.

usage: arrows_test.py SOURCE_DIR FOLDERS
"""

import pathlib
import sys
import unittest

import arrows

SOURCE_DIR, FOLDERS = map(pathlib.Path, sys.argv[1:3])

TREE = {
    "reference/base/guid.h": "",
    "reference/job/queue.h": '#include "reference/base/guid.h"\n',
    "reference/job/queue_test.cc": '#include "fakes/clock.h"\n',
    "fakes/clock.h": '#include "reference/base/guid.h"\n',
}
LAYERS = {"reference/base": set(), "reference/job": {"reference/base"}, "fakes": {"reference/base"}}


class MadeUpTree(unittest.TestCase):
    def faults(self, extra=None, layers=None):
        return arrows.find_faults({**TREE, **(extra or {})}, layers or LAYERS)

    def test_a_sound_tree_has_no_faults(self):
        self.assertEqual(self.faults(), [])

    def test_an_arrow_that_points_up_is_found(self):
        faults = self.faults({"reference/job/job.cc": '#include "fakes/clock.h"\n'})
        self.assertEqual(len(faults), 1)
        self.assertIn("fakes is not in a layer below reference/job", faults[0])

    def test_folders_that_include_each_other_are_found(self):
        faults = self.faults({"reference/base/guid.cc": '#include "reference/job/queue.h"\n'})
        self.assertIn("include each other", faults[0])

    def test_an_undeclared_arrow_is_found(self):
        faults = self.faults({"fakes/log.cc": '#include "reference/job/queue.h"\n'})
        self.assertEqual(len(faults), 1)
        self.assertIn("does not declare", faults[0])

    def test_a_declared_folder_that_is_not_included_is_found(self):
        faults = self.faults(layers={**LAYERS, "fakes": {"reference/base", "reference/job"}})
        self.assertEqual(faults, ["fakes USES reference/job, but includes nothing of it"])

    def test_a_folder_without_library_is_found(self):
        faults = self.faults({"fakes/new/a.h": ""})
        self.assertIn("has no library", faults[0])


class RealTree(unittest.TestCase):
    def test_every_arrow_fails_when_it_is_turned(self):
        folders = arrows.read_folders(FOLDERS.read_text())
        sources = arrows.read_sources(SOURCE_DIR)
        for folder, used in folders.items():
            for target in used:
                turned = f"{target}/turned.cc"
                header = next(path for path in sources if arrows.folder_of(path) == folder)
                with self.subTest(arrow=f"{target} -> {folder}"):
                    faults = arrows.find_faults({**sources, turned: f'#include "{header}"\n'}, folders)
                    self.assertTrue(any(fault.startswith(turned) for fault in faults))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
