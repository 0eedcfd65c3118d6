#!/usr/bin/env python3
"""The tests suite.MODE-over-TRANSPORT: the suite on the reference in process, and behind the subject protocol.

usage: compare_transports.py PROGRAM sim|live stdio|http JOBS

Exits with 1 when the results differ: in sim in anything but times, in live in a verdict. Over stdio JOBS processes
serve one run; over HTTP JOBS services serve a shard of it each.
"""

import concurrent.futures
import json
import os
import signal
import subprocess
import sys
import tempfile


def run(program, mode, results, *arguments):
    """The records of the results file: what the run was, each case, the sum."""
    command = [program, "run", "--mode", mode, "--results", results, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} exits with {done.returncode}:\n{done.stdout}")
    with open(results, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def run_over_http(program, mode, clock, results, shard):
    """A run of one shard on a service of its own."""
    service = subprocess.Popen([program, "serve", "--http", "0", "--clock", clock], stderr=subprocess.PIPE, text=True)
    try:
        line = service.stderr.readline()
        if not line.startswith("listening on "):
            raise RuntimeError(f"the service does not listen: {line}")
        return run(program, mode, results, "--subject", line.split()[-1], "--shard", shard)
    finally:
        service.send_signal(signal.SIGTERM)
        if service.wait(30) != 0:
            raise RuntimeError(f"the service exits with {service.returncode}")


def without_times(record):
    return {name: value for name, value in record.items() if name != "seconds"}


def comparable(records, mode):
    """By case, what must be the same; "" stands for the subject itself."""
    cases = {record["case"]: record for record in records if "case" in record}
    if mode == "live":
        return {case: record["verdict"] for case, record in cases.items()}
    same = {case: without_times(record) for case, record in cases.items()}
    same[""] = records[0]["subjects"]
    return same


def main():
    program, mode, transport, jobs = sys.argv[1:]
    clock = "virtual" if mode == "sim" else "real"
    with tempfile.TemporaryDirectory() as scratch:
        here = comparable(run(program, mode, os.path.join(scratch, "here")), mode)
        if transport == "stdio":
            subject = f"stdio:'{program}' serve --stdio --clock {clock}"
            there = run(program, mode, os.path.join(scratch, "there"), "--jobs", jobs, "--subject", subject)
        else:
            with concurrent.futures.ThreadPoolExecutor() as pool:
                shards = [pool.submit(run_over_http, program, mode, clock, os.path.join(scratch, str(i)),
                                      f"{i}/{jobs}") for i in range(1, int(jobs) + 1)]
                there = [record for shard in shards for record in shard.result()]
        there = comparable(there, mode)
    different = [case for case in here.keys() | there.keys() if here.get(case) != there.get(case)]
    for case in sorted(different)[:5]:
        print(f"{case}\n  in process: {json.dumps(here.get(case))}\n  over {transport}: {json.dumps(there.get(case))}")
    print(f"{len(here)} cases in process, {len(there)} over {transport}, {len(different)} differ")
    sys.exit(1 if different or len(here) < 100 else 0)


main()
