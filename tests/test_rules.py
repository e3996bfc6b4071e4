"""The examples of every rule, and that every rule is complete."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from genelint.rule import Rule
from genelint.testing import Case, cases, check_case, check_metadata
from genelint_rules import RULES

RULE_FILES = Path(__file__).parent.parent / "rules" / "genelint_rules"


@pytest.mark.parametrize("case", cases(RULES), ids=str)
def test_example(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.meta.code)
def test_metadata(rule: Rule) -> None:
    check_metadata(rule)


def test_rules_are_registered_once_and_in_order() -> None:
    codes = [rule.meta.code for rule in RULES]
    families = ["LAY", "TXT", "TRE", "REF", "IDN", "ASC", "COR", "SUP"]
    assert codes == sorted(set(codes), key=lambda code: (families.index(code[:3]), code))
    assert len({rule.meta.name for rule in RULES}) == len(RULES)


def test_every_rule_file_is_registered() -> None:
    files = {path.stem for path in RULE_FILES.glob("*.py") if not path.stem.startswith("_")}
    registered = {rule.meta.name.replace("-", "_") for rule in RULES}
    assert registered <= files
    assert {path.stem for path in RULE_FILES.glob("*.py") if "RULE = " in path.read_text()} == registered


def test_what_rules_keep_is_bounded() -> None:
    """An editor's process lives for days, and has a new vocabulary whenever the configuration changes."""
    modules = [import_module(f"genelint_rules.{path.stem}") for path in RULE_FILES.glob("[a-z]*.py")]
    kept = [value for module in modules for value in vars(module).values() if hasattr(value, "cache_parameters")]
    assert kept
    assert [value for value in kept if value.cache_parameters()["maxsize"] is None] == []
