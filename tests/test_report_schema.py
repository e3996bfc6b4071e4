"""The JSON report and its schema say the same."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from jsonschema import Draft202012Validator

import genelint_schemas
from genelint.engine import SelectedRule, check
from genelint.model import Severity, Source
from genelint.registry import load, select
from genelint.render import View, load_format
from genelint.report import Report
from genelint.testing import RECORD

SCHEMA = genelint_schemas.load("report.schema.json")


def report(*texts: str) -> Report:
    """What all built-in rules say of some texts."""
    rules: tuple[SelectedRule, ...] = select(load(["genelint_rules"], "."), threshold=Severity.INFO)
    found = [
        diagnostic
        for text in texts
        for diagnostic in check(Source.from_bytes("MT1H.txt", text.encode("utf-8", "surrogateescape")), rules)
    ]
    return Report(found, len(texts), len(rules) * len(texts))


def content(of: Report) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads("".join(load_format("json").render(of, View())))
    return parsed


@pytest.fixture(scope="module")
def broken() -> dict[str, Any]:
    """A report with findings of several kinds, with fixes and without."""
    texts = [
        RECORD.replace("Synonyms | MT-0", "Synonyms | MT\x1b-0"),
        RECORD.replace('"ref": "3"', '"ref": "7"'),
        RECORD.replace("from 3 datasets", "from 4 datasets"),
        RECORD.replace("Proteins |", "Proteins | \udcff"),
        "",
        "\x00",
    ]
    return content(report(*texts))


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_clean_report_is_valid() -> None:
    clean = content(report(RECORD))

    jsonschema.validate(clean, SCHEMA)
    assert clean["summary"]["files"] == 1
    assert clean["summary"]["checks"] > 0
    assert clean["diagnostics"] == []


def test_a_report_with_findings_is_valid(broken: dict[str, Any]) -> None:
    jsonschema.validate(broken, SCHEMA)

    assert broken["diagnostics"]
    assert any(found["fix"] for found in broken["diagnostics"])
    assert any(found["fix"] is None for found in broken["diagnostics"])
    assert broken["summary"]["diagnostics"]["error"] == sum(
        found["severity"] == "error" for found in broken["diagnostics"]
    )


def test_a_report_of_failures_is_valid() -> None:
    failed = content(
        Report([], 1, 1, unreadable=["a\udcff.txt: cannot be read: x"], unwritten=["b: cannot be written: x"])
    )

    jsonschema.validate(failed, SCHEMA)
    assert failed["failures"] == ["a\udcff.txt: cannot be read: x", "b: cannot be written: x"]


def test_a_report_on_examples_is_valid(examples: Path) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted(examples.glob("*.txt"))]

    jsonschema.validate(content(report(*texts)), SCHEMA)


def test_every_key_is_required_and_no_other_is_known(broken: dict[str, Any]) -> None:
    """Take each key out, and put one in: the schema must notice."""
    changed = list(changes(broken))

    assert len(changed) > 30
    for variant in changed:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(variant, SCHEMA)


def changes(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The report with one key less or one more, in the first findings with a fix and with related places."""
    chosen = [found for found in whole["diagnostics"] if found["fix"]][:1]
    chosen += [found for found in whole["diagnostics"] if found["related"]][:1]
    whole = {**whole, "diagnostics": chosen}
    jsonschema.validate(whole, SCHEMA)
    for route in routes(whole):
        for key in (*at(whole, route), "more"):
            variant = copy.deepcopy(whole)
            if at(variant, route).pop(key, None) is None:
                at(variant, route)["more"] = 1
            yield variant


def routes(value: object, route: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to each object."""
    if isinstance(value, dict):
        yield route
        for key, item in cast("dict[str, object]", value).items():
            yield from routes(item, (*route, key))
    elif isinstance(value, list):
        for position, item in enumerate(cast("list[object]", value)):
            yield from routes(item, (*route, position))


def at(value: Any, route: tuple[str | int, ...]) -> dict[str, Any]:
    for key in route:
        value = value[key]
    found: dict[str, Any] = value
    return found
