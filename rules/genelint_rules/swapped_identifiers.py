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
from itertools import groupby, pairwise

from genelint.rule import (
    Bad,
    Edit,
    Finding,
    Fix,
    Good,
    Meta,
    Part,
    Record,
    RecordRule,
    Related,
    Safety,
    Severity,
    Tree,
    quote,
)
from genelint_rules.identifiers import Fault
from genelint_rules.links import Assessed, Relation, are_sound, assess, href_edit, relate, text_edit


def check(record: Record) -> Iterator[Finding]:
    """Report each such text, or the first of two."""
    if record.tree is not None:
        swapped = [found for found in assess(record.tree) if found.fault is Fault.SWAPPED]
        yield from _findings(record.tree, swapped) if swapped else ()


def _findings(tree: Tree, swapped: list[Assessed]) -> Iterator[Finding]:
    labels = {id(reference): [other.kind for other in others] for reference, others in tree.identifiers}
    for reference, group in groupby(swapped, key=lambda found: id(found.reference)):
        odd = list(group)
        if [found.kind for found in odd] in (["DOI", "PMID"], ["PMID", "DOI"]):
            first, second = odd
            related = (Related(tree.text_span(second.identifier), "with this one"),)
            yield _finding(tree, first, "exchange the two", _exchange(tree, first, second), related)
        else:
            for found in odd:
                if found.kind in labels[reference]:
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
    before = next(one for one, other in pairwise(found.reference["children"]) if other is identifier.link)
    label = tree.span(before, "text")
    edit = text_edit(tree, identifier, found.value)
    if edit is None or identifier.kind not in tree.text[slice(*label)]:  # several texts, or a label with escapes
        return []
    word = Part(identifier.kind, tree.text.rindex(identifier.kind, *label))
    return [
        Edit(word.span, found.kind),
        *([edit] if found.value != identifier.text else []),
        *_link(tree, found, found),
    ]


def _link(tree: Tree, place: Assessed, found: Assessed) -> list[Edit]:
    if relate(found.kind, found.value, place.identifier.link["href"]) is Relation.SAME:
        return []
    return [href_edit(tree, place.identifier, found.kind, found.value)]


def _labelled(label: str, text: str, href: str) -> str:
    """A label and the link after it."""
    return (
        f'{{"type": "t", "text": " {label}: "}}, '
        f'{{"type": "a", "children": [{{"type": "t", "text": "{text}"}}], "href": "{href}"}}'
    )


_DOI, _DOI_LINK = "10.1159/000357282", "https://doi.org/10.1159/000357282"
_PMID, _PMID_LINK = "24662736", "https://pubmed.ncbi.nlm.nih.gov/24662736"
_OTHER, _OTHER_LINK = "10.1000/182", "https://doi.org/10.1000/182"
_DOI_ALONE = _labelled("DOI", _DOI, _DOI_LINK)
_PMID_ALONE = _labelled("PMID", _PMID, _PMID_LINK)
_BOTH = f"{_DOI_ALONE}, {_PMID_ALONE}"
_BOTH_BACKWARDS = f"{_PMID_ALONE}, {_DOI_ALONE}"

RULE = RecordRule(
    Meta(
        code="IDN006",
        name="swapped-identifiers",
        summary="A DOI under `PMID:`, or a PMID under `DOI:`.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                _BOTH,
                f"{_labelled('DOI', f'«{_PMID}»', _PMID_LINK)}, {_labelled('PMID', _DOI, _DOI_LINK)}",
                '"24662736" is a PMID and stands after "DOI:"; exchange the two',
                fixed=_BOTH,
            ),
            Bad(
                _BOTH,
                f"{_labelled('DOI', f'«{_PMID}»', _DOI_LINK)}, {_labelled('PMID', _DOI, _PMID_LINK)}",
                '"24662736" is a PMID and stands after "DOI:"; exchange the two',
                fixed=_BOTH,
            ),
            Bad(
                _BOTH,
                f"{_labelled('PMID', f'«{_DOI}»', _DOI_LINK)}, {_labelled('DOI', _PMID, _PMID_LINK)}",
                '"10.1159/000357282" is a DOI and stands after "PMID:"; exchange the two',
                fixed=_BOTH_BACKWARDS,
            ),
            Bad(
                _BOTH,
                _labelled("PMID", f"«{_DOI}»", _DOI_LINK),
                '"10.1159/000357282" is a DOI and stands after "PMID:"; write "DOI:" before it',
                fixed=_DOI_ALONE,
            ),
            Bad(
                _BOTH,
                _labelled("PMID", f"«doi:{_DOI}»", "https://doi.org/doi:10.1159/000357282"),
                '"doi:10.1159/000357282" is a DOI and stands after "PMID:"; write "DOI:" before it',
                fixed=_DOI_ALONE,
            ),
            Bad(
                _BOTH,
                f"{_labelled('PMID', f'«{_DOI}»', _DOI_LINK)}, {_labelled('PMID', f'«{_OTHER}»', _OTHER_LINK)}",
                (
                    '"10.1159/000357282" is a DOI and stands after "PMID:"; write "DOI:" before it',
                    '"10.1000/182" is a DOI and stands after "PMID:"; write "DOI:" before it',
                ),
                fixed=f"{_DOI_ALONE}, {_labelled('DOI', _OTHER, _OTHER_LINK)}",
            ),
            Bad(
                _PMID_ALONE,
                _labelled("PMID", f"«{_DOI}»", _PMID_LINK),
                '"10.1159/000357282" is a DOI and stands after "PMID:"; write the PMID here',
            ),
            Bad(
                _BOTH,
                f"{_labelled('PMID', f'«{_DOI}»', _DOI_LINK)}, {_labelled('DOI', f'«{_PMID}»', _PMID_LINK)}, "
                f"{_labelled('PMID', f'«{_OTHER}»', _OTHER_LINK)}",
                (
                    '"10.1159/000357282" is a DOI and stands after "PMID:"; write the PMID here',
                    '"24662736" is a PMID and stands after "DOI:"; write the DOI here',
                    '"10.1000/182" is a DOI and stands after "PMID:"; write the PMID here',
                ),
            ),
            Bad(
                _BOTH,
                _labelled(r"\u0050MID", f"«{_DOI}»", _DOI_LINK),
                '"10.1159/000357282" is a DOI and stands after "PMID:"; write "DOI:" before it',
                also=("TRE008",),
            ),
            Bad(
                _BOTH,
                '{"type": "t", "text": " PMID: "}, {"type": "a", "children": «[{"type": "t", "text": "10.1159/"}, '
                '{"type": "t", "text": "000357282"}]», "href": "https://doi.org/10.1159/000357282"}',
                '"10.1159/000357282" is a DOI and stands after "PMID:"; write "DOI:" before it',
            ),
        ),
        good=(
            Good(_BOTH, _BOTH_BACKWARDS, "the PMID before the DOI, each under its label"),
            Good(
                _DOI_ALONE,
                _labelled("DOI", "10.1159/24662736", "https://doi.org/10.1159/24662736"),
                "a DOI that ends like a PMID",
            ),
        ),
    ),
    check,
    are_sound,
)
