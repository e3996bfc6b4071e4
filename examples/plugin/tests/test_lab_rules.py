"""The rules' own examples are their tests."""

import pytest

from genelint.rule import Rule
from genelint.testing import Case, cases, check_case, check_metadata
from lab_rules import RULES


@pytest.mark.parametrize("case", cases(RULES), ids=str)
def test_example(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.meta.code)
def test_metadata(rule: Rule) -> None:
    check_metadata(rule)
