"""Explains a layout that was not accepted: what is missing, doubled, broken or out of place.

Lines are gathered into blocks (a field, the three lines of a summary, a heading with its picture), and the blocks are
compared with the order that the layout has. One slip gives one problem; what depends on it is left out rather than
reported as well. Each kind of `Problem` made here is described beside the rule of that name.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from genelint.grammar import (
    BLANKS,
    CLOSING_LINE,
    LABELS,
    OPTIONAL,
    PICTURE_LINE,
    PICTURES,
    SLOT_NAMES,
    Kind,
    Line,
    Slot,
    accept_line,
)
from genelint.layout import Layout
from genelint.model import Source, Span
from genelint.record import Field, Part, Problem, Sentence, Table
from genelint.wording import listed, nearest, quote

if TYPE_CHECKING:
    from genelint.explain import Cells, Defect, Explained

BYTE_ORDER_MARK = "\ufeff"
_REQUIRED = tuple(slot for slot in Slot if slot not in OPTIONAL)
_PASTED = 3
"""So many repeated fields one after the other are one slip: a record pasted into another."""


class Block(NamedTuple):
    """Lines `first` to `end` (0-based, half-open) that belong together. `slot` is None for what is none of the
    layout; `label` is what marks the block; `line` the pieces of its first line."""

    slot: Slot | None
    first: int
    end: int
    label: Part
    line: Line | None = None
    problems: tuple[Problem, ...] = ()


def explain_layout(source: Source) -> Layout:
    """The layout of any text, with its problems in the order of the text; never raises."""
    lines = _Lines(source)
    if not lines.texts:
        whole = Span(0, len(source.text))
        return Layout({}, problems=(Problem("empty-record", whole),), recognised=False)
    gathered = _Gatherer(lines).gather()
    if not gathered.certain:
        first = next(number for number, text in enumerate(lines.texts) if text.strip())
        problem = Problem("unexpected-line", lines.extent(first), quote(lines.texts[first].strip()), "a gene record")
        return Layout({}, problems=(problem,), recognised=False)
    blocks, repeated = _split_repeated(_claim(gathered.blocks))
    in_order, moved = _split_moved(blocks)
    last = gathered.blocks[-1]
    missing, cut = _missing(lines, in_order, moved, last)
    problems = [*gathered.problems, *_repeats(lines, repeated), *_moves(lines, in_order, moved), *missing]
    for block in blocks:
        if not (cut and block.first == last.first):
            problems += block.problems
    tree_span = None if cut and last.slot is Slot.SUMMARY else gathered.tree_span
    problems.sort(key=lambda problem: (problem.span, problem.kind))
    return _layout(lines, blocks, tree_span, tuple(problems))


class _Lines:
    """The text's lines: `texts` without line ends, the last blank ones left out, `starts` their offsets."""

    def __init__(self, source: Source) -> None:
        spans = [source.line_span(number) for number in range(1, len(source.line_starts) + 1)]
        if source.text.startswith(BYTE_ORDER_MARK):
            spans[0] = Span(1, max(1, spans[0].end))
        self.texts = [source.text[start:end] for start, end in spans]
        while self.texts and not self.texts[-1].strip():
            self.texts.pop()
        self.starts = [start for start, _ in spans]
        self.end = spans[len(self.texts) - 1].end if self.texts else 0
        self.source = source
        self.newline = "\r\n" if "\r\n" in source.text else source.newline

    def extent(self, number: int) -> Span:
        """The span of a line without the blanks around it."""
        text = self.texts[number]
        start = self.starts[number]
        return Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))

    def start(self, number: int) -> int:
        """Offset of a line, or of the end of the last one."""
        return self.starts[number] if number < len(self.texts) else self.end

    def whole(self, first: int, end: int) -> Span:
        """The span that deletes some lines together with one line end."""
        if end < len(self.starts):
            return Span(self.starts[first], self.starts[end])
        before = self.starts[first]
        return Span(max(0, before - len(self.newline)) if first else before, len(self.source.text))


