#!/usr/bin/env python3
"""Speaks bitsproof's subject protocol on stdio for the manager in toy_manager.py.

One JSON-RPC message a line: requests on stdin, answers on stdout; stderr is free for text. See conformance/protocol.md.
"""

import datetime
import json
import sys
import urllib.request

from toy_manager import PROPERTIES, BitsError, Manager, Principal

PROTOCOL = "1.0"
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = (
    -32700, -32600, -32601, -32602, -32603)

# What this manager can do, and nothing else: the suite skips the rest.
CAPABILITIES = ["job.create", "job.enumerate", "job.cancel", "job.files", "job.properties",
                "job.transfer.http", "limits", "principals.distinct"]

TYPES = ["download", "upload", "upload-reply"]
PRIORITIES = ["FOREGROUND", "HIGH", "NORMAL", "LOW"]
PROXY_USAGES = ["PRECONFIG", "NO_PROXY", "OVERRIDE", "AUTODETECT"]


class InvalidParams(Exception):
    pass


class Params(dict):
    def __missing__(self, name):
        raise InvalidParams(f"Parameter '{name}' is missing.")


class Session:
    """The state between one subject.reset and the next."""

    def __init__(self):
        self.manager = Manager()
        self.principals = {}

    def caller(self, params):
        if params["as"] not in self.principals:
            raise InvalidParams(f"Parameter 'as' names '{params['as']}', which is not a principal of this case.")
        return self.principals[params["as"]]


# --- subject.* ---

def hello(session, params):
    if params["protocol"] != PROTOCOL:
        raise InvalidParams(f"This adapter speaks protocol {PROTOCOL}.")
    return {"name": "toy manager", "version": "1.0", "profile": "10.3", "profiles": [],
            "capabilities": CAPABILITIES, "principals": ["standard", "administrator", "service"],
            "clock": "real"}


def reset(session, params):
    session.manager.close()
    session.manager = Manager()
    session.principals = {
        name: Principal(f"S-1-5-21-1-2-3-{1001 + i}", kind)
        for i, (name, kind) in enumerate(params["principals"].items())}
    return {"foreignJobs": 0,
            "principals": {name: principal.sid for name, principal in session.principals.items()}}


def probe(session, params):
    """Whether this side reaches the harness's server and sees its files."""
    result = {"reachable": True, "visible": True, "detail": ""}
    try:
        urllib.request.urlopen(params["url"], timeout=10).close()
    except OSError as error:
        result.update(reachable=False, detail=str(error))
    try:
        open(params["file"], "rb").close()
    except OSError as error:
        result.update(visible=False, detail=str(error))
    return result


# --- How values look in the protocol ---

def number_of(value, words):
    """Enumerations come as words, and as integers where invalid values are tried."""
    if isinstance(value, int):
        return value
    if value not in words:
        raise InvalidParams(f"'{value}' is none of {', '.join(words)}.")
    return words.index(value)


def hexadecimal(hresult):
    return f"0x{hresult:08X}"


def size(count):
    return "unknown" if count is None else count


