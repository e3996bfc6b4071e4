"""Two genes have one name.

What it does
------------
Compares the names of all records, upper and lower case aside, and finds those that several records have.

Why it matters
--------------
Every gene has a name of its own. Most often a record was begun as a copy of another one, and the name was forgotten.

How to repair
-------------
Look the NCBI Gene ID up, and correct the name of the copy.

Fix safety
----------
There is no fix: which of the records is wrong cannot be known.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Clash, CorpusRule, Finding, Good, Meta, Record, Severity, Values


def collect(record: Record) -> Iterator[tuple[str, str]]:
    """The name as it is compared, and as it is written."""
    field = record.fields.get("Name")
    if field is not None and field.value.text:
        yield field.value.text.casefold(), field.value.text


def compare(values: Values) -> Iterator[Clash]:
    """Hold each record of a name against the first other one."""
    message = "another gene has this name as well; look the NCBI Gene ID up and correct the name of the copy"
    for key, spellings in values.items():
        holders = [(path, text) for text, held in spellings.items() for path in held.paths]
        for path, text in holders if len(holders) > 1 else ():
            other, spelling = holders[0] if holders[0][0] != path else holders[1]
            yield Clash(path, key, text, message, (Clash(other, key, spelling, "it stands here too"),))


def place(record: Record, clash: Clash) -> Finding | None:
    """The name, where the record still has it."""
    field = record.fields.get("Name")
    if field is None or field.value.text != clash.value:
        return None
    return Finding(field.value.span, clash.message)


RULE = CorpusRule(
    Meta(
        code="LAB002",
        name="shared-name",
        summary="Two genes have one name.",
        severity=Severity.ERROR,
        since="1.0.0",
        bad=(
            Bad(
                "Name | metallothionein 1H |",
                "Name | «Metallothionein 1A» |",
                "another gene has this name as well; look the NCBI Gene ID up and correct the name of the copy",
            ),
        ),
        good=(
            Good("Name | metallothionein 1H |", "Name | metallothionein 1A pseudogene |", "a longer name"),
            Good("Name | metallothionein 1H |", "Name | |", "without a name there is nothing to compare"),
        ),
    ),
    collect,
    compare,
    place,
)
