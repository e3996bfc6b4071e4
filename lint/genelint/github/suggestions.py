"""Fixes as comments of a review, which whoever reads them can commit with a click.

GitHub takes comments on lines of the pull request's diff alone. A comment's first line is a marker that nobody sees,
so that a later run knows what was suggested before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from genelint.fixes import as_one_edit
from genelint.github.checkruns import is_in
from genelint.github.limits import BODY
from genelint.model import Diagnostic, PlacedFix, Source
from genelint.render import View, repair
from genelint.render.markdown import escaped
from genelint.report import Report, is_fixable
from genelint.values import NamedTuple

_MARKER = re.compile(r"<!-- genelint:([0-9a-f]{16}) -->")
_HUNK = re.compile(r"^@@ -[0-9,]+ \+([0-9]+)(?:,([0-9]+))? @@", re.MULTILINE)
_TICKS = re.compile(r"`+")

Known = Collection[tuple[str, str]]
"""Path and fingerprint of what was suggested before."""

Shown = Mapping[str, Sequence[range]]
"""By path, the lines that the diff of the pull request shows, each hunk by itself."""


class Rewrite(NamedTuple):
    """Lines of a file, the first and the last, and those that take their place."""

    first: int
    last: int
    lines: Sequence[str]


def shown_lines(files: Iterable[Mapping[str, Any]]) -> dict[str, list[range]]:
    """The lines of the files of a pull request, as GitHub lists these, that its diff shows."""
    shown: dict[str, list[range]] = {}
    for file in files:
        hunks = _HUNK.findall(str(file.get("patch", "")))
        shown[str(file.get("filename", ""))] = [range(int(at), int(at) + int(number or 1)) for at, number in hunks]
    return shown


def known_suggestions(comments: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """What the comments of a pull request, as GitHub lists them, suggest."""
    found = ((comment, _MARKER.match(str(comment.get("body", "")))) for comment in comments)
    return {(str(comment.get("path", "")), marker[1]) for comment, marker in found if marker is not None}


def suggestions(report: Report, view: View, shown: Shown, known: Known = ()) -> list[dict[str, object]]:
    """A comment for each fix that can be shown on lines of the diff and is not known; equal fixes have one."""
    comments: list[dict[str, object]] = []
    said = set(known)
    rewrites: set[tuple[str, PlacedFix]] = set()
    for found in report.standing():
        path = view.checkout.locate(found.path)
        fix = found.fix
        if fix is None or not is_fixable(found) or not is_in(found.path, view):
            continue
        if (path, found.fingerprint) in said or (path, fix) in rewrites:
            continue
        comment = _comment(found, fix, path, view.sources(found.path), shown.get(path, ()))
        if comment is not None:
            said.add((path, found.fingerprint))
            rewrites.add((path, fix))
            comments.append(comment)
    return comments


def review(sha: str, comments: Sequence[dict[str, object]]) -> dict[str, Any]:
    """The body of the request that makes a review of comments."""
    repairs = "a repair" if len(comments) == 1 else f"{len(comments)} repairs"
    return {"commit_id": sha, "event": "COMMENT", "body": f"genelint suggests {repairs}.", "comments": [*comments]}


def _comment(
    found: Diagnostic, fix: PlacedFix, path: str, source: Source | None, hunks: Iterable[range]
) -> dict[str, object] | None:
    rewrite = rewritten(source, fix) if source is not None else None
    if rewrite is None or not any(rewrite.first in hunk and rewrite.last in hunk for hunk in hunks):
        return None
    body = "\n".join(_body(found, fix, rewrite.lines))
    if len(body) > BODY:
        return None
    start = {"start_line": rewrite.first, "start_side": "RIGHT"} if rewrite.first < rewrite.last else {}
    return {"path": path, "line": rewrite.last, "side": "RIGHT", **start, "body": body}


def rewritten(source: Source, fix: PlacedFix) -> Rewrite | None:
    """What a fix does to whole lines, None where a comment cannot say it or the text is another by now.

    It can say no line that lacks its end. In what it says there is nothing that its readers cannot see.
    """
    edit = as_one_edit(source, fix)
    if edit is None or "\r" in source.text:  # who commits a suggestion gets whatever line ends GitHub writes
        return None
    first, last = edit.region.line, edit.region.end_line
    start, end = source.line_starts[first - 1], source.line_span(last).end
    old = source.text[start:end].split("\n")
    new = f"{source.text[start : edit.span.start]}{edit.text}{source.text[edit.span.end : end]}".split("\n")
    while len(old) > 1 and new and old[-1] == new[-1]:  # as where a whole line is deleted, up to the next
        del old[-1], new[-1]
    last = first + len(old) - 1
    if last == len(source.line_starts) or not all(line.replace("\t", "").isprintable() for line in new):
        return None
    return Rewrite(first, last, new)


def _body(found: Diagnostic, fix: PlacedFix, lines: Sequence[str]) -> Iterator[str]:
    longest = max((len(run) for line in lines for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"<!-- genelint:{found.fingerprint} -->"
    yield f"**{found.code} {escaped(found.rule)}**: {escaped(found.message)}"
    yield ""
    yield f"{escaped(repair(fix))}:"
    yield ""
    yield f"{fence}suggestion"
    yield from lines
    yield fence
