"""Moves the files of the toy manager's jobs: whose turn it is, retries, and HTTP that continues where it stopped."""

import datetime
import email.utils
import http.client
import itertools
import os
import re
import threading
import time
import urllib.parse

ACTIVE = ("QUEUED", "CONNECTING", "TRANSFERRING")
FOREGROUND = 0
OVERRIDE = 2  # of the usages of a proxy
NUMBERS = itertools.count(os.getpid() << 16)  # of temporary files
CHUNK = 64 * 1024
REDIRECTS_MAX = 10
RESTARTS_MAX = 5
PERMANENT = {501, 505}  # of the server errors; the others pass
SECONDS_WITHOUT_A_BYTE_MAX = 60


class Stopped(Exception):
    """The job was suspended, ended or displaced."""


class TransferError(Exception):
    """The server's answer is useless. `fatal`: asking again would not help."""

    def __init__(self, message, fatal):
        super().__init__(message)
        self.fatal = fatal


class File:
    """One file of a job. Fields change under the manager's lock only."""

    def __init__(self, remote, local):
        self.remote, self.local = remote, local
        self.temporary = None  # path of what has arrived so far
        self.total = None  # bytes; None: not known yet
        self.stamp = None  # the server's Last-Modified; with the total it names the version
        self.received = 0
        self.transferred = False
        self.completed = False

    def is_changed(self, total, stamp):
        """Whether the server has another version than before. An ETag does not count, and a first time stamp is no change."""
        return (self.total is not None and total != self.total) or bool(
            self.stamp and stamp and seconds_of(stamp) != seconds_of(self.stamp))


def seconds_of(stamp):
    """Since 1970, of a date in any form of HTTP; None for what is none, or for a year that no file can have."""
    try:
        date = email.utils.parsedate_to_datetime(stamp)
        if date.tzinfo is None:  # the form of asctime names none
            date = date.replace(tzinfo=datetime.timezone.utc)
        return date.timestamp() if date.year >= 1902 else None
    except (TypeError, ValueError, OverflowError):
        return None


class Run:
    """One stretch of a job's transfer, on a thread of its own; stop() ends it from another one."""

    def __init__(self, lock, on_first_byte, proxy=None):
        self.lock, self.on_first_byte = lock, on_first_byte
        self.proxy = proxy  # (list, bypass list), as SetProxySettings takes them
        self.stopped = False
        self._socket = None

    def stop(self):
        self.stopped = True
        if self._socket:
            try:
                self._socket.shutdown(2)  # wakes the thread that waits for bytes
            except OSError:
                pass

    def ensure_running(self):
        if self.stopped:
            raise Stopped

    def request(self, method, url, headers):
        for _ in range(REDIRECTS_MAX):
            parts = urllib.parse.urlsplit(url)
            https = parts.scheme.lower() == "https"
            kind = http.client.HTTPSConnection if https else http.client.HTTPConnection
            proxies = [] if https else proxies_for(parts, self.proxy)
            connection = connect(kind, proxies or [parts])
            with self.lock:
                self._socket = connection.sock
                self.ensure_running()
            target = url.split("#", 1)[0] if proxies else target_of(url)
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in {"Accept-Encoding": "identity", **headers}.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            if response.status not in (301, 302, 303, 307, 308):
                return response
            url = urllib.parse.urljoin(url, response.getheader("Location", ""))
            connection.close()
        raise TransferError("too many redirects", fatal=True)


def connect(kind, peers):
    """A connection to the first of `peers` that takes one."""
    for number, peer in enumerate(peers, 1):
        connection = kind(peer.hostname, peer.port, timeout=SECONDS_WITHOUT_A_BYTE_MAX)
        try:
            connection.connect()
            return connection
        except OSError:
            if number == len(peers):
                raise


def proxies_for(parts, proxy):
    """The proxies to ask in turn, none for the server itself. Raises TransferError when the list is malformed."""
    proxies, bypass = proxy or (None, None)
    chosen = []
    for entry in re.split(r"[\s;]+", (proxies or "").strip()):
        protocol, _, server = entry.rpartition("=")
        server = urllib.parse.urlsplit("//" + server.split("://")[-1])
        try:
            malformed = bool(server.path) or (server.port or 0) < 0
        except ValueError:
            malformed = True
        if malformed:
            raise TransferError(f"malformed proxy '{entry}'", fatal=True)
        if entry and protocol.lower() in ("", parts.scheme.lower()):
            chosen.append(server)
    for host in re.split(r"[\s;]+", bypass or ""):
        is_end = host.startswith("*") and parts.hostname.endswith(host[1:].lower())
        if host and (host.lower() == parts.hostname or is_end or (host == "<local>" and "." not in parts.hostname)):
            return []
    return chosen


def target_of(url):
    """Path and query as they stand in the URL: nothing is escaped, decoded or left out."""
    rest = url.split("#", 1)[0].split("://", 1)[1]
    begin = min((rest.find(mark) for mark in "/?" if mark in rest), default=len(rest))
    target = rest[begin:]
    return target if target.startswith("/") else "/" + target


def part_of(response, file):
    """(first byte, byte behind the last, size of the file) of what the answer brings."""
    if response.status == 200:  # the server ignored the range
        total = int(response.getheader("Content-Length", file.total))
        return 0, total, total
    text = response.getheader("Content-Range", "")
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", text, re.IGNORECASE)
    if not found or int(found[1]) != file.received:
        raise TransferError(f"the server does not send the part that it was asked for: '{text}'", fatal=True)
    return int(found[1]), int(found[2]) + 1, file.total if found[3] == "*" else int(found[3])


