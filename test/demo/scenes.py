"""The incidents that the demo plays: each of another type, and real.

A scene is a fault that stays until somebody mends it.
"""

import http.client
import os
import shutil
import subprocess

from cases_processes import TooLittleTime
from fault import COVER, Fault, checked_by, leaves, quietly
from stage import expect, run


class Scene(Fault):
    """A fault with its story."""

    runbook_id = ""
    title = ""  # of the runbook
    host = ""
    story = ""  # what happened
    captured = ""  # part of a path in the state that shows that it is over

    def runbook(self):
        """Version 1."""
        runbook = super().runbook()
        runbook.update(
            id=self.runbook_id, name=self.title, severity="high"
        )
        for step in runbook["steps"]:
            step["id"] = step["action"]
        return runbook

    def look(self):
        """Is the incident over, and what is there to be seen of it?"""
        raise NotImplementedError

    def release(self):
        """Lets go what the second run waits for, if it waits."""


class OldServer(Scene):
    """The old server of a site outlived the release that it serves"""

    runbook_id = "RB-LNX-WEB-001"
    title = "Bring the web server back"
    host = "web-1"
    story = "The old server of a site outlived a deploy, and has the port."
    captured = "listeners"
    steps = [
        (
            "start_service",
            """
            log=$SITE.log
            rm -f "$log"
            python3 -u -m http.server --bind 127.0.0.1 \\
                --directory "$SITE" "$PORT" >"$log" 2>&1 &
            server=$!
            until grep -qs '^Serving' "$log"; do
                kill -0 "$server" 2>/dev/null || { cat "$log" >&2; exit 1; }
                sleep 0.1
            done
            echo "process $server serves $SITE on port $PORT"
            """,
        )
    ]
    verification = {
        "method": "http",
        "url": "http://127.0.0.1:${PORT}/health.txt",
        "status": 200,
        "timeout": 5,
    }

    def __init__(self, folder):
        super().__init__(folder)
        self.port = 0

    def make(self):
        self.write("release-1/health.txt", "release-1\n")
        self.write("release-2/health.txt", "release-2\n")
        self.port = self.serve("release-1", 0)
        expect(self.health() == (200, "release-1"), "the site is not up")
        shutil.rmtree(self.path("release-1"))

    def parameters(self):
        return {"PORT": str(self.port), "SITE": self.path("release-2")}

    def health(self):
        """Status and body of the health page."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=5
        )
        try:
            connection.request("GET", "/health.txt")
            answer = connection.getresponse()
            return answer.status, answer.read().decode().strip()
        except (OSError, http.client.HTTPException) as error:
            return None, str(error)
        finally:
            connection.close()

    def look(self):
        status, body = self.health()
        seen = "GET http://127.0.0.1:%d/health.txt answers %s%s" % (
            self.port,
            status,
            ": " + body if status == 200 else "",
        )
        return (status, body) == (200, "release-2"), seen


class FullLogs(Scene):
    """The file system of the logs is full

    That is a small one in a mount namespace, which somebody keeps open: the
    next run finds it as the last one has left it.
    """

    incident = "disk_full"
    runbook_id = "RB-LNX-LOG-001"
    title = "Write the log lines that were held back"
    host = "shop-1"
    story = "Rotated logs, which nobody removes, fill /var/log."
    captured = "/var/log.used_percent"
    private = ()
    setup = (
        COVER
        + """
        mount -t tmpfs -o size=1m tmpfs /var/log
        mkdir /var/log/shop
        for number in 1 2 3; do
            head -c 340000 /dev/zero >/var/log/shop/shop.log.$number || :
            touch -d '10 days ago' /var/log/shop/shop.log.$number
        done
        """
    )
    steps = [("write_log", 'cp "$HELD" "$LOG"')]
    verification = checked_by('cmp "$HELD" "$LOG"')

    def __init__(self, folder):
        super().__init__(folder)
        self.keeper = 0

    def missing(self):
        mount = ["mount", "-t", "tmpfs", "tmpfs", "/var/log"]
        reason = super().missing()
        if reason is None and quietly(*self.namespaces(), *mount):
            reason = "no file systems of its own for this user"
        return reason

    def make(self):
        self.write("held", "".join("order %d\n" % n for n in range(20000)))
        keep = super().command(["sh", "-c", "echo kept by $$; exec sleep inf"])
        self.keeper = int(self.start("kept", *keep).split()[-1])

    def parameters(self):
        return {"HELD": self.path("held"), "LOG": "/var/log/shop/shop.log"}

    def command(self, executor):
        enter = ["nsenter", "--user", "--mount", "--preserve-credentials"]
        return enter + ["--target", str(self.keeper)] + executor

    def look(self):
        over = run(self.command(["cmp", self.path("held"), self.log()]))
        space = run(self.command(["df", "-h", "--output", "/var/log"]))
        words = space.stdout.splitlines()[-1].split()
        return over.returncode == 0, "df: /var/log is %s full, %s are free" % (
            words[9],
            words[8],
        )

    def log(self):
        return self.parameters()["LOG"]


class LockedBackup(Scene):
    """Another job has the lock of a backup"""

    incident = "backup_failure"
    runbook_id = "RB-LNX-BKP-001"
    title = "Make up for the backup"
    host = "db-1"
    story = "The nightly backup failed: the dump still has the lock."
    captured = "backup.tgz.exists"
    needs = ("flock", "tar")
    steps = [
        (
            "back_up",
            """
            flock -n "$APP/lock" tar -C "$APP" -czf "$APP/backup.tgz" data || {
                echo "could not get lock $APP/lock: held by process" \\
                    "$(cat "$APP/lock")" >&2
                exit 1
            }
            tar -tzf "$APP/backup.tgz"
            """,
        )
    ]
    verification = leaves("backup.tgz")

    def __init__(self, folder):
        super().__init__(folder)
        self.dump = None

    def make(self):
        self.write("data/orders", "".join("order %d\n" % n for n in range(99)))
        hold = 'echo $$ >"$0"; echo held; read -r end'
        self.dump = subprocess.Popen(
            ["flock", self.path("lock"), "sh", "-c", hold, self.path("lock")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        expect(self.dump.stdout.readline() == "held\n", "no lock is held")

    def release(self):
        self.dump.stdin.close()
        self.dump.wait()

    def look(self):
        path = self.path("backup.tgz")
        listed = run(["tar", "-tzf", path]).stdout.split()
        if "data/orders" in listed:
            return True, "%s has %s" % (path, ", ".join(listed))
        return False, "there is no %s" % path


class LongMigration(Scene, TooLittleTime):
    """A migration needs longer than its step allows"""

    runbook_id = "RB-LNX-DEP-001"
    title = "Migrate once more"
    host = "app-1"
    story = "The data has grown: a migration needs longer than it has."
    captured = "migrated.exists"

    def look(self):
        over = os.path.exists(self.path("migrated"))
        return over, "the data is %smigrated" % ("" if over else "not ")


def scenes(folder):
    """The scenes, and why one is not among them (None: all are)."""
    full = FullLogs(folder)
    reason = full.missing()
    second = full if reason is None else LongMigration(folder)
    return [OldServer(folder), second, LockedBackup(folder)], reason
