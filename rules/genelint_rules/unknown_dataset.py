"""A dataset that is not in the vocabulary.

What it does
------------
Finds rows whose dataset genelint does not know, and whose name is not near a known one.

Why it matters
--------------
It is no defect: the source page adds datasets every year. But of an unknown dataset neither the category nor the
spelling can be checked.

How to repair
-------------
Compare the name with the source page, and add the dataset to `datasets` in the configuration.

Fix safety
----------
There is no fix: the vocabulary is what lacks something.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, quote
from genelint_rules.datasets import all_known, are_usual, known, meant
from genelint_rules.examples import PART, part


def check(record: Record) -> Iterator[Finding]:
    """Report each such name; characters that do not print have rules of their own."""
    table, vocabulary = record.table, record.vocabulary
    if table is None or all_known(vocabulary, table.names):
        return
    for row in table.rows:
        name = row.name.text
        if name.isprintable() and known(vocabulary, name) is None and meant(vocabulary, name) is None:
            message = (
                f"{quote(name)} is no known dataset; compare it with the source page, and add it to the configuration"
            )
            yield Finding(row.name.span, message)


_ROW = "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024 dataset."

RULE = RecordRule(
    Meta(
        code="ASC013",
        name="unknown-dataset",
        summary="A dataset that is not in the vocabulary.",
        severity=Severity.INFO,
        since="0.1.0",
        bad=(
            Bad(
                _ROW,
                _ROW.replace("2024", "2031").replace("Reactome Pathways 2031 |", "«Reactome Pathways 2031» |"),
                '"Reactome Pathways 2031" is no known dataset; compare it with the source page, and add it to the '
                "configuration",
            ),
        ),
        good=(
            Good(_ROW, _ROW.replace("2024", "2014"), "another edition that is known"),
            Good(
                "| chemicals interacting",
                "| chemicals unknown to Reactome Pathways 2031, interacting",
                "in a text",
                also=("COR006",),
            ),
            Good(PART, part(rows=None), "no table", also=("LAY003",)),
        ),
    ),
    check,
    are_usual,
)
