"""A toy job manager that behaves like BITS within its limits: jobs, limits, properties, states.

It knows nothing of the protocol: adapter.py does. toy_transfer.py moves the files. Put your own manager in their place.
"""

import os
import threading
import time
import urllib.parse
import uuid

import toy_transfer

S_OK = 0
BG_S_PARTIAL_COMPLETE = 0x00200017
E_NOTIMPL = 0x80004001
E_PATH_NOT_FOUND = 0x80070003
E_ACCESSDENIED = 0x80070005
E_INVALIDARG = 0x80070057
BG_E_NOT_FOUND = 0x80200001
BG_E_INVALID_STATE = 0x80200002
BG_E_EMPTY = 0x80200003
BG_E_PROXY_LIST_TOO_LARGE = 0x80200018
BG_E_PROXY_BYPASS_LIST_TOO_LARGE = 0x80200019
BG_E_TOO_MANY_FILES = 0x8020001C
BG_E_STRING_TOO_LONG = 0x80200021
BG_E_TOO_MANY_JOBS_PER_USER = 0x80200049
BG_E_TOO_MANY_JOBS_PER_MACHINE = 0x80200050
BG_E_TOO_MANY_FILES_IN_JOB = 0x80200051

JOBS_PER_USER, JOBS_PER_MACHINE, FILES_PER_JOB = 60, 300, 200
DOWNLOAD, OVERRIDE = 0, 2
FINAL = ("ACKNOWLEDGED", "CANCELLED")


class BitsError(Exception):
    def __init__(self, hresult):
        super().__init__(f"0x{hresult:08X}")
        self.hresult = hresult


def require(condition, hresult):
    if not condition:
        raise BitsError(hresult)


