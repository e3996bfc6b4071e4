"""Processes that check: what is lost when they end, which is one finding at most, and that they end."""

from __future__ import annotations

import json
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any, NamedTuple, NoReturn

import pytest

import corpus
from command import Result, finish, run_process, start
from genelint import workers
from genelint.config import read_config
from genelint.engine import INTERNAL_ERROR
from genelint.facts import unpack_entries
from genelint.model import Diagnostic
from genelint.setup import Setup, set_up
from genelint.survey import Surveyed, Task, survey
from genelint.workers import survey_in_processes
from test_same import wait_for_workers

COUNT = 60
PLUGIN = """
import os, signal, sys, time
from genelint.rule import *

class Text(str):
    "What cannot be sent to another process."
    def __reduce__(self):
        raise TypeError("not to be sent")

def check(record):
    {}
    return ()

RULES = (RecordRule(Meta("XYZ001", "some-thing", "A summary.", Severity.ERROR, "1.0", (), ()), check),)
"""
CONFIGURED = """
plugins = ["genelint_rules", "ours.py"]
paths = ["data"]
ignore = ["REF001"]
categories = ["ours"]
per-file-ignores = { "*7*" = ["LAY"] }

[severity]
LAY006 = "info"

[[datasets]]
name = "Our Own"
category = "ours"
"""
SMALL = "from genelint import workers; workers.BATCH = 7"
ENDS = 'if record.symbol == "{}": {}'
SPAWN = "from genelint import workers; workers.START_METHOD = 'spawn'"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: some records in `data`, every third of them with a defect, and a plugin that does nothing."""
    corpus.write(tmp_path / "data", COUNT, defective=0.3)
    (tmp_path / "genelint.toml").write_text(CONFIGURED)
    plug(tmp_path, "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plug(folder: Path, body: str) -> None:
    """Let this be what the plugin's rule does."""
    (folder / "ours.py").write_text(PLUGIN.format(body))


def check(folder: Path, jobs: int, *more: str, batch: int = 7) -> Result:
    patch = f"from genelint import workers; workers.BATCH = {batch}\n{''.join(more)}"
    return run_process(folder, "check", "--no-cache", "--output-format", "json", "--jobs", str(jobs), patch=patch)


def setup_here() -> Setup:
    return set_up(read_config(os.getcwd()))


def tasks_in(folder: Path) -> list[Task]:
    return [Task(f"data/{path.name}") for path in sorted((folder / "data").iterdir())]


class Told(NamedTuple):
    """What batches give, however files are divided among them."""

    files: list[tuple[Task, str | None, list[Diagnostic]]]
    failures: list[str]
    facts: list[tuple[str, str, str, str]]

    def of(self, path: str) -> tuple[Task, str | None, list[Diagnostic]]:
        [told] = [told for told in self.files if told[0].path == path]
        return told


def told(batches: Iterable[Surveyed]) -> Told:
    found = Told([], [], [])
    for tasks, symbols, diagnostics, failures, said in batches:
        found.files.extend((*pair, diagnostics.get(at, [])) for at, pair in enumerate(zip(tasks, symbols, strict=True)))
        found.failures.extend(failures)
        for sheaf in said:
            for places, key, value in (*unpack_entries(sheaf.common), *unpack_entries(sheaf.rare)):
                found.facts.extend((tasks[at].path, sheaf.code, key, value) for at in places)
    return Told(sorted(found.files), sorted(found.failures), sorted(found.facts))


def surveyed(tasks: Sequence[Task], jobs: int = 2) -> Told:
    return told(survey_in_processes(tasks, setup_here(), jobs))


def expected(tasks: Sequence[Task]) -> Told:
    return told(survey(tasks, setup_here()))


