"""The benchmarks' own code: verdicts, the table, the picture, and what the peers are given."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema.validators import validator_for

import bench
import corpus
import peers
import picture
import plain
import repository
import timing
from genelint.engine import check
from genelint.model import Source
from genelint.registry import BUILT_IN, load, select
from table import HEADER, Group, Limit, Row, compared, missed, seconds, table

RATIO = Limit(bar=4, goal=2)
FASTER = Limit(bar=1.6, goal=1.8, at_least=True)
RECORDS = [data for _, data in corpus.records(60, defective=0)]


def row(*figures: float, what: str = "a row", limit: Limit | None = RATIO, unit: str = "") -> Row:
    """A row with figures."""
    return Row(what, "1 s", "2 s", figures, limit, unit)


# Verdicts and the table


@pytest.mark.parametrize(
    ("limit", "figure", "verdict"),
    [
        (RATIO, 2, "goal"),
        (RATIO, 2.01, "bar"),
        (RATIO, 4, "bar"),
        (RATIO, 4.01, "no"),
        (FASTER, 1.8, "goal"),
        (FASTER, 1.79, "bar"),
        (FASTER, 1.6, "bar"),
        (FASTER, 1.59, "no"),
    ],
)
def test_limit_says_what_a_figure_reaches(limit: Limit, figure: float, verdict: str) -> None:
    assert limit.reached(figure) == verdict


def test_the_middle_figure_counts() -> None:
    assert row(1, 9, 3).reached == "bar"


def test_rows_behind_their_bar_are_missed_and_no_others() -> None:
    behind = row(5, what="behind")
    groups = [Group("one", [row(1), row(9, limit=None)]), Group("two", [behind, row(limit=None)])]
    assert missed(groups) == [behind]


def test_ratios_are_of_the_same_round() -> None:
    assert compared("what", [1, 2], [3, 8]).figures == [3, 4]
    assert compared("what", [1, 2], [4, 4], inverse=True).figures == [0.25, 0.5]


def test_cells_have_units_and_signs() -> None:
    assert row(70.4, 71, 72, limit=Limit(100, 60), unit=" MB").cells()[3:] == [
        "70 MB",
        "71 MB",
        "72 MB",
        "≤ 100 MB",
        "≤ 60 MB",
        "bar",
    ]
    assert row(1, 1.814, 12.34, limit=FASTER).cells()[3:] == ["1.00", "1.81", "12.3", "≥ 1.6", "≥ 1.8", "goal"]
    assert row(limit=None).cells()[3:] == [""] * 6


@pytest.mark.parametrize(("time", "shown"), [(0.0123, "12.3 ms"), (1.234, "1.23 s"), (1234.56, "1,234.6 s")])
def test_times_are_for_people(time: float, shown: str) -> None:
    assert seconds(time) == shown


def test_table_is_a_table() -> None:
    lines = table([Group("first", [row(1), row(limit=None)]), Group("second", [row(3)])]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert {line.count("|") for line in lines} == {len(HEADER) + 1}
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["**first**", "a row", "a row", "**second**", "a row"]


# Turns


def test_each_has_its_turn_in_every_round_and_the_first_changes() -> None:
    turns: list[str] = []

    def taking(name: str) -> Callable[[], int]:
        def take() -> int:
            turns.append(name)
            return len(turns)

        return take

    found = timing.interleave({name: taking(name) for name in "abc"}, 3)
    assert "".join(turns) == "abcbcacab"
    assert found == {"a": [1, 6, 8], "b": [2, 4, 9], "c": [3, 5, 7]}


def test_peak_is_that_of_the_largest_process(tmp_path: Path) -> None:
    child = "held = bytearray(b'x' * (1 << 26))"
    parent = f"import subprocess, sys; subprocess.run((sys.executable, '-c', {child!r}), check=True)"
    assert timing.run((sys.executable, "-c", parent), tmp_path).peak > 64


def test_time_is_also_that_of_children(tmp_path: Path) -> None:
    child = "sum(range(10 ** 7))"
    parent = f"import subprocess, sys; subprocess.run((sys.executable, '-c', {child!r}), check=True)"
    alone, both = (timing.run((sys.executable, "-c", code), tmp_path).cpu for code in ("pass", parent))
    assert both > 2 * alone


def test_unexpected_exit_code_is_an_error(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "raise SystemExit(1)")
    with pytest.raises(RuntimeError, match="exit code 1"):
        timing.run(command, tmp_path)
    assert timing.run(command, tmp_path, codes=(0, 1)).wall > 0


# What is kept


def test_folder_is_made_once_and_again_when_what_it_is_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "CACHE", tmp_path / "cache")
    source = tmp_path / "source"
    made: list[Path] = []

    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / "file").write_bytes(source.read_bytes())
        made.append(folder)

    source.write_text("first")
    folder = repository.kept("name", make, source)
    assert repository.kept("name", make, source) == folder
    source.write_text("second")
    newer = repository.kept("name", make, source)
    assert len(made) == 2
    assert (newer / "file").read_text() == "second"
    assert list((tmp_path / "cache").iterdir()) == [newer]


def test_corpus_is_a_repository_whose_records_are_tracked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "CACHE", tmp_path)
    folder = repository.repository(5, 0)
    listed = subprocess.run(("git", "ls-files", "-z"), cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert sorted(filter(None, listed.split("\0"))) == sorted(f"data/{name}" for name, _ in corpus.records(5))


# What the peers get


def test_python_is_valid_and_of_equal_size() -> None:
    for data in RECORDS:
        record = peers.read(data)
        made = peers.as_python(record, len(data))
        names: dict[str, Any] = {}
        exec(compile(made, "record.py", "exec"), names)  # noqa: S102 - it is ours
        assert len(made) == len(data)
        assert {
            label.upper().replace(" ", "_"): value for label, value in record.fields.items()
        }.items() <= names.items()
        assert names["SUMMARY"] == json.loads(record.tree or "null")
        assert names["ROWS"] == record.rows[: len(names["ROWS"])]


def test_yaml_is_valid_and_of_equal_size() -> None:
    for data in RECORDS:
        record = peers.read(data)
        made = peers.as_yaml(record, len(data))
        loaded = yaml.safe_load(made)
        rows = [tuple(row) for row in loaded.pop("Rows") or ()]
        assert len(made) == len(data)
        assert loaded == record.fields | {"Summary": json.loads(record.tree or "null"), "Sentence": record.sentence}
        assert rows == record.rows[: len(rows)]


def test_no_more_than_a_few_rows_are_left_out() -> None:
    for data in RECORDS:
        record = peers.read(data)
        assert len(yaml.safe_load(peers.as_yaml(record, len(data)))["Rows"] or ()) >= 0.9 * len(record.rows)
        assert peers.as_python(record, len(data)).count(b"\n('") >= 0.9 * len(record.rows) - 5


def test_table_is_csv() -> None:
    for data in RECORDS:
        record = peers.read(data)
        assert list(csv.reader(io.StringIO(peers.as_table(record)))) == [
            ["Dataset", "Summary"],
            *(list(row) for row in record.rows),
        ]


def test_record_too_large_for_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        peers.as_yaml(peers.read(RECORDS[0]), 100)


def test_inputs_are_files_for_each_peer(tmp_path: Path) -> None:
    corpus.write(tmp_path / "data", 5, defective=0)
    peers.write_inputs(tmp_path / "data", inputs := tmp_path / "inputs")
    for name in peers.PEERS:
        command = peers.command(name, tmp_path, inputs, most=3)
        given = [word for word in command[1:] if (inputs / word).is_file() and word != peers.SCHEMA]
        assert command[0] == str(tmp_path / "bin" / name)
        assert len(given) == 3


def test_a_required_version_is_named_for_every_peer() -> None:
    required = [line.partition(">=")[0] for line in peers.REQUIREMENTS.read_text().split()]
    assert sorted(required) == sorted(peers.PEERS)


# The record that is measured where the real one is not at hand


def test_own_record_has_no_finding_of_any_severity() -> None:
    source = Source.from_bytes(bench.OWN_RECORD.name, bench.OWN_RECORD.read_bytes())
    assert check(source, select(load([BUILT_IN], "."))) == []


# The plain script


SCHEMA: Any = json.loads(Path(peers.SCHEMA).read_text(encoding="utf-8"))
GRAMMAR = plain.make_grammar()


def judged(text: str) -> list[str]:
    """What the plain script says of a record."""
    return list(plain.problems(text, GRAMMAR, validator_for(SCHEMA)(SCHEMA)))


def test_plain_script_takes_clean_records() -> None:
    assert [judged(data.decode()) for data in RECORDS[:5]] == [[]] * 5


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("API | |", "APJ | |", "Expected 'API'"),
        ("extracted from ", "extracted from 9", "datasets, but"),
        ('"type": "b"', '"type": "bold"', "bold"),
        ('"type": "rg",', '"type": "rg"', "no JSON"),
        ('"fg_f", "ref": 4', '"fg_f", "ref": 977', "no reference 977"),
        ("of BRCA1 gene relative", "of BRCA2 gene relative", "does not name BRCA1"),
    ],
)
def test_plain_script_finds(old: str, new: str, problem: str) -> None:
    text = (corpus.EXAMPLES / "BRCA1.txt").read_text(encoding="utf-8")
    assert old in text
    assert problem in " ".join(judged(text.replace(old, new, 1)))


# The picture


def test_picture_is_xml_and_escapes_what_it_shows() -> None:
    drawn = picture.draw([row(1.5, what="a < b & c")], [row(0.01, what='"peer"', limit=None), row(300, limit=None)])
    texts = [element.text for element in ElementTree.fromstring(drawn).iter() if element.tag.endswith("text")]  # noqa: S314
    assert {"a < b & c", '"peer"', "1.50", "0.01", "300", "1000", "genelint"} <= set(texts)


def test_picture_leaves_out_what_is_no_ratio_to_a_floor() -> None:
    rows = [row(limit=None, what="none"), row(3, what="more", limit=FASTER), row(7, what="memory", unit=" MB")]
    drawn = picture.draw([*rows, row(2, what="shown")], rows[:1])
    assert [what in drawn for what in ("none", "more", "memory", "shown")] == [False, False, False, True]


def test_bars_are_as_long_as_the_ratios() -> None:
    drawn = picture.draw([row(1), row(3)], [row(0.1, limit=None), row(10, limit=None), row(100, limit=None)])
    root = ElementTree.fromstring(drawn)  # noqa: S314
    widths = [float(bar.attrib["width"]) for bar in root.iter() if bar.get("class") in ("own", "other")]
    assert widths[1] == pytest.approx(3 * widths[0], rel=0.01)
    assert widths[3] == pytest.approx(widths[2], rel=0.01)
    assert widths[4] == pytest.approx(2 * widths[2], rel=0.01)
