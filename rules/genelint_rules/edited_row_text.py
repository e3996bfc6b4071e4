"""A row whose text differs from what nearly all records say of its dataset.

What it does
------------
Compares the text of each row, with the gene's symbol taken out, with that of the same dataset in the other records.
Where five records at least, and four in five of all, have one and the same text, a text that fewer than five have is
reported. Blanks make no difference. A row that names another gene or another dataset has rules of its own.

Why it matters
--------------
These texts come from one template for each dataset. One that differs was edited by accident, or lost a part.

How to repair
-------------
Write what the other records say.

Fix safety
----------
The fix writes the text of the other records. It is unsafe: the text may have been changed on purpose.
"""

from collections.abc import Iterable, Iterator

from genelint.rule import (
    GENE,
    Bad,
    Clash,
    CorpusRule,
    Edit,
    Finding,
    Fix,
    Good,
    Meta,
    Record,
    RowPairs,
    Safety,
    Severity,
    Span,
    Values,
    key_alone,
    quote,
)
from genelint_rules.datasets import are_usual, doubled
from genelint_rules.differences import differing
from genelint_rules.examples import CTD, GTEX, PART, REACTOME, part
from genelint_rules.genes import elsewhere, sound_symbol

_ENOUGH = 5
"""What so many records say is no slip."""


def collect(record: Record) -> Iterable[tuple[str, str]]:
    """Each dataset, and the text of its row with `{0}` for the symbol."""
    table, symbol = record.table, sound_symbol(record)
    if table is None or symbol is None or (not are_usual(record) and doubled(table.names)):
        return ()
    return _FACTS.of(table, symbol.text)


def _read(template: str) -> tuple[str, str] | None:
    """Dataset and text of a row; None where the text speaks of no gene, or holds what other rules speak of."""
    dataset, text = template.split("|")[:2]
    words = " ".join(text.split())
    return (dataset.strip(), words) if GENE in words and words.isprintable() else None


_FACTS = RowPairs(_read)


def compare(values: Values) -> Iterator[Clash]:
    """Each text that few records have, against one that nearly all have."""
    for dataset, texts in values.items():
        total = sum(holders.number for holders in texts.values())
        usual, most = max(texts.items(), key=lambda text: text[1].number)
        if most.number < _ENOUGH or 5 * most.number < 4 * total:
            continue
        for text, holders in texts.items():
            if holders.number < _ENOUGH and _dataset(text) == _dataset(usual):
                for path in holders.paths:
                    notes = tuple(
                        Clash(other, dataset, usual, "the usual text") for other, _ in elsewhere(path, [(None, most)])
                    )
                    message = f"the text of {quote(dataset)} is not what {most.number} of {total} records say"
                    yield Clash(path, dataset, text, message, notes, expected=usual)


def _dataset(text: str) -> str:
    """The dataset that a row's text names at its end."""
    return text.rpartition(" from the ")[2].removeprefix("curated ").removesuffix(" dataset.")


def place(record: Record, clash: Clash) -> Finding | None:
    """At the words that differ."""
    table, symbol = record.table, sound_symbol(record)
    if table is None or symbol is None or (clash.key, clash.value) not in collect(record):
        return None
    text = next(row.text for row in table.rows if row.name.text == clash.key)
    if not clash.expected:
        return Finding(text.span, clash.message)
    usual = clash.expected.replace(GENE, symbol.text)
    if " ".join(text.text.split()) == usual:  # the symbol is also a word of the template
        return None
    start, end, words = differing(text.text, usual)
    span = Span(text.start + start, text.start + end)
    message = f"{clash.message}: {quote(text.text[start:end])} stands for {quote(words)}; write that"
    return Finding(span, message, Fix("Write the usual text", (Edit(span, words),), Safety.UNSAFE))


_EDITED = REACTOME.replace("involving", "with")

RULE = CorpusRule(
    Meta(
        code="COR006",
        name="edited-row-text",
        summary="A row whose text differs from what nearly all records say of its dataset.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "pathways involving MT1H protein",
                "«pathway» involving MT1H protein",
                'the text of "Reactome Pathways 2024" is not what 5 of 6 records say: "pathway" stands for "pathways"; '
                "write that",
                fixed="pathways involving MT1H protein",
            ),
            Bad(
                "relative to other tissues from",
                "relative «to» tissues from",
                'the text of "GTEx Tissue Gene Expression Profiles" is not what 5 of 6 records say: "to" stands for '
                '"to other"; write that',
                fixed="relative to other tissues from",
            ),
        ),
        good=(
            Good(
                "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024 dataset.",
                "WikiPathways Pathways 2024 | any pathways of MT1H from the WikiPathways Pathways 2024 dataset.",
                "a dataset that no other record has",
            ),
            Good("metallothionein 1H", "metallothionein 1H, pathway involving", "a text outside the table"),
            Good(PART, part(rows=None), "no table", also=("LAY003",)),
            Good(PART, part(None, None, (CTD, GTEX, _EDITED)), "no symbol", also=("LAY003",)),
            Good(PART, part(rows=(CTD, REACTOME, _EDITED)), "a dataset with two rows", also=("ASC008",)),
            Good("involving MT1H protein", "involving the protein", "a row that names no gene", also=("ASC010",)),
            Good("involving MT1H protein", "with\x07 MT1H protein", "what does not print", also=("TXT002",)),
            *(
                Good(
                    "involving MT1H protein from the Reactome Pathways 2024 dataset",
                    f"with MT1H protein from the {name} dataset",
                    "a row that names another dataset",
                    also=("ASC011",),
                )
                for name in ("Biocarta Pathways", "WikiPathways Pathways 2024")
            ),
        ),
    ),
    collect,
    compare,
    place,
    key_alone,
)
