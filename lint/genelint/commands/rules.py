"""`genelint rules`: list the rules."""

from __future__ import annotations

from json import dumps

from genelint.arguments import Parser, add_color, one_of
from genelint.commands import CLEAN
from genelint.config import read_config_here
from genelint.registry import load
from genelint.setup import set_up
from genelint.terminal import has_color, width, write

ARGUMENTS = ""

_FORMATS = ("table", "json")


class Options:
    """What was typed, and what holds where it was not."""

    output_format: str = "table"
    color: str = "auto"


def add_arguments(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument(
        "--output-format",
        type=one_of(_FORMATS),
        metavar="FORMAT",
        help="table or json; default: table",
    )
    add_color(parser)


def run(options: Options) -> int:
    """Print the rules of all configured plugins."""
    from genelint.catalogue import describe_rules, list_rules  # noqa: PLC0415 - start-up

    config = read_config_here()
    if options.output_format == "json":
        setup = set_up(config)
        configured = {selected.rule.meta.code: selected.severity for selected in setup.rules}
        write([dumps(describe_rules(setup.plugins, configured), indent=2), "\n"])
    else:
        write([list_rules(load(config.plugins, config.root), color=has_color(options.color), width=width())])
    return CLEAN
