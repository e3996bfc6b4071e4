"""SARIF 2.1.0, for GitHub's code scanning and whatever else reads it.

GitHub takes 25,000 results of a run and 10 MB of a file, and one run of a category: a later one takes its place. So
what is too large for one file becomes several, each with a category of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from genelint.model import Diagnostic, PlacedFix, Region, Severity
from genelint.render import View, failures
from genelint.render.json import dumped
from genelint.render.linehash import line_hashes
from genelint.report import Report
from genelint.wording import visible

MOST_RESULTS = 25_000
MOST_BYTES = 10 * 1024 * 1024
"""Of a file as it is written: GitHub means it packed, which is a tenth."""

LONGEST_HASHED = 2_000_000
"""Code points of a text whose lines are hashed: a file of associations may have a million lines."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LINK = re.compile(r"(?<!\\)(\\*)\]\(")
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_LONGEST_DESCRIPTION = 1024
_ENDING = "\n]}]}\n"


def render(report: Report, view: View) -> Iterator[str]:
    """All findings as one run, however many they are."""
    rules = _rules(report, view)
    yield _head("", report, [*rules.values()])
    yield ",\n".join(_results(report, view, [*rules]))
    yield _ENDING


def volumes(report: Report, view: View) -> Iterator[list[str]]:
    """The findings as texts that keep to the limits, each a file."""
    rules = _rules(report, view)
    results: list[str] = []

    def volume(number: int) -> list[str]:
        return [
            _head(str(number) if number > 1 else "", report, [*rules.values()]),
            ",\n".join(results),
            _ENDING,
        ]

    number = 1
    empty = room = MOST_BYTES - sum(map(len, volume(MOST_RESULTS)))  # all is ASCII
    for result in _results(report, view, [*rules]):
        if results and (len(results) == MOST_RESULTS or len(result) > room):
            yield volume(number)
            results.clear()
            number += 1
            room = empty
        results.append(result)
        room -= len(result) + len(",\n")
    yield volume(number)


def _head(category: str, report: Report, rules: Sequence[object]) -> str:
    """The begin of a log with one run, to the list of its results."""
    version = report.version
    driver = {"name": "genelint", "version": version, "semanticVersion": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "automationDetails": {"id": f"genelint{category and f'-{category}'}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder of the repository."}}},
    }
    return f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{dumped(run)[:-1]}, "results": [\n'


def _invocation(report: Report) -> dict[str, object]:
    """Whether all could be read and written, and what could not."""
    said = [{"level": "error", "message": _message(line)} for line in failures(report)]
    more = {"toolExecutionNotifications": said} if said else {}
    return {"executionSuccessful": not said, **more}


def _rules(report: Report, view: View) -> dict[str, object]:
    """The rules that have findings, by code, in the order of codes."""
    names = {found.code: found.rule for found in report.diagnostics}
    return {code: _rule(code, names[code], view) for code in sorted(names)}


def _rule(code: str, name: str, view: View) -> dict[str, object]:
    known = view.helps(code)
    if known is None:
        return {**_described(code, name, name), "help": {"text": f"No page of genelint is about {code}."}}
    return {
        **_described(code, name, visible(known.summary)[:_LONGEST_DESCRIPTION]),
        "help": {"text": known.text, "markdown": known.markdown},
        "defaultConfiguration": {"level": _LEVELS[known.severity]},
        "properties": {
            "tags": ["genelint", code[:3]],
            "precision": "very-high",
            "problem.severity": _PROBLEMS[known.severity],
        },
    }


def _described(code: str, name: str, summary: str) -> dict[str, object]:
    text = {"text": summary}
    return {"id": code, "name": name, "shortDescription": text, "fullDescription": text}


def _results(report: Report, view: View, codes: Sequence[str]) -> Iterator[str]:
    index = {code: at for at, code in enumerate(codes)}
    for path, found in groupby(report.diagnostics, key=lambda one: one.path):
        source = view.sources(path)
        hashes = line_hashes(source) if source is not None and len(source.text) <= LONGEST_HASHED else []
        for one in found:
            result = _result(one, hashes, view)
            yield dumped({"ruleId": one.code, "ruleIndex": index[one.code], **result})


def _result(found: Diagnostic, hashes: Sequence[str], view: View) -> dict[str, object]:
    prints = {"genelintFingerprint/v1": found.fingerprint}
    for value in hashes[found.region.line - 1 : found.region.line]:  # none where the file is shorter by now
        prints["primaryLocationLineHash"] = value
    more: dict[str, object] = {}
    if found.related:
        more["relatedLocations"] = [
            {"id": number, "message": _message(note), **_location(path, region, view)}
            for number, (path, region, note) in enumerate(found.related, 1)
        ]
    if found.fix is not None and _is_text(found.fix):
        more["fixes"] = [_fix(found.path, found.fix, view)]
    if found.suppressed:
        more["suppressions"] = [{"kind": "external", "justification": visible(found.suppressed)}]
    return {
        "level": _LEVELS[found.severity],
        "message": _message(found.message),
        "locations": [_location(found.path, found.region, view)],
        "partialFingerprints": prints,
        **more,
        "properties": {"pointer": visible(found.pointer), "record": visible(found.record)},
    }


def _message(text: str) -> dict[str, str]:
    r"""A message, of which no text in brackets becomes a link; `\\]` would end one as well."""
    return {"text": _LINK.sub(r"\1\1\](", visible(text))}


def _location(path: str, region: Region, view: View) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": _artifact(path, view), "region": _region(region)}}


def _artifact(path: str, view: View) -> dict[str, str]:
    place = view.checkout.locate(path)
    uri = quote(place, errors="surrogateescape")
    return {"uri": f"file://{uri}"} if place.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _region(region: Region) -> dict[str, int]:
    return dict(zip(("startLine", "startColumn", "endLine", "endColumn"), region, strict=True))


def _is_text(fix: PlacedFix) -> bool:
    """Whether the fix has edits, and they hold nothing but text that UTF-8 can."""
    return bool(fix.edits) and not any("\ud800" <= char <= "\udfff" for edit in fix.edits for char in edit.text)


def _fix(path: str, fix: PlacedFix, view: View) -> dict[str, object]:
    replacements = [
        {"deletedRegion": _region(edit.region), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    changes = [{"artifactLocation": _artifact(path, view), "replacements": replacements}]
    return {"description": {"text": visible(fix.title)}, "artifactChanges": changes}
