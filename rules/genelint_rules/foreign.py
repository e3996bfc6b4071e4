"""Files that are no text in UTF-8 at all: what their first bytes say."""

import re

from genelint.rule import NamedTuple, Record, Span

_BEGINNINGS = {
    rb"\xff\xfe\0\0|\0\0\xfe\xff|(?:[^\0]\0{3}){2}|(?:\0{3}[^\0]){2}": "text in UTF-32",
    rb"\xff\xfe|\xfe\xff|(?:[^\0]\0){4}|(?:\0[^\0]){4}": "text in UTF-16",
    rb"PK\x03\x04": "a zip archive or an office document",
    rb"\xd0\xcf\x11\xe0": "an office document",
    rb"\x1f\x8b": "gzipped data",
    rb"%PDF": "a PDF document",
    rb"\x89PNG": "a PNG image",
    rb"\xff\xd8\xff": "a JPEG image",
}
"""What a file is by the pattern of its first bytes; without a mark, text in UTF-16 or 32 begins with ASCII letters."""

_LONGEST = 8


class Foreign(NamedTuple):
    """What a file seems to be, the place that shows it, and whether it is a text that can be saved as UTF-8."""

    name: str
    span: Span
    is_text: bool


def foreign(record: Record) -> Foreign | None:
    """What a file is that is no gene record in UTF-8; None for a record, and for a text that may be one."""
    if record.recognised:
        return None
    text = record.source.text
    data = text[:_LONGEST].encode("utf-8", "surrogateescape")
    for beginning, name in _BEGINNINGS.items():
        if match := re.match(beginning, data):
            length = len(match.group().decode("utf-8", "surrogateescape"))
            return Foreign(name, Span(0, length), name.startswith("text"))
    if "\0" in text:
        first = text.index("\0")
        return Foreign("binary", Span(first, first + 1), is_text=False)
    return None
