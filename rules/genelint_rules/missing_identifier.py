"""A reference with neither DOI nor PMID.

What it does
------------
Finds a reference in which no link follows `DOI:` or `PMID:`. One of the two is enough.

Why it matters
--------------
Without an identifier nobody can follow the reference with certainty, and tools cannot compare it with others.

How to repair
-------------
Look the article up in PubMed or at Crossref and add its PMID or DOI as a link behind the journal.

Fix safety
----------
There is no fix: the identifier is not known.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity
from genelint_rules.links import are_sound, reference_name


def check(record: Record) -> Iterator[Finding]:
    """Report each such reference, marked as a whole."""
    tree = record.tree
    if tree is None:
        return
    for reference, identifiers in tree.identifiers:
        if not identifiers:
            message = f'{reference_name(reference)} has no link after "DOI:" or "PMID:"; add its DOI or PMID'
            yield Finding(tree.span(reference), message)


_DOI = (
    '"text": " DOI: "}, {"type": "a", "children": [{"type": "t", "text": "10.1159/000357282"}], "href": '
    '"https://doi.org/10.1159/000357282"}'
)
_PMID = (
    '"text": " PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
    '"https://pubmed.ncbi.nlm.nih.gov/24662736"}'
)
_START = (
    '{"type": "r", "ref": 3, "children": [{"type": "t", "text": "Imad Alkamal, Odiljon Ikromov, Angelika '
    'Tölle, et al. "}, {"type": "b", "children": [{"type": "t", "text": "An epigenetic screen unmasks '
    'metallothioneins as putative contributors to renal cell carcinogenesis."}]}, {"type": "t", "text": " '
    '"}, {"type": "i", "children": [{"type": "t", "text": "Urol Int (2015)"}]}, '
)
_REFERENCE = _START + '{"type": "t", ' + _DOI + ', {"type": "t", ' + _PMID + "]}"

RULE = RecordRule(
    Meta(
        code="IDN007",
        name="missing-identifier",
        summary="A reference with neither DOI nor PMID.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                _REFERENCE,
                "«" + _START.removesuffix(", ") + "]}»",
                'reference 3 has no link after "DOI:" or "PMID:"; add its DOI or PMID',
            ),
            Bad(
                _REFERENCE,
                "«" + _START + '{"type": "t", "text": " PMID: 24662736"}]}»',
                'reference 3 has no link after "DOI:" or "PMID:"; add its DOI or PMID',
            ),
        ),
        good=(
            Good(_DOI + ', {"type": "t", ' + _PMID, _PMID, "a PMID alone"),
            Good(', {"type": "t", ' + _PMID, "", "a DOI alone"),
        ),
    ),
    check,
    are_sound,
)
