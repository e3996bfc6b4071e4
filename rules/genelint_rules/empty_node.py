"""A node of the summary tree that shows nothing.

What it does
------------
Finds a paragraph, a group of marks, bold or italic text or a link that holds neither text nor a footnote mark. Blanks
are no text. Of empty nodes in one another the outermost is reported; empty `t` nodes are normal.

Why it matters
--------------
Readers see a gap or a link that cannot be clicked. Most often a text was deleted and the node around it forgotten.

How to repair
-------------
Delete the node, or put back the text that it held.

Fix safety
----------
There is no fix: a text may be missing.
"""

from collections.abc import Iterator
from typing import Any

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_ordinary_tree

_NAMES = {"p": "paragraph", "fg": "group of marks", "b": "bold text", "i": "italic text", "a": "link"}
_MARKS = ("f", "fg_f", "fg_fs")


def check(record: Record) -> Iterator[Finding]:
    """Report each empty node that is not in another."""
    tree = record.tree
    if tree is None:
        return
    empty = [node for kind in _NAMES for node in tree.buckets[kind] if _is_empty(node)]
    inner = {id(child) for node in empty for child in node["children"]}
    for node in empty:
        if id(node) not in inner:
            message = (
                f"an empty {_NAMES[node['type']]} stands here, expected text in it; delete it or put its text back"
            )
            yield Finding(tree.span(node), message)


def _is_empty(node: dict[str, Any]) -> bool:
    """Whether there is neither a mark nor more than blanks below a node."""
    stack = [node]
    while stack:
        for inner in stack.pop()["children"]:
            if "children" in inner:
                stack.append(inner)
            elif inner["type"] in _MARKS or inner["text"].strip():
                return False
    return True


RULE = RecordRule(
    Meta(
        code="TRE006",
        name="empty-node",
        summary="A node of the summary tree that shows nothing.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                r'{"type": "t", "text": "\n\n"}',
                r'«{"type": "p", "children": [{"type": "t", "text": "\n"}, {"type": "b", "children": []}]}»',
                "an empty paragraph stands here, expected text in it; delete it or put its text back",
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                '«{"type": "fg", "children": []}», {"type": "b", "children": [{"type": "t", "text": "x"}, '
                '«{"type": "i", "children": [{"type": "t", "text": ""}]}»]}',
                (
                    "an empty group of marks stands here, expected text in it; delete it or put its text back",
                    "an empty italic text stands here, expected text in it; delete it or put its text back",
                ),
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                '«{"type": "a", "children": [{"type": "t", "text": " "}], "href": "https://example.org"}»',
                "an empty link stands here, expected text in it; delete it or put its text back",
            ),
        ),
        good=(
            Good('{"type": "t", "text": " cells."}', '{"type": "t", "text": ""}', "an empty text"),
            Good(
                '{"type": "t", "text": " cells."}',
                '{"type": "b", "children": [{"type": "f", "ref": "1"}]}',
                "a mark is not nothing",
            ),
        ),
    ),
    check,
    has_ordinary_tree,
)
