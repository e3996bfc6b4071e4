"""The first pass over many files at once, in processes of their own.

A worker that is killed, or that a record makes crash, costs that record one finding: the pool is made anew, and what
was being worked on is tried again, in halves, until the record is alone.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import cast

from genelint.engine import Examined, internal_error
from genelint.model import Source
from genelint.setup import Setup
from genelint.survey import Surveyed, Task, survey

BATCH = 50
"""So many files a worker is given at a time."""

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""A fork takes a hundredth of the time of a new interpreter, and is safe as long as no thread runs; not on macOS, whose
libraries start threads."""

_AHEAD = 2
"""So many batches wait for each worker, so that none is idle."""

Batch = Sequence[Task]

_setups: list[Setup] = []  # of a worker process: one


def survey_in_processes(tasks: Sequence[Task], setup: Setup, jobs: int) -> Iterator[Surveyed]:
    """Look at files in so many processes; gives what they find in no particular order."""
    waiting = deque(tasks[at : at + BATCH] for at in range(0, len(tasks), BATCH))
    suspects: deque[Batch] = deque()
    while waiting or suspects:
        running: dict[Future[list[Surveyed]], Batch] = {}
        with _pool(setup, jobs) as pool:
            try:
                while suspects:  # each alone, so that it is known which one is to blame
                    yield from pool.submit(_survey, suspects[0]).result()
                    suspects.popleft()
                while waiting or running:
                    while waiting and len(running) < _AHEAD * jobs:
                        running[pool.submit(_survey, waiting[0])] = waiting[0]
                        waiting.popleft()
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        found = future.result()
                        del running[future]
                        yield from found
            except BrokenProcessPool:
                if suspects:
                    yield from _blamed(suspects)
                suspects.extend(running.values())


def _blamed(suspects: deque[Batch]) -> Iterator[Surveyed]:
    """Halve the first suspect; what is said of a file that was alone."""
    batch = suspects.popleft()
    if len(batch) > 1:
        middle = len(batch) // 2
        suspects.extendleft((batch[middle:], batch[:middle]))
        return
    [task] = batch
    error = ChildProcessError("the worker process was killed, or crashed")
    died = internal_error(Source(task.path, ""), None, "checking this file", error)
    yield Surveyed(*task, Examined([died], []))


def _pool(setup: Setup, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context(START_METHOD), _begin, (setup,))


def _begin(setup: Setup) -> None:
    """Make a process a worker: it leaves an interrupt to its parent, and ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _setups[:] = [setup]


def _end_with_parent() -> None:
    cast("BaseProcess", parent_process()).join()
    os._exit(1)


def _survey(batch: Batch) -> list[Surveyed]:
    return list(survey(batch, _setups[0]))