def require_success(response):
    if response.status in (200, 206):
        return
    passes = response.status >= 500 and response.status not in PERMANENT
    raise TransferError(f"HTTP status {response.status}", fatal=not passes)


def fetch(file, run):
    """Transfers `file` to the end. Raises Stopped, TransferError, OSError or HTTPException; what has arrived by then is kept."""
    for _ in range(RESTARTS_MAX):
        with run.request("HEAD", file.remote, {}) as head:
            require_success(head)
            if head.getheader("Content-Length") is None:
                raise TransferError("the server does not send the size", fatal=True)
            total, stamp = int(head.getheader("Content-Length")), head.getheader("Last-Modified")
            with run.lock:
                run.ensure_running()
                if file.is_changed(total, stamp):
                    file.received, file.stamp = 0, None
                file.total, file.stamp = total, stamp or file.stamp
        if _fetch_rest(file, run):
            return
    raise TransferError("the file keeps changing", fatal=False)


def _fetch_rest(file, run):
    """Returns False when the server now has another version of the file."""
    with run.lock:
        run.ensure_running()
        if not file.temporary:
            folder = os.path.dirname(file.local)
            file.temporary = os.path.join(folder, f"BIT{next(NUMBERS):X}.tmp")
        with open(file.temporary, "ab") as out:
            out.truncate(file.received)
    while file.received < file.total:
        headers = {"Range": f"bytes={file.received}-{file.total - 1}"}
        if file.stamp:
            headers["If-Unmodified-Since"] = file.stamp
        with run.request("GET", file.remote, headers) as response:
            if response.status in (412, 416):
                return False
            require_success(response)
            begin, end, total = part_of(response, file)
            stamp = response.getheader("Last-Modified")
            if file.is_changed(total, stamp):
                return False
            with run.lock:
                run.ensure_running()
                file.received, file.stamp = begin, stamp or file.stamp
            _receive(response, file, end, run)
    with run.lock:
        run.ensure_running()
        file.transferred = True
    return True


def _receive(response, file, end, run):
    """The bytes up to `end`, which may lie before what was asked for."""
    with open(file.temporary, "r+b") as out:
        out.seek(file.received)
        while file.received < end:
            chunk = response.read1(min(CHUNK, end - file.received))
            if not chunk:
                raise ConnectionError("the answer ended early")
            with run.lock:
                run.ensure_running()
                run.on_first_byte()
                out.write(chunk)
                out.flush()
                file.received += len(chunk)


def publish(file):
    """Gives a transferred file its name and the time that the server sent. Raises OSError."""
    modified = seconds_of(file.stamp or "")
    if modified is not None:
        os.utime(file.temporary, (modified, modified))
    os.replace(file.temporary, file.local)
    file.temporary, file.completed = None, True


class Transfer:
    """What moving its files needs to know of a job."""

    def __init__(self):
        self.place = 0  # in the queue
        self.run = None  # while a thread works for it
        self.progressed_at = time.monotonic()


class Mover:
    """Moves the files of `jobs`. REQUIRES: the lock is held; the threads that a method starts take it themselves."""

    def __init__(self, lock, jobs):
        self.lock, self.jobs = lock, jobs
        self.places = 0

    def begin(self, job):
        job.transfer.progressed_at = time.monotonic()
        self._queue(job)

    def halt(self, job, state):
        if job.transfer.run:
            job.transfer.run.stop()
            job.transfer.run = None
        job.state = state
        self.schedule()

    def schedule(self):
        """Foreground jobs all run; of the others the one of the highest priority that has waited longest."""
        active = [job for job in self.jobs.values() if job.state in ACTIVE]
        turns = [job for job in active if job.values["Priority"] != FOREGROUND]
        turns.sort(key=lambda job: (job.values["Priority"], job.transfer.place))
        for job in active:
            runs = job.values["Priority"] == FOREGROUND or job is turns[0]
            if runs and not job.transfer.run:
                self._start(job)
            elif job.transfer.run and not runs:
                job.transfer.run.stop()
                job.transfer.run, job.state = None, "QUEUED"

    def _queue(self, job):
        self.places += 1
        job.state, job.transfer.place = "QUEUED", self.places
        self.schedule()

    def _start(self, job):
        def moving():
            job.state, job.transfer.progressed_at = "TRANSFERRING", time.monotonic()
        job.state = "CONNECTING"
        job.transfer.run = Run(self.lock, moving, job.proxy[1:] if job.proxy[0] == OVERRIDE else None)
        threading.Thread(target=self._work, args=(job, job.transfer.run), daemon=True).start()

    def _work(self, job, run):  # on a thread of its own, without the lock
        state = "TRANSFERRED"
        try:
            while job.unfinished:
                fetch(job.unfinished[0], run)
        except TransferError as error:
            state = "ERROR" if error.fatal else "TRANSIENT_ERROR"
        except Exception:  # the network, the disk, or the end of this run
            state = "TRANSIENT_ERROR"
        with self.lock:
            if not run.stopped:
                self._conclude(job, state)

    def _conclude(self, job, state):
        job.modified = time.time_ns()
        if state == "TRANSFERRED":
            job.transferred_at = job.modified
        if state == "TRANSIENT_ERROR":
            if time.monotonic() - job.transfer.progressed_at >= job.values["NoProgressTimeout"]:
                state = "ERROR"
            else:
                delay = job.values["MinimumRetryDelay"]
                timer = threading.Timer(delay, self._retry, (job, job.transfer.place))
                timer.daemon = True
                timer.start()
        job.transfer.run = None
        job.state = state
        self.schedule()

    def _retry(self, job, place):
        with self.lock:
            if job.state == "TRANSIENT_ERROR" and job.transfer.place == place:
                self._queue(job)
