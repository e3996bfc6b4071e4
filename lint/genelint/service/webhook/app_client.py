"""GitHub, asked as an app: tokens for one repository each, with no more rights than a job needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from gidgethub.apps import get_jwt

from genelint.github.client import Client, Clock, repository
from genelint.github.posting import GitHubError
from genelint.github.target import Token
from genelint.service.webhook.events import Repository
from genelint.service.webhook.settings import WebhookSettings
from genelint.values import NamedTuple

if TYPE_CHECKING:
    import httpx2

READING = {"checks": "write", "contents": "read", "pull_requests": "read"}
"""The rights to check a pull request, and to post a check run."""

WRITING = {"checks": "write", "contents": "write", "pull_requests": "read"}
"""The rights to commit to its branch."""

_SPARE = 300.0
"""A token that expires in less than so many seconds is not used."""

_MOST_TOKENS = 1000


class _Kept(NamedTuple):
    token: Token
    expires: float


_Key = tuple[Repository, str]


class App:
    """Gives clients for repositories that have the app installed. Tokens are kept in memory, and nowhere else."""

    def __init__(self, settings: WebhookSettings, http: httpx2.AsyncClient, clock: Clock) -> None:
        self.number = settings.app
        self._settings = settings
        self._http = http
        self._clock = clock
        self._kept: dict[_Key, _Kept] = {}

    async def client(self, of: Repository, rights: Mapping[str, str]) -> Client:
        """A client for a repository with these rights. Raises GitHubError."""
        return self._client(of.owner, of.name, await self._token(of, rights))

    async def client_of_fork(self, owner: str, name: str, of: Repository) -> Client:
        """A client for the fork that a pull request comes from, with the right to write to the repository itself."""
        return self._client(owner, name, await self._token(of, WRITING))

    def forget(self, of: Repository) -> None:
        """Forget the tokens for a repository, as they are refused."""
        for key in [key for key in self._kept if key[0] == of]:
            del self._kept[key]

    def _client(self, owner: str, name: str, token: Token) -> Client:
        return Client(self._http, repository(self._settings.api, owner, name), token, self._clock)

    async def _token(self, of: Repository, rights: Mapping[str, str]) -> Token:
        key = of, rights["contents"]
        kept = self._kept.get(key)
        now = self._clock.now()
        if kept is not None and kept.expires - _SPARE > now:
            return kept.token
        app = signed(self._settings.app, self._settings.key)
        client = Client(self._http, f"{self._settings.api.removesuffix('/')}/app/", app, self._clock, is_app=True)
        path = f"installations/{of.installation}/access_tokens"
        made = await client.send("POST", path, {"repository_ids": [of.number], "permissions": dict(rights)})
        if len(self._kept) >= _MOST_TOKENS:
            self._kept.clear()
        token, expires = _read(made)
        self._kept[key] = _Kept(token, expires)
        return token


def signed(app: int, key: Token) -> Token:
    """What an app says that it is itself, for some minutes. Raises for what is no key."""
    return Token(get_jwt(app_id=str(app), private_key=key.reveal(), expiration=9 * 60))


def _read(made: Any) -> _Kept:
    try:
        token, expires = cast("object", made["token"]), datetime.fromisoformat(made["expires_at"])
        if isinstance(token, str) and token.isascii() and token.isprintable() and " " not in token:
            return _Kept(Token(token), expires.timestamp())
    except (LookupError, TypeError, ValueError):
        pass
    raise GitHubError("GitHub gave no token")
