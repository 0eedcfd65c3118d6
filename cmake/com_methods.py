"""Holds the COM adapter, which is not built with the rest, to the getters that scenarios call with NULL.

usage: com_methods.py SOURCE_DIR

Each method that a scenario gives to nullOutput.call must be named in the adapter's methods_null_output.cc.
"""

import json
import pathlib
import re
import sys

ADAPTER = "conformance/adapters/com/methods_null_output.cc"


def methods_of(value):
    """The methods that stand beside "outputs": in a step of nullOutput.call, or in a row of its matrix."""
    if isinstance(value, list):
        return {method for item in value for method in methods_of(item)}
    if not isinstance(value, dict):
        return set()
    own = {value["method"]} if "outputs" in value and isinstance(value.get("method"), str) else set()
    return own.union(*(methods_of(item) for item in value.values()))


def main():
    root = pathlib.Path(sys.argv[1])
    known = set(re.findall(r'"(\w+\.\w+)"', (root / ADAPTER).read_text(encoding="utf-8")))
    asked = 0
    for path in sorted((root / "scenarios").glob("*/*.json")):
        methods = methods_of(json.loads(path.read_text(encoding="utf-8")))
        asked += len(methods)
        for method in sorted(methods - known):
            sys.exit(f"{path.relative_to(root)} calls {method} with NULL, which {ADAPTER} does not have: add it there.")
    if asked == 0:
        sys.exit("No scenario calls a getter with NULL: this test looks in the wrong place.")


if __name__ == "__main__":
    main()
