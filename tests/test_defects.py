"""Every planted defect is found with its code, at its line and column, and with nothing else.

Defects that only several records show together are planted in `test_across`.
"""

from __future__ import annotations

from io import BytesIO

import pytest

from bases import BASES
from defects import DEFECTS
from defects.planting import Defect, planted
from genelint.engine import SelectedRule, check
from genelint.model import Severity, Source
from genelint.rule import CorpusRule, SuppressionRule
from genelint.sidecar import read_sidecar
from genelint_rules import RULES

LEAST = 350


def test_there_are_enough() -> None:
    assert len({str(defect) for defect in DEFECTS}) == len(DEFECTS) >= LEAST


def test_every_rule_has_one() -> None:
    alone = {rule.meta.code for rule in RULES if not isinstance(rule, CorpusRule | SuppressionRule)}
    assert {defect.code for defect in DEFECTS} == alone


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_defect(defect: Defect, base: str) -> None:
    text, offset, other, beside, in_sidecar = planted(defect, BASES[base])
    source = Source.from_bytes(f"{base}.txt", text.encode("utf-8", "surrogateescape"))
    lines = BytesIO((beside or "").encode("utf-8", "surrogateescape"))
    sidecar = None if beside is None else read_sidecar(f"{base} associations.tsv", lines)
    place = Source(f"{base} associations.tsv", beside or "") if in_sidecar else source
    default = next(rule.meta.severity for rule in RULES if rule.meta.code == defect.code)
    rules = [
        SelectedRule(rule, rule.meta.severity, "genelint_rules")
        for rule in RULES
        if rule.meta.severity >= Severity.WARNING or rule.meta.code == defect.code
    ]
    diagnostics = check(source, rules, sidecar=sidecar)
    found = [(d.path, d.code, d.region.line, d.region.column, d.severity) for d in diagnostics]
    assert found == [(place.path, defect.code, *place.line_col(offset), defect.severity or default)]
    if other is not None:
        assert [item.region[:2] for item in diagnostics[0].related] == [source.line_col(other)]
