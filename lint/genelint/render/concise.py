"""One line for each finding: `path:line:column: CODE severity message [fixable] [suppressed]`."""

from __future__ import annotations

from collections.abc import Iterator

from genelint.render import View, ordered, paint
from genelint.report import Report, is_fixable
from genelint.wording import visible


def render(report: Report, view: View) -> Iterator[str]:
    """The findings only: nothing for a clean run."""
    for diagnostic in ordered(report, view):
        place = f"{visible(diagnostic.path)}:{diagnostic.region.line}:{diagnostic.region.column}"
        severity = paint(diagnostic.severity.label, diagnostic.severity, color=view.color)
        marker = " [fixable]" if is_fixable(diagnostic) else ""
        marker += " [suppressed]" if diagnostic.suppressed else ""
        said = f"{diagnostic.code} {severity} {visible(diagnostic.message)}{marker}"
        yield f"{paint(place, '1', color=view.color)}: {said}\n"
