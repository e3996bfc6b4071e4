"""Every planted defect is found with its code, at its line and column, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from defects import DEFECTS
from defects.planting import Defect, planted
from genelint.engine import SelectedRule, check
from genelint.model import Severity, Source
from genelint.rule import SuppressionRule
from genelint.testing import RECORD
from genelint_rules import RULES

EXAMPLES = Path(__file__).parent.parent / "examples" / "data"
BASES = {
    "RECORD": RECORD,
    "MT2A": (EXAMPLES / "MT2A.txt").read_text(encoding="utf-8"),
    "BRCA1": (EXAMPLES / "BRCA1.txt").read_text(encoding="utf-8"),
}
LEAST = 120


def test_there_are_enough() -> None:
    assert len({str(defect) for defect in DEFECTS}) == len(DEFECTS) >= LEAST


def test_every_rule_has_one() -> None:
    about_records = {rule.meta.code for rule in RULES if not isinstance(rule, SuppressionRule)}
    assert {defect.code for defect in DEFECTS} == about_records


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_defect(defect: Defect, base: str) -> None:
    text, offset = planted(defect, BASES[base])
    source = Source.from_bytes("record.txt", text.encode("utf-8", "surrogateescape"))
    severity = next(rule.meta.severity for rule in RULES if rule.meta.code == defect.code)
    shown = min(severity, Severity.WARNING)
    rules = [SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES if rule.meta.severity >= shown]
    found = [(d.code, d.region.line, d.region.column, d.severity) for d in check(source, rules)]
    assert found == [(defect.code, *source.line_col(offset), severity)]
