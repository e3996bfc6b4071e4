"""`genelint explain`: say what a rule is about."""

from __future__ import annotations

from genelint.arguments import Parser, add_color
from genelint.commands import CLEAN
from genelint.config import read_config_here
from genelint.registry import find, load
from genelint.terminal import has_color, width, write

ARGUMENTS = " RULE"


class Options:
    """What was typed, and what holds where it was not."""

    rule: str
    color: str = "auto"


def add_arguments(parser: Parser) -> None:
    """Add the argument and the options."""
    parser.add_argument("rule", metavar="RULE", help="a code or a name, such as REF001 or unresolved-footnote")
    add_color(parser)


def run(options: Options) -> int:
    """Print what is known of the rule."""
    from genelint.catalogue import explain  # noqa: PLC0415 - start-up

    config = read_config_here()
    plugin, rule = find(load(config.plugins, config.root), options.rule)
    write([explain(plugin, rule, color=has_color(options.color), width=width())])
    return CLEAN
