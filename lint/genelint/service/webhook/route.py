"""Where GitHub delivers to. Nothing of a body is read before its signature holds."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TypeVar, TypeVarTuple

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from genelint.github.client import CLOCK, Clock, open_connections
from genelint.service.logs import log
from genelint.service.pool import Pool
from genelint.service.problems import RETRY, Problem
from genelint.service.state import service_of
from genelint.service.webhook.app_client import App
from genelint.service.webhook.deliveries import Deliveries, FullError
from genelint.service.webhook.events import EventError, Ignored, Job, read_event
from genelint.service.webhook.jobs import Tools
from genelint.service.webhook.pulls import Run
from genelint.service.webhook.settings import WebhookSettings
from genelint.service.webhook.signature import HEADER, has_form, is_signed
from genelint.service.webhook.work import WORKERS, Bell, Pace, Plant, work

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

PATH = "/github/webhook"

_EVENT = re.compile("[a-z_]{1,64}")
_DELIVERY = re.compile("[A-Za-z0-9-]{1,64}")


class Webhook:
    """The webhook of an app: takes in deliveries while it is a part of a service, and works on them."""

    def __init__(self, settings: WebhookSettings, clock: Clock = CLOCK, pace: Pace = Pace()) -> None:  # noqa: B008 - it is frozen
        """Open the queue. Raises UsageError."""
        self._settings = settings
        self._clock = clock._replace(tell=_tell)
        self._pace = pace
        self.queue = Deliveries(settings.queue)
        self._bell = Bell()
        self.router = APIRouter()
        self.router.add_api_route(PATH, self.receive, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def working(self, pool: Pool) -> AsyncGenerator[None, None]:
        """Work on the queue until the context ends; what is not done by then is done after the next start."""
        async with open_connections(self._clock) as http:
            tools = Tools(App(self._settings, http, self._clock), leave_one(pool))
            plant = Plant(self.queue, tools, self._bell, self._clock, self._pace)
            tasks = [asyncio.create_task(work(plant)) for _ in range(WORKERS)]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                self.queue.close()

    async def receive(self, request: Request) -> JSONResponse:
        """Take in a delivery. Raises Problem."""
        signatures = request.headers.getlist(HEADER)
        if not has_form(signatures):
            raise _not_signed("there is no signature, or it has another form")
        if request.headers.getlist("content-type") not in (["application/json"], ["application/json; charset=utf-8"]):
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "set the content type of the webhook to application/json")
        async with service_of(request).bodies.read(request) as body:
            if not is_signed(body, signatures[0], self._settings.secrets):
                raise _not_signed("no secret of ours has made it")
            event, delivery = (request.headers.get(f"x-github-{name}", "") for name in ("event", "delivery"))
            if not _EVENT.fullmatch(event) or not _DELIVERY.fullmatch(delivery):
                raise Problem(HTTPStatus.BAD_REQUEST, "there is no name of an event, or no id of a delivery")
            job = _read(event, body, self._settings.app)
        request.state.logged |= {"event": event, "delivery": delivery}
        try:
            is_new = await asyncio.to_thread(
                self.queue.add, delivery, None if isinstance(job, Ignored) else job, self._clock.now()
            )
        except (FullError, sqlite3.Error) as error:
            log("delivery refused", {"delivery": delivery, "error": type(error).__name__})
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "the queue takes nothing: try again later", RETRY) from None
        if not is_new:
            return _answer("known", "this delivery was taken in before")
        if isinstance(job, Ignored):
            return _answer("ignored", job.reason)
        self._bell.ring()
        return _answer("queued", f"pull request {job.pull}" if job.pull else f"commit {job.sha}")


def leave_one(pool: Pool) -> Run:
    """Calls functions in the processes of a pool, but for one, where there are several: jobs may take long, and whoever
    asks the service for something else does not wait for them."""
    turns = asyncio.Semaphore(max(1, pool.limits.processes - 1))

    async def run(function: Callable[[*Ts], T], *arguments: *Ts, deadline: float | None = None) -> T:
        async with turns:
            return await pool.run(function, *arguments, deadline=deadline)

    return run


def _tell(line: str) -> None:
    """Log why a request waits."""
    log("waiting", {"reason": line})


def _not_signed(reason: str) -> Problem:
    """One answer for whatever is wrong with a signature, so that nobody learns from it; the log has the reason."""
    log("delivery not signed", {"reason": reason}, logging.WARNING)
    return Problem(HTTPStatus.UNAUTHORIZED, "the delivery is not signed as it must be")


def _read(event: str, body: bytes, app: int) -> Job | Ignored:
    try:
        return read_event(event, json.loads(body), app)
    except EventError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"this is no event of GitHub: {error}") from None
    except (ValueError, RecursionError):
        raise Problem(HTTPStatus.BAD_REQUEST, "the body is not JSON") from None


def _answer(status: str, detail: str) -> JSONResponse:
    return JSONResponse({"status": status, "detail": detail}, HTTPStatus.ACCEPTED)
