"""An article that other records cite with another title or year.

What it does
------------
Compares the title and the year of the references, in all records, that have the same DOI or PMID. What more records say
is taken to be right, and the others are reported; of titles that equally many records have, all are. Capitals, blanks,
kinds of dashes and quotation marks, and a closing full stop make no difference. References whose two identifiers are at
odds are left to `conflicting-identifiers`, and those without title, journal or year to `malformed-citation`.

Why it matters
--------------
A reader who looks for the article by its title does not find it; or the identifier is that of another article.

How to repair
-------------
Open the article and copy its title or year, or correct the identifier.

Fix safety
----------
There is no fix: what most records say may be wrong, and the identifier may be.
"""

import re
from collections.abc import Iterator, Mapping

from genelint.rule import (
    Bad,
    Clash,
    CorpusRule,
    Finding,
    Good,
    Holders,
    Meta,
    Node,
    Record,
    Severity,
    Span,
    Tree,
    Values,
    plain_text,
    quote,
)
from genelint_rules.articles import Article, find_article, read_articles
from genelint_rules.citations import FIRST_YEAR, split_citation
from genelint_rules.dates import PAST, this_month
from genelint_rules.differences import differing
from genelint_rules.genes import elsewhere

_ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u2032", "'")
    | dict.fromkeys("\u201c\u201d", '"')
)


_YEAR = re.compile(r"\(([0-9]{4})\)\s*\Z")


def collect(record: Record) -> Iterator[tuple[str, str]]:
    """By each identifier, the citation."""
    if record.tree is not None:
        for article in read_articles(record.tree):
            for kind in article.identifiers:
                if value := _value(article, kind):
                    yield f"{kind} {article.doi if kind == 'DOI' else article.pmid}", value


def _value(article: Article, kind: str) -> str:
    """The other identifier, the year, and the title without what makes no difference.

    Empty where there is no title, or no year that can be one.
    """
    _, title, journal = split_citation(article.reference["children"])
    if title is None or journal is None:
        return ""
    words = plain_text(title).translate(_ALIKE).casefold().split()
    year = _YEAR.search(plain_text(journal))
    text = " ".join(words).rstrip(" .")
    if not text or not year or not year[1] >= FIRST_YEAR or (year[1] > PAST and int(year[1]) > this_month()[0] + 1):
        return ""
    return "\t".join((article.pmid if kind == "DOI" else article.doi, year[1], text))


def compare(values: Values) -> Iterator[Clash]:
    """Each citation that more records, or as many, have otherwise; once, by the PMID, where it has two identifiers."""
    reported: set[tuple[str, str]] = set()
    for key in sorted(values, reverse=True):
        if len(values[key]) > 1:
            kind, _, name = key.partition(" ")
            for clash in _clashes(key, values[key]):
                other = _other(clash.value)
                reference = (clash.path, other if kind == "DOI" else name)
                if not reference[1] or reference not in reported:
                    reported.add(reference)
                    yield clash


def _clashes(key: str, values: Mapping[str, Holders]) -> Iterator[Clash]:
    versions: dict[tuple[str, str], list[tuple[str, Holders]]] = {}
    for value, holders in values.items():
        _, year, title = value.split("\t")
        versions.setdefault((title, year), []).append((value, holders))
    if len(versions) == 1:
        return
    numbers = {version: sum(holders.number for _, holders in held) for version, held in versions.items()}
    leaders = sorted(versions, key=lambda version: (-numbers[version], version))[:2]
    beside = {leader: {_other(value) for value, _ in versions[leader]} for leader in leaders}
    for version, held in versions.items():
        rival = leaders[1] if version == leaders[0] else leaders[0]
        if numbers[version] <= numbers[rival]:
            what, message = _message(key, version, rival, numbers[rival])
            for value, holders in held:
                if not _other(value) or not beside[rival].isdisjoint((_other(value), "")):
                    for path in holders.paths:
                        notes = tuple(
                            Clash(other, key, said, f"the other {what}", expected=what)
                            for other, said in elsewhere(path, versions[rival])
                        )
                        yield Clash(path, key, value, message, notes, expected=what)


def _other(value: str) -> str:
    """The other identifier of a reference."""
    return value.partition("\t")[0]


def _message(key: str, own: tuple[str, str], rival: tuple[str, str], number: int) -> tuple[str, str]:
    kind, _, name = key.partition(" ")
    records = "another record" if number == 1 else f"{number} other records"
    (title, year), (other_title, other_year) = own, rival
    if title == other_title:
        message = f"{kind} {quote(name)} is of {other_year} in {records}, and of {year} here"
        return "year", f"{message}; correct the year, or the {kind}"
    start, end, words = differing(title, other_title)
    message = f"{kind} {quote(name)} has another title in {records}, with {quote(words)} for {quote(title[start:end])}"
    return "title", f"{message}; correct the title, or the {kind}"


def place(record: Record, clash: Clash) -> Finding | None:
    """At the title, or at the journal with its year."""
    tree = record.tree
    kind, _, name = clash.key.partition(" ")
    article = find_article(tree, kind, name) if tree else None
    if tree is None or article is None or _value(article, kind) != clash.value:
        return None
    _, title, journal = split_citation(article.reference["children"])
    node = title if clash.expected == "title" else journal
    return Finding(_inner(tree, node), clash.message) if node else None


def _inner(tree: Tree, node: Node) -> Span:
    """Where the text of a node stands: inside its quotes, where it is one."""
    [first, *more] = node["children"]
    return tree.span(node, "children") if more or first["type"] != "t" else tree.span(first, "text")


_TITLE = "Dose-dependent transcriptome changes by metal ores on a human acute lymphoblastic leukemia cell line."

RULE = CorpusRule(
    Meta(
        code="COR005",
        name="conflicting-citation",
        summary="An article that other records cite with another title or year.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                _TITLE,
                f"«{_TITLE.replace('changes', 'change')}»",
                'PMID "15747776" has another title in 5 other records, with "changes" for "change"; correct the title, '
                "or the PMID",
            ),
            Bad(
                "Toxicol Ind Health (2003)",
                "«Toxicol Ind Health (2004)»",
                'PMID "15747776" is of 2003 in 5 other records, and of 2004 here; correct the year, or the PMID',
            ),
        ),
        good=(
            Good(_TITLE, _TITLE.upper().removesuffix("."), "capitals, and no full stop"),
            Good("Dose-dependent", "Dose\u2010dependent", "another hyphen"),
            Good("renal cell carcinogenesis", "renal carcinogenesis", "an article that no other record cites"),
        ),
    ),
    collect,
    compare,
    place,
)
