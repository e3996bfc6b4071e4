"""The file of associations beside a record, `SYM associations.tsv`, as the site's download button writes it.

It can have a million lines, so it is read as a stream: what is kept is counts, and the lines that are at fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from genelint.model import Region, Source, Span

SUFFIX = " associations.tsv"
"""What stands after the record's file name, without its `.txt`, in the name of its sidecar."""


class Sidecar(NamedTuple):
    """What a sidecar says.

    `total` is the number of associations, one a line after the header; `datasets` counts them by dataset. `faulty` has
    the text of the lines at fault, joined by LF, and its path is the sidecar's; `numbers` are their numbers in the
    file, from 1.
    """

    total: int
    datasets: Mapping[str, int]
    faulty: Source
    numbers: tuple[int, ...]

    def region(self, span: Span) -> Region:
        """The region in the file of a span in `faulty.text`."""
        line, column, end_line, end_column = self.faulty.region(span)
        return Region(self.numbers[line - 1], column, self.numbers[end_line - 1], end_column)


def read_sidecar(path: str, lines: Iterable[bytes]) -> Sidecar:
    """Read a sidecar; `lines` are those of the file with their line ends, as a binary file gives them. Never raises."""
    datasets: dict[str, int] = {}
    total = -1
    for line in lines:
        total += 1
        if total:
            name = line.split(b"\t", 2)[1].decode("utf-8", "surrogateescape")
            datasets[name] = datasets.get(name, 0) + 1
    return Sidecar(max(0, total), datasets, Source(path, ""), ())