class _Gatherer:
    """Gathers lines into blocks, from the first to the last.

    `certain` says that some line is surely one of the layout; `problems` are those that belong to no block.
    """

    def __init__(self, lines: _Lines) -> None:
        self.lines = lines
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.tree_span: Span | None = None
        self.certain = False
        self.in_table = False
        self.present = {line.slot for text in lines.texts if (line := accept_line(text)) is not None}

    def gather(self) -> _Gatherer:
        at = 0
        while at < len(self.lines.texts):
            if not self.lines.texts[at].strip():
                self._blank_line(at)
                at += 1
                continue
            block = self._block(at)
            self.blocks.append(block)
            at = block.end
        return self

    def _blank_line(self, at: int) -> None:
        whole = self.lines.whole(at, at + 1)
        start = self.lines.starts[at]
        span = Span(start, start + len(self.lines.texts[at]))
        self.problems.append(Problem("blank-line", span, edits=((whole, ""),)))

    def _block(self, at: int) -> Block:
        text = self.lines.texts[at]
        line = accept_line(text)
        if line is None:
            from genelint.explain import Explained, explain_line  # noqa: PLC0415 - imports pyparsing

            explained = explain_line(text)
            if not isinstance(explained, Explained):
                return self._unknown(at, explained)
            line, defects = explained.line, explained.defects
        else:
            defects = ()
        self.certain = self.certain or (not defects and _is_certain(line))
        return self._known(at, line, self._problems(at, defects))

    def _known(self, at: int, line: Line, problems: tuple[Problem, ...]) -> Block:
        slot = line.slot
        if slot is Slot.SUMMARY or line.kind is Kind.TREE:
            return self._summary(at, line, problems)
        if line.kind is Kind.PICTURE:
            return self._picture(at, problems)
        if line.kind is Kind.CLOSING or slot is None:
            return self._junk(at)
        if slot in PICTURES:
            return self._heading(at, slot, line, problems)
        if slot >= Slot.HEADER:
            self.in_table = True
        label = self._label(at, slot)
        if slot in (Slot.NAME, Slot.GENE_ID) and line.pieces and not line.pieces[0][0] and not problems:
            problems = (Problem("empty-value", self._cell(at), label.text),)
        return Block(slot, at, at + 1, label, line, problems)

    def _label(self, at: int, slot: Slot) -> Part:
        """The label of a field, the name of a row, or a whole line of fixed words."""
        start, end = self.lines.extent(at)
        text = self.lines.source.text[start:end]
        name = SLOT_NAMES[slot]
        if text.startswith(name):
            return Part(name, start)
        return Part(text[: text.index("|")].rstrip() if slot is Slot.ROW and "|" in text else text, start)

    def _cell(self, at: int) -> Span:
        """What stands between the first bar of a line and the next, or the end."""
        text = self.lines.texts[at]
        first = text.index("|") + 1
        second = text.find("|", first)
        start = self.lines.starts[at]
        return Span(start + first, start + (second if second >= 0 else len(text)))

    def _heading(self, at: int, slot: Slot, line: Line, problems: tuple[Problem, ...]) -> Block:
        label = self._label(at, slot)
        if at + 1 < len(self.lines.texts):
            following = self._second_line(at + 1)
            if following is not None:
                return Block(slot, at, at + 2, label, line, problems + following)
        place = self.lines.start(at + 1)
        expected = f'the line "{PICTURE_LINE}" after {quote(label.text)}'
        missing = Problem("missing-field", Span(place, place), self._standing(at + 1), expected)
        return Block(slot, at, at + 1, label, line, (*problems, missing))

    def _second_line(self, at: int) -> tuple[Problem, ...] | None:
        """The problems of a picture line, or None where the line is none."""
        text = self.lines.texts[at]
        if text == PICTURE_LINE:
            return ()
        if not text.lstrip(BLANKS).startswith("!["):
            return None
        from genelint.explain import Explained, explain_line  # noqa: PLC0415 - imports pyparsing

        explained = explain_line(text)
        if isinstance(explained, Explained) and explained.line.kind is Kind.PICTURE:
            return self._problems(at, explained.defects)
        return None

    def _picture(self, at: int, problems: tuple[Problem, ...]) -> Block:
        """A picture line whose heading is not above it: the heading is missing, unless it stands elsewhere."""
        before = next((block.slot for block in reversed(self.blocks) if block.slot is not None), None)
        slot = Slot(before + 1) if before is not None and before + 1 in PICTURES else None
        if slot is None or slot in self.present:
            return self._junk(at)
        place = self.lines.starts[at]
        missing = Problem("missing-field", Span(place, place), quote(PICTURE_LINE), f'the line "{SLOT_NAMES[slot]} |"')
        return Block(slot, at, at + 1, Part(PICTURE_LINE, place), None, (*problems, missing))

    def _summary(self, at: int, line: Line, problems: tuple[Problem, ...]) -> Block:
        """`Summary |`, the tree, and the closing bar, any of which may be broken or absent."""
        lines = self.lines
        found = list(problems)
        tree = at + 1
        if line.kind is Kind.TREE:
            tree = at
            place = lines.starts[at]
            found.append(Problem("missing-field", Span(place, place), "a summary tree", 'the line "Summary |"'))
        while tree < len(lines.texts) and not lines.texts[tree].strip():
            self._blank_line(tree)
            tree += 1
        label = self._label(at, Slot.SUMMARY)
        if not self._is_tree(tree):
            closed = tree < len(lines.texts) and lines.texts[tree].strip() == CLOSING_LINE
            found.append(Problem("empty-value", lines.extent(at), "Summary"))
            return Block(Slot.SUMMARY, at, tree + closed, label, line, tuple(found))
        end = tree + 1
        while end < len(lines.texts) and lines.texts[end].strip() != CLOSING_LINE and not self._is_ordinary(end):
            end += 1
        start, stop = lines.extent(tree).start, lines.extent(end - 1).end
        closed = end < len(lines.texts) and lines.texts[end].strip() == CLOSING_LINE
        if not closed:
            stop = self._unclosed(start, stop, end, found)
        while stop > start and lines.source.text[stop - 1].isspace():
            stop -= 1
        self.tree_span = Span(start, stop)
        if end > tree + 1 and _is_json(lines.source.text[start:stop]):
            spread = Span(lines.starts[tree + 1], stop)
            found.append(Problem("unexpected-line", spread, "a tree on several lines", "the tree as one line of JSON"))
        return Block(Slot.SUMMARY, at, end + closed, label, line, tuple(found))

    def _unclosed(self, start: int, stop: int, end: int, found: list[Problem]) -> int:
        """Report the missing closing bar; gives where the tree ends."""
        text = self.lines.source.text
        newline = self.lines.newline
        if text[stop - 1] == "|":
            inner = len(text[start : stop - 1].rstrip()) + start
            edits = ((Span(inner, stop), f"{newline}{CLOSING_LINE}"),)
            found.append(Problem("missing-bar", Span(stop - 1, stop), "the bar on the tree's own line", "the bar on a line of its own", edits))
            return inner
        place = self.lines.start(end)
        insert = f"{CLOSING_LINE}{newline}" if end < len(self.lines.texts) else f"{newline}{CLOSING_LINE}"
        edits = ((Span(place, place), insert),)
        found.append(Problem("missing-bar", Span(place, place), "a summary without its closing line", 'a line with "|" alone', edits))
        return stop

    def _is_tree(self, at: int) -> bool:
        """Whether a line was meant as the tree: it opens one, or it stands where the tree does and holds nodes."""
        if at >= len(self.lines.texts):
            return False
        text = self.lines.texts[at].lstrip()
        return text.startswith("{") or '"type"' in text or '"children"' in text

    def _is_ordinary(self, at: int) -> bool:
        text = self.lines.texts[at]
        line = accept_line(text)
        if line is None and "|" in text and not text.lstrip().startswith(("{", '"', "}", "[", "]")):
            from genelint.explain import Explained, explain_line  # noqa: PLC0415 - imports pyparsing

            explained = explain_line(text)
            line = explained.line if isinstance(explained, Explained) else None
        return line is not None and line.slot is not None

    def _unknown(self, at: int, cells: Cells) -> Block:
        """A line that is none of the layout: a row, a field with another label, or junk."""
        (first, offset), *others = cells.cells
        texts = [text for text, _ in others]
        start = self.lines.starts[at] + offset
        label = Part(first, start)
        if others and first in LABELS:
            problem = Problem("unexpected-line", self.lines.extent(at), quote(self.lines.texts[at].strip()), f'"{first} | value |"')
            return Block(LABELS[first][0], at, at + 1, label, None, (problem,))
        if others and (self.in_table or any(text.endswith("dataset.") for text in texts)):
            self.in_table = True
            return Block(Slot.ROW, at, at + 1, label, None, (self._malformed_row(at, cells),))
        near = nearest(first, LABELS) if len(first) <= 50 else None  # noqa: PLR2004
        if not others and (near is None or self.in_table):
            return self._junk(at)
        return self._misnamed(at, label, near)

    def _misnamed(self, at: int, label: Part, near: str | None) -> Block:
        problem = Problem("unknown-field", label.span, label.text)
        if near is None or LABELS[near][0] in self.present:
            return Block(None, at, at + 1, label, None, (problem,))
        return self._renamed(at, label, near)

    def _renamed(self, at: int, label: Part, name: str) -> Block:
        """The block that a line would be under another label."""
        from genelint.explain import Explained, explain_line  # noqa: PLC0415 - imports pyparsing

        slot = LABELS[name][0]
        problem = Problem("unknown-field", label.span, label.text, name, ((label.span, name),))
        text = self.lines.texts[at].lstrip(BLANKS)
        explained = explain_line(name + text[len(label.text) :])
        if slot in PICTURES:
            return self._heading(at, slot, Line(Kind.HEADING, slot), (problem,))._replace(label=label)
        if slot is Slot.SUMMARY:
            return self._summary(at, Line(Kind.HEADING, slot), (problem,))._replace(label=label)
        if not isinstance(explained, Explained):
            return Block(slot, at, at + 1, label, None, (problem,))
        shift = len(self.lines.texts[at]) - len(text) + len(label.text) - len(name)
        pieces = tuple((piece, offset + shift) for piece, offset in explained.line.pieces)
        return Block(slot, at, at + 1, label, explained.line._replace(pieces=pieces), (problem,))

    def _malformed_row(self, at: int, cells: Cells) -> Problem:
        texts = [text for text, _ in cells.cells]
        if len(texts) == 4 and not any(texts[2:]) and any(texts[:2]):  # noqa: PLR2004
            start = self.lines.starts[at]
            empty = 0 if not texts[0] else 1
            offset = cells.cells[empty][1]
            missing = "the dataset's name" if empty == 0 else "the text"
            return Problem("empty-value", Span(start + offset, start + offset), f"{missing} of a dataset row")
        return Problem("malformed-row", self.lines.extent(at), f"{len(texts) - 1} bars", '"NAME | TEXT | |" with 3 bars')

    def _junk(self, at: int) -> Block:
        span = self.lines.extent(at)
        text = self.lines.source.text[span.start : span.end]
        return Block(None, at, at + 1, Part(text, span.start), None, (Problem("unexpected-line", span, quote(text)),))

    def _standing(self, at: int) -> str:
        return quote(self.lines.texts[at].strip()) if at < len(self.lines.texts) else "the end of the file"

    def _problems(self, at: int, defects: tuple[Defect, ...]) -> tuple[Problem, ...]:
        start = self.lines.starts[at]
        problems = []
        for defect in defects:
            span = Span(start + defect.start, start + defect.end)
            edits = ((span, defect.repair),) if defect.repair is not None else ()
            problems.append(Problem(defect.kind, span, defect.found, defect.expected, edits))
        return tuple(problems)


