"""Reads JSON text for its places: the span of every key and value, and every syntax error.

`json.loads` says what a text means; this says where it stands. It never recurses, and its time is linear in the text.
The language is RFC 8259 with the words NaN, Infinity and -Infinity, as `json.loads` has it. A text that breaks it goes
to `jsonslips`, which finds the fewest slips that explain what stands there.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Any, cast

from genelint.model import Span
from genelint.values import NamedTuple

# A token after blanks: a bracket, comma or colon (group 1), a text (2) or another value (3); no group where the text
# ends or is broken. No quantifier gives back what it took, so that matching is linear.
_LEXEME = (
    r"[ \t\r\n]*+(?:([{}\[\],:])"
    r'|("[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")'
    r"|(true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)"
    r'(?![^ \t\r\n"{}\[\],:]))?'
)


_BETWEEN = " \t\r\n,:"
_DECODER = json.JSONDecoder(parse_int=str)  # so that long numbers are read

Route = tuple[str | int, ...]
"""Keys and 0-based positions from the root of the tree to a value in it."""


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

    __slots__ = ("_depth", "_text", "end", "items", "members", "start")

    members: dict[str, tuple[Span, Value]] | None
    items: list[Value] | None
    _text: str
    _depth: int

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.members = None
        self.items = None

    @classmethod
    def unread(cls, text: str, start: int, depth: int) -> Value:
        """The place of the value that stands at `start` in good JSON, inside of `depth` others that are unread."""
        value = cls(start, start)
        value._text, value._depth = text, depth
        del value.end
        if text[start] in "{[":
            del value.members, value.items
        return value

    def __getattr__(self, name: str) -> Any:
        """Its end, and what is inside, are looked for when somebody asks for the first time.

        The end of an array is found on the way to those of its items, since most who pass one look into it.
        """
        if name == "end" and self._text[self.start] != "[":
            self.end = _DECODER.raw_decode(self._text, self.start)[1]
        elif name in ("end", "members", "items"):
            self._look_inside()
        else:
            raise AttributeError(name)
        return getattr(self, name)

    def _look_inside(self) -> None:
        text, depth = self._text, self._depth + 1
        self.members = self.items = None
        if depth > _MOST_UNREAD:
            reader = _Reader(text, self.start, len(text), len(text))
            reader.read()
            whole = cast("Value", reader.root)
            self.members, self.items, self.end = whole.members, whole.items, whole.end
        elif text[self.start] == "{":
            self.members, self.end = _members(text, self.start, depth)
        else:
            self.items, self.end = _items(text, self.start, depth)


class Reading(NamedTuple):
    """What was read: the root's place, or the errors in order where there is none; repeated keys; and the first object
    or array that is nested deeper than the limit (below it no places are kept, and no errors looked for)."""

    root: Value | None
    errors: tuple[SyntaxProblem, ...]
    duplicates: tuple[DuplicateKey, ...]
    too_deep: Span | None


_MOST_UNREAD = 12
"""So deep values are looked into one by one; a text in the link of a reference is nested eleven deep. All around it are
read once more for each, so that what is nested deeper is read at once."""


def place(text: str, start: int) -> Value:
    """The place of the JSON that stands at `start`, which is good.

    Most who ask want one place among thousands. So what is in a value is looked for when somebody asks, and Python's
    reader, twenty times as fast as ours, tells where the others end.
    """
    return Value.unread(text, _next(text, start), 1)


def _members(text: str, start: int, depth: int) -> tuple[dict[str, tuple[Span, Value]], int]:
    """The members of an object, key to (its span, value), and its end."""
    members: dict[str, tuple[Span, Value]] = {}
    at = _next(text, start + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        value = Value.unread(text, _next(text, end), depth)
        members[key] = Span(at + 1, end - 1), value
        at = _next(text, value.end)
    return members, at + 1


def _items(text: str, start: int, depth: int) -> tuple[list[Value], int]:
    """The items of an array, and its end."""
    items: list[Value] = []
    at = _next(text, start + 1)
    while text[at] != "]":
        items.append(Value.unread(text, at, depth))
        at = _next(text, items[-1].end)
    return items, at + 1


def _next(text: str, at: int) -> int:
    """The offset of what follows, after blanks and a comma or colon."""
    while text[at] in _BETWEEN:
        at += 1
    return at


def read(text: str, start: int, end: int, max_depth: int) -> Reading:
    """Read the JSON in `text[start:end]`; `max_depth` counts open objects and arrays, the root being 1."""
    if not _is_broken(text[start:end]):
        reader = _Reader(text, start, end, max_depth)
        if reader.read():
            return Reading(reader.root, (), tuple(reader.duplicates), reader.too_deep)
    from genelint.jsonslips import find_slips  # noqa: PLC0415 - only where the JSON is broken

    return find_slips(text, start, end, max_depth)


def _is_broken(text: str) -> bool:
    """Whether Python's reader finds a fault; what is nested too deep for it may have none."""
    try:
        _DECODER.decode(text)
    except RecursionError:
        return False
    except ValueError:
        return True
    return False


