"""A field stands twice.

What it does
------------
Finds a field, heading or fixed line that stands a second time in a record. Three or more that follow one another are
one finding: most often a whole record was pasted into another.

Why it matters
--------------
Readers take the first or the last of the two, and nobody can tell which was meant.

How to repair
-------------
Keep the right one and delete the other line. Where two records share a file, give each a file of its own.

Fix safety
----------
There is no fix: only a curator knows which of the two is right.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Related, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each place that is taken already, marked at its label.

    A problem has the label, or the run of labels, in `found`, and in `expected` where the first one stands or, for a
    run, that it is another record.
    """
    for problem in record.found("duplicate-field"):
        if problem.expected.startswith("line"):
            message = f"{problem.found} stands a second time, first on {problem.expected}; keep one of the two"
        else:
            message = (
                f"{problem.found}, stand a second time; {problem.expected} seems to begin here, give it its own file"
            )
        related = (Related(problem.other, "first here"),) if problem.other else ()
        yield Finding(problem.span, message, related=related)


RULE = RecordRule(
    Meta(
        code="LAY004",
        name="duplicate-field",
        summary="A field stands twice.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "Proteins | MT1H_HUMAN |",
                "Proteins | MT1H_HUMAN |\n«Synonyms» | MT1 |",
                '"Synonyms" stands a second time, first on line 7; keep one of the two',
            ),
            Bad(
                "API | |",
                "API | |\n«Name» | metallothionein 1H |\nNCBI Gene ID | 4496 |\nAPI | |",
                '3 fields one after the other, "Name" to "API", stand a second time; another record seems to begin '
                "here, give it its own file",
            ),
        ),
        good=(
            Good("MT-0, MT-1H, MT-IH", "MT-0, MT-0B", "two synonyms that are alike"),
            Good("metallothionein 1H |", "Name |", "a value that reads like a label"),
        ),
    ),
    check,
    has_no_problems,
)
