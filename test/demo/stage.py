"""What the demo, the faults and the benchmark play with: processes, and a
PostgreSQL."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MODEL_SETTINGS = {
    "LEARN_ENDPOINT": "learn.endpoint",
    "LEARN_API_KEY_FILE": "learn.api_key_file",
    "LEARN_MODEL_CATEGORIZE": "learn.model_categorize",
    "LEARN_MODEL_IMPROVE": "learn.model_improve",
}


class Failed(Exception):
    """The loop did not hold."""


def expect(holds, message, *values):
    if not holds:
        raise Failed(message % values if values else message)


def adopt_orphans():
    """Makes whatever is started, and left behind, a descendant for good."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(ancestor=None):
    """The processes that descend from a process, by default this one."""
    ancestor = ancestor or os.getpid()
    parents = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid, encoding="latin-1") as file:
                fields = file.read().rpartition(")")[2].split()
            parents[int(pid)] = int(fields[1])
        except (OSError, IndexError):
            pass  # it has just ended
    found = {ancestor}
    while True:
        more = {pid for pid, parent in parents.items() if parent in found}
        if more <= found:
            return found - {ancestor}
        found |= more


def reap():
    """Takes note of children that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


def end_descendants():
    """Ends whatever is left; TERM first, so that it can clean up."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in descendants():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        deadline = time.monotonic() + 1.5
        while descendants() and time.monotonic() < deadline:
            reap()
            time.sleep(0.02)


def run(program, **options):
    """Runs a program to its end."""
    return subprocess.run(
        program,
        stdin=None if "input" in options else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
        **options,
    )


class Cluster:
    """A PostgreSQL of its own, reached by a socket that nobody else may use.

    Roles: ops may operate (learn_admin), robot executes (learn_executor),
    alice reviews (learn_reviewer).
    """

    def __init__(self, folder):
        self.pid = None
        self.data = os.path.join(folder, "data")
        self.log = os.path.join(folder, "postgresql.log")
        self.environment = dict(
            os.environ,
            PGHOST=folder,
            PGPORT="5432",
            PGDATABASE="postgres",
            PGCLIENTENCODING="UTF8",
        )
        self.settings = {
            "listen_addresses": "",
            "unix_socket_directories": folder,
            "unix_socket_permissions": "0700",
            "shared_preload_libraries": "learn",
            "learn.retry_delay": "1s",
            "fsync": "off",
        }
        for variable, setting in MODEL_SETTINGS.items():
            if os.environ.get(variable):
                self.settings[setting] = os.environ[variable]

    def start(self):
        made = run(
            ["initdb", "-D", self.data, "-U", "postgres", "-A", "trust"]
            + ["-E", "UTF8", "--no-locale", "--no-sync"]
        )
        expect(made.returncode == 0, "initdb: %s", made.stderr)
        with open(
            os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8"
        ) as file:
            for name, value in self.settings.items():
                file.write("%s = '%s'\n" % (name, value.replace("'", "''")))
        self.resume()
        for variable, setting in MODEL_SETTINGS.items():
            taken = self.sql("postgres", "SHOW %s" % setting)
            wanted = self.settings.get(setting, taken)
            expect(taken == wanted, "%s cannot be %s", variable, wanted)
        self.sql(
            "postgres",
            "CREATE EXTENSION learn;"
            "CREATE ROLE ops LOGIN IN ROLE learn_admin;"
            "CREATE ROLE robot LOGIN IN ROLE learn_executor;"
            "CREATE ROLE alice LOGIN IN ROLE learn_reviewer;",
        )

    def resume(self):
        """Starts the server."""
        started = run(["pg_ctl", "-D", self.data, "-l", self.log, "start"])
        expect(started.returncode == 0, "pg_ctl: %s", started.stdout)
        with open(
            os.path.join(self.data, "postmaster.pid"), encoding="utf-8"
        ) as file:
            self.pid = int(file.readline())

    def halt(self):
        """Stops the server as an administrator does."""
        stopped = run(["pg_ctl", "-D", self.data, "-m", "fast", "stop"])
        expect(stopped.returncode == 0, "pg_ctl: %s", stopped.stdout)
        self.pid = None

    def stop(self):
        """Ends the server at once, whatever became of its files."""
        if self.pid is not None and self.pid in descendants():
            os.kill(self.pid, signal.SIGQUIT)

    def psql(self, role, statement, *options, **variables):
        assignments = [
            word
            for name, value in variables.items()
            for word in ("-v", "%s=%s" % (name, value))
        ]
        return run(
            ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", *options, *assignments],
            input=statement,
            env=dict(self.environment, PGUSER=role),
        )

    def sql(self, role, statement, **variables):
        """The result of a statement, without decoration."""
        done = self.psql(role, statement, "-At", **variables)
        expect(done.returncode == 0, "%s: %s", role, done.stderr.strip())
        return done.stdout.rstrip("\n")

    def refusal(self, role, statement, **variables):
        """The SQLSTATE with which a statement is refused."""
        done = self.psql(role, statement, VERBOSITY="sqlstate", **variables)
        expect(done.returncode != 0, "%s was allowed: %s", role, statement)
        return done.stderr.split()[-1]

    def table(self, role, statement):
        """The same as psql shows it, as lines."""
        done = self.psql(role, statement, "-P", "footer=off")
        expect(done.returncode == 0, "%s: %s", role, done.stderr.strip())
        return done.stdout.rstrip("\n").splitlines()

    def wait_until(self, what, statement, seconds, **variables):
        """Asks until there is an answer, and returns it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = self.sql("alice", statement, **variables)
            if answer:
                return answer
            time.sleep(0.1)
        error = self.sql("alice", "SELECT last_error FROM learn_worker_status")
        raise Failed("%s within %d s; %s" % (what, seconds, error))


def end_on_signal(number, frame):
    """Leads to the clean-up, which nothing interrupts."""
    ignore_signals()
    sys.exit(128 + number)


def ignore_signals():
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def guarded(folder, complaint, play):
    """Plays with a server in a new folder; ends with an exit code.

    play is given the server, and returns whether all is well; complaint has a
    place for what failed.  Nothing is left running or lying around: there are
    two processes, and whichever of them is killed, the other one cleans up.
    """
    os.mkdir(folder, 0o700)
    for number in SIGNALS:
        signal.signal(number, end_on_signal)
    adopt_orphans()
    sys.stdout.flush()
    parent = os.getpid()
    child = os.fork()
    status = 1
    try:
        if child == 0:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
            if os.getppid() != parent:
                sys.exit(1)
            adopt_orphans()
            status = attempt(folder, complaint, play)
        else:
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            status = 1 if code < 0 else code
    finally:
        ignore_signals()
        end_descendants()
        shutil.rmtree(folder, ignore_errors=True)
    left = descendants()
    if left:
        print(complaint % ("processes %s do not end" % left))
        status = 1
    sys.exit(status)


def attempt(folder, complaint, play):
    """Plays; returns the exit code."""
    cluster = Cluster(folder)
    well = False
    try:
        well = play(cluster)
    except Failed as problem:
        print(complaint % problem, flush=True)
        if os.path.exists(cluster.log):
            print(run(["tail", "-n", "20", cluster.log]).stdout, end="")
    finally:
        ignore_signals()
        cluster.stop()
    return 0 if well else 1
