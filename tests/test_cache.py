"""What is kept of earlier runs: it hides no change, and whatever befalls it, a run finds the same as without."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from errno import EACCES, ENOSPC
from importlib.machinery import ModuleSpec
from itertools import count
from pathlib import Path
from struct import Struct
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from command import Result, finish, run_command, run_process, start
from genelint import cache, conditions, database, run, stamps, survey
from genelint.cache import FOLDER, MOST_FILES, Cache
from genelint.cli import main
from genelint.config import Config, read_config
from genelint.corpus import compare
from genelint.engine import INTERNAL_ERROR, Examined, Said, SelectedRule, examine
from genelint.facts import Sheaf, bind, pack_entries, unpack_entries
from genelint.model import (
    Diagnostic,
    Excerpt,
    PlacedEdit,
    PlacedFix,
    PlacedRelated,
    Region,
    Safety,
    Severity,
    Source,
    Span,
)
from genelint.packing import (
    Note,
    pack,
    pack_notes,
    pack_said,
    seal,
    unpack,
    unpack_found,
    unpack_more,
    unpack_paths,
    unpack_said,
    unseal,
)
from genelint.setup import set_up
from genelint.stamps import UNKNOWN, WIDTH, content_stamp, is_settled, time_stamp, time_stamps
from genelint.survey import Surveyed, Task, symbol_by
from genelint.testing import NEIGHBOURS, RECORD
from genelint_rules import RULES, dates

OLD = 10**18
LATER = 3 * 10**9
NEVER = 2**62
"""A time of change that is young whenever it is looked at."""

SOON = "data/MT1H.txt"
SIDECAR = "association\tdataset\tthreshold value\tstandardized value\n"
PLUGIN = """
from genelint.rule import *

def check(record):
    return [Finding(Span(0, 1), "{}")] if record.symbol == "MT1H" else ()

