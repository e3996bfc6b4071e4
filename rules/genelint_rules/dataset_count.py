"""The sentence counts other than the table.

What it does
------------
Compares the number of datasets in the association sentence with the number of rows in the dataset table. A table that
breaks off in the middle of a row is not counted, and a dataset with two rows may be counted once. Where the downloaded
associations tell which rows are lost, sidecar-datasets says so instead.

Why it matters
--------------
One of the two is out of date: rows were lost or added, or the number was not brought up to date.

How to repair
-------------
Restore the missing rows, or delete those that do not belong; if the table is right, correct the number.

Fix safety
----------
The fix writes the number of rows. It is unsafe: it hides the loss where rows are missing. Where categories are listed
that no row has, or there is a line that is none of the layout, rows most likely are, and there is no fix.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity
from genelint_rules.associations import agree, counts_rows, number, split_categories
from genelint_rules.datasets import has_categories
from genelint_rules.downloads import compare_datasets
from genelint_rules.examples import CTD, GTEX, PART, REACTOME, SENTENCE, part


def check(record: Record) -> Iterator[Finding]:
    """Report a difference at the sentence's number."""
    sentence, table = record.sentence, record.table
    if sentence is None or table is None or table.cut or counts_rows(record):
        return
    counted = sentence.datasets
    if compare_datasets(record).lost:
        return  # sidecar-datasets says, at the same place, which rows are lost.
    rows = len(table)
    difference = f"the sentence counts {counted.text} datasets, the table has {rows:,} rows"
    names = {item.name for item in split_categories(sentence.categories.text, record.vocabulary)}
    fix = None
    is_read = not record.found("unexpected-line")  # which may be what is left of a row
    if is_read and has_categories(record, names) and rows <= number(sentence.total.text):
        fix = Fix(f"Write {rows:,}", (Edit(counted.span, f"{rows:,}"),), Safety.UNSAFE)
    yield Finding(counted.span, f"{difference}; restore the table or correct the number", fix)


RULE = RecordRule(
    Meta(
        code="ASC002",
        name="dataset-count",
        summary="The sentence's number of datasets differs from the number of rows.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "from 3 datasets.",
                "from «4» datasets.",
                "the sentence counts 4 datasets, the table has 3 rows; restore the table or correct the number",
                fixed="from 3 datasets.",
            ),
            Bad(
                PART,
                part(SENTENCE.replace(" 3 datasets", " «3» datasets"), rows=(CTD, GTEX)),
                "the sentence counts 3 datasets, the table has 2 rows; restore the table or correct the number",
            ),
            Bad(
                PART,
                part(
                    SENTENCE.replace(" 3 datasets", " «4» datasets"),
                    rows=(CTD, GTEX, "PFOCR Pathway Figure Associations 2023", REACTOME),
                ),
                "the sentence counts 4 datasets, the table has 3 rows; restore the table or correct the number",
                also=("LAY001",),
            ),
            Bad(
                PART,
                part(SENTENCE.replace("1,204", "2").replace(" 3 datasets", " «2» datasets")),
                "the sentence counts 2 datasets, the table has 3 rows; restore the table or correct the number",
            ),
            Bad(
                PART,
                part(SENTENCE.replace("1,204", "3").replace(" 3 datasets", " «2» datasets")),
                "the sentence counts 2 datasets, the table has 3 rows; restore the table or correct the number",
                fixed=part(SENTENCE.replace("1,204", "3")),
            ),
        ),
        good=(
            Good(
                "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024",
                "Reactome Pathways 2014 | pathways involving MT1H protein from the Reactome Pathways 2014",
                "a name is not counted",
            ),
            Good("1,204 functional", "3 functional", "the number of associations is another count"),
            Good(
                PART,
                part(SENTENCE, rows=(CTD, GTEX, REACTOME, REACTOME)),
                "a dataset with two rows, counted once",
                also=("ASC008",),
            ),
            Good(
                PART,
                part(SENTENCE.replace("3 d", "4 d"), rows=("Biocarta Pathways | x", CTD, GTEX, REACTOME, REACTOME)),
                "a row that could not be read, and a dataset with two",
                also=("LAY008", "ASC008"),
            ),
            Good(
                PART,
                part(SENTENCE.replace("3 d", "4 d"), rows=(CTD, GTEX, "Reactome Pathways 2024 | pathways inv")),
                "a table that breaks off",
                also=("LAY008",),
            ),
            Good(PART, part(SENTENCE, rows=None), "no table", also=("LAY003",)),
            Good(PART, part(None), "no sentence", also=("LAY003",)),
        ),
    ),
    check,
    agree,
)
