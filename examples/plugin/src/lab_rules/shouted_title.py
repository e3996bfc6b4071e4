"""The title of a reference is in capitals throughout.

What it does
------------
Finds titles of three words or more that have no small letter, as some databases of old articles give them.

Why it matters
--------------
Capitals are hard to read, and hide what they mean in a title: a gene's symbol looks like any other word.

How to repair
-------------
Copy the title from the article itself.

Fix safety
----------
There is no fix: which capitals belong there cannot be known.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, plain_text, quote

FEWEST_WORDS = 3


def check(record: Record) -> Iterator[Finding]:
    """Report each title that is shouted."""
    tree = record.tree
    if tree is None:
        return
    for reference in tree.references:
        for node in reference["children"]:
            if node["type"] == "b":
                title = plain_text(node)
                if title.isupper() and len(title.split()) >= FEWEST_WORDS:
                    message = f"the title {quote(title)} is in capitals; copy it from the article"
                    yield Finding(tree.span(node, "children"), message)


RULE = RecordRule(
    Meta(
        code="LAB001",
        name="shouted-title",
        summary="The title of a reference is in capitals throughout.",
        severity=Severity.WARNING,
        since="1.0.0",
        bad=(
            Bad(
                '[{"type": "t", "text": "An epigenetic screen unmasks metallothioneins as putative contributors to '
                'renal cell carcinogenesis."}]',
                '«[{"type": "t", "text": "AN EPIGENETIC SCREEN."}]»',
                'the title "AN EPIGENETIC SCREEN." is in capitals; copy it from the article',
            ),
        ),
        good=(
            Good("An epigenetic screen unmasks", "AN EPIGENETIC SCREEN unmasks", "one word in small letters"),
            Good(
                "An epigenetic screen unmasks metallothioneins as putative contributors to renal cell carcinogenesis.",
                "MT1H METHYLATION.",
                "two words, which may be names",
            ),
            Good("Imad Alkamal, Odiljon Ikromov", "IMAD ALKAMAL, ODILJON IKROMOV", "authors are no title"),
            Good("Summary |\n{", "Summary |\n[", "a tree that cannot be read"),
        ),
    ),
    check,
)
