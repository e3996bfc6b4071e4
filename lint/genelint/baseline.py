"""The baseline: findings that were there when genelint was adopted, one JSON object a line.

An entry says of a finding what outlasts edits elsewhere (see `anchor`), so that one repaired and one new error never
cancel out. Alike findings have as many entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import cast

from genelint.errors import UsageError
from genelint.model import Diagnostic, Source, Span
from genelint.values import NamedTuple
from genelint.wording import listed, quote, visible


class Entry(NamedTuple):
    """One finding: the gene's symbol or the file's path relative to the configuration, the code, anchor and value."""

    record: str
    rule: str
    pointer: str
    value: str


class Baseline(NamedTuple):
    """A baseline as it was read: the entry at position n stands on line n + 1."""

    source: Source
    entries: tuple[Entry, ...]


def entry_of(diagnostic: Diagnostic, path: str) -> Entry:
    """The entry of a finding; `path` is that of its file, relative to the configuration."""
    return Entry(diagnostic.record or path, diagnostic.code, diagnostic.anchor, diagnostic.value)


def parse_baseline(source: Source) -> Baseline:
    """Read a baseline. Raises UsageError with the line of what is no entry."""
    lines = source.text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return Baseline(source, tuple(_entry(line, source.path, number) for number, line in enumerate(lines, 1)))


def format_baseline(entries: Iterable[Entry]) -> str:
    """The text of a baseline: a line for each entry, sorted, in ASCII."""
    return "".join(json.dumps(entry._asdict()) + "\n" for entry in sorted(entries))


def line_span(source: Source, number: int) -> Span:
    """A line, counted from 1, with its line end."""
    start = source.line_starts[number - 1]
    return Span(start, source.line_starts[number] if number < len(source.line_starts) else len(source.text))


def _entry(line: str, path: str, number: int) -> Entry:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{visible(path)}:{number}: not JSON: found {quote(line.strip())}, expected an entry; "
            'undo the edit, or type "genelint baseline create" once the file is deleted'
        ) from error
    if not isinstance(value, dict):
        raise UsageError(f"{visible(path)}:{number}: found {quote(line.strip())}, expected an object with {_KEYS}")
    table = cast("dict[str, object]", value)
    if table.keys() != set(Entry._fields) or not all(isinstance(item, str) for item in table.values()):
        found = listed(map(quote, table)) or "none"
        raise UsageError(f"{visible(path)}:{number}: found the keys {found}, expected {_KEYS}, each with a text")
    return Entry(**cast("dict[str, str]", table))


_KEYS = listed(f'"{name}"' for name in Entry._fields)
