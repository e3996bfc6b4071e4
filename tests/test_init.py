"""`genelint init`: what it writes is valid and works, and nothing that is there is touched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
import yaml

import genelint_schemas
from genelint import __version__, starter
from genelint.cli import main
from genelint.config import Config, read_config
from genelint.testing import RECORD

CONFIGURATION, HOOKS, WORKFLOW = "genelint.toml", ".pre-commit-config.yaml", ".github/workflows/genelint.yml"
WRITTEN = (CONFIGURATION, HOOKS, WORKFLOW)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a git repository with one record."""
    (tmp_path / ".git").mkdir()
    write(tmp_path / "genes" / "MT1H.txt", RECORD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def content(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class TestWrites:
    def test_three_files(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = set(read_all(repo))

        assert main(["init"]) == 0

        assert set(read_all(repo)) - before == set(WRITTEN)
        out, err = capsys.readouterr()
        assert err == ""
        assert out == (
            "wrote genelint.toml\n"
            "wrote .pre-commit-config.yaml\n"
            "wrote .github/workflows/genelint.yml\n"
            "\n"
            "Next:\n"
            "- replace OWNER in .pre-commit-config.yaml and .github/workflows/genelint.yml by the account that you "
            "have genelint from\n"
            '- type "genelint check" to check all records\n'
            '- type "pip install pre-commit" and "pre-commit install" to check those of each commit\n'
        )

    def test_a_configuration_that_loads(self, repo: Path) -> None:
        main(["init"])

        config = read_config(str(repo))
        assert config == Config(str(repo), paths=("genes",), select=config.select)
        assert [selector.word for selector in config.select] == ["ALL"]

    def test_every_key_of_the_configuration(self, repo: Path) -> None:
        """As comments, which without their `# ` are what holds by default."""
        main(["init"])
        text = (repo / CONFIGURATION).read_text()
        keys = genelint_schemas.load("config.schema.json")["properties"]

        text, count = re.subn(r"^# (?=[a-z-]+ = )", "", text, flags=re.MULTILINE)
        (repo / CONFIGURATION).write_text(text)

        assert count == len(keys) - 1
        assert tomllib.loads(text) == {key: part["default"] for key, part in keys.items()} | {"paths": ["genes"]}
        assert read_config(str(repo)).paths == ("genes",)
        assert all(len(line) <= 120 for line in text.splitlines())

    @pytest.mark.usefixtures("repo")
    def test_a_check_then_passes(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["init"])
        capsys.readouterr()

        assert main(["check"]) == 0
        assert capsys.readouterr().out == "The file is clean.\n"

    def test_hooks_that_pre_commit_takes(self, repo: Path) -> None:
        main(["init"])

        command = [str(Path(sys.executable).parent / "pre-commit"), "validate-config", HOOKS]
        subprocess.run(command, cwd=repo, check=True)

    def test_hooks_as_their_schema_says(self, repo: Path, shared: Path) -> None:
        main(["init"])

        schema = json.loads((shared / "contracts" / "pre-commit-config.schema.json").read_text())
        jsonschema.validate(content(repo / HOOKS), schema)

    def test_a_hook_that_we_have_at_our_version(self, repo: Path, root: Path) -> None:
        main(["init"])
        (entry,) = content(repo / HOOKS)["repos"]
        (hook,) = entry["hooks"]

        assert entry["rev"] == f"v{__version__}"
        assert hook["id"] in {known["id"] for known in content(root / ".pre-commit-hooks.yaml")}

    def test_a_workflow_with_the_least_rights(self, repo: Path) -> None:
        main(["init"])
        workflow = content(repo / WORKFLOW)
        (job,) = workflow["jobs"].values()

        assert workflow["permissions"] == {"contents": "read"}
        checkout, check = job["steps"]
        assert checkout["with"] == {"fetch-depth": 0, "persist-credentials": False}
        assert check == {"uses": f"OWNER/genelint@v{__version__}"}

    def test_the_workflow_of_the_documentation(self, root: Path) -> None:
        """Which is held to be valid, and safe, there."""
        assert starter.workflow() in (root / "docs/github.md").read_text(encoding="utf-8")

    def test_says_that_hooks_need_a_repository(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (repo / ".git").rmdir()

        assert main(["init"]) == 0
        assert '- type "git init": hooks and workflows need a repository\n' in capsys.readouterr().out
        assert all((repo / name).is_file() for name in WRITTEN)


class TestFolders:
    @pytest.mark.parametrize(
        ("files", "folders"),
        [
            ([], []),
            (["MT1H.txt", "data/MT2A.txt"], ["."]),
            (["data/MT1H.txt", "data/MT2A.txt"], ["data"]),
            (["data/a/MT1H.txt", "data/b/MT2A.txt"], ["data"]),
            (["data/a/b/MT1H.txt", "data/a/c/MT2A.txt"], ["data/a"]),
            (["data/a/MT1H.txt", "data/MT2A.txt"], ["data"]),
            (["data/MT2A.txt", "data/a/MT1H.txt"], ["data"]),
            (["x/MT1H.txt", "a/b/MT2A.txt"], ["a/b", "x"]),
        ],
    )
    def test_are_those_that_hold_all_records(self, files: list[str], folders: list[str]) -> None:
        assert starter.record_folders(files) == folders

    @pytest.mark.parametrize(
        ("beginning", "expected"),
        [
            (b"HGNC Family | Metallothioneins (MT) |", True),
            (b"Name | metallothionein 1H |", True),
            (b"\xef\xbb\xbfName|", True),
            (b"Names | x |", False),
            (b"\nName | x |", False),
            (b"numpy>=2", False),
            (b"", False),
        ],
    )
    def test_records_are_known_by_their_beginning(self, beginning: bytes, *, expected: bool) -> None:
        assert starter.is_record(beginning) is expected

    @pytest.mark.parametrize(
        ("folders", "matched", "unmatched"),
        [
            (["data"], ["data/A.txt", "data/a/A.txt"], ["A.txt", "my/data/A.txt", "data/A.tsv", "datasets/A.txt"]),
            (["a+b", "x y"], ["a+b/A.txt", "x y/A.txt"], ["aab/A.txt", "x/A.txt"]),
            (["."], ["A.txt", "data/A.txt"], ["A.tsv"]),
            (['d"\\é'], ['d"\\é/A.txt'], ["d/A.txt"]),
        ],
    )
    def test_are_those_of_the_hook(self, folders: list[str], matched: list[str], unmatched: list[str]) -> None:
        files = yaml.safe_load(starter.hooks(folders))["repos"][0]["hooks"][0]["files"]

        assert [path for path in (*matched, *unmatched) if re.search(files, path)] == matched
        assert tomllib.loads(starter.configuration(folders)) == {"paths": folders}

    def test_without_records_there_is_a_usual_one(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(repo / "genes" / "MT1H.txt", "numpy\n")

        assert main(["init"]) == 0
        assert read_config(str(repo)).paths == ("data",)
        assert "- put records into data/\n" in capsys.readouterr().out

    def test_what_cannot_be_read_or_named_is_passed_over(self, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(repo / "secret" / "MT1H.txt", RECORD)
        write(repo / "two\nlines" / "MT1H.txt", RECORD)

        def open_or_fail(path: str, mode: str, **more: Any) -> Any:
            if "secret" in path:
                raise PermissionError(13, "Permission denied")
            return cast("object", open(path, mode, **more))

        monkeypatch.setattr("genelint.commands.init.open", open_or_fail, raising=False)

        assert main(["init"]) == 0
        assert read_config(str(repo)).paths == ("genes",)


class TestLeavesAlone:
    def test_what_it_wrote_before(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main(["init"])
        before = read_all(repo)
        capsys.readouterr()

        assert main(["init"]) == 0

        assert read_all(repo) == before
        out = capsys.readouterr().out
        assert out.startswith("".join(f"left as it is: {name}\n" for name in WRITTEN) + "\nNext:\n")
        assert "OWNER" not in out

    @pytest.mark.parametrize("name", WRITTEN)
    def test_each_file(self, repo: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        write(repo / name, 'paths = ["genes"]\n')

        assert main(["init"]) == 0

        assert (repo / name).read_text() == 'paths = ["genes"]\n'
        assert all((repo / other).is_file() for other in WRITTEN)
        assert f"left as it is: {name}\n" in capsys.readouterr().out

    @pytest.mark.parametrize("name", WRITTEN)
    def test_a_link_that_leads_nowhere(self, repo: Path, name: str) -> None:
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).symlink_to(repo / "elsewhere")

        assert main(["init"]) == 0
        assert not (repo / "elsewhere").exists()

    def test_hooks_and_says_what_to_add(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(repo / HOOKS, "repos:\n- repo: meta\n  hooks:\n  - id: identity\n")

        assert main(["init"]) == 0

        out = capsys.readouterr().out
        added = out.partition(f"Add below `repos:` in {HOOKS}:\n\n")[2].partition("\n\n")[0]
        repos = yaml.safe_load((repo / HOOKS).read_text() + added)["repos"]
        assert [entry["repo"] for entry in repos] == ["meta", starter.SOURCE]

    def test_a_configuration_in_the_project_file(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(repo / "pyproject.toml", '[tool.genelint]\nfail-on = "warning"\n')

        assert main(["init"]) == 0

        assert not (repo / CONFIGURATION).exists()
        out = capsys.readouterr().out
        assert out.startswith("left as it is: pyproject.toml\n")
        assert (
            'Add to [tool.genelint] in pyproject.toml, so that all records are checked:\n\npaths = ["genes"]\n' in out
        )

    def test_a_configuration_without_paths(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(repo / CONFIGURATION, 'fail-on = "warning"\n')

        assert main(["init"]) == 0
        assert "Add at the top of genelint.toml, so" in capsys.readouterr().out

    def test_takes_the_configured_paths(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(repo / CONFIGURATION, 'paths = ["curated"]\n')

        assert main(["init"]) == 0
        assert content(repo / HOOKS)["repos"][0]["hooks"][0]["files"] == r"^curated/.*(\.txt| associations\.tsv)$"
        assert "\nAdd" not in capsys.readouterr().out


class TestRefuses:
    def test_a_folder_inside_a_repository(
        self, repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = read_all(repo)
        monkeypatch.chdir(repo / "genes")

        assert main(["init"]) == 2

        assert capsys.readouterr().err == (
            f"genelint: error: this folder lies in the repository {os.path.realpath(repo)}: run genelint init there\n"
        )
        assert read_all(repo) == before

    def test_a_broken_configuration(self, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(repo / CONFIGURATION, "nonsense")

        assert main(["init"]) == 2
        assert capsys.readouterr().err.startswith("genelint: error: genelint.toml:1:")
        assert not (repo / HOOKS).exists()

    @pytest.mark.parametrize("name", [".github", ".github/workflows"])
    def test_a_file_where_a_folder_belongs(self, repo: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        write(repo / name, "")

        assert main(["init"]) == 2
        err = capsys.readouterr().err
        assert err.startswith(f"genelint: error: {WORKFLOW}: cannot be written: ")
        assert err.count("\n") == 1

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    def test_a_full_disk_leaves_no_half_a_file(
        self, repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def open_full(path: str, mode: str, **more: Any) -> Any:
            if mode != "x":
                return cast("object", open(path, mode, **more))
            Path(path).touch()
            return open("/dev/full", "w", encoding="utf-8")

        monkeypatch.setattr("genelint.commands.init.open", open_full, raising=False)

        assert main(["init"]) == 2
        assert capsys.readouterr().err == (
            "genelint: error: genelint.toml: cannot be written: No space left on device\n"
        )
        assert not (repo / CONFIGURATION).exists()
