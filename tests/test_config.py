"""The configuration: where it is found, what it may say, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from jsonschema import Draft202012Validator

import genelint_schemas
from genelint.config import Config, read_config
from genelint.errors import UsageError
from genelint.model import Severity
from genelint.registry import Selector


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a repository, and the working folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def error(folder: Path, text: str | bytes, name: str = "genelint.toml") -> str:
    """What is said of a configuration."""
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(UsageError) as raised:
        read_config(str(folder))
    return str(raised.value)


def test_defaults_are_those_of_the_schema(folder: Path) -> None:
    without = read_config(str(folder))
    (folder / "genelint.toml").touch()
    empty = read_config(str(folder))

    assert without == Config(str(folder))
    assert empty._replace(select=()) == without._replace(select=())
    assert [selector.word for selector in empty.select] == [selector.word for selector in without.select]


def test_reads_every_key(folder: Path) -> None:
    (folder / "genelint.toml").write_text(
        """
        include = ["*.gene"]
        exclude = ["drafts/"]
        select = ["REF", "txt"]
        ignore = ["REF002"]
        severity = { REF001 = "warning", ALL = "error" }
        fail-on = "info"
        plugins = ["genelint_rules", "./ours.py"]
        [per-file-ignores]
        "data/old/*.txt" = ["LAY"]
        """
    )

    assert read_config(str(folder)) == Config(
        root=str(folder),
        include=("*.gene",),
        exclude=("drafts/",),
        select=(Selector("REF", "genelint.toml: select"), Selector("txt", "genelint.toml: select")),
        ignore=(Selector("REF002", "genelint.toml: ignore"),),
        severity=(
            (Selector("REF001", "genelint.toml: severity"), Severity.WARNING),
            (Selector("ALL", "genelint.toml: severity"), Severity.ERROR),
        ),
        per_file_ignores=(("data/old/*.txt", (Selector("LAY", 'genelint.toml: per-file-ignores."data/old/*.txt"'),)),),
        fail_on=Severity.INFO,
        plugins=("genelint_rules", "./ours.py"),
    )


def test_reads_pyproject(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.genelint]\nignore = ["REF"]\n')

    assert read_config(str(folder)).ignore == (Selector("REF", "pyproject.toml: tool.genelint.ignore"),)


@pytest.mark.parametrize(
    "text",
    ["", "[project]\ndependencies = ['genelint']\n", "# tool.genelint\n", "tool = 1 # tool.genelint\n", "\xff = [\n"],
)
def test_passes_over_a_pyproject_that_is_about_other_tools(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text)

    assert read_config(str(folder)) == Config(str(folder))


def test_takes_the_nearest(folder: Path) -> None:
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (folder / "genelint.toml").write_text('fail-on = "info"')
    assert read_config(str(inner)).root == str(folder)

    (folder / "a" / "pyproject.toml").write_text('[tool.genelint]\nfail-on = "warning"')
    assert read_config(str(inner)).fail_on is Severity.WARNING

    (folder / "a" / "genelint.toml").write_text('fail-on = "error"')
    assert read_config(str(inner)) == read_config(str(folder / "a"))
    assert read_config(str(inner)).fail_on is Severity.ERROR


def test_does_not_look_above_the_repository(folder: Path) -> None:
    (folder / "genelint.toml").write_text('fail-on = "info"')
    inner = folder / "inner"
    (inner / ".git").mkdir(parents=True)

    assert read_config(str(inner)) == Config(str(inner))


def test_does_not_look_above_the_folder_without_a_repository(folder: Path) -> None:
    (folder / ".git").rmdir()
    (folder / "genelint.toml").write_text('fail-on = "info"')
    inner = folder / "inner"
    inner.mkdir()

    assert read_config(str(inner)) == Config(str(inner))
    assert read_config(str(folder)).fail_on is Severity.INFO


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignor = []", 'genelint.toml: ignor: unknown key; did you mean "ignore"?'),
        (
            "x = 1",
            "genelint.toml: x: unknown key: expected include, exclude, select, ignore, severity, per-file-ignores, "
            "fail-on, plugins, paths, categories, datasets, exceptions or baseline",
        ),
        ('ignore = "REF"', 'genelint.toml: ignore: found "REF", expected a list of strings: write ["REF"]'),
        ("ignore = { REF = true }", "genelint.toml: ignore: found a table, expected a list of strings"),
        ('include = ["*.txt", 3]', "genelint.toml: include: found 3, expected a string"),
        ("include = [[]]", "genelint.toml: include: found a list, expected a string"),
        (
            'fail-on = "eror"',
            'genelint.toml: fail-on: found "eror", expected "error", "warning" or "info"; did you mean "error"?',
        ),
        ("fail-on = true", 'genelint.toml: fail-on: found true, expected "error", "warning" or "info"'),
        ('severity = "error"', 'genelint.toml: severity: found "error", expected a table'),
        (
            'severity = { REF001 = "off" }',
            'genelint.toml: severity.REF001: found "off", expected "error", "warning" or "info"',
        ),
        (
            'per-file-ignores = { "a b" = "REF" }',
            'genelint.toml: per-file-ignores."a b": found "REF", expected a list of strings: write ["REF"]',
        ),
        (
            '"\\u001b" = 1',
            'genelint.toml: "\\x1b": unknown key: expected include, exclude, select, ignore, severity, '
            "per-file-ignores, fail-on, plugins, paths, categories, datasets, exceptions or baseline",
        ),
        ("plugins = 2024-01-01", "genelint.toml: plugins: found 2024-01-01, expected a list of strings"),
    ],
)
def test_names_file_key_and_repair(folder: Path, text: str, message: str) -> None:
    assert error(folder, text) == message


def test_names_the_key_in_pyproject(folder: Path) -> None:
    text = "[tool.genelint]\nselects = []\n"

    expected = 'pyproject.toml: tool.genelint.selects: unknown key; did you mean "select"?'
    assert error(folder, text, "pyproject.toml") == expected


def test_refuses_a_list_for_the_table(folder: Path) -> None:
    assert error(folder, "[[tool.genelint]]\n", "pyproject.toml") == (
        "pyproject.toml: tool.genelint: found a list, expected a table"
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ignore = [\n'REF',\n'TXT'\nfail-on = 1\n", "genelint.toml:4:1: not TOML: "),
        ("ignore = []\nignore = []\n", "genelint.toml:2:12: not TOML: "),
        ("ignore = [\n", "genelint.toml:1: not TOML: "),
        (f"x = {'9' * 5000}", "genelint.toml:1: not TOML: "),
        (f"x = {'[' * 5000}", "genelint.toml:1: not TOML: "),
    ],
)
def test_names_the_line_of_a_syntax_error(folder: Path, text: str, place: str) -> None:
    said = error(folder, text)

    assert said.startswith(place)
    assert len(said) > len(place)
    assert "\n" not in said


def test_names_the_line_of_a_byte_that_is_not_utf8(folder: Path) -> None:
    assert error(folder, b"# one\n# \xe4\n") == ("genelint.toml:2: the byte 0xe4 is not UTF-8: save the file as UTF-8")


def test_says_that_a_file_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "genelint.toml").touch()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(UsageError, match=r"^genelint\.toml: cannot be read: Permission denied$"):
        read_config(str(folder))


def test_names_the_file_relative_to_the_working_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (folder / "genelint.toml").write_text("x = 1")
    monkeypatch.chdir(inner)

    with pytest.raises(UsageError, match=r"^\.\./genelint\.toml: x: "):
        read_config(str(inner))


def test_schema_is_a_schema() -> None:
    schema = genelint_schemas.load("config.schema.json")

    Draft202012Validator.check_schema(schema)
    for part in schema["properties"].values():
        jsonschema.validate(part["default"], part)
