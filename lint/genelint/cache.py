"""What files gave in earlier runs: a SQLite file in `.genelint_cache/`, beside the configuration.

What a file gives depends on its text, on that of the file of associations beside it, and on what it is checked with.
The last is in the name of the SQLite file, as a digest; a text goes by its time of change and its size, or, where times
say nothing, by its content. Whatever befalls the cache, a run goes on without it. Nothing but JSON is read from it, so
that a cache from elsewhere can run no code.
"""

from __future__ import annotations

import os
import os.path
import re
import sqlite3
from collections.abc import Container, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any

from genelint.conditions import digest_of
from genelint.engine import INTERNAL_ERROR, Examined, Said
from genelint.model import Diagnostic
from genelint.packing import Pair, pack, pack_facts, unpack, unpack_facts
from genelint.setup import Setup
from genelint.stamps import Stamp, content_stamp, is_settled, stamper, time_stamp
from genelint.survey import Known, Surveyed, Task
from genelint.values import NamedTuple

FOLDER = ".genelint_cache"

MOST_FILES = 8
"""So many SQLite files are kept, those used last: each is for other rules, or for another working folder."""

MOST_PAIRS = 4096
"""So many pairs that several records say are written once, and go by a number."""

MOST_WAITING = 1000
"""So many files wait in memory before they are written."""

_MOST_WRITINGS = 2**31
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# genelint made this folder, and does without it.\n"
_PATIENCE = 5.0  # seconds, for another process that writes
_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_TABLES = (
    "CREATE TABLE files"
    " (path TEXT PRIMARY KEY, mtime INTEGER, size INTEGER, more TEXT, symbol TEXT, found TEXT) WITHOUT ROWID",
    "CREATE TABLE facts (path TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID",
    "CREATE TABLE pairs (id INTEGER PRIMARY KEY, key TEXT, value TEXT, UNIQUE (key, value))",
    "CREATE TABLE clashes (writing INTEGER, tasks TEXT, found TEXT)",
    "CREATE TABLE writings (number INTEGER)",
)
_OURS = re.compile(r"[0-9a-f]{32}\.db(-wal|-shm|-journal)?")

Row = tuple[str, int, int, str, str, Any]
"""What is known of a file: its path, its stamp, the gene's symbol, and its diagnostics as text, None where it was not
looked at in full."""


class _Entry(NamedTuple):
    path: str
    full: bool
    stamp: Stamp
    examined: Examined


