"""Each finding with its line, the marked place, and what would repair it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from genelint.model import Diagnostic, Excerpt, Region, Severity
from genelint.render import View, ordered, paint, repair, summarise
from genelint.report import Report
from genelint.values import NamedTuple
from genelint.wording import visible

_BOLD = "1"
_FRAME = "1;34"
_CUT = "…"
_LEAST_WIDTH = 20


class Cell(NamedTuple):
    """A code point as it is shown, and the columns of the terminal that this takes."""

    shown: str
    width: int


def render(report: Report, view: View) -> Iterator[str]:
    """The findings, and a line that sums up."""
    for diagnostic in ordered(report, view):
        yield "\n".join(block(diagnostic, color=view.color, width=view.width)) + "\n\n"
    yield summarise(report) + "\n"


def block(diagnostic: Diagnostic, *, color: bool, width: int) -> Iterator[str]:
    """The lines that show one finding."""
    region, severity = diagnostic.region, diagnostic.severity
    head = paint(f"{severity.label}[{diagnostic.code}]", severity, color=color)
    message = paint(visible(diagnostic.message), _BOLD, color=color)
    yield f"{head} {diagnostic.rule}: {message}"
    margin = " " * len(str(region.line))
    yield f"{margin}{paint('-->', _FRAME, color=color)} {_place(diagnostic.path, region)}"
    yield from cited([(region, diagnostic.excerpt)], "^", severity, color=color, width=width)
    equals = paint("=", _FRAME, color=color)
    if diagnostic.fix is not None:
        yield f"{margin} {equals} {paint('help', _BOLD, color=color)}: {repair(diagnostic.fix)}"
    for path, place, note in diagnostic.related:
        where = _place(path, place)
        yield f"{margin} {equals} {paint('note', _BOLD, color=color)}: {where}: {visible(note)}"
    if diagnostic.suppressed:
        yield f"{margin} {equals} {paint('note', _BOLD, color=color)}: suppressed: {visible(diagnostic.suppressed)}"


def cited(
    lines: Sequence[tuple[Region, Excerpt]], mark: str, style: Severity | str, *, color: bool, width: int
) -> Iterator[str]:
    """Lines of a file with their numbers, in a frame. Each is cut to the width around its region, which has a `mark`
    of one character under it, or none where that is empty."""
    margin = " " * len(str(lines[-1][0].line))
    bar = paint("|", _FRAME, color=color)
    yield f"{margin} {bar}"
    room = width - len(f"{margin} | ") - 1  # a mark may stand behind the line's end
    for region, excerpt in lines:
        number = str(region.line).rjust(len(margin))
        text, offset, length = _line(excerpt, region, max(_LEAST_WIDTH, room))
        yield f"{paint(number, _FRAME, color=color)} {bar} {text}".rstrip()
        if mark:
            yield f"{margin} {bar} {' ' * offset}{paint(mark * length, style, color=color)}"


def _place(path: str, region: Region) -> str:
    return f"{visible(path)}:{region.line}:{region.column}"


def _line(excerpt: Excerpt, region: Region, width: int) -> tuple[str, int, int]:
    """The excerpt cut to a width around the marked place, and where marks stand below it: columns from 0, how many."""
    text = excerpt.text
    cells = [] if text.isascii() and text.isprintable() else [_cell(char) for char in text]  # else each is its own cell
    widths = [cell.width for cell in cells] or [1] * len(text)
    start = min(max(0, region.column - excerpt.column), len(widths))
    end = len(widths)
    if region.end_line == region.line:
        end = max(start, min(region.end_column - excerpt.column, end))
    first, last = 0, len(widths)
    if sum(widths) + len(_CUT) * (excerpt.before + excerpt.after) > width:
        window = _window if cells else _plain_window
        first, last = window(widths, start, end, width - 2 * len(_CUT))
    before = _CUT if excerpt.before or first else ""
    after = _CUT if excerpt.after or last < len(widths) else ""
    shown = "".join(cell.shown for cell in cells[first:last]) if cells else text[first:last]
    offset = len(before) + sum(widths[first:start])
    return before + shown + after, offset, max(1, sum(widths[start : min(end, last)]))


def _window(widths: list[int], start: int, end: int, width: int) -> tuple[int, int]:
    """The piece of a line to show: the marked place, then as much on both sides as the width lets in."""
    first = last = start
    reserve = width // 4  # some of what stands before, also where the marked place is wider than all
    while last < end and width - widths[last] >= reserve:
        width -= widths[last]
        last += 1
    grown = True
    while grown:
        grown = False
        if first > 0 and width >= widths[first - 1]:
            first -= 1
            width -= widths[first]
            grown = True
        if last < len(widths) and width >= widths[last]:
            width -= widths[last]
            last += 1
            grown = True
    return first, last


def _plain_window(widths: list[int], start: int, end: int, width: int) -> tuple[int, int]:
    """The same where each code point takes one column, as in most lines: in less time."""
    last = min(end, start + width - width // 4)
    room, behind = width - (last - start), len(widths) - last
    before = min(start, max((room + 1) // 2, room - behind))
    return start - before, last + min(behind, room - before)


@cache
def _cell(char: str) -> Cell:
    if char.isascii() and char.isprintable():
        return Cell(char, 1)
    shown = visible(char)
    if shown != char:
        return Cell(shown, len(shown))
    from unicodedata import category, east_asian_width  # noqa: PLC0415 - start-up

    if category(char) in ("Mn", "Me"):
        return Cell(char, 0)
    return Cell(char, 2 if east_asian_width(char) in "WF" else 1)
