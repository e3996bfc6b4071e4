"""A dataset row has too few or too many cells.

What it does
------------
Finds rows of the dataset table that are not a name, a text and an empty cell, each closed by a bar; also a row that was
broken and goes on on the next line. A row that lacks nothing but its last bars is left to missing-bar.

Why it matters
--------------
The cells tell the dataset from what it says of the gene. Where their number is wrong, nobody can tell which is which.

How to repair
-------------
Write the row as `NAME | TEXT | |`, on one line. A bar within the text has to go.

Fix safety
----------
There is no fix: which bar is wrong only a curator can see.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each such row, marked whole; a problem has in `found` what is wrong with it."""
    for problem in record.found("malformed-row"):
        yield Finding(problem.span, f"{problem.found} stands here, expected {problem.expected}; write it so")


_NAME, _TEXT = "Reactome Pathways 2024", "pathways involving MT1H protein from the Reactome Pathways 2024 dataset."
_ROW = f"{_NAME} | {_TEXT} | |"

RULE = RecordRule(
    Meta(
        code="LAY008",
        name="malformed-row",
        summary="A dataset row has too few or too many cells.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                _ROW,
                f"«{_NAME} | {_TEXT} | | |»",
                'a dataset row with 4 bars stands here, expected "NAME | TEXT | |" with 3 bars; write it so',
            ),
            Bad(
                _ROW,
                f"«{_NAME} | human | {_TEXT} | |»",
                'a dataset row with 4 bars stands here, expected "NAME | TEXT | |" with 3 bars; write it so',
            ),
            Bad(
                _ROW,
                f"«{_NAME} |»",
                'a dataset row with 1 bar stands here, expected "NAME | TEXT | |" with 3 bars; write it so',
            ),
            Bad(
                _ROW,
                f"«{_NAME} {_TEXT} | |»",
                'a dataset row with 2 bars stands here, expected "NAME | TEXT | |" with 3 bars; write it so',
            ),
            Bad(
                _ROW,
                f"«{_NAME} {_TEXT}»",
                'a dataset row with 0 bars stands here, expected "NAME | TEXT | |" with 3 bars; write it so',
            ),
            Bad(
                _ROW,
                f"«{_NAME} | pathways involving MT1H protein\n{_TEXT[32:]} | |»",
                "a dataset row on several lines stands here, expected all of it on one line; write it so",
            ),
        ),
        good=(
            Good(_ROW, f"{_NAME}|{_TEXT}||", "cells without blanks around the bars"),
            Good(_ROW, f"{_NAME} |{_TEXT}| |", "one blank of each pair"),
        ),
    ),
    check,
    has_no_problems,
)
