"""`genelint check --fix` and its kin: what is written, what is shown, what is left alone, and the exit codes."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import Result, run_command
from genelint import repairs
from genelint.baseline import Entry, format_baseline
from genelint.difference import unified
from genelint.errors import UsageError
from genelint.fixes import repair
from genelint.model import Source
from genelint.terminal import write_text
from genelint.testing import NEIGHBOURS, RECORD

SPACED = RECORD.replace("Holds zinc", "Holds  zinc")
CRLF = SPACED.replace("\n", "\r\n")
NOT_UTF8 = SPACED.replace("cadmium", "cad\udcffmium")
TEXTS = (SPACED, f"{SPACED}\n", CRLF, NOT_UTF8)
MISCOUNTED = RECORD.replace("from 3 datasets", "from 4 datasets")
DANGLING = RECORD.replace('"ref": "3"', '"ref": "7"')
GENELINT = (sys.executable, "-m", "genelint")
PLUGIN = """
from genelint.rule import Edit, Finding, Fix, Meta, Safety, Severity, Source, SourceRule, Span

def check(source: Source):
    at = source.text.find("zinc")
    fix = Fix("Write iron", (Edit(Span(at, at + 4), "iron"),), Safety.SAFE)
    return [Finding(Span(at, at + 4), "zinc stands here", fix)] if at >= 0 else []

RULES = (SourceRule(Meta("XYZ001", "zinc-word", "Zinc.", Severity.WARNING, "1", (), ()), check),)
"""

SUPPRESSION_PLUGIN = """
from genelint.rule import Edit, Finding, Fix, Meta, Safety, Severity, Span, SuppressionRule

def check(suppression):
    fix = Fix("Write", (Edit(Span(0, len(suppression.source.text)), 'TEXT'),), Safety.SAFE)
    return [Finding(suppression.span, "wrong", fix)] if suppression.unused else []

