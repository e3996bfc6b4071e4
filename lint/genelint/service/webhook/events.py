"""From a delivery to the job that it asks for. What is taken of it is looked at; all else is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeGuard, cast

from genelint.github.checkruns import NAME
from genelint.values import NamedTuple

APPLY = "apply-fixes"
"""What the button of a check run is known by."""

_MOST = 2**53
"""Numbers of GitHub's are smaller; a larger one is none."""

_NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}")
_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,64}(?:\[bot\])?")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ID = re.compile(r"genelint/([1-9][0-9]{0,9})/([A-Za-z0-9-]{1,64})")


class Kind(Enum):
    """What is to be done for a pull request."""

    CHECK = "check"
    FIX = "fix"


class Repository(NamedTuple):
    """A repository, by its number and its name, and the installation of the app by which it may be read."""

    installation: int
    number: int
    owner: str
    name: str


class Job(NamedTuple):
    """What is to be done.

    `pull` is 0 where the event does not say which pull request the commit `sha` is of. `run` is the check run whose
    button was pressed, by `login`.
    """

    kind: Kind
    repository: Repository
    pull: int
    sha: str
    run: int = 0
    login: str = ""


class Ignored(NamedTuple):
    """That there is nothing to do, and why."""

    reason: str


class EventError(Exception):
    """A body that no event of GitHub has, in words."""


def read_event(event: str, payload: object, app: int) -> Job | Ignored:
    """What an event asks for. Raises EventError."""
    body = as_object(payload, "the body")
    if event == "ping":
        return Ignored("pong")
    read = _READERS.get(event)
    if read is None:
        return Ignored("this event is none of pull_request, check_run and check_suite")
    action = body.get("action")
    if not isinstance(action, str):
        raise EventError("action is no text")
    return read(body, action, app)


def external_id(pull: int, delivery: str) -> str:
    """What a check run is known by: the pull request, which GitHub does not tell of forks, and the delivery."""
    return f"genelint/{pull}/{delivery}"


def read_external_id(value: object) -> tuple[int, str] | None:
    """The pull request and the delivery, None for what is no such text."""
    found = _ID.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else (int(found[1]), found[2])


def is_commit(value: object) -> TypeGuard[str]:
    """Whether it is the name of a commit."""
    return isinstance(value, str) and _COMMIT.fullmatch(value) is not None


def is_name(value: object) -> TypeGuard[str]:
    """Whether it is a name that an account or a repository may have, and no part of an address that means more."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def as_object(value: object, what: str) -> dict[str, Any]:
    """The value, which is to be an object. Raises EventError."""
    if not isinstance(value, dict):
        raise EventError(f"{what} is no object")
    return cast("dict[str, Any]", value)


def as_number(value: object, what: str, *, least: int = 1) -> int:
    """The value, which is to be a number as GitHub counts things. Raises EventError."""
    if type(value) is not int or not least <= value < _MOST:
        raise EventError(f"{what} is no number of GitHub's")
    return value


def as_commit(value: Mapping[str, Any], key: str = "sha") -> str:
    """The commit that an object names. Raises EventError."""
    commit: object = value.get(key)
    if not is_commit(commit):
        raise EventError(f"{key} is no commit")
    return commit


def _pull_request(body: dict[str, Any], action: str, app: int) -> Job | Ignored:
    del app
    if action not in ("opened", "synchronize", "reopened"):
        return Ignored("a pull request is checked when it is opened, reopened or has new commits")
    pull = as_object(body.get("pull_request"), "pull_request")
    head = as_object(pull.get("head"), "pull_request.head")
    return Job(Kind.CHECK, _repository(body), as_number(pull.get("number"), "pull_request.number"), as_commit(head))


def _check_run(body: dict[str, Any], action: str, app: int) -> Job | Ignored:
    if action not in ("rerequested", "requested_action"):
        return Ignored("a check run is looked at when it is to be run again, or one of its buttons was pressed")
    run = as_object(body.get("check_run"), "check_run")
    if not _is_of(run, app) or run.get("name") != NAME:
        return Ignored("this check run is of somebody else")
    known = read_external_id(run.get("external_id"))
    pull = known[0] if known is not None else _pull_of(run)
    job = Job(Kind.CHECK, _repository(body), pull, as_commit(run, "head_sha"))
    if action == "rerequested":
        return job
    if as_object(body.get("requested_action"), "requested_action").get("identifier") != APPLY:
        return Ignored("this button is not known")
    login = as_object(body.get("sender"), "sender").get("login")
    if not isinstance(login, str) or not _LOGIN.fullmatch(login):
        raise EventError("sender.login is no name of an account")
    return job._replace(kind=Kind.FIX, run=as_number(run.get("id"), "check_run.id"), login=login)


def _check_suite(body: dict[str, Any], action: str, app: int) -> Job | Ignored:
    if action != "rerequested":
        return Ignored("a check suite is looked at when it is to be run again")
    suite = as_object(body.get("check_suite"), "check_suite")
    if not _is_of(suite, app):
        return Ignored("this check suite is of somebody else")
    return Job(Kind.CHECK, _repository(body), _pull_of(suite), as_commit(suite, "head_sha"))


_READERS: dict[str, Callable[[dict[str, Any], str, int], Job | Ignored]] = {
    "pull_request": _pull_request,
    "check_run": _check_run,
    "check_suite": _check_suite,
}


def _repository(body: dict[str, Any]) -> Repository:
    repository = as_object(body.get("repository"), "repository")
    owner: object = as_object(repository.get("owner"), "repository.owner").get("login")
    name: object = repository.get("name")
    if not is_name(owner) or not is_name(name):
        raise EventError("repository has no usual name")
    installation = as_number(as_object(body.get("installation"), "installation").get("id"), "installation.id")
    return Repository(installation, as_number(repository.get("id"), "repository.id"), owner, name)


def _is_of(value: dict[str, Any], app: int) -> bool:
    """Whether a check run or suite is the app's own; an organisation's webhook would hear of all."""
    return as_object(value.get("app"), "app").get("id") == app


def _pull_of(value: dict[str, Any]) -> int:
    """The pull request that a check run or suite is of, 0 where that is not said: GitHub names none of forks."""
    pulls = value.get("pull_requests")
    if not isinstance(pulls, list) or not pulls:
        return 0
    return as_number(as_object(cast("list[object]", pulls)[0], "pull_requests").get("number"), "pull_requests.number")
