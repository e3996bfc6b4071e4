"""The output formats: each is a module of this package with a function `render`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from genelint.model import Safety, Severity
from genelint.report import Report
from genelint.wording import listed

FORMATS = ("full", "concise", "json")

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}


class Render(Protocol):
    """Writes a report as pieces of text that end in newlines; `width` is the terminal's, in columns."""

    def __call__(self, report: Report, *, color: bool, width: int) -> Iterator[str]: ...


def renderer(name: str) -> Render:
    """The function of an output format."""
    return cast("Render", import_module(f"genelint.render.{name}").render)


def paint(text: str, style: Severity | str, *, color: bool) -> str:
    """The text in the colour of a severity, or in an ANSI style such as `1` for bold."""
    if not color or not text:
        return text
    return f"\x1b[{_COLOURS[style] if isinstance(style, Severity) else style}m{text}\x1b[0m"


def summarise(report: Report) -> str:
    """What was found, in one sentence."""
    suppressed = f"; {report.suppressed:,} suppressed" if report.suppressed else ""
    suppressed += f"; {report.fixed:,} fixed" if report.fixed else ""
    hidden = f"; {report.hidden:,} more in unchanged lines" if report.hidden else ""
    counts = [
        f"{count:,} {severity.label}{'' if count == 1 else 's'}"
        for severity in reversed(Severity)
        if (count := report.count(severity))
    ]
    if not counts:
        if hidden:
            return f"Nothing found in what changed{hidden}{suppressed}."
        clean = "The file is clean" if report.files == 1 else f"All {report.files:,} files are clean"
        return f"{clean}{suppressed}."
    touched = len({diagnostic.path for diagnostic in report.standing()})
    where = "1 file" if report.files == 1 else f"{touched:,} of {report.files:,} files"
    return f"Found {listed(counts)} in {where}{_fixable(report)}{hidden}{suppressed}."


def _fixable(report: Report) -> str:
    """How much of it fixes would repair, and by which options."""
    safe, unsafe = (
        sum(found.fix is not None and found.fix.safety is safety for found in report.standing())
        for safety in (Safety.SAFE, Safety.UNSAFE)
    )
    parts = [f"{safe:,} can be fixed by --fix"] * bool(safe)
    parts += [f"{unsafe:,} {'more' if safe else 'can be fixed'} by --fix --unsafe-fixes"] * bool(unsafe)
    return f"; {', '.join(parts)}" if parts else ""
