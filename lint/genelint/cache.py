"""What files gave in earlier runs: a SQLite file in `.genelint_cache/`, beside the configuration.

What a file gives depends on its text, on that of the file of associations beside it, and on what it is checked with.
The last is in the name of the SQLite file, as a digest; a text goes by its time of change and its size, or, where times
say nothing, by its content. Whatever befalls the cache, a run goes on without it. Nothing but JSON is read from it, so
that a cache from elsewhere can run no code.
"""

from __future__ import annotations

import os
import os.path
import sqlite3
import sys
from collections.abc import Container, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256

from genelint import __version__
from genelint.engine import INTERNAL_ERROR, Examined, Said
from genelint.model import Diagnostic
from genelint.packing import Pair, pack, pack_facts, unpack, unpack_facts
from genelint.setup import Setup
from genelint.stamps import Stamp, content_stamp, is_settled, stamper
from genelint.survey import Known, Surveyed, Task
from genelint.values import NamedTuple

FOLDER = ".genelint_cache"

MOST_FILES = 8
"""So many SQLite files are kept, those used last: each is for other rules, or for another working folder."""

MOST_PAIRS = 4096
"""So many pairs that several records say are written once, and go by a number."""

MOST_WAITING = 1000
"""So many files wait in memory before they are written."""

_TAG = "CACHEDIR.TAG"
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# genelint made this folder, and does without it.\n"
_PATIENCE = 5.0  # seconds, for another process that writes
_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FORM = 1
_TABLES = (
    "CREATE TABLE files"
    " (path TEXT PRIMARY KEY, mtime INTEGER, size INTEGER, more TEXT, symbol TEXT, found TEXT) WITHOUT ROWID",
    "CREATE TABLE facts (path TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID",
    "CREATE TABLE pairs (id INTEGER PRIMARY KEY, key TEXT, value TEXT, UNIQUE (key, value))",
    "CREATE TABLE clashes (writing INTEGER, tasks TEXT, found TEXT)",
    "CREATE TABLE writings (number INTEGER)",
    "INSERT INTO writings VALUES (0)",
    f"PRAGMA user_version = {_FORM}",
)

Row = tuple[str, int, int, str, str, str | None]
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
        self._stamp_of = content_stamp if by_content else stamper()
        self._stamps: dict[str, Stamp] = {}
        self._numbers: dict[Pair, int] = {}
        self._once: set[Pair] = set()
        self._waiting: list[_Entry] = []
        self._seen = self._writing = -1
        self._is_whole = True
        self._database: sqlite3.Connection | None = None
        self._path = os.path.join(folder, f"{digest_of(setup, by_content=by_content)}.db")
        try:
            _make_folder(folder, self._path)
            self._database = _connect(self._path)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def sort(self, tasks: Iterable[Task]) -> tuple[list[Known], list[Task]]:
        """What is known of files, and those of which nothing is, or which have changed."""
        self._write()
        self._stamps = {}
        self._is_whole = True
        known: list[Known] = []
        stale: list[Task] = []
        rows, stamp_of = self._read_rows(), self._stamp_of
        for task in tasks:
            path, full = task
            stamp = stamp_of(path)
            row = rows.get(path)
            if row is not None and row[1:4] == stamp:
                diagnostics = _diagnostics(row[5], full=full)
                if diagnostics is not None:
                    known.append((path, full, diagnostics, row[4]))
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
        if not has_failed and is_settled(stamp) and self._stamp_of(path) == stamp:
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
                [now] = self._database.execute("SELECT number FROM writings").fetchone()
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
            [self._seen] = self._database.execute("SELECT number FROM writings").fetchone()
            rows = self._database.execute("SELECT path, mtime, size, more, symbol, found FROM files")
            by_path: dict[str, Row] = {row[0]: row for row in rows}
            self._database.execute("COMMIT")
        except (sqlite3.Error, TypeError) as error:
            self._give_up(error)
            return {}
        self._writing = self._seen
        return by_path

    def _read_pairs(self, database: sqlite3.Connection) -> dict[Pair, int]:
        rows = database.execute("SELECT key, value, id FROM pairs")
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
                [before] = database.execute("SELECT number FROM writings").fetchone()
                database.execute("UPDATE writings SET number = number + 1")
            self._writing = before + 1 if before == self._writing else -1
        except sqlite3.Error as error:
            self._give_up(error)

    def _shared(self, entries: Iterable[_Entry]) -> list[Pair]:
        """The pairs without a number that were seen before, as long as there are few."""
        shared: dict[Pair, None] = {}
        for entry in entries:
            for _, pairs in entry.examined.facts:
                for pair in pairs:
                    if pair in self._once:
                        if pair not in self._numbers:
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
        if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
            with suppress(OSError):
                _remove(self._path)  # the next run makes a new one


