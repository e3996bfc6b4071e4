"""An exception whose last day is past.

What it does
------------
Finds exceptions of the configuration whose date `until` is past. They leave out nothing any more: what they excused is
found again.

Why it matters
--------------
Somebody promised to come back to it by that day.

How to repair
-------------
Repair what it excused and delete it; or give it a later day, if there still is a good reason.

Fix safety
----------
There is no fix: whether the reason still holds, a curator knows.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Severity, Suppression, SuppressionRule


def check(suppression: Suppression) -> Iterator[Finding]:
    """Report one that has expired."""
    until = suppression.until
    if until is not None and until < suppression.today:
        message = f"the {suppression.what} ended on {until}; repair what it excused, or give a later day"
        yield Finding(suppression.span, message)


_UNTIL = '[[exceptions]]\nrule = "REF001"\nrecord = "MT1H"\nreason = "not yet published"\nuntil = {}\n'

RULE = SuppressionRule(
    Meta(
        code="SUP002",
        name="expired-exception",
        summary="An exception whose last day is past.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "",
                "",
                'the exception for REF001 in record "MT1H" ended on 2026-06-29; repair what it excused, '
                "or give a later day",
                suppressions=_UNTIL.format("2026-06-29").replace("[[exceptions]]", "«[[exceptions]]»"),
            ),
            Bad(
                '"ref": "3"',
                '"ref": "7"',
                'the exception for REF001 in record "MT1H" ended on 2025-12-31; repair what it excused, '
                "or give a later day",
                also=("REF001",),
                suppressions=_UNTIL.format('"2025-12-31"').replace("[[exceptions]]", "«[[exceptions]]»"),
            ),
        ),
        good=(
            Good('"ref": "3"', '"ref": "7"', "its last day, 2026-06-30", suppressions=_UNTIL.format("2026-06-30")),
            Good('"ref": "3"', '"ref": "7"', "it has years to go", suppressions=_UNTIL.format("9999-12-31")),
            Good("", "", "the last day of one for nothing", also=("SUP001",), suppressions=_UNTIL.format("2026-06-30")),
            Good("", "", "years to go, for nothing", also=("SUP001",), suppressions=_UNTIL.format("9999-12-31")),
            Good("", "", "no day, for nothing", also=("SUP001",), suppressions=_UNTIL.partition("until")[0]),
        ),
    ),
    check,
)
