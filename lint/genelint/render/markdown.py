"""A table of findings for each file, in the Markdown of GitHub, for job summaries and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, groupby
from urllib.parse import quote

from genelint.model import Diagnostic, Region
from genelint.render import View, continued, failures, repair, summarise
from genelint.report import Report
from genelint.values import NamedTuple
from genelint.wording import visible

_HEAD = "| line | severity | rule | finding |\n|---:|---|---|---|\n"
_REST = "\nNo more than {shown:,} of {all:,} findings have a place here{where}.\n"

_MARKUP = str.maketrans({char: f"&#{ord(char)};" for char in "!#$&()*:<>[\\]^_`{|}~"})
_LINKED = re.compile(r"[@#](?=\w)|:(?=[\w+-]+:)|\bwww(?=\.)|(?<![a-z0-9])gh-(?=[0-9])", re.IGNORECASE)
_HASH = re.compile(r"(?<![a-z0-9])(?=[0-9]*[a-f])[a-f0-9]{7,40}(?![a-z0-9])", re.IGNORECASE)
_UNLINKED = re.compile(".{6}(?=.)")


class Fitted(NamedTuple):
    """A text that keeps to a limit, and whether all had a place."""

    text: str
    is_whole: bool


def render(report: Report, view: View) -> Iterator[str]:
    """A line that sums up, and the tables."""
    return (piece for piece, _ in _pieces(report, view))


def summary(report: Report, view: View, most: int) -> str:
    """The same in at most so many bytes of UTF-8 (see `fitted`)."""
    return fitted(report, view, most).text


def fitted(report: Report, view: View, most: int) -> Fitted:
    """The same in at most so many bytes of UTF-8, with a line that counts where these have no place for all.

    It is empty where not even what sums up has a place.
    """
    pieces = [*_pieces(report, view)]
    ends = [*accumulate(len(piece.encode()) for piece, _ in pieces)]
    if ends[-1] <= most:
        return Fitted("".join(piece for piece, _ in pieces), is_whole=True)
    total = len(report.diagnostics)
    where = continued(view)
    room = most - len(_REST.format(shown=total, all=total, where=where).encode())
    kept = [one for one, end in zip(pieces, ends, strict=True) if end <= room]
    rest = _REST.format(shown=sum(found for _, found in kept), all=total, where=where)
    return Fitted("".join([*(piece for piece, _ in kept), rest]) if kept else "", is_whole=False)


def escaped(text: str) -> str:
    """The text as it is read: no markup, no link, and nobody and nothing mentioned.

    GitHub looks for mentions, references, commits and emoji in what it has rendered, where an entity is its character
    again. Behind a space of no width it takes none. What has no letter is no commit: numbers can be copied.
    """
    apart = _LINKED.sub(_parted, visible(text))
    apart = _HASH.sub(lambda found: _UNLINKED.sub(_parted, found[0]), apart)
    return apart.translate(_MARKUP).replace("\u200b", "&#8203;")


def _parted(found: re.Match[str]) -> str:
    return f"{found[0]}\u200b"


def _pieces(report: Report, view: View) -> Iterator[tuple[str, int]]:
    """Pieces of the text, and how many findings each has."""
    yield f"{summarise(report)}\n", 0
    if report.failures:
        yield "\n" + "".join(f"- {escaped(line)}\n" for line in failures(report)), 0
    for path, found in groupby(report.diagnostics, key=lambda one: one.path):
        place = view.checkout.locate(path)
        page = view.checkout.pages + quote(place, errors="surrogateescape")
        page = "" if place.startswith("/") or not view.checkout.pages else page
        before = f"\n### {_link(escaped(path), page)}\n\n{_HEAD}"
        for diagnostic in found:
            yield before + _row(diagnostic, page), 1
            before = ""


def _row(found: Diagnostic, page: str) -> str:
    said = [escaped(found.message)]
    if found.fix is not None:
        said.append(f"Repair: {escaped(repair(found.fix))}")
    said += [f"{escaped(path)}, line {region.line}: {escaped(note)}" for path, region, note in found.related]
    if found.suppressed:
        said.append(f"Suppressed: {escaped(found.suppressed)}")
    line = _link(str(found.region.line), page and page + _lines(found.region))
    return f"| {line} | {found.severity.label} | {found.code} {escaped(found.rule)} | {'<br>'.join(said)} |\n"


def _link(text: str, page: str) -> str:
    return f"[{text}]({page})" if page else text


def _lines(region: Region) -> str:
    """The part of an address that marks lines."""
    return f"#L{region.line}" + (f"-L{region.last_line}" if region.last_line > region.line else "")
