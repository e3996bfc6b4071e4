"""The formats: one list of diagnostics, plain and hostile, through each; limits, schemas and round trips."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.validators import validator_for
from markdown_it import MarkdownIt

from genelint import catalogue
from genelint.actions import MOST_SUMMARY, guarded
from genelint.fixes import apply_edits
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
from genelint.registry import load
from genelint.render import FORMATS, READABLE, RuleHelp, View, failures, load_format, sarif, summarise, volumes
from genelint.render.github import LONGEST, MOST, choose, message
from genelint.render.linehash import line_hashes
from genelint.render.markdown import summary
from genelint.render.tsv import HEADS
from genelint.report import Checkout, Report
from genelint.testing import unmarked
from genelint.wording import visible
from growth import assert_linear, count_lines
from runner import Runner

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - they are read as letters
FOR_PEOPLE = (*READABLE, "statistics")
FOR_PROGRAMS = tuple(name for name in FORMATS if name not in FOR_PEOPLE)

PLAIN = "data/MT1H.txt"
WIDE = "data/基因 #1.txt"
BYTES = "data/\udcff.txt"
GONE = "data/gone.txt"
TEXTS = {
    PLAIN: "Nmae | metallothionein 1H |\nAPI | | \nSynonyms | MT-0 |\n",
    WIDE: "Name | 基因🧬 金属 |\r\nAPI | é x |\r\n",
    BYTES: "Name | \udcff\udc80 x |\n",
    "/elsewhere/a b.txt": "Name |\n",
}
SOURCES = {path: Source(path, text, is_utf8=path != BYTES) for path, text in TEXTS.items()}


def finding(  # noqa: PLR0913 - all but the text has a default
    marked: str,
    said: str = "what stands here is wrong",
    *,
    path: str = PLAIN,
    code: str = "XYZ001",
    rule: str = "some-thing",
    severity: Severity = E,
    fix: PlacedFix | None = None,
    related: tuple[PlacedRelated, ...] = (),
    number: int = 0,
    suppressed: str = "",
) -> Diagnostic:
    """A finding at the place between « and » of a text that holds a whole file; perhaps one of `SOURCES`."""
    text, ((start, end),) = unmarked(marked)
    source = Source(path, text)
    return Diagnostic(
        path,
        source.region(Span(start, end)),
        code,
        rule,
        severity,
        said,
        "Name",
        "MT1H",
        f"{number:016x}",
        Excerpt(text.split("\n")[0], 1, before=False, after=False),
        fix,
        related,
        suppressed=suppressed,
    )


def marked(path: str, part: str) -> str:
    """The text of a file with « and » around the first of this part."""
    before, found, after = TEXTS[path].partition(part)
    assert found
    return f"{before}«{found}»{after}"


def named(text: str) -> str:
    """The text as the name of a file, which has surrogates for bytes alone."""
    return text.replace("\ud800", "")


def fix(path: str, safety: Safety, *edits: tuple[str, str]) -> PlacedFix:
    """A fix that replaces parts of a file's text, in the order of the file."""
    source = SOURCES[path]
    spans = [Span(at := source.text.index(old), at + len(old)) for old, _ in edits]
    placed = [PlacedEdit(source.region(span), span, new) for span, (_, new) in zip(spans, edits, strict=True)]
    return PlacedFix("Write it as it should be", safety, tuple(placed))


