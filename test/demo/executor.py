"""learn-executor, as the demo and the faults start it."""

import json
import os
import shutil
import time

from stage import expect, run


class Executor:
    """The program, for one fault: as robot, with a spool of its own."""

    def __init__(self, cluster, fault, host):
        self.cluster = cluster
        self.fault = fault
        self.host = host
        self.spool = fault.folder + ".spool"
        self.configuration = fault.folder + ".conf"
        with open(self.configuration, "w", encoding="utf-8") as file:
            # Only there is it root, and of nothing but what is private.
            if fault.private is not None:
                file.write("run_as = root\n")

    def environment(self):
        """That of the server, and what belongs to the fault."""
        environment = dict(self.cluster.environment, PGUSER="robot")
        for name, value in self.fault.environment.items():
            environment.pop(name, None)
            if value is not None:
                environment[name] = value
        return environment

    def words(self, task, *options, spool=None):
        """The command line for a task; the fault may shorten PATH."""
        return [
            shutil.which("learn-executor"),
            task,
            *["--config", self.configuration],
            *["--spool", spool or self.spool],
            *options,
        ]

    def incident(self, number, *options):
        """The command line with which an incident is handled."""
        command = self.words(
            "run",
            *["--incident-type", self.fault.incident],
            *["--incident-id", time.strftime("inc-%Y%m%d-") + number],
            *["--hostname", self.host],
        )
        for item in self.fault.parameters().items():
            command += ["--param", "%s=%s" % item]
        return self.fault.command(command + list(options))

    def handle(self, number):
        """Has an incident handled, as a program would; what was reported."""
        done = run(self.incident(number, "--json"), env=self.environment())
        complaint = done.stderr.strip()
        expect(done.stdout and not complaint, "the executor: %s", complaint)
        answer = json.loads(done.stdout)
        execution = answer["execution"]
        expect(answer["delivered"], "the result is not delivered")
        expect(
            (answer["outcome"] == "verified") == is_over(execution)
            and done.returncode == (0 if is_over(execution) else 1),
            "exit code %d, outcome %s: %s",
            done.returncode,
            answer["outcome"],
            execution,
        )
        return execution


def is_over(execution):
    """Success is never assumed."""
    return (
        execution["success"] and execution.get("verification_passed") is True
    )
