#!/usr/bin/env python3
"""Plants a password in the scenarios on credentials, and looks for it in everything that a run leaves behind.

Usage: planted_secret.py BITSPROOF SOURCE_FOLDER
"""

import base64
import glob
import os
import shutil
import subprocess
import sys
import tempfile

PLAIN = "secret"  # of the scenarios
PLANTED = "pl4nted-p4ssw0rd"
USERS = ("alice", "bob", "carol")


def basic(password):
    return {base64.b64encode(f"{user}:{password}".encode()).decode() for user in USERS}


def plant(source, folder):
    """Copies the scenarios with the planted password in place of theirs; returns how many files have it."""
    shutil.copytree(os.path.join(source, "scenarios"), folder)
    planted = 0
    for path in glob.glob(os.path.join(folder, "job2", "credentials-*.json")):
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        changed = text.replace(f'"{PLAIN}"', f'"{PLANTED}"')
        for user in USERS:
            changed = changed.replace(base64.b64encode(f"{user}:{PLAIN}".encode()).decode(),
                                      base64.b64encode(f"{user}:{PLANTED}".encode()).decode())
        planted += changed != text
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(changed)
    return planted


def broken_subjects(bitsproof):
    listed = subprocess.run([bitsproof, "list", "mutants"], capture_output=True, text=True, check=True).stdout
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("job2.credentials")]
    return [f"mutant:{name}" for name in names]


def run(bitsproof, scenarios, subject, folder):
    """One run with every report; returns how often its traces hide something."""
    os.makedirs(os.path.join(folder, "trace"))
    told = subprocess.run(
        [bitsproof, "run", "job2.credentials.*", "--scenarios", scenarios, "--subject", subject, "--verbose",
         "--mode", "sim" if subject.startswith("mutant:") else "both",
         "--results", os.path.join(folder, "results.jsonl"), "--junit", os.path.join(folder, "junit.xml"),
         "--markdown", os.path.join(folder, "page.md"), "--trace", os.path.join(folder, "trace")],
        capture_output=True)
    for name, text in (("stdout", told.stdout), ("stderr", told.stderr)):
        with open(os.path.join(folder, name), "wb") as stream:
            stream.write(text)
    if told.returncode not in (0, 1):
        sys.exit(f"{subject} ends with {told.returncode}: {told.stderr.decode()}")
    hidden = 0
    for path in glob.glob(os.path.join(folder, "trace", "**"), recursive=True):
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as stream:
                hidden += stream.read().count("(hidden)")
    return hidden


def find(folder):
    needles = [PLANTED.encode(), PLANTED.encode().hex().encode(), *(text.encode() for text in basic(PLANTED))]
    for path in glob.glob(os.path.join(folder, "**"), recursive=True):
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as stream:
            content = stream.read()
        for needle in needles:
            if needle in content:
                at = content.index(needle)
                yield f"{path}: ...{content[max(0, at - 120):at + 40]!r}"


def main(bitsproof, source):
    with tempfile.TemporaryDirectory() as folder:
        scenarios = os.path.join(folder, "scenarios")
        if plant(source, scenarios) < 10:
            sys.exit("the scenarios on credentials have another password now: adapt PLAIN")
        artefacts = os.path.join(folder, "artefacts")
        store = os.path.join(artefacts, "store")
        os.makedirs(store)
        served = f"stdio:'{bitsproof}' serve --stdio --store '{store}/jobs.sqlite'"
        hidden = 0
        for number, subject in enumerate(["reference", served, *broken_subjects(bitsproof)]):
            hidden += run(bitsproof, scenarios, subject, os.path.join(artefacts, str(number)))
        if hidden == 0:
            sys.exit("no trace shows that a password was hidden: the test sees nothing")
        found = list(find(artefacts))
        for line in found:
            print(line)
        print(f"the planted password was hidden {hidden} times, and is in {len(found)} places")
        return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
