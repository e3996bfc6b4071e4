"""What other tests hold the growth of work with: it tells squared growth from linear, in Python and in C."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import growth


def visit_all(count: int) -> None:
    for _ in range(count):
        pass


def visit_pairs(count: int) -> None:
    for _ in range(count):
        visit_all(count)


def visit_some(count: int) -> None:
    """As much for any size that is not small."""
    visit_all(min(count, 5))


@pytest.mark.parametrize("work", [visit_all, visit_some])
def test_linear_growth_is_taken(work: Callable[[int], None]) -> None:
    growth.assert_linear(work, int, 10)


def test_squared_growth_is_refused() -> None:
    with pytest.raises(AssertionError):
        growth.assert_linear(visit_pairs, int, 10)


def test_linear_growth_in_c_is_taken() -> None:
    growth.assert_linear_in_c(re.compile("a*b").match, lambda size: "a" * size, 50_000)


def test_squared_growth_in_c_is_refused() -> None:
    with pytest.raises(AssertionError):
        growth.assert_linear_in_c(re.compile("a*b").search, lambda size: "a" * size, 500)
