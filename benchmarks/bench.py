"""Measures genelint against floors and peers, prints one table, and writes it down where that is asked for."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import corpus
import picture
import rows
from repository import repository
from table import Group, Row, missed, table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURE = PAGE.with_suffix(".svg")
BEGIN, END = "<!-- begin: written by make bench -->", "<!-- end -->"

REAL_RECORD = Path(os.environ.get("GENELINT_SHARED") or ROOT.parent / "shared") / "records" / "MT1H.txt"
OWN_RECORD = corpus.EXAMPLES / "MT1X.txt"  # the example that comes nearest to it, and has no finding either
RECORD = str(REAL_RECORD if REAL_RECORD.is_file() else OWN_RECORD)

OWN, PEERS, GROWTH = "genelint to its floor", "peers to genelint", "a record to a quarter of it"


def main() -> int:
    """Measure, print the table, and write it where that is asked for. In a quick look, a missed bar gives 1."""
    parser = argparse.ArgumentParser(description="Measure the speed of genelint.")
    parser.add_argument("--quick", action="store_true", help="in a minute, and exit with 1 where a bar is missed")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)} and its picture")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("a quick look is not worth writing down: --quick or --write")
    groups = list(measure_quickly() if options.quick else measure())
    measured = f"{machine()}\n\n{table(groups)}\n"
    print(measured)
    behind = missed(groups)
    for row in behind:
        print(f"behind its bar: {row.what}")
    if options.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{measured}{END}{rest.partition(END)[2]}", encoding="utf-8")
        PICTURE.write_text(picture.draw(groups[0].rows, groups[1].rows), encoding="utf-8")
    return 1 if behind and options.quick else 0


def measure() -> Iterator[Group]:
    """All that is measured: commands first (see `rows`)."""
    few, many = repository(5_000, 0.03), repository(50_000, 0.03)
    commands = [
        *told(rows.corpus_rows(few, "5,000 records", rounds=5)),
        *told(rows.unchanged_rows(few, "5,000 records", rounds=11)),
        *told(rows.clean_rows(repository(5_000, 0), "5,000 records, all clean", rounds=5)),
        *told(rows.corpus_rows(many, "50,000 records", rounds=3)),
        *told(rows.unchanged_rows(many, "50,000 records", rounds=5)),
        *told(rows.command_rows(RECORD, rounds=21)),
    ]
    peers = told(rows.peer_rows(rounds=3))
    yield Group(OWN, [*told(rows.checking_rows("one clean record, 100 times", [RECORD] * 100, rounds=21)), *commands])
    yield Group(PEERS, peers)
    yield Group(GROWTH, told(rows.growth_rows()))


def measure_quickly() -> Iterator[Group]:
    """A part of it that has a row for every bar."""
    folder = repository(5_000, 0.03)
    some = sorted(str(path) for path in (folder / "data").iterdir())[:500]
    commands = [
        *told(rows.corpus_rows(folder, "5,000 records", rounds=5)),
        *told(rows.unchanged_growth_rows(folder, repository(200, 0.03), "5,000 records", rounds=9)),
        *told(rows.command_rows(RECORD, rounds=11)),
    ]
    within = [
        *told(rows.checking_rows("one clean record, 50 times", [RECORD] * 50, rounds=11)),
        *told(rows.checking_rows("500 records, 3% defective", some, rounds=3)),
    ]
    yield Group(OWN, within + commands)
    yield Group(GROWTH, told(rows.growth_rows(most=2)))


def told(measured: Iterable[Row]) -> list[Row]:
    """The rows; each is told as soon as it is there."""
    found: list[Row] = []
    for row in measured:
        print(" ".join(filter(None, row.cells())), file=sys.stderr)
        found.append(row)
    return found


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


if __name__ == "__main__":
    sys.exit(main())
