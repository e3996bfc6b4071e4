"""A bar is missing.

What it does
------------
Finds a field without the bar behind its label or behind its value, a heading or an empty field without its bar, a
dataset row without its last cells, and a summary whose tree no line with a single bar follows.

Why it matters
--------------
Bars divide label from value and one value from the next. Without them a line is read as another, or not at all.

How to repair
-------------
Insert the bar where the finding is.

Fix safety
----------
Inserting the bar is safe where it can belong to one place only, and then there is a fix.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each missing bar, marked where it belongs.

    A problem has in `found` what lacks it, with the verb, and in `expected` the bars.
    """
    for problem in record.found("missing-bar"):
        verb = "move" if record.source.text[slice(*problem.span)] else "insert"
        message = f"{problem.found}, expected {problem.expected}; {verb} it"
        edits = tuple(Edit(*edit) for edit in problem.edits)
        yield Finding(problem.span, message, Fix(f"{verb.title()} the bar", edits, Safety.SAFE) if edits else None)


_ROW = "from the Reactome Pathways 2024 dataset."

RULE = RecordRule(
    Meta(
        code="LAY006",
        name="missing-bar",
        summary="A bar is missing.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "MT-0, MT-1H, MT-IH |",
                "MT-0, MT-1H, MT-IH«»",
                '"Synonyms" has no closing bar, expected "|" here; insert it',
                fixed="MT-0, MT-1H, MT-IH |",
            ),
            Bad(
                "Name | metallothionein",
                "Name«» metallothionein",
                '"Name" has no bar after its label, expected "|" here; insert it',
                fixed="Name | metallothionein",
            ),
            Bad(
                "Name | metallothionein 1H |",
                "Name«» metallothionein 1H",
                '"Name" has no bar after its label, expected "|" here; insert it',
            ),
            Bad("API | |", "API |«»", '"API" has no closing bar, expected "|" here; insert it', fixed="API | |"),
            Bad(
                "Co-expressed Genes |",
                "Co-expressed Genes«»",
                '"Co-expressed Genes" has no closing bar, expected "|" here; insert it',
                fixed="Co-expressed Genes |",
            ),
            Bad(
                "Co-expressed Genes |\n![]() |",
                "Co-expressed Genes |\n![]()«»",
                '"![]()" has no closing bar, expected "|" here; insert it',
                fixed="Co-expressed Genes |\n![]() |",
            ),
            Bad(
                f"{_ROW} | |",
                f"{_ROW}«»",
                '"Reactome Pathways 2024" has no closing bar, expected "| |" here; insert it',
                fixed=f"{_ROW} | |",
            ),
            Bad(
                "|\nSynonyms",
                "«»Synonyms",
                'the summary has no closing line, expected "|" here; insert it',
                fixed="|\nSynonyms",
            ),
            Bad(
                "\n|\nSynonyms",
                " «|»\nSynonyms",
                "the summary's closing bar stands on the tree's own line, expected it on the next line; move it",
                fixed="\n|\nSynonyms",
            ),
        ),
        good=(
            Good("MT-0, MT-1H, MT-IH |", "MT-0, MT-1H, MT-IH|", "no blank before the bar"),
            Good("zinc and copper", "zinc | copper", "a bar more, in prose"),
        ),
    ),
    check,
    has_no_problems,
)