def _diagnostics(found: str | None, *, full: bool) -> list[Diagnostic] | None:
    """What a row says was found, None where that is not known; nothing where it is not asked in full."""
    if not found or not full:
        return None if found is None and full else []
    try:
        return unpack(found)
    except ValueError:
        return None


def digest_of(setup: Setup, *, by_content: bool = False) -> str:
    """A digest of all that findings depend on beside the files: versions, rules, what is configured for them, and the
    working folder, since rules see paths that are relative to it."""
    config = setup.config
    rules = [(selected.rule.meta.code, selected.severity, selected.plugin) for selected in setup.rules]
    parts = (
        (__version__, sys.version, by_content, os.path.relpath(config.root), rules),
        (config.per_file_ignores, config.categories, config.datasets),
        [_files(name, config.root) for name in ("genelint", "genelint_schemas", *config.plugins)],
    )
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def clean(folder: str) -> bool:
    """Delete the cache in a folder; False where there is none. Raises OSError."""
    if not os.path.isfile(os.path.join(folder, _TAG)):
        return False
    for name in os.listdir(folder):
        if name in (_TAG, ".gitignore") or ".db" in name:
            os.unlink(os.path.join(folder, name))
    with suppress(OSError):  # what else is in it is not ours
        os.rmdir(folder)
    return True


def _files(plugin: str, root: str) -> list[tuple[str, int, int]]:
    """The files of a plugin, with times and sizes: a `.py` file, or the package or module of a name."""
    if plugin.endswith(".py"):
        places = [os.path.join(root, plugin)]
    else:
        module = sys.modules[plugin]
        places = list(getattr(module, "__path__", None) or [module.__file__ or ""])
    found: list[tuple[str, int, int]] = []
    for place in places:
        paths = [place]
        for folder, folders, names in os.walk(place):
            folders[:] = [name for name in folders if name != "__pycache__"]
            paths += [os.path.join(folder, name) for name in names]
        for path in paths:
            with suppress(OSError):
                state = os.stat(path)
                found.append((path, state.st_mtime_ns, state.st_size))
    return sorted(found)


def _make_folder(folder: str, path: str) -> None:
    """Make the folder, where it is not there, and make room for a file in it, where that is not there."""
    for name, text in ((".gitignore", "*\n"), (_TAG, _TAG_TEXT)):
        place = os.path.join(folder, name)
        if not os.path.exists(place):
            os.makedirs(folder, exist_ok=True)
            with open(place, "x", encoding="utf-8") as file:
                file.write(text)
    if os.path.exists(path):
        os.utime(path)
        return
    there = [entry for entry in os.scandir(folder) if entry.name.endswith(".db")]
    there.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in there[MOST_FILES - 1 :]:
        _remove(entry.path)


def _connect(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    if not _has_tables(database):
        with _writing(database):
            if not _has_tables(database):  # else another process was first
                for statement in _TABLES:
                    database.execute(statement)
    return database


def _has_tables(database: sqlite3.Connection) -> bool:
    [form] = database.execute("PRAGMA user_version").fetchone()
    return bool(form == _FORM)


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
