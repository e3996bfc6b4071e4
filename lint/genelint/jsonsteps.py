"""Reads broken JSON token by token, up to the first that may not stand.

Values that Python's reader finds no fault with are stepped over as a whole. It is fifty times as fast, and most of a
broken text is good. Only shortly before a stop is each token looked at, since the slip may be in one of them.
"""

from __future__ import annotations

import json
import re
from collections import deque
from itertools import pairwise

from genelint.jsontext import AFTER, CLOSED, COLON, DONE, ROOT, STEPS
from genelint.model import Span
from genelint.values import NamedTuple

LOOK_BACK = 3
"""So many tokens before a stop may hold the slip that led to it."""

MOST_FAULTY = 64
"""So many values are tried in vain; then the text is hardly JSON, and no more are."""

_NEAR = (100, 3000)
"""So many code points before a stop each token is looked at; all of them where that is not enough."""

_BLANKS = re.compile(r"[ \t\r\n]*+")
_WORD = re.compile(r'[^ \t\r\n"{}\[\],:]++')
WORDS = re.compile(r'[^ \t\r\n"{}\[\],:]++(?:[ \t\r\n]++[^ \t\r\n"{}\[\],:]++)*+')
_VALUE = re.compile(r"true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_TO_QUOTE = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_DECODER = json.JSONDecoder(parse_int=str)  # so that long numbers are read


class Token(NamedTuple):
    """What stands at a point: `kind` as in `jsontext.STEPS`, or `word` for what JSON does not have, `quote` for a text
    that is never closed, `end` for the end."""

    kind: str
    start: int
    end: int


class Texts(NamedTuple):
    """Where the texts stand that were read, the last one first."""

    start: int
    end: int
    before: Texts | None


class Opened(NamedTuple):
    """Where the open brackets stand, the innermost first."""

    at: int
    around: Opened | None


class Point(NamedTuple):
    """How far a reading has come: where it reads on, what may come (see `jsontext.STEPS`), which brackets are open
    (the innermost last) and where, where the last value began, and which texts were read."""

    at: int
    state: int = ROOT
    brackets: str = ""
    opened: Opened | None = None
    last: int = 0
    texts: Texts | None = None


class Steps:
    """The tokens of `text` up to `end`, and the ways through them; what is nested deeper than `max_depth` objects and
    arrays is not read."""

    def __init__(self, text: str, end: int, max_depth: int) -> None:
        self.text = text
        self.end = end
        self.max_depth = max_depth
        self.too_deep: Span | None = None  # where something was that is nested deeper
        self._no_quote = end  # no quote follows from here on
        self._tokens: dict[int, Token] = {}
        self._ends: dict[int, tuple[int, int]] = {}  # by a value's start its end, 0 of a faulty one, and brackets
        self._faulty = 0

    def to_stop(self, point: Point) -> tuple[Point, ...]:
        """Read to the next token that may not stand: the point before it and those before the tokens that led to it,
        the nearest first."""
        points = self._way(point, self.end)
        stop = points[0].at
        for near in (*_NEAR, stop):
            if all(self.token(before.at).end == after.at for after, before in pairwise(points)):
                break
            points = self._way(points[-1], stop - near)
        return points

    def _way(self, point: Point, limit: int) -> tuple[Point, ...]:
        """The same, where only values that end before a limit are stepped over, and these are among the points."""
        points = deque([point], maxlen=LOOK_BACK + 1)
        while True:
            token = self.token(points[0].at)
            following = self._over(points[0], token, limit) or self.after(points[0], token)
            if following is None:
                return tuple(points)
            points.appendleft(following)

    def _over(self, point: Point, token: Token, limit: int) -> Point | None:
        """The point after an object or array that surely is good and not nested too deep, or None."""
        kind, start, _ = token
        if kind not in "{[" or kind not in STEPS[point.state] or start >= limit:
            return None
        known = self._ends.get(start)
        if known is None:
            end = self._end(start)
            known = self._ends[start] = end, self.text.count("{", start, end) + self.text.count("[", start, end)
        end, brackets = known
        if not start < end <= limit or len(point.brackets) + brackets > self.max_depth:
            return None
        _, _, around, opened, _, texts = point
        return Point(end, AFTER[around[-1:]], around, opened, start, texts)

    def _end(self, start: int) -> int:
        """The end of the value at an offset, 0 for a faulty one."""
        if self._faulty == MOST_FAULTY:
            return 0
        try:
            return _DECODER.raw_decode(self.text, start)[1]
        except (ValueError, RecursionError):
            self._faulty += 1
            return 0

    def token(self, at: int) -> Token:
        """The token after an offset, which many readings come to."""
        token = self._tokens.get(at)
        if token is None:
            token = self._tokens[at] = self._read_token(at)
        return token

    def _read_token(self, at: int) -> Token:
        start = self.skip(_BLANKS, at)
        if start == self.end:
            return Token("end", start, start)
        char = self.text[start]
        if char in "{}[],:":
            return Token(char, start, start + 1)
        if char == '"':
            end = self.next_quote(start + 1)
            return Token('"', start, end) if end else Token("quote", start, self.end)
        end = self.skip(_WORD, start)
        return Token("0" if _VALUE.fullmatch(self.text, start, end) else "word", start, end)

    def skip(self, pattern: re.Pattern[str], at: int) -> int:
        """The end of what a pattern matches at an offset."""
        match = pattern.match(self.text, at, self.end)
        return match.end() if match else at

    def next_quote(self, at: int) -> int:
        """The offset after the next quote that is not escaped, or 0."""
        if at >= self._no_quote:
            return 0
        match = _TO_QUOTE.match(self.text, at, self.end)
        if match is None:
            self._no_quote = at
            return 0
        return match.end()

    def after(self, point: Point, token: Token) -> Point | None:
        """The point after a token, or None where it may not stand."""
        kind, start, end = token
        state = STEPS[point.state].get(kind)
        if state is None:
            return None
        _, _, brackets, opened, last, texts = point
        if kind in "{[":
            if len(brackets) == self.max_depth:
                self.too_deep = Span(start, end)
                return point._replace(at=self.end, state=DONE)
            brackets, opened = brackets + kind, Opened(start, opened)
        elif state == CLOSED and opened is not None:
            brackets, last, opened = brackets[:-1], opened.at, opened.around
            state = AFTER[brackets[-1:]]
        elif kind in '"0' and state != COLON:
            last = start
        if kind == '"':
            texts = Texts(start, end, texts)
        return Point(end, state, brackets, opened, last, texts)
