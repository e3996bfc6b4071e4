"""The queue of what is to be done, in an SQLite file: what was taken in is done, whenever the process ends.

A job is leased to whoever does it, for some seconds at a time. Where that one is gone, the lease ends and the job is
done again. All times are in seconds since 1970.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import cast

from genelint.errors import UsageError
from genelint.service.webhook.events import Job, Kind, Repository
from genelint.values import NamedTuple
from genelint.wording import visible

MOST_ATTEMPTS = 5
"""So often a job is begun."""

KEPT = 7 * 86_400.0
"""So long the ids of deliveries are known, and failed jobs kept. GitHub delivers again for three days."""

MOST_KEPT = 100_000
"""So many ids are known at most, and so many failed jobs kept."""

MOST_WAITING = 10_000
"""So many jobs may wait."""

_TABLES = """
CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deliveries_at ON deliveries (at);
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL, due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, lease REAL NOT NULL DEFAULT 0, failure TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jobs_due ON jobs (due);
"""


_Write = Callable[..., int]
"""Writes, and gives the number of rows."""


class Leased(NamedTuple):
    """A job, the delivery that asked for it, and which attempt at it this is, from 1."""

    delivery: str
    attempt: int
    job: Job


class FullError(Exception):
    """More jobs wait than may."""


class Deliveries:
    """The deliveries that were taken in, and the jobs that they asked for. It may be used by any thread."""

    def __init__(self, path: str) -> None:
        """Open or make the file, which none but its owner may read. Raises UsageError."""
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
            self._database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")  # what was answered is not lost with the power
            self._database.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(f"the queue {visible(path)} cannot be opened: {visible(str(reason))}") from error
        self._lock = Lock()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def add(self, delivery: str, job: Job | None, now: float) -> bool:
        """Take in a delivery, and the job that it asks for; False where it was taken in before.

        Of checks of one pull request that wait, the last one is done. Raises FullError and sqlite3.Error, having
        taken in nothing.
        """
        with self._writing() as write:
            if write("INSERT OR IGNORE INTO deliveries VALUES (?, ?)", delivery, now) == 0:
                return False
            if job is not None:
                subject = _subject(job)
                if subject:
                    write("DELETE FROM jobs WHERE subject = ? AND failure IS NULL AND lease <= ?", subject, now)
                (waiting,) = self._database.execute("SELECT count(*) FROM jobs WHERE failure IS NULL").fetchone()
                if waiting >= MOST_WAITING:
                    raise FullError
                values = delivery, subject, _packed(job), now, now
                write("INSERT INTO jobs (id, subject, body, at, due) VALUES (?, ?, ?, ?, ?)", *values)
            _forget(write, now)
        return True

    def take(self, now: float, lease: float) -> Leased | None:
        """The next job that is due, leased for so many seconds; None where there is none."""
        with self._writing() as write:
            write(
                "UPDATE jobs SET failure = 'whoever was at it ended, each time' "
                "WHERE failure IS NULL AND lease <= ? AND attempts >= ?",
                *(now, MOST_ATTEMPTS),
            )
            row = self._database.execute(
                "SELECT id, attempts + 1, body FROM jobs WHERE failure IS NULL AND due <= ? AND lease <= ? "
                "ORDER BY due, at LIMIT 1",
                (now, now),
            ).fetchone()
            if row is None:
                return None
            delivery, attempt, body = row
            write("UPDATE jobs SET attempts = ?, lease = ? WHERE id = ?", attempt, now + lease, delivery)
        return Leased(delivery, attempt, _unpacked(body))

    def renew(self, leased: Leased, until: float) -> bool:
        """Keep a job for longer; False where it is no longer ours."""
        return self._change(leased, "lease = ?", until)

    def finish(self, leased: Leased) -> None:
        """Forget a job that is done."""
        with self._writing() as write:
            write("DELETE FROM jobs WHERE id = ? AND attempts = ?", leased.delivery, leased.attempt)

    def postpone(self, leased: Leased, due: float) -> None:
        """Do a job again, when it is due; unless a newer check of the same pull request waits."""
        with self._writing() as write:
            ours = leased.delivery, leased.attempt
            write("UPDATE jobs SET lease = 0, due = ? WHERE id = ? AND attempts = ? AND failure IS NULL", due, *ours)
            write(
                "DELETE FROM jobs WHERE id = ? AND attempts = ? AND subject <> '' AND EXISTS (SELECT 1 FROM jobs AS "
                "other WHERE other.subject = jobs.subject AND other.at > jobs.at AND other.failure IS NULL)",
                *ours,
            )

    def release(self, leased: Leased) -> None:
        """Give a job back, as if it had not been begun."""
        self._change(leased, "attempts = attempts - 1, lease = ?", 0)

    def fail(self, leased: Leased, reason: str) -> None:
        """Keep a job as one that cannot be done."""
        self._change(leased, "lease = 0, failure = ?", reason)

    def next_due(self, now: float) -> float | None:
        """In how many seconds there may be a job to take; None where none waits."""
        with self._lock:
            (due,) = self._database.execute("SELECT min(max(due, lease)) FROM jobs WHERE failure IS NULL").fetchone()
        return None if due is None else max(0.0, due - now)

    def count(self) -> tuple[int, int]:
        """How many jobs wait or are worked on, and how many have failed."""
        with self._lock:
            row = self._database.execute("SELECT count(*) - count(failure), count(failure) FROM jobs").fetchone()
        return cast("tuple[int, int]", row)

    def failures(self) -> list[tuple[str, str]]:
        """The deliveries whose jobs have failed, and why."""
        with self._lock:
            return self._database.execute(
                "SELECT id, failure FROM jobs WHERE failure IS NOT NULL ORDER BY at, id"
            ).fetchall()

    def _change(self, leased: Leased, what: str, value: object) -> bool:
        """Change a job that nobody else has taken since; False for another."""
        with self._writing() as write:
            changed = write(
                f"UPDATE jobs SET {what} WHERE id = ? AND attempts = ? AND failure IS NULL",  # noqa: S608 - our words
                *(value, leased.delivery, leased.attempt),
            )
        return changed > 0

    def _write(self, statement: str, *values: object) -> int:
        return self._database.execute(statement, values).rowcount

    @contextmanager
    def _writing(self) -> Generator[_Write, None, None]:
        """A transaction, and what writes in it; that gives the number of rows."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._write
            except BaseException:
                with suppress(sqlite3.Error):  # such as a full disk ends the transaction by itself
                    self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")


def _forget(write: _Write, now: float) -> None:
    """Forget what is old, and what is too much."""
    write("DELETE FROM deliveries WHERE at < ?", now - KEPT)
    write("DELETE FROM jobs WHERE failure IS NOT NULL AND at < ?", now - KEPT)
    write(
        "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries ORDER BY at DESC LIMIT -1 OFFSET ?)", MOST_KEPT
    )


def _subject(job: Job) -> str:
    """What a check is about, so that a newer one takes its place; empty for what is always done."""
    return f"{job.repository.number}/{job.pull}" if job.kind is Kind.CHECK and job.pull else ""


def _packed(job: Job) -> str:
    return json.dumps([job.kind.value, job.repository, *job[2:]])


def _unpacked(text: str) -> Job:
    kind, repository, *rest = json.loads(text)
    return Job(Kind(kind), Repository(*repository), *rest)