def iso_time(nanoseconds):
    if nanoseconds is None:
        return None
    seconds, rest = divmod(nanoseconds, 10**9)
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{rest // 100:07d}Z"


def describe_file(index, file):
    return {"index": index, "remoteName": file.remote, "localName": file.local}


def progress(job):
    sizes = [file.total for file in job.files]
    return {"bytesTotal": size(None if None in sizes else sum(sizes)),
            "bytesTransferred": sum(file.received for file in job.files),
            "filesTotal": len(job.files), "filesTransferred": len(job.files) - len(job.unfinished)}


def names_of(params):
    return params["remoteUrl"], params["localName"]


# --- manager.*, job.* and file.*: the result besides `hresult`, or None ---

def create(manager, caller, params):
    kind = number_of(params["type"], TYPES)
    return {"jobId": manager.create(caller, params["displayName"], kind).id}


def get_job(manager, caller, params):
    return {"jobId": manager.get(caller, params["job"], also_ended=False).id}


def enum_jobs(manager, caller, params):
    return {"jobs": [job.id for job in manager.enumerate(caller, params["flags"])]}


def complete(manager, caller, job, params):
    return {"hresult": hexadecimal(manager.complete(job))}


def get_times(manager, caller, job, params):
    return {"creation": iso_time(job.created), "modification": iso_time(job.modified),
            "transferCompletion": iso_time(job.transferred_at)}


def get_proxy(manager, caller, job, params):
    usage, proxies, bypass = job.proxy
    return {"usage": PROXY_USAGES[usage], "proxyList": proxies, "bypassList": bypass}


def set_proxy(manager, caller, job, params):
    usage = number_of(params["usage"], PROXY_USAGES)
    manager.set_proxy(job, usage, params["proxyList"], params["bypassList"])


def file_progress(manager, job, file):
    return {"bytesTotal": size(file.total), "bytesTransferred": file.received, "completed": file.completed}


MANAGER_METHODS = {
    "manager.createJob": create,
    "manager.getJob": get_job,
    "manager.enumJobs": enum_jobs,
}

JOB_METHODS = {
    "job.addFile": lambda m, who, job, p: m.add_files(who, job, [names_of(p)]),
    "job.addFileSet": lambda m, who, job, p: m.add_files(who, job, [names_of(Params(f)) for f in p["files"]]),
    "job.enumFiles": lambda m, who, job, p: {"files": [describe_file(i, f) for i, f in enumerate(job.files)]},
    "job.resume": lambda m, who, job, p: m.resume(job),
    "job.suspend": lambda m, who, job, p: m.suspend(job),
    "job.cancel": lambda m, who, job, p: m.cancel(job),
    "job.complete": complete,
    "job.getId": lambda m, who, job, p: {"jobId": job.id},
    "job.getType": lambda m, who, job, p: {"type": TYPES[job.type]},
    "job.getState": lambda m, who, job, p: {"state": job.state},
    "job.getOwner": lambda m, who, job, p: {"owner": job.owner.sid},
    "job.getProgress": lambda m, who, job, p: progress(job),
    "job.getTimes": get_times,
    "job.getProxySettings": get_proxy,
    "job.setProxySettings": set_proxy,
}

FILE_METHODS = {
    "file.getRemoteName": lambda m, job, file: {"value": file.remote},
    "file.getLocalName": lambda m, job, file: {"value": file.local},
    "file.getProgress": file_progress,
}


def add_property(name, member, words=None):
    """job.getX and job.setX of one value."""
    def get(manager, caller, job, params):
        value = job.values[name]
        return {member: words[value] if words else value}

    def change(manager, caller, job, params):
        value = params[member]
        manager.set(job, name, number_of(value, words) if words else value)

    JOB_METHODS["job.get" + name] = get
    JOB_METHODS["job.set" + name] = change


for property_name in PROPERTIES:
    in_seconds = property_name in ("MinimumRetryDelay", "NoProgressTimeout")
    add_property(property_name, "seconds" if in_seconds else "value",
                 PRIORITIES if property_name == "Priority" else None)

SUBJECT_METHODS = {"subject.hello": hello, "subject.reset": reset, "subject.probe": probe}


# --- JSON-RPC ---

def call_bits(session, method, params):
    """A BITS failure is an ordinary result."""
    manager, caller = session.manager, session.caller(params)
    try:
        with manager.lock:
            if method in MANAGER_METHODS:
                result = MANAGER_METHODS[method](manager, caller, params)
            else:
                reads = method.partition(".")[2].startswith(("get", "enum"))
                job = manager.get(caller, params["job"], to_change=not reads)
                if method in JOB_METHODS:
                    result = JOB_METHODS[method](manager, caller, job, params)
                elif params["index"] < len(job.files):
                    result = FILE_METHODS[method](manager, job, job.files[params["index"]])
                else:
                    return {"hresult": "0x80070057"}
    except BitsError as error:
        return {"hresult": hexadecimal(error.hresult)}
    return {"hresult": "0x00000000"} | (result or {})


def call(session, method, params):
    if method in SUBJECT_METHODS:
        return SUBJECT_METHODS[method](session, params)
    return call_bits(session, method, params)


KNOWN = SUBJECT_METHODS.keys() | MANAGER_METHODS.keys() | JOB_METHODS.keys() | FILE_METHODS.keys()


def error_answer(request_id, code, message):
    return {"jsonrpc": "2.0", "id": request_id, "error": {"code": code, "message": message}}


def answer(session, request):
    if isinstance(request, list):  # calls that are to happen together
        return [answer(session, one) for one in request]
    if not isinstance(request, dict) or "id" not in request or not isinstance(request.get("method"), str):
        return error_answer(None, INVALID_REQUEST, "This is not a request.")
    method = request["method"]
    if method not in KNOWN:
        return error_answer(request["id"], METHOD_NOT_FOUND, f"The method '{method}' is not supported.")
    try:
        result = call(session, method, Params(request.get("params", {})))
        return {"jsonrpc": "2.0", "id": request["id"], "result": result}
    except InvalidParams as error:
        return error_answer(request["id"], INVALID_PARAMS, str(error))
    except Exception as error:  # a bug in this program: the harness reports it as one
        return error_answer(request["id"], INTERNAL_ERROR, f"{type(error).__name__}: {error}")


def main():
    session = Session()
    for line in sys.stdin.buffer:  # ends when the harness closes it
        try:
            reply = answer(session, json.loads(line))
        except ValueError as error:
            reply = error_answer(None, PARSE_ERROR, str(error))
        sys.stdout.write(json.dumps(reply, separators=(",", ":")) + "\n")
        sys.stdout.flush()
    session.manager.close()


if __name__ == "__main__":
    main()
