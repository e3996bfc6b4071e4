"""The report as a page: valid, self-contained, complete up to its limits, and readable by everyone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import run_command
from genelint.engine import SelectedRule
from genelint.model import Diagnostic, Excerpt, Finding, PlacedFix, PlacedRelated, Region, Safety, Severity, Source
from genelint.render import View, html
from genelint.render.figures import FEW, WARMEST, Heat, Row, bars, heat, ranked
from genelint.report import Report
from genelint.rule import Meta, SourceRule
from genelint.wording import visible
from test_formats import FOUND, HOSTILE, UNREAD, VIEW, finding

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - they are read as letters
NONE = Report([], 18, 180, version="1.2.3")


def written(report: Report, view: View = VIEW) -> str:
    return "".join(html.render(report, view))


def parsed(page: str) -> Element:
    """The page's tree. Raises what html5lib finds wrong with it."""
    parser: Any = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(page.encode("utf-8"), transport_encoding="utf-8")
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]  # SVG has a namespace
    return root


def text(element: Element) -> str:
    return "".join(element.itertext())


def named(root: Element, name: str) -> Iterator[Element]:
    """The elements that have a class."""
    return (one for one in root.iter() if name in one.get("class", "").split())


def many(*counts: tuple[str, str, Severity, int]) -> Report:
    """A report with so many findings of a rule in a file."""
    found = [
        finding("«x»", path=path, code=code, rule=code.lower(), severity=severity)._replace(record=path.upper())
        for path, code, severity, count in counts
        for _ in range(count)
    ]
    return Report(found, 18, 180, version="1.2.3")


def table(root: Element, kind: str) -> list[tuple[str, str]]:
    """The first words and the number of each row of a table of counts."""
    (found,) = (one for one in named(root, "counts") if text(one.find("caption") or one[0]) == f"By {kind}")
    rows = [row for row in found.iter("tr") if row.find("td") is not None]
    return [(text(row[0][0][0]), text(row[1])) for row in rows]


@pytest.mark.parametrize("report", [FOUND, HOSTILE, NONE, UNREAD], ids=["plain", "hostile", "none", "unread"])
class TestPage:
    def test_is_valid(self, report: Report) -> None:
        assert parsed(written(report)).tag == "html"

    def test_asks_for_nothing_and_runs_nothing(self, report: Report) -> None:
        page = written(report)

        for element in parsed(page).iter():
            assert element.tag not in {"script", "img", "link", "iframe", "object", "embed", "form", "base", "use"}
            assert not [name for name in element.attrib if name.startswith("on") or name in {"src", "style"}]
            assert element.get("href", "#").startswith("#")
        assert not re.search(r"url\(|@import|expression\(", page.partition("</style>")[0])
        assert """content="default-src 'none'; style-src 'unsafe-inline'">""" in page

    def test_has_the_places_that_it_names(self, report: Report) -> None:
        root = parsed(written(report))
        ids = Counter(element.attrib["id"] for element in root.iter() if "id" in element.attrib)

        assert not [name for name, count in ids.items() if count > 1]
        for element in root.iter():
            named_here = [*element.get("aria-labelledby", "").split(), element.get("href", "")[1:]]
            assert {name for name in named_here if name} <= set(ids)

    def test_can_be_heard(self, report: Report) -> None:
        root = parsed(written(report))
        levels = [int(element.tag[1]) for element in root.iter() if re.fullmatch("h[1-6]", element.tag)]

        assert root.get("lang") == "en"
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for one in root.iter("table"):
            assert one.find("caption") is not None
            assert all(head.get("scope") in {"col", "row"} for head in one.iter("th"))
        assert bool([*root.iter("svg")]) == bool([*named(root, "counts")])
        for figure in root.iter("svg"):
            assert figure.get("aria-hidden") == "true" or figure.get("aria-labelledby")
        for box in named(root, "scroll"):
            assert box.get("tabindex") == "0"
            assert box.get("aria-label")

    def test_tells_what_was_found(self, report: Report) -> None:
        root = parsed(written(report))

        assert [text(one) for one in named(root, "message")] == [visible(one.message) for one in report.diagnostics]
        lines = ["…" * one.excerpt.before + visible(one.excerpt.text) for one in report.diagnostics]
        assert [text(one) for one in root.iter("code")] == lines


texts = st.text(max_size=30) | st.sampled_from(HOSTILE.diagnostics).map(lambda one: one.message)


