"""Finds ids of requirements that no row of the catalogue has.

usage: cited_ids.py SOURCE_DIR

Read are code, scenarios and pages, but not tests, which make up ids of their own, nor reports, which tell of a catalogue
of their time.
"""

import json
import pathlib
import re
import sys

TOPS = ("README.md", "CONTRIBUTING.md", "docs", "reference", "fakes", "scenarios", "conformance", "bench")
SUFFIXES = (".h", ".cc", ".json", ".md", ".py")
# "CORE-CREATE-09", "GP-22": words in capitals, then two digits.
ID = re.compile(r"(?<![\w-])[A-Z]{1,5}(?:-[A-Z]+)*-\d\d(?![\w-])")
OTHERS = {"UTF-16"}


def is_read(path):
    if path.suffix not in SUFFIXES or path.name.endswith("_test.cc"):
        return False
    return not {"testing", "reports"} & set(path.parts)


def rows(root):
    found = set()
    for path in (root / "scenarios/requirements").glob("*.json"):
        if path.name == "pages.json":
            continue
        found |= {row["id"] for row in json.loads(path.read_text(encoding="utf-8"))["requirements"]}
    return found


def main(root):
    known = rows(root) | OTHERS
    wrong = 0
    for top in TOPS:
        for path in [root / top, *sorted((root / top).rglob("*"))]:
            if not path.is_file() or not is_read(path.relative_to(root)):
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for cited in sorted(set(ID.findall(line)) - known):
                    wrong += 1
                    print(f"{path.relative_to(root)}:{number}: {cited} is not a row of scenarios/requirements")
    return 1 if wrong or len(known) < 2 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
