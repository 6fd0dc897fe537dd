#!/usr/bin/env python3
"""A small executor: runs the approved runbook of an incident, and reports.

    execute.py --type service_crash [--incident ID] [--host NAME]
               [--client NAME] [PARAMETER=VALUE ...]

It asks learn_next_runbook() for the runbook, checks that its digest is the
approved one, captures the state of this host, runs the steps, captures the
state again, verifies, and INSERTs what happened into learn_executions.  The
database is reached with psql and libpq's environment (PGHOST, PGUSER ...).

Prints the execution as JSON.  Exit code: 0 the incident is over, 1 it is
not, 2 there was nothing that could be run.  That the report could not be
delivered is said on standard error, and changes nothing else: learning must
never fail an executor.
"""

import argparse
import fnmatch
import hashlib
import http.client
import json
import math
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from datetime import datetime, timezone

TIMEOUT = 60  # of a step that names none, in seconds
VERIFY_TIMEOUT = 10
OUTPUT_LIMIT = 16000  # bytes of a stream that are reported
PARAMETER = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
PLATFORMS = {"linux": "linux", "darwin": "darwin", "win32": "windows"}
LISTENING = "0A"  # in /proc/net/tcp


class NothingToRun(Exception):
    """There is no runbook, or not one that may be run here."""


# The database


def quoted(value):
    """An SQL literal."""
    return "'%s'" % value.replace("'", "''")


def ask_database(statement):
    """Runs one statement and returns the first line of its result."""
    done = subprocess.run(
        ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1"],
        input="SET standard_conforming_strings = on;\n%s;\n" % statement,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=dict(os.environ, PGCLIENTENCODING="UTF8"),
        check=False,
    )
    if done.returncode != 0:
        raise OSError(done.stderr.strip())
    return done.stdout.partition("\n")[0]


def next_runbook(incident_type, platform, incident_id):
    """The id and content of the runbook to run."""
    answer = ask_database(
        "SELECT json_build_object('id', runbook_id, 'digest', digest,"
        " 'content', content::text) FROM learn_next_runbook(%s, %s, %s)"
        % (quoted(incident_type), quoted(platform), quoted(incident_id))
    )
    if not answer:
        raise NothingToRun("no approved runbook for %s" % incident_type)
    given = json.loads(answer)
    digest = hashlib.sha256(given["content"].encode()).hexdigest()
    if digest != given["digest"]:
        raise NothingToRun("%s is not what was approved" % given["id"])
    return given["id"], json.loads(given["content"])


def report(execution):
    """INSERTs an execution and returns its id."""
    columns = ", ".join(execution)
    document = json.dumps(execution).replace("\\u0000", "\\ufffd")
    return ask_database(
        "INSERT INTO learn_executions (%s) SELECT %s"
        " FROM jsonb_populate_record(NULL::learn_executions, %s::jsonb)"
        " RETURNING execution_id" % (columns, columns, quoted(document))
    )


# The state of this host


