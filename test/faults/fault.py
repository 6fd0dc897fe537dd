"""What a fault is: something really broken, and a runbook that fails on it."""

import os
import shutil
import socket
import subprocess
import textwrap

PRIVATE = ["unshare", "--user", "--map-root-user", "--mount"]

# For Fault.private: processes of its own, which end with the first of them.
PROCESSES = ("pid", "fork", "kill-child", "mount-proc")

# For Fault.setup: what is kept on this machine is out of the remedies' reach,
# but for the folder in which all this is done.
COVER = """
mount -t tmpfs tmpfs /run
mkdir /run/work
mount --rbind "$WORK" /run/work
for folder in /tmp /var/tmp /var/log; do
	mount -t tmpfs tmpfs "$folder"
done
mkdir -p "$WORK"
mount --rbind /run/work "$WORK"
cd "$APP"
"""


def checked_by(command):
    """A verification by a command."""
    return {"method": "command", "command": command}


def leaves(path):
    """A verification by a file that must have been written just now."""
    return {"method": "file_age", "path": "${APP}/" + path, "max_age": 60}


class Fault:
    """A fault in a folder of its own, $APP for its runbook.

    make() breaks something, each time anew and at the same place.  Version 1
    consists of steps, each an action, a command and, if need be, other
    members; it fails on that.  proof() looks whether the incident is over
    without asking the runbook.
    """

    incident = "service_crash"
    steps = []
    verification = {}
    # The remedy that is meant to help, and must be among those that did.
    remedy = ""
    # Why version 1 fails, if a human is asked.
    cause = "runbook_insufficient"
    # Programs without which the fault cannot be made.
    needs = ()
    # Namespaces in which the executor runs, with what is made there first:
    # what it mounts, and whom it starts, is gone with it.
    private = None
    setup = ""

    def __init__(self, folder):
        self.work = os.path.dirname(folder)
        self.folder = os.path.join(folder, self.name())
        self.environment = {}  # of the executor; None: not set

    @classmethod
    def name(cls):
        """The name of the class, as words: StalePidFile -> stale-pid-file."""
        return "".join(
            "-" + c.lower() if c.isupper() else c for c in cls.__name__
        )[1:]

    def missing(self):
        """Why this machine cannot have the fault; None when it can."""
        for program in self.needs:
            if shutil.which(program, path="/usr/sbin:/usr/bin") is None:
                return "no %s on this machine" % program
        if self.private is not None and quietly(*self.namespaces(), "true"):
            return "no namespaces for this user"
        return None

    def namespaces(self):
        return PRIVATE + ["--" + name for name in self.private]

    def prepare(self):
        """An empty folder, then the fault."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.make()

    def make(self):
        pass

    def command(self, executor):
        """How the executor is started."""
        if self.private is None:
            return executor
        setup = 'set -e\nWORK=%s\nAPP=%s\n%s\nexec "$@"' % (
            self.work,
            self.folder,
            self.setup,
        )
        return self.namespaces() + ["sh", "-c", setup, "setup"] + executor

    def parameters(self):
        return {"APP": self.folder}

    def runbook(self):
        """Version 1."""
        return {
            "id": "RB-LNX-FLT-" + self.name(),
            "name": self.__doc__.splitlines()[0],
            "platform": "linux",
            "incident_types": [self.incident],
            "severity": "medium",
            "parameters": {
                name: {"required": True} for name in self.parameters()
            },
            "steps": [
                {
                    "action": action,
                    "shell": "sh",
                    "command": textwrap.dedent(command).lstrip("\n"),
                    "timeout": 20,
                    **(more[0] if more else {}),
                }
                for action, command, *more in self.steps
            ],
            "verification": self.verification,
        }

    def proof(self):
        return True

    # Helpers

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text, mode=0o644):
        """Writes a file into the folder, and returns its path."""
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(textwrap.dedent(text).lstrip("\n"))
        os.chmod(path, mode)
        return path

    def start(self, word, *program):
        """Starts a process that goes on running; whoever runs this ends it.

        Returns the first line it prints that has the word; None: no word, and
        nobody reads what it prints.
        """
        process = subprocess.Popen(
            program,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if word is None else subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            encoding="utf-8",
        )
        if word is None:
            return process.pid
        for line in process.stdout:
            if word in line:
                return line
        raise RuntimeError("%s ended" % program[0])

    def serve(self, folder, port):
        """Starts a web server on loopback (0: any port); returns its port."""
        line = self.start(
            "Serving",
            *["python3", "-u", "-m", "http.server", "--bind", "127.0.0.1"],
            *["--directory", self.path(folder), str(port)],
        )
        words = line.split()
        return int(words[words.index("port") + 1])


def quietly(*program):
    """The exit code of a program."""
    return subprocess.run(
        program,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


def free_port():
    """A TCP port of loopback that nobody has."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def gone_process():
    """The id of a process that has just ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid
