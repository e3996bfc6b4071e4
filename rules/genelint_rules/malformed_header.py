"""The table's header or the line below it is not as it should be.

What it does
------------
Finds a table header that is not `Dataset | Summary | |`, or a separator line that is not `---|---|---|`. Blanks around
the bars make no difference.

Why it matters
--------------
Programs know the dataset table by these two lines, and what they are is the same in all records.

How to repair
-------------
Write the line as the message says.

Fix safety
----------
Rewriting is safe: the lines hold no data.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each of the two lines that is wrong; a problem has it in `found`, and in `expected` the right one."""
    for problem in record.found("malformed-header"):
        message = f"{problem.found} stands here, expected {problem.expected}; write it so"
        edits = tuple(Edit(*edit) for edit in problem.edits)
        yield Finding(problem.span, message, Fix("Rewrite the line", edits, Safety.SAFE))


RULE = RecordRule(
    Meta(
        code="LAY009",
        name="malformed-header",
        summary="The table's header or the line below it is not as it should be.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "Dataset | Summary | |",
                "«Dataset | Summary |»",
                '"Dataset | Summary |" stands here, expected "Dataset | Summary | |"; write it so',
                fixed="Dataset | Summary | |",
            ),
            Bad(
                "Dataset | Summary | |",
                "«Datasets | Summaries | |»",
                '"Datasets | Summaries | |" stands here, expected "Dataset | Summary | |"; write it so',
                fixed="Dataset | Summary | |",
            ),
            Bad(
                "---|---|---|",
                "«---|---|»",
                '"---|---|" stands here, expected "---|---|---|"; write it so',
                fixed="---|---|---|",
            ),
            Bad(
                "---|---|---|",
                "«:--|:--|:--|»",
                '":--|:--|:--|" stands here, expected "---|---|---|"; write it so',
                fixed="---|---|---|",
            ),
        ),
        good=(
            Good("Dataset | Summary | |", "Dataset|Summary||", "no blanks around the bars"),
            Good("---|---|---|", "--- | --- | --- |", "blanks around the bars"),
        ),
    ),
    check,
    has_no_problems,
)
