"""The page as the server gives it: what it shows and fixes, what it escapes, what it lets a browser do."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib
import pytest
from starlette.testclient import TestClient

from genelint.engine import check
from genelint.model import Edit, Finding, Fix, Related, Safety, Source, Span
from genelint.rule import Meta, Severity, SourceRule
from genelint.service import display, page
from genelint.service.app import make_app
from genelint.service.assets import BUILT, FOLDER, read_assets
from genelint.service.display import ALL_SAFE, MOST_FINDINGS, MOST_RELATED
from genelint.service.pool import Busy, Died, Late
from genelint.service.samples import SLIPS
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


@pytest.fixture
def pool() -> InlinePool:
    return InlinePool()


@pytest.fixture
def client(pool: InlinePool) -> TestClient:
    app = make_app(Settings(body=MOST_BYTES))
    inline: Any = pool
    app.state.service = app.state.service._replace(pool=inline)
    return TestClient(app)  # without its lifespan, and so without processes


def parsed(text: str) -> Element:
    """The tree of a page. Raises what html5lib finds wrong with it."""
    parser: Any = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(text)
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


class TestForm:
    def test_is_empty_at_first(self, client: TestClient) -> None:
        root = parsed(client.get("/").text)

        assert text(element(root, "text")) == ""
        assert codes(root) == []
        assert "Paste a gene record" in text(element(root, "results"))

    def test_shows_what_is_wrong(self, client: TestClient) -> None:
        root = sent(client, SLIPPED)

        found = check(Source.from_bytes("record", SLIPPED), display.built_in().rules)
        assert Counter(codes(root)) == Counter(one.code for one in found)
        assert {text(one) for one in named(root, "message")} == {one.message for one in found}
        assert text(element(root, "text")).encode() == SLIPPED
        levels = [one.attrib["data-severity"] for one in named(root, "finding")]
        assert levels == ["error"] * 5 + ["warning"] * 5
        assert element(root, "findings").get("data-said") == "5 errors and 5 warnings"

    def test_shows_that_nothing_is_wrong(self, client: TestClient) -> None:
        root = sent(client, GOOD)

        assert codes(root) == []
        assert "Nothing wrong found" in text(element(root, "findings"))

    def test_shows_the_summary(self, client: TestClient) -> None:
        root = sent(client, SLIPPED)

        (fault,) = (one for one in named(root, "dangling"))
        assert text(fault) == "5 (there is no reference 5)"
        assert "Mark 5: there is no reference 5" in text(named(root, "faults")[0])
        targets = {one.get("id") for one in root.iter()}
        for link in [*named(root, "mark"), *named(root, "back")]:
            assert link.get("href", "#summary")[1:] in targets

    def test_fixes_one(self, client: TestClient) -> None:
        (button,) = (one for one in named(sent(client, SLIPPED), "fix") if text(one).startswith("Rewrite the line"))

        root = sent(client, SLIPPED, fix=button.attrib["value"])

        assert text(element(root, "text")).encode() == SLIPPED.replace(b"---|---|\nCTD", b"---|---|---|\nCTD")
        assert text(element(root, "notice")) == "Fixed LAY009"
        assert "LAY009" not in codes(root)

    def test_fixes_all_that_is_safe(self, client: TestClient) -> None:
        root = sent(client, SLIPPED, fix=ALL_SAFE)

        assert text(element(root, "notice")) == "5 fixes made"
        assert not [one for one in named(root, "fix") if "(safe fix)" in text(one)]
        assert not [one for one in root.iter("button") if one.get("value") == ALL_SAFE]
        again = sent(client, text(element(root, "text")).encode(), fix=ALL_SAFE)
        assert text(element(again, "notice")) == "No fixes made"

    def test_fixes_nothing_that_is_gone(self, client: TestClient) -> None:
        root = sent(client, GOOD, fix="0123456789abcdef")

        assert text(element(root, "notice")) == "There is no such finding any more"
        assert text(element(root, "text")).encode() == GOOD

    def test_wants_a_record(self, client: TestClient) -> None:
        assert "nothing to check" in text(element(sent(client, b" \n "), "notice"))
        assert "nothing to check" in text(element(parsed(client.post("/", content="x=1").text), "notice"))

    @pytest.mark.parametrize("content", [b"record=\xff", b"&".join([b"record=x"] * 11)])
    def test_refuses_what_no_form_sends(self, client: TestClient, content: bytes) -> None:
        answer = client.post("/", content=content)

        assert answer.status_code == 400
        assert "not what this form sends" in answer.text

    def test_takes_any_text(self, client: TestClient) -> None:
        answer = client.post("/", content=b"record=%ff%ed%b3%bf%00%0d%0a%f0%9f%a7%ac")

        assert answer.status_code == 200
        assert "LAY" in answer.text

    def test_keeps_a_line_break_at_the_begin(self, client: TestClient) -> None:
        assert text(element(sent(client, b"\n\nName | x |"), "text")) == "\n\nName | x |"

    def test_is_bounded(self, client: TestClient) -> None:
        for content in (b"record=" + b"x" * MOST_BYTES, iter([b"record=", b"x" * MOST_BYTES])):
            answer = client.post("/", content=content)

            assert answer.status_code == 413
            assert "a body may have up to 100,000 bytes" in text(element(parsed(answer.text), "notice"))

    @pytest.mark.parametrize(
        ("error", "words"), [(Busy(), "is busy"), (Late(), "longer"), (Died(), "ended by the server")]
    )
    def test_says_why_there_is_no_answer(
        self, client: TestClient, pool: InlinePool, error: Exception, words: str
    ) -> None:
        pool.error = error
        for fix in ("", ALL_SAFE):
            answer = client.post("/", content=urlencode({"record": RECORD, "fix": fix}))

            assert answer.status_code == 503
            root = parsed(answer.text)
            assert words in text(element(root, "notice"))
            assert text(element(root, "text")) == RECORD
        assert words in client.get("/rules/REF001").text


class TestExamples:
    def test_each_shows_its_rule(self, client: TestClient) -> None:
        rules = {one.rule.meta.code for one in display.built_in().rules}
        shown: set[str] = set()
        for group in display.menu()[1:]:
            for one in group.samples:
                answer = client.get("/", params={"example": one.name})
                assert f'data-code="{one.name}"' in answer.text
                assert client.get(f"/page/examples/{one.name}").content == one.content
                live = client.post("/page/check", content=one.content)
                assert one.name in codes(parsed_piece(live.text))
                shown.add(one.name)
        assert len(shown) > 60
        assert shown <= rules

    def test_slips_are_found(self) -> None:
        record = RECORD
        for old, new in SLIPS:
            assert record.count(old) == 1
            record = record.replace(old, new)
        found = check(Source("record", record), display.built_in().rules)

        assert len(found) == len(SLIPS) == 10
        assert {one.severity.label for one in found} == {"error", "warning"}

    def test_unknown(self, client: TestClient) -> None:
        assert "There is no such example" in client.get("/?example=x").text
        assert client.get("/page/examples/x").status_code == 404


def parsed_piece(html: str) -> Element:
    """The tree of a piece of a page."""
    return parsed(f"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{html}</body></html>")


class TestLive:
    """What the script asks for."""

    def test_places_are_in_utf_16(self, client: TestClient) -> None:
        record = RECORD.replace("Holds zinc", "🧬🧬 Holds  zinc").replace('"ref": "3"', '"ref": "𝟛"')
        units = record.encode("utf-16-le")

        root = parsed_piece(client.post("/page/check", content=record.encode()).text)

        marked = {
            one.attrib["data-code"]: units[2 * int(one.attrib["data-from"]) : 2 * int(one.attrib["data-to"])].decode(
                "utf-16-le"
            )
            for one in named(root, "finding")
        }
        assert marked["TXT005"] == "  "
        assert marked["REF008"] == "𝟛"

    def test_bytes_that_are_not_utf_8_come_back(self, client: TestClient) -> None:
        record = GOOD.replace(b"Holds zinc", b"Holds  \xff\xed\xa0\x80 zinc")
        (button,) = (
            one
            for one in named(parsed_piece(client.post("/page/check", content=record).text), "fix")
            if "plain blank" in text(one)
        )

        fixed = client.post("/page/fix", params={"finding": button.attrib["value"]}, content=record).json()

        assert fixed["said"] == "Fixed TXT005"
        assert fixed["text"].encode("utf-8", "surrogateescape") == record.replace(b"Holds  ", b"Holds ")

    def test_names_the_file(self, client: TestClient) -> None:
        def file(record: bytes) -> str | None:
            return element(parsed_piece(client.post("/page/check", content=record).text), "findings").get("data-file")

        assert file(GOOD) == "MT1H.txt"
        assert file(GOOD.replace(b"MT1H", b"OK/SW-CL.58")) == "OK$slash$SW-CL.58.txt"
        assert file(b"x") == "record.txt"

    @pytest.mark.parametrize(("error", "status"), [(Busy(), 503), (Late(), 504), (Died(), 500)])
    def test_problems_are_problems(self, client: TestClient, pool: InlinePool, error: Exception, status: int) -> None:
        pool.error = error
        for path in ("/page/check", "/page/fix?finding=x"):
            answer = client.post(path, content=GOOD)

            assert answer.status_code == status
            assert answer.headers["Content-Type"] == "application/problem+json"

    def test_is_bounded(self, client: TestClient) -> None:
        for path in ("/page/check", "/page/fix?finding=x"):
            assert client.post(path, content=b"x" * (MOST_BYTES + 1)).status_code == 413
            assert (
                client.post(path, content=gzip.compress(GOOD), headers={"Content-Encoding": "gzip"}).status_code == 415
            )


Find = Callable[[Source], list[Finding]]
Use = Callable[[Find], None]


class TestMany:
    """Rules of our own, to find what no record has."""

    @pytest.fixture
    def rules(self, monkeypatch: pytest.MonkeyPatch) -> Use:
        def use(find: Find) -> None:
            meta = Meta("ABC001", "some-rule", "a rule", Severity.INFO, "0.1.0", (), ())
            setup = display.built_in()
            rule = setup.rules[0]._replace(rule=SourceRule(meta, find), severity=Severity.INFO)
            monkeypatch.setattr(display, "built_in", lambda: setup._replace(rules=(rule,)))

        return use

    def test_the_worst_are_shown(self, client: TestClient, rules: Use) -> None:
        rules(lambda _: [Finding(Span(0, 0), f"no {number}") for number in range(MOST_FINDINGS + 1_000)])

        root = parsed_piece(client.post("/page/check", content=GOOD).text)

        assert len(codes(root)) == MOST_FINDINGS
        assert "1,300 notes, which need no repair" in text(element(root, "notes"))
        assert element(root, "findings").get("data-said") == "Nothing wrong found; 1,300 notes"
        assert "The worst 300 of 1,300 findings are shown" in text(element(root, "findings"))

    def test_related_places(self, client: TestClient, rules: Use) -> None:
        related = tuple(Related(Span(at, at + 1), "see") for at in range(MOST_RELATED + 2))
        rules(lambda _: [Finding(Span(0, 1), "x", related=related)])

        live = parsed_piece(client.post("/page/check", content=GOOD).text)
        form = sent(client, GOOD)

        assert len(named(live, "also")) == MOST_RELATED
        assert not named(form, "jump")
        for root in (live, form):
            assert "and 2 more" in text(named(root, "related")[0])
            assert "Line 1, column 3: see" in text(named(root, "related")[0])

    def test_a_fix_that_changes_too_much_is_refused(self, client: TestClient, rules: Use) -> None:
        at = RECORD.index("4496")
        fix = Fix("Change it", (Edit(Span(at, at + 4), "4497"),), Safety.SAFE)
        rules(lambda source: [Finding(Span(at, at + 4), "x", fix)] if "4496" in source.text else [])
        (button,) = named(sent(client, GOOD), "fix")

        one = sent(client, GOOD, fix=button.attrib["value"])
        many = sent(client, GOOD, fix=ALL_SAFE)

        assert text(element(one, "notice")) == "The fix would change more than it may, and was not made"
        assert text(element(many, "notice")).startswith("No fixes made. the safe fix of ABC001")
        assert text(element(one, "text")) == text(element(many, "text")) == RECORD

    def test_a_rule_that_fails_is_told(self, client: TestClient, rules: Use) -> None:
        def fail(_: Source) -> list[Finding]:
            raise ValueError(HOSTILE)

        rules(fail)

        root = sent(client, GOOD)

        assert codes(root) == ["INT001"]
        assert HOSTILE in text(named(root, "message")[0])
        assert not named(root, "why")


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
            assert answer.headers["Referrer-Policy"] == "no-referrer"
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


class TestRules:
    def test_explains_each(self, client: TestClient) -> None:
        for selected in display.built_in().rules:
            meta = selected.rule.meta
            answer = client.get(f"/rules/{meta.code}")
            shown = text(parsed(answer.text))
            assert answer.status_code == 200
            assert meta.name in shown
            assert meta.summary in shown
            for heading in ("What it does", "Why it matters", "How to repair", "Bad", "Good"):
                assert heading in shown

    def test_offers_an_example_where_there_is_one(self, client: TestClient) -> None:
        (link,) = named(parsed(client.get("/rules/unresolved-footnote").text), "try")

        assert link.get("href") == "../?example=REF001"
        assert 'class="try"' not in client.get("/rules/COR001").text

    def test_unknown(self, client: TestClient) -> None:
        answer = client.get("/rules/REF0O1")

        assert answer.status_code == 404
        assert "did you mean" in answer.text


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
