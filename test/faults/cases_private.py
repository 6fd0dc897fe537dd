"""Faults of file systems, networks and services, in namespaces of their own.

Nothing of them is seen outside, and all of it ends with the executor.
"""

from fault import COVER, PROCESSES, Fault, checked_by, leaves, quietly

REDIS = """
#!/bin/sh
case $1 in
start)
    setsid python3 -m http.server --bind 127.0.0.1 6379 >/dev/null 2>&1 &
    echo $! >/run/redis.pid ;;
status)
    [ -f /run/redis.pid ] && kill -0 "$(cat /run/redis.pid)" ;;
esac
"""

NEEDS_REDIS = """
import socket, sys
try:
    socket.create_connection(("127.0.0.1", 6379)).close()
except OSError as error:
    sys.exit("Could not connect to Redis at 127.0.0.1:6379: %s" % error)
"""

FORGETFUL = """
import os, signal, time

def collect(number, frame):
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass

# The signals of these three are lost; later ones are not.
for _ in range(3):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
signal.signal(signal.SIGCHLD, collect)
print("ready", flush=True)
time.sleep(300)
"""


class FullOfOldLogs(Fault):
    """Rotated logs fill a file system"""

    incident = "disk_full"
    remedy = "free-space"
    private = PROCESSES
    setup = (
        COVER
        + """
        mkdir "$APP/log"
        mount -t tmpfs -o size=1m tmpfs "$APP/log"
        for number in 1 2 3; do
            head -c 300000 /dev/zero >"$APP/log/app.log.$number"
            touch -d '10 days ago' "$APP/log/app.log.$number"
        done
        """
    )
    steps = [
        ("write_log", 'dd if=/dev/zero of="$APP/log/app.log" bs=64k count=8')
    ]
    verification = checked_by(
        'test "$(stat -c %s "$APP/log/app.log")" -eq 524288'
    )


class DeletedButOpen(Fault):
    """A log was removed, but a process still writes to it"""

    incident = "disk_full"
    remedy = "release-deleted-first"
    private = PROCESSES
    setup = (
        COVER
        + """
        mkdir "$APP/log"
        mount -t tmpfs -o size=3m tmpfs "$APP/log"
        head -c 2500000 /dev/zero >"$APP/log/app.log"
        setsid sleep 300 >>"$APP/log/app.log" 2>/dev/null &
        """
    )
    steps = [
        ("remove_logs", 'rm -f "$APP/log/app.log"'),
        ("import", 'dd if=/dev/zero of="$APP/log/import" bs=64k count=16'),
    ]
    verification = checked_by(
        'test "$(stat -c %s "$APP/log/import")" -eq 1048576'
    )


class NotMounted(Fault):
    """What the backup is written to is not mounted"""

    incident = "backup_failure"
    remedy = "mount-missing"
    private = ()
    setup = """
        mkdir "$APP/backup"
        echo "backup $APP/backup tmpfs size=1m 0 0" >"$APP/fstab"
        mount --bind "$APP/fstab" /etc/fstab
        """
    steps = [
        (
            "back_up",
            """
            if ! mountpoint -q "$APP/backup"; then
                echo "$APP/backup is not mounted" >&2
                exit 1
            fi
            date >"$APP/backup/stamp"
            """,
        )
    ]
    verification = leaves("backup/stamp")


class DependencyDown(Fault):
    """The cache that a program needs is not running"""

    remedy = "start-dependency"
    needs = ("ip",)
    private = ("net",)
    setup = """
        mount -t tmpfs tmpfs /run
        mount -t tmpfs tmpfs /etc/init.d
        cp "$APP/redis-server" /etc/init.d/
        ip link set dev lo up
        """
    steps = [
        ("start_service", 'python3 "$APP/app.py" && touch "$APP/started"')
    ]
    verification = leaves("started")

    def make(self):
        self.write("redis-server", REDIS, 0o755)
        self.write("app.py", NEEDS_REDIS)


class InterfaceDown(Fault):
    """A network interface was taken down and not brought up again"""

    incident = "network_outage"
    remedy = "interface-up"
    needs = ("ip",)
    private = ("net",)
    setup = """
        ip link add east type veth peer name west
        ip link set dev west up
        """
    steps = [
        (
            "reach_gateway",
            """
            if ! ip -o link show dev "$INTERFACE" | grep -q "[<,]UP[,>]"; then
                echo "Network is unreachable: interface $INTERFACE is down" >&2
                exit 1
            fi
            touch "$APP/reached"
            """,
        )
    ]
    verification = leaves("reached")

    def missing(self):
        reason = super().missing()
        if reason is None and quietly(
            *self.namespaces(), "sh", "-e", "-c", self.setup
        ):
            reason = "no virtual network interfaces for this user"
        return reason

    def parameters(self):
        return {"APP": self.folder, "INTERFACE": "east"}


class Zombies(Fault):
    """A program does not take note that its children have ended"""

    incident = "high_cpu"
    remedy = "collect-zombies"
    private = PROCESSES
    setup = """
        python3 "$APP/parent.py" >"$APP/ready" &
        until grep -qs ready "$APP/ready"; do sleep 0.1; done
        """
    steps = [
        (
            "count_processes",
            """
            zombies=$(cat /proc/[0-9]*/stat 2>/dev/null | grep -c ') Z ')
            if [ "$zombies" -gt 0 ]; then
                echo "CRITICAL: $zombies zombie processes" >&2
                exit 1
            fi
            touch "$APP/clean"
            """,
        )
    ]
    verification = leaves("clean")

    def make(self):
        self.write("parent.py", FORGETFUL)


class OldGitLock(Fault):
    """A git that was ended left its lock behind, days ago"""

    incident = "deployment_failure"
    remedy = "remove-git-lock"
    needs = ("git",)
    private = PROCESSES
    setup = """
        git init -q "$APP/site"
        touch -d '2 days ago' "$APP/site/.git/index.lock"
        echo new >"$APP/site/page"
        """
    steps = [("stage", 'git -C "$APP/site" add page')]
    verification = checked_by('git -C "$APP/site" ls-files | grep -qx page')


FAULTS = [
    FullOfOldLogs,
    DeletedButOpen,
    NotMounted,
    DependencyDown,
    InterfaceDown,
    Zombies,
    OldGitLock,
]
