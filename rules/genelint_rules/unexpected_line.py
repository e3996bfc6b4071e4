"""A line that is no part of the layout.

What it does
------------
Finds lines that no record has: junk, what is left of a merge conflict, a line that was broken in two or that holds two,
and fixed lines whose words were changed. A text without any line of a gene record is one finding, at its first line.

Why it matters
--------------
Every line of a record has its place, and programs read it by that place. A foreign line stops them, or is lost.

How to repair
-------------
Delete the line, or write it as the message says. Of a merge conflict keep one side, and delete the marks and the other.

Fix safety
----------
There is no fix: what the line was meant to be only a curator can know.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems
from genelint_rules.foreign import foreign

_MARK = r'"(?:<{7}|[|]{7}|={7}|>{7})[ "]'


def check(record: Record) -> Iterator[Finding]:
    """Report each such line, marked without the blanks around it.

    A problem has in `found` what stands there, in quotes or as words, and in `expected` what should, if that is known.
    """
    for problem in record.found("unexpected-line"):
        found, expected = problem.found, problem.expected
        if not record.recognised and (not record.source.is_utf8 or foreign(record) is not None):
            return  # What is no text in UTF-8 has a rule of its own.
        if not record.recognised:
            message = (
                f'{found} stands where a gene record begins with "HGNC Family | … |" or "Name | … |"; this is none'
            )
        elif expected:
            message = f"{found} stands here, expected {expected}; write it so"
        elif re.match(_MARK, found):
            message = f"{found} is left over from a merge conflict; keep one side, delete the other and the marks"
        else:
            message = f"{found} is no line of a gene record; delete it, or put it into the field that it belongs to"
        yield Finding(problem.span, message)


RULE = RecordRule(
    Meta(
        code="LAY001",
        name="unexpected-line",
        summary="A line that is no part of the layout.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "API | |",
                "«See the minutes of Tuesday.»\nAPI | |",
                '"See the minutes of Tuesday." is no line of a gene record; delete it, or put it into the field '
                "that it belongs to",
            ),
            Bad(
                "Name | metallothionein 1H |",
                "«<<<<<<< HEAD»\nName | metallothionein 1H |\n«=======»\nName | MT 1H |\n«>>>>>>> fix»",
                (
                    '"<<<<<<< HEAD" is left over from a merge conflict; keep one side, delete the other and the marks',
                    '"=======" is left over from a merge conflict; keep one side, delete the other and the marks',
                    '">>>>>>> fix" is left over from a merge conflict; keep one side, delete the other and the marks',
                ),
            ),
            Bad(
                "made when a cell meets cadmium. |",
                "made\n«when a cell meets cadmium. |»",
                'the rest of "Description" stands here, expected all of it on one line; write it so',
            ),
            Bad(
                "API | |\nDownload Associations | |",
                "API | |«Download Associations | |»",
                '"Download Associations | |" stands here, expected a line of its own; write it so',
            ),
            Bad(
                "",
                "«# Notes»\n\nNothing here is a record.\n",
                '"# Notes" stands where a gene record begins with "HGNC Family | … |" or "Name | … |"; this is none',
            ),
        ),
        good=(
            Good("", "%PDF-1.7\nno text\n", "a file of another kind has a rule of its own", also=("TXT001",)),
            Good("", "Gr\udcf6\udcdfe; H\udcf6he\n", "as has a text in another encoding", also=("TXT001",)),
            Good("zinc and copper", "zinc <<<<<<< copper", "the marks of a conflict within a value"),
            Good("Name | metallothionein 1H |", "Name|metallothionein 1H|", "bars without blanks around them"),
        ),
    ),
    check,
    has_no_problems,
)
