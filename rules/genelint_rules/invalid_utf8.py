"""Bytes that are not UTF-8.

What it does
------------
Finds bytes that do not belong to any UTF-8 character, one finding for each run of them; the rest of the file is read
all the same. A file that is no gene record at all gives one finding that says what it seems to be.

Why it matters
--------------
A letter is lost: nobody can tell for sure which one stood there, and most tools refuse the whole file.

How to repair
-------------
Type the character again and save the file as UTF-8. Such bytes come from editors that save as Windows-1252 or Latin-1,
and from cutting a file at a number of bytes.

Fix safety
----------
There is no fix: the bytes do not say which character was meant.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, Span
from genelint_rules.characters import are_usual
from genelint_rules.foreign import foreign

_RUN = "[\udc80-\udcff]+"
_SHOWN = 8


def check(record: Record) -> Iterator[Finding]:
    """Report each run of bytes, or the whole file where it is no record."""
    other = foreign(record)
    if other is not None:
        repair = "save it as UTF-8" if other.is_text else "put a gene record in its place"
        yield Finding(other.span, f"the file seems to be {other.name}, expected a gene record in UTF-8; {repair}")
    elif not record.source.is_utf8:
        for match in re.finditer(_RUN, record.source.text):
            data = match.group().encode("utf-8", "surrogateescape")
            letter = data.decode("cp1252", "replace")
            hint = f' ("{letter}" in Windows-1252)' if len(data) == 1 and letter.isalpha() else ""
            message = f"{_bytes(data)} not UTF-8{hint}; type the character again and save the file as UTF-8"
            yield Finding(Span(*match.span()), message)
            if not record.recognised:
                return


def _bytes(data: bytes) -> str:
    shown = data[:_SHOWN].hex(" ") + (" …" if len(data) > _SHOWN else "")
    return f"the bytes {shown} are" if len(data) > 1 else f"the byte {shown} is"


RULE = RecordRule(
    Meta(
        code="TXT001",
        name="invalid-utf8",
        summary="Bytes that are not UTF-8.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "metallothionein 1H |",
                "m«\udce9»tallothionein 1H |",
                'the byte e9 is not UTF-8 ("é" in Windows-1252); type the character again and save the file as UTF-8',
            ),
            Bad(
                "zinc and copper, and",
                "zinc and copper«\udce2\udc80», an«\udcff»d",
                (
                    "the bytes e2 80 are not UTF-8; type the character again and save the file as UTF-8",
                    'the byte ff is not UTF-8 ("ÿ" in Windows-1252); type the character again and save the file as '
                    "UTF-8",
                ),
            ),
            Bad(
                "holds zinc.",
                "holds zinc«\udc97» and copper.",
                "the byte 97 is not UTF-8; type the character again and save the file as UTF-8",
            ),
            Bad(
                "zinc and copper",
                "zinc«\udc80\udc81\udc82\udc83\udc84\udc85\udc86\udc87» "
                "«\udc80\udc81\udc82\udc83\udc84\udc85\udc86\udc87\udc88»",
                (
                    "the bytes 80 81 82 83 84 85 86 87 are not UTF-8; type the character again and save the file as "
                    "UTF-8",
                    "the bytes 80 81 82 83 84 85 86 87 … are not UTF-8; type the character again and save the file as "
                    "UTF-8",
                ),
            ),
            Bad(
                "",
                "«\udcff\udcfe»" + "\0".join("Name | metallothionein 1H |\n\0"),
                "the file seems to be text in UTF-16, expected a gene record in UTF-8; save it as UTF-8",
            ),
            Bad(
                "",
                "«\0N\0a\0m\0e»\0 \0|\0 \0M",
                "the file seems to be text in UTF-16, expected a gene record in UTF-8; save it as UTF-8",
            ),
            Bad(
                "",
                "«N\0\0\0a\0\0\0»m\0\0\0e\0\0\0",
                "the file seems to be text in UTF-32, expected a gene record in UTF-8; save it as UTF-8",
            ),
            Bad(
                "",
                "«%PDF»-1.7\n1 0 obj\n",
                "the file seems to be a PDF document, expected a gene record in UTF-8; put a gene record in its place",
            ),
            Bad(
                "",
                "\x7fELF\2«\0»\1\0\0\0\0\0\0\0\0\0\2\0>\0\1",
                "the file seems to be binary, expected a gene record in UTF-8; put a gene record in its place",
            ),
            Bad(
                "",
                "Gr«\udcf6\udcdf»e; H\udcf6he\n",
                "the bytes f6 df are not UTF-8; type the character again and save the file as UTF-8",
            ),
        ),
        good=(
            Good("zinc and copper", "zinc, copper and cæsium in μg", "characters beyond ASCII, in UTF-8"),
            Good("zinc and copper", "zinc \ufffd and copper", "the replacement character is a character"),
        ),
    ),
    check,
    are_usual,
)
