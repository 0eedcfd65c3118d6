"""Holds the includes of every source to the layers of the project.

usage: arrows.py SOURCE_DIR FOLDERS

FOLDERS is what the build writes: a line "folder: used folders" for each library, in the order of the layers. Printed
is every include that points up or that the library does not declare, every declared folder that is not included, every
pair of folders that include each other, and every folder without a library. Tests (*_test.cc) may look anywhere.
"""

import collections
import pathlib
import re
import sys

ROOTS = ("reference", "fakes", "conformance", "bench")
# Programs of their own, with a build of their own or one source that a library cannot have.
PROGRAMS = ("conformance/adapters/", "conformance/fuzz/")
INCLUDE = re.compile(r'^\s*#\s*include "((?:%s)/[^"]+)"' % "|".join(ROOTS), re.MULTILINE)


def read_sources(root):
    """The text of every header and source below `root`, by its path from there."""
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for top in ROOTS
        for path in sorted((root / top).rglob("*"))
        if path.suffix in (".h", ".cc")
    }


def read_folders(text):
    """The folders in the order of the layers, each with the set of those that it declares to use."""
    return {
        folder: set(used.split())
        for folder, used in (line.split(":") for line in text.splitlines() if line)
    }


def folder_of(path):
    return path.rpartition("/")[0]


def find_faults(sources, folders):
    """Sentences about what is wrong; none when every arrow points down and is declared."""
    rank = {folder: i for i, folder in enumerate(folders)}
    arrows = collections.defaultdict(list)  # (from, to) -> "file includes header"
    faults = []
    for path, text in sources.items():
        folder = folder_of(path)
        if path.endswith("_test.cc") or path.startswith(PROGRAMS):
            continue
        if folder not in rank:
            faults.append(f"{path}: the folder {folder} has no library; add bitsproof_folder() to it")
            continue
        for header in INCLUDE.findall(text):
            if folder_of(header) != folder:
                arrows[folder, folder_of(header)].append(f"{path} includes {header}")
    for (source, target), places in sorted(arrows.items()):
        if (target, source) in arrows and source < target:
            faults.append(
                f"{source} and {target} include each other: {places[0]}, {arrows[target, source][0]}"
            )
        if rank.get(target, len(rank)) >= rank[source]:
            faults.append(f"{places[0]}, but {target} is not in a layer below {source}")
        elif target not in folders[source]:
            faults.append(f"{places[0]}, but {source} does not declare that it USES {target}")
    for folder, used in folders.items():
        for target in sorted(used):
            if (folder, target) not in arrows:
                faults.append(f"{folder} USES {target}, but includes nothing of it")
    return faults


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    sources = read_sources(pathlib.Path(arguments[0]))
    folders = read_folders(pathlib.Path(arguments[1]).read_text())
    faults = find_faults(sources, folders)
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{len(sources)} files in {len(folders)} folders: {len(faults)} faults")
    return 1 if faults or not folders else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
