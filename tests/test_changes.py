"""What changed: diffs as git and others write them, and the findings that are about changes."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint.changes import WHOLE, Change, Only, carry, is_about, is_shown, narrow, parse_diff
from genelint.engine import INTERNAL_ERROR
from genelint.errors import UsageError
from genelint.model import (
    Diagnostic,
    Edit,
    Excerpt,
    PlacedEdit,
    PlacedFix,
    PlacedRelated,
    Region,
    Safety,
    Severity,
    Source,
    Span,
)

LINES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)


def lines(*numbers: int) -> Change:
    return Change(frozenset(numbers))


def holds(old: Sequence[str], new: Sequence[str], change: Change) -> bool:
    """Whether what is not marked as changed stands in the old lines: each run of it in one piece, in order."""
    at = 0
    for is_changed, run in groupby(enumerate(new, 1), lambda item: item[0] in change.lines):
        if not is_changed:
            piece = [line for _, line in run]
            found = [place for place in range(at, len(old)) if old[place : place + len(piece)] == piece]
            if not found:
                return False
            at = found[0] + len(piece)
    return True


class TestParse:
    def test_lines_that_were_added_or_replaced(self) -> None:
        diff = "--- a/x.txt\n+++ b/x.txt\n@@ -1,3 +1,4 @@\n one\n-two\n+2\n three\n+four\n"

        assert parse_diff(diff)["x.txt"] == lines(2, 4)

    def test_the_lines_beside_a_gap(self) -> None:
        diff = "--- a/x.txt\n+++ b/x.txt\n@@ -1,4 +1,2 @@\n one\n-two\n-three\n four\n"

        assert parse_diff(diff)["x.txt"] == lines(1, 2)

    def test_the_lines_beside_a_gap_without_context(self) -> None:
        assert parse_diff("--- a/x.txt\n+++ b/x.txt\n@@ -2,2 +1,0 @@\n-two\n-three\n")["x.txt"] == lines(1, 2)

    def test_fewer_lines_in_the_place_of_more(self) -> None:
        diff = "--- a/x.txt\n+++ b/x.txt\n@@ -2,2 +2 @@\n-two\n-three\n+2\n"

        assert parse_diff(diff)["x.txt"] == lines(1, 2, 3)

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_line_ends_of_the_diff_and_of_the_file(self, end: str) -> None:
        diff = end.join(["--- a/x.txt", "+++ b/x.txt", "@@ -1 +1 @@", "-one", "+1", r"\ No newline at end of file", ""])

        assert parse_diff(diff)["x.txt"] == lines(1)

    def test_lines_that_end_at_cr_are_not_counted(self) -> None:
        diff = "--- a/x.txt\n+++ b/x.txt\n@@ -1 +1 @@\n-one\rtwo\r\n+one\r2\r\n"

        assert parse_diff(diff)["x.txt"] == WHOLE

    def test_other_separators_are_text(self) -> None:
        diff = "--- a/x.txt\n+++ b/x.txt\n@@ -1,2 +1,2 @@\n-one\u2028\x0c\x85\n+1\u2028\x0c\x85\n two\n"

        assert parse_diff(diff)["x.txt"] == lines(1)

    @pytest.mark.parametrize(
        ("shown", "name"),
        [
            ("b/a b/c.txt\t", "a b/c.txt"),
            ("b/x.txt\t2024-01-01 10:00:00.000000000 +0100", "x.txt"),
            ('"b/tab\\t\\"q\\" \\\\ \\303\\251\\377.txt"', 'tab\t"q" \\ é\udcff.txt'),
            ("i/x.txt", "x.txt"),
            ("data/x.txt", "data/x.txt"),
            ("b/x.txt", "b/x.txt"),
            ('"', '"'),
        ],
    )
    def test_names(self, shown: str, name: str) -> None:
        diff = f"diff --git {shown} {shown}\n--- old\n+++ {shown}\n@@ -0,0 +1 @@\n+one\n"

        assert parse_diff(diff)[name] == lines(1)

    def test_a_file_that_is_gone_is_none(self) -> None:
        assert parse_diff("--- a/x.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n") == {}

    def test_git_says_what_has_no_lines(self) -> None:
        diff = (
            "diff --git a/e e.txt b/e e.txt\nnew file mode 100644\nindex 0000000..e69de29\n"
            'diff --git "a/\\303\\251.txt" "b/\\303\\251.txt"\nindex 1..2\nBinary files a/é.txt and b/é.txt differ\n'
            "diff --git a/p.txt b/p.txt\nindex 1..2 100644\nGIT binary patch\nliteral 1\nIcmZPo000310RR91\n\n"
            "diff --git a/x.txt b/in/x.txt\nsimilarity index 100%\nrename from x.txt\nrename to in/x.txt\n"
            'diff --git a/y.txt b/z.txt\nsimilarity index 90%\nrename from y.txt\nrename to "z\\t.txt"\n'
            '--- a/y.txt\n+++ "b/z\\t.txt"\n@@ -1 +1 @@\n-one\n+1\n'
            "diff --git a/m.txt b/m.txt\nold mode 100644\nnew mode 100755\n"
        )

        found = parse_diff(diff)

        assert {name: found[name] for name in ("e e.txt", "é.txt", "p.txt", "in/x.txt")} == {
            "e e.txt": WHOLE,
            "é.txt": WHOLE,
            "p.txt": WHOLE,
            "in/x.txt": lines(),
        }
        assert found["z\t.txt"].whole
        assert "m.txt" not in found

    def test_a_series_of_patches(self) -> None:
        patch = "From 1 Mon\nSubject: x\n\n---\n x.txt | 2 +-\n\n"
        patch += "diff --git a/x.txt b/x.txt\n--- a/x.txt\n+++ b/x.txt\n@@ -{0} +{0} @@\n-one\n+1\n-- \n2.39\n\n"

        assert parse_diff(patch.format(3) + patch.format(5))["x.txt"] == lines(3, 5)

    @pytest.mark.parametrize("text", ["", "\n", " \n"])
    def test_nothing_changed(self, text: str) -> None:
        assert parse_diff(text) == {}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("Name | x\n", "it is not a unified diff: write one with git diff, or diff -u"),
            ("@@ -1 +1 @@\n", "it is not a unified diff: write one with git diff, or diff -u"),
            (
                "diff --cc x\n--- a/x\n+++ b/x\n@@@ -1 -1 +1 @@@\n",
                "it is a combined diff: compare two commits, not one",
            ),
            ("--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n+b\x1b\n", "it is not a sound diff: Hunk is shorter than expected"),
        ],
    )
    def test_refuses_what_is_none(self, text: str, message: str) -> None:
        with pytest.raises(UsageError) as caught:
            parse_diff(text)
        assert str(caught.value).startswith(message)

    @given(LINES, LINES, st.integers(0, 3))
    def test_what_is_not_marked_is_as_it_was(self, old: list[str], new: list[str], context: int) -> None:
        diff = "\n".join(difflib.unified_diff(old, new, "a/x", "b/x", n=context, lineterm=""))

        change = parse_diff(diff).get("x", lines())

        assert holds(old, new, change)
        assert bool(change.lines) == (old != new)


class TestCarry:
    @given(LINES, LINES, LINES)
    def test_what_is_not_marked_is_as_it_was(self, old: list[str], now: list[str], new: list[str]) -> None:
        diff = "\n".join(difflib.unified_diff(old, now, "a/x", "b/x", n=0, lineterm=""))
        change = parse_diff(diff).get("x", lines())

        carried = carry(change, Source("x", "\n".join(now)), Source("x", "\n".join(new)))

        assert holds(old, new, carried)

    def test_lines_move_with_their_text(self) -> None:
        assert carry(lines(2), Source("x", "a\nb\nc"), Source("x", "0\na\nb\nc")) == lines(1, 3)

    def test_all_stays_all(self) -> None:
        assert carry(WHOLE, Source("x", "a"), Source("x", "b")) is WHOLE


def finding(
    path: str,
    line: int = 1,
    *,
    code: str = "XYZ001",
    severity: Severity = Severity.WARNING,
    related: Sequence[tuple[str, int]] = (),
) -> Diagnostic:
    edit = PlacedEdit(region(line), *Edit(Span(0, 1), ""))
    return Diagnostic(
        path,
        region(line),
        code,
        "some-thing",
        severity,
        "wrong",
        "Name",
        "MT1H",
        "0123456789abcdef",
        Excerpt("text", 1, before=False, after=False),
        PlacedFix("Delete it", Safety.SAFE, (edit,)),
        tuple(PlacedRelated(other, region(place), "see") for other, place in related),
    )


def region(line: int) -> Region:
    return Region(line, 1, line, 5)


CHANGES = {"new.txt": WHOLE, "edited.txt": lines(3, 4), "moved.txt": lines()}


def excerpt(path: str, place: Region) -> Excerpt:
    return Excerpt(f"{path} {place.line}", 1, before=False, after=False)


def shown(*found: Diagnostic, only: Only = Only.LINES) -> list[tuple[str, int]]:
    """Path and line of what is shown."""
    narrowed = narrow(found, CHANGES.get, only, excerpt)
    assert len(narrowed.shown) + narrowed.hidden == len(found)
    return [(one.path, one.region.line) for one in narrowed.shown]


class TestNarrow:
    def test_warnings_on_changed_lines_errors_in_changed_files(self) -> None:
        found = [finding(path, line) for path in ("edited.txt", "moved.txt", "new.txt", "old.txt") for line in (2, 3)]
        errors = [one._replace(severity=Severity.ERROR) for one in found]

        assert shown(*found) == [("edited.txt", 3), ("new.txt", 2), ("new.txt", 3)]
        assert shown(*errors) == [(one.path, one.region.line) for one in errors[:6]]
        assert shown(*found, only=Only.FILE) == [(one.path, one.region.line) for one in found[:6]]

    def test_off_shows_all_sorted(self) -> None:
        found = [finding("a.txt", 1), finding("edited.txt", 1), finding("edited.txt", 3), finding("new.txt")]

        assert shown(*found, only=Only.OFF) == [(one.path, one.region.line) for one in found]

    @pytest.mark.parametrize(
        ("place", "expected"),
        [
            (Region(1, 1, 3, 2), True),
            (Region(1, 1, 3, 1), False),  # it ends before the line
            (Region(4, 9, 4, 9), True),
            (Region(3, 1, 3, 1), True),
            (Region(4, 2, 9, 1), True),
            (Region(5, 1, 9, 1), False),
        ],
    )
    def test_a_part_of_a_region_is_enough(self, place: Region, expected: bool) -> None:
        assert CHANGES["edited.txt"].meets(place) is expected

    def test_an_internal_error_is_shown_anywhere(self) -> None:
        assert shown(finding("old.txt", code=INTERNAL_ERROR)) == [("old.txt", 1)]

    def test_a_finding_about_a_changed_line_of_its_file_stays_where_it_is(self) -> None:
        assert shown(finding("edited.txt", 9, related=[("old.txt", 3), ("edited.txt", 4)])) == [("edited.txt", 9)]
        assert shown(finding("edited.txt", 9, related=[("edited.txt", 5)])) == []

    def test_of_two_records_the_changed_one_shows_it(self) -> None:
        here = finding("edited.txt", 3, related=[("old.txt", 8)])
        there = finding("old.txt", 8, related=[("edited.txt", 3)])

        assert shown(here, there) == [("edited.txt", 3)]

    def test_what_only_an_unchanged_record_shows_is_shown_at_the_change(self) -> None:
        there = finding("old.txt", 8, related=[("other.txt", 1), ("edited.txt", 9), ("edited.txt", 3)])
        another = finding("old2.txt", 8, related=[("edited.txt", 3)])
        narrowed = narrow([there, another], CHANGES.get, Only.LINES, excerpt)

        assert narrowed.hidden == 1
        assert narrowed.shown == [
            there._replace(
                path="edited.txt",
                region=region(3),
                excerpt=Excerpt("edited.txt 3", 1, before=False, after=False),
                message="old.txt, line 8: wrong",
                pointer="",
                record="",
                fix=None,
                related=(PlacedRelated("old.txt", region(8), "found here"),),
            )
        ]

    def test_another_rule_does_not_stand_for_it(self) -> None:
        there = finding("old.txt", 8, related=[("edited.txt", 3)])

        assert shown(finding("edited.txt", 3, code="XYZ002"), there) == [("edited.txt", 3)] * 2

    def test_what_is_about_changed_lines(self) -> None:
        found = [
            finding("edited.txt", 3, severity=Severity.ERROR),
            finding("edited.txt", 2, severity=Severity.ERROR),
            finding("old.txt", related=[("moved.txt", 1), ("edited.txt", 4)]),
            finding("old.txt", related=[("old.txt", 3)]),
        ]

        assert [is_about(one, CHANGES.get) for one in found] == [True, False, True, False]

    @given(st.lists(st.tuples(st.sampled_from([*CHANGES, "old.txt"]), st.integers(1, 6), st.sampled_from(Severity))))
    def test_wider_choices_show_more(self, places: list[tuple[str, int, Severity]]) -> None:
        found = [finding(path, line, severity=severity) for path, line, severity in places]
        by_line, by_file, off = (shown(*found, only=only) for only in Only)

        assert set(by_line) <= set(by_file) <= set(off)
        assert by_line == sorted(by_line)
        assert all(is_shown(one, CHANGES.get, Only.FILE) for one in found if one.path != "old.txt")
