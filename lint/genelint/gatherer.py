"""Gathers lines into blocks: a field, a heading with its picture, the three lines of a summary, a row.

Also a block that is broken, or in which a foreign line stands, is one block: what is wrong with it is said once.
"""

from __future__ import annotations

from genelint.blocks import Block, move, moved
from genelint.grammar import (
    LABELS,
    PICTURE_LINE,
    PICTURES,
    SLOT_FORMS,
    SLOT_NAMES,
    Cells,
    Explained,
    Kind,
    Line,
    Slot,
    accept_line,
    is_meant,
)
from genelint.lines import Lines
from genelint.model import Part, Span
from genelint.readings import Readings, cut, explained, near_slot
from genelint.record import Problem
from genelint.summary import read_summary
from genelint.wording import quote

_REQUIRED_VALUES = (Slot.NAME, Slot.GENE_ID)
_ROW_BARS = 3


class Gatherer:
    """Gathers lines into blocks, from the first to the last.

    `certain` says that some line is surely one of the layout, `tree_span` is the JSON of the first tree,
    `unread_tree` where one stands whose texts were broken into lines.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.readings = Readings(lines)
        self.blocks: list[Block] = []
        self.tree_span: Span | None = None
        self.unread_tree: Span | None = None
        self.certain = False
        shown = lines.texts[: lines.first_row + 1]  # all rows that follow are for the same place
        self._present = {line.slot for text in shown if (line := accept_line(text)) is not None}
        self._before: Slot | None = None

    def gather(self) -> Gatherer:
        """Gather all lines."""
        at = 0
        while at < len(self.lines.texts):
            block = self._block(at) if at != self.lines.first_row else self._rows(at)
            self._add(block)
            at = block.end
        return self

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        if block.slot is not None:
            self._before = block.slot

    def _add_inside(self, at: int) -> None:
        """Take a line that stands inside another block."""
        reading = self.readings.read(at)
        if not self.readings.stands_alone(at):
            inner = self._junk(at)
        elif isinstance(reading, Cells):
            inner = self._unknown(at, reading, is_heading=False)
        else:
            inner = self._block(at)
        self._add(inner._replace(inside=True))

    def _rows(self, at: int) -> Block:
        """The block of all good rows with which the text ends."""
        self.certain = True
        texts = self.lines.texts
        return Block(Slot.ROW, at, len(texts), self.readings.label(at, Slot.ROW), accept_line(texts[at]))

    def _block(self, at: int) -> Block:
        reading = self.readings.read(at)
        if isinstance(reading, Cells):
            return self._unknown(at, reading)
        line, defects = reading
        self.certain = self.certain or (not defects and is_meant(line) and line.slot not in (None, Slot.SEPARATOR))
        return self._known(at, line, self.readings.problems(at, defects) if defects else ())

    def _known(self, at: int, line: Line, problems: tuple[Problem, ...]) -> Block:
        slot = line.slot
        if slot is Slot.SUMMARY or line.kind is Kind.TREE:
            return self._summary(at, line, problems)
        if line.kind is Kind.PICTURE:
            return self._picture(at, problems)
        if slot is None:
            return self._junk(at)
        if slot in PICTURES:
            return self._heading(at, slot, line, problems)
        if slot >= Slot.SEPARATOR:
            self.readings.in_table = True
        label = self.readings.label(at, slot)
        pieces: Line | None = line
        if slot is Slot.ROW and any(one.kind == "unexpected-line" for one in problems):
            pieces, problems = None, (self._malformed_row(at, cut(self.lines.texts[at])),)
        elif slot in _REQUIRED_VALUES and _is_blank(line, problems):
            problems = (Problem("empty-value", self.readings.cell(at), f'"{SLOT_NAMES[slot]}"'),)
        elif slot in self._present and problems and problems[0].span.start == label.span.end:
            return self._junk(at)  # Prose that begins with the word of a label.
        return Block(slot, at, at + 1, label, pieces, problems)

    def _summary(self, at: int, line: Line, problems: tuple[Problem, ...]) -> Block:
        before = self.blocks[-1] if self.blocks else None
        summary = read_summary(self.readings, at, line, problems, before)
        if before is not None and summary.block.first == before.first:
            self.blocks.pop()  # It was the heading.
        for inner in summary.inside:
            self._add_inside(inner)
        self.tree_span = self.tree_span or summary.tree_span
        self.unread_tree = self.unread_tree or summary.unread_tree
        return summary.block

    # Headings and their pictures.

    def _heading(self, at: int, slot: Slot, line: Line, problems: tuple[Problem, ...]) -> Block:
        label = self.readings.label(at, slot)
        block = Block(slot, at, at + 1, label, line, problems)
        following = self.readings.slot(at + 1)
        is_picture = self.readings.kind(at + 1) is Kind.PICTURE
        if is_picture and not (self.readings.own_problems(at + 1) and self.readings.kind(at + 2) is Kind.PICTURE):
            return block._replace(end=at + 2, problems=problems + self.readings.own_problems(at + 1))
        if following is slot:
            return block  # The heading stands twice, and that is reported.
        if self.readings.kind(at + 2) is Kind.PICTURE:
            if is_picture or self.readings.stands_alone(at + 1) or self.readings.kind(at + 1) is Kind.CLOSING:
                self._add_inside(at + 1)
                return block._replace(end=at + 3, problems=problems + self.readings.own_problems(at + 2), parted=True)
            if following is not None and following in PICTURES and self.readings.kind(at + 3) is Kind.PICTURE:
                return self._crossed(block, following)
        if at + 1 < len(self.lines.texts) and following is None and self.readings.kind(at + 1) is None:
            span = self.lines.extent(at + 1)
            misworded = Problem("unexpected-line", span, self.lines.shown(at + 1), f'"{PICTURE_LINE}"')
            return block._replace(end=at + 2, problems=(*problems, misworded))
        place = self.lines.start(at + 1)
        expected = f'the line "{PICTURE_LINE}" after {quote(label.text)}'
        missing = Problem("missing-field", Span(place, place), self.lines.shown(at + 1), expected)
        return block._replace(problems=(*problems, missing))

    def _crossed(self, block: Block, second: Slot) -> Block:
        """Two headings, then their two pictures: the second heading stands too early."""
        at = block.first + 1
        label = self.readings.label(at, second)
        found, expected = f"{quote(label.text)} stands", f'after the line "{PICTURE_LINE}"'
        early = Problem("field-out-of-order", label.span, found, expected, move(self.lines, at, at + 2))
        self._add(block._replace(parted=True, end=at + 2))
        return Block(second, at, at + 3, label, Line(Kind.HEADING, second), (early,), parted=True)

    def _picture(self, at: int, problems: tuple[Problem, ...]) -> Block:
        """A picture line whose heading is not above it: it stands before it, or the heading is missing."""
        slot = Slot(self._before + 1) if self._before is not None and self._before + 1 in PICTURES else None
        if slot is None:
            return self._junk(at)
        place = self.lines.starts[at]
        part = Part(PICTURE_LINE, place)
        if self.readings.slot(at + 1) is slot and self.readings.kind(at + 2) is not Kind.PICTURE:
            early = moved(self.lines, at, at + 2, f'after "{SLOT_NAMES[slot]}"')
            return Block(slot, at, at + 2, part, None, (early,))
        if slot in self._present:
            return self._junk(at)
        missing = Problem("missing-field", Span(place, place), quote(PICTURE_LINE), f'the line "{SLOT_FORMS[slot]}"')
        return Block(slot, at, at + 1, part, None, (*problems, missing))

    # Lines that are none of the layout.

    def _unknown(self, at: int, cells: Cells, *, is_heading: bool = True) -> Block:
        """A line that is none of the layout: a row, a field with another label, or junk.

        `is_heading` allows that it is taken for the heading of a picture that follows.
        """
        (first, offset), *others = cells.cells
        label = Part(first, self.lines.starts[at] + offset)
        is_row = any(text.endswith("dataset.") for text, _ in cells.cells[not self.readings.in_table :])
        if others and first in LABELS:
            slot, kind = LABELS[first]
            form = f'"{SLOT_FORMS[slot]}"'
            misshaped = Problem("unexpected-line", self.lines.extent(at), self.lines.shown(at), form)
            return self._known(at, Line(kind, slot), (misshaped,))
        if is_row or (others and self.readings.in_table):
            self.readings.in_table = True
            return Block(Slot.ROW, at, at + 1, label, None, (self._malformed_row(at, cells),))
        near = near_slot(cells)
        if near is None and is_heading and self.readings.kind(at + 1) is Kind.PICTURE and self._before is not None:
            expected = self._before + 1
            near = Slot(expected) if expected in PICTURES and expected not in self._present else None
        if not others and (near is None or self.readings.in_table):
            return self._junk(at)
        if near is None or near in self._present:
            return Block(None, at, at + 1, label, None, (Problem("unknown-field", label.span, first),))
        return self._renamed(at, label, near)

    def _renamed(self, at: int, label: Part, slot: Slot) -> Block:
        """The block that a line would be under another label."""
        name = SLOT_NAMES[slot]
        problem = Problem("unknown-field", label.span, label.text, name, ((label.span, name),))
        before = label.start - self.lines.starts[at]
        reading = explained(name + self.lines.texts[at][before + len(label.text) :])
        line = reading.line if isinstance(reading, Explained) else Line(LABELS[name][1], slot)
        if not isinstance(reading, Explained) or reading.defects:
            problem = problem._replace(edits=())
        shift = before + len(label.text) - len(name)
        line = line._replace(pieces=tuple((text, offset + shift) for text, offset in line.pieces))
        return self._known(at, line, (problem,))._replace(label=label)

    def _malformed_row(self, at: int, cells: Cells) -> Problem:
        texts = [text for text, _ in cells.cells]
        if len(texts) == _ROW_BARS + 1 and not any(texts[2:]) and any(texts[:2]):
            empty = 1 if texts[0] else 0
            what = "text" if empty else "name"
            return Problem("empty-value", self.readings.cell(at, empty), f"the {what} of a dataset row")
        bars = "1 bar" if len(texts) == 2 else f"{len(texts) - 1} bars"
        if len(texts) == _ROW_BARS + 1:
            bars = "its bars in other places"
        expected = f'"{SLOT_FORMS[Slot.ROW]}" with {_ROW_BARS} bars'
        return Problem("malformed-row", self.lines.extent(at), f"a dataset row with {bars}", expected)

    def _junk(self, at: int) -> Block:
        span = self.lines.extent(at)
        problem = Problem("unexpected-line", span, self.lines.shown(at))
        return Block(None, at, at + 1, Part(self.lines.texts[at].strip(), span.start), None, (problem,))


def _is_blank(line: Line, problems: tuple[Problem, ...]) -> bool:
    """Whether a field's value is blank and nothing worse is known of it."""
    return bool(line.pieces) and not line.pieces[0][0] and all(one.kind == "missing-bar" for one in problems)
