"""The difference between two versions of a file, as a patch."""

from __future__ import annotations

from collections.abc import Iterator


def unified(path: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff, which `patch -p0` and `git apply -p0` take; none where nothing differs.

    A line ends at LF alone, and what has none at the end of the file is marked as patches mark it.
    """
    from difflib import unified_diff  # noqa: PLC0415 - start-up

    name = _name(path)
    for line in unified_diff(_lines(before), _lines(after), name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _name(path: str) -> str:
    """A file's name as patches have it: in quotes with escapes as in C where it holds what would end it."""
    plain = path.encode("utf-8", "surrogateescape")
    if path.isprintable() and not set(path) & {'"', "\\"}:
        return f"{path}\t" if " " in path else path  # else patch takes the first word for the name
    escaped = "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}" for byte in plain)
    return f'"{escaped}"'


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
