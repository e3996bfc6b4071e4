"""The lines of a text as they were meant, each with its place.

Blank lines and the marks of a merge conflict are reported and taken out, with the second side of the conflict; a line
that was broken in two is put together, two lines that stand on one are parted. What is left is one line a slip at most,
so that the rest of the reading need not know of any of this.
"""

from __future__ import annotations

import re

from genelint.grammar import (
    BLANKS,
    CLICK_WORDS,
    CLOSING_LINE,
    LABELS,
    SLOT_NAMES,
    Kind,
    Line,
    Slot,
    accept_line,
    is_meant,
)
from genelint.model import Source, Span
from genelint.record import Problem
from genelint.templates import first_of_last_rows
from genelint.wording import nearest, quote

BYTE_ORDER_MARK = "\ufeff"
LONGEST_LABEL = 50
"""No longer text is compared with the labels."""

_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: .*)?")
_SIGNS = ("<", "|", "=", ">")
JSON_LINE = re.compile(r'\s*(?:\{|[\]}][\]},\s]*$|\[\s*(?:\{|$)|"(?:type|text|children|href|ref|start_ref|end_ref)")')
"""What a line of a tree that stands on several lines begins with."""
_BARS = 12
"""So many bars are looked at where two lines may stand on one."""
_BREAK = re.compile(rf"[{BLANKS}]*[\r\n][{BLANKS}\r\n]*")
_PARTS = 4
"""So many lines on one are taken apart, and one more."""

_OPENINGS = (CLICK_WORDS[0], "If available, ", "Dataset |")
"""How lines begin that follow one without a bar."""


class Lines:
    """The lines of a text, counted from 0 as they were meant.

    `texts` are without line ends and as long as in the source; where a line was broken, a character of
    `grammar.UNSEEN` stands. `starts` are their offsets; the last one ends at `end`, and one that would
    follow it would begin at `following`. `problems` is what was found. From the line `first_row` on, all are good rows,
    which need not be read one by one.
    """

    __slots__ = ("_nexts", "end", "first_row", "following", "newline", "problems", "source", "starts", "texts")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.newline = "\r\n" if "\r\n" in source.text else source.newline
        self.texts: list[str] = []
        self.starts: list[int] = []
        self.problems: list[Problem] = []
        self._nexts: list[int | None] = []  # offset of the next line in the file; None for a line that shares its own
        texts = _physical(source)
        count = len(texts)
        starts = [*source.line_starts, len(source.text)]
        starts[0] = int(source.text.startswith(BYTE_ORDER_MARK))
        self.end = starts[count - 1] + len(texts[-1])
        self.following = starts[count]
        first = first_of_last_rows(source.text, texts)
        _Reader(self, texts[:first], starts).read()
        self.first_row = len(self.texts)
        # A row is no part of a broken line, nor of a merge conflict that ends before it.
        self.texts += texts[first:]
        self.starts += starts[first:count]
        self._nexts += starts[first + 1 : count + 1]

    def extent(self, number: int) -> Span:
        """The span of a line without the blanks around it."""
        return _extent(self.texts[number], self.starts[number])

    def start(self, number: int) -> int:
        """Offset of a line, or of the one that would follow the last."""
        return self.starts[number] if number < len(self.texts) else self.following

    def shown(self, number: int) -> str:
        """A line for a message."""
        return quote(self.texts[number].strip()) if number < len(self.texts) else "the end of the file"

    def whole(self, first: int, end: int) -> Span | None:
        """The span that deletes some lines together with one line end; None where they hold other lines too."""
        for number in range(first, end):
            following = self._nexts[number]
            if following is None or (number + 1 < end and following != self.starts[number + 1]):
                return None
        return _deleting(self.source.text, self.starts[first], self._nexts[end - 1] or 0)

    def place(self, number: int) -> int | None:
        """Where to insert lines before a line, or after the last one; None where it does not begin its line."""
        if number == len(self.texts):
            return self.end
        return self.starts[number] if self._nexts[number] is not None else None

    def add(self, text: str, start: int, following: int | None) -> None:
        """Take a line, as it was meant."""
        self.texts.append(text)
        self.starts.append(start)
        self._nexts.append(following)


