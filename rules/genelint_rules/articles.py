"""The articles that references cite, as far as their identifiers are sound."""

from functools import lru_cache
from typing import NamedTuple

from genelint.rule import Identifier, Node, Tree
from genelint_rules.identifiers import Fault
from genelint_rules.links import Relation, assess


class Article(NamedTuple):
    """A reference, and the DOI (in small letters) and PMID that it has beyond doubt; either may be empty.

    `identifiers` are the links that they were read from, by kind.
    """

    reference: Node
    doi: str
    pmid: str
    identifiers: dict[str, Identifier]


@lru_cache(maxsize=1)
def read_articles(tree: Tree) -> tuple[Article, ...]:
    """The articles of a tree, without those that two references cite, of which a rule of its own speaks.

    An identifier is left out where its reference has two of the kind, or where text or link are at fault. The last
    answer is kept, because several rules ask for the same tree one after the other.
    """
    faulty = {
        id(found.identifier)
        for found in assess(tree)
        if found.fault is not Fault.NONE or found.relation not in (Relation.SAME, Relation.OLD)
    }
    articles: list[Article] = []
    count: dict[tuple[str, str], int] = {}
    for reference, identifiers in tree.identifiers:
        kinds = [identifier.kind for identifier in identifiers]
        sound = {
            identifier.kind: identifier
            for identifier in identifiers
            if id(identifier) not in faulty and kinds.count(identifier.kind) == 1
        }
        names = {kind: identifier.text.lower() for kind, identifier in sound.items()}
        for name in {(identifier.kind, identifier.text.lower()) for identifier in identifiers}:
            count[name] = count.get(name, 0) + 1
        if names:
            articles.append(Article(reference, names.get("DOI", ""), names.get("PMID", ""), sound))
    return tuple(
        article
        for article in articles
        if count.get(("DOI", article.doi), 1) == count.get(("PMID", article.pmid), 1) == 1
    )


def find_article(tree: Tree, kind: str, name: str) -> Article | None:
    """The article of a DOI (in small letters) or PMID, None where no reference has it beyond doubt."""
    for article in read_articles(tree):
        if name == (article.doi if kind == "DOI" else article.pmid):
            return article
    return None
