"""The figures of a report: counts by rule, file and record, as rows, bars and a heat map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil, log
from typing import TypeVar

from genelint.model import Severity
from genelint.values import NamedTuple

_T = TypeVar("_T")

LEVELS = tuple(reversed(Severity))

WARMEST = 5
"""The highest level of warmth; 0 is nothing."""

FEW = 10
"""Where no count is higher than this, none is called warm for being the highest."""


class Row(NamedTuple):
    """The findings of one, by severity as in `LEVELS`; or of `others` together, and then the label is empty."""

    label: str
    counts: tuple[int, ...]
    others: int = 0

    @property
    def total(self) -> int:
        """The findings of all severities."""
        return sum(self.counts)


class Bar(NamedTuple):
    """A piece of a bar: where it begins, and how long it is, in percent of the longest bar."""

    level: Severity
    start: float
    length: float


class Heat(NamedTuple):
    """How many findings each rule has in each file: rows of counts, a row for each file, a column for each rule.

    Of more than have a place, the last row and the last column have all others: `other_files`, `other_rules` are how
    many these are. `most` is the highest count among those that are not sums.
    """

    files: list[str]
    rules: list[str]
    counts: list[list[int]]
    other_files: int
    other_rules: int
    most: int

    def warmth(self, count: int) -> int:
        """The level of a count, from 0 for nothing to `WARMEST`; each level stands for several times the one before."""
        return min(WARMEST, ceil(WARMEST * log(count + 1) / log(max(FEW, self.most) + 1))) if count else 0


def ranked(found: Iterable[tuple[str, Severity]], most: int) -> list[Row]:
    """A row for each label, the most errors first, then the most warnings; of more than `most` rows the last has all
    others."""
    counts: dict[str, Counter[Severity]] = {}
    for label, level in found:
        counts.setdefault(label, Counter())[level] += 1
    rows = [Row(label, _by_level(count)) for label, count in counts.items()]
    rows.sort(key=lambda row: ([-count for count in row.counts], row.label))
    kept, rest = divided(rows, most)
    if rest:
        kept.append(Row("", tuple(map(sum, zip(*(row.counts for row in rest), strict=True))), len(rest)))
    return kept


def divided(ordered: Sequence[_T], most: int) -> tuple[list[_T], list[_T]]:
    """What has a place, and the rest, which takes one place itself."""
    if len(ordered) <= most:
        return list(ordered), []
    return list(ordered[: most - 1]), list(ordered[most - 1 :])


def bars(counts: Sequence[int], longest: int) -> list[Bar]:
    """The pieces of one bar, where `longest` findings make a whole one."""
    pieces: list[Bar] = []
    start = 0.0
    for level, count in zip(LEVELS, counts, strict=True):
        if count:
            length = 100 * count / longest
            pieces.append(Bar(level, start, length))
            start += length
    return pieces


def heat(found: Sequence[tuple[str, str]], most_files: int, most_rules: int) -> Heat:
    """The heat map of pairs of a file and a rule; files and rules with the most findings have places."""
    files, other_files = divided(_by_count(file for file, _ in found), most_files)
    rules, other_rules = divided(_by_count(rule for _, rule in found), most_rules)
    rules.sort()
    row_of = {file: at for at, file in enumerate(files)}
    column_of = {rule: at for at, rule in enumerate(rules)}
    counts = [[0] * (len(rules) + bool(other_rules)) for _ in range(len(files) + bool(other_files))]
    for file, rule in found:
        counts[row_of.get(file, -1)][column_of.get(rule, -1)] += 1
    most = max((count for row in counts[: len(files)] for count in row[: len(rules)]), default=0)
    return Heat(files, rules, counts, len(other_files), len(other_rules), most)


def _by_level(count: Counter[Severity]) -> tuple[int, ...]:
    return tuple(count[level] for level in LEVELS)


def _by_count(labels: Iterable[str]) -> list[str]:
    return [label for label, _ in sorted(Counter(labels).items(), key=lambda pair: (-pair[1], pair[0]))]
