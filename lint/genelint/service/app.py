"""The application: routers, what stands before them, and what is made of errors."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, nullcontext
from functools import cache, partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from genelint import __version__
from genelint.errors import UsageError
from genelint.service import api, page
from genelint.service.bodies import Bodies
from genelint.service.checks import Refused
from genelint.service.contract import describe
from genelint.service.display import warm_up
from genelint.service.gate import Gate
from genelint.service.metrics import Metrics
from genelint.service.pool import Busy, Died, Late, Pool, PoolError
from genelint.service.problems import RETRY, Problem, as_response
from genelint.service.settings import Settings
from genelint.service.state import Service
from genelint.wording import listed, quote

if TYPE_CHECKING:
    from genelint.service.webhook.route import Webhook

_FAULTS = {"bool_parsing": "expected true or false", "missing": "expected, and not there"}


def make_app(settings: Settings, webhook: Webhook | None = None) -> FastAPI:
    """The service, whose processes live as long as the application's lifespan."""
    service = Service(settings, Pool(settings.limits(), warm_up), Bodies(settings), Metrics())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        page.prepare()
        async with service.pool, webhook.working(service.pool) if webhook is not None else nullcontext():
            yield

    app = FastAPI(
        title="genelint",
        summary="Checks gene records, and repairs them.",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # its page would load what other hosts have
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    app.state.stopping = False
    app.include_router(api.router)
    app.include_router(page.router)
    if webhook is not None:
        app.include_router(webhook.router)
    app.add_exception_handler(HTTPException, _explain)
    app.add_exception_handler(RequestValidationError, _explain)
    for error in (Problem, PoolError, Refused, UsageError):
        app.add_exception_handler(error, _explain)
    app.openapi = cache(partial(describe, app))  # type: ignore[method-assign] # as FastAPI tells one to
    app.add_middleware(Gate, service=service)
    return app


async def _explain(request: Request, error: Exception) -> Response:
    return as_response(_problem(request, error))


def _problem(request: Request, error: Exception) -> Problem:  # noqa: PLR0911 - a table
    """What a request is told of an error; nothing of its body."""
    match error:
        case Problem():
            return error
        case HTTPException(status_code=HTTPStatus.METHOD_NOT_ALLOWED):
            allowed = (error.headers or {}).get("Allow", "").split(", ")
            methods = sorted([*allowed, "HEAD"] if "GET" in allowed else allowed)
            detail = f"{quote(request.method)} cannot be done with this, only {listed(methods)}"
            return Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, {"allow": ", ".join(methods)})
        case HTTPException():
            status = HTTPStatus(error.status_code)
            return Problem(status, status.description or status.phrase, error.headers)
        case RequestValidationError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(map(_fault, error.errors())))
        case Busy():
            return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "too much at once: try again later", RETRY)
        case Late():
            return Problem(HTTPStatus.GATEWAY_TIMEOUT, "it took too long, and was given up")
        case Died():
            detail = "the process that worked on it has ended, killed or for lack of memory"
            return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)
        case _:
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))


def _fault(fault: Mapping[str, Any]) -> str:
    """What is wrong with a part of a request, as `query.name: expected …`."""
    where = ".".join(map(str, fault["loc"]))
    said = _FAULTS.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
    return f"{where}: {said.replace('Input should be', 'expected', 1)}"
