#!/usr/bin/python3
"""Measures the suite by chance: how many random changes of one operator of the reference it notices.

Reads the sources of reference/{base,model,transfer,job}, writes all mutants of them behind a switch into one source tree below
build/mutate, builds that once, and puts each mutant through the simulated suite until the first unexpected failure, and
those that live through the live suite. The suite is the unchanged program of build/release; the mutant is a process of its own
behind the subject protocol, so that the code that judges is never mutated.

Two lists are data: mutation/equivalent.json has the mutants that change nothing which anybody can see, each with the reason;
mutation/unit_tests.json those that only a unit test can see, each with the reason and the test, which is built from the
mutated sources and must fail.
"""

import argparse
import collections
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import generate

MESSAGE_TIMEOUT = "10s"  # a mutant that loops does not answer; an answer takes milliseconds
CASE_LIMIT = "30s"  # a mutant may keep its world busy for ever; the longest case takes a few seconds
RUN_SECONDS_MAX = 300
MEMORY_MAX = 4 << 30  # bytes of address space: a mutant may allocate without end
LIVE_JOBS = 16  # live cases mostly wait
UNIT_SECONDS_MAX = 180
FEW_CASES = 8  # what is computed once is passed by the first case of a process, and seen by others
MANY_CASES = 700  # to choose so many by name takes longer than to run them all
EQUIVALENT_MEMBERS = ("function", "expression", "operator", "reason")  # that each entry has
UNIT_MEMBERS = ("test", "reason")


class Fault(Exception):
    """What keeps the measurement from being made; one sentence."""


# --- The lists ---


