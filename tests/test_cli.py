"""The command line: options, exit codes, streams, and what happens when things go wrong."""

from __future__ import annotations

import io
import json
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from errno import ENOSPC, EPIPE
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

import pytest

import genelint
from command import Result, run_command
from genelint import __main__, cli, progress, terminal
from genelint.arguments import Parser
from genelint.cli import main
from genelint.commands import COMMANDS, load_command
from genelint.render import FORMATS
from genelint.testing import RECORD

PLUGIN = """
import sys, time
from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, Safety, Severity, Source, SourceRule, Span

def finder(code, word, severity):
    def check(source):
        at = source.text.find(word)
        if at >= 0:
            span = Span(at, at + len(word))
            yield Finding(span, f"{word} stands here; delete it", Fix("Delete it", (Edit(span, ""),), Safety.SAFE))
    bad = (Bad("", f"«{word}»", f"{word} stands here; delete it", "fine"),)
    return SourceRule(Meta(code, f"{word}-word", f"Finds {word}.", severity, "1.0", bad, (Good("", "y"),)), check)

def crash(source):
    if "crash" in source.text:
        raise ValueError("bad\\nluck")
    if "sleep" in source.text:
        print("asleep", file=sys.stderr, flush=True)
        time.sleep(60)
    return ()

RULES = (
    finder("XYZ001", "worst", Severity.ERROR),
    finder("XYZ002", "worse", Severity.WARNING),
    finder("XYZ003", "bad", Severity.INFO),
    SourceRule(Meta("XYZ009", "crash-and-sleep", "Crashes.", Severity.ERROR, "1.0", (), ()), crash),
)
"""


class Shell:
    """A repository with a plugin of simple rules, and the command in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def write(self, **texts: str) -> None:
        """Write `name="text"` to the file `data/name.txt`."""
        for name, text in texts.items():
            (self.folder / "data" / f"{name}.txt").write_text(text, encoding="utf-8", errors="surrogateescape")

    def configure(self, text: str) -> None:
        (self.folder / "genelint.toml").write_text(f'plugins = ["./plugin.py"]\n{text}')

    def run(self, *arguments: str) -> Result:
        return run_command(self.capsys, *arguments)

    def check(self, *arguments: str) -> Result:
        """Check the folder."""
        return self.run("check", "data", *arguments)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Run the command in a process of its own, which heeds an interrupt also where its parent does not."""
        code = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
            "from genelint.__main__ import run; run()"
        )
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            cwd=self.folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="latin-1",
        )


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    for folder in (".git", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "plugin.py").write_text(PLUGIN)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "GENELINT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    made = Shell(tmp_path, capsys)
    made.configure("")
    return made


def terminal_size(_: int) -> os.terminal_size:
    return os.terminal_size((70, 20))


class Refused(io.StringIO):
    """A stream to a file that takes no more, for a reason such as ENOSPC."""

    def __init__(self, file: IO[bytes], reason: int) -> None:
        super().__init__()
        self.file = file
        self.reason = reason

    def flush(self) -> None:
        raise OSError(self.reason, os.strerror(self.reason))

    def fileno(self) -> int:
        return self.file.fileno()


Refusing = Callable[[int], Refused]


@pytest.fixture
def refusing(tmp_path: Path) -> Iterator[Refusing]:
    with (tmp_path / "output").open("wb") as file:
        yield partial(Refused, file)


def set_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


