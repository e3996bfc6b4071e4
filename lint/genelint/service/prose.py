"""The summary of a record as people read it: paragraphs with footnote marks, and the references that these lead to.

All is plain values; the template `summary.html` makes markup of them. Text stays what it is, in whatever it is written.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from genelint.addresses import USUAL_ADDRESS, read_href
from genelint.record import Node, Tree, reference_number
from genelint.values import NamedTuple
from genelint.wording import listed, quote, visible

MOST_BACK = 8
"""So many marks are linked to from one reference."""

_MOST_NAMED = 3
_BLANKS = re.compile(r"\s+")


class Mark(NamedTuple):
    """A footnote mark.

    `number` counts the marks from 1. `target` is the first reference that it leads to, counted from 1, 0 for none.
    `fault` says what of it leads nowhere, in words, and is empty for a good one.
    """

    label: str
    number: int
    target: int
    fault: str


class Run(NamedTuple):
    """A piece of text of one look, or marks that stand together.

    `href` is the address where it is that of an article, `aside` that of any other link, which is only shown.
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    aside: str = ""
    marks: tuple[Mark, ...] = ()


class Reference(NamedTuple):
    """A reference under the number that it gives itself; `marks` are the numbers of the first marks that cite it."""

    number: str
    runs: list[Run]
    marks: list[int]
    more: int


class Summary(NamedTuple):
    """A summary; `faults` says of all marks that lead nowhere, in the order of the text, how."""

    paragraphs: list[list[Run]]
    references: list[Reference]
    faults: list[Mark]


def read_summary(tree: Tree) -> Summary:
    """The summary of a tree that keeps to its schema."""
    places: dict[int, int] = {}
    for place, node in enumerate(tree.references, 1):
        number = reference_number(node["ref"])
        if number is not None:
            places.setdefault(number, place)
    known = sorted(places)
    ends = _ends_of_runs(known)
    marks = [_mark(node, at, places, known, ends) for at, node in enumerate(tree.marks, 1)]
    by_node = {id(node): mark for node, mark in zip(tree.marks, marks, strict=True)}
    citing = _citing(tree.marks, known)
    references: list[Reference] = []
    for place, node in enumerate(tree.references, 1):
        number = reference_number(node["ref"])
        own = citing.get(number, []) if number is not None and places[number] == place else []
        runs = [*_runs(node, by_node)]
        references.append(Reference(visible(str(node["ref"])), runs, own[:MOST_BACK], max(0, len(own) - MOST_BACK)))
    return Summary([*_paragraphs(tree.value, by_node)], references, [mark for mark in marks if mark.fault])


def _paragraphs(root: Node, marks: Mapping[int, Mark]) -> Iterator[list[Run]]:
    """The paragraphs; what stands between them under the root is one as well, unless it is blank."""
    loose: list[Run] = []
    end: Node = {"type": "p", "children": []}
    for child in [*root["children"], end]:
        if child["type"] not in ("p", "rg"):
            loose += _runs({"type": "p", "children": [child]}, marks)
            continue
        for runs in (loose, [*_runs(child, marks)] if child["type"] == "p" else []):
            if any(run.marks or run.text.strip() for run in runs):
                yield runs
        loose = []


def _runs(node: Node, marks: Mapping[int, Mark]) -> Iterator[Run]:
    """What stands below a node, in order; looks do not nest, they add up."""
    stack = [(child, Run("")) for child in reversed(node["children"])]
    while stack:
        child, look = stack.pop()
        match child["type"]:
            case "t":
                yield look._replace(text=_readable(child["text"]))
            case "f":
                yield look._replace(marks=(marks[id(child)],))
            case "fg":
                yield look._replace(marks=tuple(marks[id(mark)] for mark in child["children"]))
            case kind:
                if kind == "a":
                    href = _address(child["href"])
                    look = look._replace(href=href, aside="" if href else visible(child["href"]) or "nowhere")
                inner = look._replace(bold=look.bold or kind == "b", italic=look.italic or kind == "i")
                stack += [(grandchild, inner) for grandchild in reversed(child["children"])]


def _readable(text: str) -> str:
    """A text on one line, with what does not print as an escape."""
    return visible(_BLANKS.sub(" ", text))


def _address(href: str) -> str:
    """The usual address of the article that a link leads to, empty where it leads to none."""
    link = read_href(href)
    return "" if link is None else USUAL_ADDRESS[link.kind] + (link.whole if link.kind == "DOI" else link.value)


def _written(node: Node) -> tuple[object, object]:
    """The first and the last number of a mark, as they are written."""
    return (node["ref"], node["ref"]) if "ref" in node else (node["start_ref"], node["end_ref"])


def _mark(node: Node, at: int, places: Mapping[int, int], known: Sequence[int], ends: Mapping[int, int]) -> Mark:
    texts = dict.fromkeys(map(str, _written(node)))
    label = "–".join(map(visible, texts))
    first, last = map(reference_number, _written(node))
    if first is None or last is None:
        bad = [quote(text) for text in texts if reference_number(text) is None]
        return Mark(label, at, 0, f"{listed(bad)} {'is no number' if len(bad) == 1 else 'are no numbers'}")
    if last < first:
        return Mark(label, at, 0, f"{first} to {last} is no range")
    low, high = bisect_left(known, first), bisect_right(known, last)
    absent = last - first + 1 - (high - low)
    return Mark(label, at, places[known[low]] if low < high else 0, _absent(first, ends, absent) if absent else "")


def _absent(number: int, ends: Mapping[int, int], count: int) -> str:
    """What says which numbers, so many from this one on, have no reference; of many, that there are more."""
    named: list[str] = []
    while len(named) < min(count, _MOST_NAMED):
        if number in ends:
            number = ends[number]
        else:
            named.append(str(number))
        number += 1
    if count > _MOST_NAMED:
        named.append(f"{count - _MOST_NAMED:,} more")
    return f"there is no reference {listed(named, 'or')}"


def _ends_of_runs(known: Sequence[int]) -> dict[int, int]:
    """The last of the numbers that follow on each number without a gap."""
    ends: dict[int, int] = {}
    for number in reversed(known):
        ends[number] = ends.get(number + 1, number)
    return ends


def _citing(nodes: Sequence[Node], known: Sequence[int]) -> dict[int, list[int]]:
    """The marks that cite a reference, by its number; of the whole, as many as a reader may want."""
    citing: dict[int, list[int]] = {}
    room = 20_000
    for at, node in enumerate(nodes, 1):
        first, last = map(reference_number, _written(node))
        if first is None or last is None:
            continue
        low = bisect_left(known, first)
        for number in known[low : min(low + room, bisect_right(known, last))]:
            citing.setdefault(number, []).append(at)
            room -= 1
    return citing
