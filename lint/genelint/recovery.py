"""Explains a layout that was not accepted: what is missing, doubled, broken or out of place.

The blocks that lines were gathered into are compared with the order that the layout has. One slip gives one problem;
what depends on it is left out rather than reported as well. Each kind of `Problem` is described beside the rule of that
name.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from genelint.blocks import Block, claimed, moving, parted
from genelint.gatherer import Gatherer
from genelint.grammar import OPTIONAL, SLOT_FORMS, SLOT_NAMES, Kind, Slot, accept_line, is_meant
from genelint.layout import Layout
from genelint.lines import BYTE_ORDER_MARK, Lines
from genelint.model import Part, Source, Span
from genelint.record import Field, Problem, Sentence
from genelint.table import Table
from genelint.templates import known_templates
from genelint.wording import listed, quote

_REQUIRED = tuple(slot for slot in Slot if slot not in OPTIONAL)
_MOST_NULS = 4
"""A text of which more than one in so many is NUL is no text, but numbers or another encoding."""
_MANY = 1000
"""In so many lines there would be one of the layout, if they were a record."""
_PASTED = 3
"""So many repeated fields one after the other are one slip: a record pasted into another."""


def explain_layout(source: Source) -> Layout:
    """The layout of any text, with its problems in the order of the text; never raises."""
    text = source.text.removeprefix(BYTE_ORDER_MARK)
    if not text.strip():
        empty = Problem("empty-record", Span(0, len(source.text)))
        return Layout({}, problems=(empty,), recognised=False)
    lines = Lines(source)
    if len(lines.texts) > _MANY and not any(_is_layout(line) for line in lines.texts):
        return Layout({}, problems=(_no_record(source),), recognised=False)
    gathered = Gatherer(lines).gather()
    if not gathered.certain or text.count("\0") > len(text) // _MOST_NULS:
        return Layout({}, problems=(_no_record(source),), recognised=False)
    blocks, pasted, left_out = _split_pasted(_claim(lines, gathered.blocks))
    in_order, others = _split_moved(blocks)
    moved, repeated = _split_repeated(lines, others, in_order)
    kept = sorted([*in_order, *moved, *(block for block in blocks if block.slot is None)], key=_first)
    last = max(gathered.blocks, key=_end)
    missing, cut = _missing(lines, in_order, moved, last)
    problems = pasted + repeated + _moves(lines, in_order, moved) + missing
    for block in kept:
        if not (cut and block.first == last.first):
            problems += block.problems
    inside = gathered.tree_span or gathered.unread_tree or Span(0, 0)
    problems += _own_problems(lines, kept, problems, left_out, inside)
    if pasted or repeated or missing or any(one.kind == "unexpected-line" for one in problems):
        # Which of two lines counts, what a missing one leaves without its place, and which side of a merge conflict a
        # line belongs to, depends on where lines stand.
        problems = [one._replace(edits=()) if one.kind == "field-out-of-order" else one for one in problems]
    problems.sort(key=_place)
    tree_span = None if cut and last.slot is Slot.SUMMARY else gathered.tree_span
    whole = [block for block in kept if not (cut and block.first == last.first)]
    return _layout(lines, whole, tree_span, tuple(problems))


def _is_layout(text: str) -> bool:
    """Whether a line is surely one of the layout."""
    line = accept_line(text)
    return line is not None and is_meant(line) and line.slot not in (None, Slot.SEPARATOR)


def _own_problems(
    lines: Lines, kept: list[Block], problems: list[Problem], left_out: set[int], tree: Span
) -> list[Problem]:
    """The problems of the lines themselves, but for what follows from others.

    A line that was emptied is missing, and that is reported; lines of a record that was pasted in are left out, and a
    blank one inside the tree is a break of the tree's line.
    """
    gaps = {problem.span.start for problem in problems if problem.kind in ("missing-field", "missing-bar")}
    gaps |= {lines.start(block.first + 1) for block in kept if any(one.kind == "empty-value" for one in block.problems)}
    return [
        problem
        for problem in lines.problems
        if problem.span.start not in left_out
        and not (
            problem.kind == "blank-line"
            and (problem.edits[0][0].end in gaps or tree.start <= problem.span.start < tree.end)
        )
    ]


def _end(block: Block) -> int:
    return block.end


def _first(block: Block) -> int:
    return block.first


def _place(problem: Problem) -> tuple[Span, str]:
    return problem.span, problem.kind


def _no_record(source: Source) -> Problem:
    """What to say of a text that is no record, at its first line that is not blank."""
    rest = source.text.removeprefix(BYTE_ORDER_MARK).lstrip()
    start = len(source.text) - len(rest)
    text = source.text[start : source.line_span(source.line_col(start)[0]).end].rstrip()
    return Problem("unexpected-line", Span(start, start + len(text)), quote(text), "a gene record")


def _claim(lines: Lines, blocks: list[Block]) -> list[Block]:
    """Take a line that is none of the layout for the one required line that is missing between its neighbours."""
    present = {block.slot for block in blocks}
    followers: list[Slot | None] = [None]
    for block in reversed(blocks):
        followers.append(followers[-1] if block.slot is None or block.inside else block.slot)
    followers.reverse()
    before: Slot | None = None
    read: list[Block] = []
    for found, following in zip(blocks, followers[1:], strict=True):
        missing = [slot for slot in _between(before, following) if slot not in present] if found.slot is None else []
        block = claimed(lines, found, missing[0]) if len(missing) == 1 else found
        if block.slot is not None and not block.inside:
            before = block.slot
        present.add(block.slot)
        read.append(block)
    return read


def _between(before: Slot | None, following: Slot | None) -> list[Slot]:
    """The required places between two, or from the first or to the last one."""
    return [slot for slot in _REQUIRED if (before is None or before < slot) and (following is None or slot < following)]


def _split_pasted(blocks: list[Block]) -> tuple[list[Block], list[Problem], set[int]]:
    """The blocks without records that were pasted in, what to say of these, and where their labels stand."""
    taken: dict[Slot, Block] = {}
    kept: list[Block] = []
    problems: list[Problem] = []
    left_out: set[int] = set()
    at = 0
    while at < len(blocks):
        block = blocks[at]
        end = _pasted_end(blocks, at, taken)
        if end > at:
            left_out.update(inner.label.start for inner in blocks[at:end])
            problems.append(_pasted(blocks[at:end], taken))
        else:
            kept.append(block)
            if block.slot is not None and block.slot is not Slot.ROW:
                taken.setdefault(block.slot, block)
            end = at + 1
        at = end
    return kept, problems, left_out


def _split_repeated(lines: Lines, others: list[Block], in_order: list[Block]) -> tuple[list[Block], list[Problem]]:
    """Those of the others whose place is not taken, and what to say of those whose place is."""
    taken = {block.slot: block for block in in_order}
    first: dict[Slot | None, Block] = {}
    moved: list[Block] = []
    problems: list[Problem] = []
    for block in others:
        if block.slot is Slot.ROW or block.slot is None or block.slot not in taken:
            taken[block.slot] = block
            moved.append(block)
            continue
        one, two = sorted((first.setdefault(block.slot, taken[block.slot]), block), key=_first)
        first[block.slot] = one
        line = lines.source.line_col(one.label.start)[0]
        name = quote(SLOT_NAMES[block.slot])
        problems.append(Problem("duplicate-field", two.label.span, name, f"line {line}", other=one.label.span))
    return moved, problems


def _pasted_end(blocks: list[Block], at: int, taken: dict[Slot, Block]) -> int:
    """The end of a record that was pasted in at a block, its rows included; `at` where none was."""
    repeats, end, last = 0, at, -1
    for number in range(at, len(blocks)):
        slot = blocks[number].slot
        if slot is None or slot is Slot.ROW or slot <= last:
            break
        if slot in taken:
            repeats += 1
            end = number + 1
        elif slot not in OPTIONAL or (not repeats and number > at):
            break
        last = slot
    if repeats < _PASTED:
        return at
    if blocks[end - 1].slot is Slot.SEPARATOR:
        while end < len(blocks) and blocks[end].slot is Slot.ROW:
            end += 1
    return end


def _pasted(blocks: list[Block], taken: dict[Slot, Block]) -> Problem:
    fields = [block.slot for block in blocks if block.slot is not None and block.slot is not Slot.ROW]
    first, last = quote(SLOT_NAMES[fields[0]]), quote(SLOT_NAMES[fields[-1]])
    found = f"{len(fields)} fields one after the other, {first} to {last}"
    original = next(taken[slot] for slot in fields if slot in taken)
    return Problem("duplicate-field", blocks[0].label.span, found, "another record", other=original.label.span)


def _split_moved(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The longest run of blocks that are in order, each place once but for rows, and the others that have a place."""
    placed = [block for block in blocks if block.slot is not None and not block.inside]
    tails: list[int] = []  # the least place with which a run of each length ends
    ends: list[int] = []  # the block it ends with
    before: list[int] = []  # for each block the one before it in its run
    for at, block in enumerate(placed):
        slot = int(block.slot or 0)
        rank = bisect_right(tails, slot) if block.slot is Slot.ROW else bisect_left(tails, slot)
        before.append(ends[rank - 1] if rank else -1)
        if rank == len(tails):
            tails.append(slot)
            ends.append(at)
        elif slot < tails[rank]:
            tails[rank] = slot
            ends[rank] = at
    chosen: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.add(placed[at].first)
        at = before[at]
    in_order = [block for block in placed if block.first in chosen]
    return in_order, [block for block in blocks if block.slot is not None and block.first not in chosen]


