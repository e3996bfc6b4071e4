"""What a record says, however it is written: what a safe fix leaves equal.

Not part of it are blanks, bars and line ends, the order of fields, rows and references, commas in numbers, empty and
repeated items of lists, how often a group cites a reference, the address by which a link leads to an article, and the
numbers of references and the order in which a group cites them: a mark says which reference it means.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from json import dumps

from genelint.addresses import decoded, read_href
from genelint.grammar import RULING, SLOT_FORMS, single_spaced
from genelint.lists import split_items
from genelint.model import Source, Span
from genelint.record import Node, Record, Tree, plain_text, reference_number
from genelint.values import NamedTuple

_FOREIGN = frozenset(["filled-placeholder", "malformed-row", "malformed-sentence", "unexpected-line"])
"""The problems of lines that hold more than the part that was read of them."""

_FIXED_LINES = frozenset(single_spaced(form.replace("|", " ")) for form in SLOT_FORMS.values())
"""What says nothing, however often it stands there."""

_JOINED = "Synonyms"
"""The field whose items are a set."""


class Meaning(NamedTuple):
    """What a record says. Parts by name, in words for messages; what could not be read is there as its text.

    `foreign` are the lines of which some is in no part, without bars; `text` is all of it.
    """

    parts: dict[str, str]
    foreign: tuple[str, ...]
    text: str


def meaning(record: Record) -> Meaning:
    """What a record says."""
    parts = {label: single_spaced(field.value.text) for label, field in record.fields.items()}
    if synonyms := record.fields.get(_JOINED):
        items = (single_spaced(item.part.text) for item in split_items(synonyms.value))
        parts[_JOINED] = ", ".join(dict.fromkeys(filter(None, items)))
    if record.tree is not None:
        parts["summary"] = _tree(record.tree)
    elif record.tree_span is not None:
        parts["text of the summary"] = " ".join(record.source.text[slice(*record.tree_span)].split())
    if repeated := record.found("duplicate-key"):
        parts["keys that stand twice"] = dumps([one.found for one in repeated])
    if record.sentence is not None:
        symbol, *others = record.sentence
        counts = [part.text.replace(",", "").lstrip("0") for part in (others[0], others[1], others[3])]
        parts["association sentence"] = dumps([symbol.text, *counts, single_spaced(others[2].text)])
    if record.mention is not None:
        parts["instruction line"] = record.mention.text
    if record.table is not None:
        rows = sorted((single_spaced(row.name.text), single_spaced(row.text.text)) for row in record.table.rows)
        parts["dataset table"] = dumps(rows)
    if not record.recognised:
        parts["text"] = re.sub("\r+\n|\r", "\n", record.source.text.lstrip("\ufeff"))
    return Meaning(parts, tuple(sorted(_foreign(record))), record.source.text)


def changed(before: Meaning, after: Meaning) -> str:
    """The name of a part in which a record differs from what it was; empty where it says the same.

    A part that could not be read before, as where lines were in disorder, may be there if its words were.
    """
    for name, said in before.parts.items():
        if after.parts.get(name) != said:
            return name
    gained = next((name for name in after.parts if name not in before.parts), "")
    if gained:
        return gained if _words(before.text) != _words(after.text) else ""
    return "a line that is no part of the record" if before.foreign != after.foreign else ""


def lost(before: Meaning, after: Meaning) -> str:
    """The name of a part that can be read of a record and no longer of what it became; empty where there is none."""
    return next((name for name in before.parts if name not in after.parts), "")


def _foreign(record: Record) -> Iterator[str]:
    """The lines of which some is in no part, without bars and as single-spaced text."""
    source = record.source
    covered: set[int] = set()
    for span in _spans(record):
        covered.update(range(_line(source, span.start), _line(source, span.end) + 1))
    labels = {field.label.start for field in record.fields.values()}
    inside = range(*(record.tree_span or (0, 0)))
    for problem in record.problems:
        if problem.kind == "malformed-header" and problem.edits:
            covered.add(_line(source, problem.span.start))
        elif problem.kind == "unknown-field" and problem.span.start in labels:
            yield problem.found  # of a misspelt field no more than its name is in no part
        elif problem.kind in _FOREIGN and problem.span.start not in inside:
            covered.discard(_line(source, problem.span.start))
    for number in range(1, len(source.line_starts) + 1) if record.recognised else ():
        line = single_spaced(source.text[slice(*source.line_span(number))].lstrip("\ufeff").replace("|", " "))
        if number not in covered and line.strip(f"{RULING} ") and line not in _FIXED_LINES:
            yield line


def _spans(record: Record) -> Iterator[Span]:
    """Where the parts of a record stand."""
    for field in record.fields.values():
        yield Span(field.label.start, field.value.span.end)
    if record.tree_span is not None:
        yield record.tree_span
    if record.sentence is not None:
        yield Span(record.sentence.symbol.start, record.sentence.datasets.span.end)
    if record.mention is not None:
        yield record.mention.span
    for row in record.table.rows if record.table is not None else ():
        yield Span(row.name.start, row.text.span.end)


def _line(source: Source, offset: int) -> int:
    return source.line_col(offset)[0]


def _words(text: str) -> list[str]:
    """The words of a text, whatever their order."""
    return sorted(text.replace("|", " ").split())


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
        plain["href"] = _href(top)
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
            if start > end:
                said.add(dumps(["empty", start, end]))
    numbers, texts = references
    furthest = 0
    for start, end in sorted(ranges, key=lambda ends: (ends[0], -ends[1])):
        if not start <= end <= furthest:
            said.update(texts[bisect_left(numbers, start) : bisect_right(numbers, end)])
            said.update(dumps(["unresolved", number]) for number in (start, end) if not _holds(numbers, number))
            furthest = max(furthest, end)
    return sorted(said)


def _holds(numbers: list[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number


def _href(link: Node) -> str:
    """What the address of a link names: the article whose identifier it shows, or else what it says."""
    named = read_href(link["href"])
    if named is None:
        return str(link["href"])
    shown = plain_text(link).lower()
    for name in (named.whole, named.value):
        if decoded(name).lower() in shown:
            return f"{named.kind} {decoded(name).lower()}"
    return f"{named.kind} {named.whole}"
