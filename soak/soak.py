#!/usr/bin/env python3
"""Kills a live service at random moments, and looks at what it has lost.

A service that keeps its jobs in a file downloads 20 jobs at a time from an origin on this machine. It is killed (SIGKILL) at a
random moment, again and again, and started anew on the same file. What it has acknowledged must hold: no job is lost, every
property is what it was, a completed job does not come back, a file appears under its name only when its job is completed, and with
the right bytes. A call that is under way when the service is killed may have been carried out or not.

The service is any program that speaks the subject protocol on its standard input and output (conformance/protocol.md). The jobs
that it has at its start must be foreign to subject.reset, and must go on.
"""

import argparse
import hashlib
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

JOBS = 20
FILES_PER_JOB = 3
RESOURCES = 24
BYTES_MAX = 60_000
RATE = 2_000_000  # bytes a second: a file takes up to 30 ms
LIFE_SECONDS = (0.02, 0.5)  # until the kill
KILLS_AT_START = 0.3  # of the lives are counted from the start of the process, the others from the end of the reset
LAST_LIFE_SECONDS = 120  # for all jobs to end, once nobody kills any more
PRIORITIES = ("FOREGROUND", "HIGH", "NORMAL", "LOW")
OWNER = "alice"
S_OK = "0x00000000"
NOT_FOUND = "0x80200001"


class Killed(Exception):
    """The service has ended in the middle of something."""


class Fault(Exception):
    """The service has lost or spoiled something, or has failed a call."""


