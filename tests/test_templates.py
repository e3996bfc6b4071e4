"""Rows known by their templates are read, and judged, as rows that nobody has seen before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint import templates
from genelint.model import Source
from genelint.parse import read_record
from genelint.record import Record
from genelint.rule import CorpusRule, RecordRule
from genelint.table import Table
from genelint.templates import accept_rows
from genelint.testing import RECORD
from genelint_rules import RULES, datasets, proven, rows
from genelint_rules.proven import Kept, Proven

ROWS = RECORD[RECORD.index("CTD Gene-Chemical") :]
SYMBOLS = (
    "MT1H",
    "HLA-DRB1",
    "T",
    "aa",
    "the",
    "from",
    "gene",
    "CTD",
    "dataset.",
    "If",
    "\u200b",
    "é",
    "{0}",
    "{",
    "0",
)
PIECES = (
    *("{0}", "{0}", "a", "the", "from", "dataset.", " ", " ", " | ", "|", "{", "If available", "-"),
    *("\t", "\u00a0", "é", "\u200b", "\x7f"),
)
symbols = st.sampled_from(SYMBOLS)
lines = st.one_of(
    st.sampled_from([line.replace("MT1H", "{0}") for line in ROWS.split("\n")]),
    st.builds("{} | {} from the {} dataset. | |".format, *[st.lists(st.sampled_from(PIECES)).map("".join)] * 3),
    st.lists(st.sampled_from(PIECES)).map("".join),
)
tables = st.lists(lines, max_size=4)


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known of any template."""
    monkeypatch.setattr(templates, "KNOWN", {})


def written(table: list[str], symbol: str) -> str:
    return "\n".join(table).replace("{0}", symbol)


def accepted(text: str, start: int, symbol: str) -> Table | None:
    return accept_rows(text.encode("utf-8", "surrogatepass"), start, symbol)


def said(table: Table | None) -> object:
    return None if table is None else (table.names, table.lines, table.rows, len(table), table.start)


def unknown(text: str, symbol: str) -> Table | None:
    """The table as one reads it who has seen none."""
    before = dict(templates.KNOWN)
    templates.KNOWN.clear()
    try:
        return accepted(text, 7, symbol)
    finally:
        templates.KNOWN.clear()
        templates.KNOWN.update(before)


class TestReading:
    @given(tables, symbols, symbols)
    def test_what_is_known_changes_nothing(self, table: list[str], one: str, other: str) -> None:
        for line in table:
            accepted(written([line], one), 0, one)
        text = written(table, other)
        assert said(accepted(text, 7, other)) == said(unknown(text, other))

    @given(tables, symbols)
    def test_a_template_makes_the_line(self, table: list[str], symbol: str) -> None:
        read = accepted(written(table, symbol), 0, symbol)
        if read is not None and read.templates is not None:
            made = [template.replace("{0}", symbol) for template in read.templates]
            assert made == [line for _, line in read.lines]

    @given(tables, symbols, symbols)
    def test_characters_are_looked_at_before_known_rows_alone(self, table: list[str], one: str, other: str) -> None:
        record_of(table, one)
        source = record_of(table, other).source
        again = Source.from_bytes("", source.to_bytes())
        read_record(again)
        usual = {"\n", *map(chr, range(0x20, 0x7F))}
        assert source.unusual == again.unusual == "".join(char for char in source.text if char not in usual)

    def test_known_rows_are_not_looked_at_for_characters(self) -> None:
        source = record_of(ROWS.split("\n"), "MT1X").source
        assert source.text[source.usual_from :] == ROWS.replace("MT1H", "MT1X")

    @pytest.mark.parametrize("text", ["", "\n", "\n\n", f"{ROWS}\n", f"{ROWS}\n\n", f"\n{ROWS}"])
    def test_line_ends(self, text: str) -> None:
        accepted(ROWS, 0, "MT1H")
        table = accepted(text, 7, "MT1H")
        assert said(table) == said(unknown(text, "MT1H"))
        assert (table is None) == (text in ("\n", "\n\n", f"{ROWS}\n\n", f"\n{ROWS}"))

    def test_rows_are_known_again(self) -> None:
        first, second = (accepted(ROWS.replace("MT1H", symbol), 0, symbol) for symbol in ("MT1H", "MT1X"))
        assert first is not None
        assert second is not None
        assert first.templates == second.templates == ROWS.replace("MT1H", "{0}").split("\n")
        assert list(templates.KNOWN.values()) == first.templates

    def test_tables_share_the_texts_of_their_templates(self) -> None:
        texts = (ROWS, ROWS, ROWS.replace("pathways", "ways"), ROWS)  # the third has a new row beside known ones
        tables = [accept_rows(text.encode(), 0, "MT1H") for text in texts]
        assert len({id(table.templates[0]) for table in tables if table is not None and table.templates}) == 1

    @pytest.mark.parametrize(
        ("text", "symbol"),
        [
            (ROWS, "T"),  # no word
            (ROWS, "CTD"),  # in a name
            (ROWS.replace("MT1H", "{0}"), "{0}"),
            (ROWS.replace("MT1H", "{0}", 1), "MT1H"),
            (ROWS.replace("MT1H", "MT1H MT1H"), "MT1H"),
            (ROWS.replace("MT1H", f"MT1H {'a' * 1000}", 1), "MT1H"),
            (ROWS.replace("MT1H", "MT1H é", 1), "MT1H"),
            (ROWS.replace("MT1H", "MT1H \x7f", 1), "MT1H"),
            (ROWS.replace("MT1H", "é"), "é"),
            (ROWS.replace("MT1H", "\x7f"), "\x7f"),
        ],
    )
    def test_rows_without_templates(self, text: str, symbol: str) -> None:
        table = accepted(text, 0, symbol)
        assert table is not None
        assert table.templates is None

    def test_what_iskept_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(templates, "MOST_TEMPLATES", 5)
        for number in range(20):
            table = accepted(ROWS.replace("pathways", f"{number} pathways"), 0, "MT1H")
            assert table is not None
            assert table.templates is not None
            assert 3 <= len(templates.KNOWN) <= 5
        table = accepted("\n".join([ROWS] * 2), 0, "MT1H")
        assert table is not None
        assert table.templates is None


