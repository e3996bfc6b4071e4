"""The Reviewdog Diagnostic Format: a JSON object on each line."""

from __future__ import annotations

from collections.abc import Iterator

from genelint.render import View
from genelint.render.json import dumped
from genelint.render.rdjson import diagnostics
from genelint.report import Report


def render(report: Report, view: View) -> Iterator[str]:
    """The findings that are not suppressed: nothing for a clean run."""
    for diagnostic in diagnostics(report, view):
        yield dumped(diagnostic) + "\n"
