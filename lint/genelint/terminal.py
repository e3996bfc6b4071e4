"""Standard output and standard error: what they can show, and writing to them to the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from io import TextIOWrapper
from typing import BinaryIO, TextIO

from genelint.errors import UsageError
from genelint.wording import disarmed

_PIPE_WIDTH = 100


def prepare() -> None:
    """Make both streams write what their encoding cannot hold as escapes; a closed one becomes the null device."""
    sys.stdout, sys.stderr = _prepared(sys.stdout), _prepared(sys.stderr)


def say(line: str) -> None:
    """Write a line to standard error, if anybody reads it; a runner of GitHub Actions finds no command in it."""
    write_error([f"genelint: {disarmed(line)}\n"])


def write_error(pieces: Iterable[str]) -> None:
    """Write to standard error as it is, if anybody reads it."""
    with suppress(OSError):
        sys.stderr.writelines(pieces)
        sys.stderr.flush()


def write(pieces: Iterable[str]) -> None:
    """Write to standard output, to its end. Raises UsageError where that is not possible."""
    try:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
    except OSError as error:
        _give_up(error)


def write_text(text: str) -> None:
    """Write the text of a file to standard output, with the very bytes that the file would have. Raises UsageError."""
    output: BinaryIO | None = getattr(sys.stdout, "buffer", None)
    if output is None:  # where it is no file, but such as a notebook has
        write([text])
        return
    write(())
    try:
        output.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        _give_up(error)
    write(())


def has_color(option: str) -> bool:
    """Whether to write in colour: `always`, `never`, or `auto` for terminals that can."""
    if option != "auto":
        return option == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns of the terminal, or of what a pipe is taken for."""
    with suppress(KeyError, ValueError):
        return int(os.environ["COLUMNS"])
    with suppress(OSError, ValueError):
        return os.get_terminal_size(sys.stdout.fileno()).columns or _PIPE_WIDTH
    return _PIPE_WIDTH


def _give_up(error: OSError) -> None:
    # Python would try again at its end, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):  # as by `| head`, which has seen enough
        raise UsageError(f"standard output cannot be written: {error.strerror}") from error


def _prepared(stream: TextIO | None) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    wrapper: object = stream
    if isinstance(wrapper, TextIOWrapper):
        wrapper.reconfigure(errors="backslashreplace")
    return stream
