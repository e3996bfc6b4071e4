"""A DOI that cannot be one.

What it does
------------
Finds a link after `DOI: ` in a reference whose text is not `10.`, a number, a slash and a name of printable
ASCII characters without blanks. Odd DOIs are left in peace: brackets, `<`, `;` and a closing `+` all occur. A
DOI with something around it, and a PMID in this place, are left to other rules.

Why it matters
--------------
The identifier resolves to nothing, so that the reference cannot be opened or matched.

How to repair
-------------
Copy the DOI from the article's page, from `10.` on.

Fix safety
----------
There is no fix: the right DOI cannot be told from the wrong one.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, quote
from genelint_rules.identifiers import Fault
from genelint_rules.links import are_sound, assess


def check(record: Record) -> Iterator[Finding]:
    """Report each such text; a link that shows none is an empty node."""
    if record.tree is None:
        return
    for found in assess(record.tree):
        if found.identifier.kind == "DOI" and found.fault is Fault.MALFORMED:
            text = found.identifier.text
            message = f"{quote(text)} is no DOI: {_reason(text)}; copy it from the article's page"
            yield Finding(record.tree.text_span(found.identifier), message)


def _reason(text: str) -> str:
    odd = next((character for character in text if not "!" <= character <= "~"), None)
    if odd is not None:
        return f"it holds {_name(odd)}"
    if not text.startswith("10."):
        return 'it does not begin with "10."'
    return 'there is nothing after the "/"' if text.endswith("/") else 'after "10." come a number, a "/" and a name'


def _name(character: str) -> str:
    import unicodedata  # noqa: PLC0415 - start-up

    return f"U+{ord(character):04X} ({unicodedata.name(character, 'control character').lower()})"


RULE = RecordRule(
    Meta(
        code="IDN002",
        name="malformed-doi",
        summary="A DOI that cannot be one.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '"text": "10.1159/000357282"',
                '"text": "«11.1159/000357282»"',
                '"11.1159/000357282" is no DOI: it does not begin with "10."; copy it from the article\'s page',
            ),
            Bad(
                '"text": "10.1159/000357282"',
                '"text": "«10.1159/»"',
                '"10.1159/" is no DOI: there is nothing after the "/"; copy it from the article\'s page',
            ),
            Bad(
                '"text": "10.1159/000357282"',
                '"text": "«10.1159»"',
                '"10.1159" is no DOI: after "10." come a number, a "/" and a name; copy it from the article\'s page',
            ),
            Bad(
                '"text": "10.1159/000357282"',
                '"text": "«10.1159/000 357282»"',
                '"10.1159/000 357282" is no DOI: it holds U+0020 (space); copy it from the article\'s page',
            ),
            Bad(
                '"text": "10.1186/s12885-017-3139-2"',
                '"text": "«10.1186/s12885\u2010017-3139-2»"',
                '"10.1186/s12885\u2010017-3139-2" is no DOI: it holds U+2010 (hyphen); copy it from the '
                "article's page",
            ),
            Bad(
                '"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": '
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"«11.1159/!~»"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": " '
                'PMID: "}, {"type": "a", "children": [{"type": "t", "text": "unknown"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"11.1159/!~" is no DOI: it does not begin with "10."; copy it from the article\'s page',
                also=("IDN001",),
            ),
        ),
        good=(
            Good(
                '"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"',
                '"text": "10.1523/JNEUROSCI.0913-05.2005"}], "href": "https://doi.org/10.1523/JNEUROSCI.0913-05.2005"',
                "capitals and dots",
            ),
            Good(
                '"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"',
                '"text": "10.1000.10/(SICI)1<1::AID-1>3.0.CO;2-#&+"}], "href": '
                '"https://doi.org/10.1000.10/(SICI)1%3C1::AID-1%3E3.0.CO;2-%23&+"',
                "brackets, a closing plus and a divided registrant are allowed",
            ),
            Good(
                '" DOI: "}, {"type": "a", "children": [{"type": "t", "text": "10.1159/000357282',
                '" See "}, {"type": "a", "children": [{"type": "t", "text": "its page',
                "a link that does not stand after `DOI: `",
            ),
        ),
    ),
    check,
    are_sound,
)
