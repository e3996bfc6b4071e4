"""Checking files again as they change, with watchfiles, which the extra `watch` installs."""

from __future__ import annotations

import os
import os.path
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import NoReturn, TypeVar

from genelint.discover import real_paths
from genelint.errors import UsageError
from genelint.sidecar import SUFFIX
from genelint.values import NamedTuple
from genelint.wording import visible

_STEP = 10
"""Milliseconds without a change, after which those before it are given: a save may be several."""

_DEBOUNCE = 50
"""Milliseconds after which changes are given in any case."""

_TIMEOUT = 100
"""Milliseconds without a change, after which the settings are looked at."""


_NEVER_RECORDS = frozenset((".git", ".genelint_cache"))
"""Folders that genelint itself has changed, or git at its request."""

Result = TypeVar("Result")


class Watched(NamedTuple):
    """What is watched: the records, the folders where others may appear, and the files that say what is checked."""

    files: Sequence[str]
    folders: Iterable[str]
    settings: Sequence[str]


def watch(
    begin: Callable[[], Watched],
    find: Callable[[], Sequence[str]],
    check_all: Callable[[], object],
    check: Callable[[Sequence[str]], object],
    tell: Callable[[UsageError], object],
) -> NoReturn:
    """Check all, and then what changes, until interrupted.

    `begin` tells what that is about, again whenever the settings change or `find` finds other records; `check` is for
    some of them. What goes wrong later, as with a configuration that is half written, is told, and no reason to end.
    Raises UsageError where it cannot begin, and where changes cannot be watched.
    """
    watched: Watched | None = begin()
    files: Sequence[str] = ()
    settings: Sequence[str] = ()
    stamps: list[tuple[str, int, int]] = []
    known: dict[str, str] = {}
    following: Iterator[set[str]] = iter(())
    while True:
        if watched is not None:
            files, folders, now = watched
            if now != settings:
                settings, stamps = now, _stamps(now)
            known = dict(zip(real_paths(files), files, strict=True))
            following = _changes(map(os.path.realpath, folders))
            next(following)  # from now on, no change is missed
            _attempt(check_all, tell)
        for changed in following:
            if _stamps(settings) != stamps:
                break
            records = set(map(_record_of, changed))
            there = sorted(known[path] for path in records if path in known and os.path.exists(path))
            if there:
                _attempt(partial(check, there), tell)
            if len(there) < len(records):
                with suppress(UsageError):  # a named file is gone, perhaps for a moment: it is being saved
                    if find() != files:
                        break
        stamps = _stamps(settings)  # before they are read: they may change while they are
        watched = _attempt(begin, tell)


def _attempt(act: Callable[[], Result], tell: Callable[[UsageError], object]) -> Result | None:
    try:
        return act()
    except UsageError as error:
        tell(error)
        return None


def _changes(folders: Iterable[str]) -> Iterator[set[str]]:
    """The absolute paths of what changes in folders, again and again, as it happens; from time to time an empty set."""
    try:
        from watchfiles import watch as follow  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError('--watch needs watchfiles: type "pip install watchfiles"') from error
    try:
        for found in follow(
            *folders, watch_filter=None, debounce=_DEBOUNCE, step=_STEP, rust_timeout=_TIMEOUT, yield_on_timeout=True
        ):
            yield {path for _, path in found if _NEVER_RECORDS.isdisjoint(path.split("/"))}
    except (OSError, RuntimeError) as error:
        raise UsageError(f"changes cannot be watched: {visible(str(error))}") from error


def _record_of(path: str) -> str:
    """The record that a file is, or that it stands beside."""
    return path.removesuffix(SUFFIX) + ".txt" if path.endswith(SUFFIX) else path


def _stamps(paths: Iterable[str]) -> list[tuple[str, int, int]]:
    """The files that are there, with times and sizes."""
    found: list[tuple[str, int, int]] = []
    for path in paths:
        with suppress(OSError):
            state = os.stat(path)
            found.append((path, state.st_mtime_ns, state.st_size))
    return found
