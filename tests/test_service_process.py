"""`genelint serve` in a process of its own: how it begins and ends, what it logs, and that it does not grow."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from bases import BASES
from command import run_command
from genelint.errors import UsageError
from genelint.service import page, server
from genelint.service.assets import Assets
from genelint.service.logs import set_up_logs
from genelint.service.settings import LEAST_MEMORY, Settings, doubtful, read_settings
from service import TEXT, Answer, Client, read_answer, running, wait_until

MT2A = BASES["MT2A"]
HELD = """
import sys
from genelint.service import checks
import calls
checks.check_body = calls.check_slowly
from genelint.__main__ import run
if __name__ == "__main__":
    run()
"""
"""Runs genelint with checks that take a while."""

UNREADY = HELD.replace("checks.check_body = calls.check_slowly", "app.warm_up = calls.fail").replace("checks", "app")
"""Runs genelint with processes that cannot start."""


class Process(Client):
    """A service in a process; `logged` are the lines that it has written."""

    def __init__(self, *arguments: str, program: tuple[str, ...] = ("-m", "genelint")) -> None:
        self.process = subprocess.Popen(
            (sys.executable, *program, "serve", "--port", "0", *arguments),
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
            text=True,
        )
        self.logged: list[dict[str, Any]] = []
        self._listening: Queue[str] = Queue()
        self._reader = Thread(target=self._read)
        self._reader.start()
        self.url = self._listening.get(timeout=60)
        super().__init__(int(self.url.rstrip("/").rpartition(":")[2]))

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.logged.append(json.loads(line))
            if self.logged[-1]["event"] == "listening":
                self._listening.put(self.logged[-1]["url"])

    def events(self, name: str) -> list[dict[str, Any]]:
        return [line for line in self.logged if line["event"] == name]

    def finish(self) -> int:
        """Wait for its end; the exit code."""
        code = self.process.wait(60)
        self._reader.join(60)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@contextmanager
def started(*arguments: str, **options: Any) -> Generator[Process, None, None]:
    """A service whose processes are ready; one that still runs in the end is killed."""
    service = Process(*arguments, **options)
    try:
        wait_until(lambda: service.get("/readyz").status == 200)
        yield service
    finally:
        service.process.kill()
        service.finish()


class TestEnd:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_of_a_service_at_rest(self, number: int) -> None:
        with started() as service, service.connected() as idle:
            service.process.send_signal(number)
            assert service.finish() == 0
            assert idle.recv(1) == b""
            assert service.events("stopped")

    def test_waits_for_what_runs_and_refuses_what_is_new(self) -> None:
        with started(program=("-c", HELD)) as service:
            answers: list[Answer] = []
            asking = Thread(target=lambda: answers.append(service.post("/v1/check", MT2A, name="MT2A.txt")))
            asking.start()
            wait_until(lambda: service.metric("workers_running") == 1)
            service.process.send_signal(signal.SIGTERM)
            wait_until(lambda: bool(service.events("stopping")))
            wait_until(lambda: is_refused(service))
            asking.join(60)
            assert [(one.status, one.json["diagnostics"]) for one in answers] == [(200, [])]
            assert service.finish() == 0

    def test_is_at_once_with_a_second_signal(self) -> None:
        with started(program=("-c", HELD)) as service:
            head = (
                b"POST /v1/check HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\n"
            )
            with service.connected(head + b"x" * 9), service.connected(head):
                wait_until(lambda: service.metric("workers_running") == 1)
                for _ in range(2):
                    service.process.send_signal(signal.SIGTERM)
                    wait_until(lambda: bool(service.events("stopping")))
                assert service.finish() == 0
            assert [line for line in service.logged if line["level"] == "error"] == []

    def test_of_the_server_is_that_of_its_processes(self) -> None:
        with started() as service:
            children = children_of(service.process.pid)
            assert len(children) >= 2
            service.process.kill()
            service.finish()
            wait_until(lambda: not any(map(is_running, children)))


def is_refused(service: Client) -> bool:
    try:
        socket.create_connection(("127.0.0.1", service.port), timeout=60).close()
    except ConnectionRefusedError:
        return True
    return False


def children_of(pid: int) -> set[int]:
    """The processes that a process has started, and those that these have."""
    found: set[int] = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            child = int(path.parent.name)
            found |= {child} | children_of(child)
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class TestLogs:
    def test_tell_what_was_done_and_nothing_of_what_was_sent(self) -> None:
        with started("--workers", "2") as service:
            secret = MT2A.replace("MT2A has", "SECRET  has", 1)
            service.post("/v1/check", secret, name="SECRET.txt")
            service.post("/v1/fix", secret, select="SECRET")
            service.post("/SECRET?SECRET=SECRET", secret)
            service.get("/v1/rules/SECRET", x_request_id="mine-1", referer="SECRET", user_agent="SECRET")
            service.send("/v1/check", {"SECRET": secret})
            service.post("/v1/check", '{"SECRET"', "application/json")
            with service.connected(b"SECRET\r\n\r\n") as connection:
                assert read_answer(connection).status == 400
            service.process.send_signal(signal.SIGTERM)
            assert service.finish() == 0
        assert service.url == f"http://127.0.0.1:{service.port}/"
        assert "SECRET" not in json.dumps(service.logged)
        requests = [line for line in service.events("request") if line["route"] != "/readyz"]
        assert [(line["method"], line["route"], line["status"]) for line in requests] == [
            ("POST", "/v1/check", 200),
            ("POST", "/v1/fix", 422),
            ("POST", "", 404),
            ("GET", "/v1/rules/{code}", 404),
            ("POST", "/v1/check", 200),
            ("POST", "/v1/check", 422),
        ]
        first = requests[0]
        assert (first["records"], first["received"], first["level"]) == (1, len(secret.encode()), "info")
        assert first["findings"] > 0
        assert first["sent"] > first["findings"]
        assert re.fullmatch(r"[0-9-]{10}T[0-9:.]{12}\+00:00", first["time"])
        assert [line["id"] for line in requests if line["id"] == "mine-1"] == ["mine-1"]
        assert len({line["id"] for line in requests}) == len(requests)

    def test_of_processes_that_cannot_start(self) -> None:
        service = Process(program=("-c", UNREADY))
        try:
            wait_until(lambda: bool(service.events("process not started")))
        finally:
            service.process.kill()
            service.finish()
        line = service.events("process not started")[0]
        assert (line["level"], line["error"]) == ("error", "KeyError")
        assert "SECRET" not in json.dumps(service.logged)

    def test_of_exceptions_have_no_words_of_theirs(self, capsys: pytest.CaptureFixture[str]) -> None:
        with logging_kept():
            set_up_logs(sys.stderr)
            try:
                raise KeyError("SECRET")
            except KeyError:
                logging.getLogger("uvicorn.error").exception("It failed\n")
        line = json.loads(capsys.readouterr().err)
        assert (line["event"], line["error"], line["level"]) == ("It failed", "KeyError", "error")
        assert "test_service_process.py:" in line["at"][0]
        assert "SECRET" not in json.dumps(line)

    def test_of_tasks_that_nobody_asks_have_none_either(self, capsys: pytest.CaptureFixture[str]) -> None:
        async def fail() -> None:
            raise KeyError("SECRET")

        async def forget() -> None:
            task = asyncio.ensure_future(fail())
            await asyncio.wait({task})

        with logging_kept():
            set_up_logs(sys.stderr)
            asyncio.run(forget())
            gc.collect()
        line = json.loads(capsys.readouterr().err)
        assert (line["event"], line["error"]) == ("Task exception was never retrieved", "KeyError")
        assert "SECRET" not in json.dumps(line)


@contextmanager
def logging_kept() -> Generator[None, None, None]:
    """Undoes what is done to the log."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)


