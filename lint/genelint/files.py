"""Reading files, and writing them as a whole."""

from __future__ import annotations

import os
import os.path
from collections.abc import Callable
from errno import EACCES
from typing import TYPE_CHECKING

from genelint.errors import UsageError
from genelint.model import Source
from genelint.sidecar import SUFFIX, Sidecar, read_sidecar
from genelint.wording import visible

if TYPE_CHECKING:
    from genelint.baseline import Baseline

Reader = Callable[[str], Source | None]
"""Gives the text of a file, None where it is gone; raises UsageError."""

Beside = Callable[[str], Sidecar | None]
"""Gives the file of associations beside a record, None where there is none; raises UsageError."""


_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_MOST = 65536
"""So much is read at a time, which is all of nearly every file."""


def read(path: str) -> Source | None:
    """The text of a file, or None where it is gone: what vanishes during a run is no fault of anybody.

    Raises UsageError for a file that cannot be read.
    """
    try:
        return Source.from_bytes(path, _content(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{visible(path)}: cannot be read: {error.strerror}") from error


def _content(path: str) -> bytes:
    """All that a file holds: `open` would ask the system for its type, size and place as well, in half as much time
    again."""
    file = os.open(path, _READING)
    try:
        parts: list[bytes] = []
        while part := os.read(file, _MOST):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(file)


def read_beside(path: str) -> Sidecar | None:
    """The file of associations beside a record, None where there is none. Raises UsageError as `read` does."""
    beside = path.removesuffix(".txt") + SUFFIX
    try:
        os.stat(beside)  # most often there is none, and `open` takes four times as long to say so
        with open(beside, "rb") as lines:
            return read_sidecar(beside, lines)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError(f"{visible(beside)}: cannot be read: {error.strerror}") from error


def read_stdin(path: str) -> Source:
    """The text of standard input, to be called `path`. Raises UsageError where it cannot be read."""
    import sys  # noqa: PLC0415 - start-up

    try:
        return Source.from_bytes(path, sys.stdin.buffer.read())
    except (AttributeError, OSError) as error:  # AttributeError: it is closed, and Python made it None
        raise UsageError("standard input cannot be read") from error


def read_baseline(path: str) -> Baseline | None:
    """The baseline in a file, None where there is no file. Raises UsageError where it cannot be read or is none."""
    source = read(path)
    if source is None:
        return None
    from genelint.baseline import parse_baseline  # noqa: PLC0415 - start-up

    return parse_baseline(source)


def replace_unchanged(before: Source, after: Source) -> None:
    """Write what a file is to become. Raises UsageError where it is no longer what it was, or cannot be written."""
    path = before.path
    now = read(path)
    if now is not None and now.text == after.text:
        return  # under another name, as through a link
    if now is None or now.text != before.text:
        raise UsageError(f"{visible(path)}: changed while it was checked, and is left as it is; run genelint again")
    if not os.access(path, os.W_OK):
        raise UsageError(f"{visible(path)}: cannot be written: {os.strerror(EACCES)}")
    replace(path, after.text)


def replace(path: str, text: str) -> None:
    """Write a file as a whole: whoever reads it sees the old text or the new one. Raises UsageError.

    Permissions stay, and a symbolic link stays one; other names of the file keep the old text.
    """
    from tempfile import NamedTemporaryFile  # noqa: PLC0415 - start-up

    shown = visible(path)
    path = os.path.realpath(path)
    try:
        with NamedTemporaryFile("wb", dir=os.path.dirname(path) or ".", prefix=".genelint-", delete=False) as file:
            try:
                file.write(text.encode("utf-8", "surrogateescape"))
                file.flush()
                os.fsync(file.fileno())
                os.chmod(file.name, _mode(path))
                os.replace(file.name, path)
            except BaseException:
                os.unlink(file.name)
                raise
    except OSError as error:
        raise UsageError(f"{shown}: cannot be written: {error.strerror}") from error


def append(path: str, write: Callable[[int], str]) -> None:
    """Add to the end of a file, or to a new one, what is written for so many bytes before it. Raises UsageError."""
    try:
        with open(path, "ab") as file:
            file.write(write(file.tell()).encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise UsageError(f"{visible(path)}: cannot be written: {error.strerror}") from error


def _mode(path: str) -> int:
    """The permissions of a file, or those that a new one gets."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
