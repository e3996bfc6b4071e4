"""Files that are no text in UTF-8 at all: what their first bytes say."""

from typing import NamedTuple

from genelint.rule import Record, Span

_BEGINNINGS = {
    b"\xff\xfe\0\0": "text in UTF-32",
    b"\0\0\xfe\xff": "text in UTF-32",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x1f\x8b": "gzipped data",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
}
_SAMPLE = 64


class Foreign(NamedTuple):
    """What a file seems to be, the place that shows it, and whether it is a text that can be saved as UTF-8."""

    name: str
    span: Span
    is_text: bool


def foreign(record: Record) -> Foreign | None:
    """What a file is that is no gene record in UTF-8; None for a record, and for a text that may be one."""
    source = record.source
    if record.recognised and source.is_utf8 and "\0" not in source.unusual:
        return None
    data = source.text[:_SAMPLE].encode("utf-8", "surrogateescape")
    for beginning, name in _BEGINNINGS.items():
        if data.startswith(beginning):
            length = len(beginning.decode("utf-8", "surrogateescape"))
            return Foreign(name, Span(0, length), name.startswith("text"))
    zeros = data.count(0) / max(len(data), 1)
    if 0.3 < zeros < 0.9:
        name = "text in UTF-16" if zeros < 0.6 else "text in UTF-32"
        return Foreign(name, Span(0, 1), is_text=True)
    if not record.recognised and "\0" in source.unusual:
        first = source.text.index("\0")
        return Foreign("binary", Span(first, first + 1), is_text=False)
    return None
