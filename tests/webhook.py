"""What tests of the webhook share: an app with a key, and doing its jobs here."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import time
from typing import Any, TypeVar, TypeVarTuple

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from conftest import shared_folder
from fake_app import APP, INSTALLATION, NUMBER, FakeApp
from genelint.github.client import Clock, open_connections
from genelint.github.target import Token
from genelint.service.webhook.app_client import App
from genelint.service.webhook.deliveries import Leased
from genelint.service.webhook.events import Job, Kind, Repository
from genelint.service.webhook.jobs import Tools, perform
from genelint.service.webhook.pulls import Limits
from genelint.service.webhook.settings import WebhookSettings

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

SECRET = "It's a Secret to Everybody"  # noqa: S105 - as GitHub's documentation has it
OLD_SECRET = "the one before, 0123456789"  # noqa: S105
REPOSITORY = Repository(INSTALLATION, NUMBER, "lab", "genes")


@cache
def keys() -> tuple[str, str]:
    """A private key and the public one, as PEM."""
    key = generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def made_github() -> FakeApp:
    """A GitHub that knows the app."""
    shared = shared_folder()
    return FakeApp(shared and shared / "contracts", keys()[1])


def settings_for(github: FakeApp, folder: Path) -> WebhookSettings:
    """The settings of the app, with its queue in a folder."""
    secrets = Token(SECRET), Token(OLD_SECRET)
    return WebhookSettings(APP, Token(keys()[0]), secrets, str(folder / "queue.sqlite"), github.url)


async def here(function: Callable[[*Ts], T], *arguments: *Ts, deadline: float | None = None) -> T:
    """Calls a function in this process, as if it were another."""
    del deadline
    called, given = pickle.loads(pickle.dumps((function, arguments)))  # noqa: S301 - of ours
    answer: T = pickle.loads(pickle.dumps(called(*given)))  # noqa: S301
    return answer


class Hand:
    """Does jobs by hand."""

    def __init__(self, github: FakeApp, folder: Path) -> None:
        self.github = github
        self.pauses: list[float] = []
        self.told: list[str] = []
        self.now = time()
        self.limits = Limits()
        self.run: Any = here
        self.settings = settings_for(github, folder)

    def clock(self) -> Clock:
        return Clock(self.sleep, lambda: self.now, tell=self.told.append)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def check(self, sha: str, *, pull: int = 5, attempt: int = 1, delivery: str = "d-1") -> str:
        return self.do(Job(Kind.CHECK, REPOSITORY, pull, sha), attempt, delivery)

    def fix(self, sha: str, *, login: str = "curator", pull: int = 5, attempt: int = 1) -> str:
        return self.do(Job(Kind.FIX, REPOSITORY, pull, sha, run=70, login=login), attempt, "d-2")

    def do(self, job: Job, attempt: int, delivery: str) -> str:
        async def done() -> str:
            async with open_connections(self.clock()) as http:
                tools = Tools(App(self.settings, http, self.clock()), self.run, self.limits)
                return await perform(Leased(delivery, attempt, job), tools)

        return asyncio.run(done())
