"""How work grows with what it is done on: no faster than the size, or an assertion fails.

Lines of Python are counted, which gives the same on every machine. What runs in C, such as a regular expression, has no
lines; its times are compared with each other, and again where a busy machine may have spoilt the comparison.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from time import process_time
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

_ATTEMPTS = 6
_MOST = 24.0


def assert_linear(work: Callable[[T], object], make: Callable[[int], T], size: int) -> None:
    """Between double and fourfold size, twice as many more lines run as between size and double: four times as many
    were squared growth."""
    work(make(size))  # what is kept from now on is not worked out in what is counted
    once, twice, four_times = (count_lines(work, make(factor * size)) for factor in (1, 2, 4))
    assert four_times - twice <= 3 * abs(twice - once), (once, twice, four_times)


def assert_linear_in_c(work: Callable[[T], object], make: Callable[[int], T], size: int) -> None:
    """Eightfold size takes about eight times as long: squared growth takes 64 times, however often it is tried."""
    small, large = make(size), make(8 * size)
    times: list[tuple[float, float]] = []
    growth = _MOST
    while len(times) < _ATTEMPTS and growth >= _MOST:
        times.append((_cpu_time(work, small), _cpu_time(work, large)))
        shortest, longest = map(min, zip(*times, strict=True))
        growth = longest / shortest
    assert growth < _MOST, times


def count_lines(work: Callable[[T], object], subject: T) -> int:
    """How many lines of Python run."""
    count = 0

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    gc.disable()  # what other tests have left behind may have lines of its own
    sys.settrace(trace)
    try:
        work(subject)
    finally:
        sys.settrace(before)
        gc.enable()
    return count


def _cpu_time(work: Callable[[T], object], subject: T) -> float:
    """Seconds of this process, never 0, without those that go to what other tests have left behind."""
    gc.disable()
    try:
        start = process_time()
        work(subject)
        return process_time() - start or 1e-9
    finally:
        gc.enable()
