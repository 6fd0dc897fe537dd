"""Reads what learn_evidence() exported, and refuses what is not of its form."""

import hashlib
import json
import re

FORMAT = "learn-evidence/1"
HASH = re.compile("[0-9a-f]{64}")

# The lists in a document, in the order of its digest, each with the column
# that an entry's id repeats.
LISTS = {
    "executions": "execution_id",
    "analyses": "execution_id",
    "runbooks": "id",
    "revisions": "runbook_id",
    "exchanges": "id",
    "reviews": "runbook_id",
    "tests": "id",
}

# What an entry has besides id, text and digest.
TEXTS = {
    "runbooks": ["content"],
    "revisions": ["content"],
    "exchanges": ["system_prompt", "user_prompt", "reply"],
}

# What the text of an audit row is an array of.
AUDIT_COLUMNS = (
    "seq at actor role login_role claims_subject action object_id"
    " digest_before digest_after details previous_hash"
).split()


class Malformed(Exception):
    """The document is none, or not of this format."""


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_json(text):
    """Reads JSON as strictly as the database does."""

    def members(pairs):
        names = [name for name, value in pairs]
        if len(set(names)) != len(names):
            raise Malformed("an object has two members of one name")
        return dict(pairs)

    def constant(name):
        raise Malformed("%s is no number" % name)

    # Numbers stay as they are written: 1 is not 1.0, and no digit is lost.
    try:
        return json.loads(
            text,
            object_pairs_hook=members,
            parse_constant=constant,
            parse_int=Number,
            parse_float=Number,
        )
    except (ValueError, RecursionError) as error:
        raise Malformed("it is not JSON: %s" % error) from None


class Number(str):
    """A number as it was written."""

    def __eq__(self, other):
        return isinstance(other, Number) and str(self) == str(other)

    __hash__ = str.__hash__


def is_number(value):
    return isinstance(value, Number) and re.fullmatch("[0-9]{1,19}", value) is not None


def is_string(value):
    return isinstance(value, str) and not isinstance(value, Number)


def is_hash(value):
    return is_string(value) and HASH.fullmatch(value) is not None


def require_members(value, names, where):
    if not isinstance(value, dict) or set(value) != set(names):
        raise Malformed("%s must have exactly %s" % (where, ", ".join(sorted(names))))


class Row(dict):
    """A row of a table: a column it does not have is None."""

    def __missing__(self, column):
        return None


def read_row(text, where):
    row = read_json(text)
    if not isinstance(row, dict):
        raise Malformed("the text of %s is no object" % where)
    return Row(row)


class Entry:
    """An entry of a list: a row of a table, and texts that go with it."""

    def __init__(self, name, number, value):
        self.where = "%s[%d]" % (name, number)
        self.texts = TEXTS.get(name, [])
        require_members(value, ["id", "text", "digest"] + self.texts, self.where)
        for member in value:
            if not is_string(value[member]) and (member, value[member]) != (
                "reply",
                None,
            ):
                raise Malformed("%s: %s is no text" % (self.where, member))
        self.id = value["id"]
        self.text = value["text"]
        self.digest = value["digest"]
        self.given = value
        self.row = read_row(self.text, self.where)


class AuditRow:
    """A row of the audit log."""

    def __init__(self, number, value):
        self.where = "audit[%d]" % number
        require_members(value, ["seq", "sealed", "hash"], self.where)
        columns = read_json(value["sealed"]) if is_string(value["sealed"]) else None
        if not isinstance(columns, list) or len(columns) != len(AUDIT_COLUMNS):
            raise Malformed("%s: sealed is no row of the audit log" % self.where)
        self.row = Row(zip(AUDIT_COLUMNS, columns))
        if not is_number(value["seq"]) or not is_number(self.row["seq"]):
            raise Malformed("%s: its number is none" % self.where)
        if not isinstance(self.row["details"], dict):
            raise Malformed("%s: its details are no object" % self.where)
        self.details = Row(self.row["details"])
        self.given = value
        self.seq = int(value["seq"])
        self.hash = value["hash"]

    def __getattr__(self, column):
        return self.row[column]


class Document:
    """What learn_evidence() exported."""

    def __init__(self, text):
        value = read_json(text)
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise Malformed("its format is not %s" % FORMAT)
        names = ["format", "export", "audit", "digest"] + list(LISTS)
        require_members(value, names, "the document")
        for name in list(LISTS) + ["audit"]:
            if not isinstance(value[name], list):
                raise Malformed("%s is no list" % name)
        self.digest = value["digest"]
        self.export = Entry("export", 0, value["export"])
        self.lists = {
            name: [
                Entry(name, number, entry) for number, entry in enumerate(value[name])
            ]
            for name in LISTS
        }
        self.audit = [
            AuditRow(number, row) for number, row in enumerate(value["audit"])
        ]

    def find(self, name, id):
        """The entry of that id, or None."""
        return next((entry for entry in self.lists[name] if entry.id == id), None)

    def about(self, id, *actions):
        """The audit rows about something, of these actions, oldest first."""
        return [
            row for row in self.audit if row.object_id == id and row.action in actions
        ]
