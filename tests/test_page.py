"""The page as the server gives it: what it shows and fixes, what it escapes, what it lets a browser do."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, urlencode

import pytest

from command import run_command
from defects import DEFECTS
from defects.planting import planted
from genelint.engine import check
from genelint.model import Edit, Finding, Fix, Related, Safety, Source, Span
from genelint.rule import Meta, Severity, SourceRule
from genelint.service import display, page
from genelint.service.display import ALL_SAFE, MOST_FINDINGS, MOST_RELATED
from genelint.service.pool import Busy, Died, Late
from genelint.service.samples import SLIPS
from genelint.specimens import RECORD
from genelint.wording import visible
from pages import (
    GOOD,
    HOSTILE,
    MOST_BYTES,
    SLIPPED,
    InlinePool,
    client_of,
    codes,
    element,
    named,
    parsed,
    parsed_piece,
    sent,
    text,
)
from variants import VARIANTS

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def pool() -> InlinePool:
    return InlinePool()


@pytest.fixture
def client(pool: InlinePool) -> TestClient:
    return client_of(pool)


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

    def test_is_read_where_nobody_waits_for_it(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        loops: list[object] = []

        def parse(*arguments: Any, **named: Any) -> dict[str, list[str]]:
            loops.append(asyncio._get_running_loop())
            return parse_qs(*arguments, **named)

        monkeypatch.setattr(page, "parse_qs", parse)
        assert codes(sent(client, SLIPPED))
        assert loops == [None]

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
                assert one.content.strip()  # no text is checked that is empty
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


class Use(Protocol):
    """Makes the service check by this rule alone."""

    def __call__(self, find: Find, severity: Severity = Severity.INFO) -> None: ...


FINDING = re.compile(
    r'<li class="finding (\w+)".*?data-code="(\w+)".*?<span class="message">(.*?)</span>.*?Line (\d+), column (\d+)',
    re.DOTALL,
)


def test_findings_are_those_of_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    records = {f"defect-{at}.txt": planted(defect, RECORD).text for at, defect in enumerate(DEFECTS[::3])}
    records |= {f"variant-{at}.txt": variant.edit(RECORD) for at, variant in enumerate(VARIANTS[::9])}
    shown: Counter[tuple[str, ...]] = Counter()
    for name, record in records.items():
        content = record.encode("utf-8", "surrogateescape")
        (tmp_path / name).write_bytes(content)
        shown.update((name, *map(unescape, found)) for found in FINDING.findall(display.show(content, True).markup))

    options = ("--ignore", "COR", "--severity", "info", "--output-format", "json", "--no-cache", "--jobs", "1")
    told = json.loads(run_command(capsys, "check", str(tmp_path), *options).out)["diagnostics"]

    assert len(told) > 100
    assert shown == Counter(
        (
            Path(one["path"]).name,
            one["severity"],
            one["code"],
            visible(one["message"]),
            str(one["line"]),
            str(one["column"]),
        )
        for one in told
    )


class TestMany:
    """Rules of our own, to find what no record has."""

    @pytest.fixture
    def rules(self, monkeypatch: pytest.MonkeyPatch) -> Use:
        def use(find: Find, severity: Severity = Severity.INFO) -> None:
            meta = Meta("ABC001", "some-rule", "a rule", Severity.INFO, "0.1.0", (), ())
            setup = display.built_in()
            rule = setup.rules[0]._replace(rule=SourceRule(meta, find), severity=severity)
            monkeypatch.setattr(display, "built_in", lambda: setup._replace(rules=(rule,)))

        return use

    def test_the_worst_are_shown(self, client: TestClient, rules: Use) -> None:
        rules(lambda _: [Finding(Span(0, 0), f"no {number}") for number in range(MOST_FINDINGS + 1_000)])

        root = parsed_piece(client.post("/page/check", content=GOOD).text)

        assert len(codes(root)) == MOST_FINDINGS
        assert "1,300 notes, which need no repair" in text(element(root, "notes"))
        assert element(root, "findings").get("data-said") == "Nothing wrong found; 1,300 notes"
        assert "The worst 300 of 1,300 findings are shown" in text(element(root, "findings"))

    def test_counts_are_written_alike(self, client: TestClient, rules: Use) -> None:
        rules(lambda _: [Finding(Span(0, 0), f"no {number}") for number in range(1_200)], Severity.ERROR)

        findings = element(parsed_piece(client.post("/page/check", content=GOOD).text), "findings")
        assert findings.get("data-wrong") == "1,200"
        assert text(named(findings, "badge")[0]) == "1,200 errors"

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
