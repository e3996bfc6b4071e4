"""What is kept of earlier runs: it hides no change, and whatever befalls it, a run finds the same as without."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import Result, finish, run_command, run_process, start
from genelint import cache, conditions, run, survey
from genelint.cache import FOLDER, MOST_FILES, Cache
from genelint.cli import main
from genelint.config import read_config
from genelint.corpus import compare
from genelint.engine import INTERNAL_ERROR, Examined, Said, examine
from genelint.files import read_beside
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
from genelint.packing import pack, pack_facts, unpack, unpack_facts
from genelint.setup import set_up
from genelint.stamps import content_stamp, is_settled, stamper, time_stamp
from genelint.survey import Surveyed, Task
from genelint.testing import NEIGHBOURS, RECORD

OLD = 10**18
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


class TestPacking:
    @given(st.lists(DIAGNOSTICS, max_size=3))
    def test_what_is_packed_is_unpacked(self, diagnostics: list[Diagnostic]) -> None:
        unpacked = unpack(pack(diagnostics))

        assert unpacked == diagnostics
        assert repr(unpacked) == repr(diagnostics)  # tells True from 1

    @given(st.dictionaries(TEXTS, st.lists(PAIRS, max_size=4), max_size=3), st.data())
    def test_facts_too(self, said: dict[str, list[tuple[str, str]]], data: st.DataObject) -> None:
        pairs = sorted({pair for pairs in said.values() for pair in pairs})
        numbers = (
            {pair: at for at, pair in enumerate(data.draw(st.lists(st.sampled_from(pairs), unique=True)))}
            if pairs
            else {}
        )
        facts = [Said(code, pairs) for code, pairs in said.items()]

        assert unpack_facts(pack_facts(facts, numbers), {number: pair for pair, number in numbers.items()}) == facts

    @given(JSON, st.data())
    def test_all_else_is_refused(self, value: object, data: st.DataObject) -> None:
        """Also what is nearly right: one part of a diagnostic is another."""
        row = json.loads(pack([EXAMPLE]))[0]
        if data.draw(st.booleans()):
            row[data.draw(st.integers(0, len(row) - 1))] = value
            value = [row]
        try:
            found = unpack(json.dumps(value))
        except ValueError:
            return
        assert unpack(pack(found)) == found
        for one in found:
            assert isinstance(hash(one), int)

    @given(JSON | st.dictionaries(st.text(max_size=3), st.lists(JSON, max_size=3), max_size=2))
    def test_other_facts_are_refused(self, value: object) -> None:
        try:
            found = unpack_facts(json.dumps(value), {1: ("key", "value")})
        except ValueError:
            return
        for code, pairs in found:
            assert all(isinstance(text, str) for pair in pairs for text in (code, *pair))

    def test_numbers_without_end(self) -> None:
        with pytest.raises(ValueError, match="not what was packed"):
            unpack(pack([EXAMPLE]).replace("[1,2,3,4]", "[1e999,2,3,4]"))

    @pytest.mark.parametrize("text", [None, b"", 0, 1.5, "x", "[" * 100_000, "[1e999]", b"\xff", "null", "{}"])
    def test_what_is_no_text(self, text: Any) -> None:
        if text != "{}":
            with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
                unpack(text)
        if text != "{}":
            with pytest.raises(ValueError):  # noqa: PT011
                unpack_facts(text, {})


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


def stamp_once(path: str) -> object:
    return stamper()(path)


class TestStamps:
    @pytest.mark.parametrize("stamp_of", [time_stamp, stamp_once, content_stamp])
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

        assert stamps[0] is None is missing
        assert len(set(stamps)) == len(stamps)

    def test_without_a_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("A.txt").write_text("a")
        Path("B.txt").write_text("b")
        Path("B associations.tsv").write_text("b")
        stamp_of = stamper()

        for name in ("A.txt", "B.txt"):
            assert stamp_of(name) == time_stamp(name) is not None
        assert stamper()("/none-such.txt") is None
        assert content_stamp("A.txt/B.txt") is time_stamp("A.txt/B.txt") is stamp_of("A.txt/B.txt") is None

    def test_a_young_file_may_change_unseen(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        record, beside = tmp_path / "A.txt", tmp_path / "A associations.tsv"
        record.write_text("one")
        beside.write_text("")
        now = OLD + 10 * 10**9 + 1
        monkeypatch.setattr("genelint.stamps.time_ns", lambda: now)
        settled: list[bool] = []
        for of_record, of_beside in ((10**8, 10**8), (10**7, 10**8), (10**8, 10**7), (10**9 + 1, 10**8), (-5, 10**8)):
            os.utime(record, ns=(0, now - of_record))
            os.utime(beside, ns=(0, now - of_beside))
            stamp = time_stamp(str(record))
            assert stamp is not None
            settled.append(is_settled(stamp))
        content = content_stamp(str(record))

        assert settled == [True, False, False, False, False]
        assert content is not None
        assert is_settled(content)


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
    monkeypatch.setattr(cache, "_PATIENCE", 0.05)


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
        folder.write("data/MT1A.txt", NEIGHBOURS["MT1A.txt"], is_old=False)
        os.utime("data/MT1A.txt", ns=(0, 2**62))
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
        monkeypatch.setattr(cache, "MOST_PAIRS", 2)

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
            folder.write(name, text, is_old=kind == "write")
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

    def test_same_size_and_same_time(self, folder: Folder, check: Run) -> None:
        """The one limit."""
        before = check()
        assert check("--cache-by", "content") == before
        (folder.path / SOON).write_text(RECORD.replace("Holds zinc", "Holds zinc "), encoding="utf-8")
        (folder.path / SOON).write_text(RECORD.replace("Holds zinc", "zinc  Holds"), encoding="utf-8")
        os.utime(folder.path / SOON, ns=(0, OLD))

        assert check() == before != check("--no-cache")
        assert check.is_right(key="content")

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
    @pytest.mark.parametrize("name", ["pack", "pack.rules"])
    def test_the_package_of_a_plugin(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch, key: str, name: str
    ) -> None:
        (folder.path / "installed" / "pack").mkdir(parents=True)
        rules = f"from pack.word import WORD\n{PLUGIN}".replace('"{}"', "WORD")
        for at, module in ((0, "__init__"), (1, "rules")):
            folder.write(f"installed/pack/{module}.py", "" if at == 0 and "." in name else rules)
        folder.write("genelint.toml", f'paths = ["data"]\nplugins = ["genelint_rules", "{name}"]\n')
        monkeypatch.setattr(sys, "path", [str(folder.path / "installed"), *sys.path])
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        for word in ("one", "two"):
            folder.write("installed/pack/word.py", f"WORD = 'word {word}'\n")
            for module in ("pack", "pack.word", "pack.rules"):
                monkeypatch.delitem(sys.modules, module, raising=False)
            result = check("--cache-by", key)
            assert f"word {word}" in result.out
            assert check("--cache-by", key) == check("--no-cache") == result

    def test_what_a_plugin_loads_from_beside_it(
        self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder.write("genelint.toml", 'paths = ["data"]\nplugins = ["genelint_rules", "ours.py"]\n')
        folder.write("ours.py", "from genelint_words_beside import WORD\n" + PLUGIN.replace('"{}"', "WORD"))
        monkeypatch.setattr(sys, "path", [str(folder.path), *sys.path])
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        for word in ("one", "two"):
            folder.write("genelint_words_beside.py", f"WORD = 'word {word}'\n")
            monkeypatch.delitem(sys.modules, "genelint_words_beside", raising=False)
            assert f"word {word}" in check().out

    def test_a_plugin_that_changed_since_it_was_loaded(self, folder: Folder, check: Run) -> None:
        """Nobody knows which text of it runs."""
        folder.write("genelint.toml", 'paths = ["data"]\nplugins = ["genelint_rules", "ours.py"]\n')
        folder.write("ours.py", PLUGIN.format("one"), is_old=False)

        assert check.is_right()
        assert not folder.databases()

    def test_a_fresh_installation_knows_contents(self, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        """As in CI, where all times are new."""
        folder.write("genelint.toml", 'plugins = ["genelint_rules", "ours.py", "genelint_without_file"]\n')
        module = ModuleType("genelint_without_file")
        module.RULES = ()  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "genelint_without_file", module)

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

        def appearing(path: str) -> Any:
            folder.write("data/MT1H associations.tsv", "nothing\n")
            return read_beside(path)

        monkeypatch.setattr(survey, "read_beside", appearing)
        check(SOON)
        monkeypatch.setattr(survey, "read_beside", read_beside)
        (folder.path / "data/MT1H associations.tsv").unlink()

        assert check.is_right(SOON)


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

    def test_clean_deletes_what_is_ours(self, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
        nothing = run_command(capsys, "cache", "clean")
        main(["check"])
        (folder.path / FOLDER / "notes.db.txt").write_text("mine")
        capsys.readouterr()
        first = run_command(capsys, "cache", "clean")
        left = os.listdir(folder.path / FOLDER)
        (folder.path / FOLDER / "notes.db.txt").unlink()
        main(["check"])
        capsys.readouterr()
        run_command(capsys, "cache", "clean")

        assert nothing == Result(0, f"there is no {FOLDER}.\n", "")
        assert first == Result(0, f"deleted {FOLDER}.\n", "")
        assert left == ["notes.db.txt"]
        assert not (folder.path / FOLDER).exists()

    def test_clean_says_what_it_cannot(self, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
        main(["check"])
        capsys.readouterr()
        (folder.path / FOLDER / f"{'0' * 32}.db").mkdir()

        result = run_command(capsys, "cache", "clean")

        assert result.code == 2
        assert result.err.startswith(f"genelint: error: {FOLDER}: cannot be deleted: ")


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

    def no_facts(self, path: Path) -> None:
        execute(path, "DROP TABLE facts")

    def lost_facts(self, path: Path) -> None:
        execute(path, "DELETE FROM facts", "DELETE FROM clashes")

    def lost_pairs(self, path: Path) -> None:
        execute(path, "DELETE FROM pairs", "DELETE FROM clashes")

    def other_columns(self, path: Path) -> None:
        execute(path, "ALTER TABLE files RENAME COLUMN found TO gone")

    def more_columns(self, path: Path) -> None:
        execute(path, "ALTER TABLE facts ADD COLUMN more")

    def trigger(self, path: Path) -> None:
        execute(path, "CREATE TRIGGER t AFTER INSERT ON files BEGIN DELETE FROM facts; END")

    def view(self, path: Path) -> None:
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x, x, x, x, x, x FROM n"
        execute(path, "DROP TABLE files", f"CREATE VIEW files (path, mtime, size, more, symbol, found) AS {endless}")

    def no_json(self, path: Path) -> None:
        execute(
            path, "UPDATE files SET found = '[['", "UPDATE facts SET said = '[['", "UPDATE clashes SET found = '[['"
        )

    def other_json(self, path: Path) -> None:
        execute(
            path, "UPDATE files SET found = '[[1]]'", "UPDATE facts SET said = '[1]'", "UPDATE clashes SET found = '{}'"
        )

    def nulls(self, path: Path) -> None:
        execute(path, *(f"UPDATE {column} = NULL" for column in COLUMNS))

    def numbers(self, path: Path) -> None:
        execute(path, *(f"UPDATE {column} = 7" for column in COLUMNS))

    def blobs(self, path: Path) -> None:
        execute(path, *(f"UPDATE {column} = x''" for column in COLUMNS))

    def no_utf8(self, path: Path) -> None:
        execute(path, *(f"UPDATE {column} = CAST(x'ff' AS TEXT)" for column in COLUMNS))

    def pairs_that_are_none(self, path: Path) -> None:
        execute(path, "UPDATE pairs SET key = x'ff'", "DELETE FROM clashes")

    def most_writings(self, path: Path) -> None:
        execute(path, "PRAGMA user_version = 2147483647")

    def negative_writings(self, path: Path) -> None:
        execute(path, "PRAGMA user_version = -7")

    def older_form(self, path: Path) -> None:
        path.unlink()
        execute(path, "CREATE TABLE files (path TEXT PRIMARY KEY, mtime INTEGER)")


COLUMNS = (
    "files SET symbol", "files SET found", "files SET more", "facts SET said", "clashes SET found", "pairs SET value",
)  # fmt: skip
WAYS = sorted(name for name in vars(Broken) if not name.startswith("_"))


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
            first.err.startswith("genelint: the cache cannot be used: ") and first.err.count("\n") == 1
        )

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

        self.in_trouble(check, expected)
        assert check("--quiet") == Result(expected.code, "", "")
        assert (folder.path / FOLDER).read_text() == "mine"

    def test_a_folder_that_cannot_be_written(self, folder: Folder, check: Run) -> None:
        expected = check("--no-cache")
        (folder.path / FOLDER).symlink_to("/proc/self")

        self.in_trouble(check, expected)

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
        connect = cache.connect
        others: list[sqlite3.Connection] = []

        def lock(path: str) -> sqlite3.Connection:
            database = connect(path) if when == "written" else None
            others.append(sqlite3.connect(path, isolation_level=None))
            others[0].execute("BEGIN EXCLUSIVE")
            return database or connect(path)

        monkeypatch.setattr(cache, "connect", lock)

        assert "locked" in self.in_trouble(check, expected)
        others[0].close()
        assert folder.databases()

    def test_the_disk_is_full(self, folder: Folder, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(40):
            folder.write(f"data/{number}.txt", RECORD)
        expected = check("--no-cache")
        connect = cache.connect

        def small(path: str) -> sqlite3.Connection:
            database = connect(path)
            [pages] = database.execute("PRAGMA page_count").fetchone()
            database.execute(f"PRAGMA max_page_count = {pages}")
            return database

        monkeypatch.setattr(cache, "connect", small)

        assert "full" in self.in_trouble(check, expected)

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
            for table in ("pairs", "clashes"):
                database = self._database  # pyright: ignore[reportPrivateUsage]
                assert database is not None
                database.execute(f"DROP TABLE IF EXISTS {table}")
            return whole(self, *arguments)

        monkeypatch.setattr(Cache, method, broken)
        self.in_trouble(check, expected)

    def test_in_trouble_nothing_is_known(self, folder: Folder) -> None:
        (folder.path / FOLDER).write_text("")
        troubled = Cache(FOLDER, set_up(read_config(os.getcwd())))
        task = Task(SOON)

        assert troubled.trouble
        assert troubled.sort([task]) == ([], [task])
        troubled.store(Surveyed(SOON, True, Examined([], [])))
        troubled.store_clashes([task], [])
        assert list(troubled.facts({SOON})) == []
        assert troubled.clashes([task]) is None
        troubled.close()

    def test_another_process_makes_it_first(self, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        path = str(folder.path / "a.db")
        cache.connect(path).close()
        answers = iter([False, True])

        def answer(_: object) -> bool:
            return next(answers)

        monkeypatch.setattr(cache, "_has_tables", answer)

        cache.connect(path).close()

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
