"""A reference without authors, title, journal or year.

What it does
------------
Holds a reference against its form: authors, the title in bold, and the journal in italics with the year in
parentheses, `Journal (YYYY)`. The year lies between 1800 and next year. How names, titles and journals are
written is left in peace; an empty bold or italic node is left to `empty-node`.

Why it matters
--------------
The citation is what the reader sees, and what tells two articles apart where an identifier is wrong.

How to repair
-------------
Complete it from the article's page in PubMed.

Fix safety
----------
There is no fix: what is missing is not known.
"""

import re
from collections.abc import Iterator

from genelint.rule import (
    Bad,
    Finding,
    Good,
    Meta,
    Node,
    Record,
    RecordRule,
    Severity,
    Tree,
    listed,
    plain_text,
    quote,
)
from genelint_rules import dates
from genelint_rules.citations import FIRST_YEAR, are_ordinary, ordinary_citations, split_citation
from genelint_rules.links import reference_name

_NO_AUTHOR = r"(?i:\bet al\b|\b(?:DOI|PMID):)"
_PUNCTUATION = " \t\n\u00a0.,;:"


def check(record: Record) -> Iterator[Finding]:
    """Report what is missing at the reference, a wrong year at the journal."""
    tree = record.tree
    if tree is None:
        return
    for reference, citation in zip(tree.references, ordinary_citations(tree), strict=True):
        if citation is None:
            yield from _findings(tree, reference)


def _findings(tree: Tree, reference: Node) -> Iterator[Finding]:
    authors, title, journal = split_citation(reference["children"])
    name, parenthesis, year = plain_text(journal).strip().rpartition("(") if journal else ("", "", "")
    texts = {
        "authors": "".join(map(plain_text, authors)),
        "title": plain_text(title) if title else "",
        "journal": name if parenthesis else year,
    }
    empty = {what for what, node in (("title", title), ("journal", journal)) if node and not plain_text(node).strip()}
    lacking = [
        part
        for part, text in texts.items()
        if part not in empty and not re.sub(_NO_AUTHOR, "", text).strip(_PUNCTUATION)
    ]
    if lacking:
        what = listed(lacking, "and no")
        message = f"{reference_name(reference)} has no {what}; complete it from the article's page"
        yield Finding(tree.span(reference), message)
    if journal and "journal" not in empty and (fault := _fault(year if parenthesis else "")):
        message = f'{reference_name(reference)} {fault}: {quote(plain_text(journal))}; write "Journal (YYYY)"'
        yield Finding(tree.span(journal), message)


def _fault(year: str) -> str:
    """What is wrong with a year, given from its opening parenthesis on; empty where nothing is."""
    if not re.fullmatch(r"[0-9]{4}\)", year):
        return "has no year after the journal"
    if year[:4] < FIRST_YEAR:
        return f"has the year {year[:4]}, before {FIRST_YEAR}"
    if int(year[:4]) > dates.this_month()[0] + 1:
        return f"has the year {year[:4]}, which is still to come"
    return ""


_AUTHORS = '{"type": "t", "text": "Imad Alkamal, Odiljon Ikromov, Angelika Tölle, et al. "}, '
_TITLE = (
    '{"type": "b", "children": [{"type": "t", "text": "An epigenetic screen unmasks metallothioneins as '
    'putative contributors to renal cell carcinogenesis."}]}, {"type": "t", "text": " "}, '
)
_JOURNAL = '{"type": "i", "children": [{"type": "t", "text": "Urol Int (2015)"}]}'
_LINKS = (
    ', {"type": "t", "text": " DOI: "}, {"type": "a", "children": [{"type": "t", "text": '
    '"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": " PMID: "}, '
    '{"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
    '"https://pubmed.ncbi.nlm.nih.gov/24662736"}]}'
)
_START = '{"type": "r", "ref": 3, "children": ['
_REFERENCE = _START + _AUTHORS + _TITLE + _JOURNAL + _LINKS

RULE = RecordRule(
    Meta(
        code="IDN009",
        name="malformed-citation",
        summary="A reference without authors, title, journal or year.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                _REFERENCE,
                "«" + _START + _TITLE + _JOURNAL + _LINKS + "»",
                "reference 3 has no authors; complete it from the article's page",
            ),
            Bad(
                _REFERENCE,
                "«" + _START + _AUTHORS + _JOURNAL + _LINKS + "»",
                "reference 3 has no title; complete it from the article's page",
            ),
            Bad(
                _REFERENCE,
                "«" + _START + '{"type": "t", "text": "et al. "}, ' + _TITLE.removesuffix(", ") + _LINKS + "»",
                "reference 3 has no authors and no journal; complete it from the article's page",
            ),
            Bad(
                _REFERENCE,
                "«" + _START + _AUTHORS + _TITLE + _JOURNAL.replace("Urol Int ", "") + _LINKS + "»",
                "reference 3 has no journal; complete it from the article's page",
            ),
            Bad(
                _JOURNAL,
                "«" + _JOURNAL.replace(" (2015)", "") + "»",
                'reference 3 has no year after the journal: "Urol Int"; write "Journal (YYYY)"',
            ),
            Bad(
                _JOURNAL,
                "«" + _JOURNAL.replace("2015", "1799") + "»",
                'reference 3 has the year 1799, before 1800: "Urol Int (1799)"; write "Journal (YYYY)"',
            ),
            Bad(
                _JOURNAL,
                "«" + _JOURNAL.replace("2015", "9015") + "»",
                'reference 3 has the year 9015, which is still to come: "Urol Int (9015)"; write "Journal (YYYY)"',
            ),
        ),
        good=(
            Good(
                _JOURNAL,
                _JOURNAL.replace("Urol Int (2015)", "(Mosc.) Zinc (1800)"),
                "a journal with brackets",
            ),
            Good(_AUTHORS, '{"type": "t", "text": "WHO. "}, ', "a body of one name as the author"),
            Good("renal cell carcinogenesis.", "renal cell carcinogenesis?", "a title that is a question"),
            Good(
                _AUTHORS,
                '{"type": "t", "text": "Alkamal I, "}, {"type": "i", "children": [{"type": "t", "text": "et al."}]}, ',
                "italics among the authors",
            ),
        ),
    ),
    check,
    are_ordinary,
)
