"""What the docs promise of the service, and the files that it is run by."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from command import run_command


@pytest.mark.parametrize("page", ["deploy.md", "page.md"])
def test_promises_name_tests_that_there_are(root: Path, page: str) -> None:
    promises = (root / "docs" / page).read_text(encoding="utf-8").partition("## What it promises")[2]
    lines = [line for line in promises.splitlines() if line.startswith("| ") and "promise | held by" not in line]

    assert len(lines) > 10
    for line in lines:
        named = re.findall(r"`(test_\w+\.py)(?:::(?:(Test\w+)::)?(test_\w+))?`", line)
        assert named, line
        for file, group, name in named:
            text = (root / "tests" / file).read_text(encoding="utf-8")
            within = text.partition(f"\nclass {group}:")[2].partition("\nclass ")[0] if group else text
            assert f"def {name}(" in within if name else within, line


def commands(root: Path) -> dict[str, list[str]]:
    """The arguments that genelint is started with, by the file that says so."""
    unit = (root / "deploy" / "genelint.service").read_text(encoding="utf-8")
    image = (root / "deploy" / "Containerfile").read_text(encoding="utf-8")
    (started,) = re.findall(r"^ExecStart=\S+/genelint (.*)$", unit, re.MULTILINE)
    (entry,) = re.findall(r'^ENTRYPOINT \["genelint", (.*)\]$', image, re.MULTILINE)
    return {"genelint.service": shlex.split(started), "Containerfile": re.findall('"([^"]*)"', entry)}


@pytest.mark.parametrize("file", ["genelint.service", "Containerfile"])
def test_the_command_takes_what_it_is_started_with(root: Path, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = commands(root)[file]

    assert arguments[0] == "serve"
    assert run_command(capsys, *arguments, "--help").code == 0


def test_the_image_copies_what_there_is(root: Path) -> None:
    image = (root / "deploy" / "Containerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall("^COPY (?!--)(.*) ", image, re.MULTILINE) for word in line.split()]

    assert len(copied) > 8
    assert not [word for word in copied if not (root / word).exists()]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_the_unit_says_what_systemd_knows(root: Path, tmp_path: Path) -> None:
    unit = (root / "deploy" / "genelint.service").read_text(encoding="utf-8")
    there = tmp_path / "genelint.service"
    there.write_text(unit.replace("/opt/genelint/bin/genelint", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", there], capture_output=True, text=True, check=False)

    assert not [line for line in done.stderr.splitlines() if there.name in line]