class _Reader:
    """Goes once through lines of the file; `starts` has the place of the one that follows them as well."""

    def __init__(self, lines: Lines, texts: list[str], starts: list[int]) -> None:
        self.lines = lines
        self.texts = texts
        self.starts = starts

    def read(self) -> None:
        """Fill the lines."""
        unread = _conflicts(self.texts)
        at = 0
        while at < len(self.texts):
            text, start, following = self.texts[at], self.starts[at], self.starts[at + 1]
            end = at + 1
            if at in unread:
                if unread[at]:
                    self._report("unexpected-line", _extent(text, start), quote(text.strip()))
            elif _is_sound(text):
                self.lines.add(text, start, following)
            elif not text.strip():
                deletion = (_deleting(self.lines.source.text, start, following), "")
                self.lines.problems.append(Problem("blank-line", Span(start, start + len(text)), edits=(deletion,)))
            else:
                end = self._broken(at, unread)
                if end > at + 1:
                    self._join(at, end)
                else:
                    self._part(at)
            at = end

    def _report(self, kind: str, span: Span, found: str, expected: str = "") -> None:
        self.lines.problems.append(Problem(kind, span, found, expected))

    def _join(self, first: int, end: int) -> None:
        """Take lines as the one that was broken."""
        start = self.starts[first]
        rest = _extent(self.texts[first + 1], self.starts[first + 1]).start
        stop = _extent(self.texts[end - 1], self.starts[end - 1]).end
        line = _joined(self.texts[first:end], " ")
        text = _BREAK.sub(_in_a_word if line is None else _as_blank, self.lines.source.text[start:stop])
        line = line or _joined(self.texts[first:end], "")
        slot = line.slot if line is not None else None
        expected = "all of it on one line"
        if slot is Slot.ROW:
            self._report("malformed-row", Span(start, stop), "a dataset row on several lines", expected)
        else:
            name = quote(SLOT_NAMES[slot]) if slot is not None else "the line"
            self._report("unexpected-line", Span(rest, stop), f"the rest of {name}", expected)
        self.lines.add(text, start, None)

    def _part(self, at: int) -> None:
        """Take a line, or those that stand on it."""
        text, start = self.texts[at], self.starts[at]
        after_tree = bool(self.lines.texts) and self.lines.texts[-1].lstrip().startswith("{")
        offsets = _parts(text, after_tree=after_tree)
        if len(offsets) == 1:
            self.lines.add(text, start, self.starts[at + 1])
            return
        for offset, following in zip(offsets, [*offsets[1:], len(text)], strict=True):
            self.lines.add(text[offset:following], start + offset, None)
        rest = text[offsets[1] :]
        self._report("unexpected-line", _extent(rest, start + offsets[1]), quote(rest.strip()), "a line of its own")

    def _broken(self, first: int, unread: dict[int, bool]) -> int:
        """The end of the lines that are one line if put together; the next line where it was not broken."""
        run = [self.texts[first]]
        for at in range(first + 1, len(self.texts)):
            text = self.texts[at]
            if at in unread:
                break
            if not text.strip():
                continue
            if text.strip(BLANKS) != CLOSING_LINE and _is_sound(text):
                break
            run.append(text)
            last = "|" in text or "|" not in run[0]
            if last or len(run) == 2:
                line = _joined(run, " ") or _joined(run, "")
                if line is not None and not (
                    line.kind is Kind.FIELD and "|" in run[0] and any(map(_has_label, run[1:]))
                ):
                    return at + 1
            if last:
                break
        return first + 1


def _physical(source: Source) -> list[str]:
    """The lines of the file up to the last that is not blank; there is one."""
    texts = source.text.removeprefix(BYTE_ORDER_MARK).split(source.newline)
    if "\r" in source.text:
        texts = [text.removesuffix("\r") for text in texts]
    while not texts[-1].strip():
        texts.pop()
    return texts


def _extent(text: str, start: int) -> Span:
    """The span of a text at an offset without the blanks around it."""
    return Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


def _conflicts(texts: list[str]) -> dict[int, bool]:
    """The lines that are marks of a merge conflict (True), and those of its second side, which are not read (False)."""
    found: dict[int, bool] = {}
    side: int | None = None
    divided = opened = False
    for at, text in enumerate(texts):
        match = _MARK.fullmatch(text.rstrip()) if text.startswith(_SIGNS) else None
        if match is None or accept_line(text) is not None:
            continue
        found[at] = True
        sign = text[0]
        if sign == "<":
            opened, divided, side = True, False, None
        elif opened and sign in "|=":
            side = at if side is None else side
            divided = divided or sign == "="
        elif sign == ">":
            if divided and side is not None:
                found.update((number, False) for number in range(side, at) if number not in found)
            opened, divided, side = False, False, None
    return found


def _is_sound(text: str) -> bool:
    """Whether a line is surely not part of one that was broken, nor more than one."""
    line = accept_line(text.strip(BLANKS))
    return JSON_LINE.match(text) is not None if line is None else is_meant(line)


def _as_blank(match: re.Match[str]) -> str:
    return " " + _in_a_word(match)[1:]


def _in_a_word(match: re.Match[str]) -> str:
    """Line ends, which the reading does not see."""
    return "\n" * len(match.group())


def _joined(texts: list[str], blank: str) -> Line | None:
    """What lines are if put together, where that is one that surely was meant."""
    line = accept_line(blank.join(stripped for text in texts if (stripped := text.strip(BLANKS))))
    return line if line is not None and line.kind is not Kind.TREE and is_meant(line) else None


def _has_label(text: str) -> bool:
    first = text.partition("|")[0].strip()
    return 0 < len(first) <= LONGEST_LABEL and nearest(first, LABELS) is not None


def _parts(text: str, *, after_tree: bool = False, depth: int = 1) -> list[int]:
    """Where in a line lines begin, each of them good; 0 alone where it is no more than one."""
    cuts = [match.end() for match, _ in zip(re.finditer(r"\|", text), range(_BARS), strict=False)]
    cuts += [text.find(words) for words in _OPENINGS if text.find(words) > 0]
    for cut in sorted(cuts):
        left, right = accept_line(text[:cut].strip(BLANKS)), text[cut:].strip(BLANKS)
        if left is None or not right or (left.kind is Kind.CLOSING and not after_tree):
            continue
        if left.slot is Slot.SUMMARY and right.startswith("{"):
            tree_end = len(text.rstrip(BLANKS)) - 1
            return [0, cut, tree_end] if right.endswith("|") else [0, cut]
        line = accept_line(right)
        if line is not None and line.kind not in (Kind.TREE, Kind.CLOSING):
            return [0, cut]
        rest = _parts(text[cut:], depth=depth + 1) if depth < _PARTS else [0]
        if len(rest) > 1:
            return [0, *(cut + offset for offset in rest)]
    return [0]


def _deleting(text: str, start: int, following: int) -> Span:
    """The span from a line's start to the next line's; for the last line of a file from the end of the one before."""
    if following == len(text) and start and not text.endswith(("\n", "\r"), start, following):
        start -= 2 if text.endswith("\r\n", 0, start) else 1
    return Span(start, following)
