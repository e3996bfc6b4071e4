"""`genelint init`: write a configuration, a git hook and a workflow into a repository of records."""

from __future__ import annotations

import os
import os.path
from collections.abc import Iterator
from contextlib import suppress

from genelint import starter
from genelint.arguments import Parser
from genelint.commands import CLEAN
from genelint.config import FILE, PROJECT_FILE, Config, find_config
from genelint.discover import discover, repository_of
from genelint.errors import UsageError
from genelint.terminal import write
from genelint.wording import listed, visible

ARGUMENTS = ""

_HOOKS = ".pre-commit-config.yaml"
_WORKFLOW = ".github/workflows/genelint.yml"
_FOLDER = "data"
_LONGEST_BEGINNING = 64


class Options:
    """What was typed: nothing."""


def add_arguments(parser: Parser) -> None:
    """Add nothing."""


def run(options: Options) -> int:  # noqa: ARG001 - it has none
    """Write what is not there yet, and say what was written and what is left to do."""
    folder = os.getcwd()
    root = repository_of(os.path.realpath(folder))
    if root is not None and root != os.path.realpath(folder):
        raise UsageError(f"this folder lies in the repository {visible(root)}: run genelint init there")
    config = find_config(folder)
    found = _record_folders()
    paths = (config.paths if config else ()) or found or [_FOLDER]
    written = [
        name
        for name, text in (
            (FILE, None if config else starter.configuration(paths)),
            (_HOOKS, starter.hooks(paths)),
            (_WORKFLOW, starter.workflow()),
        )
        if text is not None and _create(name, text)
    ]
    write(_said(written, config, paths, records=bool(found), git=root is not None))
    return CLEAN


def _record_folders() -> list[str]:
    """The folders of the text files that begin like records; those whose names a file cannot hold aside."""
    records = [path for path in discover(["."], ("*.txt",), (), ".") if starter.is_record(_beginning(path))]
    return [folder for folder in starter.record_folders(records) if folder.isprintable()]


def _beginning(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read(_LONGEST_BEGINNING) or b""
    except OSError:
        return b""  # whether it can be read is for `genelint check` to say


def _create(name: str, text: str) -> bool:
    """Write a new file; False where one is there. Raises UsageError where that is not possible, and leaves none."""
    try:
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "x", encoding="utf-8", newline="\n") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                with suppress(OSError):
                    os.unlink(name)
                raise
    except FileExistsError as error:
        if not os.path.lexists(name):
            raise UsageError(f"{name}: cannot be written: {error.filename} is no folder") from error
        return False
    except OSError as error:
        raise UsageError(f"{name}: cannot be written: {error.strerror}") from error
    return True


def _said(
    written: list[str], config: Config | None, paths: tuple[str, ...] | list[str], *, records: bool, git: bool
) -> Iterator[str]:
    """What was done, and what is next."""
    configured = FILE if FILE in written or os.path.lexists(FILE) else PROJECT_FILE
    for name in (configured, _HOOKS, _WORKFLOW):
        yield f"{'wrote' if name in written else 'left as it is:'} {name}\n"
    if config and not config.paths:
        place = f"at the top of {FILE}" if configured == FILE else f"to [tool.genelint] in {PROJECT_FILE}"
        yield f"\nAdd {place}, so that all records are checked:\n\n{starter.paths_line(paths)}\n"
    if _HOOKS not in written and not _mentions_genelint(_HOOKS):
        yield f"\nAdd below `repos:` in {_HOOKS}:\n\n{starter.hook(paths)}"
    nameless = listed([name for name in (_HOOKS, _WORKFLOW) if name in written])
    steps = [
        "" if git else 'type "git init": hooks and workflows need a repository',
        f"replace OWNER in {nameless} by the account that you have genelint from" if nameless else "",
        "" if records else f"put records into {visible(paths[0])}/",
        'type "genelint check" to check all records',
        'type "pip install pre-commit" and "pre-commit install" to check those of each commit',
    ]
    yield "\nNext:\n" + "".join(f"- {step}\n" for step in steps if step)


def _mentions_genelint(name: str) -> bool:
    try:
        with open(name, encoding="utf-8", errors="replace") as file:
            return "genelint" in file.read()
    except OSError:
        return False
