"""Bodies of requests: within a size and a time; all that are held at once, and answers, within a size of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request

from genelint.service.problems import RETRY, Problem
from genelint.service.settings import Settings


class Bodies:
    """Reads the bodies of requests, and counts the bytes that are held of them and of answers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.held = 0
        """So many bytes are held."""

    @asynccontextmanager
    async def read(self, request: Request) -> AsyncGenerator[bytes, None]:
        """The body of a request, which counts as held until the context ends. Raises Problem."""
        self._refuse(request)
        chunks: list[bytes] = []
        try:
            yield await self._joined(request, chunks)
        finally:
            self.held -= sum(map(len, chunks))

    @contextmanager
    def hold(self, size: int) -> Generator[None, None, None]:
        """Count so many bytes of an answer as held until the context ends."""
        self.held += size
        try:
            yield
        finally:
            self.held -= size

    def admit(self, size: int) -> None:
        """Raise Problem where so many more bytes are too many."""
        if self.held + size > self._settings.bodies:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "too much at once: try again later", RETRY)

    async def _joined(self, request: Request, chunks: list[bytes]) -> bytes:
        size = 0
        try:
            async with asyncio.timeout(self._settings.body_time):
                async for chunk in request.stream():
                    size += len(chunk)
                    self.held += len(chunk)
                    chunks.append(chunk)
                    self._bound(size)
        except TimeoutError:
            raise Problem(HTTPStatus.REQUEST_TIMEOUT, "the body did not come in time") from None
        except ClientDisconnect:
            raise Problem(HTTPStatus.BAD_REQUEST, "the body did not come to its end") from None
        return b"".join(chunks)

    def _refuse(self, request: Request) -> None:
        """Raise Problem for what the head of a request already tells."""
        encodings = ",".join(request.headers.getlist("content-encoding"))
        if encodings.strip().lower() not in ("", "identity"):
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a compressed body is not read", {"accept-encoding": "identity"}
            )
        length = request.headers.get("content-length", "")
        if length.isdecimal():
            self._bound(int(length))

    def _bound(self, size: int) -> None:
        """Raise Problem where a body has too many bytes, or all that are held have."""
        if size > self._settings.body:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body may have up to {self._settings.body:,} bytes")
        self.admit(0)
