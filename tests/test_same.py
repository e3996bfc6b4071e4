"""However a large collection is checked, the findings are the same to the byte."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

import corpus
from bases import BASES
from command import Result, finish, run_process, start
from defects import DEFECTS
from defects.planting import planted
from genelint.model import Severity
from genelint.run import MANY
from genelint_rules import RULES
from variants import VARIANTS

RECORDS = 2000


def collection() -> Iterator[tuple[str, bytes]]:
    """Every planted defect, every valid variant, and the records of a corpus: among them many of one gene."""
    for at, defect in enumerate(DEFECTS):
        text, _, _, sidecar, _ = planted(defect, BASES["MT1H"])
        yield f"defect-{at}.txt", text.encode("utf-8", "surrogateescape")
        if sidecar is not None:
            yield f"defect-{at} associations.tsv", sidecar.encode("utf-8", "surrogateescape")
    for at, variant in enumerate(VARIANTS):
        yield f"variant-{at}.txt", variant.edit(BASES["MT1H"]).encode()
    yield from corpus.records(RECORDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all of them in `data`, none of which has changed of late."""
    folder = tmp_path_factory.mktemp("same")
    data = folder / "data"
    data.mkdir()
    for at, (name, content) in enumerate(collection()):
        (data / name).write_bytes(content)
        os.utime(data / name, ns=(0, 10**18 + at))
    return folder


def check(folder: Path, *arguments: str) -> Result:
    return run_process(folder, "check", "data", "--output-format", "json", *arguments)


@pytest.fixture(scope="module")
def expected(folder: Path) -> Result:
    """What one process finds without a cache."""
    return check(folder, "--no-cache", "--jobs", "1")


def test_there_is_something_to_find(folder: Path, expected: Result) -> None:
    shown = {rule.meta.code for rule in RULES if rule.meta.severity > Severity.INFO}
    codes = shown & {defect.code for defect in DEFECTS} | {"COR001", "COR002"}

    assert len(list((folder / "data").glob("*.txt"))) > 2 * MANY
    assert [code for code in sorted(codes) if f'"{code}"' not in expected.out] == []
    assert (expected.code, expected.err) == (1, "")


@pytest.mark.parametrize(("key", "jobs"), [("mtime", "2"), ("content", "5")])
def test_cold_and_from_the_cache(folder: Path, expected: Result, key: str, jobs: str) -> None:
    assert check(folder, "--cache-by", key, "--jobs", jobs) == expected
    assert check(folder, "--cache-by", key, "--jobs", "1") == expected


def test_a_part_of_it_from_the_cache(folder: Path, expected: Result) -> None:
    """Run after the others, it knows most files, but not that they are compared with fewer ones."""
    part = [f"data/{path.name}" for path in sorted((folder / "data").glob("B*.txt"))]
    arguments = ("check", *part, "--output-format", "json")

    assert run_process(folder, *arguments) == run_process(folder, *arguments, "--no-cache") != expected


def test_after_killing_a_worker_in_the_middle(folder: Path, expected: Result) -> None:
    process = start(folder, "check", "data", "--output-format", "json", "--no-cache")
    [victim, *_] = wait_for_workers(process.pid)
    while ticks(victim) < 10:
        sleep(0.01)
    os.kill(victim, signal.SIGKILL)

    assert finish(process) == expected


def wait_for_workers(pid: int) -> list[int]:
    """The children of a process, when it has some."""
    while not (children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        sleep(0.001)
    return list(map(int, children))


def ticks(pid: int) -> int:
    """What a process has worked, in hundredths of a second."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
