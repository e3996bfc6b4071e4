"""Renumbers references in the order in which the text cites them, together with every mark; and sorts their list.

No mark comes to mean another reference, and each number stays an integer or a text as it was.
"""

import json
from bisect import bisect_left

from genelint.rule import Edit, Fix, Node, Safety, Span, Tree
from genelint_rules.footnotes import Footnotes, Mark
from genelint_rules.sequences import longest_ascending

_MOST_CITED = 100_000
"""What all marks may cite together, ranges each of their numbers: renumbered, a range can fall apart into as many
marks, and without a bound the fix could grow with the square of the summary."""


def renumber(tree: Tree, footnotes: Footnotes) -> Fix | None:
    """Number the references from 1 by first citation, those that no mark cites last, and sort the list by it.

    The footnotes are settled. None where a mark stands in a reference, which a sorted list would move, and where ranges
    are so long and so many that they cite over 100,000 numbers.
    """
    if _has_marks_in_list(tree) or sum(len(mark.numbers) for mark in footnotes.marks) > _MOST_CITED:
        return None
    cited = [citation.number for citation in footnotes.citations]
    order = dict.fromkeys([*cited, *footnotes.references])
    numbering = {old: new for new, old in enumerate(order, 1)}
    edits = [edit for mark in footnotes.marks for edit in _mark_edits(tree, mark, numbering)]
    edits += _list_edits(tree, [numbering[old] for old in footnotes.references])
    return Fix("Renumber the references and their marks", tuple(sorted(edits)), Safety.SAFE)


def sort(tree: Tree, footnotes: Footnotes) -> Fix:
    """Put the references into the order of their numbers. The footnotes are settled."""
    edits = _list_edits(tree, [*footnotes.references])
    return Fix("Sort the reference list", tuple(sorted(edits)), Safety.SAFE)


def _has_marks_in_list(tree: Tree) -> bool:
    (reference_list,) = tree.buckets["rg"]
    way = tree.route(reference_list)
    return any(tree.route(node)[: len(way)] == way for node in tree.marks)


def _mark_edits(tree: Tree, mark: Mark, numbering: dict[int, int]) -> list[Edit]:
    """Make a mark cite the new numbers; a range whose numbers no longer follow each other becomes several marks."""
    numbers = {numbering[old] for old in mark.numbers}
    starts = sorted(number for number in numbers if number - 1 not in numbers)
    ends = sorted(number for number in numbers if number + 1 not in numbers)
    (start, *others), (end, *_) = starts, ends
    if others:
        as_text = isinstance(mark.node["start_ref"], str)
        nodes = [_mark_node(*run, as_text=as_text) for run in zip(starts, ends, strict=True)]
        return [Edit(tree.span(mark.node), ", ".join(map(json.dumps, nodes)))]
    wanted = {"ref": start} if "ref" in mark.node else {"start_ref": start, "end_ref": end}
    return [edit for key, number in wanted.items() for edit in _number_edits(tree, mark.node, key, number)]


def _mark_node(first: int, last: int, *, as_text: bool) -> Node:
    start, end = (str(first), str(last)) if as_text else (first, last)
    if first == last:
        return {"type": "fg_f", "ref": start}
    return {"type": "fg_fs", "start_ref": start, "end_ref": end}


def _number_edits(tree: Tree, node: Node, key: str, number: int) -> list[Edit]:
    return [] if int(node[key]) == number else [Edit(tree.span(node, key), str(number))]


def _list_edits(tree: Tree, numbers: list[int]) -> list[Edit]:
    """Give each reference its number and move as few as it takes to make the list ascend."""
    spans = [tree.span(node) for node in tree.references]
    staying = longest_ascending(numbers)
    kept = set(staying)
    edits: list[Edit] = []
    moved: list[tuple[int, str]] = []
    is_ahead = True
    for at, node in enumerate(tree.references):
        number = numbers[at]
        if at in kept:
            is_ahead = False
            edits += _number_edits(tree, node, "ref", number)
        else:
            (start, end), ref = spans[at], tree.span(node, "ref")
            moved.append((number, f"{tree.text[start : ref.start]}{number}{tree.text[ref.end : end]}"))
            # With the comma behind it where no reference before it stays, else with the one before it.
            gone = Span(start, spans[at + 1].start) if is_ahead else Span(spans[at - 1].end, end)
            edits.append(Edit(gone, ""))
    places: dict[int, list[str]] = {}
    for number, text in sorted(moved):
        places.setdefault(bisect_left(staying, number, key=numbers.__getitem__), []).append(text)
    for place, texts in places.items():
        if place:
            end = spans[staying[place - 1]].end
            edits.append(Edit(Span(end, end), "".join(f", {text}" for text in texts)))
        else:
            start = spans[staying[0]].start
            edits.append(Edit(Span(start, start), "".join(f"{text}, " for text in texts)))
    return edits