class TestExitCodes:
    def test_0_for_clean_files(self, shell: Shell) -> None:
        shell.write(a="fine", b="good")

        assert shell.check() == (0, "All 2 files are clean.\n", "")

    def test_1_for_findings(self, shell: Shell) -> None:
        shell.write(a="worst", b="worse", c="bad")

        code, out, err = shell.check("--output-format", "concise")

        assert (code, err) == (1, "")
        assert out == (
            "data/a.txt:1:1: XYZ001 error worst stands here; delete it [fixable]\n"
            "data/b.txt:1:1: XYZ002 warning worse stands here; delete it [fixable]\n"
        )

    def test_0_for_findings_below_the_level(self, shell: Shell) -> None:
        shell.write(a="worse")

        assert shell.check().code == 0
        assert shell.check("--fail-on", "warning").code == 1

    def test_2_for_a_rule_that_crashes(self, shell: Shell) -> None:
        shell.write(a="crash", b="worst")

        code, out, _ = shell.check("--output-format", "concise")

        assert code == 2
        assert "data/a.txt:1:1: INT001 error rule XYZ009 of ./plugin.py failed with ValueError: bad\\nluck" in out
        assert "data/b.txt:1:1: XYZ001 error" in out

    def test_3_for_no_files(self, shell: Shell) -> None:
        assert shell.check() == (
            3,
            "",
            'genelint: nothing to check: no file in "data" matches "*.txt" and is not ignored by git\n',
        )

    def test_3_names_some_of_many_paths(self, shell: Shell) -> None:
        assert shell.run("check", *["data"] * 5).err == (
            'genelint: nothing to check: no file in "data", "data", "data" or 2 more matches "*.txt" and is not '
            "ignored by git\n"
        )

    @pytest.mark.parametrize("form", FORMATS)
    def test_are_the_same_in_every_format(self, shell: Shell, form: str) -> None:
        assert shell.check("--output-format", form).code == 3
        shell.write(a="fine")
        assert shell.check("--output-format", form).code == 0
        shell.write(b="worst")
        assert shell.check("--output-format", form).code == 1
        shell.write(c="crash")
        assert shell.check("--output-format", form).code == 2


class TestSelection:
    @pytest.mark.parametrize(
        ("options", "codes"),
        [
            ([], "XYZ001 XYZ002"),
            (["--select", "XYZ001"], "XYZ001"),
            (["--select", "worse-word, XYZ001"], "XYZ001 XYZ002"),
            (["--select=xyz001", "--select=XYZ002"], "XYZ001 XYZ002"),
            (["--ignore", "XYZ002"], "XYZ001"),
            (["--severity", "info"], "XYZ001 XYZ002 XYZ003"),
            (["--severity", "error"], "XYZ001"),
            (["--fail-on", "info"], "XYZ001 XYZ002 XYZ003"),
            (["--severity", "error", "--fail-on", "warning"], "XYZ001 XYZ002"),
            (["--severity", "info", "--select", "XYZ003"], "XYZ003"),
        ],
    )
    def test_options(self, shell: Shell, options: list[str], codes: str) -> None:
        shell.write(a="worst worse bad")

        assert self.codes(shell, *options) == codes

    @pytest.mark.parametrize(
        ("config", "options", "codes"),
        [
            ('select = ["XYZ001"]', [], "XYZ001"),
            ('select = ["XYZ001"]', ["--select", "XYZ002"], "XYZ002"),
            ('ignore = ["XYZ001"]', ["--ignore", "XYZ003", "--severity", "info"], "XYZ002"),
            ('ignore = ["XYZ001"]', ["--select", "XYZ"], "XYZ002"),
            ('severity = { XYZ003 = "error", worst-word = "info" }', [], "XYZ002 XYZ003"),
            ('fail-on = "info"', [], "XYZ001 XYZ002 XYZ003"),
            ('per-file-ignores = { "a.*" = ["XYZ001"] }', [], "XYZ002"),
        ],
    )
    def test_configuration(self, shell: Shell, config: str, options: list[str], codes: str) -> None:
        shell.write(a="worst worse bad")
        shell.configure(config)

        assert self.codes(shell, *options) == codes

    @staticmethod
    def codes(shell: Shell, *options: str) -> str:
        content = json.loads(shell.check("--output-format", "json", *options).out)
        return " ".join(sorted(found["code"] for found in content["diagnostics"]))

    def test_fail_on_of_the_configuration(self, shell: Shell) -> None:
        shell.write(a="worse")
        shell.configure('fail-on = "warning"')

        assert shell.check().code == 1
        assert shell.check("--fail-on", "error").code == 0

    def test_include_and_exclude(self, shell: Shell) -> None:
        shell.write(a="worst", b="worst")
        (shell.folder / "data" / "c.gene").write_text("worst")
        shell.configure('include = ["b.txt", "*.gene"]\nexclude = ["c.*"]')

        assert self.paths(shell) == ["data/b.txt"]
        assert self.paths(shell, "--include", "a.*", "--include", "c.*") == ["data/a.txt"]
        assert self.paths(shell, "data/c.gene") == ["data/b.txt", "data/c.gene"]

    @staticmethod
    def paths(shell: Shell, *arguments: str) -> list[str]:
        return [line.partition(":")[0] for line in shell.check("--output-format=concise", *arguments).out.splitlines()]

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--ignore", "all"], "no rule is selected: change the rules selected or ignored"),
            (
                ["--select", "XYZ003"],
                'no rule selected is severe enough to be shown: type "--severity info"',
            ),
        ],
    )
    def test_says_that_no_rule_is_selected(self, shell: Shell, options: list[str], said: str) -> None:
        shell.write(a="worst")

        assert shell.check(*options) == (3, "", f"genelint: nothing to check: {said}\n")

    def test_says_that_every_rule_is_ignored_for_every_file(self, shell: Shell) -> None:
        shell.write(a="worst")
        shell.configure('per-file-ignores = { "*" = ["ALL"] }')

        code, _, err = shell.check()

        assert (code, err) == (
            3,
            "genelint: nothing to check: every selected rule is ignored for every file\n",
        )


