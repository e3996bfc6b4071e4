"""How many findings each rule has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from genelint.render import View, paint, summarise
from genelint.report import Report


def render(report: Report, view: View) -> Iterator[str]:
    """A line for each rule: count, code, severity and name, the most frequent first, and a line that sums up."""
    counts = Counter(
        (found.code, found.severity, found.rule, " [suppressed]" if found.suppressed else "")
        for found in report.diagnostics
    )
    widest = len(f"{max(counts.values(), default=0):,}")
    for (code, severity, rule, marker), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        label = paint(f"{severity.label:7}", severity, color=view.color)
        yield f"{count:{widest},}  {code}  {label}  {rule}{marker}\n"
    yield summarise(report) + "\n"
