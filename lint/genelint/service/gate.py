"""What every request passes: it gets an id, is let in or not, and its answer is completed, counted and logged."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genelint.service.bodies import Bodies
from genelint.service.logs import failure, log
from genelint.service.problems import Problem, as_response
from genelint.service.state import Service

SECURITY = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
"""What each answer says to browsers, unless a handler says it otherwise.

Where pages had no referrer at all, a browser would post their forms as of the origin `null`.
"""

PROBES = ("/healthz", "/readyz", "/metrics")
"""What balancers of load and Prometheus ask for by an address: states and counts, which anybody may know."""

_ID = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PIECE = 64 << 10
"""So many bytes of an answer are sent at a time: the server takes no more while many are not taken by the client."""

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Gate:
    """Stands before an application."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        logged: dict[str, object] = {}
        scope.setdefault("state", {})["logged"] = logged
        passage = _Passage(scope, receive, send, self._service.bodies)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        if method == "HEAD":
            scope = {**scope, "method": "GET"}  # it is answered as that; the passage leaves the body out
        metrics = self._service.metrics
        began = perf_counter()
        metrics.in_flight += 1
        try:
            if problem := self._refusal(scope):
                await as_response(problem)(scope, passage.receive, passage.send)
            else:
                await self._app(scope, passage.receive, passage.send)
        except Exception as error:  # noqa: BLE001 - the client gets an answer, and nobody what it sent
            log("failed", {"id": passage.id, **failure(error)}, logging.ERROR)
            problem = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the service has failed; its log says where")
            if passage.status == 0:
                await as_response(problem)(scope, passage.receive, passage.send)
        finally:
            seconds = perf_counter() - began
            metrics.in_flight -= 1
            route = getattr(scope.get("route"), "path", "")
            metrics.add_request(method, route, passage.status, seconds)
            fields = {"id": passage.id, "method": method, "route": route, "status": passage.status}
            sizes = {"seconds": round(seconds, 4), "received": passage.received, "sent": passage.sent}
            log("request", {**fields, **sizes, **logged})

    def _refusal(self, scope: Scope) -> Problem | None:
        """Why a request is not let in: its name is not ours, or a page of another origin has sent it."""
        headers = Headers(scope=scope)
        hosts = self._service.settings.hosts
        if (
            hosts
            and scope["path"] not in PROBES
            and re.sub(":[0-9]*$", "", headers.get("host", "")).lower() not in hosts
        ):
            return Problem(
                HTTPStatus.MISDIRECTED_REQUEST, "this service has another name, which --name says when it is started"
            )
        if scope["method"] == "POST" and _is_foreign(headers):
            return Problem(HTTPStatus.FORBIDDEN, "a page of another origin may not send this")
        return None


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that a page of another origin has sent this; over plain HTTP it tells the origin alone."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in ("none", "same-origin")
    host = headers.get("host", "").lower()
    return origin is not None and origin not in (f"http://{host}", f"https://{host}")


class _Passage:
    """A request on its way in, and its answer on its way out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, bodies: Bodies) -> None:
        given = Headers(scope=scope).get("x-request-id", "")
        self.id = given if _ID.fullmatch(given) else uuid4().hex
        self.status = 0
        self.received = 0
        self.sent = 0
        self._receive = receive
        self._send = send
        self._bodies = bodies
        self._is_head = scope["method"] == "HEAD"

    async def receive(self) -> Message:
        message = await self._receive()
        self.received += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = self.id
            for name, value in SECURITY.items():
                headers.setdefault(name, value)
            await self._send(message)
            return
        body = b"" if self._is_head else message.get("body", b"")
        self.sent += len(body)
        with self._bodies.hold(max(0, len(body) - _PIECE)):
            for at in range(0, len(body) or 1, _PIECE):
                more = message.get("more_body", False) or at + _PIECE < len(body)
                await self._send({**message, "body": body[at : at + _PIECE], "more_body": more})