class TestCommand:
    def test_serves_until_it_is_told_to_end(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Short(server.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                assert self.app.state.service.settings.workers == 3
                assert self.app.state.service.settings.hosts == ("genes.example.org",)
                self.handle_exit(signal.SIGTERM, None)

        monkeypatch.setattr(server, "Server", Short)
        monkeypatch.setenv("GENELINT_DEADLINES", "5")
        arguments = ("--port", "0", "--workers", "3", "--name", "Genes.example.org", "--host", "127.0.0.2")
        with logging_kept():
            result = run_command(capsys, "serve", *arguments)
        assert result.code == 0
        events = [json.loads(line)["event"] for line in result.err.splitlines()]
        assert events[0] == "GENELINT_DEADLINES is not read: did you mean GENELINT_DEADLINE?"
        assert [event for event in events if event in ("listening", "stopping", "stopped")] == [
            "listening",
            "stopping",
            "stopped",
        ]

    @pytest.mark.parametrize("is_built", [True, False])
    def test_says_where_the_page_has_no_editor(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_built: bool
    ) -> None:
        names = {page.SCRIPT: "page.0.js"} if is_built else {}
        monkeypatch.setattr(page, "assets", lambda: Assets({}, names))
        with logging_kept():
            set_up_logs(sys.stderr)
            with running():
                pass
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        told = [line["level"] for line in lines if line["event"] == "the page has no editor: make page"]
        assert told == ([] if is_built else ["warning"])

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--host", "nowhere.invalid"], "cannot listen at nowhere.invalid, port 8000: "),
            (["--host", "a" * 70 + ".example"], "cannot listen at a+.example, port 8000: "),
            (["--port", "65536"], 'argument --port: found "65536", expected a number from 0 to 65535'),
            (["--port", "-1"], "argument --port: .*expected"),
            (["--port", "8k"], 'argument --port: found "8k", expected a number from 0 to 65535'),
            (["--workers", "0"], 'argument --workers: found "0", expected a number from 1 to 512'),
            (["data"], '"data" is one argument too many'),
        ],
    )
    def test_refuses_bad_use(self, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
        result = run_command(capsys, "serve", *arguments)
        assert result.code == 2
        assert re.match(f"genelint: error: {said}", result.err)

    def test_refuses_a_port_that_is_taken(self, capsys: pytest.CaptureFixture[str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            result = run_command(capsys, "serve", "--port", str(port))
        assert (result.code, result.out) == (2, "")
        assert f"cannot listen at 127.0.0.1, port {port}: Address already in use" in result.err

    def test_names_what_is_to_be_installed(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "genelint.service.server", None)
        result = run_command(capsys, "serve")
        assert (result.code, 'type "pip install fastapi uvicorn"' in result.err) == (2, True)

    def test_listens_at_addresses_of_both_kinds(self) -> None:
        listener = server.listen("::1", 0)
        assert server.Server(listener, Settings()).url == f"http://[::1]:{listener.getsockname()[1]}/"
        listener.close()


class TestSettings:
    def test_are_those_of_the_environment(self) -> None:
        given = {"GENELINT_DEADLINE": "2.5", "GENELINT_BODY": "1000", "GENELINT_HOSTS": "A.example, b.example,"}
        expected = Settings(deadline=2.5, body=1000, hosts=("a.example", "b.example"))
        assert read_settings({**given, "GENELINT_WAITING": "", "GENELINT_WORKERS": "0", "PATH": "/"}) == expected

    @pytest.mark.parametrize("text", ["x", "0", "-1", "1.5", "1e99", "nan", "9" * 50])
    def test_are_numbers_above_0(self, text: str) -> None:
        with pytest.raises(UsageError, match=f'GENELINT_BODY: found "{text}", expected a whole number above 0'):
            read_settings({"GENELINT_BODY": text})

    def test_are_no_numbers_of_thousands_of_digits(self) -> None:
        with pytest.raises(UsageError, match=r'GENELINT_BODY: found "9+…9+", expected'):
            read_settings({"GENELINT_BODY": "9" * 5000})

    def test_have_memory_enough_for_a_process_to_start(self) -> None:
        assert read_settings({"GENELINT_MEMORY": str(LEAST_MEMORY)}).memory == LEAST_MEMORY
        with running(memory=LEAST_MEMORY) as service:
            assert service.post("/v1/check", MT2A).status == 200
        with pytest.raises(UsageError, match="GENELINT_MEMORY: found 1000, expected 268435456 bytes or more"):
            read_settings({"GENELINT_MEMORY": "1000"})

    @pytest.mark.parametrize("host", ["http://genes.example.org", "genes.example.org:80", "a/", "", "é"])
    def test_have_hosts_that_are_hosts(self, capsys: pytest.CaptureFixture[str], host: str) -> None:
        result = run_command(capsys, "serve", "--name", host)
        assert result.code == 2
        assert f'--name: found "{host}", expected the name of a host alone, such as genes.example.org' in result.err

    def test_say_hosts_as_well(self) -> None:
        assert read_settings({"GENELINT_HOSTS": "localhost,[::1], 10.0.0.1"}).hosts == (
            "localhost",
            "[::1]",
            "10.0.0.1",
        )
        for host in ("http://a", "-a", "a-", "[::1", "::1"):
            with pytest.raises(UsageError, match=re.escape(f'GENELINT_HOSTS: found "{host}", expected')):
                read_settings({"GENELINT_HOSTS": host})

    def test_that_nobody_reads_are_told_where_they_are_near(self) -> None:
        others = ("GENELINT_SHARED", "GENELINT_BROWSER_REQUIRED", "GENELINT_GITHUB_QUEUE", "GENELINT_GITHUB_APP_ID")
        given: dict[str, str] = dict.fromkeys(
            (*others, "GENELINT_DEADLINES", "GENELINT_BODY", "DEADLINES", "GENELINT_MEMROY"), "1"
        )
        assert [*doubtful(given)] == [
            "GENELINT_DEADLINES is not read: did you mean GENELINT_DEADLINE?",
            "GENELINT_MEMROY is not read: did you mean GENELINT_MEMORY?",
        ]

    @pytest.mark.parametrize("text", ["nan", "inf", "-0.1"])
    def test_in_seconds_as_well(self, text: str) -> None:
        with pytest.raises(UsageError, match=f'GENELINT_GRACE: found "{text}", expected a number above 0'):
            read_settings({"GENELINT_GRACE": text})


def test_memory_is_flat() -> None:
    """What requests leave behind is not what as many more add; nothing of the size of a record stays."""
    with started("--workers", "2") as service:
        processes = children_of(service.process.pid) | {service.process.pid}
        sizes: list[int] = []
        for _ in range(3):
            ask_often(service, MT2A.encode(), 350)
            sizes.append(sum(map(resident, processes)))
        assert children_of(service.process.pid) | {service.process.pid} == processes
        assert service.metric("records_total") == 1050
    assert sizes[2] - sizes[1] < 2 << 20


def ask_often(service: Client, body: bytes, number: int) -> None:
    """Send the same record over one connection."""
    head = f"POST /v1/check?name=MT2A.txt HTTP/1.1\r\nhost: localhost\r\ncontent-type: {TEXT}\r\n"
    request = f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
    with service.connected() as connection, connection.makefile("rb") as answers:
        length = 0
        for _ in range(number):
            connection.sendall(request)
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            while (line := answers.readline()) != b"\r\n":
                if line.startswith(b"content-length: "):
                    length = int(line.partition(b" ")[2])
            assert b'"diagnostics": []' in answers.read(length)


def resident(pid: int) -> int:
    """The bytes of memory that a process has for itself."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(1024 * int(size) for size in re.findall(r"^Private_[A-Za-z]+: +([0-9]+) kB$", text, re.MULTILINE))