RULES = (SuppressionRule(Meta("XYZ001", "some-word", "Some.", Severity.WARNING, "1", (), ()), check),)
"""


def refuse(_path: str, _mode: int) -> bool:
    """What `os.access` says where nothing is allowed."""
    return False


class Shell:
    """A repository with records in `data/`, and the command in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        return file

    def read(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode("utf-8", "surrogateescape")

    def run(self, *arguments: str) -> Result:
        return run_command(self.capsys, *arguments)

    def check(self, *arguments: str) -> Result:
        return self.run("check", "data", *arguments)

    def start(self, *arguments: str, text: str) -> Result:
        """Run the command with a text as standard input."""
        sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogateescape")))
        return self.run(*arguments)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    (tmp_path / ".git").mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", sys.stdin)
    return Shell(tmp_path, capsys)


class TestFix:
    def test_repairs_and_says_what_is_left(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", SPACED.replace("from 3 datasets", "from 4 datasets"))

        code, out, err = shell.check("--fix", "--output-format", "concise")

        assert (code, err) == (1, "")
        assert [line.split()[1] for line in out.splitlines()] == ["ASC002"]
        assert shell.read("data/MT1H.txt") == MISCOUNTED

    def test_ends_with_1_where_a_file_changes_and_with_0_after(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", SPACED)

        assert shell.check("--fix") == (1, "The file is clean; 1 fixed.\n", "")
        assert shell.check("--fix") == (0, "The file is clean.\n", "")

    def test_leaves_clean_files_alone(self, shell: Shell) -> None:
        file = shell.write("data/MT1H.txt", RECORD)
        shell.write("data/MT1A.txt", NEIGHBOURS["MT1A.txt"].replace("Holds zinc", "Holds  zinc"))
        before = file.stat()

        assert shell.check("--fix").code == 1
        assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)

    def test_tells_programs_how_many(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", SPACED.replace("and copper", "and  copper"))

        assert '"fixed": 2' in shell.check("--fix", "--output-format", "json").out

    def test_says_which_option_repairs(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", SPACED.replace("from 3 datasets", "from 4 datasets"))

        summary = "1 can be fixed by --fix, 1 more by --fix --unsafe-fixes."
        assert shell.check().out.splitlines()[-1] == f"Found 1 error and 1 warning in 1 file; {summary}"

    def test_does_not_make_unsafe_fixes_unless_asked(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", MISCOUNTED)

        assert shell.check("--fix").code == 1
        assert shell.read("data/MT1H.txt") == MISCOUNTED
        assert shell.check("--fix", "--unsafe-fixes").code == 1
        assert shell.read("data/MT1H.txt") == RECORD
        assert shell.check().code == 0

    def test_makes_fixes_of_rules_across_records(self, shell: Shell) -> None:
        for name, text in NEIGHBOURS.items():
            shell.write(f"data/{name}", text)
        edited = RECORD.replace("pathways involving MT1H protein", "the pathways involving MT1H protein")
        shell.write("data/MT1H.txt", edited)

        assert shell.check("--fix").code == 0
        assert shell.read("data/MT1H.txt") == edited
        assert shell.check("--fix", "--unsafe-fixes").code == 1
        assert shell.read("data/MT1H.txt") == RECORD

    def test_a_fix_that_changes_what_it_may_not_is_our_error(self, shell: Shell) -> None:
        shell.write("plugin.py", PLUGIN)
        shell.write("genelint.toml", 'plugins = ["genelint_rules", "./plugin.py"]\n')
        shell.write("data/MT1H.txt", SPACED)

        code, out, _ = shell.check("--fix", "--output-format", "concise")

        assert code == 2
        assert 'INT001 error the safe fix of XYZ001, "Write iron", changes Description; it was not made' in out
        assert shell.read("data/MT1H.txt") == RECORD

    def test_comes_to_an_end(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(repairs, "MOST_ROUNDS", 1)
        shell.write("data/MT1H.txt", SPACED)

        assert shell.check("--fix") == (1, "The file is clean; 1 fixed.\n", "")

    def test_passes_over_files_that_are_gone(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        file = shell.write("data/MT1H.txt", SPACED)

        def found(*_: object) -> list[str]:
            file.unlink()
            return ["data/MT1H.txt"]

        monkeypatch.setattr("genelint.commands.checking.find_files", found)

        assert shell.check("--fix").code == 3


class TestFixOnly:
    def test_makes_the_fixes_of_these_rules(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", SPACED.replace("1,204", "1204"))

        assert shell.check("--fix-only", "ASC,REF004").code == 1
        assert shell.read("data/MT1H.txt") == SPACED
        assert shell.check("--fix-only", "stray-whitespace").out == "The file is clean; 1 fixed.\n"

    def test_makes_those_that_are_not_shown(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", RECORD.replace('"type": "root"', '"type":"root"'))

        assert shell.check("--fix").code == 0
        assert shell.check("--fix-only", "TRE008").code == 1
        assert shell.read("data/MT1H.txt") == RECORD

    def test_shows_no_more_than_usual(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", RECORD.replace('"type": "root"', '"type":"root"'))

        assert shell.check("--fix-only", "TXT005") == (0, "The file is clean.\n", "")

    def test_refuses_a_word_that_names_no_rule(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", SPACED)

        code, out, err = shell.check("--fix-only", "TXT05")

        assert (code, out) == (2, "")
        assert err.startswith('genelint: error: --fix-only: no rule "TXT05"')
        assert shell.read("data/MT1H.txt") == SPACED

    def test_unsafe_fixes_alone_ask_for_more(self, shell: Shell) -> None:
        assert shell.check("--unsafe-fixes") == (
            2,
            "",
            "genelint: error: --unsafe-fixes says which fixes are made: add --fix, or --diff to see them\n",
        )


class TestDiff:
    def test_writes_nothing_and_ends_with_1_where_it_would(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", SPACED)

        code, out, err = shell.check("--diff")

        assert (code, err) == (1, "genelint: would fix 1 in 1 file\n")
        assert out.splitlines()[:2] == ["--- data/MT1H.txt", "+++ data/MT1H.txt"]
        assert [line[:22] for line in out.splitlines() if line[:2] in ("-D", "+D")] == [
            "-Description | Holds  ",
            "+Description | Holds z",
        ]
        assert shell.read("data/MT1H.txt") == SPACED

    def test_ends_with_0_where_there_is_nothing_to_fix(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", MISCOUNTED)

        assert shell.check("--diff", "--fix") == (0, "", "genelint: nothing to fix\n")
        assert shell.check("--diff", "--quiet") == (0, "", "")

    @pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
    @pytest.mark.parametrize("text", TEXTS, ids=["usual", "line end", "CRLF", "bytes"])
    def test_is_a_patch(self, shell: Shell, text: str) -> None:
        shell.write("data/MT1H.txt", text)
        patch = subprocess.run([*GENELINT, "check", "data", "--diff"], capture_output=True, check=False).stdout

        subprocess.run(["git", "apply", "-p0", "--unsafe-paths", "-"], input=patch, check=True)
        applied = shell.read("data/MT1H.txt")
        shell.write("data/MT1H.txt", text)
        shell.check("--fix")

        assert applied == shell.read("data/MT1H.txt") != text

    @pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
    def test_is_a_patch_of_a_name_with_blanks(self, shell: Shell) -> None:
        shell.write("data/gene records/MT1H.txt", SPACED)

        subprocess.run(["patch", "-p0"], input=shell.check("--diff").out.encode(), check=True, capture_output=True)

        assert shell.read("data/gene records/MT1H.txt") == RECORD

    def test_has_no_report_beside_it(self, shell: Shell) -> None:
        said = "standard output is a patch, not a report: leave out --output-format and --statistics"

        assert shell.check("--diff", "--statistics") == (2, "", f"genelint: error: {said}\n")

    def test_is_escaped_at_a_terminal(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write("data/MT1H.txt", SPACED.replace("copper", "\x1b[31mcopper"))

        assert "\x1b[31m" in shell.check("--diff").out
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        out = shell.check("--diff").out
        assert "\x1b" not in out
        assert "\\x1b[31mcopper" in out

    @pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
    @pytest.mark.parametrize("name", ["a b", 'a"b', "a\\b", "a\nb", "a\x1bb", "a\udcffb", "é"])
    def test_names_any_file(self, shell: Shell, name: str) -> None:
        shell.write(f"data/{name}.txt", SPACED)
        patch = subprocess.run([*GENELINT, "check", "data", "--diff"], capture_output=True, check=False).stdout

        subprocess.run(["git", "apply", "-p0", "-"], input=patch, check=True)

        assert shell.read(f"data/{name}.txt") == RECORD


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.txt", "a.txt"),
        ("a b.txt", "a b.txt\t"),
        ('a"b\\c.txt', r'"a\042b\134c.txt"'),
        ("a\n+++ b.txt", r'"a\012+++ b.txt"'),
        ("a\udcff.txt", r'"a\377.txt"'),
        ("é.txt", "é.txt"),
    ],
)
def test_how_a_patch_names_files(path: str, name: str) -> None:
    assert list(unified(path, "a\n", "b\n"))[:2] == [f"--- {name}\n", f"+++ {name}\n"]


class TestBytes:
    """What goes to standard output has the bytes that the file would have, whatever the terminal's encoding."""

    TEXT = NOT_UTF8.replace("copper", "β\r")

    @pytest.mark.parametrize("arguments", [("check", "-", "--fix"), ("format", "-")])
    @pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
    def test_of_standard_input_stay(self, shell: Shell, arguments: tuple[str, ...], encoding: str) -> None:
        result = subprocess.run(
            [*GENELINT, *arguments],
            input=self.TEXT.encode("utf-8", "surrogateescape"),
            env={**os.environ, "PYTHONIOENCODING": encoding},
            cwd=shell.folder,
            capture_output=True,
            check=False,
        )

        wanted = self.TEXT.replace("Holds  zinc", "Holds zinc")
        assert result.stdout.decode("utf-8", "surrogateescape") == wanted

    def test_may_be_those_of_any_stream(self, monkeypatch: pytest.MonkeyPatch) -> None:
        written = io.StringIO()
        monkeypatch.setattr(sys, "stdout", written)

        write_text("β\udcff")

        assert written.getvalue() == "β\udcff"

    def test_cannot_be_written_to_a_full_disk_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with open("/dev/full", "w", encoding="utf-8") as full:
            monkeypatch.setattr(sys, "stdout", full)
            with pytest.raises(UsageError, match="No space left"):
                write_text("x" * 100_000)

    def test_cannot_be_written_to_a_full_disk(self, shell: Shell) -> None:
        with open("/dev/full", "wb") as full:
            result = subprocess.run(
                [*GENELINT, "format", "-"],
                input=SPACED.encode(),
                stdout=full,
                stderr=subprocess.PIPE,
                cwd=shell.folder,
                check=False,
            )

        said = b"genelint: error: standard output cannot be written: No space left on device\n"
        assert (result.returncode, result.stderr) == (2, said)


class TestFiles:
    @pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
    def test_keep_their_permissions(self, shell: Shell, mode: int) -> None:
        file = shell.write("data/MT1H.txt", SPACED)
        file.chmod(mode)

        shell.check("--fix")

        assert file.stat().st_mode & 0o777 == mode
        assert os.listdir(shell.folder / "data") == ["MT1H.txt"]

    def test_keep_line_ends_and_byte_order_mark(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", "\ufeff" + SPACED.replace("\n", "\r\n") + "\r\n")

        assert shell.check("--fix-only", "TXT005").code == 1
        assert shell.read("data/MT1H.txt") == "\ufeff" + RECORD.replace("\n", "\r\n") + "\r\n"

    def test_keep_bytes_that_are_not_utf_8(self, shell: Shell) -> None:
        shell.write("data/MT1H.txt", SPACED.replace("copper", "c\udcf6pper"))

        shell.check("--fix")

        assert shell.read("data/MT1H.txt") == RECORD.replace("copper", "c\udcf6pper")

    def test_stay_links(self, shell: Shell) -> None:
        file = shell.write("elsewhere/MT1H.txt", SPACED)
        (shell.folder / "data" / "MT1H.txt").symlink_to(file)

        shell.check("--fix")

        assert (shell.folder / "data" / "MT1H.txt").is_symlink()
        assert shell.read("elsewhere/MT1H.txt") == RECORD

    def edit_meanwhile(self, shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        """Write a file while the first record is fixed."""

        def slow_repair(source: Source, *arguments: object) -> object:
            shell.write(name, "edited meanwhile")
            return repair(source, *arguments)  # type: ignore[arg-type]

        shell.write("data/MT1H.txt", SPACED)
        shell.write("data/MT1A.txt", NEIGHBOURS["MT1A.txt"].replace("Holds zinc", "Holds  zinc"))
        monkeypatch.setattr(repairs, "repair", slow_repair)

    def test_of_two_names_are_repaired_once(self, shell: Shell) -> None:
        file = shell.write("data/MT1H.txt", SPACED)
        (shell.folder / "data" / "alias.txt").symlink_to(file)

        assert shell.check("--fix", "--select", "TXT").out == "All 2 files are clean; 2 fixed.\n"
        assert shell.read("data/MT1H.txt") == RECORD

    def test_that_change_before_they_are_fixed_are_checked_again(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.edit_meanwhile(shell, monkeypatch, "data/MT1H.txt")

        code, out, _ = shell.check("--fix", "--output-format", "concise")

        assert (code, [line.split()[:2] for line in out.splitlines()]) == (1, [["data/MT1H.txt:1:1:", "LAY001"]])
        assert shell.read("data/MT1H.txt") == "edited meanwhile"
        assert shell.read("data/MT1A.txt") == NEIGHBOURS["MT1A.txt"]

    def test_that_change_before_they_are_written_are_left_alone(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.edit_meanwhile(shell, monkeypatch, "data/MT1A.txt")

        code, _, err = shell.check("--fix")

        assert code == 2
        assert err == (
            "genelint: error: data/MT1A.txt: changed while it was checked, and is left as it is; run genelint again\n"
        )
        assert shell.read("data/MT1A.txt") == "edited meanwhile"
        assert shell.read("data/MT1H.txt") == RECORD

    def test_that_cannot_be_written_are_left_alone(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write("data/MT1H.txt", SPACED)
        monkeypatch.setattr(os, "access", refuse)

        assert shell.check("--fix").err == "genelint: error: data/MT1H.txt: cannot be written: Permission denied\n"
        assert shell.read("data/MT1H.txt") == SPACED

    def test_are_whole_also_where_the_disk_is_full(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        shell.write("data/MT1H.txt", SPACED)
        monkeypatch.setattr(os, "fsync", full)

        code, _, err = shell.check("--fix")

        assert (code, err) == (2, "genelint: error: data/MT1H.txt: cannot be written: No space left on device\n")
        assert shell.read("data/MT1H.txt") == SPACED
        assert os.listdir(shell.folder / "data") == ["MT1H.txt"]


class TestStandardInput:
    def test_is_printed_as_it_is_repaired(self, shell: Shell) -> None:
        text = SPACED.replace("from 3 datasets", "from 4 datasets")

        code, out, err = shell.start("check", "-", "--fix", text=text)

        assert (code, out) == (1, MISCOUNTED)
        assert err == "genelint: Found 1 error in 1 file; 1 can be fixed by --fix --unsafe-fixes; 1 fixed.\n"

    def test_ends_with_0_where_nothing_is_left(self, shell: Shell) -> None:
        assert shell.start("check", "-", "--fix", text=SPACED) == (0, RECORD, "genelint: The file is clean; 1 fixed.\n")

    def test_is_printed_as_it_is_where_nothing_is_to_be_done(self, shell: Shell) -> None:
        assert shell.start("check", "-", "--fix", text=RECORD) == (0, RECORD, "genelint: The file is clean.\n")

    def test_is_quiet_where_asked(self, shell: Shell) -> None:
        assert shell.start("check", "-", "--fix", "--quiet", text=SPACED) == (0, RECORD, "")

    def test_does_not_touch_the_configuration(self, shell: Shell) -> None:
        shell.write("genelint.toml", TestSuppressed.EXCEPTION)

        code, out, err = shell.start("check", "-", "--fix", "--stdin-filename", "MT1H.txt", text=RECORD)

        assert (code, out) == (0, RECORD)
        assert err == "genelint: Found 1 warning in 1 file; 1 can be fixed by --fix.\n"
        assert shell.read("genelint.toml") == TestSuppressed.EXCEPTION

    def test_has_no_report_beside_it(self, shell: Shell) -> None:
        said = "standard output is the repaired record, not a report: leave out --output-format and --statistics"

        arguments = ("check", "-", "--fix", "--output-format", "json")
        assert shell.start(*arguments, text=SPACED) == (2, "", f"genelint: error: {said}\n")

    def test_has_a_difference(self, shell: Shell) -> None:
        code, out, _ = shell.start("check", "-", "--diff", "--stdin-filename", "MT1H.txt", text=SPACED)

        assert code == 1
        assert out.startswith("--- MT1H.txt\n+++ MT1H.txt\n@@ -1,6 +1,6 @@\n")


class TestSuppressed:
    EXCEPTION = '[[exceptions]]\nrule = "TXT005"\nrecord = "MT1H"\nreason = "as printed"\n'

    def test_findings_are_not_fixed(self, shell: Shell) -> None:
        shell.write("genelint.toml", self.EXCEPTION)
        shell.write("data/MT1H.txt", SPACED.replace("1,204", "1204"))

        assert shell.check("--fix").code == 1
        assert shell.read("data/MT1H.txt") == SPACED

    def test_unused_exceptions_are_deleted_last(self, shell: Shell) -> None:
        shell.write("genelint.toml", f'paths = ["data"]\n\n{self.EXCEPTION}\n[severity]\nASC006 = "error"\n')
        shell.write("data/MT1H.txt", RECORD.replace("1,204", "1204"))

        assert shell.run("check", "--fix") == (1, "The file is clean; 2 fixed.\n", "")
        assert shell.read("genelint.toml") == 'paths = ["data"]\n\n[severity]\nASC006 = "error"\n'
        assert shell.read("data/MT1H.txt") == RECORD
        assert shell.run("check", "--fix") == (0, "The file is clean.\n", "")

    def test_an_exception_of_a_project_file_is_deleted(self, shell: Shell) -> None:
        exception = self.EXCEPTION.replace("[[exceptions]]", "[[tool.genelint.exceptions]]")
        shell.write("pyproject.toml", f'[project]\nname = "genes"\n\n[tool.genelint]\npaths = ["data"]\n\n{exception}')
        shell.write("data/MT1H.txt", RECORD)

        assert shell.run("check", "--fix").code == 1
        assert shell.read("pyproject.toml") == '[project]\nname = "genes"\n\n[tool.genelint]\npaths = ["data"]\n'

    def test_unused_entries_of_the_baseline_are_deleted(self, shell: Shell) -> None:
        shell.write("genelint.toml", 'paths = ["data"]\n')
        shell.write("data/MT1H.txt", DANGLING.replace("from 3 datasets", "from 4 datasets"))
        assert shell.run("baseline", "create").code == 0
        entries = shell.read("genelint-baseline.jsonl").splitlines(keepends=True)
        shell.write("data/MT1H.txt", DANGLING)

        assert shell.run("check", "--fix").code == 1
        assert shell.read("genelint-baseline.jsonl").splitlines(keepends=True) == [
            entry for entry in entries if "ASC002" not in entry
        ]
        assert shell.run("check").code == 0

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("genelint.toml", 'include = ["*.rec"]'),
            ("genelint.toml", "paths = ["),
            ("genelint-baseline.jsonl", '{"record": "T", "rule": "REF001", "pointer": "", "value": ""}'),
            ("genelint-baseline.jsonl", "{"),
        ],
    )
    def test_a_fix_that_changes_more_is_refused(self, shell: Shell, name: str, text: str) -> None:
        shell.write("plugin.py", SUPPRESSION_PLUGIN.replace("TEXT", text))
        shell.write(
            "genelint.toml",
            'paths = ["data"]\nplugins = ["genelint_rules", "./plugin.py"]\nignore = ["SUP"]\n'
            + self.EXCEPTION * (name == "genelint.toml"),
        )
        shell.write("genelint-baseline.jsonl", format_baseline([Entry("MT1H", "REF001", "Summary", "7")] * 2))
        if name == "genelint.toml":
            (shell.folder / "genelint-baseline.jsonl").unlink()
        shell.write("data/MT1H.txt", RECORD)
        before = shell.read(name)

        code, out, _ = shell.run("check", "--fix", "--output-format", "concise")

        assert code == 2
        assert f"{name}:" in out
        assert 'the safe fix of XYZ001, "Write", changes more than it says; it was not made' in out
        assert shell.read(name) == before

    def test_the_difference_shows_them_too(self, shell: Shell) -> None:
        shell.write("genelint.toml", f'paths = ["data"]\n\n{self.EXCEPTION}')
        shell.write("data/MT1H.txt", RECORD)

        code, out, _ = shell.run("check", "--diff")

        assert code == 1
        assert '-[[exceptions]]\n-rule = "TXT005"\n' in out
