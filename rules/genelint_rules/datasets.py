"""What is known of the datasets that rows name, shared by the ASC rules."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from genelint.rule import Dataset, Record, Vocabulary

_MOST_EDITS = 2
_LONG_WORD = 4
_DIGITS = re.compile("[0-9]+")


def all_known(record: Record) -> bool:
    """Whether every row names a known dataset, as most tables do."""
    return record.table is None or _names(record.vocabulary).issuperset(record.table.names)


def known(vocabulary: Vocabulary, name: str) -> Dataset | None:
    """The dataset of a name or alias; of several blanks in a row one counts."""
    return vocabulary.datasets.get(name) or vocabulary.datasets.get(" ".join(name.split()))


@lru_cache(maxsize=4096)
def meant(vocabulary: Vocabulary, name: str) -> str | None:
    """The known name that an unknown one is an edit or two away from, upper and lower case aside; None for a known one.

    Other digits make another edition, and another short word at the start another resource: these are no slips.
    """
    if known(vocabulary, name) is not None:
        return None
    folded = name.casefold()
    digits = _DIGITS.findall(name)
    first = folded.partition(" ")[0]
    best: tuple[int, str] | None = None
    for length in range(len(folded) - _MOST_EDITS, len(folded) + _MOST_EDITS + 1):
        for other in _by_length(vocabulary).get(length, ()):
            word = other.partition(" ")[0].casefold()
            if _DIGITS.findall(other) != digits or (first != word and min(len(first), len(word)) < _LONG_WORD):
                continue
            edits = next((n for n in range(_MOST_EDITS + 1) if _is_within(folded, other.casefold(), n)), None)
            if edits is not None and (best is None or (edits, other) < best):
                best = edits, other
    return best[1] if best else None


@lru_cache(maxsize=4096)
def names_in_text(vocabulary: Vocabulary, name: str) -> frozenset[str]:
    """What the text of a row may call its dataset, given the name in the row's first cell."""
    plain = " ".join(name.split())
    dataset = known(vocabulary, meant(vocabulary, name) or name)
    return (
        frozenset([plain])
        if dataset is None
        else frozenset([plain, dataset.name, *dataset.aliases, *dataset.row_names])
    )


@cache
def _names(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(vocabulary.datasets)


@cache
def _by_length(vocabulary: Vocabulary) -> Mapping[int, list[str]]:
    lengths: dict[int, list[str]] = {}
    for name in vocabulary.datasets:
        lengths.setdefault(len(name.casefold()), []).append(name)
    return lengths


def _is_within(one: str, other: str, edits: int) -> bool:
    """Whether so many insertions, deletions, replacements and swaps of neighbours, or fewer, make one of the other."""
    at = 0
    while at < len(one) and at < len(other) and one[at] == other[at]:
        at += 1
    one, other = one[at:], other[at:]
    if not one or not other:
        return len(one) + len(other) <= edits
    return edits > 0 and (
        _is_within(one[1:], other[1:], edits - 1)
        or _is_within(one[1:], other, edits - 1)
        or _is_within(one, other[1:], edits - 1)
        or (one[:2] == other[1::-1] and _is_within(one[2:], other[2:], edits - 1))
    )
