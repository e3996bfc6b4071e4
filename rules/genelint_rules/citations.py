"""What a reference is made of: authors, title, journal and year, as its nodes have them."""

import re
from collections.abc import Sequence
from functools import lru_cache

from genelint.rule import Node, Record, Tree, plain_text
from genelint_rules import dates
from genelint_rules.proven import Kept

FIRST_YEAR = "1800"
"""No citation is older than this."""

_YEAR = r"\(([0-9]{4})\)\s*\Z"
_PAST_YEARS = frozenset(map(str, range(int(FIRST_YEAR), int(dates.PAST) + 1)))

Citation = tuple[str, str]
"""The title and the year of a reference."""


@lru_cache(maxsize=1)
def ordinary_citations(tree: Tree) -> Sequence[Citation | None]:
    """The citation of each reference, None where its nodes or texts are not the usual ones, which may be good as well.

    The last answer is kept, because several rules ask for the same tree one after the other.
    """
    if tree.ordinary is None:
        return [_of_nodes(node["children"]) for node in tree.references]
    references = tree.ordinary.references
    years = list(map(_YEARS.__getitem__, references.journals))
    if all(years) and _speak(references.authors + references.titles):
        return list(zip(references.titles, years, strict=True))
    return list(map(_ordinary, references.authors, references.titles, references.journals))


def are_ordinary(record: Record) -> bool:
    """Whether all citations are of the usual form."""
    return record.tree is None or None not in ordinary_citations(record.tree)


def _of_nodes(children: list[Node]) -> Citation | None:
    if len(children) < 4:
        return None
    authors, title, blank, journal = children[:4]
    if authors["type"] != "t" or title["type"] != "b" or blank["type"] != "t" or journal["type"] != "i":
        return None
    return _ordinary(authors["text"], _text(title), _text(journal))


def _ordinary(authors: str, title: str, journal: str) -> Citation | None:
    year = _YEARS[journal]
    return (title, year) if year and _speak((authors, title)) else None


def _speak(texts: tuple[str, ...]) -> bool:
    """Whether each text surely says something: its first word is none of those that say nothing by themselves."""
    beginnings = "%.5s\n" * len(texts) % texts  # as many letters as the longest of these words has
    firsts = beginnings[::6]
    lowered = beginnings.lower()
    return (
        len(beginnings) == 6 * len(texts)  # else one is shorter
        and firsts.isalnum()
        and "et al" not in lowered
        and "doi:" not in lowered
        and "pmid:" not in lowered
    )


def _usual_year(journal: str) -> str:
    """The year behind a journal that is surely one, if it is over; else empty."""
    year = journal[-5:-1]
    return year if journal[-7:-5] == " (" and journal[-1:] == ")" and year in _PAST_YEARS and _speak((journal,)) else ""


_YEARS = Kept(_usual_year)


def read_citation(reference: Node) -> Citation:
    """The citation of any reference; title or year is empty where there is none, or no sound one."""
    _, title, journal = split_citation(reference["children"])
    year = re.search(_YEAR, plain_text(journal)) if journal else None
    return plain_text(title) if title else "", year[1] if year and is_sound_year(year[1]) else ""


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
