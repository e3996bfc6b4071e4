"""The articles that references cite, as far as their identifiers are sound."""

from functools import lru_cache
from typing import NamedTuple

from genelint.rule import Identifier, Record, Tree
from genelint_rules.identifiers import Fault
from genelint_rules.links import Relation, assess

_SOUND = ((Fault.NONE, Relation.SAME), (Fault.NONE, Relation.OLD))


class Article(NamedTuple):
    """The position of a reference from 0, and the DOI (in small letters) and PMID that it has beyond doubt, either of
    which may be empty."""

    at: int
    doi: str
    pmid: str


@lru_cache(maxsize=1)
def read_articles(tree: Tree) -> tuple[Article, ...]:
    """The articles of a tree, without those that two references cite, of which a rule of its own speaks.

    An identifier is left out where its reference has two of the kind, or where text or link are at fault. The last
    answer is kept, because several rules ask for the same tree one after the other.
    """
    sound = _sound_articles(tree)
    return sound if sound is not None and _are_apart(sound) else _of_nodes(tree)


def repeat_none(record: Record) -> bool:
    """Whether no two references of an ordinary tree have an identifier in common, and all of these are sound."""
    if record.tree is None:
        return True
    sound = _sound_articles(record.tree)
    return sound is not None and _are_apart(sound)


@lru_cache(maxsize=1)
def _sound_articles(tree: Tree) -> tuple[Article, ...] | None:
    """The articles of an ordinary tree with sound identifiers, without a look at its nodes."""
    if tree.ordinary is None or assess(tree):
        return None
    references = tree.ordinary.references
    return tuple(Article(at, one.doi.lower(), one.pmid) for at, one in enumerate(references))


def _are_apart(articles: tuple[Article, ...]) -> bool:
    names = [name for _, *names in articles for name in names if name]
    return len(set(names)) == len(names)


def _of_nodes(tree: Tree) -> tuple[Article, ...]:
    faulty = _faulty(tree)
    articles: list[Article] = []
    first: dict[str, int] = {}
    repeated: set[str] = set()
    for at, (_, identifiers) in enumerate(tree.identifiers):
        names: dict[str, str] = {}
        for identifier in identifiers:
            kind, _, text, _ = identifier
            name = text.lower()
            if name and first.setdefault(name, at) != at:
                repeated.add(name)
            if not faulty or id(identifier) not in faulty:
                names[kind] = "" if kind in names else name
        articles.append(Article(at, names.get("DOI", ""), names.get("PMID", "")))
    if not repeated:
        return tuple(articles)
    return tuple(article for article in articles if repeated.isdisjoint((article.doi, article.pmid)))


def sound_identifiers(tree: Tree, article: Article) -> dict[str, Identifier]:
    """The links that an article's DOI and PMID were read from, by kind."""
    faulty = _faulty(tree)
    _, identifiers = tree.identifiers[article.at]
    return {one.kind: one for one in identifiers if id(one) not in faulty}


def find_article(tree: Tree, name: str) -> Article | None:
    """The article of a DOI (in small letters) or PMID, None where no reference has it beyond doubt."""
    return next((article for article in read_articles(tree) if name in (article.doi, article.pmid)), None)


def _faulty(tree: Tree) -> set[int]:
    return {id(one.identifier) for one in assess(tree) if (one.fault, one.relation) not in _SOUND}
