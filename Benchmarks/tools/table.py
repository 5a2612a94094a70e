"""The one table: what was measured, against what, and whether the goal is met."""
import statistics
import unicodedata


class Sample(list):
    """Measured values of one thing."""

    @property
    def median(self):
        return statistics.median(self)

    @property
    def least(self):
        return min(self)


def figure(value):
    if isinstance(value, Sample):
        if value.median == value.least:
            return figure(value.median)
        return f"{figure(value.median)} ({figure(value.least)})"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


class Table:
    """Rows of (number, measure, ours, other's name, other, ratio, goal, met)."""

    def __init__(self):
        self.rows = []
        self.failures = []

    def ratio(self, number, measure, ours, other_name, other, most, note=""):
        """The goal is `ours <= most x other`. `other` None: the peer is not installed. `most` None: for information."""
        if other is None:
            self.rows.append((number, measure, figure(ours), other_name, "not installed", "", goal(most), "-"))
            return
        ratio = middle(ours) / middle(other) if middle(other) else 0
        met = "" if most is None else "yes" if ratio <= most else "NO"
        self.rows.append(
            (number, measure, figure(ours), other_name, figure(other), f"{ratio:.2f}", goal(most) + note, met))

    def limit(self, number, measure, ours, most, unit=""):
        """The goal is `ours <= most`."""
        value = middle(ours)
        met = "yes" if value <= most else "NO"
        self.rows.append((number, measure, figure(ours), "", "", "", f"<= {figure(most)}{unit}", met))

    def fact(self, number, measure, ours, other_name="", other=""):
        self.rows.append((number, measure, figure(ours), other_name, figure(other), "", "", ""))

    def failed(self, number, why):
        self.failures.append(f"{number}: {why}")

    heads = ("", "measure", "ours", "against", "its figure", "ratio", "goal", "met")

    def text(self):
        rows = [self.heads, *self.rows]
        widths = [max(wide(row[column]) for row in rows) for column in range(len(self.heads))]
        lines = []
        for row in rows:
            cells = [cell + " " * (width - wide(cell)) for cell, width in zip(row, widths)]
            lines.append("| " + " | ".join(cells) + " |")
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return "\n".join(lines)


def middle(value):
    return value.median if isinstance(value, Sample) else value


def goal(most):
    return "" if most is None else f"<= {most:g} x"


def wide(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
