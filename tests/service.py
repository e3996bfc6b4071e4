"""The service, run in a thread of this process, and a client of it that knows how to behave and how not to."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlencode

import jsonschema

from conftest import shared_folder
from genelint.service.server import Server, listen
from genelint.service.settings import Settings
from genelint.service.state import Service

PROBLEM = "application/problem+json"
TEXT, JSON = "text/plain", "application/json"


class Answer(NamedTuple):
    """What a request is answered; headers by lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def problem(self) -> str:
        """What is wrong, after a look at whether this is said as RFC 9457 has it."""
        assert self.headers["content-type"] == PROBLEM
        problem = self.json
        assert problem["status"] == self.status
        shared = shared_folder()
        if shared is not None:
            schema = json.loads((shared / "contracts" / "problem-object-rfc9457.schema.json").read_text())
            jsonschema.validate(problem, schema)
        return str(problem["detail"])


class Client:
    """A client of a service at an address of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: bytes | Iterator[bytes] | None = None, /, **headers: str) -> Answer:
        """Ask for a path; underscores in the names of headers are hyphens. What an iterator gives is sent in chunks."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            return answer_of(connection.getresponse())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: str | bytes, content_type: str = TEXT, /, **query: object) -> Answer:
        """Send a text, with a query."""
        content = body.encode("utf-8", "surrogateescape") if isinstance(body, str) else body
        return self.ask("POST", f"{path}?{urlencode(query, doseq=True)}", content, content_type=content_type)

    def send(self, path: str, texts: dict[str, str], /, **query: object) -> Answer:
        """Send records as JSON."""
        records = [{"name": name, "text": text} for name, text in texts.items()]
        return self.post(path, json.dumps({"records": records}), JSON, **query)

    @contextmanager
    def connected(self, sent: bytes = b"") -> Generator[socket.socket, None, None]:
        """A connection, over which something was sent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(sent)
            yield connection

    def metric(self, name: str) -> float:
        """The sum of a metric's samples."""
        samples = re.findall(rf"^genelint_{name}(?:{{.*}})? (.*)$", self.get("/metrics").text, re.MULTILINE)
        return sum(map(float, samples))


class Running(Client):
    """A service in a thread, and its client; `parts` are those of the service."""

    def __init__(self, server: Server, port: int) -> None:
        super().__init__(port)
        self.server = server

    @property
    def parts(self) -> Service:
        parts: Service = self.server.app.state.service
        return parts

    def stop(self) -> None:
        """Stop it, as a signal does."""
        self.server.handle_exit(15, None)


@contextmanager
def running(**settings: Any) -> Generator[Running, None, None]:
    """A service with settings, whose processes are ready; it is stopped in the end."""
    listener = listen("127.0.0.1", 0)
    server = Server(listener, Settings(workers=1)._replace(**settings))
    thread = Thread(target=server.run_to_end)
    service = Running(server, listener.getsockname()[1])
    thread.start()
    try:
        wait_until(lambda: service.parts.pool.alive == service.parts.pool.limits.processes)
        yield service
    finally:
        service.stop()
        thread.join(60)
        assert not thread.is_alive()


def answer_of(response: HTTPResponse) -> Answer:
    """The whole of a response."""
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def read_answer(connection: socket.socket) -> Answer:
    """The answer that comes over a connection."""
    response = HTTPResponse(connection)
    response.begin()
    return answer_of(response)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that will be so soon. Raises AssertionError where it is not within a minute."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
