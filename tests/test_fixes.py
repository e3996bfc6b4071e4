"""Fixes: which go together, what is proved of them, and what each fix of a rule comes to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bases import BASES
from defects import DEFECTS
from defects.planting import Defect, planted, planted_together
from genelint.engine import INTERNAL_ERROR, SelectedRule, check
from genelint.fixes import apply_edits, as_one_edit, repair, separate
from genelint.meaning import changed, meaning
from genelint.model import Diagnostic, Edit, Finding, Fix, PlacedEdit, PlacedFix, Region, Safety, Severity, Source, Span
from genelint.parse import read_record
from genelint.rule import Bad, CorpusRule, Meta, SourceRule, SuppressionRule
from genelint.sidecar import read_sidecar
from genelint.testing import RECORD, Case, cases, diagnose, edited, placed
from genelint_rules import RULES

Found = Callable[[Source], list[Diagnostic]]


class Making(NamedTuple):
    """What a made-up rule does: where words stand, it makes edits of these offsets from the word's start."""

    word: str
    edits: tuple[tuple[int, int, str], ...]
    safety: Safety = Safety.SAFE
    title: str = "Do it"


def checking(*makings: Making) -> Found:
    """A check with a rule for each."""
    meta = [Meta(f"XYZ{at:03}", f"some-word-{at}", "Some.", Severity.ERROR, "1", (), ()) for at in range(len(makings))]

    def rule(at: int, making: Making) -> SelectedRule:
        def find(source: Source) -> Sequence[Finding]:
            start = source.text.find(making.word)
            if start < 0:
                return ()
            edits = tuple(Edit(Span(start + first, start + end), text) for first, end, text in making.edits)
            span = Span(start, start + len(making.word))
            return [Finding(span, f"{making.word} stands here", Fix(making.title, edits, making.safety))]

        return SelectedRule(SourceRule(meta[at], find), Severity.ERROR, "testing")

    rules = [rule(at, making) for at, making in enumerate(makings)]
    return lambda source: check(source, rules)


def repaired(text: str, *makings: Making) -> tuple[str, int, list[str]]:
    """What a record becomes, the number of fixes, and what was refused."""
    found = checking(*makings)
    source = Source("MT1H.txt", text)
    result = repair(source, found(source), found)
    assert all(one.code == INTERNAL_ERROR and one.fix is None for one in result.refused)
    return result.source.text, len(result.made), [one.message for one in result.refused]


class TestApplyEdits:
    def test_takes_any_order_and_counts_equal_ones_once(self) -> None:
        edits = [(Span(3, 3), "-"), (Span(0, 1), "A"), (Span(3, 3), "-"), (Span(4, 6), "")]

        assert apply_edits("abcdef", edits) == "Abc-d"

    def test_refuses_overlapping_ones(self) -> None:
        with pytest.raises(ValueError, match="the edit at 1 overlaps the one before it, which ends at 2"):
            apply_edits("abc", [(Span(0, 2), ""), (Span(1, 3), "")])


class TestAsOneEdit:
    SOURCE = Source("x", "ab\ncd\nef\n")

    def fix(self, *edits: tuple[int, int, str]) -> PlacedFix:
        spans = [(Span(start, end), text) for start, end, text in edits]
        placed = [PlacedEdit(self.SOURCE.region(span), span, text) for span, text in spans]
        return PlacedFix("Do it", Safety.SAFE, tuple(placed))

    @pytest.mark.parametrize("edits", [((1, 2, "x"), (4, 6, "")), ((4, 6, ""), (1, 2, "x"))])
    def test_is_from_the_first_to_the_last(self, edits: Sequence[tuple[int, int, str]]) -> None:
        assert as_one_edit(self.SOURCE, self.fix(*edits)) == PlacedEdit(Region(1, 2, 3, 1), Span(1, 6), "x\nc")

    @pytest.mark.parametrize("edits", [(), ((0, 2, "x"), (1, 3, "y"))])
    def test_is_none_without_edits_that_can_be_made(self, edits: Sequence[tuple[int, int, str]]) -> None:
        assert as_one_edit(self.SOURCE, self.fix(*edits)) is None

    def test_is_none_where_the_text_is_another_by_now(self) -> None:
        assert as_one_edit(Source("x", "abcd\n"), self.fix((3, 4, "x"))) is None


