"""A progress bar for long runs at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from time import monotonic
from typing import TypeVar

Item = TypeVar("Item")

PATIENCE = 1.0
"""So many seconds pass before there is a bar."""

REFRESH = 0.1
"""So many seconds pass between two looks of it."""


def _one(item: object) -> int:
    del item
    return 1


def followed(
    items: Iterable[Item], total: int, size: Callable[[Item], int] = _one
) -> AbstractContextManager[Iterable[Item]]:
    """The items, whose sizes are `total` together; while they are taken one by one, and this lasts, a bar on standard
    error if that is a terminal.

    The bar tells how many are done, and how long the rest takes at the pace of the last ones. It is gone when the
    context ends, also by an interrupt.
    """
    return closing(_followed(iter(items), total, size)) if sys.stderr.isatty() else nullcontext(items)


def _followed(remaining: Iterator[Item], total: int, size: Callable[[Item], int]) -> Generator[Item, None, None]:
    due = monotonic() + PATIENCE
    done = 0
    for item in remaining:
        yield item
        done += size(item)
        if monotonic() > due:
            break
    if done >= total:
        return
    from rich.console import Console  # noqa: PLC0415 - start-up
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=total, completed=done)
        for item in remaining:
            yield item
            done += size(item)
            if monotonic() > due:
                bar.update(task, completed=done, refresh=True)
                due = monotonic() + REFRESH
