"""A node of the summary tree is not as the schema has it.

What it does
------------
Finds unknown node types, nodes where their type may not stand, keys that are missing or too many, values of the wrong
kind, and NaN or Infinity, which JSON does not have. The schema is `summary-tree.schema.json`.

Why it matters
--------------
Whoever shows the summary relies on it. A node of another form is left out or breaks the page, and no footnote can be
checked before it is right.

How to repair
-------------
Rename, add or delete what the message names. Every node has a `type`; which keys and children each type has stands in
the schema.

Fix safety
----------
There is no fix: what a node was meant to be is only a guess.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each violation at its key or value; `expected` of a problem ends in how to repair it."""
    for problem in record.found("schema-violation"):
        yield Finding(problem.span, f"{problem.found} stands here, expected {problem.expected}")


RULE = RecordRule(
    Meta(
        code="TRE003",
        name="schema-violation",
        summary="A node of the summary tree is not as the schema has it.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '{"type": "t", "text": " cells."}',
                '{"type": "«fgf»", "text": " cells."}, {"type": "«p»", "children": []}',
                (
                    'the unknown type "fgf" stands here, expected "t", "b", "i", "a", "f" or "fg"; did you mean "fg"?',
                    'the type "p" stands here, expected "t", "b", "i", "a", "f" or "fg"; move the node or correct its '
                    "type",
                ),
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                '{"type": "t", "«txt»": " cells."}, {"type": "t", "text": "", "«href»": ""}',
                (
                    'the key "txt" stands here, expected only "type" and "text" in a node of type "t"; did you mean '
                    '"text"?',
                    'the key "href" stands here, expected only "type" and "text" in a node of type "t"; delete it',
                ),
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                '{"type": "«t»"}, «{»"text": " cells."}',
                (
                    'a node of type "t" without "text" stands here, expected one with it; add the key "text"',
                    'a node without "type" stands here, expected one with it; add the key "type"',
                ),
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                '{"type": "t", "text": «null»}, "« cells.»", {"type": "b", "children": «{»"type": "t", "text": "x"}}',
                (
                    "null stands here, expected a text; correct the value",
                    '" cells." stands here, expected a node in braces; correct the value',
                    "an object in braces stands here, expected a list of nodes; correct the value",
                ),
            ),
            Bad(
                '{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}',
                '{"type": "fg_fs", "start_ref": «2.0», "end_ref": «NaN»}',
                (
                    "the number 2.0 stands here, expected an integer or a text; correct the value",
                    "NaN, which is no number in JSON, stands here, expected an integer or a text; correct the value",
                ),
            ),
        ),
        good=(
            Good('"start_ref": "2"', '"start_ref": 2', "a number as an integer"),
            Good('{"type": "t", "text": " cells."}', '{"text": " cells.", "type": "t"}', "keys in another order"),
        ),
    ),
    check,
    has_no_problems,
)
