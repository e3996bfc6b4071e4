"""A value that every record has is blank.

What it does
------------
Finds a name or an NCBI Gene ID without a value, a dataset row without its name or its text, and a summary without a
tree.

Why it matters
--------------
A blank value reads as if it were known to be empty. Without its name or its identifier the record stands for no gene.

How to repair
-------------
Write the value. A summary that the gene does not have is left out whole: delete its lines.

Fix safety
----------
There is no fix: only a curator knows the value.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each blank value, named in a problem's `found`, marked at its cell, or at the heading of a summary."""
    for problem in record.found("empty-value"):
        repair = "write the tree, or delete the field" if problem.found == '"Summary"' else "write it"
        yield Finding(problem.span, f"{problem.found} is blank, expected a value; {repair}")


RULE = RecordRule(
    Meta(
        code="LAY007",
        name="empty-value",
        summary="A value that every record has is blank.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad("Name | metallothionein 1H |", "Name |« »|", '"Name" is blank, expected a value; write it'),
            Bad("NCBI Gene ID | 4496 |", "NCBI Gene ID |«»", '"NCBI Gene ID" is blank, expected a value; write it'),
            Bad(
                "| pathways involving MT1H protein from the Reactome Pathways 2024 dataset. | |",
                "|« »| |",
                "the text of a dataset row is blank, expected a value; write it",
            ),
            Bad(
                "Reactome Pathways 2024 | pathways",
                "« »| pathways",
                "the name of a dataset row is blank, expected a value; write it",
            ),
        ),
        good=(
            Good("MT-0, MT-1H, MT-IH |", "|", "a field that a record may lack"),
            Good("Name | metallothionein 1H |", "Name | - |", "a value that is no word"),
        ),
    ),
    check,
    has_no_problems,
)