def read_list(path, members):
    """The entries of a list. Each has a file, `members`, and perhaps the other members of a key."""
    try:
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)["mutants"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fault(f"{path} cannot be read: {error}") from error
    for index, entry in enumerate(entries):
        wrong = set(entry) - {"file", "function", "expression", "operator", "occurrence", *members}
        missing = {"file", *members} - set(entry)
        if wrong or missing:
            raise Fault(f"{path} entry {index + 1}: " + ("unknown " + ", ".join(sorted(wrong)) if wrong else
                                                         "without " + ", ".join(sorted(missing))))
    return entries


def matches(entry, key):
    """Whether a list's entry names the mutant. What an entry leaves out may be anything; without an occurrence, the first."""
    if "expression" in entry and entry.get("occurrence", 1) != key.occurrence:
        return False
    return all(entry.get(name, getattr(key, name)) == getattr(key, name)
               for name in ("file", "function", "expression", "operator"))


def entries_by_key(entries, keys, path):
    """{key: entry}. A Fault when an entry names no mutant of the present sources, or a mutant is named twice."""
    found = {}
    by_file = collections.defaultdict(list)
    for key in keys:
        by_file[key.file].append(key)
    stale = []
    for entry in entries:
        named = [key for key in by_file[entry["file"]] if matches(entry, key)]
        if not named:
            stale.append(entry)
        for key in named:
            if key in found:
                raise Fault(f"{path}: named twice: {key}")
            found[key] = entry
    if stale:
        raise Fault("\n".join(f"{path}: the sources have no such mutant any more: {describe_entry(entry)}" for entry in stale) +
                    "\n  Name what the source says now, or remove the entry.")
    return found


def read_lists(root, mutants):
    """The two lists, as {key: entry}: of the equivalent mutants, and of the others that only unit tests see."""
    keys = [key for key, _ in mutants.values()]
    equivalent, unit = (entries_by_key(read_list(os.path.join(root, path), members), keys, path)
                        for path, members in (("mutation/equivalent.json", EQUIVALENT_MEMBERS), ("mutation/unit_tests.json", UNIT_MEMBERS)))
    both = {key for key in set(equivalent) & set(unit) if "expression" in unit[key]}
    if both:
        raise Fault(f"in both lists: {both.pop()}")
    return equivalent, {key: entry for key, entry in unit.items() if key not in equivalent}


def describe_entry(entry):
    return ": ".join(str(entry[name]) for name in ("file", "function", "expression", "operator", "occurrence") if name in entry)


# --- The mutated build ---


def link(target, name):
    """A symbolic link `name` to `target`, whatever stood there."""
    if os.path.islink(name) and os.readlink(name) == target:
        return
    if os.path.islink(name) or os.path.isfile(name):
        os.remove(name)
    elif os.path.isdir(name):
        shutil.rmtree(name)
    os.symlink(target, name)


def link_all(folder, out, without=()):
    """A folder `out` of links to what `folder` holds, less `without`; links to what is gone are removed."""
    os.makedirs(out, exist_ok=True)
    names = [name for name in os.listdir(folder) if name not in without]
    for name in set(os.listdir(out)) - set(names) - set(without):
        path = os.path.join(out, name)
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
    for name in names:
        link(os.path.join(folder, name), os.path.join(out, name))


def lay_out(root, tree):
    """The source tree of the mutated build, in which the sources to be mutated are still missing."""
    os.makedirs(tree, exist_ok=True)
    for name in ("cmake", "conformance", "fakes", "mutation"):
        link(os.path.join(root, name), os.path.join(tree, name))
    link(os.path.join(root, "mutation/CMakeLists.txt"), os.path.join(tree, "CMakeLists.txt"))
    link_all(os.path.join(root, "reference"), os.path.join(tree, "reference"), generate.FOLDERS)
    names = generate.sources(root)  # no links: they are written
    for folder in generate.FOLDERS:
        mutated = [os.path.basename(name) for name in names if os.path.dirname(name) == f"reference/{folder}"]
        link_all(os.path.join(root, "reference", folder), os.path.join(tree, "reference", folder), mutated)


def run_or_fault(command, log, what):
    with open(log, "ab") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        with open(log, encoding="utf-8", errors="replace") as file:
            tail = "".join(file.readlines()[-30:])
        raise Fault(f"{what} failed, see {log}:\n{tail}")


def build(folder, targets, jobs):
    log = os.path.join(folder, "build.log")
    run_or_fault(["ninja", "-C", os.path.join(folder, "build"), "-j", str(jobs), *targets], log, "the mutated build")


def digest_of_sources(root):
    """Of everything that the mutated sources are made of."""
    digest = hashlib.sha256()
    for top in ("reference", "mutation"):
        for folder, _, names in sorted(os.walk(os.path.join(root, top))):
            for name in sorted(names):
                if name.endswith((".h", ".cc", ".inc")) or name == "generate.py":
                    path = os.path.join(folder, name)
                    with open(path, "rb") as file:
                        digest.update(os.path.relpath(path, root).encode() + b"\n" + file.read())
    return digest.hexdigest()


def write_mutants(root, folder, jobs):
    """Writes the mutated sources, unless they are there already. Returns {number: (key, line)} and how many variants do not
    compile."""
    tree, record = os.path.join(folder, "source"), os.path.join(folder, "mutants.json")
    digest = digest_of_sources(root)
    try:
        with open(record, encoding="utf-8") as file:
            written = json.load(file)
        if written["digest"] == digest:
            return {int(n): (generate.Key(**key), line) for n, (key, line) in written["mutants"].items()}, written["left out"]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # the first time, or it was broken off
    say("writing the mutants")
    mutants, left_out = generate.mutate_tree(root, tree, folder, jobs)
    with open(record, "w", encoding="utf-8") as file:
        json.dump({"digest": digest, "left out": left_out, "mutants": {n: [vars(key), line] for n, (key, line) in mutants.items()}},
                  file)
    return mutants, left_out


def write_sample(root, folder, arguments):
    """The same, but only the mutants that the arguments choose of those that no list names."""
    def chosen(mutants):
        listed = set().union(*read_lists(root, mutants))
        return choose({number: mutant for number, mutant in mutants.items() if mutant[0] not in listed}, arguments)

    say("writing the chosen mutants")
    return generate.mutate_tree(root, os.path.join(folder, "source"), folder, arguments.jobs, chosen)


def build_subject(root, folder, jobs):
    tree = os.path.join(folder, "source")
    lay_out(root, tree)
    say("building the mutated reference")
    run_or_fault(["cmake", "-S", tree, "-B", os.path.join(folder, "build"), "-G", "Ninja",
                  f"-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES={root}/cmake/BitsproofTools.cmake",
                  f"-DBITSPROOF_RELEASE={root}/build/release",
                  # What the shipped build would do undefined things with ends in a crash here.
                  "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG -D_GLIBCXX_ASSERTIONS -w"],
                 os.path.join(folder, "build.log"), "the configuration of the mutated build")
    build(folder, ["mutated_subject"], jobs)


# --- One mutant ---


class Fate:
    """What became of a mutant."""

    def __init__(self, verdict, mode="", account=""):
        self.verdict = verdict  # "killed", "timeout", "unit", "alive"
        self.mode = mode  # of the suite that killed it
        self.account = account  # the case and check, or the test, that did


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_reached(paths):
    """{number: sorted names of the cases that pass the mutant}, from the files that mutated_subject writes."""
    reached = collections.defaultdict(set)
    names, of_all = set(), set()
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                name, *numbers = line.rstrip("\n").split("\t")
                numbers = [int(number) for number in numbers]
                if name in ("-", "handshake"):  # before the cases, in every run
                    of_all.update(numbers)
                    continue
                names.add(name)
                for number in numbers:
                    reached[number].add(name)
    return {number: sorted(names if number in of_all else reached[number]) for number in of_all | set(reached)}


class Judge:
    def __init__(self, root, folder, modes):
        self.root = root
        self.folder = folder
        self.modes = modes
        self.program = os.path.join(root, "build/release/conformance/bitsproof")
        self.subject = os.path.join(folder, "build/mutated_subject")
        self.trace = None  # the prefix of the files that tell what the control passes, while it runs
        self.cases = {}  # {mode: {number: names of the cases that pass the mutant}}

    def suite(self, number, mode):
        """None when the suite in this mode has nothing against the mutant, else its Fate. Only the cases that pass the mutant run."""
        clock = "virtual" if mode == "sim" else "real"
        cases = self.cases.get(mode, {}).get(number, ()) if number else None
        if cases is not None and not cases:
            return None
        with tempfile.TemporaryDirectory(dir=self.folder) as scratch:
            results = os.path.join(scratch, "results.jsonl")
            command = [self.program, "run", "--mode", mode, "--stop-after", "1", "--results", results,
                       "--subject", f"stdio:'{self.subject}' {clock}", "--message-timeout", MESSAGE_TIMEOUT,
                       "--case-limit", CASE_LIMIT,
                       "--jobs", "1" if mode == "sim" else str(LIVE_JOBS)]
            if cases is not None and FEW_CASES < len(cases) < MANY_CASES:
                for case in cases:
                    command += ["--case", case]
            try:
                done = self.run(command, number, RUN_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                return Fate("timeout", mode, f"the suite did not end within {RUN_SECONDS_MAX} s")
            if done.returncode == 0:
                return None
            if done.returncode == 1:
                return self.reason(results, mode)
            if done.returncode == 4:
                return Fate("killed", mode, "the subject cannot be used: " + (done.stdout.strip().splitlines() or [""])[-1])
            raise Fault(f"the {mode} suite with BITSPROOF_MUTANT={number} exits with {done.returncode}:\n{done.stdout[-2000:]}")

    @staticmethod
    def reason(results, mode):
        with open(results, encoding="utf-8") as lines:
            for line in lines:
                case = json.loads(line)
                for failure in case.get("failures", []):
                    check = failure.get("check") or {}
                    account = f"{case['case']}: {check.get('requirement', failure.get('step', ''))}"
                    timeout = "no answer" in json.dumps(failure.get("mismatch", "")) + failure.get("message", "")
                    return Fate("timeout" if timeout else "killed", mode, account)
        return Fate("killed", mode, "")

    def unit_test(self, number, test):
        """Whether the unit test "PROGRAM:FILTER" fails with the mutant."""
        program, _, pattern = test.partition(":")
        folder = program.replace("_test", "").replace("_", "/")
        command = [os.path.join(self.folder, "build", folder, program), f"--gtest_filter={pattern}", "--gtest_brief=1"]
        try:
            done = self.run(command, number, UNIT_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0

    def run(self, command, number, seconds):
        """Runs a command with the mutant chosen; all that it started ends with it."""
        environment = {**os.environ, "BITSPROOF_MUTANT": str(number)}
        if number == 0 and self.trace:
            environment["BITSPROOF_REACHED"] = self.trace
        process = subprocess.Popen(command, cwd=self.root, env=environment, text=True,
                                   errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=limit_memory)
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
            raise
        return subprocess.CompletedProcess(command, process.returncode, output)

    def fate(self, number):
        for mode in self.modes:
            fate = self.suite(number, mode)
            if fate is not None:
                return fate
        passed = ", ".join(f"{len(self.cases[mode].get(number, ()))} {mode}" for mode in self.modes)
        return Fate("alive", "", f"passed by {passed} cases")

    def check_control(self):
        """Runs both suites without a mutant, and learns which cases pass which mutants: a case that does not pass a mutant runs
        as if there were none."""
        for mode in self.modes:
            with tempfile.TemporaryDirectory(dir=self.folder) as traces:
                self.trace = os.path.join(traces, "reached")
                fate = self.suite(0, mode)
                self.trace = None
                if fate is not None:
                    raise Fault(f"the unmutated reference fails the {mode} suite, so nothing can be measured: {fate.account}")
                self.cases[mode] = read_reached([os.path.join(traces, name) for name in os.listdir(traces)])


# --- The report ---


def say(text):
    print(f"mutate: {text}", file=sys.stderr, flush=True)


def source_line(root, key, line):
    with open(os.path.join(root, key.file), encoding="utf-8") as file:
        return file.read().splitlines()[line - 1].strip()


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


class Report:
    """The fates of the chosen mutants, counted."""

    COLUMNS = ("killed", "live only", "timeout", "equivalent", "unit tests", "survive")

    def __init__(self, lines, mutants, fates, equivalent):
        self.lines = lines  # {number: source line}, as they were before the run
        self.mutants = mutants
        self.fates = fates
        self.equivalent = equivalent
        self.total = collections.Counter()
        self.files = collections.defaultdict(collections.Counter)
        for number, fate in fates.items():
            key = mutants[number][0]
            for count in (self.total, self.files[key.file]):
                count["mutants"] += 1
                for column in self.columns_of(key, fate):
                    count[column] += 1

    def columns_of(self, key, fate):
        if key in self.equivalent and fate.verdict == "alive":
            return ["equivalent"]
        if fate.verdict == "unit":
            return ["unit tests"]
        if fate.verdict == "alive":
            return ["survive"]
        return ["killed"] + ["live only"] * (fate.mode == "live") + ["timeout"] * (fate.verdict == "timeout")

    @staticmethod
    def judged(count):
        return count["killed"] + count["survive"]

    def survivors(self):
        return [number for number in sorted(self.fates)
                if self.columns_of(self.mutants[number][0], self.fates[number]) == ["survive"]]

    def score(self):
        judged = self.judged(self.total)
        return 100 * self.total["killed"] / judged if judged else 100.0

    def write(self, out):
        width = max(len(name) for name in self.files)
        out.write(f"{'file':<{width}}  mutants" + "".join(f"  {name:>{max(len(name), 4)}}" for name in self.COLUMNS) + "    score\n")
        for name, count in sorted(self.files.items()):
            cells = "".join(f"  {count[column]:>{max(len(column), 4)}}" for column in self.COLUMNS)
            out.write(f"{name:<{width}}  {count['mutants']:>7}{cells}  {percent(count['killed'], self.judged(count)):>7}\n")
        for number in self.survivors():
            key, line = self.mutants[number]
            out.write(f"\nsurvives  {key.file}:{line}: {key.function}: {key.operator}\n")
            out.write(f"  source   {self.lines[number]}\n")
            out.write(f"  in       {key.expression}" + (f" ({key.occurrence})" if key.occurrence > 1 else "") + "\n")
            out.write(f"  number   {number}, {self.fates[number].account}\n")

    def verdict(self, left_out, seconds):
        total = self.total
        return (f"MUTATION SCORE {self.score():.1f} %: {total['killed']} of {self.judged(total)} killed "
                f"({total['live only']} by the live suite only, {total['timeout']} by a time limit); counted apart: "
                f"{total['equivalent']} equivalent, {total['unit tests']} that only unit tests see; "
                f"{left_out} left out because they do not compile; {seconds:.0f} s")


# --- The command ---


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="./dev mutate", description="Random changes of one operator of the reference: how many of them the suite notices.",
        epilog="Exit codes: 0; 1 when the score is below --at-least, or a list of mutation/ is wrong; 2 when it cannot be measured.")
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants, chosen by the seed (default: all)")
    parser.add_argument("--seed", default="1", metavar="S", help="any text (default: 1)")
    parser.add_argument("--file", metavar="GLOB", help="only mutants of these files: 'reference/job/*'")
    parser.add_argument("--mutant", type=int, nargs="+", metavar="NUMBER", help="only these, and say what kills them")
    parser.add_argument("--quick", action="store_true",
                        help="build only the mutants that are chosen, and choose none that a list of mutation/ names")
    parser.add_argument("--sim-only", action="store_true", help="leave the live suite out: quicker, and more survive")
    parser.add_argument("--list", action="store_true", help="only list the mutants that were chosen, without a build")
    parser.add_argument("--at-least", type=float, default=0, metavar="PERCENT", help="exit 1 below this score")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="mutants at once (default: one per core)")
    parser.add_argument("--fates", metavar="FILE", help="also write what became of each mutant, as JSON lines")
    arguments = parser.parse_args()
    if arguments.sample is not None and arguments.sample <= 0:
        parser.error("--sample must be positive")
    return arguments


def choose(mutants, arguments):
    """The numbers of the mutants that the arguments choose, a function of the sources and the seed."""
    numbers = sorted(mutants)
    if arguments.mutant:
        unknown = [str(number) for number in arguments.mutant if number not in mutants]
        if unknown:
            raise Fault(f"there is no mutant {', '.join(unknown)}: ./dev mutate --list")
        return sorted(arguments.mutant)
    if arguments.file:
        numbers = [number for number in numbers if fnmatch.fnmatch(mutants[number][0].file, arguments.file)]
    if not numbers:
        raise Fault(f"no mutant in files that match {arguments.file}")
    if arguments.sample is not None and arguments.sample < len(numbers):
        numbers = sorted(random.Random(arguments.seed).sample(numbers, arguments.sample))
    return numbers


def judge_all(judge, numbers, jobs, verbose, mutants):
    """{number: Fate} of the two suites."""
    fates = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        work = {pool.submit(judge.fate, number): number for number in numbers}
        try:
            for done in concurrent.futures.as_completed(work):
                number = work[done]
                fates[number] = done.result()
                if verbose:
                    print(f"{number} {fates[number].verdict} {fates[number].mode} {fates[number].account}  [{mutants[number][0]}]",
                          flush=True)
                elif len(fates) % max(1, len(numbers) // 10) == 0:
                    say(f"{len(fates)} of {len(numbers)}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return fates


def judge_units(judge, fates, mutants, unit, jobs):
    """Gives those that the suites let live and a unit test kills that fate. Returns complaints about the list."""
    complaints = []
    alive = [number for number, fate in fates.items() if fate.verdict == "alive" and mutants[number][0] in unit]
    programs = sorted({unit[mutants[number][0]]["test"].partition(":")[0] for number in alive})
    if programs:
        say("building " + ", ".join(programs))
        build(judge.folder, programs, jobs)
    for test in sorted({unit[mutants[number][0]]["test"] for number in alive}):
        if judge.unit_test(0, test):
            raise Fault(f"the unit test {test} fails without a mutant")
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        noticed = list(pool.map(lambda number: judge.unit_test(number, unit[mutants[number][0]]["test"]), alive))
    for number, kills in zip(alive, noticed):
        key = mutants[number][0]
        if kills:
            fates[number] = Fate("unit", "", unit[key]["test"])
        elif "expression" in unit[key]:
            complaints.append(f"mutation/unit_tests.json: {unit[key]['test']} does not notice {key}")
    return complaints


def stale_entries(fates, mutants, equivalent, unit):
    """Complaints about entries whose mutants the suite kills."""
    complaints = []
    for number, fate in sorted(fates.items()):
        key = mutants[number][0]
        if fate.verdict not in ("killed", "timeout"):
            continue
        if key in equivalent:
            complaints.append(f"mutation/equivalent.json: not equivalent, {fate.account} kills it: {key}")
        elif "expression" in unit.get(key, {}):
            complaints.append(f"mutation/unit_tests.json: the suite sees it, {fate.account} kills it: {key}")
    return complaints


def measure(root, arguments):
    start = time.monotonic()
    folder = os.path.join(root, "build/mutate-quick" if arguments.quick else "build/mutate")
    os.makedirs(folder, exist_ok=True)
    if arguments.quick:
        mutants, left_out = write_sample(root, folder, arguments)
        equivalent, unit, numbers = {}, {}, sorted(mutants)
    else:
        mutants, left_out = write_mutants(root, folder, arguments.jobs)
        equivalent, unit = read_lists(root, mutants)
        numbers = choose(mutants, arguments)
    if arguments.list:
        for number in numbers:
            print(number, f"line {mutants[number][1]}", mutants[number][0])
        return 0
    build_subject(root, folder, arguments.jobs)
    judge = Judge(root, folder, ("sim",) if arguments.sim_only else ("sim", "live"))
    say("the control: no mutant")
    judge.check_control()
    lines = {number: source_line(root, *mutants[number]) for number in numbers}
    say(f"{len(numbers)} of {len(mutants)} mutants, seed {arguments.seed}, {arguments.jobs} at once")
    fates = judge_all(judge, numbers, arguments.jobs, bool(arguments.mutant), mutants)
    complaints = judge_units(judge, fates, mutants, unit, arguments.jobs) + stale_entries(fates, mutants, equivalent, unit)
    if arguments.fates:
        with open(arguments.fates, "w", encoding="utf-8") as file:
            for number in numbers:
                key, line = mutants[number]
                file.write(json.dumps({"number": number, "line": line, **vars(key), **vars(fates[number])}) + "\n")
    report = Report(lines, mutants, fates, equivalent)
    report.write(sys.stdout)
    print()
    for complaint in complaints:
        print(complaint)
    print(report.verdict(left_out, time.monotonic() - start))
    return 1 if complaints or report.score() < arguments.at_least else 0


def main():
    try:
        return measure(os.getcwd(), parse_arguments())
    except Fault as fault:
        say(str(fault))
        return 1 if "mutation/" in str(fault).split(":")[0] else 2
    except ValueError as error:
        say(str(error))
        return 2


if __name__ == "__main__":
    sys.exit(main())
