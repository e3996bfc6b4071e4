"""A byte-order mark begins the file.

What it does
------------
Finds the character U+FEFF at the very start of a file. Anywhere else it is a character of no width, which
`control-character` reports.

Why it matters
--------------
UTF-8 has no byte order to mark. The mark is not seen, and becomes part of the first label for tools that do not expect
it; two files that look the same differ.

How to repair
-------------
Delete it, and have your editor save as "UTF-8" rather than "UTF-8 with BOM".

Fix safety
----------
Deleting the mark is safe: it is no part of the record.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, Span
from genelint_rules.characters import are_usual


def check(record: Record) -> Iterator[Finding]:
    """Report the mark."""
    if record.source.text.startswith("\ufeff"):
        fix = Fix("Delete the byte-order mark", (Edit(Span(0, 1), ""),), Safety.SAFE)
        yield Finding(
            Span(0, 1), "a byte-order mark (U+FEFF) begins the file, expected its first letter; delete it", fix
        )


RULE = RecordRule(
    Meta(
        code="TXT003",
        name="byte-order-mark",
        summary="A byte-order mark begins the file.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "HGNC Family | Metallothioneins (MT) |\n",
                "«\ufeff»HGNC Family | Metallothioneins (MT) |\n",
                "a byte-order mark (U+FEFF) begins the file, expected its first letter; delete it",
                fixed="HGNC Family | Metallothioneins (MT) |\n",
            ),
            Bad(
                "HGNC Family | Metallothioneins (MT) |\n",
                "«\ufeff»",
                "a byte-order mark (U+FEFF) begins the file, expected its first letter; delete it",
                fixed="",
            ),
        ),
        good=(
            Good("HGNC Family | Metallothioneins (MT) |\n", "", "another first field, and no mark"),
            Good("zinc and copper", "β-catenin and copper", "UTF-8 without a mark"),
        ),
    ),
    check,
    are_usual,
)
