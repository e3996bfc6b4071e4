"""The summary tree as nearly all are written, accepted by patterns on its text before anything is parsed.

Accepting may refuse a good tree, which is then parsed and walked; it never passes a bad one. What is accepted is JSON
as `json.dumps` writes it, with no escape but that of a line break. The schema accepts it; no node in it is empty, nor a
range of numbers; it ends in its one list of references, which is not empty; and every link leads to a host, by an
address of ASCII characters. A property test holds this, and that the parsed tree says the same.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from genelint.model import Source
from genelint.values import NamedTuple

# Patterns take a text from quote to quote: to look for the one character takes a third of the time that it takes to
# tell others from letters, one by one. What else stands in no ordinary text is looked for once in the whole tree.
_TEXT = '[^"]*+'
_FILLED = rf'(?:\\n| )*+[^"\\\s]{_TEXT}'
_WORDS = rf'([^"\\\s]{_TEXT})'
_CONTROL = re.compile("[\x00-\x1f]")
_OTHER_ESCAPE = re.compile(r"\\(?!n)")
_ADDRESS = r"https://[a-z][!#-\[\]-~]*+"
_NUMBER = "[1-9][0-9]{0,8}"
_CITED = f'(?:"{_NUMBER}"|{_NUMBER})'


def _node(kind: str, inner: str) -> str:
    return rf'\{{"type": "{kind}", "children": \[{inner}\]\}}'


def _text(text: str) -> str:
    return rf'\{{"type": "t", "text": "{text}"\}}'


def _list(item: str) -> str:
    return f"{item}(?:, {item})*+"


def _link(label: str) -> str:
    """A label and the link behind it, whose text and address are groups; both may be absent."""
    return rf'(?:, {_text(label)}, \{{"type": "a", "children": \[{_text(_WORDS)}\], "href": "({_ADDRESS})"\}})?+'


_MARK = rf'\{{"type": "fg_f(?:", "ref": {_CITED}|s", "start_ref": {_CITED}, "end_ref": {_CITED})\}}'
_ALONE = rf'\{{"type": "f", "ref": {_CITED}\}}'
_INNER = _node("[bi]", _text(_FILLED))
_STYLED = _node("[bi]", f"(?:{_text(_FILLED)}|{_INNER})(?:, (?:{_text(_TEXT)}|{_INNER}))*+")
_LINK = rf'\{{"type": "a", "children": \[{_text(_FILLED)}\], "href": "{_ADDRESS}"\}}'
_PART = f"(?:{_text(_TEXT)}|{_node('fg', _list(_MARK))}|{_ALONE}|{_STYLED}|{_LINK})"
_PARAGRAPH = _node("p", f"{_text(_FILLED)}(?:, {_PART})*+")
_CONTENT = rf'\{{"type": "root", "children": \[(?:(?:{_PARAGRAPH}|{_text(_TEXT)}), )*+\{{"type": "rg", "children": \['
_REFERENCE = (
    rf'\{{"type": "r"(?:, "ref": ({_CITED}))?+, "children": \[{_text(_WORDS)}, {_node("b", _text(_WORDS))}, '
    rf"{_text(' ')}, {_node('i', _text(_WORDS))}{_link(' DOI: ')}{_link(' PMID: ')}\]"
    rf'(?(1)|, "ref": ({_CITED}))\}}(?:, (?=\{{)|(?=\]))|(.+)'
)
"""A reference and the comma behind it, or else all that is left."""
_END = "]}]}"
_MARKS = (
    r'\{"type": "(?:(p)"|f(?:g", "children": \[\{"type": "fg_fs?|(g_)fs?)?", "(?:start_)?ref": "?([0-9]+)"?'
    r'(?:, "end_ref": "?([0-9]+))?)'
)
"""Where a paragraph begins, or a mark with its numbers: the first of a group, a further one, or one alone."""


class Mark(NamedTuple):
    """The first and the last number that a footnote mark cites, alike for a single mark."""

    first: int
    last: int


class References(NamedTuple):
    """What references say, in the order of the list; DOI and PMID, with the addresses of their links, are empty where
    one has none. There is one tuple for each kind of text, so that a rule can ask for all of a kind at once."""

    numbers: list[int]
    authors: tuple[str, ...]
    titles: tuple[str, ...]
    journals: tuple[str, ...]
    dois: tuple[str, ...]
    doi_links: tuple[str, ...]
    pmids: tuple[str, ...]
    pmid_links: tuple[str, ...]


class Ordinary(NamedTuple):
    """What an ordinary tree says.

    `groups` are its footnote marks in document order, those of one group together; `is_backed` tells whether every
    paragraph has a mark.
    """

    groups: list[list[Mark]]
    is_backed: bool
    references: References


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A tree up to its first reference, a reference, and what of a text cites references: compiled when the first tree
    is read, for it takes a while."""
    return re.compile(_CONTENT), re.compile(_REFERENCE), re.compile(_MARKS)


def accept_ordinary(source: Source, start: int, end: int) -> Ordinary | None:
    """What the tree says whose JSON stands at a place of a text; None for one that is not written so."""
    text = source.text
    content, reference, marks = _patterns()
    match = content.match(text, start, end)
    if match is None:
        return None
    list_start = match.end()
    said = reference.findall(text, list_start, end)
    if (
        len(said) < 2
        or said.pop()[-1] != _END
        or text.find("\\", list_start, end) >= 0
        or _OTHER_ESCAPE.search(text, start, list_start)
        or text.find("\n", start, end) >= 0
        or (_CONTROL.search(source.unusual) and _CONTROL.search(text, start, end))
    ):
        return None
    return _ordinary(marks.findall(text, start, list_start), _references(said))


def _ordinary(found: list[tuple[str, str, str, str]], references: References) -> Ordinary | None:
    """What a tree says, of what `_MARKS` finds; None where a mark is a range that does not start before its end."""
    groups: list[list[Mark]] = []
    is_backed = has_mark = True
    for paragraph, is_further, first, last in found:
        if paragraph:
            is_backed = is_backed and has_mark
            has_mark = False
            continue
        has_mark = True
        mark = _mark(first, last)
        if last and mark.last <= mark.first:
            return None
        if is_further:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return Ordinary(groups, is_backed and has_mark, references)


def _references(said: list[tuple[str, ...]]) -> References:
    """What references say, of the groups of `_REFERENCE` in each."""
    before, *texts, behind, _ = zip(*said, strict=True)
    return References([int((one or other).strip('"')) for one, other in zip(before, behind, strict=True)], *texts)


@lru_cache(maxsize=1024)
def _mark(first: str, last: str) -> Mark:
    return Mark(int(first), int(last or first))
