"""The webhook as a part of the service: what is answered, and that what was taken in is done."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, cast

import httpx2
import pytest

from command import run_command
from fake_app import APP, FakeApp, event
from fake_github import Answer, serving
from genelint.github.client import Clock
from genelint.service.app import make_app
from genelint.service.settings import Settings
from genelint.service.webhook import route
from genelint.service.webhook.deliveries import MOST_WAITING, FullError
from genelint.service.webhook.jobs import DEADLINE
from genelint.service.webhook.pulls import Limits
from genelint.service.webhook.route import PATH, Webhook, leave_one
from genelint.service.webhook.verdicts import MOST_ANNOTATIONS
from test_webhook_events import EXPECTED, SHA, examples, sign
from test_webhook_jobs import FAULTY
from test_webhook_jobs import PATH as RECORD_PATH
from webhook import OLD_SECRET, SECRET, keys, made_github, settings_for

if TYPE_CHECKING:
    from fastapi import FastAPI

    from genelint.service.pool import Pool

JSON = {"content-type": "application/json"}
PROBLEM = "application/problem+json"


@pytest.fixture
def github() -> Iterator[FakeApp]:
    with serving(made_github()) as made:
        yield made
    assert made.faults == []


class Service:
    """The application, asked without a network; it does no job."""

    def __init__(self, app: FastAPI, webhook: Webhook) -> None:
        self.app = app
        self.webhook = webhook

    def post(self, *requests: Mapping[str, Any]) -> list[httpx2.Response]:
        async def go() -> list[httpx2.Response]:
            transport = httpx2.ASGITransport(self.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return [await client.post(PATH, **request) for request in requests]

        return asyncio.run(go())


def delivery(
    body: object, name: str = "pull_request", number: str = "d-1", secret: str = SECRET, **headers: str
) -> dict[str, Any]:
    """The request of a delivery; headers as `x_github_event` are added, or left out where they are empty."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    about = {
        "x-github-event": name,
        "x-github-delivery": number,
        "x-hub-signature-256": sign(data, secret),
        **JSON,
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    return {"content": data, "headers": {key: value for key, value in about.items() if value}}


def opened(sha: str = SHA) -> dict[str, Any]:
    return event("opened", pull_request={"number": 5, "head": {"sha": sha}})


@pytest.fixture
def service(github: FakeApp, tmp_path: Path) -> Service:
    webhook = Webhook(settings_for(github, tmp_path))
    return Service(make_app(Settings(workers=1), webhook), webhook)


def waiting(service: Service) -> tuple[int, int]:
    return service.webhook.queue.count()


