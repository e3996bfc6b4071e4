"""What the service does not put up with: too much, too slow, too often, and processes that end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from threading import Thread
from typing import TYPE_CHECKING

import pytest

import calls
from bases import BASES
from genelint.service import checks, connections
from genelint.service.bodies import Bodies
from genelint.service.gate import Gate
from genelint.service.metrics import Metrics
from genelint.service.pool import Pool
from genelint.service.settings import Settings
from genelint.service.state import Service
from service import TEXT, Answer, Running, read_answer, running, wait_until

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

MT2A = BASES["MT2A"].encode()
HEAD = b"POST /v1/check HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n"
MANY = b"content-length: 1000\r\n\r\n"


@pytest.fixture(scope="module")
def impatient() -> Iterator[Running]:
    """A service that waits for little."""
    with running(body=50_000, body_time=1.0, head_time=1.0, deadline=1.5, waiting=1, patience=60.0) as service:
        yield service


@pytest.fixture
def service(impatient: Running) -> Running:
    """The same, at rest, as if nothing had been counted."""
    wait_until(lambda: impatient.parts.pool.is_ready and not impatient.parts.metrics.in_flight)
    impatient.parts.pool.replaced.clear()
    impatient.parts.metrics.requests.clear()
    return impatient


class TestBodies:
    def test_that_are_large_are_refused_unread(self, service: Running) -> None:
        with service.connected(HEAD + b"content-length: 50001\r\nexpect: 100-continue\r\n\r\n") as connection:
            answer = read_answer(connection)
        assert (answer.status, answer.problem) == (413, "a body may have up to 50,000 bytes")
        assert service.post("/v1/check", MT2A + b" " * (50_000 - len(MT2A))).status == 200
        assert service.post("/v1/check", b" " * 50_001).status == 413

    def test_that_are_large_are_refused_while_they_come(self, service: Running) -> None:
        """They are counted as they come: this one has no end."""
        chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
        with service.connected(HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunk * 4) as connection:
            assert read_answer(connection).status == 413
            assert service.metric("held_bytes") == 0

            def is_closed() -> bool:
                """Nor is it read for ever."""
                try:
                    connection.sendall(chunk)
                except OSError:
                    return True
                return False

            wait_until(is_closed)

    def test_in_chunks_are_whole(self, service: Running) -> None:
        answer = service.ask("POST", "/v1/check", iter([MT2A[:10], MT2A[10:9000], MT2A[9000:]]), content_type=TEXT)
        assert answer.json["diagnostics"] == []

    @pytest.mark.parametrize("encoding", ["gzip", "GZIP", "br", "identity, gzip", "deflate,gzip", "x", ","])
    def test_that_are_compressed_are_refused(self, service: Running, encoding: str) -> None:
        bomb = zlib.compress(b" " * 10_000_000, wbits=31)
        answer = service.ask("POST", "/v1/check", bomb, content_type=TEXT, content_encoding=encoding)
        assert (answer.status, answer.problem) == (415, "a compressed body is not read")
        assert answer.headers["accept-encoding"] == "identity"

    @pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
    def test_that_are_not_are_read(self, service: Running, encoding: str) -> None:
        assert service.ask("POST", "/v1/check", MT2A, content_type=TEXT, content_encoding=encoding).status == 200

    def test_that_are_slow_are_given_up(self, service: Running) -> None:
        with service.connected(HEAD + MANY) as connection:
            drip = Thread(target=_drip, args=(connection,))
            drip.start()
            answer = read_answer(connection)
            assert (answer.status, answer.problem) == (408, "the body did not come in time")
            assert service.metric("held_bytes") == 0
            drip.join(60)
            assert not drip.is_alive()

    def test_that_end_too_early_are_given_up(self, service: Running) -> None:
        with service.connected(HEAD + MANY + b"MT2A"):
            wait_until(lambda: service.parts.bodies.held == 4)
        wait_until(lambda: service.metric("requests_in_flight") == 1)
        assert service.parts.metrics.requests["POST", "/v1/check", 400] == 1
        assert service.parts.bodies.held == 0

    def test_that_are_held_at_once_have_a_limit(self) -> None:
        with running(body=40_000, bodies=50_000) as service:
            head = HEAD + b"content-length: 40000\r\n\r\n"
            with service.connected(head + b" " * 30_000) as first, service.connected(head + b" " * 30_000) as second:
                answer = read_answer(second)
                assert (answer.status, answer.headers["retry-after"]) == (503, "1")
                assert answer.problem == "too much at once: try again later"
                first.sendall(b" " * 10_000)
                assert read_answer(first).status == 200
            assert service.metric("held_bytes") == 0


def _drip(connection: socket.socket) -> None:
    """Send a byte now and then, until nobody takes it."""
    try:
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)
    except OSError:
        pass


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(100)
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("work", [checks.check, checks.fix])
def test_answers_have_a_limit(monkeypatch: pytest.MonkeyPatch, work: Callable[..., checks.Answer]) -> None:
    texts, query = [checks.Text("MT2A.txt", MT2A)], checks.Query()
    monkeypatch.setattr(checks, "MOST_BYTES", len(work(texts, query).body))
    work(texts, query)
    with pytest.raises(checks.Refused, match="the answer would be too large"):
        work([texts[0]._replace(content=MT2A.replace(b"MT2A has", b"MT2A  has", 1))], query)


class TestConnections:
    @pytest.mark.parametrize("sent", [b"", b"POST /v1/check HT", HEAD])
    def test_without_a_whole_head_are_closed(self, service: Running, sent: bytes) -> None:
        with service.connected(sent) as connection:
            assert connection.recv(100) == b""

    def test_with_a_head_that_drips_are_closed(self, service: Running) -> None:
        with service.connected(HEAD + b"x: ") as connection:
            drip = Thread(target=_drip, args=(connection,))
            drip.start()
            drip.join(60)
            assert not drip.is_alive()

    def test_are_kept_for_the_next_request(self, service: Running) -> None:
        request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"
        with service.connected(request) as connection:
            for _ in range(3):
                assert read_answer(connection).status == 200
                connection.sendall(request)
            assert read_answer(connection).status == 200
            connection.sendall(request * 3)
            received = b""
            while received.count(b"HTTP/1.1 200") < 3:
                received += connection.recv(10_000)

    def test_have_a_limit(self) -> None:
        with running(connections=3) as service, service.connected(), service.connected(), service.connected():
            wait_until(lambda: len(service.server.server_state.connections) == 3)
            with service.connected() as refused:
                assert _received(refused) == b""
            assert len(service.server.server_state.connections) == 3

    def test_on_which_no_answer_is_taken_are_closed(self, service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "check_body", calls.say_much)
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", service.port))
            connection.sendall(HEAD + b"content-length: 0\r\n\r\n")
            wait_until(lambda: service.parts.metrics.requests["POST", "/v1/check", 200] == 1)
            wait_until(lambda: not service.server.server_state.connections)

    def test_on_which_an_answer_is_taken_slowly_are_not(
        self, service: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(checks, "check_body", calls.say_much)
        monkeypatch.setattr(connections, "_SLOWEST", 1)
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            connection.connect(("127.0.0.1", service.port))
            connection.sendall(HEAD + b"content-length: 0\r\n\r\n")
            received = 0
            end = time.monotonic() + 2.5
            while time.monotonic() < end:
                received += len(connection.recv(50_000))
                time.sleep(0.05)
            while received < calls.MUCH:
                piece = connection.recv(1 << 20)
                assert piece
                received += len(piece)


class TestWork:
    def test_that_is_late_is_given_up(self, service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "check_body", calls.sleep)
        answer = service.post("/v1/check", b"")
        assert (answer.status, answer.problem) == (504, "it took too long, and was given up")
        monkeypatch.undo()
        assert service.post("/v1/check", MT2A).status == 200
        assert 'genelint_workers_replaced_total{reason="late"} 1' in service.get("/metrics").text

    @pytest.mark.parametrize("end", [calls.die, calls.devour])
    def test_whose_process_ends_is_answered(
        self, service: Running, monkeypatch: pytest.MonkeyPatch, end: object
    ) -> None:
        monkeypatch.setattr(checks, "check_body", end)
        answer = service.post("/v1/check", b"")
        assert answer.status == 500
        assert answer.problem == "the process that worked on it has ended, killed or for lack of memory"
        monkeypatch.undo()
        assert service.post("/v1/check", MT2A).status == 200
        assert 'genelint_workers_replaced_total{reason="died"} 1' in service.get("/metrics").text

    def test_whose_process_is_killed_is_answered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "check_body", calls.sleep)
        with running() as service:
            answers: list[Answer] = []
            asking = Thread(target=lambda: answers.append(service.post("/v1/check", b"")))
            asking.start()
            wait_until(lambda: service.parts.pool.running == 1)
            (process,) = service.parts.pool.processes
            os.kill(process, signal.SIGKILL)
            asking.join(60)
            assert [answer.status for answer in answers] == [500]
            monkeypatch.undo()
            assert service.post("/v1/check", MT2A).status == 200
            wait_until(lambda: service.get("/readyz").status == 200)

    def test_that_is_too_much_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "check_body", calls.sleep)
        with running(waiting=1, deadline=1.0) as service:
            answers: list[Answer] = []
            asking = [Thread(target=lambda: answers.append(service.post("/v1/check", b""))) for _ in range(4)]
            for thread in asking:
                thread.start()
            wait_until(lambda: len(answers) == 2)
            assert {(one.status, one.headers["retry-after"], one.problem) for one in answers} == {
                (503, "1", "too much at once: try again later")
            }
            assert service.metric("queue") == 1
            assert service.get("/healthz").status == 200
            for thread in asking:
                thread.join(60)
            assert [one.status for one in answers[2:]] == [504, 504]

    def test_that_fails_says_nothing_of_what_it_was_at(
        self, service: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(checks, "check_body", calls.fail)
        with caplog.at_level("INFO", "genelint.service"):
            answer = service.post("/v1/check", b"SECRET")
            wait_until(lambda: len(caplog.records) == 2)
        assert (answer.status, answer.problem) == (500, "the service has failed; its log says where")
        (failed, _) = (vars(record)["fields"] for record in caplog.records)
        assert failed["error"] == "KeyError"
        assert any("calls.py:" in place for place in failed["at"])
        assert "SECRET" not in str([vars(record) for record in caplog.records])
        assert failed["id"] == answer.headers["x-request-id"]

    def test_for_nobody_ends_too(self, service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "check_body", calls.sleep)
        with service.connected(HEAD + b"content-length: 0\r\n\r\n"):
            wait_until(lambda: service.parts.pool.running == 1)
        wait_until(lambda: service.parts.pool.replaced["late"] == 1)
        wait_until(lambda: service.parts.metrics.in_flight == 0)

    def test_is_not_ready_without_processes(self, service: Running) -> None:
        (process,) = service.parts.pool.processes
        os.kill(process, signal.SIGKILL)
        wait_until(lambda: service.get("/readyz").status == 503)
        assert service.get("/healthz").status == 200
        wait_until(lambda: service.get("/readyz").status == 200)


def test_a_failure_in_the_middle_of_an_answer_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing can be answered any more."""

    async def begin(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError("SECRET")

    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    settings = Settings()
    service = Service(settings, Pool(settings.limits(), checks.warm_up), Bodies(settings), Metrics())
    with caplog.at_level("INFO", "genelint.service"):
        asyncio.run(Gate(begin, service)({"type": "http", "method": "GET", "headers": []}, receive, send))
    assert [message["type"] for message in sent] == ["http.response.start"]
    (failed,) = (record for record in caplog.records if record.message == "failed")
    assert vars(failed)["fields"]["error"] == "KeyError"
    assert "SECRET" not in caplog.text
