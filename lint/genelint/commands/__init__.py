"""The commands: each is a module of this package, with its arguments and a function `run` that gives an exit code."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from genelint.arguments import Parser

CLEAN, FOUND, FAILED, NOTHING, INTERRUPTED = 0, 1, 2, 3, 130

COMMANDS = {
    "check": "check files and folders, or standard input",
    "annotate": "check, and show what is found on GitHub, as a check run",
    "format": "rewrite records in the canonical layout",
    "lsp": "serve an editor, which starts it",
    "serve": "serve an HTTP API, and a page to paste a record into",
    "rules": "list the rules",
    "explain": "explain a rule",
    "init": "write a configuration, a git hook and a workflow into this folder",
    "baseline": "keep a list of the findings that are left out, for adopting genelint step by step",
    "cache": "delete what is known of files from earlier runs",
}
"""Every command, and what it does."""

PATHS = " [PATH ...]"
"""The arguments of a command that takes nothing but paths."""


class Command(Protocol):
    """What a module of a command has; `ARGUMENTS` stands behind its options in the usage.

    `Options` is a class whose attributes are what holds where nothing is typed.
    """

    ARGUMENTS: str
    Options: type[Any]

    def add_arguments(self, parser: Parser) -> None:
        """Add its arguments and options to a parser, which fills its `Options`."""
        ...

    def run(self, options: Any) -> int:
        """Run it, and give the exit code. Raises UsageError."""
        ...


def load_command(name: str) -> Command:
    """The module of a command."""
    return cast("Command", import_module(f"genelint.commands.{name}"))


def plain_options(command: Command, arguments: Sequence[str]) -> object | None:
    """What was typed where it is nothing but paths, as a hook does; None for all else, which takes a parser."""
    if command.ARGUMENTS != PATHS or any(argument.startswith("-") for argument in arguments):
        return None
    options: object = command.Options()
    vars(options)["paths"] = [*arguments]
    return options
