#!/usr/bin/env python3
"""Holds soak.py to what it says: services that lose or spoil something are noticed, each with its sentence."""

import os
import subprocess
import sys
import tempfile

SOAK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "soak.py")

# Shell commands that stand before the service: $1 is its store, $2 the folder for what they remember.
SPOILERS = {
    "a service that loses its jobs": ("rm -f \"$1\"*", "is lost"),
    "a service that goes back to what it had": (
        "n=$(cat \"$2/n\" 2>/dev/null || echo 0); echo $((n + 1)) > \"$2/n\"\n"
        "[ $n = 8 ] && cp \"$1\"* \"$2\"\n"
        "[ $n = 16 ] && rm -f \"$1\"* && cp \"$2\"/jobs.sqlite* \"$(dirname \"$1\")\"",
        ("are back", "is lost", "that nobody has created", "after a restart")),
    "a service that spoils what has arrived": (
        "for f in \"$(dirname \"$1\")\"/files/*.tmp; do\n"
        "  [ \"$(stat -c %s \"$f\")\" -gt 3 ] && printf '\\377\\0\\377' | dd of=\"$f\" conv=notrunc status=none\n"
        "done", "are not those of"),
    "a service that ends by itself": ("exit 3", "ended by itself, with status 3"),
}


def run(bitsproof, spoiler):
    with tempfile.TemporaryDirectory() as folder:
        wrapper = os.path.join(folder, "service")
        with open(wrapper, "w", encoding="utf-8") as stream:
            stream.write(f"#!/bin/sh\n{spoiler}\nexec '{bitsproof}' serve --stdio --store \"$1\"\n")
        os.chmod(wrapper, 0o755)
        done = subprocess.run(
            [sys.executable, SOAK, "--kills", "25", "--seed", "1", "--bitsproof", bitsproof,
             "--subject", f"'{wrapper}' {{store}} '{folder}'"],
            capture_output=True, text=True, env={**os.environ, "TMPDIR": folder}, timeout=240)
        return done.returncode, done.stderr


def main(bitsproof):
    failures = 0
    for what, (spoiler, sentences) in SPOILERS.items():
        status, told = run(bitsproof, spoiler)
        if isinstance(sentences, str):
            sentences = (sentences,)
        noticed = status == 1 and any(sentence in told for sentence in sentences)
        print(f"{'ok' if noticed else 'FAILED'}: {what}: exit {status}, {told.strip()}")
        failures += not noticed
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