RULES = (RecordRule(Meta("XYZ001", "some-thing", "A summary.", Severity.ERROR, "1.0", (), ()), check),)
"""
TEXTS = st.text(st.characters(codec=None, categories=None) | st.sampled_from("\udc80\ud800\0\n"), max_size=5)
SMALL = st.integers(-(2**70), 2**70)
REGIONS = st.builds(Region, SMALL, SMALL, SMALL, SMALL)
SPANS = st.builds(Span, SMALL, SMALL)
FIXES = st.builds(
    PlacedFix,
    TEXTS,
    st.sampled_from(Safety),
    st.lists(st.builds(PlacedEdit, REGIONS, SPANS, TEXTS), max_size=2).map(tuple),
)
DIAGNOSTICS = st.builds(
    Diagnostic,
    TEXTS,
    REGIONS,
    TEXTS,
    TEXTS,
    st.sampled_from(Severity),
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.builds(Excerpt, TEXTS, SMALL, st.booleans(), st.booleans()),
    st.none() | FIXES,
    st.lists(st.builds(PlacedRelated, TEXTS, REGIONS, TEXTS), max_size=2).map(tuple),
    TEXTS,
    TEXTS,
    TEXTS,
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=16) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
PAIRS = st.tuples(TEXTS, TEXTS)
PATHS_KEPT = st.text(st.characters(codec=None, categories=None, exclude_characters="\0"), min_size=1, max_size=5)
RULE = [SelectedRule(rule, Severity.ERROR, "ours") for rule in RULES if rule.meta.code == "COR001"]


SAID = st.lists(
    st.dictionaries(TEXTS, st.lists(PAIRS, min_size=1, max_size=4), max_size=3).map(
        lambda said: [Said("COR001", pairs) for pairs in said.values()]
    ),
    max_size=4,
)
PIECES = (b"COR001", b"\xff", b"\xfe", b"\0", b"\1", b"\2", b"\3", b"a", b"\xed\xa0\x80", b"\xf8")
STAMPS = st.binary(min_size=WIDTH, max_size=WIDTH)
NOTES = st.lists(
    st.none() | st.builds(Note, PATHS_KEPT, STAMPS, TEXTS, st.none() | st.lists(DIAGNOSTICS, max_size=2)),
    min_size=1,
    max_size=4,
)


class TestPacking:
    @given(st.lists(DIAGNOSTICS, max_size=3))
    @example([])
    def test_what_is_packed_is_unpacked(self, diagnostics: list[Diagnostic]) -> None:
        unpacked = unpack(pack(diagnostics))

        assert unpacked == diagnostics
        assert repr(unpacked) == repr(diagnostics)  # tells True from 1

    def test_lone_surrogates_stay_apart(self) -> None:
        odd = [EXAMPLE._replace(message="\ud83d\udc80")]

        assert unpack(pack(odd)) == odd

    @given(NOTES)
    def test_notes_too(self, notes: list[Note | None]) -> None:
        *packed, packed_more = pack_notes(notes)
        paths, stamps = unpack_paths(*packed)
        more = {at: (symbol, found) for at, symbol, found in unpack_more(packed_more)}

        unpacked: list[Note | None] = []
        for at, path in enumerate(paths):
            symbol, found = more.get(at, (symbol_by(path), []))
            stamp = stamps[at * WIDTH : (at + 1) * WIDTH]
            note = Note(path, stamp, symbol, unpack_found(found) if found is not None else None)
            unpacked.append(note if path else None)
        assert unpacked == notes

    @given(SAID, st.sets(st.integers(0, 3)))
    def test_what_records_say_too(self, said: list[list[Said]], gone: set[int]) -> None:
        sheaves = unpack_said(pack_said(bind(said, RULE)), len(said), bytes(gone))
        some = [facts if at not in gone else [] for at, facts in enumerate(said)]

        for whole, part in zip(sheaves, bind(some, RULE) or [Sheaf("COR001", b"", b"")], strict=False):
            entries = [sorted(unpack_entries(sheaf.common) + unpack_entries(sheaf.rare)) for sheaf in (whole, part)]
            assert entries[0] == entries[1]

    @given(JSON, st.data())
    def test_all_else_is_refused(self, value: object, data: st.DataObject) -> None:
        """Also what is nearly right: one part of a diagnostic is another."""
        row = json.loads(unseal(pack([EXAMPLE])))[0]
        if data.draw(st.booleans()):
            row[data.draw(st.integers(0, len(row) - 1))] = value
            value = [row]
        try:
            found = unpack(sealed(value))
        except ValueError:
            return
        assert unpack(pack(found)) == found
        for one in found:
            assert isinstance(hash(one), int)

    @given(JSON | st.lists(st.tuples(JSON, JSON, JSON), max_size=2))
    def test_other_notes_are_refused(self, value: object) -> None:
        try:
            more = unpack_more(sealed(value))
        except ValueError:
            return
        for at, symbol, _ in more:
            assert type(at) is int
            assert isinstance(symbol, str)

    def test_other_stamps_are_refused(self) -> None:
        packed = pack_notes([Note("a", UNKNOWN, "a", [])])[0]
        for length in (0, 1, WIDTH - 1, WIDTH + 1, 2 * WIDTH):
            with pytest.raises(ValueError, match="not the stamps"):
                unpack_paths(packed, seal(bytes(length)))

    @given(st.binary(max_size=9) | st.lists(st.sampled_from(PIECES), max_size=18).map(b"".join))
    def test_what_else_records_say_is_refused(self, value: bytes) -> None:
        try:
            sheaves = unpack_said(seal(value), 3, b"\1")
        except ValueError:
            return
        for sheaf in sheaves:
            for places, *pair in (*unpack_entries(sheaf.common), *unpack_entries(sheaf.rare)):
                assert list(places) in ([0], [2], [0, 2])
                assert list(map(type, pair)) == [str, str]

    @pytest.mark.parametrize(
        "said",
        [
            Sheaf("COR001", pack_entries([(b"\0\0", "a", "b")]), b""),
            Sheaf("COR001", pack_entries([(b"\2\1", "a", "b")]), b""),
            Sheaf("COR001", pack_entries([(b"\3", "a", "b")]), b""),
            Sheaf("COR001", pack_entries([(b"", "a", "b")]), b""),
            Sheaf("COR001", b"", pack_entries([(b"\1\2", "a", "b")])),
        ],
    )
    def test_places_that_are_none(self, said: Sheaf) -> None:
        with pytest.raises(ValueError, match="no such records"):
            unpack_said(pack_said([said]), 3, b"")

    def test_so_many_records_as_no_batch_has(self) -> None:
        with pytest.raises(ValueError, match="range"):
            unpack_said(pack_said([]), 300, b"")

    def test_numbers_without_end(self) -> None:
        with pytest.raises(ValueError, match="not what was packed"):
            unpack(seal(unseal(pack([EXAMPLE])).replace(b"[1,2,3,4]", b"[1e999,2,3,4]")))

    @pytest.mark.parametrize("text", ["x", "[" * 100_000, "[1e999]", "\xff", "null", "[7]", "[{}]", "[[]]", '["a"]'])
    def test_what_is_no_text(self, text: str) -> None:
        for unpack_it in self.ways:
            with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
                unpack_it(seal(text.encode("latin-1")))

    @pytest.mark.parametrize("packed", [None, b"", "", 0, 1.5, "x", b"\xff", b"\0" * 7, b"\0" * 9])
    def test_what_is_no_packing(self, packed: Any) -> None:
        for unpack_it in self.ways:
            with pytest.raises(ValueError):  # noqa: PT011
                unpack_it(packed)

    ways: tuple[Callable[[bytes], object], ...] = (
        unpack,
        lambda packed: unpack_paths(packed, pack_notes([None, None])[1]),
        lambda packed: unpack_paths(pack_notes([None])[0], packed),
        unpack_more,
        lambda packed: unpack_said(packed, 1, b""),
    )

    def test_damage_is_noticed(self) -> None:
        """Whichever bit it is."""
        packed = pack([EXAMPLE])
        for at in range(0, 8 * len(packed), 7):
            damaged = bytearray(packed)
            damaged[at // 8] ^= 1 << at % 8
            with pytest.raises(ValueError, match="damaged"):
                unpack(bytes(damaged))


def sealed(value: object) -> bytes:
    return seal(json.dumps(value).encode())


EXAMPLE = Diagnostic(
    "data/MT1H.txt",
    Region(1, 2, 3, 4),
    "XYZ001",
    "some-thing",
    Severity.ERROR,
    "A message.",
    "/children/0",
    "MT1H",
    "0123456789abcdef",
    Excerpt("text", 1, False, True),
    PlacedFix("do it", Safety.SAFE, (PlacedEdit(Region(1, 1, 1, 2), Span(0, 1), "x"),)),
    (PlacedRelated("data/MT1A.txt", Region(1, 1, 1, 2), "here"),),
)


def stamp_among(path: str) -> object:
    return time_stamps([path])


class TestStamps:
    @pytest.mark.parametrize("stamp_of", [time_stamp, stamp_among, content_stamp])
    def test_it_tells_changes_apart(self, tmp_path: Path, stamp_of: Callable[[str], object]) -> None:
        record, beside = tmp_path / "A.txt", tmp_path / "A associations.tsv"
        stamps: list[object] = [stamp_of(str(record))]
        for path, text in ((record, "one"), (beside, ""), (beside, "some"), (record, "other"), (record, "third")):
            path.write_text(text)
            os.utime(path, ns=(0, OLD + len(stamps)))
            stamps.append(stamp_of(str(record)))
        beside.unlink()
        stamps.append(stamp_of(str(record)))
        beside.symlink_to(beside)
        missing = stamp_of(str(record))

        assert stamps[0] == UNKNOWN == missing
        assert len(set(stamps)) == len(stamps)

    def test_without_a_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("A.txt").write_text("a")
        Path("B.txt").write_text("b")
        Path("B associations.tsv").write_text("b")

        assert time_stamps(["A.txt", "B.txt"]) == time_stamp("A.txt") + time_stamp("B.txt")
        some_gone = time_stamps(["B.txt", "none-such.txt", "A.txt/B.txt", "/none-such/A.txt"])
        assert some_gone == time_stamp("B.txt") + 3 * UNKNOWN
        assert UNKNOWN not in {time_stamp("A.txt"), time_stamp("B.txt")}
        assert content_stamp("A.txt/B.txt") == time_stamp("A.txt/B.txt") == UNKNOWN

    def test_a_time_that_is_set_back(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """As `touch -r`, `cp -p` and `rsync -t` do: where inodes have times, it does not hide a change."""
        record, beside = tmp_path / "A.txt", tmp_path / "A associations.tsv"
        for path in (record, beside):
            path.write_text("one")
            os.utime(path, ns=(0, OLD))
        stamps = [time_stamp(str(record))]
        for path in (record, beside):
            set_back(path, "two")
            stamps.append(time_stamp(str(record)))
            assert stamp_among(str(record)) == stamps[-1]
        beside.unlink()
        stamps += [time_stamp(str(record)), time_stamps([str(record)])]
        with_inodes(monkeypatch, are_there=False)

        assert len(set(stamps)) == 4
        assert stamps[3] == stamps[4]
        assert time_stamp(str(record)) == stamp_among(str(record)) == packed(OLD, OLD, 3, -1, -1, -1)

    @pytest.mark.parametrize("time", [-(2**63) - 1, 2**63])
    def test_a_time_beyond_all_numbers(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, time: int) -> None:
        path = str(tmp_path / "A.txt")
        Path(path).write_text("a")

        def numbers_of(_: object) -> tuple[int, int, int]:
            return time, 0, 0

        monkeypatch.setattr(stamps, "_numbers_of", numbers_of)
        assert time_stamp(path) == time_stamps([path]) == UNKNOWN

    def test_a_young_file_may_change_unseen(self, tmp_path: Path) -> None:
        now = OLD + 10 * 10**9 + 1
        settled = [
            is_settled(packed(now - record, now - inode, 5, now - beside, now - inode_beside, 7), now)
            for record, inode, beside, inode_beside in (
                (10**8, 10**8, 10**8, 10**8),
                (10**7, 10**8, 10**8, 10**8),
                (10**8, 10**7, 10**8, 10**8),
                (10**8, 10**8, 10**7, 10**8),
                (10**8, 10**8, 10**8, 10**7),
                (10**9 + 1, 10**8, 10**8, 10**8),
                (2 * 10**9 + 1, 10**8, 10**8, 10**8),
                (3 * 10**9 + 1, 10**8, 10**8, 10**8),
                (-5, 10**8, 10**8, 10**8),
            )
        ]
        record = tmp_path / "A.txt"
        record.write_text("one")
        by_time, changed = time_stamp(str(record)), record.stat().st_ctime_ns

        assert settled == [True, False, False, False, False, False, True, True, False]
        assert not is_settled(by_time, changed)
        assert is_settled(by_time, changed + 3 * 10**9)


def packed(*numbers: int) -> bytes:
    return Struct("6q").pack(*numbers)


def with_inodes(monkeypatch: pytest.MonkeyPatch, *, are_there: bool) -> None:
    """As where inodes have times, or have none."""
    numbers_of = stamps._WITH_INODES if are_there else stamps._WITHOUT_INODES  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(stamps, "_numbers_of", numbers_of)


def set_back(path: Path, text: str) -> None:
    """Write a text, and give the file the time of change that it has, so that its inode changes later than it did."""
    before = path.stat()
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(0, before.st_mtime_ns))


class Folder:
    """The working folder: a configuration, a plugin, and three records in `data`, of which two are of one gene."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ticks = count(OLD)
        (path / "data").mkdir()
        self.write(SOON, RECORD.replace("Holds zinc", "Holds  zinc"))
        self.write("data/MT1A.txt", NEIGHBOURS["MT1A.txt"])
        self.write("data/MT1E.txt", NEIGHBOURS["MT1E.txt"].replace("| 4493 |", "| 4489 |"))
        self.write("genelint.toml", 'paths = ["data"]\n')
        self.write("ours.py", PLUGIN.format("one"))

    def write(self, name: str, text: str, *, is_old: bool = True) -> None:
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        if is_old:
            self.touch(name)

    def touch(self, name: str) -> None:
        """Give a file a time of change that it never had."""
        if (self.path / name).exists():
            os.utime(self.path / name, ns=(0, next(self.ticks)))

    def databases(self) -> list[Path]:
        return sorted((self.path / FOLDER).glob("*.db"))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also few files have a cache, and none that is young."""
    monkeypatch.setattr(run, "FEW", 0)
    monkeypatch.setattr(database, "_PATIENCE", 0.05)
    monkeypatch.setattr(cache, "time_ns", lambda: time.time_ns() + LATER)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


JSON_FORM = ("--output-format", "json")


class Run:
    """Runs the command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Result:
        return run_command(self.capsys, "check", *arguments, *JSON_FORM)

    def is_right(self, *arguments: str, key: str = "mtime") -> bool:
        return self(*arguments, "--cache-by", key) == self(*arguments, "--no-cache")


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the records that are read from now on."""
    paths: list[str] = []

    def note_and_examine(source: Source, *rest: Any, **more: Any) -> Examined:
        paths.append(source.path)
        return examine(source, *rest, **more)

    monkeypatch.setattr(survey, "examine", note_and_examine)
    return paths


class TestUse:
    @pytest.mark.parametrize("key", ["mtime", "content"])
    def test_nothing_is_read_twice(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
        first = check("--cache-by", key)
        paths = looked_at(monkeypatch)
        monkeypatch.setattr(run, "compare", None)

        assert check("--cache-by", key) == first
        assert paths == []
        assert '"COR' in first.out
        assert len(folder.databases()) == 1

    def test_only_what_changed_is_read(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        check()
        folder.write(SOON, RECORD)
        paths = looked_at(monkeypatch)

        check()

        assert paths == [SOON]

    def test_fresh_times_are_of_no_account_to_contents(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        check("--cache-by", "content")
        folder.touch(SOON)
        paths = looked_at(monkeypatch)
        check("--cache-by", "content")
        folder.write(SOON, "other")

        assert paths == []
        assert check.is_right(key="content")
        assert paths == [SOON, *paths[1:]]

    def test_a_hook_knows_the_others(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = check("data/MT1A.txt", "--no-cache")
        check("data/MT1E.txt")
        paths = looked_at(monkeypatch)

        assert check("data/MT1A.txt") == expected
        assert paths == ["data/MT1A.txt"]
        assert '"COR' in expected.out
        assert folder.databases()

    def test_few_files_have_none(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(run, "FEW", 4)
        check()

        assert not (folder.path / FOLDER).exists()

    @pytest.mark.usefixtures("folder")
    def test_git_does_not_see_it(self, check: Run) -> None:
        check()
        subprocess.run(("git", "init", "-q"), check=True)

        status = subprocess.run(("git", "status", "--porcelain"), check=True, capture_output=True, text=True).stdout

        assert FOLDER not in status
        assert "data" in status

    def test_what_may_be_another_time_is_not_kept(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A rule that fails, a file that cannot be read, one that is gone, one that is young."""
        folder.write("genelint.toml", 'paths = ["data"]\nplugins = ["genelint_rules", "ours.py"]\n')
        folder.write("ours.py", PLUGIN.format("one").replace('== "MT1H"', '== "MT1H" and 1 / 0'))
        os.symlink("loop.txt", folder.path / "data" / "loop.txt")
        os.utime("data/MT1A.txt", ns=(0, NEVER))
        first = check()
        paths = looked_at(monkeypatch)

        assert check() == first
        assert paths == ["data/MT1A.txt", SOON]
        assert INTERNAL_ERROR in first.out
        assert "loop.txt: cannot be read" in first.err

    def test_a_file_that_changes_meanwhile_is_not_kept(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:

        def examine_and_change(source: Any, *rest: Any, **more: Any) -> Examined:
            if source.path == SOON:
                folder.write(SOON, RECORD)
            return examine(source, *rest, **more)

        monkeypatch.setattr(survey, "examine", examine_and_change)
        check()
        monkeypatch.setattr(survey, "examine", examine)

        assert check.is_right()

    def test_many_entries_are_written_now_and_then(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cache, "MOST_WAITING", 1)
        monkeypatch.setattr(survey, "BATCH", 2)

        assert check.is_right()
        assert check.is_right()
        assert folder.databases()

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_fixes_are_the_same(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
        monkeypatch.setattr(run, "MANY", 1)
        shutil.copytree(folder.path / "data", folder.path / "kept")
        os.rename("data", "other")
        results: list[tuple[Result, Result, dict[str, bytes], Result]] = []
        for arguments in (("--no-cache",), (), ()):
            shutil.copytree("kept", "data")
            for name in os.listdir("data"):
                os.utime(f"data/{name}", ns=(0, OLD))
            check(*arguments)
            diff = run_command(check.capsys, "check", "--diff", "--jobs", jobs, *arguments)
            fixed = check("--fix", "--jobs", jobs, *arguments)
            texts = {path.name: path.read_bytes() for path in sorted((folder.path / "data").iterdir())}
            results.append((diff, fixed, texts, check(*arguments)))
            shutil.rmtree("data")

        assert results[0] == results[1] == results[2]
        assert "Holds zinc" in results[0][0].out
        assert b"Holds zinc" in results[0][2]["MT1H.txt"]


RECORDS = ("data/MT1H.txt", "data/MT1A.txt", "data/MT1E.txt", "data/deep/MT1G.txt", "data/NEW.txt")
RECORD_TEXTS = (
    RECORD,
    RECORD.replace("Holds zinc", "Holds zink"),  # as long
    RECORD.replace("Holds zinc", "Holds  zinc"),
    NEIGHBOURS["MT1A.txt"],
    NEIGHBOURS["MT1E.txt"].replace("| 4493 |", "| 4489 |"),
    "",
)
SIDECARS = (SIDECAR, "nothing\n", f"{SIDECAR}a\tb\t1\t1\n")
CONFIGURATIONS = (
    "",
    'ignore = ["LAY", "COR001"]',
    '[severity]\nTXT = "error"\nCOR = "info"',
    'per-file-ignores = { "data/MT1H.txt" = ["ALL"] }',
    'per-file-ignores = { "MT1A.txt" = ["COR"] }',
    '[[exceptions]]\nrule = "TXT"\nrecord = "MT1H"\nreason = "so it is"',
    '[[exceptions]]\nrule = "COR"\npath = "data/*"\nreason = "it was so"\nuntil = 2001-01-01',
    'categories = ["ours"]\n[[datasets]]\nname = "Our Own"\ncategory = "ours"',
    'exclude = ["deep"]',
    'plugins = ["genelint_rules", "ours.py"]',
    'plugins = ["genelint_rules", "ours.py"]\nselect = ["XYZ"]',
)
PATHS = ('["data"]', '["data/deep"]', "[]")
ARGUMENTS = (
    (),
    ("data",),
    ("data/MT1H.txt", "data/MT1A.txt"),
    ("data/deep",),
    ("--select", "LAY,COR"),
    ("--ignore", "TXT"),
    ("--severity", "info"),
    ("--show-suppressed",),
)
CHANGES: st.SearchStrategy[tuple[str, ...]] = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(RECORDS), st.sampled_from(RECORD_TEXTS)),
    st.tuples(st.just("write young"), st.sampled_from(RECORDS), st.sampled_from(RECORD_TEXTS)),
    st.tuples(st.sampled_from(("delete", "touch", "make unreadable")), st.sampled_from(RECORDS)),
    st.tuples(st.just("rename"), st.sampled_from(RECORDS), st.sampled_from(RECORDS)),
    st.tuples(st.just("write beside"), st.sampled_from(RECORDS), st.sampled_from(SIDECARS)),
    st.tuples(st.just("delete beside"), st.sampled_from(RECORDS)),
    st.tuples(st.just("configure"), st.sampled_from(CONFIGURATIONS), st.sampled_from(PATHS)),
    st.tuples(st.just("plug"), st.sampled_from(("one", "two", "three"))),
    st.tuples(st.sampled_from(("baseline", "no baseline"))),
)
STEPS = st.tuples(CHANGES, st.sampled_from(ARGUMENTS), st.sampled_from((".", ".", "data")))