FOUND = Report(
    [
        finding("Name |«»\n", path="/elsewhere/a b.txt", number=1),
        finding(marked(PLAIN, "Nmae"), fix=fix(PLAIN, Safety.UNSAFE, ("Nmae", "Name")), number=2),
        finding(
            marked(PLAIN, "| | "),
            "two places",
            code="XYZ002",
            rule="other-thing",
            severity=W,
            fix=fix(PLAIN, Safety.SAFE, (" \n", "\n"), ("MT-0", "MT0")),
            related=(PlacedRelated(WIDE, Region(2, 9, 2, 10), "the other one"),),
            number=3,
        ),
        finding(
            marked(PLAIN, "MT-0 |\n"),
            "the line's end too",
            severity=I,
            fix=PlacedFix("Think", Safety.SUGGESTION, ()),
            number=4,
        ),
        finding(marked(PLAIN, "| |"), "left out", suppressed="known since 2020", number=5),
        finding(marked(PLAIN, "1H |\nAPI"), "two lines", number=6),
        finding("«x»", "the file is gone", path=GONE, fix=fix(PLAIN, Safety.SAFE, ("MT-0", "MT0")), number=7),
        finding(marked(BYTES, "\udc80"), "found \udc80", path=BYTES, fix=fix(BYTES, Safety.SAFE, ("x", "\udcff"))),
        finding(marked(WIDE, "金属"), "wide", path=WIDE, fix=fix(WIDE, Safety.SAFE, ("基因🧬", "基因")), number=8),
        finding(marked(WIDE, "x"), "a copy", path=WIDE, fix=fix(WIDE, Safety.SAFE, ("é x", "e\x1b|<&]]>")), number=8),
    ],
    files=18,
    checks=180,
    suppressed=1,
    version="1.2.3",
)
HELP = RuleHelp("some-thing", W, "Says what it is about.", "All of it.\n", "# XYZ001\n\nAll of *it*.\n")
VIEW = View(
    checkout=Checkout("/repo", "/repo/sub", "https://github.com/o/r/blob/abc/"),
    sources=SOURCES.get,
    helps={"XYZ001": HELP}.get,
)
HOSTILE_TEXTS = [
    "%0A::error::x",
    "::set-output name=x::y",
    "a ##[add-mask]secret",
    "#\u200b#[add-mask]secret",
    "\n::add-path::/evil",
    "\r##[add-mask]s\r\n##[group]",
    "\x1b]0;title\x07\x1b[31m",
    "\u202eabc\u2066",
    "</script><script>alert(1)</script><!--",
    "```\n`|` | x | [a](https://evil.example) ![i](http://e.example/x.png)",
    "@someone and #123 or www.evil.example :smile: <https://evil.example> $x$ **b** _i_ ~~s~~",
    "]]> &amp; &#10; <![CDATA[",
    "\r",
    "\u2028\u2029\x85\x0b\x0c",
    "\udc80\udcff \ud800",
    "\x00\x01\ufffe\uffff",
    '=HYPERLINK("http://evil.example")',
    "\\n \\x41 \\",
    "#\u034f#[add-mask]secret",
    "##\ufe0f[add-mask]secret",
    "#\u0301#\u034f[add-mask]secret",
    ":\u034f:set-output name=x::y",
    '"a',
    r"[x\](http://evil.example)",
    "{0} {{1}}",
    "",
]
PARTS = [
    *("##[", "::", "add-mask]", "::error::", "::stop-commands::x", "warning", "%0A", "%25", "%"),
    *("\n", "\r", ",", ":", ";", "=", "]", "\u200b", "\u034f", "\ufe0f", "\u0301", "\u2028", "@", "#", " "),
]
HOSTILE = Report(
    [
        finding(
            "«x»",
            text,
            path=f"data/{named(text)}.txt",
            fix=PlacedFix(text, Safety.SAFE, (PlacedEdit(Region(1, 1, 1, 2), Span(0, 1), text),)),
            related=(PlacedRelated(f"{named(text)}.txt", Region(1, 1, 1, 1), text),),
            suppressed=text[:3] if number % 7 == 6 else "",
            number=number,
            severity=(E, W, I)[number % 3],
        )._replace(record=text, pointer=text)
        for number, text in enumerate(HOSTILE_TEXTS)
    ]
    + [finding("«x»", path=named(text), number=100) for text in HOSTILE_TEXTS if text],
    files=20,
    checks=20,
    version="1.2.3",
)


def written(report: Report, name: str, view: View = VIEW) -> str:
    return "".join(load_format(name).render(report, view))


UNREAD = Report(
    [],
    1,
    10,
    unreadable=["data/a\u200b.txt: cannot be read: Permission denied", "b##[add-mask].txt: cannot be read: ]]>"],
    unwritten=["c.txt: cannot be written: No space left on device"],
    version="1.2.3",
)
UNREAD_TITLE = "Not everything could be read and written"
SAID_UNREAD = "The file is clean; 2 files could not be read; 1 file could not be written."


def many(*severities: Severity) -> Report:
    """A report with findings, each of a rule of its own."""
    found = [
        finding("«x»", f"number {number}", severity=severity, code=f"XYZ{number:03}", number=number)
        for number, severity in enumerate(severities)
    ]
    return Report(found, 1, 1)


def schema(shared: Path, name: str) -> Callable[[Any], None]:
    """Checks what it is given against a published schema."""
    content = json.loads((shared / "contracts" / name).read_text(encoding="utf-8"))
    return validator_for(content)(content).validate


def limits(shared: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((shared / "contracts/github-annotation-limits.json").read_text("utf-8"))
    return content


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "report",
    [FOUND, HOSTILE, Report([], 18, 180, version="1.2.3"), UNREAD],
    ids=["plain", "hostile", "none", "unread"],
)
def test_formats(report: Report, name: str, snapshot: SnapshotAssertion) -> None:
    assert re.sub("<style>.*</style>", "", written(report, name), flags=re.DOTALL) == snapshot


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [HOSTILE, HOSTILE._replace(unreadable=HOSTILE_TEXTS)], ids=["found", "unread"])
def test_nothing_hostile_is_written(report: Report, name: str) -> None:
    text = written(report, name)

    assert all(char.isprintable() or char in "\n\t" for char in text)
    assert "\t" not in text or name == "tsv"
    assert text.endswith("\n")


