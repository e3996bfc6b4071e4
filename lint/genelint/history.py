"""What changed: since a commit, as git tells, or as a file says."""

from __future__ import annotations

import os
import os.path
from collections.abc import Callable, Container, Mapping
from functools import cache

from genelint.changes import WHOLE, Change, ChangeOf, parse_diff
from genelint.errors import UsageError, did_you_mean
from genelint.files import read
from genelint.git import ask_git
from genelint.sidecar import SUFFIX
from genelint.wording import visible

_DIFF = (
    "diff",
    *("--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/"),
    *("--text", "--unified=0", "--find-renames", "--ignore-submodules=all"),
)


def changes_since(commit: str) -> ChangeOf:
    """What changed in the working tree since the last commit that HEAD and another one have in common.

    What git does not track has changed as a whole. Raises UsageError.
    """
    shown = visible(commit)
    top = ask_git(".", "rev-parse", "--show-toplevel")
    if top is None:
        raise UsageError('--changed-since needs a repository that git can read: type "git status" to see what is wrong')
    given = ask_git(".", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    if given is None:
        names = ask_git(".", "for-each-ref", "--format=%(refname:short)") or b""
        hint = did_you_mean(commit, os.fsdecode(names).split("\n"))
        raise UsageError(f'--changed-since: no commit "{shown}" in this repository{hint or "; fetch it first"}')
    base = ask_git(".", "merge-base", given.decode().strip(), "HEAD")
    if base is None:
        raise UsageError(
            f'--changed-since: this clone has no commit that "{shown}" and HEAD have in common: fetch more of the '
            "history, as with git fetch --unshallow, or fetch-depth: 0 of actions/checkout"
        )
    folder = os.fsdecode(top.removesuffix(b"\n"))
    diff = _diff(folder, base.decode().strip())
    entries = ask_git(folder, "ls-files", "-z", "--stage")
    if diff is None or entries is None:
        raise UsageError(
            "--changed-since: git diff fails in this repository; run it to see why; a partial clone, as by "
            "`filter: blob:none`, lacks old files, which genelint does not fetch: clone without a filter"
        )
    tracked: set[str] = set()
    for entry in os.fsdecode(entries).split("\0"):
        about, _, name = entry.partition("\t")
        if about.endswith(" 0"):  # any other is left of a merge, and git shows no diff of it
            tracked.add(os.path.join(folder, name))
    return _changes_in(folder, parse_diff(diff), tracked)


def differences(commit: str) -> ChangeOf | None:
    """How the files here that git tracks differ from those of a commit, named by its digits; None without a repository.

    A commit that git does not have differs in every file.
    """
    top = ask_git(".", "rev-parse", "--show-toplevel")
    if top is None:
        return None
    folder = os.fsdecode(top.removesuffix(b"\n"))
    diff = _diff(folder, commit)
    return _changes_in(folder, parse_diff(diff)) if diff is not None else lambda _: WHOLE


def changes_of(path: str) -> ChangeOf:
    """What changed, as a unified diff in a file says; its paths begin in the working folder. Raises UsageError."""
    source = read(path)
    if source is None:
        raise UsageError(f'--changed-lines: no file "{visible(path)}"')
    try:
        return _changes_in(os.getcwd(), parse_diff(source.text))
    except UsageError as error:
        raise UsageError(f"--changed-lines: {visible(path)}: {error}") from error


def _diff(folder: str, commit: str) -> str | None:
    """The difference between a commit and the working tree of a repository, None where git fails."""
    filters = ask_git(folder, "config", "-z", "--name-only", "--get-regexp", r"^filter\..*\.(clean|process|required)$")
    silenced = set(os.fsdecode(filters or b"").split("\0")) - {""}
    diff = ask_git(folder, *_DIFF, commit, "--", silenced=silenced)
    return diff.decode("utf-8", "surrogateescape") if diff is not None else None


def _changes_in(folder: str, named: Mapping[str, Change], tracked: Container[str] | None = None) -> ChangeOf:
    real = _locator()
    changes = {real(os.path.join(folder, name)): change for name, change in named.items()}
    for path in [*changes]:
        if path.endswith(SUFFIX):  # what is found in the record may be about the file beside it
            changes.setdefault(path.removesuffix(SUFFIX) + ".txt", Change())

    def change_of(path: str) -> Change | None:
        located = real(path)
        return WHOLE if tracked is not None and located not in tracked else changes.get(located)

    return change_of


def _locator() -> Callable[[str], str]:
    """A function that gives absolute paths without links among their folders."""
    resolve = cache(os.path.realpath)
    return lambda path: os.path.join(resolve(os.path.dirname(path)), os.path.basename(path))
