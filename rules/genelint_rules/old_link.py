"""A link in a form that is no longer usual.

What it does
------------
Finds the link of a DOI or PMID that leads to what its text names, by another address than the usual one: over
`http:`, through `dx.doi.org` or `www.doi.org`, by an old address of PubMed, or with a query or a place in the
page after it.

Why it matters
--------------
Such links work only as long as somebody redirects them, and the same article looks like two when links are
compared.

How to repair
-------------
Write `https://doi.org/` or `https://pubmed.ncbi.nlm.nih.gov/` and the identifier.

Fix safety
----------
The fix writes the usual address. It is safe: both name the same article.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, quote
from genelint_rules.identifiers import Fault
from genelint_rules.links import Relation, are_sound, assess, canonical, href_edit


def check(record: Record) -> Iterator[Finding]:
    """Report each such address."""
    tree = record.tree
    if tree is None:
        return
    for found in assess(tree):
        if found.relation is Relation.OLD and found.fault in (Fault.NONE, Fault.DECORATED):
            old, usual = found.identifier.link["href"], canonical(found.kind, found.value)
            message = f"{quote(old)} is not the usual address of this {found.kind}; write {quote(usual)}"
            edit = href_edit(tree, found.identifier, found.kind, found.value)
            yield Finding(edit.span, message, Fix("Write the usual address", (edit,), Safety.SAFE))


RULE = RecordRule(
    Meta(
        code="IDN004",
        name="old-link",
        summary="A link in a form that is no longer usual.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                '"href": "https://doi.org/10.1159/000357282"',
                '"href": "«http://dx.doi.org/10.1159/000357282»"',
                '"http://dx.doi.org/10.1159/000357282" is not the usual address of this DOI; write '
                '"https://doi.org/10.1159/000357282"',
                fixed='"href": "https://doi.org/10.1159/000357282"',
            ),
            Bad(
                '"href": "https://doi.org/10.1159/000357282"',
                '"href": "«http://doi.org/10.1159/000357282»"',
                '"http://doi.org/10.1159/000357282" is not the usual address of this DOI; write '
                '"https://doi.org/10.1159/000357282"',
                fixed='"href": "https://doi.org/10.1159/000357282"',
            ),
            Bad(
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"href": "«https://www.ncbi.nlm.nih.gov/pubmed/24662736»"',
                '"https://www.ncbi.nlm.nih.gov/pubmed/24662736" is not the usual address of this PMID; write '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                fixed='"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
            ),
            Bad(
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"href": "«https://pubmed.ncbi.nlm.nih.gov/24662736/?x=1»"',
                '"https://pubmed.ncbi.nlm.nih.gov/24662736/?x=1" is not the usual address of this PMID; '
                'write "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                fixed='"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
            ),
            Bad(
                '"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": '
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"10.1159/000357282"}], "href": "«http://doi.org/10.1159/000357282»"}, {"type": "t", '
                '"text": " PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/246627366"',
                '"http://doi.org/10.1159/000357282" is not the usual address of this DOI; write '
                '"https://doi.org/10.1159/000357282"',
                fixed='"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", '
                '"text": " PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/246627366"',
                also=("IDN003",),
            ),
        ),
        good=(
            Good(
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736/"',
                "a closing slash is as good",
            ),
            Good(
                '"text": "cultured"}]}',
                '"text": "cultured"}]}, {"type": "a", "children": [{"type": "t", "text": "here"}], "href": '
                '"http://dx.doi.org/10.1000/182"}',
                "a link outside the references",
            ),
        ),
    ),
    check,
    are_sound,
)
