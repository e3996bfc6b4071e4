"""A line of the record stands in the wrong place.

What it does
------------
Finds fields and other lines of the layout that stand before or after their place. Fields that stand together and belong
together elsewhere are one finding.

Why it matters
--------------
The order is the same in all records: readers know where to look, and two versions of a record can be compared by line.

How to repair
-------------
Move the line to the place that the message names.

Fix safety
----------
Moving is safe: the values stay the same.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each line, or run of lines, that is out of order, marked at the first label.

    A problem has in `found` what stands there, with the verb, and in `expected` where it belongs.
    """
    for problem in record.found("field-out-of-order"):
        message = f"{problem.found} out of order, expected {problem.expected}; move it there"
        edits = tuple(Edit(*edit) for edit in problem.edits)
        fix = Fix(f"Move it {problem.expected}", edits, Safety.SAFE) if edits else None
        yield Finding(problem.span, message, fix)


_NAME, _FAMILY = "Name | metallothionein 1H |\n", "HGNC Family | Metallothioneins (MT) |\n"
_BUTTONS = "API | |\nDownload Associations | |\n"
_PICTURES = (
    "Predicted Functions |\n![]() |\nCo-expressed Genes |\n![]() |\nExpression in Tissues and Cell Lines |\n![]() |\n"
)

RULE = RecordRule(
    Meta(
        code="LAY005",
        name="field-out-of-order",
        summary="A line of the record stands in the wrong place.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                _FAMILY + _NAME,
                f"«Name»{_NAME[4:]}{_FAMILY}",
                '"Name" stands out of order, expected before "Description"; move it there',
                fixed=_FAMILY + _NAME,
            ),
            Bad(
                _BUTTONS + _PICTURES,
                f"{_PICTURES}«API»{_BUTTONS[3:]}",
                '2 fields, "API" to "Download Associations", stand out of order, expected before "Predicted '
                'Functions"; move it there',
                fixed=_BUTTONS + _PICTURES,
            ),
            Bad(
                "Co-expressed Genes |\n![]() |",
                "«![]() |»\nCo-expressed Genes |",
                '"![]() |" stands out of order, expected after "Co-expressed Genes"; move it there',
                fixed="Co-expressed Genes |\n![]() |",
            ),
        ),
        good=(
            Good("MT-0, MT-1H, MT-IH", "MT-IH, MT-0, MT-1H", "values in another order"),
            Good(_FAMILY, "", "the first field is absent"),
        ),
    ),
    check,
    has_no_problems,
)
