"""Blocks: the lines of a record that belong together."""

from __future__ import annotations

from genelint.grammar import BLANKS, HEADER_LINE, LABELS, RULING, SLOT_FORMS, SLOT_NAMES, Line, Slot, accept_line
from genelint.lines import LONGEST_LABEL, Lines
from genelint.model import Part, Span
from genelint.record import Problem
from genelint.values import NamedTuple
from genelint.wording import nearest

_HEADER_WORDS = HEADER_LINE.replace("|", " ").split()

Edits = tuple[tuple[Span, str], ...]


class Block(NamedTuple):
    """Lines `first` to `end` (0-based, half-open) that belong together.

    `slot` is None for what is none of the layout; `label` is what marks the block; `line` the pieces of its first line.
    `inside` says that it stands inside another block, `parted` that another stands in it.
    """

    slot: Slot | None
    first: int
    end: int
    label: Part
    line: Line | None = None
    problems: tuple[Problem, ...] = ()
    inside: bool = False
    parted: bool = False


def claimed(lines: Lines, block: Block, slot: Slot) -> Block:
    """A block of no place, taken for the one that is missing where it stands."""
    name, form = SLOT_NAMES[slot], SLOT_FORMS[slot]
    span = lines.extent(block.first)
    text = lines.texts[block.first].strip()
    claim = Problem("unexpected-line", span, lines.shown(block.first), f'"{form}"')
    cells = [cell.strip(BLANKS) for cell in text.split("|")]
    is_header = slot is Slot.HEADER and nearest(cells[0][:LONGEST_LABEL], [form.split()[0]])
    if is_header or (slot is Slot.SEPARATOR and not text.strip(f"{RULING}{BLANKS}|")):
        says_more = is_header and any(cell and not nearest(cell[:LONGEST_LABEL], _HEADER_WORDS) for cell in cells)
        edits = () if says_more else ((span, form),)
        claim = Problem("malformed-header", span, claim.found, claim.expected, edits)
    elif block.problems and block.problems[0].kind == "unknown-field" and name in LABELS:
        renamed = accept_line(name + text[len(block.label.text) :])
        if renamed is not None and renamed.slot is slot:
            claim = block.problems[0]._replace(expected=name, edits=((block.label.span, name),))
    return block._replace(slot=slot, line=None, problems=(claim,))


def parted(lines: Lines, block: Block) -> list[Block]:
    """A block; one of several rows as a block for each of them."""
    if block.slot is not Slot.ROW or block.end == block.first + 1:
        return [block]
    return [
        block._replace(first=at, end=at + 1, label=Part(lines.texts[at].partition(" |")[0], lines.starts[at]))
        for at in range(block.first, block.end)
    ]


def moving(lines: Lines, whole: Span | None, texts: list[str], before: int) -> Edits:
    """The edits that take lines, deleted by the span `whole`, to before another line; none where that is not clear."""
    place = lines.place(before)
    if whole is None or place is None:
        return ()
    text = lines.newline.join(texts)
    inserted = lines.newline + text if before == len(lines.texts) else text + lines.newline
    return tuple(sorted(((Span(place, place), inserted), (whole, ""))))


def move(lines: Lines, at: int, before: int) -> Edits:
    """The edits that move a line before another."""
    return moving(lines, lines.whole(at, at + 1), lines.texts[at : at + 1], before)


def moved(lines: Lines, at: int, before: int, expected: str) -> Problem:
    """The problem of a line that belongs elsewhere in its block."""
    found = f"{lines.shown(at)} stands"
    return Problem("field-out-of-order", lines.extent(at), found, expected, move(lines, at, before))
