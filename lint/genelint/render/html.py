"""One page for people: what is wrong by severity, rule, file and record, and each finding with its line.

The page has no script and asks for nothing from elsewhere, so that it can be attached, archived and opened anywhere.
The templates in `pages` hold all that is markup. Whatever else comes into the page is made visible and escaped there,
so that no record can add to it.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from itertools import groupby
from math import ceil
from unicodedata import east_asian_width

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from genelint.model import Diagnostic, Severity
from genelint.render import View, entity, failures, repair, summarise
from genelint.render.figures import LEVELS, Row, bars, heat, ranked
from genelint.render.github import ranking
from genelint.report import Report, is_fixable
from genelint.values import NamedTuple
from genelint.wording import disarmed, visible

MOST_BYTES = 2_000_000
"""So many bytes of UTF-8 the list of findings may have; what is left out is counted."""

MOST_RULES, MOST_FILES, MOST_RECORDS = 100, 15, 15
"""So many rows the tables have."""

HEAT_FILES, HEAT_RULES = 20, 12
"""So many rows and columns the heat map has."""

MOST_RELATED = 8
"""So many other places are shown of one finding."""

LONGEST = 1000
"""So many characters are shown of one text, which from a plugin may have any length."""

_LABEL = 26
_DIGIT = 7.4


class Entry(NamedTuple):
    """A finding of the list: its line in three parts, of which the second is marked, and what its fix does.

    `row` is the number of its rule in the table of rules, 0 for none; `more` is how many other places are not shown.
    """

    found: Diagnostic
    before: str
    marked: str
    after: str
    repair: str
    row: int
    more: int


class Group(NamedTuple):
    """The findings of one file: those that have a place in the list, as markup, and the number of all."""

    path: str
    record: str
    entries: list[Markup]
    total: int


class Ran(NamedTuple):
    """A rule that was run."""

    code: str
    name: str
    severity: Severity
    summary: str


class Table(NamedTuple):
    """A table of counts: what each of its rows is about, and its rows."""

    kind: str
    rows: list[Row]


def render(report: Report, view: View) -> Iterator[str]:
    """The page."""
    standing = [*report.standing()]
    by_rule = ranked(((one.code, one.severity) for one in standing), MOST_RULES)
    by_file = ranked(((one.path, one.severity) for one in standing), MOST_FILES)
    by_record = ranked(((one.record, one.severity) for one in standing if one.record), MOST_RECORDS)
    environment = _environment()
    rows = {row.label: number for number, row in enumerate(by_rule, 1) if not row.others}
    rules = sorted(
        Ran(one.rule.meta.code, one.rule.meta.name, one.severity, one.rule.meta.summary) for one in view.rules
    )
    groups = _groups(report, view, environment.get_template("finding.html"), rows)
    page = environment.get_template("report.html")
    yield page.render(
        report=report,
        sentence=summarise(report),
        fail_on=view.fail_on,
        failures=failures(report),
        fails=bool(report.failures) or any(one.severity >= view.fail_on for one in standing),
        counts=[(level, report.count(level)) for level in LEVELS],
        touched=len({one.path for one in standing}),
        fixable=sum(map(is_fixable, standing)),
        bars=bars,
        tables=[Table("rule", by_rule), Table("file", by_file), Table("record", by_record)],
        names={one.code: one.rule for one in standing},
        heat=heat([(one.path, one.code) for one in standing], HEAT_FILES, HEAT_RULES),
        groups=groups,
        listed=sum(len(group.entries) for group in groups),
        rules=rules,
        summaries={rule.code: rule.summary for rule in rules},
        levels=LEVELS,
        short=_short,
        room=_room,
        zip=zip,
    )


def _groups(report: Report, view: View, template: Template, rows: dict[str, int]) -> list[Group]:
    """As many findings as there is room for, those first that are most worth it, in the order of the report."""
    rank = ranking(view.is_changed)
    ranks = [(bool(one.suppressed), rank(one)) for one in report.diagnostics]
    kept: dict[int, Markup] = {}
    room = MOST_BYTES
    for at in sorted(range(len(ranks)), key=ranks.__getitem__):
        entry = Markup(template.render(_entry(report.diagnostics[at], rows)._asdict()))  # noqa: S704 - it is escaped
        room -= len(entry.encode())
        if room < 0:
            break
        kept[at] = entry
    groups: list[Group] = []
    for path, numbered in groupby(enumerate(report.diagnostics), key=lambda pair: pair[1].path):
        found = [*numbered]
        if entries := [kept[at] for at, _ in found if at in kept]:
            groups.append(Group(path, found[0][1].record, entries, len(found)))
    return groups


def _entry(found: Diagnostic, rows: dict[str, int]) -> Entry:
    text, region, first = found.excerpt.text, found.region, found.excerpt.column
    start = min(max(0, region.column - first), len(text))
    end = max(start, min(region.end_column - first, len(text))) if region.end_line == region.line else len(text)
    more = max(0, len(found.related) - MOST_RELATED)
    return Entry(
        found._replace(related=found.related[:MOST_RELATED]),
        text[:start],
        text[start:end],
        text[end:],
        repair(found.fix) if found.fix is not None else "",
        rows.get(found.code, 0),
        more,
    )


def _short(path: str) -> str:
    """A path that has a place beside the heat map; its end tells more than its middle."""
    text = visible(path)
    return text if len(text) <= _LABEL else f"{text[: _LABEL // 3]}…{text[1 - _LABEL + _LABEL // 3 :]}"


def _room(paths: list[str]) -> int:
    """The width that the longest of these takes beside the heat map, in pixels; a wide character takes two places."""
    labels = [*map(_short, paths), "99,999 other files"]
    return 20 + ceil(_DIGIT * max(sum(1 + (east_asian_width(char) in "WF") for char in label) for label in labels))


def _environment() -> Environment:
    """Where all templates come from, and how values come into them."""
    folder = os.path.join(os.path.dirname(__file__), "pages")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["thousands"] = "{:,}".format
    return environment


def _shown(value: object) -> object:
    """A value as it stands in a page: of text what prints, cut where it is very long, and no markup."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = visible(value)
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    # A page may be printed in GitHub Actions
    return Markup(disarmed(str(escape(text)), entity))  # noqa: S704 - it is escaped
