#!/usr/bin/env python3
"""Verifies what learn_evidence() exported, without the database.

    verify_evidence.py [--witness SEQ:HASH] [FILE]

FILE is the document; standard input when it is left out.  A witness is a row
of the audit log, as learn_audit_head(), the server's log or the webhook told
it to somebody outside.  Exits with 0 when nothing is wrong, else with 1 and a
line for each thing that is.

What it proves: that the document was not changed after its export by somebody
who did not know how to do that, and that its parts fit each other: the
contents of runbooks, what was generated from which execution and which answer
of a model, and who decided about exactly which content are what the rows of
the audit log say.  With a witness, and a document that has the chain up to it
(learn_evidence(id, true)), that these rows are those of the log, so that
nobody can have made them up after the witness saw it.

What it cannot prove is what the log does not seal: analyses, executions from
which no draft was made, the reason and the priority of a review, the details
of a test, which changes a draft is said to have, and when all this was.
"""

import argparse
import re
import sys

from evidence_document import Document, Malformed, Number, Row, read_row, sha256
from evidence_seals import Seals

# Actions that say who wrote the content of a runbook, and what origin it has.
WRITING = {
    "generate": "generated",
    "revise": "generated",
    "submit": "submitted",
    "edit": "submitted",
    "import": "imported",
}

# Which action a decided review follows from, and its words in both places.
DECISIONS = {
    "approved": ("approve", "notes", "approval_notes"),
    "rejected": ("reject", "reason", "rejection_reason"),
    "withdrawn": ("withdraw", "reason", "withdrawal_reason"),
}


