"""A reference that no footnote mark cites.

What it does
------------
Finds an entry of the reference list whose number stands in no mark and in no range of marks of the summary.

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

from bisect import bisect_right
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, reference_number


def check(record: Record) -> Iterator[Finding]:
    """Report each uncited reference, marked as a whole."""
    tree = record.tree
    if tree is None or not tree.references:
        return
    single: set[int] = set()
    ranges: list[tuple[int, int]] = []
    for mark in tree.marks:
        numbers = [reference_number(mark[key]) for key in ("ref", "start_ref", "end_ref") if key in mark]
        known = [number for number in numbers if number is not None]
        single.update(known)
        if len(known) > 1:
            ranges.append((known[0], known[1]))
    starts, ends = _merged(ranges)
    for node in tree.references:
        number = reference_number(node["ref"])
        if number is None or number in single:
            continue
        at = bisect_right(starts, number) - 1
        if at < 0 or ends[at] < number:
            message = f"no footnote cites reference {number}; put its mark into the text, or delete the reference"
            yield Finding(tree.span(node), message)


def _merged(ranges: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Starts and ends (both included) of the ranges, merged where they overlap, ascending."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(ranges):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


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
                '{"type": "rg", "children": [«{"type": "r", "ref": 5, "children": [{"type": "t", "text": "A private '
                'letter."}]}», ',
                "no footnote cites reference 5; put its mark into the text, or delete the reference",
            ),
        ),
        good=(
            Good('"ref": "3"', '"ref": "2"', "a reference that only the inside of a range cites"),
            Good('"start_ref": "2", "end_ref": "4"', '"start_ref": 3, "end_ref": 4', "integers, and the end of a range"),
        ),
    ),
    check,
)
