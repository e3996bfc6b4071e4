"""Requests to GitHub over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx2
from gidgethub import HTTPException
from gidgethub.abc import GitHubAPI

from genelint import __version__
from genelint.github.limits import ATTEMPTS, is_refusal, pause
from genelint.github.posting import GitHubError
from genelint.github.target import Target, Token
from genelint.terminal import say
from genelint.values import NamedTuple
from genelint.wording import visible

_VERSION = "2022-11-28"

_PASSING = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError)
"""Faults that may be gone after a pause."""


class Clock(NamedTuple):
    """How to wait, and what time it is, in seconds since 1970; and how long an answer may take."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.time
    timeout: float = 30.0


CLOCK = Clock()


@asynccontextmanager
async def open_client(target: Target, token: Token, clock: Clock) -> AsyncGenerator[Client, None]:
    """A client for the repository of a target; its connections are closed when the context ends."""
    headers = {"x-github-api-version": _VERSION}
    async with httpx2.AsyncClient(headers=headers, timeout=clock.timeout) as http:
        yield Client(http, target, token, clock)


class Client:
    """Sends requests about one repository, again where that may help; see `Api`."""

    def __init__(self, http: httpx2.AsyncClient, target: Target, token: Token, clock: Clock) -> None:
        self._api = _Transport(http, clock, token, target.api)
        self._token = token
        self._base = f"/repos/{target.owner}/{target.repo}/"

    async def send(self, method: str, path: str, data: object) -> Any:
        """Send a body; gives that of the answer. Raises GitHubError."""
        request = self._api.post if method == "POST" else self._api.patch
        with self._explained(f"{method} {path}"):
            return await request(self._base + path, data=data)

    async def pages(self, path: str) -> AsyncIterator[Any]:
        """The items of a list. Raises GitHubError."""
        with self._explained(f"GET {path}"):
            async for item in self._api.getiter(self._base + path):
                yield item

    @contextmanager
    def _explained(self, request: str) -> Generator[None, None, None]:
        what = f"GitHub: {request.partition('?')[0]}"
        try:
            yield
        except HTTPException as error:
            said = visible(str(error)).replace(self._token.reveal(), "…")
            status = int(error.status_code)
            refused = is_refusal(status, error.headers, str(error))
            raise GitHubError(f"{what}: {status} {said}", status, is_refusal=refused) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise GitHubError(f"{what}: no answer: {type(error).__name__}") from None
        except (ValueError, LookupError, TypeError):  # gidgethub expects what GitHub says
            raise GitHubError(f"{what}: the answer is not one of GitHub") from None


class _Transport(GitHubAPI):
    """gidgethub over httpx2, with pauses as GitHub wants them; those of gidgethub would not count what failed here."""

    def __init__(self, http: httpx2.AsyncClient, clock: Clock, token: Token, url: str) -> None:
        super().__init__(f"genelint/{__version__}", oauth_token=token.reveal(), base_url=url)
        self._http = http
        self._clock = clock

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = await self._http.request(method, url, headers=dict(headers), content=body)
            except _PASSING as error:
                if attempt == ATTEMPTS:
                    raise
                reason, seconds = type(error).__name__, 2.0**attempt
            else:
                status, about, content = answer.status_code, answer.headers, answer.content
                wait = pause(status, about, content.decode(errors="replace"), attempt, self._clock.now())
                if wait is None:
                    return status, about, content
                reason, seconds = str(status), wait
            say(f"GitHub: {reason}; trying again in {seconds:,.0f} s")
            await self.sleep(seconds)

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
