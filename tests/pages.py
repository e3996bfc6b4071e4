"""The page as the server gives it, without processes, and its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib
from starlette.testclient import TestClient

from genelint.service import display
from genelint.service.app import make_app
from genelint.service.settings import Settings
from genelint.specimens import RECORD

HOSTILE = "</textarea><script>alert(1)</script><img src=x onerror=alert(2)>\"' onfocus='x"
GOOD, SLIPPED = RECORD.encode(), display.menu()[0].samples[0].content
MOST_BYTES = 100_000


class InlinePool:
    """Calls functions here and now, or fails as it is told."""

    error: Exception | None = None

    async def run(self, function: Callable[..., Any], *arguments: object) -> object:
        if self.error is not None:
            raise self.error
        return function(*arguments)


def client_of(pool: InlinePool) -> TestClient:
    """A client of a service that has this pool."""
    app = make_app(Settings(body=MOST_BYTES))
    inline: Any = pool
    app.state.service = app.state.service._replace(pool=inline)
    return TestClient(app)  # without its lifespan, and so without processes


def parsed(text: str) -> Element:
    """The tree of a page. Raises what html5lib finds wrong with it."""
    parser: Any = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(text)
    for parent in [*root.iter()]:
        for template in parent.findall("template"):
            parent.remove(template)  # nothing of it is shown
    return root


def text(element: Element) -> str:
    return "".join(element.itertext())


def named(root: Element, name: str) -> list[Element]:
    """The elements that have a class."""
    return [one for one in root.iter() if name in one.get("class", "").split()]


def element(root: Element, name: str) -> Element:
    """The element of an id."""
    (found,) = (one for one in root.iter() if one.get("id") == name)
    return found


def sent(client: TestClient, record: bytes, **fields: str) -> Element:
    """The page after its form was sent as a browser sends it: with CR LF."""
    content = urlencode({"record": record.decode().replace("\n", "\r\n"), **fields})
    answer = client.post("/", content=content, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 200
    return parsed(answer.text)


def codes(root: Element) -> list[str]:
    return [one.attrib["data-code"] for one in named(root, "finding")]


def parsed_piece(html: str) -> Element:
    """The tree of a piece of a page."""
    return parsed(f"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{html}</body></html>")


def hostile() -> bytes:
    """A record whose texts want to be markup, wherever there are texts."""
    record = RECORD
    for old in (
        "metallothionein 1H |",
        "Holds zinc",
        "some tumours",
        "Some tumours",
        "Biochemistry",
        "MT-0",
        "4496",
        "chemical,",
    ):
        record = record.replace(old, old + HOSTILE.replace('"', "”"))
    record = record.replace('"ref": "3"', '"ref": "<b>3</b>"')
    record = record.replace("https://doi.org/10.1159/000357282", "javascript:alert(3)//<x>")
    return (record + "\n<!--" + HOSTILE + "\x00\x1b\u202e\u2028").encode()
