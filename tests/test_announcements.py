"""Rules that are announced: known before their modules are imported, and the same as any others after that."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from genelint.corpus import compare
from genelint.engine import SelectedRule, check, examine
from genelint.errors import UsageError
from genelint.facts import Facts, bind
from genelint.model import Severity, Source
from genelint.registry import load
from genelint.rule import Announcement, CorpusRule, Record, RecordRule, Rule, Shared, itself, later, later_across
from genelint.testing import RECORD, check_metadata, documentation
from genelint_rules import RULES, cited, edited_row_text

MODULE = '''
"""A rule.

What it does
------------
Finds tests.

Why it matters
--------------
It does.

How to repair
-------------
Do.

Fix safety
----------
None.
"""

from genelint.rule import Bad, Finding, Good, Meta, RecordRule, Severity, Span, never

def check(record):
    yield Finding(Span(0, 0), "a test")

RULE = RecordRule(
    Meta("XYZ001", "some-test", "A test.", Severity.ERROR, "1", (Bad("", "", ""),), (Good("", ""), Good("", ""))), check
)
'''


def always(record: Record) -> bool:
    return bool(record)


def not_ever(record: Record) -> bool:
    return not record


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package with one rule, which is not imported yet."""
    (tmp_path / "late_rules").mkdir()
    (tmp_path / "late_rules" / "__init__.py").touch()
    (tmp_path / "late_rules" / "some_test.py").write_text(MODULE)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    yield "late_rules"
    for name in [name for name in sys.modules if name.startswith("late_rules")]:
        del sys.modules[name]


def found(rule: Rule) -> list[str]:
    record = Source("MT1H.txt", "")
    return [diagnostic.message for diagnostic in check(record, [SelectedRule(rule, Severity.ERROR, "late")])]


class TestLater:
    def test_is_not_imported_while_its_proof_holds(self, package: str) -> None:
        rule = later(package, "XYZ001", "some-test", Severity.ERROR, always)

        assert found(rule) == []
        assert (rule.meta.code, rule.meta.name, rule.meta.severity) == ("XYZ001", "some-test", Severity.ERROR)
        assert "late_rules.some_test" not in sys.modules

    def test_is_imported_where_its_proof_fails(self, package: str) -> None:
        assert found(later(package, "XYZ001", "some-test", Severity.ERROR, not_ever)) == ["a test"]

    def test_is_imported_for_what_is_said_of_it(self, package: str) -> None:
        rule = later(package, "XYZ001", "some-test", Severity.ERROR, always)

        assert rule.meta.summary == "A test."
        assert len(rule.meta.good) == 2
        assert documentation(rule)["What it does"] == "Finds tests."

    def test_a_module_that_fails_is_reported(self, package: str) -> None:
        rule = later(package, "XYZ002", "no-test", Severity.ERROR, not_ever)
        [said] = found(rule)

        told = "the module late_rules.no_test of rule XYZ002 has no RULE: ModuleNotFoundError: No module named"
        assert f"failed with UsageError: {told}" in said
        with pytest.raises(UsageError, match=told):  # so that a list of rules ends with one line
            assert rule.meta.summary

    def test_has_no_other_names(self, package: str) -> None:
        meta = later(package, "XYZ001", "some-test", Severity.ERROR, always).meta

        assert not hasattr(meta, "_other")
        assert not hasattr(meta, "other")
        assert pickle.loads(pickle.dumps(meta)).code == "XYZ001"  # noqa: S301 - ours


class TestMetadata:
    def test_agrees(self, package: str) -> None:
        check_metadata(itself(later(package, "XYZ001", "some-test", Severity.ERROR, always)))

    @pytest.mark.parametrize(
        ("code", "severity"), [("XYZ002", Severity.ERROR), ("XYZ001", Severity.WARNING), ("XYZ001", Severity.ERROR)]
    )
    def test_differs(self, package: str, code: str, severity: Severity) -> None:
        with pytest.raises(AssertionError, match=f"{code} is not as it was announced"):
            check_metadata(later(package, code, "some-test", severity, always))

    def test_is_of_another_kind(self, package: str) -> None:
        with pytest.raises(AssertionError, match="XYZ001 is not as it was announced"):
            check_metadata(later_across(package, "XYZ001", "some-test", Severity.ERROR))

    def test_collects_something_else(self) -> None:
        def announced(shared: Shared | None) -> CorpusRule:
            return later_across("genelint_rules", "COR004", "conflicting-identifiers", Severity.ERROR, shared)

        for shared in (Shared(edited_row_text.collect, cited.terms), Shared(cited.collect, None)):
            with pytest.raises(AssertionError, match="COR004 does not collect what was announced"):
                check_metadata(announced(shared))
        check_metadata(announced(cited.SAID))
        check_metadata(announced(None))

    def test_of_a_module_that_fails_the_others_run(self, package: str) -> None:
        """What it shares is collected; what it makes of it is one internal error."""
        broken = later_across(package, "XYZ002", "no-test", Severity.ERROR, cited.SAID)
        source = Source("MT1H.txt", RECORD)
        selected = [SelectedRule(broken, Severity.ERROR, "ours")]
        facts = Facts()
        facts.add(["MT1H.txt"], bind([examine(source, selected).facts], selected))

        [said] = compare(facts, selected, lambda _: selected, lambda _: None)
        assert "rule XYZ002 of ours failed with UsageError: the module late_rules.no_test of rule" in said.message


class TestBuiltIn:
    def test_are_loaded_like_any(self) -> None:
        [plugin] = load(["genelint_rules"], ".")

        assert plugin.rules == RULES

    def test_every_rule_with_a_shared_proof_is_announced(self) -> None:
        direct = [rule for rule in RULES if isinstance(rule, RecordRule) and not isinstance(rule.meta, Announcement)]

        assert [
            rule.meta.code
            for rule in direct
            if rule.is_clean.__module__ not in ("genelint.rule", rule.check.__module__)
        ] == []
