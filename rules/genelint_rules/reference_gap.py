"""The numbers of the references leave one out.

What it does
------------
Finds a cited reference whose number does not follow that of the one before it in the order of numbers, or a first
number that is not 1. It says nothing of a gap before a reference that no mark cites, nor while a mark leads to no
reference, or a number is malformed or doubled: those have rules of their own, and explain most gaps.

Why it matters
--------------
Readers count on an unbroken list: a number left out looks like a reference that was lost.

How to repair
-------------
Renumber the references from 1, and the marks with them; or add the reference that was lost.

Fix safety
----------
The fix is safe: it renumbers references and marks together, in the order in which the text cites them, so that each
mark leads to the same reference as before. There is no fix where a mark stands inside a reference, or where the marks
cite over 100,000 numbers in all.
"""

from collections.abc import Iterator
from itertools import pairwise

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity
from genelint_rules.examples import article, footnoted
from genelint_rules.footnotes import are_sound, disorder
from genelint_rules.renumbering import renumber


def check(record: Record) -> Iterator[Finding]:
    """Report each gap at the number of the reference behind it."""
    tree = record.tree
    if tree is None or (footnotes := disorder(tree)) is None or not footnotes.are_settled:
        return
    known = footnotes.known
    cited = {citation.number for citation in footnotes.citations}
    behind = {number: before + 1 for before, number in pairwise((0, *known)) if number > before + 1 and number in cited}
    if not behind:
        return
    fix = renumber(tree, footnotes)
    for number, node in footnotes.references.items():
        if number in behind:
            message = (
                f"reference {number} stands here, and there is no reference {behind[number]}; renumber the references "
                "from 1, or add it"
            )
            yield Finding(tree.span(node, "ref"), message, fix)
            fix = None  # one for all, since each would hold every edit


RULE = RecordRule(
    Meta(
        code="REF004",
        name="reference-gap",
        summary="The numbers of the references leave one out.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "",
                footnoted(
                    '{"type": "f", "ref": "1"}, {"type": "f", "ref": 3}',
                    article("11056684", "1"),
                    article("15958740", '"«3»"'),
                ),
                "reference 3 stands here, and there is no reference 2; renumber the references from 1, or add it",
                fixed=footnoted(
                    '{"type": "f", "ref": "1"}, {"type": "f", "ref": 2}',
                    article("11056684", "1"),
                    article("15958740", '"2"'),
                ),
            ),
            Bad(
                "",
                footnoted(
                    '{"type": "f", "ref": "5"}, {"type": "fg", "children": [{"type": "fg_fs", "start_ref": "2", '
                    '"end_ref": "3"}]}',
                    article("11056684", "«2»"),
                    article("11134511", "3"),
                    article("15958740", "«5»"),
                ),
                (
                    "reference 2 stands here, and there is no reference 1; renumber the references from 1, or add it",
                    "reference 5 stands here, and there is no reference 4; renumber the references from 1, or add it",
                ),
                fixed=footnoted(
                    '{"type": "f", "ref": "1"}, {"type": "fg", "children": [{"type": "fg_fs", "start_ref": "2", '
                    '"end_ref": "3"}]}',
                    article("15958740", "1"),
                    article("11056684", "2"),
                    article("11134511", "3"),
                ),
                also=("REF005",),
            ),
            Bad(
                "",
                footnoted(
                    '{"type": "f", "ref": 2}',
                    article("11056684", "«2»").replace('"children": [', '"children": [{"type": "f", "ref": 2}, ', 1),
                ),
                "reference 2 stands here, and there is no reference 1; renumber the references from 1, or add it",
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
        ),
    ),
    check,
    are_sound,
)