class Case(NamedTuple):
    """When colours are expected."""

    option: str
    terminal: bool
    expected: bool
    variable: tuple[str, str] = ("TERM", "xterm")


class TestOutput:
    def test_full_is_the_default(self, shell: Shell) -> None:
        shell.write(a="so worst")

        assert shell.check().out == (
            "error[XYZ001] worst-word: worst stands here; delete it\n"
            " --> data/a.txt:1:4\n"
            "  |\n"
            "1 | so worst\n"
            "  |    ^^^^^\n"
            "  = help: Delete it (safe fix)\n"
            "\n"
            "Found 1 error in 1 file; 1 can be fixed by --fix.\n"
        )

    def test_json_counts_checks(self, shell: Shell) -> None:
        shell.write(a="worst", b="fine")

        content = json.loads(shell.check("--output-format", "json").out)

        assert content["version"] == genelint.__version__
        assert content["summary"] == {
            "files": 2,
            "diagnostics": {"error": 1, "warning": 0, "info": 0},
            "checks": 6,
            "suppressed": 0,
            "fixed": 0,
            "hidden": 0,
        }

    def test_statistics_count_instead_of_showing(self, shell: Shell) -> None:
        shell.write(a="worst", b="worst worse")

        code, out, _ = shell.check("--statistics")

        assert code == 1
        assert out == (
            "2  XYZ001  error    worst-word\n"
            "1  XYZ002  warning  worse-word\n"
            "Found 2 errors and 1 warning in 2 of 2 files; 3 can be fixed by --fix.\n"
        )

    def test_quiet_says_nothing(self, shell: Shell) -> None:
        shell.write(a="worst", b="worse")

        assert shell.check("--quiet") == (1, "", "")
        assert shell.check("--quiet", "--output-format", "json") == (1, "", "")

    def test_quiet_says_what_crashed(self, shell: Shell) -> None:
        shell.write(a="crash")

        code, out, err = shell.check("--quiet")

        assert (code, out) == (2, "")
        assert err.startswith("genelint: error: data/a.txt: rule XYZ009 of ./plugin.py failed with ValueError: bad")
        assert err.count("\n") == 1

    @pytest.mark.parametrize(
        "case",
        [
            Case("auto", terminal=False, expected=False),
            Case("auto", terminal=True, expected=True),
            Case("auto", terminal=True, expected=False, variable=("NO_COLOR", "1")),
            Case("auto", terminal=True, expected=True, variable=("NO_COLOR", "")),
            Case("auto", terminal=True, expected=False, variable=("TERM", "dumb")),
            Case("always", terminal=False, expected=True, variable=("NO_COLOR", "1")),
            Case("never", terminal=True, expected=False),
        ],
    )
    def test_color(self, shell: Shell, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
        shell.write(a="worst")
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv(*case.variable)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: case.terminal)

        assert ("\x1b[" in shell.check("--color", case.option).out) is case.expected

    def test_keeps_to_the_terminal_width(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a=f"{'x' * 90}worst{'x' * 90}")

        def shown(columns: str) -> int:
            monkeypatch.setenv("COLUMNS", columns)
            return len(shell.check().out.splitlines()[3])

        assert shown("60") < 60
        assert 60 < shown("nonsense") < 100 < shown("500")
        monkeypatch.delenv("COLUMNS")
        monkeypatch.setattr(sys.stdout, "fileno", lambda: 1)
        monkeypatch.setattr(os, "get_terminal_size", terminal_size)
        assert 60 < len(shell.check().out.splitlines()[3]) < 70

    def test_takes_names_and_texts_of_any_bytes(self, shell: Shell) -> None:
        name = os.fsdecode(b"\xff\x1b\n")
        shell.write(**{name: "\udcfe worst"})

        out = shell.check().out

        assert " --> data/\\xff\\x1b\\n.txt:1:3" in out
        assert "1 | \\xfe worst\n  |      ^^^^^\n" in out