def _is_certain(line: Line) -> bool:
    """Whether a good line shows that the text is meant as a gene record; many a table has rows like ours."""
    if line.kind is Kind.ROW:
        return line.pieces[1][0].endswith("dataset.")
    return line.slot is not None and line.slot is not Slot.SEPARATOR


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _claim(blocks: list[Block]) -> list[Block]:
    """Take a field of an unknown label for the one required field that is missing between its neighbours."""
    present = {block.slot for block in blocks}
    claimed: list[Block] = []
    for at, block in enumerate(blocks):
        problem = block.problems[0] if block.problems else None
        if block.slot is None and problem is not None and problem.kind == "unknown-field":
            before = next((b.slot for b in reversed(blocks[:at]) if b.slot is not None), -1)
            after = next((b.slot for b in blocks[at + 1 :] if b.slot is not None), len(Slot))
            missing = [slot for slot in _REQUIRED if before < slot < after and slot not in present]
            if len(missing) == 1 and SLOT_NAMES[missing[0]] in LABELS:
                name = SLOT_NAMES[missing[0]]
                renamed = problem._replace(expected=name, edits=((problem.span, name),))
                block = block._replace(slot=missing[0], problems=(renamed,))  # noqa: PLW2901
                present.add(missing[0])
        claimed.append(block)
    return claimed


