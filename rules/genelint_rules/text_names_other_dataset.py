"""The text of a row names another dataset than the row.

What it does
------------
Compares the dataset with which a row's text closes, `from the NAME dataset.` or `from the curated NAME dataset.`, with
the name in the row's first cell. Names that the source page itself gives a dataset in these texts, older or misspelled
ones, are known; a name with a slip counts as the one that was meant.

Why it matters
--------------
Name and text were made together: where they differ, one of them was edited, or belongs to another row.

How to repair
-------------
Put back the row of the dataset, or correct the name at fault.

Fix safety
----------
The fix writes the row's name into the text. It is unsafe: the name may be what is wrong. There is none where the row's
name is unknown, and that in the text is not.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, quote
from genelint_rules.datasets import doubled, known
from genelint_rules.examples import CTD, GTEX, PART, REACTOME, SENTENCE, part
from genelint_rules.rows import are_good, named_dataset, names_its_dataset, odd_rows


def check(record: Record) -> Iterator[Finding]:
    """Report it at the name in the text, or at the text where a known dataset's names none."""
    rows, table = odd_rows(record), record.table
    if not rows:
        return
    twice = doubled(table.names if table is not None else ())
    for row in rows:
        name = row.name.text
        # A name that stands twice has a rule of its own.
        if name in twice or names_its_dataset(record.vocabulary, row):
            continue
        named = named_dataset(row.text)
        if named is not None:
            message = (
                f"the text names {quote(named.text)}, and the row is that of {quote(name)}; correct one of the two"
            )
            fix = None
            if known(record.vocabulary, name) is not None or known(record.vocabulary, named.text) is None:
                fix = Fix(f"Write {quote(name)}", (Edit(named.span, name),), Safety.UNSAFE)
            yield Finding(named.span, message, fix)
        elif known(record.vocabulary, name) is not None:
            message = f'the text does not end in "from the … dataset.", expected {quote(name)} there; put back the text'
            yield Finding(row.text.span, message)


_TEXT = "protein from the Reactome Pathways 2024 dataset."
_PFOCR = "PFOCR Pathway Figure Associations 2024"

RULE = RecordRule(
    Meta(
        code="ASC011",
        name="text-names-other-dataset",
        summary="The text of a row names another dataset than the row.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024 dataset.",
                "Our Pathways | pathways involving MT1H protein from the «Reactome Pathways 2024» dataset.",
                'the text names "Reactome Pathways 2024", and the row is that of "Our Pathways"; correct one of the '
                "two",
                also=("ASC013",),
            ),
            Bad(
                _TEXT,
                "protein from the «Reactome Pathways 2014» dataset.",
                'the text names "Reactome Pathways 2014", and the row is that of "Reactome Pathways 2024"; correct one '
                "of the two",
                fixed=_TEXT,
            ),
            Bad(
                _TEXT,
                "protein from the «Reactome Pathway 2024» dataset.",
                'the text names "Reactome Pathway 2024", and the row is that of "Reactome Pathways 2024"; correct one '
                "of the two",
                fixed=_TEXT,
            ),
            Bad(
                f"pathways involving MT1H {_TEXT}",
                "«pathways involving MT1H protein»",
                'the text does not end in "from the … dataset.", expected "Reactome Pathways 2024" there; put back '
                "the text",
            ),
            Bad(
                f"pathways involving MT1H {_TEXT}",
                "«pathways involving MT1H protein dataset.»",
                'the text does not end in "from the … dataset.", expected "Reactome Pathways 2024" there; put back '
                "the text",
            ),
            Bad(
                PART,
                part(
                    SENTENCE.replace("3 d", "4 d"),
                    rows=(CTD, CTD.replace("curated CTD", "CTX"), GTEX, REACTOME.replace("2024 d", "«2014» d")),
                ).replace("Reactome Pathways «2014»", "«Reactome Pathways 2014»"),
                'the text names "Reactome Pathways 2014", and the row is that of "Reactome Pathways 2024"; correct one '
                "of the two",
                fixed=part(
                    SENTENCE.replace("3 d", "4 d"), rows=(CTD, CTD.replace("curated CTD", "CTX"), GTEX, REACTOME)
                ),
                also=("ASC008",),
            ),
        ),
        good=(
            Good(_TEXT, "protein from the curated Reactome Pathways 2024 dataset.", "curated or not", also=("COR006",)),
            Good(
                f"Reactome Pathways 2024 | pathways involving MT1H {_TEXT}",
                f"{_PFOCR} | pathways involving MT1H protein from the Wikipathways PFOCR 2024 dataset.",
                "the name that the source page gives this dataset in its text",
            ),
            Good(
                "Reactome Pathways 2024 | pathways",
                "Reactome Pathways 2024 | Reactome Pathways 2014 pathways",
                "another dataset that the text speaks of before its end",
                also=("COR006",),
            ),
            Good(PART, part(rows=None), "no table", also=("LAY003",)),
            Good(
                PART,
                part(rows=(CTD, GTEX, GTEX.replace("Tissue Gene Expression Profiles d", "eQTL d"))),
                "a dataset with two rows, which is another fault",
                also=("ASC008",),
            ),
        ),
    ),
    check,
    are_good,
)
