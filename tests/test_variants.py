"""No rule raises an alarm on a record that the format allows, however odd it looks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bases import BASES
from genelint.engine import SelectedRule, check
from genelint.model import Severity, Source
from genelint_rules import RULES
from variants import VARIANTS
from variants.datasets import CATEGORY, NAME_IN_TEXT
from variants.varying import Variant, gene_of

LEAST = 400
ALARMING = [
    SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES if rule.meta.severity > Severity.INFO
]


def test_there_are_enough() -> None:
    assert len({str(variant) for variant in VARIANTS}) == len(VARIANTS) >= LEAST


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_variant_differs(variant: Variant) -> None:
    assert any(variant.edit(text) != text for text in BASES.values())


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_variant(variant: Variant, base: str) -> None:
    text = variant.edit(BASES[base])
    source = Source.from_bytes(f"{gene_of(text).replace('/', '$slash$')}.txt", text.encode("utf-8"))
    assert [(d.code, d.severity, d.message) for d in check(source, ALARMING)] == []


def test_datasets_are_as_gathered(shared: Path) -> None:
    with (shared / "data" / "harmonizome_datasets.csv").open(encoding="utf-8") as lines:
        known = {row["name"]: row for row in csv.DictReader(lines)}
    assert {name: known[name]["attribute_group"] for name in CATEGORY} == CATEGORY
    written = {
        name: row["name_in_row_text"] for name, row in known.items() if row["name_in_row_text"] not in ("", name)
    }
    assert written == NAME_IN_TEXT
