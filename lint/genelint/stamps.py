"""What tells whether a record has changed since it was checked."""

from __future__ import annotations

import os
from array import array
from collections.abc import Sequence
from contextlib import suppress
from hashlib import file_digest
from itertools import chain
from operator import attrgetter
from struct import Struct, error

from genelint.sidecar import SUFFIX

_WHOLE_SECONDS = 2_000_000_000
_FRACTIONS = 50_000_000
"""Nanoseconds within which a file may change again and keep its time of change, by what these times are counted in."""

_SECOND = 1_000_000_000

Stamp = bytes
"""Six numbers: a file's times of change in nanoseconds, of its content and of its inode, its size in bytes, and the
same of the file of associations beside it; or, in the place of all, digests of the contents of both.

Any program can set the first time back, none the second, which Windows has not: there the first one stands twice.
"""

_NUMBERS = Struct("6q")
WIDTH = _NUMBERS.size
"""The length of a stamp."""

_NOTHING = -1, -1, -1
"""In the place of the numbers of a file that is not there."""

UNKNOWN = _NUMBERS.pack(*_NOTHING, *_NOTHING)
"""In the place of a stamp where there is none to be had."""

_WITH_INODES = attrgetter("st_mtime_ns", "st_ctime_ns", "st_size")
_WITHOUT_INODES = attrgetter("st_mtime_ns", "st_mtime_ns", "st_size")
_numbers_of = _WITHOUT_INODES if os.name == "nt" else _WITH_INODES


def time_stamp(path: str) -> Stamp:
    """A file's stamp by times and sizes."""
    beside = _NOTHING
    try:
        own = _numbers_of(os.stat(path))
        with suppress(FileNotFoundError):
            beside = _numbers_of(os.stat(path.removesuffix(".txt") + SUFFIX))
        return _NUMBERS.pack(*own, *beside)
    except (OSError, error):  # of a time that is centuries from now
        return UNKNOWN


def time_stamps(paths: Sequence[str]) -> bytes:
    """The stamps of many files by times and sizes, one after the other, in less time.

    Which files of associations there are is looked up once in each folder.
    """
    folders = {path[: path.rfind("/") + 1] for path in paths}
    with suppress(OSError, OverflowError):
        listed = {folder: os.listdir(folder or ".") for folder in folders}
        sidecars = {
            folder + name
            for folder, names in listed.items()
            if f"{SUFFIX}\0" in "\0".join((*names, ""))  # which takes less time than to ask each of them
            for name in names
            if name.endswith(SUFFIX)
        }
        own = array("q", chain.from_iterable(map(_numbers_of, map(os.stat, paths))))
        stamps = array("q", _NOTHING) * (2 * len(paths))
        for place in range(3):
            stamps[place::6] = own[place::3]
        for at, path in enumerate(paths) if sidecars else ():
            if path.removesuffix(".txt") + SUFFIX in sidecars:
                stamps[6 * at : 6 * at + 6] = array("q", time_stamp(path))
        return stamps.tobytes()
    return b"".join(map(time_stamp, paths))


def content_stamp(path: str) -> Stamp:
    """A file's stamp by content."""
    half = WIDTH // 2
    beside = bytes(half)
    try:
        with open(path, "rb") as file:
            own = file_digest(file, "sha256").digest()[:half]
        with suppress(FileNotFoundError), open(path.removesuffix(".txt") + SUFFIX, "rb") as sidecar:
            beside = file_digest(sidecar, "sha256").digest()[:half]
    except OSError:
        return UNKNOWN
    return own + beside


def is_settled(stamp: Stamp, now: int) -> bool:
    """Whether a file with this stamp, by times and sizes, surely gets another one if it is changed after `now`, in
    nanoseconds."""
    mtime, ctime, _, *beside = _NUMBERS.unpack(stamp)
    return all(now - time > (_FRACTIONS if time % _SECOND else _WHOLE_SECONDS) for time in (mtime, ctime, *beside[:2]))