class TestSame:
    def test_spawned_workers_find_the_same(self, folder: Path) -> None:
        assert check(folder, 2, SPAWN) == check(folder, 1)

    def test_spawned_workers_work_where_the_parent_does(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """This process began in another folder."""
        monkeypatch.setattr(workers, "START_METHOD", "spawn")
        monkeypatch.setattr(workers, "BATCH", 25)
        tasks = tasks_in(folder)

        assert surveyed(tasks) == expected(tasks)

    @pytest.mark.usefixtures("folder")
    def test_a_setup_is_made_again_from_what_was_asked_for(self) -> None:
        setup = set_up(read_config(os.getcwd()), selected=["LAY", "XYZ001"], ignored=["LAY001"])

        again: Setup = pickle.loads(pickle.dumps(setup))  # noqa: S301 - it was pickled here

        names = [[(one.rule.meta.code, one.severity, one.plugin) for one in of.rules] for of in (setup, again)]
        assert names[0] == names[1]
        assert again.request == setup.request
        assert again.vocabulary is not None
        assert setup.vocabulary is not None
        assert again.vocabulary.categories == setup.vocabulary.categories
        assert len(again.rules_for("data/7.txt")) == len(setup.rules_for("data/7.txt")) < len(again.rules)

    def test_unreadable_files_are_told_in_order(self, folder: Path) -> None:
        for path in sorted((folder / "data").iterdir())[::4]:
            path.unlink()
            path.symlink_to(path)

        one, two = check(folder, 1), check(folder, 2, batch=1)

        assert one == two
        assert one.err.count("cannot be read") == COUNT / 4
        assert one.code == 2

    def test_few_files_take_few_workers(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        started: list[int] = []

        def note(*_: object) -> NoReturn:
            started.append(1)
            refuse()

        monkeypatch.setattr(workers, "start", note)

        assert surveyed(tasks_in(folder)[:3], jobs=50) == expected(tasks_in(folder)[:3])
        assert started == [1]


def nothing(_: object) -> None:
    pass


def refuse(*_: object) -> NoReturn:
    raise BlockingIOError(11, "Resource temporarily unavailable")


class TestEnding:
    """A worker that ends costs at most the record that it ended at."""

    @pytest.mark.parametrize(
        "end", ["os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)", "os.kill(os.getpid(), signal.SIGSEGV)"]
    )
    @pytest.mark.parametrize("more", ["", SPAWN], ids=["fork", "spawn"])
    def test_records_that_crash_it(self, folder: Path, end: str, more: str) -> None:
        clean = json.loads(check(folder, 1).out)["diagnostics"]
        symbols = [path.stem for path in sorted((folder / "data").iterdir()) if path.stem.isalnum()]
        bad = [symbols[3], symbols[4]]
        plug(folder, "\n    ".join(ENDS.format(symbol, end) for symbol in bad))

        result = check(folder, 2, more)

        found = json.loads(result.out)["diagnostics"]
        paths = [f"data/{symbol}.txt" for symbol in bad]
        failed = [one for one in found if one["code"] == INTERNAL_ERROR]
        assert [one["path"] for one in failed] == paths
        assert all(
            "checking this file failed with ChildProcessError: the process ended" in one["message"] for one in failed
        )
        assert [one for one in found if one["code"] != INTERNAL_ERROR and not one["code"].startswith("COR")] == [
            one for one in clean if one["path"] not in paths and not one["code"].startswith("COR")
        ]
        assert (result.code, result.err) == (2, "")

    def test_nothing_else_is_done_twice(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workers, "BATCH", 9)
        tasks = tasks_in(folder)
        others = [task for task in tasks if task.path != "data/T.txt"]
        plug(folder, ENDS.format("T", "os._exit(1)"))

        found = surveyed(tasks)
        died = found.of("data/T.txt")
        found.files.remove(died)

        assert found == expected(others)
        assert [(one.code, len(one.fingerprint)) for one in died[2]] == [(INTERNAL_ERROR, 16)]

    def test_all_but_one_worker_is_killed(self, folder: Path) -> None:
        clean = check(folder, 1)
        plug(folder, "time.sleep(0.01)")
        process = start(folder, "check", "--no-cache", "--output-format", "json", "--jobs", "3", patch=SMALL)
        for victim in wait_for_workers(process.pid)[:2]:
            os.kill(victim, signal.SIGKILL)

        assert finish(process) == clean

    def test_a_value_that_cannot_be_sent(self, folder: Path) -> None:
        bad = next(path.stem for path in sorted((folder / "data").iterdir()) if path.stem.isalnum())
        found = 'return [Finding(Span(0, 0), Text("something"))]'
        plug(folder, ENDS.format(bad, found))

        result = check(folder, 2)

        failed = [one for one in json.loads(result.out)["diagnostics"] if one["code"] == INTERNAL_ERROR]
        assert [one["path"] for one in failed] == [f"data/{bad}.txt"]
        assert result.err == ""

    def test_a_killed_worker_may_have_been_at_one_record(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is given another chance."""
        monkeypatch.setattr(workers, "BATCH", 1)
        plug(folder, "if not os.path.exists('once'): open('once', 'x').close(); os._exit(1)")

        found = surveyed(tasks_in(folder)[:1])

        assert found == expected(tasks_in(folder)[:1])


class TestNoWorker:
    """Where no process can be had, this one checks."""

    def test_none_can_be_started(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "fork", refuse)
        monkeypatch.setattr(workers, "has_one_thread", lambda: True)
        tasks = tasks_in(folder)

        assert surveyed(tasks) == expected(tasks)

    def test_only_one_can_be_started(self, folder: Path) -> None:
        once = """
fork = os.fork
def fork_once():
    os.fork = refuse
    return fork()
def nothing(_: object) -> None:
    pass


def refuse():
    raise BlockingIOError(11, "no")
os.fork = fork_once
"""
        assert check(folder, 5, f"\nimport os{once}") == check(folder, 1)

    def test_none_gets_ready(self, folder: Path) -> None:
        """As where the plugin cannot be loaded in a new interpreter."""
        plugin = (folder / "ours.py").read_text()
        (folder / "ours.py").write_text(f"{plugin}\nif __import__('multiprocessing').parent_process(): os._exit(1)")

        assert check(folder, 2, SPAWN) == check(folder, 1)

    def test_none_answers(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workers, "_receive", nothing)
        tasks = tasks_in(folder)

        assert surveyed(tasks) == expected(tasks)

    def test_what_ended_the_last_one_is_not_tried_here(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tasks = tasks_in(folder)
        monkeypatch.setattr(workers, "BATCH", 4)
        monkeypatch.setattr(workers, "_receive", fail_after_first())
        begin = workers.start

        def start_once(*given: Any) -> None:
            monkeypatch.setattr(workers, "start", refuse)
            begin(*given)

        monkeypatch.setattr(workers, "start", start_once)

        found = surveyed(tasks, jobs=1)

        assert [task for task, _, _ in found.files] == tasks
        failed = [task for task, _, diagnostics in found.files if "ChildProcessError" in str(diagnostics)]
        assert failed == tasks[:4]


def fail_after_first() -> Callable[[object], Surveyed | None]:
    answers = iter([Surveyed((), [], {}, [], []), None])

    def answer(worker: object) -> Surveyed | None:
        del worker
        return next(answers)

    return answer


class TestWork:
    """What a worker does, in this process."""

    def test_answers_until_its_parent_is_gone(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        ended: list[int] = []
        monkeypatch.setattr(os, "_exit", ended.append)
        monkeypatch.setattr(workers, "parent_process", lambda: Thread(target=int))
        monkeypatch.setattr(Thread, "join", nothing)
        ours, its = Pipe()
        tasks = tasks_in(folder)
        for part in ((0, 2), (2, 3)):
            ours.send(part)
        handler = signal.getsignal(signal.SIGINT)
        try:
            ours.send("the end")  # what cannot be understood ends it too
            workers.work(its, tasks, setup_here(), str(folder))
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGINT, handler)

        ready, *found = [ours.recv() for _ in range(3)]
        assert ready == ((), [], {}, [], [])
        assert found == [
            one._replace(tasks=()) for some in (tasks[:2], tasks[2:3]) for one in survey(some, setup_here())
        ]


class TestNobodyIsLeft:
    """However a run ends, its workers do."""

    @pytest.mark.parametrize("more", ["", SPAWN], ids=["fork", "spawn"])
    @pytest.mark.parametrize("everyone", [False, True], ids=["parent", "group"])
    def test_interrupt(self, folder: Path, more: str, everyone: bool) -> None:
        plug(folder, "time.sleep(0.5)")
        process = start(folder, "check", "--no-cache", "--jobs", "2", patch=more)
        children = wait_for_workers(process.pid)
        (os.killpg if everyone else os.kill)(process.pid, signal.SIGINT)

        result = finish(process)

        assert result == Result(130, "", "genelint: interrupted\n")
        assert_all_end(children)

    def test_killed_parent(self, folder: Path) -> None:
        plug(folder, "time.sleep(0.01)")
        process = start(folder, "check", "--no-cache", "--jobs", "3", patch=SMALL)
        while len(children := wait_for_workers(process.pid)) < 3:
            sleep(0.001)
        process.kill()
        process.wait()

        assert_all_end(children)
        assert process.communicate()[1] == b""


def assert_all_end(pids: Sequence[int]) -> None:
    """Wait for processes to end, which takes a moment."""
    begun = monotonic()
    while any(map(is_running, pids)):
        assert monotonic() - begun < 60
        sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether there is such a process that is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_threads_are_counted_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> list[str]:
        raise FileNotFoundError(path)

    monkeypatch.setattr("os.listdir", refuse)
    monkeypatch.setattr(workers, "active_count", lambda: 1)
    assert workers.has_one_thread()
    monkeypatch.setattr(workers, "active_count", lambda: 2)
    assert not workers.has_one_thread()
