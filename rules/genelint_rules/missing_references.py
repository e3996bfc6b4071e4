"""Footnote marks, and no references.

What it does
------------
Finds a summary with footnote marks whose reference list is absent or empty. A summary that has neither marks nor a list
is left to another rule.

Why it matters
--------------
No mark leads anywhere: all sources are lost, most often because the list was cut off.

How to repair
-------------
Put the reference list back, as the last child of the root.

Fix safety
----------
There is no fix: the references are not in the record.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_ordinary_tree
from genelint_rules.small_record import small_record


def check(record: Record) -> Iterator[Finding]:
    """Report the first mark."""
    tree = record.tree
    if tree is None or tree.references or not tree.marks:
        return
    found = "the reference list is empty" if tree.buckets["rg"] else "the summary has no reference list"
    count = len(tree.marks)
    marks = "1 footnote mark leads" if count == 1 else f"{count} footnote marks lead"
    message = f'{found}, and {marks} nowhere; add the references in an "rg" node at the end'
    yield Finding(tree.span(tree.marks[0]), message)


def _record(marks: str, reference_list: str = "") -> str:
    paragraph = f'{{"type": "p", "children": [{{"type": "t", "text": "It holds zinc."}}, {marks}]}}'
    return small_record(f'{{"type": "root", "children": [{paragraph}{reference_list}]}}')


RULE = RecordRule(
    Meta(
        code="REF010",
        name="missing-references",
        summary="Footnote marks, and no references.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "",
                _record('«{"type": "f", "ref": "1"}», {"type": "f", "ref": "2"}'),
                'the summary has no reference list, and 2 footnote marks lead nowhere; add the references in an "rg" '
                "node at the end",
            ),
            Bad(
                "",
                _record(
                    '{"type": "fg", "children": [«{"type": "fg_f", "ref": 1}»]}', ', {"type": "rg", "children": []}'
                ),
                'the reference list is empty, and 1 footnote mark leads nowhere; add the references in an "rg" node '
                "at the end",
            ),
        ),
        good=(
            Good("", small_record(), "neither marks nor references"),
            Good('{"type": "t", "text": " cells."}', '{"type": "f", "ref": 4}', "marks, and a list"),
        ),
    ),
    check,
    has_ordinary_tree,
)