class TestProven:
    def test_asks_once(self) -> None:
        asked = iter(["a", "b"])
        known = Proven(lambda text: text == next(asked))
        assert known.of_all(["a", "b"])
        assert known.of_all(["b", "a"])
        assert not list(asked)

    def test_what_does_not_hold_is_notkept(self) -> None:
        known = Proven(str.islower)
        assert not known.of_all(["a", "B"])
        assert known.of_all(["a"])
        assert not known.of_all(["B"])
        assert known.of_all([])
        assert known.others(["a", "B", "a", "c"]) == [1, 3]

    def test_what_iskept_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(proven, "MOST", 5)
        known = Proven(str.islower)
        for letter in "abcdefghij":
            assert known.of_all([letter, letter * 2])
            assert 1 <= len(known.kept) <= 5
        assert known.of_all(["a" * length for length in range(1, 9)])
        assert known.of_all(["a" * 1001])
        assert max(map(len, known.kept)) == 2


class TestKept:
    def test_works_out_once(self) -> None:
        asked = iter(["a", "b"])
        kept = Kept(lambda text: text.upper() == next(asked).upper())
        assert [*map(kept.__getitem__, ["a", "b", "a"])] == [True, True, True]
        assert not list(asked)

    def test_what_is_kept_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(proven, "MOST", 3)
        kept = Kept(str.upper)
        for letter in "abcdefgh":
            assert kept[letter] == letter.upper()
            assert 1 <= len(kept) <= 3
        assert kept["a" * 1001] == "A" * 1001
        assert max(map(len, kept)) == 1


def record_of(table: list[str], symbol: str) -> Record:
    head = RECORD[: RECORD.index("CTD Gene-Chemical")]
    text = (head + "\n".join(table)).replace("MT1H", "{0}").replace("{0}", symbol)
    return read_record(Source(f"{symbol}.txt", text))


def findings(record: Record) -> list[object]:
    """All that the rules say, and all that they say to each other's records."""
    found: list[object] = []
    for rule in RULES:
        if isinstance(rule, RecordRule):
            found += rule.check(record)
        elif isinstance(rule, CorpusRule):
            found += rule.collect(record)
    return found


def all_of(_: Proven, texts: list[str]) -> range:
    """Where texts stand that are all unknown."""
    return range(len(texts))


class TestRules:
    @given(tables, symbols, symbols)
    def test_templates_change_nothing(self, table: list[str], one: str, other: str) -> None:
        findings(record_of(table, one))
        record = record_of(table, other)
        by_template = findings(record)
        if record.table is not None:
            record.table.templates = None
        rows.odd_rows.cache_clear()
        rows.are_usual.cache_clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Proven, "others", all_of)
            assert by_template == findings(record)

    def test_clean_rows_are_known_by_their_templates(self, monkeypatch: pytest.MonkeyPatch) -> None:
        findings(record_of(ROWS.split("\n"), "MT1H"))
        record = record_of(ROWS.split("\n"), "MT1X")
        monkeypatch.delattr(Table, "lines")
        assert not rows.odd_rows(record)
        assert datasets.are_usual(record)
        findings(record)