def read_text(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def listening_sockets(port):
    """The inodes of the sockets that listen on a TCP port."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in read_text(table).splitlines()[1:]:
            field = line.split()
            if field[3] == LISTENING and field[1].endswith(":%04X" % port):
                inodes.add("socket:[%s]" % field[9])
    return inodes


def holds_one(pid, sockets):
    folder = "/proc/%s/fd" % pid
    try:
        for name in os.listdir(folder):
            if os.readlink(os.path.join(folder, name)) in sockets:
                return True
    except OSError:
        pass  # it has ended, or belongs to somebody else
    return False


def who_listens(port):
    """The commands that listen on a port, by process id."""
    sockets = listening_sockets(port)
    pids = [name for name in os.listdir("/proc") if name.isdigit()]
    return {
        pid: read_text("/proc/%s/cmdline" % pid).replace("\0", " ").strip()
        for pid in (pids if sockets else [])
        if holds_one(pid, sockets)
    }


def capture_state(parameters):
    memory = dict(
        re.findall(r"^(\w+): +(\d+) kB", read_text("/proc/meminfo"), re.M)
    )
    disk = shutil.disk_usage("/")
    state = {
        "disk": {"/": {"used_percent": round(100 * disk.used / disk.total)}},
        "cpu": {"load_1m": os.getloadavg()[0]},
        "memory": {"available_mb": int(memory.get("MemAvailable", 0)) // 1024},
        "ports": {},
    }
    for name, value in parameters.items():
        if name.endswith("PORT") and value.isdigit():
            state["ports"][value] = who_listens(int(value))
    return state


# Steps


def excerpt(stream):
    """The beginning and the end of what was written to a file."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size <= OUTPUT_LIMIT:
        data = stream.read()
    else:
        data = stream.read(OUTPUT_LIMIT // 2) + b"\n[...]\n"
        stream.seek(size - OUTPUT_LIMIT // 2)
        data += stream.read(OUTPUT_LIMIT // 2)
    return data.decode("utf-8", "replace").strip()


def end_session(process):
    """Ends a command and all it started; TERM first, then KILL."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(2)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            pass
    process.wait()


def run_shell(command, environment, timeout):
    """Runs a command; returns its exit code (None: too late) and output.

    The output goes to files: a service that the command leaves running would
    keep a pipe open, and whoever reads it waiting, for ever.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        process = subprocess.Popen(
            ["/bin/sh", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=error,
            env=environment,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            end_session(process)
            code = None
        except BaseException:
            end_session(process)
            raise
        if code is not None and code < 0:
            code = 128 - code  # as a shell reports a signal
        return code, excerpt(output), excerpt(error)


def meets(condition, code, output):
    """Is this what the success_condition asks for?"""
    if code != condition.get("exit_code", 0):
        return False
    if "output_equals" in condition:
        return output == condition["output_equals"].strip()
    if "output_matches" in condition:
        return re.search(condition["output_matches"], output, re.M) is not None
    return True


def wait_for(wait, environment):
    """Polls until the command succeeds; false when time is up."""
    deadline = time.monotonic() + wait["timeout"]
    while True:
        left = deadline - time.monotonic()
        if left > 0 and run_shell(wait["command"], environment, left)[0] == 0:
            return True
        interval = wait.get("interval", 1)
        if time.monotonic() + interval >= deadline:
            return False
        time.sleep(interval)


def attempt(step, environment):
    """Runs a step once; returns success, exit code, output and error."""
    if step.get("shell", "sh") != "sh":
        return False, None, "", "no %s on this host" % step["shell"]
    if "command" not in step:
        return False, None, "", "unknown action: %s" % step["action"]

    timeout = step.get("timeout", TIMEOUT)
    code, output, error = run_shell(step["command"], environment, timeout)
    if code is None:
        late = "the step timed out after %g s" % timeout
        return False, None, output, ("%s\n%s" % (error, late)).strip()
    success = meets(step.get("success_condition", {}), code, output)
    if step.get("failure_is_success", False):
        success = not success
    if success and "wait_for" in step:
        success = wait_for(step["wait_for"], environment)
        if not success:
            late = "not ready after %g s" % step["wait_for"]["timeout"]
            error = ("%s\n%s" % (error, late)).strip()
    return success, code, output, error


def now():
    return datetime.now(timezone.utc)


def run_step(step, number, environment):
    """Runs a step, again if it fails and may be; returns its trace."""
    started = now()
    retry = step.get("retry", {"attempts": 1})
    attempts = 0
    while True:
        attempts += 1
        success, code, output, error = attempt(step, environment)
        if success or attempts >= retry["attempts"]:
            break
        time.sleep(retry.get("delay", 0))
    completed = now()
    return {
        "step_number": number,
        "action": step["action"],
        "command": step.get("command"),
        "started_at": started.isoformat(),
        "completed_at": completed.isoformat(),
        "duration_seconds": round((completed - started).total_seconds(), 3),
        "attempts": attempts,
        "success": success,
        "exit_code": code,
        "output": output,
        "error": error,
    }


def run_steps(runbook, environment):
    """Runs the steps, and the rollback when one fails for good.

    Returns their traces, and that of the failed one or None.
    """
    trace = []
    for step in runbook["steps"]:
        trace.append(run_step(step, len(trace) + 1, environment))
        if not trace[-1]["success"] and not step.get("optional", False):
            break
    else:
        return trace, None
    failed = trace[-1]
    for step in runbook.get("rollback", []):
        trace.append(run_step(step, len(trace) + 1, environment))
        trace[-1]["phase"] = "rollback"
    return trace, failed


# Verification: each returns whether it passed, and what was seen


def verify_command(check, context):
    code, output, error = run_shell(
        check["command"], context["environment"], context["timeout"]
    )
    passed = meets(check.get("success_condition", {}), code, output)
    return passed, "exit code %s %s" % (code, (error or output)[-200:])


def verify_http(check, context):
    url = urllib.parse.urlsplit(context["fill"](check["url"]))
    kind = {
        "http": http.client.HTTPConnection,
        "https": http.client.HTTPSConnection,
    }[url.scheme]
    target = (url.path or "/") + ("?" + url.query if url.query else "")
    connection = kind(url.netloc, timeout=context["timeout"])
    try:
        connection.request("GET", target)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return False, "GET %s: %s" % (url.geturl(), error)
    finally:
        connection.close()
    expected = check.get("status", 200)
    seen = "GET %s: status %d" % (url.geturl(), status)
    if status == expected:
        return True, seen
    return False, "%s, expected %d" % (seen, expected)


def verify_port(check, context):
    host = context["fill"](check.get("host", "127.0.0.1"))
    port = int(context["fill"](str(check["port"])))
    try:
        socket.create_connection((host, port), context["timeout"]).close()
    except OSError as error:
        return False, "port %d: %s" % (port, error)
    return True, "port %d is open" % port


def verify_state(check, context):
    value = context["state"]
    for part in context["fill"](check["path"]).split("."):
        value = value.get(part) if isinstance(value, dict) else None
    number = value if isinstance(value, (int, float)) else math.nan
    passed = (
        value is not None
        and value == check.get("equals", value)
        and ("at_least" not in check or number >= check["at_least"])
        and ("at_most" not in check or number <= check["at_most"])
    )
    return passed, "%s is %s" % (check["path"], json.dumps(value))


def verify_file_age(check, context):
    path = context["fill"](check["path"])
    try:
        age = time.time() - os.stat(path).st_mtime
    except OSError as error:
        return False, str(error)
    return age <= check["max_age"], "%s is %d s old" % (path, age)


VERIFICATIONS = {
    "command": verify_command,
    "http": verify_http,
    "port": verify_port,
    "state": verify_state,
    "file_age": verify_file_age,
}


def verify(runbook, parameters, environment, patient):
    """Whether the incident is over (None: not known), and what was seen.

    What was just started may need a moment: a patient verification asks
    again until its time is up.
    """
    check = runbook.get("verification")
    if check is None:
        return None, None
    timeout = check.get("timeout", VERIFY_TIMEOUT)
    deadline = time.monotonic() + timeout
    while True:
        context = {
            "environment": environment,
            "timeout": timeout,
            "state": capture_state(parameters),
            "fill": lambda text: fill(text, parameters),
        }
        passed, seen = VERIFICATIONS[check["method"]](check, context)
        if passed or not patient or time.monotonic() >= deadline:
            return passed, "%s: %s" % (check["method"], seen)
        time.sleep(0.2)


# The whole


def fill(text, parameters):
    """Writes the values of parameters for ${NAME}."""
    return PARAMETER.sub(lambda name: parameters.get(name[1], ""), text)


def take_parameters(runbook, given):
    """The values of the runbook's parameters, as text."""
    values = {}
    for name, about in runbook.get("parameters", {}).items():
        value = given.get(name, about.get("default"))
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            values[name] = text
        elif about.get("required", False):
            raise NothingToRun("the parameter %s is missing" % name)
    return values


def check_applies(runbook, host, client):
    """A runbook may be meant for some hosts only."""
    where = runbook.get("applies_to", {})
    clients = where.get("clients", [])
    release = re.search(
        r'^VERSION_ID="?([^"\n]*)', read_text("/etc/os-release"), re.M
    )
    version = release[1] if release else ""
    if (
        (clients and client not in clients)
        or not fnmatch.fnmatchcase(host, where.get("hosts", "*"))
        or not fnmatch.fnmatchcase(version, where.get("platform_version", "*"))
    ):
        raise NothingToRun("%s is not meant for this host" % runbook["id"])


def last_line(step):
    """What a failed step says went wrong."""
    silent = "exit code %s" % step["exit_code"]
    return (step["error"] or step["output"] or silent).splitlines()[-1]


def execute(runbook, parameters):
    """Runs a runbook; returns what is to be reported about the run."""
    environment = dict(os.environ, **parameters)
    started = now()
    before = capture_state(parameters)
    trace, failed = run_steps(runbook, environment)
    passed, seen = verify(runbook, parameters, environment, failed is None)
    after = capture_state(parameters)
    completed = now()

    if failed is not None:
        status, message = "failure", last_line(failed)
    elif passed is False:
        status, message = "partial", "verification failed: %s" % seen
    else:
        status, message = "success", None
    return {
        "started_at": started.isoformat(),
        "completed_at": completed.isoformat(),
        "status": status,
        "success": status == "success",
        "verification_passed": passed,
        "verification_method": seen,
        "state_before": before,
        "state_after": after,
        "executed_steps": trace,
        "error_message": message,
        "error_step": failed["step_number"] if failed else None,
        "retry_count": sum(step["attempts"] - 1 for step in trace),
        "manual_intervention_needed": status != "success",
    }


def arguments():
    parser = argparse.ArgumentParser(
        description="Runs the approved runbook of an incident, and reports."
    )
    today = now().strftime("%Y%m%d")
    parser.add_argument("--type", required=True)
    parser.add_argument("--incident", default="inc-%s-0001" % today)
    parser.add_argument("--host", default=socket.gethostname())
    parser.add_argument("--client")
    parser.add_argument("parameters", nargs="*", metavar="PARAMETER=VALUE")
    return parser.parse_args()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = arguments()
    given = dict(item.partition("=")[::2] for item in options.parameters)
    platform = PLATFORMS.get(sys.platform, sys.platform)
    try:
        runbook_id, runbook = next_runbook(
            options.type, platform, options.incident
        )
        parameters = take_parameters(runbook, given)
        check_applies(runbook, options.host, options.client)
    except (NothingToRun, OSError) as problem:
        print("execute.py: %s" % problem, file=sys.stderr)
        return 2

    execution = {
        "runbook_id": runbook_id,
        "incident_id": options.incident,
        "incident_type": options.type,
        "client_id": options.client,
        "hostname": options.host,
        "platform": platform,
        **execute(runbook, parameters),
    }
    over = execution["success"] and execution["verification_passed"] is True
    try:
        execution["execution_id"] = report(execution)
    except OSError as problem:
        print("execute.py: not reported: %s" % problem, file=sys.stderr)
    print(json.dumps(execution))
    return 0 if over else 1


if __name__ == "__main__":
    sys.exit(main())
