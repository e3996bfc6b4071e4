"""What the command imports: a hook must answer at once, and imports are most of the time that a short run takes."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import SUPPRESS
from pathlib import Path
from typing import NamedTuple

import pytest

from genelint.arguments import Parser
from genelint.commands import load_command, plain_options
from genelint.rule import Announcement
from genelint.testing import RECORD
from genelint_rules import RULES

STANDARD_LIBRARY = """
__future__ bisect collections contextlib copyreg enum errno fnmatch functools gc importlib itertools json keyword math
operator re reprlib types typing warnings
"""
"""What a run over one clean file imports at most, whatever the version of Python, beside what bare Python has: re,
typing and json take ten milliseconds with all that they import, and nothing else takes one."""

CONFIGURED = "datetime string tomllib"
"""What is imported as well where there is a configuration."""

PARSED = "argparse gettext locale"
"""What is imported as well where an option was typed."""

HEAVY = """
argparse array asyncio concurrent dataclasses datetime difflib hashlib importlib.metadata importlib.util inspect
jsonschema multiprocessing pathlib pathspec pyparsing random rich shutil socket sqlite3 subprocess tempfile threading
tomllib unicodedata watchfiles
"""
"""What is imported only where it is needed."""

OWN = """
__main__ addresses anchor cli commands commands.check commands.checking config corpus discover engine errors facts
files grammar jsontext layout lists model ordinary parse patterns progress record registry render render.full report
row_pairs rule run setup sidecar survey table templates terminal tree values vocabulary wording
"""
"""The modules of genelint that a run over one clean file imports. A new one takes a hundredth of bare Python's time."""


class Imported(NamedTuple):
    """What a run of the command imports: modules of genelint, of its rules, and others by the name of their package
    (those that are hidden aside)."""

    own: frozenset[str]
    rules: frozenset[str]
    others: frozenset[str]
    every: frozenset[str]


def imported(folder: Path, *arguments: str) -> Imported:
    """Run the command in a folder, as its script does; it must end well."""
    code = (
        "import site, sys\n"
        "bare = set(sys.modules)\n"
        "from genelint.__main__ import run\n"
        "try: run()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "sys.stderr.write(' '.join(set(sys.modules) - bare))\n"
    )
    result = subprocess.run(
        [sys.executable, "-S", "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    every = frozenset(result.stderr.split())
    packages = {name.partition(".")[0] for name in every}
    return Imported(
        frozenset(name for name in every if name.partition(".")[0] == "genelint"),
        frozenset(name for name in every if name.partition(".")[0] == "genelint_rules"),
        frozenset(name for name in packages if name == "__future__" or not name.startswith(("_", "genelint"))),
        every,
    )


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one clean record."""
    (tmp_path / "MT1H.txt").write_text(RECORD, encoding="utf-8")
    return tmp_path


class TestOneCleanFile:
    def test_imports_little_of_the_standard_library(self, folder: Path) -> None:
        found = imported(folder, "check", "MT1H.txt")

        assert found.others <= names(STANDARD_LIBRARY)
        assert not found.every & names(HEAVY)

    def test_imports_little_of_genelint(self, folder: Path) -> None:
        own = imported(folder, "check", "MT1H.txt").own

        assert {name.removeprefix("genelint.") for name in own} == names(OWN) | {"genelint"}

    def test_imports_no_rule_whose_proof_holds(self, folder: Path) -> None:
        announced = {
            f"genelint_rules.{rule.meta.name.replace('-', '_')}"
            for rule in RULES
            if isinstance(rule.meta, Announcement)
        }

        assert len(announced) > len(RULES) / 2
        assert not imported(folder, "check", "MT1H.txt").rules & announced


class TestPlainOptions:
    @pytest.mark.parametrize("command", ["check", "format"])
    @pytest.mark.parametrize("arguments", [[], ["data"], ["b c", "", "a"]])
    def test_are_those_that_the_parser_gives(self, command: str, arguments: list[str]) -> None:
        module = load_command(command)
        parser = Parser(argument_default=SUPPRESS)
        module.add_arguments(parser)
        plain = plain_options(module, arguments)

        assert vars(plain) == vars(parser.parse(arguments, module.Options()))

    @pytest.mark.parametrize(
        ("command", "arguments"),
        [("check", ["-"]), ("check", ["a", "--fix"]), ("check", ["--", "a"]), ("rules", []), ("baseline", ["show"])],
    )
    def test_all_else_takes_a_parser(self, command: str, arguments: list[str]) -> None:
        assert plain_options(load_command(command), arguments) is None


class TestMore:
    def test_a_configuration_takes_tomllib(self, folder: Path) -> None:
        (folder / "genelint.toml").write_text('ignore = ["TXT002"]\n')

        found = imported(folder, "check", "MT1H.txt")

        assert "tomllib" in found.others
        assert found.others <= names(STANDARD_LIBRARY) | names(CONFIGURED)
        assert not found.every & names(HEAVY) - names(CONFIGURED)

    def test_an_option_takes_argparse(self, folder: Path) -> None:
        found = imported(folder, "check", "--quiet", "MT1H.txt")

        assert "argparse" in found.others
        assert found.others <= names(STANDARD_LIBRARY) | names(PARSED)
        assert not found.every & names(HEAVY) - names(PARSED)

    @pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"]])
    def test_what_only_tells_loads_no_rules(self, folder: Path, arguments: list[str]) -> None:
        found = imported(folder, *arguments)

        assert not found.rules
        assert not found.every & names(HEAVY) - names(PARSED)
