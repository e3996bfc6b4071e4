"""What is out of place in a sequence that should ascend."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple


class Displaced(NamedTuple):
    """A number out of place, at a position from 0: it stands before a lower one, or (not `is_early`) after a higher
    one, which is `other`."""

    at: int
    is_early: bool
    other: int


def displaced(numbers: Sequence[int]) -> list[Displaced]:
    """What keeps distinct numbers from ascending, by position.

    There is one for each stretch of numbers that change places with each other alone: the one that was moved, or the
    first where several were.
    """
    kept = set(longest_ascending(numbers))
    if len(kept) == len(numbers):
        return []
    highest = list(accumulate(numbers, max))
    lowest = list(accumulate(reversed(numbers), min))[::-1]
    found: list[Displaced] = []
    is_reported = False
    for at, number in enumerate(numbers):
        if at and highest[at - 1] < lowest[at]:
            is_reported = False
        if at not in kept and not is_reported:
            is_reported = True
            is_early = lowest[at] < number
            found.append(Displaced(at, is_early, lowest[at] if is_early else highest[at]))
    return found


def longest_ascending(numbers: Sequence[int]) -> list[int]:
    """The positions of a longest ascending part of distinct numbers, in order, in n log n steps."""
    lowest_ends: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(lowest_ends, number)
        before.append(ends[length - 1] if length else -1)
        lowest_ends[length : length + 1] = [number]
        ends[length : length + 1] = [at]
    found: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
