"""Which footnotes lead to which references, and whether they do so in order: what the REF rules share."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from functools import lru_cache
from itertools import chain, count, islice, pairwise

from genelint.rule import NamedTuple, Node, Record, Tree, reference_number


class Mark(NamedTuple):
    """A footnote mark: its node, and the first and last number that it cites; alike for a single mark alone."""

    node: Node
    first: int
    last: int

    @property
    def numbers(self) -> range:
        """All numbers that it cites."""
        return range(self.first, self.last + 1)


class Citation(NamedTuple):
    """The first mark that cites a number."""

    number: int
    node: Node


class Footnotes(NamedTuple):
    """The footnotes and references of a summary in which something is amiss.

    `marks` are those that say something, in document order: a malformed one and an empty range are not among
    them. `references` has the first reference of each number, in the order of the list. `known` are the numbers that a
    mark may cite, ascending, as many as there are references: a malformed number, or one that an earlier reference has,
    stands for the lowest number that the list lacks. `unresolved` has each mark that cites another number, with the
    first such number. `citations` are the first citations of known numbers, in document order.
    """

    marks: list[Mark]
    references: dict[int, Node]
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


def are_sound(record: Record) -> bool:
    """Whether the tree is an ordinary one, its footnotes are in order, and no group cites a number twice."""
    tree = record.tree
    if tree is None:
        return True
    if tree.ordinary is None or not _are_in_order(tree):
        return False
    groups = [sorted(group) for group in tree.ordinary.groups if len(group) > 1]
    return not any(before.last >= after.first for group in groups for before, after in pairwise(group))


def are_backed(record: Record) -> bool:
    """Whether the tree is an ordinary one, and each paragraph has a mark."""
    tree = record.tree
    return tree is None or (tree.ordinary is not None and tree.ordinary.is_backed)


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
    """Whether the list has 1, 2 and so on, the marks cite them all in this order, and ranges hold two numbers or more.

    This is the short way for what the survey would find nothing amiss with.
    """
    ordinary = tree.ordinary
    top = 0
    for mark in chain.from_iterable(ordinary.groups) if ordinary else map(read_mark, tree.marks):
        if mark is None:
            return False
        if mark.last > top:
            if mark.first > top + 1:
                return False
            top = mark.last
    listed = ordinary.references.numbers if ordinary else [reference_number(node["ref"]) for node in tree.references]
    return top == len(listed) and listed == [*range(1, top + 1)]


def _survey(tree: Tree) -> Footnotes:
    readings = [read_mark(node) for node in tree.marks]
    marks = [mark for mark in readings if mark is not None]
    references: dict[int, Node] = {}
    for node in tree.references:
        number = reference_number(node["ref"])
        if number is not None:
            references.setdefault(number, node)
    known = _known(references, len(tree.references))
    unresolved = _unresolved(marks, known)
    citations = _first_citations(marks, known)
    cited = {None, *(citation.number for citation in citations)}
    uncited = [node for node in tree.references if reference_number(node["ref"]) not in cited]
    are_clear = None not in readings and not unresolved
    are_settled = are_clear and known == sorted(references) and not tree.buckets["rg"][1:]
    return Footnotes(marks, references, known, unresolved, citations, uncited, are_clear, are_settled)


def _known(held: Collection[int], size: int) -> list[int]:
    lent = (number for number in count(1) if number not in held)
    return sorted([*held, *islice(lent, size - len(held))])


def _unresolved(marks: list[Mark], known: list[int]) -> list[tuple[Mark, int]]:
    # From each number to the last up to which none is absent.
    reaching: dict[int, int] = {}
    for number in reversed(known):
        reaching[number] = reaching.get(number + 1, number)
    found: list[tuple[Mark, int]] = []
    for mark in marks:
        end = reaching.get(mark.first)
        if end is None:
            found.append((mark, mark.first))
        elif end < mark.last:
            found.append((mark, end + 1))
    return found


def _first_citations(marks: list[Mark], known: list[int]) -> list[Citation]:
    found: list[Citation] = []
    is_cited = bytearray(len(known))
    for mark in marks:
        at, end = bisect_left(known, mark.first), bisect_right(known, mark.last)
        while (at := is_cited.find(0, at, end)) >= 0:
            is_cited[at] = True
            found.append(Citation(known[at], mark.node))
    return found
