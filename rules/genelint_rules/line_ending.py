"""Lines end in CRLF or CR.

What it does
------------
Finds lines that end in carriage return and line feed, as on Windows, or in carriage return alone, as on old Macs. It
reports the first one; the fix converts all. A carriage return inside a line is left to `control-character`.

Why it matters
--------------
When two people save one record with different line ends, every line of it seems to have changed, and the change that
matters cannot be found.

How to repair
-------------
Convert the file, and put the line `*.txt text eol=lf` into the repository's `.gitattributes`, so that git keeps it so.

Fix safety
----------
Converting is safe: line ends are no part of the record.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, Span
from genelint_rules.characters import are_usual
from genelint_rules.small_record import small_record

_RETURNS_BEFORE_LF = "\r\r*+(?=\n)"  # what begins with one character is found forty times as fast


def check(record: Record) -> Iterator[Finding]:
    """Report the first such line end of a text; what holds NUL is none, and must not be converted."""
    source = record.source
    text = source.text
    if "\r" not in source.unusual or "\0" in source.unusual:
        return
    alone = source.newline == "\r"
    ends = [
        Span(*match.span()) for match in (re.finditer("\r", text) if alone else re.finditer(_RETURNS_BEFORE_LF, text))
    ]
    if not ends:
        return
    name = "CR (old Mac)" if alone else "CRLF (Windows)"
    count = text.count("\n")
    lines = f"{len(ends)} of {count} lines" if len(ends) < count else "every line"
    message = f"{name} ends {lines}, expected LF; save the file with LF"
    edits = tuple(Edit(end, "\n" if alone else "") for end in ends)
    yield Finding(ends[0], message, Fix("End every line in LF", edits, Safety.SAFE))


RULE = RecordRule(
    Meta(
        code="TXT004",
        name="line-ending",
        summary="Lines end in CRLF or CR.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "API | |\n",
                "API | |«\r»\n",
                "CRLF (Windows) ends 1 of 24 lines, expected LF; save the file with LF",
                fixed="API | |\n",
            ),
            Bad(
                "API | |\nDownload Associations | |\nPredicted Functions |\n",
                "API | |«\r»\nDownload Associations | |\r\nPredicted Functions |\n",
                "CRLF (Windows) ends 2 of 24 lines, expected LF; save the file with LF",
                fixed="API | |\nDownload Associations | |\nPredicted Functions |\n",
            ),
            Bad(
                "",
                small_record().replace("\n", "\r\n").replace("\r", "«\r»", 1),
                "CRLF (Windows) ends every line, expected LF; save the file with LF",
                fixed=small_record(),
            ),
            Bad(
                "",
                small_record().replace("\n", "\r").replace("\r", "«\r»", 1),
                "CR (old Mac) ends every line, expected LF; save the file with LF",
                fixed=small_record(),
            ),
        ),
        good=(
            Good("API | |\n", "API | |\n", "LF alone"),
            Good("", "\x89PNG\r\n\x1a\n\0\0\0\r", "a file that is no text, and must stay as it is", also=("TXT001",)),
            Good("holds zinc.", r"holds\r\n zinc.", "the escape of a line end inside the tree"),
        ),
    ),
    check,
    are_usual,
)
