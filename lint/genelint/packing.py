"""What batches of files gave, as bytes for the cache: a checksum, and JSON in which lone surrogates stay apart.

What is unpacked may come from anywhere: what has not the form that packing gives it is refused with ValueError.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, TypeVar, cast
from zlib import crc32

from genelint.facts import Sheaf, pack_entries, unpack_entries
from genelint.model import (
    Diagnostic,
    Excerpt,
    PlacedEdit,
    PlacedFix,
    PlacedRelated,
    Region,
    Safety,
    Severity,
    Span,
)
from genelint.stamps import Stamp
from genelint.survey import symbol_by
from genelint.values import NamedTuple

T = TypeVar("T")


class Note(NamedTuple):
    """What is kept of a file: its path, its stamp, its gene's symbol and its diagnostics, None where it was not looked
    at in full."""

    path: str
    stamp: Stamp
    symbol: str
    found: Sequence[Diagnostic] | None


class Notes(NamedTuple):
    """The same of a batch, by position; a path is empty where there is nothing.

    Of most files that is all: they have no diagnostics, and are named after their gene. `more` has by position the
    symbols of the others and their diagnostics, which are still to be unpacked.
    """

    paths: list[str]
    stamps: list[Stamp]
    more: dict[int, tuple[str, object]]


def pack(diagnostics: Sequence[Diagnostic]) -> bytes:
    """The bytes of diagnostics."""
    return _json(diagnostics)


def unpack(packed: bytes) -> list[Diagnostic]:
    """The diagnostics of bytes. Raises ValueError."""
    return unpack_found(_strictly(lambda: json.loads(unseal(packed))))


def unpack_found(rows: Any) -> list[Diagnostic]:
    """The diagnostics that are left to be unpacked. Raises ValueError."""
    return _strictly(lambda: [_diagnostic(*row) for row in rows])


def pack_notes(notes: Sequence[Note | None]) -> tuple[bytes, bytes]:
    """The bytes of notes, and those of their times and sizes; None is a position with nothing."""
    paths = [note.path if note is not None else "" for note in notes]
    mtimes, ctimes, sizes, _ = zip(*(note.stamp if note is not None else (0, 0, 0, "") for note in notes), strict=True)
    more = [
        (at, note.stamp[3], note.symbol, note.found)
        for at, note in enumerate(notes)
        if note is not None and (note.stamp[3] or note.symbol != symbol_by(note.path) or note.found != [])
    ]
    return _json((paths, more)), seal(array("q", (*mtimes, *ctimes, *sizes)).tobytes())


def unpack_notes(packed: bytes, times: bytes) -> Notes:
    """The notes of bytes. Raises ValueError."""

    def read() -> Notes:
        paths: list[str]
        rows: list[Any]
        paths, rows = json.loads(unseal(packed))
        numbers = array("q", unseal(times)).tolist()
        end = len(paths)
        if not isinstance(cast("object", paths), list) or 3 * end != len(numbers):
            raise ValueError("not the stamps of these paths")
        "".join(paths)
        stamps: list[Stamp] = list(zip(numbers[:end], numbers[end : 2 * end], numbers[2 * end :], repeat("")))
        more: dict[int, tuple[str, object]] = {}
        for at, beside, symbol, found in rows:
            stamps[at] = (*stamps[at][:3], "".join((beside,)))
            more[at] = "".join((symbol,)), found
        return Notes(paths, stamps, more)

    return _strictly(read)


def pack_said(said: Sequence[Sheaf]) -> bytes:
    """The bytes of what the records of a batch say."""
    parts = (part for code, common, rare, *_ in said for part in (code.encode(), common, rare))
    return seal(b"\xfe".join(parts))  # which no text has


def unpack_said(packed: bytes, mask: int) -> list[Sheaf]:
    """What those of the records say that a mask tells. Raises ValueError."""

    def read() -> list[Sheaf]:
        data = unseal(packed)
        parts = iter(data.split(b"\xfe") if data else ())
        return [
            Sheaf(code.decode(), *(_left(entries, mask) for entries in both))
            for code, *both in zip(parts, parts, parts, strict=True)
        ]

    return _strictly(read)


def _left(packed: bytes, mask: int) -> bytes:
    """The entries that are left of those of a batch."""
    entries = unpack_entries(packed)
    return pack_entries([(left, key, value) for records, key, value in entries if (left := records & mask)])


def seal(data: bytes) -> bytes:
    """The bytes with a checksum."""
    return crc32(data).to_bytes(4) + data


def unseal(sealed: bytes) -> bytes:
    """The bytes without it. Raises ValueError where it is another's, and TypeError for what is no bytes."""
    data = memoryview(sealed)[4:].tobytes()
    if sealed[:4] != crc32(data).to_bytes(4):
        raise ValueError("damaged")
    return data


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_name)
    return seal(text.encode("utf-8", "surrogatepass"))


def _strictly(read: Callable[[], T]) -> T:
    try:
        return read()
    except (AttributeError, LookupError, OverflowError, RecursionError, TypeError) as error:
        raise ValueError("not what was packed") from error


def _name(value: object) -> str:
    return cast("Safety", value).value


def _diagnostic(*parts: Any) -> Diagnostic:
    path, region, code, rule, severity, message, pointer, record, fingerprint, excerpt, fix, related, *rest = parts
    "".join((path, code, rule, message, pointer, record, fingerprint, *rest))
    text, column, before, after = excerpt
    "".join((text,))
    return Diagnostic(
        path,
        _region(region),
        code,
        rule,
        Severity(severity),
        message,
        pointer,
        record,
        fingerprint,
        Excerpt(text, int(column), bool(before), bool(after)),
        None if fix is None else _fix(*fix),
        tuple(_related(*one) for one in related),
        *rest,
    )


def _region(numbers: list[int]) -> Region:
    return Region(*map(int, numbers))


def _fix(title: str, safety: str, edits: list[Any]) -> PlacedFix:
    placed = tuple(PlacedEdit(_region(region), Span(*map(int, span)), "".join((text,))) for region, span, text in edits)
    return PlacedFix("".join((title,)), Safety(safety), placed)


def _related(path: str, region: list[int], message: str) -> PlacedRelated:
    return PlacedRelated("".join((path,)), _region(region), "".join((message,)))
