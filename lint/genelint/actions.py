"""GitHub Actions: what its runner tells, and keeping what a record says from being a command to it."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Iterator, Mapping

from genelint.report import Checkout
from genelint.values import NamedTuple

MOST_SUMMARY = 1024 * 1024
"""Bytes of the file of a step's job summary; the runner refuses a larger one as a whole."""


class Actions(NamedTuple):
    """What the runner tells by environment variables; `summary` is the file of the job summary. What it does not tell
    is empty."""

    workspace: str
    pages: str
    summary: str


def read_actions(environment: Mapping[str, str]) -> Actions | None:
    """What the runner tells, None where there is none."""
    if environment.get("GITHUB_ACTIONS") != "true":
        return None
    from urllib.parse import quote  # noqa: PLC0415 - start-up

    server, repository, commit = (environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    pages = f"{server}/{quote(repository)}/blob/{quote(commit)}/" if server and repository and commit else ""
    return Actions(environment.get("GITHUB_WORKSPACE", ""), pages, environment.get("GITHUB_STEP_SUMMARY", ""))


def find_checkout(folder: str, actions: Actions | None) -> Checkout:
    """The checkout that a folder lies in, named by an absolute path.

    Its root is the nearest folder above that has `.git`, else the workspace of the runner, else the folder itself.
    """
    root = folder
    while not os.path.lexists(os.path.join(root, ".git")) and root != os.path.dirname(root):
        root = os.path.dirname(root)
    workspace = actions.workspace.rstrip("/") if actions is not None else ""
    if not os.path.lexists(os.path.join(root, ".git")):
        root = workspace if workspace and f"{folder}/".startswith(f"{workspace}/") else folder
    return Checkout(root, folder, actions.pages if actions is not None else "")


def guarded(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of text that are not ours alone, the last of which ends a line, so that no runner finds a command in them.

    Between two lines it looks for none. A record cannot end that, as it cannot know the word that does.
    """
    token = ""
    for piece in pieces:
        if not token:
            from secrets import token_hex  # noqa: PLC0415 - start-up

            token = token_hex(16)
            yield f"::stop-commands::{token}\n"
        yield piece
    if token:
        yield f"::{token}::\n"
