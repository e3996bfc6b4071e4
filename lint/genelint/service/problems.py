"""Errors as RFC 9457 has them: `application/problem+json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

RETRY = {"retry-after": "1"}
"""The header of an answer that may be another in a second."""

SCHEMA = {
    "title": "Problem",
    "description": "What went wrong, as RFC 9457 has it.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
    },
}


class Problem(Exception):  # noqa: N818 - an answer
    """An answer that is an error: its status, and what is wrong in words that hold nothing of a record."""

    def __init__(self, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


def as_object(problem: Problem) -> dict[str, object]:
    """The problem as JSON has it."""
    status = problem.status
    return {"type": "about:blank", "title": status.phrase, "status": status, "detail": problem.detail}


def as_response(problem: Problem) -> Response:
    """The problem as an answer."""
    return Response(json.dumps(as_object(problem)), problem.status, problem.headers, MEDIA_TYPE)
