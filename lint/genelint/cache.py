"""What files gave in earlier runs: a SQLite file in `.genelint_cache/`, beside the configuration.

What a file gives depends on its text, on that of the file of associations beside it, and on what it is checked with.
The last is in the name of the SQLite file, as a digest; a text goes by its time of change and its size, or, where times
say nothing, by its content. Whatever befalls the cache, a run goes on without it. Nothing but JSON, texts and numbers
is read from it, so that a cache from elsewhere can run no code.
"""

from __future__ import annotations

import os
import os.path
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from errno import ENOENT, ENOTDIR
from hashlib import sha256
from itertools import compress, count
from operator import not_
from time import time_ns

from genelint.conditions import UncertainError, digest_of
from genelint.database import connect, count_writings, writing
from genelint.engine import INTERNAL_ERROR
from genelint.facts import Sheaf
from genelint.model import Diagnostic
from genelint.packing import (
    Note,
    pack,
    pack_notes,
    pack_said,
    unpack,
    unpack_found,
    unpack_more,
    unpack_paths,
    unpack_said,
)
from genelint.setup import Setup
from genelint.snapshot import Snapshot
from genelint.stamps import UNKNOWN, Stamp, content_stamp, is_settled, time_stamp, time_stamps
from genelint.survey import Known, Surveyed, Task

FOLDER = ".genelint_cache"

MOST_FILES = 8
"""So many SQLite files are kept, those used last: each is for other rules, or for another working folder."""

MOST_WAITING = 20
"""So many batches wait in memory before they are written."""

_MOST_WRITINGS = 2**31
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# genelint made this folder, and does without it.\n"
_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OURS = rf"[0-9a-f]{{32}}\.db(-wal|-shm|-journal)?|\.gitignore|{re.escape(_TAG)}"