def _split_repeated(blocks: list[Block]) -> tuple[list[Block], list[tuple[Block, Block]]]:
    """The blocks without those whose place is taken already, and these, each with the first of its place."""
    first: dict[Slot, Block] = {}
    kept: list[Block] = []
    repeated: list[tuple[Block, Block]] = []
    for block in blocks:
        if block.slot is None or block.slot is Slot.ROW:
            kept.append(block)
        elif block.slot in first:
            repeated.append((block, first[block.slot]))
        else:
            first[block.slot] = block
            kept.append(block)
    return kept, repeated


def _repeats(lines: _Lines, repeated: list[tuple[Block, Block]]) -> list[Problem]:
    problems: list[Problem] = []
    run: list[tuple[Block, Block]] = []
    for at, (block, first) in enumerate(repeated):
        run.append((block, first))
        if at + 1 < len(repeated) and repeated[at + 1][0].first == block.end:
            continue
        names = [SLOT_NAMES[repeat.slot] for repeat, _ in run if repeat.slot is not None]
        if len(run) >= _PASTED:
            found = f"{len(run)} fields one after the other, {quote(names[0])} to {quote(names[-1])}"
            problems.append(Problem("duplicate-field", run[0][0].label.span, found, "another record", other=run[0][1].label.span))
        else:
            for repeat, original in run:
                name = quote(SLOT_NAMES[repeat.slot]) if repeat.slot is not None else ""
                line = lines.source.line_col(original.label.start)[0]
                problems.append(Problem("duplicate-field", repeat.label.span, name, f"line {line}", other=original.label.span))
        run = []
    return problems


