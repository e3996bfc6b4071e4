"""The JSON report: one object, its contract in `genelint_schemas/report.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from genelint.model import Diagnostic, PlacedFix, Region, Severity
from genelint.render import View
from genelint.report import Report


def render(report: Report, view: View) -> Iterator[str]:
    """The report in ASCII, a line for each diagnostic."""
    del view  # for programs, which want it the same everywhere
    summary = {
        "files": report.files,
        "diagnostics": {severity.label: report.count(severity) for severity in reversed(Severity)},
        "checks": report.checks,
        "suppressed": report.suppressed,
        "fixed": report.fixed,
        "hidden": report.hidden,
    }
    head = {"version": report.version, "summary": summary, "failures": report.failures}
    yield f'{dumped(head)[:-1]}, "diagnostics": ['
    separator = "\n"
    for diagnostic in report.diagnostics:
        yield separator + dumped(described(diagnostic))
        separator = ",\n"
    yield "\n]}\n" if report.diagnostics else "]}\n"


def dumped(value: object) -> str:
    """The value as JSON in ASCII, on one line, which no runner of GitHub Actions takes for a command.

    It takes `##[` for the begin of one wherever this stands. Only texts have it, and they can say it otherwise.
    """
    return dumps(value).replace("##[", r"#\u0023[")


def described(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic as the report has it."""
    return {
        "path": diagnostic.path,
        **_place(diagnostic.region),
        "code": diagnostic.code,
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.label,
        "message": diagnostic.message,
        "pointer": diagnostic.pointer,
        "record": diagnostic.record,
        "fingerprint": diagnostic.fingerprint,
        "fix": _fix(diagnostic.fix) if diagnostic.fix else None,
        "related": [
            {"path": related.path, **_place(related.region), "message": related.message}
            for related in diagnostic.related
        ],
        "suppressed": diagnostic.suppressed or None,
    }


def _fix(fix: PlacedFix) -> dict[str, object]:
    return {
        "title": fix.title,
        "safety": fix.safety.value,
        "edits": [{**_place(edit.region), "text": edit.text} for edit in fix.edits],
    }


def _place(region: Region) -> dict[str, int]:
    return region._asdict()
