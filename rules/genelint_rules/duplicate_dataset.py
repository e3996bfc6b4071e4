"""A dataset has two rows.

What it does
------------
Finds a row of the dataset table whose dataset has a row above it already.

Why it matters
--------------
The dataset is counted twice, and most often another row was lost when this one was copied.

How to repair
-------------
Compare the two rows; delete the second, or give it the name of the dataset that its text speaks of.

Fix safety
----------
There is no fix: the second row may be another dataset's under a wrong name.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Related, Severity, Span, quote
from genelint_rules.datasets import are_usual, doubled


def check(record: Record) -> Iterator[Finding]:
    """Report each name that stands above already, with the first place."""
    table = record.table
    if table is None:
        return
    twice = doubled(table.names)
    first: dict[str, Span] = {}
    for name, span in ((name, table.row(at).name.span) for at, name in enumerate(table.names) if name in twice):
        if name in first:
            line = record.source.line_col(first[name].start)[0]
            message = f"{quote(name)} has a row already, on line {line}; delete this one or correct its name"
            yield Finding(span, message, related=(Related(first[name], "first here"),))
        else:
            first[name] = span


RULE = RecordRule(
    Meta(
        code="ASC008",
        name="duplicate-dataset",
        summary="A dataset has two rows.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "Reactome Pathways 2024 | pathways",
                "«GTEx Tissue Gene Expression Profiles» | pathways",
                '"GTEx Tissue Gene Expression Profiles" has a row already, on line 24; delete this one or correct its '
                "name",
            ),
        ),
        good=(
            Good(
                "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024",
                "Reactome Pathways 2014 | pathways involving MT1H protein from the Reactome Pathways 2014",
                "another edition of a dataset is another dataset",
            ),
            Good("Name | metallothionein 1H |", "Name | Reactome Pathways 2024 |", "a name that stands elsewhere"),
        ),
    ),
    check,
    are_usual,
)
