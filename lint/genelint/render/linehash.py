"""The hash by which GitHub finds a line again that has moved: `primaryLocationLineHash`.

It is what GitHub's own upload computes where a report has none. A line counts with what follows it, so that equal lines
in unequal surroundings differ; blanks do not count. Where all is equal, the lines are numbered.
"""

from __future__ import annotations

from array import array
from collections import Counter

from genelint.model import Source

_UNITS = 100
_BASE = 37
_BITS = (1 << 64) - 1
_LEAVING = _BASE**_UNITS & _BITS
"""What a unit counts for that has so many behind it, and leaves the hash."""

_END = 0xFFFF
_BREAK = 10


def line_hashes(source: Source) -> list[str]:
    """The hash of each line; a line ends at LF, CR, or both together."""
    text = source.to_bytes().decode("utf-8", "replace")
    for found, meant in (("\r\n", "\n"), ("\r", "\n"), (" ", ""), ("\t", "")):
        text = text.replace(found, meant)
    units = array("H", text.encode("utf-16-le")).tolist()
    units += [_END] + [0] * _UNITS
    seen: Counter[str] = Counter()
    hashes: list[str] = []
    value = 0
    for unit in units[:_UNITS]:
        value = value * _BASE + unit
    before = _BREAK
    for unit, entering in zip(units, units[_UNITS:], strict=False):
        if before == _BREAK:
            word = f"{value & _BITS:x}"
            seen[word] += 1
            hashes.append(f"{word}:{seen[word]}")
        value = (value * _BASE + entering - _LEAVING * unit) & _BITS
        before = unit
    return hashes
