"""The configuration: `genelint.toml`, or `[tool.genelint]` in `pyproject.toml`."""

from __future__ import annotations

import os
import os.path
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from genelint.errors import UsageError, did_you_mean
from genelint.model import Severity, Source
from genelint.registry import BUILT_IN, EVERYTHING, Selector
from genelint.values import NamedTuple
from genelint.vocabulary import Dataset, read_dataset
from genelint.wording import listed, quote, visible

if TYPE_CHECKING:
    from datetime import date

    from genelint.suppression import Exceptions

FILE = "genelint.toml"
PROJECT_FILE = "pyproject.toml"
BASELINE = "genelint-baseline.jsonl"

_BARE_KEY = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_TYPES: dict[str, type] = {"string": str, "array": list, "object": dict}


class Config(NamedTuple):
    """What is configured. Patterns and all paths in it are relative to the folder `root`.

    `paths` are the folders of all records; `categories` and `datasets` are known beside the standard ones.
    """

    root: str
    include: tuple[str, ...] = ("*.txt",)
    exclude: tuple[str, ...] = ()
    select: tuple[Selector, ...] = EVERYTHING
    ignore: tuple[Selector, ...] = ()
    severity: tuple[tuple[Selector, Severity], ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[Selector, ...]], ...] = ()
    fail_on: Severity = Severity.ERROR
    plugins: tuple[str, ...] = (BUILT_IN,)
    paths: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    exceptions: Exceptions | None = None
    baseline: str = BASELINE


def read_config_here() -> Config:
    """The configuration that holds in the working folder (see `read_config`)."""
    try:
        return read_config(os.getcwd())
    except FileNotFoundError as error:
        raise UsageError("the working folder is gone: change to one that is there") from error


def read_config(folder: str) -> Config:
    """The configuration that holds in a folder: the nearest, from there up to the repository's root.

    Where there is no repository, only the folder itself is looked at: what stands above it may be anybody's. Raises
    UsageError for a file that cannot be read, is not TOML, or has an unknown key or a value of the wrong type.
    """
    return find_config(folder) or Config(folder)


def find_config(folder: str) -> Config | None:
    """The same, None where nothing is configured."""
    for parent in _folders(os.path.abspath(folder)):
        for name in (FILE, PROJECT_FILE):
            path = os.path.join(parent, name)
            if os.path.isfile(path):
                config = _read(path, parent)
                if config is not None:
                    return config
    return None


def _folders(folder: str) -> list[str]:
    """The folders from this one up to the repository's root, or this one alone where there is no repository."""
    folders = [folder]
    while not os.path.lexists(os.path.join(folders[-1], ".git")):
        parent = os.path.dirname(folders[-1])
        if parent == folders[-1]:
            return [folder]
        folders.append(parent)
    return folders


def _read(path: str, root: str) -> Config | None:
    relative = os.path.relpath(path)
    shown = visible(relative)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise UsageError(f"{shown}: cannot be read: {error.strerror}") from error
    if os.path.basename(path) == PROJECT_FILE and b"genelint" not in data:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{shown}:{line}: the byte 0x{data[error.start]:02x} is not UTF-8: save the file as UTF-8"
        ) from error
    return parse_config(Source(relative, text), root)


def parse_config(source: Source, root: str) -> Config | None:
    """The configuration that a file says, None where a `pyproject.toml` has none. Raises UsageError."""
    shown = visible(source.path)
    if os.path.basename(source.path) != PROJECT_FILE:
        return _config(_parse(source.text, shown), root, source, ())
    tool = _parse(source.text, shown).get("tool")
    if not isinstance(tool, dict) or "genelint" not in tool:
        return None
    return _config(cast("dict[str, object]", tool)["genelint"], root, source, ("tool", "genelint"))


