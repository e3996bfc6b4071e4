"""The values that travel between the parts of genelint.

All are named tuples: frozen, cheap to make, and a third of the start-up cost of data classes.
Two coordinate systems, never mixed: a `Span` counts code points from 0 in `Source.text` and is half-open;
a `Region` counts lines and columns from 1, columns in code points, and its end is exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum, IntEnum

from genelint.values import NamedTuple


class Severity(IntEnum):
    """How bad a finding is; larger is worse."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name used in reports, options and configuration: `info`, `warning` or `error`."""
        return self.name.lower()


class Safety(Enum):
    """What a fix may change: nothing in the parsed record, a curated value, or nothing by itself (only shown)."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    SUGGESTION = "suggestion"


class Span(NamedTuple):
    """A piece of `Source.text`: code points, 0-based, half-open; empty where something is absent."""

    start: int
    end: int


class Part(NamedTuple):
    """A piece of a line: its text and the offset of its first code point."""

    text: str
    start: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.start + len(self.text))


class Region(NamedTuple):
    """A piece of a file as people count: lines and columns (code points) from 1, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def last_line(self) -> int:
        """The last line that has a part in it: a region that ends where a line begins has none of that line."""
        return self.end_line - (self.end_column == 1 and self.end_line > self.line)


class Edit(NamedTuple):
    """Replace the text at `span` by `text`; an empty span inserts, an empty text deletes."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A repair: a title in the imperative, edits that do not overlap, in ascending order, and its safety."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety


class Related(NamedTuple):
    """Another place that a finding speaks of."""

    span: Span
    message: str


class Finding(NamedTuple):
    """What a rule says of a place. The engine makes a `Diagnostic` of it.

    `severity` is given where this finding is less severe than the rule's others; where the configuration sets the
    rule's severity, that holds for all of them.
    """

    span: Span
    message: str
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None


class PlacedEdit(NamedTuple):
    """An edit with its region, so that a report needs no source text."""

    region: Region
    span: Span
    text: str


class PlacedFix(NamedTuple):
    """A fix as a diagnostic carries it."""

    title: str
    safety: Safety
    edits: tuple[PlacedEdit, ...]


class PlacedRelated(NamedTuple):
    """Another place that a diagnostic speaks of."""

    path: str
    region: Region
    message: str


class Excerpt(NamedTuple):
    """The first line of a diagnostic's region, cut to the part around it.

    `text` starts at column `column` (1-based) of the line; `before` and `after` say whether the line goes on there.
    """

    text: str
    column: int
    before: bool
    after: bool


class Diagnostic(NamedTuple):
    """A finding with its place, rule and severity: all that a renderer knows.

    `pointer` is the field's label or a JSON pointer into the summary tree, `record` the gene's symbol (both may be
    empty). `anchor` and `value` say the same as the pointer and the marked text in a way that outlasts edits elsewhere
    in the record (see the module `anchor`); `fingerprint` is 16 hexadecimal digits of them. `suppressed` says why the
    finding is left out, and is empty where it is not.
    """

    path: str
    region: Region
    code: str
    rule: str
    severity: Severity
    message: str
    pointer: str
    record: str
    fingerprint: str
    excerpt: Excerpt
    fix: PlacedFix | None = None
    related: tuple[PlacedRelated, ...] = ()
    anchor: str = ""
    value: str = ""
    suppressed: str = ""


_USUAL = bytes(range(0x20, 0x7F)) + b"\n"


class Source:
    """One file's text and where its lines begin. Treat as frozen.

    `text` is the whole file, byte-order mark and line ends included. A byte that is not UTF-8 stands in it as the
    lone surrogate U+DC80..U+DCFF that Python's `surrogateescape` gives, so that encoding again restores the file;
    `is_utf8` tells whether there is none. A line ends at LF (a CR before it belongs to the line end); a text without
    any LF may be divided by CR alone, and then `newline` is CR. Who knows that from some offset on the text is LF and
    printable ASCII alone says so in `usual_from`.
    """

    __slots__ = ("_data", "_starts", "_unusual", "is_utf8", "newline", "path", "text", "usual_from")

    def __init__(self, path: str, text: str, *, is_utf8: bool = True) -> None:
        self.path = path
        self.text = text
        self.is_utf8 = is_utf8
        self.newline = "\r" if "\n" not in text and "\r" in text else "\n"
        self.usual_from = len(text)
        self._data: bytes | None = None
        self._starts: list[int] | None = None
        self._unusual: str | None = None

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """Decode any bytes; `path` is only carried along."""
        try:
            source = cls(path, data.decode("utf-8"))
        except UnicodeDecodeError:
            return cls(path, data.decode("utf-8", "surrogateescape"), is_utf8=False)
        source._data = data
        return source

    def to_bytes(self) -> bytes:
        """The bytes that `from_bytes` was given."""
        return self.text.encode("utf-8", "surrogateescape")

    def encoded_from(self, start: int) -> bytes:
        """The bytes of the text from an offset on."""
        if self._data is not None:
            # In ASCII each byte is a character, so that there is nothing to encode.
            data = self._data[len(self._data) - len(self.text) + start :]
            if data.isascii():
                return data
        return self.text[start:].encode("utf-8", "surrogatepass")

    @property
    def unusual(self) -> str:
        """The text without LF and printable ASCII: what a check of single characters needs to look at first."""
        if self._unusual is None:
            data = self._data or self.text.encode("utf-8", "surrogatepass")
            known = len(self.text) - self.usual_from
            self._unusual = data[: len(data) - known].translate(None, _USUAL).decode("utf-8", "surrogatepass")
        return self._unusual

    @property
    def line_starts(self) -> list[int]:
        """Offset of each line's first code point, ascending; at least one."""
        if self._starts is None:
            starts = [0]
            for line in self.text.split(self.newline):
                starts.append(starts[-1] + len(line) + 1)
            starts.pop()
            self._starts = starts
        return self._starts

    def line_col(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset (0 to the text's length), both from 1."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def region(self, span: Span) -> Region:
        """The region of a span."""
        return Region(*self.line_col(span.start), *self.line_col(span.end))

    def line_span(self, line: int) -> Span:
        """The span of a line (counted from 1) without its line end."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        if self.newline == "\n" and end > start and self.text[end - 1] == "\r":
            end -= 1
        return Span(start, end)