def change(folder: Folder, kind: str, name: str = "", text: str = "") -> None:  # noqa: C901, PLR0912 - one a kind
    """Make one change. Files are old, each time of change another, unless they are to be young."""
    path = folder.path / name
    beside = path.with_name(f"{path.stem} associations.tsv")
    path.parent.mkdir(exist_ok=True)
    match kind:
        case "write" | "write young":
            path.unlink(missing_ok=True)
            folder.write(name, text)
            if kind == "write young":
                os.utime(path, ns=(0, NEVER))
        case "write beside":
            folder.write(f"{path.parent.relative_to(folder.path)}/{beside.name}", text)
        case "delete":
            path.unlink(missing_ok=True)
        case "delete beside":
            beside.unlink(missing_ok=True)
        case "touch":
            if not path.is_symlink():
                folder.touch(name)
        case "make unreadable":
            path.unlink(missing_ok=True)
            path.symlink_to(path.name)
        case "rename":
            (folder.path / text).parent.mkdir(exist_ok=True)
            if path.exists():
                path.rename(folder.path / text)
        case "configure":
            folder.write("genelint.toml", f"paths = {text}\n{name}\n")
        case "plug":
            folder.write("ours.py", PLUGIN.format(name))
        case "baseline":
            main(["baseline", "create"])
        case _:
            (folder.path / "genelint-baseline.jsonl").unlink(missing_ok=True)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=1, max_size=6))
