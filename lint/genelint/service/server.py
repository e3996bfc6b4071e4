"""The server: a socket, the application behind it, and an orderly end."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterable
from functools import partial
from ipaddress import ip_address
from types import FrameType
from typing import TYPE_CHECKING, Any, cast

import uvicorn

from genelint.errors import UsageError
from genelint.service import page
from genelint.service.app import make_app
from genelint.service.connections import Connection
from genelint.service.logs import log, set_up_logs
from genelint.service.settings import Settings
from genelint.wording import visible

if TYPE_CHECKING:
    from genelint.service.webhook.route import Webhook

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""What a service may be called that only this machine reaches: no page from elsewhere has a name that leads here."""

_KEEP_ALIVE = 5
_UNTAKEN = 1 << 18
"""So many bytes of an answer the system holds for a connection, so that it shows soon whether they are taken."""


def serve(host: str, port: int, settings: Settings, webhook: Webhook | None = None, doubts: Iterable[str] = ()) -> None:
    """Serve until a signal ends it; the log begins with the doubts. Raises UsageError for an address that is none."""
    listener = listen(host, port)
    set_up_logs(sys.stderr)
    for doubt in doubts:
        log(doubt, {}, logging.WARNING)
    Server(listener, settings, webhook).run_to_end()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the first address that the host has. Raises UsageError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)  # asyncio sends at once only where it is told the protocol
        try:
            # Elsewhere it would mean that two may listen at one port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name == "posix")
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNTAKEN)
            listener.bind(address)
        except BaseException:
            listener.close()
            raise
        return listener
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no address"
        raise UsageError(f"cannot listen at {visible(host)}, port {port}: {reason}") from error


class Server(uvicorn.Server):
    """Tells where it listens; a signal ends it when what runs is done, a second one at once."""

    def __init__(self, listener: socket.socket, settings: Settings, webhook: Webhook | None = None) -> None:
        address = listener.getsockname()
        if not settings.hosts and ip_address(address[0]).is_loopback:
            settings = settings._replace(hosts=_LOOPBACK)
        self.app = make_app(settings, webhook)
        self.url = f"http://{_named(address)}/"
        self._listener = listener
        super().__init__(
            uvicorn.Config(
                self.app,
                loop="asyncio",
                http=cast("Any", partial(Connection, settings=settings)),
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=int(settings.grace),
            )
        )

    def run_to_end(self) -> None:
        """Serve until `handle_exit` is called, as it is by signals in the main thread."""
        try:
            self.run([self._listener])
        finally:
            self.app.state.service.pool.kill()  # a second signal leaves no time for their end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if page.SCRIPT not in page.assets().names:
            log("the page has no editor: make page", {}, logging.WARNING)
        log("listening", {"url": self.url})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log("stopping", {})
        await super().shutdown(sockets)
        log("stopped", {})

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        del sig, frame  # uvicorn would send itself the signal again in the end
        self.force_exit = self.should_exit
        self.should_exit = True
        self.app.state.stopping = True


def _named(address: tuple[Any, ...]) -> str:
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
