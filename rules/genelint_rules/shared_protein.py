"""A protein that records of two genes name.

What it does
------------
Finds UniProt entries in `Proteins` that records of other symbols have as well. What is no UniProt entry name is left
to `malformed-protein`.

Why it matters
--------------
Some genes do make the same protein, such as those of the histones. Other entries were left behind when a record was
copied for a new gene.

How to repair
-------------
Look the entry up in UniProt, which names its genes, and delete it from the records of all others.

Fix safety
----------
There is no fix: both genes may make the protein.
"""

from collections.abc import Iterator

from genelint.rule import (
    Bad,
    Clash,
    CorpusRule,
    Finding,
    Good,
    Meta,
    Record,
    Severity,
    Values,
    key_alone,
    quote,
    split_items,
)
from genelint_rules.examples import PART, part
from genelint_rules.genes import elsewhere, named, sound_symbol
from genelint_rules.identifiers import UNIPROT_ENTRY


def collect(record: Record) -> Iterator[tuple[str, str]]:
    """Each protein, and the gene's symbol."""
    symbol, field = sound_symbol(record), record.fields.get("Proteins")
    if symbol and field:
        for entry in field.value.text.split(", "):
            if UNIPROT_ENTRY.fullmatch(entry):
                yield entry, symbol.text


def compare(values: Values) -> Iterator[Clash]:
    """Each entry that a record of another gene has."""
    for entry, symbols in values.items():
        if len(symbols) < 2:
            continue
        total = sum(holders.number for holders in symbols.values())
        for symbol, holders in symbols.items():
            for path in holders.paths:
                others = elsewhere(path, ((other, held) for other, held in symbols.items() if other != symbol))
                where = named(others[0][0], total - holders.number)
                message = f"the protein {quote(entry)} is also that of {where}; delete it where the gene is another"
                notes = tuple(Clash(other, entry, found, "the same protein") for other, found in others)
                yield Clash(path, entry, symbol, message, notes)


def place(record: Record, clash: Clash) -> Finding | None:
    """At the entry."""
    field = record.fields.get("Proteins")
    items = split_items(field.value) if field else []
    return next((Finding(item.part.span, clash.message) for item in items if item.part.text == clash.key), None)


RULE = CorpusRule(
    Meta(
        code="COR007",
        name="shared-protein",
        summary="A protein that records of two genes name.",
        severity=Severity.INFO,
        since="0.1.0",
        bad=(
            Bad(
                "MT1H_HUMAN",
                "MT1H_HUMAN, «MT1A_HUMAN»",
                'the protein "MT1A_HUMAN" is also that of "MT1A.txt"; delete it where the gene is another',
            ),
        ),
        good=(
            Good("MT1H_HUMAN", "MT1H_HUMAN, MT1A_MOUSE", "the entry of another species"),
            Good("MT-0, MT-1H", "MT-0, MT1A_HUMAN, MT-1H", "an entry elsewhere"),
            Good(PART, part(None, None), "no symbol", also=("LAY003",)),
            Good("Proteins | MT1H_HUMAN |\n", "", "no proteins"),
        ),
    ),
    collect,
    compare,
    place,
    key_alone,
)
