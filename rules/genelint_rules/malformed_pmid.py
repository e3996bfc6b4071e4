"""A PMID that cannot be one.

What it does
------------
Finds a link after `PMID: ` in a reference whose text is not one to eight digits, the first not zero.

Why it matters
--------------
The identifier leads to no article, or to another one, and tools that read it fail.

How to repair
-------------
Look the article up in PubMed and copy its number, digits only.

Fix safety
----------
There is no fix: the right number cannot be told from the wrong one.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, quote
from genelint_rules.identifiers import PMCID, PMID


def check(record: Record) -> Iterator[Finding]:
    """Report each such text; a link that shows none is an empty node."""
    if record.tree is None:
        return
    for _, identifiers in record.tree.identifiers:
        for identifier in identifiers:
            text = identifier.text
            if identifier.kind == "PMID" and text.strip() and not PMID.fullmatch(text):
                message = f"{quote(text)} is no PMID{_reason(text)}; write the 1 to 8 digits that PubMed shows"
                yield Finding(record.tree.text_span(identifier), message)


def _reason(text: str) -> str:
    if PMCID.fullmatch(text):
        return " but a PMCID"
    if text.isdigit() and not text.isascii():
        return ": its digits are not 0 to 9 of ASCII"
    if text.isdigit():
        return ": it begins with zero" if text[0] == "0" else f": it has {len(text)} digits"
    return ""


RULE = RecordRule(
    Meta(
        code="IDN001",
        name="malformed-pmid",
        summary="A PMID that cannot be one.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '"text": "24662736"',
                '"text": "«PMC13900»"',
                '"PMC13900" is no PMID but a PMCID; write the 1 to 8 digits that PubMed shows',
            ),
            Bad(
                '"text": "24662736"',
                '"text": "«024662736»"',
                '"024662736" is no PMID: it begins with zero; write the 1 to 8 digits that PubMed shows',
            ),
            Bad(
                '"text": "24662736"',
                '"text": "«246627361»"',
                '"246627361" is no PMID: it has 9 digits; write the 1 to 8 digits that PubMed shows',
            ),
            Bad(
                '"text": "24662736"',
                '"text": "«٢٤»"',
                '"٢٤" is no PMID: its digits are not 0 to 9 of ASCII; write the 1 to 8 digits that PubMed shows',
            ),
        ),
        good=(
            Good('"text": "24662736"', '"text": "42728754"', "eight digits"),
            Good(
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736',
                '" See "}, {"type": "a", "children": [{"type": "t", "text": "PubMed',
                "a link that does not stand after `PMID: `",
            ),
        ),
    ),
    check,
)
