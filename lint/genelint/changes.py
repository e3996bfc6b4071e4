"""What changed in files, and the findings that are about it.

A diff is read with unidiff. Lines are those of the newer state, counted from 1. Where more lines were deleted than
took their place, the lines before and after the gap have changed as well: what is missing is found beside it.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from genelint.engine import INTERNAL_ERROR, order
from genelint.errors import UsageError
from genelint.model import Diagnostic, Excerpt, PlacedRelated, Region, Severity, Source
from genelint.values import NamedTuple
from genelint.wording import visible

if TYPE_CHECKING:
    from unidiff.patch import Hunk


class Only(Enum):
    """Which findings are shown: those about changed lines, those in changed files, or all."""

    LINES = "lines"
    FILE = "file"
    OFF = "off"


class Change(NamedTuple):
    """What changed in a file: some lines, or all of it; with neither, it came from elsewhere or stands beside what
    changed."""

    lines: frozenset[int] = frozenset()
    whole: bool = False

    def meets(self, region: Region) -> bool:
        """Whether a region has a line that changed."""
        last = region.end_line
        if region.end_column == 1 and last > region.line:
            last -= 1
        return self.whole or any(number in self.lines for number in range(region.line, last + 1))


WHOLE = Change(whole=True)

ChangeOf = Callable[[str], Change | None]
"""Gives what changed in a file by its path as it stands in diagnostics, None where nothing did."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HUNK = (" ", "+", "-", "\\", "@", "\n", "\r")
_PREFIX = re.compile(r"^[abciow12]/")
_QUOTED = re.compile(rb'\\(?:([abfnrtv"\\])|([0-3][0-7]{2}))')
_ESCAPES = dict(zip(b'abfnrtv"\\', b'\a\b\f\n\r\t\v"\\', strict=True))


def parse_diff(text: str) -> dict[str, Change]:
    """The files of a unified diff that are still there, by path, with what changed. Raises UsageError.

    A diff does not say whether `b/` is the prefix that git writes or a folder, so that both paths are given. A file
    with a new name is wholly changed, since the name says which gene it is about; not so one in another folder.
    """
    from unidiff.errors import UnidiffParseError  # noqa: PLC0415 - start-up
    from unidiff.patch import PatchSet  # noqa: PLC0415 - start-up

    lines = _LINE.findall(text)
    if any(line.startswith("@@@") for line in lines):
        raise UsageError("it is a combined diff: compare two commits, not one with its parents")
    if text.strip() and not any(line.startswith(("diff ", "+++ ")) for line in lines):
        raise UsageError("it is not a unified diff: write one with git diff, or diff -u")
    try:
        patch = PatchSet(line for line in lines if line.startswith(_HUNK))
    except UnidiffParseError as error:
        raise UsageError(f"it is not a sound diff: {visible(str(error).strip())}") from error
    found = [*_headers(lines), *((_name(file.target_file), _change(file)) for file in patch)]
    changes: dict[str, Change] = {}
    for name, change in found:
        for reading in {name, _PREFIX.sub("", name)} - {"/dev/null"}:
            known = changes.get(reading, change)
            changes[reading] = Change(known.lines | change.lines, whole=known.whole or change.whole)
    return changes


def parse_hunks(text: str) -> Change:
    """What changed in one file that was there before, by its hunks alone. Raises UsageError."""
    if not text.startswith("@@ "):
        raise UsageError("there are no hunks")
    return parse_diff(f"--- a/x\n+++ b/x\n{text}\n")["x"]


