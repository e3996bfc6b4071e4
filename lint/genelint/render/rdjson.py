"""The Reviewdog Diagnostic Format: one JSON object.

Its columns count bytes of UTF-8, so that they need the text of the file. Where that is gone, places have lines only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from genelint.fixes import as_one_edit
from genelint.model import Diagnostic, PlacedFix, Region, Source
from genelint.render import View
from genelint.render.json import dumped
from genelint.report import Report
from genelint.wording import visible

_SOURCE = {"name": "genelint"}


def render(report: Report, view: View) -> Iterator[str]:
    """The findings that are not suppressed, a line for each."""
    yield f'{{"source": {dumped(_SOURCE)}, "diagnostics": ['
    separator = "\n"
    for diagnostic in diagnostics(report, view):
        yield separator + dumped(diagnostic)
        separator = ",\n"
    yield "]}\n" if separator == "\n" else "\n]}\n"


def diagnostics(report: Report, view: View) -> Iterator[dict[str, object]]:
    """Each finding that is not suppressed."""
    for path, found in groupby(report.standing(), key=lambda one: one.path):
        source = view.sources(path)
        for one in found:
            yield _diagnostic(one, source, view)


def _diagnostic(found: Diagnostic, source: Source | None, view: View) -> dict[str, object]:
    suggestion = _suggestion(found.fix, source) if found.fix is not None and source is not None else None
    return {
        "message": visible(found.message),
        "location": _location(found.path, found.region, source, view),
        "severity": found.severity.label.upper(),
        "source": _SOURCE,
        "code": {"value": f"{found.code} {found.rule}"},
        **({"suggestions": [suggestion]} if suggestion else {}),
        **({"related_locations": [*_related(found, view)]} if found.related else {}),
    }


def _related(found: Diagnostic, view: View) -> Iterator[dict[str, object]]:
    for path, region, note in found.related:
        yield {"message": visible(note), "location": _location(path, region, view.sources(path), view)}


def _location(path: str, region: Region, source: Source | None, view: View) -> dict[str, object]:
    return {"path": visible(view.checkout.locate(path)), "range": _range(region, source)}


def _range(region: Region, source: Source | None) -> dict[str, object]:
    if source is None or region.end_line > len(source.line_starts):
        return {"start": {"line": region.line}, "end": {"line": region.last_line}}
    return {
        "start": _position(region.line, region.column, source),
        "end": _position(region.end_line, region.end_column, source),
    }


def _position(line: int, column: int, source: Source) -> dict[str, int]:
    start = source.line_starts[line - 1]
    before = source.text[start : start + column - 1]
    return {"line": line, "column": len(before.encode("utf-8", "surrogateescape")) + 1}


def _suggestion(fix: PlacedFix, source: Source) -> dict[str, object] | None:
    """All edits of a fix as one: reviewdog would offer each by itself.

    None where there is none, or bytes that are not UTF-8 would be written.
    """
    edit = as_one_edit(source, fix)
    if edit is None or (not edit.text.isascii() and any("\ud800" <= char <= "\udfff" for char in edit.text)):
        return None
    return {"range": _range(edit.region, source), "text": edit.text}
