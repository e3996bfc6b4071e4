"""A line of JSON for each finding, with what the JSON report says of it."""

from __future__ import annotations

from collections.abc import Iterator

from genelint.render import View
from genelint.render.json import described, dumped
from genelint.report import Report


def render(report: Report, view: View) -> Iterator[str]:
    """The findings in ASCII: nothing for a clean run."""
    del view  # for programs, which want it the same everywhere
    for diagnostic in report.diagnostics:
        yield dumped(described(diagnostic)) + "\n"
