"""What the benchmark runs on: a server, a model, clients, and a stopwatch."""

import http.client
import json
import os
import subprocess
import time

from stage import Cluster, Failed, expect, run

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "build")
EXECUTIONS = "learn.execution_results"
PLAIN = "bench.plain"  # the same without triggers
SLOTS = 64  # requests at once, unless a case wants more
PATIENCE = 240  # seconds until whatever is waited for counts as hanging

# Those of a production server; all else is PostgreSQL's default.
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
}
RUNBOOK = {
    "id": "RB-LNX-SVC-001",
    "name": "Restart a service",
    "platform": "linux",
    "incident_types": ["service_crash"],
    "severity": "high",
    "parameters": {"SERVICE": {"required": True}},
    "steps": [
        {
            "id": "status",
            "action": "check_status",
            "command": 'systemctl status "$SERVICE" || true',
        },
        {
            "id": "diagnostics",
            "action": "collect_diagnostics",
            "command": "coilctl report --stages --brief",
        },
        {
            "id": "restart",
            "action": "restart_service",
            "command": 'systemctl restart "$SERVICE" && sleep 5',
            "timeout": 60,
        },
    ],
    "verification": {
        "method": "command",
        "command": 'systemctl is-active "$SERVICE"',
    },
}


def wait_until(what, seconds, condition, interval=0.02):
    """Asks until there is an answer, and returns it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(interval)
    raise Failed("%s: not within %d s" % (what, seconds))


def processor_seconds(pid):
    """How long a process has kept a processor busy."""
    with open("/proc/%d/stat" % pid, encoding="latin-1") as file:
        fields = file.read().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid):
    """Its memory without what it shares with the server's processes."""
    sizes = {}
    with open("/proc/%d/status" % pid, encoding="utf-8") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name in ("RssAnon", "RssFile"):
                sizes[name] = int(value.split()[0]) / 1024
    return sum(sizes.values())


class Child:
    """A program that runs until its standard input ends."""

    def __init__(self, command, environment=None):
        self.name = os.path.basename(command[0])
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
        )

    def first_line(self):
        line = self.process.stdout.readline()
        expect(line, "%s did not start", self.name)
        return line.strip()

    def end(self):
        """Ends it and returns what it printed."""
        output, _ = self.process.communicate()
        expect(self.process.returncode == 0, "%s failed", self.name)
        return output


class Model(Child):
    """The stub; its header says what it can do."""

    def __init__(self):
        super().__init__([os.path.join(PROGRAMS, "stub")])
        self.port = int(self.first_line().split()[1])
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.endpoint = "http://127.0.0.1:%d/v1" % self.port

    def control(self, order):
        self.connection.request("POST", "/control/" + order)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        expect(answer.status == 200, "the stub refused %s", order)
        return body

    def counters(self):
        return json.loads(self.control("counters"))

    def requests(self):
        """(arrival, latency) of each, in nanoseconds."""
        return [
            tuple(map(int, line.split()))
            for line in self.control("requests").splitlines()
        ]

    def release(self):
        """Answers all, and at once from now on."""
        self.control("latency/0")
        self.control("release")

    def start_over(self):
        self.release()
        self.control("forget")