def _parse(text: str, shown: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - start-up

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # "Expected ... (at line 3, column 9)", or "(at end of document)"
        message, _, place = str(error).removesuffix(")").rpartition(" (at ")
        if place.startswith("line "):
            line_column = place.removeprefix("line ").replace(", column ", ":")
        else:
            line_column = str(text.rstrip().count("\n") + 1)
            message = message or str(error)
        raise UsageError(f"{shown}:{line_column}: not TOML: {visible(message)}") from error


def _config(values: object, root: str, source: Source, top: tuple[str, ...]) -> Config:
    from genelint_schemas import load  # noqa: PLC0415 - start-up

    shown = visible(source.path)
    schema = load("config.schema.json")
    _check(values, schema, shown, top)
    # The check has made sure of the types of all values.
    table = {key: part["default"] for key, part in schema["properties"].items()} | cast("dict[str, Any]", values)

    def selectors(words: Iterable[str], *key: str) -> tuple[Selector, ...]:
        return tuple(Selector(word, _place(shown, (*top, *key))) for word in words)

    return Config(
        root,
        include=tuple(table["include"]),
        exclude=tuple(table["exclude"]),
        select=selectors(table["select"], "select"),
        ignore=selectors(table["ignore"], "ignore"),
        severity=tuple(
            (selector, _severity(table["severity"][selector.word]))
            for selector in selectors(table["severity"], "severity")
        ),
        per_file_ignores=tuple(
            (pattern, selectors(words, "per-file-ignores", pattern))
            for pattern, words in table["per-file-ignores"].items()
        ),
        fail_on=_severity(table["fail-on"]),
        plugins=tuple(table["plugins"]),
        paths=tuple(table["paths"]),
        categories=tuple(table["categories"]),
        datasets=tuple(map(read_dataset, table["datasets"])),
        exceptions=_exceptions(table["exceptions"], source, (*top, "exceptions")) if table["exceptions"] else None,
        baseline=table["baseline"],
    )


def _exceptions(tables: list[dict[str, Any]], source: Source, key: tuple[str, ...]) -> Exceptions:
    from genelint.suppression import Exceptions, Exemption  # noqa: PLC0415 - start-up

    for number, table in enumerate(tables, 1):
        if "path" not in table and "record" not in table:
            place = _place(visible(source.path), (*key, number))
            raise UsageError(f"{place}: it has no path and no record: add one, so that it does not hold for everything")
        if isinstance(until := table.get("until"), str):
            table["until"] = _date(until)
    return Exceptions(source, key, tuple(Exemption(**table) for table in tables))


def _date(text: str) -> date | None:
    """The day that YYYY-MM-DD means, None where it means none."""
    from datetime import date  # noqa: PLC0415 - start-up

    try:
        return date.fromisoformat(text) if text[4::3] == "--" else None  # it reads weeks, too
    except ValueError:
        return None


def _severity(label: str) -> Severity:
    return Severity[label.upper()]


def _check(value: object, schema: dict[str, Any], shown: str, key: tuple[str | int, ...]) -> None:
    """Hold a value against a schema, keyword by keyword; jsonschema would take longer to import than a check does."""
    if isinstance(value, str) or "format" in schema:
        _check_text(value, schema, shown, key)
        return
    if not isinstance(value, _TYPES[schema["type"]]):
        raise UsageError(f"{_place(shown, key)}: found {_found(value)}, expected {_expected(schema)}")
    if isinstance(value, list):
        for number, item in enumerate(cast("list[object]", value), 1):
            _check(item, schema["items"], shown, (*key, number) if isinstance(item, dict) else key)
    if isinstance(value, dict):
        properties: dict[str, Any] = schema.get("properties", {})
        for name, item in cast("dict[str, object]", value).items():
            part = properties.get(name, schema["additionalProperties"])
            if part is False:
                hint = did_you_mean(name, properties) or f": expected {listed(properties, 'or')}"
                raise UsageError(f"{_place(shown, (*key, name))}: unknown key{hint}")
            _check(item, part, shown, (*key, name))
        for name in schema.get("required", ()):
            if name not in value:
                raise UsageError(f"{_place(shown, key)}: it has no {name}: add it")


def _check_text(value: object, schema: dict[str, Any], shown: str, key: tuple[str | int, ...]) -> None:
    """Hold a string, or what should be a date, against a schema."""
    hint = ""
    if schema.get("format") == "date":
        from datetime import date  # noqa: PLC0415 - start-up

        good = type(_date(value) if isinstance(value, str) else value) is date  # one with a time is a date too
    else:
        good = schema["type"] == "string" and value in schema.get("enum", [value])
        if schema["type"] == "array":
            hint = f": write [{_found(value)}]"
        elif "enum" in schema:
            hint = did_you_mean(str(value), schema["enum"])
    if not good:
        raise UsageError(f"{_place(shown, key)}: found {_found(value)}, expected {_expected(schema)}{hint}")
    if isinstance(value, str) and not value.strip() and schema.get("minLength"):
        raise UsageError(f"{_place(shown, key)}: it is empty: write something")


def _place(shown: str, key: tuple[str | int, ...]) -> str:
    """The file and the key; numbers are those of the tables of a list, from 1."""
    parts = [
        f" #{part}"
        if isinstance(part, int)
        else f".{part}"
        if part and _BARE_KEY.issuperset(part)
        else f'."{visible(part)}"'
        for part in key
    ]
    return f"{shown}: {''.join(parts).removeprefix('.')}"


def _found(value: object) -> str:
    match value:
        case str():
            return quote(value)
        case bool():
            return str(value).lower()
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return visible(str(value))


def _expected(schema: dict[str, Any]) -> str:
    match schema:
        case {"format": "date"}:
            return "a date such as 2030-12-31"
        case {"enum": labels}:
            return listed([f'"{label}"' for label in labels], "or")
        case {"type": "array", "items": {"type": "object"}}:
            return "a list of tables"
        case {"type": "array"}:
            return "a list of strings"
        case {"type": "object"}:
            return "a table"
        case _:
            return "a string"
