"""A key stands twice in one object of the summary tree.

What it does
------------
Finds a key that an object has already, such as a node with two `text` keys. Readers of JSON take such an object without
a word and keep only the last.

Why it matters
--------------
The first value is still in the file and is shown nowhere: most often it is a sentence that got lost.

How to repair
-------------
Keep one of the two. Where both hold text that is needed, make two nodes of them.

Fix safety
----------
There is no fix: only a curator knows which value is right.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Related, Severity, has_no_problems, quote


def check(record: Record) -> Iterator[Finding]:
    """Report each repeated key (`found` of a problem); `other` is where it stands first."""
    for problem in record.found("duplicate-key"):
        message = (
            f"the key {quote(problem.found)} stands twice in this node, only the last one counts; delete one of them"
        )
        related = (Related(problem.other, "first here"),) if problem.other else ()
        yield Finding(problem.span, message, related=related)


RULE = RecordRule(
    Meta(
        code="TRE002",
        name="duplicate-key",
        summary="A key stands twice in one object of the summary tree.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '{"type": "t", "text": " cells."}',
                '{"type": "t", "text": " cells.", "«text»": " more cells."}',
                'the key "text" stands twice in this node, only the last one counts; delete one of them',
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                r'{"type": "t", "text": "", "«te\u0078t»": "", "«text»": " cells."}',
                ('the key "text" stands twice in this node, only the last one counts; delete one of them',) * 2,
            ),
        ),
        good=(
            Good(
                '{"type": "t", "text": " cells."}', '{"type": "t", "text": "text"}', "a key and a value that are alike"
            ),
            Good(
                '{"type": "t", "text": " cells."}',
                '{"type": "t", "text": " cells"}, {"type": "t", "text": "."}',
                "the same keys in two nodes",
            ),
        ),
    ),
    check,
    has_no_problems,
)