class TestSeparate:
    def chosen(self, *edits: tuple[tuple[int, int, str], ...], safety: Safety = Safety.SAFE) -> list[str]:
        found = checking(*(Making("0123456789", each) for each in edits))
        return [one.code for one in separate(found(Source("x.txt", "0123456789")), safety)]

    def test_takes_what_does_not_meet(self) -> None:
        assert self.chosen(((0, 2, "a"),), ((2, 4, "b"),), ((7, 7, "c"),)) == ["XYZ000", "XYZ001", "XYZ002"]

    @pytest.mark.parametrize("second", [(1, 3), (2, 3), (0, 9), (4, 4), (1, 1), (2, 2), (3, 9)])
    def test_the_first_of_two_that_meet(self, second: tuple[int, int]) -> None:
        assert self.chosen(((1, 4, "a"),), ((*second, "b"),)) == ["XYZ000"]

    @pytest.mark.parametrize("second", [(0, 1), (4, 5), (5, 5), (0, 0)])
    def test_both_that_do_not(self, second: tuple[int, int]) -> None:
        assert self.chosen(((1, 4, "a"),), ((*second, "b"),)) == ["XYZ000", "XYZ001"]

    def test_insertions_at_one_place_meet(self) -> None:
        assert self.chosen(((4, 4, "a"),), ((4, 4, "b"),)) == ["XYZ000"]

    def test_looks_at_all_edits(self) -> None:
        assert self.chosen(((0, 1, ""), (8, 9, "")), ((3, 4, ""), (8, 9, "x")), ((5, 6, ""),)) == ["XYZ000", "XYZ002"]

    def test_equal_fixes_are_one(self) -> None:
        assert self.chosen(((0, 1, ""), (8, 9, "")), ((0, 1, ""), (8, 9, ""))) == ["XYZ000"]

    def test_takes_those_of_the_safety(self) -> None:
        assert self.chosen(((0, 1, "a"),), safety=Safety.UNSAFE) == []


class TestRepair:
    SPACED = RECORD.replace("Holds zinc and copper", "Holds  zinc  and copper")

    def test_those_that_meet_wait_for_the_next_round(self) -> None:
        makings = (Making("Holds  zinc", ((5, 7, " "),)), Making("  zinc  and", ((0, 2, " "), (6, 8, " "))))

        assert repaired(self.SPACED, *makings) == (RECORD.replace("zinc and", "zinc  and"), 1, [])
        assert repaired(self.SPACED, *makings, Making("c  and", ((1, 3, " "),))) == (RECORD, 2, [])

    def test_unsafe_ones_come_when_no_safe_one_is_left(self) -> None:
        unsafe = Making("zinc  and", ((0, 4, "iron"),), Safety.UNSAFE)

        assert repaired(self.SPACED, unsafe, Making("Holds  zinc", ((5, 7, " "),))) == (
            RECORD.replace("zinc and", "iron  and"),
            2,
            [],
        )

    def test_suggestions_are_not_made(self) -> None:
        assert repaired(RECORD, Making("zinc and", ((0, 4, "iron"),), Safety.SUGGESTION)) == (RECORD, 0, [])

    def test_a_safe_fix_that_changes_a_value_is_refused(self) -> None:
        refused = 'the safe fix of XYZ000, "Do it", changes Description; it was not made; please report this'
        makings = (Making("zinc  and", ((0, 4, "iron"),)), Making("Holds  zinc", ((5, 7, " "),)))

        assert repaired(self.SPACED, *makings) == (RECORD.replace("zinc and", "zinc  and"), 1, [refused])

    def test_an_unsafe_fix_that_loses_a_part_is_refused(self) -> None:
        refused = 'the unsafe fix of XYZ000, "Do it", changes summary; it was not made; please report this'

        assert repaired(RECORD, Making('{"type": "root"', ((0, 9, ""),), Safety.UNSAFE)) == (RECORD, 0, [refused])

    def test_fixes_that_are_wrong_only_together_are_made_one_by_one(self) -> None:
        first = RECORD.replace("| MT-0, MT-1H, MT-IH |", "| MT-0, MT-0 |")
        makings = (Making("| MT-0, MT-0 |", ((2, 8, ""),)), Making("MT-0, MT-0 |", ((4, 10, ""),)))

        assert repaired(first, *makings) == (RECORD.replace("| MT-0, MT-1H, MT-IH |", "| MT-0 |"), 1, [])

    def test_a_fix_that_cannot_be_saved_is_refused(self) -> None:
        refused = (
            'the unsafe fix of XYZ000, "Do it", changes the text into what cannot be saved; it was not made; '
            "please report this"
        )

        assert repaired(RECORD, Making("zinc and", ((0, 4, "\ud800"),), Safety.UNSAFE)) == (RECORD, 0, [refused])

    def test_edits_of_a_fix_that_overlap_are_refused(self) -> None:
        text, applied, refused = repaired(RECORD, Making("zinc and", ((0, 4, "a"), (2, 5, "b")), Safety.UNSAFE))

        assert (text, applied, len(refused)) == (RECORD, 0, 1)

    def test_fixes_that_undo_each_other_come_to_an_end(self) -> None:
        unsafe = Safety.UNSAFE
        makings = (Making("zinc and", ((0, 4, "iron"),), unsafe), Making("iron and", ((0, 4, "zinc"),), unsafe))

        assert repaired(RECORD, *makings) == (RECORD.replace("zinc and", "iron and"), 1, [])

    def test_one_that_changes_nothing_is_passed_over(self) -> None:
        makings = (Making("zinc and", ((0, 4, "zinc"),)), Making("zinc and", ((0, 4, "iron"),), Safety.UNSAFE))

        assert repaired(RECORD, *makings) == (RECORD.replace("zinc and", "iron and"), 1, [])

    def test_one_that_is_refused_leaves_its_twins(self) -> None:
        def find(source: Source) -> Iterator[Finding]:
            for match in re.finditer("  |and copper", source.text):
                span = Span(*match.span())
                yield Finding(span, "it stands here", Fix("Do it", (Edit(span, " "),), Safety.SAFE))

        rule = SourceRule(Meta("XYZ001", "some-word", "Some.", Severity.ERROR, "1", (), ()), find)

        def found(source: Source) -> list[Diagnostic]:
            return check(source, [SelectedRule(rule, Severity.ERROR, "testing")])

        source = Source("MT1H.txt", self.SPACED.replace("made when", "made  when"))
        result = repair(source, found(source), found)

        assert (result.source.text, len(result.made), len(result.refused)) == (RECORD, 3, 1)

    def test_ten_rounds_are_enough(self) -> None:
        growing = Making("copper", ((0, 0, "x"),), Safety.UNSAFE)

        assert repaired(RECORD, growing) == (RECORD.replace("copper", "xxxxxxxxxxcopper"), 10, [])


