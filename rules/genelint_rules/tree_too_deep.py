"""The summary tree is nested too deep.

What it does
------------
Finds the first node that has 100 nodes around it. What lies deeper is not read.

Why it matters
--------------
Real summaries nest five nodes deep. Hundreds come from a program that wraps a text again at each run, and break the
readers of the record.

How to repair
-------------
Take the text out of the nodes that hold nothing else than one other node.

Fix safety
----------
There is no fix: which of the nodes were meant is not known.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems

_OPENING = '{"type": "b", "children": ['
_TEXT = '{"type": "t", "text": " cells."}'


def check(record: Record) -> Iterator[Finding]:
    """Report the first node beyond the limit, marked at its brace."""
    for problem in record.found("tree-too-deep"):
        yield Finding(problem.span, "100 nodes are nested around this one, expected fewer; unwrap the text in them")


RULE = RecordRule(
    Meta(
        code="TRE004",
        name="tree-too-deep",
        summary="The summary tree is nested too deep.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                _TEXT,
                _OPENING * 98 + "«{»" + _TEXT[1:] + "]}" * 98,
                "100 nodes are nested around this one, expected fewer; unwrap the text in them",
            ),
            Bad(
                _TEXT,
                _OPENING * 98 + "«{»" + _OPENING[1:] + _TEXT + ", " + _TEXT + "]}" * 99,
                "100 nodes are nested around this one, expected fewer; unwrap the text in them",
            ),
        ),
        good=(
            Good(_TEXT, _OPENING * 97 + _TEXT + "]}" * 97, "99 nodes around a text"),
            Good(_TEXT, f"{_OPENING}{_TEXT}]}}, {_TEXT}", "nodes side by side"),
        ),
    ),
    check,
    has_no_problems,
)
