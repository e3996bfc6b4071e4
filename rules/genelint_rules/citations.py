"""What a reference is made of: authors, title, journal and year, as its nodes have them."""

from genelint.rule import Node
from genelint_rules import dates

FIRST_YEAR = "1800"
"""No citation is older than this."""


def is_ordinary(children: list[Node]) -> bool:
    """Whether the usual nodes stand there with usual texts; others may be good as well."""
    if len(children) < 4:
        return False
    authors, title, _, journal = children[:4]
    if authors["type"] != "t" or title["type"] != "b" or journal["type"] != "i":
        return False
    name, text = authors["text"], _text(journal)
    year = text[-5:-1]
    return bool(
        name[:1].isalpha()
        and name[:5].lower() != "et al"
        and _text(title)[:1].isalnum()
        and text[:1].isalnum()
        and text[-7:-5] == " ("
        and text[-1] == ")"
        and FIRST_YEAR <= year <= dates.PAST
        and year.isascii()
        and year.isdigit()
    )


def is_sound_year(year: str) -> bool:
    """Whether four digits are a year that a citation can have."""
    return year >= FIRST_YEAR and (year <= dates.PAST or int(year) <= dates.this_month()[0] + 1)


def _text(node: Node) -> str:
    """The text of a node that holds one text; empty for any other."""
    inner = node["children"]
    return inner[0].get("text", "") if len(inner) == 1 else ""


def split_citation(children: list[Node]) -> tuple[list[Node], Node | None, Node | None]:
    """What stands before the title (or journal, for want of one), the title, and the journal after it."""
    types = [child["type"] for child in children]
    title = types.index("b") if "b" in types else -1
    journal = types.index("i", title + 1) if "i" in types[title + 1 :] else -1
    end = max(title, journal) if min(title, journal) < 0 else title
    return (
        children[:end] if end >= 0 else children,
        children[title] if title >= 0 else None,
        children[journal] if journal >= 0 else None,
    )