class TestSignature:
    def test_holds(self, service: Service) -> None:
        answers = service.post(delivery(opened()), delivery(opened(), number="d-2", secret=OLD_SECRET))

        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].json() == {"status": "queued", "detail": "pull request 5"}

    @pytest.mark.parametrize(
        "request_",
        [
            delivery(opened(), x_hub_signature_256=""),
            delivery(opened(), x_hub_signature_256="", x_hub_signature="sha1=" + "0" * 40),
            delivery(opened(), x_hub_signature_256="sha1=" + "0" * 40),
            delivery(opened(), x_hub_signature_256="sha256=" + "0" * 64),
            delivery(opened(), x_hub_signature_256=sign(json.dumps(opened()).encode()).upper()),
            delivery(opened(), x_hub_signature_256=sign(b"other")),
            delivery(opened(), secret="another secret of somebody"),  # noqa: S106
            delivery(b"not JSON", x_hub_signature_256=sign(b"other")),
        ],
    )
    def test_does_not_hold_and_nobody_is_told_why(
        self, service: Service, request_: dict[str, Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        (answer,) = service.post(request_)

        assert [one.levelname for one in caplog.records if one.message == "delivery not signed"] == ["WARNING"]
        assert answer.status_code == 401
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json() == {
            "type": "about:blank",
            "title": "Unauthorized",
            "status": 401,
            "detail": "the delivery is not signed as it must be",
        }
        assert waiting(service) == (0, 0)

    def test_is_no_text(self, service: Service) -> None:
        request = delivery(opened())
        headers = [(name.encode(), value.encode()) for name, value in request["headers"].items() if "sig" not in name]
        answers = service.post(
            {**request, "headers": [*headers, (b"x-hub-signature-256", b"sha256=" + b"\xff" * 64)]},
            {**request, "headers": [*headers, *[(b"x-hub-signature-256", b"sha256=" + b"0" * 64)] * 2]},
        )

        assert [answer.status_code for answer in answers] == [401, 401]

    def test_is_looked_at_before_anything_else(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object) -> None:
            raise AssertionError

        monkeypatch.setattr(route, "_read", never)
        unsigned = delivery(opened(), x_hub_signature_256=sign(b""), x_github_event="", content_type="text/plain")
        answers = service.post(unsigned, delivery(opened(), x_hub_signature_256=sign(b"")))

        assert [answer.status_code for answer in answers] == [415, 401]


class TestBody:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"content_type": "application/x-www-form-urlencoded"}, 415),
            ({"content_type": ""}, 415),
            ({"content_type": "text/plain"}, 415),
            ({"content_encoding": "gzip"}, 415),
            ({"x_github_event": ""}, 400),
            ({"x_github_event": "Pull Request"}, 400),
            ({"x_github_delivery": ""}, 400),
            ({"x_github_delivery": "a b"}, 400),
            ({"x_github_delivery": "x" * 65}, 400),
            ({"content_type": "application/json; charset=utf-8"}, 202),
        ],
    )
    def test_of_another_form(self, service: Service, headers: dict[str, str], status: int) -> None:
        (answer,) = service.post(delivery(opened(), **headers))

        assert answer.status_code == status
        assert status == 202 or answer.headers["content-type"] == PROBLEM

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"\xff",
            b"[" * 100_000,
            b'{"action": ' + b"9" * 5000 + b"}",
            b"payload=%7B%7D",
            b"[]",
            b'"x"',
            b"{}",
        ],
    )
    def test_that_is_no_event(self, service: Service, body: bytes) -> None:
        (answer,) = service.post(delivery(body))

        assert answer.status_code == 400
        assert waiting(service) == (0, 0)

    def test_that_is_too_large(self, service: Service) -> None:
        answers = service.post(delivery(b"x" * (4 << 20) + b"x"), delivery(b"x" * (4 << 20)))

        assert [answer.status_code for answer in answers] == [413, 400]

    def test_that_is_longer_than_it_says(self, service: Service) -> None:
        async def pieces() -> AsyncGenerator[bytes, None]:
            for _ in range(100):
                yield b"x" * 100_000

        (answer,) = service.post({**delivery(b"x"), "content": pieces()})

        assert answer.status_code == 413

    def test_is_in_no_log(self, service: Service, caplog: pytest.LogCaptureFixture) -> None:
        body = opened()
        body["pull_request"]["title"] = "words of somebody"
        with caplog.at_level("DEBUG"):
            service.post(delivery(body))

        logged = str([(record.getMessage(), getattr(record, "fields", "")) for record in caplog.records])
        assert "'delivery': 'd-1'" in logged
        assert "words of somebody" not in logged
        assert SECRET not in logged


