"""The page to paste a record into: routes that give HTML, the same to those with a script and those without.

What a browser may do with it is said in its headers: it runs the one script that is served here, asks nobody else for
anything, and stands in no frame.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from genelint import __version__
from genelint.errors import UsageError
from genelint.service import display
from genelint.service.assets import BUILT, FOLDER, Assets, read_assets
from genelint.service.pool import Busy, Late, PoolError
from genelint.service.problems import Problem
from genelint.service.state import service_of
from genelint.service.templates import template, verbatim

SCRIPT = "page.js"

_PERMISSIONS = "camera=(), geolocation=(), microphone=()"
_NONE: Mapping[str, str] = {}
_MOST_FIELDS = 10
_FOREVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@lru_cache(maxsize=1)
def assets() -> Assets:
    """What the page asks for, read once."""
    return read_assets(FOLDER, BUILT)


def prepare() -> None:
    """Read what pages are made of, so that no request waits for it."""
    assets()
    display.menu()


@router.get("/")
async def open_page(request: Request, example: str = "") -> Response:
    """The page, empty or with one of its examples."""
    content = display.example(example)
    if content is None:
        return _page(b"", notice="There is no such example" if example else "")
    return await _checked(request, content, example=example)


@router.post("/")
async def check_form(request: Request) -> Response:
    """The page with what its form has sent, which is how it works without a script."""
    try:
        async with service_of(request).bodies.read(request) as body:
            return await _checked_form(request, body)
    except Problem as problem:
        return _page(b"", notice=f"The record was not read: {problem.detail}", status=problem.status)


async def _checked_form(request: Request, body: bytes) -> Response:
    try:
        text = body.decode("ascii")
        # In a thread: of four megabytes of escapes it takes a second, in which all others would wait.
        fields = await asyncio.to_thread(parse_qs, text, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:  # not ASCII, or too many fields
        return _page(b"", notice="That is not what this form sends", status=HTTPStatus.BAD_REQUEST)
    # A browser ends the lines of a form's text with CR LF, whatever they ended with.
    content = fields.get("record", [""])[0].replace("\r\n", "\n").encode()
    if not content.strip():
        return _page(content, notice="There is nothing to check: paste a record first")
    return await _checked(request, content, wanted=fields.get("fix", [""])[0])


@router.post("/page/check")
async def check_text(request: Request) -> Response:
    """The findings and the summary of the record that is the body, as a piece of HTML for the script."""
    async with service_of(request).bodies.read(request) as body:
        shown = await service_of(request).pool.run(display.show, body, True)
        service_of(request).bodies.admit(len(shown.markup))
    return _answer(shown.markup, "text/html")


@router.post("/page/fix")
async def fix_text(request: Request, finding: str) -> Response:
    """What a fix makes of the record that is the body, as JSON for the script.

    A byte that is not UTF-8 is a lone surrogate there, as it is in `Source`.
    """
    async with service_of(request).bodies.read(request) as body:
        fixed = await service_of(request).pool.run(display.fix, body, finding)
    text = fixed.content.decode("utf-8", "surrogateescape")
    return _answer(json.dumps({"text": text, "said": fixed.said}), "application/json")


@router.get("/page/examples/{name}")
async def give_example(name: str) -> Response:
    """An example, byte for byte."""
    content = display.example(name)
    return _answer("", "text/plain", HTTPStatus.NOT_FOUND) if content is None else _answer(content, "text/plain")


@router.get("/rules/{word}")
async def explain_rule(request: Request, word: str) -> Response:
    """What is known of a rule."""
    try:
        status, explanation = HTTPStatus.OK, await service_of(request).pool.run(display.explain, word)
    except UsageError as error:
        status, explanation = HTTPStatus.NOT_FOUND, template("missing.html").render(said=str(error))
    except PoolError as error:
        status, explanation = HTTPStatus.SERVICE_UNAVAILABLE, template("missing.html").render(said=_excuse(error))
    markup = Markup(explanation)  # noqa: S704 - of a template
    page = template("rule.html").render(home="../", asset=_asset("../"), explanation=markup)
    return _answer(page, "text/html", status, _headers())


@router.get("/assets/{name}")
async def give_asset(request: Request, name: str) -> Response:
    """A file that the page asks for, under a name that tells what is in it."""
    asset = assets().by_name.get(name)
    if asset is None:
        return _answer("", "text/plain", HTTPStatus.NOT_FOUND)
    headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return _answer(asset.compressed, asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return _answer(asset.content, asset.media_type, headers=headers)


async def _checked(request: Request, content: bytes, *, wanted: str = "", example: str = "") -> Response:
    """The page with a record, after the wanted fix, and what is found in it."""
    notice = ""
    try:
        if wanted:
            content, notice = await service_of(request).pool.run(display.fix, content, wanted)
        shown = await service_of(request).pool.run(display.show, content, False)
    except PoolError as error:
        return _page(content, notice=_excuse(error), example=example, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return _page(content, notice=notice, example=example, shown=shown)


def _page(
    content: bytes,
    *,
    notice: str,
    example: str = "",
    shown: display.Shown | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    nonce = token_urlsafe(16)
    page = template("page.html").render(
        version=__version__,
        home="./",
        asset=_asset("./"),
        has_script=SCRIPT in assets().names,
        nonce=nonce,
        menu=display.menu(),
        example=example,
        notice=notice,
        said=shown.said if shown is not None else "",
        results=Markup(shown.markup) if shown is not None else None,  # noqa: S704 - a template of ours
        text=verbatim(content.decode("utf-8", "replace")),
    )
    return _answer(page, "text/html", status, _headers(nonce))


def _answer(
    content: str | bytes, media_type: str, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] = _NONE
) -> Response:
    """An answer that nobody keeps, unless the headers say so, and that does no more than it says."""
    return Response(content, status, {"Cache-Control": "no-store", **headers}, media_type)


def _headers(nonce: str = "") -> Mapping[str, str]:
    """What a page may do. The nonce is for the styles that the editor makes, and is another in each answer."""
    styles = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    policy = (
        f"default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types genelint"
    )
    return {"Content-Security-Policy": policy, "Permissions-Policy": _PERMISSIONS}


def _asset(home: str) -> Callable[[str], str]:
    """A function that gives the address of a file, from a page that knows its way home."""
    return lambda name: f"{home}assets/{assets().names[name]}"


def _excuse(error: PoolError) -> str:
    """Why there is no answer, in words."""
    match error:
        case Busy():
            return "The server is busy: try again in a moment"
        case Late():
            return "The record takes longer to check than this server allows"
        case _:
            return "The record could not be checked: its check was ended by the server"
