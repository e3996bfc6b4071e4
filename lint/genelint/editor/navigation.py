"""Footnote marks and the references that they cite, by their places."""

from __future__ import annotations

from collections.abc import Iterator

from genelint.model import Span
from genelint.record import Node, Record, plain_text, reference_number
from genelint.values import NamedTuple

_NONE = range(0)


class Cited(NamedTuple):
    """What stands at an offset: the mark or reference, and the numbers that it cites or has."""

    span: Span
    numbers: range
    is_mark: bool


class Reference(NamedTuple):
    """A reference: its place, its number as it is written, and its text."""

    span: Span
    number: str
    text: str


def cited_at(record: Record, offset: int) -> Cited | None:
    """The footnote mark or the reference at an offset; None where there is neither."""
    tree = record.tree
    if tree is None or not tree.start <= offset <= tree.end:
        return None
    for nodes, is_mark in ((tree.marks, True), (tree.references, False)):
        for node in nodes:
            span = tree.span(node)
            if span.start <= offset < span.end:
                return Cited(span, _numbers(node), is_mark)
    return None


def references(record: Record, numbers: range | None = None) -> Iterator[Reference]:
    """The references with one of the numbers, or all, in the order of the text."""
    tree = record.tree
    if tree is None:
        return
    for node in tree.references:
        if numbers is None or reference_number(node["ref"]) in numbers:
            yield Reference(tree.span(node), str(node["ref"]), plain_text(node).strip())


def marks(record: Record, numbers: range) -> Iterator[Span]:
    """The places of the marks that cite one of the numbers, in the order of the text."""
    tree = record.tree
    if tree is None:
        return
    for node in tree.marks:
        own = _numbers(node)
        if own.start < numbers.stop and numbers.start < own.stop:
            yield tree.span(node)


def _numbers(node: Node) -> range:
    """The numbers that a mark cites, or that a reference has; none where they are no numbers."""
    first, last = ("start_ref", "end_ref") if "start_ref" in node else ("ref", "ref")
    start, end = reference_number(node[first]), reference_number(node[last])
    return range(start, end + 1) if start is not None and end is not None else _NONE