@given(texts, texts, texts, texts, texts)
def test_text_stays_text(said: str, path: str, before: str, marked: str, record: str) -> None:
    found = finding("«x»", said, path=path, fix=PlacedFix(said, Safety.SAFE, ()))._replace(
        region=Region(1, 1 + len(before), 1, 1 + len(before + marked)),
        excerpt=Excerpt(before + marked + said, 1, before=False, after=False),
        pointer=path,
        record=record,
        related=(PlacedRelated(path, Region(1, 1, 1, 1), said),),
    )
    root = parsed(re.sub("<style>.*?</style>", "", written(Report([found], 1, 1)), flags=re.DOTALL))

    (entry,) = named(root, "finding")
    (line,) = entry.iter("code")
    (mark,) = entry.iter("mark")
    (repair,) = named(entry, "repair")
    (related,) = (one for one in entry.iter("li"))
    assert text(line) == visible(before + marked + said)
    assert text(mark) == visible(marked)
    assert text(repair) == f"Repair {visible(said)} (safe fix)"
    assert text(related) == f"{visible(path)}, line 1: {visible(said)}"
    assert [text(one) for one in named(entry, "message")] == [visible(said)]


class TestVerdict:
    @pytest.mark.parametrize(
        ("severities", "fail_on", "verdict"),
        [
            ([], E, "Passed"),
            ([W], E, "Passed"),
            ([E], E, "Failed"),
            ([W], W, "Failed"),
            ([I], W, "Passed"),
            ([I], I, "Failed"),
        ],
    )
    def test_is_that_of_the_exit_code(self, severities: list[Severity], fail_on: Severity, verdict: str) -> None:
        report = Report([finding("«x»", severity=level) for level in severities], 1, 1)

        (said,) = named(parsed(written(report, VIEW._replace(fail_on=fail_on))), "verdict")

        assert text(said) == verdict

    def test_fails_where_not_all_could_be_read(self) -> None:
        root = parsed(written(UNREAD))

        assert [text(said) for said in named(root, "verdict")] == ["Failed"]
        (box,) = named(root, "failures")
        assert [text(line) for line in box] == [visible(line) for line in UNREAD.failures]
        assert not [*named(parsed(written(FOUND)), "failures")]

    def test_passes_over_what_is_suppressed(self) -> None:
        root = parsed(written(Report([finding("«x»", suppressed="known")], 1, 1, 1)))

        (said,) = named(root, "verdict")
        assert text(said) == "Passed"
        assert [text(one) for one in named(root, "why")] == ["Suppressed known"]
        assert not [*named(root, "counts")]


class TestMark:
    @pytest.mark.parametrize(
        ("region", "column", "parts"),
        [
            (Region(7, 3, 7, 5), 1, ("ab", "cd", "ef")),
            (Region(7, 3, 7, 3), 1, ("ab", "", "cdef")),
            (Region(7, 7, 7, 7), 1, ("abcdef", "", "")),
            (Region(7, 9, 7, 12), 1, ("abcdef", "", "")),
            (Region(7, 5, 8, 2), 1, ("abcd", "ef", "")),
            (Region(7, 103, 7, 400), 101, ("ab", "cdef", "")),
            (Region(7, 2, 7, 103), 101, ("", "ab", "cdef")),
        ],
    )
    def test_is_where_the_region_is(self, region: Region, column: int, parts: tuple[str, str, str]) -> None:
        excerpt = Excerpt("abcdef", column, before=column > 1, after=False)
        root = parsed(written(Report([finding("«x»")._replace(region=region, excerpt=excerpt)], 1, 1)))

        (line,) = root.iter("code")
        (mark,) = root.iter("mark")
        assert ((line.text or "").removeprefix("…"), text(mark), mark.tail or "") == parts
        assert mark.get("class", "") == ("" if parts[1] else "point")


