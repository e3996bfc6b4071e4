"""Plugins as their authors and users have them: the two examples, and what happens where a plugin is wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import Result, run_command
from genelint.cli import main
from genelint.registry import load
from genelint.rule import Rule
from genelint.testing import NEIGHBOURS, RECORD, Case, cases, check_case, check_metadata

EXAMPLES = Path(__file__).parent.parent / "examples"
(LOCAL,) = load(["our_rules.py"], str(EXAMPLES / "local-plugin"))

RULE = """
from genelint.rule import *

def meta(code="XYZ001", name="some-thing", **more):
    values = dict(summary="A summary.", severity=Severity.ERROR, since="1.0", bad=(), good=())
    return Meta(code, name, **(values | more))

def nothing(*_):
    return ()

SPAN = Span(0, 1)

"""


class Folder:
    """The working folder: two clean records in `data`, and a plugin."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self.capsys = capsys
        (path / "data").mkdir()
        (path / "data" / "MT1H.txt").write_text(RECORD, encoding="utf-8")
        (path / "data" / "MT1A.txt").write_text(NEIGHBOURS["MT1A.txt"], encoding="utf-8")

    def plug(self, text: str) -> None:
        """Let this be the plugin, beside the built-in rules."""
        (self.path / "ours.py").write_text(RULE + text)
        (self.path / "genelint.toml").write_text('plugins = ["genelint_rules", "./ours.py"]\npaths = ["data"]\n')

    def run(self, *arguments: str) -> Result:
        return run_command(self.capsys, *arguments)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path, capsys)


