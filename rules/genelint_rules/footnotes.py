"""Which footnotes lead to which references, and whether they do so in order: what the REF rules share."""

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from genelint.rule import Node, Tree, reference_number


class Mark(NamedTuple):
    """A footnote mark: its node, and the first and last number that it cites; alike for a single mark alone."""

    node: Node
    first: int
    last: int


class Citation(NamedTuple):
    """The first mark that cites a number."""

    number: int
    node: Node


class Footnotes(NamedTuple):
    """The footnotes and references of a summary in which something is amiss.

    `marks` are those that say something, in document order: a malformed one and an empty range are not among
    them. `numbers` has the number of each reference in the order of the list, None for a malformed one. `known`
    are the numbers that a mark may cite, ascending, as many as there are references: a malformed number, or one that
    an earlier reference has, stands for the lowest number that the list lacks. `unresolved` has each mark that cites
    another number, with the first such number. `citations` are the first citations of known numbers, in document order.
    """

    marks: list[Mark]
    numbers: list[int | None]
    known: list[int]
    unresolved: list[tuple[Mark, int]]
    citations: list[Citation]
    uncited: list[Node]
    are_clear: bool
    """Whether every mark leads to references."""
    are_settled: bool
    """Whether, besides, every reference has a number of its own, in one list: only then is an order to be judged."""


@lru_cache(maxsize=1)
def disorder(tree: Tree) -> Footnotes | None:
    """The footnotes of a tree, or None where all is in order, as in most records.

    The last answer is kept, because several rules ask for the same tree one after the other.
    """
    return None if _are_in_order(tree) else _survey(tree)


def cited_numbers(node: Node) -> tuple[int | None, int | None]:
    """The first and last number that a mark cites, each None where it is malformed."""
    if "ref" in node:
        number = reference_number(node["ref"])
        return number, number
    return reference_number(node["start_ref"]), reference_number(node["end_ref"])


def read_mark(node: Node) -> Mark | None:
    """Read a mark; None for a malformed one, and for a range that does not start before its end."""
    first, last = cited_numbers(node)
    if first is None or last is None or (first >= last and "ref" not in node):
        return None
    return Mark(node, first, last)


def _are_in_order(tree: Tree) -> bool:
    """Whether the list has 1, 2 and so on, the marks cite them in this order, and ranges hold two numbers or more."""
    numbers: dict[object, int] = {}
    for number, node in enumerate(tree.references, 1):
        text = str(number)
        if node["ref"] not in (number, text):
            return False
        numbers[number] = numbers[text] = number
    top = 0
    for node in tree.marks:
        if "ref" in node:
            first = last = numbers.get(node["ref"], 0)
        else:
            first, last = numbers.get(node["start_ref"], 0), numbers.get(node["end_ref"], 0)
            if first >= last:
                return False
        if not 0 < first <= top + 1:
            return False
        top = max(top, last)
    return top == len(tree.references)


def _survey(tree: Tree) -> Footnotes:
    marks = [mark for node in tree.marks if (mark := read_mark(node)) is not None]
    numbers = [reference_number(node["ref"]) for node in tree.references]
    known = _known(numbers)
    unresolved = [(mark, absent) for mark in marks if (absent := _gap(known, mark.first, mark.last)) is not None]
    citations = _first_citations(marks, known)
    cited = {None, *(citation.number for citation in citations)}
    uncited = [node for node, number in zip(tree.references, numbers, strict=True) if number not in cited]
    are_clear = len(marks) == len(tree.marks) and not unresolved
    are_settled = are_clear and known == sorted(filter(None, numbers)) and len(tree.buckets["rg"]) == 1
    return Footnotes(marks, numbers, known, unresolved, citations, uncited, are_clear, are_settled)


def _known(numbers: list[int | None]) -> list[int]:
    held = set(filter(None, numbers))
    lent = (number for number in range(1, len(numbers) + 1) if number not in held)
    return sorted([*held, *(number for _, number in zip(range(len(numbers) - len(held)), lent, strict=False))])


def _gap(ordered: list[int], first: int, last: int) -> int | None:
    """The first number from `first` to `last`, both included, that is not among the sorted ones, or None."""
    left, right = bisect_left(ordered, first), bisect_right(ordered, last)
    if right - left == last - first + 1:
        return None
    # Up to the gap, numbers and places go side by side.
    return first + bisect_left(range(right - left), True, key=lambda at: ordered[left + at] != first + at)


def _first_citations(marks: list[Mark], known: list[int]) -> list[Citation]:
    found: list[Citation] = []
    is_cited = bytearray(len(known))
    for mark in marks:
        at, end = bisect_left(known, mark.first), bisect_right(known, mark.last)
        while (at := is_cited.find(0, at, end)) >= 0:
            is_cited[at] = 1
            found.append(Citation(known[at], mark.node))
    return found
