"""`genelint serve`: the service, an HTTP API and a page to paste a record into."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from genelint.commands import CLEAN
from genelint.errors import UsageError

if TYPE_CHECKING:
    from genelint.arguments import Parser

ARGUMENTS = ""

_MOST_WORKERS = 512


class Options:
    """What was typed, and what holds where it was not."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    names: Sequence[str] = ()


def add_arguments(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        help="listen at this address; default: 127.0.0.1, which only this machine reaches",
    )
    parser.add_argument(
        "--port", type=_number(0, 65535), metavar="N", help="listen at this port, 0 for any that is free; default: 8000"
    )
    parser.add_argument(
        "--workers",
        type=_number(1, _MOST_WORKERS),
        metavar="N",
        help="check in so many processes; default: as many as there are processors",
    )
    parser.add_argument(
        "--name",
        action="append",
        dest="names",
        metavar="HOST",
        help="answer requests for this host only, as genes.example.org; may be repeated; default: for any, or for this "
        "machine's own names where only this machine reaches it",
    )


def run(options: Options) -> int:
    """Serve until a signal ends it, and give the exit code."""
    try:
        from genelint.service.server import serve  # noqa: PLC0415 - an extra, and slow to import
        from genelint.service.settings import doubtful, read_hosts, read_settings  # noqa: PLC0415 - as above
        from genelint.service.webhook.settings import open_webhook  # noqa: PLC0415 - as above
    except ImportError as error:
        raise UsageError('serve needs FastAPI and uvicorn: type "pip install fastapi uvicorn"') from error
    settings = read_settings(os.environ)
    if options.workers:
        settings = settings._replace(workers=options.workers)
    if options.names:
        settings = settings._replace(hosts=read_hosts(options.names, "--name"))
    serve(options.host, options.port, settings, open_webhook(os.environ), doubtful(os.environ))
    return CLEAN


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    """The type of an argument that is a number within bounds."""
    from argparse import ArgumentTypeError  # noqa: PLC0415 - start-up

    def parse(text: str) -> int:
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(highest))
        if not is_number or not lowest <= int(text) <= highest:
            raise ArgumentTypeError(f'found "{text}", expected a number from {lowest} to {highest}')
        return int(text)

    return parse
