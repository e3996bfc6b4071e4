"""What is out of place in a sequence that should ascend."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from genelint.rule import NamedTuple

Number = TypeVar("Number", int, tuple[str, int])


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
    highest = list(accumulate(numbers, max))
    lowest = list(accumulate(reversed(numbers), min))[::-1]
    found: list[Displaced] = []
    is_reported = False
    for at, number in enumerate(numbers):
        if at and highest[at - 1] < lowest[at]:
            is_reported = False
        if at not in kept and not is_reported:
            is_reported = True
            is_early = lowest[at] != number
            found.append(Displaced(at, is_early, lowest[at] if is_early else highest[at]))
    return found


def longest_ascending(numbers: Sequence[Number]) -> list[int]:
    """The positions of a longest ascending part of distinct numbers, in order, in n log n steps."""
    # The lowest number that ends an ascending part of each length, and the length of the longest that ends at each.
    ends: list[Number] = []
    lengths: list[int] = []
    for number in numbers:
        shorter = bisect_left(ends, number)
        ends[shorter : shorter + 1] = [number]
        lengths.append(shorter + 1)
    found: list[int] = []
    for at in reversed(range(len(numbers))):
        # The last of a length is the lowest of it, and so lower than what was found behind it.
        if lengths[at] == len(ends):
            ends.pop()
            found.append(at)
    return found[::-1]
