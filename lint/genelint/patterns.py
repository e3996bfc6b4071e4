"""Patterns of file names as in `.gitignore`."""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Sequence
from fnmatch import translate

from genelint.errors import UsageError
from genelint.wording import visible

Matches = Callable[[str], bool]
"""A test of a path that is relative to the folder of the patterns."""

_SPECIAL = frozenset("/[]\\")
_WILD = frozenset("*?[]\\")


def compile_patterns(patterns: Sequence[str]) -> Matches:
    """A test whether a path, or a folder that it lies in, matches a pattern, as git understands them.

    Raises UsageError for a pattern that is none.
    """
    if all(map(_is_plain, patterns)):
        return _match_names(patterns)
    if all(map(_is_literal, patterns)):
        return _match_paths(patterns)
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - start-up

    try:
        return GitIgnoreSpec.from_lines(patterns).match_file
    except ValueError as error:
        raise UsageError(f"not a pattern as in .gitignore: {visible(str(error))}") from error


def locator(root: str) -> Callable[[str], str]:
    """A function that turns a path relative to the working folder into one relative to the folder `root`."""
    folders: dict[str, str] = {}

    def locate(path: str) -> str:
        folder, slash, name = path.rpartition("/")
        located = folders.get(folder + slash)
        if located is None:
            located = os.path.relpath(folder + slash or ".", root)
            located = folders[folder + slash] = "" if located == "." else f"{located}/"
        return located + name

    return locate


def _is_plain(pattern: str) -> bool:
    """Whether a pattern is about single names and means the same to fnmatch as to git."""
    return pattern == pattern.strip() != "" and pattern[0] not in "!#" and _SPECIAL.isdisjoint(pattern)


def _is_literal(pattern: str) -> bool:
    """Whether a pattern is a path, of a file or of a folder with all that it holds, and nothing more."""
    parts = pattern.strip("/").split("/")
    return (
        "/" in pattern.rstrip("/")
        and pattern == pattern.strip()
        and pattern[0] not in "!#"
        and not pattern.startswith("//")
        and not pattern.endswith("//")
        and _WILD.isdisjoint(pattern)
        and not {"", ".", ".."} & set(parts)
    )


def _match_paths(patterns: Sequence[str]) -> Matches:
    files = {pattern.lstrip("/") for pattern in patterns}
    folders = tuple(f"{pattern.strip('/')}/" for pattern in patterns)
    return lambda path: path in files or path.startswith(folders)


def _match_names(patterns: Sequence[str]) -> Matches:
    if not patterns:
        return lambda _: False
    match = re.compile("|".join(map(translate, patterns))).match
    endings = tuple(pattern[1:] for pattern in patterns if pattern[0] == "*" and _WILD.isdisjoint(pattern[1:]))
    folders: dict[str, bool] = {}

    def matches(path: str) -> bool:
        if path.endswith(endings):
            return True
        folder, _, name = path.rpartition("/")
        if match(name):
            return True
        found = folders.get(folder)
        if found is None:
            found = folders[folder] = any(part != ".." and match(part) for part in folder.split("/") if part)
        return found

    return matches
