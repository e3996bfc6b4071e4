"""The lines of dataset rows, most of which differ from those of other records in the symbol alone.

The template of a row is its line with `{0}` in the place of the symbol. There are a few hundred, so that what can be
said of a template is worked out once a process: here, that it is an ordinary row, and of which dataset.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from genelint.grammar import CLICK_WORDS, NOT_A_DATASET, ROW, SYMBOL
from genelint.record import Table

GENE = "{0}"
"""What stands in a template where the symbol was."""

MOST = 4096
"""So many templates are kept; a process that has read more of them begins anew."""

_LONGEST = 1000
"""No template is kept that is longer."""

_GENE_AS_WORD = f" {GENE} "
_MEANT_END = "dataset. | |"
"""How a row ends that is surely one of ours (see `grammar.is_meant`)."""

KNOWN: dict[str, str] = {}
"""Each template that is kept, by itself: tables share this one text, which is found again without comparing letters.

Whatever symbol stands in its place, a word without blanks and bars, the line is an ordinary row of the same dataset,
for the name is not part of what varies. All is printable ASCII.
"""


def accept_rows(text: str, start: int, symbol: str) -> Table | None:
    """The table whose rows are the lines of a text that stands at `start`; None where one is not ordinary."""
    templates = None
    # A template would not tell a `{0}` that was left over from the symbol, nor what characters the symbol has.
    if "{" not in text and symbol.isascii() and symbol.isprintable():
        templates = GENE.join(text.split(symbol)).split("\n")
        if not templates[-1]:
            templates.pop()
        if (kept := _kept(templates)) is not None:
            return Table.accepted(text, start, templates=kept)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    names: list[str] = []
    for line in lines:
        row = ROW.fullmatch(line)
        if row is None or row[1] in NOT_A_DATASET:
            return None
        names.append(row[1])
    if templates is None or not _keep(templates, names):
        return Table.accepted(text, start, names=names)
    return Table.accepted(text, start, templates=_kept(templates))


def first_of_last_rows(text: str, lines: Sequence[str]) -> int:
    """From which line of a text on, all are known to be rows, of whatever gene its instruction line names."""
    symbol = text.partition(CLICK_WORDS[0])[2].partition(CLICK_WORDS[1])[0]
    if not re.fullmatch(SYMBOL, symbol):
        return len(lines)

    def is_row(line: str) -> bool:
        return line.endswith(_MEANT_END) and GENE.join(line.split(symbol)) in KNOWN

    return len(lines) - len(list(takewhile(is_row, reversed(lines))))


def known_templates(lines: list[str], symbol: str) -> list[str] | None:
    """The templates of rows that stand in a record which is not ordinary, if all of them are kept."""
    text = "\n".join(lines)
    templates = GENE.join(text.split(symbol)).split("\n")
    return _kept(templates) if "{" not in text and len(templates) == len(lines) else None


def _kept(templates: list[str]) -> list[str] | None:
    """The texts that are kept of some templates; None where one is not."""
    try:
        return list(map(KNOWN.__getitem__, templates))
    except KeyError:
        return None


def _keep(templates: list[str], names: list[str]) -> bool:
    """Keep what was found of some rows; False where that cannot be said of their templates.

    A symbol that is part of a name, or that is not a word by itself, as `T` is in many words, says nothing of others.
    """
    if len(templates) > MOST:
        return False
    if len(KNOWN) + len(templates) > MOST:
        KNOWN.clear()
    for template, name in zip(templates, names, strict=True):
        is_word = template.count(GENE) == template.count(_GENE_AS_WORD)
        is_usual = template.isascii() and template.isprintable() and len(template) <= _LONGEST
        if not is_word or not is_usual or not template.startswith(f"{name} |"):
            return False
        KNOWN.setdefault(template, template)
    return True
