"""Which footnotes lead to which references: what the REF rules share."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from genelint.rule import Node, Tree, reference_number


class Mark(NamedTuple):
    """A footnote mark: its node, and the first and last number that it cites (alike for a single mark).

    A range that runs backwards, or a mark that is no number, is not among the marks.
    """

    node: Node
    first: int
    last: int


def marks(tree: Tree) -> list[Mark]:
    """The marks that say something, in document order."""
    found: list[Mark] = []
    for node in tree.marks:
        first = reference_number(node["ref"] if "ref" in node else node["start_ref"])
        last = reference_number(node["ref"] if "ref" in node else node["end_ref"])
        if first is not None and last is not None and first <= last:
            found.append(Mark(node, first, last))
    return found


def numbers(tree: Tree) -> list[int]:
    """The numbers of the references, sorted, each once."""
    return sorted({number for node in tree.references if (number := reference_number(node["ref"])) is not None})


def uncited(tree: Tree) -> list[Node]:
    """The references whose number no mark cites, in document order."""
    single: set[int] = set()
    ranges: list[tuple[int, int]] = []
    for mark in marks(tree):
        if mark.first == mark.last:
            single.add(mark.first)
        else:
            ranges.append((mark.first, mark.last))
    starts, ends = _merged(ranges)
    found: list[Node] = []
    for node in tree.references:
        number = reference_number(node["ref"])
        if number is not None and number not in single:
            at = bisect_right(starts, number) - 1
            if at < 0 or ends[at] < number:
                found.append(node)
    return found


def gap(ordered: list[int], first: int, last: int) -> int | None:
    """The first number from `first` to `last`, both included, that is not among the sorted ones, or None."""
    left, right = bisect_left(ordered, first), bisect_right(ordered, last)
    if right - left == last - first + 1:
        return None
    # Up to the gap, numbers and places go side by side.
    return first + bisect_left(range(right - left), True, key=lambda at: ordered[left + at] != first + at)


def _merged(ranges: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Starts and ends (both included) of the ranges, merged where they overlap, ascending."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(ranges):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends
