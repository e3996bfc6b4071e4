"""A file that is not called by the symbol in it.

What it does
------------
Compares the name of a file `SYMBOL.txt` with the symbol that the record speaks of. What a file name cannot hold is
left aside: the slash of `OK/SW-CL.58` may be missing or be written in any other way, such as `_`, `%2F` or
`$slash$`. Capitals count. Files that do not end in `.txt`, and standard input without a name, are not compared;
where sentence and instruction line differ, one of the two is enough.

Why it matters
--------------
Records are looked up by file name. One under another name is not found, and a copy that was begun for a new gene
and never finished looks like the new gene's record.

How to repair
-------------
Rename the file, or, where the name is right, put this gene's record into it.

Fix safety
----------
There is no fix: a file's name is not part of its text.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, quote
from genelint_rules.identifiers import SYMBOL
from genelint_rules.names import are_usual
from genelint_rules.small_record import small_record
from genelint_rules.spreadsheets import read_casualty

_SUFFIX = ".txt"
_SLASH = r"[^A-Za-z0-9]*(?:(?:slash|2[Ff])[^A-Za-z0-9]*)?"


def check(record: Record) -> Iterator[Finding]:
    """Report the symbol, in the sentence where there is one."""
    name = record.source.path.rpartition("/")[2]
    symbol = record.symbol
    if not symbol or name == symbol + _SUFFIX or not name.endswith(_SUFFIX):
        return
    if read_casualty(symbol) or not re.fullmatch(SYMBOL, symbol):
        return
    parts = [part for part in (record.sentence and record.sentence.symbol, record.mention) if part]
    if not any(_holds(name, part.text) for part in parts):
        expected = symbol.replace("/", "_") + _SUFFIX
        message = f"the record of {quote(symbol)} is in {quote(name)}; rename the file to {quote(expected)}"
        yield Finding(parts[0].span, f"{message}, or correct the symbol")


def _holds(name: str, symbol: str) -> bool:
    """Whether a file may be called so for a symbol."""
    pattern = _SLASH.join(re.escape(piece) for piece in symbol.split("/"))
    return re.fullmatch(pattern, name.removesuffix(_SUFFIX)) is not None


_RECORD = small_record()
_SLASHED = _RECORD.replace("MT1H", "OK/SW-CL.58")

RULE = RecordRule(
    Meta(
        code="COR002",
        name="file-name-mismatch",
        summary="A file that is not called by the symbol in it.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "",
                _RECORD.replace("MT1H has", "«MT1H» has"),
                'the record of "MT1H" is in "MT2A.txt"; rename the file to "MT1H.txt", or correct the symbol',
                path="data/MT2A.txt",
            ),
            Bad(
                "",
                _SLASHED.replace("OK/SW-CL.58 has", "«OK/SW-CL.58» has"),
                'the record of "OK/SW-CL.58" is in "OK_SW-CL.5.txt"; rename the file to "OK_SW-CL.58.txt", '
                "or correct the symbol",
                path="OK_SW-CL.5.txt",
            ),
        ),
        good=(
            Good("", _SLASHED, "a slash that the file name cannot hold", path="OK$slash$SW-CL.58.txt"),
            Good("", _SLASHED, "the same, percent-encoded", path="OK%2FSW-CL.58.txt"),
            Good("", _SLASHED, "a slash that is left out", path="OKSW-CL.58.txt"),
            Good("", _RECORD, "not a file that is named by its gene", path="record.text"),
        ),
    ),
    check,
    are_usual,
)
