"""What tells whether a record has changed since it was checked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import file_digest

from genelint.sidecar import SUFFIX

_WHOLE_SECONDS = 2_000_000_000
_FRACTIONS = 50_000_000
"""Nanoseconds within which a file may change again and keep its time of change, by what these times are counted in."""

_SECOND = 1_000_000_000


Stamp = tuple[int, int, int, str]
"""A file's times of change in nanoseconds, of its content and of its inode, its size in bytes, and the same of the file
of associations beside it, where there is one; or, in the place of all, zeros and digests of the contents of both.

Any program can set the first time back, none the second, which Windows has not: there it is 0.
"""

_HAS_INODES = os.name != "nt"


def time_stamp(path: str) -> Stamp | None:
    """A file's stamp by times and sizes, None where there is none to be had."""
    try:
        state = os.stat(path)
        more = ""
        with suppress(FileNotFoundError):
            beside = os.stat(path.removesuffix(".txt") + SUFFIX)
            more = f"{beside.st_mtime_ns} {beside.st_ctime_ns if _HAS_INODES else 0} {beside.st_size}"
    except OSError:
        return None
    return state.st_mtime_ns, state.st_ctime_ns if _HAS_INODES else 0, state.st_size, more


def time_stamps(paths: Sequence[str]) -> list[Stamp | None]:
    """The stamps of many files by times and sizes, in less time.

    Which files of associations there are is looked up once in each folder.
    """
    folders = {path[: path.rfind("/") + 1] for path in paths}
    stamps: list[Stamp | None] = []
    with suppress(OSError):
        listed = {folder: os.listdir(folder or ".") for folder in folders}
        sidecars = {
            folder + name
            for folder, names in listed.items()
            if f"{SUFFIX}\0" in "\0".join((*names, ""))  # which takes less time than to ask each of them
            for name in names
            if name.endswith(SUFFIX)
        }
        stamps += [
            (state.st_mtime_ns, state.st_ctime_ns if _HAS_INODES else 0, state.st_size, "")
            for state in map(os.stat, paths)
        ]
        for at, path in enumerate(paths) if sidecars else ():
            if path.removesuffix(".txt") + SUFFIX in sidecars:
                stamps[at] = time_stamp(path)
        return stamps
    return list(map(time_stamp, paths))


def content_stamp(path: str) -> Stamp | None:
    """A file's stamp by content, None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            more = file_digest(file, "sha256").hexdigest()
        with suppress(FileNotFoundError), open(path.removesuffix(".txt") + SUFFIX, "rb") as sidecar:
            more += file_digest(sidecar, "sha256").hexdigest()
    except OSError:
        return None
    return 0, 0, 0, more


def is_settled(stamp: Stamp, now: int) -> bool:
    """Whether a file that is changed after `now`, in nanoseconds, surely gets another stamp."""
    mtime, ctime, _, more = stamp
    beside = map(int, more.split()[:2]) if " " in more else ()
    return all(now - time > (_FRACTIONS if time % _SECOND else _WHOLE_SECONDS) for time in (mtime, ctime, *beside))