# What was read last decides what may come next: by state and token, the next state. A token is a bracket, comma or
# colon, `"` for a text, or `0` for another value. CLOSED stands for the state after the object or array that it ends,
# which `AFTER` has by the bracket around it.
ROOT, FIRST_KEY, KEY, COLON, MEMBER, AFTER_MEMBER, FIRST_ITEM, ITEM, AFTER_ITEM, DONE, CLOSED = range(11)
STEPS: dict[int, dict[str, int]] = {
    ROOT: {'"': DONE, "0": DONE, "{": FIRST_KEY, "[": FIRST_ITEM},
    FIRST_KEY: {'"': COLON, "}": CLOSED},
    KEY: {'"': COLON},
    COLON: {":": MEMBER},
    MEMBER: {'"': AFTER_MEMBER, "0": AFTER_MEMBER, "{": FIRST_KEY, "[": FIRST_ITEM},
    AFTER_MEMBER: {",": KEY, "}": CLOSED},
    FIRST_ITEM: {'"': AFTER_ITEM, "0": AFTER_ITEM, "{": FIRST_KEY, "[": FIRST_ITEM, "]": CLOSED},
    ITEM: {'"': AFTER_ITEM, "0": AFTER_ITEM, "{": FIRST_KEY, "[": FIRST_ITEM},
    AFTER_ITEM: {",": ITEM, "]": CLOSED},
    DONE: {},
}
AFTER = {"": DONE, "{": AFTER_MEMBER, "[": AFTER_ITEM}


class _Reader:
    """One pass with a stack of open containers, each with the key under which it stands in the one around it."""

    def __init__(self, text: str, start: int, end: int, max_depth: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.max_depth = max_depth
        self.open: list[tuple[Value, tuple[str, Span] | None]] = []
        self.key: tuple[str, Span] | None = None
        self.root: Value | None = None
        self.duplicates: list[DuplicateKey] = []
        self.too_deep: Span | None = None

    def read(self) -> bool:
        """Read all, or up to the first error; whether there is none."""
        state = ROOT
        for match in re.compile(_LEXEME).finditer(
            self.text, self.start, self.end
        ):  # pragma: no branch - it matches at the end too
            group = match.lastindex
            if group is None:
                return state == DONE and match.end() == self.end
            start, end = match.span(group)
            kind = match[1] or ('"' if group == 2 else "0")
            if kind not in STEPS[state]:
                break
            state = STEPS[state][kind]
            if state == COLON:
                self._take_key(start + 1, end - 1)
            elif kind in '"0':
                self._take(Value(start, end))
            elif kind in "{[":
                self._open(start, kind)
            elif state == CLOSED:
                state = self._close(end)
        return False

    def _open(self, start: int, bracket: str) -> None:
        value = Value(start, start + 1)
        if bracket == "{":
            value.members = {}
        else:
            value.items = []
        self.open.append((value, self.key))
        if self.too_deep is None and len(self.open) > self.max_depth:
            self.too_deep = Span(start, start + 1)

    def _close(self, end: int) -> int:
        """End the innermost container; gives the state after it."""
        value, self.key = self.open.pop()
        value.end = end
        self._take(value)
        return AFTER["" if not self.open else "{" if self.open[-1][0].items is None else "["]

    def _take_key(self, start: int, end: int) -> None:
        raw = self.text[start:end]
        key = _decode(raw) if "\\" in raw else raw
        members = self.open[-1][0].members
        if members is not None and key in members:
            self.duplicates.append(DuplicateKey(key, Span(start, end), members[key][0]))
        self.key = (key, Span(start, end))

    def _take(self, value: Value) -> None:
        if not self.open:
            self.root = value
            return
        container = self.open[-1][0]
        if len(self.open) <= self.max_depth:
            if container.items is not None:
                container.items.append(value)
            elif container.members is not None and self.key is not None:  # pragma: no branch - it has items or members
                container.members[self.key[0]] = (self.key[1], value)


def _decode(raw: str) -> str:
    return str(json.loads(f'"{raw}"'))


def inner_span(text: str, place: Value) -> Span:
    """The span of a JSON value, a text without its quotes."""
    if text[place.start] == '"':
        return Span(place.start + 1, place.end - 1)
    return Span(place.start, place.end)


def locate(root: Value, route: Route) -> Value:
    """The place at the end of a route. Raises LookupError where the route leads nowhere."""
    place = root
    for step in route:
        place = (place.items or [])[step] if isinstance(step, int) else member(place, step)[1]
    return place


def pointer_at(root: Value, offset: int) -> str:
    """The JSON pointer of the innermost value, or of the key's value, that holds an offset of the source."""
    steps: list[str] = []
    place: Value | None = root
    while place is not None:
        if place.items is not None:
            at = bisect_right(place.items, offset, key=_start) - 1
            key, place = str(at), place.items[at] if at >= 0 and offset < place.items[at].end else None
        else:
            key, place = next(
                (
                    (key, value)
                    for key, (span, value) in (place.members or {}).items()
                    if span.start - 1 <= offset < value.end
                ),
                ("", None),
            )
        if place is not None:
            steps.append("/" + key.replace("~", "~0").replace("/", "~1"))
    return "".join(steps)


def _start(place: Value) -> int:
    return place.start


def member(place: Value, key: str) -> tuple[Span, Value]:
    """The spans of a key of an object, and the place of its value. Raises KeyError where there is none."""
    return (place.members or {})[key]
