"""The examples of docs/ci.md and docs/github.md, and our own workflows: valid, safe, and run as far as they run here.

Their YAML is held to be valid by schemas, and workflows to be safe by zizmor. Commands of genelint are run; those of
pip and reviewdog, and what GitLab, Jenkins and GitHub do with the reports, are not tried here.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
import yaml

from conftest import ROOT
from genelint import __version__
from genelint.starter import workflow
from genelint.testing import RECORD

TOOLS = Path(sys.executable).parent
BROKEN = RECORD.replace("Name | ", "Nmae | ")
NO_NETWORK = """\
import sys
def refuse(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        raise SystemExit(f"the network is asked: {event}")
sys.addaudithook(refuse)
from genelint.__main__ import run
run()
"""


class Block(NamedTuple):
    """An example of the documentation: the page, its language, and its text."""

    page: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}-{self.text.splitlines()[0].strip('# /')}"


def blocks() -> Iterator[Block]:
    for page in ("ci", "github"):
        text = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")
        for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
            yield Block(page, language, block)


BLOCKS = [*blocks()]
WORKFLOWS = [block for block in BLOCKS if block.page == "github" and block.language == "yaml"]


def example(page: str, language: str, part: str) -> str:
    (found,) = (block.text for block in BLOCKS if block[:2] == (page, language) and part in block.text)
    return found


def use(*command: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    program, *arguments = command
    return subprocess.run((TOOLS / program, *arguments), cwd=folder, capture_output=True, text=True, check=False)


def valid(schema: str, file: Path) -> None:
    result = use("check-jsonschema", "--builtin-schema", schema, str(file))
    assert result.returncode == 0, result.stdout


class TestWorkflows:
    def test_action_is_valid(self) -> None:
        valid("vendor.github-actions", ROOT / "action.yml")

    @pytest.mark.parametrize("block", WORKFLOWS, ids=str)
    def test_examples_are_valid_and_safe(self, block: Block, tmp_path: Path) -> None:
        file = tmp_path / ".github/workflows/example.yml"
        file.parent.mkdir(parents=True)
        file.write_text(block.text, encoding="utf-8")

        valid("vendor.github-workflows", file)
        result = use("zizmor", "--offline", "--no-progress", "--config", ROOT / ".github/zizmor.yml", file)
        assert result.returncode == 0, result.stdout

    def test_ours_are_safe(self) -> None:
        result = use("zizmor", "--offline", "--no-progress", "--persona=pedantic", "action.yml")
        assert result.returncode == 0, result.stdout
        result = use("zizmor", "--offline", "--no-progress", ".github")
        assert result.returncode == 0, result.stdout

    def test_unsafe_would_be_found(self, tmp_path: Path) -> None:
        text = (ROOT / "action.yml").read_text(encoding="utf-8")
        (tmp_path / "action.yml").write_text(text.replace("version=${VERSION#v}", "version=${{ inputs.version }}"))

        assert use("zizmor", "--offline", "--no-progress", tmp_path).returncode != 0

    @pytest.mark.parametrize("block", WORKFLOWS, ids=str)
    def test_examples_give_inputs_that_there_are(self, block: Block) -> None:
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        (job,) = yaml.safe_load(block.text)["jobs"].values()
        (step,) = (step for step in job["steps"] if "OWNER" in step["uses"])

        assert step["uses"] == f"OWNER/genelint@v{__version__}"
        assert set(step.get("with", {})) <= set(action["inputs"])

    @pytest.mark.parametrize("block", WORKFLOWS, ids=str)
    def test_examples_have_the_least_rights(self, block: Block) -> None:
        content = yaml.safe_load(block.text)
        (job,) = content["jobs"].values()
        granted = content["permissions"] or job["permissions"]

        needed = {"contents": "read"}
        needed |= {"security-events": "write"} if "upload-sarif@" in block.text else {}
        needed |= {"checks": "write", "pull-requests": "write"} if "annotate: suggest" in block.text else {}
        assert granted == needed
        assert job["steps"][0]["with"]["persist-credentials"] is False

    def test_first_example_is_that_of_init(self) -> None:
        assert WORKFLOWS[0].text == workflow()


class TestPages:
    def test_all_examples_are_looked_at(self) -> None:
        known = {("github", "yaml"), ("github", "console"), ("ci", "yaml"), ("ci", "bash"), ("ci", "groovy")}

        assert {block[:2] for block in BLOCKS} == known
        assert len(BLOCKS) == 3 + 2 + 5

    def test_name_the_version(self) -> None:
        for block in BLOCKS:
            assert set(re.findall(r"\bv\d+\.\d+\.\d+(?= *$|'$)", block.text, re.MULTILINE)) <= {
                f"v{__version__}",
                *re.findall(r"# (v\S+)", block.text),
            }

    @pytest.mark.parametrize("page", ["ci", "github", "formats"])
    def test_links_lead_somewhere(self, page: str) -> None:
        text = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")

        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / "docs" / link).is_file(), link


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A folder with one broken record and a configuration."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/MT1H.txt").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "genelint.toml").write_text('paths = ["data"]\n', encoding="utf-8")
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/genelint"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m genelint "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def shell(repo: Path, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ("bash", "-eo", "pipefail", "-c", script),
        cwd=repo,
        env=os.environ | {"PATH": f"{repo / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


class TestServices:
    def test_gitlab(self, repo: Path) -> None:
        text = example("ci", "yaml", "# .gitlab-ci.yml")
        file = repo / ".gitlab-ci.yml"
        file.write_text(text, encoding="utf-8")
        job = cast("dict[str, Any]", yaml.safe_load(text))["genelint"]
        commands = [line for line in job["script"] if not line.startswith("pip ")]

        valid("vendor.gitlab-ci", file)
        assert [shell(repo, command).returncode for command in commands] == [1]
        assert all((repo / report).stat().st_size for report in job["artifacts"]["reports"].values())

    def test_jenkins(self, repo: Path) -> None:
        text = example("ci", "groovy", "// Jenkinsfile")
        commands = [line for line in re.findall(r"sh '(.*)'", text) if "bin/genelint" in line]

        assert [shell(repo, line.removeprefix(".venv/bin/")).returncode for line in commands] == [1]
        for report in re.findall(r"(?:junit|archiveArtifacts) '(.*)'", text):
            assert (repo / report).stat().st_size
        assert text.count("{") == text.count("}")

    def test_pre_commit_ci(self, repo: Path) -> None:
        text = example("ci", "yaml", "# .pre-commit-config.yaml")
        (repo / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
        (hook,) = yaml.safe_load(text)["repos"][0]["hooks"]

        assert use("pre-commit", "validate-config", ".pre-commit-config.yaml", folder=repo).returncode == 0
        ran = subprocess.run(
            (sys.executable, "-c", NO_NETWORK, "check", *hook["args"], "data/MT1H.txt"),
            cwd=repo,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 1
        assert ran.stdout.count("error[") == 1
        assert ran.stderr == ""

    def test_reviewdog(self, repo: Path) -> None:
        command, _, rest = example("ci", "bash", "reviewdog").partition(" | ")

        result = shell(repo, command)

        assert result.returncode == 1
        assert result.stdout.startswith('{"')
        assert rest.startswith("reviewdog -f=rdjsonl ")

    @pytest.mark.parametrize(
        ("record", "code", "said"),
        [
            (RECORD, 0, "all is well\n"),
            (BROKEN, 1, "there are findings: see genelint.html\n"),
            (None, 3, "genelint: nothing to check: "),
        ],
    )
    def test_shell(self, repo: Path, record: str | None, code: int, said: str) -> None:
        file = repo / "data/MT1H.txt"
        file.unlink()
        if record is not None:
            file.write_text(record, encoding="utf-8")

        result = shell(repo, example("ci", "bash", "case $code"))

        assert result.returncode == code
        assert (result.stdout + result.stderr).startswith(said)
        assert (repo / "genelint.html").is_file() == (record is not None)
