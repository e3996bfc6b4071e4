"""Calls of functions in processes of their own, each within a time and a memory.

A process does one call at a time, and has a socket of its own. One that is over its deadline is killed, one that has
died is noticed by the end of its socket; either is replaced, and whoever waits for it is told.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import signal
import sys
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from socket import socket, socketpair
from struct import Struct
from threading import Thread
from traceback import extract_tb
from typing import Any, TypeVar, TypeVarTuple, cast

from genelint.service.logs import failure, log, set_up_logs
from genelint.values import NamedTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_LENGTH = Struct("!Q")
_PAUSE = 1.0
"""So many seconds lie between a process that could not be started and the next try."""

_START = 60.0
"""So many seconds a process may take until it is ready."""

_END = 2.0
"""So many seconds an idle process has to end by itself."""


class PoolError(Exception):
    """A call that gives no result."""


class Busy(PoolError):  # noqa: N818 - what happened to a call
    """As many calls wait as may, no process was free in time, or the pool is closed."""


class Late(PoolError):  # noqa: N818 - as above
    """The call was over its deadline."""


class Died(PoolError):  # noqa: N818 - as above
    """The process ended in the middle of the call, killed or for lack of memory."""


class Limits(NamedTuple):
    """What a pool may take: how many processes; how many calls that wait for one, and for how many seconds; how many
    seconds a call runs, and how many bytes of address space a process has, where the system can limit that."""

    processes: int = 1
    waiting: int = 64
    patience: float = 10.0
    deadline: float = 10.0
    memory: int = 1 << 30


class _Line(asyncio.StreamReaderProtocol):
    """One end of a socket, which tells when the other one is gone."""

    def __init__(self, reader: asyncio.StreamReader, ended: asyncio.Event) -> None:
        super().__init__(reader)
        self._ended = ended

    def eof_received(self) -> bool:
        self._ended.set()
        return bool(super().eof_received())

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended.set()
        super().connection_lost(exc)


class _Worker(NamedTuple):
    process: BaseProcess
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    ended: asyncio.Event


class Pool:
    """Processes that call functions; an asynchronous context, at whose end they end."""

    def __init__(self, limits: Limits, prepare: Callable[[], object]) -> None:
        """`prepare`, a function of a module, is called in each process before it is used."""
        self.limits = limits
        self.replaced: Counter[str] = Counter()
        """How many processes were replaced, by reason: `late`, `died`, or `unstarted` for those that never worked."""
        self.waiting = 0
        """How many calls wait for a process."""
        self.running = 0
        """How many calls are worked on."""
        self._prepare = prepare
        self._workers: set[BaseProcess] = set()
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._calls: set[asyncio.Task[Any]] = set()
        self._supplies: set[asyncio.Task[Any]] = set()
        self._ends: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    async def __aenter__(self) -> Pool:
        """Begin to start the processes; calls wait until one is ready."""
        for _ in range(self.limits.processes):
            _begin(self._supply(), self._supplies)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the processes, also those that are at work."""
        self._is_closed = True
        for task in self._calls | self._supplies:
            task.cancel()
        await asyncio.gather(*self._calls, *self._supplies, *self._ends, return_exceptions=True)
        await asyncio.gather(*(_end(self._idle.get_nowait(), _END) for _ in range(self._idle.qsize())))

    def kill(self) -> None:
        """End the processes at once, where the context did not come to its end."""
        for process in self._workers:
            process.kill()

    @property
    def processes(self) -> Sequence[int]:
        """The numbers by which the system knows those processes."""
        return [process.pid for process in self._workers if process.pid is not None and process.is_alive()]

    @property
    def alive(self) -> int:
        """How many processes are ready or at work."""
        return len(self.processes)

    @property
    def is_ready(self) -> bool:
        """Whether calls are taken, and a process is there for them."""
        return not self._is_closed and self.alive > 0

    async def run(self, function: Callable[[*Ts], T], *arguments: *Ts, deadline: float | None = None) -> T:
        """Call a function of a module in a process, within so many seconds, and give what it gives.

        Raises what the function raises, and Busy, Late or Died. Where the caller is cancelled, the call goes on to its
        end or deadline: to start another process would take longer than most calls.
        """
        message = pickle.dumps((function, arguments))
        worker = await self._free_worker()
        call = _begin(self._call(worker, message, self.limits.deadline if deadline is None else deadline), self._calls)
        is_good, value = pickle.loads(await asyncio.shield(call))  # noqa: S301 - of a process of our own
        if not is_good:
            raise value
        return cast("T", value)

    async def _free_worker(self) -> _Worker:
        if self._is_closed or (self._idle.empty() and self.waiting >= self.limits.waiting):
            raise Busy
        self.waiting += 1
        try:
            async with asyncio.timeout(self.limits.patience):
                worker = await self._idle.get()
                while worker.ended.is_set():  # and so was replaced
                    worker = await self._idle.get()
        except TimeoutError:
            raise Busy from None
        finally:
            self.waiting -= 1
        return worker

    async def _call(self, worker: _Worker, message: bytes, deadline: float) -> bytes:
        self.running += 1
        try:
            async with asyncio.timeout(deadline):
                await _send(worker.writer, message)
                answer = await _receive(worker.reader)
        except TimeoutError:
            self._replace(worker, "late")
            raise Late from None
        except (OSError, EOFError):
            self._replace(worker, "died")
            raise Died from None
        except asyncio.CancelledError:
            await _end(worker, 0)
            raise
        finally:
            self.running -= 1
        self._idle.put_nowait(worker)
        return answer

    def _replace(self, worker: _Worker, reason: str) -> None:
        """Replace a process, if that was not done before."""
        if worker.process not in self._workers:
            return
        self.replaced[reason] += 1
        self._workers.remove(worker.process)
        worker.process.kill()
        _begin(_end(worker, 0), self._ends)
        _begin(self._supply(), self._supplies)

    async def _supply(self) -> None:
        """Start a process, or try again where that is not possible, and replace it when it has ended."""
        while True:
            try:
                worker = await _start(self._prepare, self.limits.memory)
            except (OSError, EOFError):
                self.replaced["unstarted"] += 1
                await asyncio.sleep(_PAUSE)
            else:
                self._workers.add(worker.process)
                self._idle.put_nowait(worker)
                await worker.ended.wait()
                self._replace(worker, "died")
                return


