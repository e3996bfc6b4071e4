"""A group of footnote marks cites a reference twice.

What it does
------------
Finds a mark in a group (`fg`) whose reference an earlier mark of the group cites, alone or through a range; and a range
that cites again what stands before it in the group. Other groups may cite the same references. A range that does not
start before its end is left to another rule.

Why it matters
--------------
The second mark adds nothing. Most often another number was meant, or two groups were joined.

How to repair
-------------
Delete the second mark, or correct its number; shorten a range that repeats in part.

Fix safety
----------
The fix is safe: it deletes a mark all of whose references the group cites already. There is no fix for a range that
repeats only in part.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Node, Record, RecordRule, Safety, Severity, Span, Tree
from genelint_rules.footnotes import Mark, are_sound, read_mark


def check(record: Record) -> Iterator[Finding]:
    """Report each mark that repeats."""
    tree = record.tree
    if tree is None:
        return
    for group in tree.buckets["fg"]:
        if len(group["children"]) > 1:
            yield from _repeated(tree, group["children"])


def _repeated(tree: Tree, nodes: list[Node]) -> Iterator[Finding]:
    # First and last of what the group has cited so far, ascending and apart from each other.
    starts: list[int] = []
    ends: list[int] = []
    for at, node in enumerate(nodes):
        mark = read_mark(node)
        if mark is None:
            continue
        _, first, last = mark
        near = bisect_left(ends, first)
        if near < len(starts) and starts[near] <= last:
            repeats_all = starts[near] <= first and last <= ends[near]
            yield _finding(tree, nodes[at - 1], mark, None if repeats_all else max(first, starts[near]))
        touched = slice(bisect_left(ends, first - 1), bisect_right(starts, last + 1))
        first, last = min([first, *starts[touched]]), max([last, *ends[touched]])
        starts[touched], ends[touched] = [first], [last]


def _finding(tree: Tree, before: Node, mark: Mark, repeated: int | None) -> Finding:
    """What to say of a mark of which one number is `repeated`, or all (None)."""
    span = tree.span(mark.node)
    if repeated is not None:
        message = (
            f"footnotes {mark.first} to {mark.last} repeat {repeated}, which the group cites already; shorten the range"
        )
        return Finding(span, message)
    name = f"footnote {mark.first}" if "ref" in mark.node else f"each of the footnotes {mark.first} to {mark.last}"
    deletion = Edit(Span(tree.span(before).end, span.end), "")
    return Finding(
        span, f"the group cites {name} already; delete the mark", Fix("Delete the mark", (deletion,), Safety.SAFE)
    )


RULE = RecordRule(
    Meta(
        code="REF007",
        name="repeated-mark",
        summary="A group of footnote marks cites a reference twice.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                '{"type": "fg_f", "ref": "3"}',
                '{"type": "fg_f", "ref": "3"}, «{"type": "fg_f", "ref": 2}»',
                "the group cites footnote 2 already; delete the mark",
                fixed='{"type": "fg_f", "ref": "3"}',
            ),
            Bad(
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}',
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}, «{"type": "fg_f", "ref": "4"}»,«{"type": "fg_f", '
                '"ref": "2"}»',
                (
                    "the group cites footnote 4 already; delete the mark",
                    "the group cites footnote 2 already; delete the mark",
                ),
                fixed='{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}',
                also=("TRE008",),
            ),
            Bad(
                '{"type": "fg_f", "ref": "3"}',
                '{"type": "fg_f", "ref": "3"}, «{"type": "fg_fs", "start_ref": "2", "end_ref": "3"}»',
                "the group cites each of the footnotes 2 to 3 already; delete the mark",
                fixed='{"type": "fg_f", "ref": "3"}',
            ),
            Bad(
                '{"type": "fg_f", "ref": "3"}',
                '{"type": "fg_f", "ref": "4"}, «{"type": "fg_fs", "start_ref": "2", "end_ref": "3"}»',
                "footnotes 2 to 3 repeat 2, which the group cites already; shorten the range",
                also=("REF005",),
            ),
            Bad(
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}',
                '{"type": "fg_f", "ref": "4"}, {"type": "fg_f", "ref": "3"}, {"type": "fg_f", "ref": "1"}, {"type": '
                '"fg_f", "ref": "2"}, «{"type": "fg_fs", "start_ref": "1", "end_ref": "4"}»',
                "the group cites each of the footnotes 1 to 4 already; delete the mark",
                fixed='{"type": "fg_f", "ref": "4"}, {"type": "fg_f", "ref": "3"}, {"type": "fg_f", "ref": "1"}, '
                '{"type": "fg_f", "ref": "2"}',
            ),
            Bad(
                '{"type": "fg_f", "ref": "3"}',
                '{"type": "fg_f", "ref": "3"}, {"type": "fg_f", "ref": "O4"}, «{"type": "fg_f", "ref": "2"}»',
                "the group cites footnote 2 already; delete the mark",
                fixed='{"type": "fg_f", "ref": "3"}, {"type": "fg_f", "ref": "O4"}',
                also=("REF008",),
            ),
        ),
        good=(
            Good(
                '"start_ref": "2", "end_ref": "4"}',
                '"start_ref": "2", "end_ref": "3"}, {"type": "fg_f", "ref": "4"}, {"type": "fg_f", "ref": "1"}',
                "numbers beside those of a range",
            ),
            Good(
                '"start_ref": "2", "end_ref": "4"}]}',
                '"start_ref": "2", "end_ref": "4"}]}, {"type": "fg", "children": [{"type": "fg_f", "ref": "4"}]}, '
                '{"type": "f", "ref": "4"}',
                "the same number in another group",
            ),
            Good(
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}',
                '{"type": "fg_f", "ref": "4"}, {"type": "fg_f", "ref": "2"}, {"type": "fg_f", "ref": "3"}',
                "a number between two others",
            ),
            Good(
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}',
                '{"type": "fg_f", "ref": "3"}, {"type": "fg_f", "ref": "1"}, {"type": "fg_f", "ref": "2"}, {"type": '
                '"fg_f", "ref": "4"}',
                "numbers in any order",
            ),
        ),
    ),
    check,
    are_sound,
)
