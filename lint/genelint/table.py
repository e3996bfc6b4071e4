"""The table of a record: dataset rows, most of which differ from those of other records in the symbol alone."""

from __future__ import annotations

from genelint.model import Part
from genelint.values import NamedTuple

GENE = "{0}"
"""What stands in a row's template where the symbol was."""

MOST_TEMPLATES = 4096
"""So many templates of rows are kept; a process that has read more of them begins anew."""


class Row(NamedTuple):
    """A dataset row: the dataset's name and the text about the gene."""

    name: Part
    text: Part


class Table:
    """The dataset rows, in order. `len` counts every row line, `rows` only the well-formed ones.

    `start` is where the first well-formed one stands; `broken` is the number of malformed row lines; `cut` says that
    the file ends in the middle of a row. `templates` are the lines with `{0}` in the place of the symbol, where all
    lines are ordinary and the symbol stands in them as a word, in no name, else None: then each `{0}` is the symbol,
    and what holds of a template whatever the symbol is, holds of the row. An accepted table that has templates is
    printable ASCII.
    """

    __slots__ = ("_data", "_lines", "_names", "_rows", "broken", "cut", "start", "templates")

    def __init__(self, lines: list[tuple[int, str]], broken: int = 0, *, cut: bool = False) -> None:
        self.broken = broken
        self.cut = cut
        self.templates: list[str] | None = None
        self._lines: list[tuple[int, str]] | None = lines
        self._names: list[str] | None = None
        self._rows: tuple[Row, ...] | None = None
        self._data = b""
        self.start = lines[0][0] if lines else 0

    @classmethod
    def accepted(
        cls, data: bytes, start: int, *, names: list[str] | None = None, templates: list[str] | None = None
    ) -> Table:
        """The table of a text at `start`, given as bytes, all of whose lines are ordinary rows of these names or
        templates."""
        table = cls([])
        table._lines = None
        table._names = names
        table._data = data
        table.start = start
        table.templates = templates
        return table

    def __len__(self) -> int:
        return len(self.names if self.templates is None else self.templates) + self.broken

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The well-formed rows as (offset, line) with one blank on each side of a bar, or the blanks as found."""
        if self._lines is None:
            lines: list[tuple[int, str]] = []
            at = self.start
            text = self._data.decode("utf-8", "surrogatepass")
            for line in text.removesuffix("\n").split("\n") if text else ():
                lines.append((at, line))
                at += len(line) + 1
            self._lines = lines
        return self._lines

    @property
    def names(self) -> list[str]:
        """The datasets' names, without making rows of the lines."""
        if self._names is None:
            lines = [line for _, line in self.lines] if self.templates is None else self.templates
            self._names = [line[: line.index("|")].strip() for line in lines]
        return self._names

    @property
    def rows(self) -> tuple[Row, ...]:
        """The well-formed rows with their places."""
        if self._rows is None:
            self._rows = tuple(map(self.row, range(len(self.lines))))
        return self._rows

    def row(self, at: int) -> Row:
        """One of the well-formed rows, without making the others."""
        return _row(*self.lines[at])


def _row(start: int, line: str) -> Row:
    bar = line.index("|")
    end = line.index("|", bar + 1)
    return Row(_trimmed(line, start, 0, bar), _trimmed(line, start, bar + 1, end))


def _trimmed(line: str, start: int, left: int, right: int) -> Part:
    text = line[left:right]
    inner = text.lstrip()
    return Part(inner.rstrip(), start + left + len(text) - len(inner))
