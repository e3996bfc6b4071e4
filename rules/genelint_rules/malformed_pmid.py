"""A PMID that cannot be one.

What it does
------------
Finds a link after `PMID: ` in a reference whose text is not one to eight digits, the first not zero. Digits
with something around them, and a DOI in this place, are left to other rules.

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

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, quote
from genelint_rules.identifiers import PMCID, Fault
from genelint_rules.links import are_sound, assess


def check(record: Record) -> Iterator[Finding]:
    """Report each such text; a link that shows none is an empty node."""
    if record.tree is None:
        return
    for found in assess(record.tree):
        if found.identifier.kind == "PMID" and found.fault is Fault.MALFORMED:
            text = found.identifier.text
            message = f"{quote(text)} is no PMID{_reason(text)}; write the 1 to 8 digits that PubMed shows"
            yield Finding(record.tree.text_span(found.identifier), message)


def _reason(text: str) -> str:
    if re.fullmatch(PMCID, text):
        return " but a PMCID"
    if text.isdigit() and not text.isascii():
        return ": its digits are not 0 to 9 of ASCII"
    if text.isdigit():
        return ": it begins with zero" if text.startswith("0") else f": it has {len(text)} digits"
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
            Bad(
                '"text": "24662736"',
                '"text": "«24662736.1»"',
                '"24662736.1" is no PMID; write the 1 to 8 digits that PubMed shows',
            ),
            Bad(
                '"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": '
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"10.1159"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": " PMID: '
                '"}, {"type": "a", "children": [{"type": "t", "text": "«unknown»"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"unknown" is no PMID; write the 1 to 8 digits that PubMed shows',
                also=("IDN002",),
            ),
        ),
        good=(
            Good(
                '"text": "24662736"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"text": "42728754"}], "href": "https://pubmed.ncbi.nlm.nih.gov/42728754"',
                "eight digits",
            ),
            Good(
                '"text": "24662736"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"text": "1"}], "href": "https://pubmed.ncbi.nlm.nih.gov/1"',
                "the first of all",
            ),
            Good(
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736',
                '" See "}, {"type": "a", "children": [{"type": "t", "text": "PubMed',
                "a link that does not stand after `PMID: `",
            ),
        ),
    ),
    check,
    are_sound,
)
