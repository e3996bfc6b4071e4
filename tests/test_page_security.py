"""What the page lets a browser do, what it escapes, and whether it can be heard; the files that it asks for."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib
import pytest

from genelint.service import display, page
from genelint.service.assets import BUILT, FOLDER, read_assets
from genelint.specimens import RECORD
from pages import (
    GOOD,
    HOSTILE,
    SLIPPED,
    InlinePool,
    client_of,
    element,
    hostile,
    named,
    parsed,
    parsed_piece,
    text,
)

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def client() -> TestClient:
    return client_of(InlinePool())


class TestSecurity:
    @pytest.mark.parametrize(
        "record", [hostile(), HOSTILE.encode(), SLIPPED, b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")]
    )
    def test_text_stays_text(self, client: TestClient, record: bytes) -> None:
        pages = [
            client.post("/", content=urlencode({"record": record})).text,
            client.post("/page/check", content=record).text,
        ]
        for html in pages:
            parser: Any = html5lib.HTMLParser(namespaceHTMLElements=False)
            root: Element = parser.parse(html)
            for one in root.iter():
                assert one.tag not in {"img", "iframe", "object", "embed", "base", "b3", "x", "style", "svg"}
                assert one.tag != "script" or re.fullmatch(r"\./assets/page\.[0-9a-f]{12}\.js", one.get("src", ""))
                assert not text(one) or one.tag != "script"
                assert not [name for name in one.attrib if name.startswith("on") or name == "style"]
                href = one.get("href", "#")
                if href.startswith("http"):
                    assert href.startswith(("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/"))
                    assert {"noopener", "noreferrer"} <= set(one.get("rel", "").split())
                else:
                    assert href.startswith(("#", "./", "rules/"))

    def test_tells_where_other_links_lead(self, client: TestClient) -> None:
        root = parsed_piece(client.post("/page/check", content=hostile()).text)

        (aside,) = named(root, "nolink")
        assert text(aside) == "10.1159/000357282 (no article’s address: javascript:alert(3)//<x>)"

    @pytest.mark.parametrize("path", ["/", "/?example=slips", "/rules/REF001", "/rules/nothing"])
    def test_pages_run_nothing_but_their_own(self, client: TestClient, path: str) -> None:
        policy = dict(part.split(" ", 1) for part in client.get(path).headers["Content-Security-Policy"].split("; "))

        nonce = re.sub("'nonce-[A-Za-z0-9_-]{22}'", "'nonce'", policy["style-src"])
        assert nonce == ("'self'" if path.startswith("/rules") else "'self' 'nonce'")
        assert {**policy, "style-src": ""} == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "",
            "img-src": "'self'",
            "connect-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
            "require-trusted-types-for": "'script'",
            "trusted-types": "genelint",
        }

    def test_a_nonce_is_used_once(self, client: TestClient) -> None:
        first, second = (client.get("/") for _ in range(2))
        nonce = element(parsed(first.text), "editor").attrib["data-nonce"]

        assert f"'nonce-{nonce}'" in first.headers["Content-Security-Policy"]
        assert nonce not in second.headers["Content-Security-Policy"]

    def test_headers(self, client: TestClient) -> None:
        answers = [client.get("/"), client.post("/page/check", content=GOOD), client.get("/rules/REF001")]
        answers.append(client.post("/", content=urlencode({"record": RECORD})))

        for answer in answers:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "set-cookie" not in answer.headers

    def test_no_page_of_another_origin_posts(self, client: TestClient) -> None:
        for path in ("/", "/page/check", "/page/fix?finding=x"):
            answer = client.post(path, content=GOOD, headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.status_code == 403


class TestAssets:
    def test_are_named_by_what_is_in_them(self, tmp_path: Path) -> None:
        (tmp_path / "page.js").write_text("1")
        (tmp_path / "page.html").write_text("no asset")
        first = read_assets(str(tmp_path), str(tmp_path / "absent"))
        (tmp_path / "page.js").write_text("2")
        second = read_assets(str(tmp_path))

        assert [*first.names] == ["page.js"]
        assert first.names["page.js"] != second.names["page.js"]

    def test_may_be_kept(self, client: TestClient) -> None:
        name = page.assets().names["page.css"]

        plain = client.get(f"/assets/{name}", headers={"Accept-Encoding": "identity"})
        packed = client.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip, br"})

        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        for answer in (plain, packed):
            assert answer.content == (Path(FOLDER) / "page.css").read_bytes()
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
            assert answer.headers["Vary"] == "Accept-Encoding"

    @pytest.mark.parametrize("name", ["page.css", "page.html", "..%2fpage.py", "x", "%2e%2e"])
    def test_there_are_no_others(self, client: TestClient, name: str) -> None:
        assert client.get(f"/assets/{name}").status_code == 404

    @pytest.mark.parametrize("is_built", [True, False])
    def test_the_page_has_a_script_where_there_is_one(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_built: bool
    ) -> None:
        for file in ("page.js", "licences.txt") if is_built else ():
            (tmp_path / file).write_text("")
        found = read_assets(FOLDER, str(tmp_path))
        monkeypatch.setattr(page, "assets", lambda: found)

        root = parsed(client.get("/").text)

        assert bool([*root.iter("script")]) == is_built
        for one in root.iter("a"):
            assert is_built or "assets" not in one.get("href", "")

    def test_ask_nobody(self) -> None:
        style = (Path(FOLDER) / "page.css").read_text(encoding="utf-8")
        assert not re.search(r"url\(|@import|@font-face|https?:", style)


@pytest.mark.parametrize("path", ["/", "/?example=slips", "/?example=good", "/?example=TRE001", "/rules/REF001"])
def test_can_be_heard(client: TestClient, path: str) -> None:
    root = parsed(client.get(path).text)
    ids = Counter(one.attrib["id"] for one in root.iter() if "id" in one.attrib)
    levels = [int(one.tag[1]) for one in root.iter() if re.fullmatch("h[1-6]", one.tag)]

    assert root.get("lang") == "en"
    assert not [name for name, count in ids.items() if count > 1]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len([*root.iter("main")]) == 1
    for one in root.iter():
        for name in ("aria-labelledby", "aria-controls", "aria-describedby", "for", "form"):
            assert set(one.get(name, "").split()) <= set(ids)
    labels = {one.get("for") for one in root.iter("label")}
    for one in root.iter():
        if one.tag in {"select", "textarea"}:
            assert one.get("aria-labelledby") or one.get("id") in labels
        if one.tag in {"button", "a"}:
            assert text(one).strip() or one.get("aria-label")


def test_built_script_has_its_licences() -> None:
    if not Path(BUILT).is_dir():
        pytest.skip("needs the built page: make page")
    licences = (Path(BUILT) / "licences.txt").read_text(encoding="utf-8")

    for package in ("@codemirror/view", "@codemirror/state", "style-mod", "w3c-keyname"):
        assert f"\n{package} " in licences
    assert licences.count("MIT") >= 5


def test_the_lock_names_no_registry(root: Path) -> None:
    lock = json.loads((root / "web/package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((root / "web/package.json").read_text(encoding="utf-8"))

    assert not [path for path, package in lock["packages"].items() if "resolved" in package]
    assert all(package["integrity"] for path, package in lock["packages"].items() if path)
    for version in (wanted["dependencies"] | wanted["devDependencies"]).values():
        assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version)


def test_all_is_ready_before_the_first_request() -> None:
    page.assets.cache_clear()
    page.prepare()
    display.warm_up()

    assert page.assets.cache_info().currsize == display.menu.cache_info().currsize == 1
