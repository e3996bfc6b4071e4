"""The hooks as curators use them: a git repository whose commits run genelint under pre-commit or prek."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest
import yaml

TOOLS = Path(sys.executable).parent

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


Result = subprocess.CompletedProcess[str]


class Hooks(NamedTuple):
    """A hook runner and the repository and commit that its configuration names."""

    runner: str
    repo: Path
    rev: str
    environment: dict[str, str]


class Curation(NamedTuple):
    """A git repository of gene records."""

    path: Path
    hooks: Hooks
    examples: Path

    def start(self, hook: str, *, folder: str = "data", options: str = "") -> None:
        """Install a hook, with more lines of its configuration, and write three clean records."""
        hooks = self.hooks
        self.write(
            ".pre-commit-config.yaml",
            f"repos:\n- repo: {hooks.repo}\n  rev: {hooks.rev}\n  hooks:\n  - id: {hook}\n{options}",
        )
        _succeed(self.run(hooks.runner, "install"))
        for name in ("A1BG.txt", "MT1X.txt", "T.txt"):
            self.write(f"{folder}/{name}", self.example(name))

    def example(self, name: str) -> str:
        return (self.examples / name).read_text(encoding="utf-8")

    def run(self, *command: str | Path) -> Result:
        return _run(command, self.path, self.hooks.environment)

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")

    def break_record(self, name: str) -> str:
        """Put a line that is no part of a record before the `Name` line; gives its place, `path:line`."""
        lines = (self.path / name).read_text(encoding="utf-8").split("\n")
        at = next(index for index, line in enumerate(lines) if line.startswith("Name | "))
        lines.insert(at, "<<<<<<< HEAD")
        self.write(name, "\n".join(lines))
        return f"{name}:{at + 1}"

    def commit(self, *options: str) -> Result:
        """Commit all changes; the output has both streams."""
        _succeed(self.run("git", "add", "--all"))
        return self.run("git", "commit", "--message", "Change records", *options)

    def is_clean(self) -> bool:
        return _succeed(self.run("git", "status", "--porcelain")) == ""


@pytest.fixture(scope="session")
def snapshot(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository and its commit: the working tree as it is now. The checkout's own `.git` is not touched."""
    repo = tmp_path_factory.mktemp("genelint") / "genelint.git"
    environment = _environment()
    git = ("git", f"--git-dir={repo}", f"--work-tree={root}")
    _succeed(_run(("git", "init", "--quiet", "--bare", repo), root, environment))
    _succeed(_run((*git, "add", "--all"), root, environment))
    _succeed(_run((*git, "commit", "--quiet", "--message", "The working tree"), root, environment))
    return repo, _succeed(_run((*git, "rev-parse", "HEAD"), root, environment)).strip()


