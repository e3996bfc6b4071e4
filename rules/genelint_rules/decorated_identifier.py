"""A DOI or PMID with something around it.

What it does
------------
Finds the text of a link after `DOI: ` or `PMID: ` that holds a sound identifier and more: `doi:` or an
address before it, blanks or brackets around it, a full stop, comma or semicolon after it. A bracket that the
DOI itself opens belongs to it.

Why it matters
--------------
What reads identifiers takes the text as a whole, and does not know this one.

How to repair
-------------
Leave the bare identifier: a DOI from `10.` on, the digits of a PMID.

Fix safety
----------
The fix strips the text, and the address where the same stands in it. It is unsafe: it changes a value, and a
full stop may, very rarely, be the end of a DOI.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, quote
from genelint_rules.identifiers import Fault
from genelint_rules.links import Relation, are_sound, assess, href_edit, text_edit


def check(record: Record) -> Iterator[Finding]:
    """Report each such text; one in several nodes has no fix."""
    tree = record.tree
    if tree is None:
        return
    for found in assess(tree):
        if found.fault is Fault.DECORATED:
            identifier = found.identifier
            message = f"{quote(identifier.text)} holds more than the {found.kind}; write {quote(found.value)}"
            edit = text_edit(tree, identifier, found.value)
            edits = [edit] if edit else []
            if found.relation is Relation.LIKEWISE:
                edits.append(href_edit(tree, identifier, found.kind, found.value))
            fix = Fix(f"Leave the bare {found.kind}", tuple(sorted(edits)), Safety.UNSAFE) if edit else None
            yield Finding(tree.text_span(identifier), message, fix)


RULE = RecordRule(
    Meta(
        code="IDN005",
        name="decorated-identifier",
        summary="A DOI or PMID with something around it.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                '"text": "10.1159/000357282"',
                '"text": "«doi:10.1159/000357282»"',
                '"doi:10.1159/000357282" holds more than the DOI; write "10.1159/000357282"',
                fixed='"text": "10.1159/000357282"',
            ),
            Bad(
                '"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"',
                '"text": "«10.1159/000357282.»"}], "href": "https://doi.org/10.1159/000357282."',
                '"10.1159/000357282." holds more than the DOI; write "10.1159/000357282"',
                fixed='"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"',
            ),
            Bad(
                '"text": "24662736"',
                '"text": "«https://pubmed.ncbi.nlm.nih.gov/24662736/»"',
                '"https://pubmed.ncbi.nlm.nih.gov/24662736/" holds more than the PMID; write "24662736"',
                fixed='"text": "24662736"',
            ),
            Bad(
                '"text": "24662736"',
                '"text": "«PMID: 24662736»"',
                '"PMID: 24662736" holds more than the PMID; write "24662736"',
                fixed='"text": "24662736"',
            ),
            Bad(
                '"text": "10.1159/000357282"',
                '"text": "«10.1159/000357282)»"',
                '"10.1159/000357282)" holds more than the DOI; write "10.1159/000357282"',
                fixed='"text": "10.1159/000357282"',
            ),
            Bad(
                '[{"type": "t", "text": "24662736"}]',
                '«[{"type": "t", "text": "24662736"}, {"type": "t", "text": "."}]»',
                '"24662736." holds more than the PMID; write "24662736"',
            ),
        ),
        good=(
            Good(
                '"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"',
                '"text": "10.1016/S0140-6736(05)"}], "href": "https://doi.org/10.1016/S0140-6736(05)"',
                "a closing bracket that the DOI opens",
            ),
            Good(
                '"text": "24662736"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"}]',
                '"text": "24662736"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"}, {"type": "t", '
                '"text": "."}]',
                "a full stop after the link",
            ),
        ),
    ),
    check,
    are_sound,
)
