"""In which order requests are sent, and what is done where GitHub refuses one."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import quote

from genelint.github.checkruns import NAME, CheckRun, creation, update
from genelint.github.limits import ANNOTATIONS, COMMENTS
from genelint.github.suggestions import known_suggestions, review, shown_lines, suggestions
from genelint.github.target import Target
from genelint.render import View
from genelint.report import Report
from genelint.values import NamedTuple

_INVALID = 422


class GitHubError(Exception):
    """What GitHub refused, or that it could not be asked: one line.

    `status` is that of the answer, 0 for none; `is_refusal` tells whether a right is missing.
    """

    def __init__(self, text: str, status: int = 0, *, is_refusal: bool = False) -> None:
        super().__init__(text)
        self.status = status
        self.is_refusal = is_refusal


class Api(Protocol):
    """Requests about one repository, with paths relative to it; they raise GitHubError."""

    async def send(self, method: str, path: str, data: object) -> Any:
        """Send a body as JSON; gives that of the answer."""
        ...

    async def get(self, path: str) -> Any:
        """The body of an answer."""
        ...

    def pages(self, path: str, key: str = "items") -> AsyncIterator[Any]:
        """The items of a list, or of one with this key, whose pages are asked for as they are needed."""
        ...


class Posted(NamedTuple):
    """How many annotations or comments there are now, how many GitHub refused, and the address where they are seen."""

    number: int
    refused: int = 0
    page: str = ""


async def post_check_run(api: Api, run: CheckRun) -> Posted:
    """Make a check run with all its annotations, but for those that GitHub refuses as invalid. Raises GitHubError."""
    pending = _batches(run.annotations, ANNOTATIONS)
    first = pending.popleft() if pending else ()
    try:
        made = await api.send("POST", "check-runs", creation(run, first, last=not pending))
    except GitHubError as error:
        if error.status != _INVALID or not first:
            raise
        pending.appendleft(first)
        made = await api.send("POST", "check-runs", creation(run, (), last=False))
    number, page = _identity(made)
    refused = await _complete(api, number, run, pending, concluded=not pending)
    return Posted(len(run.annotations) - refused, refused, page)


async def resume_check_run(api: Api, run: CheckRun, number: int) -> Posted:
    """Bring a check run that was posted before, perhaps in part, to what it is to be. Raises GitHubError.

    GitHub only ever adds annotations, so that those which are there are not sent again.
    """
    there = Counter([_key(one) async for one in api.pages(f"check-runs/{number}/annotations?per_page=100")])
    missing: list[dict[str, object]] = []
    for one in run.annotations:
        there[_key(one)] -= 1
        if there[_key(one)] < 0:
            missing.append(one)
    refused = await _complete(api, number, run, _batches(missing, ANNOTATIONS), concluded=False)
    return Posted(len(run.annotations) - refused, refused)


async def find_check_run(
    api: Api, app: int, sha: str, is_it: Callable[[Mapping[str, Any]], bool]
) -> Mapping[str, Any] | None:
    """The newest check run of an app's on a commit that is the one, None where there is none. Raises GitHubError."""
    path = f"commits/{sha}/check-runs?check_name={quote(NAME)}&app_id={app}&filter=all&per_page=100"
    listed: list[Mapping[str, Any]] = [one async for one in api.pages(path, "check_runs")]
    found = filter(is_it, listed)
    return max(found, key=lambda one: _identity(one)[0], default=None)


async def post_suggestions(api: Api, target: Target, report: Report, view: View) -> Posted:
    """Make reviews with those suggestions that the pull request does not have. Raises GitHubError."""
    path = f"pulls/{target.pull}"
    known = known_suggestions([one async for one in api.pages(f"{path}/comments?per_page=100")])
    shown = shown_lines([one async for one in api.pages(f"{path}/files?per_page=100")])
    comments = suggestions(report, view, shown, known)
    pending = _batches(comments, COMMENTS)
    refused = 0
    while pending:
        batch = pending.popleft()
        try:
            await api.send("POST", f"{path}/reviews", review(target.sha, batch))
        except GitHubError as error:
            refused += _divide(batch, pending, error)
    return Posted(len(comments) - refused, refused)


async def _add(
    api: Api, path: str, run: CheckRun, pending: deque[Sequence[dict[str, object]]], *, concluded: bool
) -> int:
    """Add annotations to a check run, and conclude it with the last; gives how many GitHub refused as invalid."""
    refused = 0
    while pending:
        batch = pending.popleft()
        concluded = not pending
        try:
            await api.send("PATCH", path, update(run, batch, last=concluded))
        except GitHubError as error:
            refused += _divide(batch, pending, error)
            concluded = False
    if not concluded:
        await api.send("PATCH", path, update(run, (), last=True))
    return refused


async def _complete(
    api: Api, number: int, run: CheckRun, pending: deque[Sequence[dict[str, object]]], *, concluded: bool
) -> int:
    """Add what is pending, and conclude; gives how many annotations GitHub refused as invalid."""
    path = f"check-runs/{number}"
    try:
        return await _add(api, path, run, pending, concluded=concluded)
    except GitHubError:
        with suppress(GitHubError):  # what is in progress would stay so, and a branch that waits for it be blocked
            await api.send("PATCH", path, update(run, (), last=True))
        raise


def _key(annotation: Mapping[str, Any]) -> tuple[object, ...]:
    """What tells an annotation from others, as it was sent and as GitHub lists it."""
    return tuple(
        annotation.get(name) for name in ("path", "start_line", "end_line", "start_column", "title", "message")
    )


def _identity(made: Any) -> tuple[int, str]:
    """The number of a check run, and the address of its page."""
    try:
        return int(made["id"]), str(made.get("html_url") or "")
    except (LookupError, TypeError, ValueError, AttributeError):
        raise GitHubError("GitHub gave no check run") from None


def _batches(items: Sequence[dict[str, object]], most: int) -> deque[Sequence[dict[str, object]]]:
    return deque(items[at : at + most] for at in range(0, len(items), most))


def _divide(batch: Sequence[dict[str, object]], pending: deque[Sequence[dict[str, object]]], error: GitHubError) -> int:
    """Put the halves of a batch that is invalid first in line; gives how many cannot be divided, which are left out."""
    if error.status != _INVALID or not batch:
        raise error
    if len(batch) == 1:
        return 1
    middle = len(batch) // 2
    pending.extendleft((batch[middle:], batch[:middle]))
    return 0
