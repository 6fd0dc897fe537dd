"""Faults of processes, ports, locks and time."""

import os
import subprocess
import time

from fault import Fault, checked_by, free_port, leaves

# Asks a server on this host as a runbook would.
ASK_HEALTH = """
python3 - "http://127.0.0.1:$PORT/health.txt" <<'END'
import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).read())
END
"""


class OnPort(Fault):
    """Something about a port, $PORT for the runbook."""

    def __init__(self, folder):
        super().__init__(folder)
        self.port = free_port()

    def parameters(self):
        return {"APP": self.folder, "PORT": str(self.port)}


class PortTaken(OnPort):
    """The old server of a site outlived the release that it serves"""

    remedy = "free-port"
    steps = [
        (
            "start_service",
            """
            log=$APP/log
            python3 -u -m http.server --bind 127.0.0.1 \\
                --directory "$APP/new" "$PORT" >"$log" 2>&1 &
            server=$!
            until grep -qs '^Serving' "$log"; do
                kill -0 "$server" 2>/dev/null || { cat "$log" >&2; exit 1; }
                sleep 0.1
            done
            """,
        )
    ]
    verification = {
        "method": "http",
        "url": "http://127.0.0.1:${PORT}/health.txt",
    }

    def make(self):
        self.write("new/health.txt", "new\n")
        self.write("old/index.html", "old\n")
        self.serve("old", self.port)


class DirectoryThenPort(PortTaken):
    """Where the log goes is not there, and the port is taken as well"""

    remedy = "make-directory"
    steps = [
        (action, command.replace("$APP/log", "$APP/run/web/log"))
        for action, command in PortTaken.steps
    ]


class StaleSocket(Fault):
    """A Unix socket was left behind by a server that was killed"""

    remedy = "remove-stale-socket"
    steps = [
        (
            "start_service",
            'python3 "$APP/server.py" "$APP/run/app.sock" >/dev/null',
        )
    ]
    verification = checked_by(
        'python3 "$APP/client.py" "$APP/run/app.sock"',
    )

    def make(self):
        self.write(
            "server.py",
            """
            import os, socket, sys, time
            path = sys.argv[1]
            server = socket.socket(socket.AF_UNIX)
            try:
                server.bind(path)
            except OSError as error:
                sys.exit("cannot listen on unix:%s: %s" % (path, error))
            server.listen()
            if os.fork() == 0:
                os.setsid()
                time.sleep(300)
            """,
        )
        self.write(
            "client.py",
            """
            import socket, sys
            socket.socket(socket.AF_UNIX).connect(sys.argv[1])
            """,
        )
        bind = self.write(
            "killed.py",
            """
            import socket, sys
            socket.socket(socket.AF_UNIX).bind(sys.argv[1])
            """,
        )
        os.makedirs(self.path("run"))
        subprocess.run(
            ["python3", bind, self.path("run/app.sock")], check=True
        )


class SlowStart(OnPort):
    """A server is asked before it listens"""

    remedy = "wait-ready"
    steps = [
        (
            "start_service",
            """
            (sleep 3; exec python3 -m http.server --bind 127.0.0.1 \\
                --directory "$APP" "$PORT") >/dev/null 2>&1 &
            """,
        ),
        ("ask_health", ASK_HEALTH),
    ]
    verification = {"method": "port", "port": "${PORT}", "timeout": 1}

    def make(self):
        self.write("health.txt", "fine\n")


class SlowVerification(SlowStart):
    """A server is verified before it listens"""

    steps = SlowStart.steps[:1]


class LockHeld(Fault):
    """Another job holds the lock, and is done in a moment"""

    incident = "backup_failure"
    remedy = "wait-for-lock"
    needs = ("flock",)
    steps = [
        (
            "back_up",
            """
            if ! flock -n "$APP/lock" touch "$APP/done"; then
                echo "could not get lock $APP/lock: held by process" >&2
                exit 1
            fi
            """,
        )
    ]
    verification = leaves("done")

    def make(self):
        self.start(
            "held",
            *["flock", self.path("lock"), "sh", "-c", "echo held; sleep 8"],
        )


