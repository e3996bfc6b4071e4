"""A Code Quality report of GitLab: one JSON array, for `artifacts:reports:codequality`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from genelint.model import Severity
from genelint.render import View
from genelint.render.json import dumped
from genelint.report import Report
from genelint.wording import visible

_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, view: View) -> Iterator[str]:
    """The findings that are not suppressed, a line for each.

    Of those with equal fingerprints, as two copies of a record give, GitLab would show one: they are numbered.
    """
    seen: Counter[str] = Counter()
    separator = "[\n"
    for found in report.standing():
        seen[found.fingerprint] += 1
        number = seen[found.fingerprint]
        yield separator + dumped(
            {
                "description": visible(found.message),
                "check_name": f"{found.code} {found.rule}",
                "fingerprint": found.fingerprint if number == 1 else f"{found.fingerprint}-{number}",
                "severity": _SEVERITY[found.severity],
                "location": {
                    "path": visible(view.checkout.locate(found.path).lstrip("/")),
                    "lines": {"begin": found.region.line, "end": found.region.last_line},
                },
            }
        )
        separator = ",\n"
    yield "\n]\n" if seen else "[]\n"
