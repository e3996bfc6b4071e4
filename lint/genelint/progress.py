"""A progress bar for long runs at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from time import monotonic

PATIENCE = 1.0
"""So many seconds pass before there is a bar."""

REFRESH = 0.1
"""So many seconds pass between two looks of it."""


def followed(files: Sequence[str]) -> AbstractContextManager[Iterable[str]]:
    """The files; while they are taken one by one, and this lasts, a bar on standard error if that is a terminal.

    The bar is gone when the context ends, also by an interrupt.
    """
    return closing(_followed(files)) if sys.stderr.isatty() else nullcontext(files)


def _followed(files: Sequence[str]) -> Generator[str, None, None]:
    due = monotonic() + PATIENCE
    remaining = iter(files)
    done = 0
    for path in remaining:
        yield path
        done += 1
        if monotonic() > due:
            break
    if done == len(files):
        return
    from rich.console import Console  # noqa: PLC0415 - start-up
    from rich.progress import Progress  # noqa: PLC0415 - start-up

    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("Checking", total=len(files), completed=done)
        for path in remaining:
            yield path
            done += 1
            if monotonic() > due:
                bar.update(task, completed=done, refresh=True)
                due = monotonic() + REFRESH
