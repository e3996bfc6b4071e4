"""The corpus of the benchmarks: the same bytes each time, clean but for what was planted; and work grows linearly."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import growth
from genelint.engine import check
from genelint.model import Severity, Source
from genelint.parse import read_record
from genelint.registry import BUILT_IN, load, select

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))
corpus: Any = import_module("corpus")
worst: Any = import_module("worst")

RULES = select(load([BUILT_IN], "."))
CLEAN: list[tuple[str, bytes]] = list(corpus.records(200, defective=0))
REAL_SIZE = 24_022

FEW: dict[str, tuple[str, ...]] = {
    "many_references": (),
    "many_rows": (),
    "many_unresolved": ("REF001",) * 12,
    "many_broken_rows": ("LAY006",) * 12,
    "many_hidden": ("TXT002",) * 12,
    "long_prose": (),
}
"""What worst cases of size 12 give."""


def codes(data: bytes) -> list[str]:
    """The errors and warnings that all rules find."""
    symbol = read_record(Source.from_bytes("", data)).symbol.replace("/", "_")
    found = check(Source.from_bytes(f"{symbol}.txt", data), RULES)
    return [diagnostic.code for diagnostic in found if diagnostic.severity >= Severity.WARNING]


def check_all(data: bytes) -> None:
    """Check a record with all rules."""
    check(Source.from_bytes("record.txt", data), RULES)


def digest(count: int) -> str:
    """What tells two corpora apart."""
    return sha256(b"".join(name.encode() + data for name, data in corpus.records(count))).hexdigest()


def test_corpus_is_the_same_in_every_process() -> None:
    code = "import sys, test_corpus; print(test_corpus.digest(50))"
    environment = os.environ | {
        "PYTHONHASHSEED": "1",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path]),
    }
    child = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert child.stdout.strip() == digest(50)


def test_longer_corpus_begins_like_a_shorter_one() -> None:
    longer = corpus.records(120)
    assert [next(longer) for _ in range(70)] == list(corpus.records(70))


def test_seed_changes_the_corpus() -> None:
    assert list(corpus.records(1, seed=1)) != list(corpus.records(1, seed=2))


def test_clean_records_are_clean() -> None:
    assert {name: found for name, data in CLEAN if (found := codes(data))} == {}


def test_size_is_that_of_the_real_record() -> None:
    assert sum(len(data) for _, data in CLEAN) / len(CLEAN) == pytest.approx(REAL_SIZE, rel=0.1)


def test_names_differ() -> None:
    assert len({name.lower() for name, _ in corpus.records(5_000)}) == 5_000


def test_three_in_a_hundred_are_defective() -> None:
    differing = [data for (_, data), (_, clean) in zip(corpus.records(200), CLEAN, strict=True) if data != clean]
    assert len(differing) == 6
    assert all(codes(data) for data in differing)


@pytest.mark.parametrize("number", range(len(corpus.DEFECTS)))
def test_planted_defect_is_found(number: int) -> None:
    code, pattern, _ = corpus.DEFECTS[number]
    text = next(text for _, data in CLEAN if corpus.re.search(pattern, text := data.decode()))
    assert code in codes(corpus.plant(text, number).encode())


@pytest.mark.parametrize("name", FEW)
def test_worst_case_gives(name: str) -> None:
    assert tuple(codes(getattr(worst, name)(12))) == FEW[name]


def test_too_deep_tree_gives_one_finding() -> None:
    assert codes(worst.deep_tree(1_000)) == ["TRE004"]


@pytest.mark.parametrize(("make", "size"), [(make, size) for _, make, size in worst.WORST])
def test_work_grows_with_size_and_no_faster(make: Callable[[int], bytes], size: int) -> None:
    growth.assert_linear(check_all, make, size // 32)
    growth.assert_linear_in_c(check_all, make, size // 8)


def test_categories_are_those_of_the_vocabulary(shared: Path) -> None:
    import csv  # noqa: PLC0415 - for this alone

    with (shared / "data" / "harmonizome_datasets.csv").open(encoding="utf-8") as file:
        known = {row["name"]: row["attribute_group"] for row in csv.DictReader(file)}
    rows = (corpus.EXAMPLES / "TP53.txt").read_text(encoding="utf-8").partition("---|---|---|\n")[2].splitlines()
    groups = [known.get(row.partition(" | ")[0], "") for row in rows]
    digits = [str(corpus.CATEGORIES.index(group)) if group else "-" for group in groups]
    assert "".join(digits) == corpus.CATEGORY_OF_ROW
