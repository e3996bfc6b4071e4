"""The service keeps what its OpenAPI document promises, whatever is sent that the document allows or forbids."""

# schemathesis does not tell all of its types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false
# pyright: reportUntypedFunctionDecorator=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from genelint.service.app import make_app
from genelint.service.settings import Settings
from service import Running, running

CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
    checks.negative_data_rejection,
)
CONFIG = schemathesis.Config.from_dict({"generation": {"mode": "all"}})
SCHEMA = schemathesis.openapi.from_dict(make_app(Settings()).openapi(), config=CONFIG).include(
    path_regex=r"^/(v1/|healthz|readyz|metrics)"
)


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running() as service:
        yield service
        asked = service.parts.metrics.requests
    # What was sent was taken, refused for its query or body, or for its type.
    assert {status for method, route, status in asked if (method, route) == ("POST", "/v1/check")} >= {200, 415, 422}


@SCHEMA.parametrize()
@settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_answers_are_as_promised(case: Case[Any], service: Running) -> None:
    response = case.call(base_url=f"http://127.0.0.1:{service.port}")
    case.validate_response(response, checks=[*CHECKS])
