"""What is fetched of a pull request: what it changes, its records, and how they are to be checked."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar, TypeVarTuple, cast
from urllib.parse import quote

from genelint.config import FILE, PROJECT_FILE
from genelint.errors import UsageError
from genelint.github.posting import Api, GitHubError
from genelint.service.webhook.events import EventError, as_commit, as_number, as_object, is_name
from genelint.service.webhook.verdicts import Changed, Choices, File, Material, choose, sidecar_of
from genelint.values import NamedTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Limits(NamedTuple):
    """How many records of a pull request are fetched, and how many bytes of each of them, of any other file, and of
    all."""

    records: int = 300
    record: int = 1 << 20
    other: int = 8 << 20
    total: int = 32 << 20


class Run(Protocol):
    """Calls a function in another process; see `pool`."""

    def __call__(self, function: Callable[[*Ts], T], *arguments: *Ts, deadline: float | None = None) -> Awaitable[T]:
        """What the function gives."""
        ...


class Pull(NamedTuple):
    """A pull request.

    `sha` is its head, on a branch `branch` of the repository of `owner` and `name`, which are empty where that is gone.
    `base` is the branch that it is for. It `is_fork` where it comes from another repository; then whoever maintains
    this one may write to it if `is_open_to_maintainers`. `files` counts what it changes, `page` is the address of its
    repository.
    """

    number: int
    sha: str
    branch: str
    owner: str
    name: str
    base: str
    is_open: bool
    is_fork: bool
    is_open_to_maintainers: bool
    files: int
    page: str

    @property
    def is_writable(self) -> bool:
        """Whether an app of this repository may be let commit to it."""
        return bool(self.owner) and (not self.is_fork or self.is_open_to_maintainers)


class Unread(NamedTuple):
    """Why a file was not fetched."""

    reason: str


async def fetch_pull(api: Api, number: int) -> Pull:
    """A pull request. Raises GitHubError."""
    return _read_pull(await api.get(f"pulls/{number}"))


async def gather(api: Api, pull: Pull, run: Run, limits: Limits) -> Material:
    """All that a pull request is checked with. Raises GitHubError, PoolError, and UsageError for its configuration."""
    changed = [one async for one in _changed(api, pull, limits.total)]
    configuration = await _fetch_configuration(api, pull)
    choices = await run(choose, configuration, changed)
    records, others, unread = await _fetch_records(api, pull, choices, limits)
    return Material(
        pull.sha,
        configuration,
        await _fetch_baseline(api, pull, choices, limits),
        records=tuple(records),
        sidecars=tuple(others),
        changed=tuple(changed),
        unread=(*unread, *_unlisted(pull, changed)),
        notes=tuple(_notes(pull, configuration, changed, records)),
        pages=f"{pull.page}/blob/{pull.sha}/" if pull.page else "",
        is_writable=pull.is_writable,
    )


async def fetch(api: Api, path: str, ref: str, most: int) -> bytes | Unread | None:
    """A file of at most so many bytes at a commit or branch, None where there is none. Raises GitHubError."""
    if not is_sound(path):
        return Unread("its name is none that a repository may have")
    try:
        found = await api.get(f"contents/{quote(path)}?ref={quote(ref, safe='')}")
    except GitHubError as error:
        if error.status == 404:
            return None
        raise
    if not isinstance(found, dict) or (answer := cast("dict[str, Any]", found)).get("type") != "file":
        return Unread("it is no file")
    size = answer.get("size")
    if not isinstance(size, int) or size > most:
        return Unread(f"it is larger than {most:,} bytes")
    if answer.get("encoding") != "base64":  # from a megabyte on
        answer = cast("dict[str, Any]", await api.get(f"git/blobs/{quote(str(answer.get('sha')), safe='')}"))
    try:
        data = b64decode(answer["content"])
    except (LookupError, TypeError, ValueError, binascii.Error):
        raise GitHubError(f"GitHub gave no content of {path}") from None
    return data if len(data) <= most else Unread(f"it is larger than {most:,} bytes")


def is_sound(path: str) -> bool:
    """Whether a path is one of a file in a repository, and no part of it leads elsewhere."""
    return (
        {"", ".", ".."}.isdisjoint(path.split("/"))
        and "\0" not in path
        and not any("\ud800" <= char <= "\udfff" for char in path)
    )


async def _changed(api: Api, pull: Pull, most: int) -> AsyncIterator[Changed]:
    """The files that a pull request changes, with patches of at most so many characters in all."""
    async for one in api.pages(f"pulls/{pull.number}/files?per_page=100"):
        entry = cast("dict[str, Any]", one if isinstance(one, dict) else {})
        path, status, previous, patch = (entry.get(key) for key in ("filename", "status", "previous_filename", "patch"))
        if not isinstance(path, str) or not isinstance(status, str):
            raise GitHubError("GitHub lists what is no file")
        if not isinstance(patch, str) or len(patch) > most:
            patch = None
        most -= len(patch or "")
        yield Changed(path, status, previous if isinstance(previous, str) else "", patch)


async def _fetch_configuration(api: Api, pull: Pull) -> File | None:
    """The configuration of the branch that a pull request is for: it is not to say itself how it is checked."""
    for name in (FILE, PROJECT_FILE):
        found = await fetch(api, name, pull.base, _MOST_CONFIGURATION)
        if isinstance(found, Unread):
            raise UsageError(f"{name}: {found.reason}")
        if found is not None and (name == FILE or b"genelint" in found):
            return File(name, found)
    return None


_MOST_CONFIGURATION = 1 << 18


async def _fetch_baseline(api: Api, pull: Pull, choices: Choices, limits: Limits) -> File | None:
    if not choices.records:
        return None
    found = await fetch(api, choices.baseline, pull.base, limits.other)
    if isinstance(found, Unread):
        raise UsageError(f"{choices.baseline}: {found.reason}")
    return None if found is None else File(choices.baseline, found)


async def _fetch_records(
    api: Api, pull: Pull, choices: Choices, limits: Limits
) -> tuple[list[File], list[File], list[str]]:
    """The records, the files of associations beside them, and a line for each that was left out."""
    records: list[File] = []
    others: list[File] = []
    unread: list[str] = []
    left = limits.total
    for number, path in enumerate(choices.records, 1):
        if number > limits.records:
            unread.append(f"{path}: left out: there are more than {limits.records:,} records")
            continue
        for name, files, most in ((path, records, limits.record), (sidecar_of(path), others, limits.other)):
            found = await fetch(api, name, pull.sha, min(most, left))
            if isinstance(found, Unread):
                unread.append(f"{name}: left out: {found.reason}")
            if not isinstance(found, bytes):
                break  # what stands beside it is of no use
            files.append(File(name, found))
            left -= len(found)
    return records, others, unread


def _unlisted(pull: Pull, changed: list[Changed]) -> Iterable[str]:
    if len(changed) < pull.files:
        yield f"{pull.files - len(changed):,} of {pull.files:,} changed files: left out: GitHub does not list them"


def _notes(pull: Pull, configuration: File | None, changed: Iterable[Changed], records: list[File]) -> Iterable[str]:
    name = configuration.path if configuration is not None else FILE
    where = f"the branch {pull.base}"
    if name in {one.path for one in changed} | {one.previous for one in changed}:
        yield f"Checked as {where} is configured: what this pull request changes in {name} counts once it is merged."
    elif configuration is not None:
        yield f"Checked as {name} of {where} says."
    if records:
        yield "Records of this pull request are compared with each other, and with none that it does not change."


def _read_pull(answer: object) -> Pull:
    try:
        pull = as_object(answer, "pull")
        head, base = as_object(pull.get("head"), "head"), as_object(pull.get("base"), "base")
        target = as_object(base.get("repo"), "base.repo")
        source = head.get("repo")  # which may be gone
        owner, name = _named(as_object(source, "head.repo")) if source is not None else ("", "")
        page = str(target.get("html_url"))
        return Pull(
            number=as_number(pull.get("number"), "number"),
            sha=as_commit(head),
            branch=_branch(head),
            owner=owner,
            name=name,
            base=_branch(base),
            is_open=pull.get("state") == "open",
            is_fork=source is None or as_object(source, "head.repo").get("id") != target.get("id"),
            is_open_to_maintainers=pull.get("maintainer_can_modify") is True,
            files=as_number(pull.get("changed_files"), "changed_files", least=0),
            page=page if page.startswith("https://") else "",
        )
    except EventError as error:
        raise GitHubError(f"GitHub gave no pull request: {error}") from None


def _named(repository: Mapping[str, Any]) -> tuple[str, str]:
    owner, name = as_object(repository.get("owner"), "head.repo.owner").get("login"), repository.get("name")
    if not is_name(owner) or not is_name(name):
        raise EventError("head.repo has no usual name")
    return owner, name


def _branch(end: Mapping[str, Any]) -> str:
    ref = end.get("ref")
    if not isinstance(ref, str) or not is_sound(ref):
        raise EventError("ref is no branch")
    return ref