class Service:
    """One life of the service."""

    def __init__(self, command, errors):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1)
        self.was_killed = False
        self.next_id = 1

    def kill(self):
        self.was_killed = True
        self.process.kill()

    def call(self, method, **params):
        request = {"jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params}
        self.next_id += 1
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = ""
        if not line.endswith("\n"):
            status = self.process.wait()
            if self.was_killed:
                raise Killed
            raise Fault(f"the service ended by itself, with status {status}, in {method}")
        answer = json.loads(line)
        if "error" in answer:
            raise Fault(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # the rest of a request that the killed service did not read
        self.process.stdout.close()
        self.process.wait()


class Job:
    """What was acknowledged of one job. `stage` is the last call that was begun: building, resuming, resumed, completing
    or cancelling."""

    def __init__(self, number):
        self.id = None
        self.name = f"job {number}"
        self.priority = "NORMAL"
        self.files = []  # (path of the resource, local name)
        self.stage = "building"


class Soak:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.files_folder = os.path.join(folder, "files")
        os.mkdir(self.files_folder)
        self.chance = random.Random(options.seed)
        self.jobs = []  # that the service must have, and those of which a call was under way
        self.done = set()  # ids that must not come back
        self.may_be_unknown = False  # a createJob was under way
        self.numbers = 0
        self.kills = 0
        self.completed = 0
        self.origin = None
        self.url = ""
        self.sums = {}

    # --- The origin ---

    def start_origin(self):
        resources = {}
        for number in range(RESOURCES):
            size = self.chance.choice((0, 1, self.chance.randrange(BYTES_MAX), BYTES_MAX))
            resources[f"/{number}"] = {
                "body": {"seed": number, "bytes": size},
                "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT",
                "rate": RATE,
            }
        script = os.path.join(self.folder, "origin.json")
        with open(script, "w", encoding="utf-8") as stream:
            json.dump({"resources": resources}, stream)
        self.origin = subprocess.Popen(
            [self.options.bitsproof, "origin", script, "--journal", os.devnull],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.origin.stdout.readline().split()[-1]
        for path in resources:
            with urllib.request.urlopen(self.url + path) as response:
                self.sums[path] = hashlib.sha256(response.read()).hexdigest()

    def stop_origin(self):
        if self.origin:
            self.origin.stdin.close()
            self.origin.stdout.close()
            self.origin.wait()

    # --- Looking ---

    def check_bytes(self, job, must_be_there):
        for path, local_name in job.files:
            try:
                with open(local_name, "rb") as stream:
                    content = stream.read()
            except FileNotFoundError:
                if must_be_there:
                    raise Fault(f"{job.name} is completed, and {local_name} is not there") from None
                continue
            if hashlib.sha256(content).hexdigest() != self.sums[path]:
                raise Fault(f"{job.name}: the {len(content)} bytes of {local_name} are not those of {path}")

    def check_nothing_delivered(self, job):
        for _, local_name in job.files:
            if os.path.exists(local_name):
                raise Fault(f"{job.name} is not completed, and {local_name} is there")

    def take_delivery(self, job):
        self.check_bytes(job, must_be_there=True)
        for _, local_name in job.files:
            os.remove(local_name)
        self.completed += 1
        self.forget(job)

    def forget(self, job):
        self.done.add(job.id)
        self.jobs.remove(job)

    def reconcile(self, service):
        """After a start: holds what the service has against what was acknowledged."""
        present = set(self.must(service, "manager.enumJobs", flags=0)["jobs"])
        returned = present & self.done
        if returned:
            raise Fault(f"{len(returned)} jobs that had ended are back: {sorted(returned)[0]} ...")
        unknown = present - {job.id for job in self.jobs}
        for job in list(self.jobs):
            if job.id is None:
                self.jobs.remove(job)
            elif job.id in present:
                self.reconcile_job(service, job)
            elif job.stage == "completing":
                self.take_delivery(job)
            elif job.stage == "cancelling":
                self.check_nothing_delivered(job)
                self.forget(job)
            else:
                raise Fault(f"{job.name} ({job.id}) is lost")
        if len(unknown) > (1 if self.may_be_unknown else 0):
            raise Fault(f"jobs that nobody has created: {', '.join(sorted(unknown))}")
        for stranger in unknown:
            self.must(service, "manager.getJob", job=stranger)
            self.must(service, "job.cancel", job=stranger)
            self.done.add(stranger)
        self.may_be_unknown = False

    def reconcile_job(self, service, job):
        self.must(service, "manager.getJob", job=job.id)
        name = self.must(service, "job.getDisplayName", job=job.id)["value"]
        if name != job.name:
            raise Fault(f"{job.name} is called {name!r} after a restart")
        if job.stage in ("building", "cancelling"):
            self.check_nothing_delivered(job)
            job.stage = "cancelling"
            self.must(service, "job.cancel", job=job.id)
            self.forget(job)
            return
        priority = self.must(service, "job.getPriority", job=job.id)["value"]
        if priority != job.priority:
            raise Fault(f"{job.name} has the priority {priority} after a restart, not {job.priority}")
        total = self.must(service, "job.getProgress", job=job.id)["filesTotal"]
        if total != len(job.files):
            raise Fault(f"{job.name} has {total} files after a restart, not {len(job.files)}")
        state = self.must(service, "job.getState", job=job.id)["state"]
        if state == "SUSPENDED" and job.stage == "resumed":
            raise Fault(f"{job.name} was resumed, and is SUSPENDED after a restart")
        if job.stage == "completing":
            self.check_bytes(job, must_be_there=False)  # some may have their names already
        else:
            self.check_nothing_delivered(job)

    # --- Doing ---

    def must(self, service, method, **params):
        result = service.call(method, **{"as": OWNER}, **params)
        if result["hresult"] != S_OK:
            raise Fault(f"{method} {json.dumps(params)} answers {result['hresult']}")
        return result

    def create(self, service):
        self.numbers += 1
        job = Job(self.numbers)
        self.jobs.append(job)
        self.may_be_unknown = True
        job.id = self.must(service, "manager.createJob", displayName=job.name, type="download")["jobId"]
        self.may_be_unknown = False
        if job.id in self.done:
            raise Fault(f"the id {job.id} is given a second time")
        priority = self.chance.choice(PRIORITIES)
        self.must(service, "job.setPriority", job=job.id, value=priority)
        job.priority = priority
        for number in range(FILES_PER_JOB):
            path = self.chance.choice(list(self.sums))
            local_name = os.path.join(self.files_folder, f"{self.numbers}-{number}")
            self.must(service, "job.addFile", job=job.id, remoteUrl=self.url + path, localName=local_name)
            job.files.append((path, local_name))
        job.stage = "resuming"
        self.must(service, "job.resume", job=job.id)
        job.stage = "resumed"

    def attend(self, service, job):
        """Does what the state of a job asks for. True when there was something to do."""
        state = self.must(service, "job.getState", job=job.id)["state"]
        if state == "ERROR":
            error = service.call("job.getError", **{"as": OWNER}, job=job.id)
            raise Fault(f"{job.name} is in ERROR: {json.dumps(error)}")
        if state in ("SUSPENDED", "TRANSIENT_ERROR"):
            self.must(service, "job.resume", job=job.id)
            job.stage = "resumed"
            return True
        if state != "TRANSFERRED":
            return False
        if job.stage != "completing":
            self.check_nothing_delivered(job)
        job.stage = "completing"
        self.must(service, "job.complete", job=job.id)
        self.take_delivery(job)
        return True

    def live(self, service, until, after_reset=lambda: None):
        """One life: until the service is killed, or `until` says that it is enough."""
        service.call("subject.hello", protocol="1.0")
        service.call("subject.reset", case="soak", seed=1, policy={}, principals={OWNER: "standard"},
                     workDirectory=self.files_folder)
        after_reset()
        self.reconcile(service)
        while not until():
            while len(self.jobs) < JOBS and self.kills < self.options.kills:
                self.create(service)
            busy = [self.attend(service, job) for job in self.chance.sample(self.jobs, len(self.jobs))]
            if not any(busy):
                time.sleep(0.002)

    def start(self):
        command = [word.replace("{store}", os.path.join(self.folder, "jobs.sqlite"))
                   for word in shlex.split(self.options.subject)]
        return Service(command, self.errors)

    def run(self):
        with open(os.path.join(self.folder, "errors.log"), "w", encoding="utf-8") as self.errors:
            self.start_origin()
            try:
                self.run_lives()
            finally:
                self.stop_origin()

    def run_lives(self):
        begun = told = time.monotonic()
        while self.kills < self.options.kills:
            service = self.start()
            timer = threading.Timer(self.chance.uniform(*LIFE_SECONDS), service.kill)
            at_start = self.chance.random() < KILLS_AT_START
            if at_start:
                timer.start()
            try:
                self.live(service, until=lambda: False, after_reset=lambda: None if at_start else timer.start())
            except Killed:
                self.kills += 1
            finally:
                timer.cancel()
                service.process.kill()
                service.close()
            if time.monotonic() - told > 10:
                told = time.monotonic()
                print(f"soak: {self.kills} of {self.options.kills} kills, {self.completed} jobs completed", flush=True)
        service = self.start()
        end = time.monotonic() + LAST_LIFE_SECONDS
        try:
            self.live(service, until=lambda: not self.jobs or time.monotonic() > end)
            if self.jobs:
                raise Fault(f"{len(self.jobs)} jobs do not end in {LAST_LIFE_SECONDS} s")
        finally:
            service.process.kill()
            service.close()
        left = os.listdir(self.files_folder)
        strange = sorted(name for name in left if not name.endswith(".tmp"))
        if strange:
            raise Fault(f"{len(strange)} files that belong to nothing are left: {strange[0]} ...")
        print(f"soak: {self.kills} kills, {self.completed} jobs completed with {self.completed * FILES_PER_JOB} files, "
              f"none lost, none twice, no wrong byte; {len(left)} temporary files left by starts that were killed; "
              f"{time.monotonic() - begun:.0f} s")


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def main():
    parser = argparse.ArgumentParser(
        prog="soak", formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__,
        epilog="Exit codes: 0; 1 when something was lost or spoiled; the folder with the store, the files and the errors of\n"
               "the service is kept then, and named. 4 when the service or the origin cannot be started.")
    parser.add_argument("--kills", type=positive, default=1000, help="default: 1000")
    parser.add_argument("--seed", default=None, help="chooses the moments and the jobs; default: by chance, and printed")
    parser.add_argument("--bitsproof", default="bitsproof", help="the program, for its origin and for the default subject")
    parser.add_argument("--subject", default=None, metavar="COMMAND",
                        help="the service; {store} stands for the path of its file "
                             "(default: 'bitsproof serve --stdio --store {store}')")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = str(random.randrange(1 << 32))
    if options.subject is None:
        options.subject = shlex.quote(options.bitsproof) + " serve --stdio --store {store}"
    folder = tempfile.mkdtemp(prefix="bitsproof-soak-")
    print(f"soak: {options.kills} kills of {JOBS} jobs, seed {options.seed}", flush=True)
    soak = Soak(options, folder)
    try:
        soak.run()
    except Fault as fault:
        print(f"soak: after {soak.kills} kills: {fault}; see {folder}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"soak: {error}", file=sys.stderr)
        shutil.rmtree(folder)
        return 4
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
