"""Reading the file of associations beside a record: any bytes give counts and faults, and good lines none."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint.cli import main
from genelint.engine import SelectedRule, check
from genelint.model import Region, Severity, Source
from genelint.sidecar import HEADER, MOST_FAULTS, Sidecar, read_sidecar
from genelint.testing import RECORD
from genelint_rules import RULES, malformed_sidecar

NAMES = ("CTD Gene-Chemical Interactions", "GTEx Tissue Gene Expression Profiles", "Reactome Pathways 2024")
LINES = [f"association {number}\t{NAMES[number % 3]}\t{number}\tnull" for number in range(1_204)]
GOOD = "\n".join([HEADER, *LINES, ""])


def read(data: str | bytes) -> Sidecar:
    encoded = data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape")
    return read_sidecar("MT1H associations.tsv", BytesIO(encoded))


def regions(sidecar: Sidecar) -> list[Region]:
    return [sidecar.region(fault.span) for fault in sidecar.faults]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file in which pieces were deleted, repeated or replaced by any bytes."""
    data = bytearray("\n".join([HEADER, *LINES[:20]]).encode())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        data[start:end] = draw(st.binary(max_size=8) | st.just(bytes(data[start:end]) * 2))
    return bytes(data)


@given(st.binary() | damaged())
def test_any_bytes_give_a_sidecar(data: bytes) -> None:
    sidecar = read(data)
    lines = data.split(b"\n")
    assert len(sidecar.faults) == len(sidecar.numbers) == sidecar.faulty.text.count("\n")
    assert list(sidecar.numbers) == sorted(set(sidecar.numbers))
    assert sum(sidecar.datasets.values()) <= sidecar.total <= len(lines)
    assert sidecar.complete <= (sum(sidecar.datasets.values()) == sidecar.total)
    for fault, number, region in zip(sidecar.faults, sidecar.numbers, regions(sidecar), strict=True):
        text = lines[number - 1].decode("utf-8", "surrogateescape")
        assert region.line == region.end_line == number
        start, end = fault.span
        assert sidecar.faulty.text[start:end] == text[region.column - 1 : region.end_column - 1]
    rules = [SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES]
    found = check(Source("MT1H.txt", RECORD), rules, sidecar=sidecar)
    assert {diagnostic.code for diagnostic in found} <= {"ASC014", "ASC015", "ASC016"}
    assert bool(sidecar.faults) == any(diagnostic.code == "ASC016" for diagnostic in found)


@given(st.lists(st.sampled_from(["x", "é", "", " "]), min_size=1, max_size=9))
def test_batches_make_no_difference(names: list[str]) -> None:
    """What a line is does not depend on the lines around it."""
    text = "\n".join([HEADER, *(f"{name}\tA\t1\tnull" for name in names)])
    assert [number - 2 for number in read(text).numbers] == [at for at, name in enumerate(names) if not name]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.removesuffix("\n"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("association 5\t", "β-association → 5\t"),
        GOOD.replace("\t5\tnull", "\t-5.25E+07\t1.e-3"),
    ],
    ids=["as-written", "no-last-line-end", "crlf", "utf-8", "numbers"],
)
def test_good(text: str) -> None:
    sidecar = read(text)
    assert (sidecar.total, sidecar.complete, sidecar.faults, sidecar.more) == (1_204, True, (), 0)
    assert dict(sidecar.datasets) == {NAMES[0]: 402, NAMES[1]: 401, NAMES[2]: 401}


@pytest.mark.parametrize("text", [HEADER, f"{HEADER}\n", f"{HEADER}\r\n"])
def test_header_alone(text: str) -> None:
    sidecar = read(text)
    assert (sidecar.total, dict(sidecar.datasets), sidecar.complete, sidecar.faults) == (0, {}, True, ())


@pytest.mark.parametrize("text", ["", "\n", "zinc,CTD,1,null\n" * 3, "\ufeff", "PK\x03\x04\x00"])
def test_other_file_is_one_fault(text: str) -> None:
    sidecar = read(text)
    assert (sidecar.total, sidecar.complete, sidecar.numbers, sidecar.more) == (0, False, (1,), 0)


def test_byte_order_mark_is_one_fault() -> None:
    sidecar = read(f"\ufeff{GOOD}")
    assert (sidecar.total, sidecar.complete, sidecar.numbers) == (1_204, True, (1,))


def test_association_in_the_header_s_place_counts() -> None:
    sidecar = read("\n".join(LINES))
    assert (sidecar.total, sidecar.complete, sidecar.numbers) == (1_204, True, (1,))