class Cache:
    """What files gave in earlier runs. No method raises: in `trouble`, which says what is wrong, nothing is known."""

    def __init__(self, folder: str, setup: Setup, *, by_content: bool = False) -> None:
        """Open the cache in a folder, for files that are checked with the setup; no more than `sort` is read yet."""
        self.trouble = ""
        self._by_content = by_content
        self._stamps: dict[str, Stamp] = {}
        self._numbers: dict[Pair, int] = {}
        self._once: set[Pair] = set()
        self._waiting: list[_Entry] = []
        self._seen = self._writing = -1
        self._is_whole = True
        self._database: sqlite3.Connection | None = None
        digest = digest_of(setup, by_content=by_content)
        self._path = os.path.join(folder, f"{digest}.db")
        if not digest:
            return
        try:
            _make_folder(folder, self._path)
            self._database = connect(self._path)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def sort(self, tasks: Iterable[Task]) -> tuple[list[Known], list[Task]]:
        """What is known of files, and those of which nothing is, or which have changed."""
        self._write()
        self._stamps = {}
        self._is_whole = True
        known: list[Known] = []
        stale: list[Task] = []
        rows, stamp_of = self._read_rows(), content_stamp if self._by_content else stamper()
        for task in tasks:
            path, full = task
            stamp = stamp_of(path)
            row = rows.get(path)
            if row is not None and row[1:4] == stamp:
                symbol, found = row[4:]
                if found == "" or not full:
                    known.append((path, full, [], symbol))
                    continue
                with suppress(ValueError):
                    known.append((path, full, unpack(found), symbol))
                    continue
            if stamp is not None:
                self._stamps[path] = stamp
            else:
                self._is_whole = False
            stale.append(task)
        return known, stale

    def store(self, surveyed: Surveyed) -> None:
        """Keep what a stale file gave, unless it may give something else another time."""
        path, full, examined, _ = surveyed
        stamp = self._stamps.get(path)
        if stamp is None or examined is None or self._database is None or not _is_text(path + examined.symbol):
            return
        has_failed = any(found.code == INTERNAL_ERROR for found in examined.diagnostics)
        stamp_of = content_stamp if self._by_content else time_stamp
        if not has_failed and is_settled(stamp) and stamp_of(path) == stamp:
            del self._stamps[path]
            self._waiting.append(_Entry(path, full, stamp, examined))
            if len(self._waiting) >= MOST_WAITING:
                self._write()

    def facts(self, paths: Container[str]) -> Iterator[tuple[str, list[Said]]]:
        """What the records of paths say, as far as it is known."""
        self._write()
        if self._database is None:
            return
        try:
            pairs = {number: pair for pair, number in self._read_pairs(self._database).items()}
            for path, said in self._database.execute("SELECT path, said FROM facts"):
                if path in paths:
                    with suppress(ValueError):
                        yield path, unpack_facts(said, pairs)
        except sqlite3.Error as error:
            self._give_up(error)

    def clashes(self, tasks: Iterable[Task]) -> list[Diagnostic] | None:
        """What the rules across records said of these files, None where that is not known, or one has changed."""
        if self._database is None:
            return None
        try:
            query = "SELECT found FROM clashes WHERE writing = ? AND tasks = ?"
            row = self._database.execute(query, (self._seen, _digest_of_tasks(tasks))).fetchone()
            return None if row is None else unpack(row[0])
        except ValueError:
            return None
        except sqlite3.Error as error:
            self._give_up(error)
            return None

    def store_clashes(self, tasks: Iterable[Task], found: list[Diagnostic]) -> None:
        """Keep what the rules across records said of files, if all of these are known from now on."""
        self._write()
        has_failed = any(one.code == INTERNAL_ERROR for one in found)
        if self._database is None or has_failed or self._stamps or not self._is_whole:
            return
        try:
            with _writing(self._database):
                now = _count_writings(self._database)
                if now == self._writing:
                    self._database.execute("DELETE FROM clashes")
                    row = (now, _digest_of_tasks(tasks), pack(found))
                    self._database.execute("INSERT INTO clashes VALUES (?, ?, ?)", row)
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Write what waits."""
        self._write()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _read_rows(self) -> dict[str, Row]:
        """All rows, by path, of one state of the database."""
        if self._database is None:
            return {}
        try:
            self._database.execute("BEGIN")
            self._seen = _count_writings(self._database)
            query = "SELECT path, mtime, size, more, symbol, found FROM files WHERE typeof(symbol) = 'text'"
            rows = self._database.execute(query)
            by_path: dict[str, Row] = {row[0]: row for row in rows}
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)
            return {}
        self._writing = self._seen
        return by_path

    def _read_pairs(self, database: sqlite3.Connection) -> dict[Pair, int]:
        query = "SELECT key, value, id FROM pairs WHERE typeof(key) = 'text' AND typeof(value) = 'text'"
        rows = database.execute(query)
        self._numbers = {(key, value): number for key, value, number in rows}
        return self._numbers

    def _write(self) -> None:
        """Write what waits, in one transaction."""
        waiting, self._waiting = self._waiting, []
        if not waiting or self._database is None:
            return
        database = self._database
        try:
            with _writing(database):
                self._read_pairs(database)
                database.executemany("INSERT OR IGNORE INTO pairs (key, value) VALUES (?, ?)", self._shared(waiting))
                numbers = self._read_pairs(database)
                database.executemany(
                    "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        (path, *stamp, examined.symbol, pack(examined.diagnostics) if full else None)
                        for path, full, stamp, examined in waiting
                    ),
                )
                database.executemany(
                    "INSERT OR REPLACE INTO facts VALUES (?, ?)",
                    ((entry.path, pack_facts(entry.examined.facts, numbers)) for entry in waiting),
                )
                before = _count_writings(database)
                after = (before + 1) % _MOST_WRITINGS
                database.execute(f"PRAGMA user_version = {after}")
            self._writing = after if before == self._writing else -1
        except sqlite3.Error as error:
            self._give_up(error)

    def _shared(self, entries: Iterable[_Entry]) -> list[Pair]:
        """The pairs without a number that were seen before, as long as there are few."""
        shared: dict[Pair, None] = {}
        for entry in entries:
            for _, pairs in entry.examined.facts:
                for pair in pairs:
                    if pair not in self._numbers:
                        if pair in self._once:
                            shared[pair] = None
                        elif len(self._once) < 2 * MOST_PAIRS:
                            self._once.add(pair)
        return [pair for pair in shared if _is_text("".join(pair))][: max(0, MOST_PAIRS - len(self._numbers))]

    def _give_up(self, error: Exception) -> None:
        self.trouble = str(error)
        self._waiting = []
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None
        # The module's own errors have no code: a text that is none, or another form than ours.
        is_damage = isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", None) in (None, *_DAMAGED)
        if is_damage:
            with suppress(OSError):
                _remove(self._path)  # the next run makes a new one


def clean(folder: str) -> bool:
    """Delete the cache in a folder; False where there is none. Raises OSError."""
    if not os.path.isfile(os.path.join(folder, _TAG)):
        return False
    for name in os.listdir(folder):
        if name in (_TAG, ".gitignore") or _OURS.fullmatch(name):
            os.unlink(os.path.join(folder, name))
    with suppress(OSError):  # what else is in it is not ours
        os.rmdir(folder)
    return True


def _make_folder(folder: str, path: str) -> None:
    """Make the folder, where it is not there, and make room for a file in it, where that is not there."""
    for name, text in ((".gitignore", "*\n"), (_TAG, _TAG_TEXT)):
        place = os.path.join(folder, name)
        if not os.path.exists(place):
            os.makedirs(folder, exist_ok=True)
            # Another process may be first: it writes the same.
            with open(place, "w", encoding="utf-8") as file:
                file.write(text)
    if os.path.exists(path):
        os.utime(path)
        return
    there = [entry for entry in os.scandir(folder) if entry.name.endswith(".db")]
    there.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in there[MOST_FILES - 1 :]:
        _remove(entry.path)


def connect(path: str) -> sqlite3.Connection:
    """Open a database, and make it where there is none. Raises sqlite3.Error."""
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if not _has_tables(database):  # where something else is there, none can be made
            with _writing(database):
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


def _count_writings(database: sqlite3.Connection) -> int:
    """How often was written, which tells states of the database apart."""
    [number] = database.execute("PRAGMA user_version").fetchone()
    return int(number)


def _remove(path: str) -> None:
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(path + end)


@contextmanager
def _writing(database: sqlite3.Connection) -> Generator[None, None, None]:
    """A transaction, during which no other process writes."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if database.in_transaction:  # SQLite itself ends it where the disk is full
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _digest_of_tasks(tasks: Iterable[Task]) -> str:
    kinds: tuple[list[str], list[str]] = ([], [])
    for path, full in tasks:
        kinds[full].append(path)
    text = "\0\0".join(map("\0".join, kinds))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_text(text: str) -> bool:
    """Whether a text has no lone surrogates, which SQLite cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
