"""A number of the sentence is not written with a comma before each three digits.

What it does
------------
Finds numbers of the association sentence that lack the commas between thousands, a warning, or that have a comma in
the wrong place or a zero in front, an error.

Why it matters
--------------
Readers and programs expect `6,156`. A comma in the wrong place, as in `6,15`, may be all that shows of a lost digit.

How to repair
-------------
See whether a digit is lost; then write a comma before each three digits, counted from the right.

Fix safety
----------
The fix writes the same digits as they should be grouped. It is safe: the number stays the same.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity
from genelint_rules.associations import WELL_WRITTEN, agree, grouped


def check(record: Record) -> Iterator[Finding]:
    """Report each such number."""
    sentence = record.sentence
    for part in (sentence.total, sentence.spanning, sentence.datasets) if sentence is not None else ():
        text = part.text
        if WELL_WRITTEN.fullmatch(text):
            continue
        right = grouped(text)
        fix = Fix(f"Write {right}", (Edit(part.span, right),), Safety.SAFE)
        if text == right.replace(",", ""):
            message = f"{text} stands here without commas between thousands; write {right}"
            yield Finding(part.span, message, fix, severity=Severity.WARNING)
        else:
            slip = "a zero in front" if text.startswith("0") else "a comma in the wrong place"
            yield Finding(part.span, f"{text} has {slip}; see whether a digit is lost, or write {right}", fix)


RULE = RecordRule(
    Meta(
        code="ASC006",
        name="number-format",
        summary="A number of the sentence is not written with a comma before each three digits.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "has 1,204 functional",
                "has «1204» functional",
                "1204 stands here without commas between thousands; write 1,204",
                fixed="has 1,204 functional",
            ),
            Bad(
                "has 1,204 functional",
                "has «1,20» functional",
                "1,20 has a comma in the wrong place; see whether a digit is lost, or write 120",
                fixed="has 120 functional",
            ),
            Bad(
                "has 1,204 functional",
                "has «1,234567» functional",
                "1,234567 has a comma in the wrong place; see whether a digit is lost, or write 1,234,567",
                fixed="has 1,234,567 functional",
            ),
            Bad(
                "spanning 3 categories",
                "spanning «03» categories",
                "03 has a zero in front; see whether a digit is lost, or write 3",
                fixed="spanning 3 categories",
            ),
            Bad(
                "from 3 datasets",
                "from «3,» datasets",
                "3, has a comma in the wrong place; see whether a digit is lost, or write 3",
                fixed="from 3 datasets",
            ),
        ),
        good=(
            Good("has 1,204 functional", "has 999 functional", "a number of three digits has no comma"),
            Good("has 1,204 functional", "has 12,345,678 functional", "two commas"),
            Good("NCBI Gene ID | 4496 |", "NCBI Gene ID | 4500 |", "numbers elsewhere have no commas"),
        ),
    ),
    check,
    agree,
)