def _begin(work: Coroutine[Any, Any, T], tasks: set[asyncio.Task[Any]]) -> asyncio.Task[T]:
    """A task that is among some until it ends, whoever waits for it."""

    def forget(task: asyncio.Task[T]) -> None:
        tasks.discard(task)
        if not task.cancelled():
            task.exception()  # where nobody waits for it any more, nobody asks either

    task = asyncio.ensure_future(work)
    tasks.add(task)
    task.add_done_callback(forget)
    return task


async def _start(prepare: Callable[[], object], memory: int) -> _Worker:
    """Start a process and wait until it is ready. Raises OSError or EOFError."""
    # Never a fork of this process, which has threads; that of a server which has imported all takes as little time.
    context = get_context("spawn") if sys.platform == "win32" else get_context("forkserver")
    context.set_forkserver_preload([prepare.__module__])
    ours, its = socketpair()
    process = context.Process(target=work, args=(its, prepare, memory), daemon=True)
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    reader = asyncio.StreamReader()
    transport, line = await loop.create_connection(lambda: _Line(reader, ended), sock=ours)
    worker = _Worker(process, reader, asyncio.StreamWriter(transport, line, reader, loop), ended)
    try:
        try:
            await _in_thread(process.start)
        finally:
            its.close()  # so that the end of the process is the end of the socket
        async with asyncio.timeout(_START):
            await _receive(worker.reader)
    except BaseException:
        await _end(worker, 0)
        raise
    return worker


async def _end(worker: _Worker, patience: float) -> None:
    """Let a process end within so many seconds, and make it."""
    worker.writer.close()
    if worker.process.pid is not None:
        await _in_thread(worker.process.join, patience)
        worker.process.kill()
        await _in_thread(worker.process.join)


async def _in_thread(function: Callable[[*Ts], object], *arguments: *Ts) -> None:
    """Call a function in a thread, and be cancelled only when it is done."""
    call = asyncio.ensure_future(asyncio.to_thread(function, *arguments))
    try:
        await asyncio.shield(call)
    except asyncio.CancelledError:
        await asyncio.wait([call])
        raise


async def _send(writer: asyncio.StreamWriter, message: bytes) -> None:
    writer.writelines((_LENGTH.pack(len(message)), message))
    await writer.drain()


async def _receive(reader: asyncio.StreamReader) -> bytes:
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    return await reader.readexactly(length)


def work(sock: socket, prepare: Callable[[], object], memory: int) -> None:
    """What a process does as long as its parent is there."""
    for number in (signal.SIGINT, signal.SIGTERM):  # which a terminal or systemd sends to all: the parent decides
        signal.signal(number, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _limit(memory)
    try:
        prepare()
    except Exception as error:  # noqa: BLE001 - the parent, which sees the end of this process, has the next one started
        set_up_logs(sys.stderr)
        log("process not started", failure(error), logging.ERROR)
    else:
        serve(sock)


def serve(sock: socket) -> None:
    """Answer calls until there are no more."""
    with sock, sock.makefile("rb") as calls, suppress(OSError):
        answer = b""
        while True:
            sock.sendall(_LENGTH.pack(len(answer)) + answer)
            if not (head := calls.read(_LENGTH.size)):
                return
            answer = _called(calls.read(*_LENGTH.unpack(head)))


def _called(message: bytes) -> bytes:
    """What a call gives or raises."""
    try:
        function, arguments = pickle.loads(message)  # noqa: S301 - of the parent
        return pickle.dumps((True, function(*arguments)))
    except MemoryError:
        os._exit(1)  # others may lack it by now
    except Exception as error:  # noqa: BLE001 - the parent raises it
        places = [f"{at.filename}:{at.lineno} {at.name}" for at in extract_tb(error.__traceback__)]
        vars(error)["places"] = places  # which its traceback knew, that stays here
        try:
            answer = pickle.dumps((False, error))
            pickle.loads(answer)  # noqa: S301 - as the parent will
        except Exception:  # noqa: BLE001 - its constructor wants other arguments
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__} at {places[-1]}")))
        return answer


def _limit(memory: int) -> None:
    """Take no more address space than that, and leave no dump of what is in it, where the system knows such limits."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - there is none on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _end_with_parent() -> None:
    """End this process when its parent is gone, also in the middle of a call."""
    cast("BaseProcess", parent_process()).join()
    os._exit(1)