class TestStdin:
    def test_is_named_by_a_dash(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        set_stdin(monkeypatch, b"\nthe worst")

        code, out, err = shell.run("check", "-", "--output-format=concise")

        assert (code, err) == (1, "")
        assert out.startswith("<stdin>:2:5: XYZ001 error")

    def test_may_have_a_name(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.configure('per-file-ignores = { "/far/*" = ["XYZ002"] }')
        set_stdin(monkeypatch, b"worst worse")

        code, out, _ = shell.run("check", "--stdin-filename=far/x.txt", "--output-format=concise", "-")

        assert code == 1
        assert out.startswith("far/x.txt:1:1: XYZ001 error")
        assert out.count("\n") == 1

    @pytest.mark.parametrize("trouble", ["closed", "no file"])
    def test_may_be_unreadable(self, shell: Shell, monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
        monkeypatch.setattr(sys, "stdin", None if trouble == "closed" else Unreadable())

        assert shell.run("check", "-") == (2, "", "genelint: error: standard input cannot be read\n")


class Unreadable:
    """A standard input that gives an error."""

    @property
    def buffer(self) -> NoReturn:
        raise OSError(5, "Input/output error")


EXPECTED = "check, annotate, format, lsp, serve, rules, explain, init, baseline or cache"


class TestBadUse:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ("", 'no command: type "genelint check data/" to check a folder, "genelint --help" for all else'),
            (
                "chekc data",
                f'no command "chekc": expected {EXPECTED}; did you mean "check"?',
            ),
            (
                "data",
                f'no command "data": expected {EXPECTED}; did you mean "genelint check data"?',
            ),
            (
                "nonsense",
                f'no command "nonsense": expected {EXPECTED}',
            ),
            ("--versoin", 'no option --versoin; did you mean "--version"?'),
            ("check", 'nothing named to check: type "genelint check data/" for a folder, "-" for standard input'),
            ("check data --selct XYZ", 'no option --selct; did you mean "--select"?'),
            ("check data --sel=XYZ", 'no option --sel; did you mean "--select"?'),
            ("check data -q", 'no option -q: type "genelint check --help" for a list'),
            ("check data --select", "argument --select: expected one argument"),
            ("check data --select ,", "argument --select: expected rules, such as REF,TXT002"),
            (
                "check data --select XYZ01",
                '--select: no rule "XYZ01": expected a code, a name, a family such as REF, or ALL; '
                'did you mean "XYZ001"?',
            ),
            (
                "check data --ignore wurst-word",
                '--ignore: no rule "wurst-word": expected a code, a name, a family such as REF, or ALL; '
                'did you mean "worst-word"?',
            ),
            (
                "check data --fail-on eror",
                'argument --fail-on: found "eror", expected error, warning or info; did you mean "error"?',
            ),
            (
                "check data --output-format xml",
                'argument --output-format: found "xml", expected full, concise, json, jsonl, tsv, markdown, github, '
                "sarif, rdjson, rdjsonl, junit, gitlab or html",
            ),
            (
                "check data --output-format junit:",
                'argument --output-format: found "junit:", expected a file after the colon',
            ),
            (
                "check data --output-format json --output-format full",
                'standard output takes one report: write others to files of their own, as "full:report.txt"',
            ),
            (
                "check data --output-format json:x --output-format tsv:./x",
                '"./x" takes one report: write others to files of their own, as "tsv:report.txt"',
            ),
            ("check data --output-format json:none/x", "none/x: cannot be written: there is no such folder"),
            (
                "check data --watch --output-format json:x",
                "--watch checks files for people: leave out --quiet, what fixes, what is about changes, other formats "
                "and -",
            ),
            ("check data --jobs 0", 'argument --jobs: found "0", expected a number from 1 on'),
            ("check data --jobs 12345678", 'argument --jobs: found "12345678", expected a number from 1 on'),
            ("check data --quiet=yes", "argument --quiet: ignored explicit argument 'yes'"),
            ("check dat", 'no file or folder "dat"; did you mean "data"?'),
            ("check -- --quiet", 'no file or folder "--quiet"'),
            ("check data -", '"-", standard input, goes with no other path: check the files in a run of their own'),
            (
                "check data --stdin-filename x",
                '--stdin-filename names standard input: give it with the path "-", or leave it out',
            ),
            (
                "check data --statistics --output-format json",
                "--statistics is for people: leave it out, and count the report's findings by code",
            ),
            ("check data --include !", "not a pattern as in .gitignore: Invalid git pattern: '!'"),
            ("rules all", '"all" is one argument too many: type "genelint rules --help"'),
            ("rules -- all", '"all" is one argument too many: type "genelint rules --help"'),
            ("explain", "the following arguments are required: RULE"),
            ("explain XYZ01", 'no rule "XYZ01"; did you mean "XYZ001"?'),
        ],
    )
    def test_is_one_line(self, shell: Shell, arguments: str, said: str) -> None:
        shell.write(a="worst")

        assert shell.run(*arguments.split()) == (2, "", f"genelint: error: {said}\n")

    def test_names_what_is_configured(self, shell: Shell) -> None:
        shell.write(a="worst")
        shell.configure('ignore = ["XYZ01"]')

        assert shell.check().err == (
            'genelint: error: genelint.toml: ignore: no rule "XYZ01": expected a code, a name, a family such as REF, '
            'or ALL; did you mean "XYZ001"?\n'
        )

    def test_names_a_broken_plugin(self, shell: Shell) -> None:
        shell.write(a="worst")
        (shell.folder / "plugin.py").write_text("import nonsense")

        code, out, err = shell.check()

        assert (code, out) == (2, "")
        assert err == (
            'genelint: error: plugin "./plugin.py" cannot be imported: ModuleNotFoundError: '
            "No module named 'nonsense'\n"
        )

    def test_keeps_to_one_line_whatever_is_typed(self, shell: Shell) -> None:
        for arguments in (["a\nb"], ["check", "a\nb"], ["check", "--a\nb"], ["check", "--select", "a\nb"]):
            code, _, err = shell.run(*arguments)
            assert code == 2
            assert err.count("\n") == 1

    def test_options_may_stand_anywhere(self, shell: Shell) -> None:
        shell.write(a="worse", b="worse")

        code, out, _ = shell.run("check", "--fail-on", "warning", "data/a.txt", "--output-format=concise", "data/b.txt")

        assert (code, out.count("\n")) == (1, 2)

    def test_takes_files_after_two_dashes(self, shell: Shell) -> None:
        (shell.folder / "--quiet").write_text("worst")

        assert shell.run("check", "--", "--quiet").code == 1

    def test_an_unreadable_file_does_not_stop_the_others(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a="worst", b="worst", gone="worst")
        gone = FileNotFoundError(2, "No such file or directory")
        set_errors(monkeypatch, {"data/a.txt": PermissionError(13, "Permission denied"), "data/gone.txt": gone})

        code, out, err = shell.check("--output-format=concise")

        assert code == 2
        assert out.startswith("data/b.txt:1:1: XYZ001")
        assert out.count("\n") == 1
        assert err == "genelint: error: data/a.txt: cannot be read: Permission denied\n"

    def test_an_unreadable_file_alone(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a="worst")
        set_errors(monkeypatch, {"data/a.txt": IsADirectoryError(21, "Is a directory")})

        assert shell.check() == (2, "", "genelint: error: data/a.txt: cannot be read: Is a directory\n")

    def test_the_working_folder_may_be_gone(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone() -> NoReturn:
            raise FileNotFoundError

        monkeypatch.setattr(os, "getcwd", gone)

        assert shell.check().err == "genelint: error: the working folder is gone: change to one that is there\n"


def set_errors(monkeypatch: pytest.MonkeyPatch, errors: dict[str, OSError]) -> None:
    """Let the file reader fail on some paths; permissions would not stop a superuser."""
    open_file = os.open

    def open_or_fail(path: str, flags: int) -> int:
        if path in errors:
            raise errors[path]
        return open_file(path, flags)

    monkeypatch.setattr("genelint.files.os.open", open_or_fail)


class TestCatalogue:
    def test_lists_rules(self, shell: Shell) -> None:
        assert shell.run("rules") == (
            0,
            "code    name             severity  fix   summary\n"
            "XYZ001  worst-word       error     safe  Finds worst.\n"
            "XYZ002  worse-word       warning   safe  Finds worse.\n"
            "XYZ003  bad-word         info      safe  Finds bad.\n"
            "XYZ009  crash-and-sleep  error           Crashes.\n",
            "",
        )

    def test_lists_rules_for_programs(self, shell: Shell) -> None:
        shell.configure('severity = { bad-word = "error" }\nignore = ["XYZ009"]\n')
        code, out, err = shell.run("rules", "--output-format", "json")

        assert (code, err) == (0, "")
        assert [(rule["code"], rule["configured"]) for rule in json.loads(out)["rules"]] == [
            ("XYZ001", "error"),
            ("XYZ002", "warning"),
            ("XYZ003", "error"),
            ("XYZ009", None),
        ]

    def test_lists_rules_on_a_terminal(self, shell: Shell) -> None:
        out = shell.run("rules", "--color", "always").out

        assert "\x1b[" in out
        assert "XYZ003" in out

    def test_explains_a_rule(self, shell: Shell) -> None:
        assert shell.run("explain", "Worst-Word").out == (
            "XYZ001 worst-word\n"
            "=================\n"
            "Finds worst.\n"
            "\n"
            "error · safe fix · since 1.0 · from ./plugin.py\n"
            "\n"
            "Bad\n"
            "---\n"
            "error[XYZ001] worst-word: worst stands here; delete it\n"
            " --> MT1H.txt:1:1\n"
            "  |\n"
            "1 | worst\n"
            "  | ^^^^^\n"
            "  = help: Delete it (safe fix)\n"
            "\n"
            "After the fix nothing is left.\n"
            "\n"
            "Good\n"
            "----\n"
            "  |\n"
            "1 | y\n"
            "  | ~\n"
        )

    def test_explains_a_rule_without_examples(self, shell: Shell) -> None:
        assert shell.run("explain", "XYZ009").out == (
            "XYZ009 crash-and-sleep\n"
            "======================\n"
            "Crashes.\n"
            "\n"
            "error · no fix · since 1.0 · from ./plugin.py\n"
        )

    def test_explains_a_rule_on_a_terminal(self, shell: Shell) -> None:
        out = shell.run("explain", "xyz001", "--color=always").out

        assert "\x1b[1;31m^^^^^\x1b[0m" in out

    def test_explains_every_built_in_rule(self, shell: Shell) -> None:
        (shell.folder / "genelint.toml").unlink()
        listing = shell.run("rules").out.splitlines()[1:]

        assert len(listing) >= 11
        for line in listing:
            code = line.split()[0]
            result = shell.run("explain", code)
            assert result.code == 0
            assert result.out.startswith(code)
            for heading in ("What it does", "Why it matters", "How to repair", "Fix safety", "Bad", "Good"):
                assert f"\n{heading}\n{'-' * len(heading)}\n" in result.out
            assert all(char.isprintable() or char == "\n" for char in result.out)


class TestHelp:
    @pytest.mark.parametrize("arguments", ["--help", "-h", "check --help", "rules -h", "explain -h", "baseline -h"])
    def test_help(self, shell: Shell, arguments: str) -> None:
        code, out, err = shell.run(*arguments.split())

        assert (code, err) == (0, "")
        assert out.startswith("usage: genelint")

    def test_version(self, shell: Shell) -> None:
        assert shell.run("--version") == (0, f"genelint {genelint.__version__}\n", "")

    def test_every_option_has_a_help_line(self, shell: Shell) -> None:
        for command in COMMANDS:
            parser = Parser()
            load_command(command).add_arguments(parser)
            out = shell.run(command, "--help").out
            assert all(f"\n  {option}" in out for option in parser.options() if option not in ("-h", "--help"))


class TestBuiltIn:
    def test_a_clean_and_a_broken_record(self, shell: Shell) -> None:
        (shell.folder / "genelint.toml").unlink()
        shell.write(clean=RECORD, broken=RECORD.replace('"ref": "3"', '"ref": "7"'))

        code, out, err = shell.check("--output-format=concise", "--select=REF001")

        assert (code, err) == (1, "")
        assert out.startswith("data/broken.txt:5:")
        assert out.count("\n") == 1


class TestStreams:
    def test_a_closed_pipe_leaves_no_traceback(self, shell: Shell) -> None:
        shell.write(**{f"n{number}": "worst" for number in range(500)})

        with shell.start("check", "data") as process:
            assert process.stdout is not None
            process.stdout.close()

            assert process.stderr is not None
            assert process.stderr.read() == ""
        assert process.returncode == 1

    @pytest.mark.parametrize("arguments", ["rules", "--help", "--version", "explain XYZ001", "check data"])
    def test_a_closed_pipe_is_no_fault_of_a_short_output(self, shell: Shell, arguments: str) -> None:
        shell.write(a="fine")

        with shell.start(*arguments.split()) as process:
            assert process.stdout is not None
            process.stdout.close()

            assert process.stderr is not None
            assert process.stderr.read() == ""
        assert process.returncode == 0

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    @pytest.mark.parametrize("arguments", ["check data", "rules"])
    def test_a_full_disk_is_one_line(self, shell: Shell, arguments: str) -> None:
        shell.write(a="worst")

        with Path("/dev/full").open("w") as full:
            result = subprocess.run(
                [sys.executable, "-m", "genelint", *arguments.split()],
                stdout=full,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                check=False,
            )

        assert result.stderr == "genelint: error: standard output cannot be written: No space left on device\n"
        assert result.returncode == 2

    @pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-", "0<&-"])
    def test_closed_streams_change_no_exit_code(self, shell: Shell, closed: str) -> None:
        shell.write(a="worst")

        for arguments, code in (("check data", 1), ("check dat", 2), ("rules", 0)):
            command = f'"$1" -m genelint {arguments} {closed}'
            result = subprocess.run(
                ["sh", "-c", command, "sh", sys.executable], capture_output=True, encoding="utf-8", check=False
            )
            assert result.returncode == code
            assert "Traceback" not in result.stderr

    def test_output_that_cannot_be_written_is_bad_use(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch, refusing: Refusing
    ) -> None:
        shell.write(a="worst")
        monkeypatch.setattr(sys, "stdout", refusing(ENOSPC))

        assert main(["check", "data"]) == 2
        assert shell.capsys.readouterr().err == (
            "genelint: error: standard output cannot be written: No space left on device\n"
        )

    def test_output_that_nobody_reads_on_is_no_error(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch, refusing: Refusing
    ) -> None:
        shell.write(a="worst")
        monkeypatch.setattr(sys, "stdout", refusing(EPIPE))

        assert main(["check", "data"]) == 1
        assert shell.capsys.readouterr().err == ""

    def test_a_closed_stream_takes_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdout", None)
        monkeypatch.setattr(sys, "stderr", io.StringIO())

        terminal.prepare()

        with sys.stdout:
            terminal.write(["\u03b2"])
        assert sys.stdout.name == os.devnull

    def test_ctrl_c_is_one_line(self, shell: Shell) -> None:
        shell.write(a="sleep")

        with shell.start("check", "data") as process:
            assert process.stderr is not None
            assert process.stderr.readline() == "asleep\n"
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)

        assert (out, err) == ("", "genelint: interrupted\n")
        assert process.returncode == 130

    def test_ctrl_c_has_an_exit_code(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(_: str) -> NoReturn:
            raise KeyboardInterrupt

        monkeypatch.setattr("genelint.config.read_config", interrupt)

        assert shell.check() == (130, "", "genelint: interrupted\n")

    @pytest.mark.parametrize(
        "environment",
        [
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            {"PYTHONIOENCODING": "cp1252"},
            {"PYTHONIOENCODING": "ascii:strict"},
        ],
        ids=["C", "cp1252", "ascii"],
    )
    def test_writes_what_the_encoding_holds(self, shell: Shell, environment: dict[str, str]) -> None:
        shell.write(基="β worst", latin="é worst")

        with shell.start("check", "data", **environment) as process:
            out, err = process.communicate()

        assert (process.returncode, err) == (1, "")
        assert "\\u03b2 worst" in out
        assert "\\u57fa.txt" in out or "\\udce5\\udc9f\\udcba.txt" in out or "\\xe5\\x9f\\xba.txt" in out

    def test_main_module(self, shell: Shell) -> None:
        shell.write(a="fine")
        result = subprocess.run([sys.executable, "-m", "genelint", "check", "data"], capture_output=True, check=False)

        assert (result.returncode, result.stdout, result.stderr) == (0, b"The file is clean.\n", b"")


class TestGuard:
    def run(self, monkeypatch: pytest.MonkeyPatch, error: BaseException | None) -> int:
        def fail() -> int:
            if error is not None:
                raise error
            return 1

        monkeypatch.setattr(cli, "main", fail)
        with pytest.raises(SystemExit) as ended:
            __main__.run()
        assert isinstance(ended.value.code, int)
        return ended.value.code

    @pytest.mark.usefixtures("shell")
    def test_asks_to_report_what_nobody_expected(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(monkeypatch, ValueError("bad\nluck \x1b")) == 2
        assert capsys.readouterr() == (
            "",
            "genelint: error: internal error, ValueError: bad\\nluck \\x1b: please report this; "
            "GENELINT_DEBUG=1 shows where\n",
        )

    @pytest.mark.usefixtures("shell")
    def test_shows_where_when_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GENELINT_DEBUG", "1")

        with pytest.raises(ValueError, match="luck"):
            self.run(monkeypatch, ValueError("luck"))

    def test_an_interrupt_while_starting(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(monkeypatch, KeyboardInterrupt()) == 130
        assert capsys.readouterr() == ("", "genelint: interrupted\n")

    def test_ends_with_the_exit_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.run(monkeypatch, None) == 1

    def test_is_what_the_module_runs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cli, "main", lambda: 7)

        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(__main__.__file__), run_name="__main__")
        assert ended.value.code == 7


class TestProgress:
    files = tuple(f"{number}.txt" for number in range(5))

    @staticmethod
    def taken(*files: str) -> tuple[str, ...]:
        with progress.followed(files, len(files)) as paths:
            return tuple(paths)

    def test_is_gone_after_an_interrupt(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(progress, "PATIENCE", -1.0)

        def interrupted() -> None:
            with progress.followed(self.files, len(self.files)) as paths:
                for path in paths:
                    if path == "2.txt":
                        raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        sys.stderr.write("the end")

        assert capsys.readouterr().err.endswith("\x1b[2Kthe end")

    def test_is_absent_in_a_pipe(self, capsys: pytest.CaptureFixture[str]) -> None:
        with progress.followed(self.files, len(self.files)) as files:
            assert files is self.files
        assert capsys.readouterr() == ("", "")

    def test_is_absent_in_a_short_run(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

        assert self.taken(*self.files) == self.files
        assert self.taken() == ()
        assert capsys.readouterr() == ("", "")

    def test_follows_a_long_run(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        monkeypatch.setenv("TERM", "xterm")
        seconds = iter([0.0, 0.5, 1.1, 1.2, 1.2, 2.0, 2.0, 2.05])
        monkeypatch.setattr(progress, "monotonic", lambda: next(seconds))

        assert self.taken(*self.files) == self.files
        out, err = capsys.readouterr()
        assert out == ""
        assert "Checking" in err

    def test_is_absent_when_the_last_batch_took_long(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Files are counted, not batches."""
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        seconds = iter([0.0, 0.5, 5.0])
        monkeypatch.setattr(progress, "monotonic", lambda: next(seconds))

        with progress.followed(["ab", "cde"], 5, len) as batches:
            assert list(batches) == ["ab", "cde"]
        assert capsys.readouterr() == ("", "")

    def test_is_absent_when_the_last_file_took_long(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        seconds = iter([0.0, 5.0])
        monkeypatch.setattr(progress, "monotonic", lambda: next(seconds))

        assert self.taken("0.txt") == ("0.txt",)
        assert capsys.readouterr() == ("", "")
