"""Verifies the digests and the hashes in what learn_evidence() exported."""

from evidence_document import FORMAT, LISTS, Row, is_hash, is_number, sha256

NO_HASH = "0" * 64


class Seals:
    """Is a document what was exported, and does its log hold together?"""

    def __init__(self, document, witness):
        self.document = document
        self.witness = witness
        self.problems = []

    def expect(self, condition, entry, problem):
        """A problem of an entry, or of what has that name, unless it is so."""
        if not condition:
            self.problems.append("%s: %s" % (getattr(entry, "where", entry), problem))
        return condition

    def verify_digests(self):
        """Is every text what its digest says, and all of it what was exported?"""
        document = self.document
        lines = [FORMAT, "export %s" % document.export.digest]
        for name, entries in document.lists.items():
            for entry in entries:
                lines.append("%s %s" % (name, entry.digest))
                self.expect(
                    entry.row[LISTS[name]] == entry.id,
                    entry,
                    "its id is not that of its text",
                )
        lines += ["audit %s" % row.hash for row in document.audit]
        for entry in [document.export] + sum(document.lists.values(), []):
            self.expect(
                sha256(entry.text) == entry.digest,
                entry,
                "its text is not what its digest says",
            )
        self.expect(
            sha256("\n".join(lines)) == document.digest,
            "document",
            "entries were changed, added, removed or moved: its digest is another",
        )
        for name, entries in document.lists.items():
            keys = [
                (entry.id, entry.row["revision"] if name == "revisions" else None)
                for entry in entries
            ]
            self.expect(len(set(keys)) == len(keys), name, "an id occurs twice")

    def verify_audit(self):
        """Does each row seal what it says, and the row before it?"""
        before = None
        for row in self.document.audit:
            self.expect(
                row.given["seq"] == row.row["seq"],
                row,
                "its number is not that of its text",
            )
            self.expect(
                sha256(row.given["sealed"]) == row.hash,
                row,
                "its text is not what its hash says",
            )
            self.expect(is_hash(row.previous_hash), row, "it seals no row")
            if row.seq == 1:
                self.expect(
                    row.previous_hash == NO_HASH,
                    row,
                    "the first row seals a row before it",
                )
            if before is not None:
                self.expect(
                    row.seq > before.seq, row, "it is not in the order of the log"
                )
            if before is not None and row.seq == before.seq + 1:
                self.expect(
                    row.previous_hash == before.hash,
                    row,
                    "it does not seal the row before it",
                )
            before = row

    def verify_export(self):
        """Is it about what it says, and does it end where the log did?"""
        where = "export"
        row = self.document.export.row
        about = row["about"]
        head = Row(row["head"]) if isinstance(row["head"], dict) else Row()
        self.expect(
            self.document.export.id == about, where, "its id is not that of its text"
        )
        self.expect(
            self.document.find("runbooks", about)
            or self.document.find("executions", about),
            where,
            "what it is about is not in it",
        )
        if not self.expect(
            is_number(head["seq"]) and is_hash(head["hash"]), where, "it has no head"
        ):
            return
        rows = self.document.audit
        for last in rows[-1:]:
            self.expect(
                last.seq <= int(head["seq"]), last, "it comes after the end of the log"
            )
            if last.seq == int(head["seq"]):
                self.expect(
                    last.hash == head["hash"], last, "it is not what the log ended with"
                )
        if row["chain"] is True and rows:
            chain = list(range(rows[0].seq, int(head["seq"]) + 1))
            self.expect(
                [r.seq for r in rows] == chain,
                "audit",
                "the chain to the end of the log is not whole",
            )

    def verify_witness(self):
        """Are these rows those of the log that the witness saw?"""
        seq, hash = self.witness
        rows = self.document.audit
        seen = next((row for row in rows if row.seq == seq), None)
        if not self.expect(
            seen,
            "audit",
            "row %d, of which the witness knows, is not in the document" % seq,
        ):
            return
        self.expect(
            seen.hash == hash, seen, "the witness saw another row of this number"
        )
        before = [row.seq for row in rows if row.seq <= seq]
        self.expect(
            before == list(range(before[0], seq + 1)),
            "audit",
            "rows before the one that the witness saw are missing,"
            " so it proves nothing of those before them",
        )
