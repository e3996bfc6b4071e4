"""Gathers lines into blocks: a field, the three lines of a summary, a heading with its picture, a row.

Also a block that is broken, or in which a foreign line stands, is one block: what is wrong with it is said once.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from genelint.grammar import (
    BLANKS,
    CLOSING_LINE,
    LABELS,
    PICTURE_LINE,
    PICTURES,
    RULING,
    SLOT_FORMS,
    SLOT_NAMES,
    UNSEEN,
    Cells,
    Defect,
    Explained,
    Kind,
    Line,
    Slot,
    accept_line,
    is_meant,
)
from genelint.lines import JSON_LINE, LONGEST_LABEL, Lines
from genelint.model import Span
from genelint.record import Part, Problem
from genelint.wording import nearest, quote

_REQUIRED_VALUES = (Slot.NAME, Slot.GENE_ID)
_ROW_BARS = 3


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


class Gatherer:
    """Gathers lines into blocks, from the first to the last.

    `certain` says that some line is surely one of the layout, `tree_span` is the JSON of the first tree,
    `unread_tree` where one stands whose texts were broken into lines.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.blocks: list[Block] = []
        self.tree_span: Span | None = None
        self.unread_tree: Span | None = None
        self.certain = False
        self._in_table = False
        self._readings: dict[int, Explained | Cells] = {}
        self._present = {line.slot for text in lines.texts if (line := accept_line(text)) is not None}
        self._before: Slot | None = None

    def gather(self) -> Gatherer:
        """Gather all lines."""
        at = 0
        while at < len(self.lines.texts):
            block = self._block(at)
            self._add(block)
            at = block.end
        return self

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        if block.slot is not None:
            self._before = block.slot

    def _add_inside(self, at: int) -> None:
        """Take a line that stands inside another block."""
        reading = self._read(at)
        if not self._stands_alone(at):
            inner = self._junk(at)
        elif isinstance(reading, Cells):
            inner = self._unknown(at, reading, is_heading=False)
        else:
            inner = self._block(at)
        self._add(inner._replace(inside=True))

    def _block(self, at: int) -> Block:
        reading = self._read(at)
        if isinstance(reading, Cells):
            return self._unknown(at, reading)
        line, defects = reading
        self.certain = self.certain or (not defects and is_meant(line) and line.slot not in (None, Slot.SEPARATOR))
        return self._known(at, line, self._problems(at, defects))

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
            self._in_table = True
        label = self._label(at, slot)
        if slot in _REQUIRED_VALUES and _is_blank(line, problems):
            problems = (Problem("empty-value", self._cell(at), f'"{SLOT_NAMES[slot]}"'),)
        elif slot in self._present and problems and problems[0].span.start == label.span.end:
            return self._junk(at)  # Prose that begins with the word of a label.
        return Block(slot, at, at + 1, label, line, problems)

    # Headings and their pictures.

    def _heading(self, at: int, slot: Slot, line: Line, problems: tuple[Problem, ...]) -> Block:
        label = self._label(at, slot)
        block = Block(slot, at, at + 1, label, line, problems)
        following = self._slot(at + 1)
        is_picture = self._kind(at + 1) is Kind.PICTURE
        if is_picture and not (self._own_problems(at + 1) and self._kind(at + 2) is Kind.PICTURE):
            return block._replace(end=at + 2, problems=problems + self._own_problems(at + 1))
        if following is slot:
            return block  # The heading stands twice, and that is reported.
        if self._kind(at + 2) is Kind.PICTURE:
            if is_picture or self._stands_alone(at + 1) or self._kind(at + 1) is Kind.CLOSING:
                self._add_inside(at + 1)
                return block._replace(end=at + 3, problems=problems + self._own_problems(at + 2), parted=True)
            if following is not None and following in PICTURES and self._kind(at + 3) is Kind.PICTURE:
                return self._crossed(block, following)
        if at + 1 < len(self.lines.texts) and following is None and self._kind(at + 1) is None:
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
        edits = self._move(at, at + 2)
        label = self._label(at, second)
        found, expected = f"{quote(label.text)} stands", f'after the line "{PICTURE_LINE}"'
        moved = Problem("field-out-of-order", label.span, found, expected, edits)
        self._add(block._replace(parted=True, end=at + 2))
        return Block(second, at, at + 3, label, Line(Kind.HEADING, second), (moved,), parted=True)

    def _picture(self, at: int, problems: tuple[Problem, ...]) -> Block:
        """A picture line whose heading is not above it: it stands before it, or the heading is missing."""
        slot = Slot(self._before + 1) if self._before is not None and self._before + 1 in PICTURES else None
        if slot is None:
            return self._junk(at)
        place = self.lines.starts[at]
        part = Part(PICTURE_LINE, place)
        if self._slot(at + 1) is slot and self._kind(at + 2) is not Kind.PICTURE:
            moved = self._moved(at, at + 2, f'after "{SLOT_NAMES[slot]}"')
            return Block(slot, at, at + 2, part, None, (moved,))
        if slot in self._present:
            return self._junk(at)
        missing = Problem("missing-field", Span(place, place), quote(PICTURE_LINE), f'the line "{SLOT_FORMS[slot]}"')
        return Block(slot, at, at + 1, part, None, (*problems, missing))

    # The summary.

    def _summary(self, at: int, line: Line, problems: tuple[Problem, ...]) -> Block:
        """`Summary |`, the tree, and the closing bar, any of which may be broken, absent, or in another order."""
        label = self._label(at, Slot.SUMMARY)
        block = Block(Slot.SUMMARY, at, at + 1, label, line, problems)
        if line.kind is Kind.TREE:
            return self._unheaded(block)
        if not self._is_tree(at + 1) and self._is_tree(at + 2):
            return self._parted_summary(block)
        stop = self._tree_end(at + 1)
        closed = self._kind(stop) is Kind.CLOSING
        if self._is_tree(at + 1) or (closed and stop > at + 1):
            return self._tree(block, at + 1)
        if self._slot(at + 1) is Slot.SUMMARY:
            return block  # The heading stands twice, and that is reported.
        return block._replace(end=at + 1 + closed, problems=problems or (self._empty(block),))

    def _empty(self, block: Block) -> Problem:
        return Problem("empty-value", self.lines.extent(block.first), f'"{SLOT_NAMES[Slot.SUMMARY]}"')

    def _parted_summary(self, block: Block) -> Block:
        """A summary with another line between its heading and its tree: a foreign one, or its own closing bar."""
        at = block.first + 1
        if self._slot(at) is Slot.SUMMARY:
            return block  # The heading stands twice, and that is reported.
        if self._kind(at) is Kind.CLOSING and self._kind(at + 2) is not Kind.CLOSING:
            self._found_tree(at + 1, at + 2)
            return block._replace(end=at + 2, problems=(*block.problems, self._moved(at, at + 2, "after the tree")))
        self._add_inside(at)
        return self._tree(block._replace(parted=True), at + 1)

    def _unheaded(self, block: Block) -> Block:
        """A tree without its heading above it: it stands below it, or is missing."""
        at = block.first
        if self._slot(at + 1) is Slot.SUMMARY and self._kind(at + 2) is Kind.CLOSING:
            self._found_tree(at, at + 1)
            return block._replace(end=at + 3, problems=(self._moved(at + 1, at, "before the tree"),))
        if self.blocks and self.blocks[-1].slot is None and self.blocks[-1].end == at:
            heading = claimed(self.lines, self.blocks.pop(), Slot.SUMMARY)
            return self._tree(heading, at)
        place = self.lines.starts[at]
        expected = f'the line "{SLOT_FORMS[Slot.SUMMARY]}"'
        missing = Problem("missing-field", Span(place, place), "a summary tree", expected)
        return self._tree(block._replace(problems=(*block.problems, missing)), at)

    def _tree(self, block: Block, first: int) -> Block:
        """The block with its tree, which begins at a line, and its closing bar."""
        end = self._tree_end(first)
        problems = list(block.problems)
        if self._kind(end) is Kind.CLOSING:
            block = block._replace(end=end + 1)
            stop = self.lines.extent(end - 1).end
        elif self._stands_alone(end) and self._kind(end + 1) is Kind.CLOSING:
            self._add_inside(end)
            block = block._replace(end=end + 2, parted=True)
            stop = self.lines.extent(end - 1).end
        elif end > first + 1 and _is_json(self.lines.texts[first]):
            at = end - 1
            expected = f'"{CLOSING_LINE}"'
            problems.append(Problem("unexpected-line", self.lines.extent(at), self.lines.shown(at), expected))
            block = block._replace(end=end)
            end -= 1
            stop = self.lines.extent(end - 1).end
        else:
            block = block._replace(end=end)
            stop, unclosed = self._unclosed(end)
            problems.append(unclosed)
        problems += self._found_tree(first, end, stop)
        return block._replace(problems=tuple(problems))

    def _tree_end(self, first: int) -> int:
        """Behind the last line of a tree that begins at a line: a closing bar or a line of the layout."""
        at = first
        while at < len(self.lines.texts) and (
            (at == first and self._is_tree(at))
            or JSON_LINE.match(self.lines.texts[at])
            or (self._kind(at) is not Kind.CLOSING and self._slot(at) is None)
        ):
            at += 1
        return at

    def _found_tree(self, first: int, end: int, stop: int | None = None) -> list[Problem]:
        """Take lines for the tree; gives what is wrong with there being more than one.

        Where the first is a tree by itself, the others are foreign to it; where their breaks stand inside texts, the
        tree is not read; where all of them are broken JSON, the tree's own rules say so.
        """
        lines = self.lines
        start = lines.extent(first).start
        stop = lines.extent(end - 1).end if stop is None else stop
        problems: list[Problem] = []
        if end > first + 1:
            head = lines.extent(first)
            whole = lines.source.text[start:stop]
            is_tree = _is_json(whole)
            if is_tree or _is_json(re.sub(r"[\r\n]+", " ", whole)):
                spread = Span(lines.extent(first + 1).start, stop)
                problems.append(
                    Problem("unexpected-line", spread, "the rest of the tree", "the tree as one line of JSON")
                )
                if not is_tree:
                    self.unread_tree = self.unread_tree or Span(start, stop)
                    return problems
            elif _is_json(lines.source.text[head.start : head.end]):
                stop = head.end
                problems += [
                    Problem("unexpected-line", lines.extent(at), lines.shown(at)) for at in range(first + 1, end)
                ]
        if self.tree_span is None:
            self.tree_span = Span(start, max(start, stop))
        return problems

    def _unclosed(self, end: int) -> tuple[int, Problem]:
        """The missing closing bar of a tree that ends before a line, and where the tree ends."""
        lines = self.lines
        text = lines.texts[end - 1].rstrip()
        stop = lines.starts[end - 1] + len(text)
        if text.endswith("|"):
            inner = lines.starts[end - 1] + len(text[:-1].rstrip())
            edits = ((Span(inner, stop), f"{lines.newline}|"),) if lines.whole(end - 1, end) is not None else ()
            found, expected = "the summary's closing bar stands on the tree's own line", "it on the next line"
            return inner, Problem("missing-bar", Span(stop - 1, stop), found, expected, edits)
        here = Span(lines.start(end), lines.start(end))
        place = lines.place(end)
        found, expected = "the summary has no closing line", f'"{CLOSING_LINE}" here'
        missing = Problem("missing-bar", here, found, expected)
        if place is not None:
            inserted = f"|{lines.newline}" if end < len(lines.texts) else f"{lines.newline}|"
            missing = missing._replace(edits=((Span(place, place), inserted),))
        return stop, missing

    def _is_tree(self, at: int) -> bool:
        """Whether a line was meant as the tree: it opens one, or it holds nodes."""
        return self._kind(at) is Kind.TREE

    # Lines that are none of the layout.

    def _unknown(self, at: int, cells: Cells, *, is_heading: bool = True) -> Block:
        """A line that is none of the layout: a row, a field with another label, or junk.

        `is_heading` allows that it is taken for the heading of a picture that follows.
        """
        (first, offset), *others = cells.cells
        label = Part(first, self.lines.starts[at] + offset)
        is_row = any(text.endswith("dataset.") for text, _ in cells.cells[not self._in_table :])
        if others and first in LABELS:
            slot, kind = LABELS[first]
            form = f'"{SLOT_FORMS[slot]}"'
            misshaped = Problem("unexpected-line", self.lines.extent(at), self.lines.shown(at), form)
            return self._known(at, Line(kind, slot), (misshaped,))
        if is_row or (others and self._in_table):
            self._in_table = True
            return Block(Slot.ROW, at, at + 1, label, None, (self._malformed_row(at, cells),))
        near = _near(cells)
        if near is None and is_heading and self._kind(at + 1) is Kind.PICTURE and self._before is not None:
            expected = self._before + 1
            near = Slot(expected) if expected in PICTURES and expected not in self._present else None
        if not others and (near is None or self._in_table):
            return self._junk(at)
        if near is None or near in self._present:
            return Block(None, at, at + 1, label, None, (Problem("unknown-field", label.span, first),))
        return self._renamed(at, label, near)

    def _renamed(self, at: int, label: Part, slot: Slot) -> Block:
        """The block that a line would be under another label."""
        name = SLOT_NAMES[slot]
        problem = Problem("unknown-field", label.span, label.text, name, ((label.span, name),))
        before = label.start - self.lines.starts[at]
        reading = _explained(name + self.lines.texts[at][before + len(label.text) :])
        line = reading.line if isinstance(reading, Explained) else Line(LABELS[name][1], slot)
        if not isinstance(reading, Explained) or reading.defects:
            problem = problem._replace(edits=())
        shift = before + len(label.text) - len(name)
        moved = line._replace(pieces=tuple((text, offset + shift) for text, offset in line.pieces))
        return self._known(at, moved, (problem,))._replace(label=label)

    def _malformed_row(self, at: int, cells: Cells) -> Problem:
        texts = [text for text, _ in cells.cells]
        if len(texts) == _ROW_BARS + 1 and not any(texts[2:]) and any(texts[:2]):
            empty = 1 if texts[0] else 0
            what = "text" if empty else "name"
            return Problem("empty-value", self._cell(at, empty), f"the {what} of a dataset row")
        bars = "1 bar" if len(texts) == 2 else f"{len(texts) - 1} bars"
        if len(texts) == _ROW_BARS + 1:
            bars = "its bars in other places"
        expected = f'"{SLOT_FORMS[Slot.ROW]}" with {_ROW_BARS} bars'
        return Problem("malformed-row", self.lines.extent(at), f"a dataset row with {bars}", expected)

    def _junk(self, at: int) -> Block:
        span = self.lines.extent(at)
        problem = Problem("unexpected-line", span, self.lines.shown(at))
        return Block(None, at, at + 1, Part(self.lines.texts[at].strip(), span.start), None, (problem,))

    # What a line is.

    def _read(self, at: int) -> Explained | Cells:
        reading = self._readings.get(at)
        if reading is None:
            text = self.lines.texts[at]
            reading = _explained(text)
            if UNSEEN.search(text) and ("\n" in text or not _is_good(reading)):
                reading = _unveiled(text) or reading
            if not self._in_table and isinstance(reading, Explained) and not is_meant(reading.line):
                reading = _cut(text)
            self._readings[at] = reading
        return reading

    def _kind(self, at: int) -> Kind | None:
        """The form of a line; None for one that is none of the layout, or after the last."""
        reading = self._read(at) if at < len(self.lines.texts) else None
        return reading.line.kind if isinstance(reading, Explained) else None

    def _slot(self, at: int) -> Slot | None:
        """The place that a line is for, by its form or by a label that is nearly one."""
        if at >= len(self.lines.texts):
            return None
        reading = self._read(at)
        return reading.line.slot if isinstance(reading, Explained) else _near(reading)

    def _stands_alone(self, at: int) -> bool:
        """Whether a line is a block by itself."""
        slot = self._slot(at)
        kind = self._kind(at)
        return at < len(self.lines.texts) and (
            (slot is None and kind is None) or (slot is not None and slot not in (*PICTURES, Slot.SUMMARY))
        )

    def _label(self, at: int, slot: Slot) -> Part:
        """The label of a field, the name of a row, or a whole line of fixed words."""
        start, end = self.lines.extent(at)
        text = self.lines.source.text[start:end]
        name = SLOT_NAMES[slot]
        if text.startswith(name):
            return Part(name, start)
        if "|" in text and (slot is Slot.ROW or name in LABELS):
            return Part(text[: text.index("|")].rstrip(), start)
        return Part(text, start)

    def _cell(self, at: int, number: int = 1) -> Span:
        """What stands in a cell of a line, blanks included; cells are counted from 0."""
        parts = self.lines.texts[at].split("|")
        if number >= len(parts):
            return Span(self.lines.extent(at).end, self.lines.extent(at).end)
        start = self.lines.starts[at] + sum(map(len, parts[:number])) + number
        return Span(start, start + len(parts[number]))

    # Problems.

    def _moved(self, at: int, before: int, expected: str) -> Problem:
        """The problem of a line that belongs elsewhere in its block."""
        found = f"{self.lines.shown(at)} stands"
        return Problem("field-out-of-order", self.lines.extent(at), found, expected, self._move(at, before))

    def _move(self, at: int, before: int) -> tuple[tuple[Span, str], ...]:
        """The edits that move a line before another."""
        lines = self.lines
        return moving(lines, lines.whole(at, at + 1), lines.texts[at : at + 1], before)

    def _own_problems(self, at: int) -> tuple[Problem, ...]:
        reading = self._read(at)
        return self._problems(at, reading.defects) if isinstance(reading, Explained) else ()

    def _problems(self, at: int, defects: tuple[Defect, ...]) -> tuple[Problem, ...]:
        start = self.lines.starts[at]
        problems: list[Problem] = []
        for defect in defects:
            span = Span(start + defect.start, start + defect.end)
            edits = ((span, defect.repair),) if defect.repair is not None else ()
            problems.append(Problem(defect.kind, span, defect.found, defect.expected, edits))
        return tuple(problems)


