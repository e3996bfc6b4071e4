"""One article in two references.

What it does
------------
Finds a reference whose DOI or PMID an earlier reference has. DOIs are compared without regard to capitals. A
reference that shares both with the same other one is one finding.

Why it matters
--------------
The article counts as two sources where there is one; or one of the identifiers was copied into the wrong
reference.

How to repair
-------------
Delete one of the two references and let its marks name the other; where they are two articles, correct the
identifier.

Fix safety
----------
There is no fix: which of the two it is cannot be known.
"""

from collections.abc import Iterator

from genelint.rule import (
    Bad,
    Finding,
    Good,
    Identifier,
    Meta,
    Node,
    Record,
    RecordRule,
    Related,
    Severity,
    Tree,
    quote,
)
from genelint_rules.articles import repeat_none
from genelint_rules.identifiers import Fault
from genelint_rules.links import assess, reference_name

_UNKNOWN = (Fault.ABSENT, Fault.MALFORMED, Fault.HIDDEN)


def check(record: Record) -> Iterator[Finding]:
    """Report each repetition at the later text."""
    tree = record.tree
    if tree is None:
        return
    texts = [identifier.text.lower() for _, identifiers in tree.identifiers for identifier in identifiers]
    if len(set(texts)) != len(texts) or assess(tree):
        yield from _repeated(tree)


def _repeated(tree: Tree) -> Iterator[Finding]:
    odd = {id(found.identifier): found for found in assess(tree)}
    first: dict[tuple[str, str], tuple[Node, Identifier]] = {}
    for reference, identifiers in tree.identifiers:
        reported: set[int] = set()
        for identifier in identifiers:
            found = odd.get(id(identifier))
            if found is not None and found.fault in _UNKNOWN:
                continue
            kind, value = (found.kind, found.value) if found else (identifier.kind, identifier.text)
            earlier, place = first.setdefault((kind, value.lower()), (reference, identifier))
            if earlier is not reference and id(earlier) not in reported:
                reported.add(id(earlier))
                message = (
                    f"{reference_name(reference)} has the {kind} of {reference_name(earlier)}, "
                    f"{quote(value)}; "
                    f"delete one of the two, or correct the {kind}"
                )
                yield Finding(
                    tree.text_span(identifier),
                    message,
                    related=(Related(tree.text_span(place), "first here"),),
                )


RULE = RecordRule(
    Meta(
        code="IDN008",
        name="repeated-identifier",
        summary="One article in two references.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                '"text": "24662736"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"text": "«28241806»"}], "href": "https://pubmed.ncbi.nlm.nih.gov/28241806"',
                'reference 3 has the PMID of reference 2, "28241806"; delete one of the two, or correct the PMID',
            ),
            Bad(
                '"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", '
                '"text": " PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"text": "«10.1186/S12885-017-3139-2»"}], "href": '
                '"https://doi.org/10.1186/S12885-017-3139-2"}, {"type": "t", "text": " PMID: "}, {"type": '
                '"a", "children": [{"type": "t", "text": "28241806"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/28241806"',
                'reference 3 has the DOI of reference 2, "10.1186/S12885-017-3139-2"; delete one of the two, '
                "or correct the DOI",
            ),
            Bad(
                '"text": "24662736"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"text": "«PMID: 28241806»"}], "href": "https://pubmed.ncbi.nlm.nih.gov/28241806"',
                'reference 3 has the PMID of reference 2, "28241806"; delete one of the two, or correct the PMID',
                also=("IDN005",),
            ),
            Bad(
                '"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": '
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"10.1159"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": " PMID: '
                '"}, {"type": "a", "children": [{"type": "t", "text": "«28241806»"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/28241806"',
                'reference 3 has the PMID of reference 2, "28241806"; delete one of the two, or correct the PMID',
                also=("IDN002",),
            ),
        ),
        good=(
            Good(
                '"text": "24662736"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"text": "2824180"}], "href": "https://pubmed.ncbi.nlm.nih.gov/2824180"',
                "one digit less",
            ),
            Good(
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"}]',
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"}, {"type": "t", "text": " PMID: "}, '
                '{"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"}]',
                "twice in the same reference",
            ),
        ),
    ),
    check,
    repeat_none,
)
