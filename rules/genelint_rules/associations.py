"""What the association sentence counts: numbers and categories, shared by the ASC rules."""

import re
from functools import lru_cache
from typing import NamedTuple

CATEGORIES = (
    "cell line, cell type or tissue",
    "chemical",
    "disease, phenotype or trait",
    "functional term, phrase or reference",
    "gene, protein or microRNA",
    "molecular profile",
    "organism",
    "sequence feature",
    "structural feature",
)
"""The attribute categories of Harmonizome, a closed vocabulary; three of them hold the separator `, ` themselves."""


_KNOWN = re.compile(rf"(?:{'|'.join(map(re.escape, CATEGORIES))})(?=, |$)")
_NEXT_KNOWN = re.compile(rf", (?={_KNOWN.pattern})")


class Category(NamedTuple):
    """An item of the sentence's list: its name, its 0-based offset in the list, and whether it is one of the nine."""

    name: str
    start: int
    known: bool


def number(digits: str) -> int | None:
    """The number that digits and commas make, None where other characters stand among them; one of over 18 digits
    counts as the largest of 18."""
    plain = digits.replace(",", "")
    if not (plain.isascii() and plain.isdigit()):
        return None
    return int(plain) if len(plain) <= 18 else 10**18 - 1


@lru_cache(maxsize=1024)
def split_categories(text: str) -> tuple[Category, ...]:
    """The items of a list of categories, known names first; what is none goes up to the next known name."""
    items: list[Category] = []
    at = 0
    while at < len(text):
        match = _KNOWN.match(text, at)
        if match:
            end = match.end()
        else:
            following = _NEXT_KNOWN.search(text, at)
            end = following.start() if following else len(text)
        items.append(Category(text[at:end], at, known=match is not None))
        at = end + len(", ")
    return tuple(items)
