"""The block of a summary: `Summary |`, the tree, and the closing bar, any of which may be broken, absent, or in
another order."""

from __future__ import annotations

import json
import re

from genelint.blocks import Block, claimed, moved
from genelint.grammar import CLOSING_LINE, SLOT_FORMS, SLOT_NAMES, Kind, Line, Slot
from genelint.lines import JSON_LINE, Lines
from genelint.model import Span
from genelint.readings import Readings
from genelint.record import Problem
from genelint.values import NamedTuple


class Summary(NamedTuple):
    """A summary's block, the numbers of foreign lines inside it, and the tree's JSON.

    `tree_span` is absent where no tree was found or the texts of the tree were broken into lines; in that case
    `unread_tree` is where it stands.
    """

    block: Block
    inside: tuple[int, ...] = ()
    tree_span: Span | None = None
    unread_tree: Span | None = None

    def with_problems(self, *problems: Problem) -> Summary:
        """The same with more problems of the block."""
        return self._replace(block=self.block._replace(problems=(*self.block.problems, *problems)))


def read_summary(
    readings: Readings, at: int, line: Line, problems: tuple[Problem, ...], before: Block | None
) -> Summary:
    """Read the summary that begins at a line, its heading or its tree.

    Where the heading is missing, the block `before` is taken for it if it has no place of its own; the summary then
    begins with that block.
    """
    block = Block(Slot.SUMMARY, at, at + 1, readings.label(at, Slot.SUMMARY), line, problems)
    if line.kind is Kind.TREE:
        return _read_unheaded(readings, block, before)
    if not readings.is_tree(at + 1) and readings.is_tree(at + 2):
        return _read_parted(readings, block)
    stop = _tree_end(readings, at + 1)
    closed = readings.kind(stop) is Kind.CLOSING
    if readings.is_tree(at + 1) or (closed and stop > at + 1):
        return _read_tree(readings, block, at + 1)
    if readings.slot(at + 1) is Slot.SUMMARY:
        return Summary(block)  # The heading stands twice, and that is reported.
    empty = Problem("empty-value", readings.lines.extent(at), f'"{SLOT_NAMES[Slot.SUMMARY]}"')
    return Summary(block._replace(end=at + 1 + closed, problems=problems or (empty,)))


def _read_unheaded(readings: Readings, block: Block, before: Block | None) -> Summary:
    """A tree without its heading above it: it stands below it, or is missing."""
    at, lines = block.first, readings.lines
    if readings.slot(at + 1) is Slot.SUMMARY and readings.kind(at + 2) is Kind.CLOSING:
        late = moved(lines, at + 1, at, "before the tree")
        return _with_tree(lines, Summary(block._replace(end=at + 3, problems=())), at, at + 1).with_problems(late)
    if before is not None and before.slot is None and before.end == at:
        return _read_tree(readings, claimed(lines, before, Slot.SUMMARY), at)
    place = lines.starts[at]
    expected = f'the line "{SLOT_FORMS[Slot.SUMMARY]}"'
    missing = Problem("missing-field", Span(place, place), "a summary tree", expected)
    return _read_tree(readings, block._replace(problems=(*block.problems, missing)), at)


def _read_parted(readings: Readings, block: Block) -> Summary:
    """A summary with another line between its heading and its tree: a foreign one, or its own closing bar."""
    at, lines = block.first + 1, readings.lines
    if readings.slot(at) is Slot.SUMMARY:
        return Summary(block)  # The heading stands twice, and that is reported.
    if readings.kind(at) is Kind.CLOSING and readings.kind(at + 2) is not Kind.CLOSING:
        early = moved(lines, at, at + 2, "after the tree")
        return _with_tree(lines, Summary(block._replace(end=at + 2)), at + 1, at + 2).with_problems(early)
    read = _read_tree(readings, block._replace(parted=True), at + 1)
    return read._replace(inside=(at, *read.inside))


def _read_tree(readings: Readings, block: Block, first: int) -> Summary:
    """The summary with its tree, which begins at a line, and its closing bar."""
    lines = readings.lines
    end = _tree_end(readings, first)
    if readings.kind(end) is Kind.CLOSING:
        return _with_tree(lines, Summary(block._replace(end=end + 1)), first, end)
    if readings.stands_alone(end) and readings.kind(end + 1) is Kind.CLOSING:
        parted = block._replace(end=end + 2, parted=True)
        return _with_tree(lines, Summary(parted, inside=(end,)), first, end)
    summary = Summary(block._replace(end=end))
    if end > first + 1 and _is_json(lines.texts[first]):
        last = end - 1
        misworded = Problem("unexpected-line", lines.extent(last), lines.shown(last), f'"{CLOSING_LINE}"')
        return _with_tree(lines, summary.with_problems(misworded), first, last)
    stop, unclosed = _unclosed(lines, end)
    return _with_tree(lines, summary.with_problems(unclosed), first, end, stop)


def _tree_end(readings: Readings, first: int) -> int:
    """Behind the last line of a tree that begins at a line: a closing bar or a line of the layout."""
    texts = readings.lines.texts
    at = first
    while at < len(texts) and (
        (at == first and readings.is_tree(at))
        or JSON_LINE.match(texts[at])
        or (readings.kind(at) is not Kind.CLOSING and readings.slot(at) is None)
    ):
        at += 1
    return at


def _with_tree(lines: Lines, summary: Summary, first: int, end: int, stop: int | None = None) -> Summary:
    """The summary with lines, up to an offset, for its tree, and with what is wrong with there being more than one.

    Where the first is a tree by itself, the others are foreign to it; where their breaks stand inside texts, the
    tree is not read; where all of them are broken JSON, the tree's own rules say so.
    """
    head = lines.extent(first)
    stop = lines.extent(end - 1).end if stop is None else stop
    if end > first + 1:
        whole = lines.source.text[head.start : stop]
        is_tree = _is_json(whole)
        if is_tree or _is_json(re.sub(r"[\r\n]+", " ", whole)):
            spread = Span(lines.extent(first + 1).start, stop)
            rest = Problem("unexpected-line", spread, "the rest of the tree", "the tree as one line of JSON")
            summary = summary.with_problems(rest)
            if not is_tree:
                return summary._replace(unread_tree=Span(head.start, stop))
        elif _is_json(lines.source.text[head.start : head.end]):
            stop = head.end
            foreign = (Problem("unexpected-line", lines.extent(at), lines.shown(at)) for at in range(first + 1, end))
            summary = summary.with_problems(*foreign)
    return summary._replace(tree_span=Span(head.start, max(head.start, stop)))


def _unclosed(lines: Lines, end: int) -> tuple[int, Problem]:
    """The missing closing bar of a tree that ends before a line, and where the tree ends."""
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


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
