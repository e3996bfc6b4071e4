"""What the engine promises of any bytes, of rules that fail, and of records that are clean."""

from __future__ import annotations

import random
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import growth
from genelint.engine import EXCERPT_MARGIN, INTERNAL_ERROR, SelectedRule, check, examine
from genelint.model import Diagnostic, Edit, Finding, Fix, Safety, Severity, Source, Span
from genelint.parse import read_record
from genelint.rule import Clash, CorpusRule, Meta, Record, RecordRule, SourceRule, never
from genelint.testing import RECORD
from genelint_rules import RULES

ALL = tuple(SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES)
META = Meta("XYZ001", "a-rule", "A rule.", Severity.WARNING, "0.1.0", (), ())
EXAMPLES = sorted((Path(__file__).parents[1] / "examples" / "data").glob("*.txt"))


def found(text: str) -> list[Diagnostic]:
    return check(Source.from_bytes("MT1H.txt", text.encode("utf-8", "surrogateescape")), ALL)


def warned(path: Path) -> list[Diagnostic]:
    source = Source.from_bytes(path.name, path.read_bytes())
    return [diagnostic for diagnostic in check(source, ALL) if diagnostic.severity >= Severity.WARNING]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good record in which pieces were deleted, repeated or replaced by any bytes."""
    data = bytearray(RECORD.encode())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        data[start:end] = draw(st.binary(max_size=8) | st.just(bytes(data[start:end]) * 2))
    return bytes(data)


@given(st.binary() | damaged())
def test_any_bytes_give_diagnostics(data: bytes) -> None:
    source = Source.from_bytes("MT1H.txt", data)
    assert source.to_bytes() == data
    diagnostics = check(source, ALL)
    end = source.line_col(len(source.text))
    assert all(diagnostic.code != INTERNAL_ERROR for diagnostic in diagnostics)
    assert diagnostics == sorted(diagnostics, key=lambda one: (one.region, one.code, one.message))
    for line, column, end_line, end_column in (diagnostic.region for diagnostic in diagnostics):
        assert (1, 1) <= (line, column) <= (end_line, end_column) <= end
    for diagnostic in diagnostics:
        assert "\n" not in diagnostic.message
        assert len(diagnostic.excerpt.text) <= 3 * EXCERPT_MARGIN
    assert check(Source.from_bytes("MT1H.txt", data), ALL) == diagnostics


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_is_clean(path: Path) -> None:
    assert warned(path) == []


def test_real_record_is_clean(shared: Path) -> None:
    assert warned(shared / "records" / "MT1H.txt") == []


def test_diagnostic_says_where_it_is() -> None:
    [diagnostic] = found(RECORD.replace('"ref": "3"', '"ref": "7"'))
    assert (diagnostic.path, diagnostic.record, diagnostic.code) == ("MT1H.txt", "MT1H", "REF001")
    assert diagnostic.pointer == "/children/0/children/3/children/1/ref"
    excerpt = diagnostic.excerpt
    at = diagnostic.region.column - excerpt.column
    assert excerpt.text[at : at + 1] == "7"
    assert excerpt.before
    assert excerpt.after


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("NCBI Gene ID | 4496 |", "NCBI Gene ID | |", "NCBI Gene ID"),
        ("from 3 datasets.", "from 4 datasets.", "association sentence"),
        ("2024 dataset. | |", "2024 dataset. | x |", "Reactome Pathways 2024"),
        ('{"type": "root"', '{"type" "root"', "Summary"),
    ],
)
def test_pointer_names_the_place(old: str, new: str, pointer: str) -> None:
    assert [diagnostic.pointer for diagnostic in found(RECORD.replace(old, new))] == [pointer]


@pytest.mark.parametrize(
    ("old", "new"),
    [("MT1H", "MT1H" * 1000), ("CTD Gene-Chemical", "\u200b" * 4000 + "CTD Gene-Chemical")],
)
def test_long_names_are_not_in_each_finding(old: str, new: str) -> None:
    text = RECORD.replace(old, new).replace("is made when", "is made when" + "\u200bx" * 100)
    diagnostics = found(text)
    assert len(diagnostics) >= 100
    assert all(len(one.pointer) < 100 and len(one.record) < 100 for one in diagnostics)


def test_fingerprint_survives_moved_lines() -> None:
    broken = RECORD.replace('"ref": "3"', '"ref": "7"')
    [before] = found(broken)
    [after] = found(broken.replace("HGNC Family | Metallothioneins (MT) |\n", ""))
    assert before.region != after.region
    assert before.fingerprint == after.fingerprint


def test_fingerprints_tell_alike_findings_apart() -> None:
    mark = '{"type": "f", "ref": "9"}, '
    diagnostics = found(
        RECORD.replace(
            '"children": [{"type": "t", "text": "\\nMT1H',
            f'"children": [{mark}{mark}' + "{" + '"type": "t", "text": "\\nMT1H',
        )
    )
    assert [diagnostic.code for diagnostic in diagnostics] == ["REF001", "REF001"]
    assert len({diagnostic.fingerprint for diagnostic in diagnostics}) == 2


def test_a_rule_that_raises_is_reported_and_the_others_run() -> None:
    def fail(record: Record) -> Iterator[Finding]:
        yield Finding(Span(0, 4), f"{record.symbol} before it fails")
        raise ZeroDivisionError("a plugin's bug")

    def speak(source: Source) -> Iterator[Finding]:
        yield Finding(Span(0, 4), f"{len(source.text)} code points")

    def meta(code: str) -> Meta:
        return Meta(code, "a-rule", "A rule.", Severity.WARNING, "0.1.0", (), ())

    rules = [
        SelectedRule(RecordRule(meta("XYZ001"), fail), Severity.WARNING, "a_plugin"),
        SelectedRule(SourceRule(meta("XYZ002"), speak), Severity.ERROR, "a_plugin"),
    ]
    internal, spoken = check(Source("MT1H.txt", RECORD), rules)
    assert (internal.code, internal.rule, internal.severity) == (INTERNAL_ERROR, "internal-error", Severity.ERROR)
    assert "rule XYZ001 of a_plugin failed with ZeroDivisionError: a plugin's bug" in internal.message
    assert (spoken.code, spoken.severity) == ("XYZ002", Severity.ERROR)


def test_a_proof_that_raises_is_reported_for_each_of_its_rules() -> None:
    def fail(record: Record) -> bool:
        raise KeyError(record.symbol)

    def speak(record: Record) -> Iterator[Finding]:
        yield Finding(Span(0, 4), record.symbol)

    metas = [Meta(f"XYZ00{number}", "a-rule", "A rule.", Severity.WARNING, "0.1.0", (), ()) for number in (1, 2, 3)]
    proofs = (fail, fail, never)
    rules = [RecordRule(meta, speak, proof) for meta, proof in zip(metas, proofs, strict=True)]
    first, second, spoken = check(
        Source("MT1H.txt", RECORD), [SelectedRule(rule, Severity.ERROR, "a_plugin") for rule in rules]
    )
    assert first.message.startswith("rule XYZ001 of a_plugin failed with KeyError: 'MT1H'")
    assert second.message.startswith("rule XYZ002 of a_plugin failed")
    assert spoken.code == "XYZ003"


def test_plans_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[int, object] = {}
    monkeypatch.setattr("genelint.engine._kept", kept)
    tuples = [tuple(ALL[:count]) for count in range(1, 40)]
    text = RECORD.replace("Name |", "Nmae |")
    for rules in (*tuples, *tuples[::-1]):
        codes = {selected.rule.meta.code for selected in rules}
        found_codes = {one.code for one in check(Source("MT1H.txt", text), rules)}
        assert found_codes <= codes
        assert ("LAY002" in found_codes) == ("LAY002" in codes)
        assert len(kept) <= 16


def test_a_rule_without_a_proof_is_always_asked() -> None:
    assert not never(read_record(Source("MT1H.txt", RECORD)))


@pytest.mark.parametrize(
    ("old", "unit"),
    [("(chemical, ", "x, chemical, "), ("Holds zinc", "a\u0301\u0316"), ("Holds zinc", "e\u0301 ")],
)
def test_work_is_linear_in_what_a_value_repeats(old: str, unit: str) -> None:
    def repeat(count: int) -> str:
        return RECORD.replace(old, old + unit * count)

    growth.assert_linear(found, repeat, 300)
    growth.assert_linear_in_c(found, repeat, 1_000)


def test_a_record_that_cannot_be_taken_apart_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Record:
        raise RecursionError("a bug of ours")

    monkeypatch.setattr("genelint.engine.read_record", fail)

    examined = examine(Source("MT1H.txt", RECORD), ALL)

    [internal] = examined.diagnostics
    assert (internal.path, internal.code) == ("MT1H.txt", INTERNAL_ERROR)
    assert internal.message.startswith("reading the record failed with RecursionError: a bug of ours")
    assert examined.facts == []


def test_a_rule_that_leaves_is_reported() -> None:
    def leave(record: Record) -> Iterator[Finding]:
        raise SystemExit(f"{record.symbol} is checked")

    [internal] = check(Source("MT1H.txt", RECORD), [SelectedRule(RecordRule(META, leave), Severity.ERROR, "a_plugin")])
    assert internal.code == INTERNAL_ERROR


@pytest.mark.parametrize(
    "finding",
    [
        Finding(Span(-5, 3), "before the text"),
        Finding(Span(0, len(RECORD) + 1), "behind it"),
        Finding(Span(5, 3), "backwards"),
        Finding(Span(0, 3), ""),
        Finding(Span(0, 3), "two\nlines"),
        Finding(Span(0, 3), "a fix elsewhere", Fix("Cut", (Edit(Span(0, len(RECORD) + 9), ""),), Safety.SAFE)),
    ],
)
def test_a_finding_that_no_report_could_show_is_reported(finding: Finding) -> None:
    def place(record: Record) -> list[Finding]:
        return [finding] if record.symbol else []

    rules = [SelectedRule(RecordRule(META, place), Severity.ERROR, "a_plugin")]
    [internal] = check(Source("MT1H.txt", RECORD), rules)
    assert internal.code == INTERNAL_ERROR


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (RECORD.replace("from 3 datasets", "from 3\x00 datasets"), ["TXT002"]),
        (RECORD.replace("spanning 3 cat", "spanning 3\u200b cat"), ["TXT002"]),
        (RECORD.replace("from 3 datasets", "from 3\udcff datasets"), ["TXT001"]),
        (RECORD.replace(" Some tumours", "\nSome tumours"), ["LAY001"]),
        (RECORD.replace(" Some tumours", "\n\nSome tumours").replace("a small", "a\nsmall"), ["LAY001"]),
        (RECORD.replace('"children": ', '\n"children": '), ["LAY001"]),
        (RECORD + "\n" + RECORD.rpartition("\n")[2], ["ASC008"]),
        (RECORD.replace('"end_ref": "4"', '"end_ref": "9999999999"'), ["REF001"]),
        ("\x7fELF\udcff\udcfe\x00", ["TXT001"]),
    ],
)
def test_one_slip_is_one_finding(text: str, codes: list[str]) -> None:
    assert [diagnostic.code for diagnostic in found(text)] == codes


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_another_encoding_is_one_finding(encoding: str) -> None:
    diagnostics = check(Source.from_bytes("MT1H.txt", RECORD.encode(encoding)), ALL)
    assert len(diagnostics) == 1


def test_severity_is_the_selected_one() -> None:
    rule = next(rule for rule in RULES if rule.meta.code == "REF001")
    source = Source("MT1H.txt", RECORD.replace('"ref": "3"', '"ref": "7"'))
    assert [one.severity for one in check(source, [SelectedRule(rule, Severity.INFO, "x")])] == [Severity.INFO]


def test_order_of_rules_is_of_no_account() -> None:
    rng = random.Random(1)  # noqa: S311
    text = RECORD.replace("Name |", "Nmae |").replace('"ref": "3"', '"ref": "7"').replace("from 3", "from 4")
    shuffled = list(ALL)
    rng.shuffle(shuffled)
    assert check(Source("MT1H.txt", text), shuffled) == check(Source("MT1H.txt", text), ALL)


class Spelling(StrEnum):
    """Texts of a plugin that are more than text."""

    KEY = "key"


def test_facts_are_nothing_but_text() -> None:
    def collect(record: Record) -> Iterator[tuple[str, str]]:
        yield Spelling.KEY, record.symbol

    def nothing(values: object) -> tuple[()]:
        del values
        return ()

    def nowhere(record: Record, clash: Clash) -> None:
        del record, clash

    meta = Meta("XYZ001", "a-rule", "A rule.", Severity.ERROR, "1.0", (), ())
    rule = SelectedRule(CorpusRule(meta, collect, nothing, nowhere), Severity.ERROR, "a_plugin")

    [(_, [pair])] = examine(Source("MT1H.txt", RECORD), (rule,)).facts

    assert pair == ("key", "MT1H")
    assert set(map(type, pair)) == {str}
