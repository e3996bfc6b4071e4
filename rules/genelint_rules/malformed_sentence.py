"""The association sentence does not read as it should.

What it does
------------
Finds an association sentence whose words or numbers differ from `SYM has N functional associations with biological
entities spanning K categories (LIST) extracted from D datasets.`, and marks it from the first word that does. The words
stay the same for one and for none.

Why it matters
--------------
The counts in the sentence are read by programs. Where it does not parse, none of them can be compared with the table.

How to repair
-------------
Restore the word or number that the message names.

Fix safety
----------
There is no fix: the numbers that were lost with the words are not known.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems, quote


def check(record: Record) -> Iterator[Finding]:
    """Report it from the word where it goes wrong; the problem holds that word and what should stand there."""
    for problem in record.found("malformed-sentence"):
        found = f"reads {quote(problem.found)}" if problem.found else "ends"
        message = f"the association sentence {found} where {problem.expected} was expected; restore it"
        yield Finding(problem.span, message)


RULE = RecordRule(
    Meta(
        code="ASC001",
        name="malformed-sentence",
        summary="The association sentence does not read as it should.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "entities spanning 3 categories (chemical, functional term, phrase or reference, cell line, cell type "
                "or tissue) extracted from 3 datasets.",
                "entities «spaning 3 categories (chemical, functional term, phrase or reference, cell line, cell type "
                "or tissue) extracted from 3 datasets.»",
                'the association sentence reads "spaning" where "spanning" was expected; restore it',
            ),
            Bad(
                "extracted from 3 datasets.",
                "extracted from «three datasets.»",
                'the association sentence reads "three" where the number of datasets was expected; restore it',
            ),
            Bad(
                "extracted from 3 datasets.",
                "extracted from 3«»",
                'the association sentence ends where "datasets." was expected; restore it',
            ),
        ),
        good=(
            Good(
                "1,204 functional associations with biological entities spanning 3",
                "3 functional associations with biological entities spanning 3",
                "the words stay the same for few associations",
            ),
            Good(
                "(chemical, functional term, phrase or reference, cell line, cell type or tissue)",
                "(cell line, cell type or tissue, functional term, phrase or reference, chemical)",
                "the order of the categories carries no meaning",
            ),
        ),
    ),
    check,
    has_no_problems,
)
