"""Where tables and keys stand in a TOML text that can be parsed: tomllib gives their values without their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from genelint.model import Span
from genelint.values import NamedTuple

_TOKEN = re.compile(
    r'''
      """ (?: [^"\\]++ | \\. | "{1,2}(?!") )*+ "{3,5}
    | \'\'\' (?: [^']++ | '{1,2}(?!') )*+ '{3,5}
    | " (?: [^"\\\n]++ | \\. )*+ "
    | ' [^'\n]*+ '
    | \#[^\n]*+
    | ^ [ \t]*+ (?P<header> \[\[? (?P<table> [^\]\n]*+ ) \]\]? )
    | ^ [ \t]*+ (?P<key> [A-Za-z0-9_.-]++ ) [ \t]*+ =
    ''',
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)

_PART = re.compile(r"""  "[^"]*" | '[^']*' | [^\s."']+  """, re.VERBOSE)


class Table(NamedTuple):
    """A table of an array: its header, such as `[[exceptions]]`, and its lines with the blank ones above them."""

    header: Span
    lines: Span


class _Header(NamedTuple):
    span: Span
    name: tuple[str, ...]
    is_item: bool


def array_tables(text: str, name: tuple[str, ...]) -> list[Table]:
    """The tables of an array that are written as `[[name]]`, in order; none for an array that is written inline."""
    headers = list(_headers(text))
    ends = [*(header.span.start for header in headers), len(text)]
    return [
        Table(header.span, _lines(text, header.span.start, end))
        for header, end in zip(headers, ends[1:], strict=True)
        if header.is_item and header.name == name
    ]


def key_span(text: str, name: tuple[str, ...]) -> Span:
    """Where a key is written, whole or by its last parts; the start of the text where it is not found."""
    for token in _TOKEN.finditer(text):
        if (key := token["key"]) and name[-len(parts := _parts(key)) :] == parts:
            return Span(*token.span("key"))
    return Span(0, 0)


def _headers(text: str) -> Iterator[_Header]:
    for token in _TOKEN.finditer(text):
        if header := token["header"]:
            yield _Header(Span(*token.span("header")), _parts(token["table"].strip("[")), header.startswith("[["))


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(key))


def _lines(text: str, start: int, end: int) -> Span:
    """A table's lines, from the blank ones above its header to its last key: comments below may be the next table's."""
    first = text.rfind("\n", 0, start) + 1
    lines = text[first : text.rfind("\n", 0, end) + 1 if end < len(text) else end].splitlines(keepends=True)
    while lines[-1].strip() == "" or lines[-1].lstrip().startswith("#"):
        lines.pop()
    last = first + sum(map(len, lines))
    while first and not text[(above := text.rfind("\n", 0, first - 1) + 1) : first].strip():
        first = above
    return Span(first, last)
