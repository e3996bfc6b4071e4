"""A footnote is cited before one of a lower number.

What it does
------------
Finds where the text cites a reference for the first time although it has not yet cited all those of lower numbers, or
only after one of a higher number. A range cites all its members, in order; later citations of the same reference may
stand anywhere. One stretch of numbers that changed places with each other is one finding. It says nothing while a mark
leads to no reference, or a number is malformed or doubled.

Why it matters
--------------
References are numbered in the order in which the text cites them, and readers and reference managers rely on it. A
number out of turn comes from moved text, or from a mistyped mark.

How to repair
-------------
Correct the mark if it is mistyped; otherwise renumber references and marks.

Fix safety
----------
The fix is safe: it renumbers references and marks together, so that each mark leads to the same reference as before.
There is no fix where a mark stands inside a reference, or where the marks cite over 100,000 numbers in all.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity
from genelint_rules.examples import article, complete_reference, footnoted
from genelint_rules.footnotes import are_sound, disorder
from genelint_rules.renumbering import renumber
from genelint_rules.sequences import displaced
from genelint_rules.small_record import small_record


def check(record: Record) -> Iterator[Finding]:
    """Report the mark that cites out of turn, one for each stretch."""
    tree = record.tree
    if tree is None or (footnotes := disorder(tree)) is None or not footnotes.are_settled:
        return
    found = displaced([citation.number for citation in footnotes.citations])
    fix = renumber(tree, footnotes) if found else None
    for at, is_early, other in found:
        number, node = footnotes.citations[at]
        message = (
            f"footnote {number} is first cited here, {'before' if is_early else 'after'} footnote {other}; number the "
            "references in the order in which the text cites them"
        )
        yield Finding(tree.span(node), message, fix)
        fix = None  # one for all, since each would hold every edit


RULE = RecordRule(
    Meta(
        code="REF005",
        name="citation-out-of-order",
        summary="A footnote is cited before one of a lower number.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "",
                footnoted(
                    '«{"type": "f", "ref": "2"}», {"type": "f", "ref": 1}',
                    article("11056684", "1"),
                    article("15958740", '"2"'),
                ),
                "footnote 2 is first cited here, before footnote 1; number the references in the order in which the "
                "text cites them",
                fixed=footnoted(
                    '{"type": "f", "ref": "1"}, {"type": "f", "ref": 2}',
                    article("15958740", '"1"'),
                    article("11056684", "2"),
                ),
            ),
            Bad(
                "",
                footnoted(
                    '{"type": "f", "ref": "2"}, {"type": "f", "ref": "3"}, {"type": "f", "ref": "4"}, {"type": "fg", '
                    '"children": [«{"type": "fg_fs", "start_ref": "1", "end_ref": "3"}»]}',
                    article("11056684", "1"),
                    article("11250747", "2"),
                    article("11134511", "3"),
                    article("15958740", "4"),
                ),
                "footnote 1 is first cited here, after footnote 4; number the references in the order in which the "
                "text cites them",
                fixed=footnoted(
                    '{"type": "f", "ref": "1"}, {"type": "f", "ref": "2"}, {"type": "f", "ref": "3"}, {"type": "fg", '
                    '"children": [{"type": "fg_fs", "start_ref": "1", "end_ref": "2"}, {"type": "fg_f", "ref": "4"}]}',
                    article("11250747", "1"),
                    article("11134511", "2"),
                    article("15958740", "3"),
                    article("11056684", "4"),
                ),
            ),
            Bad(
                "",
                footnoted(
                    '«{"type": "f", "ref": 2}», {"type": "f", "ref": 1}, «{"type": "f", "ref": 5}», '
                    '{"type": "f", "ref": 4}, {"type": "f", "ref": 3}',
                    article("11056684", "1"),
                    article("11250747", "2"),
                    article("11134511", "3"),
                    article("15958740", "4"),
                    complete_reference(5),
                ),
                (
                    "footnote 2 is first cited here, before footnote 1; number the references in the order in which "
                    "the text cites them",
                    "footnote 5 is first cited here, before footnote 3; number the references in the order in which "
                    "the text cites them",
                ),
                fixed=footnoted(
                    '{"type": "f", "ref": 1}, {"type": "f", "ref": 2}, {"type": "f", "ref": 3}, '
                    '{"type": "f", "ref": 4}, {"type": "f", "ref": 5}',
                    article("11250747", "1"),
                    article("11056684", "2"),
                    complete_reference(3),
                    article("15958740", "4"),
                    article("11134511", "5"),
                ),
            ),
            Bad(
                "",
                small_record(
                    f'{{"type": "root", "children": [{{"type": "rg", "children": [{article("11056684", "1")}, '
                    f'{article("15958740", "2")}]}}, {{"type": "p", "children": [{{"type": "t", "text": "It holds '
                    'zinc."}, «{"type": "f", "ref": 2}», {"type": "f", "ref": 1}]}]}'
                ),
                "footnote 2 is first cited here, before footnote 1; number the references in the order in which the "
                "text cites them",
                fixed=small_record(
                    f'{{"type": "root", "children": [{{"type": "rg", "children": [{article("15958740", "1")}, '
                    f'{article("11056684", "2")}]}}, {{"type": "p", "children": [{{"type": "t", "text": "It holds '
                    'zinc."}, {"type": "f", "ref": 1}, {"type": "f", "ref": 2}]}]}'
                ),
                also=("TRE005",),
            ),
        ),
        good=(
            Good(
                "",
                footnoted(
                    '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": 3}]}, '
                    '{"type": "f", "ref": 2}, {"type": "f", "ref": 1}',
                    article("11056684", "1"),
                    article("11250747", "2"),
                    article("11134511", "3"),
                ),
                "only the first citations count",
            ),
            Good(
                '{"type": "fg_f", "ref": "2"}, {"type": "fg_f", "ref": "3"}',
                '{"type": "fg_fs", "start_ref": "1", "end_ref": "2"}, '
                '{"type": "fg_fs", "start_ref": "3", "end_ref": "4"}',
                "a range that begins with what is cited already",
            ),
            Good(
                "",
                footnoted(
                    '{"type": "f", "ref": 1}, {"type": "f", "ref": 3}, {"type": "f", "ref": 2}',
                    article("11056684", "1"),
                    article("11250747", '"two"'),
                    article("11134511", "3"),
                ),
                "a list in which the order cannot be judged",
                also=("REF008",),
            ),
        ),
    ),
    check,
    are_sound,
)