class TestLimits:
    def sizes(self, monkeypatch: pytest.MonkeyPatch, report: Report, room: int) -> tuple[list[str], list[str]]:
        monkeypatch.setattr(html, "MOST_BYTES", room)
        root = parsed(written(report))
        return [text(one) for one in named(root, "message")], [text(one) for one in named(root, "rest")]

    def test_list_has_what_there_is_room_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [finding("«x»", f"number {at}", severity=(W, E)[at % 2], path=f"{at // 2}") for at in range(8)]
        report = Report(found, 4, 4)
        entries = re.findall(r"<article.*?</article>\n", written(report), re.DOTALL)
        whole = sum(len(entry.encode()) for entry in entries)

        everything, silence = self.sizes(monkeypatch, report, whole)
        some, said = self.sizes(monkeypatch, report, whole - 1)

        assert len(everything) == 8
        assert silence == []
        assert some == [f"number {at}" for at in range(8) if at != 6]
        assert said[0].startswith("7 of 8 findings")
        assert "1 are left out" not in said[0]
        assert "1 is left out" in said[0]

    def test_suppressed_have_room_last(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [finding("«x»", "known", suppressed="known"), finding("«x»", "new", severity=I)]

        shown, said = self.sizes(monkeypatch, Report(found, 1, 1), 700)

        assert shown == ["new"]
        assert said[0].startswith("1 of 2 findings")

    def test_page_keeps_to_a_few_megabytes(self) -> None:
        long = "<&'\"" * 300
        related = tuple(PlacedRelated(long, Region(1, 1, 1, 1), long) for _ in range(100))
        found = [
            finding("«x»", long, path=f"{at}{long}", code=f"XYZ{at % 1000:03}", related=related)._replace(
                record=f"{at}"
            )
            for at in range(5000)
        ]

        page = written(Report(found, 5000, 5000))

        assert len(page.encode()) < html.MOST_BYTES + 1_000_000
        assert "of 5,000 findings have a place here" in text(parsed(page))

    @pytest.mark.parametrize("length", [html.LONGEST, html.LONGEST + 1])
    def test_text_is_cut(self, length: int) -> None:
        (said,) = named(parsed(written(Report([finding("«x»", "x" * length)], 1, 1))), "message")

        assert text(said) == ("x" * length if length == html.LONGEST else "x" * (html.LONGEST - 1) + "…")

    @pytest.mark.parametrize("more", [0, 1])
    def test_other_places_are_counted(self, more: int) -> None:
        related = tuple(PlacedRelated("a", Region(at, 1, at, 1), "b") for at in range(1, html.MOST_RELATED + more + 1))
        root = parsed(written(Report([finding("«x»", related=related)], 1, 1)))

        (places,) = named(root, "related")
        assert [text(place) for place in places][html.MOST_RELATED :] == ["and 1 more"] * more

    @pytest.mark.parametrize("more", [0, 1])
    def test_tables_sum_up_the_rest(self, more: int) -> None:
        report = many(*((f"{at:03}", f"XYZ{at:03}", W, 2) for at in range(html.MOST_RULES + more)))
        root = parsed(written(report))

        rules, files = table(root, "rule"), table(root, "file")
        assert len(rules) == html.MOST_RULES
        assert rules[-1] == (("2 other rules", "4") if more else ("XYZ099 xyz099", "2"))
        others = html.MOST_RULES + more - html.MOST_FILES + 1
        assert files[-1] == (f"{others} other files", str(2 * others))
        assert sum(int(count) for _, count in table(root, "record")) == len(report.diagnostics)
        widths = {rect.get("width") for one in named(root, "counts") for rect in one.iter("rect")}
        assert widths == {"100.0"}


class TestFigures:
    def test_rows_have_the_worst_first(self) -> None:
        found = [("a", I)] * 9 + [("b", W)] * 2 + [("c", W)] * 2 + [("d", E)]

        assert ranked(found, 4) == [Row("d", (1, 0, 0)), Row("b", (0, 2, 0)), Row("c", (0, 2, 0)), Row("a", (0, 0, 9))]
        assert ranked(found, 3) == [Row("d", (1, 0, 0)), Row("b", (0, 2, 0)), Row("", (0, 2, 9), 2)]
        assert ranked([], 3) == []

    def test_bars_are_pieces_of_the_longest(self) -> None:
        assert bars([1, 0, 3], 8) == [(E, 0, 12.5), (I, 12.5, 37.5)]

    def test_heat_has_a_place_for_each(self) -> None:
        found = [("b", "Y"), ("b", "X"), ("a", "X"), ("b", "X")]

        assert heat(found, 2, 2) == Heat(["b", "a"], ["X", "Y"], [[2, 1], [1, 0]], 0, 0, 2)

    def test_heat_sums_up_the_rest(self) -> None:
        found = [(f"f{at}", f"r{at}") for at in range(5) for _ in range(9 - at)] + [("f0", "r4"), ("f4", "r0")]

        assert heat(found, 3, 4) == Heat(
            ["f0", "f1"],
            ["r0", "r1", "r2"],
            [[9, 0, 0, 1], [0, 8, 0, 0], [1, 0, 7, 11]],
            3,
            2,
            9,
        )

    def test_heat_is_warmest_where_there_is_most(self) -> None:
        for most in (FEW, FEW + 1, 70, 10_000):
            levels = [Heat([], [], [], 0, 0, most).warmth(count) for count in range(most + 1)]
            assert levels == sorted(levels)
            assert (levels[0], levels[-1]) == (0, WARMEST)
            assert 0 not in levels[1:]
        assert Heat([], [], [], 0, 0, 1).warmth(50) == WARMEST
        assert Heat([], [], [], 0, 0, 1).warmth(1) == Heat([], [], [], 0, 0, FEW).warmth(1) == 2

    @pytest.mark.parametrize(
        ("path", "label"),
        [("x" * 26, "x" * 26), ("a" * 9 + "b" * 18, "a" * 8 + "…" + "b" * 17), ("基\u202e", "基\\u202e")],
    )
    def test_long_paths_are_cut_in_the_middle(self, path: str, label: str) -> None:
        (map_,) = named(parsed(written(many((path, "XYZ001", E, 1)))), "heat")

        labels = [text(one) for one in named(map_, "label")]
        assert labels == ["XYZ001", label]

    @pytest.mark.parametrize("rules", [1, html.HEAT_RULES, html.HEAT_RULES + 988])
    def test_slanted_labels_have_room(self, rules: int) -> None:
        report = many(*(("a", f"XYZ{at:03}", E, 1) for at in range(rules)))
        (map_,) = named(parsed(written(report)), "heat")

        slanted = [one for one in named(map_, "label") if "rotate(-60)" in one.get("transform", "")]
        assert len(slanted) == min(rules, html.HEAT_RULES)
        for one in slanted:
            x, y = map(float, re.findall(r"translate\((\d+) (\d+)\)", one.get("transform", ""))[0])
            length = 7.4 * len(text(one))
            assert x + length / 2 + 3 <= float(map_.get("width", ""))
            assert length * 0.87 <= y

    def test_wide_characters_have_room(self) -> None:
        narrow, wide = (written(many((path * 26, "XYZ001", E, 1))) for path in "x基")

        before, after = (float(re.findall(r'class="heat" width="(\d+)"', page)[0]) for page in (narrow, wide))
        assert after - before == pytest.approx(26 * 7.4, abs=1)


def test_lists_the_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("genelint.toml").write_text('[severity]\nLAY003 = "info"\n', encoding="utf-8")
    Path("a.txt").write_text("Name | x |\n", encoding="utf-8")

    result = run_command(
        capsys, "check", "a.txt", "--select", "LAY003,REF001", "--severity", "info", "--output-format", "html"
    )

    root = parsed(result.out)
    (rules,) = (one for one in root.iter("table") if text(one[0]) == "The rules that ran")
    rows = [[text(cell) for cell in row] for row in rules.iter("tr")][1:]
    assert rows == [
        ["LAY003", "missing-field", "info", "A line that every record has is absent."],
        ["REF001", "unresolved-footnote", "error", "A footnote mark leads to no reference."],
    ]
    assert "2 rules on 1 file: " in text(root)


def test_summaries_have_no_back_ticks() -> None:
    def check(source: Source) -> Iterator[Finding]:
        del source
        return iter(())

    meta = Meta("XYZ001", "some-thing", "A `##[b]` and `<c>`.", E, "0.1.0", (), ())
    view = VIEW._replace(rules=[SelectedRule(SourceRule(meta, check), W, "plugin")])

    root = parsed(written(Report([finding("«x»")], 1, 1), view))

    (note,) = named(root, "note")
    assert text(note) == "A ##[b] and <c>."
    assert [text(part) for part in note] == ["##[b]", "<c>"]
    assert text([*root.iter("td")][-1]) == text(note)


class TestColours:
    """Text has a contrast of 4.5 at least (WCAG 2.2, 1.4.3), in light and dark."""

    PAIRS = (
        *((ink, ground) for ink in ("ink", "soft", "link") for ground in ("page", "panel", "sunken")),
        *((level, ground) for level in ("error", "warning", "info") for ground in ("panel", f"{level}-wash")),
        ("good", "good-wash"),
        ("good", "panel"),
        ("ink", "warning-wash"),
        ("ink", "info-wash"),
        ("soft", "info-wash"),
        ("mark-ink", "mark"),
        *(("cold-ink", f"warm{level}") for level in range(1, 4)),
        *(("warm-ink", f"warm{level}") for level in range(4, 6)),
    )

    @pytest.mark.parametrize("block", [0, 1, 2], ids=["light", "dark", "print"])
    def test_have_contrast(self, block: int) -> None:
        css = (Path(html.__file__).parent / "pages/report.css").read_text(encoding="utf-8")
        rule = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[block]
        colours = dict(re.findall(r"--([\w-]+): (#\w+);", rule))

        for ink, ground in self.PAIRS:
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_entries_are_sorted_by_file() -> None:
    found: list[Diagnostic] = [finding("«x»", path=path, severity=level) for path in "ab" for level in (I, E)]

    root = parsed(written(Report(found, 2, 2)))

    heads = [text(one) for one in root.iter("h3")]
    assert heads == ["a MT1H · 2 findings", "b MT1H · 2 findings"]
