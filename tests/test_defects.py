"""Every planted defect is found with its code, at its line and column, and with nothing else.

Defects that only several records show together are planted in `test_across`.
"""

from __future__ import annotations

import pytest

from bases import BASES
from defects import DEFECTS
from defects.planting import Defect, planted
from genelint.engine import SelectedRule, check
from genelint.model import Severity, Source
from genelint.rule import CorpusRule
from genelint_rules import RULES

LEAST = 120


def test_there_are_enough() -> None:
    assert len({str(defect) for defect in DEFECTS}) == len(DEFECTS) >= LEAST


def test_every_rule_has_one() -> None:
    assert {defect.code for defect in DEFECTS} == {rule.meta.code for rule in RULES if not isinstance(rule, CorpusRule)}


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_defect(defect: Defect, base: str) -> None:
    text, offset = planted(defect, BASES[base])
    source = Source.from_bytes(f"{base}.txt", text.encode("utf-8", "surrogateescape"))
    severity = next(rule.meta.severity for rule in RULES if rule.meta.code == defect.code)
    rules = [
        SelectedRule(rule, rule.meta.severity, "genelint_rules")
        for rule in RULES
        if rule.meta.severity >= Severity.WARNING or rule.meta.code == defect.code
    ]
    found = [(d.code, d.region.line, d.region.column, d.severity) for d in check(source, rules)]
    assert found == [(defect.code, *source.line_col(offset), severity)]
