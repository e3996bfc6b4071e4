"""Explains broken JSON by the fewest slips that could have broken it.

Reading stops where a token may not stand. Each slip that people make (a lost comma, a bracket too many, a quote that
was not escaped ...) is then tried there and up to three tokens before, and reading goes on as if it were repaired. The
readings that get furthest are kept and go on in the same way at their next stop, until one reaches the end. Since few
readings are kept, and few slips are looked for, the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from genelint.jsonsteps import WORDS, Opened, Point, Steps, Texts, Token
from genelint.jsontext import (
    AFTER,
    AFTER_ITEM,
    AFTER_MEMBER,
    CLOSED,
    COLON,
    DONE,
    FIRST_ITEM,
    FIRST_KEY,
    ITEM,
    KEY,
    MEMBER,
    ROOT,
    STEPS,
    Reading,
    SyntaxProblem,
)
from genelint.model import Span
from genelint.values import NamedTuple
from genelint.wording import quote

MOST_SLIPS = 100
"""So many slips are looked for; a text with more is hardly JSON."""

_KEPT, _KEPT_LATER, _LATER = 8, 2, 10
"""So many readings are kept after each slip, and so many from the tenth slip on."""

_MOST_FOR_REST = 20
"""For so many slips it counts at most to leave out the rest."""

_QUOTES_TRIED, _QUOTES_SEEN = 3, 50
"""So many quotes are tried as the end of a text, among so many that follow it."""

_TO_STRUCTURE = re.compile(r"[^,:}\]]*+")
_ESCAPE_OR_CONTROL = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|(\\u[0-9a-fA-F]{0,3}|\\.|[\x00-\x1f]++)', re.DOTALL)
_STRUCTURE = " \t\r\n{}[],:"
_ALIKE = ("{[", "}]", ",:", "[]", "{}")
_SINGLE_QUOTES = {"'": "'", "`": "`", "\u2018": "\u2019", "\u201c": "\u201d", "\u201e": "\u201c"}
_MEANT = {"True": "true", "False": "false", "None": "null"}
_CLOSER = {"{": "}", "[": "]"}
_LOST = {",": 1, ":": 1, "}": 2, "]": 2, "{": 3, "[": 3, '"': 4}
"""What may have been left out before a token, and how unlikely that is."""

_SURPLUS = {"{": 4, "[": 4, '"': 6}
"""What is less likely than others to stand where nothing should."""

_EXPECTED = {
    ROOT: "a value",
    FIRST_KEY: 'a key in double quotes or "}"',
    KEY: "a key in double quotes",
    COLON: '":" after the key',
    MEMBER: "a value",
    AFTER_MEMBER: '"," or "}"',
    FIRST_ITEM: 'a value or "]"',
    ITEM: "a value",
    AFTER_ITEM: '"," or "]"',
    DONE: "nothing after the end of the JSON",
}


class _Slip(NamedTuple):
    """A slip, the point to read on from as if it were repaired (None where nothing is left to read), how unlikely it
    is beside others that explain as much, and for how many slips it counts."""

    problem: SyntaxProblem
    point: Point | None
    rank: int
    weight: int = 1


class _Path(NamedTuple):
    """A reading: the points before the token where it stopped and before those before it, the nearest first; its
    slips, for how many they count and how unlikely they are; whether nothing is left to read."""

    points: tuple[Point, ...]
    slips: tuple[SyntaxProblem, ...]
    weight: int
    rank: int
    done: bool


def find_slips(text: str, start: int, end: int, max_depth: int) -> Reading:
    """The syntax errors of `text[start:end]`, which is no valid JSON, in order.

    What is nested deeper than `max_depth` objects and arrays is not read; that it is there is said if it stands before
    all errors.
    """
    return _Search(text, end, max_depth).run(start)


class _Search:
    """The search for the slips of one text."""

    def __init__(self, text: str, end: int, max_depth: int) -> None:
        self.text = text
        self.end = end
        self.steps = Steps(text, end, max_depth)

    def run(self, start: int) -> Reading:
        path = self._read_on(Point(start), (), 0, 0)
        if self.steps.too_deep is not None and not any(self._bad_characters(path.points[0].texts)):
            return Reading(None, (), (), self.steps.too_deep)
        kept = [path]
        best = path if path.done else None
        for slips in range(1, MOST_SLIPS + 1):
            if not kept or (best is not None and best.weight < slips):
                break
            tried = [repaired for path in kept for repaired in self._repaired(path)]
            done = [path for path in (best, *tried) if path is not None and path.done]
            best = min(done, key=_cost, default=None)
            kept = _furthest(tried, _KEPT if slips < _LATER else _KEPT_LATER)
        chosen = best or kept[0]
        errors = sorted({*chosen.slips, *self._bad_characters(chosen.points[0].texts)})
        return Reading(None, tuple(errors), (), None)

    # Reading

    def _read_on(self, point: Point, slips: tuple[SyntaxProblem, ...], weight: int, rank: int) -> _Path:
        """Read to the next token that may not stand, or to the end."""
        points = self.steps.to_stop(point)
        done = points[0].state == DONE and self.steps.token(points[0].at).kind == "end"
        return _Path(points, slips, weight, rank, done)

    def _repaired(self, path: _Path) -> Iterator[_Path]:
        """The readings that get on after one more slip."""
        stop = self.steps.token(path.points[0].at)
        for problem, point, rank, weight in self._slips(path, stop):
            slips = (*path.slips, problem)
            if point is None:
                yield _Path(path.points, slips, path.weight + weight, path.rank + rank, done=True)
                continue
            repaired = self._read_on(point, slips, path.weight + weight, path.rank + rank)
            if repaired.done or repaired.points[0].at > stop.start:
                yield repaired

    def _bad_characters(self, texts: Texts | None) -> Iterator[SyntaxProblem]:
        """Escapes that JSON does not have, and control characters, in the texts that were read."""
        while texts is not None:
            for match in _ESCAPE_OR_CONTROL.finditer(self.text, texts.start, texts.end):
                if match[1]:
                    yield SyntaxProblem(Span(*match.span()), *_bad_character(match[1]))
            texts = texts.before

    # Slips

    def _slips(self, path: _Path, stop: Token) -> Iterator[_Slip]:
        """What may have gone wrong where a reading stopped, and shortly before."""
        yield from self._final_slips(path, stop)
        yield from self._lost_brackets(path.points[0], stop)
        for back, point in enumerate(path.points):
            for slip in self._slips_at(point, self.steps.token(point.at)):
                yield slip._replace(rank=slip.rank + back)

    def _final_slips(self, path: _Path, stop: Token) -> Iterator[_Slip]:
        """Slips after which nothing is left to read."""
        point = path.points[0]
        if stop.kind == "end":
            closers = "".join(_CLOSER[bracket] for bracket in point.brackets[:-9:-1])
            more = "…" if len(closers) < len(point.brackets) else ""
            expected = f'"{closers}{more}" to close what is still open' if closers else _EXPECTED[point.state]
            yield _Slip(SyntaxProblem(Span(stop.start, stop.start), "the end of the JSON", expected), None, 0)
        elif stop.kind == "quote":
            yield _Slip(_unclosed(stop, "a text that is never closed"), None, 3)
        elif point.state == DONE:
            rest = self.text[stop.start : self.end].rstrip(_STRUCTURE[:4])
            # Another root is one slip; to leave out what is to follow, or what follows another slip, is too easy.
            another = stop.kind in "{[" and not path.slips
            weight = 1 if another else min(self._keys(stop.start, self.end), _MOST_FOR_REST)
            yield _Slip(self._problem(stop.start, stop.start + len(rest), _EXPECTED[DONE]), None, 9, weight)

    def _lost_brackets(self, point: Point, stop: Token) -> Iterator[_Slip]:
        """Several closing brackets are lost, or the opening one of a list whose first item was taken for the list."""
        if stop.kind in "}]" and CLOSED in STEPS[point.state].values():
            brackets, opened = point.brackets, point.opened
            while opened is not None and _CLOSER[brackets[-1]] != stop.kind:
                brackets, opened = brackets[:-1], opened.around
            lost = point.brackets[len(brackets) :]
            if brackets and len(lost) > 1:
                closers = "".join(_CLOSER[bracket] for bracket in reversed(lost))
                closed = point._replace(at=stop.start, state=AFTER[brackets[-1]], brackets=brackets, opened=opened)
                yield _Slip(self._problem(stop.start, stop.end, f'"{closers}" before it'), closed, 4)
        state = {KEY: ITEM, AFTER_MEMBER: AFTER_ITEM}.get(point.state)
        if state is not None and self.text[point.last] == "{":
            opened = Opened(point.last, point.opened)
            listed = point._replace(at=stop.start, state=state, brackets=f"{point.brackets}[", opened=opened)
            yield _Slip(self._problem(point.last, point.last + 1, '"[" before it'), listed, 3)

    def _slips_at(self, point: Point, token: Token) -> Iterator[_Slip]:
        """What may be wrong with one token, or lost before it."""
        kind, start, end = token
        if kind == "end":
            return
        yield from self._lost_tokens(point, token)
        if kind in ('"', "quote"):
            yield from self._wrong_quotes(point, token)
        elif kind in ("0", "word"):
            yield from self._bare_words(point, token)
        else:
            yield from self._other_brackets(point, token)
        if kind == "," and self.steps.token(end).kind in ("}", "]"):
            found = f'a "," before "{self.steps.token(end).kind}"'
            problem = SyntaxProblem(Span(start, end), found, "no comma after the last entry")
            yield _Slip(problem, point._replace(at=end), 0)
        elif kind != "quote":
            end = self.steps.skip(WORDS, start) if kind == "word" else end
            problem = self._problem(start, end, _EXPECTED[point.state])
            yield _Slip(problem, point._replace(at=end), _SURPLUS.get(kind, 3))

    def _lost_tokens(self, point: Point, token: Token) -> Iterator[_Slip]:
        """A token was left out before this one."""
        end = token.start + 1 if token.kind == "quote" else token.end
        for lost, rank in _LOST.items():
            after = self.steps.after(point, Token(lost, token.start, token.start))
            if after is not None:
                expected = _EXPECTED[point.state] if lost in ':"' else f'"{lost}" before it'
                yield _Slip(self._problem(token.start, end, expected), after, rank)

    def _other_brackets(self, point: Point, token: Token) -> Iterator[_Slip]:
        """Another bracket, comma or colon was meant, or a value or key."""
        for meant in '{}[],:0"':
            after = self.steps.after(point, token._replace(kind=meant))
            if after is not None:
                alike = token.kind == "word" or any(token.kind in pair and meant in pair for pair in _ALIKE)
                expected = _EXPECTED[point.state] if meant in '0"' else f'"{meant}"'
                yield _Slip(self._problem(token.start, token.end, expected), after, 2 if alike else 5)

    def _wrong_quotes(self, point: Point, token: Token) -> Iterator[_Slip]:
        """A quote that should not be there, or that should be escaped, or one that is lost where this text ends."""
        kind, start, end = token
        content = self.text[start + 1 : end - 1 if kind == '"' else end]
        surplus = SyntaxProblem(Span(start, start + 1), "a double quote too many", _EXPECTED[point.state])
        yield _Slip(surplus, point._replace(at=start + 1), 4 if content.strip() else 1)
        yield from self._other_brackets(point, token._replace(end=start + 1))
        first = _TO_STRUCTURE.match(content)
        lengths = {len(content.rstrip(_STRUCTURE)), first.end() if first else 0}
        for length in sorted(lengths, reverse=True):
            after = self.steps.after(point, Token('"', start, start + 1 + length))
            if after is not None and content[length:].strip(_STRUCTURE[:4]):
                yield _Slip(_unclosed(token, "a text without its closing quote"), after, 2)
        for place in self._ends_of_text(point, end, '"') if kind == '"' else ():
            after = self.steps.after(point, Token('"', start, place))
            if after is not None:
                problem = SyntaxProblem(Span(end - 1, end), "a double quote inside a text", r"it to be written \"")
                keys = self._keys(end - 1, place)
                yield _Slip(problem, after, 2 if keys == 1 else 6, keys)

    def _bare_words(self, point: Point, token: Token) -> Iterator[_Slip]:
        """A text without its quotes or with others, a comment, or a character for a comma or colon."""
        kind, start, end = token
        word = self.text[start:end]
        if len(word) == 1:
            yield from self._other_brackets(point, token)
        if kind == "word":
            yield from self._comments(point, start)
        if '"' not in STEPS[point.state]:
            return
        meant = _MEANT.get(word, "a value (a text stands in double quotes)")
        is_key = STEPS[point.state]['"'] == COLON
        tried = [('"' if is_key else "0", self.steps.skip(WORDS, start), end, _EXPECTED[KEY] if is_key else meant, 3)]
        tried += [('"', place, end, "a double quote before it", 2) for place in self._ends_of_text(point, start, '"')]
        if word[0] in _SINGLE_QUOTES:
            places = self._ends_of_text(point, start + 1, _SINGLE_QUOTES[word[0]])
            tried += [('"', place, place, "double quotes around it", 1) for place in places]
        for text_kind, place, shown, wanted, rank in tried:
            after = self.steps.after(point, Token(text_kind, start, place))
            if after is not None:  # pragma: no branch - where a text may stand, any value may
                yield _Slip(self._problem(start, shown, wanted), after, rank, self._keys(start, place))

    def _keys(self, start: int, end: int) -> int:
        """For how many slips it counts to take all this for text: one, and one for each key that seems to be in it."""
        return 1 + self.text.count('":', start, end)

    def _ends_of_text(self, point: Point, at: int, mark: str) -> list[int]:
        """Offsets after the next few marks that could end a text at this point, by what follows them."""
        followers = ":" if STEPS[point.state].get('"') == COLON else ",}]"
        places: list[int] = []
        for _ in range(_QUOTES_SEEN):
            at = self.steps.next_quote(at) if mark == '"' else self.text.find(mark, at, self.end) + 1
            if not at or len(places) == _QUOTES_TRIED:
                break
            following = self.steps.token(at).kind
            if following == "end" or following in followers:
                places.append(at)
        return places

    def _comments(self, point: Point, start: int) -> Iterator[_Slip]:
        for opening, closing in (("/*", "*/"), ("//", "\n"), ("#", "\n")):
            if self.text.startswith(opening, start):
                end = self.text.find(closing, start + len(opening), self.end)
                if end >= 0:
                    end += len(closing.strip())
                    problem = SyntaxProblem(Span(start, end), "a comment", "none, since JSON has no comments")
                    yield _Slip(problem, point._replace(at=end), 1)

    def _problem(self, start: int, end: int, expected: str) -> SyntaxProblem:
        """A slip in what stands at a place."""
        found = self.text[start:end]
        if found[0] == '"':
            inner = found.strip('"')
            shown = quote(inner) if inner else "an empty text" if len(found) > 1 else "a double quote"
        else:
            shown = quote(found)
        return SyntaxProblem(Span(start, end), shown, expected)


def _cost(path: _Path) -> tuple[int, int]:
    return path.weight, path.rank


def _furthest(paths: list[_Path], count: int) -> list[_Path]:
    """The paths that got furthest and are not yet done; the likeliest of those that are at one point."""
    kept: dict[tuple[int, int, str], _Path] = {}
    for path in sorted(paths, key=lambda path: (-path.points[0].at, path.rank)):
        at, state, brackets, *_ = path.points[0]
        if not path.done and len(kept) < count:
            kept.setdefault((at, state, brackets), path)
    return list(kept.values())


def _unclosed(token: Token, found: str) -> SyntaxProblem:
    return SyntaxProblem(Span(token.start, token.start + 1), found, "a double quote where the text ends")


def _bad_character(found: str) -> tuple[str, str]:
    """What stands in a text, and what was expected there."""
    if found[0] == "\\":
        escapes = r"\", \\, \/, \b, \f, \n, \r, \t or \u"
        return f"the escape {quote(found)}", r"\u and four hexadecimal digits" if found[1:2] == "u" else escapes
    escape = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(found[0], f"\\u{ord(found[0]):04x}")
    if len(found) > 1:
        return f"{len(found)} control characters, U+{ord(found[0]):04X} first", f"escapes such as {escape}"
    return f"the control character U+{ord(found):04X}", f"the escape {escape}"