class Rig(Cluster):
    """A server with learn and what it is compared with.

    Whatever is inserted, robot inserts, an executor.
    """

    def __init__(self, folder):
        super().__init__(folder)
        self.model = Model()
        self.settings.update(SETTINGS)
        self.settings["learn.endpoint"] = self.model.endpoint
        self.settings["learn.max_concurrent_requests"] = str(SLOTS)
        self.longest_xmin = []  # milliseconds, by case
        self.memory = {}  # of the worker, in megabytes, by occasion

    def start(self):
        super().start()
        self.query("SELECT learn_import(:'r')", r=json.dumps(RUNBOOK))
        for name in ("asyncio_worker.sql", "samples.sql"):
            path = os.path.join(HERE, name)
            with open(path, encoding="utf-8") as file:
                self.query(file.read())
        self.query(
            "GRANT USAGE ON SCHEMA bench TO robot;"
            "GRANT SELECT ON bench.samples TO robot;"
            "GRANT INSERT ON bench.plain TO robot;"
            "GRANT SELECT ON learn.analyses TO robot;"
        )
        wait_until("a worker", 30, self.worker_pid)
        self.insert(EXECUTIONS, "unknown_large", 1, 1, "rows", 1)
        wait_until("an analysis", 30, self.is_done)
        self.weigh("idle")

    def query(self, statement, **variables):
        return self.sql("postgres", statement, **variables)

    def numbers(self, statement):
        """The row that a query returns, as integers."""
        return [int(text) for text in self.query(statement).split("|")]

    def status(self, column):
        """What learn says of the worker."""
        return self.query(
            "SELECT %s FROM learn_worker_status"
            " WHERE database = current_database()" % column
        )

    def worker_pid(self):
        return int(self.status("pid") or 0)

    def is_done(self):
        """Is nothing left to do?"""
        answer = self.query("SELECT NOT EXISTS (SELECT FROM learn.jobs)")
        return answer == "t"

    def weigh(self, occasion):
        self.memory[occasion] = resident_megabytes(self.worker_pid())

    def configure(self, **settings):
        for name, value in settings.items():
            self.query("ALTER SYSTEM SET learn.%s = %s" % (name, value))
        self.query("SELECT pg_reload_conf()")

    def pause(self):
        """Returns when the worker does nothing any more."""
        self.query("SELECT learn_pause('benchmark')")
        wait_until("the worker rests", PATIENCE, self.is_resting)

    def is_resting(self):
        self.model.release()
        before = self.model.counters()["requests"]
        answer = self.status("state = 'paused' AND in_flight = 0")
        return answer == "t" and self.model.counters()["requests"] == before

    def resume(self):
        self.query("SELECT learn_resume()")

    def clear(self):
        """Empties the tables; the worker must be paused."""
        self.query(
            "TRUNCATE learn.execution_results, learn.analyses, learn.jobs,"
            " learn.llm_calls, bench.plain, bench.executions, bench.jobs,"
            " bench.results"
        )
        self.query("CHECKPOINT")

    def insert(self, table, sample, clients, per_insert, unit, number):
        """Has clients insert; returns rows and seconds."""
        done = run(
            [os.path.join(PROGRAMS, "insert"), table, sample]
            + [str(clients), str(per_insert), unit, str(number)],
            env=dict(self.environment, PGUSER="robot"),
        )
        expect(done.returncode == 0, "insert: %s", done.stderr)
        result = json.loads(done.stdout)
        return result["rows"], result["seconds"]

    def fill(self, sample, rows):
        """Gives the worker, which is paused, that much to do."""
        self.clear()
        rows -= rows % 1000
        done, _ = self.insert(EXECUTIONS, sample, 2, 1000, "rows", rows)
        expect(done == rows, "only %d of %d rows inserted", done, rows)
        return rows

    def settle(self, *tables):
        """Lets vacuum and checkpoint not fall into what is measured."""
        for table in tables:
            self.query("VACUUM (ANALYZE) " + table)
        self.query("CHECKPOINT")

    def check(self, inserted):
        """Nothing is lost and nothing done twice; the worker is paused.

        Returns how many are analysed.
        """
        executions, analysed, waiting, dead, both, neither = self.numbers(
            "SELECT (SELECT count(*) FROM learn.execution_results),"
            " (SELECT count(*) FROM learn.analyses),"
            " count(*), count(dead_at),"
            " count(*) FILTER (WHERE EXISTS (SELECT FROM learn.analyses a"
            "  WHERE a.execution_id = j.subject)),"
            " (SELECT count(*) FROM learn.execution_results e"
            "  WHERE NOT EXISTS (SELECT FROM learn.analyses a"
            "   WHERE a.execution_id = e.execution_id)"
            "  AND NOT EXISTS (SELECT FROM learn.jobs j"
            "   WHERE j.subject = e.execution_id))"
            " FROM learn.jobs j WHERE kind = 'analyze'"
        )
        expect(
            (executions, analysed + waiting, dead, both, neither)
            == (inserted, inserted, 0, 0, 0),
            "%d rows were inserted; there are %d executions, %d analyses, "
            "%d jobs, %d dead, %d done and waiting, %d lost",
            inserted,
            executions,
            analysed,
            waiting,
            dead,
            both,
            neither,
        )
        return analysed

    def check_asked(self, analysed):
        """The model was asked once for each analysis, and answered."""
        by_model, answered = self.numbers(
            "SELECT (SELECT count(*) FROM learn.analyses"
            "  WHERE source = 'model'),"
            " (SELECT count(*) FROM learn.llm_calls"
            "  WHERE outcome = 'answered')"
        )
        asked = self.model.counters()["requests"]
        expect(
            asked == answered == by_model == analysed,
            "%d analyses, %d by the model; %d requests, %d answers on record",
            analysed,
            by_model,
            asked,
            answered,
        )

    def watch(self):
        """Watches the worker's xmin until watched()."""
        return Child(
            [os.path.join(PROGRAMS, "watch"), str(self.worker_pid())],
            dict(self.environment, PGUSER="postgres"),
        )

    def watched(self, watch):
        self.longest_xmin.append(json.loads(watch.end())["longest_ms"])
