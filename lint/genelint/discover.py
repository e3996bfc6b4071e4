"""Which files there are to check."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from genelint.errors import UsageError
from genelint.patterns import compile_patterns
from genelint.sidecar import SUFFIX
from genelint.wording import nearest, visible

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def discover(paths: Sequence[str], include: Sequence[str], exclude: Sequence[str], root: str) -> list[str]:
    """The files to check, sorted, each once, as paths that begin as the given ones do.

    A file that is named is taken in any case, and a record in place of the file of associations beside it. Of a
    folder, those files are taken that match a pattern of `include` and none of `exclude`, and that git does not ignore;
    patterns are relative to the folder `root`. Symbolic links to folders are not followed. Raises UsageError for a path
    that is not there and a folder that cannot be read.
    """
    included = compile_patterns(include)
    excluded = compile_patterns(exclude)
    files: dict[str, str] = {}
    for path in paths:
        shown = _tidy(path)
        absolute = os.path.abspath(shown)
        if not _is_folder(path):
            if _has_record(shown):
                shown, absolute = (name.removesuffix(SUFFIX) + ".txt" for name in (shown, absolute))
            files.setdefault(absolute, shown)
            continue
        located = _prefix(os.path.relpath(shown, root))

        def is_wanted(name: str, located: str = located) -> bool:
            return included(located + name) and not (exclude and excluded(located + name))

        wanted = list(filter(is_wanted, _list_folder(shown, is_wanted)))
        shown, absolute = _prefix(shown), _prefix(absolute)
        if len(paths) == 1:
            return sorted([shown + name for name in wanted])
        for name in wanted:
            files.setdefault(absolute + name, shown + name)
    return sorted(files.values())


def real_paths(files: Iterable[str]) -> list[str]:
    """The files as absolute paths without links among their folders, in the same order."""
    paths = list(files)
    folders = {folder: os.path.realpath(folder) for folder in set(map(os.path.dirname, paths))}
    return [os.path.join(folders[os.path.dirname(path)], os.path.basename(path)) for path in paths]


def _has_record(path: str) -> bool:
    """Whether a path is that of the file of associations beside a record."""
    return path.endswith(SUFFIX) and os.path.isfile(path.removesuffix(SUFFIX) + ".txt")


def _list_folder(folder: str, is_wanted: Callable[[str], bool]) -> Iterable[str]:
    """The paths of the files in a folder, relative to it, that are not ignored: of all that are wanted at least."""
    real = os.path.realpath(folder)
    repository = repository_of(real)
    if repository is not None:
        listed = _list_by_git(folder, is_wanted)
        if listed is not None:
            return listed
    return _walk(folder, repository or real)


def _tidy(path: str) -> str:
    """A path without doubled slashes and dots; `..` stays, since it may follow a symbolic link."""
    names = [name for name in path.split("/") if name not in ("", ".")]
    return ("/" if path.startswith("/") else "") + "/".join(names) or "."


def _prefix(folder: str) -> str:
    """What stands before the names of a folder's files."""
    return "" if folder == "." else folder if folder.endswith("/") else f"{folder}/"


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(f'no file or folder "{visible(path)}"{_near(path)}') from error
    except OSError:
        return False  # reading will say why


def _near(path: str) -> str:
    """A suggestion for the first part of a path that is not there."""
    missing = path = path.rstrip("/")
    while missing:
        parent: str = os.path.dirname(missing)
        if os.path.isdir(parent or "."):
            there = (name for name in os.listdir(parent or ".") if os.path.exists(os.path.join(parent, name)))
            found = nearest(os.path.basename(missing), there)
            return f'; did you mean "{visible(os.path.join(parent, found) + path[len(missing) :])}"?' if found else ""
        missing = parent
    return ""


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise UsageError(f"{visible(folder)}: cannot be read: {error.strerror}") from error


