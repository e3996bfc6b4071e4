"""Connections, which wait for nobody for ever: uvicorn knows no limit of time but between requests."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from genelint.service.gate import SECURITY
from genelint.service.problems import MEDIA_TYPE, Problem, as_object
from genelint.service.settings import Settings

_SLOWEST = 256 << 10
"""So many bytes of an answer a client takes at least, each time that its patience with it is over."""


_MOST_HEAD = 64 << 10
"""So many bytes the head of a request has at most, as uvicorn has it."""

_CHUNKS = 1000
_CHUNK = 256


class _Reader(h11.Connection):
    """Refuses a body that comes in many tiny chunks: each takes as long to read as a large one, and all others wait.

    It may have some, and one more for each `_CHUNK` bytes.
    """

    _left = _CHUNKS

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._left = _CHUNKS
        elif isinstance(event, h11.Data):
            self._left += len(event.data) // _CHUNK - event.chunk_start
            if self._left < 0:
                raise h11.RemoteProtocolError("too many tiny chunks")
        return event


class Connection(H11Protocol):
    """A connection that is closed when the next request's head, or the taking of an answer, takes too long."""

    def __init__(self, *arguments: Any, settings: Settings, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.conn = _Reader(h11.SERVER, _MOST_HEAD)
        self._settings = settings
        self._head: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self._settings.connections:
            transport.abort()
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        _stop(self._head)
        _stop(self._taking)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            _stop(self._head)

    def on_response_complete(self) -> None:
        self._await_head()  # first, since the next request may be here already
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_taking()

    def resume_writing(self) -> None:
        if not self.transport.is_closing():
            _stop(self._taking)
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, as all other problems are, where there is no answer yet."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()
            return
        content = json.dumps(as_object(Problem(HTTPStatus.BAD_REQUEST, msg))).encode()
        headers = [("content-type", MEDIA_TYPE), ("content-length", str(len(content))), ("connection", "close")]
        response = h11.Response(status_code=400, headers=[*headers, *SECURITY.items()], reason="Bad Request")
        for event in (response, h11.Data(data=content), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _await_head(self) -> None:
        _stop(self._head)
        self._head = self.loop.call_later(self._settings.head_time, self._end)

    def _end(self) -> None:
        """Close the connection; what it was sent has yet to be taken."""
        self.transport.close()
        self._await_taking()

    def _await_taking(self) -> None:
        _stop(self._taking)
        left = self.transport.get_write_buffer_size()

        def look() -> None:
            if self.transport.get_write_buffer_size() > left - _SLOWEST:
                self.transport.abort()
            else:
                self._await_taking()

        self._taking = self.loop.call_later(self._settings.head_time, look)


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