def claimed(lines: Lines, block: Block, slot: Slot) -> Block:
    """A block of no place, taken for the one that is missing where it stands."""
    name, form = SLOT_NAMES[slot], SLOT_FORMS[slot]
    span = lines.extent(block.first)
    text = lines.texts[block.first].strip()
    claim = Problem("unexpected-line", span, lines.shown(block.first), f'"{form}"')
    is_header = slot is Slot.HEADER and nearest(text.partition("|")[0][:LONGEST_LABEL].strip(), [form.split()[0]])
    if is_header or (slot is Slot.SEPARATOR and not text.strip(f"{RULING}{BLANKS}|")):
        claim = Problem("malformed-header", span, claim.found, claim.expected, ((span, form),))
    elif block.problems and block.problems[0].kind == "unknown-field" and name in LABELS:
        renamed = accept_line(name + text[len(block.label.text) :])
        if renamed is not None and renamed.slot is slot:
            claim = block.problems[0]._replace(expected=name, edits=((block.label.span, name),))
    return block._replace(slot=slot, line=None, problems=(claim,))


def moving(lines: Lines, whole: Span | None, texts: list[str], before: int) -> tuple[tuple[Span, str], ...]:
    """The edits that take lines, deleted by the span `whole`, to before another line; none where that is not clear."""
    place = lines.place(before)
    if whole is None or place is None:
        return ()
    text = lines.newline.join(texts)
    inserted = lines.newline + text if before == len(lines.texts) else text + lines.newline
    return tuple(sorted(((Span(place, place), inserted), (whole, ""))))


