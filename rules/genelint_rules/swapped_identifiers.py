"""A DOI under `PMID:`, or a PMID under `DOI:`.

What it does
------------
Finds a link after `PMID: ` whose text is a DOI, and a link after `DOI: ` whose text is a PMID. Where both
stand in one reference, each in the other's place, they are one finding.

Why it matters
--------------
The identifier is right, but what reads it takes it for the other kind and finds nothing.

How to repair
-------------
Exchange the two. Where there is one, write the right label before it, or, where the reference has that label
already, the missing identifier behind it.

Fix safety
----------
The fix exchanges the two, or corrects the label where the reference has no other identifier of that kind. It
is unsafe: it changes curated values.
"""

from collections.abc import Iterator
from itertools import groupby

from genelint.rule import (
    Bad,
    Edit,
    Finding,
    Fix,
    Good,
    Meta,
    Record,
    RecordRule,
    Related,
    Safety,
    Severity,
    Span,
    Tree,
    quote,
)
from genelint_rules.identifiers import Fault
from genelint_rules.links import Assessed, Relation, assess, href_edit, relate, text_edit


def check(record: Record) -> Iterator[Finding]:
    """Report each such text, or the first of two."""
    tree = record.tree
    swapped = [found for found in assess(tree) if found.fault is Fault.SWAPPED] if tree else []
    if tree is None or not swapped:
        return
    kinds = {id(reference): [other.kind for other in others] for reference, others in tree.identifiers}
    for reference, group in groupby(swapped, key=lambda found: id(found.reference)):
        pair = list(group)
        if len(pair) == 2 and pair[0].kind != pair[1].kind:
            related = (Related(tree.text_span(pair[1].identifier), "with this one"),)
            yield _finding(tree, pair[0], "exchange the two", _exchange(tree, *pair), related)
            continue
        for found in pair:
            if found.kind in kinds[reference]:
                yield _finding(tree, found, f"write the {found.identifier.kind} here", [])
            else:
                yield _finding(tree, found, f'write "{found.kind}:" before it', _relabel(tree, found))


def _finding(tree: Tree, found: Assessed, advice: str, edits: list[Edit], related: tuple[Related, ...] = ()) -> Finding:
    label = found.identifier.kind
    message = f'{quote(found.identifier.text)} is a {found.kind} and stands after "{label}:"; {advice}'
    fix = Fix(advice.capitalize(), tuple(sorted(edits)), Safety.UNSAFE) if edits else None
    return Finding(tree.text_span(found.identifier), message, fix, related)


def _exchange(tree: Tree, first: Assessed, second: Assessed) -> list[Edit]:
    """Each text in the other's place, and each address that does not lead to its new text."""
    edits: list[Edit] = []
    for place, found in ((first, second), (second, first)):
        edit = text_edit(tree, place.identifier, found.value)
        if edit is None:
            return []
        edits += [edit, *_link(tree, place, found)]
    return edits


def _relabel(tree: Tree, found: Assessed) -> list[Edit]:
    """The right label, the bare value and its address."""
    identifier = found.identifier
    children = found.reference["children"]
    at = next(at for at, child in enumerate(children) if child is identifier.link)
    start = tree.text.rfind(identifier.kind, *tree.span(children[at - 1], "text"))
    edit = text_edit(tree, identifier, found.value)
    if edit is None or start < 0:  # several texts, or a label written with escapes
        return []
    label = Edit(Span(start, start + len(identifier.kind)), found.kind)
    return [label, *([edit] if found.value != identifier.text else []), *_link(tree, found, found)]


def _link(tree: Tree, place: Assessed, found: Assessed) -> list[Edit]:
    if relate(found.kind, found.value, place.identifier.link["href"]) is Relation.SAME:
        return []
    return [href_edit(tree, place.identifier, found.kind, found.value)]


_PAIR = (
    '"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": " '
    'PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
    '"https://pubmed.ncbi.nlm.nih.gov/24662736"'
)

RULE = RecordRule(
    Meta(
        code="IDN006",
        name="swapped-identifiers",
        summary="A DOI under `PMID:`, or a PMID under `DOI:`.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                _PAIR,
                '"text": "«24662736»"}], "href": "https://pubmed.ncbi.nlm.nih.gov/24662736"}, {"type": "t", '
                '"text": " PMID: "}, {"type": "a", "children": [{"type": "t", "text": "10.1159/000357282"}], '
                '"href": "https://doi.org/10.1159/000357282"',
                '"24662736" is a PMID and stands after "DOI:"; exchange the two',
                fixed=_PAIR,
            ),
            Bad(
                _PAIR,
                '"text": "«24662736»"}], "href": "https://doi.org/10.1159/000357282"}, {"type": "t", "text": '
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "10.1159/000357282"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"',
                '"24662736" is a PMID and stands after "DOI:"; exchange the two',
                fixed=_PAIR,
            ),
            Bad(
                '" DOI: "}, {"type": "a", "children": [{"type": "t", ' + _PAIR,
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "«10.1159/000357282»"}], '
                '"href": "https://doi.org/10.1159/000357282"',
                '"10.1159/000357282" is a DOI and stands after "PMID:"; write "DOI:" before it',
                fixed='" DOI: "}, {"type": "a", "children": [{"type": "t", "text": "10.1159/000357282"}], '
                '"href": "https://doi.org/10.1159/000357282"',
            ),
            Bad(
                '" DOI: "}, {"type": "a", "children": [{"type": "t", ' + _PAIR,
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "«doi:10.1159/000357282»"}], '
                '"href": "https://doi.org/doi:10.1159/000357282"',
                '"doi:10.1159/000357282" is a DOI and stands after "PMID:"; write "DOI:" before it',
                fixed='" DOI: "}, {"type": "a", "children": [{"type": "t", "text": "10.1159/000357282"}], '
                '"href": "https://doi.org/10.1159/000357282"',
            ),
            Bad(
                '"text": "24662736"',
                '"text": "«10.1159/000357282»"',
                '"10.1159/000357282" is a DOI and stands after "PMID:"; write the PMID here',
            ),
        ),
        good=(
            Good(
                '" DOI: "}, {"type": "a", "children": [{"type": "t", ' + _PAIR,
                '" PMID: "}, {"type": "a", "children": [{"type": "t", "text": "24662736"}], "href": '
                '"https://pubmed.ncbi.nlm.nih.gov/24662736"}, {"type": "t", "text": " DOI: "}, {"type": "a", '
                '"children": [{"type": "t", "text": "10.1159/000357282"}], "href": '
                '"https://doi.org/10.1159/000357282"',
                "the PMID before the DOI, each under its label",
            ),
            Good(
                '"text": "10.1159/000357282"}], "href": "https://doi.org/10.1159/000357282"',
                '"text": "10.1159/24662736"}], "href": "https://doi.org/10.1159/24662736"',
                "a DOI that ends like a PMID",
            ),
        ),
    ),
    check,
)
