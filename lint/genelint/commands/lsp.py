"""`genelint lsp`: the server that an editor starts, on standard input and output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from genelint.commands import CLEAN, FOUND
from genelint.errors import UsageError
from genelint.model import Severity
from genelint.wording import listed

if TYPE_CHECKING:
    from genelint.arguments import Parser

ARGUMENTS = ""

_LEVELS = tuple(severity.label for severity in reversed(Severity))


class Options:
    """What was typed, and what holds where it was not."""

    severity: str = "warning"


def add_arguments(parser: Parser) -> None:
    """Add the options."""
    from genelint.arguments import one_of  # noqa: PLC0415 - start-up

    parser.add_argument(
        "--severity",
        type=one_of(_LEVELS),
        metavar="LEVEL",
        help=f"show findings from {listed(_LEVELS, 'or')} on; default: warning",
    )
    parser.add_argument("--stdio", action="store_true", help="as without: some editors say so")


def run(options: Options) -> int:
    """Serve until the editor ends it, and give the exit code: 1 where it is gone without a word."""
    try:
        from genelint.editor.server import serve  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise UsageError('lsp needs pygls and lsprotocol: type "pip install pygls lsprotocol"') from error
    ended = serve(sys.stdin.buffer, sys.stdout.buffer, Severity[options.severity.upper()])
    return CLEAN if ended else FOUND
