"""A paragraph without a footnote mark.

What it does
------------
Finds a paragraph of the summary that has text and no footnote mark at all, nor in what it makes bold, italic or a link.

Why it matters
--------------
What it says has no source that a reader could check.

How to repair
-------------
Put the mark of a source behind each claim.

Fix safety
----------
There is no fix: the source must be found.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Node, Record, RecordRule, Severity, plain_text
from genelint_rules.footnotes import are_backed


def check(record: Record) -> Iterator[Finding]:
    """Report each such paragraph."""
    tree = record.tree
    if tree is None:
        return
    for paragraph in tree.buckets["p"]:
        if not _has_mark(paragraph) and plain_text(paragraph).strip():
            message = "no footnote backs this paragraph; put the mark of a source behind what it says"
            yield Finding(tree.span(paragraph), message)


def _has_mark(node: Node) -> bool:
    stack = [node]
    while stack:
        for child in stack.pop().get("children", ()):
            if child["type"] == "f" or (child["type"] == "fg" and child["children"]):
                return True
            stack.append(child)
    return False


RULE = RecordRule(
    Meta(
        code="REF011",
        name="uncited-claim",
        summary="A paragraph without a footnote mark.",
        severity=Severity.INFO,
        since="0.1.0",
        bad=(
            Bad(
                '{"type": "t", "text": "\\n\\n"}, ',
                '«{"type": "p", "children": [{"type": "t", "text": "It has "}, {"type": "b", "children": [{"type": '
                '"t", "text": "one"}]}, {"type": "t", "text": " copy."}]}», ',
                "no footnote backs this paragraph; put the mark of a source behind what it says",
            ),
        ),
        good=(
            Good(
                '{"type": "t", "text": "\\n\\n"}, ',
                '{"type": "p", "children": [{"type": "i", "children": [{"type": "b", "children": [{"type": "t", "text"'
                ': "It"}]}, {"type": "f", "ref": 1}]}, {"type": "t", "text": " has one copy."}]}, ',
                "a mark in italic text",
            ),
            Good(
                '{"type": "t", "text": "\\n\\n"}, ',
                '{"type": "t", "text": "Summary"}, ',
                "text outside of a paragraph",
            ),
        ),
    ),
    check,
    are_backed,
)