def length(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Principal:
    def __init__(self, sid, kind):
        self.sid, self.kind = sid, kind

    @property
    def is_exempt(self):
        return self.kind in ("administrator", "service")


def check_text(limit):
    def check(value):
        require(isinstance(value, str), E_INVALIDARG)
        require(length(value) <= limit, BG_E_STRING_TOO_LONG)
        return value
    return check


def check_number(values):
    def check(value):
        require(value in values, E_NOTIMPL)
        return value
    return check


# Name: (default, what a new value must pass).
PROPERTIES = {
    "DisplayName": ("", check_text(256)),
    "Description": ("", check_text(1024)),
    "Priority": (2, check_number(range(4))),
    "NotifyFlags": (3, check_number(range(16))),
    "MinimumRetryDelay": (600, lambda seconds: max(seconds, 5)),
    "NoProgressTimeout": (14 * 86400, lambda seconds: seconds),
}


class Job:
    def __init__(self, owner, name, kind):
        self.id = "{" + str(uuid.uuid4()).upper() + "}"
        self.owner, self.type = owner, kind
        self.state = "SUSPENDED"
        self.files = []
        self.values = {name: default for name, (default, _) in PROPERTIES.items()}
        self.values["DisplayName"] = name
        self.proxy = (0, None, None)
        self.created = self.modified = time.time_ns()
        self.transferred_at = None
        self.transfer = toy_transfer.Transfer()

    @property
    def unfinished(self):
        return [file for file in self.files if not file.transferred]


class Manager:
    """Every method may be called from any thread. A BITS failure is a BitsError."""

    def __init__(self):
        self.lock = threading.RLock()
        self.jobs = {}  # by id, in the order of creation
        self.ended = {}  # finished jobs stay readable
        self.mover = toy_transfer.Mover(self.lock, self.jobs)

    def create(self, caller, name, kind):
        with self.lock:
            require(isinstance(name, str) and length(name) <= 256, E_INVALIDARG)
            require(kind in range(3), E_NOTIMPL)
            if not caller.is_exempt:
                counted = [job for job in self.jobs.values() if not job.owner.is_exempt]
                own = [job for job in counted if job.owner.sid == caller.sid]
                require(len(own) < JOBS_PER_USER, BG_E_TOO_MANY_JOBS_PER_USER)
                require(len(counted) < JOBS_PER_MACHINE, BG_E_TOO_MANY_JOBS_PER_MACHINE)
            job = Job(caller, name, kind)
            self.jobs[job.id] = job
            return job

    def get(self, caller, job_id, also_ended=True, to_change=False):
        job = self.jobs.get(job_id) or (self.ended.get(job_id) if also_ended else None)
        require(job, BG_E_NOT_FOUND)
        require(caller.sid == job.owner.sid or caller.kind == "administrator", E_ACCESSDENIED)
        # An administrator's integrity level is below that of a service.
        require(not to_change or job.owner.kind != "service" or caller.kind == "service", E_ACCESSDENIED)
        return job

    def enumerate(self, caller, flags):
        with self.lock:
            require(flags in (0, 1), E_NOTIMPL)
            require(flags == 0 or caller.kind == "administrator", E_ACCESSDENIED)
            return [job for job in self.jobs.values() if flags or job.owner.sid == caller.sid]

    def set(self, job, name, value):
        with self.lock:
            self._touch(job)
            job.values[name] = PROPERTIES[name][1](value)
            self.mover.schedule()

    def set_proxy(self, job, usage, proxies, bypass):
        with self.lock:
            self._touch(job)
            require(usage in range(4), E_NOTIMPL)
            allowed = proxies is not None if usage == OVERRIDE else proxies is bypass is None
            require(allowed, E_INVALIDARG)
            require(length(proxies or "") <= 4000, BG_E_PROXY_LIST_TOO_LARGE)
            require(length(bypass or "") <= 4000, BG_E_PROXY_BYPASS_LIST_TOO_LARGE)
            job.proxy = (usage, proxies, bypass)

    def add_files(self, caller, job, names):
        with self.lock:
            self._touch(job)
            require(names, E_INVALIDARG)
            count = len(job.files) + len(names)
            if job.type != DOWNLOAD:
                require(count <= 1, BG_E_TOO_MANY_FILES)
            require(count <= FILES_PER_JOB or caller.is_exempt, BG_E_TOO_MANY_FILES_IN_JOB)
            for remote, local in names:
                check_remote(remote)
                check_local(local, job.type)
            job.files += [toy_transfer.File(remote, local) for remote, local in names]

    def resume(self, job):
        with self.lock:
            self._touch(job)
            require(job.files, BG_E_EMPTY)
            require(job.type == DOWNLOAD, E_NOTIMPL)
            waits = job.state in ("SUSPENDED", "ERROR", "TRANSIENT_ERROR")
            if waits or (job.state == "TRANSFERRED" and job.unfinished):
                self.mover.begin(job)

    def suspend(self, job):
        with self.lock:
            self._touch(job)
            if job.state not in ("ERROR", "TRANSFERRED"):
                self.mover.halt(job, "SUSPENDED")

    def cancel(self, job):
        with self.lock:
            self._touch(job)
            self._end(job, "CANCELLED", job.files)

    def complete(self, job):
        """Returns the HRESULT of the success."""
        with self.lock:
            self._touch(job)
            require(job.type == DOWNLOAD or job.state == "TRANSFERRED", BG_E_INVALID_STATE)
            if job.state in toy_transfer.ACTIVE:
                self.mover.halt(job, "SUSPENDED")
            unfinished = job.unfinished
            try:
                for file in job.files:
                    if file.transferred and not file.completed:
                        toy_transfer.publish(file)
            except OSError as error:
                raise BitsError(0x80070000 | (error.errno or 5)) from error
            self._end(job, "ACKNOWLEDGED", unfinished)
            return BG_S_PARTIAL_COMPLETE if unfinished else S_OK

    def close(self):
        """Ends every job."""
        with self.lock:
            for job in list(self.jobs.values()):
                self._end(job, "CANCELLED", job.files)

    # Below: the lock is held.

    def _touch(self, job):
        require(job.state not in FINAL, BG_E_INVALID_STATE)
        job.modified = time.time_ns()

    def _end(self, job, state, files_to_delete):
        self.mover.halt(job, state)
        for file in files_to_delete:
            if file.temporary and os.path.exists(file.temporary):
                os.remove(file.temporary)
        self.ended[job.id] = self.jobs.pop(job.id)


def check_remote(name):
    require(isinstance(name, str) and length(name) <= 2200, E_INVALIDARG)
    scheme, _, rest = name.partition("://")
    require(scheme.lower() in ("http", "https"), E_INVALIDARG)
    require(all(0x20 < ord(c) < 0x7F and c not in '"<>\\^`{|}' for c in name), E_INVALIDARG)
    try:
        parts = urllib.parse.urlsplit(name)
        require(parts.hostname and (parts.port or 0) >= 0, E_INVALIDARG)
    except ValueError:  # a port that is none, a bracket that stays open
        raise BitsError(E_INVALIDARG) from None
    host, _, path = rest.split("?")[0].split("#")[0].partition("/")
    require(host and "*" not in path and all(len(part) <= 260 for part in path.split("/")), E_INVALIDARG)


def check_local(name, kind):
    require(isinstance(name, str) and length(name) <= 260, E_INVALIDARG)
    require(os.path.isabs(name) and not name.endswith("/"), E_INVALIDARG)
    require(not any(c in "*?:" for c in name), E_INVALIDARG)
    if kind == DOWNLOAD:
        require(os.path.isdir(os.path.dirname(name)), E_PATH_NOT_FOUND)