def test_no_change_is_hidden(
    tmp_path_factory: pytest.TempPathFactory, check: Run, steps: list[tuple[Any, tuple[str, ...], str]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        folder = Folder(tmp_path_factory.mktemp("changes"))
        (folder.path / ".git").mkdir()
        patch.chdir(folder.path)
        check()
        check("--cache-by", "content")
        for made, arguments, place in steps:
            patch.chdir(folder.path)
            change(folder, *made)
            patch.chdir(folder.path / place)
            check.capsys.readouterr()
            expected = check(*arguments, "--no-cache")
            assert check(*arguments) == expected
            assert check(*arguments, "--cache-by", "content") == expected


class TestChanges:
    """Single changes that the cache must see, or, as the documentation says, cannot."""

    def test_a_file_that_was_alone_is_compared(self, folder: Folder, check: Run) -> None:
        folder.write("genelint.toml", "")
        check("data/MT1E.txt")

        assert '"COR001"' in check("--no-cache", "data").out
        assert check.is_right("data")

    @pytest.mark.parametrize("has_inodes", [True, False])
    def test_same_size_and_same_time(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, has_inodes: bool
    ) -> None:
        """The one limit, where inodes have no times."""
        with_inodes(monkeypatch, are_there=has_inodes)
        before = check()
        assert check("--cache-by", "content") == before
        set_back(folder.path / SOON, RECORD.replace("Holds zinc", "zinc  Holds"))

        assert check("--no-cache") != before
        assert check.is_right() == has_inodes
        assert check.is_right(key="content")

    def test_a_file_that_is_young_when_it_is_read(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It changes again in the same moment, and is old when what it gave is to be kept."""
        young = OLD + 10**12 + 1
        clock = [young + 10**6]
        monkeypatch.setattr(cache, "time_ns", lambda: clock[0])
        with_inodes(monkeypatch, are_there=False)
        os.utime(SOON, ns=(0, young))

        def examine_and_change(source: Source, *rest: Any, **more: Any) -> Examined:
            examined = examine(source, *rest, **more)
            if source.path == SOON:
                set_back(folder.path / SOON, RECORD.replace("Holds zinc", "zinc  Holds"))
                clock[0] += 10**10
            return examined

        monkeypatch.setattr(survey, "examine", examine_and_change)
        before = check()
        monkeypatch.setattr(survey, "examine", examine)

        assert check.is_right()
        assert check() != before

    @pytest.mark.parametrize("key", ["mtime", "content"])
    def test_another_working_folder(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, key: str
    ) -> None:
        """Two with the same files, of which one is told apart by the configuration."""
        (folder.path / ".git").mkdir()
        folder.write("genelint.toml", 'per-file-ignores = { "/one/data/" = ["ALL"] }')
        for name in ("one", "two"):
            shutil.copytree(folder.path / "data", folder.path / name / "data")
        for name in ("one", "two", "one"):
            monkeypatch.chdir(folder.path / name)
            assert check.is_right("data", key=key)

    @pytest.mark.parametrize("key", ["mtime", "content"])
    @pytest.mark.parametrize("name", ["pack", "pack.rules", "single"])
    def test_the_package_of_a_plugin(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, key: str, name: str
    ) -> None:
        (folder.path / "installed" / "pack").mkdir(parents=True)
        rules = f"from pack.word import WORD\n{PLUGIN}".replace('"{}"', "WORD")
        for plugin, module in (("pack", "pack/__init__"), ("pack.rules", "pack/rules"), ("single", "single")):
            folder.write(f"installed/{module}.py", rules if name == plugin else "")
        folder.write("genelint.toml", f'paths = ["data"]\nplugins = ["genelint_rules", "{name}"]\n')
        monkeypatch.setattr(sys, "path", [str(folder.path / "installed"), *sys.path])
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        for word in ("one", "two"):
            folder.write("installed/pack/word.py", f"WORD = 'word {word}'\n")
            if name == "single":
                folder.write("installed/single.py", PLUGIN.format(f"word {word}"))
            for module in ("pack", "pack.word", "pack.rules", "single"):
                monkeypatch.delitem(sys.modules, module, raising=False)
            result = check("--cache-by", key)
            assert f"word {word}" in result.out
            assert check("--cache-by", key) == check("--no-cache") == result

    @pytest.mark.parametrize(
        ("name", "is_late"),
        [
            ("genelint_words_beside", False),
            ("lib/genelint_words_beside", False),
            ("genelint_words_beside", True),
            ("genelint_words/deep/beside", True),
        ],
    )
    def test_what_a_plugin_loads_from_beside_it(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, name: str, is_late: bool
    ) -> None:
        """Also what it loads when it is asked, if that is in its folder or in a package there."""
        folder.write("genelint.toml", 'paths = ["data"]\nplugins = ["genelint_rules", "ours.py"]\n')
        module = name.removeprefix("lib/").replace("/", ".")
        load, text = f"from {module} import WORD\n", PLUGIN.replace('"{}"', "WORD")
        folder.write("ours.py", text.replace("    return", f"    {load}    return") if is_late else load + text)
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        for package in (folder.path / name).parents:
            if package.is_relative_to(folder.path / "genelint_words"):
                folder.write(f"{package}/__init__.py", "")
        monkeypatch.setattr(sys, "path", [str(folder.path), str(folder.path / "lib"), *sys.path])
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        for word in ("one", "two"):
            folder.write(f"{name}.py", f"WORD = 'word {word}'\n")
            for loaded in [loaded for loaded in sys.modules if loaded.startswith("genelint_words")]:
                monkeypatch.delitem(sys.modules, loaded)
            assert f"word {word}" in check().out

    def digest(self, *, by_content: bool = False) -> str:
        return conditions.digest_of(set_up(read_config(os.getcwd())), by_content=by_content)

    def test_what_a_plugin_cannot_load(self, folder: Folder) -> None:
        """An environment and the records beside it, and an editor's lock."""
        folder.write("genelint.toml", 'plugins = ["genelint_rules", "ours.py"]\n')
        before = self.digest()
        (folder.path / ".venv/lib").mkdir(parents=True)
        for name in ("data/script.py", ".venv/script.py", ".venv/lib/script.py", "notes.txt"):
            folder.write(name, "")
        (folder.path / ".#ours.py").symlink_to("somebody@somewhere")

        assert self.digest() == before
        folder.write("more.py", "")
        assert self.digest() != before

    @pytest.mark.parametrize("prefix", ["prefix", "base_prefix"])
    def test_what_is_loaded_for_an_option_is_of_no_account(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch, prefix: str
    ) -> None:
        """From an environment beneath the configuration, and of genelint itself."""
        monkeypatch.setattr(sys, prefix, str(folder.path / ".venv"))
        digests = [self.digest()]
        for place in (".venv/lib", "lib"):
            (folder.path / place).mkdir(parents=True)
            folder.write(f"{place}/genelint_loaded.py", "")
            module = ModuleType("genelint_loaded")
            module.__file__ = str(folder.path / place / "genelint_loaded.py")
            monkeypatch.setitem(sys.modules, "genelint_loaded", module)
            digests.append(self.digest())

        assert digests[0] == digests[1] != digests[2]

        setup = set_up(Config(str(Path(conditions.__file__).parents[1])))
        before = conditions.digest_of(setup)
        monkeypatch.delitem(sys.modules, "genelint.survey")
        assert conditions.digest_of(setup) == before

    @pytest.mark.parametrize("key", ["mtime", "content"])
    def test_a_plugin_that_changed_since_it_was_loaded(self, folder: Folder, check: Run, key: str) -> None:
        """Nobody knows which text of it runs."""
        folder.write("genelint.toml", 'paths = ["data"]\nplugins = ["genelint_rules", "ours.py"]\n')
        folder.write("ours.py", PLUGIN.format("one"), is_old=False)
        expected = check("--no-cache")

        said = "the cache cannot be used: ours.py has changed since genelint began; start it again, or use --no-cache"
        assert check("--cache-by", key) == expected._replace(err=f"genelint: {said}\n")
        assert not folder.databases()

    def test_a_plugin_of_another_clock(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its time says nothing, its content does."""
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        folder.write("genelint.toml", 'paths = ["data"]\nplugins = ["genelint_rules", "ours.py"]\n')
        os.utime("ours.py", ns=(0, NEVER))
        expected = check("--no-cache")

        said = "the time of change of ours.py is to come; use --cache-by content, or --no-cache"
        assert check() == expected._replace(err=f"genelint: the cache cannot be used: {said}\n")
        assert not folder.databases()
        assert check("--cache-by", "content") == expected
        assert folder.databases()
        folder.write("ours.py", PLUGIN.format("two"))
        os.utime("ours.py", ns=(0, NEVER))
        assert check.is_right(key="content")
        assert check("--no-cache") != expected

    def test_a_plugin_that_cannot_be_read(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = check("--no-cache")

        def fail(path: str) -> str:
            raise PermissionError(EACCES, os.strerror(EACCES), path)

        monkeypatch.setattr(conditions, "_content", fail)
        result = check("--cache-by", "content")

        assert result._replace(err="") == expected
        assert result.err.endswith(f".py: {os.strerror(EACCES)}; set that right, or use --no-cache\n")
        assert not folder.databases()

    @pytest.mark.usefixtures("folder")
    def test_another_month(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Some rules ask whether a date is still to come."""
        digests: dict[str, tuple[int, int]] = {}
        noon = time.mktime((2030, 11, 28, 12, 0, 0, 0, 0, 0))
        for day in range(5):
            now = noon + day * 24 * 60 * 60
            monkeypatch.setattr(time, "time", lambda now=now: now)
            monkeypatch.setattr(conditions, "time", time.time)
            assert digests.setdefault(self.digest(), dates.this_month()) == dates.this_month()

        assert list(digests.values()) == [(2030, 11), (2030, 12)]

    def test_a_fresh_installation_knows_contents(self, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        """As in CI, where all times are new."""
        without_file = ("genelint_without_file", "genelint_without.package", "genelint_built_in")
        folder.write("genelint.toml", f"plugins = {['genelint_rules', 'ours.py', *without_file]}\n")
        for name in without_file:
            module = ModuleType(name)
            module.RULES = ()  # type: ignore[attr-defined]
            module.__spec__ = ModuleSpec(name, None) if name == "genelint_built_in" else None
            monkeypatch.setitem(sys.modules, name, module)

        def digests() -> list[str]:
            setup = set_up(read_config(os.getcwd()))
            return [conditions.digest_of(setup, by_content=by_content) for by_content in (False, True)]

        first = digests()
        folder.touch("ours.py")
        touched = digests()
        folder.write("ours.py", PLUGIN.format("two"))

        assert touched[0] != first[0]
        assert touched[1] == first[1]
        assert digests()[1] != first[1]

    def test_what_is_configured_for_rules(self, folder: Folder) -> None:
        digests: set[str] = set()
        several = (
            "",
            'ignore = ["LAY"]',
            'severity = { TXT = "error" }',
            'categories = ["ours"]',
            '[[datasets]]\nname = "Our Own"',
            'per-file-ignores = { "x" = ["ALL"] }',
            'plugins = ["genelint_rules", "ours.py"]',
        )
        for configuration in several:
            folder.write("genelint.toml", configuration)
            digests.add(conditions.digest_of(set_up(read_config(os.getcwd()))))

        assert len(digests) == len(several)

    def test_others_to_compare_with(self, folder: Folder, check: Run) -> None:
        folder.write("genelint.toml", "")
        assert '"COR' in check("data").out

        assert check.is_right(SOON, "data/MT1A.txt")
        assert check.is_right("data")
        folder.write("data/MT1E.txt", NEIGHBOURS["MT1E.txt"])
        check("data/MT1E.txt")  # alone, it is known, and compared with nothing
        assert check.is_right("data")

    def test_standard_input_is_no_file(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        name = "data/MT1E.txt"
        expected = check(name)
        folder.touch("genelint.toml")
        text = io.BytesIO(NEIGHBOURS["MT1E.txt"].encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(text))
        assert '"COR' not in check("-", "--stdin-filename", name).out

        assert check(name) == expected
        assert '"COR' in expected.out

    def test_a_sidecar_that_came_and_went(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """It was there for the time of the check alone."""
        make = Source.from_bytes

        def appearing(path: str, data: bytes) -> Source:
            folder.write("data/MT1H associations.tsv", "nothing\n")
            return make(path, data)

        monkeypatch.setattr(Source, "from_bytes", appearing)
        check(SOON)
        monkeypatch.setattr(Source, "from_bytes", make)
        (folder.path / "data/MT1H associations.tsv").unlink()

        assert check.is_right(SOON)


def kept(folder: Folder) -> list[str]:
    """The paths in all rows."""
    [path] = folder.databases()
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT paths, stamps FROM batches").fetchall()
    connection.close()
    return sorted(path for row in rows for path in unpack_paths(*row)[0] if path)


class TestFolder:
    def test_the_last_ones_are_kept(self, folder: Folder, check: Run) -> None:
        check()
        [first] = folder.databases()
        for number in range(2 * MOST_FILES):
            os.utime(first)
            check("--select", f"LAY00{number % 9 + 1}", "--severity", "info", "--ignore", f"LAY01{number // 9 + 1}")
            for path in folder.databases():
                if path != first:
                    state = path.stat()
                    os.utime(path, ns=(0, state.st_mtime_ns - 10**10))

        assert first in folder.databases()
        assert len(folder.databases()) == MOST_FILES

    def test_files_that_are_gone_are_forgotten(self, folder: Folder, check: Run) -> None:
        check()
        for _ in range(2):
            for path in sorted((folder.path / "data").iterdir()):
                path.rename(path.with_name(f"A{path.name}"))
            check()

        assert kept(folder) == ["data/AAMT1A.txt", "data/AAMT1E.txt", "data/AAMT1H.txt"]

    def test_files_that_are_not_asked_for_are_not(self, folder: Folder, check: Run) -> None:
        folder.write("genelint.toml", "")
        check("data")
        folder.touch(SOON)
        check(SOON)
        (folder.path / "data/MT1A.txt").unlink()  # one of three is too little to look for
        folder.touch(SOON)
        check("data")

        assert kept(folder) == ["data/MT1A.txt", "data/MT1E.txt", "data/MT1H.txt", "data/MT1H.txt"]

    def test_databases_of_others_are_kept(self, folder: Folder, check: Run) -> None:
        (folder.path / FOLDER).mkdir()
        others = [folder.path / FOLDER / f"{number}.db" for number in range(2 * MOST_FILES)]
        for path in others:
            path.write_text("mine")
        check()

        assert all(path.exists() for path in others)

    def test_clean_deletes_what_is_ours(self, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
        nothing = run_command(capsys, "cache", "clean")
        main(["check"])
        for name in ("notes.db.txt", "a.txt"):
            (folder.path / FOLDER / name).write_text("mine")
        capsys.readouterr()
        first = run_command(capsys, "cache", "clean")
        left = sorted(os.listdir(folder.path / FOLDER))
        for name in left:
            (folder.path / FOLDER / name).unlink()
        main(["check"])
        capsys.readouterr()
        then = run_command(capsys, "cache", "clean")

        kept = "what is not genelint's is left: a.txt and notes.db.txt"
        assert nothing == Result(0, f"there is no {FOLDER}.\n", "")
        assert first == Result(0, f"deleted the cache in {FOLDER}; {kept}.\n", "")
        assert left == ["a.txt", "notes.db.txt"]
        assert then == Result(0, f"deleted {FOLDER}.\n", "")
        assert not (folder.path / FOLDER).exists()

    def test_clean_says_what_it_cannot(self, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
        """And can when nothing is in its way any more."""
        main(["check"])
        capsys.readouterr()
        in_the_way = folder.path / FOLDER / f"{'0' * 32}.db"
        in_the_way.mkdir()

        result = run_command(capsys, "cache", "clean")
        in_the_way.rmdir()

        assert result.code == 2
        assert result.err.startswith(f"genelint: error: {FOLDER}: cannot be deleted: ")
        assert run_command(capsys, "cache", "clean") == Result(0, f"deleted {FOLDER}.\n", "")

    def test_a_run_deletes_at_the_same_time(
        self, folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        main(["check"])
        capsys.readouterr()
        unlink = os.unlink

        def unlink_twice(path: str) -> None:
            unlink(path)
            unlink(path)

        monkeypatch.setattr(os, "unlink", unlink_twice)

        assert run_command(capsys, "cache", "clean") == Result(0, f"deleted {FOLDER}.\n", "")
        assert not (folder.path / FOLDER).exists()

    def test_clean_leaves_what_genelint_did_not_make(self, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
        place = folder.path / FOLDER
        place.mkdir()
        (place / ".gitignore").write_text("mine")
        no_tag = run_command(capsys, "cache", "clean")
        place.rename(folder.path / "others")
        place.symlink_to("others")
        (place / "CACHEDIR.TAG").write_text("theirs")
        link = run_command(capsys, "cache", "clean")
        place.unlink()
        place.write_text("mine")
        file = run_command(capsys, "cache", "clean")

        begin = f"genelint: error: {FOLDER}: cannot be deleted: it "
        assert no_tag == Result(2, "", f"{begin}has no CACHEDIR.TAG, so that genelint may not have made it\n")
        assert link == Result(2, "", f"{begin}is a symbolic link\n")
        assert file == Result(2, "", f"{begin}is no folder\n")
        assert sorted(os.listdir(folder.path / "others")) == [".gitignore", "CACHEDIR.TAG"]


class Broken:
    """Ways to break the cache that a run has left."""

    def random_bytes(self, path: Path) -> None:
        path.write_bytes(b"no database at all" * 100)

    def empty(self, path: Path) -> None:
        path.write_bytes(b"")

    def truncated(self, path: Path) -> None:
        path.write_bytes(path.read_bytes()[:5000])

    def overwritten(self, path: Path) -> None:
        data = path.read_bytes()
        path.write_bytes(data[:4096] + b"\x55" * (len(data) - 4096))

    def no_batches(self, path: Path) -> None:
        execute(path, "DROP TABLE batches")

    def lost_facts(self, path: Path) -> None:
        execute(path, "UPDATE batches SET said = NULL", "DELETE FROM clashes")

    def fewer_facts(self, path: Path) -> None:
        said = seal(b"[]").hex()
        execute(path, f"UPDATE batches SET said = substr(said, 1, 4) || x'{said[8:]}'", "DELETE FROM clashes")  # noqa: S608

    def other_columns(self, path: Path) -> None:
        execute(path, "ALTER TABLE batches RENAME COLUMN paths TO gone")

    def more_columns(self, path: Path) -> None:
        execute(path, "ALTER TABLE batches ADD COLUMN further")

    def trigger(self, path: Path) -> None:
        execute(path, "CREATE TRIGGER t AFTER INSERT ON batches BEGIN DELETE FROM clashes; END")

    def view(self, path: Path) -> None:
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x, x, x, x, x FROM n"
        execute(path, "DROP TABLE batches", f"CREATE VIEW batches (id, paths, stamps, more, said) AS {endless}")

    def no_json(self, path: Path) -> None:
        self.everywhere(path, b"[[")

    def other_json(self, path: Path) -> None:
        self.everywhere(path, b"[[1]]")

    def no_list(self, path: Path) -> None:
        self.everywhere(path, b"{}")

    def everywhere(self, path: Path, data: bytes) -> None:
        execute(path, *(f"UPDATE {column} = x'{seal(data).hex()}'" for column in COLUMNS))

    def nulls(self, path: Path) -> None:
        execute(path, *(f"UPDATE {column} = NULL" for column in COLUMNS))

    def numbers(self, path: Path) -> None:
        execute(path, *(f"UPDATE {column} = 7" for column in COLUMNS))

    def blobs(self, path: Path) -> None:
        execute(path, *(f"UPDATE {column} = x''" for column in COLUMNS))

    def no_utf8(self, path: Path) -> None:
        execute(path, *(f"UPDATE {column} = CAST(x'ff' AS TEXT)" for column in COLUMNS))

    def one_bit(self, path: Path) -> None:
        """Of a finding, which is still JSON and one of genelint's: without a checksum it would be shown."""
        database = sqlite3.connect(path)
        for row, more in database.execute("SELECT id, more FROM batches").fetchall():
            database.execute("UPDATE batches SET more = ? WHERE id = ?", (more.replace(b"TXT", b"TXU"), row))
        for row, found in database.execute("SELECT rowid, found FROM clashes").fetchall():
            database.execute("UPDATE clashes SET found = ? WHERE rowid = ?", (found.replace(b"COR", b"COS"), row))
        database.commit()
        database.close()

    def most_writings(self, path: Path) -> None:
        execute(path, "PRAGMA user_version = 2147483647")

    def negative_writings(self, path: Path) -> None:
        execute(path, "PRAGMA user_version = -7")

    def older_form(self, path: Path) -> None:
        path.unlink()
        execute(path, "CREATE TABLE files (path TEXT PRIMARY KEY, mtime INTEGER)")


COLUMNS = (
    "batches SET paths",
    "batches SET stamps",
    "batches SET more",
    "batches SET said",
    "clashes SET found",
)
WAYS = sorted(name for name in vars(Broken) if not name.startswith("_") and name != "everywhere")


def execute(path: Path, *statements: str) -> None:
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


class TestTrouble:
    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.parametrize("changes", [False, True], ids=["same", "changed"])
    def test_a_broken_cache(self, folder: Folder, check: Run, way: str, changes: bool) -> None:
        expected = check()
        assert check() == expected  # it has clashes
        getattr(Broken(), way)(folder.databases()[0])
        if changes:
            folder.write("data/MT1A.txt", NEIGHBOURS["MT1A.txt"].replace("zinc", "zink"))
            expected = check("--no-cache")

        first, then = check(), check()

        assert first._replace(err="") == then == expected
        assert first.err == "" or (
            first.err.startswith("genelint: the cache cannot be used: ")
            and first.err.endswith("; the damaged file was deleted, and the next run makes a new one\n")
            and first.err.count("\n") == 1
        )

    def test_damage_that_cannot_be_deleted(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = check()
        Broken().random_bytes(folder.databases()[0])

        def fail(path: str) -> None:
            raise PermissionError(EACCES, os.strerror(EACCES), path)

        monkeypatch.setattr(os, "unlink", fail)

        said = self.in_trouble(check, expected)
        assert said.endswith(' not a database; delete it with "genelint cache clean", or use --no-cache\n')

    def test_clashes_of_no_form(self, folder: Folder, check: Run) -> None:
        expected = check()
        for value in ("NULL", "x''", "'[['", "7"):
            execute(folder.databases()[0], f"UPDATE clashes SET found = {value}")  # noqa: S608
            assert check() == expected

    def in_trouble(self, check: Run, expected: Result, *arguments: str) -> str:
        result = check(*arguments)
        assert result._replace(err="") == expected
        assert result.err.startswith("genelint: the cache cannot be used: ")
        assert result.err.count("\n") == 1
        return result.err

    def test_a_file_in_the_place_of_the_folder(self, folder: Folder, check: Run) -> None:
        expected = check("--no-cache")
        (folder.path / FOLDER).write_text("mine")

        said = self.in_trouble(check, expected)
        assert said.endswith(f": {FOLDER}: it is no folder; delete it, or use --no-cache\n")
        assert check("--quiet") == Result(expected.code, "", "")
        assert (folder.path / FOLDER).read_text() == "mine"

    def test_a_link_in_the_place_of_the_folder(self, folder: Folder, check: Run) -> None:
        """To somebody's files, as a cloned repository may hold one."""
        expected = check("--no-cache")
        (folder.path / "others").mkdir()
        names = [f"{number:032x}.db" for number in range(2 * MOST_FILES)]
        for name in names:
            (folder.path / "others" / name).write_text("mine")
        (folder.path / FOLDER).symlink_to("others")

        said = self.in_trouble(check, expected)
        assert said.endswith(f": {FOLDER}: it is a symbolic link; delete it, or use --no-cache\n")
        assert sorted(os.listdir(folder.path / "others")) == names

    def test_links_in_the_folder(self, folder: Folder, check: Run) -> None:
        """Nothing is written where they lead to."""
        expected = check()
        [path] = folder.databases()
        for name in (path.name, "CACHEDIR.TAG"):
            (folder.path / FOLDER / name).unlink()
            (folder.path / FOLDER / name).symlink_to(folder.path / f"other {name}")
        (folder.path / f"other {path.name}").write_bytes(b"mine")

        assert check() == expected
        assert (folder.path / f"other {path.name}").read_bytes() == b"mine"
        assert not (folder.path / "other CACHEDIR.TAG").exists()

    @pytest.mark.parametrize("number", [EACCES, ENOSPC])
    def test_a_folder_that_cannot_be_made(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        expected = check("--no-cache")

        def fail(path: str) -> None:
            raise OSError(number, os.strerror(number), path if number == EACCES else None)

        monkeypatch.setattr(os, "mkdir", fail)

        said = self.in_trouble(check, expected)
        place = f"{FOLDER}: " if number == EACCES else ""
        assert said.endswith(f" used: {place}{os.strerror(number)}; set that right, or use --no-cache\n")
        assert not (folder.path / FOLDER).exists()

    def test_a_database_that_cannot_be_written(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        check()
        folder.write(SOON, RECORD)
        expected = check("--no-cache")
        connect = sqlite3.connect

        def connect_to_read(path: str, **more: Any) -> sqlite3.Connection:
            database: sqlite3.Connection = connect(f"file:{path}?immutable=1", uri=True, **more)
            return database

        monkeypatch.setattr(sqlite3, "connect", connect_to_read)

        self.in_trouble(check, expected)
        assert folder.databases()

    @pytest.mark.parametrize("when", ["opened", "written"])
    def test_another_process_writes(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, when: str
    ) -> None:
        check()
        folder.write(SOON, RECORD)
        expected = check("--no-cache")
        if when == "opened":
            shutil.rmtree(folder.path / FOLDER)
        connect = database.connect
        others: list[sqlite3.Connection] = []

        def lock(path: str) -> sqlite3.Connection:
            database = connect(path) if when == "written" else None
            others.append(sqlite3.connect(path, isolation_level=None))
            others[0].execute("BEGIN EXCLUSIVE")
            return database or connect(path)

        monkeypatch.setattr(cache, "connect", lock)

        assert "locked; try again later, or use --no-cache\n" in self.in_trouble(check, expected)
        others[0].close()
        assert folder.databases()

    def test_the_disk_is_full(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(40):
            folder.write(f"data/{number}.txt", RECORD)
        expected = check("--no-cache")
        connect = database.connect

        def small(path: str) -> sqlite3.Connection:
            database = connect(path)
            [pages] = database.execute("PRAGMA page_count").fetchone()
            database.execute(f"PRAGMA max_page_count = {pages}")
            return database

        monkeypatch.setattr(cache, "connect", small)

        said = self.in_trouble(check, expected)
        assert said.endswith(' full; delete it with "genelint cache clean", or use --no-cache\n')

    def test_files_may_not_grow(self, folder: Folder) -> None:
        expected = run_process(folder.path, "check", "--no-cache")
        patch = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))"

        result = run_process(folder.path, "check", patch=patch)

        assert result._replace(err="") == expected
        assert result.err.startswith("genelint: the cache cannot be used: ")

    @pytest.mark.parametrize("method", ["clashes", "facts", "store_clashes"])
    def test_it_breaks_later(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
        check()
        if method != "clashes":
            execute(folder.databases()[0], "DELETE FROM clashes")
        expected = check("--no-cache")
        whole = getattr(Cache, method)

        def broken(self: Cache, *arguments: Any) -> Any:
            for table in ("batches", "clashes"):
                database = self._database  # pyright: ignore[reportPrivateUsage]
                assert database is not None
                database.execute(f"DROP TABLE IF EXISTS {table}")
            return whole(self, *arguments)

        monkeypatch.setattr(Cache, method, broken)
        self.in_trouble(check, expected)

    def test_in_trouble_nothing_is_known(self, folder: Folder) -> None:
        (folder.path / FOLDER).write_text("")
        troubled = Cache(FOLDER, set_up(read_config(os.getcwd())))
        other = "data/MT1A.txt"

        assert troubled.trouble
        known, stale = troubled.sift([SOON], [other])
        assert known == (set(), set(), [], {})
        assert stale == [Task(SOON), Task(other, full=False)]
        troubled.store(Surveyed(stale, ["MT1H", "MT1A"], {}, [], []))
        troubled.store_clashes([SOON], [other], [])
        assert list(troubled.facts({SOON})) == []
        assert troubled.clashes([SOON], [other]) is None
        troubled.close()

    def test_another_process_makes_it_first(self, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        path = str(folder.path / "a.db")
        database.connect(path).close()
        answers = iter([(), database._TABLES])  # pyright: ignore[reportPrivateUsage]

        def answer(_: object) -> tuple[str, ...]:
            return next(answers)

        monkeypatch.setattr(database, "_tables", answer)

        database.connect(path).close()

        assert next(answers, None) is None

    def test_another_process_writes_between(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was compared is not what is known by now."""

        def compare_slowly(*given: Any) -> Any:
            monkeypatch.setattr(run, "compare", compare)
            found = compare(*given)
            folder.write("data/MT1E.txt", NEIGHBOURS["MT1E.txt"])
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sys, "stdout", io.StringIO())
                main(["check", SOON, "data/MT1E.txt"])
            return found

        monkeypatch.setattr(run, "compare", compare_slowly)
        assert '"COR' in check().out

        assert check.is_right()
        assert '"COR' not in check().out

    def test_two_runs_at_once(self, folder: Folder) -> None:
        expected = run_process(folder.path, "check", "--no-cache")
        for _ in range(3):
            shutil.rmtree(folder.path / FOLDER, ignore_errors=True)
            running = [start(folder.path, "check", "--jobs", "1", patch="") for _ in range(3)]
            assert [finish(one) for one in running] == [expected] * 3
        assert run_process(folder.path, "check", patch="") == expected

    def test_odd_names_and_symbols(self, folder: Folder, check: Run) -> None:
        odd = os.fsencode(str(folder.path / "data")) + b"/odd\xff.txt"
        Path(os.fsdecode(odd)).write_bytes(RECORD.encode())
        folder.write("data/NUL.txt", RECORD.replace("MT1H", "MT1\0H"))
        (folder.path / "data" / "LONE.txt").write_bytes(RECORD.encode().replace(b"MT1H", b"MT1\xff"))
        folder.touch("data/LONE.txt")

        assert check.is_right()
        assert check.is_right()
