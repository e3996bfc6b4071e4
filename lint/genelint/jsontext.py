"""Reads JSON text for its places: the span of every key and value, and every syntax error.

`json.loads` says what a text means; this says where it stands, also when the text is broken. After an error it reads
on in the way that the error most likely came about, so that one slip gives one error. It never recurses, and its time
is linear in the text. The language is RFC 8259 with the words NaN, Infinity and -Infinity, as `json.loads` has it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from genelint.model import Span
from genelint.wording import quote

_BLANKS = re.compile(r"[ \t\r\n]*+")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_ESCAPE_OR_CONTROL = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|(\\u[0-9a-fA-F]{0,3}|\\.|[\x00-\x1f])', re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_WORD = re.compile(r'[^ \t\r\n"{}\[\],:]++')
_WORDS = frozenset(["true", "false", "null", "NaN", "Infinity", "-Infinity"])
_STRUCTURE_AT_END = re.compile(r"(?<![ \t\r\n{}\[\],])[ \t\r\n{}\[\],]++$")
_CLOSERS = re.compile(r"[ \t\r\n}\]]*+")
_KEY_AFTER_QUOTE = re.compile(r'[^ \t\r\n"{}\[\],:]++"[ \t\r\n]*+:')


class SyntaxProblem(NamedTuple):
    """A syntax error: the token at fault (an empty span where something is absent), what stands there, what was
    expected."""

    span: Span
    found: str
    expected: str


class DuplicateKey(NamedTuple):
    """A key that stands twice in one object; spans without the quotes."""

    key: str
    span: Span
    first: Span


class Value:
    """The place of a JSON value: `start` and `end` as in `Span`, the quotes of a text included.

    An object has `members`, key to (span of the key without its quotes, value), where a repeated key counts as
    `json.loads` has it; an array has `items`; both are None for other values.
    """

    __slots__ = ("end", "items", "members", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.members: dict[str, tuple[Span, Value]] | None = None
        self.items: list[Value] | None = None


class Reading(NamedTuple):
    """What was read: the root's place, errors in order, repeated keys, and the first object or array that is nested
    deeper than the limit (below it no places are kept). Without errors there is a root."""

    root: Value | None
    errors: tuple[SyntaxProblem, ...]
    duplicates: tuple[DuplicateKey, ...]
    too_deep: Span | None


def read(text: str, start: int, end: int, max_depth: int) -> Reading:
    """Read the JSON in `text[start:end]`; `max_depth` counts open objects and arrays, the root being 1."""
    return _Reader(text, start, end, max_depth).read()


# What may come next: an object goes FIRST_KEY COLON VALUE COMMA KEY COLON ..., an array FIRST_ITEM COMMA VALUE ...
_FIRST_KEY, _KEY, _COLON, _VALUE, _FIRST_ITEM, _COMMA, _DONE = range(7)
_EXPECTED = {
    _FIRST_KEY: 'a key in double quotes or "}"',
    _KEY: "a key in double quotes",
    _COLON: '":" after the key',
    _VALUE: "a value",
    _FIRST_ITEM: 'a value or "]"',
    _DONE: "nothing after the end of the JSON",
}


class _Reader:
    """One pass with a stack of open containers, each with the key under which it stands in the one around it."""

    def __init__(self, text: str, start: int, end: int, max_depth: int) -> None:
        self.text = text
        self.at = start
        self.end = end
        self.max_depth = max_depth
        self.state = _VALUE
        self.open: list[tuple[Value, tuple[str, Span] | None]] = []
        self.key: tuple[str, Span] | None = None
        self.comma = start
        self.root: Value | None = None
        self.errors: list[SyntaxProblem] = []
        self.duplicates: list[DuplicateKey] = []
        self.too_deep: Span | None = None
        # Followers of a quote that were looked for up to the end in vain: later looks would find none either.
        self.hopeless: set[str] = set()

    def read(self) -> Reading:
        while self._skip_blanks(self.at) < self.end:
            self.at = self._skip_blanks(self.at)
            if self.state == _DONE:
                rest = self.text[self.at : self.end].rstrip()
                self._error(self.at, self.at + len(rest), quote(rest))
                break
            char = self.text[self.at]
            if char == '"':
                self._string()
            elif char in "{[":
                self._opener(char)
            elif char in "}]":
                self._closer(char)
            elif char == ",":
                self._comma()
            elif char == ":":
                self._colon()
            else:
                self._word()
        else:
            self._end_of_text()
        return Reading(self.root, tuple(self.errors), tuple(self.duplicates), self.too_deep)

    # One method a token

    def _string(self) -> None:
        start = self.at
        match = _STRING.match(self.text, start, self.end)
        if match is None:
            self._unclosed_text(start)
            return
        if self.state not in (_FIRST_KEY, _KEY):
            self._before_value(start, match.end())
        is_key = self.state in (_FIRST_KEY, _KEY)
        errors = len(self.errors)
        end, next_at = self._true_end(start, match.end(), ":" if is_key else ",}]")
        self.at = next_at
        if len(self.errors) == errors:
            self._check_escapes(start + 1, end - 1)
        if is_key:
            self._take_key(start + 1, end - 1)
        else:
            self._take(Value(start, end))

    def _true_end(self, start: int, end: int, followers: str) -> tuple[int, int]:
        """Where the text from `start` to the quote before `end` was meant to end, and where to read on.

        A closing quote has one of `followers`, or the end, after it. Another word right after it says that the quote
        was meant inside the text, or that it opens the next key and the text before has lost its own.
        """
        text = self.text
        after = self._skip_blanks(end)
        word = _WORD.match(text, after, self.end)
        if word is None or _is_json_word(word.group()):
            return end, end
        lost = followers != ":" and _KEY_AFTER_QUOTE.match(text, after)
        structure = _STRUCTURE_AT_END.search(text, start + 1, end - 1) if lost else None
        if structure is not None:
            self._error(start, start + 1, "a text without its closing quote", "a double quote where the text ends")
            return structure.start(), structure.start()
        if followers in self.hopeless:
            return end, end
        at = end
        while (at := text.find('"', at, self.end) + 1) > 0:
            after = self._skip_blanks(at)
            if after >= self.end or text[after] in followers:
                self._error(end - 1, end, "a double quote inside a text", r"it to be written \"")
                return at, at
        self.hopeless.add(followers)
        return end, end

    def _unclosed_text(self, start: int) -> None:
        self._error(start, start + 1, "a text that is never closed", "a double quote where the text ends")
        self.at = self.end
        self.open.clear()
        self.state = _DONE

    def _check_escapes(self, start: int, end: int) -> None:
        for match in _ESCAPE_OR_CONTROL.finditer(self.text, start, end):
            found = match.group(1)
            if found is None:
                continue
            if found[0] == "\\":
                expected = r"\u and four hexadecimal digits" if found[1:2] == "u" else r"\", \\, \/, \b, \f, \n, \r, \t or \u"
                self._error(*match.span(), f"the escape {quote(found)}", expected)
            else:
                escape = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(found, f"\\u{ord(found):04x}")
                self._error(*match.span(), f"the control character U+{ord(found):04X}", f"the escape {escape}")

    def _word(self) -> None:
        """A number, one of the six words, or something that JSON does not have."""
        start = self.at
        match = _WORD.match(self.text, start, self.end)
        self.at = end = match.end() if match else start + 1
        word = self.text[start:end]
        if self.state in (_FIRST_KEY, _KEY):
            self._error(start, end, quote(word))
        else:
            self._before_value(start, end)
        if self.state in (_FIRST_KEY, _KEY):
            self._take_key(start, end)
            return
        if not _is_json_word(word):
            meant = {"True": "true", "False": "false", "None": "null"}.get(word)
            self._error(start, end, quote(word), meant or "a value (a text stands in double quotes)")
            self.at = self._end_of_bare_text(start, end)
        self._take(Value(start, self.at))

    def _end_of_bare_text(self, start: int, end: int) -> int:
        """Where a text that lacks its opening quote, or has single ones, ends; `end` where it is but one word."""
        mark = "'" if self.text[start] == "'" else '"'
        closing = self.text.find(mark, end - 1 if mark == "'" and end - 1 > start else end, self.end)
        if closing < 0:
            return end
        after = self._skip_blanks(closing + 1)
        closes = after >= self.end or self.text[after] in ",}]"
        return closing + 1 if closes and '"' not in self.text[end:closing] else end

    def _opener(self, char: str) -> None:
        start = self.at
        if self.state in (_FIRST_KEY, _KEY):
            self._error(start, start + 1, quote(char))
            self.key = ("", Span(start, start))
        else:
            self._before_value(start, start + 1)
        value = Value(start, start + 1)
        if char == "{":
            value.members = {}
        else:
            value.items = []
        self.open.append((value, self.key))
        self.state = _FIRST_KEY if char == "{" else _FIRST_ITEM
        if self.too_deep is None and len(self.open) > self.max_depth:
            self.too_deep = Span(start, start + 1)
        self.at += 1

    def _closer(self, char: str) -> None:
        here = self.at
        wanted = _closing(self.open[-1][0]) if self.open else ""
        if char != wanted:
            around = [_closing(value) for value, _ in self.open[-3:-1]]
            if char not in around:
                self._error(here, here + 1, quote(char), self._expected())
                self.at += 1
                return
            if self._closers_match(here + 1, len(self.open) - 1):
                self._error(here, here + 1, quote(char), f'"{wanted}"')
                self.at += 1
                self._finish(self.at)
                return
            self._error(here, here + 1, quote(char), f'"{wanted}" before it')
            while _closing(self.open[-1][0]) != char:
                self._finish(here)
        elif self.state == _KEY or (self.state == _VALUE and not self._in_object()):
            self._error(self.comma, self.comma + 1, f'a "," before "{char}"', "no comma after the last entry")
        elif self.state in (_COLON, _VALUE):
            self._error(here, here + 1, quote(char))
        self.at += 1
        self._finish(self.at)

    def _closers_match(self, at: int, still_open: int) -> bool:
        """Whether the brackets that follow close one or more of the outer containers, as if this one were closed."""
        run = _CLOSERS.match(self.text, at, self.end)
        found = "".join(run.group().split())[:8] if run else ""
        wanted = "".join(_closing(value) for value, _ in self.open[still_open - 1 :: -1][: len(found)]) if still_open else ""
        return found != "" and found == wanted

    def _finish(self, end: int) -> None:
        value, self.key = self.open.pop()
        value.end = end
        self._take(value)

    def _comma(self) -> None:
        if self.state != _COMMA:
            self._error(self.at, self.at + 1, '","')
        if self.open and self.state != _FIRST_KEY:
            self.state = _KEY if self._in_object() else _VALUE
        self.comma = self.at
        self.at += 1

    def _colon(self) -> None:
        if self.state != _COLON:
            self._error(self.at, self.at + 1, '":"')
        if self.state in (_COLON, _COMMA):
            self.key = self.key or ("", Span(self.at, self.at))
            self.state = _VALUE
        self.at += 1

    def _end_of_text(self) -> None:
        if self.open:
            closers = "".join(_closing(value) for value, _ in self.open[-1:-9:-1])
            more = "…" if len(closers) < len(self.open) else ""
            self._error(self.end, self.end, "the end of the JSON", f'"{closers}{more}" to close what is still open')
        elif self.state != _DONE:
            self._error(self.end, self.end, "the end of the JSON")

    # What a token does

    def _before_value(self, start: int, end: int) -> None:
        """A value comes: say what is missing before it."""
        if self.state == _COMMA:
            self._error(start, end, quote(self.text[start:end].strip('"')), f'"," or "{_closing(self.open[-1][0])}" before it')
            if self._in_object():
                is_key = end > start + 1 and self.text.startswith(":", self._skip_blanks(end))
                self.key = ("", Span(start, start))
                self.state = _KEY if is_key else _VALUE
        elif self.state == _COLON:
            self._error(start, end, quote(self.text[start:end].strip('"')))
            self.state = _VALUE

    def _take_key(self, start: int, end: int) -> None:
        raw = self.text[start:end]
        key = _decode(raw) if "\\" in raw else raw
        members = self.open[-1][0].members
        if members is not None and key in members:
            self.duplicates.append(DuplicateKey(key, Span(start, end), members[key][0]))
        self.key = (key, Span(start, end))
        self.state = _COLON

    def _take(self, value: Value) -> None:
        if not self.open:
            self.root = value
            self.state = _DONE
            return
        container = self.open[-1][0]
        if len(self.open) <= self.max_depth:
            if container.items is not None:
                container.items.append(value)
            elif container.members is not None and self.key is not None:
                container.members[self.key[0]] = (self.key[1], value)
        self.key = None
        self.state = _COMMA

    def _in_object(self) -> bool:
        return bool(self.open) and self.open[-1][0].members is not None

    def _skip_blanks(self, at: int) -> int:
        match = _BLANKS.match(self.text, at, self.end)
        return match.end() if match else at

    def _expected(self) -> str:
        if self.state == _COMMA:
            return f'"," or "{_closing(self.open[-1][0])}"'
        return _EXPECTED[self.state]

    def _error(self, start: int, end: int, found: str, expected: str | None = None) -> None:
        self.errors.append(SyntaxProblem(Span(start, end), found, expected or self._expected()))


def _closing(value: Value) -> str:
    return "]" if value.members is None else "}"


def _is_json_word(word: str) -> bool:
    return word in _WORDS or _NUMBER.fullmatch(word) is not None


def _decode(raw: str) -> str:
    import json  # noqa: PLC0415 - only where a key has an escape

    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw
