"""What is written to: the repository, its commit and pull request, as GitHub Actions tells by the environment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from genelint.errors import UsageError
from genelint.values import NamedTuple
from genelint.wording import quote, visible

_REPOSITORY = re.compile(r"([\w.-]+)/([\w.-]+)", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))
_TOKEN = re.compile(r"[!-~]+")


class Target(NamedTuple):
    """The address of the API, a repository, a commit of it, and the pull request that it is the head of, if any."""

    api: str
    owner: str
    repo: str
    sha: str
    pull: int | None = None


class Token:
    """A secret that gives a right, as to write, which nothing prints by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text, to be sent and for nothing else."""
        return self._text

    def __repr__(self) -> str:
        return "Token(…)"


def read_token(environment: Mapping[str, str]) -> Token:
    """The token. Raises UsageError where there is none, or what is none."""
    text = environment.get("GITHUB_TOKEN", "").strip()
    if not text:
        raise UsageError("annotate needs GITHUB_TOKEN in the environment: a token that may write checks")
    if not _TOKEN.fullmatch(text):
        raise UsageError("GITHUB_TOKEN holds what no token has, such as a blank")
    return Token(text)


def read_target(environment: Mapping[str, str], sha: str | None = None) -> Target:
    """The target; `sha` is a commit that was named. Raises UsageError for what is not told, or is wrong."""
    repository = _REPOSITORY.fullmatch(environment.get("GITHUB_REPOSITORY", ""))
    if repository is None:
        raise UsageError("annotate needs GITHUB_REPOSITORY in the environment, as owner/name")
    api = environment.get("GITHUB_API_URL") or "https://api.github.com"
    if not is_safe(api):
        raise UsageError(
            f"GITHUB_API_URL: {quote(api)} is not an address such as https://api.github.com; others may see the token"
        )
    pull, head = _read_pull(environment.get("GITHUB_EVENT_PATH", ""))
    commit = sha or head or environment.get("GITHUB_SHA", "")
    if not _COMMIT.fullmatch(commit):
        raise UsageError(f"annotate needs a commit, all 40 digits, as --sha or GITHUB_SHA; found {quote(commit)}")
    return Target(api, repository[1], repository[2], commit, pull)


def is_safe(address: str) -> bool:
    """Whether nobody on the way sees what is sent there; a name before the host may pass for one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _read_pull(path: str) -> tuple[int | None, str]:
    """The pull request that an event is about, and its head, which is not what GITHUB_SHA is: that is a merge."""
    if not path:
        return None, ""
    try:
        with open(path, encoding="utf-8") as file:
            event = json.load(file)
        pull = event.get("pull_request")
        return (pull["number"], str(pull["head"]["sha"])) if pull else (None, "")
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(f"GITHUB_EVENT_PATH: {visible(path)}: no event of GitHub can be read there") from error
