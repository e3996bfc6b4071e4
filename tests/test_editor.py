"""What the editor server makes of texts: positions, edits, outlines, hovers, navigation and actions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as lsp

from bases import BASES
from genelint.config import Config
from genelint.editor.checks import path_of, source_of, text_of, uri_of
from genelint.editor.edits import edits_to
from genelint.editor.findings import actions, asks_for, fix_all, shown
from genelint.editor.hovers import hover
from genelint.editor.navigation import cited_at, marks, references
from genelint.editor.positions import Places
from genelint.editor.symbols import symbols
from genelint.engine import SelectedRule, check
from genelint.model import Diagnostic, Edit, Finding, Fix, Part, Region, Safety, Severity, Source, Span
from genelint.parse import read_record
from genelint.record import Field, Record
from genelint.registry import BUILT_IN, load
from genelint.rule import Meta, SourceRule
from genelint.run import is_record
from genelint.setup import set_up

CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
WIDTHS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
TEXTS = st.text(st.sampled_from("ab\r\n\u2028\x0b\x85é€\U0001f9ec"), max_size=30)
ENCODINGS = st.sampled_from([*CODECS])
MT2A = BASES["MT2A"]
MARK = '{"type": "fg_f", "ref": "1"}'
PLUGINS = load([BUILT_IN], ".")


def applied(text: str, edits: list[lsp.TextEdit], encoding: str) -> str:
    """The text after edits, as the protocol says that they are to be read."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    for edit in edits:
        ends = [
            sum(map(len, lines[: place.line]))
            + len(
                lines[place.line]
                .encode(CODECS[encoding])[: place.character * WIDTHS[encoding]]
                .decode(CODECS[encoding])
            )
            for place in (edit.range.start, edit.range.end)
        ]
        text = text[: ends[0]] + edit.new_text + text[ends[1] :]
    return text


class TestPositions:
    @given(TEXTS, ENCODINGS)
    def test_lead_back_to_their_offset(self, text: str, encoding: str) -> None:
        places = Places(Source("", text), encoding)
        for offset in range(len(text) + 1):
            inside = text[max(0, offset - 1) : offset + 1] == "\r\n"
            assert places.offset(places.position(offset)) == offset - inside

    @given(TEXTS, ENCODINGS)
    def test_count_code_units(self, text: str, encoding: str) -> None:
        places = Places(Source("", text), encoding)
        for offset in range(len(text) + 1):
            lines = re.split(r"\r\n|\r|\n", text[:offset])
            inside = text[max(0, offset - 1) : offset + 1] == "\r\n"
            if not inside:
                units = len(lines[-1].encode(CODECS[encoding])) // WIDTHS[encoding]
                assert places.position(offset) == lsp.Position(len(lines) - 1, units)

    def test_in_a_long_line_with_characters_beyond_the_first_plane(self) -> None:
        text = '{"t": "' + "\U0001f9ec" * 1000 + '!"}'
        assert [Places(Source("", text), one).position(1007).character for one in CODECS] == [4007, 2007, 1007]

    @pytest.mark.parametrize(
        ("line", "character", "offset"), [(0, 2, 1), (0, 99, 3), (1, 0, 4), (7, 0, 5), (0, 0, 0), (0, 3, 2)]
    )
    def test_that_are_in_no_text_are_moved(self, line: int, character: int, offset: int) -> None:
        assert Places(Source("", "a\U0001f9ecb\nc"), "utf-16").offset(lsp.Position(line, character)) == offset

    def test_of_half_a_character(self) -> None:
        text = "\ud83e\udcffx"
        assert [Places(Source("", text), one).position(2).character for one in CODECS] == [6, 2, 2]

    def test_of_a_region_where_lines_end_in_another_way(self) -> None:
        places = Places(Source("", "a\rb\nc"), "utf-16")
        assert places.region(Region(1, 3, 2, 2)) == lsp.Range(lsp.Position(1, 0), lsp.Position(2, 1))

    def test_of_a_region_in_a_text_that_was_longer(self) -> None:
        places = Places(Source("", "ab"), "utf-16")
        assert places.region(Region(5, 9, 6, 1)) == lsp.Range(lsp.Position(0, 2), lsp.Position(0, 0))


