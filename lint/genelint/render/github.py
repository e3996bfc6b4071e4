"""Workflow commands, of which a runner of GitHub Actions makes annotations.

A runner takes ten of a level and drops the others, so that it matters which these are. No place has columns where it
has several lines: the runner refuses them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from genelint.model import Diagnostic, Region, Severity
from genelint.render import View, continued, failures, repair
from genelint.report import Report
from genelint.wording import listed, visible

MOST = 10
"""So many annotations of a level become of a step."""

LONGEST = 4096
"""So many units of UTF-16 a message may have."""

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, view: View) -> Iterator[str]:
    """The commands: what could not be read, errors and so on; the last says what is not among them."""
    failed = failures(report)
    if failed:
        yield command("error", _cut("\n".join(failed)), title="Not everything could be read and written")
    shown, rest = choose(report.standing(), view.is_changed, taken=bool(failed))
    for found in shown:
        path = view.checkout.locate(found.path)
        yield command(LEVELS[found.severity], message(found), title=f"{found.code} {found.rule}", place=(path, found))
    if rest:
        counts = Counter(found.severity for found in rest)
        parts = [f"{count:,} {level.label}{'' if count == 1 else 's'}" for level, count in counts.items()]
        text = f"{listed(parts)} more{continued(view)}"
        yield command(LEVELS[rest[0].severity], text, title="Not all findings are shown")


def choose(
    found: Iterable[Diagnostic], is_changed: Callable[[Diagnostic], bool], *, taken: int = 0
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Those that have a place as annotations, and the rest, both with the worst first, and of these what has changed.

    What a rule says once more of the same file has most often the same cause, and comes last. Of the others, each rule
    has its first, then each its second. Where there is a rest, a place is kept for saying so, at its worst level.
    `taken` places of errors are another's.
    """
    ranked = sorted(found, key=ranking(is_changed))
    seen = Counter({Severity.ERROR: taken})
    shown: list[Diagnostic] = []
    rest: list[Diagnostic] = []
    for one in ranked:
        seen[one.severity] += 1
        (shown if seen[one.severity] <= MOST else rest).append(one)
    if rest:
        last = max(at for at, one in enumerate(shown) if one.severity is rest[0].severity)
        rest.insert(0, shown.pop(last))
    return shown, rest


def ranking(is_changed: Callable[[Diagnostic], bool]) -> Callable[[Diagnostic], tuple[int, ...]]:
    """A key that sorts findings, given in their order, by what is most worth a place (see `choose`)."""
    by_file: Counter[tuple[bool, str, str]] = Counter()
    by_rule: Counter[tuple[bool, str]] = Counter()

    def rank(found: Diagnostic) -> tuple[int, ...]:
        old = not is_changed(found)
        cause, rule = (old, found.path, found.code), (old, found.code)
        by_file[cause] += 1
        by_rule[rule] += 1
        return -found.severity, old, by_file[cause], by_rule[rule]

    return rank


def message(found: Diagnostic) -> str:
    """What is wrong, how it is repaired, and what else it is about, in lines."""
    lines = [visible(found.message)]
    if found.fix is not None:
        lines.append(f"Repair: {repair(found.fix)}")
    lines += [f"{visible(path)}, line {region.line}: {visible(note)}" for path, region, note in found.related]
    return _cut("\n".join(lines))


def command(level: str, text: str, *, title: str, place: tuple[str, Diagnostic] | None = None) -> str:
    """The line of a command; a place is the name of a file in the repository, and what was found in it."""
    properties: dict[str, object] = {"title": title}
    if place is not None:
        path, found = place
        shown = visible(path)
        # The runner takes all equals signs in a row for one
        properties |= {"file": f"./{shown}" if shown.startswith("=") else shown, **_lines(found.region)}
    listing = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::{level} {listing}::{_escaped(text)}\n"


def _lines(region: Region) -> dict[str, int]:
    lines = {"line": region.line, "endLine": region.last_line}
    return lines if region.end_line > region.line else {**lines, "col": region.column, "endColumn": region.end_column}


def _escaped(text: str, others: str = "") -> str:
    """The text without what ends a command, or what others end a property; the percent sign is escaped first."""
    for char in "%\r\n" + others:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