def _file_names(entries: Iterable[os.DirEntry[str]]) -> list[str]:
    try:
        return [entry.name for entry in entries if entry.is_file()]
    except OSError:  # of a link, say
        return [entry.name for entry in entries if _is_file(entry)]


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file, or a link that cannot be followed, which the reader will say."""
    try:
        return entry.is_file()
    except OSError:
        return True


def repository_of(folder: str) -> str | None:
    """The root of the repository that a folder, an absolute path, lies in."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def _list_by_git(folder: str, is_wanted: Callable[[str], bool]) -> Iterable[str] | None:
    """The files in a folder that git tracks, and those that are wanted and would be if they were added; None where git
    is of no help.

    git lists deleted ones and other repositories too, and those of a conflict up to three times. To find what is not
    tracked takes it five times as long as to list the rest, so that it is only asked where there is any such thing.
    """
    listed = _ask(folder, "--cached")
    if listed is None:
        return None
    folders = _folders_of(listed)
    there, others = _look_into(folders, folder)
    found = dict.fromkeys(filter(there.__contains__, listed))
    if others <= folders and (len(found) == len(there) or not any(map(is_wanted, there.difference(found)))):
        return found
    untracked = _ask(folder, "--others", "--exclude-standard")
    if untracked is None:
        return None
    there |= _look_into(_folders_of(untracked) - folders, folder)[0]
    return dict.fromkeys([*found, *filter(there.__contains__, untracked)])


def _ask(folder: str, *which: str) -> list[str] | None:
    """The paths that git lists in a folder, relative to it; None where it fails."""
    from genelint.git import ask_git  # noqa: PLC0415 - start-up

    listing = ask_git(folder, "ls-files", "-z", *which)
    return None if listing is None else os.fsdecode(listing).split("\0")


def _folders_of(paths: Iterable[str]) -> set[str]:
    """The folders that paths lead through, relative to where they begin, which is one of them."""
    folders = {""}
    for folder in {path.rpartition("/")[0] for path in paths if "/" in path}:
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]  # noqa: PLW2901 - up to the first
    return folders


def _look_into(folders: Iterable[str], top: str) -> tuple[set[str], set[str]]:
    """The files in some folders, and the folders in them without those of git; all relative to the folder `top`."""
    files: set[str] = set()
    others: set[str] = set()
    for folder in folders:
        entries = _entries(os.path.join(top, folder))
        prefix = _prefix(folder or ".")
        names = _file_names(entries)
        files.update([prefix + name for name in names] if prefix else names)
        if len(names) < len(entries):
            inner = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
            others.update([prefix + name for name in inner if name != ".git"])
    return files, others


def _walk(folder: str, top: str) -> Iterator[str]:
    """The paths of all files in a folder that no `.gitignore` between it and `top` names, relative to the folder."""
    start = _prefix(os.path.relpath(os.path.realpath(folder), top))
    ignores: list[tuple[int, GitIgnoreSpec]] = []
    above = ""
    for name in start.split("/")[:-1]:
        ignores = _with_gitignore(ignores, os.path.join(top, above), len(above))
        above += f"{name}/"
    pending = [(start, ignores)]
    while pending:
        prefix, ignores = pending.pop()
        place = os.path.join(folder, prefix[len(start) :])
        entries = _entries(place)
        if any(entry.name == ".gitignore" for entry in entries):
            ignores = _with_gitignore(ignores, place, len(prefix))
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name != ".git" and not _is_ignored(f"{path}/", ignores):
                    pending.append((f"{path}/", ignores))
            elif (entry.is_file(follow_symlinks=False) or _is_file(entry)) and not (
                ignores and _is_ignored(path, ignores)
            ):
                yield path[len(start) :]


def _with_gitignore(
    ignores: list[tuple[int, GitIgnoreSpec]], folder: str, start: int
) -> list[tuple[int, GitIgnoreSpec]]:
    """The patterns that hold above a folder and those of its own `.gitignore`, to be applied to paths from `start`."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - start-up

    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return ignores
    try:
        spec = GitIgnoreSpec.from_lines(lines)
    except ValueError:  # git passes over what is no pattern
        spec = GitIgnoreSpec.from_lines(filter(_is_pattern, lines))
    return [*ignores, (start, spec)]


def _is_pattern(line: str) -> bool:
    try:
        compile_patterns((line,))
    except UsageError:
        return False
    return True


def _is_ignored(path: str, ignores: list[tuple[int, GitIgnoreSpec]]) -> bool:
    """The verdict of the nearest `.gitignore` that has one."""
    for start, spec in reversed(ignores):
        verdict = spec.check_file(path[start:]).include
        if verdict is not None:
            return verdict
    return False