class Verifier(Seals):
    """Do the parts of a document tell one story?"""

    def verify(self):
        self.verify_digests()
        self.verify_audit()
        self.verify_export()
        self.verify_contents()
        self.verify_generations()
        self.verify_exchanges()
        self.verify_approvals()
        self.verify_reviews()
        self.verify_tests()
        self.verify_analyses()
        if self.witness is not None:
            self.verify_witness()
        return self.problems

    def verify_contents(self):
        """Is every content what the log says was written, and by whom?"""
        entries = {}
        for name in ("runbooks", "revisions"):
            for entry in self.document.lists[name]:
                self.verify_content(entry)
                entries[entry.id, entry.row["revision"]] = entry
        written = {}
        for row in self.document.audit:
            if row.action in WRITING and self.document.find("runbooks", row.object_id):
                revision = row.details["revision"] or Number("1")
                entry = entries.get((row.object_id, revision))
                written[row.object_id, revision] = row
                if self.expect(
                    entry, row, "the content it is about is not in the document"
                ):
                    self.expect(
                        row.digest_after == entry.row["content_digest"],
                        entry,
                        "its content is not what row %d of the log says" % row.seq,
                    )
        for key, entry in entries.items():
            if self.expect(
                key in written, entry, "the log does not say who wrote its content"
            ):
                author = (
                    entry.row["author"]
                    if "author" in entry.row
                    else entry.row["created_by"]
                )
                self.expect(
                    written[key].actor == author,
                    entry,
                    "the log says that somebody else wrote it",
                )

    def verify_content(self, entry):
        content = entry.given["content"]
        self.expect(
            sha256(content) == entry.row["content_digest"],
            entry,
            "its content is not what its digest says",
        )
        id = entry.row["id"] if "id" in entry.row else entry.row["runbook_id"]
        document = read_row(content, entry)
        self.expect(
            document["id"] == id, entry, "its content is that of another runbook"
        )
        for column in ("name", "platform", "incident_types", "severity", "applies_to"):
            if column in entry.row:
                self.expect(
                    entry.row[column] == document[column],
                    entry,
                    "its content has another %s" % column,
                )

    def verify_generations(self):
        """Was what was generated generated from what is shown?"""
        for entry in self.document.lists["runbooks"]:
            self.verify_origin(entry)
            rows = self.document.about(entry.id, "generate", "revise")
            first = [row for row in rows if row.action == "generate"]
            columns = ["generated_by", "generation_model", "generated_from_failure"]
            if not rows:
                for column in columns + [
                    "generated_at",
                    "original_error",
                    "failure_type",
                ]:
                    self.expect(
                        entry.row[column] is None,
                        entry,
                        "it has %s, and the log does not say that it was generated"
                        % column,
                    )
                continue
            if not self.expect(
                len(first) == 1,
                entry,
                "the log does not say once that it was generated",
            ):
                continue
            for column, row in zip(columns, [rows[-1], rows[-1], first[0]]):
                self.expect(
                    entry.row[column] == row.details[column],
                    entry,
                    "the log says otherwise of %s" % column,
                )
            for row in rows:
                self.verify_sources(row)
            self.verify_error(entry)

    def verify_origin(self, entry):
        """Who wrote it last, and from which parent?"""
        rows = self.document.about(entry.id, *WRITING)
        moves = self.document.about(entry.id, "regenerate", *WRITING)
        for row in rows[-1:]:
            self.expect(
                entry.row["origin"] == WRITING[row.action],
                entry,
                "the log says otherwise of its origin",
            )
        for row in moves[-1:]:
            self.expect(
                entry.row["parent_runbook"] == row.details["parent_runbook"],
                entry,
                "the log says that it has another parent",
            )
        for row in rows:
            parent = self.document.find("runbooks", row.details["parent_runbook"])
            if row.action == "generate" and parent is not None:
                self.expect(
                    parent.row["content_digest"] == row.digest_before,
                    parent,
                    "it is not what row %d of the log says a draft was made from"
                    % row.seq,
                )
        parent = self.document.find("runbooks", entry.row["parent_runbook"])
        if parent is not None:
            self.expect(
                parent.row["content_digest"] == entry.row["parent_digest"],
                entry,
                "its parent was another then",
            )
        elif entry.row["parent_runbook"] is None:
            self.expect(
                entry.row["parent_digest"] is None,
                entry,
                "it has the digest of a parent, and no parent",
            )
        else:
            self.expect(
                not self.is_subject(entry), entry, "its parent is not in the document"
            )

    def is_subject(self, entry):
        """Is it one of the runbooks that the document is about?"""
        about = self.document.export.id
        execution = self.document.find("executions", about)
        return about in (entry.id, entry.row["generated_from_failure"]) or (
            execution is not None and execution.row["runbook_id"] == entry.id
        )

    def verify_sources(self, row):
        """The execution and the exchanges that a draft was made from."""
        execution = self.document.find(
            "executions", row.details["generated_from_failure"]
        )
        if self.expect(
            execution, row, "the failure that led to it is not in the document"
        ):
            self.expect(
                execution.digest == row.details["execution_digest"],
                execution,
                "it is not what row %d of the log says a draft was made from" % row.seq,
            )
        calls = row.details["calls"]
        if not self.expect(
            isinstance(calls, list), row, "it does not say what models were asked"
        ):
            return
        for call in calls:
            call = Row(call) if isinstance(call, dict) else Row()
            exchange = self.document.find("exchanges", call["id"])
            if exchange is None:
                continue  # older than learn.log_retention
            answer = (
                exchange.row["call"] if isinstance(exchange.row["call"], dict) else {}
            )
            self.expect(
                exchange.row["prompt_digest"] == call["prompt_digest"]
                and answer.get("reply_digest") == call["reply_digest"],
                exchange,
                "it is not what row %d of the log says a draft was made from" % row.seq,
            )

    def verify_error(self, entry):
        failure = self.document.find("executions", entry.row["generated_from_failure"])
        if failure is not None:
            message = failure.row["error_message"]
            self.expect(
                entry.row["original_error"] == (message and message[:2000]),
                entry,
                "its error is not that of the failure",
            )

    def verify_exchanges(self):
        """Are prompts and answers what their digests say?"""
        for entry in self.document.lists["exchanges"]:
            prompts = entry.given["system_prompt"] + entry.given["user_prompt"]
            reply = entry.given["reply"]
            call = entry.row["call"]
            self.expect(
                sha256(prompts) == entry.row["prompt_digest"],
                entry,
                "its prompts are not what their digest says",
            )
            if not isinstance(call, dict):
                self.expect(
                    call is None and reply is None,
                    entry,
                    "it has an answer to no question",
                )
                continue
            for column in (
                "id",
                "purpose",
                "subject",
                "model",
                "prompt_version",
                "prompt_digest",
            ):
                self.expect(
                    call.get(column) == entry.row[column],
                    entry,
                    "its call is another, by its %s" % column,
                )
            digest = None if reply is None else sha256(reply)
            self.expect(
                call.get("reply_digest") == digest,
                entry,
                "its answer is not what its digest says",
            )

    def verify_approvals(self):
        """Did those approve who are said to, and exactly this content?"""
        for entry in self.document.lists["runbooks"]:
            row = entry.row
            rows = [
                r
                for r in self.document.about(entry.id, "approve", "import")
                if r.digest_after == row["content_digest"]
            ]
            if row["approved_digest"] is not None or row["status"] == "active":
                self.expect(
                    row["approved_digest"] == row["content_digest"],
                    entry,
                    "another content was approved",
                )
                self.expect(
                    row["approved_by"] in [r.actor for r in rows],
                    entry,
                    'the log does not say that "%s" approved it' % row["approved_by"],
                )
            else:
                self.expect(not rows, entry, "the log says that it was approved")
                self.expect(
                    row["approved_by"] is None,
                    entry,
                    "it was approved by somebody, but not as what",
                )

    def verify_reviews(self):
        """Does the log have the same decisions?"""
        for entry in self.document.lists["reviews"]:
            row = entry.row
            if not self.expect(
                self.document.find("runbooks", entry.id),
                entry,
                "its runbook is not in the document",
            ):
                continue
            for status, (action, word, column) in DECISIONS.items():
                rows = self.document.about(entry.id, action)
                if row["status"] != status:
                    self.expect(not rows, entry, "the log says that it was %s" % status)
                elif self.expect(
                    len(rows) == 1,
                    entry,
                    "the log does not say once that it was %s" % status,
                ):
                    self.expect(
                        rows[0].actor == row["reviewed_by"],
                        entry,
                        "the log says that somebody else decided",
                    )
                    self.expect(
                        rows[0].details[word] == row[column],
                        entry,
                        "the log says otherwise of %s" % column,
                    )
                if row["status"] != status:
                    self.expect(
                        row[column] is None,
                        entry,
                        "it was not %s, and has %s" % (status, column),
                    )
            self.verify_wishes(
                entry,
                row["requested_changes"],
                row["reviewed_by"] if row["status"] == "needs_changes" else None,
            )
        for entry in self.document.lists["revisions"]:
            self.verify_wishes(
                entry, entry.row["requested_changes"], entry.row["requested_by"]
            )

    def verify_wishes(self, entry, words, person):
        """Does the log have what somebody wished of a draft?

        The engine adds to the words when it cannot follow them, and puts its
        own before them when a draft gets another parent.
        """
        rows = self.document.about(entry.id, "request_changes", "regenerate")
        said = [
            row.details["requested_changes"] or row.details["reason"] or ""
            for row in rows
        ]
        if words is not None:
            self.expect(
                any(text in words for text in said),
                entry,
                "the log does not say that these changes were requested",
            )
        if person is not None:
            self.expect(
                person in [row.actor for row in rows],
                entry,
                'the log does not say that "%s" requested changes' % person,
            )

    def verify_tests(self):
        """Does the log have the same tests, each as often?"""

        def of_log(row):
            passed = "passed" in row.details
            return (
                row.object_id,
                passed,
                row.details["passed" if passed else "failed"],
                row.actor,
                row.digest_after,
                row.details["revision"],
            )

        def of_list(row):
            return (
                row["runbook_id"],
                row["passed"],
                row["test_name"],
                row["tested_by"],
                row["digest"],
                row["revision"],
            )

        logged = [
            of_log(row)
            for row in self.document.audit
            if row.action == "add_test"
            and self.document.find("runbooks", row.object_id)
        ]
        for entry in self.document.lists["tests"]:
            test = of_list(entry.row)
            if self.expect(test in logged, entry, "the log does not have this test"):
                logged.remove(test)
        for test in logged:
            self.expect(
                False,
                "tests",
                "a test of the log is missing: %s of %s" % (test[2], test[0]),
            )

    def verify_analyses(self):
        """Is each about an execution that is there, and does it agree?"""
        for entry in self.document.lists["analyses"]:
            execution = self.document.find("executions", entry.id)
            if self.expect(execution, entry, "its execution is not in the document"):
                row = execution.row
                self.expect(
                    entry.row["runbook_id"] == row["runbook_id"],
                    entry,
                    "its execution was of another runbook",
                )
                self.expect(
                    entry.row["succeeded"]
                    is (row["success"] is True and row["verification_passed"] is True),
                    entry,
                    "its execution ended otherwise",
                )


def read_witness(text):
    match = re.fullmatch("([0-9]{1,19}):([0-9a-fA-F]{64})", text)
    if match is None:
        raise argparse.ArgumentTypeError("a witness is a number, a colon and a hash")
    return int(match[1]), match[2].lower()


def verify(text, witness=None):
    """What is wrong with a document, as a list of sentences."""
    try:
        return Verifier(Document(text), witness).verify()
    except Malformed as error:
        return ["document: %s" % error]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", nargs="?", default="-")
    parser.add_argument("--witness", type=read_witness, metavar="SEQ:HASH")
    options = parser.parse_args()
    with sys.stdin.buffer if options.file == "-" else open(options.file, "rb") as file:
        data = file.read()
    try:
        problems = verify(data.decode("utf-8"), options.witness)
    except UnicodeDecodeError:
        problems = ["document: it is not UTF-8"]
    for problem in problems:
        print("not ok: %s" % problem)
    if not problems:
        print(
            "ok: nothing is wrong"
            + (", and the witness agrees" if options.witness else "")
        )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
