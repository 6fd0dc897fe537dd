#!/usr/bin/env python3
"""verify_evidence.py finds every forgery that it promises to find.

Forges an honest document, story.json, or the one that the environment variable
LEARN_EVIDENCE names, which must tell the same story: a draft that a model
wrote, and wrote again as a reviewer asked, was tested, approved and run; with
the chain to the end of the log.  Three forgers try: one who only changes
things; one who makes all digests of the document right again; and one who
writes the log anew as well.
"""

import copy
import json
import os
import unittest

import verify_evidence as program
from evidence_document import AUDIT_COLUMNS, LISTS, TEXTS, sha256

STORY = os.environ.get("LEARN_EVIDENCE") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "story.json"
)

# What the log does not seal, and nothing else in a document repeats: columns
# that who makes all digests right again can change.  The program says so.
UNSEALED = {
    "export": {"chain", "database", "exported_at", "exported_by", "head.at"},
    "analyses": {
        "analysed_at",
        "confidence",
        "failure_type",
        "follow_up",
        "model",
        "reasoning",
        "recurred_as",
        "signature",
        "source",
    },
    "runbooks": {
        "approved_at",
        "archive_reason",
        "archived_at",
        "changes",
        "created_at",
        "failure_type",
        "generated_at",
        "line",
        "requires_human_review",
        "status",
        "version",
    },
    "revisions": {"changes", "replaced_at"},
    "exchanges": {"answer_schema", "request_settings", "started_at"},
    "reviews": {
        "claimed_at",
        "claimed_by",
        "created_at",
        "failure_execution_id",
        "priority",
        "reason",
        "reviewed_at",
    },
    "tests": {"details", "tested_at"},
}


def read(text):
    return json.loads(text)


def write(value):
    return json.dumps(value, ensure_ascii=False)


def seal(document):
    """Makes the digests of a document right, and leaves its log alone."""
    lines = [document["format"]]
    for entry in [document["export"]] + [e for name in LISTS for e in document[name]]:
        entry["digest"] = sha256(entry["text"])
    lines.append("export " + document["export"]["digest"])
    for name in LISTS:
        lines += ["%s %s" % (name, entry["digest"]) for entry in document[name]]
    lines += ["audit " + row["hash"] for row in document["audit"]]
    document["digest"] = sha256("\n".join(lines))


def write_log_anew(document):
    """Makes the hashes of the log right, and the head that was exported."""
    previous = read(document["audit"][0]["sealed"])[-1]
    for row in document["audit"]:
        columns = read(row["sealed"])
        columns[-1] = previous
        row["sealed"] = write(columns)
        row["hash"] = previous = sha256(row["sealed"])
    export = read(document["export"]["text"])
    export["head"] = {
        "seq": document["audit"][-1]["seq"],
        "hash": previous,
        "at": export["head"]["at"],
    }
    document["export"]["text"] = write(export)


def another(value):
    """A value like this one, but not it."""
    if value is None:
        return "forged"
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("y" if value.endswith("x") else "x") if value else "x"
    return {"forged": True} if isinstance(value, list) else ["forged"]


def places(value, path=()):
    """The path to each value in a document, the document itself left out."""
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, member in members:
        yield path + (key,)
        yield from places(member, path + (key,))


def at(document, path):
    for key in path:
        document = document[key]
    return document


