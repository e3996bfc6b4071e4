"""The summary tree as nearly all are written, accepted by patterns on its text before anything is parsed.

Accepting may refuse a good tree, which is then parsed and walked; it never passes a bad one. What is accepted is JSON
as `json.dumps` writes it, with no escape but that of a line break. The schema accepts it; no node in it is empty, nor a
range of numbers; it ends in its one list of references, which is not empty; and every link leads to a host, by an
address of ASCII characters. A property test holds this, and that the parsed tree says the same.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from genelint.values import NamedTuple

_LETTER = r'[^"\\\x00-\x1f]'
_TEXT = rf"{_LETTER}*+(?:\\n{_LETTER}*+)*+"
_FILLED = rf'(?:\\n| )*+[^"\\\s\x00-\x1f]{_TEXT}'
_WORDS = rf'([^"\\\s\x00-\x1f]{_LETTER}*+)'
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
_CONTENT = rf'\{{"type": "root", "children": \[((?:(?:{_PARAGRAPH}|{_text(_TEXT)}), )*+)\{{"type": "rg", "children": \['
_REFERENCE = (
    rf'\{{"type": "r"(?:, "ref": ({_CITED}))?+, "children": \[{_text(_WORDS)}, {_node("b", _text(_WORDS))}, '
    rf'{_text(" ")}, {_node("i", _text(_WORDS))}{_link(" DOI: ")}{_link(" PMID: ")}\](?:, "ref": ({_CITED}))?+\}}(, )?+'
)
_END = "]}]}"
_PARAGRAPH_START = '{"type": "p"'
_MARK_START = '{"type": "f'
_CITING = re.compile(r'(?:(g_)fs?)?", "(?:start_)?ref": "?([0-9]+)"?(?:, "end_ref": "?([0-9]+))?')
"""A mark without its start: of a group, `g_f` or `g_fs`, or one alone; of other nodes only groups start so."""


class Mark(NamedTuple):
    """The first and the last number that a footnote mark cites, alike for a single mark."""

    first: int
    last: int


class Reference(NamedTuple):
    """What a reference says; DOI and PMID, with the addresses of their links, are empty where it has none."""

    number: int
    authors: str
    title: str
    journal: str
    doi: str
    doi_link: str
    pmid: str
    pmid_link: str


class Ordinary(NamedTuple):
    """What an ordinary tree says.

    `groups` are its footnote marks in document order, those of one group together; `is_backed` tells whether every
    paragraph has a mark.
    """

    groups: list[list[Mark]]
    is_backed: bool
    references: list[Reference]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A tree up to its first reference, and a reference: compiled when the first tree is read, for it takes a while."""
    return re.compile(_CONTENT), re.compile(_REFERENCE)


def accept_ordinary(text: str, start: int, end: int) -> Ordinary | None:
    """What the tree says whose JSON stands at a place of a text; None for one that is not written so."""
    before, reference = _patterns()
    content = before.match(text, start, end)
    if content is None:
        return None
    references: list[Reference] = []
    at = content.end()
    comma = ", "
    while comma:
        match = reference.match(text, at, end)
        if match is None:
            return None
        first, *said, last, comma = match.groups("")
        if bool(first) == bool(last):
            return None
        references.append(Reference(int((first or last).strip('"')), *said))
        at = match.end()
    if text[at:end] != _END:
        return None
    groups = _groups(content[1])
    if groups is None:
        return None
    paragraphs = content[1].split(_PARAGRAPH_START)[1:]
    return Ordinary(groups, all(_MARK_START in paragraph for paragraph in paragraphs), references)


def _groups(content: str) -> list[list[Mark]] | None:
    """The marks by group; None where one is a range that does not start before its end."""
    groups: list[list[Mark]] = []
    for piece in content.split(_MARK_START)[1:]:
        cited = _CITING.match(piece)
        if cited is None:
            groups.append([])
            continue
        in_group, first, last = cited.groups()
        mark = _mark(first, last)
        if last and mark.last <= mark.first:
            return None
        if in_group:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


@lru_cache(maxsize=1024)
def _mark(first: str, last: str | None) -> Mark:
    return Mark(int(first), int(last or first))
