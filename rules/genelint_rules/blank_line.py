"""A blank line stands inside the record.

What it does
------------
Finds lines without any text, or with nothing but blanks, before the last line of a record. Blank lines at the end of
the file are left alone.

Why it matters
--------------
A blank line ends a table for most programs that read one, and then what follows it is lost.

How to repair
-------------
Delete the line.

Fix safety
----------
Deleting is safe: the line holds nothing.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each blank line."""
    for problem in record.found("blank-line"):
        edits = tuple(Edit(*edit) for edit in problem.edits)
        message = "a blank line stands inside the record, expected none; delete it"
        yield Finding(problem.span, message, Fix("Delete the blank line", edits, Safety.SAFE))


RULE = RecordRule(
    Meta(
        code="LAY011",
        name="blank-line",
        summary="A blank line stands inside the record.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "Synonyms |",
                "«»\nSynonyms |",
                "a blank line stands inside the record, expected none; delete it",
                fixed="Synonyms |",
            ),
            Bad(
                "Summary |\n{",
                "Summary |\n«»\n«»\n{",
                (
                    "a blank line stands inside the record, expected none; delete it",
                    "a blank line stands inside the record, expected none; delete it",
                ),
                fixed="Summary |\n{",
            ),
            Bad(
                "GTEx Tissue Gene Expression Profiles |",
                "«»\nGTEx Tissue Gene Expression Profiles |",
                "a blank line stands inside the record, expected none; delete it",
                fixed="GTEx Tissue Gene Expression Profiles |",
            ),
        ),
        good=(
            Good("2024 dataset. | |", "2024 dataset. | |\n\n", "a blank line at the end of the file"),
            Good('"text": "\\n\\n"', '"text": "\\n\\n\\n"', "line breaks within the tree"),
        ),
    ),
    check,
    has_no_problems,
)
