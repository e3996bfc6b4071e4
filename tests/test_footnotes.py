"""Footnotes and references: what renumbering and sorting keep and reach, and one finding a slip."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint.engine import SelectedRule, check
from genelint.fixes import apply_edits
from genelint.model import Diagnostic, Safety, Source
from genelint.parse import read_record
from genelint.testing import RECORD
from genelint_rules import RULES, footnotes
from genelint_rules.sequences import Displaced, displaced, longest_ascending
from genelint_rules.small_record import small_record
from growth import assert_linear

Node = dict[str, Any]
REF = [
    SelectedRule(rule, rule.meta.severity, "test")
    for rule in RULES
    if rule.meta.code.startswith("REF") or rule.meta.code == "TRE005"
]
ORDER = ("REF004", "REF005", "REF006")


def found(text: str) -> list[Diagnostic]:
    """What the rules of footnotes say, paragraphs without marks aside."""
    return [one for one in check(Source("a.txt", text), REF) if one.code != "REF011"]


def codes(root: Node) -> list[str]:
    """The codes of what the rules of footnotes say of a tree."""
    return [one.code for one in found(record_of(root))]


def record_of(root: Node) -> str:
    return small_record(json.dumps(root, ensure_ascii=False))


def tree_of(marks: list[Node], references: list[Node]) -> Node:
    """A tree whose one paragraph has the marks."""
    return {
        "type": "root",
        "children": [{"type": "p", "children": marks}, {"type": "rg", "children": references}],
    }


def read(text: str) -> Node:
    tree = read_record(Source("a.txt", text)).tree
    assert tree is not None
    return tree.value


def mark(number: int | str) -> Node:
    return {"type": "f", "ref": number}


def group(*numbers: int | str | tuple[int | str, int | str]) -> Node:
    """A group of single marks, and of ranges where there are two numbers."""
    return {
        "type": "fg",
        "children": [
            {"type": "fg_fs", "start_ref": number[0], "end_ref": number[1]}
            if isinstance(number, tuple)
            else {"type": "fg_f", "ref": number}
            for number in numbers
        ],
    }


def reference(number: int | str, name: str) -> Node:
    return {"type": "r", "ref": number, "children": [{"type": "t", "text": name}]}


def simple(marks: list[int], numbers: list[int | str]) -> Node:
    """A tree of single marks and of references of these numbers, in these orders."""
    return tree_of([mark(number) for number in marks], [reference(number, f"{number}") for number in numbers])


def meaning(root: Node) -> list[list[str]]:
    """For each mark outside of groups and each group, the texts of the references that it cites, sorted."""
    texts = {int(node["ref"]): json.dumps(node["children"]) for node in root["children"][-1]["children"]}
    meant: list[list[str]] = []
    for node in root["children"][0]["children"]:
        cited: set[int] = set()
        for one in node.get("children", [node]):
            cited |= set(range(int(one.get("start_ref", one.get("ref"))), int(one.get("end_ref", one.get("ref"))) + 1))
        meant.append(sorted(texts[number] for number in cited))
    return meant


def kinds(root: Node) -> dict[str, type]:
    """By its text, whether the number of a reference is an integer or a text."""
    return {json.dumps(node["children"]): type(node["ref"]) for node in root["children"][-1]["children"]}


@st.composite
def resolved_trees(draw: st.DrawFn) -> Node:
    """Trees whose marks all lead to a reference: with gaps, out of order, with uncited references and ranges."""

    def written(number: int) -> int | str:
        return str(number) if draw(st.booleans()) else number

    numbers = draw(st.lists(st.integers(1, 15), min_size=1, max_size=9, unique=True))
    references = [reference(written(number), f"article {at}") for at, number in enumerate(numbers)]
    ranges = [(a, b) for a in numbers for b in numbers if a < b and set(range(a, b)) <= set(numbers)]
    marks: list[Node] = []
    for _ in range(draw(st.integers(1, 8))):
        if draw(st.booleans()):
            marks.append(mark(written(draw(st.sampled_from(numbers)))))
            continue
        parts: list[int | str | tuple[int | str, int | str]] = []
        for _ in range(draw(st.integers(1, 3))):
            if len(ranges) > draw(st.sampled_from([0, 99])):
                first, last = draw(st.sampled_from(ranges))
                parts.append((written(first), written(last)))
            else:
                parts.append(written(draw(st.sampled_from(numbers))))
        marks.append(group(*parts))
    return tree_of(marks, references)


@given(resolved_trees())
def test_fixes_of_order_reach_order_at_once(root: Node) -> None:
    text = record_of(root)
    before = found(text)
    assert {one.code for one in before} <= {*ORDER, "REF002", "REF007"}
    renumbering = {one.fix for one in before if one.code in ("REF004", "REF005") and one.fix}
    sorting = {one.fix for one in before if one.code == "REF006" and one.fix}
    assert bool(renumbering) == any(one.code in ("REF004", "REF005") for one in before)
    assert len(renumbering) <= 1 >= len(sorting)
    for fix in renumbering or sorting:
        assert fix.safety is Safety.SAFE
        assert list(fix.edits) == sorted(fix.edits, key=lambda edit: edit.span)
        fixed = apply_edits(text, [(edit.span, edit.text) for edit in fix.edits])
        assert not [one for one in found(fixed) if one.code in ORDER]
        assert meaning(read(fixed)) == meaning(root)
        assert kinds(read(fixed)) == kinds(root)
    if not renumbering and not sorting:
        cited = _first_citations(root)
        assert cited == sorted(cited)


def _first_citations(root: Node) -> list[int]:
    seen: dict[int, None] = {}
    for node in root["children"][0]["children"]:
        for one in node.get("children", [node]):
            first, last = int(one.get("start_ref", one.get("ref"))), int(one.get("end_ref", one.get("ref")))
            seen |= dict.fromkeys(range(first, last + 1))
    return list(seen)


@given(resolved_trees())
def test_sorting_moves_whole_references(root: Node) -> None:
    text = record_of(root)
    for one in found(text):
        if one.code == "REF006" and one.fix is not None:
            fixed = read(apply_edits(text, [(edit.span, edit.text) for edit in one.fix.edits]))
            references = root["children"][-1]["children"]
            wanted = sorted(references, key=lambda node: int(node["ref"]))
            assert fixed == {**root, "children": [root["children"][0], {"type": "rg", "children": wanted}]}


@given(resolved_trees())
def test_deleting_repeated_marks_keeps_what_groups_cite(root: Node) -> None:
    text = record_of(root)
    repeats = [one for one in found(text) if one.code == "REF007" and one.fix is not None]
    edits = [(edit.span, edit.text) for one in repeats if one.fix for edit in one.fix.edits]
    fixed = apply_edits(text, edits)
    assert meaning(read(fixed)) == meaning(root)
    assert not [one for one in found(fixed) if one.code == "REF007" and one.fix is not None]


@given(st.data())
def test_clean_trees_are_clean(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 12))
    marks: list[Node] = []
    top = 0
    while top < count:
        first = data.draw(st.integers(1, top + 1))
        last = data.draw(st.integers(first, count))
        marks.append(group((first, str(last)) if first < last else first))
        top = max(top, last)
    assert codes(tree_of(marks, [reference(number, "x") for number in range(1, count + 1)])) == []


@given(st.lists(st.one_of(st.integers(-1, 5), st.sampled_from(["1", "2", "03", "", "x"])), max_size=6), st.data())
def test_the_short_way_agrees_with_the_long_one(numbers: list[int | str], data: st.DataObject) -> None:
    ref = st.one_of(st.integers(-1, 5), st.sampled_from(["1", "2", "3", "02", "x"]))
    nodes = data.draw(st.lists(st.one_of(st.builds(mark, ref), st.tuples(ref, ref).map(group))))
    tree = read_record(Source("a.txt", record_of(tree_of(nodes, [reference(one, "x") for one in numbers])))).tree
    assert tree is not None
    if footnotes.disorder(tree) is None and tree.references:
        surveyed = footnotes._survey(tree)  # pyright: ignore[reportPrivateUsage] - the way that is left out
        assert surveyed.are_settled
        assert not surveyed.uncited
        assert list(surveyed.references) == list(range(1, len(numbers) + 1))
        assert [citation.number for citation in surveyed.citations] == list(surveyed.references)


@pytest.mark.parametrize(
    ("marks", "references", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], []),
        ([1, 2, 3, 4], [1, 2, 2, 4], ["REF003"]),
        ([1, 2, 4], [1, 2, 2, 4], ["REF003"]),
        ([1, 2, 3, 4], [1, 1, 3, 1], ["REF003", "REF003"]),
        ([1, 2, 3], [1, "two", 3], ["REF008"]),
        ([1, 3], [1, "two", 3], ["REF008"]),
        ([1, 2, 9], [1, 2, 3], ["REF001"]),
        ([1, 2, 3, 4], [1, 2, 33, 4], ["REF001"]),
        ([1, 2, 3], [1, 2, 4], ["REF001"]),
        ([1, 2, 9], [1, "two", 3], ["REF001", "REF008"]),
        ([2, 1, 9], [1, 2], ["REF001"]),
        ([1, 2], [1, 2, 7], ["REF002"]),
        ([1, 2], [7, 1, 2], ["REF002"]),
        ([1, 4], [1, 3, 4], ["REF002"]),
        ([2, 1], [1, 2, 3], ["REF005", "REF002"]),
        ([1, 2, 3], [3, 1, 2], ["REF006"]),
        ([1, 2, 3, 4, 5], [1, 4, 3, 2, 5], ["REF006"]),
        ([2, 1, 3, 5, 4], [1, 2, 3, 4, 5], ["REF005", "REF005"]),
        ([2, 1], [2, 1], ["REF005", "REF006"]),
        ([1, 2], [], ["REF010"]),
        ([], [1], ["REF002"]),
        ([], [], []),
    ],
)
def test_one_slip_is_one_finding(marks: list[int], references: list[int | str], expected: list[str]) -> None:
    assert codes(simple(marks, references)) == expected


@pytest.mark.parametrize(
    ("nodes", "numbers", "expected"),
    [
        ([group((3, 1))], [1, 2, 3], ["REF009"]),
        ([group((2, 2)), mark(1), mark(3)], [1, 2, 3], ["REF009"]),
        ([group((9, 9)), mark(1)], [1], ["REF009"]),
        ([group((1, "x")), mark(2)], [1, 2, 3], ["REF008"]),
        ([group((7, 9)), mark(1)], [1], ["REF001", "REF001"]),
        ([group(1, (1, 3), 2)], [1, 2, 3], ["REF007", "REF007"]),
        ([group(1, (2, 3), 4), group((1, 2), (3, 4))], [1, 2, 3, 4], []),
    ],
)
def test_one_slip_of_a_group_is_one_finding(nodes: list[Node], numbers: list[int], expected: list[str]) -> None:
    assert codes(tree_of(nodes, [reference(number, "x") for number in numbers])) == expected


def test_marks_without_a_list_are_one_finding() -> None:
    root = simple([1, 2], [])
    root["children"].pop()
    assert codes(root) == ["REF010"]


def test_no_list_and_no_marks_is_one_finding() -> None:
    assert codes({"type": "root", "children": []}) == ["TRE005"]


def test_two_lists_have_no_order() -> None:
    root = simple([1, 2], [2])
    root["children"].append({"type": "rg", "children": [reference(1, "x")]})
    assert codes(root) == ["TRE005"]


def test_references_that_no_mark_cites_come_last() -> None:
    text = record_of(simple([4, 2], [4, 3, 2]))
    fix = next(one.fix for one in found(text) if one.code == "REF005")
    assert fix is not None
    fixed = read(apply_edits(text, [(edit.span, edit.text) for edit in fix.edits]))
    assert fixed == tree_of([mark(1), mark(2)], [reference(1, "4"), reference(2, "2"), reference(3, "3")])


def test_renumbering_edits_no_more_than_needed() -> None:
    text = record_of(simple([1, 2, 4], [1, 2, 4]))
    fix = found(text)[0].fix
    assert fix is not None
    assert [edit.text for edit in fix.edits] == ["3", "3"]


def test_a_moved_reference_is_moved_alone() -> None:
    text = record_of(simple([1, 2, 3, 4], [4, 1, 2, 3]))
    fix = found(text)[0].fix
    assert fix is not None
    assert len(fix.edits) == 2


def test_a_mark_inside_a_reference_leaves_no_fix() -> None:
    root = simple([2, 1], [1, 2])
    root["children"][-1]["children"][0]["children"].append(mark(1))
    assert [(one.code, one.fix) for one in found(record_of(root))] == [("REF005", None)]


def out_of_order(ranges: int, length: int) -> Node:
    """A tree whose first mark is out of order, with so many long ranges."""
    marks = [mark(2), *[group((1, length))] * ranges]
    return tree_of(marks, [reference(one, "x") for one in range(1, length + 1)])


@pytest.mark.parametrize(("ranges", "is_fixed"), [(333, True), (334, False)])
def test_ranges_out_of_all_proportion_leave_no_fix(ranges: int, is_fixed: bool) -> None:
    fix = next(one.fix for one in found(record_of(out_of_order(ranges, 300))) if one.code == "REF005")
    assert bool(fix) == is_fixed


def test_work_is_linear_in_what_ranges_cite() -> None:
    def make(size: int) -> str:
        return record_of(out_of_order(size, size))

    assert "REF005" in {one.code for one in found(make(10))}
    assert_linear(found, make, 100)


def test_a_range_becomes_the_marks_that_it_means() -> None:
    references = [reference(number, f"{number}") for number in (1, 2, 3, 4, 5)]
    text = record_of(tree_of([mark(4), group(("1", "3")), mark(5), group((3, 5))], references))
    fix = found(text)[0].fix
    assert fix is not None
    fixed = read(apply_edits(text, [(edit.span, edit.text) for edit in fix.edits]))
    nodes = fixed["children"][0]["children"]
    assert nodes == [mark(1), group(("2", "4")), mark(5), group(1, (4, 5))]


@given(st.lists(st.integers(-9, 99), unique=True, max_size=12))
def test_longest_ascending(numbers: list[int]) -> None:
    kept = longest_ascending(numbers)
    values = [numbers[at] for at in kept]
    assert kept == sorted(kept)
    assert values == sorted(values)
    lengths: list[int] = []
    for at, number in enumerate(numbers):
        lengths.append(1 + max((lengths[ahead] for ahead in range(at) if numbers[ahead] < number), default=0))
    assert len(kept) == max(lengths, default=0)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([1, 2, 5], []),
        ([2, 1, 3], [Displaced(0, True, 1)]),
        ([1, 3, 2], [Displaced(1, True, 2)]),
        ([2, 3, 4, 1], [Displaced(3, False, 4)]),
        ([4, 1, 2, 3], [Displaced(0, True, 1)]),
        ([1, 4, 3, 2, 5], [Displaced(1, True, 2)]),
        ([2, 1, 4, 3], [Displaced(0, True, 1), Displaced(2, True, 3)]),
        ([2, 3, 1, 5, 4], [Displaced(2, False, 3), Displaced(3, True, 4)]),
    ],
)
def test_displaced(numbers: list[int], expected: list[Displaced]) -> None:
    assert displaced(numbers) == expected


def test_the_first_finding_carries_the_fix_of_all() -> None:
    fixes = [one.fix for one in found(record_of(simple([2, 1, 4, 3], [1, 2, 3, 4])))]
    assert [fix is not None for fix in fixes] == [True, False]


def test_base_record_is_in_order() -> None:
    assert found(RECORD) == []
