"""Defects of footnotes and references."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from defects.planting import REFERENCE_1, P, Plant, in_tree, marked, substitute, swap
from genelint_rules.examples import complete_reference

Node = dict[str, Any]
RG = '{"type": "rg", "children": ['
"""What the reference list begins with."""


# Marks and references of a tree


def groups(root: Node) -> Iterator[Node]:
    """The groups of marks, in document order."""
    for child in root.get("children", ()):
        if child["type"] == "fg":
            yield child
        else:
            yield from groups(child)


def marks(root: Node) -> Iterator[Node]:
    """The single marks, in document order."""
    for child in root.get("children", ()):
        if "ref" in child and child["type"] != "r":
            yield child
        else:
            yield from marks(child)


def references(root: Node) -> list[Node]:
    """The reference list."""
    found: list[Node] = root["children"][-1]["children"]
    return found


def spell_out(root: Node) -> None:
    """Make single marks of all ranges."""
    for group in groups(root):
        spelt: list[Node] = []
        for mark in group["children"]:
            if mark["type"] == "fg_fs":
                numbers = range(int(mark["start_ref"]), int(mark["end_ref"]) + 1)
                spelt += [{"type": "fg_f", "ref": number} for number in numbers]
            else:
                spelt.append(mark)
        group["children"] = spelt


def mark_first(root: Node, number: int) -> None:
    """Mark the first mark that cites a number alone."""
    node = next(mark for mark in marks(root) if int(mark["ref"]) == number)
    written = marked(node)
    node.clear()
    node.update(written)


# Defects


def numbered(numbering: Callable[[int], int], at: int, kind: Callable[[int], int | str] = int) -> Plant:
    """Give all references other numbers, and the marks with them; the reference at a position is marked."""

    def edit(root: Node) -> None:
        spell_out(root)
        nodes = references(root)
        for node in (*marks(root), *nodes):
            node["ref"] = kind(numbering(int(node["ref"])))
        nodes[at]["ref"] = marked(nodes[at]["ref"])

    return in_tree(edit)


def cited_as(numbering: Callable[[int], int], first: int) -> Plant:
    """Let the marks cite other references; the first mark that then cites `first` is marked."""

    def edit(root: Node) -> None:
        spell_out(root)
        for mark in marks(root):
            mark["ref"] = str(numbering(int(mark["ref"])))
        mark_first(root, first)

    return in_tree(edit)


def cited_late(*before: Node) -> Plant:
    """Put marks before all others; the first single mark of reference 1 is marked."""

    def edit(root: Node) -> None:
        spell_out(root)
        mark_first(root, 1)
        root["children"][0]["children"][:0] = before

    return in_tree(edit)


def moved(source: int, target: int) -> Plant:
    """Move a reference from one position of the list to another, and mark it."""

    def edit(root: Node) -> None:
        nodes = references(root)
        node = nodes.pop(source)
        node["ref"] = marked(node["ref"])
        nodes.insert(target if target >= 0 else len(nodes), node)

    return in_tree(edit)


def reversed_list(root: Node) -> None:
    """Turn the reference list round."""
    nodes = references(root)
    nodes.reverse()
    nodes[0]["ref"] = marked(nodes[0]["ref"])


def numbered_again(at: int, number: int | str) -> Plant:
    """Give the reference at a position a number that stands before it in the list."""

    def edit(root: Node) -> None:
        references(root)[at]["ref"] = marked(number)

    return in_tree(edit)


def dropped(root: Node) -> None:
    """Delete the second reference with its marks."""
    spell_out(root)
    for group in groups(root):
        group["children"] = [mark for mark in group["children"] if int(mark["ref"]) != 2] or [
            {"type": "fg_f", "ref": 1}
        ]
    nodes = references(root)
    del nodes[1]
    nodes[1]["ref"] = marked(nodes[1]["ref"])


def unmarked(root: Node) -> None:
    """Let the marks of the last reference cite the first."""
    spell_out(root)
    nodes = references(root)
    for group in groups(root):
        group["children"] = [mark for mark in group["children"] if int(mark["ref"]) != len(nodes)] or [
            {"type": "fg_f", "ref": 1}
        ]
    nodes[-1] = marked(nodes[-1])


def without_list(root: Node) -> None:
    """Cut the reference list off."""
    root["children"].pop()
    root["children"][0]["children"].insert(0, marked({"type": "f", "ref": "1"}))


def emptied_list(root: Node) -> None:
    """Empty the reference list."""
    references(root).clear()
    root["children"][0]["children"].insert(0, marked({"type": "f", "ref": 1}))


def group(*content: str) -> Plant:
    """Put a group of marks before the first paragraph's text."""
    return swap(P, f'{P}{{"type": "fg", "children": [{", ".join(content)}]}}, ')


