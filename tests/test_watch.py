"""`genelint check --watch`: a real process that answers to what is saved."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import NoReturn

import pytest

from command import run_command
from genelint import watch
from genelint.errors import UsageError
from genelint.testing import NEIGHBOURS

PATIENCE = 30.0  # seconds until a test gives up


class Watching:
    """A running `genelint check --watch`, and what it writes, line by line."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "genelint", "check", "--watch", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line.rstrip("\n"))

    def until(self, part: str) -> str:
        """What is written up to the first line that has a part."""
        seen: list[str] = []
        while not seen or part not in seen[-1]:
            seen.append(self._lines.get(timeout=PATIENCE))
        return "\n".join(seen)

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def interrupt(self) -> tuple[int, str]:
        """Its exit code, and what it writes last."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE), self.until("interrupted")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    for name, text in NEIGHBOURS.items():
        (tmp_path / "data" / name).write_text(text)
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    (folder / "genelint.toml").write_text('paths = ["data"]\n')
    made = Watching(folder)
    made.until(f"All {len(NEIGHBOURS)} files are clean.")
    yield made
    made.stop()


class Told:
    """`genelint check --watch` in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.capsys = capsys
        self.monkeypatch = monkeypatch

    def watch(self, changed: Iterator[str], *arguments: str) -> tuple[str, str]:
        """What it writes while paths are told one by one, until they end; an empty one begins watching anew."""

        def follow(*_: str, **__: object) -> Iterator[set[tuple[int, str]]]:
            for path in changed:
                if not path:
                    return
                yield {(1, str(self.folder.resolve() / path))}
            raise KeyboardInterrupt

        self.monkeypatch.setattr("watchfiles.watch", follow)
        code, out, err = run_command(self.capsys, "check", "--watch", *arguments)
        assert code == 130
        return out, err


class TestAnswers:
    def test_what_is_saved(self, watching: Watching) -> None:
        watching.edit("data/MT1A.txt", "| 4489 |", "| 4489a |")
        answer = watching.until("Found 1 error in 1 file")
        assert "data/MT1A.txt has changed." in answer
        assert "IDN010" in answer
        watching.edit("data/MT1A.txt", "| 4489a |", "| 4489 |")
        assert "data/MT1A.txt has changed." in watching.until("The file is clean.")

    def test_with_what_the_other_records_say(self, watching: Watching) -> None:
        watching.edit("data/MT1E.txt", "| 4493 |", "| 4489 |")
        assert "COR001" not in watching.until("The file is clean.")
        answer = watching.until("Found 2 errors")
        assert answer.count("COR001") == 2

    def test_to_the_file_beside_a_record(self, watching: Watching) -> None:
        (watching.folder / "data" / "MT1A associations.tsv").write_text("nothing\n")
        assert "ASC016" in watching.until("Found")

    def test_to_new_and_deleted_records(self, watching: Watching) -> None:
        new = watching.folder / "data" / "MT9Z.txt"
        new.write_text(NEIGHBOURS["MT1A.txt"].replace("MT1A", "MT9Z").replace("| 4489 |", "| 99999 |"))
        watching.until(f"All {len(NEIGHBOURS) + 1} files are clean.")
        new.unlink()
        watching.until(f"All {len(NEIGHBOURS)} files are clean.")

    def test_not_to_other_files(self, watching: Watching) -> None:
        (watching.folder / "data" / ".MT1A.txt.swp").write_text("an editor's own")
        watching.edit("data/MT1A.txt", "| 4489 |", "| 4489a |")
        assert watching.until("has changed").split("\n") == ["", "data/MT1A.txt has changed."]

    def test_to_the_configuration(self, watching: Watching) -> None:
        watching.edit("data/MT1A.txt", "| 4489 |", "| 4489a |")
        watching.until("Found 1 error in 1 file")
        watching.edit("genelint.toml", 'paths = ["data"]', 'paths = ["data"]\nignore = ["IDN010"]')
        watching.until(f"All {len(NEIGHBOURS)} files are clean.")

    def test_to_a_configuration_that_is_half_written_by_going_on(self, watching: Watching) -> None:
        watching.edit("genelint.toml", 'paths = ["data"]', 'paths = ["data"')
        watching.until("error: genelint.toml:1:")
        watching.edit("data/MT1A.txt", "| 4489 |", "| 4489a |")
        watching.until("Found 1 error in 1 file")
        watching.edit("genelint.toml", 'paths = ["data"', 'paths = ["data"]')
        assert "all are checked again" in watching.until(f"Found 1 error in 1 of {len(NEIGHBOURS)} files")

    def test_to_what_is_written_under_another_name_first(self, watching: Watching) -> None:
        record = watching.folder / "data" / "MT1A.txt"
        new = watching.folder / "data" / "new"
        new.write_text(record.read_text().replace("| 4489 |", "| 4489a |"))
        new.rename(record)
        watching.until("Found 1 error in 1 file")

    def test_to_an_interrupt_by_ending(self, watching: Watching) -> None:
        assert watching.interrupt() == (130, "genelint: interrupted")


