"""What the page shows of a record and of a rule: functions of bytes and words that run in a process of a `Pool`.

They give markup, and whoever has a script gets the same pieces as who has none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from genelint.catalogue import page_of
from genelint.config import Config
from genelint.engine import check
from genelint.fixes import fixed_alone, repair
from genelint.model import Diagnostic, Region, Safety, Severity, Source
from genelint.parse import read_record
from genelint.registry import find
from genelint.render import repair as title_of
from genelint.service import checks
from genelint.service.prose import read_summary
from genelint.service.samples import Group, samples
from genelint.service.templates import template
from genelint.setup import Setup, set_up
from genelint.values import NamedTuple
from genelint.wording import listed

MOST_FINDINGS = 300
"""So many findings are shown, the worst first; the others are counted."""

MOST_RELATED = 8
"""So many other places are shown of one finding."""

ALL_SAFE = "safe"
"""What a request for a fix says in the place of a finding's fingerprint, for all fixes that are safe."""

LEVELS = tuple(reversed(Severity))

_UNNAMED = "record"  # without `.txt`, so that it is not compared with the symbol
_WIDTH = 100
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_SYMBOL = re.compile("[A-Za-z0-9][A-Za-z0-9._@/-]{0,49}")


class Spot(NamedTuple):
    """A place in a text: half-open, in UTF-16 code units from 0."""

    start: int
    end: int


class Entry(NamedTuple):
    """A finding: its line in three parts, of which the second is marked, and what its fix does.

    `spot` is its place; `related` are other places and what is said of them, `more` counts those that are not shown.
    """

    found: Diagnostic
    before: str
    marked: str
    after: str
    repair: str
    spot: Spot
    related: list[tuple[Spot, Region, str]]
    more: int


class Shown(NamedTuple):
    """Markup of the findings and of the summary, and how many findings there are, in words."""

    markup: str
    said: str


class Fixed(NamedTuple):
    """What a fix has made of a record, and what is to be said of it."""

    content: bytes
    said: str


@lru_cache(maxsize=1)
def built_in() -> Setup:
    """The built-in rules that look at a record by itself; no configuration is looked for."""
    return set_up(Config("/")).alone()


def warm_up() -> None:
    """Do all once, so that the first request does not wait for imports."""
    checks.warm_up()
    show(menu()[0].samples[0].content, True)


@lru_cache(maxsize=1)
def menu() -> tuple[Group, ...]:
    """The records that the page offers."""
    return samples(built_in().rules)


def example(name: str) -> bytes | None:
    """The record of the menu that has a name."""
    return next((one.content for group in menu() for one in group.samples if one.name == name), None)


def show(content: bytes, is_live: bool) -> Shown:
    """The findings and the summary of a record; `is_live` where a script can jump to places in the text."""
    source = Source.from_bytes(_UNNAMED, content)
    found = check(source, built_in().rules)
    record = read_record(source)
    ruler = _Ruler(source)
    counts = {level: sum(one.severity is level for one in found) for level in LEVELS}
    kept = sorted(found, key=lambda one: -one.severity)[:MOST_FINDINGS]
    wrong = listed(_counted(level, count) for level, count in counts.items() if count and level is not Severity.INFO)
    notes = f"; {_counted(Severity.INFO, counts[Severity.INFO])}" if counts[Severity.INFO] else ""
    said = (wrong or "Nothing wrong found") + notes
    markup = template("results.html").render(
        groups=[(level, [_entry(one, ruler) for one in kept if one.severity is level]) for level in LEVELS],
        counts=counts,
        total=len(found),
        shown=len(kept),
        said=said,
        safe=sum(one.fix is not None and one.fix.safety is Safety.SAFE for one in found),
        all_safe=ALL_SAFE,
        summary=read_summary(record.tree) if record.tree is not None else None,
        has_summary=record.tree_span is not None,
        symbol=record.symbol,
        name=record.fields["Name"].value.text if "Name" in record.fields else "",
        file=file_name(record.symbol),
        is_live=is_live,
        info=Severity.INFO,
    )
    return Shown(markup, said)


def fix(content: bytes, wanted: str) -> Fixed:
    """Make one fix of a record, that of the finding with a fingerprint, or all that are safe (`ALL_SAFE`)."""
    source = Source.from_bytes(_UNNAMED, content)
    if wanted == ALL_SAFE:
        made = repair(source, _safe(source), _safe)
        said = "1 fix made" if len(made.made) == 1 else f"{len(made.made) or 'No'} fixes made"
        return Fixed(made.source.to_bytes(), ". ".join([said, *(one.message for one in made.refused)]))
    for one in check(source, built_in().rules):
        if one.fingerprint == wanted and one.fix is not None:
            text = fixed_alone(source, one, one.fix)
            refused = "The fix would change more than it may, and was not made"
            return Fixed(Source(_UNNAMED, text).to_bytes(), refused if text == source.text else f"Fixed {one.code}")
    return Fixed(content, "There is no such finding any more")


@lru_cache(maxsize=256)
def explain(word: str) -> str:
    """The explanation of a rule, by its code or name, as markup. Raises UsageError for none."""
    page = page_of(*find(built_in().plugins, word), color=False, width=_WIDTH)
    names = {one.name for group in menu() for one in group.samples}
    return template("explanation.html").render(rule=page, has_sample=page.code in names)


def file_name(symbol: str) -> str:
    """What the file of a gene is called; a slash is written as it is in genelint's own examples."""
    return f"{symbol.replace('/', '$slash$')}.txt" if _SYMBOL.fullmatch(symbol) else f"{_UNNAMED}.txt"


def _safe(source: Source) -> list[Diagnostic]:
    found = check(source, built_in().rules)
    return [one for one in found if one.fix is not None and one.fix.safety is Safety.SAFE]


def _counted(level: Severity, count: int) -> str:
    word = "note" if level is Severity.INFO else level.label
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _entry(found: Diagnostic, ruler: _Ruler) -> Entry:
    text, region, first = found.excerpt.text, found.region, found.excerpt.column
    start = min(max(0, region.column - first), len(text))
    end = max(start, min(region.end_column - first, len(text))) if region.end_line == region.line else len(text)
    return Entry(
        found,
        text[:start],
        text[start:end],
        text[end:],
        title_of(found.fix) if found.fix is not None else "",
        ruler.spot(region),
        [(ruler.spot(one.region), one.region, one.message) for one in found.related[:MOST_RELATED]],
        max(0, len(found.related) - MOST_RELATED),
    )


class _Ruler:
    """Turns regions of a text into spots: a browser counts a character outside the basic plane as two."""

    def __init__(self, source: Source) -> None:
        self._starts = source.line_starts
        self._wide = [found.start() for found in _WIDE.finditer(source.text)]

    def spot(self, region: Region) -> Spot:
        """The spot of a region."""
        return Spot(self._units(region.line, region.column), self._units(region.end_line, region.end_column))

    def _units(self, line: int, column: int) -> int:
        offset = self._starts[line - 1] + column - 1
        return offset + bisect_left(self._wide, offset)