class TextFileBusy(Fault):
    """A program is still being copied when it is started"""

    incident = "deployment_failure"
    remedy = "wait-while-busy"
    steps = [("run_release", '"$APP/app" && touch "$APP/ran"')]
    verification = leaves("ran")

    def make(self):
        program = self.path("app")
        with open("/bin/true", "rb") as source:
            content = source.read()
        with open(program, "wb") as copy:
            copy.write(content)
        os.chmod(program, 0o755)
        write = 'exec 3>>"$0"; echo open; sleep 8'
        self.start("open", "sh", "-c", write, program)


class TooLittleTime(Fault):
    """A migration needs longer than its step allows"""

    incident = "deployment_failure"
    remedy = "more-time"
    steps = [
        ("migrate", 'sleep 2 && touch "$APP/migrated"', {"timeout": 1}),
    ]
    verification = leaves("migrated")


class FewOpenFiles(Fault):
    """A job opens more files than its soft limit allows"""

    incident = "backup_failure"
    remedy = "more-open-files"
    steps = [
        (
            "index",
            """
            python3 -c 'f = [open("/dev/null") for _ in range(100)]' &&
                touch "$APP/indexed"
            """,
        )
    ]
    verification = leaves("indexed")

    def command(self, executor):
        limit = 'ulimit -S -n 64; exec "$@"'
        return ["sh", "-c", limit, "limit"] + executor


class FileChanges(Fault):
    """A log grows while it is backed up"""

    incident = "backup_failure"
    remedy = "accept-changed-files"
    needs = ("tar",)
    steps = [("back_up", 'tar -C "$APP" -cf "$APP/backup.tar" app.log')]
    verification = checked_by('tar -tf "$APP/backup.tar" | grep -qx app.log')

    def make(self):
        with open(self.path("app.log"), "wb") as file:
            file.truncate(64 << 20)
        writer = self.write(
            "writer.py",
            """
            import sys, time
            log = open(sys.argv[1], "ab", 0)
            print("on", flush=True)
            while True:
                log.write(b"line")
                time.sleep(0.0005)
            """,
        )
        self.start("on", "python3", writer, self.path("app.log"))


class ReusedPostmasterPid(Fault):
    """The number in postmaster.pid is by now that of another program"""

    remedy = "remove-postmaster-pid"
    steps = [
        (
            "start_database",
            """
            pg_ctl -D "$PGDATA" -w -t 10 -l "$PGDATA/log" start ||
                { tail -n 5 "$PGDATA/log" >&2; exit 1; }
            """,
        )
    ]
    verification = checked_by('pg_ctl -D "$PGDATA" status')

    def parameters(self):
        return {"PGDATA": self.path("data")}

    def make(self):
        data = self.path("data")
        subprocess.run(
            ["initdb", "-D", data, "-A", "trust", "--no-sync"],
            check=True,
            capture_output=True,
        )
        self.write(
            "data/postgresql.conf",
            """
            listen_addresses = ''
            unix_socket_directories = '%s'
            fsync = off
            """
            % data,
        )
        other = self.start(None, "sleep", "300")
        text = "%d\n%s\n%d\n" % (other, data, time.time())
        self.write("data/postmaster.pid", text, 0o600)


class ProxyForThisHost(OnPort):
    """A site's proxy is asked for an address that means this host"""

    remedy = "no-proxy-for-this-host"
    cause = "environment_difference"
    steps = [
        ("ask_health", "set -e\n%s\ntouch \"$APP/asked\"\n" % ASK_HEALTH),
    ]
    verification = leaves("asked")

    def make(self):
        self.write("site/health.txt", "fine\n")
        proxy = self.write(
            "proxy.py",
            """
            import http.server

            class Proxy(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_error(503, "this proxy does not know the address")

                def log_message(self, *words):
                    pass

            server = http.server.HTTPServer(("127.0.0.1", 0), Proxy)
            print("port", server.server_port, flush=True)
            server.serve_forever()
            """,
        )
        port = self.start("port", "python3", proxy).split()[1]
        self.environment["http_proxy"] = "http://127.0.0.1:" + port
        self.environment["no_proxy"] = None
        self.serve("site", self.port)


FAULTS = [
    PortTaken,
    DirectoryThenPort,
    StaleSocket,
    SlowStart,
    SlowVerification,
    LockHeld,
    TextFileBusy,
    TooLittleTime,
    FewOpenFiles,
    FileChanges,
    ReusedPostmasterPid,
    ProxyForThisHost,
]
