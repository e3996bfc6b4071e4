"""`genelint serve`: what the API answers."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bases import BASES
from command import run_command
from genelint.render import FORMATS
from genelint.service.settings import Settings
from genelint_rules import RULES
from genelint_schemas import load
from service import JSON, TEXT, Client, Running, read_answer, running

MT2A = BASES["MT2A"]
BAD = MT2A.replace("MT2A has", "MT2A  has", 1)
DANGLING = MT2A.replace('{"type": "fg_f", "ref": "1"}', '{"type": "fg_f", "ref": "77"}', 1)


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running() as service:
        yield service


def codes(report: dict[str, Any]) -> list[str]:
    return [one["code"] for one in report["diagnostics"]]


class TestCheck:
    def test_of_a_text_is_that_of_standard_input(
        self, service: Client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "MT2A.txt").write_text(BAD, encoding="utf-8")
        expected = run_command(capsys, "check", "MT2A.txt", "--output-format", "json").out
        answer = service.post("/v1/check", BAD, name="MT2A.txt")
        assert (answer.status, answer.headers["content-type"]) == (200, JSON)
        assert answer.text == expected
        assert codes(answer.json) == ["TXT005"]

    @pytest.mark.parametrize("name", FORMATS)
    def test_in_each_format_is_that_of_the_command(
        self,
        service: Client,
        name: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COLUMNS", "100")
        texts = {"MT2A.txt": BAD, "other.txt": DANGLING}
        for file, text in texts.items():
            (tmp_path / file).write_text(text, encoding="utf-8")
        expected = run_command(capsys, "check", *texts, "--output-format", name).out
        answer = service.send("/v1/check", texts, format=name)
        assert answer.text == expected
        assert "COR001" in expected
        media_type = answer.headers["content-type"].partition(";")[0]
        is_json = name in ("json", "sarif", "rdjson", "gitlab")
        assert media_type.endswith("json") is is_json
        if is_json:
            assert answer.json

    def test_without_a_name_no_file_is_missed(self, service: Client) -> None:
        (found,) = service.post("/v1/check", BAD).json["diagnostics"]
        assert (found["path"], found["code"]) == ("record", "TXT005")
        assert codes(service.post("/v1/check", BAD, name="MT1H.txt").json) == ["COR002", "TXT005"]

    def test_several_are_compared_with_each_other(self, service: Client) -> None:
        report = service.send("/v1/check", {"MT2A.txt": MT2A, "copy": MT2A}).json
        assert codes(report) == ["COR001", "COR001"]
        assert report["summary"]["files"] == 2
        assert codes(service.send("/v1/check", {"MT2A.txt": MT2A}).json) == []

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, ["TXT005", "REF001"]),
            ({"select": "REF"}, ["REF001"]),
            ({"select": ["REF001", "stray-whitespace"]}, ["TXT005", "REF001"]),
            ({"select": " txt , REF001"}, ["TXT005", "REF001"]),
            ({"ignore": ["REF002,TXT"]}, ["REF001"]),
            ({"severity": "error"}, ["REF001"]),
        ],
    )
    def test_is_by_the_rules_that_are_asked_for(
        self, service: Client, query: dict[str, Any], expected: list[str]
    ) -> None:
        text = DANGLING.replace("MT2A has", "MT2A  has", 1)
        assert sorted(codes(service.post("/v1/check", text, **query).json)) == sorted(expected)

    @pytest.mark.parametrize(
        ("query", "problem"),
        [
            ({"select": "REFF"}, 'select: no rule "REFF": .*; did you mean "REF"'),
            ({"ignore": "no-such-rule"}, 'ignore: no rule "no-such-rule"'),
            ({"select": "REF,,TXT"}, "query.select: expected rules, such as REF,TXT002"),
            ({"select": ""}, "query.select: expected rules"),
            ({"select": "REF", "ignore": "REF"}, "no rule is left to be run"),
            ({"select": "TXT005", "severity": "error"}, "no rule is left to be run"),
            ({"severity": "fatal"}, "query.severity: expected 'error', 'warning' or 'info'"),
            (
                {"format": "jsom"},
                'query.format: no format "jsom"; did you mean "json"[?]; there are full, .*, gitlab and html$',
            ),
            *(
                ({"name": name}, "query.name: expected a file name such as MT1H.txt$")
                for name in (
                    *("../MT2A.txt", "/etc/passwd", "a/b", "a\\b", ".", "..", "", "x" * 256),
                    *("a\nb", "a.txt\n", "a\x00", "a\x1b", "a\x9b", "a\u202eb", "a\u2066b", "a\u200fb", "a\u2028b"),
                )
            ),
            ({"plugins": "os"}, 'query: no key "plugins"; there are select, ignore, severity, name and format$'),
            ({"config": "genelint.toml"}, 'query: no key "config"; there are '),
            ({"formt": "json"}, 'query: no key "formt"; did you mean "format"[?]; there are '),
            ({"unsafe": "true"}, 'query: no key "unsafe"; '),
        ],
    )
    def test_refuses_what_it_does_not_know(self, service: Client, query: dict[str, Any], problem: str) -> None:
        answer = service.post("/v1/check", MT2A, **query)
        assert answer.status == 422
        assert re.match(problem, answer.problem)

    @pytest.mark.parametrize("name", ["MT2A.txt", "/etc/passwd", "../secret"])
    def test_no_file_is_opened(self, service: Client, tmp_path: Path, name: str) -> None:
        """Also not that which would lie beside a record."""
        beside = tmp_path / "MT2A associations.tsv"
        beside.write_text("bad\n")
        answer = service.send("/v1/check", {str(tmp_path / name.strip("/.")): MT2A})
        assert answer.status == 422
        assert answer.problem == "records[0].name: expected a file name such as MT1H.txt"

    def test_a_record_is_called_as_its_file(self, service: Client, root: Path) -> None:
        names = [path.name for path in (root / "examples" / "data").glob("*.txt")]
        assert "OK$slash$SW-CL.58.txt" in names
        for name in (*names, "-MT2A.txt", "...", "β gen(1)'\"<&.txt", "x" * 255):
            (found,) = service.post("/v1/check", BAD, name=name, select="TXT005").json["diagnostics"]
            assert found["path"] == name
            (found,) = service.send("/v1/check", {name: BAD}, select="TXT005").json["diagnostics"]
            assert found["path"] == name

    def test_associations_are_sent_with_their_record(self, service: Client) -> None:
        record = {"name": "MT2A.txt", "text": MT2A, "associations": "bad\n"}
        report = service.post("/v1/check", json.dumps({"records": [record]}), JSON).json
        assert {one["path"] for one in report["diagnostics"]} == {"MT2A associations.tsv"}


class TestBytes:
    @pytest.mark.parametrize("content", [b"", b"\0", b"\xff", b"\xed\xa0\xbd", b"\xef\xbb\xbfx", b"\r\r", b"MT2A\0has"])
    def test_of_a_text_are_what_a_file_has(
        self,
        service: Client,
        content: bytes,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "record").write_bytes(content)
        expected = run_command(capsys, "check", "record", "--output-format", "json").out
        assert service.post("/v1/check", content).text == expected

    def test_that_are_no_utf_8_are_half_characters_in_json(self, service: Client) -> None:
        raw = MT2A.encode().replace(b"MT2A has", b"MT2A\xff has", 1)
        as_text = service.post("/v1/check", raw, name="MT2A.txt")
        as_json = service.send("/v1/check", {"MT2A.txt": raw.decode("utf-8", "surrogateescape")})
        assert as_text.body == as_json.body
        assert "TXT001" in codes(as_json.json)
        (record,) = service.send("/v1/fix", {"MT2A.txt": raw.decode("utf-8", "surrogateescape")}).json["records"]
        assert record["text"].encode("utf-8", "surrogateescape") == raw

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            ("", "no JSON: .* line 1, column 1 "),
            ('{"records": [', "no JSON: .* line 1, column 14 "),
            ("\ufeff{}", "no JSON: "),
            ("[" * 200_000, "no JSON of records: it is nested too deeply"),
            ('{"records": ' * 200_000, "no JSON of records: it is nested too deeply"),
            ("\udcff", "no JSON of records in UTF-8"),
            ("9" * 9999, "no JSON of records in UTF-8"),
            ("[]", 'expected an object of "records" alone'),
            ('{"records": [], "config": "x"}', 'expected an object of "records" alone'),
            ('{"records": {}}', "records: expected a list of 1 to 1,000"),
            ('{"records": []}', "records: expected a list of 1 to 1,000"),
            (json.dumps({"records": [0] * 1001}), "records: expected a list of 1 to 1,000"),
            ('{"records": [null]}', r"records\[0\]: expected an object"),
            ('{"records": [{"name": "a"}]}', r"records\[0\]: expected an object"),
            ('{"records": [{"name": "a", "text": "", "path": "/"}]}', r"records\[0\]: expected an object"),
            ('{"records": [{"name": "a", "text": 1}]}', r"records\[0\].text: expected a text"),
            ('{"records": [{"name": ["a"], "text": ""}]}', r"records\[0\].name: expected a text"),
            ('{"records": [{"name": "a b/c", "text": ""}]}', r"records\[0\].name: expected a file name"),
            ('{"records": [{"name": "a", "text": "xy\\ud83e"}]}', r"records\[0\].text: half a character.* at 2"),
            ('{"records": [{"name": "\\udcff", "text": ""}]}', r"records\[0\].name: expected a file name"),
            (json.dumps({"records": [{"name": "a", "text": ""}] * 2}), "records: two have the same name"),
        ],
    )
    def test_that_are_no_records_are_refused(self, service: Client, body: str, problem: str) -> None:
        for path in ("/v1/check", "/v1/fix"):
            answer = service.post(path, body, JSON)
            assert answer.status == 422
            assert re.match(problem, answer.problem)
            assert "9999" not in answer.problem

    @pytest.mark.parametrize(
        "content_type", ["", "text/html", "application/x-www-form-urlencoded", "text/plain; charset=latin-1", "/;;="]
    )
    def test_of_another_type_are_refused(self, service: Client, content_type: str) -> None:
        answer = service.post("/v1/check", MT2A, content_type)
        assert (answer.status, answer.headers["accept"]) == (415, "text/plain, application/json")
        given = f'the Content-Type is "{content_type}"'
        assert answer.problem == f"{given}: set it to text/plain for a record, application/json for several, in UTF-8"

    def test_of_no_type_are_refused(self, service: Client) -> None:
        answer = service.ask("POST", "/v1/check", MT2A.encode())
        assert answer.status == 415
        assert answer.problem.startswith("there is no Content-Type: set it to text/plain ")

    @pytest.mark.parametrize(
        "content_type",
        [
            TEXT,
            "text/plain; charset=UTF-8",
            'TEXT/PLAIN;charset="utf-8"',
            "text/plain; format=flowed;",
            f"text/plain; charset*{'9' * 5000}=x",  # which Python's own reader of such headers fails at
            'text/plain; a="' + ";" * 60_000,  # and which takes it seconds
        ],
    )
    def test_of_a_text_by_any_of_its_names(self, service: Client, content_type: str) -> None:
        assert service.post("/v1/check", MT2A, content_type).status == 200


class TestFix:
    def test_makes_safe_fixes(self, service: Client) -> None:
        answer = service.post("/v1/fix", BAD, name="MT2A.txt").json
        (record,) = answer["records"]
        assert (record["name"], record["text"], record["changed"]) == ("MT2A.txt", MT2A, True)
        assert [(one["code"], one["fix"]["safety"]) for one in record["fixes"]] == [("TXT005", "safe")]
        assert (answer["report"]["summary"]["fixed"], answer["report"]["diagnostics"]) == (1, [])

    def test_makes_unsafe_ones_where_that_is_asked_for(self, service: Client) -> None:
        text = MT2A.replace("https://doi.org/10.", "https://doi.org/doi:10.", 1)
        found = service.post("/v1/check", text, name="MT2A.txt").json["diagnostics"]
        assert [one["fix"]["safety"] for one in found] == ["unsafe"]
        (kept,) = service.post("/v1/fix", text, name="MT2A.txt").json["records"]
        assert (kept["text"], kept["changed"], kept["fixes"]) == (text, False, [])
        (record,) = service.post("/v1/fix", text, name="MT2A.txt", unsafe="true").json["records"]
        assert (record["text"], [one["code"] for one in record["fixes"]]) == (MT2A, [found[0]["code"]])

    def test_of_chosen_rules_alone(self, service: Client) -> None:
        text = BAD.replace("\n", "\r\n")
        answer = service.post("/v1/fix", text, select="TXT005").json
        assert answer["records"][0]["text"] == MT2A.replace("\n", "\r\n")
        assert "TXT005" not in codes(answer["report"])
        assert answer["report"]["diagnostics"]

    def test_of_several(self, service: Client) -> None:
        answer = service.send("/v1/fix", {"a": MT2A, "b": BAD}, ignore="COR").json
        assert [(one["text"], one["changed"]) for one in answer["records"]] == [(MT2A, False), (MT2A, True)]

    @pytest.mark.parametrize(
        ("query", "problem"),
        [
            ({"unsafe": "perhaps"}, "query.unsafe: expected true or false"),
            ({"format": "text"}, 'query: no key "format"; there are select, ignore, severity, name and unsafe'),
        ],
    )
    def test_refuses_what_it_does_not_know(self, service: Client, query: dict[str, str], problem: str) -> None:
        answer = service.post("/v1/fix", BAD, **query)
        assert (answer.status, answer.problem) == (422, problem)

    def test_refuses_rules_that_are_none(self, service: Client) -> None:
        assert 'select: no rule "REFF"' in service.post("/v1/fix", BAD, select="REFF").problem

    def test_is_that_of_the_command(
        self, service: Client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        texts = {"MT2A.txt": BAD, "other.txt": DANGLING.replace(" belongs", "  belongs", 1)}
        for file, text in texts.items():
            (tmp_path / file).write_text(text, encoding="utf-8")
        answer = service.send("/v1/fix", texts).json
        run_command(capsys, "check", "--fix", *texts)
        assert {one["name"]: one["text"] for one in answer["records"]} == {
            file: (tmp_path / file).read_text(encoding="utf-8") for file in texts
        }
        left = json.loads(run_command(capsys, "check", *texts, "--output-format", "json").out)
        assert answer["report"]["diagnostics"] == left["diagnostics"]


class TestRules:
    def test_are_those_of_the_command(self, service: Client, capsys: pytest.CaptureFixture[str]) -> None:
        answer = service.get("/v1/rules")
        assert answer.json == json.loads(run_command(capsys, "rules", "--output-format", "json").out)
        jsonschema.validate(answer.json, load("rules.schema.json"))

    @pytest.mark.parametrize("word", ["REF001", "ref001", "unresolved-footnote"])
    def test_one_is_explained_as_by_the_command(
        self,
        service: Client,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        word: str,
        root: Path,
    ) -> None:
        monkeypatch.setenv("COLUMNS", "100")
        rule = service.get(f"/v1/rules/{word}").json
        assert (rule["code"], rule["severity"]) == ("REF001", "error")
        assert rule["text"] == run_command(capsys, "explain", "REF001").out
        assert rule["markdown"] == (root / "docs" / "rules" / "REF001.md").read_text(encoding="utf-8")

    @pytest.mark.parametrize("code", [rule.meta.code for rule in RULES[::9]])
    def test_each_is_explained(self, service: Client, code: str) -> None:
        assert service.get(f"/v1/rules/{code}").json["code"] == code

    @pytest.mark.parametrize(
        ("path", "problem"),
        [
            ("REF01", 'no rule "REF01"; did you mean "REF011"?'),
            ("x", 'no rule "x": /v1/rules has a list'),
            ("%1b%00", r'no rule "\x1b\x00": /v1/rules has a list'),
        ],
    )
    def test_there_is_no_other(self, service: Client, path: str, problem: str) -> None:
        answer = service.get(f"/v1/rules/{path}")
        assert (answer.status, answer.problem) == (404, problem)


class TestAnswers:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/nothing/here", 404),
            ("GET", "/v1/check", 405),
            ("GET", "/v1/rules/", 404),
            ("DELETE", "/healthz", 405),
            ("TRACE", "/metrics", 405),
            ("OPTIONS", "/v1/check", 405),
            ("GET", "/docs", 404),
            ("GET", "/redoc", 404),
        ],
    )
    def test_are_problems_where_there_is_nothing(self, service: Client, method: str, path: str, status: int) -> None:
        answer = service.ask(method, path)
        assert answer.status == status
        assert answer.problem
        assert ("allow" in answer.headers) is (status == 405)

    @pytest.mark.parametrize(
        ("method", "path", "allowed", "words"),
        [
            ("DELETE", "/healthz", "GET, HEAD", "only GET and HEAD"),
            ("GET", "/v1/check", "POST", "only POST"),
            ("HEAD", "/v1/fix", "POST", ""),
        ],
    )
    def test_say_what_can_be_done(self, service: Client, method: str, path: str, allowed: str, words: str) -> None:
        answer = service.ask(method, path)
        assert (answer.status, answer.headers["allow"]) == (405, allowed)
        assert (
            answer.body == b""
            if method == "HEAD"
            else answer.problem == f'"{method}" cannot be done with this, {words}'
        )

    def test_say_what_is_missing(self, service: Client) -> None:
        answer = service.post("/page/fix", BAD)
        assert (answer.status, answer.problem) == (422, "query.finding: expected, and not there")

    @pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/v1/rules/REF001", "/v1/rules/X"])
    def test_to_head_are_those_to_get_without_a_body(self, service: Client, path: str) -> None:
        got, answer = service.get(path), service.ask("HEAD", path)
        assert (answer.status, answer.body) == (got.status, b"")
        assert answer.headers["content-type"] == got.headers["content-type"]
        assert int(answer.headers["content-length"]) > 0

    @pytest.mark.parametrize("path", ["/healthz", "/nothing", "/v1/check", "/metrics", "/openapi.json"])
    def test_tell_browsers_to_trust_nothing(self, service: Client, path: str) -> None:
        headers = service.get(path, origin="https://elsewhere.example").headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'; ")
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert not [name for name in headers if name.startswith("access-control-")]
        assert "server" not in headers

    def test_as_a_page_may_do_nothing_but_be_seen(self, service: Client) -> None:
        answer = service.post("/v1/check", BAD, format="html")
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'; ")

    @pytest.mark.parametrize("given", ["abc-1._Z", "x" * 64])
    def test_have_the_id_that_was_sent(self, service: Client, given: str) -> None:
        assert service.get("/healthz", x_request_id=given).headers["x-request-id"] == given

    @pytest.mark.parametrize("given", ["", "x" * 65, "a b", 'a"b', "-a", "é", "a\tb"])
    def test_have_another_where_it_is_not_safe(self, service: Client, given: str) -> None:
        made = service.get("/healthz", x_request_id=given).headers["x-request-id"]
        assert re.fullmatch("[0-9a-f]{32}", made)

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_are_not_given_to_pages_of_others(self, service: Client, site: str) -> None:
        answer = service.ask("POST", "/v1/check", MT2A.encode(), content_type=TEXT, sec_fetch_site=site)
        assert (answer.status, answer.problem) == (403, "a page of another origin may not send this")

    @pytest.mark.parametrize("site", ["same-origin", "none"])
    def test_are_given_to_our_own(self, service: Client, site: str) -> None:
        answer = service.ask("POST", "/v1/check", MT2A.encode(), content_type=TEXT, sec_fetch_site=site)
        assert answer.status == 200

    @pytest.mark.parametrize(
        "origin",
        ["http://elsewhere.example", "http://localhost", "http://localhost:81", "https://localhost:8.x", "null", ""],
    )
    def test_are_not_given_to_pages_of_others_over_plain_http(self, service: Client, origin: str) -> None:
        """Where browsers tell no more than the origin."""
        answer = service.ask("POST", "/v1/check", MT2A.encode(), content_type=TEXT, origin=origin, host="localhost:8")
        assert (answer.status, answer.problem) == (403, "a page of another origin may not send this")

    @pytest.mark.parametrize("origin", ["http://localhost:8", "https://localhost:8"])
    def test_are_given_to_our_own_over_plain_http(self, service: Client, origin: str) -> None:
        answer = service.ask("POST", "/v1/check", MT2A.encode(), content_type=TEXT, origin=origin, host="LOCALHOST:8")
        assert answer.status == 200

    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"])
    def test_are_given_under_the_names_of_this_machine(self, service: Client, host: str) -> None:
        assert service.get("/v1/rules", host=host).status == 200

    @pytest.mark.parametrize("host", ["rebound.example", "localhost.example:80", "127.0.0.1.example", "x@localhost:1"])
    def test_are_not_given_under_others(self, service: Client, host: str) -> None:
        answer = service.get("/v1/rules", host=host)
        assert (answer.status, answer.problem) == (
            421,
            "this service has another name, which --name says when it is started",
        )

    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
    def test_of_probes_are_given_under_any(self, service: Client, path: str) -> None:
        assert service.get(path, host="10.1.2.3:8000").status == 200

    def test_of_probes_are_what_the_image_asks_for(self, root: Path) -> None:
        image = (root / "deploy" / "Containerfile").read_text(encoding="utf-8")
        (probe,) = re.findall(r'HEALTHCHECK [^[]*CMD \["python", "-c", "(.*)"\]', image)
        with running(hosts=("genes.example.org",)) as service:
            command = [sys.executable, "-c", probe.replace("127.0.0.1:8000", f"127.0.0.1:{service.port}")]
            assert subprocess.run(command, check=False).returncode == 0

    def test_are_problems_for_what_is_no_http(self, service: Client) -> None:
        with service.connected(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n") as connection:
            answer = read_answer(connection)
        assert (answer.status, answer.headers["x-content-type-options"]) == (400, "nosniff")
        assert answer.problem == "Invalid HTTP request received."

    def test_of_health(self, service: Client) -> None:
        assert service.get("/healthz").json == {"status": "ok"}
        assert service.get("/readyz").json == {"status": "ready"}


class TestMetrics:
    def test_count_what_is_done(self, service: Client) -> None:
        names = ("requests_total", "request_seconds_count", "records_total", "findings_total", "fixes_total")
        before = [service.metric(name) for name in names]
        service.send("/v1/fix", {"a": BAD, "b": BAD}, severity="error")
        service.get("/v1/rules/SECRET")
        service.ask("BREW", "/nothing/SECRET")
        after = [service.metric(name) for name in names]
        assert [now - then for now, then in zip(after, before, strict=True)] == [8, 8, 2, 2, 0]
        text = service.get("/metrics").text
        assert 'genelint_requests_total{method="GET",route="/v1/rules/{code}",status="404"}' in text
        assert 'genelint_requests_total{method="other",route="",status="404"}' in text
        assert "SECRET" not in text

    def test_are_in_the_format_of_prometheus(self, service: Client) -> None:
        answer = service.get("/metrics")
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        line = re.compile(
            r"# (HELP|TYPE) genelint_[a-z_]+ .+|genelint_[a-z_]+(\{([a-z]+=\"[^\"\\]*\",?)+\})? [0-9.e+-]+\n?"
        )
        assert [text for text in answer.text.splitlines() if not line.fullmatch(text)] == []

    def test_have_buckets_that_add_up(self, service: Client) -> None:
        service.get("/healthz")
        counts = re.findall(r'seconds_bucket\{route="/healthz",le="[^"]*"\} ([0-9]+)', service.get("/metrics").text)
        total = re.findall(r'seconds_count\{route="/healthz"\} ([0-9]+)', service.get("/metrics").text)
        assert counts == sorted(counts, key=int)
        assert counts[-1:] == total

    def test_of_a_service_at_rest(self, service: Client) -> None:
        assert [service.metric(name) for name in ("workers", "workers_running", "queue", "held_bytes")] == [1, 0, 0, 0]
        assert service.metric("requests_in_flight") == 1


class TestPage:
    def test_has_examples_that_work(self, service: Client, root: Path) -> None:
        text = (root / "docs" / "service.md").read_text(encoding="utf-8")
        blocks = re.findall("```sh\n(.*?)```", text, re.DOTALL)
        asked = [line for block in blocks for line in block.splitlines()]
        assert len(asked) > 9
        for line in asked:
            command = shlex.split(line.replace("localhost:8000", f"127.0.0.1:{service.port}"))
            assert subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 0, line

    def test_names_every_limit(self, root: Path) -> None:
        text = (root / "docs" / "service.md").read_text(encoding="utf-8")
        named = re.findall(r"^\| `GENELINT_([A-Z_]+)` \| ([0-9.]*)", text, re.MULTILINE)
        expected = {
            name: "" if value == () else f"{value:g}" if value < 100 else str(value)
            for name, value in Settings()._asdict().items()
        }
        assert {name.lower(): value for name, value in named} == expected

    def test_names_every_metric(self, service: Client, root: Path) -> None:
        text = (root / "docs" / "service.md").read_text(encoding="utf-8")
        known = re.findall("^# TYPE (genelint_[a-z_]+)", service.get("/metrics").text, re.MULTILINE)
        assert [name for name in known if f"`{name}`" not in text] == []

    def test_names_every_status(self, service: Client, root: Path) -> None:
        text = (root / "docs" / "service.md").read_text(encoding="utf-8")
        told = service.get("/openapi.json").json["paths"]["/v1/check"]["post"]["responses"]
        assert [status for status in told if status.isdigit() and status > "200" and f"| {status} |" not in text] == []


class TestOpenapi:
    def test_describes_the_api(self, service: Client) -> None:
        document = service.get("/openapi.json").json
        assert set(document["paths"]) >= {
            "/v1/check",
            "/v1/fix",
            "/v1/rules",
            "/v1/rules/{code}",
            "/healthz",
            "/readyz",
        }
        assert "Any other error." in json.dumps(document)

    def test_has_examples_that_are_answered(self, service: Client) -> None:
        document = service.get("/openapi.json").json
        for path in ("/v1/check", "/v1/fix"):
            for media_type, content in document["paths"][path]["post"]["requestBody"]["content"].items():
                example = content["example"]
                body = example if isinstance(example, str) else json.dumps(example)
                assert service.post(path, body, media_type).status == 200

    def test_has_examples_that_are_the_answers(self, service: Client) -> None:
        paths = service.get("/openapi.json").json["paths"]

        def example(path: str, method: str = "get") -> Any:
            return paths[path][method]["responses"]["200"]["content"][JSON]["example"]

        for path in ("/v1/check", "/v1/fix"):
            sent = paths[path]["post"]["requestBody"]["content"][JSON]["example"]
            assert example(path, "post") == service.post(path, json.dumps(sent), JSON).json
        (rule,) = example("/v1/rules")["rules"]
        assert rule in service.get("/v1/rules").json["rules"]
        assert example("/v1/rules/{code}") == service.get("/v1/rules/REF001").json
        assert [example(path) for path in ("/healthz", "/readyz")] == [{"status": "ok"}, {"status": "ready"}]

    def test_has_no_reference_that_leads_nowhere(self, service: Client) -> None:
        document = service.get("/openapi.json").json
        text = json.dumps(document)
        references = set(re.findall(r'"\$ref": "#/components/schemas/([A-Za-z]+)"', text))
        assert references <= set(document["components"]["schemas"])
        assert text.count('"$ref"') == len(re.findall(r'"\$ref": "#/components/schemas/', text))
