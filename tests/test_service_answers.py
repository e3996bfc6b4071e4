"""Answers: how much of them is held, and for how long."""

from __future__ import annotations

import socket
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import calls
from genelint.service import checks
from service import Running, read_answer, running, wait_until

if TYPE_CHECKING:
    import pytest

MUCH = b"POST /v1/check HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: 0\r\n\r\n"
SOME = b"GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n"


@contextmanager
def connected(service: Running) -> Generator[socket.socket, None, None]:
    """A connection of a client that takes little at a time."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", service.port))
        yield connection


def test_whose_end_is_not_taken_are_dropped() -> None:
    """So little of it is left that the server has written all, and waits for nothing."""
    with running(head_time=0.5) as service, connected(service) as connection:
        wait_until(lambda: bool(service.server.server_state.connections))
        (one,) = service.server.server_state.connections
        answered = service.parts.metrics.requests
        for number in count(1):
            connection.sendall(SOME)
            wait_until(lambda: answered.total() == number)  # noqa: B023 - at once
            if one.transport.get_write_buffer_size():
                break
        wait_until(lambda: not service.server.server_state.connections)


def test_are_held_within_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    with running(bodies=calls.MUCH * 3 // 2) as service:
        monkeypatch.setattr(checks, "check_body", calls.say_much)
        with connected(service) as connection:
            connection.sendall(MUCH)
            wait_until(lambda: service.parts.bodies.held > calls.MUCH // 2)
            answer = service.post("/v1/check", b"")
            assert (answer.status, answer.headers["retry-after"]) == (503, "1")
            assert answer.problem == "too much at once: try again later"
        wait_until(lambda: service.parts.bodies.held == 0)
        assert service.post("/v1/check", b"").status == 200


def test_are_given_to_no_body_of_many_tiny_chunks() -> None:
    """Each takes as long to read as a large one, in the one thread that serves all."""
    head = MUCH.replace(b"content-length: 0", b"transfer-encoding: chunked")
    with running() as service:
        with connected(service) as connection:
            connection.sendall(head + b"1\r\nx\r\n" * 1000 + b"0\r\n\r\n")
            assert read_answer(connection).status == 200
        with connected(service) as connection:
            connection.sendall(head + (b"1\r\nx\r\n" * 9 + b"900\r\n" + b"x" * 0x900 + b"\r\n") * 200 + b"0\r\n\r\n")
            assert read_answer(connection).status == 200
        with connected(service) as connection:
            connection.sendall(head + b"1\r\nx\r\n" * 1001)
            assert read_answer(connection).status == 400


def test_are_given_once_where_what_follows_is_no_http(caplog: pytest.LogCaptureFixture) -> None:
    head = MUCH.replace(b"content-length: 0", b"content-encoding: gzip\r\ntransfer-encoding: chunked")
    with running() as service, connected(service) as connection:
        connection.sendall(head)
        assert read_answer(connection).status == 415
        connection.sendall(b"no chunk\r\n")
        wait_until(lambda: not service.server.server_state.connections)
    assert "ERROR" not in {record.levelname for record in caplog.records}
