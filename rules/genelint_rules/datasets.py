"""What is known of the datasets that rows name, shared by the ASC rules."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from os.path import commonprefix
from sys import intern

from genelint.rule import Dataset, Record, Table, Vocabulary
from genelint_rules.proven import Kept, dataset_of

_LONG_WORD = 4
_UNKNOWN: Set[str | None] = frozenset([None, ""])
_DIGITS = re.compile("[0-9]+")


def all_known(vocabulary: Vocabulary, names: Iterable[str]) -> bool:
    """Whether all names are those of known datasets, as in most tables."""
    return _names(vocabulary).issuperset(names)


@lru_cache(maxsize=1)
def are_usual(record: Record) -> bool:
    """Whether the table has known datasets only, sorted, each of them once.

    The last answer is kept, because a rule across records asks as well.
    """
    if record.table is None:
        return True
    last = -1
    try:
        for place in _row_places(record.table, record.vocabulary):
            if place <= last:
                return False
            last = place
    except KeyError:  # an unknown dataset
        return False
    return True


def doubled(names: Sequence[str]) -> set[str]:
    """The names that stand there more than once."""
    once = set(names)
    return set() if len(once) == len(names) else set(Counter(names) - Counter(once))


def has_categories(record: Record, names: Set[str]) -> bool:
    """Whether these may be the categories of the table's datasets: an unknown dataset may have any, but only one more
    than the known ones have needs one."""
    categories = _table_categories(record)
    of_known = categories - _UNKNOWN
    return of_known == names or (of_known < names and of_known < categories)


def has_unknown(record: Record) -> bool:
    """Whether the category of some dataset of the table is not known; so it is without a table."""
    return not _UNKNOWN.isdisjoint(_table_categories(record))


def known(vocabulary: Vocabulary, name: str) -> Dataset | None:
    """The dataset of a name or alias; of several blanks in a row one counts."""
    return vocabulary.datasets.get(" ".join(name.split()))


@lru_cache(maxsize=4096)
def meant(vocabulary: Vocabulary, name: str) -> str | None:
    """The known name that an unknown one is an edit or two away from, upper and lower case aside; None for a known one.

    Other digits make another edition, and another short word at the start another resource: these are no slips.
    """
    if known(vocabulary, name) is not None:
        return None
    folded = name.casefold()
    others = [
        (other, other_folded)
        for other, other_folded in _editions(vocabulary).get(tuple(_DIGITS.findall(name)), ())
        if _share_resource(folded, other_folded)
    ]
    for edits in (0, 1, 2):
        near = [other for other, other_folded in others if _is_within(folded, other_folded, edits)]
        if near:
            return min(near)
    return None


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


def _row_places(table: Table, vocabulary: Vocabulary) -> Iterator[int]:
    """The places of the rows' datasets among the known ones as a table has them. Raises KeyError for an unknown one."""
    if table.templates is not None:
        return map(_template_places(vocabulary).__getitem__, table.templates)
    return map(_places(vocabulary).__getitem__, table.names)


def _table_categories(record: Record) -> Set[str | None]:
    """The categories of the table's datasets, None or empty for those of which it is not known."""
    table, vocabulary = record.table, record.vocabulary
    if table is None:
        return {None}
    if table.templates is not None:
        return set(map(_template_categories(vocabulary).__getitem__, table.templates))
    return set(map(_categories(vocabulary).get, table.names))


@lru_cache(maxsize=8)
def _categories(vocabulary: Vocabulary) -> Mapping[str, str]:
    # Of equal texts there is one, so that a set of them is made without comparing letters.
    return {name: intern(dataset.category) for name, dataset in vocabulary.datasets.items()}


@lru_cache(maxsize=8)
def _template_categories(vocabulary: Vocabulary) -> Mapping[str, str | None]:
    categories = _categories(vocabulary)
    return Kept(lambda template: categories.get(dataset_of(template)))


@lru_cache(maxsize=8)
def _places(vocabulary: Vocabulary) -> Mapping[str, int]:
    """The place of each known name in a sorted table; names that are equal in small letters have the same."""
    places = {name: place for place, name in enumerate(sorted(map(str.lower, vocabulary.datasets)))}
    return {name: places[name.lower()] for name in vocabulary.datasets}


@lru_cache(maxsize=8)
def _template_places(vocabulary: Vocabulary) -> Mapping[str, int]:
    places = _places(vocabulary)
    return Kept(lambda template: places[dataset_of(template)])


@lru_cache(maxsize=8)
def _names(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(vocabulary.datasets)


@lru_cache(maxsize=8)
def _editions(vocabulary: Vocabulary) -> Mapping[tuple[str, ...], Sequence[tuple[str, str]]]:
    """The known names, each also in small letters, by the numbers that they have in them."""
    editions: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for name in vocabulary.datasets:
        editions.setdefault(tuple(_DIGITS.findall(name)), []).append((name, name.casefold()))
    return editions


def _share_resource(one: str, other: str) -> bool:
    first, word = one.partition(" ")[0], other.partition(" ")[0]
    return first == word or min(len(first), len(word)) >= _LONG_WORD


def _is_within(one: str, other: str, edits: int) -> bool:
    """Whether so many insertions, deletions and replacements, or fewer, make one of the other; a swap takes two."""
    if not edits:
        return one == other
    alike = len(commonprefix((one, other)))  # noqa: RUF071 - letter by letter is right here
    ours, theirs = one[alike + 1 :], other[alike + 1 :]
    return (
        _is_within(ours, theirs, edits - 1)
        or _is_within(ours, other[alike:], edits - 1)
        or _is_within(one[alike:], theirs, edits - 1)
    )
