"""The command line: finds the command that is meant, and gives its exit code.

Findings go to standard output, all else to standard error. Exit codes: 0 nothing at or above `--fail-on`, 1 findings or
files that change, 2 bad use or an internal error, 3 nothing was checked, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from genelint import __version__
from genelint.commands import CLEAN, COMMANDS, FAILED, INTERRUPTED, Command, load_command, plain_options
from genelint.errors import UsageError, did_you_mean
from genelint.terminal import prepare, say, write
from genelint.wording import listed, visible

if TYPE_CHECKING:
    from genelint.arguments import Parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; `argv` is what stands after the program's name."""
    prepare()
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except UsageError as error:
        say(f"error: {error}")
        return FAILED
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    word = arguments[0] if arguments else ""
    try:
        if word in COMMANDS:
            command = load_command(word)
            return command.run(plain_options(command, arguments[1:]) or _options(word, command, arguments[1:]))
        if word.startswith("-"):
            parser = _general()
            parser.refuse(parser.parse_known_args(arguments[:1])[1])
    except SystemExit:  # --help and --version have printed what they say
        write(())
        return CLEAN
    if not word or word.startswith("-"):
        raise UsageError('no command: type "genelint check data/" to check a folder, "genelint --help" for all else')
    hint = f'; did you mean "genelint check {visible(word)}"?' if os.path.exists(word) else did_you_mean(word, COMMANDS)
    raise UsageError(f'no command "{visible(word)}": expected {listed(COMMANDS, "or")}{hint}')


def _options(word: str, command: Command, arguments: Sequence[str]) -> object:
    """What was typed after the name of a command. Raises UsageError."""
    from argparse import SUPPRESS  # noqa: PLC0415 - start-up

    from genelint.arguments import Parser, formatter  # noqa: PLC0415 - start-up

    parser = Parser(
        prog=f"genelint {word}",
        usage=f"genelint {word} [OPTION ...]{command.ARGUMENTS}",
        description=f"{COMMANDS[word][0].upper()}{COMMANDS[word][1:]}.",
        formatter_class=formatter,
        argument_default=SUPPRESS,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    return parser.parse(arguments, command.Options())


def _general() -> Parser:
    """The parser of what stands before a command."""
    from genelint.arguments import Parser, formatter  # noqa: PLC0415 - start-up

    parser = Parser(
        prog="genelint",
        description="Check gene records kept in git.",
        epilog='"genelint COMMAND --help" says more of a command.',
        formatter_class=formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"genelint {__version__}")
    adding = parser.add_subparsers(prog="genelint", metavar="COMMAND", parser_class=Parser)
    for name, summary in COMMANDS.items():
        adding.add_parser(name, help=summary, formatter_class=formatter)
    return parser