def test_named_files_alone(folder: Path) -> None:
    watching = Watching(folder, "data/MT1A.txt")
    try:
        watching.until("The file is clean.")
        record = folder / "data" / "MT1A.txt"
        record.rename(folder / "elsewhere")  # as editors do that keep the old text
        (folder / "data" / "another").write_text("")
        (folder / "elsewhere").rename(record)
        watching.until("The file is clean.")
        watching.edit("data/MT1E.txt", "| 4493 |", "| 4489 |")
        watching.edit("data/MT1A.txt", "| 4489 |", "| 4489a |")
        answer = watching.until("Found 1 error")
        assert "MT1E" not in answer
    finally:
        watching.stop()


class TestInOneProcess:
    """The same with changes that are told instead of seen, so that each case is met for sure."""

    @pytest.fixture
    def told(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
        (folder / "genelint.toml").write_text('paths = ["data"]\n')
        monkeypatch.chdir(folder)
        return Told(folder, capsys, monkeypatch)

    def test_changes_of_all_kinds(self, told: Told) -> None:
        data = told.folder / "data"
        text = NEIGHBOURS["MT1A.txt"]

        def damage() -> Iterator[str]:
            yield "nothing"
            (data / "MT1A.txt").write_text(text.replace("| 4489 |", "| 4489a |"))
            yield "data/MT1A.txt"
            (data / "MT1A.txt").write_text(text.replace("| 4489 |", "| 4493 |"))
            yield "data/MT1A.txt"
            (data / "MT1A.txt").unlink()
            yield "data/MT1A.txt"
            yield "nothing"
            (data / "MT1A.txt").write_text(text)
            yield "data/MT1A.txt"
            yield "nothing"

        out, err = told.watch(damage())

        assert [
            line for line in out.split("\n") if line.endswith(("changed.", "file.", "again.", "files.", "clean."))
        ] == [
            "All 5 files are clean.",
            "data/MT1A.txt has changed.",
            "Found 1 error in 1 file.",
            "data/MT1A.txt has changed.",
            "The file is clean.",
            "Found 2 errors in 2 of 5 files.",
            "The records or how they are checked have changed: all are checked again.",
            "All 4 files are clean.",
            "The records or how they are checked have changed: all are checked again.",
            "All 5 files are clean.",
        ]
        assert err == "genelint: interrupted\n"

    def test_settings_that_go_wrong(self, told: Told) -> None:
        def damage() -> Iterator[str]:
            yield "nothing"
            (told.folder / "genelint.toml").write_text('paths = ["data"')
            yield "nothing"
            yield "nothing"
            (told.folder / "genelint.toml").write_text('paths = ["data"]\nignore = ["ALL"]')
            yield "nothing"
            yield "nothing"
            yield ""
            yield "nothing"

        out, err = told.watch(damage())

        assert out.count("checked again") == 2
        assert err.split("\n")[:2] == [
            "genelint: error: genelint.toml:1: not TOML: Unclosed array",
            "genelint: nothing to check: no rule is selected: change the rules selected or ignored",
        ]

    def test_a_named_file_that_is_gone_for_a_moment(self, told: Told) -> None:
        (told.folder / "genelint.toml").unlink()  # so that there is nothing to compare with
        record = told.folder / "data" / "MT1A.txt"

        def damage() -> Iterator[str]:
            yield "nothing"
            text = record.read_text()
            record.unlink()
            yield "data/MT1A.txt"
            record.write_text(text)
            yield "data/MT1A.txt"

        out, _ = told.watch(damage(), "data/MT1A.txt")

        assert out.split("\n") == ["The file is clean.", "", "data/MT1A.txt has changed.", "The file is clean.", ""]


class TestBadUse:
    @pytest.mark.parametrize(
        "arguments", [["-"], ["--fix", "data"], ["--diff", "data"], ["--output-format=json", "."], ["--quiet", "."]]
    )
    def test_is_refused(self, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
        code, out, err = run_command(capsys, "check", "--watch", *arguments)
        assert (code, out) == (2, "")
        assert err.startswith("genelint: error: --watch checks files for people: ")

    def test_without_the_extra(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(folder)
        monkeypatch.setitem(sys.modules, "watchfiles", None)
        code, _, err = run_command(capsys, "check", "--watch", "data")
        assert code == 2
        assert err.startswith("genelint: error: --watch needs watchfiles: ")

    def test_where_nothing_can_be_watched(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import watchfiles  # noqa: PLC0415

        def fail(*_: object, **__: object) -> NoReturn:
            raise OSError(28, "inotify watch limit reached")

        monkeypatch.setattr(watchfiles, "watch", fail)

        def begin() -> watch.Watched:
            return watch.Watched([], [str(folder)], [])

        def nothing(paths: Sequence[str]) -> None:
            raise AssertionError(paths)

        with pytest.raises(UsageError, match="changes cannot be watched: "):
            watch.watch(begin, list, list, nothing, print)
