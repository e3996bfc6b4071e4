"""Where reports go: files, annotations and the job summary of GitHub Actions."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from command import Result, run_command
from genelint import drafts, outputs
from genelint.actions import MOST_SUMMARY, Actions, find_checkout, read_actions
from genelint.cli import main
from genelint.errors import UsageError
from genelint.model import Source
from genelint.render import FORMATS, sarif
from genelint.terminal import say
from genelint.testing import RECORD
from runner import Runner

WARNED = RECORD.replace("Synonyms | ", "Synonyms |  ")
BROKEN = RECORD.replace("Synonyms | MT-0", "Synonyms | ##[add-mask]MT\x1b-0")
SAID = "Found 1 warning in 1 file; 1 can be fixed by --fix."
COMMAND = "::warning title=TXT005 stray-whitespace,file=data/MT1H.txt,line="
ANNOTATIONS = {"error", "warning", "notice"}


class Shell:
    """A repository with one record, and the command in it, in GitHub Actions."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.capsys = capsys
        self.monkeypatch = monkeypatch
        self.summary = folder / "summary.md"
        self.write(WARNED)

    def write(self, text: str) -> None:
        (self.folder / "data" / "MT1H.txt").write_text(text, encoding="utf-8")

    def write_diff(self, text: str) -> None:
        (self.folder / "diff").write_text(text, encoding="utf-8")

    def leave_actions(self) -> None:
        self.monkeypatch.delenv("GITHUB_ACTIONS")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def check(self, *arguments: str) -> Result:
        return run_command(self.capsys, "check", "data", *(f"--output-format={word}" for word in arguments))


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "ACTIONS": "true",
        "SERVER_URL": "https://github.com",
        "REPOSITORY": "o/r",
        "SHA": "abc",
        "WORKSPACE": str(tmp_path),
        "STEP_SUMMARY": str(tmp_path / "summary.md"),
    }.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    return Shell(tmp_path, capsys, monkeypatch)


class TestFiles:
    def test_several_at_once(self, shell: Shell) -> None:
        shell.leave_actions()

        code, out, err = shell.check("concise", "json:a.json", "sarif:data/b.sarif")

        assert (code, err) == (0, "")
        assert out.startswith("data/MT1H.txt:")
        assert [found["code"] for found in json.loads(shell.read("a.json"))["diagnostics"]] == ["TXT005"]
        (run,) = json.loads(shell.read("data/b.sarif"))["runs"]
        assert set(run["results"][0]["partialFingerprints"]) == {"genelintFingerprint/v1", "primaryLocationLineHash"}
        assert run["tool"]["driver"]["rules"][0]["help"]["markdown"].startswith("# TXT005: stray-whitespace\n")
        assert not shell.summary.exists()

    @pytest.mark.parametrize("name", FORMATS)
    def test_every_format(self, shell: Shell, name: str) -> None:
        shell.leave_actions()

        assert shell.check(f"{name}:out") == (0, "", f"genelint: {SAID}\n")
        assert shell.check(name).out == shell.read("out")

    def test_what_is_too_large_for_one(self, shell: Shell) -> None:
        shell.monkeypatch.setattr(sarif, "MOST_RESULTS", 1)
        shell.write(WARNED.replace("Name | ", "Name |  "))

        shell.check("sarif:out.sarif")

        names = sorted(file.name for file in shell.folder.glob("out*"))
        assert names == ["out-2.sarif", "out.sarif"]
        assert all(len(json.loads(shell.read(name))["runs"][0]["results"]) == 1 for name in names)

    def test_are_written_quietly(self, shell: Shell) -> None:
        assert run_command(shell.capsys, "check", "data", "--quiet", "--output-format=tsv:out") == (0, "", "")
        assert "TXT005" in shell.read("out")
        assert not shell.summary.exists()

    def test_cannot_be_written(self, shell: Shell) -> None:
        code, _, err = shell.check("tsv:data")

        assert (code, err) == (2, "genelint: error: data: cannot be written: Is a directory\n")

    def test_say_what_could_not_be_read(self, shell: Shell) -> None:
        shell.leave_actions()
        (shell.folder / "data/loop.txt").symlink_to("loop.txt")
        said = "data/loop.txt: cannot be read: Too many levels of symbolic links"

        code, out, err = shell.check("full", "json:a.json")

        assert (code, err) == (2, f"genelint: error: {said}\n")
        assert out.endswith(f"{SAID[:-1]}; 1 file could not be read.\n")
        assert json.loads(shell.read("a.json"))["failures"] == [said]

    def test_say_what_could_not_be_written(self, shell: Shell) -> None:
        shell.leave_actions()

        def refuse(before: Source, _: Source) -> None:
            raise UsageError(f"{before.path}: cannot be written: No space left on device")

        shell.monkeypatch.setattr(drafts, "replace_unchanged", refuse)

        code, out, _ = run_command(shell.capsys, "check", "data", "--fix", "--output-format=junit")

        assert code == 2
        assert "1 file could not be written." in out
        assert "<error " in out

    @pytest.mark.parametrize(("only", "lines"), [("off", [5, 1]), ("file", [1, 5])])
    def test_what_changed_comes_first_where_all_is_shown(self, shell: Shell, only: str, lines: list[int]) -> None:
        """People read it first; a report for programs keeps its order."""
        shell.leave_actions()
        shell.write("".join(f"{line} \n" for line in RECORD.split("\n")[:9]))
        line = RECORD.split("\n")[4]
        shell.write_diff(f"--- a/data/MT1H.txt\n+++ b/data/MT1H.txt\n@@ -5 +5 @@\n-{line}\n+{line} \n")

        out = run_command(
            *(shell.capsys, "check", "data", "--select=TXT005", f"--only-changed={only}", "--changed-lines=diff"),
            *("--output-format=concise", "--output-format=json:out"),
        ).out

        shown = [int(line.split(":")[1]) for line in out.splitlines()]
        written = [found["line"] for found in json.loads(shell.read("out"))["diagnostics"]]
        assert [line for line in shown if line in lines] == lines
        assert written == sorted(shown)
        assert len(shown) > 2

    def test_statistics_beside_a_file(self, shell: Shell) -> None:
        shell.leave_actions()

        code, out, _ = run_command(shell.capsys, "check", "data", "--statistics", "--output-format=tsv:out")

        assert (code, out) == (0, f"1  TXT005  warning  stray-whitespace\n{SAID}\n")
        assert "TXT005" in shell.read("out")

    @pytest.mark.parametrize("before", ["gone", "no file", "nothing"])
    def test_what_has_changed_meanwhile(self, shell: Shell, before: str) -> None:
        """Where the text is not to be had any more, the report is that of what was checked."""
        file = shell.folder / "data" / "MT1H.txt"
        write = outputs.write_reports

        def change(*arguments: Any, **options: Any) -> None:
            if before != "nothing":
                file.unlink()
            if before == "no file":
                file.mkdir()
            write(*arguments, **options)

        shell.monkeypatch.setattr(outputs, "write_reports", change)

        (result,) = json.loads(shell.check("sarif").out)["runs"][0]["results"]
        assert ("primaryLocationLineHash" in result["partialFingerprints"]) == (before == "nothing")


