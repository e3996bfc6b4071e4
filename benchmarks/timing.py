"""Runs what is measured, in turns, and tells what it took."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TypeVar

T = TypeVar("T")

CACHE = Path(__file__).resolve().parents[1] / ".bench"
"""The folder for all that is made and kept between runs."""


class Usage(NamedTuple):
    """What a command took: seconds of CPU, with those of the processes that it waited for, seconds by the clock, and
    the most megabytes (of 2**20 bytes) that one of these processes held."""

    cpu: float
    wall: float
    peak: float


def run(command: Sequence[str], folder: Path, *, codes: Sequence[int] = (0,)) -> Usage:
    """Run a command in a folder; what it prints is dropped, and no output of it is a terminal.

    What it imports is compiled, as after an installation. Raises RuntimeError for an exit code other than `codes`.
    """
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(CACHE / "compiled")}
    start = perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise RuntimeError(f"exit code {process.returncode}, in {folder}: {' '.join(command)[:300]}")
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Usage(usage.ru_utime + usage.ru_stime, wall, peak)


def interleave(costs: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """What each of them costs in each round; all have their turn in every round, and the first changes.

    So whatever else the machine does meets all of them.
    """
    names = list(costs)
    found: dict[str, list[T]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            found[name].append(costs[name]())
    return found
