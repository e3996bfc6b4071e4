"""Requests to GitHub over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypedDict
from urllib.parse import urlsplit

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
    """How to wait, and what time it is, in seconds since 1970; how long an answer may take; and where to say why."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.time
    timeout: float = 30.0
    tell: Callable[[str], None] = say


CLOCK = Clock()


class _Right(TypedDict, total=False):
    """With what a request is sent; one of both."""

    jwt: str
    oauth_token: str


@asynccontextmanager
async def open_client(target: Target, token: Token, clock: Clock) -> AsyncGenerator[Client, None]:
    """A client for the repository of a target; its connections are closed when the context ends."""
    async with open_connections(clock) as http:
        yield Client(http, repository(target.api, target.owner, target.repo), token, clock)


def open_connections(clock: Clock) -> httpx2.AsyncClient:
    """Connections to GitHub, for clients to share; they are closed when the context ends."""
    return httpx2.AsyncClient(headers={"x-github-api-version": _VERSION}, timeout=clock.timeout)


def repository(api: str, owner: str, repo: str) -> str:
    """The address that requests about a repository begin with."""
    return f"{api.removesuffix('/')}/repos/{owner}/{repo}/"


class Client:
    """Sends requests to addresses that begin with `base`, again where that may help; see `Api`.

    The token `is_app` where it is that of an app itself, and not of an installation. It goes to no other host.
    """

    def __init__(
        self, http: httpx2.AsyncClient, base: str, token: Token, clock: Clock, *, is_app: bool = False
    ) -> None:
        self._api = _Transport(http, clock, base)
        self._token = token
        self._right: _Right = {"jwt": token.reveal()} if is_app else {"oauth_token": token.reveal()}
        self._base = base

    async def send(self, method: str, path: str, data: object) -> Any:
        """Send a body; gives that of the answer. Raises GitHubError."""
        request = self._api.post if method == "POST" else self._api.patch
        with self._explained(f"{method} {path}"):
            return await request(self._base + path, data=data, **self._right)

    async def get(self, path: str) -> Any:
        """The body of an answer. Raises GitHubError."""
        with self._explained(f"GET {path}"):
            return await self._api.getitem(self._base + path, **self._right)

    async def pages(self, path: str, key: str = "items") -> AsyncIterator[Any]:
        """The items of a list, or of one with this key. Raises GitHubError."""
        with self._explained(f"GET {path}"):
            async for item in self._api.getiter(self._base + path, iterable_key=key, **self._right):
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

    def __init__(self, http: httpx2.AsyncClient, clock: Clock, base: str) -> None:
        super().__init__(f"genelint/{__version__}", base_url=base)
        self._http = http
        self._clock = clock

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        if urlsplit(url)[:2] != urlsplit(self.base_url)[:2]:  # the next page, as an answer says
            raise ValueError(url)
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
            self._clock.tell(f"GitHub: {reason}; trying again in {seconds:,.0f} s")
            await self.sleep(seconds)

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
