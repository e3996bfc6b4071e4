"""What batches of files gave, as bytes for the cache: a checksum, and what is kept.

Diagnostics are JSON. Of paths and facts there are many: they have bytes between them that are no part of any. Lone
surrogates stay apart in all of these. Stamps have one width.

What is unpacked may come from anywhere: what has not the form that packing gives it is refused with ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
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
from genelint.stamps import UNKNOWN, WIDTH, Stamp
from genelint.survey import symbol_by
from genelint.values import NamedTuple

T = TypeVar("T")

_CHECKSUM = 4
"""So many bytes of a checksum stand before what is packed."""


class Note(NamedTuple):
    """What is kept of a file: its path, its stamp, its gene's symbol and its diagnostics, None where it was not looked
    at in full."""

    path: str
    stamp: Stamp
    symbol: str
    found: Sequence[Diagnostic] | None


class More(NamedTuple):
    """What is kept of a file that has diagnostics, or is not named after its gene: its position in a batch, the symbol
    of its gene and its diagnostics, which are still to be unpacked."""

    at: int
    symbol: str
    found: object


def pack(diagnostics: Sequence[Diagnostic]) -> bytes:
    """The bytes of diagnostics."""
    return _json(diagnostics)


def unpack(packed: bytes) -> list[Diagnostic]:
    """The diagnostics of bytes. Raises ValueError."""
    return unpack_found(_strictly(lambda: json.loads(unseal(packed))))


def unpack_found(rows: Any) -> list[Diagnostic]:
    """The diagnostics that are left to be unpacked. Raises ValueError."""
    return _strictly(lambda: [_diagnostic(*row) for row in rows])


def pack_notes(notes: Sequence[Note | None]) -> tuple[bytes, bytes, bytes]:
    """The bytes of notes: of their paths, of their stamps, and of what only some files have.

    A path is empty where there is nothing.
    """
    more = [
        (at, note.symbol, note.found)
        for at, note in enumerate(notes)
        if note is not None and (note.symbol != symbol_by(note.path) or note.found != [])
    ]
    paths = [note.path if note is not None else "" for note in notes]
    stamps = (note.stamp if note is not None else UNKNOWN for note in notes)
    return _sealed_text("\0".join(paths)), seal(b"".join(stamps)), _json(more)


def unpack_paths(paths: bytes, stamps: bytes) -> tuple[list[str], bytes]:
    """Paths, and their stamps one after the other. Raises ValueError."""
    names = _strictly(lambda: unseal(paths).decode("utf-8", "surrogatepass").split("\0"))
    numbers = _strictly(lambda: unseal(stamps))
    if len(numbers) != WIDTH * len(names):
        raise ValueError("not the stamps of these paths")
    return names, numbers


def unpack_more(packed: bytes) -> list[More]:
    """What only some files have. Raises ValueError."""

    def read() -> list[More]:
        return [More(int(at), "".join((symbol,)), found) for at, symbol, found in json.loads(unseal(packed))]

    return _strictly(read)


def pack_said(said: Sequence[Sheaf]) -> bytes:
    """The bytes of what the records of a batch say."""
    parts = (part for code, common, rare, *_ in said for part in (code.encode(), common, rare))
    return seal(b"\xfe".join(parts))  # which no text has


def unpack_said(packed: bytes, number: int, gone: bytes) -> list[Sheaf]:
    """What those of a number of records say that are not gone, by their positions. Raises ValueError."""
    known = bytes(range(number))

    def left(entries: bytes, most: int) -> bytes:
        found = unpack_entries(entries)
        for places, _, _ in found:
            if places.translate(None, known) or places != bytes(sorted(set(places))) or not 0 < len(places) <= most:
                raise ValueError("no such records")
        there = ((places.translate(None, gone), key, value) for places, key, value in found)
        return pack_entries([entry for entry in there if entry[0]])

    def read() -> list[Sheaf]:
        data = unseal(packed)
        parts = iter(data.split(b"\xfe") if data else ())
        return [
            Sheaf(code.decode(), left(common, number), left(rare, 1))
            for code, common, rare in zip(parts, parts, parts, strict=True)
        ]

    return _strictly(read)


def seal(data: bytes) -> bytes:
    """The bytes with a checksum."""
    return crc32(data).to_bytes(_CHECKSUM) + data


def unseal(sealed: bytes) -> bytes:
    """The bytes without it. Raises ValueError where it is another's, and TypeError for what is no bytes."""
    data = memoryview(sealed)[_CHECKSUM:].tobytes()
    if sealed[:_CHECKSUM] != crc32(data).to_bytes(_CHECKSUM):
        raise ValueError("damaged")
    return data


def _json(value: object) -> bytes:
    return _sealed_text(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_name))


def _sealed_text(text: str) -> bytes:
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
