"""The test pages.links: what the pages refer to by a relative link exists, headings included.

usage: check_links.py SOURCE_DIR
"""

import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^    .*$|`[^`\n]+`", re.MULTILINE)
SKIPPED = ("build", ".git")


def anchors(page):
    """The names of the headings of a page, as renderers make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(root):
    for page in sorted(root.rglob("*.md")):
        if page.relative_to(root).parts[0] in SKIPPED:
            continue
        for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
            path, _, heading = link.partition("#")
            target = page.parent / path if path else page
            if "://" not in link and (not target.exists() or heading and heading not in anchors(target)):
                yield f"{page.relative_to(root)}: {link} does not exist"


broken = list(broken_links(pathlib.Path(sys.argv[1])))
print(*broken, sep="\n")
sys.exit(bool(broken))