class Forgeries(unittest.TestCase):
    def setUp(self):
        with open(STORY, encoding="utf-8") as file:
            self.text = file.read()
        self.document = read(self.text)
        head = read(self.document["export"]["text"])["head"]
        self.witness = (head["seq"], head["hash"])

    def problems(self, document, witness=None):
        return program.verify(write(document), witness)

    def assert_found(self, document, what, witness=None):
        self.assertTrue(self.problems(document, witness), "not found: %s" % (what,))

    def test_honest(self):
        self.assertEqual(program.verify(self.text), [])
        self.assertEqual(program.verify(self.text, self.witness), [])

    def test_story(self):
        """There is something in every list, or forging it would prove nothing."""
        for name in list(LISTS) + ["audit"]:
            self.assertTrue(self.document[name], name)
        seqs = [row["seq"] for row in self.document["audit"]]
        self.assertEqual(seqs, list(range(seqs[0], self.witness[0] + 1)))
        self.assertGreater(
            len({read(row["sealed"])[6] for row in self.document["audit"]}), 5
        )

    def test_anything_changed(self):
        for path in places(self.document):
            forged = copy.deepcopy(self.document)
            parent = at(forged, path[:-1])
            parent[path[-1]] = another(parent[path[-1]])
            self.assert_found(forged, path)

    def test_anything_removed(self):
        for path in places(self.document):
            forged = copy.deepcopy(self.document)
            del at(forged, path[:-1])[path[-1]]
            self.assert_found(forged, path)

    def test_anything_added(self):
        for path in [()] + list(places(self.document)):
            value = at(self.document, path)
            if isinstance(value, (dict, list)):
                forged = copy.deepcopy(self.document)
                if isinstance(value, dict):
                    at(forged, path)["forged"] = "x"
                else:
                    at(forged, path).append(copy.deepcopy(value[0]))
                self.assert_found(forged, path)

    def test_anything_moved(self):
        for name in list(LISTS) + ["audit"]:
            for number in range(len(self.document[name]) - 1):
                forged = copy.deepcopy(self.document)
                entries = forged[name]
                entries[number], entries[number + 1] = (
                    entries[number + 1],
                    entries[number],
                )
                self.assert_found(forged, (name, number))

    def test_letters_of_texts(self):
        """Every letter of every text counts, also where JSON does not care."""
        for name in list(LISTS) + ["audit"]:
            entry = self.document[name][0]
            member = "sealed" if name == "audit" else "text"
            for place in range(0, len(entry[member]), 7):
                forged = copy.deepcopy(self.document)
                text = entry[member]
                forged[name][0][member] = text[:place] + " " + text[place:]
                self.assert_found(forged, (name, place))

    def columns(self):
        """Each column of each text, as the list, the number and the path in it."""
        for name in ["export"] + list(LISTS):
            entries = [self.document[name]] if name == "export" else self.document[name]
            for number, entry in enumerate(entries):
                for column, value in read(entry["text"]).items():
                    if name == "export" and column == "head":
                        for member in value:
                            yield name, number, (column, member)
                    else:
                        yield name, number, (column,)

    def forge_column(self, name, number, path):
        forged = copy.deepcopy(self.document)
        entry = forged[name] if name == "export" else forged[name][number]
        row = read(entry["text"])
        at(row, path[:-1])[path[-1]] = another(at(row, path))
        entry["text"] = write(row)
        seal(forged)
        return forged

    def test_columns_resealed(self):
        """Who makes the digests right again gets away with what is not sealed."""
        sources = {
            read(row["sealed"])[10].get("generated_from_failure")
            for row in self.document["audit"]
        }
        missed = {}
        for name, number, path in self.columns():
            if (
                name == "executions"
                and self.document[name][number]["id"] not in sources
            ):
                continue  # no draft was made from it
            if not self.problems(self.forge_column(name, number, path)):
                missed.setdefault(name, set()).add(".".join(path))
        self.assertEqual(missed, UNSEALED)

    def test_sealed_texts_resealed(self):
        """Contents, prompts and answers, with their digests beside them."""
        digests = {"content": "content_digest", "reply": "reply_digest"}
        for name, members in TEXTS.items():
            for number, entry in enumerate(self.document[name]):
                for member in members:
                    if entry[member] is None:
                        continue
                    forged = copy.deepcopy(self.document)
                    changed = forged[name][number]
                    changed[member] = self.forge_text(name, changed[member])
                    row = read(changed["text"])
                    prompts = sha256(
                        changed.get("system_prompt", "")
                        + changed.get("user_prompt", "")
                    )
                    if member == "reply":
                        row["call"]["reply_digest"] = sha256(changed[member])
                    elif member == "content":
                        row[digests[member]] = sha256(changed[member])
                    else:
                        row["prompt_digest"] = row["call"]["prompt_digest"] = prompts
                    if row.get("approved_digest"):
                        row["approved_digest"] = row["content_digest"]
                    changed["text"] = write(row)
                    seal(forged)
                    self.assert_found(forged, (name, number, member))

    def forge_text(self, name, text):
        if name == "exchanges":
            return text + " rm -rf /"
        content = read(text)
        content["steps"][0]["command"] = "rm -rf /"
        return write(content)

    def test_entries_removed_resealed(self):
        """Nothing that matters can be left out."""
        for name in ("runbooks", "revisions", "tests"):
            for number in range(len(self.document[name])):
                forged = copy.deepcopy(self.document)
                del forged[name][number]
                seal(forged)
                self.assert_found(forged, (name, number))

    def test_log_altered(self):
        """Each column of each row, the hash made right again: the chain breaks."""
        for number in range(len(self.document["audit"])):
            for column in range(len(AUDIT_COLUMNS)):
                forged = copy.deepcopy(self.document)
                row = forged["audit"][number]
                columns = read(row["sealed"])
                columns[column] = another(columns[column])
                row["sealed"] = write(columns)
                row["hash"] = sha256(row["sealed"])
                seal(forged)
                self.assert_found(forged, (number, AUDIT_COLUMNS[column]))

    def test_log_rows_removed(self):
        rows = len(self.document["audit"])
        for first in range(rows):
            for last in range(first + 1, rows + 1):
                forged = copy.deepcopy(self.document)
                del forged["audit"][first:last]
                seal(forged)
                self.assert_found(forged, (first, last), self.witness)

    def approval_by(self, name):
        """The whole story with another approver, and the log written anew."""
        forged = copy.deepcopy(self.document)
        for row in forged["audit"]:
            columns = read(row["sealed"])
            if columns[6] == "approve":
                columns[2] = name
            row["sealed"] = write(columns)
        for name_of_list, column in (
            ("runbooks", "approved_by"),
            ("reviews", "reviewed_by"),
        ):
            for entry in forged[name_of_list]:
                row = read(entry["text"])
                if row["status"] in ("active", "approved"):
                    row[column] = name
                entry["text"] = write(row)
        write_log_anew(forged)
        seal(forged)
        return forged

    def test_log_written_anew(self):
        """Only a witness finds who writes everything anew."""
        forged = self.approval_by("mallory")
        self.assertEqual(self.problems(forged), [])
        self.assert_found(forged, "another approver", self.witness)

    def test_log_written_anew_in_part(self):
        """A witness finds it at every row from the first that was changed on."""
        forged = self.approval_by("mallory")
        changed = False
        for honest, false in zip(self.document["audit"], forged["audit"]):
            changed = changed or read(honest["sealed"])[6] == "approve"
            witness = (honest["seq"], honest["hash"])
            self.assertEqual(bool(self.problems(forged, witness)), changed, witness)

    def test_witness_needs_the_chain(self):
        """Without the rows between, a witness proves nothing, and that is said."""
        forged = copy.deepcopy(self.document)
        export = read(forged["export"]["text"])
        export["chain"] = False
        forged["export"]["text"] = write(export)
        del forged["audit"][1]
        seal(forged)
        self.assertTrue(
            any("proves nothing" in p for p in self.problems(forged, self.witness))
        )

    def test_malformed(self):
        """Whatever it is, it is answered with a reason."""
        for text in (
            "",
            "null",
            "[]",
            "{}",
            "[" * 100000,
            '{"format": "learn-evidence/1"}',
            '{"format": "learn-evidence/2"}',
            self.text + "x",
            self.text[:-2],
            '{"a": 1, "a": 2}',
            "NaN",
            "\ufeff" + self.text,
            "\ud800",
            self.text.replace('"audit": [', '"audit": [null, '),
            self.text.replace('"seq": ', '"seq": -'),
            self.text.replace('"format"', '"format": "learn-evidence/1", "format"', 1),
        ):
            self.assertTrue(program.verify(text), text[:60])

    def test_witness_is_read(self):
        self.assertEqual(program.read_witness("7:" + "A" * 64), (7, "a" * 64))
        for text in (
            "",
            "7",
            "7:",
            ":" + "a" * 64,
            "7:" + "a" * 63,
            "7:" + "g" * 64,
            "-1:" + "a" * 64,
        ):
            with self.assertRaises(program.argparse.ArgumentTypeError):
                program.read_witness(text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