def _split_moved(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The longest run of blocks that are in order (those of no place left out), and the others."""
    placed = [block for block in blocks if block.slot is not None]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, block in enumerate(placed):
        slot = int(block.slot or 0)
        rank = bisect_right(tails, slot)
        before.append(ends[rank - 1] if rank else -1)
        if rank == len(tails):
            tails.append(slot)
            ends.append(at)
        else:
            tails[rank] = slot
            ends[rank] = at
    chosen: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.add(at)
        at = before[at]
    in_order = [block for at, block in enumerate(placed) if at in chosen]
    return in_order, [block for at, block in enumerate(placed) if at not in chosen]


def _moves(lines: _Lines, in_order: list[Block], moved: list[Block]) -> list[Problem]:
    slots = [int(block.slot or 0) for block in in_order]
    problems: list[Problem] = []
    for block in moved:
        slot = block.slot or Slot.FAMILY
        at = bisect_right(slots, int(slot))
        text = lines.newline.join(lines.texts[block.first : block.end])
        if at < len(in_order):
            neighbour = f"before {quote(_name(in_order[at]))}"
            place = lines.starts[in_order[at].first]
            inserted = (Span(place, place), text + lines.newline)
        else:
            neighbour = f"after {quote(_name(in_order[-1]))}"
            inserted = (Span(lines.end, lines.end), lines.newline + text)
        edits = tuple(sorted((inserted, (lines.whole(block.first, block.end), ""))))
        name = quote(_name(block))
        problems.append(Problem("field-out-of-order", block.label.span, name, neighbour, edits))
    return problems


def _name(block: Block) -> str:
    return SLOT_NAMES[block.slot] if block.slot is not None else block.label.text


def _missing(
    lines: _Lines, in_order: list[Block], moved: list[Block], last: Block
) -> tuple[list[Problem], bool]:
    """What is absent, one problem for what is missing at one place, and whether the file breaks off.

    It breaks off where the rest of the layout is missing and the last line is broken: then that line's own problems
    say nothing more.
    """
    present = {block.slot for block in (*in_order, *moved)}
    problems: list[Problem] = []
    cut = False
    run: list[Slot] = []
    for at in range(len(in_order) + 1):
        following = in_order[at] if at < len(in_order) else None
        before = in_order[at - 1].slot if at else None
        run = [
            slot
            for slot in _REQUIRED
            if slot not in present
            and (before is None or slot > before)
            and (following is None or slot < (following.slot or 0))
        ]
        if not run:
            continue
        expected = listed(f'"{SLOT_NAMES[slot]}"' for slot in run)
        if following is not None:
            place, found = lines.starts[following.first], quote(_name(following))
        else:
            place, found = lines.end, "the end of the file"
            if last.problems:
                cut = True
                found = f"the end of the file in the middle of {quote(_name(last))}"
        problems.append(Problem("missing-field", Span(place, place), found, expected))
    return problems, cut


def _layout(lines: _Lines, blocks: list[Block], tree_span: Span | None, problems: tuple[Problem, ...]) -> Layout:
    fields: dict[str, Field] = {}
    sentence: Sentence | None = None
    mention: Part | None = None
    rows: list[tuple[int, str]] = []
    broken = 0
    has_table = False
    for block in blocks:
        slot, line = block.slot, block.line
        start = lines.starts[block.first]
        pieces = [Part(text, start + offset) for text, offset in line.pieces] if line is not None else []
        if slot is Slot.ROW:
            if len(pieces) > 1 and not any(problem.kind == "malformed-row" for problem in block.problems):
                rows.append((start, lines.texts[block.first]))
            else:
                broken += 1
        elif slot is Slot.SENTENCE and len(pieces) == 5:  # noqa: PLR2004
            sentence = Sentence(*pieces)
        elif slot is Slot.CLICK and pieces:
            mention = pieces[0]
        elif slot in (Slot.HEADER, Slot.SEPARATOR):
            has_table = True
        elif line is not None and line.kind is Kind.FIELD and pieces and pieces[0].text and slot is not None:
            fields[SLOT_NAMES[slot]] = Field(block.label, pieces[0])
    last = blocks[-1]
    cut = last.slot is Slot.ROW and bool(last.problems)
    table = Table(rows, broken, cut=cut) if has_table or rows or broken else None
    return Layout(fields, tree_span, sentence, mention, table, problems)