class TestCommands:
    """Workflow commands, and what a runner finds in everything else that is printed."""

    def test_say_what_was_found(self) -> None:
        commands = Runner().read(written(FOUND, "github"))

        assert [command.name for command in commands] == ["error"] * 7 + ["warning", "notice"]
        assert commands[0].properties == {
            "title": "XYZ001 some-thing",
            "file": "/elsewhere/a b.txt",
            "line": "1",
            "endLine": "1",
            "col": "7",
            "endColumn": "7",
        }
        assert commands[1].properties["file"] == "sub/data/MT1H.txt"

    def test_suppressed_are_not_annotated(self) -> None:
        assert "left out" not in written(FOUND, "github")

    def test_have_no_columns_where_there_are_several_lines(self) -> None:
        places = [
            tuple(command.properties.get(key) for key in ("line", "endLine", "col", "endColumn"))
            for command in Runner().read(written(FOUND, "github"))
            if command.data.startswith(("two lines", "the line's end"))
        ]

        assert places == [("1", "2", None, None), ("3", "3", None, None)]

    def test_name_a_file_that_begins_like_a_value(self) -> None:
        report = Report([finding("«x»", path="==a.txt")], 1, 1)

        (command,) = Runner().read(written(report, "github", View()))

        assert command.properties["file"] == "./==a.txt"

    @given(st.data())
    def test_are_what_they_say_and_no_others(self, data: st.DataObject) -> None:
        parts = st.sampled_from(PARTS)
        texts = st.lists(parts | st.text(max_size=3), max_size=12).map("".join)
        drawn = [[data.draw(texts) for _ in range(4)] for _ in range(2)]
        found = [
            finding(
                "«x»",
                said,
                path=f"x{path}y",
                code=f"XYZ00{number}",
                fix=PlacedFix(title, Safety.SAFE, ()),
                related=(PlacedRelated(path, Region(1, 1, 1, 2), note),),
            )
            for number, (said, path, title, note) in enumerate(drawn)
        ]
        report = Report(found, 2, 2)

        commands = Runner().read(written(report, "github", View()))

        assert [(command.name, command.data) for command in commands] == [("error", message(one)) for one in found]
        for one, command in zip(found, commands, strict=True):
            assert command.properties["line"] == "1"
            assert command.properties["title"].startswith(one.code)
            if one.path.isprintable() and not re.search(r"/|\.", one.path):
                assert command.properties["file"] == one.path
        for name in (*FOR_PROGRAMS, *FOR_PEOPLE):
            runner = Runner()
            text = written(report, name, View())
            runner.read("".join(guarded([text])) if name in FOR_PEOPLE else text)
            assert [command for command in runner.obeyed if name != "github"] == []
            assert runner.stopped_by == ""

    @pytest.mark.parametrize("name", FORMATS)
    def test_are_in_no_other_format(self, name: str) -> None:
        text = written(HOSTILE._replace(unreadable=HOSTILE_TEXTS), name)
        obeyed = Runner().read("".join(guarded([text])) if name in FOR_PEOPLE else text)

        assert {command.name for command in obeyed} <= ({"error", "warning", "notice"} if name == "github" else set())

    def test_would_be_in_what_people_read(self) -> None:
        """The guard is there for something."""
        assert {command.name for command in Runner().read(written(HOSTILE, "concise"))} >= {"add-mask", "set-output"}

    def test_guard_ends(self) -> None:
        runner = Runner()

        assert runner.read("".join(guarded(["::error::a\n", "::stop-commands::x\n", "##[error]b\n"]))) == []
        assert runner.read("::error::c") == [("error", {}, "c")]

    def test_nothing_needs_no_guard(self) -> None:
        assert list(guarded([])) == []

    def test_no_two_guards_are_alike(self) -> None:
        assert next(guarded(["x"])) != next(guarded(["x"]))


class TestChoice:
    """Which findings become annotations."""

    def test_limits_are_those_published(self, shared: Path) -> None:
        known = limits(shared)["workflow_commands"]

        assert known["max_per_level_per_step"] == MOST
        assert known["max_message_utf16_units"] == LONGEST
        assert limits(shared)["job_summary"]["max_bytes_per_step"] == MOST_SUMMARY

    def test_all_of_ten(self) -> None:
        found = many(*[E] * 10, *[W] * 10, *[I] * 10)

        commands = Runner().read(written(found, "github"))

        assert [command.name for command in commands] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
        assert choose(found.diagnostics, anything)[1] == []

    @pytest.mark.parametrize(
        ("severities", "levels", "said"),
        [
            ([E] * 11, ["error"] * 10, "2 errors"),
            ([W] * 11, ["warning"] * 10, "2 warnings"),
            ([I] * 11 + [E], ["error"] + ["notice"] * 10, "2 infos"),
            ([W] * 12 + [E] * 10, ["error"] * 10 + ["warning"] * 10, "3 warnings"),
            ([I] * 11 + [W] * 11 + [E] * 12, ["error"] * 9 + ["warning"] * 10 + ["notice"] * 10 + ["error"], None),
        ],
    )
    def test_the_last_of_more_counts_the_rest(self, severities: list[Severity], levels: list[str], said: str) -> None:
        commands = Runner().read(written(many(*severities), "github"))

        assert [command.name for command in commands] == levels
        rest = said or "3 errors, 1 warning and 1 info"
        assert commands[-1] == (levels[-1], {"title": "Not all findings are shown"}, f"{rest} more")

    def test_the_last_says_where_all_are(self) -> None:
        commands = Runner().read(written(many(*[E] * 11), "github", View(elsewhere="the log has all of them")))

        assert commands[-1].data == "2 errors more: the log has all of them"

    @pytest.mark.parametrize(
        ("severities", "errors", "others"), [([E] * 9, 10, 0), ([E] * 10, 10, 2), ([W] * 10, 1, 0)]
    )
    def test_what_could_not_be_read_has_a_place(self, severities: list[Severity], errors: int, others: int) -> None:
        commands = Runner().read(written(many(*severities)._replace(unreadable=["a" * LONGEST, "b"]), "github"))

        assert len([command for command in commands if command.name == "error"]) == errors
        assert commands[0] == ("error", {"title": UNREAD_TITLE}, "a" * (LONGEST - 1) + "…")
        assert commands[-1].data.startswith(f"{others} errors more") == bool(others)

    def test_each_rule_has_its_first_and_causes_come_once(self) -> None:
        def at(path: str, code: str) -> Diagnostic:
            return finding("«x»", path=path, code=code)

        found = [at("a", "REF001") for _ in range(5)]
        found += [at(f"b{number}", "REF001") for number in range(9)]
        found += [at("c", "IDN001"), at("c", "IDN001")]

        shown, rest = choose(found, anything)

        assert [(one.path, one.code) for one in shown[:3]] == [("a", "REF001"), ("c", "IDN001"), ("b0", "REF001")]
        assert len(shown) == 9
        assert len(shown) + len(rest) == len(found)
        assert {one.path for one in rest} >= {"a", "c"}

    def test_what_was_changed_comes_first(self) -> None:
        found = many(*[E] * 11, W).diagnostics

        shown, rest = choose(found, lambda one: one.message in ("number 3", "number 10", "number 11"))

        assert [one.message for one in shown[:3]] == ["number 3", "number 10", "number 0"]
        assert [one.message for one in rest] == ["number 8", "number 9"]
        assert len(shown) == 10

    @pytest.mark.parametrize("end", ["x", "\U0001f9ec"])
    def test_longest_message(self, end: str) -> None:
        units = len(end.encode("utf-16-le")) // 2
        whole = "a" * (LONGEST - units) + end

        assert message(finding("«x»", whole)) == whole
        cut = message(finding("«x»", whole + "b"))
        assert cut == ("a" * (LONGEST - 1) if units == 1 else "a" * (LONGEST - 2)) + "…"


