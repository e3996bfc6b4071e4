"""`genelint cache`: delete what is known of files from earlier runs."""

from __future__ import annotations

import os.path

from genelint.arguments import Parser, one_of
from genelint.cache import FOLDER, clean
from genelint.commands import CLEAN
from genelint.config import read_config_here
from genelint.errors import UsageError
from genelint.terminal import write
from genelint.wording import listed, visible

ARGUMENTS = " ACTION"


class Options:
    """What was typed."""

    action: str


def add_arguments(parser: Parser) -> None:
    """Add the argument."""
    parser.add_argument("action", type=one_of(("clean",)), metavar="ACTION", help="clean: delete the cache")


def run(options: Options) -> int:
    """Delete it, say so, and give the exit code."""
    del options
    folder = os.path.relpath(os.path.join(read_config_here().root, FOLDER))
    try:
        left = clean(folder)
    except OSError as error:
        raise UsageError(f"{visible(folder)}: cannot be deleted: {error.strerror}") from error
    write([f"{_said(visible(folder), left)}.\n"])
    return CLEAN


def _said(folder: str, left: list[str] | None) -> str:
    if left is None:
        return f"there is no {folder}"
    if not left:
        return f"deleted {folder}"
    return f"deleted the cache in {folder}; what is not genelint's is left: {listed(map(visible, left))}"
