"""The articles that references cite, as far as their identifiers are sound."""

from functools import lru_cache
from typing import NamedTuple

from genelint.rule import Identifier, Node, Tree
from genelint_rules.identifiers import Fault
from genelint_rules.links import Relation, assess

_SOUND = ((Fault.NONE, Relation.SAME), (Fault.NONE, Relation.OLD))


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
    faulty = {id(one.identifier) for one in assess(tree) if (one.fault, one.relation) not in _SOUND}
    articles: list[Article] = []
    first: dict[str, Node] = {}
    repeated: set[str] = set()
    for reference, identifiers in tree.identifiers:
        names = {"DOI": "", "PMID": ""}
        sound: dict[str, Identifier] = {}
        for identifier in identifiers:
            name = identifier.text.lower()
            if name and first.setdefault(name, reference) is not reference:
                repeated.add(name)
            if id(identifier) not in faulty:
                names[identifier.kind] = "" if identifier.kind in sound else name
                sound[identifier.kind] = identifier
        articles.append(Article(reference, names["DOI"], names["PMID"], sound))
    return tuple(article for article in articles if repeated.isdisjoint((article.doi, article.pmid)))


def find_article(tree: Tree, name: str) -> Article | None:
    """The article of a DOI (in small letters) or PMID, None where no reference has it beyond doubt."""
    return next((article for article in read_articles(tree) if name in (article.doi, article.pmid)), None)
