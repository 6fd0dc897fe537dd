"""The table that is printed, and what stands below it."""

import operator

HEADS = ("case", "figure", "compared with", "ratio", "goal", "reached")
TEXT = (0, 2, 5)  # the columns that are not numbers
RULES = {">=": operator.ge, "<=": operator.le}


def amount(value, unit):
    """A figure for people: 8,123/s or 1.47 ms."""
    if unit == "/s":
        return format(round(value), ",") + unit
    return "%.*f %s" % (2 if value < 10 else 1, value, unit)


class Report:
    def __init__(self):
        self.lines = []
        self.notes = []

    def note(self, text):
        self.notes.append(text)
        print("   " + text, flush=True)

    def _add(self, *line):
        self.lines.append(line)
        print("   " + ", ".join(filter(None, line)), flush=True)

    def limit(self, case, value, unit, most):
        """A figure that should not be larger."""
        reached = "yes" if value <= most else "NO"
        goal = "<= " + amount(most, unit)
        self._add(case, amount(value, unit), "", "", goal, reached)

    def rate(self, case, rate, other, ratio, rule, goal):
        """A rate and its ratio to another, (name, rate)."""
        name, value = other
        self._add(
            case,
            amount(rate, "/s"),
            "%s %s" % (name, amount(value, "/s")),
            "%.2f" % ratio,
            "%s %g" % (rule, goal),
            "yes" if RULES[rule](ratio, goal) else "NO",
        )

    def print(self):
        if not self.lines:
            return
        rows = [HEADS] + self.lines
        widths = [max(map(len, column)) for column in zip(*rows)]
        print()
        for row in rows:
            cells = [
                cell.ljust(width) if number in TEXT else cell.rjust(width)
                for number, (cell, width) in enumerate(zip(row, widths))
            ]
            print("  ".join(cells).rstrip())
        print()
        for note in self.notes:
            print("- " + note)
