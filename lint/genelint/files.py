"""Reading files."""

from __future__ import annotations

from genelint.errors import UsageError
from genelint.model import Source
from genelint.sidecar import SUFFIX, Sidecar, read_sidecar
from genelint.wording import visible


def read(path: str) -> Source | None:
    """The text of a file, or None where it is gone: what vanishes during a run is no fault of anybody.

    Raises UsageError for a file that cannot be read.
    """
    try:
        with open(path, "rb", buffering=0) as file:
            return Source.from_bytes(path, file.readall())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{visible(path)}: cannot be read: {error.strerror}") from error


def read_beside(path: str) -> Sidecar | None:
    """The file of associations beside a record, None where there is none. Raises UsageError as `read` does."""
    beside = path.removesuffix(".txt") + SUFFIX
    try:
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
