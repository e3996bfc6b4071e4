"""What the webhook is told by the environment."""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from genelint.errors import UsageError
from genelint.github.target import Token, is_safe
from genelint.values import NamedTuple
from genelint.wording import quote, visible

if TYPE_CHECKING:
    from genelint.service.webhook.route import Webhook

_APP = "GENELINT_GITHUB_APP_ID"
_KEY = "GENELINT_GITHUB_PRIVATE_KEY"
_KEY_FILE = "GENELINT_GITHUB_PRIVATE_KEY_FILE"
_SECRETS = "GENELINT_GITHUB_WEBHOOK_SECRETS"
_QUEUE = "GENELINT_GITHUB_QUEUE"
_NEEDED = (_APP, _KEY_FILE, _SECRETS, _QUEUE)

_LEAST_SECRET = 16
"""A shorter secret can be found by trying."""

_SEPARATOR = re.compile(r"[\n,]")


class WebhookSettings(NamedTuple):
    """The number of the app, its private key, the secrets that deliveries may be signed with, the file of the queue,
    and the address of GitHub's API."""

    app: int
    key: Token
    secrets: tuple[Token, ...]
    queue: str
    api: str = "https://api.github.com"


def open_webhook(environment: Mapping[str, str]) -> Webhook | None:
    """The webhook of which the environment tells, None where it tells of none. Raises UsageError."""
    settings = read_webhook(environment)
    if settings is None:
        return None
    from genelint.service.webhook.route import Webhook  # noqa: PLC0415 - an extra

    return Webhook(settings)


def read_webhook(environment: Mapping[str, str]) -> WebhookSettings | None:
    """The settings; None where nothing is said of an app. Raises UsageError for what is missing or wrong."""
    said = {name: environment.get(name, "").strip() for name in (*_NEEDED, _KEY)}
    if not any(said.values()):
        return None
    for name in _NEEDED:
        if not said[name] and not (name == _KEY_FILE and said[_KEY]):
            raise UsageError(f"the webhook needs {name} in the environment, or no variable GENELINT_GITHUB_… at all")
    if said[_KEY] and said[_KEY_FILE]:
        raise UsageError(f"{_KEY} and {_KEY_FILE} both say what the key is: leave out one")
    if not re.fullmatch("[1-9][0-9]{0,15}", said[_APP]):
        raise UsageError(f"{_APP}: found {quote(said[_APP])}, expected the number of the app")
    secrets = [secret for part in _SEPARATOR.split(said[_SECRETS]) if (secret := part.strip())]
    if not secrets or min(map(len, secrets)) < _LEAST_SECRET:
        raise UsageError(f"{_SECRETS}: a secret has at least {_LEAST_SECRET} characters; a comma stands between two")
    api = environment.get("GITHUB_API_URL", "").strip() or WebhookSettings._field_defaults["api"]
    if not is_safe(api):
        raise UsageError(f"GITHUB_API_URL: {quote(api)} is not an address such as https://api.github.com")
    key = _read_key(said[_KEY], said[_KEY_FILE])
    _try_key(int(said[_APP]), key)
    return WebhookSettings(int(said[_APP]), key, tuple(map(Token, secrets)), os.path.abspath(said[_QUEUE]), api)


def _read_key(text: str, path: str) -> Token:
    """The private key; in a variable, `\\n` may stand for the ends of its lines."""
    if text:
        return Token(text.replace("\\n", "\n"))
    try:
        with open(path, encoding="ascii") as file:
            return Token(file.read())
    except OSError as error:
        raise UsageError(f"{_KEY_FILE}: {visible(path)} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise UsageError(f"{_KEY_FILE}: {visible(path)} is no private key") from None


def _try_key(app: int, key: Token) -> None:
    """Raise UsageError where nothing can be signed with a key, now rather than when an event comes."""
    try:
        from genelint.service.webhook.app_client import signed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError('the webhook needs gidgethub and httpx2: type "pip install gidgethub httpx2"') from error
    try:
        signed(app, key)
    except Exception:  # noqa: BLE001 - whatever it is, it may have the key in it
        raise UsageError("the private key of the app is none: expected the PEM file that GitHub gave") from None
