"""The formats that people read, and the JSON report: one list of diagnostics, plain and hostile, through each."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint.model import (
    Diagnostic,
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
from genelint.render import View, full, load_format
from genelint.report import Report
from genelint.testing import unmarked

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

FORMATS = ("full", "concise", "json", "statistics")


def diagnostic(  # noqa: PLR0913 - all but the line has a default
    line: str,
    message: str = "what stands here is wrong; write it as it should be",
    *,
    path: str = "data/MT1H.txt",
    number: int = 7,
    column: int = 1,
    cut: tuple[bool, bool] = (False, False),
    severity: Severity = Severity.ERROR,
    fix: PlacedFix | None = None,
    related: tuple[PlacedRelated, ...] = (),
) -> Diagnostic:
    """A finding at the place between « and » of a line, of which the first `column` - 1 code points are cut off."""
    text, ((start, end),) = unmarked(line)
    region = Source(path, text).region(Span(start, end))
    return Diagnostic(
        path,
        Region(number, column + start, number + region.end_line - 1, region.end_column + (column - 1)),
        "XYZ001",
        "some-thing",
        severity,
        message,
        "Name",
        "MT1H",
        "0123456789abcdef",
        Excerpt(text.split("\n")[0], column, *cut),
        fix,
        related,
    )


def fix(title: str, safety: Safety, *edits: tuple[Region, str]) -> PlacedFix:
    return PlacedFix(title, safety, tuple(PlacedEdit(region, Span(0, 0), text) for region, text in edits))


LONG = '{"type": "t", "text": "' + "Ann et al. " * 9 + "«the marked place»" + " and on" * 14
PLAIN = Report(
    [
        diagnostic("Nmae« » metallothionein 1H |", fix=fix("Rename", Safety.UNSAFE, (Region(7, 1, 7, 5), "Name"))),
        diagnostic(
            "API | |« »",
            severity=Severity.WARNING,
            fix=fix("Delete the blank", Safety.SAFE, (Region(7, 8, 7, 9), ""), (Region(8, 1, 8, 1), "\n")),
            related=(PlacedRelated("data/MT1H.txt", Region(12, 3, 12, 9), "the other one is here"),),
        ),
        diagnostic(
            "Synonyms | MT-0«»MT-1H |",
            severity=Severity.INFO,
            fix=fix("Think of a comma", Safety.SUGGESTION),
            number=12345,
        ),
        diagnostic("«»", "a line is missing"),
        diagnostic("Name« | metallothionein\n1H »|", "several lines are marked"),
        diagnostic(LONG, "the line is long", column=2001, cut=(True, True)),
        diagnostic(f"«{'x' * 200}»", "the marked place is long", cut=(False, True)),
        diagnostic("x" * 200 + "«»", "the end is marked", column=101, cut=(True, False), path="data/T.txt"),
    ],
    files=18,
    checks=180,
    version="1.2.3",
)
HOSTILE = Report(
    [
        diagnostic("Name | «\x1b[31mred\x1b[0m» |", 'found "\x1b]0;title\x07"', path="data/\x1b[2J.txt"),
        diagnostic("Name | \u202e«abc»\u2066 |", "reordered \u202e text", path="data/a\nb: ok.txt"),
        diagnostic("Name | \x00\x80\u200b\ufeff\xad\xa0\u3000\t«|»"),
        diagnostic("Name | 基因«金属» |", "wide characters", path="data/基因.txt"),
        diagnostic("Name | e\u0301\u0302\u0303 «e\u0301»x |", "combining characters"),
        diagnostic("Name | 🧬🧬«🧬» | \U000f0000", "astral characters"),
        diagnostic("Name | «\u0301» |", "a mark of no width"),
        diagnostic("Name | \udcff«\udc80» |", "bytes that are not UTF-8", path="data/\udcff.txt"),
        diagnostic("ﬁrst «\uff05\uff14» \uff48\uff41\uff4c\uff46 |", "full-width forms"),
        diagnostic(
            "«x»",
            "%0A::error::line\r\nline",
            fix=fix("Do\x1bthis\nand that", Safety.SAFE),
            related=(PlacedRelated("\u202e.txt", Region(1, 1, 1, 1), "see\x07"),),
        ),
    ],
    files=10,
    checks=10,
    version="1.2.3",
)


def written(report: Report, name: str, *, color: bool = False, width: int = 80) -> str:
    return "".join(load_format(name).render(report, View(color=color, width=width)))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [PLAIN, HOSTILE], ids=["plain", "hostile"])
def test_formats(report: Report, name: str, snapshot: SnapshotAssertion) -> None:
    assert written(report, name) == snapshot


@pytest.mark.parametrize("name", ["full", "concise", "statistics"])
def test_colours(name: str, snapshot: SnapshotAssertion) -> None:
    colored = written(PLAIN, name, color=True)

    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == written(PLAIN, name)
    assert colored.encode("unicode_escape").decode() == snapshot


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_hostile_is_written(name: str) -> None:
    text = written(HOSTILE, name)

    assert all(char.isprintable() or char == "\n" for char in text)


def test_concise_writes_a_line_for_each() -> None:
    assert written(HOSTILE, "concise").count("\n") == len(HOSTILE.diagnostics)
    assert written(Report([], 3, 3), "concise") == ""


@given(st.tuples(*[st.integers(0, 30)] * 3).map(sorted), st.integers(0, 50))
def test_the_window_of_a_plain_line_is_that_of_any(places: list[int], width: int) -> None:
    start, end, length = places
    plain, window = full._plain_window, full._window  # pyright: ignore[reportPrivateUsage]

    assert plain([1] * length, start, end, width) == window([1] * length, start, end, width)


@pytest.mark.parametrize("width", [0, 20, 21, 40, 79, 1000])
@pytest.mark.parametrize("report", [PLAIN, HOSTILE], ids=["plain", "hostile"])
def test_full_keeps_to_the_width(report: Report, width: int) -> None:
    for line in written(report, "full", width=width).splitlines():
        if re.match(r" *[0-9]* \| ", line):
            assert columns(line) <= max(width, 30)


lines = st.text(st.characters(exclude_characters="\n\r«»"), max_size=60)


@given(lines, lines, lines, st.integers(1, 120), st.sampled_from([(False, False), (True, False), (False, True)]))
def test_full_marks_the_marked_place(before: str, marked: str, after: str, width: int, cut: tuple[bool, bool]) -> None:
    found = diagnostic(f"{before}«{marked}»{after}", cut=cut)
    block = written(Report([found], 1, 1), "full", width=width).splitlines()

    shown, carets = block[3][4:], block[4][4:]
    start, length = len(carets) - len(carets.lstrip()), carets.count("^")
    assert carets == " " * start + "^" * length
    assert all(char.isprintable() for char in shown)
    assert max(columns(shown), len(carets) - 1) <= max(width - 5, 20)
    whole = columns("".join(escaped(char) for char in marked))
    assert 1 <= length <= max(1, whole)
    if width == 120 and whole < 80:
        assert length == max(1, whole)
    if marked and columns(escaped(marked[0])):
        assert at_column(shown, start).startswith(escaped(marked[0])[:1])


def columns(text: str) -> int:
    """The columns that a terminal uses, counted another way than the renderer does."""
    return sum(0 if category(char) in {"Mn", "Me"} else 1 + (east_asian_width(char) in "WF") for char in text)


def escaped(char: str) -> str:
    if char.isprintable():
        return char
    if "\ud800" <= char <= "\udfff":
        code = ord(char)
        return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"
    return {"\t": "\\t"}.get(char, char.encode("unicode_escape").decode())


def at_column(text: str, column: int) -> str:
    """What stands from a column on, without marks that belong to the character before."""
    at = 0
    while columns(text[:at]) < column or (at < len(text) and columns(text[at]) == 0):
        at += 1
    return text[at:]


@pytest.mark.parametrize(
    ("severities", "files", "sentence"),
    [
        ("", 1, "The file is clean."),
        ("", 18, "All 18 files are clean."),
        ("", 50_000, "All 50,000 files are clean."),
        ("E", 1, "Found 1 error in 1 file."),
        ("EEW", 18, "Found 2 errors and 1 warning in 1 of 18 files."),
        ("WWII", 2, "Found 2 warnings and 2 infos in 1 of 2 files."),
        ("EWI", 2, "Found 1 error, 1 warning and 1 info in 1 of 2 files."),
        ("E" * 1200, 2, "Found 1,200 errors in 1 of 2 files."),
    ],
)
def test_full_sums_up(severities: str, files: int, sentence: str) -> None:
    levels = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}
    found = [diagnostic("«x»", severity=levels[letter]) for letter in severities]

    assert written(Report(found, files, files), "full").splitlines()[-1] == sentence


def test_full_counts_what_can_be_fixed() -> None:
    fixable = "1 can be fixed by --fix, 1 more by --fix --unsafe-fixes"
    summary = f"Found 6 errors, 1 warning and 1 info in 2 of 18 files; {fixable}."
    assert written(PLAIN, "full").splitlines()[-1] == summary


def test_json_is_ascii_and_keeps_every_code_point() -> None:
    text = written(HOSTILE, "json")

    assert text.isascii()
    content = json.loads(text)
    assert [item["path"] for item in content["diagnostics"]] == [found.path for found in HOSTILE.diagnostics]
    assert [item["message"] for item in content["diagnostics"]] == [found.message for found in HOSTILE.diagnostics]


def test_json_has_a_line_for_each_diagnostic() -> None:
    first, *rest, last = written(PLAIN, "json").splitlines()

    assert first.endswith('"diagnostics": [')
    assert [json.loads(line.rstrip(","))["line"] for line in rest] == [7, 7, 12345, 7, 7, 7, 7, 7]
    assert last == "]}"


def test_json_of_a_clean_run() -> None:
    assert json.loads(written(Report([], 2, 20, suppressed=3, version="1.2"), "json")) == {
        "version": "1.2",
        "summary": {
            "files": 2,
            "diagnostics": {"error": 0, "warning": 0, "info": 0},
            "checks": 20,
            "suppressed": 3,
            "fixed": 0,
            "hidden": 0,
        },
        "failures": [],
        "diagnostics": [],
    }
