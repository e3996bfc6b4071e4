"""What tells whether a record has changed since it was checked."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import file_digest
from time import time_ns
from typing import NamedTuple

from genelint.sidecar import SUFFIX

_WHOLE_SECONDS = 2_000_000_000
_FRACTIONS = 50_000_000
"""Nanoseconds within which a file may change again and keep its time of change, by what these times are counted in."""

_SECOND = 1_000_000_000


class Stamp(NamedTuple):
    """A file's time of change in nanoseconds, its size in bytes, and `more`: the same of the file of associations
    beside it; or, in the place of all, a digest of the contents of both."""

    mtime: int
    size: int
    more: str


def time_stamp(path: str) -> Stamp | None:
    """A file's stamp by times and sizes, None where there is none to be had."""
    try:
        state = os.stat(path)
        more = ""
        with suppress(FileNotFoundError):
            beside = os.stat(path.removesuffix(".txt") + SUFFIX)
            more = f"{beside.st_mtime_ns} {beside.st_size}"
    except OSError:
        return None
    return Stamp(state.st_mtime_ns, state.st_size, more)


def stamper() -> Callable[[str], Stamp | None]:
    """A function that gives the same, faster.

    Which files of associations there are is looked up once in each folder.
    """
    beside: dict[str, frozenset[str]] = {}

    def stamp(path: str) -> Stamp | None:
        try:
            folder, _, name = path.rpartition("/")
            sidecars = beside.get(folder)
            if sidecars is None:
                names = os.listdir(folder or ("/" if path.startswith("/") else "."))
                sidecars = beside[folder] = frozenset(name for name in names if name.endswith(SUFFIX))
            if sidecars and name.removesuffix(".txt") + SUFFIX in sidecars:
                return time_stamp(path)
            state = os.stat(path)
        except OSError:
            return None
        return Stamp(state.st_mtime_ns, state.st_size, "")

    return stamp


def content_stamp(path: str) -> Stamp | None:
    """A file's stamp by content, None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            more = file_digest(file, "sha256").hexdigest()
        with suppress(FileNotFoundError), open(path.removesuffix(".txt") + SUFFIX, "rb") as sidecar:
            more += file_digest(sidecar, "sha256").hexdigest()
    except OSError:
        return None
    return Stamp(0, 0, more)


def is_settled(stamp: Stamp) -> bool:
    """Whether a file that is changed from now on surely gets another time of change."""
    now = time_ns()
    times = [stamp.mtime, *([int(stamp.more.split()[0])] if " " in stamp.more else [])]
    return all(now - time > (_FRACTIONS if time % _SECOND else _WHOLE_SECONDS) for time in times)
