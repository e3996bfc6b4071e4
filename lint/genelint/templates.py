"""The lines of dataset rows, most of which differ from those of other records in the symbol alone.

The template of a row is its line with `{0}` in the place of the symbol. There are a few hundred, so that what can be
said of a template is worked out once a process: here, that it is an ordinary row, and of which dataset.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from itertools import takewhile

from genelint.grammar import CLICK_WORDS, NOT_A_DATASET, ROW, SYMBOL
from genelint.table import GENE, MOST_TEMPLATES, Table

_LONGEST = 1000
"""No template is kept that is longer."""

_GENE_AS_WORD = f" {GENE} "
_MEANT_END = "dataset. | |"
"""How a row ends that is surely one of ours (see `grammar.is_meant`)."""

KNOWN: dict[bytes, str] = {}
"""Each template that is kept, by its line as bytes: tables share this one text, which is found again without comparing
letters.

Whatever symbol stands in its place, a word without blanks and bars, the line is an ordinary row of the same dataset,
for the name is not part of what varies. All is printable ASCII.
"""


def accept_rows(data: bytes, start: int, symbol: str) -> Table | None:
    """The table whose rows are the lines of a text that stands at `start`; None where one is not ordinary."""
    # A template would not tell a `{0}` that was left over from the symbol, nor what characters the symbol has.
    has_templates = b"{" not in data and symbol.isascii() and symbol.isprintable()
    if has_templates and (kept := _kept(data, symbol)) is not None:
        return Table.accepted(data, start, templates=kept)
    text = data.decode("utf-8", "surrogatepass")
    lines = text.removesuffix("\n").split("\n") if text else []
    names: list[str] = []
    for line in lines:
        row = ROW.fullmatch(line)
        if row is None or row[1] in NOT_A_DATASET:
            return None
        names.append(row[1])
    is_known = has_templates and _keep([GENE.join(line.split(symbol)) for line in lines], names)
    return Table.accepted(data, start, names=names, templates=_kept(data, symbol) if is_known else None)


def first_of_last_rows(text: str, lines: Sequence[str]) -> int:
    """From which line of a text on, all are known to be rows, of whatever gene its instruction line names."""
    symbol = text.partition(CLICK_WORDS[0])[2].partition(CLICK_WORDS[1])[0]
    if not re.fullmatch(SYMBOL, symbol):
        return len(lines)

    def is_row(line: str) -> bool:
        return line.endswith(_MEANT_END) and _as_line(GENE.join(line.split(symbol))) in KNOWN

    return len(lines) - len(list(takewhile(is_row, reversed(lines))))


def known_templates(lines: list[str], symbol: str) -> list[str] | None:
    """The templates of rows that stand in a record which is not ordinary, if all of them are kept."""
    data = b"".join(map(_as_line, lines))
    templates = None if b"{" in data else _kept(data, symbol)
    return templates if templates is not None and len(templates) == len(lines) else None


def _kept(data: bytes, symbol: str) -> list[str] | None:
    """The templates of the lines of a text, None where one is not kept."""
    pieces = data.split(symbol.encode("utf-8", "surrogatepass"))
    if data and not data.endswith(b"\n"):
        pieces[-1] += b"\n"
    try:
        # A stream finds the ends of lines in half the time that `split` takes.
        return list(map(KNOWN.__getitem__, BytesIO(GENE.encode().join(pieces))))
    except KeyError:
        return None


def _as_line(text: str) -> bytes:
    return f"{text}\n".encode("utf-8", "surrogatepass")


def _keep(templates: list[str], names: list[str]) -> bool:
    """Keep what was found of some rows; False where that cannot be said of their templates.

    A symbol that is part of a name, or that is not a word by itself, as `T` is in many words, says nothing of others.
    """
    if len(templates) > MOST_TEMPLATES:
        return False
    if len(KNOWN) + len(templates) > MOST_TEMPLATES:
        KNOWN.clear()
    for template, name in zip(templates, names, strict=True):
        is_word = template.count(GENE) == template.count(_GENE_AS_WORD)
        is_usual = template.isascii() and template.isprintable() and len(template) <= _LONGEST
        if not is_word or not is_usual or not template.startswith(f"{name} |"):
            return False
        KNOWN.setdefault(_as_line(template), template)
    return True
