"""What the handlers of requests share."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request

from genelint.service.bodies import Bodies
from genelint.service.metrics import Metrics
from genelint.service.pool import Pool
from genelint.service.settings import Settings
from genelint.values import NamedTuple


class Service(NamedTuple):
    """The parts of a service that runs."""

    settings: Settings
    pool: Pool
    bodies: Bodies
    metrics: Metrics


def service_of(request: Request) -> Service:
    """The service that a request is for."""
    return cast("Service", request.app.state.service)