def test_blank_line_does_not_count() -> None:
    sidecar = read(GOOD.replace("\nassociation 7\t", "\n\nassociation 7\t"))
    assert (sidecar.total, sidecar.complete, sidecar.numbers) == (1_204, True, (9,))


def test_line_of_no_dataset_counts_and_is_not_sure() -> None:
    sidecar = read(GOOD.replace(f"association 7\t{NAMES[1]}\t", "association 7\t"))
    assert (sidecar.total, sum(sidecar.datasets.values()), sidecar.complete) == (1_204, 1_203, False)


def test_many_faults_are_counted() -> None:
    sidecar = read(GOOD.replace("\tnull", "\tNaN"))
    assert len(sidecar.faults) == MOST_FAULTS
    assert sidecar.more == 1_204 - MOST_FAULTS
    assert sidecar.total == 1_204


@pytest.mark.parametrize(("number", "lines"), [(1, "1"), (1_000, "1,000")])
def test_more_faults_are_reported_at_the_last_one(number: int, lines: str) -> None:
    text = "\n".join([HEADER, *("zinc\tA\t1\tNA" for _ in range(MOST_FAULTS + number))])
    rule = SelectedRule(malformed_sidecar.RULE, Severity.ERROR, "genelint_rules")
    found = check(Source("MT1H.txt", RECORD), [rule], sidecar=read(text))
    assert len(found) == MOST_FAULTS + 1
    assert found[-1].message == f"lines at fault below this one: {lines}; download the file anew"
    assert found[-1].region == Region(MOST_FAULTS + 1, 12, MOST_FAULTS + 1, 12)


def test_long_line_is_cut() -> None:
    sidecar = read(f"{HEADER}\n{'x' * 100_000}\tA\tB\tC\n")
    assert len(sidecar.faulty.text) == 1_001
    assert regions(sidecar) == [Region(2, 1_001, 2, 1_001)]


def test_faults_say_what_was_expected() -> None:
    sidecar = read(f"{HEADER}\nzinc\tA\t1\n\tA\t1\t2\nzinc\t\t1\t2\nzinc\tA\tnull\t2\nzinc\tA\t1\t\n")
    assert [(fault.found, fault.expected) for fault in sidecar.faults] == [
        ("a line with 3 columns", "4 columns with tabs between them"),
        ("an empty cell", "the name of an association"),
        ("an empty cell", "the name of a dataset"),
        ('"null"', "a number"),
        ("an empty cell", 'a number or "null"'),
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "MT1H.txt").write_text(RECORD)
    return tmp_path / "data"


def write(folder: Path, text: str) -> None:
    (folder / "MT1H associations.tsv").write_bytes(text.encode())


@pytest.mark.parametrize("path", ["data", "data/MT1H.txt", "data/MT1H associations.tsv"])
def test_clean_command(folder: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, GOOD)
    assert main(["check", path, "--severity", "info"]) == 0
    assert capsys.readouterr().out == "The file is clean.\n"


@pytest.mark.parametrize("path", ["data", "data/MT1H.txt", "data/MT1H associations.tsv"])
def test_fault_is_reported_in_its_own_file(folder: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, GOOD.replace("association 7\t", "association 7\t\t"))
    assert main(["check", path, "--output-format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("data/MT1H associations.tsv:9:1: ASC016 error a line with 5 columns ")


def test_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, GOOD.replace("\t7\tnull", "\t7\tN/A"))
    assert main(["check", "data", "--output-format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    place = [found[key] for key in ("path", "line", "column", "end_line", "end_column", "code", "record")]
    column = len(LINES[7]) - len("null") + 1
    assert place == ["data/MT1H associations.tsv", 9, column, 9, column + 3, "ASC016", "MT1H"]


def test_total_is_reported_in_the_record(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, GOOD + LINES[0])
    assert main(["check", "data/MT1H associations.tsv", "--output-format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("data/MT1H.txt:18:10: ASC014 error the sentence counts 1,204 ")


def test_record_and_sidecar_are_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, GOOD)
    assert main(["check", "data/MT1H associations.tsv", "data/MT1H.txt", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"]["files"] == 1


def test_sidecar_without_record_is_checked_as_it_is(folder: Path) -> None:
    write(folder, GOOD)
    (folder / "MT1H.txt").unlink()
    assert main(["check", "data/MT1H associations.tsv", "--quiet"]) == 1


def test_sidecar_that_cannot_be_read_is_bad_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "MT1H associations.tsv").mkdir()
    assert main(["check", "data/MT1H.txt"]) == 2
    assert "data/MT1H associations.tsv: cannot be read: Is a directory\n" in capsys.readouterr().err