class TestActions:
    def test_annotates_beside_the_report(self, shell: Shell) -> None:
        code, out, err = shell.check()

        assert (code, err) == (0, "")
        first, *lines, last = out.splitlines()
        assert first.startswith("::stop-commands::")
        assert lines[-2] == SAID
        assert lines[-1] == f"::{first.removeprefix('::stop-commands::')}::"
        assert last.startswith(COMMAND)

    def test_record_gives_no_commands(self, shell: Shell) -> None:
        shell.write(BROKEN)
        for name in FORMATS:
            code, out, err = shell.check(name)

            assert code == 1
            runner = Runner()
            assert {command.name for command in runner.read(out)} <= ANNOTATIONS
            assert {command.name for command in runner.read(err)} == {"error"}
            assert not runner.stopped_by

    def test_what_programs_read_stays_what_it_is(self, shell: Shell) -> None:
        code, out, err = shell.check("json")

        assert code == 0
        assert json.loads(out)["diagnostics"]
        assert err.startswith(COMMAND)

    def test_with_a_file_alone(self, shell: Shell) -> None:
        code, out, err = shell.check("json:a.json")

        assert (code, err) == (0, f"genelint: {SAID}\n")
        assert out.startswith(COMMAND)

    @pytest.mark.parametrize("asked", [["github"], ["github:commands"], ["full", "github:commands"]])
    def test_annotates_once(self, shell: Shell, asked: list[str]) -> None:
        _, out, err = shell.check(*asked)

        written = shell.read("commands") if asked[-1] != "github" else ""
        assert (out + err + written).count("::warning") == 1

    def test_sums_up(self, shell: Shell) -> None:
        shell.summary.write_text("# Before\n", encoding="utf-8")

        shell.check("concise")

        text = shell.read("summary.md")
        assert text.startswith(f"# Before\n{SAID}\n")
        assert "(https://github.com/o/r/blob/abc/data/MT1H.txt#L" in text

    @pytest.mark.parametrize(("before", "whole"), [(MOST_SUMMARY - 2000, True), (MOST_SUMMARY - 200, False)])
    def test_sums_up_in_what_room_there_is(self, shell: Shell, before: int, *, whole: bool) -> None:
        shell.summary.write_bytes(b"x" * before)

        shell.check()

        text = shell.read("summary.md")[before:]
        assert SAID in text
        assert ("| warning |" in text) == whole
        assert len(text) + before <= MOST_SUMMARY

    @pytest.mark.parametrize(
        ("asked", "before", "said"),
        [
            ("full", 0, ": the job summary and the log of this step have all of them"),
            ("json", 0, ": the job summary has all of them"),
            ("full", MOST_SUMMARY - 1000, ": the log of this step has all of them"),
            ("full", None, ": the log of this step has all of them"),
            ("json", MOST_SUMMARY - 1000, ""),
            ("json", None, ""),
            ("json:a.json", None, ""),
            ("github", 0, ": the job summary has all of them"),
        ],
    )
    def test_says_where_all_findings_are(self, shell: Shell, asked: str, before: int | None, said: str) -> None:
        shell.write("".join(f"{line} \n" for line in RECORD.split("\n")[:12]))
        if before is None:
            shell.monkeypatch.setenv("GITHUB_STEP_SUMMARY", "")
        else:
            shell.summary.write_bytes(b"x" * before)

        _, out, err = run_command(shell.capsys, "check", "data", "--select=TXT005", f"--output-format={asked}")

        *_, last = (line for line in (out + err).splitlines() if line.startswith("::warning"))
        assert last == f"::warning title=Not all findings are shown::3 warnings more{said}"
        if before:
            left = " of 12 findings have a place here"
            assert shell.read("summary.md").endswith(
                f"{left}{': the log of this step has all of them' if said else ''}.\n"
            )

    @pytest.mark.parametrize("before", [MOST_SUMMARY, MOST_SUMMARY + 1])
    def test_sums_up_nothing_where_there_is_none(self, shell: Shell, before: int) -> None:
        shell.summary.write_bytes(b"x" * before)

        assert shell.check().code == 0
        assert shell.summary.stat().st_size == before

    def test_goes_on_without_a_summary(self, shell: Shell) -> None:
        shell.monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(shell.folder))

        code, out, err = shell.check()

        assert code == 0
        assert COMMAND in out
        folder = shell.folder
        assert err == f"genelint: the job summary is left out: {folder}: cannot be written: Is a directory\n"

    def test_has_no_summary(self, shell: Shell) -> None:
        shell.monkeypatch.setenv("GITHUB_STEP_SUMMARY", "")

        code, out, err = shell.check()

        assert (code, err) == (0, "")
        assert COMMAND in out
        assert not shell.summary.exists()

    @pytest.mark.parametrize("apply", [["patch", "-p0"], ["git", "apply", "-p0"]])
    def test_patch_is_guarded_and_still_one(self, shell: Shell, apply: list[str]) -> None:
        if shutil.which(apply[0]) is None:
            pytest.skip(f"{apply[0]} is not installed")
        shell.write(WARNED.replace("MT-0", "##[add-mask]MT-0"))

        out = run_command(shell.capsys, "check", "data", "--diff").out

        assert "##[add-mask]MT-0" in out
        assert Runner().read(out) == []
        subprocess.run(apply, input=out.encode(), check=True, capture_output=True)
        assert "\nSynonyms | ##[add-mask]MT-0" in shell.read("data/MT1H.txt")

    @pytest.mark.parametrize("between", ["", "\u034f", "\ufe0f", "\u0301\u0301"])
    def test_what_is_said_is_no_command(self, between: str, capsys: pytest.CaptureFixture[str]) -> None:
        said = f"#{between}#{between}[add-mask]x"
        say(said)
        assert main(["check", said]) == 2

        assert Runner().read(err := capsys.readouterr().err) == []
        assert err.startswith(f"genelint: #{between}#{between}\\x5badd-mask]x\n")


