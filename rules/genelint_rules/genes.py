"""What tells a gene from others, its symbol and its NCBI Gene ID, and the other records that a message speaks of."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from genelint.rule import Holders, Part, Record, quote
from genelint_rules.identifiers import GENE_ID
from genelint_rules.spreadsheets import read_casualty

Name = TypeVar("Name")

SHOWN = 3
"""So many other records are shown beside a finding."""


@lru_cache(maxsize=1)
def sound_symbol(record: Record) -> Part | None:
    """The gene's symbol; None where others speak of it: sentence and instruction line differ, or it became a date.

    The last answer is kept, because several rules ask for the same record one after the other.
    """
    symbol, mention = record.sentence and record.sentence.symbol, record.mention
    if symbol is None:
        symbol = mention
    elif mention is not None and mention.text != symbol.text:
        return None
    return None if symbol is None or read_casualty(symbol.text) else symbol


def sound_number(record: Record) -> Part | None:
    """The gene's NCBI Gene ID; None where it cannot be one."""
    field = record.fields.get("NCBI Gene ID")
    return field.value if field and GENE_ID.fullmatch(field.value.text) else None


def elsewhere(path: str, groups: Iterable[tuple[Name, Holders]]) -> list[tuple[str, Name]]:
    """The first paths among the holders that are not this one, each with the name of its group."""
    return list(islice(_elsewhere(path, groups), SHOWN))


def _elsewhere(path: str, groups: Iterable[tuple[Name, Holders]]) -> Iterator[tuple[str, Name]]:
    for name, holders in groups:
        for other in holders.paths:
            if other != path:
                yield other, name


def named(path: str, number: int) -> str:
    """How a message calls `number` records of which this is the first."""
    return quote(path) if number == 1 else f"{quote(path)} and {number - 1} more"
