"""The command, run within the tests, or in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from genelint.cli import main

if TYPE_CHECKING:
    import pytest

PATCHED = """
import sys
from genelint import run
from genelint.__main__ import run as begin
run.FEW, run.MANY = 0, 10
{}
if __name__ == "__main__":
    begin()
"""
"""Runs genelint with a cache and processes for few files."""


class Result(NamedTuple):
    """What a run gave: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> Result:
    """Run `genelint` with arguments in the working folder."""
    code = main(arguments)
    written = capsys.readouterr()
    return Result(code, written.out, written.err)


def start(folder: Path, *arguments: str, patch: str | None = None) -> subprocess.Popen[bytes]:
    """Start `genelint` with arguments in a folder; with a `patch`, code for its process, few files are as good as many.

    It is the first of a group of processes.
    """
    program = ("-m", "genelint") if patch is None else ("-c", PATCHED.format(patch))
    return subprocess.Popen(
        (sys.executable, *program, *arguments),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )


def finish(process: subprocess.Popen[bytes]) -> Result:
    """Wait for what was started."""
    out, err = process.communicate(timeout=60)
    return Result(process.returncode, out.decode(), err.decode())


def run_process(folder: Path, *arguments: str, patch: str | None = None) -> Result:
    """Run `genelint` in a process of its own (see `start`)."""
    return finish(start(folder, *arguments, patch=patch))
