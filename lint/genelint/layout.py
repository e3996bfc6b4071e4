"""The layout of a record: which line stands where.

An ordinary record, every line in its canonical form and place, is accepted in one pass; any other goes to `recovery`.
"""

from __future__ import annotations

from typing import NamedTuple

from genelint import grammar
from genelint.grammar import CLOSING_LINE, LABELS, PICTURE_LINE, Slot
from genelint.model import Span
from genelint.record import Field, Part, Problem, Sentence, Table

_MIDDLE = [
    "API | |",
    "Download Associations | |",
    "Predicted Functions |",
    PICTURE_LINE,
    "Co-expressed Genes |",
    PICTURE_LINE,
    "Expression in Tissues and Cell Lines |",
    PICTURE_LINE,
]
_TABLE_HEAD = [grammar.RANKED_LINE, grammar.HEADER_LINE, grammar.SEPARATOR_LINE]


class Layout(NamedTuple):
    """The parts of a record as the layout gives them; see `Record` for what they mean."""

    fields: dict[str, Field]
    tree_span: Span | None = None
    sentence: Sentence | None = None
    mention: Part | None = None
    table: Table | None = None
    problems: tuple[Problem, ...] = ()
    recognised: bool = True


def accept_layout(text: str) -> Layout | None:  # noqa: C901, PLR0911 - one pass, as fast as can be
    """The layout of a record whose every line is ordinary and in its place, or None."""
    if "\r" in text:
        return None
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    fields: dict[str, Field] = {}
    tree_span = None
    count = len(lines)
    at = offset = 0
    last = -1
    while at < count:
        line = lines[at]
        if match := grammar.FIELD.fullmatch(line):
            label = match[1]
            slot = LABELS[label][0]
            fields[label] = Field(Part(label, offset), Part(match[2], offset + match.start(2)))
        elif line == "Summary |" and at + 2 < count and lines[at + 2] == CLOSING_LINE:
            slot = Slot.SUMMARY
            tree = lines[at + 1]
            if not grammar.is_tree(tree):
                return None
            tree_span = Span(offset + 10, offset + 10 + len(tree))
            offset += len(tree) + 3
            at += 2
        else:
            break
        if slot <= last:
            return None
        last = slot
        offset += len(line) + 1
        at += 1
    if "Name" not in fields or "NCBI Gene ID" not in fields or lines[at : at + 8] != _MIDDLE or at + 13 > count:
        return None
    offset += sum(map(len, _MIDDLE)) + 8
    sentence = grammar.SENTENCE.fullmatch(lines[at + 8])
    click = grammar.CLICK.fullmatch(lines[at + 9])
    if sentence is None or click is None or lines[at + 10 : at + 13] != _TABLE_HEAD:
        return None
    click_offset = offset + len(lines[at + 8]) + 1
    row_offset = click_offset + len(lines[at + 9]) + sum(map(len, _TABLE_HEAD)) + 4
    rows: list[tuple[int, str]] = []
    names: list[str] = []
    for line in lines[at + 13 :]:
        row = grammar.ROW.fullmatch(line)
        if row is None or row[1] in grammar.NOT_A_DATASET:
            return None
        rows.append((row_offset, line))
        names.append(row[1])
        row_offset += len(line) + 1
    parts = [Part(sentence[group], offset + sentence.start(group)) for group in range(1, 6)]
    mention = Part(click[1], click_offset + click.start(1))
    return Layout(fields, tree_span, Sentence(*parts), mention, Table(rows, names=names))
