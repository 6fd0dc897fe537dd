"""Faults of files, scripts, tools and of the environment."""

import os
import shutil
import subprocess

from fault import COVER, Fault, checked_by, gone_process, leaves


class StalePidFile(Fault):
    """A program refuses to start because of the pid file of a dead one"""

    remedy = "remove-stale-lock"
    steps = [("start", '"$APP/bin/app" "$APP/run/app.pid"')]
    verification = checked_by('kill -0 "$(cat "$APP/run/app.pid")"')

    def make(self):
        self.write(
            "bin/app",
            """
            #!/bin/sh
            if [ -e "$1" ]; then
                echo "pid file $1 already exists" >&2
                exit 1
            fi
            setsid sleep 300 >/dev/null 2>&1 &
            echo $! >"$1"
            """,
            0o755,
        )
        self.write("run/app.pid", "%d\n" % gone_process())


class MissingDirectory(Fault):
    """A job writes into a directory that is not there"""

    incident = "backup_failure"
    remedy = "make-directory"
    steps = [("write_stamp", 'date >"$APP/state/day/stamp"')]
    verification = leaves("state/day/stamp")

    def proof(self):
        return os.path.getsize(self.path("state/day/stamp")) > 0


class BrokenConfig(Fault):
    """A configuration file was cut off, and the last good one is beside it"""

    broken = '{"port": 8080, "hosts": ['
    remedy = "restore-config"
    steps = [("start", 'python3 "$APP/app.py" "$APP/etc/app.json"')]
    verification = checked_by('python3 -m json.tool "$APP/etc/app.json"')

    def make(self):
        self.write(
            "app.py",
            """
            import json, sys
            file = sys.argv[1]
            try:
                config = json.load(open(file, encoding="utf-8"))
            except ValueError as error:
                sys.exit("cannot parse %s: invalid JSON: %s" % (file, error))
            print("listening on", config["port"])
            """,
        )
        self.write("etc/app.json", self.broken)
        self.write("etc/app.json.bak", self.broken + "]}\n")

    def proof(self):
        with open(self.path("etc/app.json.broken"), encoding="utf-8") as file:
            return file.read() == self.broken


class WindowsLineEnds(Fault):
    """A script was saved on Windows, and its interpreter is not found"""

    incident = "deployment_failure"
    remedy = "convert-line-ends"
    steps = [("deploy", '"$APP/bin/deploy.sh" "$APP/released"')]
    verification = checked_by('grep -qx released "$APP/released"')

    def make(self):
        script = '#!/bin/sh\r\nset -e\r\necho released >"$1"\r\n'
        self.write("bin/deploy.sh", script, 0o755)


class NotExecutable(Fault):
    """A script lost its mode on the way to this host"""

    incident = "deployment_failure"
    remedy = "run-by-interpreter"
    cause = "environment_difference"
    steps = [("deploy", '"$APP/bin/deploy.sh" "$APP/released"')]
    verification = checked_by('grep -qx released "$APP/released"')

    def make(self):
        self.write("bin/deploy.sh", '#!/bin/sh\necho released >"$1"\n')

    def proof(self):
        return not os.access(self.path("bin/deploy.sh"), os.X_OK)


class MissingTool(Fault):
    """A runbook from another system uses a tool that is not here"""

    incident = "config_drift"
    remedy = "replace-tool"
    steps = [("set_level", 'gsed -i s/low/high/ "$APP/app.conf"')]
    verification = checked_by('grep -qx "level = high" "$APP/app.conf"')

    def missing(self):
        if shutil.which("gsed") is not None:
            return "gsed is on this machine"
        return super().missing()

    def make(self):
        self.write("app.conf", "level = low\n")


class ShortPath(Fault):
    """A job without a login does not find what is in /usr/sbin"""

    incident = "config_drift"
    remedy = "search-path"
    needs = ("ldconfig",)
    steps = [("list_libraries", 'ldconfig -p >"$APP/libraries"')]
    verification = checked_by('grep -q libc.so "$APP/libraries"')

    def make(self):
        self.environment["PATH"] = "/usr/bin:/bin"


class NoHome(Fault):
    """A job without a login has no home directory"""

    incident = "config_drift"
    remedy = "set-home"
    steps = [("find_profile", 'echo "${HOME:?}/.profile" >"$APP/profile"')]
    verification = checked_by('test -s "$APP/profile"')

    def make(self):
        self.environment["HOME"] = None


