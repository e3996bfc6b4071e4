"""A range of footnote marks does not start before its end.

What it does
------------
Finds a range (`fg_fs`) whose start is its end, or a higher number. Whether its ends have references is then not
reported as well.

Why it matters
--------------
A range that runs backwards holds nothing: its references seem to be uncited. One of a single number reads as several
sources.

How to repair
-------------
Correct the end that is wrong, or write a single mark.

Fix safety
----------
There is no fix: which end is wrong cannot be known.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity
from genelint_rules.footnotes import are_sound, cited_numbers, disorder


def check(record: Record) -> Iterator[Finding]:
    """Report each such range as a whole."""
    tree = record.tree
    if tree is None or disorder(tree) is None:
        return
    for node in tree.marks:
        first, last = cited_numbers(node)
        if "ref" not in node and first is not None and last is not None and first >= last:
            repair = "write a single mark, or correct an end" if first == last else "swap the two, or correct an end"
            message = f"the range runs from {first} to {last}, expected a start before the end; {repair}"
            yield Finding(tree.span(node), message)


RULE = RecordRule(
    Meta(
        code="REF009",
        name="empty-range",
        summary="A range of footnote marks does not start before its end.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}',
                '«{"type": "fg_fs", "start_ref": "4", "end_ref": "2"}»',
                "the range runs from 4 to 2, expected a start before the end; swap the two, or correct an end",
            ),
            Bad(
                '{"type": "fg_f", "ref": "2"}, {"type": "fg_f", "ref": "3"}',
                '{"type": "fg_f", "ref": "2"}, «{"type": "fg_fs", "start_ref": "3", "end_ref": 3}»',
                "the range runs from 3 to 3, expected a start before the end; write a single mark, or correct an end",
            ),
            Bad(
                '{"type": "fg_f", "ref": "3"}',
                '«{"type": "fg_fs", "start_ref": 33, "end_ref": 33}»',
                "the range runs from 33 to 33, expected a start before the end; write a single mark, or correct an end",
            ),
        ),
        good=(
            Good('"start_ref": "2", "end_ref": "4"', '"start_ref": "3", "end_ref": 4', "a range of two numbers"),
            Good(
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}',
                '{"type": "fg_f", "ref": "4"}, {"type": "fg_f", "ref": "2"}',
                "single marks in any order",
            ),
        ),
    ),
    check,
    are_sound,
)
