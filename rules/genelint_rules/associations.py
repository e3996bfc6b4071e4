"""What the association sentence counts: numbers and categories, shared by the ASC rules."""

import re
from functools import lru_cache

from genelint.rule import NamedTuple, Record, Vocabulary
from genelint_rules.datasets import has_categories

WELL_WRITTEN = re.compile("0|[1-9][0-9]{0,2}(?:,[0-9]{3})*")
"""A number as it is written, with a comma before each three digits but the first ones."""

_BLANKS = r"[ \t\u00a0\u2007\u202f]++"
_SEPARATOR = f",{_BLANKS}"


class Category(NamedTuple):
    """An item of the sentence's list: its name, where it stands (0-based offsets in the list, half-open), and whether
    it is a known one."""

    name: str
    start: int
    end: int
    known: bool


def number(digits: str) -> int:
    """The number that digits and commas make, or the first 18 of them."""
    return int(digits.replace(",", "")[:18])


def grouped(digits: str) -> str:
    """A number as it is written: its digits without leading zeros, a comma before each three but the first ones."""
    plain = digits.replace(",", "").lstrip("0") or "0"
    first = len(plain) % 3
    return ",".join(([plain[:first]] if first else []) + [plain[at : at + 3] for at in range(first, len(plain), 3)])


@lru_cache(maxsize=1024)
def split_categories(text: str, vocabulary: Vocabulary) -> tuple[Category, ...]:
    """The items of a list of categories, known names first, since some hold the separator `, ` themselves.

    What is none goes up to the next known name. Of several blanks in a row one counts.
    """
    return ordinary_categories(text, vocabulary) or any_categories(text, vocabulary)


def ordinary_categories(text: str, vocabulary: Vocabulary) -> tuple[Category, ...]:
    """The items of a list of known names with `, ` between them, none for any other: patterns cost start-up."""
    items: list[Category] = []
    at = 0 if "  " not in text else len(text)
    while at < len(text):
        for name in _longest_first(vocabulary):
            end = at + len(name)
            if text.startswith(name, at) and (end == len(text) or text.startswith(", ", end)):
                items.append(Category(" ".join(name.split()), at, end, known=True))
                at = end + 2
                break
        else:
            return ()
    return tuple(items) if at == len(text) + 2 else ()


def any_categories(text: str, vocabulary: Vocabulary) -> tuple[Category, ...]:
    """The items of any list of categories."""
    known = _known(vocabulary)
    items: list[Category] = []
    at = 0
    while text:
        match = known.match(text, at)
        if match:
            end = match.end()
        else:
            following = re.compile(f",{_BLANKS}(?={known.pattern})").search(text, at)
            end = following.start() if following else len(text)
        items.append(Category(" ".join(text[at:end].split()) if match else text[at:end], at, end, match is not None))
        separator = re.compile(_SEPARATOR).match(text, end)
        if separator is None:
            break
        at = separator.end()
    return tuple(items)


def agree(record: Record) -> bool:
    """Whether the sentence surely lists, counts and writes what it should of a table that can be counted: known
    categories, each once, those of the datasets; and numbers that agree with these."""
    sentence, table = record.sentence, record.table
    if sentence is None or table is None or table.cut:
        return False
    names, size = _plainly_listed(sentence.categories.text, record.vocabulary), len(table)
    total = sentence.total.text
    return (
        names is not None
        and sentence.spanning.text == f"{len(names)}"
        and sentence.datasets.text == f"{size:,}"
        and WELL_WRITTEN.fullmatch(total) is not None
        and number(total) >= size
        and has_categories(record, names)
    )


@lru_cache(maxsize=1024)
def _plainly_listed(text: str, vocabulary: Vocabulary) -> frozenset[str] | None:
    """The categories of a list that has known ones only, each once."""
    items = split_categories(text, vocabulary)
    names = frozenset([item.name for item in items if item.known])
    return names if len(names) == len(items) else None


def counts_rows(record: Record) -> bool:
    """Whether the sentence's number of datasets is that of the table's rows, or of the datasets that have one."""
    sentence, table = record.sentence, record.table
    return (
        sentence is not None
        and table is not None
        and not table.cut
        # A row that stands twice is one slip, and has a rule of its own.
        and (
            (counted := number(sentence.datasets.text)) == len(table) or counted == len(set(table.names)) + table.broken
        )
    )


def counts_categories(said: str, items: tuple[Category, ...]) -> bool:
    """Whether a number is that of the listed categories; one that is listed twice may be counted once or twice."""
    return number(said) in (len({item.name for item in items}), len(items))


@lru_cache(maxsize=8)
def _longest_first(vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(sorted(vocabulary.categories, key=len, reverse=True))


@lru_cache(maxsize=8)
def _known(vocabulary: Vocabulary) -> re.Pattern[str]:
    names = "|".join(re.escape(name).replace(r"\ ", _BLANKS) for name in _longest_first(vocabulary))
    return re.compile(f"(?:{names})(?=,{_BLANKS}|$)")
