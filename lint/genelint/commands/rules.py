"""`genelint rules`: list the rules."""

from __future__ import annotations

from argparse import Namespace

from genelint.arguments import Parser, add_color
from genelint.commands import CLEAN
from genelint.config import read_config_here
from genelint.registry import load
from genelint.terminal import has_color, width, write

ARGUMENTS = ""


class Options(Namespace):
    """What was typed."""

    color: str


def add_arguments(parser: Parser) -> None:
    """Add the options."""
    add_color(parser)


def run(options: Options) -> int:
    """Print a table of the configured rules."""
    from genelint.catalogue import list_rules  # noqa: PLC0415 - start-up

    config = read_config_here()
    write([list_rules(load(config.plugins, config.root), color=has_color(options.color), width=width())])
    return CLEAN
