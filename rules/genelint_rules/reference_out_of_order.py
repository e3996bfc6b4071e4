"""A reference stands in the list before one of a lower number.

What it does
------------
Finds cited references whose numbers do not ascend from one entry of the list to the next. One reference that was moved
is one finding, and so is one stretch of references that changed places with each other. It says nothing while a mark
leads to no reference, or a number is malformed or doubled.

Why it matters
--------------
Readers look a footnote up by its number, and miss it where the list is not sorted.

How to repair
-------------
Sort the reference list by number.

Fix safety
----------
The fix is safe: it moves whole references, and numbers and marks stay as they are.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity
from genelint_rules.examples import article, footnoted
from genelint_rules.footnotes import are_sound, disorder
from genelint_rules.renumbering import sort
from genelint_rules.sequences import displaced


def check(record: Record) -> Iterator[Finding]:
    """Report the reference that is out of place at its number, one for each stretch."""
    tree = record.tree
    if tree is None or (footnotes := disorder(tree)) is None or not footnotes.are_settled:
        return
    cited = {citation.number for citation in footnotes.citations}
    listed = [number for number in footnotes.references if number in cited]
    found = displaced(listed)
    fix = sort(tree, footnotes) if found else None
    for at, is_early, other in found:
        number = listed[at]
        message = (
            f"reference {number} stands {'before' if is_early else 'after'} reference {other}; sort the list by number"
        )
        yield Finding(tree.span(footnotes.references[number], "ref"), message, fix)
        fix = None  # one for all, since each would hold every edit


RULE = RecordRule(
    Meta(
        code="REF006",
        name="reference-out-of-order",
        summary="A reference stands in the list before one of a lower number.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "",
                footnoted(
                    '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": 4}]}',
                    article("11056684", '"«4»"'),
                    article("11250747", "1"),
                    article("11134511", "2"),
                    article("15958740", "3"),
                ),
                "reference 4 stands before reference 1; sort the list by number",
                fixed=footnoted(
                    '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": 4}]}',
                    article("11250747", "1"),
                    article("11134511", "2"),
                    article("15958740", "3"),
                    article("11056684", '"4"'),
                ),
            ),
            Bad(
                "",
                footnoted(
                    '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": 4}]}',
                    article("11250747", "3"),
                    article("11134511", "4"),
                    article("15958740", '"«1»"'),
                    article("11056684", "2"),
                )
                .replace('"ref": 3', '"ref": «3»')
                .replace("«1»", "1"),
                "reference 3 stands before reference 1; sort the list by number",
                fixed=footnoted(
                    '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": 4}]}',
                    article("15958740", '"1"'),
                    article("11056684", "2"),
                    article("11250747", "3"),
                    article("11134511", "4"),
                ),
            ),
            Bad(
                "",
                footnoted(
                    '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": 4}]}',
                    article("11056684", "1"),
                    article("11250747", "3"),
                    article("11134511", "4"),
                    article("15958740", '"«2»"'),
                ),
                "reference 2 stands after reference 4; sort the list by number",
                fixed=footnoted(
                    '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": 4}]}',
                    article("11056684", "1"),
                    article("15958740", '"2"'),
                    article("11250747", "3"),
                    article("11134511", "4"),
                ),
            ),
        ),
        good=(
            Good(
                "",
                footnoted(
                    '{"type": "f", "ref": "1"}, {"type": "f", "ref": 2}',
                    article("11056684", '"1"'),
                    article("15958740", "2"),
                ),
                "numbers as texts and as integers",
            ),
            Good(
                '{"type": "fg_f", "ref": "2"}, {"type": "fg_f", "ref": "3"}',
                '{"type": "fg_f", "ref": "2"}',
                "a number that only a range cites",
            ),
            Good(
                "",
                footnoted(
                    '{"type": "f", "ref": 1}, {"type": "f", "ref": 2}',
                    article("15958740", "2") + ']}, {"type": "rg", "children": [' + article("11056684", "1"),
                ),
                "two lists, which are another fault",
                also=("TRE005",),
            ),
        ),
    ),
    check,
    are_sound,
)
