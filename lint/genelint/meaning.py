"""What a record says, however it is written: what a safe fix leaves equal.

Not part of it are blanks, bars and line ends, the order of fields, rows and references, commas in numbers, empty and
repeated items of lists, how often a group cites a reference, the address by which a link leads to an article, and the
numbers of references: a mark says which reference it means.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from json import dumps
from typing import NamedTuple

from genelint.addresses import decoded, read_href
from genelint.grammar import BLANKS, RULING
from genelint.lists import split_items
from genelint.record import Node, Record, Tree, reference_number

_FOREIGN = frozenset(
    [
        "duplicate-field",
        "filled-placeholder",
        "malformed-row",
        "malformed-sentence",
        "unexpected-line",
        "unknown-field",
    ]
)
"""The problems whose lines are no part of the record, and must not get lost all the same."""

_JOINED = "Synonyms"
"""The field whose items are a set."""


class Meaning(NamedTuple):
    """What a record says. Parts by name, in words for messages; what could not be read is there as its text.

    `foreign` are the lines that are no part of it, `text` is all of it.
    """

    parts: dict[str, str]
    foreign: tuple[str, ...]
    text: str


def meaning(record: Record) -> Meaning:
    """What a record says."""
    parts = {label: _plain(field.value.text) for label, field in record.fields.items()}
    if synonyms := record.fields.get(_JOINED):
        items = (_plain(item.part.text) for item in split_items(synonyms.value))
        parts[_JOINED] = ", ".join(dict.fromkeys(filter(None, items)))
    if record.tree is not None:
        parts["summary"] = _tree(record.tree)
    elif record.tree_span is not None:
        parts["text of the summary"] = "".join(record.source.text[slice(*record.tree_span)].split())
    if record.sentence is not None:
        symbol, *others = record.sentence
        counts = [part.text.replace(",", "").lstrip("0") for part in (others[0], others[1], others[3])]
        parts["association sentence"] = dumps([symbol.text, *counts, _plain(others[2].text)])
    if record.mention is not None:
        parts["instruction line"] = record.mention.text
    if record.table is not None:
        rows = sorted((_plain(row.name.text), _plain(row.text.text)) for row in record.table.rows)
        parts["dataset table"] = dumps(rows)
    if not record.recognised:
        parts["text"] = _plain(record.source.text.lstrip("\ufeff"))
    source = record.source
    start, end = record.tree_span if record.tree is not None and record.tree_span is not None else (0, 0)
    problems = [one for one in record.problems if one.kind in _FOREIGN and not start <= one.span.start < end]
    numbers = {source.line_col(one.span.start)[0] for one in problems}
    lines = (_plain(source.text[slice(*source.line_span(number))].lstrip("\ufeff")) for number in numbers)
    foreign = tuple(sorted(line for line in lines if line.strip(f"{RULING}|")))  # rules and bars say nothing
    return Meaning(parts, foreign, record.source.text)


def changed(before: Meaning, after: Meaning) -> str:
    """The name of a part in which a record differs from what it was; empty where it says the same.

    A part that could not be read before, as where lines were in disorder, may be there if its words were.
    """
    for name, said in before.parts.items():
        if after.parts.get(name) != said:
            return name
    gained = next((name for name in after.parts if name not in before.parts), "")
    if gained and _words(before.text) != _words(after.text):
        return gained
    are_kept = Counter(before.foreign) <= _lines(after.text) and Counter(after.foreign) <= _lines(before.text)
    return "" if are_kept else "a line that is no part of the record"


def lost(before: Meaning, after: Meaning) -> str:
    """The name of a part that can be read of a record and no longer of what it became; empty where there is none."""
    return next((name for name in before.parts if name not in after.parts), "")


def _lines(text: str) -> Counter[str]:
    """The lines of a text and how often each stands there, whatever the blanks in them."""
    return Counter(map(_plain, text.lstrip("\ufeff").split("\n" if "\n" in text else "\r")))


def _words(text: str) -> list[str]:
    """The words of a text, whatever their order."""
    return sorted(text.replace("|", " ").split())


def _plain(text: str) -> str:
    """A text with one plain blank between its words."""
    return " ".join(text.translate(_TO_BLANK).split())


_TO_BLANK = dict.fromkeys(map(ord, BLANKS), " ")


class _References(NamedTuple):
    """The numbers of the references, ascending, and what each says."""

    numbers: list[int]
    texts: list[str]


def _tree(tree: Tree) -> str:
    """The tree as JSON, its marks as what the references that they mean say."""
    numbered = sorted(
        (number, dumps(_node(reference, None), sort_keys=True))
        for reference in tree.references
        if (number := reference_number(reference["ref"])) is not None
    )
    references = _References([number for number, _ in numbered], [text for _, text in numbered])
    return dumps(_node(tree.value, references), sort_keys=True)


def _node(top: Node, references: _References | None) -> object:
    """A node without what does not count; a mark in a reference stays as it is, as there it has no other meaning."""
    kind = top["type"]
    if kind in ("f", "fg"):
        return [kind, _cited(top.get("children", [top]), references)] if references is not None else top
    plain = {key: value for key, value in top.items() if key not in ("children", "ref", "href")}
    if kind == "r" and reference_number(top["ref"]) is None:
        plain["ref"] = top["ref"]
    if kind == "a":
        plain["href"] = _href(top["href"])
    if "children" in top:
        children = [_node(child, references) for child in top["children"]]
        plain["children"] = sorted(children, key=dumps) if kind == "rg" else children
    return plain


def _cited(marks: list[Node], references: _References) -> list[str]:
    """What the references say that a mark or a group of marks means, sorted.

    An end of a range that no reference has is there as a number, unless another range holds this one.
    """
    said: set[str] = set()
    ranges: set[tuple[int, int]] = set()
    for mark in marks:
        first, last = (mark["ref"],) * 2 if "ref" in mark else (mark["start_ref"], mark["end_ref"])
        start, end = reference_number(first), reference_number(last)
        if start is None or end is None:
            said.add(dumps(["malformed", first, last]))
        else:
            ranges.add((start, end))
    numbers, texts = references
    furthest = 0
    for start, end in sorted(ranges, key=lambda ends: (ends[0], -ends[1])):
        if not start <= end <= furthest:
            said.update(texts[bisect_left(numbers, start) : bisect_right(numbers, end)])
            said.update(dumps(["unresolved", end]) for end in (start, end) if not _holds(numbers, end))
            furthest = max(furthest, end)
    return sorted(said)


def _holds(numbers: list[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number


def _href(href: str) -> str:
    link = read_href(href)
    return f"{link.kind} {decoded(link.value).lower()}" if link is not None else href
