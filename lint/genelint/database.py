"""The SQLite file of the cache: its tables, and writing it while others may."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

_PATIENCE = 5.0  # seconds, for another process that writes
_TABLES = (
    "CREATE TABLE batches (id INTEGER PRIMARY KEY, notes BLOB, times BLOB, said BLOB)",
    "CREATE TABLE clashes (writing INTEGER, tasks TEXT, found BLOB)",
)


def connect(path: str) -> sqlite3.Connection:
    """Open a database, and make it where there is none. Raises sqlite3.Error."""
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if not _has_tables(database):  # where something else is there, none can be made
            with writing(database):
                if not _has_tables(database):  # else another process was first
                    for statement in _TABLES:
                        database.execute(statement)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _has_tables(database: sqlite3.Connection) -> bool:
    """Whether the tables are there, and nothing else: no other tables, views, triggers."""
    made = tuple(sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return made == _TABLES


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
