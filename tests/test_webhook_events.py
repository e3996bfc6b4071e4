"""What of a delivery is believed: its signature, and what it asks for."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_app import APP, event
from genelint.errors import UsageError
from genelint.github.checkruns import NAME
from genelint.github.target import Token
from genelint.service.webhook.events import (
    APPLY,
    EventError,
    Ignored,
    Job,
    Kind,
    external_id,
    read_event,
    read_external_id,
)
from genelint.service.webhook.settings import open_webhook, read_webhook
from genelint.service.webhook.signature import has_form, is_signed
from webhook import OLD_SECRET, REPOSITORY, SECRET, keys

SHA = "0123456789abcdef0123456789abcdef01234567"
PULL = {"number": 5, "head": {"sha": SHA}}
RUN: dict[str, Any] = {
    "id": 70,
    "head_sha": SHA,
    "name": NAME,
    "app": {"id": APP},
    "external_id": "",
    "pull_requests": [],
}


def sign(body: bytes, secret: str = SECRET) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


class TestSignature:
    SECRETS = (Token(SECRET), Token(OLD_SECRET))

    def test_is_that_of_githubs_documentation(self) -> None:
        header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

        assert has_form([header])
        assert is_signed(b"Hello, World!", header, self.SECRETS)

    def test_is_that_of_the_contract(self, shared: Path) -> None:
        limits = json.loads((shared / "contracts" / "github-annotation-limits.json").read_text())
        vector = limits["webhook"]["test_vector"]

        assert is_signed(vector["payload"].encode(), vector["header"], (Token(vector["secret"]),))

    @given(st.binary(max_size=100), st.text("0123456789abcdef", min_size=1, max_size=20))
    def test_holds_for_one_body_and_any_secret(self, body: bytes, secret: str) -> None:
        for good in (SECRET, OLD_SECRET):
            assert is_signed(body, sign(body, good), self.SECRETS)
            assert not is_signed(body + b"x", sign(body, good), self.SECRETS)
        assert not is_signed(body, sign(body, secret), self.SECRETS)

    def test_holds_for_no_body_without_secrets(self) -> None:
        assert not is_signed(b"", sign(b""), ())

    @pytest.mark.parametrize(
        "headers",
        [
            [],
            [""],
            ["sha256="],
            ["sha1=" + "0" * 40],
            ["sha256=" + "0" * 63],
            ["sha256=" + "0" * 65],
            ["sha256=" + "0" * 64 + "\n"],
            ["SHA256=" + "0" * 64],
            ["sha256=" + "A" * 64],
            ["sha256=" + "é" * 64],
            ["sha256=" + "٠" * 64],
            ["0" * 64],
            ["sha256=" + "0" * 64] * 2,
            ["sha256=" + "0" * 64 + ", sha256=" + "0" * 64],
        ],
    )
    def test_has_another_form(self, headers: list[str]) -> None:
        assert not has_form(headers)


EXPECTED = {
    "pull_request.opened": "pull request 2",
    "pull_request.synchronize": "pull request 2",
    "pull_request.reopened": "pull request 2",
    "check_suite.rerequested": "pull request 2",
    "check_run.rerequested": "somebody else",
    "check_run.requested_action": "somebody else",
    "ping": "pong",
}
"""What is made of the examples; of all others nothing."""


def examples(shared: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((shared / "contracts" / "github-webhook-examples.json").read_text())
    return {name: payload for name, payload in read.items() if not name.startswith("_")}


class TestExamples:
    def test_are_answered(self, shared: Path) -> None:
        made: dict[str, str] = {}
        for name, payload in examples(shared).items():
            app = payload.get("check_suite", {}).get("app", {}).get("id", APP)
            job = read_event(name.partition(".")[0], payload, app)
            made[name] = f"pull request {job.pull}" if isinstance(job, Job) else job.reason

        assert {name: made[name] for name in EXPECTED if "somebody" not in EXPECTED[name]} == {
            name: said for name, said in EXPECTED.items() if "somebody" not in said
        }
        assert all("somebody else" in made[name] for name in EXPECTED if "somebody" in EXPECTED[name])
        assert {name for name, said in made.items() if said.startswith("pull request ")} == {
            name for name, said in EXPECTED.items() if said.startswith("pull request ")
        }

    @pytest.mark.parametrize(("name", "kind"), [("rerequested", Kind.CHECK), ("requested_action", Kind.FIX)])
    def test_of_check_runs_are_answered_where_they_are_ours(self, shared: Path, name: str, kind: Kind) -> None:
        payload = examples(shared)[f"check_run.{name}"]
        payload["check_run"] |= {"name": NAME, "app": {"id": APP}}
        if kind is Kind.FIX:
            payload["requested_action"]["identifier"] = APPLY
        job = read_event("check_run", payload, APP)

        assert isinstance(job, Job)
        assert (job.kind, job.sha) == (kind, payload["check_run"]["head_sha"])
        assert job.repository.number == payload["repository"]["id"]
        assert job.pull == (payload["check_run"]["pull_requests"] or [{"number": 0}])[0]["number"]

    def test_are_of_somebody_else_where_the_app_is(self, shared: Path) -> None:
        said = read_event("check_suite", examples(shared)["check_suite.rerequested"], APP)

        assert said == Ignored("this check suite is of somebody else")


class TestEvents:
    @pytest.mark.parametrize("action", ["opened", "synchronize", "reopened"])
    def test_of_pull_requests(self, action: str) -> None:
        assert read_event("pull_request", event(action, pull_request=PULL), APP) == Job(Kind.CHECK, REPOSITORY, 5, SHA)

    @pytest.mark.parametrize("action", ["closed", "edited", "labeled", "ready_for_review", "__class__"])
    def test_of_pull_requests_that_are_ignored(self, action: str) -> None:
        assert isinstance(read_event("pull_request", event(action, pull_request=PULL), APP), Ignored)

    @pytest.mark.parametrize("name", ["push", "installation", "merge_group", "__init__", "workflow_job"])
    def test_of_other_kinds(self, name: str) -> None:
        said = read_event(name, event("created"), APP)

        assert said == Ignored("this event is none of pull_request, check_run and check_suite")

    @pytest.mark.parametrize(
        ("known", "pulls", "expected"),
        [
            (external_id(7, "d-1"), [{"number": 5}], 7),  # ours is also that of a fork
            ("", [{"number": 5}, {"number": 6}], 5),
            ("genelint/x/y", [], 0),
            (None, None, 0),
        ],
    )
    def test_of_check_runs(self, known: object, pulls: object, expected: int) -> None:
        run: dict[str, Any] = {**RUN, "external_id": known, "pull_requests": pulls}

        assert read_event("check_run", event("rerequested", check_run=run), APP) == Job(
            Kind.CHECK, REPOSITORY, expected, SHA
        )

    def test_of_the_button(self) -> None:
        pressed = event("requested_action", check_run=RUN, requested_action={"identifier": APPLY})

        assert read_event("check_run", pressed, APP) == Job(Kind.FIX, REPOSITORY, 0, SHA, 70, "curator")

    @pytest.mark.parametrize(
        ("action", "more"),
        [
            ("created", {}),
            ("completed", {}),
            ("rerequested", {"check_run": {**RUN, "app": {"id": APP + 1}}}),
            ("rerequested", {"check_run": {**RUN, "app": {"id": str(APP)}}}),
            ("rerequested", {"check_run": {**RUN, "name": "other"}}),
            ("requested_action", {"requested_action": {"identifier": "other"}}),
            ("requested_action", {"requested_action": {}}),
        ],
    )
    def test_of_check_runs_that_are_ignored(self, action: str, more: dict[str, Any]) -> None:
        assert isinstance(read_event("check_run", event(action, **{"check_run": RUN, **more}), APP), Ignored)

    @pytest.mark.parametrize(
        ("action", "expected"), [("rerequested", Job), ("requested", Ignored), ("completed", Ignored)]
    )
    def test_of_check_suites(self, action: str, expected: type) -> None:
        suite: dict[str, Any] = {"head_sha": SHA, "app": {"id": APP}, "pull_requests": []}

        assert isinstance(read_event("check_suite", event(action, check_suite=suite), APP), expected)


def changed(payload: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The payload with another value at a place, or with none where that is `...`."""
    at = payload
    *parents, last = path.split(".")
    for name in parents:
        at = at[name]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return payload


