"""Places in a text as a client of the editor server counts them.

A client counts lines from 0, and in a line the code units of the encoding that it has asked for. For it CR alone ends a
line in any text, for `Source` only where there is no LF: an offset leads from one to the other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from lsprotocol import types as lsp

from genelint.model import Region, Source, Span

_LINE_END = re.compile(r"\r\n|\r|\n")

_UNITS: dict[str, Callable[[str], int]] = {
    "utf-8": lambda text: len(text.encode("utf-8", "surrogatepass")),
    "utf-16": lambda text: len(text.encode("utf-16-le", "surrogatepass")) // 2,
    "utf-32": len,
}


class Places:
    """The places of a source, for a client of one encoding: `utf-8`, `utf-16` or `utf-32`."""

    def __init__(self, source: Source, encoding: str) -> None:
        self.source = source
        self._units = _UNITS[encoding]
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(source.text))]

    def position(self, offset: int) -> lsp.Position:
        """The position of an offset; the end of the line where it is between the CR and the LF of a line end."""
        line = bisect_right(self._starts, offset) - 1
        return lsp.Position(line, self._units(self._content(line)[: offset - self._starts[line]]))

    def range(self, span: Span) -> lsp.Range:
        """The range of a span."""
        return lsp.Range(self.position(span.start), self.position(span.end))

    def region(self, region: Region) -> lsp.Range:
        """The range of a region, or what of it is in the text: another file may have changed since it was checked."""
        return self.range(Span(self._offset(*region[:2]), self._offset(*region[2:])))

    def offset(self, position: lsp.Position) -> int:
        """The offset of a position: before a character that it is inside of, at the end of a line that is shorter."""
        if position.line >= len(self._starts):
            return len(self.source.text)
        content = self._content(position.line)
        before = bisect_right(
            range(len(content) + 1), position.character, key=lambda count: self._units(content[:count])
        )
        return self._starts[position.line] + max(before - 1, 0)

    def _content(self, line: int) -> str:
        """A line without its end."""
        end = self._starts[line + 1] if line + 1 < len(self._starts) else None
        return self.source.text[self._starts[line] : end].rstrip("\r\n")

    def _offset(self, line: int, column: int) -> int:
        starts = self.source.line_starts
        return min(starts[min(line, len(starts)) - 1] + column - 1, len(self.source.text))