@pytest.fixture(scope="session", params=["pre-commit", "prek"])
def hooks(
    request: pytest.FixtureRequest, snapshot: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> Hooks:
    """A runner with a home of its own, where it builds the hook's environment once for all tests."""
    runner: str = request.param
    home = tmp_path_factory.mktemp(f"{runner}-home")
    environment = {**_environment(), "PRE_COMMIT_HOME": str(home), "PREK_HOME": str(home)}
    return Hooks(runner, *snapshot, environment)


@pytest.fixture
def curation(tmp_path: Path, hooks: Hooks, examples: Path) -> Curation:
    """A git repository with nothing in it, in a folder whose name has a blank."""
    repository = Curation(tmp_path / "gene records", hooks, examples)
    repository.path.mkdir()
    _succeed(repository.run("git", "init", "--quiet"))
    return repository


def test_clean_records_are_committed(curation: Curation) -> None:
    curation.start("genelint")

    result = curation.commit()

    assert result.returncode == 0, result.stdout
    assert "Passed" in result.stdout
    assert curation.is_clean()
    _succeed(curation.run(curation.hooks.runner, "run", "--all-files"))


def test_broken_record_is_stopped_with_its_finding(curation: Curation) -> None:
    curation.start("genelint")
    _succeed(curation.commit())
    place = curation.break_record("data/MT1X.txt")

    result = curation.commit()

    assert result.returncode != 0
    assert place in result.stdout
    assert "LAY001" in result.stdout
    assert not curation.is_clean()


def test_record_with_binary_content_is_stopped(curation: Curation) -> None:
    curation.start("genelint")
    curation.write("data/T.txt", "\0" + curation.example("T.txt"))

    result = curation.commit()

    assert result.returncode != 0
    assert "data/T.txt:1" in result.stdout


def test_text_file_outside_data_is_left_alone(curation: Curation) -> None:
    curation.start("genelint")
    _succeed(curation.commit())
    curation.write("notes.txt", "No gene record.\n")
    curation.write("metadata/notes.txt", "No gene record.\n")

    result = curation.commit()

    assert result.returncode == 0, result.stdout
    assert "Skipped" in result.stdout


def test_fixes_are_made_and_stop_the_commit(curation: Curation) -> None:
    curation.start("genelint", options="    args: [--fix]\n")
    _succeed(curation.commit())
    record = curation.example("MT1X.txt")
    curation.write("data/MT1X.txt", record.replace("Name | ", "Name |  "))

    result = curation.commit()

    assert result.returncode != 0
    assert "files were modified by this hook" in result.stdout
    assert (curation.path / "data" / "MT1X.txt").read_text(encoding="utf-8") == record


def test_fix_that_changes_a_staged_file_ends_with_1(curation: Curation) -> None:
    curation.start("genelint", options="    args: [--fix]\n    verbose: true\n")
    _succeed(curation.commit())
    curation.write("data/MT1X.txt", curation.example("MT1X.txt").replace("Name | ", "Name |  "))
    _succeed(curation.run("git", "add", "--all"))

    first = curation.run(curation.hooks.runner, "run", "genelint")
    _succeed(curation.run("git", "add", "--all"))
    second = curation.run(curation.hooks.runner, "run", "genelint")

    assert (first.returncode, second.returncode) == (1, 0)
    assert "exit code: 1" in first.stdout
    assert "The file is clean; 1 fixed." in first.stdout


def test_all_hook_finds_the_unchanged_broken_record(curation: Curation) -> None:
    curation.start("genelint-all")
    _succeed(curation.commit())
    place = curation.break_record("data/MT1X.txt")
    _succeed(curation.commit("--no-verify"))
    curation.write("notes.txt", "No gene record.\n")
    _succeed(curation.commit())
    curation.write("data/PPM1A.txt", curation.example("PPM1A.txt"))

    result = curation.commit()

    assert result.returncode != 0
    assert place in result.stdout
    assert "LAY001" in result.stdout


def test_all_hook_checks_another_folder(curation: Curation) -> None:
    curation.start("genelint-all", folder="genes", options="    args: [genes]\n    files: ^genes/\n")
    _succeed(curation.commit())
    place = curation.break_record("genes/T.txt")

    result = curation.commit()

    assert result.returncode != 0
    assert place in result.stdout


@pytest.mark.parametrize(
    ("hook", "options", "old", "new"),
    [
        ("genelint", "    args: [--fix]\n", "API | |", "API |  |"),
        ("genelint-all", "    args: [--fix, data]\n", "API | |", "API |  |"),
        ("genelint-format", "", "API | |", "API||"),
    ],
)
def test_repaired_record_is_stopped_until_it_is_staged(
    curation: Curation, hook: str, options: str, old: str, new: str
) -> None:
    curation.start(hook, options=options)
    _succeed(curation.commit())
    text = curation.example("MT1X.txt").replace("side by side", "one by one")
    curation.write("data/MT1X.txt", text.replace(old, new, 1))

    result = curation.commit()

    assert result.returncode != 0
    assert "files were modified by this hook" in result.stdout
    assert (curation.path / "data/MT1X.txt").read_text(encoding="utf-8") == text
    _succeed(curation.commit())
    assert curation.is_clean()


def test_one_changed_record_is_compared_with_the_others(curation: Curation) -> None:
    curation.start("genelint")
    curation.write("genelint.toml", 'paths = ["data"]\n')
    _succeed(curation.commit())
    curation.write("data/MT1X.txt", curation.example("MT1X.txt").replace("| 4501 |", "| 1 |"))

    result = curation.commit()

    assert result.returncode != 0
    assert result.stdout.count("COR001") == 1
    assert " --> data/MT1X.txt:" in result.stdout
    assert "data/A1BG.txt" in result.stdout


def test_standard_input_is_compared_with_the_records(curation: Curation) -> None:
    curation.start("genelint")
    curation.write("genelint.toml", 'paths = ["data"]\n')
    _succeed(curation.commit())
    text = curation.example("MT1X.txt")

    def check(text: str) -> Result:
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "genelint",
                "check",
                "-",
                "--stdin-filename=data/MT1X.txt",
                "--output-format=concise",
            ],
            cwd=curation.path,
            env={**curation.hooks.environment, "PYTHONPATH": os.pathsep.join(sys.path)},
            input=text,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    assert check(text).stdout == ""
    result = check(text.replace("| 4501 |", "| 1 |"))
    assert result.returncode == 1
    assert result.stdout.startswith("data/MT1X.txt:")
    assert result.stdout.count("COR001") == result.stdout.count("\n") == 1


def test_manifest_is_valid(root: Path, shared: Path) -> None:
    schema = json.loads((shared / "contracts" / "pre-commit-hooks.schema.json").read_text(encoding="utf-8"))
    manifest = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

    jsonschema.validate(manifest, schema)

    assert [hook["id"] for hook in manifest] == ["genelint", "genelint-all", "genelint-format"]


def _run(command: tuple[str | Path, ...], folder: Path, environment: dict[str, str]) -> Result:
    """Run a command to its end, both streams in `stdout`."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def _succeed(result: Result) -> str:
    assert result.returncode == 0, result.stdout
    return result.stdout


def _environment() -> dict[str, str]:
    """The environment without what would steer git and the runners; first on its path, the tests' own tools."""
    steering = ("GIT_", "PRE_COMMIT", "PREK_", "PYTHON", "VIRTUAL_ENV", "SKIP")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    person = {"NAME": "A Curator", "EMAIL": "curator@example.org"}
    return {
        **kept,
        **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "UV_SYSTEM_CERTS": "1",
    }
