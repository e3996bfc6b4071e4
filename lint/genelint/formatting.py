"""The canonical layout of a record: its bars and blanks, line ends, the order of its fields, the writing of its tree.

What the record says stays as it is, and so does every line that cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import dumps

from genelint.fixes import MOST_ROUNDS, apply_edits
from genelint.grammar import BLANKS, RULING, SEPARATOR_LINE, accept_line, single_spaced
from genelint.meaning import changed, meaning
from genelint.model import Source, Span
from genelint.parse import read_record
from genelint.record import Record

_REPAIRED = frozenset(["blank-line", "field-out-of-order", "malformed-header", "missing-bar"])
"""The problems of reading whose edits change nothing but the layout."""


class FormattingError(Exception):
    """Formatting would change what a record says: a bug of ours."""


def format_source(source: Source) -> Source:
    """The source in the canonical layout; itself where it is no record, or needs no change.

    Raises FormattingError, with the part, where the record would say something else.
    """
    before = read_record(source)
    if not before.recognised:
        return source
    text = source.text.lstrip("\ufeff")
    if "\0" not in text:  # which no text has
        text = text.replace("\r", "\n") if source.newline == "\r" else re.sub("\r+\n", "\n", text)
    for _ in range(MOST_ROUNDS):
        formatted = "\n".join(_lines(read_record(Source(source.path, _repaired(text)))))
        if formatted == text:
            break
        text = formatted
    if text == source.text:
        return source
    after = Source(source.path, text, is_utf8=source.is_utf8)
    if part := changed(meaning(before), meaning(read_record(after))):
        raise FormattingError(part)
    return after


def _repaired(text: str) -> str:
    """The text with its fields in order, its bars in place and without blank lines."""
    edits: list[tuple[Span, str]] = []
    end = -1
    for problem in read_record(Source("", text)).problems:
        if problem.kind in _REPAIRED and problem.edits and problem.edits[0][0].start > end:
            edits += problem.edits
            end = problem.edits[-1][0].end
    return apply_edits(text, edits)


def _lines(record: Record) -> Iterator[str]:
    """The lines of a record, each that is one of the layout as it is written canonically."""
    text = record.source.text
    content = text.rstrip(f"\r\n{BLANKS}")
    tree = text[slice(*record.tree_span)] if record.tree_span is not None else ""
    for line in content.split("\n"):
        bare = line.strip(BLANKS)
        if tree and bare == tree:
            yield _written_tree(record, tree)
        else:
            yield _written_line(line, bare)
    if "\n" in text[len(content) :]:
        yield ""


def _written_tree(record: Record, tree: str) -> str:
    """The tree's JSON; as it is where a value would get lost or could not be saved."""
    if record.tree is None or record.found("duplicate-key"):
        return tree
    written = dumps(record.tree.value, ensure_ascii=False)
    return written if written.isascii() or not any("\ud800" <= char <= "\udfff" for char in written) else tree


def _written_line(line: str, bare: str) -> str:
    """A line with one plain blank between words and around bars; as it is where that makes none of the layout."""
    if not bare or bare.startswith("{"):
        return line
    written = single_spaced(bare.replace("|", " | "))
    if not bare.strip(f"{RULING}|{BLANKS}") and bare != "|":
        written = SEPARATOR_LINE if "".join(bare.split()) == SEPARATOR_LINE else line
    return written if accept_line(written) is not None else line