def one(ref: str) -> str:
    """A mark of a group, with its number as it is to stand there."""
    return f'{{"type": "fg_f", "ref": {ref}}}'


def several(start: str, end: str) -> str:
    """A range, with its ends as they are to stand there."""
    return f'{{"type": "fg_fs", "start_ref": {start}, "end_ref": {end}}}'


def uncited(node: Node) -> Plant:
    """Put a paragraph before the first, and mark it; of the others, those without marks are deleted."""

    def edit(root: Node) -> None:
        cited = [child for child in root["children"] if child["type"] != "p" or list(groups(child))]
        root["children"] = [marked({"type": "p", "children": [node]}), *cited]

    return in_tree(edit)


def end_of_list(reference: str) -> Plant:
    """Put a reference behind the last."""
    return substitute(r"\]\}\]\}$", f", {reference}]}}]}}")


PLANTS: dict[str, dict[str, Plant]] = {
    "REF001": {
        "mark": swap(P, P + '{"type": "f", "ref": "«99"}, '),
        "mark-as-integer": swap(P, P + '{"type": "f", "ref": «99}, '),
        "in-group": group(one('"«99"')),
        "behind-another": group(one("1"), one("«99")),
        "range-end": group(several("1", '"«99"')),
        "range-across-a-gap": lambda text: group(several('"«2"', "9"))(end_of_list(complete_reference(9))(text)),
        "next-number": swap(P, P + '{"type": "f", "ref": «5}, '),
        "huge": swap(P, P + '{"type": "f", "ref": «99999999999999999999999}, '),
        "in-bold": swap(
            P, P + '{"type": "b", "children": [{"type": "t", "text": "x"}, {"type": "f", "ref": "«77"}]}, '
        ),
        "in-reference": substitute(r'("type": "r", "ref": [^,]*, "children": \[)', r'\1{"type": "f", "ref": «10}, '),
    },
    "REF002": {
        "at-the-head": swap(RG, RG + "«" + complete_reference(77) + ", "),
        "appended": end_of_list("«" + complete_reference(77)),
        "as-text": end_of_list("«" + complete_reference(5).replace('"ref": 5', '"ref": "5"')),
        "huge": swap(RG, RG + "«" + complete_reference(10**30) + ", "),
        "marks-deleted": in_tree(unmarked),
    },
    "REF003": {
        "copied-to-the-end": end_of_list(complete_reference(1).replace('"ref": ', '"ref": «')),
        "copied-as-text": end_of_list(complete_reference(2).replace('"ref": 2', '"ref": "«2"')),
        "copied-to-the-head": swap(RG + REFERENCE_1, RG + complete_reference(1) + ', {"type": "r", "ref": «1, '),
        "second-mistyped": numbered_again(1, 1),
        "third-mistyped": numbered_again(2, 2),
        "last-mistyped": numbered_again(-1, "1"),
    },
    "REF004": {
        "from-2": numbered(lambda number: number + 1, 0),
        "from-2-as-texts": numbered(lambda number: number + 1, 0, str),
        "second-left-out": numbered(lambda number: number + (number > 1), 1),
        "third-left-out": numbered(lambda number: number + (number > 2), 2),
        "many-left-out": numbered(lambda number: number + 100 * (number > 1), 1),
        "huge": numbered(lambda number: number + 10**30 * (number > 2), 2),
        "dropped": in_tree(dropped),
    },
    "REF005": {
        "swapped-first": cited_as({1: 2, 2: 1, 3: 3, 4: 4}.__getitem__, 2),
        "swapped-next": cited_as({1: 1, 2: 3, 3: 2, 4: 4}.__getitem__, 3),
        "swapped-apart": cited_as({1: 3, 2: 2, 3: 1, 4: 4}.__getitem__, 3),
        "third-first": swap(P, P + '«{"type": "f", "ref": "3"}, '),
        "third-first-in-group": group("«" + one("3"), one("1")),
        "third-first-in-bold": swap(
            P, P + '{"type": "b", "children": [{"type": "t", "text": "x"}, «{"type": "f", "ref": 3}]}, '
        ),
        "first-late": cited_late({"type": "f", "ref": 2}, {"type": "f", "ref": "3"}),
        "range-ahead": cited_late({"type": "fg", "children": [{"type": "fg_fs", "start_ref": 2, "end_ref": 3}]}),
    },
    "REF006": {
        "second-first": moved(1, 0),
        "third-first": moved(2, 0),
        "last-first": moved(-1, 0),
        "third-second": moved(2, 1),
        "first-last": moved(0, -1),
        "reversed": in_tree(reversed_list),
    },
    "REF007": {
        "mark": group(one("1"), "«" + one("1")),
        "integer-and-text": group(one("1"), "«" + one('"1"')),
        "apart": group(one("1"), one("2"), "«" + one("1")),
        "in-range": group(several("1", "3"), "«" + one("2")),
        "end-of-range": group(several("1", "3"), "«" + one("3")),
        "range-again": group(several("1", "2"), "«" + several("1", "2")),
        "range-in-range": group(several("1", "3"), "«" + several("2", "3")),
        "range-of-marks": group(one("1"), one("2"), "«" + several("1", "2")),
        "range-across-marks": group(one("1"), one("2"), one("3"), "«" + several("1", "3")),
        "range-around-mark": group(one("1"), "«" + several("1", "3")),
        "range-to-mark": group(one("1"), one("2"), "«" + several("2", "3")),
        "ranges-overlap": group(several("1", "2"), "«" + several("2", "3")),
    },
    "REF008": {
        "zero": swap(P, P + '{"type": "f", "ref": «0}, '),
        "zero-as-text": swap(P, P + '{"type": "f", "ref": "«0"}, '),
        "negative": swap(P, P + '{"type": "f", "ref": «-1}, '),
        "minus": swap(P, P + '{"type": "f", "ref": "«-1"}, '),
        "plus": swap(P, P + '{"type": "f", "ref": "«+1"}, '),
        "leading-zero": swap(P, P + '{"type": "f", "ref": "«01"}, '),
        "blank": swap(P, P + '{"type": "f", "ref": "«"}, '),
        "blank-before": swap(P, P + '{"type": "f", "ref": "« 1"}, '),
        "blank-behind": swap(P, P + '{"type": "f", "ref": "«1 "}, '),
        "word": swap(P, P + '{"type": "f", "ref": "«one"}, '),
        "letter": swap(P, P + '{"type": "f", "ref": "«l"}, '),
        "roman": swap(P, P + '{"type": "f", "ref": "«iv"}, '),
        "decimal": swap(P, P + '{"type": "f", "ref": "«1.0"}, '),
        "brackets": swap(P, P + '{"type": "f", "ref": "«[1]"}, '),
        "arabic-digit": swap(P, P + '{"type": "f", "ref": "«\u0661"}, '),
        "superscript": swap(P, P + '{"type": "f", "ref": "«\u00b9"}, '),
        "long": swap(P, P + '{"type": "f", "ref": "«1234567890123456789"}, '),
        "range-as-text": group(one('"«1-2"')),
        "list-as-text": group(one('"«1,2"')),
        "in-group": group(one("1"), one('"«x"')),
        "range-start": group(several('"«01"', "2")),
        "range-end": group(several("1", '"«?"')),
        "reference-zero": swap(REFERENCE_1, '{"type": "r", "ref": «0, '),
        "reference-negative": swap(REFERENCE_1, '{"type": "r", "ref": «-1, '),
        "reference-word": swap(REFERENCE_1, '{"type": "r", "ref": "«one", '),
        "reference-blank": swap(REFERENCE_1, '{"type": "r", "ref": "«", '),
        "reference-leading-zero": swap(REFERENCE_1, '{"type": "r", "ref": "«01", '),
        "reference-third": numbered_again(2, "three"),
        "reference-last": numbered_again(-1, "last"),
    },
    "REF009": {
        "backwards": group("«" + several("3", "1")),
        "backwards-as-texts": group("«" + several('"2"', '"1"')),
        "backwards-by-value": group("«" + several('"10"', '"9"')),
        "start-mistyped": group("«" + several("99", "3")),
        "of-one": group("«" + several("1", "1")),
        "of-one-by-value": group("«" + several("3", '"3"')),
        "of-one-unresolved": group("«" + several("99", "99")),
        "behind-a-mark": group(one("1"), "«" + several("2", "1")),
    },
    "REF010": {"list-cut-off": in_tree(without_list), "list-emptied": in_tree(emptied_list)},
    "REF011": {
        "text": uncited({"type": "t", "text": "x"}),
        "bold": uncited({"type": "b", "children": [{"type": "t", "text": "x"}]}),
        "link": uncited({"type": "a", "href": "https://example.org", "children": [{"type": "t", "text": "x"}]}),
    },
}
"""By code and name."""
