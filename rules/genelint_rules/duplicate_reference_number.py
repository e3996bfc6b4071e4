"""Two references have one number.

What it does
------------
Finds an entry of the reference list whose number an earlier entry has. Numbers are compared by value: `2` and `"2"` are
alike. A mark of a number that the doubled one may have been meant to be is then not reported as well.

Why it matters
--------------
A footnote mark of that number leads to two sources, and a reader cannot tell which of them backs the claim.

How to repair
-------------
Give each reference its own number. Where a number is absent from the list, it most likely belongs to one of the two.

Fix safety
----------
There is no fix: which of the two a mark means, a curator knows.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Related, Severity, reference_number
from genelint_rules.examples import article, complete_reference, footnoted
from genelint_rules.footnotes import are_sound, disorder


def check(record: Record) -> Iterator[Finding]:
    """Report each later reference at its number."""
    tree = record.tree
    if tree is None or (footnotes := disorder(tree)) is None:
        return
    repair = "give each reference a number of its own"
    lent = set(footnotes.known).difference(footnotes.references)
    # A number beyond all others is only meant where a mark cites it.
    meant = lent.intersection([*footnotes.known[:-1], *(citation.number for citation in footnotes.citations)])
    if len(lent) == 1 and meant:
        repair = f"did you mean {min(meant)} for one of them, which no reference has?"
    for node in tree.references:
        number = reference_number(node["ref"])
        if number is not None and (first := footnotes.references[number]) is not node:
            related = (Related(tree.span(first, "ref"), "first here"),)
            message = f"a second reference {number} stands here; {repair}"
            yield Finding(tree.span(node, "ref"), message, related=related)


RULE = RecordRule(
    Meta(
        code="REF003",
        name="duplicate-reference-number",
        summary="Two references have one number.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '"ref": 3,',
                '"ref": «2»,',
                "a second reference 2 stands here; did you mean 3 for one of them, which no reference has?",
            ),
            Bad(
                '"ref": 4,',
                '"ref": "«1»",',
                "a second reference 1 stands here; did you mean 4 for one of them, which no reference has?",
            ),
            Bad(
                '{"type": "rg", "children": [{"type": "r", "ref": 1,',
                '{"type": "rg", "children": [' + complete_reference(1) + ', {"type": "r", "ref": «1»,',
                "a second reference 1 stands here; give each reference a number of its own",
            ),
            Bad(
                "",
                footnoted(
                    '{"type": "f", "ref": 1}, {"type": "f", "ref": 2}, {"type": "f", "ref": 4}',
                    article("11056684", "1"),
                    article("11250747", "2"),
                    article("11134511", "«2»"),
                    article("15958740", "4"),
                ),
                "a second reference 2 stands here; did you mean 3 for one of them, which no reference has?",
            ),
            Bad(
                "",
                footnoted(
                    '{"type": "f", "ref": 1}, {"type": "f", "ref": 2}, {"type": "f", "ref": 3}',
                    article("11056684", "1"),
                    article("11250747", "«1»"),
                    article("11134511", '"«1»"'),
                ),
                (
                    "a second reference 1 stands here; give each reference a number of its own",
                    "a second reference 1 stands here; give each reference a number of its own",
                ),
            ),
        ),
        good=(
            Good('"ref": 2,', '"ref": "2",', "a number as a text"),
            Good('"ref": "1"', '"ref": 1', "a mark and a reference of one number"),
        ),
    ),
    check,
    are_sound,
)
