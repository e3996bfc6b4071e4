"""A DOI that has another PMID elsewhere, or a PMID that has another DOI.

What it does
------------
Compares the pairs of DOI and PMID in the references of all records. Where a DOI stands with two PMIDs, or a PMID with
two DOIs, the pair that more records have is taken to be right, and the others are reported; of pairs that equally many
records have, all are. DOIs are compared without regard to capitals. An identifier that is malformed, decorated or at
odds with its link takes no part, nor does a reference whose article the record cites twice.

Why it matters
--------------
One of the two identifiers leads to another article than the one that is cited.

How to repair
-------------
Open both and see which of them is the article of that title; correct the other.

Fix safety
----------
There is no fix: which of the two is wrong cannot be known.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby

from genelint.rule import (
    Bad,
    Clash,
    CorpusRule,
    Finding,
    Good,
    Holders,
    Meta,
    NamedTuple,
    Record,
    Severity,
    Values,
    quote,
)
from genelint_rules.articles import read_articles, sound_identifiers
from genelint_rules.cited import collect, doi_beside, terms, together
from genelint_rules.genes import elsewhere


class _Pair(NamedTuple):
    """A DOI and a PMID that stand in one reference, and the records that have it."""

    doi: str
    pmid: str
    holders: Holders


def compare(values: Values) -> Iterator[Clash]:
    """Each pair that is at odds with one that as many or more records have and that is at odds with no better one."""
    pairs = _read_pairs(values)
    if len({pair.doi for pair in pairs}) == len({pair.pmid for pair in pairs}) == len(pairs):
        return
    pairs.sort(key=_number, reverse=True)
    dois: dict[str, _Pair] = {}
    pmids: dict[str, _Pair] = {}
    for _, alike in groupby(pairs, key=_number):
        undecided: list[_Pair] = []
        for pair in alike:
            if pair.doi in dois:
                yield from _clashes(pair, dois[pair.doi])
            elif pair.pmid in pmids:
                yield from _clashes(pair, pmids[pair.pmid])
            else:
                undecided.append(pair)
        yield from _ties(undecided)
        for pair in undecided:
            dois.setdefault(pair.doi, pair)
            pmids.setdefault(pair.pmid, pair)


def _read_pairs(values: Values) -> list[_Pair]:
    """The pairs by DOI and PMID."""
    found: dict[tuple[str, str], list[Holders]] = {}
    for key, citations in values.items():
        for value, holders in citations.items():
            if doi := doi_beside(value):
                found.setdefault((doi, key.removeprefix("PMID ")), []).append(holders)
    return [_Pair(*pair, together(group)) for pair, group in sorted(found.items())]


def _number(pair: _Pair) -> int:
    return pair.holders.number


def _ties(pairs: Iterable[_Pair]) -> Iterator[Clash]:
    """Each of these pairs, which equally many records have, that shares one of its two with another."""
    dois: dict[str, list[_Pair]] = {}
    pmids: dict[str, list[_Pair]] = {}
    for pair in pairs:
        dois.setdefault(pair.doi, []).append(pair)
        pmids.setdefault(pair.pmid, []).append(pair)
    for pair in pairs:
        rival = next((one for one in chain(dois[pair.doi], pmids[pair.pmid]) if one is not pair), None)
        if rival is not None:
            yield from _clashes(pair, rival)


def _clashes(pair: _Pair, rival: _Pair) -> Iterator[Clash]:
    if pair.doi == rival.doi:
        kind, shared, wrong, right = "PMID", f"the DOI {quote(pair.doi)}", pair.pmid, rival.pmid
    else:
        kind, shared, wrong, right = "DOI", f"the PMID {quote(pair.pmid)}", pair.doi, rival.doi
    number = rival.holders.number
    records = "another record" if number == 1 else f"{number} other records"
    message = (
        f"{shared} has the {kind} {quote(right)} in {records}, and {quote(wrong)} here; correct the one that is wrong"
    )
    for path in pair.holders.paths:
        notes = tuple(
            Clash(other, rival.doi, rival.pmid, f"with {quote(right)} here", expected=kind)
            for other, _ in elsewhere(path, [(None, rival.holders)])
        )
        yield Clash(path, pair.doi, pair.pmid, message, notes, expected=kind)


def place(record: Record, clash: Clash) -> Finding | None:
    """At the identifier in which the pairs differ."""
    tree = record.tree
    articles = read_articles(tree) if tree else ()
    article = next((one for one in articles if (one.doi, one.pmid) == (clash.key, clash.value)), None)
    if tree is None or article is None:
        return None
    return Finding(tree.text_span(sound_identifiers(tree, article)[clash.expected]), clash.message)


_DOI = '"text": "10.1191/0748233703th185oa"}], "href": "https://doi.org/10.1191/0748233703th185oa"'
_PMID = '"text": "15747776"}], "href": "https://pubmed.ncbi.nlm.nih.gov/15747776"'

RULE = CorpusRule(
    Meta(
        code="COR004",
        name="conflicting-identifiers",
        summary="A DOI that has another PMID elsewhere, or a PMID that has another DOI.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                _PMID,
                _PMID.replace('"15747776', '"«15747775»', 1).replace("/15747776", "/15747775"),
                'the DOI "10.1191/0748233703th185oa" has the PMID "15747776" in 5 other records, and "15747775" here; '
                "correct the one that is wrong",
            ),
            Bad(
                _DOI,
                _DOI.replace('"10.1191/0748233703th185oa', '"«10.1191/0748233703th185ob»', 1).replace(
                    "/10.1191/0748233703th185oa", "/10.1191/0748233703th185ob"
                ),
                'the PMID "15747776" has the DOI "10.1191/0748233703th185oa" in 5 other records, and '
                '"10.1191/0748233703th185ob" here; correct the one that is wrong',
            ),
        ),
        good=(
            Good(_DOI, _DOI.replace("th185oa", "TH185OA"), "capitals"),
            Good(
                '"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"',
                '"10.1159/000357283"}], "href": "https://doi.org/10.1159/000357283"',
                "an article that no other record cites",
            ),
            Good(
                f', {{"type": "t", "text": " PMID: "}}, {{"type": "a", "children": [{{"type": "t", {_PMID}}}',
                "",
                "a reference without PMID",
            ),
            Good(_PMID, _PMID.replace("15747776", "15747775", 1), "a link to another article", also=("IDN003",)),
            Good(
                _PMID,
                _PMID.replace("15747776", "PMID15747775", 1),
                "a text that is decorated",
                also=("IDN005", "IDN003"),
            ),
            Good(
                '"text": "24662736"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                _PMID,
                "an article that the record cites twice",
                also=("IDN008",),
            ),
        ),
    ),
    collect,
    compare,
    place,
    terms,
)
