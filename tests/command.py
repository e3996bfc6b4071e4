"""The command, run within the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from genelint.cli import main

if TYPE_CHECKING:
    import pytest


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
