"""Footnote marks: alone, in groups, as ranges, and again."""

from __future__ import annotations

from genelint.record import Node
from variants.varying import Edit, each_node, group, mark, paragraph, reference, summary, text


def _marked(*marks: Node, references: int) -> Edit:
    """A summary with these marks, each after a text."""
    content = [inner for one in marks for inner in (text(" It binds zinc."), one)]
    return summary(paragraph(*content), references=references)


def _with_refs(in_marks: type, in_list: type) -> Edit:
    """The numbers of marks and of references written in these ways."""

    def change(node: Node) -> Node:
        kind = in_list if node["type"] == "r" else in_marks
        return {key: kind(inner) if key in ("ref", "start_ref", "end_ref") else inner for key, inner in node.items()}

    return each_node(change)


VARIANTS: dict[str, Edit] = {
    "texts-in-marks-numbers-in-list": _with_refs(str, int),
    "numbers-in-marks-texts-in-list": _with_refs(int, str),
    "numbers-everywhere": _with_refs(int, int),
    "texts-everywhere": _with_refs(str, str),
    "mixed-in-group": _marked(group(1, "2", 3), references=3),
    "mixed-in-range": _marked(group((1, "3")), group(("1", 3)), references=3),
    "mixed-in-list": summary(
        paragraph(text("It binds zinc."), group(("1", "3"))),
        references=[reference("1"), reference(2), reference("3")],
    ),
    "marks-alone": _marked(mark("1"), mark("2"), mark("3"), references=3),
    "marks-side-by-side": summary(paragraph(text("It binds zinc."), mark("1"), mark("2")), references=2),
    "groups-side-by-side": summary(paragraph(text("It binds zinc."), group("1"), group("2")), references=2),
    "group-of-one": _marked(group("1"), references=1),
    "group-of-many": _marked(group(*range(1, 31)), references=30),
    "range-of-two": _marked(group(("1", "2")), references=2),
    "range-of-all": _marked(group(("1", "99")), references=99),
    "ranges-in-group": _marked(group(("1", "3"), "4", ("5", "9")), references=9),
    "range-and-single-marks": _marked(group("1", ("2", "5"), "6"), references=6),
    "range-over-cited-ones": _marked(mark("1"), mark("2"), group(("1", "4")), references=4),
    "overlapping-ranges-in-two-groups": _marked(group(("1", "4")), group(("2", "5")), references=5),
    "again-later": _marked(group("1"), group("2"), group("1"), group("2"), references=2),
    "again-in-next-paragraph": summary(
        paragraph(text("It binds zinc."), group("1", "2")),
        paragraph(text("It binds copper."), group("2")),
        paragraph(text("It binds iron."), group("1", "3")),
        references=3,
    ),
    "again-side-by-side": _marked(group("1"), group("1"), references=1),
    "earlier-one-behind-a-new-one": _marked(group("1"), group("2", "1"), references=2),
    "mark-before-text": summary(paragraph(mark("1"), text("It binds zinc.")), references=1),
    "group-before-text": summary(paragraph(group("1", "2"), text(" is where it stands.")), references=2),
    "mark-before-full-stop": summary(paragraph(text("It binds zinc"), mark("1"), text(".")), references=1),
    "mark-in-a-word": summary(paragraph(text("meta"), mark("1"), text("llo")), references=1),
    "mark-under-root": summary(paragraph(text("It binds zinc.")), mark("1"), references=1),
    "group-under-root": summary(paragraph(text("It binds zinc.")), group(("1", "2")), references=2),
    "two-digits": _marked(*(mark(str(number)) for number in range(1, 13)), references=12),
    "99-references": _marked(*(group(number) for number in range(1, 100)), references=99),
    "120-references": _marked(group(("1", "60")), group(("61", "120")), references=120),
    "all-cited-ten-times": _marked(*(group(("1", "5")) for _ in range(10)), references=5),
}
"""By name."""
