"""Measures genelint against floors: what nobody can do without, timed in the same rounds.

The floor of checking is open, read, decode, splitlines and json.loads of the tree; the floor of the command is bare
Python. Subject and floor take turns within each round, so that whatever else the machine does meets both.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import corpus
import worst
from genelint import engine, files, registry

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".bench"
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- begin: written by make bench ARGS=--write -->", "<!-- end -->"

REAL_RECORD = Path(os.environ.get("GENELINT_SHARED") or ROOT.parent / "shared") / "records" / "MT1H.txt"
OWN_RECORD = corpus.EXAMPLES / "BRCA1.txt"  # the example that comes nearest to it in size
PART = 20  # so many files are timed before floor and subject change places
COMMAND = str(Path(sys.executable).with_name("genelint"))

Rules = Sequence[engine.SelectedRule]
Cost = Callable[[], float]


class Scale(NamedTuple):
    """How much is measured."""

    records: int
    rounds: int
    repeats: int
    divisor: int


FULL = Scale(records=5_000, rounds=9, repeats=100, divisor=1)
QUICK = Scale(records=500, rounds=3, repeats=20, divisor=10)


class Row(NamedTuple):
    """A line of the table: what was measured, floor and genelint as people read them, their ratio in each round."""

    what: str
    costs: Sequence[str]
    ratios: Sequence[float]
    bar: str = ""
    goal: str = ""

    def cells(self) -> list[str]:
        """The line as text."""
        ratios = [f"{pick(self.ratios):.2f}" if self.ratios else "" for pick in (min, median, max)]
        return [self.what, *self.costs, *ratios, self.bar, self.goal]


def main() -> None:
    """Measure, print the table, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description="Measure the speed of genelint.")
    parser.add_argument("--quick", action="store_true", help="less of everything, for a first look")
    parser.add_argument("--write", action="store_true", help=f"write the table into {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("a quick look is not worth writing down: --quick or --write")
    rows = measure(QUICK if options.quick else FULL)
    header = ["", "floor", "genelint", "min", "median", "max", "bar", "goal"]
    table = aligned([header, *(row.cells() for row in rows)])
    print(table)
    if options.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{machine()}\n\n{table}\n{END}{after}", encoding="utf-8")


def measure(scale: Scale) -> Iterator[Row]:
    """All rows; memory first, since on Linux a child's peak is never below what its parent held."""
    mixed = corpus_folder(scale.records, 0.03)
    clean = corpus_folder(scale.records, 0)
    memory = memory_row(mixed, scale)
    rules = registry.select(registry.load([registry.BUILT_IN], "."))
    record = str(REAL_RECORD if REAL_RECORD.is_file() else OWN_RECORD)
    count = f"{scale.records:,} records"
    yield checking_row(f"one clean record, {scale.repeats} times", [record] * scale.repeats, rules, scale)._replace(
        bar="4", goal="2"
    )
    yield checking_row(f"{count}, 3% defective", paths(mixed), rules, scale)._replace(bar="4", goal="2")
    yield checking_row(f"{count}, all clean", paths(clean), rules, scale)
    yield command_row(record, scale)
    yield modules_row(record)
    yield memory
    for what, make, size in worst.WORST:
        yield growth_row(what, make, size // scale.divisor, rules)


# What is timed: each gives seconds


def check_all(these: Sequence[str], rules: Rules) -> float:
    """CPU time of reading and checking files."""
    start = process_time()
    for path in these:
        source = files.read(path)
        assert source is not None
        engine.check(source, rules)
    return process_time() - start


def read_all(these: Sequence[str]) -> float:
    """CPU time of the floor over files."""
    start = process_time()
    for path in these:
        with open(path, "rb", buffering=0) as file:
            lines = file.readall().decode("utf-8").splitlines()
        if "Summary |" in lines:
            with suppress(ValueError):
                json.loads(lines[lines.index("Summary |") + 1])
    return process_time() - start


def run(*arguments: str) -> float:
    """Time of a command on the clock; what it imports is compiled, as after an installation."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(CACHE / "compiled")}
    start = perf_counter()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, env=environment)
    return perf_counter() - start


def compared(what: str, pairs: Sequence[tuple[Cost, Cost]], rounds: int) -> Row:
    """Time pairs of floor and subject, after a round to warm up; which of the two comes first changes each time."""
    floors: list[float] = []
    subjects: list[float] = []
    for number in range(rounds + 1):
        floors.append(0)
        subjects.append(0)
        for turn, (floor, subject) in enumerate(pairs, number):
            for cost, costs in ((floor, floors), (subject, subjects))[:: 1 if turn % 2 else -1]:
                costs[-1] += cost()
    ratios = [subject / floor for floor, subject in zip(floors[1:], subjects[1:], strict=True)]
    return Row(what, [f"{median(costs[1:]) * 1e3:,.1f} ms" for costs in (floors, subjects)], ratios)


# The rows


def checking_row(what: str, these: Sequence[str], rules: Rules, scale: Scale) -> Row:
    """Files against their floor, few at a time."""
    parts = [these[at : at + PART] for at in range(0, len(these), PART)]
    pairs = [(partial(read_all, part), partial(check_all, part, rules)) for part in parts]
    return compared(what, pairs, scale.rounds)


def command_row(record: str, scale: Scale) -> Row:
    """The whole command on one clean file against bare Python."""
    bare = partial(run, sys.executable, "-c", "pass")
    pair = (bare, partial(run, COMMAND, "check", record))
    row = compared("one clean file, whole process", [pair], 3 * scale.rounds)
    return row._replace(bar="5", goal="3")


def growth_row(what: str, make: Callable[[int], bytes], size: int, rules: Rules) -> Row:
    """A worst case against a quarter of it: 4 is linear."""
    with tempfile.TemporaryDirectory() as folder:
        costs: list[Cost] = []
        for part in (size // 4, size):
            path = Path(folder, f"{part}.txt")
            path.write_bytes(make(part))
            costs.append(partial(check_all, [str(path)], rules))
        return compared(f"growth: {size // 4:,} to {size:,} {what}", [(costs[0], costs[1])], 3)._replace(goal="4")


def modules_row(record: str) -> Row:
    """How many modules the command imports."""
    check = f"from genelint.cli import main; main(['check', {record!r}]); "
    counts = [
        int(subprocess.check_output((sys.executable, "-c", f"import sys; {code}print(len(sys.modules))")).split()[-1])
        for code in ("", check)
    ]
    return Row("modules imported for it", list(map(str, counts)), [counts[1] / counts[0]])


def memory_row(folder: Path, scale: Scale) -> Row:
    """Peak memory of the command over a corpus."""
    process = subprocess.Popen((COMMAND, "check", *paths(folder)), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), "the command failed"
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Row(f"peak memory, {scale.records:,} records", ["", f"{peak:.0f} MB"], [], "100 MB", "60 MB")


# Corpora, and what is printed


def corpus_folder(count: int, defective: float) -> Path:
    """The folder of a corpus; one that was made by the same generator from the same examples is used again."""
    made_of = (Path(corpus.__file__), *sorted(corpus.EXAMPLES.iterdir()))
    digest = sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()[:8]
    folder = CACHE / f"{count}-{defective:.0%}-{digest}"
    if not folder.is_dir():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as making:
            corpus.write(made := Path(making, "made"), count, defective=defective)
            made.rename(folder)
    return folder


def paths(folder: Path) -> list[str]:
    """The files of a folder, sorted."""
    return sorted(entry.path for entry in os.scandir(folder))


def machine() -> str:
    """A line about where and when this ran."""
    try:
        names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        names = []
    model = names[0] if names else platform.processor() or platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f}"
    return f"{datetime.now(UTC):%Y-%m-%d} · {model} · {os.cpu_count()} cores, {load} · {platform.system()} · {python}"


def aligned(table: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns stand under each other."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [" | ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in table]
    rule = " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    return "\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:]))


if __name__ == "__main__":
    main()