def _moves(lines: Lines, in_order: list[Block], moved: list[Block]) -> list[Problem]:
    """What is out of order; blocks that stand together and go to one place are one problem."""
    if not moved:
        return []
    if any(block.slot is Slot.ROW for block in moved):
        in_order = [row for block in in_order for row in parted(lines, block)]
    slots = [int(block.slot or 0) for block in in_order]
    first_row = bisect_left(slots, Slot.ROW)
    names = [block.label.text.lower() for block in in_order[first_row:]]
    problems: list[Problem] = []
    run: list[Block] = []
    run_place = 0
    for block in moved:
        place = bisect_right(slots, int(block.slot or 0))
        if block.slot is Slot.ROW:
            place = first_row + bisect_right(names, block.label.text.lower())
        if run and not (place == run_place and run[-1].end == block.first and (run[-1].slot or 0) <= (block.slot or 0)):
            problems.append(_move(lines, in_order, run, run_place))
            run = []
        run.append(block)
        run_place = place
    problems.append(_move(lines, in_order, run, run_place))
    return problems


def _move(lines: Lines, in_order: list[Block], run: list[Block], place: int) -> Problem:
    names = [quote(_name(block)) for block in run]
    found = f"{names[0]} stands" if len(run) == 1 else f"{len(run)} fields, {names[0]} to {names[-1]}, stand"
    whole = None if any(block.parted for block in run) else lines.whole(run[0].first, run[-1].end)
    texts = lines.texts[run[0].first : run[-1].end]
    if place < len(in_order):
        expected = f"before {quote(_name(in_order[place]))}"
        edits = moving(lines, whole, texts, in_order[place].first)
    else:
        expected = f"after {quote(_name(in_order[-1]))}"
        edits = moving(lines, whole, texts, len(lines.texts))
    return Problem("field-out-of-order", run[0].label.span, found, expected, edits)


