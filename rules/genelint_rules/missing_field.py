"""A line that every record has is absent.

What it does
------------
Finds that a required field, a heading or the picture line below it, the association sentence, a fixed line or the head
of the table is absent. What is missing at one place is one finding; a file that breaks off has one, at its end.

Why it matters
--------------
A record without its name or NCBI Gene ID names no gene, and one without its sentence or table has lost its data.

How to repair
-------------
Write the line where the finding is, or take it from the source page. A file that breaks off should be fetched again.

Fix safety
----------
There is no fix: most of these lines hold a value that only the source page has.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each gap, marked where the missing lines belong.

    A problem has in `expected` what is missing, and in `found` what follows instead.
    """
    for problem in record.found("missing-field"):
        verb = "is" if problem.expected.startswith("the line") else "are"
        yield Finding(problem.span, f"{problem.expected} {verb} missing before {problem.found}; write it here")


RULE = RecordRule(
    Meta(
        code="LAY003",
        name="missing-field",
        summary="A line that every record has is absent.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "NCBI Gene ID | 4496 |\nAPI",
                "«»API",
                'the line "NCBI Gene ID | value |" is missing before "API"; write it here',
            ),
            Bad(
                "NCBI Gene ID | 4496 |\nAPI | |\nDownload",
                "«»Download",
                '"NCBI Gene ID" and "API" are missing before "Download Associations"; write it here',
            ),
            Bad(
                "Predicted Functions |\n![]()",
                "«»![]()",
                'the line "Predicted Functions |" is missing before "![]() |"; write it here',
            ),
            Bad(
                "Co-expressed Genes |\n![]() |\nExpression",
                "Co-expressed Genes |\n«»Expression",
                'the line "![]() |" after "Co-expressed Genes" is missing before "Expression in Tissues and Cell '
                'Lines |"; write it here',
            ),
            Bad("Summary |\n{", "«»{", 'the line "Summary |" is missing before a summary tree; write it here'),
            Bad(
                "---|---|---|\nCTD",
                "«»CTD",
                'the line "---|---|---|" is missing before "CTD Gene-Chemical Interactions"; write it here',
            ),
            Bad(
                "",
                "Name | metallothionein 1H |\nNCBI Gene ID | 44«»",
                '"API" and all that follows it are missing before the end of the file, which breaks off in "NCBI '
                'Gene ID"; write it here',
            ),
        ),
        good=(
            Good("Proteins | MT1H_HUMAN |\n", "", "a field that not every gene has"),
            Good("HGNC Family | Metallothioneins (MT) |\n", "", "a gene of no family"),
        ),
    ),
    check,
    has_no_problems,
)