class TestEdits:
    @given(TEXTS, TEXTS, ENCODINGS)
    def test_make_one_text_of_another(self, before: str, after: str, encoding: str) -> None:
        assert applied(before, edits_to(Places(Source("", before), encoding), after), encoding) == after

    def test_are_short(self) -> None:
        (edit,) = edits_to(Places(Source("", "one two three"), "utf-8"), "one 2 three")
        assert (edit.range.start.character, edit.range.end.character, edit.new_text) == (4, 7, "2")

    def test_replace_a_line_end_as_a_whole(self) -> None:
        (edit,) = edits_to(Places(Source("", "a\r\nb"), "utf-8"), "a\nb")
        assert (edit.range.start, edit.range.end) == (lsp.Position(0, 1), lsp.Position(1, 0))


class TestSymbols:
    def test_are_fields_references_and_datasets(self) -> None:
        record = read_record(Source("MT2A.txt", MT2A))
        found = symbols(record, Places(record.source, "utf-16"))
        by_name = {one.name: one for one in found}
        assert [*by_name][:3] == [*record.fields][:3]
        assert record.tree is not None
        assert record.table is not None
        assert [one.name for one in by_name["Summary"].children or ()] == [
            f"[{node['ref']}]" for node in record.tree.references
        ]
        assert [one.name for one in by_name["Datasets"].children or ()] == [row.name.text for row in record.table.rows]

    @pytest.mark.parametrize("text", ["", "nothing\n", *BASES.values(), MT2A.replace("children", "kinder", 1)])
    def test_lie_within_each_other(self, text: str) -> None:
        record = read_record(Source("", text))

        def check_within(ones: list[lsp.DocumentSymbol], start: tuple[int, int], end: tuple[int, int]) -> None:
            for one in ones:
                own = [(place.line, place.character) for place in (one.range.start, one.range.end)]
                chosen = [
                    (place.line, place.character) for place in (one.selection_range.start, one.selection_range.end)
                ]
                assert start <= own[0] <= chosen[0] <= chosen[1] <= own[1] <= end
                assert one.name
                check_within([*(one.children or ())], own[0], own[1])

        check_within(symbols(record, Places(record.source, "utf-16")), (0, 0), (10**6, 0))

    def test_have_a_name_where_there_is_none(self) -> None:
        record = read_record(Source("", MT2A))
        nameless = record.fields | {"": Field(Part("", 0), Part("", 0))}
        found = symbols(Record(record.source, fields=nameless), Places(record.source, "utf-8"))
        assert "(no name)" in [one.name for one in found]


class TestNavigation:
    def test_from_a_mark_to_its_reference_and_back(self) -> None:
        record = read_record(Source("", MT2A))
        assert record.tree is not None
        for node in record.tree.marks:
            at = record.tree.span(node).start
            cited = cited_at(record, at)
            assert cited is not None
            assert cited.is_mark
            found = [*references(record, cited.numbers)]
            assert found
            for reference in found:
                back = cited_at(record, reference.span.start)
                assert back is not None
                assert not back.is_mark
                assert cited.span in [*marks(record, back.numbers)]

    def test_a_range_is_about_all_in_it(self) -> None:
        text = MT2A.replace(MARK, '{"type": "fg_fs", "start_ref": "1", "end_ref": "3"}', 1)
        record = read_record(Source("", text))
        cited = cited_at(record, text.index('"fg_fs"'))
        assert cited is not None
        assert cited.numbers == range(1, 4)

    def test_of_what_is_no_number(self) -> None:
        text = MT2A.replace(MARK, MARK.replace("1", "x"), 1)
        record = read_record(Source("", text))
        cited = cited_at(record, text.index('"x"'))
        assert cited is not None
        assert ([*references(record, cited.numbers)], [*marks(record, cited.numbers)]) == ([], [])

    @pytest.mark.parametrize("text", ["", "x", MT2A.replace('"type"', '"typo"', 1)])
    def test_without_a_tree(self, text: str) -> None:
        record = read_record(Source("", text))
        assert cited_at(record, 0) is None
        assert ([*references(record)], [*marks(record, range(9))]) == ([], [])

    def test_elsewhere(self) -> None:
        record = read_record(Source("", MT2A))
        assert record.tree is not None
        assert cited_at(record, 0) is cited_at(record, record.tree.start) is None


def found_in(source: Source) -> list[Diagnostic]:
    return check(source, set_up(Config(".")).alone().rules)


