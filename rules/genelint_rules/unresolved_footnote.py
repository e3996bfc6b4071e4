"""A footnote mark leads to no reference.

What it does
------------
Finds a footnote mark, an end of a range of marks, or a range that holds a number, for which the reference list has no
entry. A mark that is no number at all, and a summary without any references, are left to other rules.

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

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, reference_number


def check(record: Record) -> Iterator[Finding]:
    """Report each mark once, at the `ref` that leads nowhere; a range with a gap at its start."""
    tree = record.tree
    if tree is None or not tree.references:
        return
    known = {reference_number(node["ref"]) for node in tree.references} - {None}
    ordered = sorted(number for number in known if number is not None)
    advice = f"the list holds {_numbers(ordered)}; correct the number or add the reference"
    for mark in tree.marks:
        ends = {key: number for key in mark if key != "type" and (number := reference_number(mark[key])) is not None}
        unresolved = [key for key, number in ends.items() if number not in known]
        for key in unresolved:
            message = f"footnote {ends[key]} has no reference: {advice}"
            yield Finding(tree.span(mark, key), message)
        if not unresolved and len(ends) > 1:
            first, last = ends["start_ref"], ends["end_ref"]
            inside = ordered[bisect_left(ordered, first) : bisect_right(ordered, last)]
            if len(inside) < last - first + 1:
                gap = next(number for number, found in enumerate(inside, first) if number != found)
                message = f"footnotes {first} to {last} include {gap}, which has no reference: {advice}"
                yield Finding(tree.span(mark, "start_ref"), message)


def _numbers(ordered: list[int]) -> str:
    """`1 to 5` for numbers without gaps, else how many there are and up to which."""
    if ordered and ordered[-1] - ordered[0] + 1 == len(ordered):
        return f"{ordered[0]} to {ordered[-1]}" if len(ordered) > 1 else f"only {ordered[0]}"
    return f"{len(ordered)} numbers up to {ordered[-1]}" if ordered else "no numbers"


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
                '"end_ref": "4"',
                '"end_ref": «5»',
                "footnote 5 has no reference: the list holds 1 to 4; correct the number or add the reference",
            ),
            Bad(
                '"start_ref": "2", "end_ref": "4"}]}, {"type": "t", "text": ""}]}, {"type": "rg", "children": [',
                '"start_ref": "«4»", "end_ref": "6"}]}, {"type": "t", "text": ""}]}, {"type": "rg", "children": '
                '[{"type": "r", "ref": 6, "children": [{"type": "t", "text": "A private letter."}]}, ',
                "footnotes 4 to 6 include 5, which has no reference: the list holds 5 numbers up to 6; correct the "
                "number or add the reference",
            ),
        ),
        good=(
            Good('"ref": "3"', '"ref": 3', "an integer means the same as its digits"),
            Good('"end_ref": "4"', '"end_ref": "3"}, {"type": "fg_f", "ref": "4"', "the last number of the list"),
        ),
    ),
    check,
)