class TestDelivery:
    def test_of_the_examples(self, service: Service, shared: Path) -> None:
        made = examples(shared)
        requests = [
            delivery(payload, name.partition(".")[0], f"d-{number}")
            for number, (name, payload) in enumerate(made.items())
        ]
        answers = dict(zip(made, service.post(*requests), strict=True))

        assert {answer.status_code for answer in answers.values()} == {202}
        assert {name for name, answer in answers.items() if answer.json()["status"] == "queued"} == {
            name for name, said in EXPECTED.items() if said == "pull request 2" and name.startswith("pull_request")
        }
        assert answers["ping"].json() == {"status": "ignored", "detail": "pong"}
        assert waiting(service) == (1, 0), "of checks of one pull request, the last is done"

    def test_is_taken_in_once(self, service: Service, github: FakeApp, tmp_path: Path) -> None:
        answers = service.post(delivery(opened()), delivery(opened()), delivery(event("x"), "push"))
        again = Service(make_app(Settings(workers=1), other := Webhook(settings_for(github, tmp_path))), other)

        assert [answer.json()["status"] for answer in answers] == ["queued", "known", "known"]
        assert [answer.json()["status"] for answer in again.post(delivery(opened()))] == ["known"]
        assert waiting(service) == (1, 0)

    def test_of_a_commit(self, service: Service) -> None:
        suite: dict[str, Any] = {"head_sha": SHA, "app": {"id": APP}, "pull_requests": []}
        (answer,) = service.post(delivery(event("rerequested", check_suite=suite), "check_suite"))

        assert answer.json() == {"status": "queued", "detail": f"commit {SHA}"}

    def test_that_the_queue_does_not_take_comes_again(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        add = service.webhook.queue.add

        def full(*_: object) -> bool:
            raise FullError

        monkeypatch.setattr(service.webhook.queue, "add", full)
        (refused,) = service.post(delivery(opened()))
        monkeypatch.setattr(service.webhook.queue, "add", add)
        (taken,) = service.post(delivery(opened()))

        assert (refused.status_code, taken.status_code) == (503, 202)
        assert "retry-after" in refused.headers

    def test_comes_to_no_service_without_an_app(self) -> None:
        app = make_app(Settings(workers=1))

        async def go() -> httpx2.Response:
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1") as client:
                return await client.post(PATH, **delivery(opened()))

        assert asyncio.run(go()).status_code == 404

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_is_posted(self, service: Service, method: str) -> None:
        async def go() -> httpx2.Response:
            transport = httpx2.ASGITransport(service.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, PATH)

        assert asyncio.run(go()).status_code == 405


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(6000):
        if is_so():
            return
        sleep(0.01)
    raise AssertionError("it never was so")


@asynccontextmanager
async def started(app: FastAPI) -> AsyncGenerator[httpx2.AsyncClient, None]:
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        yield client


def test_from_a_delivery_to_a_check_run_and_a_commit(github: FakeApp, tmp_path: Path) -> None:
    head = github.request_pull({RECORD_PATH: FAULTY})
    app = make_app(Settings(workers=1), Webhook(settings_for(github, tmp_path)))

    async def until(is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not is_so():
                await asyncio.sleep(0.01)

    async def go() -> None:
        async with started(app) as client:
            await client.post(PATH, **delivery(opened(head)))
            await until(lambda: bool(github.runs))
            run = {name: github.runs[0][name] for name in ("id", "head_sha", "name", "external_id", "app")}
            pressed = event("requested_action", check_run=run, requested_action={"identifier": "apply-fixes"})
            await client.post(PATH, **delivery(pressed, "check_run", "d-2"))
            await until(lambda: github.branches["fix/it"] != head)
            made = github.branches["fix/it"]
            await client.post(PATH, **delivery(opened(made), number="d-3"))
            await until(lambda: len(github.runs) == 2)

    asyncio.run(go())
    assert [(run["head_sha"] == head, run["conclusion"]) for run in github.runs] == [
        (True, "neutral"),
        (False, "success"),
    ]


def test_deliveries_are_answered_while_github_is_silent(github: FakeApp, tmp_path: Path) -> None:
    head = github.request_pull({RECORD_PATH: FAULTY})
    webhook = Webhook(settings_for(github, tmp_path), Clock(timeout=600))
    app = make_app(Settings(workers=1), webhook)
    heard = threading.Event()

    def silent(*_: Any) -> Answer:
        heard.set()
        return Answer(0)

    github.instead = silent

    async def go() -> list[httpx2.Response]:
        async with started(app) as client:
            answers = [await client.post(PATH, **delivery(opened(head), number=f"d-{at}")) for at in range(9)]
            await asyncio.to_thread(heard.wait, 60)
            return [*answers, await client.post(PATH, **delivery(opened(head), number="d-9"))]

    assert {answer.status_code for answer in asyncio.run(go())} == {202}


def test_waiting_is_logged_as_all_else(
    github: FakeApp, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    head = github.request_pull({RECORD_PATH: FAULTY})
    github.answers = [None, Answer(502, b"<html>")]

    async def at_once(_: float) -> None:
        pass

    app = make_app(Settings(workers=1), Webhook(settings_for(github, tmp_path), Clock(at_once)))

    async def go() -> None:
        async with started(app) as client, asyncio.timeout(60):
            await client.post(PATH, **delivery(opened(head)))
            while not github.runs:
                await asyncio.sleep(0.01)

    with caplog.at_level("INFO"):
        asyncio.run(go())

    assert {"reason": "GitHub: 502; trying again in 2 s"} in [getattr(one, "fields", {}) for one in caplog.records]
    assert capsys.readouterr().err == ""


def test_the_page_says_what_holds(root: Path) -> None:
    page = (root / "docs" / "github-app.md").read_text(encoding="utf-8")
    limits = Limits()
    sizes = {"a record": limits.record, "a file of associations, or of the baseline": limits.other}
    sizes["all that is fetched of a pull request"] = limits.total

    assert f"| records of a pull request | {limits.records:,} |" in page
    for what, size in sizes.items():
        assert f"| bytes of {what} | {size >> 20} MiB |" in page
    assert f"| seconds to check, or to fix | {DEADLINE:.0f} |" in page
    assert (
        f"| annotations of a check run; what is above is counted, and the conclusion is of all | {MOST_ANNOTATIONS:,} |"
        in page
    )
    assert f"| jobs that wait | {MOST_WAITING:,} |" in page
    assert f"A body has up to {Settings().body >> 20} MiB" in page
    for name in ("APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_FILE", "WEBHOOK_SECRETS", "QUEUE"):
        assert f"`GENELINT_GITHUB_{name}`" in page
    assert f"`https://genes.example.org{PATH}`" in page


PROGRAM = """
import asyncio, os
from genelint.service.app import make_app
from genelint.service.settings import Settings
from genelint.service.webhook.route import Webhook
from genelint.service.webhook.settings import read_webhook
from genelint.service.webhook.work import Pace

async def main():
    webhook = Webhook(read_webhook(os.environ), pace=Pace(lease=0.5, idle=0.1))
    app = make_app(Settings(workers=1), webhook)
    async with app.router.lifespan_context(app):
        print("started", flush=True)
        await asyncio.sleep(3600)

if __name__ == "__main__":
    asyncio.run(main())
"""


def environment(github: FakeApp, folder: Path) -> dict[str, str]:
    (folder / "key.pem").write_text(keys()[0])
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "GENELINT_GITHUB_APP_ID": str(APP),
        "GENELINT_GITHUB_PRIVATE_KEY_FILE": str(folder / "key.pem"),
        "GENELINT_GITHUB_WEBHOOK_SECRETS": f"{OLD_SECRET.replace(',', '')},{SECRET}",
        "GENELINT_GITHUB_QUEUE": str(folder / "queue.sqlite"),
        "GITHUB_API_URL": github.url,
    }


def process(github: FakeApp, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The service in a process of its own, which works on the queue; with arguments, the command."""
    return subprocess.Popen(
        (sys.executable, *(("-m", "genelint", *arguments) if arguments else ("-c", PROGRAM))),
        env=environment(github, folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_serves_and_shows_no_secret(github: FakeApp, tmp_path: Path) -> None:
    head = github.request_pull({RECORD_PATH: FAULTY})
    github.answers = [None, None, Answer(502, {"message": f"ghs_token0 {SECRET}"})]
    served = process(github, tmp_path, "serve", "--port=0", "--workers=1")
    assert served.stderr is not None
    try:
        lines = [json.loads(served.stderr.readline())]
        while "url" not in lines[-1]:
            lines.append(json.loads(served.stderr.readline()))
        address = f"{lines[-1]['url'].rstrip('/')}{PATH}"
        answers = [
            httpx2.post(address, **delivery(opened(head))),
            httpx2.post(address, **delivery(opened(head), secret="x" * 32)),
            httpx2.post(address, **delivery({"zen": "words of somebody"}, "ping", "d-2")),
        ]
        wait_for(lambda: bool(github.runs))
    finally:
        served.terminate()
        _, rest = served.communicate()

    assert [answer.status_code for answer in answers] == [202, 401, 202]
    assert served.returncode == 0
    lines += map(json.loads, rest.splitlines())
    logged = json.dumps(lines)
    assert {"job done", "waiting"} <= {line["event"] for line in lines}
    hidden = [
        SECRET,
        OLD_SECRET[:20],
        "ghs_token",
        keys()[0].splitlines()[1],
        "metallothionein",
        "words of somebody",
        "eyJ",
    ]
    assert [word for word in hidden if word in logged] == []


@pytest.mark.parametrize("name", ["APP_ID", "PRIVATE_KEY_FILE", "WEBHOOK_SECRETS", "QUEUE"])
def test_the_command_does_not_start_where_something_is_missing(
    github: FakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for variable, value in environment(github, tmp_path).items():
        monkeypatch.setenv(variable, value)
    monkeypatch.delenv(f"GENELINT_GITHUB_{name}")

    result = run_command(capsys, "serve", "--port=0")

    assert result.code == 2
    assert result.err.startswith(f"genelint: error: the webhook needs GENELINT_GITHUB_{name} in the environment")


@pytest.mark.parametrize("where", ["GET /repos/lab/genes/contents/", "POST /repos/lab/genes/check-runs"])
def test_what_was_interrupted_is_done_once(github: FakeApp, service: Service, tmp_path: Path, where: str) -> None:
    """The process is killed while it waits for an answer, of which GitHub has heard the question."""
    github.push("main", {"genelint.toml": 'select = ["TXT005"]'})
    head = github.request_pull({f"data/{at}/MT1H.txt": FAULTY for at in range(30)})
    service.post(delivery(opened(head)))
    heard, go_on = threading.Event(), threading.Event()

    def at_last(method: str, path: str, answer: Answer) -> Answer:
        if f"{method} {path}".startswith(where) and not heard.is_set():
            heard.set()
            go_on.wait(60)
        return answer

    github.at_last = at_last
    first = process(github, tmp_path)
    try:
        assert heard.wait(60)
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    assert waiting(service) == (1, 0)
    go_on.set()
    second = process(github, tmp_path)
    try:
        wait_for(lambda: waiting(service) == (0, 0))
    finally:
        second.terminate()
        second.communicate()

    (run,) = github.runs
    assert run["conclusion"] == "neutral"
    assert len(run["annotations"]) == 60
    assert len({(one["path"], one["start_column"]) for one in run["annotations"]}) == 60


@pytest.mark.parametrize(("processes", "at_once"), [(1, 1), (2, 1), (4, 3)])
def test_jobs_leave_a_process_to_others(processes: int, at_once: int) -> None:
    most = 0

    class Processes:
        limits = Settings(workers=processes).limits()
        busy = 0

        async def run(self, function: Callable[[int], int], number: int, deadline: float | None = None) -> int:
            nonlocal most
            self.busy += 1
            most = max(most, self.busy)
            await asyncio.sleep(0)
            self.busy -= 1
            assert deadline == 9
            return function(number)

    async def go() -> list[int]:
        run = leave_one(cast("Pool", Processes()))
        return await asyncio.gather(*(run(abs, -number, deadline=9) for number in range(8)))

    assert asyncio.run(go()) == [*range(8)]
    assert most == at_once
