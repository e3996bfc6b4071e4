"""The table: its rows, whether they reach bar and goal, and how they look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

HEADER = ("", "floor or peer", "genelint", "min", "median", "max", "bar", "goal", "reached")


class Limit(NamedTuple):
    """What a row is held to: `bar` is to be reached now, `goal` is aimed at; both are for the middle figure."""

    bar: float
    goal: float
    at_least: bool = False

    def reached(self, figure: float) -> str:
        """The better of the two that a figure reaches, or "no"."""
        for name, limit in (("goal", self.goal), ("bar", self.bar)):
            if figure >= limit if self.at_least else figure <= limit:
                return name
        return "no"


class Row(NamedTuple):
    """What was measured: what the other and genelint took in the middle, and a figure for each round.

    Figures are ratios, or megabytes where that is the unit. A row without figures says why it has none in `other`.
    """

    what: str
    other: str
    own: str
    figures: Sequence[float]
    limit: Limit | None = None
    unit: str = ""

    @property
    def middle(self) -> float:
        """The median of the figures."""
        return median(self.figures)

    @property
    def reached(self) -> str:
        """What the middle figure reaches; empty where there is nothing to reach."""
        return self.limit.reached(self.middle) if self.limit else ""

    def cells(self) -> list[str]:
        """The row as text."""
        figures = [self._shown(pick(self.figures)) if self.figures else "" for pick in (min, median, max)]
        limits = ["", ""]
        if self.limit:
            sign = "≥" if self.limit.at_least else "≤"
            limits = [f"{sign} {limit:g}{self.unit}" for limit in (self.limit.bar, self.limit.goal)]
        return [self.what, self.other, self.own, *figures, *limits, self.reached]

    def _shown(self, figure: float) -> str:
        return f"{figure:.0f}{self.unit}" if self.unit else f"{figure:.2f}" if figure < 10 else f"{figure:.1f}"


class Group(NamedTuple):
    """Rows that belong together, under a heading."""

    heading: str
    rows: Sequence[Row]


def compared(
    what: str, others: Sequence[float], own: Sequence[float], limit: Limit | None = None, *, inverse: bool = False
) -> Row:
    """The ratio of genelint's seconds to the other's in each round; `inverse`, that of the other's to genelint's."""
    ratios = [other / mine if inverse else mine / other for other, mine in zip(others, own, strict=True)]
    return Row(what, seconds(median(others)), seconds(median(own)), ratios, limit)


def seconds(time: float) -> str:
    """A time as people read it."""
    return f"{time:,.1f} s" if time >= 10 else f"{time:.2f} s" if time >= 1 else f"{time * 1e3:,.1f} ms"


def missed(groups: Iterable[Group]) -> list[Row]:
    """The rows that do not reach their bar."""
    return [row for group in groups for row in group.rows if row.reached == "no"]


def table(groups: Iterable[Group]) -> str:
    """A Markdown table whose columns stand under each other."""
    lines: list[Sequence[str]] = [HEADER]
    for group in groups:
        lines += [(f"**{group.heading}**", *[""] * (len(HEADER) - 1)), *(row.cells() for row in group.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = [" | ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in lines]
    rule = " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    return "\n".join(f"| {line} |" for line in (shown[0], rule, *shown[1:]))
