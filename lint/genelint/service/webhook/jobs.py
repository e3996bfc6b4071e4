"""Doing what a delivery asks for: checking a pull request, or committing fixes to its branch."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from posixpath import split
from typing import Any, cast
from urllib.parse import quote

from genelint.errors import UsageError
from genelint.github.checkruns import NAME, CheckRun, listed
from genelint.github.limits import SUMMARY
from genelint.github.posting import Api, GitHubError, find_check_run, post_check_run, resume_check_run
from genelint.service.pool import Died, Late
from genelint.service.webhook.app_client import READING, WRITING, App
from genelint.service.webhook.deliveries import Leased
from genelint.service.webhook.events import EventError, Job, Kind, as_commit, external_id, read_external_id
from genelint.service.webhook.pulls import Limits, Pull, Run, fetch_pull, gather
from genelint.service.webhook.verdicts import FIX, File, judge, mend
from genelint.values import NamedTuple

DEADLINE = 120.0
"""So many seconds the records of a pull request may take to be checked, or fixed."""

_NOTED = "<!-- genelint -->\n"
"""Stands before what became of a button."""

_FILES = {"100644", "100755"}
"""The modes of files; whatever has another one, such as a link, is not written."""


class Tools(NamedTuple):
    """What jobs are done with: clients for repositories, other processes, and limits."""

    app: App
    run: Run
    limits: Limits = Limits()


class RefusedError(Exception):
    """Why nothing is committed, in words for whoever pressed the button."""


async def perform(leased: Leased, tools: Tools) -> str:
    """Do a job; gives what was done, in a few words. Raises GitHubError and PoolError.

    It may be done again where it was interrupted: there is one check run, and one commit.
    """
    done = _check if leased.job.kind is Kind.CHECK else _fix
    return await done(leased, tools)


async def _check(leased: Leased, tools: Tools) -> str:
    job = leased.job
    api = await tools.app.client(job.repository, READING)
    number = job.pull or await _find_pull(api, job, tools.app.number)
    pull = await fetch_pull(api, number) if number else None
    if pull is None or not pull.is_open:
        return "no open pull request"
    run = (await _judged(api, pull, tools))._replace(external_id=external_id(number, leased.delivery))
    if (await fetch_pull(api, number)).sha != pull.sha:
        raise GitHubError("the branch has moved meanwhile")
    known = None
    if leased.attempt > 1:
        known = await find_check_run(
            api, tools.app.number, run.sha, lambda one: one.get("external_id") == run.external_id
        )
    if known is None:
        await post_check_run(api, run)
    else:
        await resume_check_run(api, run, known["id"])
    return f"{run.conclusion}, {len(run.annotations)} annotations"


async def _judged(api: Api, pull: Pull, tools: Tools) -> CheckRun:
    """The check run of a pull request, which says so where none can be checked."""
    try:
        material = await gather(api, pull, tools.run, tools.limits)
        return await tools.run(judge, material, deadline=DEADLINE)
    except UsageError as error:
        return _failed(pull, "The configuration cannot be used.", f"{error} (on the branch {pull.base})")
    except Late:
        return _failed(pull, "The records take too long to check.", f"Checking ends after {DEADLINE:.0f} seconds.")
    except Died:
        return _failed(pull, "The records take too much memory to check.", "They take more memory than they may.")


def _failed(pull: Pull, title: str, reason: str) -> CheckRun:
    return CheckRun(pull.sha, "failure", title, listed([reason]) + "Nothing was checked.\n")


async def _find_pull(api: Api, job: Job, app: int) -> int:
    """The pull request of a commit, as a check run says that was posted for it; 0 where there is none."""
    known = await find_check_run(api, app, job.sha, lambda one: read_external_id(one.get("external_id")) is not None)
    found = read_external_id(known["external_id"]) if known is not None else None
    return found[0] if found is not None else 0


async def _fix(leased: Leased, tools: Tools) -> str:
    job = leased.job
    api = await tools.app.client(job.repository, READING)
    try:
        return await _committed(api, leased, tools)
    except RefusedError as error:
        await _note(api, job.run, str(error))
        return "refused"


async def _committed(api: Api, leased: Leased, tools: Tools) -> str:
    job = leased.job
    number = job.pull or await _find_pull(api, job, tools.app.number)
    pull = await fetch_pull(api, number) if number else None
    if pull is None or not pull.is_open:
        raise RefusedError("Nothing was committed: the pull request is not open.")
    if not pull.is_writable:
        raise RefusedError("Nothing was committed: the branch is of a fork that maintainers may not change.")
    if not await _may_write(api, job.login):
        raise RefusedError("Nothing was committed: whoever pressed the button may not write to this repository.")
    message = f"Make safe fixes of genelint\n\nAsked for by {job.login} on pull request {number}.\n"
    trailer = f"Genelint-Delivery: {leased.delivery}"
    with _explained():
        client = await tools.app.client(job.repository, WRITING)
        if pull.is_fork:
            client = await tools.app.client_of_fork(pull.owner, pull.name, job.repository)
        if pull.sha != job.sha:
            head = await client.get(f"git/commits/{pull.sha}")
            if leased.attempt > 1 and trailer in str(head.get("message")):
                return "committed before"
            raise RefusedError("Nothing was committed: the branch has moved since it was checked.")
    try:
        material = await gather(api, pull, tools.run, tools.limits)
        files = await tools.run(mend, material, deadline=DEADLINE)
    except (UsageError, Late, Died) as error:
        raise RefusedError(f"Nothing was committed: the records could not be fixed. {error}") from None
    with _explained():
        return await _commit(client, pull, files, f"{message}\n{trailer}\n")


@contextmanager
def _explained() -> Generator[None, None, None]:
    """Makes of what GitHub refuses a reason for whoever pressed the button."""
    try:
        yield
    except GitHubError as error:
        if error.is_refusal or error.status in (404, 422):
            reason = "Nothing was committed: GitHub does not let the app write to this branch"
            raise RefusedError(f"{reason}, which it may only with the permission to write contents.") from error
        raise


async def _may_write(api: Api, login: str) -> bool:
    """Whether an account may write to the repository, as far as GitHub tells."""
    try:
        answer = await api.get(f"collaborators/{quote(login)}/permission")
    except GitHubError as error:
        if error.is_refusal or error.status == 404:
            return False
        raise
    return isinstance(answer, dict) and cast("dict[str, Any]", answer).get("permission") in ("admin", "write")


async def _commit(api: Api, pull: Pull, files: Iterable[File], message: str) -> str:
    """Commit files to the branch of a pull request, if its head is still the same. Raises both errors."""
    tree = _sha((await api.get(f"git/commits/{pull.sha}"))["tree"])
    modes = await _modes(api, tree, [file.path for file in files])
    entries: list[dict[str, str]] = []
    for path, data in files:
        if path in modes:
            content = {"content": b64encode(data).decode(), "encoding": "base64"}
            blob = _sha(await api.send("POST", "git/blobs", content))
            entries.append({"path": path, "mode": modes[path], "type": "blob", "sha": blob})
    if not entries:
        raise RefusedError("Nothing was committed: no safe fix is left to make.")
    made = _sha(await api.send("POST", "git/trees", {"base_tree": tree, "tree": entries}))
    commit = {"message": message, "tree": made, "parents": [pull.sha]}
    head = _sha(await api.send("POST", "git/commits", commit))
    try:
        await api.send("PATCH", f"git/refs/heads/{quote(pull.branch)}", {"sha": head, "force": False})
    except GitHubError as error:
        if error.status in (409, 422):
            raise RefusedError("Nothing was committed: the branch has moved, or is protected.") from error
        raise
    return f"{len(entries)} files committed"


async def _modes(api: Api, root: str, paths: Iterable[str]) -> dict[str, str]:
    """The modes of those paths that are files of a tree."""
    trees: dict[str, Mapping[str, Mapping[str, Any]]] = {}

    async def entries_of(folder: str) -> Mapping[str, Mapping[str, Any]]:
        if folder not in trees:
            parent, name = split(folder)
            above = (await entries_of(parent)).get(name) if folder else {"type": "tree", "sha": root}
            if above is None or above.get("type") != "tree":
                return {}
            answer = await api.get(f"git/trees/{_sha(above)}")
            trees[folder] = {str(one["path"]): one for one in answer["tree"]}
        return trees[folder]

    modes: dict[str, str] = {}
    for path in paths:
        folder, name = split(path)
        mode = (await entries_of(folder)).get(name, {}).get("mode")
        if mode in _FILES:
            modes[path] = mode
    return modes


async def _note(api: Api, run: int, note: str) -> None:
    """Say in a check run what became of its button."""
    output = cast("dict[str, Any]", (await api.get(f"check-runs/{run}"))["output"])
    title, summary = str(output.get("title") or NAME), str(output.get("summary") or "")
    if summary.startswith(_NOTED):
        summary = summary.partition("\n\n")[2]
    text = f"{_NOTED}{listed([note])}{summary}"[:SUMMARY]
    await api.send(
        "PATCH", f"check-runs/{run}", {"output": {"title": title, "summary": text}, "actions": [FIX._asdict()]}
    )


def _sha(answer: Mapping[str, Any]) -> str:
    try:
        return as_commit(answer)
    except EventError:
        raise GitHubError("GitHub gave no object of git") from None
