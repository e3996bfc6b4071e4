"""The articles that references cite, as far as their identifiers are sound."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import count

from genelint.rule import Identifier, NamedTuple, Record, Tree
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
    names = _sound_names(tree)
    return _of_nodes(tree) if names is None else tuple(map(Article, count(), *names))


def repeat_none(record: Record) -> bool:
    """Whether no two references of an ordinary tree have an identifier in common, and all of these are sound."""
    return record.tree is None or _sound_names(record.tree) is not None


@lru_cache(maxsize=1)
def _sound_names(tree: Tree) -> tuple[list[str], Sequence[str]] | None:
    """The DOIs (in small letters) and PMIDs of the references of an ordinary tree, without a look at its nodes; None
    where one is not sound, or stands twice."""
    if tree.ordinary is None or assess(tree):
        return None
    pmids = tree.ordinary.references.pmids
    dois = list(map(str.lower, tree.ordinary.references.dois))
    names = [*filter(None, dois), *filter(None, pmids)]
    return (dois, pmids) if len(set(names)) == len(names) else None


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
