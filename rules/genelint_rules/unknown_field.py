"""A field whose label is none of the layout.

What it does
------------
Finds lines that look like a field and have a label that no record has. Where the label is nearly one that is missing,
or stands where the one missing field belongs, the message says which.

Why it matters
--------------
Programs look fields up by their label, letter by letter. A field under another label is lost to them.

How to repair
-------------
Correct the label. A field that the layout does not have cannot be kept: delete the line.

Fix safety
----------
Renaming is unsafe: the label is guessed.
"""

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
    has_no_problems,
    quote,
)


def check(record: Record) -> Iterator[Finding]:
    """Report each unknown label, in a problem's `found`; in `expected` is the label that was meant, if known."""
    for problem in record.found("unknown-field"):
        shown = quote(problem.found) if problem.found else "a blank"
        meant = problem.expected
        repair = f'did you mean "{meant}"?' if meant else "delete the line, or correct its label"
        edits = tuple(Edit(*edit) for edit in problem.edits)
        fix = Fix(f'Rename the field to "{meant}"', edits, Safety.UNSAFE) if edits else None
        yield Finding(problem.span, f"{shown} is no label of a field; {repair}", fix)


RULE = RecordRule(
    Meta(
        code="LAY002",
        name="unknown-field",
        summary="A field whose label is none of the layout.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "Synonyms |",
                "«Synonims» |",
                '"Synonims" is no label of a field; did you mean "Synonyms"?',
                fixed="Synonyms |",
            ),
            Bad(
                "Co-expressed Genes |",
                "«Coexpressed genes» |",
                '"Coexpressed genes" is no label of a field; did you mean "Co-expressed Genes"?',
                fixed="Co-expressed Genes |",
            ),
            Bad(
                "Name | metallothionein",
                "«Title» | metallothionein",
                '"Title" is no label of a field; did you mean "Name"?',
                fixed="Name | metallothionein",
            ),
            Bad(
                "API | |",
                "«Symbol» | MT1H |\nAPI | |",
                '"Symbol" is no label of a field; delete the line, or correct its label',
            ),
            Bad(
                "API | |",
                "«»| MT1H |\nAPI | |",
                "a blank is no label of a field; delete the line, or correct its label",
            ),
        ),
        good=(
            Good("Synonyms | MT-0,", "Synonyms | Synonims, MT-0,", "the word as a value"),
            Good("Synonyms | MT-0", "Synonyms|MT-0", "no blanks around the bar"),
        ),
    ),
    check,
    has_no_problems,
)
