"""The harness for rules: what it says of an example that is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from genelint.model import Edit, Finding, Fix, Safety, Severity, Source, Span
from genelint.rule import Bad, Good, Meta, SourceRule
from genelint.testing import Case, check_case

_ID = "| 4496 |"


def find_stray(source: Source) -> Iterator[Finding]:
    """The word `stray`, to be `word`; that is said of `stray!` too, and not done."""
    at = source.text.find("stray")
    if at >= 0:
        span = Span(at, at + 5)
        fix = Fix("Write word", (Edit(span, "word"),), Safety.SAFE)
        yield Finding(span, "found stray", None if source.text[at + 5] == "!" else fix)


def check_example(example: Bad | Good) -> None:
    bad = (example,) if isinstance(example, Bad) else ()
    good = (example,) if isinstance(example, Good) else ()
    rule = SourceRule(Meta("XYZ001", "stray-word", "A stray word.", Severity.WARNING, "1.0", bad, good), find_stray)
    check_case(Case(rule, example, 1, (rule,)))


@pytest.mark.parametrize(
    "example",
    [
        Bad(_ID, "| «stray» |", "found stray", "| word |"),
        Bad(_ID, "| «stray»! |", "found stray"),
        Good(_ID, "| word |"),
        Good(_ID, "| stray |", also=("XYZ001",)),
    ],
)
def test_takes_what_is_right(example: Bad | Good) -> None:
    check_example(example)


@pytest.mark.parametrize(
    ("example", "said"),
    [
        (Good(_ID, "| stray |"), "XYZ001-good-1: a good example gives (9, 16, 9, 21) XYZ001 found stray"),
        (Bad(_ID, "| «fine» |", "found stray"), "end_column=20),), found nothing"),
        (Bad(_ID, "| st«ray» |", "found stray"), "found (9, 16, 9, 21) XYZ001 found stray"),
        (Bad(_ID, "| «stray» |", "found it", "| word |"), "XYZ001-bad-1: (9, 16, 9, 21) XYZ001 found stray"),
        (Bad(_ID, "| «stray» |", "found stray", also=("XYZ002",)), "XYZ001-bad-1: also found (9, 16, 9, 21)"),
        (Bad(_ID, "| «stray» |", "found stray"), "XYZ001-bad-1: a fix, and the example says nothing of it"),
        (Bad(_ID, "| «stray»! |", "found stray", "| word! |"), "XYZ001-bad-1: no fix"),
        (Bad(_ID, "| «stray» |", "found stray", "| words |"), "XYZ001-bad-1: the fix gives 'teins"),
        (Bad(_ID, "| «stray»stray |", "found stray", "| wordstray |"), "XYZ001-bad-1: after the fix (9, 20, 9, 25)"),
    ],
)
def test_says_what_is_wrong(example: Bad | Good, said: str) -> None:
    with pytest.raises(AssertionError) as raised:
        check_example(example)
    assert said in str(raised.value)
