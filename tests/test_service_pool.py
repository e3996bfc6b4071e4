"""The processes that work for the service: what happens to them, and to those who wait for them."""

from __future__ import annotations

import asyncio
import os
import pickle
import re
import signal
import socket
from collections.abc import Callable, Coroutine
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

import pytest

from calls import devour, die, fail, fail_later, fail_strangely, lack, prepare, sleep
from genelint.service import pool as under_test
from genelint.service.pool import Busy, Died, Late, Limits, Pool
from service import wait_until

LIMITS = Limits(deadline=60.0, patience=60.0)


def use(
    act: Callable[[Pool], Coroutine[Any, Any, None]],
    limits: Limits = LIMITS,
    prepare: Callable[[], object] = prepare,
) -> None:
    """Use a pool; nothing is left of it."""

    async def run() -> None:
        async with Pool(limits, prepare) as pool:
            await act(pool)
        assert not pool.is_ready
        with pytest.raises(Busy):
            await pool.run(os.getpid)

    before = {*active_children()}
    asyncio.run(run())
    assert {*active_children()} <= before


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.01)


class TestCalls:
    def test_are_worked_on_in_another_process(self) -> None:
        async def act(pool: Pool) -> None:
            first = await pool.run(os.getpid)
            assert first != os.getpid()
            assert await pool.run(os.getpid) == first
            assert await pool.run(divmod, 7, 3) == (2, 1)
            assert (pool.alive, pool.running, pool.waiting, pool.is_ready) == (1, 0, 0, True)

        use(act)

    def test_run_side_by_side(self) -> None:
        async def act(pool: Pool) -> None:
            both = await asyncio.gather(*(pool.run(os.getpid) for _ in range(40)))
            assert len({*both}) <= 2
            await until(lambda: pool.alive == pool.limits.processes)
            running = [asyncio.create_task(pool.run(sleep, deadline=1.0)) for _ in range(2)]
            await until(lambda: pool.running == 2)
            await asyncio.gather(*running, return_exceptions=True)

        use(act, LIMITS._replace(processes=2))

    def test_of_any_size(self) -> None:
        async def act(pool: Pool) -> None:
            large = os.urandom(5_000_000)
            assert await pool.run(bytes, large) == large

        use(act)

    def test_raise_what_the_function_raises(self) -> None:
        async def act(pool: Pool) -> None:
            with pytest.raises(KeyError, match="SECRET") as caught:
                await pool.run(fail)
            assert re.search(r"calls.py:[0-9]+ fail$", vars(caught.value)["places"][-1])
            with pytest.raises(RuntimeError, match=r"^Strange at .*calls.py:[0-9]+ fail_strangely$"):
                await pool.run(fail_strangely)
            assert await pool.run(len, "abc") == 3
            assert not pool.replaced

        use(act)


class TestProcesses:
    def test_that_are_late_are_replaced(self) -> None:
        async def act(pool: Pool) -> None:
            first = await pool.run(os.getpid)
            with pytest.raises(Late):
                await pool.run(sleep, deadline=0.2)
            assert await pool.run(os.getpid) != first
            assert pool.replaced == {"late": 1}

        use(act)

    @pytest.mark.parametrize("end", [die, devour])
    def test_that_end_are_replaced(self, end: Callable[[], None]) -> None:
        async def act(pool: Pool) -> None:
            first = await pool.run(os.getpid)
            with pytest.raises(Died):
                await pool.run(end)
            assert await pool.run(os.getpid) != first
            assert pool.replaced == {"died": 1}

        use(act)

    def test_that_are_killed_at_rest_are_replaced_though_nobody_asks(self) -> None:
        async def act(pool: Pool) -> None:
            first = await pool.run(os.getpid)
            os.kill(first, signal.SIGKILL)
            await until(lambda: pool.replaced["died"] == 1)
            await until(lambda: pool.alive == pool.limits.processes)
            both = await asyncio.gather(pool.run(os.getpid), pool.run(os.getpid))
            assert first not in both
            assert pool.replaced == {"died": 1}

        use(act)

    def test_of_which_one_is_left_are_ready(self) -> None:
        async def act(pool: Pool) -> None:
            await until(lambda: pool.alive == 2)
            os.kill(pool.processes[0], signal.SIGKILL)
            await until(lambda: pool.alive == 1)
            assert pool.is_ready

        use(act, LIMITS._replace(processes=2))

    def test_have_so_much_memory(self) -> None:
        async def act(pool: Pool) -> None:
            assert await pool.run(limits_of_process) == ((1 << 28, 1 << 28), (0, 0))

        use(act, LIMITS._replace(memory=1 << 28))

    def test_leave_signals_to_their_parent(self) -> None:
        async def act(pool: Pool) -> None:
            first = await pool.run(os.getpid)
            os.kill(first, signal.SIGINT)
            os.kill(first, signal.SIGTERM)
            assert await pool.run(os.getpid) == first

        use(act)

    def test_that_do_not_start_are_tried_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(under_test, "_PAUSE", 0.01)

        async def act(pool: Pool) -> None:
            with pytest.raises(Busy):
                await pool.run(os.getpid)
            await until(lambda: pool.replaced["unstarted"] > 1)
            assert not pool.is_ready

        use(act, LIMITS._replace(patience=0.1), prepare=die)

    @pytest.mark.parametrize("place", [(under_test, "socketpair"), (BaseProcess, "start")])
    def test_that_cannot_be_had_are_tried_again(
        self, monkeypatch: pytest.MonkeyPatch, place: tuple[object, str]
    ) -> None:
        monkeypatch.setattr(under_test, "_PAUSE", 0.01)
        errors = iter([OSError("no more of them")])
        make = getattr(*place)

        def try_to_make(*arguments: object) -> object:
            if (error := next(errors, None)) is not None:
                raise error
            return make(*arguments)

        monkeypatch.setattr(*place, try_to_make)

        async def act(pool: Pool) -> None:
            assert await pool.run(len, "a") == 1
            assert pool.replaced == {"unstarted": 1}

        use(act)

    def test_do_not_outlive_the_pool_in_the_middle_of_a_call(self) -> None:
        async def act(pool: Pool) -> None:
            call = asyncio.create_task(pool.run(sleep))
            await until(lambda: pool.running == 1 and pool.alive == 1)
            waiting = asyncio.create_task(pool.run(len, "a"))
            await until(lambda: pool.waiting == 1)
            waiting.cancel()
            del call

        use(act)