def _near(cells: Cells) -> Slot | None:
    """The place of the label that a line's first cell is nearly."""
    first = cells.cells[0][0]
    near = nearest(first, LABELS) if len(first) <= LONGEST_LABEL else None
    return LABELS[near][0] if near else None


def _explained(text: str) -> Explained | Cells:
    line = accept_line(text)
    if line is not None:
        return Explained(line)
    from genelint.explain import explain_line  # noqa: PLC0415 - imports pyparsing

    return explain_line(text)


def _is_good(reading: Explained | Cells) -> bool:
    return isinstance(reading, Explained) and not reading.defects and is_meant(reading.line)


def _cut(text: str) -> Cells:
    """A line cut at its bars."""
    cells: list[tuple[str, int]] = []
    start = 0
    for cell in text.split("|"):
        cells.append((cell.strip(), start + len(cell) - len(cell.lstrip())))
        start += len(cell) + 1
    return Cells(tuple(cells))


def _unveiled(text: str) -> Explained | None:
    """What a line is without its unseen characters, where it is an ordinary one then."""
    kept = [at for at, character in enumerate(text) if not UNSEEN.match(character)]
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


def _is_blank(line: Line, problems: tuple[Problem, ...]) -> bool:
    """Whether a field's value is blank and nothing worse is known of it."""
    return bool(line.pieces) and not line.pieces[0][0] and all(one.kind == "missing-bar" for one in problems)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
