"""The routes of the API: what is asked for is read, worked on in a process, and sent back."""

import json
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field, model_validator

from genelint.errors import UsageError, did_you_mean
from genelint.model import Severity
from genelint.render import FORMATS
from genelint.service import checks
from genelint.service.contract import JSON, MEDIA_TYPES, TEXT, answered, posted, refused, reported
from genelint.service.metrics import MEDIA_TYPE, exposition
from genelint.service.problems import RETRY, Problem
from genelint.service.state import service_of
from genelint.wording import listed, quote

PAGE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser lets the page of the format `html` do: be looked at."""

router = APIRouter()

_REFUSED = refused(
    {
        408: "The body did not come in time.",
        413: "The body is too large.",
        415: "The body is no text or JSON in UTF-8, or it is compressed.",
        422: "The query or the body cannot be worked on.",
        503: "Too much at once: try again.",
        504: "It took too long.",
    }
)


def _known(word: str) -> str:
    if word not in FORMATS:
        raise ValueError(f"no format {quote(word)}{did_you_mean(word, FORMATS)}; there are {listed(FORMATS)}")
    return word


def _words(given: list[str]) -> list[str]:
    words = [word.strip() for text in given for word in text.split(",")]
    if not all(words):
        raise ValueError("expected rules, such as REF,TXT002")
    return words


def _named(text: str) -> str:
    if not checks.is_name(text):
        raise ValueError(checks.NAME_WANTED)
    return text


Words = Annotated[list[str], AfterValidator(_words)]


class Selection(BaseModel, extra="forbid"):
    """What is common to the queries of checks and fixes."""

    @model_validator(mode="before")
    @classmethod
    def _keys(cls, given: dict[str, object]) -> dict[str, object]:
        """Refuse keys that there are not, by words of ours."""
        known = cls.model_fields
        for key in given:
            if key not in known:
                raise ValueError(f"no key {quote(key)}{did_you_mean(key, known)}; there are {listed(known)}")
        return given

    select: Words = Field([], description="Run these rules only: codes, names, families such as REF, or ALL.")
    ignore: Words = Field([], description="Do not run these rules.")
    severity: Literal["error", "warning", "info"] = Field("warning", description="Show findings from this severity on.")
    name: Annotated[str, AfterValidator(_named)] = Field(
        checks.UNNAMED,
        description="What a record sent as text is called.",
        json_schema_extra={"pattern": f"^{checks.NAME}$"},
    )


class CheckQuery(Selection):
    """The query of a check."""

    format: Annotated[str, AfterValidator(_known)] = Field(
        "json", description="The output format, as of the command.", json_schema_extra={"enum": list(FORMATS)}
    )


class FixQuery(Selection):
    """The query of a fix."""

    unsafe: bool = Field(False, description="Make also the fixes that change a curated value.")


@router.post("/v1/check", openapi_extra=posted(), responses={**reported(), **_REFUSED})
async def check(request: Request, query: Annotated[CheckQuery, Query()]) -> Response:
    """Check a record, or several: each by itself, and then among each other."""
    asked = _asked(query, query.format)
    name = _name(request, query)
    service = service_of(request)
    async with service.bodies.read(request) as body:
        answer = await service.pool.run(checks.check_body, body, name, asked)
    _note(request, answer)
    headers = {"content-security-policy": PAGE_POLICY} if query.format == "html" else {}
    return Response(answer.body, headers=headers, media_type=MEDIA_TYPES[query.format])


@router.post(
    "/v1/fix",
    openapi_extra=posted(),
    responses={**answered("Repair", "What was repaired, and what is left."), **_REFUSED},
)
async def fix(request: Request, query: Annotated[FixQuery, Query()]) -> Response:
    """Repair a record, or several."""
    name = _name(request, query)
    service = service_of(request)
    async with service.bodies.read(request) as body:
        answer = await service.pool.run(checks.fix_body, body, name, _asked(query), query.unsafe)
    _note(request, answer)
    return Response(answer.body, media_type=JSON)


@router.get("/v1/rules", responses={**answered("Rules", "The rules."), **refused()})
async def rules(request: Request) -> Response:
    """All rules."""
    return Response(await service_of(request).pool.run(checks.list_rules), media_type=JSON)


@router.get("/v1/rules/{code}", responses={**answered("Rule", "The rule."), **refused({404: "There is no such rule."})})
async def rule(request: Request, code: str) -> Response:
    """A rule, with its explanation and examples."""
    try:
        content = await service_of(request).pool.run(checks.explain_rule, code)
    except UsageError as error:
        raise Problem(HTTPStatus.NOT_FOUND, str(error)) from None
    return Response(content, media_type=JSON)


@router.get("/healthz", responses={**answered("Status", "It does."), **refused()})
async def healthz() -> Response:
    """Say that the service runs."""
    return Response(_dumped(status="ok"), media_type=JSON)


@router.get("/readyz", responses={**answered("Status", "It is."), **refused({503: "It is not."})})
async def readyz(request: Request) -> Response:
    """Say whether requests are taken, and a process is there for them."""
    if request.app.state.stopping or not service_of(request).pool.is_ready:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "it stops, or no process is there", RETRY)
    return Response(_dumped(status="ready"), media_type=JSON)


@router.get(
    "/metrics",
    responses={200: {"description": "The metrics.", "content": {TEXT: {"schema": {"type": "string"}}}}, **refused()},
)
async def metrics(request: Request) -> Response:
    """What the service counts, for Prometheus."""
    service = service_of(request)
    return Response(exposition(service.metrics, service.pool, service.bodies.held), media_type=MEDIA_TYPE)


def _asked(query: Selection, format_name: str = "json") -> checks.Query:
    severity = Severity[query.severity.upper()]
    return checks.Query(tuple(query.select), tuple(query.ignore), severity, format_name)


def _name(request: Request, query: Selection) -> str | None:
    """What the record is called that is sent as text, None where the body is JSON. Raises Problem."""
    kind, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    named = (parameter.partition("=") for parameter in parameters)
    charsets = {value.strip(' "') for name, _, value in named if name.strip() == "charset"}
    if kind not in (TEXT, JSON) or not charsets <= {"utf-8", "us-ascii"}:
        detail = f"{_received(request)}: set it to text/plain for a record, application/json for several, in UTF-8"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, {"accept": f"{TEXT}, {JSON}"})
    return query.name if kind == TEXT else None


def _received(request: Request) -> str:
    given = request.headers.get("content-type")
    return "there is no Content-Type" if given is None else f"the Content-Type is {quote(given)}"


def _note(request: Request, answer: checks.Answer) -> None:
    """Count what was done, and have it logged. Raises Problem for an answer that is too much at once."""
    service_of(request).bodies.admit(len(answer.body))
    done = {key: value for key, value in answer._asdict().items() if key != "body"}
    service_of(request).metrics.done.update(done)
    request.state.logged.update(done)


def _dumped(**content: object) -> str:
    return f"{json.dumps(content)}\n"
