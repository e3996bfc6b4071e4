"""Working on the queue, as long as the service runs."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from random import uniform

from genelint.github.client import Clock
from genelint.github.posting import GitHubError
from genelint.service.logs import failure, log
from genelint.service.webhook.deliveries import MOST_ATTEMPTS, Deliveries, Leased
from genelint.service.webhook.jobs import Tools, perform
from genelint.values import NamedTuple
from genelint.wording import visible

WORKERS = 4
"""So many jobs are worked on at a time; most of the time they wait for GitHub."""


class Pace(NamedTuple):
    """Times in seconds: for how long a job is leased at a time, how long it may take, after which pause it is done
    again, the first time, and how long nothing is looked for."""

    lease: float = 30.0
    longest: float = 1800.0
    pause: float = 15.0
    idle: float = 60.0


class Bell:
    """Rings where there is something to do."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits."""
        self._event.set()

    def hush(self) -> None:
        """Forget what was rung."""
        self._event.clear()

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, or for so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()


class Plant(NamedTuple):
    """What works on a queue: the queue, how its jobs are done, and when."""

    queue: Deliveries
    tools: Tools
    bell: Bell
    clock: Clock
    pace: Pace


async def work(plant: Plant) -> None:
    """Do one job after the other, until it is cancelled."""
    while True:
        try:
            await _next(plant)
        except Exception as error:  # noqa: BLE001 - such as a full disk, which is not for ever
            log("queue failed", failure(error), logging.ERROR)
            await plant.bell.wait(plant.pace.pause)


async def _next(plant: Plant) -> None:
    """Do the next job, or wait for one."""
    queue, _, bell, clock, pace = plant
    bell.hush()
    now = clock.now()
    leased = await asyncio.to_thread(queue.take, now, pace.lease)
    if leased is not None:
        await _attempt(plant, leased)
    else:
        due = await asyncio.to_thread(queue.next_due, now)
        await bell.wait(pace.idle if due is None else min(due, pace.idle))


async def _attempt(plant: Plant, leased: Leased) -> None:
    """Do a job, and put down what became of it."""
    queue = plant.queue
    task = asyncio.ensure_future(perform(leased, plant.tools))
    try:
        is_ours = await _keep(plant, leased, task)
    except asyncio.CancelledError:
        with suppress(sqlite3.Error):  # which must not take its place; the lease ends by itself
            queue.release(leased)
        raise
    finally:
        task.cancel()  # where it is not done: nobody keeps its lease any more
    if not is_ours:
        _log("superseded", leased, {})
    elif task.cancelled():
        await _again(plant, leased, {"error": "it takes too long"})
    elif (error := task.exception()) is None:
        await asyncio.to_thread(queue.finish, leased)
        _log("done", leased, {"result": task.result()})
    elif not isinstance(error, GitHubError):
        await _again(plant, leased, failure(error))
    elif is_passing(error):
        plant.tools.app.forget(leased.job.repository)
        await _again(plant, leased, {"error": visible(str(error))})
    else:
        await _give_up(plant, leased, {"error": visible(str(error))})


async def _keep(plant: Plant, leased: Leased, task: asyncio.Future[str]) -> bool:
    """Keep the lease of a job until its task is done, or has taken too long; False where the job is no longer ours."""
    clock, pace = plant.clock, plant.pace
    end = clock.now() + pace.longest
    while not (await asyncio.wait({task}, timeout=pace.lease / 3))[0]:
        now = clock.now()
        is_ours = await asyncio.to_thread(plant.queue.renew, leased, now + pace.lease)
        if not is_ours or now > end:
            task.cancel()
            await asyncio.wait({task})
            return is_ours
    return True


def is_passing(error: GitHubError) -> bool:
    """Whether what GitHub refuses now it may take later."""
    return not error.is_refusal and error.status in (0, 401, 403, 409, 429, *range(500, 600))


async def _again(plant: Plant, leased: Leased, why: Mapping[str, object]) -> None:
    """Postpone a job, ever longer, or give it up."""
    if leased.attempt >= MOST_ATTEMPTS:
        await _give_up(plant, leased, why)
        return
    seconds = plant.pace.pause * 4.0 ** (leased.attempt - 1) * uniform(0.5, 1.5)  # noqa: S311 - not all at once
    await asyncio.to_thread(plant.queue.postpone, leased, plant.clock.now() + seconds)
    _log("postponed", leased, {"seconds": round(seconds), **why}, logging.WARNING)


async def _give_up(plant: Plant, leased: Leased, why: Mapping[str, object]) -> None:
    await asyncio.to_thread(plant.queue.fail, leased, str(why["error"]))
    _log("given up", leased, why, logging.ERROR)


def _log(what: str, leased: Leased, fields: Mapping[str, object], level: int = logging.INFO) -> None:
    log(f"job {what}", {"delivery": leased.delivery, "attempt": leased.attempt, **fields}, level)
