"""What records say of the articles that they cite, shared by the rules that compare it."""

from collections.abc import Iterator, Sequence

from genelint.rule import MOST_HOLDERS, Holders, Record, Shared
from genelint_rules.articles import read_articles
from genelint_rules.citations import ordinary_citations, read_citation


def collect(record: Record) -> Iterator[tuple[str, str]]:
    """By the PMID, or the DOI where there is no other: the DOI beside the PMID, the year, which may be empty, and the
    title, with tabs between them."""
    tree = record.tree
    if tree is None:
        return
    citations = ordinary_citations(tree)
    for at, doi, pmid in read_articles(tree):
        if pmid or doi:
            title, year = citations[at] or read_citation(tree.references[at])
            yield (f"PMID {pmid}", f"{doi}\t{year}\t{title}") if pmid else (f"DOI {doi}", f"\t{year}\t{title}")


def terms(key: str, value: str) -> tuple[str, ...]:
    """The key, and the DOI beside a PMID, which may be the key of others."""
    doi = doi_beside(value)
    return (key, f"DOI {doi}") if doi else (key,)


def doi_beside(value: str) -> str:
    """The DOI that stands beside a PMID; may be empty."""
    return value.partition("\t")[0]


def together(group: Sequence[Holders]) -> Holders:
    """The records of several values, of which each has one."""
    paths = sorted(path for holders in group for path in holders.paths)
    return Holders(sum(holders.number for holders in group), tuple(paths[:MOST_HOLDERS]))


SAID = Shared(collect, terms)