WRONG: list[tuple[str, list[object]]] = [
    ("action", [..., None, 5, ["opened"]]),
    ("pull_request", [..., None, [], "x", 5]),
    ("pull_request.number", [..., None, 0, -1, "5", 5.0, True, 2**53, 10**400]),
    ("pull_request.head", [..., [], "x"]),
    ("pull_request.head.sha", [..., None, "", "main", SHA.upper(), SHA + "\n", f"{SHA}/../..", "٠" * 40, 5]),
    ("repository", [..., None, []]),
    ("repository.id", [..., 0, "11", 2**53]),
    ("repository.name", [..., None, "", ".", "..", "a/b", "../x", "a b", "a?b", "é", "x" * 101, 5, "a\n"]),
    ("repository.owner", [..., None, "lab"]),
    ("repository.owner.login", [..., "", "..", "lab/genes", "lab\r\nx: y", 5]),
    ("installation", [..., None, 99]),
    ("installation.id", [..., None, "99", 99.5, False, -99]),
]


class TestHostile:
    @pytest.mark.parametrize(("path", "value"), [(path, value) for path, values in WRONG for value in values])
    def test_values_are_refused(self, path: str, value: object) -> None:
        payload = changed(event("opened", pull_request=PULL), path, value)

        with pytest.raises(EventError):
            read_event("pull_request", payload, APP)

    @pytest.mark.parametrize("login", [None, "", "a/../b", "x y", "x" * 65, "a[bot]b", 5])
    def test_names_of_accounts_are_refused(self, login: object) -> None:
        pressed = event(
            "requested_action", check_run=RUN, requested_action={"identifier": APPLY}, sender={"login": login}
        )

        with pytest.raises(EventError):
            read_event("check_run", pressed, APP)

    @pytest.mark.parametrize("payload", [None, [], "x", 5, True])
    def test_bodies_are_refused(self, payload: object) -> None:
        for name in ("pull_request", "check_run", "ping", "push"):
            with pytest.raises(EventError):
                read_event(name, payload, APP)

    @given(
        st.sampled_from(["pull_request", "check_run", "check_suite", "ping", "push"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(
                    st.sampled_from(["action", "pull_request", "check_run", "head", "app", "id", "number"]),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        ),
    )
    def test_nothing_else_is_raised(self, name: str, payload: object) -> None:
        try:
            made = read_event(name, payload, APP)
        except EventError:
            return
        assert isinstance(made, Ignored)

    @pytest.mark.parametrize("text", ["", "genelint/0/d", "genelint/5/", "genelint/5/a/b", "x genelint/5/d", None, 5])
    def test_what_a_check_run_is_known_by(self, text: object) -> None:
        assert read_external_id(text) is None
        assert read_external_id(external_id(5, "72d3162e-cc78-11e3-81ab-4c9367dc0958")) == (
            5,
            "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        )


class TestSettings:
    @pytest.fixture
    def environment(self, tmp_path: Path) -> dict[str, str]:
        (tmp_path / "key.pem").write_text(keys()[0])
        return {
            "GENELINT_GITHUB_APP_ID": str(APP),
            "GENELINT_GITHUB_PRIVATE_KEY_FILE": str(tmp_path / "key.pem"),
            "GENELINT_GITHUB_WEBHOOK_SECRETS": f"{SECRET},\n {OLD_SECRET.replace(',', '')} \n",
            "GENELINT_GITHUB_QUEUE": str(tmp_path / "queue.sqlite"),
        }

    def test_are_read(self, environment: dict[str, str]) -> None:
        settings = read_webhook(environment)

        assert settings is not None
        assert settings.app == APP
        assert settings.key.reveal() == keys()[0]
        assert [secret.reveal() for secret in settings.secrets] == [SECRET, OLD_SECRET.replace(",", "")]
        assert settings.api == "https://api.github.com"

    def test_open_the_queue(self, environment: dict[str, str]) -> None:
        webhook = open_webhook(environment)

        assert webhook is not None
        webhook.queue.close()
        assert Path(environment["GENELINT_GITHUB_QUEUE"]).exists()

    @pytest.mark.parametrize("name", ["gidgethub.apps", "genelint.service.webhook.app_client"])
    def test_need_the_extra(self, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.delitem(sys.modules, "genelint.service.webhook.app_client")
        monkeypatch.setitem(sys.modules, name, None)

        with pytest.raises(UsageError, match="pip install gidgethub httpx2"):
            read_webhook(environment)

    def test_may_have_the_key_in_a_variable(self, environment: dict[str, str]) -> None:
        del environment["GENELINT_GITHUB_PRIVATE_KEY_FILE"]
        environment["GENELINT_GITHUB_PRIVATE_KEY"] = keys()[0].replace("\n", "\\n")
        settings = read_webhook(environment)

        assert settings is not None
        assert settings.key.reveal().strip() == keys()[0].strip()

    @pytest.mark.parametrize("environment", [{}, {"GITHUB_API_URL": "http://evil.example"}, {"GENELINT_DEADLINE": "5"}])
    def test_say_nothing_of_an_app(self, environment: dict[str, str]) -> None:
        assert open_webhook(environment) is None

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("APP_ID", "", "the webhook needs GENELINT_GITHUB_APP_ID"),
            ("PRIVATE_KEY_FILE", "", "the webhook needs GENELINT_GITHUB_PRIVATE_KEY_FILE"),
            ("WEBHOOK_SECRETS", " ", "the webhook needs GENELINT_GITHUB_WEBHOOK_SECRETS"),
            ("QUEUE", "", "the webhook needs GENELINT_GITHUB_QUEUE"),
            ("PRIVATE_KEY", "x", "both say what the key is"),
            ("APP_ID", "Iv1.x", 'GENELINT_GITHUB_APP_ID: found "Iv1.x", expected the number of the app'),
            ("APP_ID", "٥", "GENELINT_GITHUB_APP_ID: found"),
            ("WEBHOOK_SECRETS", "short", "a secret has at least 16 characters"),
            ("WEBHOOK_SECRETS", f"{SECRET},short", "a secret has at least 16 characters"),
            ("WEBHOOK_SECRETS", " , ", "a secret has at least 16 characters"),
            ("PRIVATE_KEY_FILE", "/nowhere/x.pem", "/nowhere/x.pem cannot be read: No such file"),
        ],
    )
    def test_are_refused(self, environment: dict[str, str], name: str, value: str, message: str) -> None:
        environment[f"GENELINT_GITHUB_{name}"] = value

        with pytest.raises(UsageError) as caught:
            read_webhook(environment)
        assert message in str(caught.value)

    @pytest.mark.parametrize("address", ["http://example.org", "ftp://localhost", "https://a@b.example"])
    def test_send_tokens_to_no_address_that_others_see(self, environment: dict[str, str], address: str) -> None:
        with pytest.raises(UsageError, match="GITHUB_API_URL"):
            read_webhook({**environment, "GITHUB_API_URL": address})
        assert read_webhook({**environment, "GITHUB_API_URL": "https://github.example/api/v3"}) is not None

    @pytest.mark.parametrize("data", [b"-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n", b"\xff\xfe", b""])
    def test_never_show_the_key(self, environment: dict[str, str], data: bytes) -> None:
        Path(environment["GENELINT_GITHUB_PRIVATE_KEY_FILE"]).write_bytes(data)

        with pytest.raises(UsageError) as caught:
            read_webhook(environment)
        assert "private key" in str(caught.value)
        assert "c2VjcmV0" not in f"{caught.value!r} {caught.value.__cause__}"
        assert caught.value.__cause__ is None

    def test_show_no_secret(self, environment: dict[str, str]) -> None:
        shown = repr(read_webhook(environment))

        assert SECRET not in shown
        assert "PRIVATE KEY" not in shown