class PathThenHome(ShortPath):
    """Behind the first thing that the executor lacks there is a second one"""

    steps = [
        (
            "list_libraries",
            """
            ldconfig -p >"$APP/libraries" || exit
            echo "${HOME:?}/.profile" >"$APP/profile"
            """,
        )
    ]
    verification = checked_by('test -s "$APP/libraries" -a -s "$APP/profile"')

    def make(self):
        super().make()
        self.environment["HOME"] = None


class NoTerminal(Fault):
    """A job without a terminal is asked how wide it is"""

    incident = "config_drift"
    remedy = "set-term"
    needs = ("tput",)
    steps = [("measure", 'tput cols >"$APP/columns"')]
    verification = checked_by('test -s "$APP/columns"')

    def make(self):
        self.environment["TERM"] = None


class PlainLocale(Fault):
    """A report has letters that the executor's locale does not know"""

    incident = "deployment_failure"
    remedy = "utf8-locale"
    steps = [("report", 'python3 -c \'print("caf\\u00e9")\' >"$APP/report"')]
    verification = checked_by('test -s "$APP/report"')

    def make(self):
        self.environment.update(
            LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
        )

    def proof(self):
        with open(self.path("report"), encoding="utf-8") as file:
            return file.read() == "caf\u00e9\n"


class BashOnly(Fault):
    """A step was written for bash, and is run by sh"""

    incident = "deployment_failure"
    remedy = "run-by-bash"
    needs = ("bash",)
    steps = [
        (
            "collect",
            """
            set -o pipefail
            cat /etc/os-release | sort >"$APP/sorted"
            """,
        )
    ]
    verification = checked_by('test -s "$APP/sorted"')


class BlankInParameter(Fault):
    """A parameter without quotes meets a value with a blank"""

    incident = "deployment_failure"
    remedy = "quote-parameters"
    steps = [("copy", "cp $SOURCE $TARGET")]
    verification = checked_by('grep -qx 2 "$TARGET"')

    def parameters(self):
        return {"SOURCE": self.path("release 2"), "TARGET": self.path("live")}

    def make(self):
        self.write("release 2", "2\n")


class ExpiredCertificate(Fault):
    """A certificate has expired, and certbot is here to renew it"""

    incident = "cert_expiry"
    remedy = "renew-certificate"
    needs = ("openssl",)
    private = ()
    setup = COVER
    steps = [
        (
            "deploy_certificate",
            """
            openssl x509 -in "$APP/tls/cert.pem" -noout -checkend 0 ||
                { echo "the certificate has expired" >&2; exit 1; }
            cp "$APP/tls/cert.pem" "$APP/deployed.pem"
            """,
        )
    ]
    verification = checked_by(
        'openssl x509 -in "$APP/deployed.pem" -noout -checkend 3600'
    )

    def write_issuer(self, name, first, last):
        """A script that issues a certificate, valid between two times."""
        script = """
            #!/bin/sh
            set -e
            cd %s
            rm -rf authority tls
            mkdir authority tls
            : >authority/index
            cat >authority/conf <<END
            [ca]
            default_ca = own
            [own]
            database = authority/index
            new_certs_dir = authority
            rand_serial = yes
            default_md = sha256
            policy = any
            [any]
            commonName = supplied
            END
            openssl req -newkey rsa:2048 -nodes -subj /CN=localhost \\
                -keyout tls/key.pem -out authority/request
            openssl ca -batch -config authority/conf -selfsign \\
                -keyfile tls/key.pem -in authority/request \\
                -out tls/cert.pem -startdate %s -enddate %s
            """
        return self.write(name, script % (self.folder, first, last), 0o755)

    def make(self):
        old = self.write_issuer("issue", "20200101000000Z", "20200201000000Z")
        subprocess.run([old], check=True, capture_output=True)
        # What certbot does, as far as a runbook can see, without a network.
        self.write_issuer("bin/certbot", "20200101000000Z", "20991231000000Z")
        path = self.path("bin") + ":" + os.environ["PATH"]
        self.environment["PATH"] = path


FAULTS = [
    StalePidFile,
    MissingDirectory,
    BrokenConfig,
    WindowsLineEnds,
    NotExecutable,
    MissingTool,
    ShortPath,
    NoHome,
    PathThenHome,
    NoTerminal,
    PlainLocale,
    BashOnly,
    BlankInParameter,
    ExpiredCertificate,
]