def hovered(text: str, at: int) -> str:
    """What is shown at an offset; empty for nothing."""
    source = Source("MT2A.txt", text)
    places = Places(source, "utf-16")
    return hovered_in(read_record(source), found_in(source), places, places.position(at))


def hovered_in(record: Record, found: list[Diagnostic], places: Places, position: lsp.Position) -> str:
    shown_here = hover(record, found, PLUGINS, places, position)
    if shown_here is None:
        return ""
    assert isinstance(shown_here.contents, lsp.MarkupContent)
    return shown_here.contents.value


class TestHovers:
    def test_on_a_mark_show_its_reference(self) -> None:
        assert hovered(MT2A, MT2A.index(MARK)).startswith("[1] Nina N Sun, Cynthia D Fastje")

    def test_elsewhere_show_nothing(self) -> None:
        assert hovered(MT2A, 0) == hovered(MT2A, MT2A.index('"type": "r"')) == ""

    def test_on_a_finding_explain_its_rule(self) -> None:
        text = MT2A.replace("MT2A has", "MT2A  has", 1)
        (found,) = found_in(Source("", text))
        shown_here = hovered(text, Source("", text).line_starts[found.region.line - 1] + found.region.column - 1)
        assert shown_here.startswith(f"**{found.code} {found.rule}**: ")
        assert "*Why it matters*: " in shown_here

    def test_show_no_markup_of_a_record(self) -> None:
        text = MT2A.replace("Nina N Sun", "![x](http://x/y)\\n~~~\\n<img src=x> **b**", 1)
        source = Source("MT2A.txt", text)
        places = Places(source, "utf-16")
        position = places.position(text.index(MARK))
        record = read_record(source)
        plain = hover(record, [], PLUGINS, places, position)
        assert plain is not None
        assert isinstance(plain.contents, lsp.MarkupContent)
        assert plain.contents.kind is lsp.MarkupKind.PlainText
        (found, *_) = found_in(Source("", "x"))
        there = found._replace(region=source.region(Span(text.index(MARK), text.index(MARK) + 1)))
        lines = hovered_in(record, [there], places, position).split("\n")
        assert lines[0] == "~~~text"
        assert lines[1].startswith(r"[1] ![x](http://x/y)\n~~~\n<img src=x> **b**")
        assert lines[2] == "~~~"
        assert lines[4].startswith(f"**{found.code} {found.rule}**: ")

    def test_show_some_of_many_references(self) -> None:
        start = MT2A.index('{"type": "r", ')
        one = MT2A[start : MT2A.index('{"type": "r", ', start + 1)]
        many = "".join(one.replace('"ref": 1', f'"ref": {number}') for number in range(10, 30))
        text = f"{MT2A[:start]}{many}{MT2A[start:]}".replace(
            MARK, '{"type": "fg_fs", "start_ref": "10", "end_ref": "29"}', 1
        )
        assert "[…] and 10 more" in hovered(text, text.index('"fg_fs"'))

    def test_say_nothing_of_what_has_no_rule(self) -> None:
        source = Source("", "x")
        places = Places(source, "utf-8")
        (found, *_) = found_in(source)
        unknown = found._replace(code="INT001")
        assert hover(read_record(source), [unknown], PLUGINS, places, lsp.Position(0, 0)) is None


def planted(safety: Safety, *edits: tuple[int, int, str]) -> tuple[Source, list[Diagnostic]]:
    """A record, and a finding in it with a fix."""
    source = Source("MT2A.txt", MT2A)
    fix = Fix("Do it", tuple(Edit(Span(start, end), text) for start, end, text in edits), safety)

    def find(_: Source) -> list[Finding]:
        return [Finding(Span(0, 1), "it", fix)]

    rule = SourceRule(Meta("XYZ001", "some-thing", "Some.", Severity.INFO, "1", (), ()), find)
    return source, check(source, [SelectedRule(rule, Severity.INFO, "ours")])


def offered(source: Source, found: list[Diagnostic]) -> list[lsp.CodeAction]:
    places = Places(source, "utf-16")

    def edit_of(edits: list[lsp.TextEdit]) -> lsp.WorkspaceEdit:
        return lsp.WorkspaceEdit(changes={"": edits})

    return [
        *actions(found, places, edit_of, lambda one: shown(one, lambda _: places, str)),
        *filter(None, [fix_all(found, places, edit_of, found_in)]),
    ]


