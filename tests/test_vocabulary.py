"""The vocabulary: what ships, held against its sources, and what a configuration adds."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

import genelint_schemas
from genelint.cli import main
from genelint.testing import RECORD
from genelint.vocabulary import FILE, Dataset, Vocabulary, extended, standard

CONFIGURED = """\
categories = ["glycan"]

[[datasets]]
name = "Our Glycan Panel"
category = "glycan"
aliases = ["Glycan Panel"]
row_names = ["GLYCAN panel"]
"""
ROW = "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024 dataset."
OURS = "Our Glycan Panel | glycans on MT1H protein from the GLYCAN panel dataset."


def sources(shared: Path) -> list[dict[str, str]]:
    with (shared / "data" / "harmonizome_datasets.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_shipped_file_is_valid() -> None:
    jsonschema.validate(genelint_schemas.load(FILE), genelint_schemas.load("datasets.schema.json"))


def test_every_category_is_known() -> None:
    vocabulary = standard()
    used = {dataset.category for dataset in vocabulary.datasets.values()}
    assert used - {""} <= set(vocabulary.categories)


def test_names_are_names_before_aliases() -> None:
    datasets = (Dataset("A", aliases=("B", "C")), Dataset("B"))
    assert {name: found.name for name, found in Vocabulary((), datasets).datasets.items()} == {
        "A": "A",
        "B": "B",
        "C": "A",
    }


def test_datasets_are_those_of_the_source(shared: Path) -> None:
    vocabulary = standard()
    rows = sources(shared)
    names = {dataset.name for dataset in vocabulary.datasets.values()}
    assert names == {row["name"] for row in rows}
    assert {name: vocabulary.datasets[name].category for name in names} == {
        row["name"]: row["attribute_group"] for row in rows
    }
    assert all(row["aliases"] in vocabulary.datasets for row in rows if row["aliases"])
    for row in rows:
        dataset = vocabulary.datasets[row["name"]]
        assert row["name_in_row_text"] in ("", dataset.name, *dataset.row_names)


def test_categories_are_those_of_the_source(shared: Path) -> None:
    groups = json.loads((shared / "data" / "attribute_groups.json").read_text(encoding="utf-8"))
    assert list(standard().categories) == sorted(groups["categories"])


def test_own_dataset_comes_before_a_standard_one() -> None:
    vocabulary = extended(["glycan"], [Dataset("Reactome Pathways 2024", "glycan")])
    assert vocabulary.datasets["Reactome Pathways 2024"].category == "glycan"
    assert {"chemical", "glycan"} <= set(vocabulary.categories)
    assert standard().datasets["Reactome Pathways 2024"].category != "glycan"


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record with an own dataset of an own category."""
    monkeypatch.chdir(tmp_path)
    rows = RECORD.splitlines()
    head = RECORD.replace("functional term, phrase or reference", "glycan").splitlines()[:-2]
    path = tmp_path / "MT1H.txt"
    path.write_text("\n".join([*head, rows[-2], f"{OURS} | |"]))
    return path


def test_configured_names_are_known(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("genelint.toml").write_text(CONFIGURED)
    assert main(["check", str(ours), "--severity", "info"]) == 0
    assert "ASC" not in capsys.readouterr().out


def test_alias_is_known(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("genelint.toml").write_text(
        CONFIGURED.replace('"Our Glycan Panel"', '"Panel"').replace("Glycan Panel", "Our Glycan Panel")
    )
    assert main(["check", str(ours), "--severity", "info"]) == 0
    assert "ASC" not in capsys.readouterr().out


def test_without_configuration_they_are_not(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ours), "--severity", "info", "--output-format", "json"]) == 1
    codes = [found["code"] for found in json.loads(capsys.readouterr().out)["diagnostics"]]
    assert codes == ["ASC004", "ASC013", "ASC011"]


def test_configured_dataset_without_its_category(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("genelint.toml").write_text(CONFIGURED)
    ours.write_text(ours.read_text().replace("3 categories (chemical, glycan", "2 categories (chemical"))
    assert main(["check", str(ours), "--output-format", "concise"]) == 1
    assert (
        'ASC005 error the list lacks categories of the table: "Our Glycan Panel" has "glycan"'
        in capsys.readouterr().out
    )


def test_configured_near_miss(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("genelint.toml").write_text(CONFIGURED)
    ours.write_text(ours.read_text().replace("Our Glycan Panel |", "Our Glycan Pannel |"))
    assert main(["check", str(ours), "--output-format", "concise"]) == 0
    assert 'ASC012 warning "Our Glycan Pannel" is no known dataset; did you mean "Our Glycan Panel"?' in (
        capsys.readouterr().out
    )


def test_dataset_of_unknown_category_is_refused(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("genelint.toml").write_text(CONFIGURED.replace('category = "glycan"', 'category = "glycans"'))
    assert main(["check", str(ours)]) == 2
    assert 'the category "glycans" of "Our Glycan Panel" is unknown; did you mean "glycan"?' in capsys.readouterr().err


def test_configured_severity_holds_for_all_findings(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours.write_text(RECORD.replace("1,204", "1204"))
    assert main(["check", str(ours), "--output-format", "concise"]) == 0
    assert "ASC006 warning 1204 stands here" in capsys.readouterr().out
    assert main(["check", str(ours), "--output-format", "concise", "--severity", "error"]) == 0
    assert "ASC006" not in capsys.readouterr().out
    Path("genelint.toml").write_text('severity = { number-format = "info" }\n')
    assert main(["check", str(ours), "--output-format", "concise", "--severity", "info"]) == 0
    assert "ASC006 info 1204 stands here" in capsys.readouterr().out
