"""A reference that no footnote mark cites.

What it does
------------
Finds an entry of the reference list whose number stands in no mark and in no range of marks of the summary. While a
mark leads to no reference it says nothing, since that mark may be the one that was meant.

Why it matters
--------------
It backs nothing that the text says. Most often its mark was lost when the text was edited.

How to repair
-------------
Put a mark where the reference belongs, or delete it from the list and renumber the rest.

Fix safety
----------
There is no fix: whether the mark or the reference is the mistake, a curator knows.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, reference_number
from genelint_rules.examples import article, complete_reference, footnoted
from genelint_rules.footnotes import are_sound, disorder


def check(record: Record) -> Iterator[Finding]:
    """Report each uncited reference, marked as a whole, unless a mark that leads nowhere may have been meant for it."""
    tree = record.tree
    if tree is None or (footnotes := disorder(tree)) is None or not footnotes.are_clear:
        return
    for node in footnotes.uncited:
        number = reference_number(node["ref"])
        message = f"no footnote cites reference {number}; put its mark into the text, or delete the reference"
        yield Finding(tree.span(node), message)


RULE = RecordRule(
    Meta(
        code="REF002",
        name="uncited-reference",
        summary="A reference that no footnote mark cites.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}]}, {"type": "t", "text": ""}]}, '
                '{"type": "rg", "children": [',
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}]}, {"type": "t", "text": ""}]}, '
                '{"type": "rg", "children": [«' + complete_reference(5) + "», ",
                "no footnote cites reference 5; put its mark into the text, or delete the reference",
            ),
            Bad(
                "",
                footnoted('{"type": "f", "ref": "2"}', f"«{article('11056684', '1')}»", article("15958740", "2")),
                "no footnote cites reference 1; put its mark into the text, or delete the reference",
            ),
        ),
        good=(
            Good(
                '{"type": "fg_f", "ref": "2"}, {"type": "fg_f", "ref": "3"}',
                '{"type": "fg_f", "ref": "2"}',
                "a reference that only the inside of a range cites",
            ),
            Good('"start_ref": "2", "end_ref": "4"', '"start_ref": 3, "end_ref": 4', "integers at the ends of a range"),
        ),
    ),
    check,
    are_sound,
)
