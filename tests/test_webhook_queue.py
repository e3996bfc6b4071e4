"""The queue of the webhook, and working on it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import Awaitable, Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from genelint.errors import UsageError
from genelint.github.client import Clock
from genelint.github.posting import GitHubError
from genelint.service.pool import Busy
from genelint.service.webhook import deliveries, work
from genelint.service.webhook.deliveries import KEPT, MOST_ATTEMPTS, Deliveries, FullError, Leased
from genelint.service.webhook.events import Job, Kind, Repository
from genelint.service.webhook.work import Bell, Pace, Plant, is_passing

REPOSITORY = Repository(99, 11, "lab", "genes")
CHECK = Job(Kind.CHECK, REPOSITORY, 5, "0" * 40)
FIX = Job(Kind.FIX, REPOSITORY, 5, "0" * 40, 70, "curator")
LEASE = 30.0


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "queue.sqlite")


@pytest.fixture
def queue(path: str) -> Iterator[Deliveries]:
    made = Deliveries(path)
    yield made
    made.close()


class TestDeliveries:
    def test_are_taken_in_once(self, queue: Deliveries) -> None:
        assert queue.add("a", CHECK, 0)
        assert not queue.add("a", CHECK, 1)
        assert not queue.add("a", FIX, 2)
        assert queue.count() == (1, 0)

    def test_are_known_after_a_restart(self, path: str) -> None:
        first = Deliveries(path)
        first.add("a", CHECK, 0)
        first.add("b", None, 0)
        first.close()

        second = Deliveries(path)

        assert [second.add(name, CHECK, 1) for name in "abc"] == [False, False, True]
        second.close()

    def test_are_forgotten_after_some_time(self, queue: Deliveries) -> None:
        queue.add("a", None, 0)
        queue.add("b", None, KEPT + 1)

        assert queue.add("a", None, KEPT + 2)

    def test_are_not_too_many(self, queue: Deliveries, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(deliveries, "MOST_KEPT", 3)
        for at in range(6):
            queue.add(str(at), None, at)

        assert [queue.add(name, None, 9) for name in ("5", "4", "0")] == [False, False, True]


class TestJobs:
    @pytest.mark.parametrize("job", [CHECK, FIX])
    def test_come_back_as_they_were(self, queue: Deliveries, job: Job) -> None:
        queue.add("a", job, 0)

        assert queue.take(0, LEASE) == Leased("a", 1, job)

    def test_are_done_in_order(self, queue: Deliveries) -> None:
        queue.add("b", FIX, 1)
        queue.add("a", FIX, 2)

        assert [leased and leased.delivery for leased in (queue.take(3, LEASE) for _ in range(3))] == ["b", "a", None]

    def test_that_are_newer_take_the_place_of_older_checks(self, queue: Deliveries) -> None:
        other = CHECK._replace(pull=6)
        queue.add("a", CHECK, 0)
        queue.add("b", other, 0)
        queue.add("c", FIX, 0)
        queue.add("d", CHECK._replace(pull=0), 0)
        queue.add("e", CHECK._replace(sha="1" * 40), 1)

        assert [leased.delivery for leased in iter(lambda: queue.take(2, LEASE), None)] == ["b", "c", "d", "e"]

    def test_that_are_worked_on_stay(self, queue: Deliveries) -> None:
        queue.add("a", CHECK, 0)
        first = queue.take(0, LEASE)
        queue.add("b", CHECK, 1)

        assert first is not None
        assert queue.renew(first, 60)
        assert queue.count() == (2, 0)

    def test_are_leased_for_some_time(self, queue: Deliveries) -> None:
        queue.add("a", FIX, 0)
        first = queue.take(0, LEASE)

        assert queue.take(29, LEASE) is None
        assert queue.take(30, LEASE) == Leased("a", 2, FIX)
        assert first is not None
        assert not queue.renew(first, 100)
        queue.finish(first)
        queue.fail(first, "x")
        assert queue.count() == (1, 0)

    def test_may_be_kept_for_longer(self, queue: Deliveries) -> None:
        queue.add("a", FIX, 0)
        leased = queue.take(0, LEASE)

        assert leased is not None
        assert queue.renew(leased, 50)
        assert queue.take(49, LEASE) is None
        queue.finish(leased)
        assert queue.count() == (0, 0)
        assert queue.next_due(50) is None

    def test_are_postponed(self, queue: Deliveries) -> None:
        queue.add("a", FIX, 0)
        leased = queue.take(0, LEASE)
        assert leased is not None
        assert queue.next_due(0) == LEASE

        queue.postpone(leased, 20)

        assert queue.next_due(5) == 15
        assert queue.next_due(25) == 0
        assert queue.take(19, LEASE) is None
        assert queue.take(20, LEASE) == Leased("a", 2, FIX)

    def test_are_not_postponed_where_a_newer_one_waits(self, queue: Deliveries) -> None:
        queue.add("a", CHECK, 0)
        queue.add("b", FIX, 0)
        first, second = queue.take(0, LEASE), queue.take(0, LEASE)
        queue.add("c", CHECK, 1)
        assert first is not None
        assert second is not None

        queue.postpone(first, 20)
        queue.postpone(second, 20)

        assert [leased.delivery for leased in iter(lambda: queue.take(99, LEASE), None)] == ["c", "b"]

    def test_are_given_back_as_if_not_begun(self, queue: Deliveries) -> None:
        queue.add("a", FIX, 0)
        leased = queue.take(0, LEASE)
        assert leased is not None

        queue.release(leased)

        assert queue.take(0, LEASE) == leased

    def test_that_end_the_process_are_not_begun_for_ever(self, queue: Deliveries) -> None:
        queue.add("a", FIX, 0)
        attempts = [queue.take(at * LEASE, LEASE) for at in range(MOST_ATTEMPTS + 2)]

        assert [leased and leased.attempt for leased in attempts] == [1, 2, 3, 4, 5, None, None]
        assert queue.failures() == [("a", "whoever was at it ended, each time")]
        assert queue.count() == (0, 1)

    def test_that_have_failed_are_kept_for_some_time(self, queue: Deliveries) -> None:
        queue.add("a", FIX, 0)
        leased = queue.take(0, LEASE)
        assert leased is not None
        queue.fail(leased, "no")
        assert queue.failures() == [("a", "no")]
        assert queue.take(1000, LEASE) is None

        queue.add("b", None, KEPT + 1)

        assert queue.failures() == []

    def test_are_not_too_many(self, queue: Deliveries, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(deliveries, "MOST_WAITING", 2)
        queue.add("a", FIX, 0)
        queue.add("b", FIX, 0)
        with pytest.raises(FullError):
            queue.add("c", FIX, 0)
        leased = queue.take(0, LEASE)
        assert leased is not None
        queue.finish(leased)

        assert queue.add("c", FIX, 0), "a delivery that was refused is not known"


class TestFile:
    def test_is_read_by_its_owner_alone(self, queue: Deliveries, path: str) -> None:
        queue.add("a", CHECK, 0)

        for name in (path, f"{path}-wal", f"{path}-shm"):
            assert stat.S_IMODE(os.stat(name).st_mode) == 0o600

    def test_holds_no_secret(self, queue: Deliveries, path: str) -> None:
        queue.add("a", FIX, 0)
        (body,) = sqlite3.connect(path).execute("SELECT body FROM jobs").fetchone()

        assert body == '["fix", [99, 11, "lab", "genes"], 5, "' + "0" * 40 + '", 70, "curator"]'

    @pytest.mark.parametrize("trouble", ["folder", "text", "link"])
    def test_that_is_no_queue(self, tmp_path: Path, trouble: str) -> None:
        path = tmp_path / "x"
        if trouble == "folder":
            path = tmp_path / "none" / "x"
        elif trouble == "link":
            path.symlink_to(tmp_path / "elsewhere")
        else:
            path.write_text("This is no database, and is longer than the head of one. " * 20)

        with pytest.raises(UsageError, match=r"^the queue .* cannot be opened: "):
            Deliveries(str(path))

    def test_that_fails_takes_nothing_in(self, queue: Deliveries, path: str) -> None:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TRIGGER full BEFORE INSERT ON jobs BEGIN SELECT RAISE(ROLLBACK, 'full'); END")
        with pytest.raises(sqlite3.Error):
            queue.add("a", CHECK, 0)
        with sqlite3.connect(path) as other:
            other.execute("DROP TRIGGER full")

        assert queue.add("a", CHECK, 0)


Perform = Callable[[Leased], Awaitable[str]]


def middle(least: float, most: float) -> float:
    return (least + most) / 2


class Works:
    """A queue, and what works on it; time passes as the workers wait."""

    def __init__(self, queue: Deliveries, monkeypatch: pytest.MonkeyPatch) -> None:
        self.queue = queue
        self.monkeypatch = monkeypatch
        self.logged: list[tuple[str, dict[str, Any]]] = []
        self.forgotten: list[Repository] = []
        self.now = 0.0

    def forget(self, of: Repository) -> None:
        self.forgotten.append(of)

    def log(self, event: str, fields: dict[str, Any], level: int = 0) -> None:
        del level
        self.logged.append((event, fields))

    def ends(self) -> int:
        """How many jobs were done or given up."""
        return sum(event in ("job done", "job given up") for event, _ in self.logged)

    def run(
        self,
        perform: Perform,
        *,
        until: Callable[[], bool] | None = None,
        number: int = 1,
        pace: Pace = Pace(),  # noqa: B008 - it is frozen
    ) -> None:
        """Work until so many jobs have ended, or until something else is so."""
        is_over = until or (lambda: self.ends() == number)

        async def begin(leased: Leased, _: object) -> str:
            return await perform(leased)

        self.monkeypatch.setattr(work, "perform", begin)
        self.monkeypatch.setattr(work, "log", self.log)
        self.monkeypatch.setattr(work, "uniform", middle)

        class Tools:
            app = self

        async def go() -> None:
            bell = Bell()
            wait = bell.wait

            async def waited(seconds: float) -> None:
                self.now += seconds
                await wait(0)
                await asyncio.sleep(0)

            bell.wait = waited  # type: ignore[method-assign]
            clock = Clock(now=lambda: self.now)
            task = asyncio.create_task(work.work(Plant(self.queue, Tools, bell, clock, pace)))  # type: ignore[arg-type]
            async with asyncio.timeout(30):
                while not is_over():
                    await asyncio.sleep(0.001)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(go())


@pytest.fixture
def works(queue: Deliveries, monkeypatch: pytest.MonkeyPatch) -> Works:
    return Works(queue, monkeypatch)


class TestWork:
    def test_is_done_once(self, works: Works) -> None:
        done: list[Leased] = []

        async def perform(leased: Leased) -> str:
            done.append(leased)
            return "well"

        for name in "abc":
            works.queue.add(name, FIX, 0)
        works.run(perform, number=3)

        assert [leased.delivery for leased in done] == ["a", "b", "c"]
        assert works.logged == [("job done", {"delivery": name, "attempt": 1, "result": "well"}) for name in "abc"]

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (GitHubError("GitHub: 503 no\x1b", 503), "GitHub: 503 no\\x1b"),
            (Busy(), "Busy"),
            (ValueError("text of a record"), "ValueError"),
        ],
    )
    def test_is_repeated_after_ever_longer_pauses(self, works: Works, error: Exception, said: str) -> None:
        begun: list[float] = []

        async def perform(leased: Leased) -> str:
            begun.append(works.now)
            if leased.attempt < 4:
                raise error
            return "well"

        works.queue.add("a", FIX, 0)
        works.run(perform)

        assert [after - before for before, after in pairwise(begun)] == [15, 60, 240]
        assert [fields.get("error") for _, fields in works.logged] == [said, said, said, None]
        assert "text of a record" not in str(works.logged)

    def test_is_given_up_after_some_attempts(self, works: Works) -> None:
        async def perform(_: Leased) -> str:
            raise GitHubError("GitHub: 502", 502)

        works.queue.add("a", FIX, 0)
        works.run(perform)

        assert works.queue.failures() == [("a", "GitHub: 502")]
        assert [event for event, _ in works.logged] == ["job postponed"] * 4 + ["job given up"]
        assert works.forgotten == [REPOSITORY] * 5, "a token may be what is refused"

    @pytest.mark.parametrize(
        ("status", "refused"), [(404, False), (403, True), (422, False), (410, False), (301, False)]
    )
    def test_is_given_up_at_once_where_that_mends_nothing(self, works: Works, status: int, *, refused: bool) -> None:
        async def perform(_: Leased) -> str:
            raise GitHubError("GitHub: no", status, is_refusal=refused)

        works.queue.add("a", FIX, 0)
        works.run(perform)

        assert works.queue.failures() == [("a", "GitHub: no")]
        assert [event for event, _ in works.logged] == ["job given up"]

    def test_keeps_its_lease(self, works: Works) -> None:
        async def perform(_: Leased) -> str:
            while works.now < 100:
                works.now += 1
                await asyncio.sleep(0.002)
            return "well"

        works.queue.add("a", FIX, 0)
        works.run(perform, pace=Pace(lease=0.01))

        assert works.logged == [("job done", {"delivery": "a", "attempt": 1, "result": "well"})]

    def test_ends_where_the_job_is_no_longer_ours(self, works: Works, path: str) -> None:
        ended: list[str] = []

        async def perform(leased: Leased) -> str:
            if leased.attempt == 1:
                with sqlite3.connect(path) as other:
                    other.execute("UPDATE jobs SET attempts = 2")
                try:
                    await asyncio.sleep(60)
                finally:
                    ended.append("in the middle")
            return "well"

        works.queue.add("a", FIX, 0)
        works.run(perform, pace=Pace(lease=0.01))

        assert ended == ["in the middle"]
        assert works.logged[0] == ("job superseded", {"delivery": "a", "attempt": 1})

    def test_does_not_take_for_ever(self, works: Works) -> None:
        async def perform(leased: Leased) -> str:
            if leased.attempt == 1:
                works.now += 7
                await asyncio.sleep(60)
            return "well"

        works.queue.add("a", FIX, 0)
        works.run(perform, pace=Pace(lease=0.01, longest=5))

        assert works.logged[0] == (
            "job postponed",
            {"delivery": "a", "attempt": 1, "seconds": 15, "error": "it takes too long"},
        )

    @pytest.mark.parametrize("broken", ["next_due", "finish", "renew"])
    def test_goes_on_where_the_queue_fails_for_a_while(
        self, works: Works, monkeypatch: pytest.MonkeyPatch, broken: str
    ) -> None:
        """As where the disk is full, or somebody else has locked the file for long."""
        working = getattr(works.queue, broken)
        faults = [sqlite3.OperationalError("text"), sqlite3.OperationalError("text")]

        def faulty(*arguments: Any) -> Any:
            if faults:
                raise faults.pop()
            return working(*arguments)

        async def perform(leased: Leased) -> str:
            await asyncio.sleep(0 if leased.attempt > 2 else 0.05)
            return "well"

        monkeypatch.setattr(works.queue, broken, faulty)
        works.queue.add("a", FIX, 0)
        works.run(perform, until=lambda: not faults and works.queue.count() == (0, 0), pace=Pace(lease=0.06))

        failures = [fields for event, fields in works.logged if event == "queue failed"]
        assert [fields["error"] for fields in failures] == ["OperationalError"] * 2

    def test_ends_where_the_queue_fails_meanwhile(self, works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
        begun: list[Leased] = []

        def release(leased: Leased) -> None:
            raise sqlite3.OperationalError(leased)

        async def perform(leased: Leased) -> str:
            begun.append(leased)
            await asyncio.sleep(60)
            return "never"

        monkeypatch.setattr(works.queue, "release", release)
        works.queue.add("a", FIX, 0)
        works.run(perform, until=lambda: bool(begun))

        assert works.queue.count() == (1, 0)

    def test_is_given_back_where_the_service_stops(self, works: Works) -> None:
        begun: list[Leased] = []

        async def perform(leased: Leased) -> str:
            begun.append(leased)
            await asyncio.sleep(60)
            return "never"

        works.queue.add("a", FIX, 0)
        works.run(perform, until=lambda: bool(begun))

        assert works.queue.take(0, LEASE) == Leased("a", 1, FIX)


def test_work_goes_on_where_the_queue_fails(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    take, calls = works.queue.take, [0]

    def failing(now: float, lease: float) -> Leased | None:
        calls[0] += 1
        if calls[0] < 3:
            raise sqlite3.OperationalError("database or disk is full")
        return take(now, lease)

    async def perform(_: Leased) -> str:
        return "well"

    monkeypatch.setattr(works.queue, "take", failing)
    works.queue.add("a", FIX, 0)
    works.run(perform)

    assert [event for event, _ in works.logged] == ["queue failed", "queue failed", "job done"]
    assert works.logged[0][1]["error"] == "OperationalError"


@pytest.mark.parametrize("status", [0, 401, 403, 409, 429, 500, 503])
def test_what_may_pass(status: int) -> None:
    assert is_passing(GitHubError("x", status))
    assert not is_passing(GitHubError("x", status, is_refusal=True))


def test_a_bell_wakes_and_is_heard_once() -> None:
    async def listen() -> None:
        bell = Bell()
        bell.ring()
        await bell.wait(60)
        bell.hush()
        await bell.wait(0.001)

    asyncio.run(listen())
