"""The rows: what is run against what.

Commands are measured from outside. This process stays small until they are done, since on Linux the peak of a child is
never below what its parent held.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import floors
import peers
import worst
from repository import MADE_OF, kept, repository
from table import Limit, Row, compared
from timing import CACHE, Usage, interleave, run

COMMAND = str(Path(sys.executable).with_name("genelint"))
FLOORS = (sys.executable, str(Path(floors.__file__)))

CHECKING = Limit(bar=4, goal=2)
UNCHANGED = Limit(bar=3, goal=1.8)
WHOLE_PROCESS = Limit(bar=5, goal=3)
TWO_PROCESSES = Limit(bar=1.6, goal=1.8, at_least=True)
MEMORY = Limit(bar=100, goal=60)
GROWTH = Limit(bar=8, goal=4)  # 4 is linear, 16 squared

Command = Callable[[], Usage]


def corpus_rows(folder: Path, what: str, rounds: int) -> Iterator[Row]:
    """A corpus without a cache, in one process and in two."""
    floor, one, two = reading(folder), linting(folder, jobs=1), linting(folder, jobs=2)
    floor()  # from here on the files are in memory
    found = interleave({"floor": floor, "one": one, "two": two}, rounds)
    yield compared(f"{what}, 3% defective, one process", cpu(found["floor"]), cpu(found["one"]), CHECKING)
    yield compared(f"{what}, two processes", clock(found["one"]), clock(found["two"]), TWO_PROCESSES, inverse=True)
    yield memory_row(f"{what}, memory of one process", found["one"])
    yield memory_row(f"{what}, memory of the largest of two", found["two"])


def unchanged_rows(folder: Path, what: str, rounds: int) -> Iterator[Row]:
    """A corpus that was checked before."""
    found = interleave({"floor": looking(folder), "own": unchanged(folder)}, rounds)
    yield compared(f"{what}, unchanged", cpu(found["floor"]), cpu(found["own"]), UNCHANGED)


def unchanged_growth_rows(folder: Path, few: Path, what: str, rounds: int) -> Iterator[Row]:
    """The same without what a few records cost, which is start-up: this compares where a corpus is not large."""
    costs = {"floor": looking(folder), "own": unchanged(folder), "its start": looking(few), "own start": unchanged(few)}
    found = {name: cpu(usages) for name, usages in interleave(costs, rounds).items()}

    def without(name: str, start: str) -> list[float]:
        return [whole - part for whole, part in zip(found[name], found[start], strict=True)]

    yield compared(
        f"{what}, unchanged, less start-up", without("floor", "its start"), without("own", "own start"), UNCHANGED
    )


def clean_rows(folder: Path, what: str, rounds: int) -> Iterator[Row]:
    """A corpus without a cache in one process."""
    found = interleave({"floor": reading(folder), "own": linting(folder, jobs=1)}, rounds)
    yield compared(what, cpu(found["floor"]), cpu(found["own"]), CHECKING)


def command_rows(record: str, rounds: int) -> Iterator[Row]:
    """The whole command on one clean file that has just changed, as in a commit, against bare Python."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = Path(shutil.copy(record, folder))

        def check() -> Usage:
            path.touch()
            return run((COMMAND, "check", path.name), folder)

        costs: dict[str, Command] = {"floor": partial(run, (sys.executable, "-c", "pass"), folder), "own": check}
        found = interleave(costs, rounds + 1)
    yield compared("one clean file, whole process", cpu(found["floor"])[1:], cpu(found["own"])[1:], WHOLE_PROCESS)


def peer_rows(rounds: int) -> Iterator[Row]:
    """The peers on 500 clean records, by the clock: how many times as long as genelint they take."""
    folder = repository(500, 0)
    inputs = kept("inputs", partial(peers.write_inputs, folder / "data"), Path(peers.__file__), *MADE_OF)
    environment = CACHE / "peers"
    versions = peers.install(environment)
    costs: dict[str, Command] = {
        "floor": reading(folder), "genelint": linting(folder, jobs=1), "plain": partial(run, peers.PLAIN, folder)
    }  # fmt: skip
    for name in peers.PEERS:
        with suppress(OSError, RuntimeError):  # it is not installed, or changed so much that it cannot be used as here
            run(peers.command(name, environment, inputs, most=5), inputs)
            costs[name] = partial(run, peers.command(name, environment, inputs), inputs)
    found = {name: clock(usages) for name, usages in interleave(costs, rounds).items()}
    own = found["genelint"]
    yield compared("the floor of genelint", found["floor"], own, inverse=True)
    for name in peers.PEERS:
        what = f"{name} {versions.get(name, '')}".strip()
        yield compared(what, found[name], own, inverse=True) if name in found else Row(what, "does not run", "", ())
    yield compared("a plain script", found["plain"], own, inverse=True)


def checking_rows(what: str, paths: Sequence[str], rounds: int) -> Iterator[Row]:
    """Files within this process, once they have been looked at."""
    import checking  # noqa: PLC0415 - until here this process has to be small

    costs = {"floor": partial(checking.floor_time, paths), "own": partial(checking.check_time, paths)}
    interleave(costs, 1)
    found = interleave(costs, rounds)
    yield compared(what, found["floor"], found["own"], CHECKING)


def growth_rows(most: int = len(worst.WORST)) -> Iterator[Row]:
    """Worst cases, each against a quarter of it."""
    import checking  # noqa: PLC0415

    for what, make, size in worst.WORST[:most]:
        with tempfile.TemporaryDirectory() as folder:
            paths = {part: checking.written(Path(folder), make, size // part) for part in (4, 1)}
            costs = {str(part): partial(checking.check_time, path) for part, path in paths.items()}
            found = interleave(costs, 4)
        yield compared(f"{size // 4:,} to {size:,} {what}", found["4"][1:], found["1"][1:], GROWTH)


# What they are made of


def reading(folder: Path) -> Command:
    """The floor over a corpus."""
    return partial(run, (*FLOORS, "read", "data"), folder)


def looking(folder: Path) -> Command:
    """The floor over an unchanged corpus."""
    return partial(run, (*FLOORS, "stat", "data"), folder)


def unchanged(folder: Path) -> Command:
    """The command over a corpus, all of which is in the cache."""
    shutil.rmtree(folder / ".genelint_cache", ignore_errors=True)
    check = partial(run, (COMMAND, "check", "data"), folder, codes=(0, 1))
    check()
    return check


def linting(folder: Path, *, jobs: int) -> Command:
    """The command over a corpus without a cache."""
    return partial(run, (COMMAND, "check", "--jobs", str(jobs), "--no-cache", "data"), folder, codes=(0, 1))


def cpu(usages: Sequence[Usage]) -> list[float]:
    """The CPU time of each."""
    return [usage.cpu for usage in usages]


def clock(usages: Sequence[Usage]) -> list[float]:
    """The time of each by the clock."""
    return [usage.wall for usage in usages]


def memory_row(what: str, usages: Sequence[Usage]) -> Row:
    """The most that one process held."""
    return Row(what, "", "", [usage.peak for usage in usages], MEMORY, " MB")
