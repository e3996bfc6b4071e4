"""Connections on which little is taken, by a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from genelint.service.connections import Connection
from genelint.service.settings import Settings

MUCH = 10 << 20


class Timer:
    """What is to be done, unless it is cancelled."""

    def __init__(self, function: Callable[[], object]) -> None:
        self.function = function
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class Clock:
    """Stands for the event loop: all its timers come to their end at once, when they are told to."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []

    def call_later(self, delay: float, function: Callable[[], object]) -> Timer:
        assert delay == Settings().head_time
        self.timers.append(Timer(function))
        return self.timers[-1]

    def ring(self) -> None:
        due, self.timers = self.timers, []
        for timer in due:
            if not timer.is_cancelled:
                timer.function()


class Line:
    """Stands for a transport, and what is left in it to be taken."""

    def __init__(self) -> None:
        self.left = 0
        self.is_closed = False
        self.is_dropped = False

    def get_extra_info(self, name: str, default: object = None) -> object:
        del name
        return default

    def get_write_buffer_size(self) -> int:
        return self.left

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = self.is_dropped = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def connection(clock: Clock, line: Line) -> Connection:
    async def app(_: object, __: object, ___: object) -> None:
        raise AssertionError

    loop: Any = clock
    connection = Connection(Config(app, interface="asgi3"), ServerState(), {}, loop, settings=Settings())
    transport: Any = line
    connection.connection_made(transport)
    return connection


def test_go_on_as_long_as_enough_is_taken(connection: Connection, clock: Clock, line: Line) -> None:
    clock.timers.clear()  # there is a head
    line.left = MUCH
    connection.pause_writing()
    for _ in range(3):
        line.left -= 1 << 20
        clock.ring()
        assert not line.is_closed
    line.left -= 1
    clock.ring()
    assert line.is_dropped


def test_have_all_time_once_enough_was_taken(connection: Connection, clock: Clock, line: Line) -> None:
    clock.timers.clear()
    line.left = MUCH
    connection.pause_writing()
    connection.resume_writing()
    clock.ring()
    assert not line.is_closed


def test_have_no_more_time_for_what_is_left_at_their_end(connection: Connection, clock: Clock, line: Line) -> None:
    line.left = MUCH
    clock.ring()
    assert (line.is_closed, line.is_dropped) == (True, False)  # no head has come
    line.left = 1000
    connection.resume_writing()
    clock.ring()
    assert not line.is_dropped
    clock.ring()
    assert line.is_dropped
