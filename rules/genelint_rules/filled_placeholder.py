"""A value stands where the layout has none.

What it does
------------
Finds text in a cell that is empty in all records: behind `API`, `Download Associations`, a heading, or in the last cell
of a dataset row; and a picture where `![]()` stands for none.

Why it matters
--------------
These cells are places of buttons and pictures of the source page. What is written there, no program reads.

How to repair
-------------
Delete the value, or move it to the field that it belongs to. A picture is `![]()` again without its text and address.

Fix safety
----------
There is no fix: the value may belong to another field.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each value, which a problem has in `found`; in `expected` is what the layout has there."""
    for problem in record.found("filled-placeholder"):
        yield Finding(problem.span, f"{problem.found} stands here, expected {problem.expected}; delete or move it")


RULE = RecordRule(
    Meta(
        code="LAY010",
        name="filled-placeholder",
        summary="A value stands where the layout has none.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "API | |",
                "API | «https://example.org/api» |",
                '"https://example.org/api" stands here, expected an empty cell; delete or move it',
            ),
            Bad(
                "Predicted Functions |",
                "Predicted Functions | «none» |",
                '"none" stands here, expected nothing after the bar; delete or move it',
            ),
            Bad(
                "Co-expressed Genes |\n![]()",
                "Co-expressed Genes |\n«![plot](plot.png)»",
                '"![plot](plot.png)" stands here, expected "![]()"; delete or move it',
            ),
            Bad(
                "2024 dataset. | |",
                "2024 dataset. | «12» |",
                '"12" stands here, expected an empty last cell; delete or move it',
            ),
        ),
        good=(
            Good("API | |", "API ||", "an empty cell without a blank"),
            Good("Co-expressed Genes |\n![]() |", "Co-expressed Genes |\n![]()|", "no blank before the bar"),
        ),
    ),
    check,
    has_no_problems,
)