class Cache:
    """What files gave in earlier runs. No method raises: in `trouble`, which says what is wrong, nothing is known."""

    def __init__(self, folder: str, setup: Setup, *, by_content: bool = False) -> None:
        """Open the cache in a folder, for files that are checked with the setup; what is in it is not read yet."""
        self.trouble = ""
        self._by_content = by_content
        self._snapshot = Snapshot([], b"")
        self._forgotten: list[int] = []
        self._stamps: dict[str, Stamp] = {}
        self._waiting: list[tuple[bytes, ...]] = []
        self._seen = self._writing = -1
        self._is_whole = True
        self._database: sqlite3.Connection | None = None
        self._path = ""
        try:
            self._path = os.path.join(folder, f"{digest_of(setup, by_content=by_content)}.db")
            _make_folder(folder, self._path)
            self._database = connect(self._path)
        except (OSError, UncertainError, sqlite3.Error) as error:
            self._give_up(error)

    def sift(self, asked: Sequence[str], compared: Sequence[str]) -> tuple[Known, list[Task]]:
        """What is known of files that are asked for and of those that they are compared with, and what is to be done
        about all others, and those that have changed."""
        self._write()
        paths = [*asked, *compared]
        now = time_ns()
        stamps = b"".join(map(content_stamp, paths)) if self._by_content else time_stamps(paths)
        self._snapshot = snapshot = self._compared(paths, stamps)
        is_same = snapshot.is_same
        known = Known(set(), set(), [], {})
        for at, symbol, found in snapshot.more:
            if is_same[at] and at < len(asked):
                try:
                    known.diagnostics.extend(unpack_found(found))
                    known.symbols[paths[at]] = symbol
                except ValueError:  # it was not looked at in full
                    is_same[at] = False
        known.given.update(compress(asked, is_same))
        known.compared.update(compress(compared, is_same[len(asked) :]))
        left = list(compress(count(), map(not_, is_same)))
        stale = [Task(paths[at], at < len(asked)) for at in left]
        # What counts is the time before a file is read: of one that changed just now, another change may not show.
        settled = ((paths[at], stamp) for at in left if self._is_settled(stamp := snapshot.stamp(at), now))
        self._stamps = dict(settled)
        self._is_whole = len(self._stamps) == len(stale)
        return known, stale

    def _is_settled(self, stamp: Stamp, now: int) -> bool:
        return stamp != UNKNOWN and (self._by_content or is_settled(stamp, now))

    def store(self, surveyed: Surveyed) -> None:
        """Keep what stale files gave, unless they may give something else another time."""
        if self._database is None:
            return
        tasks, symbols, found, _, said = surveyed
        notes = [self._note(*of_one, found.get(at, [])) for at, of_one in enumerate(zip(tasks, symbols, strict=True))]
        if any(notes):
            self._waiting.append((*pack_notes(notes), pack_said(said)))
            if len(self._waiting) >= MOST_WAITING:
                self._write()

    def _note(self, task: Task, symbol: str | None, found: list[Diagnostic]) -> Note | None:
        """What is to be kept of a file."""
        path, full = task
        stamp = self._stamps.get(path)
        has_failed = any(one.code == INTERNAL_ERROR for one in found)
        if stamp is None or symbol is None or has_failed:
            return None
        if (content_stamp if self._by_content else time_stamp)(path) != stamp:
            return None
        del self._stamps[path]
        return Note(path, stamp, symbol, found if full else None)

    def facts(self, paths: Set[str]) -> Iterator[tuple[list[str], list[Sheaf]]]:
        """What the records of paths that are known say, batch by batch, as far as that is known.

        The place of a record that is not among them has an empty path.
        """
        self._write()
        if self._database is None:
            return
        left = set(paths)
        query = "SELECT paths, stamps, said FROM batches ORDER BY id DESC"
        try:
            for *packed, said in self._database.execute(query):
                with suppress(ValueError):
                    own = self._snapshot.holding(*unpack_paths(*packed), left)
                    if any(own):
                        sheaves = unpack_said(said, len(own), bytes(at for at, name in enumerate(own) if not name))
                        left.difference_update(own)
                        yield own, sheaves
        except sqlite3.Error as error:
            self._give_up(error)

    def clashes(self, asked: Iterable[str], compared: Iterable[str]) -> list[Diagnostic] | None:
        """What the rules across records said of these files, None where that is not known, or one has changed."""
        if self._database is None:
            return None
        try:
            query = "SELECT found FROM clashes WHERE writing = ? AND tasks = ?"
            row = self._database.execute(query, (self._seen, _digest_of(asked, compared))).fetchone()
            return None if row is None else unpack(row[0])
        except ValueError:
            return None
        except sqlite3.Error as error:
            self._give_up(error)
            return None

    def store_clashes(self, asked: Iterable[str], compared: Iterable[str], found: list[Diagnostic]) -> None:
        """Keep what the rules across records said of files, if all of these are known from now on."""
        self._write()
        has_failed = any(one.code == INTERNAL_ERROR for one in found)
        if self._database is None or has_failed or self._stamps or not self._is_whole:
            return
        try:
            with writing(self._database):
                now = count_writings(self._database)
                if now == self._writing:
                    self._database.execute("DELETE FROM clashes")
                    row = (now, _digest_of(asked, compared), pack(found))
                    self._database.execute("INSERT INTO clashes VALUES (?, ?, ?)", row)
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Write what waits."""
        self._write()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _compared(self, paths: list[str], stamps: bytes) -> Snapshot:
        """Files as they are, compared with the rows of one state of the database."""
        snapshot = Snapshot(paths, stamps)
        self._forgotten = []
        if self._database is not None:
            try:
                self._database.execute("BEGIN")
                self._seen = self._writing = count_writings(self._database)
                query = "SELECT id, paths, stamps, more FROM batches ORDER BY id DESC"
                for row, *packed, more in self._database.execute(query):
                    try:
                        snapshot.take(row, *unpack_paths(*packed), unpack_more(more))
                    except ValueError:
                        self._forgotten.append(row)
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                self._give_up(error)
                return Snapshot(paths, stamps)
        self._forgotten += snapshot.forget()
        return snapshot

    def _write(self) -> None:
        """Write what waits, in one transaction, and delete what is forgotten."""
        waiting, self._waiting = self._waiting, []
        if not waiting or self._database is None:
            return
        forgotten, self._forgotten = self._forgotten, []
        database = self._database
        try:
            with writing(database):
                database.executemany("DELETE FROM batches WHERE id = ?", ((row,) for row in forgotten))
                database.executemany("INSERT INTO batches (paths, stamps, more, said) VALUES (?, ?, ?, ?)", waiting)
                before = count_writings(database)
                after = (before + 1) % _MOST_WRITINGS
                database.execute(f"PRAGMA user_version = {after}")
            self._writing = after if before == self._writing else -1
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.trouble = _trouble(error)
        self._waiting = []
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None
        # The module's own errors have no code: a text that is none, or another form than ours.
        is_damage = isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", None) in (None, *_DAMAGED)
        if is_damage:
            with suppress(OSError):
                _remove(self._path)
                self.trouble = f"{error}; the damaged file was deleted, and the next run makes a new one"


def _trouble(error: Exception) -> str:
    """What is wrong, and how to mend it."""
    if isinstance(error, OSError):
        place = f"{os.path.relpath(error.filename)}: " if error.filename else ""
        mend = "delete it" if isinstance(error, NotADirectoryError) else "set that right"
        return f"{place}{error.strerror}; {mend}, or use --no-cache"
    if isinstance(error, UncertainError):
        return str(error)
    is_busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    mend = "try again later" if is_busy else 'delete it with "genelint cache clean"'
    return f"{error}; {mend}, or use --no-cache"


def clean(folder: str) -> list[str] | None:
    """Delete the cache in a folder, and give the names of what is left there since it is not the cache's.

    None where there is nothing. Raises OSError, also for what is no folder of genelint's.
    """
    if not os.path.lexists(folder):
        return None
    _refuse_others(folder)
    if not os.path.isfile(os.path.join(folder, _TAG)):
        raise FileNotFoundError(ENOENT, f"it has no {_TAG}, so that genelint may not have made it", folder)
    # The tag is the last: if anything fails before, the folder is still known for genelint's.
    for name in sorted(filter(_is_ours, os.listdir(folder)), key=lambda name: name == _TAG):
        with suppress(FileNotFoundError):  # a run may be faster
            os.unlink(os.path.join(folder, name))
    left = sorted(os.listdir(folder))
    if not left:
        os.rmdir(folder)
    return left


def _make_folder(folder: str, path: str) -> None:
    """Make the folder, where it is not there, and make room for a file in it, where that is not there."""
    with suppress(FileExistsError):
        os.mkdir(folder)
    _refuse_others(folder)
    for name, text in ((".gitignore", "*\n"), (_TAG, _TAG_TEXT)):
        # Another process may be first, and writes the same; where a link leads to, nothing is written.
        with suppress(FileExistsError), open(os.path.join(folder, name), "x", encoding="utf-8") as file:
            file.write(text)
    if os.path.islink(path):
        os.unlink(path)
    if os.path.exists(path):
        os.utime(path)
        return
    there = [entry for entry in os.scandir(folder) if _is_ours(entry.name) and entry.name.endswith(".db")]
    there.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns, reverse=True)
    for entry in there[MOST_FILES - 1 :]:
        _remove(entry.path)


def _refuse_others(folder: str) -> None:
    """Raise OSError for what is no folder, and for a link: a cloned repository may hold one to anybody's files."""
    if os.path.islink(folder):
        raise NotADirectoryError(ENOTDIR, "it is a symbolic link", folder)
    if not os.path.isdir(folder):
        raise NotADirectoryError(ENOTDIR, "it is no folder", folder)


def _is_ours(name: str) -> bool:
    return re.fullmatch(_OURS, name) is not None


def _remove(path: str) -> None:
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(path + end)


def _digest_of(asked: Iterable[str], compared: Iterable[str]) -> str:
    text = "\0\0".join(map("\0".join, (compared, asked)))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
