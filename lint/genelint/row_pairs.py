"""What a rule across records says of rows, worked out once for each template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from genelint.table import GENE, MOST_TEMPLATES, Table

Pair = tuple[str, str]
"""A key and a value, said by a record to a rule across records."""


class SoundPairs(tuple[Pair, ...]):
    """Pairs that are known to be two texts each; what is added to them makes a plain tuple."""

    __slots__ = ()


class RowPairs(dict[str, "Pair | None"]):
    """The pairs of rows by their templates (see `Table`), as many as are kept.

    `read` gives the pair of a template, or None, and depends on nothing else. Where it gives anything but that, looking
    one up raises TypeError or ValueError.
    """

    def __init__(self, read: Callable[[str], Pair | None]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, template: str) -> Pair | None:
        pair = self._read(template)
        if pair is not None:
            key, value = pair
            pair = str.__str__(key), str.__str__(value)
        if len(self) >= MOST_TEMPLATES:
            self.clear()
        self[template] = pair
        return pair

    def of(self, table: Table, symbol: str) -> Sequence[Pair]:
        """The pairs of a table's well-formed rows, those without a pair left out; `symbol` is the record's."""
        if table.templates is not None:
            pairs = tuple(map(self.__getitem__, table.templates))
            return SoundPairs(filter(None, pairs) if None in pairs else cast("tuple[Pair, ...]", pairs))
        word, gene = f" {symbol} ", f" {GENE} "
        read = (self._read(line.replace(word, gene)) for _, line in table.lines)
        return tuple(filter(None, read))
