"""What the association sentence counts: numbers and categories, shared by the ASC rules."""

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


class Category(NamedTuple):
    """An item of the sentence's list: its name, its 0-based offset in the list, and whether it is one of the nine."""

    name: str
    start: int
    known: bool


def number(digits: str) -> int:
    """The number that digits and commas make; one of over 18 digits counts as the largest of 18."""
    plain = digits.replace(",", "")
    return int(plain) if len(plain) <= 18 else 10**18 - 1


def split_categories(text: str) -> list[Category]:
    """The items of a list of categories, known names first; what is none goes up to the next known name."""
    items: list[Category] = []
    at = 0
    while at < len(text):
        name = next((known for known in CATEGORIES if text.startswith(known, at) and _ends(text, at + len(known))), "")
        if name:
            items.append(Category(name, at, known=True))
        else:
            followers = [text.find(f", {known}", at) for known in CATEGORIES]
            end = min((follower for follower in followers if follower >= 0), default=len(text))
            name = text[at:end]
            items.append(Category(name, at, known=False))
        at += len(name) + len(", ")
    return items


def _ends(text: str, at: int) -> bool:
    return at == len(text) or text.startswith(", ", at)
