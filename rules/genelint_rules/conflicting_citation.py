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

from collections.abc import Iterable, Iterator

from genelint.rule import (
    Bad,
    Clash,
    CorpusRule,
    Finding,
    Good,
    Holders,
    Meta,
    NamedTuple,
    Node,
    Record,
    Severity,
    Span,
    Tree,
    Values,
    quote,
)
from genelint_rules.articles import find_article
from genelint_rules.citations import split_citation
from genelint_rules.cited import collect, doi_beside, terms, together
from genelint_rules.differences import differing
from genelint_rules.genes import elsewhere

_ALIKE = tuple(
    zip("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2018\u2019\u2032\u201c\u201d", "-------'''\"\"", strict=True)
)


class _Citation(NamedTuple):
    """What is said of the article of an identifier, and by whom."""

    key: str
    value: str
    holders: Holders


def _plain(title: str) -> str:
    """A title without what makes no difference."""
    text = title.casefold()
    if not text.isascii():
        for character, alike in _ALIKE:  # a tenth of what `translate` takes
            text = text.replace(character, alike)
    if not text.isprintable() or "  " in text:
        text = " ".join(text.split())
    return text.strip().rstrip(" .")


def compare(values: Values) -> Iterator[Clash]:
    """Each citation with a year that more records, or as many, have otherwise."""
    said = [
        _Citation(key, value, holders)
        for key, citations in values.items()
        for value, holders in citations.items()
        if value.split("\t", 2)[1]
    ]
    pmids = {doi_beside(citation.value): citation.key for citation in said}
    groups: dict[str, list[_Citation]] = {}
    for citation in said:
        groups.setdefault(pmids.get(citation.key.removeprefix("DOI "), citation.key), []).append(citation)
    for group in groups.values():
        if group[1:] and (alike := _merged(group))[1:]:
            yield from _clashes(alike)


def _merged(citations: list[_Citation]) -> list[_Citation]:
    """The citations with plain titles, those that differ in nothing else as one; without those that have no title.

    Most articles are cited by one record, so that titles are made plain only here.
    """
    alike: dict[tuple[str, str], list[Holders]] = {}
    for key, value, holders in citations:
        if plain := _plain_value(value):
            alike.setdefault((key, plain), []).append(holders)
    return [_Citation(key, value, together(group)) for (key, value), group in sorted(alike.items())]


def _plain_value(value: str) -> str:
    """What a record says, with a plain title; empty where it has none."""
    doi, year, title = value.split("\t", 2)
    plain = _plain(title)
    return f"{doi}\t{year}\t{plain}" if plain else ""


def _clashes(citations: Iterable[_Citation]) -> Iterator[Clash]:
    versions: dict[tuple[str, str], list[_Citation]] = {}
    for citation in citations:
        _, year, title = citation.value.split("\t")
        versions.setdefault((title, year), []).append(citation)
    if len(versions) == 1:
        return
    numbers = {version: sum(citation.holders.number for citation in group) for version, group in versions.items()}
    leaders = sorted(versions, key=lambda version: (-numbers[version], version))[:2]
    dois = {leader: {doi_beside(citation.value) for citation in versions[leader]} for leader in leaders}
    for version, group in versions.items():
        rival = leaders[1] if version == leaders[0] else leaders[0]
        if numbers[version] > numbers[rival]:
            continue
        for key, value, holders in group:
            if doi_beside(value) and dois[rival].isdisjoint((doi_beside(value), "")):
                continue
            what, message = _message(key, version, rival, numbers[rival])
            for path in holders.paths:
                notes = tuple(
                    Clash(other, found.key, found.value, f"the other {what}", expected=what)
                    for other, found in elsewhere(path, ((found, found.holders) for found in versions[rival]))
                )
                yield Clash(path, key, value, message, notes, expected=what)


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
    article = find_article(tree, clash.key.partition(" ")[2]) if tree else None
    if tree is None or article is None:
        return None
    if (clash.key, clash.value) not in ((key, _plain_value(value)) for key, value in collect(record)):
        return None
    _, title, journal = split_citation(tree.references[article.at]["children"])
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
            Bad(
                f'[{{"type": "t", "text": "{_TITLE}"}}]',
                f'«[{{"type": "t", "text": "{_TITLE[:-5]}"}}, '
                '{"type": "i", "children": [{"type": "t", "text": "lines."}]}]»',
                'PMID "15747776" has another title in 5 other records, with "line" for "lines"; correct the title, or '
                "the PMID",
            ),
            Bad(
                f'[{{"type": "t", "text": "{_TITLE}"}}]',
                f'«[{{"type": "i", "children": [{{"type": "t", "text": "{_TITLE[:-1]}s."}}]}}]»',
                'PMID "15747776" has another title in 5 other records, with "line" for "lines"; correct the title, or '
                "the PMID",
            ),
        ),
        good=(
            Good(_TITLE, _TITLE.upper().removesuffix("."), "capitals, and no full stop"),
            Good("Dose-dependent", "Dose\u2010dependent", "another hyphen"),
            Good("renal cell carcinogenesis", "renal carcinogenesis", "an article that no other record cites"),
            Good(f'{{"type": "t", "text": "{_TITLE}"}}', '{"type": "t", "text": " "}', "no title", also=("TRE006",)),
            Good(
                f'{{"type": "b", "children": [{{"type": "t", "text": "{_TITLE}"}}]}}, ',
                "",
                "no title at all",
                also=("IDN009",),
            ),
            Good("Toxicol Ind Health (2003)", "Toxicol Ind Health", "no year", also=("IDN009",)),
            Good("Toxicol Ind Health (2003)", "Toxicol Ind Health (2103)", "a year to come", also=("IDN009",)),
        ),
    ),
    collect,
    compare,
    place,
    terms,
)
