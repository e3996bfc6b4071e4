"""A rule finds nothing where its proof says so; and clean records are proven clean."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bases import BASES
from defects import DEFECTS
from defects.planting import Defect, planted, planted_together
from genelint.model import Source
from genelint.parse import read_record
from genelint.record import Record
from genelint.rule import RecordRule, never
from genelint.sidecar import read_sidecar
from genelint.testing import Case, cases, placed
from genelint_rules import RULES
from variants import VARIANTS

PROVABLE = [rule for rule in RULES if isinstance(rule, RecordRule) and rule.is_clean is not never]


def assert_proofs_hold(record: Record) -> None:
    for rule in PROVABLE:
        if rule.is_clean(record):
            assert not list(rule.check(record)), rule.meta.code


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_no_defect_is_proven_away(base: str, defect: Defect) -> None:
    text, _, _, beside, _ = planted(defect, BASES[base])
    sidecar = None if beside is None else read_sidecar("x", BytesIO(beside.encode("utf-8", "surrogateescape")))
    data = text.encode("utf-8", "surrogateescape")
    assert_proofs_hold(read_record(Source.from_bytes(f"{base}.txt", data), sidecar))


@pytest.mark.parametrize("base", BASES)
def test_no_finding_in_a_variant_is_proven_away(base: str) -> None:
    for variant in VARIANTS:
        assert_proofs_hold(read_record(Source(f"{base}.txt", variant.edit(BASES[base]))))


@pytest.mark.parametrize("case", cases(RULES), ids=str)
def test_no_example_is_proven_away(case: Case) -> None:
    text, sidecar, _, _ = placed(case.rule, case.example)
    beside = None if sidecar is None else read_sidecar("x", BytesIO(sidecar.encode("utf-8", "surrogateescape")))
    data = text.encode("utf-8", "surrogateescape")
    assert_proofs_hold(read_record(Source.from_bytes(case.example.path, data), beside))


@settings(max_examples=300)
@given(st.sampled_from(sorted(BASES)), st.lists(st.sampled_from(DEFECTS), min_size=2, max_size=6))
def test_no_defect_is_proven_away_by_others(base: str, defects: list[Defect]) -> None:
    data = planted_together(defects, BASES[base]).encode("utf-8", "surrogateescape")
    assert_proofs_hold(read_record(Source.from_bytes(f"{base}.txt", data)))


@pytest.mark.parametrize("base", BASES)
def test_clean_records_are_proven_clean(base: str) -> None:
    record = read_record(Source(f"{base}.txt", BASES[base]))
    assert [rule.meta.code for rule in PROVABLE if not rule.is_clean(record) and not list(rule.check(record))] == []
    assert len(PROVABLE) > len(RULES) / 3
