"""Checking within this process, without what a command costs besides: reading, and every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from time import process_time

import floors
from genelint import engine, files, registry


def check_time(paths: Iterable[str]) -> float:
    """CPU seconds of reading and checking files with every rule on."""
    rules = _rules()
    start = process_time()
    for path in paths:
        source = files.read(path)
        assert source is not None
        engine.check(source, rules)
    return process_time() - start


def floor_time(paths: Iterable[str]) -> float:
    """CPU seconds of the floor over files."""
    start = process_time()
    floors.read_all(paths)
    return process_time() - start


def written(folder: Path, make: Callable[[int], bytes], size: int) -> list[str]:
    """The path of a record of a size, which is written into the folder."""
    path = folder / f"{size}.txt"
    path.write_bytes(make(size))
    return [str(path)]


@cache
def _rules() -> tuple[engine.SelectedRule, ...]:
    return registry.select(registry.load([registry.BUILT_IN], "."))
