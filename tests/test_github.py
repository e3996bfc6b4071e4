"""What is said to GitHub, before it is sent: annotations, suggestions, pauses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint.fixes import apply_edits
from genelint.github.checkruns import check_run, conclusion
from genelint.github.limits import ATTEMPTS, LONGEST_PAUSE, cut, is_refusal, pause
from genelint.github.suggestions import known_suggestions, rewritten, shown_lines, suggestions
from genelint.model import (
    Diagnostic,
    Excerpt,
    PlacedEdit,
    PlacedFix,
    Region,
    Safety,
    Severity,
    Source,
    Span,
)
from genelint.render import View
from genelint.report import Checkout, Report

SHA = "0" * 40
FIRST = Region(1, 1, 1, 5)
VIEW = View(checkout=Checkout("/repo", "/repo/in"))


def finding(
    region: Region = FIRST,
    message: str = "wrong",
    severity: Severity = Severity.ERROR,
    fix: PlacedFix | None = None,
    fingerprint: str = "0123456789abcdef",
) -> Diagnostic:
    return Diagnostic(
        *("data/x.txt", region, "XYZ001", "some-thing", severity, message, "Name", "MT1H", fingerprint),
        Excerpt("text", 1, before=False, after=False),
        fix,
    )


def annotation(found: Diagnostic) -> Mapping[str, Any]:
    (only,) = check_run(Report([found], 1, 1), VIEW, SHA).annotations
    return only


class TestAnnotation:
    def test_of_several_lines_has_no_columns(self) -> None:
        made = annotation(finding(Region(2, 3, 5, 2)))

        assert (made["path"], made["start_line"], made["end_line"]) == ("in/data/x.txt", 2, 5)
        assert "start_column" not in made
        assert "end_column" not in made

    def test_ends_with_the_last_line_that_it_has_a_part_of(self) -> None:
        made = annotation(finding(Region(2, 3, 3, 1)))

        assert (made["start_line"], made["end_line"]) == (2, 2)
        assert "start_column" not in made

    @pytest.mark.parametrize(
        ("severity", "level"), [(Severity.ERROR, "failure"), (Severity.WARNING, "warning"), (Severity.INFO, "notice")]
    )
    def test_levels(self, severity: Severity, level: str) -> None:
        assert annotation(finding(severity=severity))["annotation_level"] == level

    def test_shows_what_does_not_print(self) -> None:
        made = annotation(finding(message="\x1b[2J\u202e\udcff\n"))

        assert made["message"] == r"\x1b[2J\u202e\xff\n"

    def test_leaves_out_what_is_suppressed(self) -> None:
        found = finding()._replace(suppressed="so it is")

        assert check_run(Report([found], 1, 1), VIEW, SHA).annotations == []


@pytest.mark.parametrize(
    ("severities", "fail_on", "expected"),
    [
        ((), Severity.INFO, "success"),
        ((Severity.INFO,), Severity.ERROR, "success"),
        ((Severity.INFO,), Severity.WARNING, "success"),
        ((Severity.INFO,), Severity.INFO, "failure"),
        ((Severity.INFO, Severity.WARNING), Severity.ERROR, "neutral"),
        ((Severity.WARNING, Severity.INFO), Severity.WARNING, "failure"),
        ((Severity.ERROR,), Severity.ERROR, "failure"),
    ],
)
def test_conclusions(severities: Sequence[Severity], fail_on: Severity, expected: str) -> None:
    assert conclusion(Report([finding(severity=severity) for severity in severities], 1, 1), fail_on) == expected


class TestCut:
    @given(st.text(), st.integers(3, 12))
    def test_is_the_beginning(self, text: str, most: int) -> None:
        text = text.encode(errors="ignore").decode()

        made = cut(text, most)

        assert len(made.encode()) <= most
        assert made == text or (made[-1] == "…" and text.startswith(made[:-1]))

    def test_at_the_edge(self) -> None:
        assert (cut("éé", 4), cut("ééa", 4), cut("abcd", 3)) == ("éé", "…", "…")


class TestPause:
    def test_is_none_where_waiting_does_not_help(self) -> None:
        assert [pause(status, {}, "", 1, 0) for status in (400, 401, 403, 404, 422)] == [None] * 5

    def test_grows_and_ends(self) -> None:
        assert [pause(500, {}, "", attempt, 0) for attempt in range(1, ATTEMPTS + 1)] == [2, 4, 8, 16, None]
        assert [pause(429, {}, "", attempt, 0) for attempt in (1, 2, 3, 4)] == [60, 120, 240, None]

    def test_is_what_github_says(self) -> None:
        limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1100"}

        assert pause(403, {"retry-after": str(LONGEST_PAUSE)}, "", 1, 0) == LONGEST_PAUSE
        assert pause(403, {"retry-after": str(LONGEST_PAUSE + 1)}, "", 1, 0) is None
        assert pause(403, {"retry-after": "soon"}, "", 1, 0) is None
        assert (pause(403, limit, "", 1, 1000), pause(403, limit, "", 1, 1200)) == (100, 1)
        assert pause(403, {**limit, "x-ratelimit-remaining": "1"}, "", 1, 1000) is None
        assert pause(403, {"x-ratelimit-remaining": "0"}, "", 1, 1000) is None

    def test_a_limit_is_no_refusal(self) -> None:
        assert is_refusal(403, {}, "Resource not accessible by integration")
        assert not is_refusal(403, {"retry-after": "9999"}, "")
        assert not is_refusal(403, {}, "You have exceeded a secondary rate limit")
        assert not is_refusal(404, {}, "")


def placed(source: Source, *edits: tuple[int, int, str]) -> PlacedFix:
    spans = [(Span(start, end), text) for start, end, text in edits]
    return PlacedFix(
        "Write it", Safety.SAFE, tuple(PlacedEdit(source.region(span), span, text) for span, text in spans)
    )


REWRITES: list[tuple[str, tuple[int, int, str], tuple[int, int, list[str]]]] = [
    ("a\nb\nc\n", (2, 3, "x"), (2, 2, ["x"])),
    ("a\nb\nc\n", (2, 4, ""), (2, 2, [])),  # a line is deleted
    ("a\nb\nc\n", (2, 3, ""), (2, 2, [""])),  # a line is made empty
    ("a\nb\nc\n", (0, 4, ""), (1, 2, [])),
    ("a\nb\nc\n", (2, 2, "x\n"), (2, 2, ["x", "b"])),
    ("a\nb\nc\n", (1, 1, "\nx"), (1, 1, ["a", "x"])),
    ("a\nb\nc\n", (1, 2, ""), (1, 2, ["ab"])),
    ("a\nb", (0, 2, ""), (1, 1, [])),
    ("a\nb\nc\n", (4, 6, ""), (3, 3, [])),
    ("a\tb\n", (0, 1, "x"), (1, 1, ["x\tb"])),
]


class TestRewrite:
    @pytest.mark.parametrize(("text", "edit", "expected"), REWRITES)
    def test_is_of_whole_lines(
        self, text: str, edit: tuple[int, int, str], expected: tuple[int, int, list[str]]
    ) -> None:
        source = Source("x", text)

        assert rewritten(source, placed(source, edit)) == expected

    @given(st.text("ab\n", max_size=12), st.data())
    def test_is_what_the_fix_does(self, text: str, data: st.DataObject) -> None:
        source = Source("x", text)
        places = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
        start, end = places
        fix = placed(source, (start, end, data.draw(st.text("ab\n", max_size=3))))

        made = rewritten(source, fix)

        lines = text.split("\n")
        if made is None:
            assert fix.edits[0].region.end_line == len(lines)
            return
        lines[made.first - 1 : made.last] = made.lines
        assert "\n".join(lines) == apply_edits(text, [(edit.span, edit.text) for edit in fix.edits])

    @pytest.mark.parametrize(
        "text", ["a\r\nb\r\n", "a\rb\n", "a\x00\n", "a\udcff\n", "a\x85\n", "a\u202e\n", "a\u200b\n"]
    )
    def test_says_nothing_that_a_comment_cannot(self, text: str) -> None:
        source = Source("x", text)

        assert rewritten(source, placed(source, (0, 1, "x"))) is None
        assert rewritten(Source("x", "ab\n"), placed(Source("x", "ab\n"), (0, 1, text))) is None

    @pytest.mark.parametrize("char", ["\x00", "\u202e", "\u200b"])
    def test_takes_out_what_does_not_print(self, char: str) -> None:
        source = Source("x", f"a{char}\n")

        assert rewritten(source, placed(source, (1, 2, ""))) == (1, 1, ["a"])

    @pytest.mark.parametrize("edit", [(2, 3, "x"), (1, 3, ""), (3, 3, "\n")])
    def test_is_of_no_line_without_an_end(self, edit: tuple[int, int, str]) -> None:
        source = Source("x", "a\nb")

        assert rewritten(source, placed(source, edit)) is None

    def test_is_of_the_text_that_was_checked(self) -> None:
        fix = placed(Source("x", "a\nb\n"), (2, 3, "x"))

        assert rewritten(Source("x", "ab\nb\n"), fix) is None
        assert rewritten(Source("x", "ab\n"), PlacedFix("Think", Safety.SUGGESTION, ())) is None


def test_edits_that_overlap_are_not_suggested() -> None:
    source = Source("x", "abc\n")

    assert rewritten(source, placed(source, (0, 2, "x"), (1, 3, "y"))) is None


def suggested(
    text: str, *found: Diagnostic, hunks: Sequence[range] = (range(1, 100),), view: View = VIEW
) -> list[dict[str, Any]]:
    report = Report(found, 1, 1)

    def source(_: str) -> Source:
        return Source("data/x.txt", text)

    return suggestions(report, view._replace(sources=source), {"in/data/x.txt": hunks})


class TestSuggestions:
    def test_of_several_lines(self) -> None:
        source = Source("x", "a\nb\nc\n")
        found = finding(fix=placed(source, (0, 3, "x")))

        (made,) = suggested("a\nb\nc\n", found)

        assert (made["start_line"], made["start_side"], made["line"], made["side"]) == (1, "RIGHT", 2, "RIGHT")
        assert suggested("a\nb\nc\n", found, hunks=[range(1, 2), range(2, 9)]) == []
        assert suggested("a\nb\nc\n", found, hunks=[]) == []

    @pytest.mark.parametrize("ticks", ["```", "`````", "a`b", "```suggestion"])
    def test_no_text_ends_the_block(self, ticks: str) -> None:
        source = Source("x", f"{ticks}a\n")
        end = len(ticks)

        (made,) = suggested(f"{ticks}a\n", finding(fix=placed(source, (end, end + 1, "b"))))

        *_, fence, line, last = made["body"].split("\n")
        assert fence == f"{last}suggestion"
        assert line == f"{ticks}b"
        assert set(last) == {"`"}
        assert len(last) > max(len(run) for run in re.findall("`*", ticks))
        assert len(last) >= 3

    def test_names_are_text(self) -> None:
        source = Source("x", "a\n")
        message = "<!-- genelint:fedcba9876543210 --> @lab ```"

        (made,) = suggested("a\n", finding(message=message, fix=placed(source, (0, 1, "b"))))

        assert known_suggestions([{"path": "p", "body": made["body"]}]) == {("p", "0123456789abcdef")}
        assert message not in made["body"]
        assert "@lab" not in made["body"]

    def test_each_fix_once(self) -> None:
        source = Source("x", "a\nb\n")
        first, second = placed(source, (0, 1, "x")), placed(source, (2, 3, "x"))
        found = [
            finding(fix=first),
            finding(fix=first, fingerprint="1" * 16),
            finding(fix=second),
            finding(fix=second, fingerprint="2" * 16),
        ]

        assert [made["line"] for made in suggested("a\nb\n", *found)] == [1, 2]

    def test_not_without_a_fix_that_can_be_written(self) -> None:
        source = Source("x", "a\n")
        shown = placed(source, (0, 1, "x"))._replace(safety=Safety.SUGGESTION)

        assert suggested("a\n", finding(), finding(fix=shown)) == []

    def test_not_where_the_file_is_gone_or_elsewhere(self) -> None:
        source = Source("x", "a\n")
        found = finding(fix=placed(source, (0, 1, "x")))

        assert suggestions(Report([found], 1, 1), VIEW, {"in/data/x.txt": [range(1, 9)]}) == []
        assert suggested("a\n", found, view=View(checkout=Checkout("/else", "/repo/in"))) == []

    def test_not_where_a_comment_would_be_too_long(self) -> None:
        for length, number in ((65_000, 1), (65_536, 0)):
            source = Source("x", "a" * length + "\n")
            assert len(suggested(source.text, finding(fix=placed(source, (0, 1, "b"))))) == number


def test_lines_of_a_diff() -> None:
    files = [
        {"filename": "a", "patch": "@@ -1 +1 @@\n-x\n+@@ -9 +9 @@\n@@ -5,0 +6,2 @@ x\n+y\n+z\n@@ -9,2 +9,0 @@\n-x\n-x"},
        {"filename": "b"},
    ]

    assert shown_lines(files) == {"a": [range(1, 2), range(6, 8), range(9, 9)], "b": []}