# What each fix of a rule comes to.

FIXABLE = [
    case
    for case in cases(RULES)
    if isinstance(case.example, Bad) and case.example.fixed is not None and not isinstance(case.rule, SuppressionRule)
]
ALONE = [
    SelectedRule(rule, rule.meta.severity, "genelint_rules")
    for rule in RULES
    if not isinstance(rule, CorpusRule | SuppressionRule)
]


def found_in(source: Source, sidecar: str | None = None) -> list[Diagnostic]:
    """What all rules find in a record by itself."""
    beside = None if sidecar is None else read_sidecar("MT1H associations.tsv", BytesIO(sidecar.encode()))
    return check(source, ALONE, sidecar=beside)


def says_the_same(before: Source, after: Source) -> bool:
    return changed(meaning(read_record(before)), meaning(read_record(after))) == ""


@pytest.mark.parametrize("case", FIXABLE, ids=str)
def test_repair_makes_what_an_example_says(case: Case) -> None:
    assert isinstance(case.example, Bad)
    text, sidecar, _, _ = placed(case.rule, case.example)
    code, path = case.rule.meta.code, case.example.path

    def found(source: Source) -> list[Diagnostic]:
        return [one for one in diagnose(RULES, path, source.text, sidecar) if one.code == code]

    source = Source(path, text, is_utf8=text.isprintable())
    result = repair(source, found(source), found)

    assert (result.source.text, result.refused) == (edited(case.example, case.example.fixed), ())


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_fix_removes_its_finding_and_adds_none(defect: Defect, base: str) -> None:
    text, _, _, sidecar, in_sidecar = planted(defect, BASES[base])
    if in_sidecar:
        return
    source = Source.from_bytes(f"{base}.txt", text.encode("utf-8", "surrogateescape"))

    def found(source: Source) -> list[Diagnostic]:
        return [one for one in found_in(source, sidecar) if one.code == defect.code]

    before = found(source)
    fixes = [one.fix for one in before if one.fix is not None]
    result = repair(source, before, found)

    if not fixes:
        assert result == (source, 0, (), ())
        return
    assert result.refused == ()
    known = Counter(one.code for one in found_in(source, sidecar))
    left = Counter(one.code for one in found_in(result.source, sidecar))
    assert left[defect.code] == sum(one.fix is None for one in before) == 0
    assert left <= known
    if all(fix.safety is Safety.SAFE for fix in fixes):
        assert says_the_same(source, result.source)
    assert repair(result.source, found(result.source), found) == (result.source, 0, (), ())


@settings(max_examples=300)
@given(st.sampled_from(sorted(BASES)), st.lists(st.sampled_from(DEFECTS), min_size=2, max_size=6), st.booleans())
def test_several_defects_are_fixed_to_a_fixed_point(base: str, defects: list[Defect], unsafe: bool) -> None:
    text = planted_together(defects, BASES[base])
    source = Source.from_bytes(f"{base}.txt", text.encode("utf-8", "surrogateescape"))
    wanted = (Safety.SAFE, Safety.UNSAFE) if unsafe else (Safety.SAFE,)

    def found(source: Source) -> list[Diagnostic]:
        return [one for one in found_in(source) if one.fix is not None and one.fix.safety in wanted]

    result = repair(source, found(source), found)

    assert result.refused == ()
    assert found(result.source) == []
    assert unsafe or says_the_same(source, result.source)