class TestEnvironment:
    def test_elsewhere(self) -> None:
        assert read_actions({}) is None
        assert read_actions({"GITHUB_ACTIONS": "false"}) is None

    def test_in_actions(self) -> None:
        known = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/w", "GITHUB_STEP_SUMMARY": "/s"}
        web = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "a b"}

        assert read_actions({"GITHUB_ACTIONS": "true"}) == Actions("", "", "")
        assert read_actions(known | web) == Actions("/w", "https://github.com/o/r/blob/a%20b/", "/s")
        for name in web:
            assert read_actions(known | web | {name: ""}) == Actions("/w", "", "/s")

    def test_nearest_git_folder_is_the_root(self, tmp_path: Path) -> None:
        inner = tmp_path / "outer" / "inner"
        folder = inner / "a" / "b"
        folder.mkdir(parents=True)
        (tmp_path / "outer" / ".git").mkdir()
        (inner / ".git").write_text("gitdir: elsewhere")

        assert find_checkout(str(folder), None) == (str(inner), str(folder), "")
        assert find_checkout(str(inner), None).root == str(inner)
        assert find_checkout(str(tmp_path / "outer"), Actions(str(tmp_path), "pages/", "")) == (
            *(str(tmp_path / "outer"),) * 2,
            "pages/",
        )

    @pytest.mark.parametrize(
        ("workspace", "root"),
        [("", "w/sub"), ("w/", "w"), ("w/sub", "w/sub"), ("w/su", "w/sub"), ("other", "w/sub")],
    )
    def test_else_the_workspace(self, tmp_path: Path, workspace: str, root: str) -> None:
        folder = tmp_path / "w" / "sub"
        folder.mkdir(parents=True)
        actions = Actions(f"{tmp_path}/{workspace}" if workspace else "", "", "")

        assert find_checkout(str(folder), actions).root == str(tmp_path / root)

    def test_else_the_folder(self, tmp_path: Path) -> None:
        assert find_checkout(str(tmp_path), None).root == str(tmp_path)
