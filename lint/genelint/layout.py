"""The layout of a record: which line stands where.

An ordinary record, every line in its canonical form and place, is accepted in one pass; any other goes to `recovery`.
"""

from __future__ import annotations

from genelint import grammar
from genelint.grammar import CLOSING_LINE, LABELS, PICTURE_LINE, Slot
from genelint.model import Part, Source, Span
from genelint.record import Field, Problem, Sentence
from genelint.table import Table
from genelint.templates import accept_rows
from genelint.values import NamedTuple, maker

_MIDDLE = "".join(
    f"{line}\n"
    for line in (
        "API | |",
        "Download Associations | |",
        "Predicted Functions |",
        PICTURE_LINE,
        "Co-expressed Genes |",
        PICTURE_LINE,
        "Expression in Tissues and Cell Lines |",
        PICTURE_LINE,
    )
)
_TABLE_HEAD = "".join(f"\n{line}" for line in (grammar.RANKED_LINE, grammar.HEADER_LINE, grammar.SEPARATOR_LINE))
_TREE_END = f"\n{CLOSING_LINE}\n"
_GROUPS = range(1, 6)
_part, _field, _sentence = maker(Part), maker(Field), maker(Sentence)


class Layout(NamedTuple):
    """The parts of a record as the layout gives them; see `Record` for what they mean."""

    fields: dict[str, Field]
    tree_span: Span | None = None
    sentence: Sentence | None = None
    mention: Part | None = None
    table: Table | None = None
    problems: tuple[Problem, ...] = ()
    recognised: bool = True


def accept_layout(source: Source) -> Layout | None:  # noqa: C901, PLR0911 - one pass, as fast as can be
    """The layout of a record whose every line is ordinary and in its place, or None."""
    text = source.text
    if "\r" in text:
        return None
    fields: dict[str, Field] = {}
    tree_span = None
    at = 0
    last = -1
    while (end := text.find("\n", at)) >= 0:
        if match := grammar.FIELD.fullmatch(text, at, end):
            label, value = match.groups()
            slot = LABELS[label][0]
            fields[label] = _field((_part((label, at)), _part((value, match.start(2)))))
        elif text[at:end] == "Summary |":
            slot = Slot.SUMMARY
            tree_span = Span(end + 1, text.find("\n", end + 1))
            end = tree_span.end + 2
            if not text.startswith(_TREE_END, tree_span.end) or not grammar.is_tree(text, *tree_span):
                return None
        else:
            break
        if slot <= last:
            return None
        last = slot
        at = end + 1
    if "Name" not in fields or "NCBI Gene ID" not in fields or not text.startswith(_MIDDLE, at):
        return None
    at += len(_MIDDLE)
    end = text.find("\n", at)
    click_end = text.find("\n", end + 1)
    if end < 0 or click_end < 0 or not text.startswith(_TABLE_HEAD, click_end):
        return None
    sentence = grammar.SENTENCE.fullmatch(text, at, end)
    click = grammar.CLICK.fullmatch(text, end + 1, click_end)
    if sentence is None or click is None:
        return None
    at = click_end + len(_TABLE_HEAD)
    if text[at : at + 1] not in ("", "\n"):
        return None
    table = accept_rows(source.encoded_from(at + 1), at + 1, sentence[1])
    if table is None:
        return None
    parts = _sentence(map(_part, zip(sentence.groups(), map(sentence.start, _GROUPS), strict=True)))
    return Layout(fields, tree_span, parts, Part(click[1], click.start(1)), table)
