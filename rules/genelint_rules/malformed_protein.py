"""A protein that is no UniProt entry name, or stands twice.

What it does
------------
Finds items of `Proteins` that are not capitals and digits, an underscore, and a species code of capitals and
digits, and items that stand there already. Entries of other species are left in peace.

Why it matters
--------------
The entry name is what links the gene to its proteins; an accession, or a name in small letters, is not found
by it.

How to repair
-------------
Look the protein up in UniProt and copy the entry name, which stands beside the accession. Separate entries by
a comma and a blank.

Fix safety
----------
There is no fix: the entry name cannot be told from the accession.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Related, Severity, Span, quote, split_items
from genelint_rules.identifiers import UNIPROT_ACCESSION, UNIPROT_ENTRY, is_disguised
from genelint_rules.names import are_usual


def check(record: Record) -> Iterator[Finding]:
    """Report each such item; look-alike and unseen characters have rules of their own."""
    field = record.fields.get("Proteins")
    if field is None or UNIPROT_ENTRY.fullmatch(field.value.text):
        return
    first: dict[str, Span] = {}
    for part, _, is_tight in split_items(field.value):
        text = part.text
        if is_disguised(text):
            continue
        if not UNIPROT_ENTRY.fullmatch(text) or not is_tight:
            yield Finding(part.span, _message(text))
        elif text in first:
            message = f"{quote(text)} stands here already; delete one of the two, or correct it"
            yield Finding(part.span, message, related=(Related(first[text], "first here"),))
        first.setdefault(text, part.span)


def _message(text: str) -> str:
    if not text:
        return "an item is empty; add the protein, or delete the comma"
    if re.search(r"[,;/\s]", text) or UNIPROT_ENTRY.fullmatch(text):
        return f'{quote(text)} is not one entry name; separate entries by ", "'
    if re.fullmatch(UNIPROT_ACCESSION, text):
        return f"{quote(text)} is an accession of UniProt; write the entry name, such as P53_HUMAN"
    if UNIPROT_ENTRY.fullmatch(text.upper()):
        return f"{quote(text)} is no UniProt entry name: those have capitals only; write {quote(text.upper())}"
    return f"{quote(text)} is no UniProt entry name; write it as in P53_HUMAN"


RULE = RecordRule(
    Meta(
        code="IDN011",
        name="malformed-protein",
        summary="A protein that is no UniProt entry name, or stands twice.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | MT1H_HUMAN, «P80294» |",
                '"P80294" is an accession of UniProt; write the entry name, such as P53_HUMAN',
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | «mt1h_human» |",
                '"mt1h_human" is no UniProt entry name: those have capitals only; write "MT1H_HUMAN"',
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | «MT1H» |",
                '"MT1H" is no UniProt entry name; write it as in P53_HUMAN',
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | MT1H_HUMAN, MT1X_HUMAN, «MT1H_HUMAN» |",
                '"MT1H_HUMAN" stands here already; delete one of the two, or correct it',
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | «MT1H_HUMAN;MT1X_HUMAN» |",
                '"MT1H_HUMAN;MT1X_HUMAN" is not one entry name; separate entries by ", "',
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | MT1H_HUMAN,«» |",
                "an item is empty; add the protein, or delete the comma",
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | «MT1H_HUMAN» , MT1X_HUMAN |",
                '"MT1H_HUMAN" is not one entry name; separate entries by ", "',
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | MT1\u041d_HUMAN, «MT1X» |",
                '"MT1X" is no UniProt entry name; write it as in P53_HUMAN',
                also=("TXT006",),
            ),
        ),
        good=(
            Good("Proteins | MT1H_HUMAN |", "Proteins | |", "no value"),
            Good(
                "Proteins | MT1H_HUMAN |",
                "Proteins | MT1H_HUMAN, TINA1_DROME |",
                "an entry of another species",
            ),
            Good(
                "Proteins | MT1H_HUMAN |",
                "Proteins | A0A023GPI8_CANGL, A3SA23_9RHOB |",
                "names that are accessions",
            ),
            Good("Proteins | MT1H_HUMAN |\n", "", "no proteins"),
        ),
    ),
    check,
    are_usual,
)