class TestMarkdown:
    def cells(self, text: str) -> list[str]:
        """What stands in the last column, as it is read."""
        html = MarkdownIt("commonmark").enable("table").render(text)
        assert not re.search(r"<(?!/?(table|thead|tbody|tr|th|td|p|h3|br|a)\b)", html)
        rows = re.findall(r"<td>((?:(?!<td>).)*)</td>\n</tr>", html)
        return [ElementTree.fromstring(f"<i>{row.replace('<br>', '<br/>')}</i>").text or "" for row in rows]  # noqa: S314

    def test_hostile_text_is_read_as_it_is(self) -> None:
        said = [cell.replace("\u200b", "") for cell in self.cells(written(HOSTILE, "markdown"))]

        expected = [one for one in HOSTILE.diagnostics if one.message]
        assert [cell for cell in said if cell] == [visible(one.message) for one in expected]

    def test_nobody_is_mentioned_and_nothing_linked(self) -> None:
        text = written(
            Report([finding("«x»", "@a #1 www.x.org :b: http://y.org a@b.org 1:2")], 1, 1), "markdown", View()
        )

        html = MarkdownIt("commonmark").enable("table").render(text)
        assert not re.search(r"@\w|#\w|www\.|:b:", html)
        assert "<a" not in html
        assert "1:2" in html

    @pytest.mark.parametrize(
        ("said", "parts"),
        [
            ("abcdef", ["abcdef"]),
            ("abcdef1 0A1B2C3D", ["abcdef", "1 0A1B2C", "3D"]),
            ("0" * 39 + "a", [*["0" * 6] * 6, "000a"]),
            ("0" * 40 + "a", ["0" * 40 + "a"]),
            ("o/r@012345a", ["o/r@", "012345", "a"]),
            ("x012345a 012345ax", ["x012345a 012345ax"]),
            ("PubMed 12345678", ["PubMed 12345678"]),
            ("GH-12 gh-1 gh-x xgh-1", ["GH-", "12 gh-", "1 gh-x xgh-1"]),
            ("a#1 # x", ["a#", "1 # x"]),
        ],
    )
    def test_hashes_and_numbers_are_apart(self, said: str, parts: list[str]) -> None:
        """GitHub links a hash of 7 to 40 digits to its commit, and `GH-12` to its issue."""
        (cell,) = self.cells(written(Report([finding("«x»", said)], 1, 1), "markdown"))

        assert cell.split("\u200b") == parts

    @pytest.mark.parametrize("path", ["a #", "a ##", "a # ", "#", "a#b #c"])
    def test_heading_has_all_of_a_path(self, path: str) -> None:
        text = written(Report([finding("«x»", path=path)], 1, 1), "markdown", View())

        (heading,) = re.findall("<h3>(.*)</h3>", MarkdownIt("commonmark").enable("table").render(text))
        assert heading.replace("\u200b", "") == path.strip()

    def test_links_lead_to_lines(self) -> None:
        text = written(FOUND, "markdown")

        assert "(https://github.com/o/r/blob/abc/sub/data/MT1H.txt#L1-L2)" in text
        assert "(https://github.com/o/r/blob/abc/sub/data/MT1H.txt#L3)" in text
        assert "(https://github.com/o/r/blob/abc/sub/data/%E5%9F%BA%E5%9B%A0%20%231.txt#L1)" in text
        assert "elsewhere/a%20b" not in text
        assert "](" not in written(FOUND, "markdown", View())

    def test_summary_at_its_limit(self) -> None:
        report = many(*[E] * 50)
        whole = written(report, "markdown")
        size = len(whole.encode())

        assert summary(report, VIEW, size) == whole
        cut = summary(report, VIEW, size - 1)
        shown = cut.count("| error |")
        assert len(cut.encode()) <= size - 1
        assert shown == 49
        assert cut.endswith("\nNo more than 49 of 50 findings have a place here.\n")
        assert whole.startswith(cut[: cut.rindex("\nNo more")])
        assert summary(report, VIEW, len(cut.encode())) == cut
        assert summary(report, VIEW, len(cut.encode()) - 1).count("| error |") == 48

    def test_summary_says_where_all_are(self) -> None:
        view = VIEW._replace(elsewhere="the log has all of them")

        cut = summary(many(*[E] * 50), view, 1000)

        assert len(cut) <= 1000
        assert cut.endswith(" of 50 findings have a place here: the log has all of them.\n")
        assert "the log" not in summary(many(*[E] * 50), view, 100_000)

    @pytest.mark.parametrize("room", [0, 1, 70, 100, 200, 1000])
    def test_summary_with_less_room(self, room: int) -> None:
        text = summary(many(*[E] * 50), VIEW, room)

        assert len(text.encode()) <= room
        assert bool(text) == (room > 80)