class TestActions:
    def test_repair_what_is_found(self) -> None:
        text = MT2A.replace("MT2A has", "MT2A  has", 1)
        source = Source("MT2A.txt", text)
        one, everything = offered(source, found_in(source))
        assert one.title.endswith("(safe fix)")
        assert (one.kind, one.is_preferred, everything.kind) == ("quickfix", True, "source.fixAll.genelint")
        for action in (one, everything):
            assert action.edit is not None
            assert applied(text, [*(action.edit.changes or {})[""]], "utf-16") == MT2A

    def test_that_are_unsafe_say_so(self) -> None:
        unsafe = [one for one in offered(*planted(Safety.UNSAFE, (0, 0, "\ufeff"))) if one.kind == "quickfix"]
        assert [(one.title, one.is_preferred) for one in unsafe] == [
            ("Do it (unsafe fix: changes a curated value)", False)
        ]

    def test_that_are_suggestions_promise_nothing(self) -> None:
        (one,) = offered(*planted(Safety.SUGGESTION, (0, len(MT2A), "gone")))
        assert (one.title, one.is_preferred) == ("Do it (suggestion)", False)

    @pytest.mark.parametrize(
        ("safety", "edits"),
        [
            (Safety.SAFE, [(0, len(MT2A), "gone")]),
            (Safety.UNSAFE, [(0, len(MT2A), "gone")]),
            (Safety.SUGGESTION, [(0, 5, "a"), (3, 9, "b")]),
            (Safety.SUGGESTION, [(0, 1, MT2A[0])]),
        ],
    )
    def test_that_cannot_be_are_not_offered(self, safety: Safety, edits: list[tuple[int, int, str]]) -> None:
        assert offered(*planted(safety, *edits)) == []

    def test_of_what_has_no_fix_there_are_none(self) -> None:
        source, (found,) = planted(Safety.SAFE)
        assert offered(source, [found._replace(fix=None)]) == []

    def test_of_equal_fixes_are_one(self) -> None:
        source, found = planted(Safety.SUGGESTION, (0, 1, "x"))
        (one,) = offered(source, found * 2)
        assert len(one.diagnostics or ()) == 2

    @pytest.mark.parametrize(
        ("only", "kind", "answer"),
        [
            (None, "quickfix", True),
            ([""], "quickfix", True),
            (["refactor", "source"], "source.fixAll.genelint", True),
            (["source.fixAll"], "quickfix", False),
            (["source.fix"], "source.fixAll.genelint", False),
            ([], "quickfix", False),
        ],
    )
    def test_are_of_the_kinds_that_are_asked_for(self, only: list[str] | None, kind: str, *, answer: bool) -> None:
        assert asks_for(only, kind) is answer


class TestPaths:
    @pytest.mark.parametrize("path", ["/a/b.txt", "/a b/HOXA@.txt", "/é/\udcff#?%41.txt"])
    def test_lead_back(self, path: str) -> None:
        assert path_of(uri_of(path)) == path

    def test_of_what_is_no_file(self) -> None:
        assert path_of("untitled:Untitled-1") is path_of("git:/a/b.txt") is None

    @pytest.mark.parametrize(
        ("path", "answer"),
        [
            ("/r/data/a.txt", True),
            ("/r/data/deep/a.txt", True),
            ("/r/data/a.md", False),
            ("/r/data/old/a.txt", False),
            ("/r/database/a.txt", False),
            ("/r/a.txt", False),
            ("/other/a.txt", False),
            ("/r/single.txt", True),
        ],
    )
    def test_of_records(self, path: str, *, answer: bool) -> None:
        config = Config("/r", paths=("./data/", "single.txt"), exclude=("data/old/",))
        assert is_record(path, config) is answer

    def test_of_records_where_no_folder_is_configured(self) -> None:
        assert is_record("/r/a.txt", Config("/r"))
        assert is_record("/r/a.txt", Config("/r", paths=(".",)))

    def test_of_texts(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("a")
        opened = {"/b.txt": Source("/b.txt", "b")}
        paths = (str(tmp_path / "a.txt"), "/b.txt", str(tmp_path / "c.txt"), str(tmp_path))
        assert [text_of(path, opened).text for path in paths] == ["a", "b", "", ""]

    def test_half_a_character_is_no_utf8(self) -> None:
        assert [source_of("", text).is_utf8 for text in ("é\U0001f9ec", "\ud83e")] == [True, False]