def _name(block: Block) -> str:
    """A block for a message: its place in the layout, or a row's dataset."""
    return SLOT_NAMES[block.slot] if block.slot not in (None, Slot.ROW) else block.label.text


def _missing(lines: Lines, in_order: list[Block], moved: list[Block], last: Block) -> tuple[list[Problem], bool]:
    """What is absent, one problem for what is missing at one place, and whether the file breaks off.

    It breaks off where the rest of the layout is missing and the last line is broken: then that line's own problems
    say nothing more.
    """
    present = {block.slot for block in (*in_order, *moved)}
    problems: list[Problem] = []
    cut = False
    before: Slot | None = None
    for following in (*in_order, None):
        slot = following.slot if following is not None else None
        absent = [] if slot is before is not None else [slot for slot in _between(before, slot) if slot not in present]
        before = slot
        if not absent:
            continue
        expected = listed(f'"{SLOT_NAMES[slot]}"' for slot in absent)
        if len(absent) == 1:
            expected = f'the line "{SLOT_FORMS[absent[0]]}"'
        elif following is None:
            expected = f'"{SLOT_NAMES[absent[0]]}" and all that follows it'
        if following is not None:
            place, found = lines.starts[following.first], quote(_name(following))
        elif last.problems:
            place, found = lines.following, f"the end of the file, which breaks off in {quote(_name(last))}"
            cut = True
        else:
            place, found = lines.following, "the end of the file"
        problems.append(Problem("missing-field", Span(place, place), found, expected))
    return problems, cut


def _layout(lines: Lines, blocks: list[Block], tree_span: Span | None, problems: tuple[Problem, ...]) -> Layout:
    fields: dict[str, Field] = {}
    sentence: Sentence | None = None
    mention: Part | None = None
    rows: list[tuple[int, str]] = []
    broken = 0
    has_table = cut = False
    for block in blocks:
        slot, line = block.slot, block.line
        start = lines.starts[block.first]
        cut = slot is Slot.ROW and bool(block.problems)
        has_table = has_table or slot in (Slot.SEPARATOR, Slot.ROW)
        if slot is Slot.ROW and line is not None and not cut and "\n" not in lines.texts[block.first]:
            first, end = block.first, block.end
            rows += zip(lines.starts[first:end], lines.texts[first:end], strict=True)
            continue
        pieces = [Part(text, start + offset) for text, offset in line.pieces] if line is not None else []
        if slot is Slot.ROW:
            if len(pieces) > 1:
                rows.append((start, _row(start, *pieces[:2])))
            else:
                broken += 1
        elif slot is Slot.SENTENCE and len(pieces) == 5:
            sentence = Sentence(*pieces)
        elif slot is Slot.CLICK and pieces:
            mention = pieces[0]
        elif line is not None and line.kind is Kind.FIELD and pieces and pieces[0].text and slot is not None:
            fields[SLOT_NAMES[slot]] = Field(block.label, pieces[0])
    table = Table(rows, broken, cut=cut) if has_table else None
    symbol = sentence.symbol if sentence is not None else mention
    if table is not None and rows and symbol is not None:
        table.templates = known_templates([line for _, line in rows], symbol.text)
    return Layout(fields, tree_span, sentence, mention, table, problems)


def _row(start: int, name: Part, text: Part) -> str:
    """A broken row as it should be, its name and text at their places."""
    between = text.start - name.start - len(name.text)
    return f"{' ' * (name.start - start)}{name.text}{'|'.center(between)}{text.text} | |".replace("\n", " ")