class TestSarif:
    def test_is_valid(self, shared: Path) -> None:
        validate = schema(shared, "sarif-2.1.0.schema.json")

        for report in (FOUND, HOSTILE, Report([], 1, 1), UNREAD):
            validate(json.loads(written(report, "sarif")))

    def test_tells_what_could_not_be_read(self) -> None:
        (invocation,) = only_run(written(UNREAD, "sarif"))["invocations"]

        assert invocation["executionSuccessful"] is False
        said = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
        assert said == [visible(line) for line in UNREAD.failures]
        assert only_run(written(FOUND, "sarif"))["invocations"] == [{"executionSuccessful": True}]

    def test_holds_what_was_found(self) -> None:
        run = only_run(written(FOUND, "sarif"))
        roots = {"%SRCROOT%": "/repo/", None: ""}

        assert run["columnKind"] == "unicodeCodePoints"
        for result, one in zip(run["results"], FOUND.diagnostics, strict=True):
            (location,) = result["locations"]
            artifact = location["physicalLocation"]["artifactLocation"]
            uri = unquote(artifact["uri"].removeprefix("file://"), errors="surrogateescape")
            assert roots[artifact.get("uriBaseId")] + uri == f"/repo/sub/{one.path}".replace("/repo/sub//", "/")
            assert Region(*location["physicalLocation"]["region"].values()) == one.region
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == one.code
            assert result["partialFingerprints"]["genelintFingerprint/v1"] == one.fingerprint
            assert bool(result.get("suppressions")) == bool(one.suppressed)
            assert len(result.get("relatedLocations", ())) == len(one.related)

    def test_fixes_do_what_they_do(self) -> None:
        for result, one in zip(only_run(written(FOUND, "sarif"))["results"], FOUND.diagnostics, strict=True):
            if one.fix is None or not one.fix.edits or one.path == BYTES:
                assert "fixes" not in result
            elif one.path != GONE:
                source = SOURCES[one.path]
                (change,) = result["fixes"][0]["artifactChanges"]
                edits = [
                    (span_of(source, Region(*part["deletedRegion"].values())), part["insertedContent"]["text"])
                    for part in change["replacements"]
                ]
                assert apply_edits(source.text, edits) == fixed(source, one.fix)

    def test_knows_rules(self) -> None:
        first, second = only_run(written(FOUND, "sarif"))["tool"]["driver"]["rules"]

        assert first["help"] == {"text": HELP.text, "markdown": HELP.markdown}
        assert first["defaultConfiguration"] == {"level": "warning"}
        assert "helpUri" not in first
        assert (second["id"], second["name"]) == ("XYZ002", "other-thing")
        assert "defaultConfiguration" not in second

    def test_rules_have_what_github_requires(self) -> None:
        report = Report([*FOUND.diagnostics, finding("«x»", code="INT001", rule="internal-error")], 1, 1)

        rules = only_run(written(report, "sarif"))["tool"]["driver"]["rules"]

        assert [rule["id"] for rule in rules] == ["INT001", "XYZ001", "XYZ002"]
        for rule in rules:
            texts = [rule[key]["text"] for key in ("shortDescription", "fullDescription", "help")]
            assert all(text.strip() for text in texts)

    @pytest.mark.parametrize(
        ("said", "text"),
        [
            ("[a](1)", r"[a\](1)"),
            (r"[a\](1)", r"[a\\\](1)"),
            (r"[a\\](1)", r"[a\\\\\](1)"),
            (r"\[a\] (1)\n", r"\[a\] (1)\n"),
        ],
    )
    def test_text_in_brackets_is_no_link(self, said: str, text: str) -> None:
        (result,) = only_run(written(Report([finding("«x»", said)], 1, 1), "sarif"))["results"]

        assert result["message"]["text"] == text

    def test_a_file_that_has_become_shorter_or_is_huge(self, monkeypatch: pytest.MonkeyPatch) -> None:
        late = Report([finding("\n\n\n«x»"), finding("«x»")], 1, 1)
        view = VIEW._replace(sources=x_alone)

        def hashed() -> list[bool]:
            results = only_run(written(late, "sarif", view))["results"]
            return ["primaryLocationLineHash" in result["partialFingerprints"] for result in results]

        assert hashed() == [False, True]
        monkeypatch.setattr(sarif, "LONGEST_HASHED", 0)
        assert hashed() == [False, False]

    def test_limits_are_those_published(self, shared: Path) -> None:
        known = limits(shared)["sarif"]

        assert known["results_per_run"] == sarif.MOST_RESULTS
        assert known["gzip_bytes_max"] == sarif.MOST_BYTES
        for rule in only_run(written(FOUND, "sarif"))["tool"]["driver"]["rules"]:
            assert len(rule.get("properties", {}).get("tags", ())) <= known["tags_shown"]

    def test_description_at_its_limit(self, shared: Path) -> None:
        most = limits(shared)["sarif"]["short_description_chars"]
        view = View(helps={"XYZ000": HELP._replace(summary="x" * (most + 1))}.get)

        (rule,) = only_run(written(many(E), "sarif", view))["tool"]["driver"]["rules"]

        assert rule["shortDescription"]["text"] == rule["fullDescription"]["text"] == "x" * most

    @pytest.mark.parametrize(("more", "sizes"), [(0, [25_000]), (1, [25_000, 1])])
    def test_is_divided_by_results(self, more: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sarif, "MOST_BYTES", 100_000_000)
        report = Report([finding("«x»")] * (sarif.MOST_RESULTS + more), 1, 1)

        runs = [only_run("".join(text)) for text in volumes("sarif", report, View())]

        assert [len(run["results"]) for run in runs] == sizes
        assert [run["automationDetails"]["id"] for run in runs] == ["genelint/", "genelint-2/"][: len(sizes)]
        assert len(only_run(written(report, "sarif", View()))["results"]) == sum(sizes)

    def test_is_divided_by_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        report = many(*[E] * 40)
        (whole,) = map("".join, volumes("sarif", report, View()))
        sizes: list[int] = []
        for most in (len(whole) + 1000, len(whole) - 1, len(whole) // 2, 1):
            monkeypatch.setattr(sarif, "MOST_BYTES", most)
            texts = list(map("".join, volumes("sarif", report, View())))
            runs = list(map(only_run, texts))
            assert [result["message"]["text"] for run in runs for result in run["results"]] == [
                one.message for one in report.diagnostics
            ]
            assert all(len(text) <= most for text in texts) or most == 1
            sizes.append(len(texts))
        assert sizes == [1, 2, sizes[2], 40]
        assert 2 < sizes[2] < 40

    def test_last_byte_counts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        report = many(E, E)
        most = len(written(report, "sarif", View())) + len("-25000")  # room for the longest category

        for limit, number in ((most, 1), (most - 1, 2)):
            monkeypatch.setattr(sarif, "MOST_BYTES", limit)
            assert len([*volumes("sarif", report, View())]) == number

    def test_clean_run_is_a_file_too(self) -> None:
        (text,) = map("".join, volumes("sarif", Report([], 1, 1), View()))

        assert only_run(text)["results"] == []


def test_other_formats_are_one_file() -> None:
    (text,) = map("".join, volumes("jsonl", FOUND, VIEW))

    assert text == written(FOUND, "jsonl")


def test_line_hashes(shared: Path) -> None:
    vectors = json.loads((shared / "contracts/github-primaryLocationLineHash-vectors.json").read_text("utf-8"))

    assert vectors["cases"]
    for case in vectors["cases"]:
        assert line_hashes(Source("x", case["text"])) == case["expected"]


def test_line_hashes_take_as_long_for_short_lines_as_for_a_long_one() -> None:
    lines, line = (count_lines(line_hashes, Source("x", char * 2000)) for char in "\nx")

    assert lines < 5 * line
    assert_linear(line_hashes, lambda size: Source("x", "x\n" * size), 500)
    assert_linear(line_hashes, lambda size: Source("x", "x" * size), 1000)


def test_line_hashes_take_line_ends_as_github_does() -> None:
    assert line_hashes(Source("x", "a\rb")) == line_hashes(Source("x", "a\r\nb")) == line_hashes(Source("x", " a\nb\t"))
    assert line_hashes(Source("x", "a\r \nb")) == line_hashes(Source("x", "a\n\nb"))
    assert line_hashes(Source("x", "\udcff")) == line_hashes(Source("x", "\ufffd"))


class TestRdjson:
    def items(self, report: Report, view: View = VIEW) -> list[dict[str, Any]]:
        whole: list[dict[str, Any]] = json.loads(written(report, "rdjson", view))["diagnostics"]
        assert [json.loads(line) for line in written(report, "rdjsonl", view).splitlines()] == whole
        return whole

    def test_is_valid(self, shared: Path) -> None:
        validate = schema(shared, "rdjson-DiagnosticResult.schema.json")
        validate_line = schema(shared, "rdjson-Diagnostic.schema.json")

        for report in (FOUND, HOSTILE, Report([], 1, 1)):
            validate(json.loads(written(report, "rdjson")))
            for item in self.items(report):
                validate_line(item)

    def test_columns_are_bytes(self) -> None:
        for item, one in zip(self.items(FOUND), FOUND.standing(), strict=True):
            start, end = item["location"]["range"]["start"], item["location"]["range"]["end"]
            if one.path == GONE:
                assert (start, end) == ({"line": 1}, {"line": 1})
            else:
                assert Region(*point(one.path, start), *point(one.path, end)) == one.region

    def test_suggestions_do_what_fixes_do(self) -> None:
        for item, one in zip(self.items(FOUND), FOUND.standing(), strict=True):
            if one.fix is None or not one.fix.edits or one.path in (BYTES, GONE):
                assert "suggestions" not in item
            else:
                (suggestion,) = item["suggestions"]
                source = SOURCES[one.path]
                place = [point(one.path, suggestion["range"][key]) for key in ("start", "end")]
                edit = Edit(span_of(source, Region(*place[0], *place[1])), suggestion["text"])
                assert apply_edits(source.text, [(edit.span, edit.text)]) == fixed(source, one.fix)

    def test_a_file_that_has_become_shorter(self) -> None:
        late = Report([finding("\n\n\n«x»", fix=fix(PLAIN, Safety.SAFE, ("MT-0", "MT0")))], 1, 1)

        (item,) = self.items(late, View(sources=x_alone))

        assert item["location"]["range"] == {"start": {"line": 4}, "end": {"line": 4}}
        assert "suggestions" not in item


def is_new(found: Diagnostic) -> bool:
    return found.message == "new"


class TestChangesFirst:
    """What people read has what changed first where that is asked for; all else has one place for each file."""

    REPORT = Report([finding("«x»", said, path=path) for path in "ab" for said in ("old", "new")], 2, 2)
    CHANGED = View(is_changed=is_new)

    def order(self, name: str, view: View) -> list[str]:
        return re.findall(r"\b(?:old|new)\b", written(self.REPORT, name, view))

    @pytest.mark.parametrize("name", READABLE)
    def test_for_people(self, name: str) -> None:
        assert self.order(name, self.CHANGED) == ["old", "new"] * 2
        assert self.order(name, self.CHANGED._replace(changed_first=True)) == ["new", "new", "old", "old"]

    @pytest.mark.parametrize("name", sorted({*FORMATS} - {*READABLE, "github"}))
    def test_for_others(self, name: str) -> None:
        view = self.CHANGED._replace(changed_first=True)

        assert written(self.REPORT, name, view) == written(self.REPORT, name, View())


class TestJunit:
    def test_is_valid(self, shared: Path) -> None:
        validate = xmlschema.XMLSchema(str(shared / "contracts/junit-10.xsd")).validate

        for report in (FOUND, HOSTILE, Report([], 1, 1), UNREAD):
            validate(written(report, "junit"))

    def test_hostile_text_is_data(self) -> None:
        content = ElementTree.fromstring(written(HOSTILE, "junit"))  # noqa: S314 - it is ours

        names = {suite.get("name") for suite in content}
        assert {"sub/]]> &amp; &#10; <![CDATA[", "sub/\\r"} <= names
        assert {element.tag for element in content.iter()} <= {
            *("testsuites", "testsuite", "testcase", "failure", "system-out")
        }

    def test_fails_where_not_all_could_be_read(self) -> None:
        (suite,) = ElementTree.fromstring(written(UNREAD, "junit"))  # noqa: S314 - it is ours
        (error,) = suite.iter("error")

        assert error.get("message") == SAID_UNREAD
        assert (error.text or "").split("\n") == [visible(line) for line in UNREAD.failures]

    def test_counts_are_true(self) -> None:
        for report in (FOUND, HOSTILE, Report([], 1, 1), UNREAD):
            for suite in ElementTree.fromstring(written(report, "junit")):  # noqa: S314 - it is ours
                assert int(suite.get("tests", "")) == len(suite.findall("testcase")) > 0
                assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
                assert int(suite.get("errors", "")) == len(suite.findall("testcase/error"))

    @pytest.mark.parametrize(("fail_on", "failing"), [(E, 1), (W, 2), (I, 3)])
    def test_fails_as_the_run_does(self, fail_on: Severity, failing: int) -> None:
        text = written(many(E, W, I), "junit", View(fail_on=fail_on))

        assert text.count("<failure ") == failing
        assert text.count("<testcase ") == 4

    def test_internal_errors_are_errors(self) -> None:
        report = Report([finding("«x»", code="INT001", severity=I)], 1, 1)

        assert 'tests="1" failures="0" errors="1"' in written(report, "junit", View(fail_on=E))

    def test_one_test_has_all_places_of_a_rule(self) -> None:
        text = written(
            Report([finding("«x»", "a"), finding("\n«x»", "b", severity=W), finding("«x»", "c")], 1, 1), "junit"
        )

        assert text.count("<testcase ") == 2
        assert 'message="a (and 2 more)"' in text
        assert "2:1: b" in text


class TestGitlab:
    def items(self, report: Report) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = json.loads(written(report, "gitlab"))
        return items

    def test_is_valid(self, shared: Path) -> None:
        validate = schema(shared, "gitlab-code-quality.schema.json")

        for report in (FOUND, Report([], 1, 1), HOSTILE._replace(diagnostics=[*HOSTILE.standing()][:-1])):
            validate([item for item in self.items(report) if item["description"]])

    def test_fingerprints_are_unique(self) -> None:
        prints = [item["fingerprint"] for item in self.items(FOUND)]

        assert len(set(prints)) == len(prints) == 9
        assert prints[-2:] == ["0000000000000008", "0000000000000008-2"]

    def test_severities(self) -> None:
        assert [item["severity"] for item in self.items(many(E, W, I))] == ["major", "minor", "info"]

    def test_lines(self) -> None:
        assert [item["location"]["lines"] for item in self.items(FOUND)][3:5] == [
            {"begin": 3, "end": 3},
            {"begin": 1, "end": 2},
        ]


@pytest.mark.parametrize(("number", "last"), [(100, "99: no"), (101, "and 1 more"), (5100, "and 5,000 more")])
def test_not_all_of_very_many_failures_are_named(number: int, last: str) -> None:
    report = Report([], 0, 0, unreadable=[f"{at}: no" for at in range(number)])

    said = failures(report)
    assert said[:100] == [f"{at}: no" for at in range(100)]
    assert said[-1] == last
    assert summarise(report) == f"No file was checked; {number:,} files could not be read."


@pytest.mark.parametrize("report", [FOUND, HOSTILE], ids=["plain", "hostile"])
def test_jsonl_is_what_json_has(report: Report) -> None:
    whole = json.loads(written(report, "json"))["diagnostics"]

    assert [json.loads(line) for line in written(report, "jsonl").splitlines()] == whole
    assert [item["message"] for item in whole] == [one.message for one in report.diagnostics]


@pytest.mark.parametrize("report", [FOUND, HOSTILE], ids=["plain", "hostile"])
def test_tsv_holds_every_cell(report: Report) -> None:
    heads, *rows = [line.split("\t") for line in written(report, "tsv").split("\n")[:-1]]

    assert tuple(heads) == HEADS
    assert all(not cell.startswith(("=", "+", "-", "@", '"')) for row in rows for cell in row)
    assert [*csv.reader(written(report, "tsv").splitlines(), "excel-tab")] == [heads, *rows]
    for row, one in zip(rows, report.diagnostics, strict=True):
        fixes = (one.fix.title, one.fix.safety.value) if one.fix else ("", "")
        said = (one.code, one.rule, one.severity.label, one.message, one.pointer, one.record, one.fingerprint)
        assert [unescaped(cell) for cell in row] == [*(one.path, *map(str, one.region), *said, *fixes, one.suppressed)]


def test_help_is_what_is_known_of_a_rule() -> None:
    plugins = load(["genelint_rules"], ".")

    known = catalogue.help_of(plugins, "REF002")
    assert known is not None
    assert (known.name, known.severity) == ("uncited-reference", W)
    assert known.text.startswith("REF002 uncited-reference\n====")
    assert known.markdown.startswith("# REF002: uncited-reference\n\n")
    assert catalogue.help_of(plugins, "INT001") is None


class TestCheckout:
    @pytest.mark.parametrize(
        ("root", "folder", "path", "place"),
        [
            ("/r", "/r", "data/a.txt", "data/a.txt"),
            ("/r", "/r/sub", "./data/a.txt", "sub/data/a.txt"),
            ("/r", "/r/sub", "../a.txt", "a.txt"),
            ("/r", "/r", "/r/a.txt", "a.txt"),
            ("/r", "/r", "/rest/a.txt", "/rest/a.txt"),
            ("/r", "/r", "../a.txt", "/a.txt"),
            ("/", "/", "a.txt", "a.txt"),
        ],
    )
    def test_locates(self, root: str, folder: str, path: str, place: str) -> None:
        assert Checkout(root, folder).locate(path) == place


def anything(_: Diagnostic) -> bool:
    return True


def x_alone(path: str) -> Source:
    """A text that is shorter than those that were checked."""
    return Source(path, "x")


def only_run(text: str) -> dict[str, Any]:
    (run,) = json.loads(text)["runs"]
    result: dict[str, Any] = run
    return result


def span_of(source: Source, region: Region) -> Span:
    starts = source.line_starts
    return Span(starts[region.line - 1] + region.column - 1, starts[region.end_line - 1] + region.end_column - 1)


def point(path: str, position: dict[str, int]) -> tuple[int, int]:
    """Line and column in code points of a position in bytes."""
    lines = TEXTS[path].encode("utf-8", "surrogateescape").split(b"\n")
    before = lines[position["line"] - 1][: position["column"] - 1]
    return position["line"], len(before.decode("utf-8", "surrogateescape")) + 1


def fixed(source: Source, made: PlacedFix) -> str:
    return apply_edits(source.text, [(edit.span, edit.text) for edit in made.edits])


def unescaped(text: str) -> str:
    named = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return re.sub(
        r"\\(?:([nrt\\])|x(..)|u(....)|U(.{8}))",
        lambda match: named[match[1]] if match[1] else chr(int(match[2] or match[3] or match[4], 16)),
        text,
    )
