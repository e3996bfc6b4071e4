"""A DOI or PMID whose link leads elsewhere.

What it does
------------
Compares what the link of a DOI or PMID shows with its address. The two must name the same thing, and the
address must be one that leads to a DOI (`doi.org`) or PMID (`pubmed.ncbi.nlm.nih.gov`), in its usual or an
old form. DOIs are compared without regard to capitals. Two links of a reference whose addresses are exchanged
are one finding.

Why it matters
--------------
The reader who follows the link finds another article, or none, and cannot tell which of the two is cited.

How to repair
-------------
Open both. Correct the address where the text is right, and the text where the address is.

Fix safety
----------
The fix writes the usual address of what the text names. It is unsafe: the text may be what is wrong.
"""

from collections.abc import Iterator
from itertools import groupby

from genelint.rule import (
    USUAL_ADDRESS,
    Bad,
    Finding,
    Fix,
    Good,
    Meta,
    Record,
    RecordRule,
    Related,
    Safety,
    Severity,
    Tree,
    decoded,
    quote,
    read_href,
)
from genelint_rules.identifiers import Fault
from genelint_rules.links import Assessed, Relation, are_sound, assess, canonical, href_edit, relate

_LEGIBLE = (Fault.NONE, Fault.DECORATED)


def check(record: Record) -> Iterator[Finding]:
    """Report each address; one whose text is no identifier cannot be compared."""
    tree = record.tree
    if tree is None:
        return
    wrong = [found for found in assess(tree) if found.relation is Relation.OTHER and found.fault in _LEGIBLE]
    for _, group in groupby(wrong, key=lambda found: id(found.reference)):
        links = list(group)
        if len(links) == 2 and _leads_to(links[0], links[1]) and _leads_to(links[1], links[0]):
            first, second = links
            message = (
                f"the links of {first.kind} {quote(first.value)} and {second.kind} {quote(second.value)} are "
                "exchanged; give each its own"
            )
            related = (Related(tree.span(second.identifier.link, "href"), "with this one"),)
            yield _finding(tree, message, links, related)
        else:
            for found in links:
                yield _finding(tree, _message(found), [found])


def _leads_to(one: Assessed, other: Assessed) -> bool:
    return relate(other.kind, other.value, one.identifier.link["href"]) in (Relation.SAME, Relation.OLD)


def _message(found: Assessed) -> str:
    kind, value, href = found.kind, found.value, found.identifier.link["href"]
    link = read_href(href)
    if link is None:
        place = USUAL_ADDRESS[kind].split("/")[2]
        return (
            f"the link of {kind} {quote(value)} leads to {quote(href)}, not to {place}; "
            f"write {quote(canonical(kind, value))}"
        )
    named = f"{link.kind} {quote(decoded(link.value))}"
    return f"the text names {kind} {quote(value)}, the link {named}; correct the one that is wrong"


def _finding(tree: Tree, message: str, links: list[Assessed], related: tuple[Related, ...] = ()) -> Finding:
    edits = [href_edit(tree, found.identifier, found.kind, found.value) for found in links]
    fix = Fix("Link what the text names", tuple(sorted(edits)), Safety.UNSAFE)
    return Finding(tree.span(links[0].identifier.link, "href"), message, fix, related)


RULE = RecordRule(
    Meta(
        code="IDN003",
        name="link-mismatch",
        summary="A DOI or PMID whose link leads elsewhere.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"href": "«https://pubmed.ncbi.nlm.nih.gov/2466273»"',
                'the text names PMID "24662736", the link PMID "2466273"; correct the one that is wrong',
                fixed='"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
            ),
            Bad(
                '"href": "https://doi.org/10.1021/bi020030+"',
                '"href": "«https://doi.org/10.1021/bi020030%20»"',
                'the text names DOI "10.1021/bi020030+", the link DOI "10.1021/bi020030 "; correct the one '
                "that is wrong",
                fixed='"href": "https://doi.org/10.1021/bi020030+"',
            ),
            Bad(
                '"href": "https://doi.org/10.1159/000357282"',
                '"href": "«https://karger.com/000357282»"',
                'the link of DOI "10.1159/000357282" leads to "https://karger.com/000357282", not to '
                'doi.org; write "https://doi.org/10.1159/000357282"',
                fixed='"href": "https://doi.org/10.1159/000357282"',
            ),
            Bad(
                '"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"',
                '"text": "10.1159/0003<57#2"}], "href": "«https://doi.org/10.1159/0003%3C57#2»"',
                'the text names DOI "10.1159/0003<57#2", the link DOI "10.1159/0003<57"; correct the one that is wrong',
                fixed='"text": "10.1159/0003<57#2"}], "href": "https://doi.org/10.1159/0003%3C57%232"',
            ),
            Bad(
                '"href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": " PMID: "}, {"type": '
                '"a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"href": "«https://pubmed.ncbi.nlm.nih.gov/24662736»"}, {"type": "t", "text": " PMID: "}, '
                '{"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://doi.org/10.1159/000357282"',
                'the links of DOI "10.1159/000357282" and PMID "24662736" are exchanged; give each its own',
                fixed='"href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": " PMID: "}, '
                '{"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
            ),
            Bad(
                '"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": '
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"10.1159/000357282"}], "href": "«https://doi.org/10.1159/1»"}, {"type": "t", "text": " '
                'PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"http://pubmed.ncbi.nlm.nih.gov/24662736"',
                'the text names DOI "10.1159/000357282", the link DOI "10.1159/1"; correct the one that is wrong',
                fixed='"10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", '
                '"text": " PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"http://pubmed.ncbi.nlm.nih.gov/24662736"',
                also=("IDN004",),
            ),
        ),
        good=(
            Good(
                '"href": "https://doi.org/10.1021/bi020030+"',
                '"href": "https://doi.org/10.1021/BI020030%2B"',
                "capitals, and a plus that is percent-encoded",
            ),
            Good(
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"href": "https://pubmed.ncbi.nlm.nih.gov/24662736/"',
                "a closing slash",
            ),
            Good(
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736',
                '" Page: "}, {"type": "a", "children": [{"type": "t", "text": "2466273',
                "a link that is no identifier",
            ),
        ),
    ),
    check,
    are_sound,
)
