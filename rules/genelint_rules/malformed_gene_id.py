"""An NCBI Gene ID that cannot be one.

What it does
------------
Finds a value of `NCBI Gene ID` that is not one to ten digits, the first not zero.

Why it matters
--------------
The number is the one name of the gene that never changes; all links to NCBI and all comparisons go by it.

How to repair
-------------
Look the gene up in NCBI Gene and copy its number, digits only.

Fix safety
----------
There is no fix: the right number cannot be told from the wrong one.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, quote
from genelint_rules.identifiers import ENSEMBL_GENE, GENE_ID, HGNC, UNIPROT_ACCESSION, UNIPROT_ENTRY, revealed
from genelint_rules.names import are_usual


def check(record: Record) -> Iterator[Finding]:
    """Report the value, unless only unseen characters are wrong with it."""
    field = record.fields.get("NCBI Gene ID")
    if field is None:
        return
    text = field.value.text
    if not GENE_ID.fullmatch(text) and not GENE_ID.fullmatch(revealed(text)):
        message = f"{quote(text)} is no NCBI Gene ID{_reason(text)}; write the digits that NCBI Gene shows"
        yield Finding(field.value.span, message)


def _reason(text: str) -> str:
    if re.fullmatch(ENSEMBL_GENE, text):
        return " but an Ensembl gene"
    if re.fullmatch(HGNC, text) and not text.isdigit():
        return " but an HGNC ID"
    if re.fullmatch(UNIPROT_ACCESSION, text) or UNIPROT_ENTRY.fullmatch(text):
        return " but a UniProt entry"
    if not text.isdigit():
        return ""
    if not text.isascii():
        return ": its digits are not 0 to 9 of ASCII"
    return ": it begins with zero" if text.startswith("0") else f": it has {len(text)} digits"


RULE = RecordRule(
    Meta(
        code="IDN010",
        name="malformed-gene-id",
        summary="An NCBI Gene ID that cannot be one.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «ENSG00000205358» |",
                '"ENSG00000205358" is no NCBI Gene ID but an Ensembl gene; write the digits that NCBI Gene shows',
            ),
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «HGNC:7400» |",
                '"HGNC:7400" is no NCBI Gene ID but an HGNC ID; write the digits that NCBI Gene shows',
            ),
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «P80294» |",
                '"P80294" is no NCBI Gene ID but a UniProt entry; write the digits that NCBI Gene shows',
            ),
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «MT1H_HUMAN» |",
                '"MT1H_HUMAN" is no NCBI Gene ID but a UniProt entry; write the digits that NCBI Gene shows',
            ),
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «04496» |",
                '"04496" is no NCBI Gene ID: it begins with zero; write the digits that NCBI Gene shows',
            ),
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «44964496449» |",
                '"44964496449" is no NCBI Gene ID: it has 11 digits; write the digits that NCBI Gene shows',
            ),
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «\uff14\uff14\uff19\uff16» |",
                '"\uff14\uff14\uff19\uff16" is no NCBI Gene ID: its digits are not 0 to 9 of ASCII; write '
                "the digits that NCBI Gene shows",
            ),
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «4,496» |",
                '"4,496" is no NCBI Gene ID; write the digits that NCBI Gene shows',
            ),
        ),
        good=(
            Good("NCBI Gene ID | 4496 |", "NCBI Gene ID | |", "no value at all", also=("LAY007",)),
            Good("NCBI Gene ID | 4496 |", "NCBI Gene ID | 44\u200b96 |", "an unseen character", also=("TXT002",)),
            Good("NCBI Gene ID | 4496 |", "NCBI Gene ID | 9999999999 |", "ten digits"),
            Good("NCBI Gene ID | 4496 |", "NCBI Gene ID | 1 |", "one digit"),
        ),
    ),
    check,
    are_usual,
)
