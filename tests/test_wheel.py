"""The wheel as users get it: built, installed into an empty environment, and used far from the checkout."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import genelint


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _run(root, sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `genelint` command of an environment that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True, symlinks=True)
    _run(folder, folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel)
    return folder / "bin" / "genelint"


def test_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names} == {
        "genelint",
        "genelint_rules",
        "genelint_schemas",
        f"genelint-{genelint.__version__}.dist-info",
    }
    assert {name for name in names if name.endswith("py.typed")} == {
        "genelint/py.typed",
        "genelint_rules/py.typed",
        "genelint_schemas/py.typed",
    }


def test_holds_every_schema(wheel: Path, root: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    sources = {file.relative_to(root / "schemas").as_posix() for file in root.glob("schemas/**/*.json")}

    assert sources
    assert sources <= set(names)


def test_holds_the_templates_of_pages(wheel: Path, root: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("render", "service"):
        files = [file for file in root.glob(f"lint/genelint/{folder}/pages/*") if file.is_file()]

        assert files
        assert {file.relative_to(root / "lint").as_posix() for file in files} <= set(names)


def test_holds_the_script_of_the_page_where_it_was_built(wheel: Path, root: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    built = {file.relative_to(root / "lint").as_posix() for file in root.glob("lint/genelint/service/pages/built/*")}

    assert {name for name in names if "/pages/built/" in name} == built
    assert not built or {"page.js", "licences.txt"} == {name.rpartition("/")[2] for name in built}


def test_says_its_version(command: Path, tmp_path: Path) -> None:
    assert _run(tmp_path, command, "--version") == f"genelint {genelint.__version__}\n"


def test_lists_its_rules(command: Path, tmp_path: Path) -> None:
    listing = _run(tmp_path, command, "rules")

    assert "LAY001" in listing
    assert "unresolved-footnote" in listing


def test_passes_a_clean_record(command: Path, tmp_path: Path, examples: Path) -> None:
    _run(tmp_path, command, "check", examples / "MT1X.txt")


def test_finds_a_broken_record(command: Path, tmp_path: Path, examples: Path) -> None:
    record = tmp_path / "MT1X.txt"
    record.write_bytes((examples / "MT1X.txt").read_bytes().replace(b"\nName | ", b"\nNames | ", 1))

    output = _run(tmp_path, command, "check", record.name, expected=1)

    assert "LAY002" in output
    assert "MT1X.txt:2:1" in output


def _run(folder: Path, *arguments: str | Path, expected: int = 0) -> str:
    """The output of a command that ends with the expected exit code."""
    result = subprocess.run(
        arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    assert result.returncode == expected, result.stdout
    return result.stdout
