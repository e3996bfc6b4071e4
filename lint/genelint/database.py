"""The SQLite file of the cache: its tables, and writing it while others may."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

_PATIENCE = 5.0  # seconds, for another process that writes
_TABLES = (
    "CREATE TABLE batches (id INTEGER PRIMARY KEY, paths BLOB, stamps BLOB, more BLOB, said BLOB)",
    "CREATE TABLE clashes (writing INTEGER, tasks TEXT, found BLOB)",
)


def connect(path: str) -> sqlite3.Connection:
    """Open a database, and make it where there is none. Raises sqlite3.Error, also where it has anything else in it."""
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if _tables(database) != _TABLES:
            with writing(database):
                there = _tables(database)
                for statement in () if there else _TABLES:
                    database.execute(statement)
                if there not in ((), _TABLES):  # else another process was first
                    raise sqlite3.DatabaseError("it has other tables")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _tables(database: sqlite3.Connection) -> tuple[str, ...]:
    """What is there: also other tables, views and triggers."""
    return tuple(sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))


def count_writings(database: sqlite3.Connection) -> int:
    """How often was written, which tells states of the database apart."""
    [number] = database.execute("PRAGMA user_version").fetchone()
    return int(number)


@contextmanager
def writing(database: sqlite3.Connection) -> Generator[None, None, None]:
    """A transaction, during which no other process writes."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if database.in_transaction:  # SQLite itself ends it where the disk is full
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
