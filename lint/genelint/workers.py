"""The first pass over many files at once, in processes of their own.

Each worker has a pipe of its own, so that it is known what it was at when it ends, and so that one that ends in the
middle of a word leaves nobody waiting. What it was at is tried again, in halves, until the record is alone that makes
workers end: that costs the record one finding. Where no worker can be had, files are looked at in this process.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread, active_count
from typing import cast

from genelint.engine import fingerprinted, internal_error
from genelint.model import Source
from genelint.setup import Setup
from genelint.survey import BATCH, Surveyed, Task, survey, surveyor
from genelint.values import NamedTuple

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""A fork takes a hundredth of the time of a new interpreter, and is safe as long as no thread runs; not on macOS, whose
libraries start threads."""

_AHEAD = 2
"""So many batches each worker has, so that none is idle."""


class _Batch(NamedTuple):
    """The tasks from one position up to another; `is_suspect` where a worker ended that was at them."""

    start: int
    stop: int
    is_suspect: bool = False


_START = _Batch(0, 0)
"""What a worker is at until it is ready."""

_NOTHING = Surveyed((), [], {}, [], [])
"""What it says when it is."""

_THRESHOLD = 20_000
"""As for the parent: so many objects more than before make Python look for cycles."""


class _Worker(NamedTuple):
    """A process, our end of its pipe, and what it is to do, beginning with what it is at."""

    process: BaseProcess
    pipe: Connection
    batches: deque[_Batch]


def survey_in_processes(tasks: Sequence[Task], setup: Setup, jobs: int) -> Iterator[Surveyed]:
    """Look at files in so many processes; gives what they find in no particular order."""
    waiting = deque(_Batch(at, min(at + BATCH, len(tasks))) for at in range(0, len(tasks), BATCH))
    workers: dict[Connection, _Worker] = {}
    most = min(jobs, len(waiting))
    try:
        while waiting or any(worker.batches for worker in workers.values()):
            most = _supply(workers, waiting, most, tasks, setup)
            if not workers:
                break
            for pipe in wait([pipe for pipe, worker in workers.items() if worker.batches]):
                worker = workers[cast("Connection", pipe)]
                found = _receive(worker)
                batch = worker.batches.popleft()
                if found is None:
                    _end(workers.pop(worker.pipe))
                    most -= batch == _START
                    halves = _halves(batch)
                    waiting.extendleft(reversed([*halves, *worker.batches]))
                    if batch.is_suspect and not halves:
                        yield _blamed(tasks[batch.start])
                elif batch != _START:
                    yield found._replace(tasks=tasks[batch.start : batch.stop])
        for start, stop, is_suspect in waiting:  # what ended a worker could end this process
            yield from map(_blamed, tasks[start:stop]) if is_suspect else survey(tasks[start:stop], setup)
    finally:
        for worker in workers.values():
            _end(worker)


def _supply(
    workers: dict[Connection, _Worker], waiting: deque[_Batch], most: int, tasks: Sequence[Task], setup: Setup
) -> int:
    """Start workers, and give them what they lack to do; how many of them there can be."""
    while waiting and len(workers) < most:
        try:
            start(workers, tasks, setup)
        except OSError:  # the system has no more processes, or pipes
            most = len(workers)
    for worker in workers.values():
        while waiting and len(worker.batches) < _AHEAD:
            _give(worker, waiting.popleft())
    return most


def _halves(batch: _Batch) -> list[_Batch]:
    """What a batch is tried again in: a single file once more, for a worker may end for other reasons."""
    if batch.is_suspect and batch.stop - batch.start == 1:
        return []
    middle = (batch.start + batch.stop + 1) // 2
    halves = (_Batch(batch.start, middle, True), _Batch(middle, batch.stop, True))
    return [half for half in halves if half.start < half.stop]


def start(workers: dict[Connection, _Worker], tasks: Sequence[Task], setup: Setup) -> None:
    """Start one more worker. Raises OSError where that is not possible."""
    context = get_context("fork") if START_METHOD == "fork" and has_one_thread() else get_context("spawn")
    if context.get_start_method() == "spawn":
        resource_tracker.ensure_running()  # which lets interrupts through when it begins
    ours, its = context.Pipe()
    # An interrupt waits until the worker is known here, and the worker leaves it to us.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = context.Process(target=work, args=(its, tasks, setup, os.getcwd()), daemon=True)
        process.start()
        workers[ours] = _Worker(process, ours, deque((_START,)))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        its.close()


def has_one_thread() -> bool:
    """Whether no other thread runs, also none that Python knows nothing of, such as that which watches files."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return active_count() == 1


def _give(worker: _Worker, batch: _Batch) -> None:
    worker.batches.append(batch)
    with suppress(OSError):  # it has ended, which is seen where its answer is awaited
        worker.pipe.send(batch[:2])


def _receive(worker: _Worker) -> Surveyed | None:
    """What a worker found in its first batch, without the tasks; None where it gives no answer."""
    try:
        return worker.pipe.recv()  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001 - it has ended, perhaps in the middle, or a plugin's values cannot be sent
        return None


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _blamed(task: Task) -> Surveyed:
    """What is said of a file that makes workers end."""
    error = ChildProcessError("the process ended that checked it, killed or for lack of memory")
    rest = "what is wrong with the file is not known, and all others were checked"
    died = internal_error(Source(task.path, ""), None, "checking this file", error, rest)
    return Surveyed((task,), [""], {0: fingerprinted([died])}, [], [])


def work(pipe: Connection, tasks: Sequence[Task], setup: Setup, folder: str) -> None:
    """What a worker does as long as its parent is there: look at tasks from one position up to another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what was made before is not looked at again, nor copied from the parent for that
    gc.set_threshold(_THRESHOLD)
    with suppress(Exception):  # where it cannot go on it ends, and that says enough
        os.chdir(folder)  # a new interpreter begins where this one began
        look = surveyor(setup)
        found = _NOTHING
        while True:
            pipe.send(found)
            start, stop = pipe.recv()
            found = look(tasks[start:stop])._replace(tasks=())


def _end_with_parent() -> None:
    """End this process when its parent is gone: its pipe does not tell, since a fork has both ends of it."""
    cast("BaseProcess", parent_process()).join()
    os._exit(1)
