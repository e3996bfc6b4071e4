"""The summary tree's JSON is not in the form in which all others are.

What it does
------------
Finds a tree whose JSON differs from what Python's `json.dumps(tree, ensure_ascii=False)` writes: one blank after each
comma and colon and no other, characters as themselves rather than as `\\u` escapes, all on one line.

Why it matters
--------------
The same summary has one form only, so that a comparison of two versions shows what a curator changed and nothing else.

How to repair
-------------
Let the fix write the tree anew.

Fix safety
----------
The fix is safe: the tree stays the same, only its writing changes. Where a key stands twice there is neither a finding
nor a fix, since a value would be lost.
"""

import json
import re
from collections.abc import Iterator

from genelint.rule import (
    Bad,
    Edit,
    Finding,
    Fix,
    Good,
    Meta,
    Record,
    RecordRule,
    Safety,
    Severity,
    Span,
    Tree,
    has_ordinary_tree,
    quote,
)
from genelint_rules.proven import Proven
from genelint_rules.small_record import small_record

# What stands between two texts: brackets, numbers, and one blank after each comma and colon.
_BETWEEN = r"(?:[{}\[\]]|[:,] |0|-?[1-9][0-9]*)*+"
_LINE_BREAK = frozenset("n")
_SHOWN = 8
"""So many characters are shown on either side of the first difference."""


def check(record: Record) -> Iterator[Finding]:
    """Report the tree, and where it first differs."""
    tree = record.tree
    if tree is None:
        return
    text = tree.text[tree.start : tree.end]
    if _is_canonical(tree, text) or record.found("duplicate-key") or "\n" in text:  # several lines are LAY001's
        return
    wanted = json.dumps(tree.value, ensure_ascii=False)
    # A lone half of a character cannot be written as itself.
    if text == wanted or (re.search("[\ud800-\udfff]", wanted) and "\\u" in text):
        return
    at = next(at for at, character in enumerate(wanted) if not text.startswith(character, at))
    shown = slice(max(0, at - _SHOWN), at + _SHOWN)
    stands, expected = quote(text[shown]), quote(wanted[shown])
    message = f"the tree has another form than others: {stands} stands here, expected {expected}; rewrite it so"
    span = Span(tree.start, tree.end)
    yield Finding(span, message, Fix("Rewrite the tree", (Edit(span, wanted),), Safety.SAFE))


def _is_canonical(tree: Tree, text: str) -> bool:
    """Whether the text is surely as `json.dumps` writes it: the tree has no other escape than that of a line break,
    and between its texts there is nothing unusual. This takes half the time of writing the tree."""
    if not tree.escapes <= _LINE_BREAK:
        return False
    return _USUAL.of_all(text.split('"')[::2])


_USUAL = Proven(lambda text: re.fullmatch(_BETWEEN, text))


RULE = RecordRule(
    Meta(
        code="TRE008",
        name="unformatted-json",
        summary="The summary tree's JSON is not in the form in which all others are.",
        severity=Severity.INFO,
        since="0.1.0",
        bad=(
            Bad(
                "",
                small_record('«{"type":"root","children":[{"type":"rg","children":[]}]}»'),
                'the tree has another form than others: "{"type":"root","" stands here, expected "{"type": "root","; '
                "rewrite it so",
                fixed=small_record(),
            ),
            Bad(
                "",
                small_record('«{ "type": "root", "children": [ {"type": "rg", "children": []} ] }»'),
                'the tree has another form than others: "{ "type":" stands here, expected "{"type": "; rewrite it so',
                fixed=small_record(),
            ),
            Bad(
                "",
                small_record(r'«{"type": "root", "children": [{"type": "\u0072g", "children": []}]}»'),
                r'the tree has another form than others: "type": "\u0072g"" stands here, expected "type": "rg", "ch"; '
                "rewrite it so",
                fixed=small_record(),
            ),
        ),
        good=(
            Good(
                '{"type": "t", "text": " cells."}',
                '{"type": "t",  "text": "", "text": " cells."}',
                "a key that stands twice",
                also=("TRE002",),
            ),
            Good(
                '{"type": "t", "text": " cells."}',
                '{"type": "t",\n"text": " cells."}',
                "a tree on two lines",
                also=("LAY001",),
            ),
            Good("holds zinc.", r"holds \"zinc\" \\ (Zn), {copper} : [and ,]", "texts may hold anything"),
            Good('{"type": "t", "text": " cells."}', '{"text": " cells.", "type": "t"}', "the order of keys is free"),
        ),
    ),
    check,
    has_ordinary_tree,
)