class TestWaiting:
    def test_has_a_limit(self) -> None:
        async def act(pool: Pool) -> None:
            await until(lambda: pool.alive == pool.limits.processes)
            calls = [asyncio.create_task(pool.run(sleep, deadline=0.3)) for _ in range(4)]
            done = await asyncio.gather(*calls, return_exceptions=True)
            assert sorted(type(one).__name__ for one in done) == ["Busy", "Late", "Late", "Late"]

        use(act, LIMITS._replace(waiting=2))

    def test_has_an_end(self) -> None:
        async def act(pool: Pool) -> None:
            await until(lambda: pool.alive == pool.limits.processes)
            call = asyncio.create_task(pool.run(sleep, deadline=1.0))
            await until(lambda: pool.running == 1)
            with pytest.raises(Busy):
                await pool.run(len, "a")
            assert pool.waiting == 0
            with pytest.raises(Late):
                await call

        use(act, LIMITS._replace(patience=0.05))

    def test_of_nobody_does_not_stop_a_call(self) -> None:
        """A call that was begun is ended within its deadline, whether or not anybody wants to know."""

        async def act(pool: Pool) -> None:
            for function in (sleep, fail_later):
                call = asyncio.create_task(pool.run(function, deadline=1.0))
                await until(lambda: pool.running == 1)
                call.cancel()
                await until(lambda: pool.running == 0)
            assert await pool.run(len, "a") == 1
            assert pool.replaced == {"late": 1}

        use(act)


class TestProcess:
    def test_ends_for_lack_of_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ended: list[int] = []

        def end(code: int) -> None:
            ended.append(code)
            raise OSError

        monkeypatch.setattr(os, "_exit", end)
        ours, its = socket.socketpair()
        message = pickle.dumps((lack, ()))
        ours.sendall(len(message).to_bytes(8, "big") + message)
        serving = Thread(target=under_test.serve, args=(its,))
        with ours:
            serving.start()
            assert ours.recv(8) == bytes(8)
            wait_until(lambda: ended == [1])
        serving.join(60)
        assert not serving.is_alive()

    def test_that_cannot_start_says_so_and_answers_nothing(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        for place, name in (
            (under_test, "_end_with_parent"),
            (under_test, "_limit"),
            (under_test, "set_up_logs"),
            (signal, "signal"),
        ):
            monkeypatch.setattr(place, name, print)
        ours, its = socket.socketpair()
        with ours:
            with its:
                under_test.work(its, fail, 0)
            assert ours.recv(1) == b""
        assert [(one.levelname, one.message) for one in caplog.records] == [("ERROR", "process not started")]

    def test_ends_with_its_parent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ended: list[int] = []
        monkeypatch.setattr(os, "_exit", ended.append)
        parent = Thread(target=int)
        parent.start()
        monkeypatch.setattr(under_test, "parent_process", lambda: parent)
        under_test._end_with_parent()  # pyright: ignore[reportPrivateUsage]
        assert ended == [1]


def limits_of_process() -> object:
    import resource  # noqa: PLC0415 - there is none on Windows

    return resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CORE)
