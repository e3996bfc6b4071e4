"""What each line of a broken record is by itself."""

from __future__ import annotations

import re

from genelint.grammar import (
    BLANKS,
    LABELS,
    PICTURES,
    SLOT_NAMES,
    UNSEEN,
    Cells,
    Defect,
    Explained,
    Kind,
    Slot,
    accept_line,
    is_meant,
)
from genelint.lines import LONGEST_LABEL, Lines
from genelint.model import Part, Span
from genelint.record import Problem
from genelint.wording import nearest


class Readings:
    """What each line is; worked out when asked for, and kept.

    `in_table` says that the lines from now on stand in the table, where any line with bars is a row.
    """

    __slots__ = ("_readings", "in_table", "lines")

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.in_table = False
        self._readings: dict[int, Explained | Cells] = {}

    def read(self, at: int) -> Explained | Cells:
        """A line with its defects, or the cells of one that is none of the layout."""
        reading = self._readings.get(at)
        if reading is None:
            text = self.lines.texts[at]
            reading = self._readings[at] = self._read(text)
        return reading

    def _read(self, text: str) -> Explained | Cells:
        reading = explained(text)
        if _is_good(reading) and "\n" not in text:
            return reading
        if re.search(UNSEEN, text):
            reading = _unveiled(text) or reading
        if not self.in_table and isinstance(reading, Explained) and not is_meant(reading.line):
            return cut(text)
        return reading

    def kind(self, at: int) -> Kind | None:
        """The form of a line; None for one that is none of the layout, or after the last."""
        reading = self.read(at) if at < len(self.lines.texts) else None
        return reading.line.kind if isinstance(reading, Explained) else None

    def slot(self, at: int) -> Slot | None:
        """The place that a line is for, by its form or by a label that is nearly one."""
        if at >= len(self.lines.texts):
            return None
        reading = self.read(at)
        return reading.line.slot if isinstance(reading, Explained) else near_slot(reading)

    def is_tree(self, at: int) -> bool:
        """Whether a line was meant as the tree: it opens one, or it holds nodes."""
        return self.kind(at) is Kind.TREE

    def stands_alone(self, at: int) -> bool:
        """Whether a line is a block by itself."""
        slot = self.slot(at)
        kind = self.kind(at)
        return at < len(self.lines.texts) and (
            (slot is None and kind is None) or (slot is not None and slot not in (*PICTURES, Slot.SUMMARY))
        )

    def label(self, at: int, slot: Slot) -> Part:
        """The label of a field, the name of a row, or a whole line of fixed words."""
        start, end = self.lines.extent(at)
        text = self.lines.source.text[start:end]
        name = SLOT_NAMES[slot]
        if text.startswith(name):
            return Part(name, start)
        if "|" in text and (slot is Slot.ROW or name in LABELS):
            return Part(text[: text.index("|")].rstrip(), start)
        return Part(text, start)

    def cell(self, at: int, number: int = 1) -> Span:
        """What stands in a cell of a line, blanks included; cells are counted from 0."""
        parts = self.lines.texts[at].split("|")
        if number >= len(parts):
            return Span(self.lines.extent(at).end, self.lines.extent(at).end)
        start = self.lines.starts[at] + sum(map(len, parts[:number])) + number
        return Span(start, start + len(parts[number]))

    def own_problems(self, at: int) -> tuple[Problem, ...]:
        """What is wrong with a line by itself."""
        reading = self.read(at)
        return self.problems(at, reading.defects) if isinstance(reading, Explained) else ()

    def problems(self, at: int, defects: tuple[Defect, ...]) -> tuple[Problem, ...]:
        """The problems that the defects of a line are."""
        start = self.lines.starts[at]
        problems: list[Problem] = []
        for defect in defects:
            span = Span(start + defect.start, start + defect.end)
            edits = ((span, defect.repair),) if defect.repair is not None else ()
            problems.append(Problem(defect.kind, span, defect.found, defect.expected, edits))
        return tuple(problems)


def near_slot(cells: Cells) -> Slot | None:
    """The place of the label that a line's first cell is nearly."""
    first = cells.cells[0][0]
    near = nearest(first, LABELS) if len(first) <= LONGEST_LABEL else None
    return LABELS[near][0] if near else None


def explained(text: str) -> Explained | Cells:
    """A line with its defects, or its cells."""
    line = accept_line(text)
    if line is not None:
        return Explained(line)
    from genelint.explain import explain_line  # noqa: PLC0415 - imports pyparsing

    return explain_line(text)


def _is_good(reading: Explained | Cells) -> bool:
    return isinstance(reading, Explained) and not reading.defects and is_meant(reading.line)


def cut(text: str) -> Cells:
    """A line cut at its bars."""
    cells: list[tuple[str, int]] = []
    start = 0
    for cell in text.split("|"):
        cells.append((cell.strip(), start + len(cell) - len(cell.lstrip())))
        start += len(cell) + 1
    return Cells(tuple(cells))


def _unveiled(text: str) -> Explained | None:
    """What a line is without its unseen characters, where it is an ordinary one then."""
    kept = [at for at, character in enumerate(text) if not re.match(UNSEEN, character)]
    while kept and text[kept[0]] in BLANKS:
        del kept[0]
    line = accept_line("".join(text[at] for at in kept).rstrip(BLANKS))
    if line is None:
        return None
    pieces: list[tuple[str, int]] = []
    for piece, offset in line.pieces:
        start = kept[offset]
        end = kept[offset + len(piece) - 1] + 1 if piece else start
        pieces.append((text[start:end], start))
    return Explained(line._replace(pieces=tuple(pieces)))