class TestLocalFile:
    @pytest.mark.parametrize("case", cases(LOCAL.rules), ids=str)
    def test_example(self, case: Case) -> None:
        check_case(case)

    @pytest.mark.parametrize("rule", LOCAL.rules, ids=lambda rule: rule.meta.code)
    def test_metadata(self, rule: Rule) -> None:
        check_metadata(rule)

    def test_runs_beside_its_configuration(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(EXAMPLES / "local-plugin")

        assert main(["check"]) == 0
        assert main(["explain", "draft-note"]) == 0
        assert "from ./our_rules.py" in capsys.readouterr().out

    def test_finds_what_it_is_about(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shutil.copytree(EXAMPLES / "local-plugin", tmp_path / "ours")
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "MT1H.txt").write_text(RECORD.replace("Holds zinc", "TODO zinc"), encoding="utf-8")
        monkeypatch.chdir(tmp_path / "ours")

        assert main(["check"]) == 1


class TestPackage:
    @pytest.fixture(scope="class")
    @staticmethod
    def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
        """The folder that the package is installed in."""
        folder = tmp_path_factory.mktemp("package")
        shutil.copytree(EXAMPLES / "plugin", folder / "source")
        python = (sys.executable, "-m")
        _succeed(folder, *python, "build", "--wheel", "--no-isolation", "--outdir", "dist", "source")
        (wheel,) = (folder / "dist").iterdir()
        target = folder / "installed"
        options = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--target", str(target))
        _succeed(folder, *python, "pip", "install", *options, str(wheel))
        return target

    def test_passes_its_own_tests(self, installed: Path, tmp_path: Path) -> None:
        shutil.copytree(EXAMPLES / "plugin" / "tests", tmp_path / "tests")

        out = _succeed(tmp_path, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests", installed=installed)

        assert " passed" in out

    def test_is_used(self, installed: Path, tmp_path: Path) -> None:
        (tmp_path / "genelint.toml").write_text('plugins = ["genelint_rules", "lab_rules"]\npaths = ["data"]\n')
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "MT1H.txt").write_text(RECORD, encoding="utf-8")
        copy = NEIGHBOURS["MT1A.txt"].replace("metallothionein 1A", "metallothionein 1H")
        (tmp_path / "data" / "MT1A.txt").write_text(copy, encoding="utf-8")
        command = (sys.executable, "-m", "genelint")

        listing = _succeed(tmp_path, *command, "rules", installed=installed)
        out = _succeed(tmp_path, *command, "check", "--select", "LAB", installed=installed, expected=1)

        assert "shouted-title" in listing
        assert "unresolved-footnote" in listing
        assert "data/MT1A.txt:2:8" in out
        assert "data/MT1H.txt:2:8" in out


def test_the_guide_holds(root: Path, tmp_path: Path) -> None:
    """The plugin and the tests that `docs/plugins.md` shows work as they stand there."""
    guide = (root / "docs" / "plugins.md").read_text(encoding="utf-8")
    plugin, _, tests = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "our_rules.py").write_text(plugin, encoding="utf-8")
    (tmp_path / "test_our_rules.py").write_text(tests, encoding="utf-8")

    out = _succeed(tmp_path, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", installed=tmp_path)

    assert "4 passed" in out


def test_the_guide_announces_rules(root: Path, tmp_path: Path) -> None:
    """The two rules of the example are announced as the guide has it, one with a proof."""
    guide = (root / "docs" / "plugins.md").read_text(encoding="utf-8")
    _, announced, _ = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    shutil.copytree(EXAMPLES / "plugin" / "src" / "lab_rules", tmp_path / "lab_rules")
    (tmp_path / "lab_rules" / "__init__.py").write_text(announced, encoding="utf-8")
    (tmp_path / "lab_rules" / "titles.py").write_text("def are_plain(record):\n    return record.tree is None\n")
    file = tmp_path / "lab_rules" / "shouted_title.py"
    text = file.read_text(encoding="utf-8").replace("    check,\n)", "    check,\n    titles.are_plain,\n)")
    file.write_text(
        text.replace("\nfrom genelint", "\nfrom lab_rules import titles\nfrom genelint", 1), encoding="utf-8"
    )
    shutil.copytree(EXAMPLES / "plugin" / "tests", tmp_path / "tests")

    out = _succeed(tmp_path, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests", installed=tmp_path)

    assert " passed" in out


class TestRefused:
    """A plugin that is wrong stops the run with one line."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("1 / 0", "cannot be imported: ZeroDivisionError: division by zero"),
            ("import sys; sys.exit(0)", "cannot be imported: SystemExit: 0"),
            ("raise GeneratorExit", "cannot be imported: GeneratorExit: "),
            ("class Stop(BaseException): pass\nraise Stop('here')", "cannot be imported: Stop: here"),
            ("import no_such_module", "cannot be imported: ModuleNotFoundError: No module named 'no_such_module'"),
            ("", "has no RULES: give it a tuple of rules, RULES = (...,)"),
            ("RULES = [RecordRule(meta(), nothing)]", "RULES is a list: make it a tuple of rules, RULES = (...,)"),
            (
                "RULES = (nothing,)",
                "RULES[0] is a function: expected a rule, such as RecordRule(Meta(...), check)",
            ),
            (
                "RULES = (CorpusRule(meta(), nothing, None, nothing),)",
                "RULES[0] is not made of a Meta and functions: expected CorpusRule(Meta(...), collect, compare, place)",
            ),
            (
                "RULES = (SidecarRule(meta(), 'check'),)",
                "RULES[0] is not made of a Meta and functions: expected SidecarRule(Meta(...), check)",
            ),
            (
                "RULES = (RecordRule(meta(summary=None), nothing),)",
                "RULES[0] has the summary None: expected a text",
            ),
            ("RULES = (RecordRule(meta(since=1.0), nothing),)", "RULES[0] has the since 1.0: expected a text"),
            (
                "RULES = (RecordRule(meta(bad=Bad('', '«x»', 'said')), nothing),)",
                "RULES[0] has bad examples that are no tuple of Bad: write bad=(Bad(...),)",
            ),
            (
                "RULES = (RecordRule(meta(good=('x', 'y')), nothing),)",
                "RULES[0] has good examples that are no tuple of Good: write good=(Good(...),)",
            ),
            (
                "RULES = (RecordRule(meta('REF900'), nothing),)",
                "RULES[0] has the code REF900: the family REF belongs to genelint, choose other letters",
            ),
            (
                "RULES = (RecordRule(meta(), nothing), RecordRule(meta(name='other-thing'), nothing))",
                "the code XYZ001 is already taken, by itself: give each rule its own and name each plugin once",
            ),
            (
                "RULES = (RecordRule(meta(name='unresolved-footnote'), nothing),)",
                'the name unresolved-footnote is already taken, by plugin "genelint_rules": give each rule its own and '
                "name each plugin once",
            ),
        ],
    )
    @pytest.mark.parametrize("command", ["check", "rules", "explain REF001"])
    def test_with_one_line(self, folder: Folder, text: str, said: str, command: str) -> None:
        folder.plug(text)

        code, out, err = folder.run(*command.split())

        assert (code, out) == (2, "")
        assert err.replace('ours.py": ', 'ours.py" ') == f'genelint: error: plugin "./ours.py" {said}\n'

    def test_unless_it_was_interrupted(self, folder: Folder) -> None:
        folder.plug("raise KeyboardInterrupt")

        assert folder.run("check") == (130, "", "genelint: interrupted\n")


class TestReported:
    """A rule that is wrong is reported, and the others run."""

    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            ("RecordRule(meta(), lambda record: 1 / 0)", "ZeroDivisionError: division by zero"),
            ("RecordRule(meta(), lambda: ())", "TypeError: <lambda>() takes 0 positional arguments but 1 was given"),
            ("RecordRule(meta(), lambda record: None)", "TypeError: 'NoneType' object is not iterable"),
            ("RecordRule(meta(), lambda record: ['x'])", "TypeError: a rule finds a str, not a Finding"),
            ("SourceRule(meta(), lambda source: exit('no'))", "SystemExit: no"),
            ("SourceRule(meta(), lambda source: [Finding(Span(0, 10**9), 'x')])", "ValueError: the span 0 to 1000000"),
            ("SourceRule(meta(), lambda source: [Finding(SPAN, 'x\\ny')])", "ValueError: a finding's message is one"),
            ("SourceRule(meta(), lambda source: [Finding(SPAN, 7)])", "TypeError: "),
            (
                "SourceRule(meta(), lambda source: [Finding(SPAN, 'x', Fix('x', (), 'safe'))])",
                "TypeError: the safety of a fix is 'safe', not a Safety",
            ),
            (
                "SourceRule(meta(), lambda source: [Finding(SPAN, 'x', Fix(None, (), Safety.SAFE))])",
                "TypeError: titles, edits and notes are made of text",
            ),
            (
                "SourceRule(meta(), lambda source: [Finding(SPAN, 'x', Fix('x', (Edit(SPAN, 7),), Safety.SAFE))])",
                "TypeError: titles, edits and notes are made of text",
            ),
            (
                "SourceRule(meta(), lambda source: [Finding(SPAN, 'x', None, (Related(SPAN, None),))])",
                "TypeError: titles, edits and notes are made of text",
            ),
            ("CorpusRule(meta(), lambda record: 1 / 0, nothing, nothing)", "ZeroDivisionError: division by zero"),
            (
                "CorpusRule(meta(), lambda record: [([], 'x')], nothing, nothing)",
                "TypeError: sequence item 0: expected",
            ),
            ("CorpusRule(meta(), lambda record: [('x', 7)], nothing, nothing)", "TypeError: sequence item 1: expected"),
            ("CorpusRule(meta(), lambda record: ['xyz'], nothing, nothing)", "ValueError: too many values to unpack"),
            ("CorpusRule(meta(), nothing, lambda values: 1 / 0, nothing)", "ZeroDivisionError: division by zero"),
            ("CorpusRule(meta(), nothing, lambda values: None, nothing)", "TypeError: 'NoneType' object is not"),
            ("CorpusRule(meta(), nothing, lambda values: ['x'], nothing)", "AttributeError: 'str' object has no"),
            (
                "CorpusRule(meta(), nothing, lambda values: [Clash('data/MT1H.txt', '', '', 'x')], lambda *_: 1 / 0)",
                "ZeroDivisionError: division by zero",
            ),
            (
                "CorpusRule(meta(), nothing, lambda values: [Clash('data/MT1H.txt', '', '', 'x')], nothing)",
                "TypeError: a rule finds a tuple, not a Finding",
            ),
            ("SidecarRule(meta(), lambda sidecar: 1 / 0)", "ZeroDivisionError: division by zero"),
            (
                "SidecarRule(meta(), lambda sidecar: [Finding(Span(0, 10**9), 'x')])",
                "ValueError: the span 0 to 1000000",
            ),
        ],
    )
    @pytest.mark.parametrize("output_format", ["full", "json"])
    def test_and_the_rest_goes_on(self, folder: Folder, rule: str, said: str, output_format: str) -> None:
        folder.plug(f"RULES = ({rule}, SourceRule(meta('XYZ002', 'first-place'), lambda _: [Finding(SPAN, 'here')]))")
        (folder.path / "data" / "MT1H associations.tsv").write_text(
            "association\tdataset\tthreshold value\tstandardized value\n"
        )

        code, out, err = folder.run("check", "--select", "XYZ", "--output-format", output_format)

        assert (code, err) == (2, "")
        assert out.count("first-place") == 2
        assert f"rule XYZ001 of ./ours.py failed with {said}" in out
        assert "Traceback" not in out

    def test_what_it_prints_on_import_is_no_part_of_the_report(self, folder: Folder) -> None:
        folder.plug("print('hello')\nRULES = (RecordRule(meta(), nothing),)")

        for arguments in (("check", "--output-format", "json"), ("rules", "--output-format", "json")):
            code, out, err = folder.run(*arguments)

            assert (code, err) == (0, "hello\n")
            assert json.loads(out)


def _succeed(folder: Path, *command: str, installed: Path | None = None, expected: int = 0) -> str:
    """The output of a command that ends with the expected exit code, with a folder of installed modules."""
    paths = [str(installed)] if installed else []
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")])}
    result = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == expected, result.stdout
    return result.stdout