def _headers(lines: Iterable[str]) -> Iterator[tuple[str, Change]]:
    """What git says in words: files that are new, renamed, or not text. unidiff gets no unusual name of these right."""
    old = name = ""
    for line in lines:
        if line.startswith("diff --git "):
            both = line[11:].rstrip("\r\n")  # the same twice, but for the prefix, where there is nothing else to go by
            name = _name(both[len(both) // 2 + 1 :])
        elif line.startswith("rename from "):
            old = _name(line[12:])
        elif line.startswith("rename to "):
            name = _name(line[10:])
            yield name, WHOLE if os.path.basename(old) != os.path.basename(name) else Change()
        elif line.startswith(("new file mode ", "Binary files ", "GIT binary patch")):
            yield name, WHOLE


def _name(text: str) -> str:
    """A path as it stands in a diff, without the quotes and escapes that unusual characters get."""
    text = text.rstrip("\r\n")
    if not (len(text) > 1 and text[0] == text[-1] == '"'):
        return text
    data = text[1:-1].encode("utf-8", "surrogateescape")
    return _QUOTED.sub(_unescape, data).decode("utf-8", "surrogateescape")


def _unescape(found: re.Match[bytes]) -> bytes:
    letter, octal = found.groups()
    return bytes((_ESCAPES[letter[0]] if letter else int(octal, 8),))


def _change(hunks: Iterable[Hunk]) -> Change:
    numbers: set[int] = set()
    for hunk in hunks:
        if any(line.is_added and "\r" in line.value.rstrip("\r\n") for line in hunk):
            return WHOLE  # perhaps its lines end at CR, which git does not count
        numbers.update(_numbers(hunk))
    return Change(frozenset(numbers))


def _numbers(hunk: Hunk) -> Iterator[int]:
    """The numbers of a hunk's changed lines."""
    number = hunk.target_start + (hunk.target_length == 0)
    added = removed = 0
    for line in hunk:
        if line.is_context:
            yield from _altered(number, added, removed)
            number += added + 1
            added = removed = 0
        added += line.is_added
        removed += line.is_removed
    yield from _altered(number, added, removed)


def _altered(first: int, added: int, removed: int) -> Iterable[int]:
    """The lines that have changed where some, from the first on, took the place of others."""
    gap = removed > added
    return range(first - gap, first + added + gap)


def carry(change: Change, before: Source, after: Source) -> Change:
    """What changed when a file changes further; what changes now has changed as well."""
    if change.whole or before.text == after.text:
        return change
    from difflib import SequenceMatcher  # noqa: PLC0415 - start-up

    old, new = before.text.split(before.newline), after.text.split(after.newline)
    numbers: set[int] = set()
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            numbers.update(number - start + first for number in change.lines if start < number <= end)
        else:
            numbers.update(_altered(first + 1, last - first, end - start))
    return Change(frozenset(numbers))


class Narrowed(NamedTuple):
    """The findings that are shown, and how many are not."""

    shown: Sequence[Diagnostic]
    hidden: int = 0


def narrow(
    diagnostics: Iterable[Diagnostic], change_of: ChangeOf, only: Only, excerpt: Callable[[str, Region], Excerpt]
) -> Narrowed:
    """The findings that are about what changed, sorted; with `Only.OFF` all.

    Errors count anywhere in a changed file, and internal errors anywhere. A finding that is not in what changed, but is
    about a place there, is shown at that place; it is hidden where that place has a finding of the same rule.
    `excerpt` gives the line of a place.
    """
    if only is Only.OFF:
        return Narrowed(sorted(diagnostics, key=order))
    shown: list[Diagnostic] = []
    rest: list[Diagnostic] = []
    for found in diagnostics:
        (shown if is_shown(found, change_of, only) else rest).append(found)
    taken = {(found.code, found.path, found.region) for found in shown}
    hidden = 0
    for found in rest:
        places = [related for related in found.related if _is_changed(found, related, change_of, only)]
        if any((found.code, place.path, place.region) in taken for place in places) or not places:
            hidden += 1
        else:
            place = places[0]
            taken.add((found.code, place.path, place.region))
            shown.append(_moved(found, place, excerpt))
    return Narrowed(sorted(shown, key=order), hidden)


def is_shown(found: Diagnostic, change_of: ChangeOf, only: Only) -> bool:
    """Whether a finding, where it stands, is about what changed."""
    return (
        found.code == INTERNAL_ERROR
        or _is_changed(found, found, change_of, only)
        or any(place.path == found.path and _is_changed(found, place, change_of, only) for place in found.related)
    )


def is_about(found: Diagnostic, change_of: ChangeOf) -> bool:
    """Whether a finding is about lines that changed, there or in the places that it speaks of."""
    places: list[Diagnostic | PlacedRelated] = [found, *found.related]
    return any(change.meets(place.region) for place in places if (change := change_of(place.path)) is not None)


def _is_changed(found: Diagnostic, place: Diagnostic | PlacedRelated, change_of: ChangeOf, only: Only) -> bool:
    change = change_of(place.path)
    if change is None:
        return False
    return only is Only.FILE or found.severity is Severity.ERROR or change.meets(place.region)


def _moved(found: Diagnostic, place: PlacedRelated, excerpt: Callable[[str, Region], Excerpt]) -> Diagnostic:
    """A finding at another place; its fix stays behind, which is for where it stood."""
    return found._replace(
        path=place.path,
        region=place.region,
        excerpt=excerpt(place.path, place.region),
        message=f"{found.path}, line {found.region.line}: {found.message}",
        pointer="",
        record="",
        fix=None,
        related=(PlacedRelated(found.path, found.region, "found here"),),
    )
