"""The file holds nothing but blanks.

What it does
------------
Finds files that are empty, or have blanks, line ends and a byte-order mark alone.

Why it matters
--------------
A file that was emptied by accident looks like a record in a listing, and the gene's data are gone.

How to repair
-------------
Restore the record from an earlier version, or delete the file.

Fix safety
----------
There is no fix: genelint deletes no files.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report the file, marked whole."""
    for problem in record.found("empty-record"):
        found = "nothing but blanks stands" if record.source.text else "nothing stands"
        yield Finding(problem.span, f"{found} in this file, expected a gene record; restore it, or delete the file")


RULE = RecordRule(
    Meta(
        code="LAY012",
        name="empty-record",
        summary="The file holds nothing but blanks.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad("", "«»", "nothing stands in this file, expected a gene record; restore it, or delete the file"),
            Bad(
                "",
                "«\n\n»",
                "nothing but blanks stands in this file, expected a gene record; restore it, or delete the file",
            ),
        ),
        good=(
            Good("2024 dataset. | |", "2024 dataset. | |\n\n", "blanks after a record"),
            Good(
                "Description | Holds zinc and copper, and is made when a cell meets cadmium. |\n",
                "",
                "a record of few fields",
            ),
        ),
    ),
    check,
    has_no_problems,
)
