"""A footnote mark leads to no reference.

What it does
------------
Finds a footnote mark, an end of a range of marks, or a range that holds a number, for which the reference list has no
entry. A mark that is no number, a range that does not start before its end, and a summary without any references are
left to other rules; and where references have malformed or doubled numbers, the numbers that they may stand for count
as there.

Why it matters
--------------
The claim before the mark has lost its source: the reader who follows the mark finds nothing.

How to repair
-------------
Correct the number, add the missing reference, or delete the mark.

Fix safety
----------
There is no fix: which source was meant cannot be known.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, reference_number
from genelint_rules.examples import article, complete_reference, footnoted
from genelint_rules.footnotes import Footnotes, are_sound, disorder


def check(record: Record) -> Iterator[Finding]:
    """Report each mark at the number that leads nowhere; a range with a gap inside at its start."""
    tree = record.tree
    if tree is None or not tree.references or (footnotes := disorder(tree)) is None or not footnotes.unresolved:
        return
    advice = _advice(footnotes)
    known = set(footnotes.known)
    for mark, absent in footnotes.unresolved:
        keys = ("ref",) if "ref" in mark.node else ("start_ref", "end_ref")
        ends = dict(zip(keys, (mark.first, mark.last), strict=False))
        for key, number in ends.items():
            if number not in known:
                yield Finding(tree.span(mark.node, key), f"footnote {number} has no reference: {advice}")
        if known.issuperset(ends.values()):
            message = f"footnotes {mark.first} to {mark.last} include {absent}, which has no reference: {advice}"
            yield Finding(tree.span(mark.node, "start_ref"), message)


def _advice(footnotes: Footnotes) -> str:
    """What the reference list holds, and the one reference that may have been meant."""
    numbers = sorted(footnotes.references)
    held = f"{len(numbers)} other numbers"
    if numbers and numbers[-1] - numbers[0] + 1 == len(numbers):
        held = " to ".join(dict.fromkeys([f"{numbers[0]}", f"{numbers[-1]}"]))
    if len(footnotes.uncited) == 1:
        (spare,) = footnotes.uncited
        return f"the list holds {held}; did you mean {reference_number(spare['ref'])}, which no footnote cites?"
    return f"the list holds {held}; correct the number or add the reference"


RULE = RecordRule(
    Meta(
        code="REF001",
        name="unresolved-footnote",
        summary="A footnote mark leads to no reference.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '"ref": "3"',
                '"ref": "«7»"',
                "footnote 7 has no reference: the list holds 1 to 4; correct the number or add the reference",
            ),
            Bad(
                '"ref": "1"',
                '"ref": "«11»"',
                "footnote 11 has no reference: the list holds 1 to 4; did you mean 1, which no footnote cites?",
            ),
            Bad(
                '"end_ref": "4"',
                '"end_ref": «5»',
                "footnote 5 has no reference: the list holds 1 to 4; correct the number or add the reference",
            ),
            Bad(
                '"start_ref": "2", "end_ref": "4"}]}, {"type": "t", "text": ""}]}, {"type": "rg", "children": [',
                '"start_ref": "«4»", "end_ref": "7"}]}, {"type": "t", "text": ""}]}, {"type": "rg", "children": ['
                + f"{complete_reference(7)}, {article('11056684', '5')}, ",
                "footnotes 4 to 7 include 6, which has no reference: the list holds 6 other numbers; correct the "
                "number or add the reference",
            ),
            Bad(
                "",
                footnoted('{"type": "f", "ref": «1»}', article("11056684", "2"), article("15958740", "3")),
                "footnote 1 has no reference: the list holds 2 to 3; correct the number or add the reference",
            ),
            Bad(
                "",
                footnoted('{"type": "f", "ref": 1}, {"type": "f", "ref": «2»}', article("11056684", "1")),
                "footnote 2 has no reference: the list holds 1; correct the number or add the reference",
            ),
            Bad(
                "",
                footnoted('{"type": "f", "ref": «2»}', article("11056684", '"one"')),
                "footnote 2 has no reference: the list holds 0 other numbers; correct the number or add the reference",
                also=("REF008",),
            ),
        ),
        good=(
            Good('"ref": "3"', '"ref": 3', "an integer means the same as its digits"),
            Good('"end_ref": "4"', '"end_ref": "3"}, {"type": "fg_f", "ref": "4"', "the last number of the list"),
        ),
    ),
    check,
    are_sound,
)
