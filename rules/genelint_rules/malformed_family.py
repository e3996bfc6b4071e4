"""A family with a parenthesis or a name missing.

What it does
------------
Finds families of `HGNC Family` whose parentheses do not pair, and commas without a family between them or
beside them. Names may hold commas, slashes, colons and parentheses of their own.

Why it matters
--------------
The root symbol stands in parentheses behind the name, and tells where one family ends and the next begins.

How to repair
-------------
Add the missing parenthesis, or delete the one too many; delete the comma that has no family.

Fix safety
----------
There is no fix: where the other parenthesis belongs is not known.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Part, Record, RecordRule, Severity, quote, split_items
from genelint_rules.names import are_usual

_PAIRED = r"[^()]*(?:\((?:[^()]|\([^()]*\))*\)[^()]*)*"
_END = r"(?<=\)), "


def check(record: Record) -> Iterator[Finding]:
    """Report each such family; where families cannot be told apart, more than one is marked."""
    field = record.fields.get("HGNC Family")
    if field is None:
        return
    value = field.value
    if "," in value.text:
        for item in split_items(value):
            if not item.part.text:
                yield Finding(item.part.span, "a family is empty; add its name, or delete the comma")
    if ("(" in value.text or ")" in value.text) and not re.fullmatch(_PAIRED, value.text):
        for part in _unpaired(value):
            message = f"the parentheses of {quote(part.text)} do not pair; add the missing one, or delete one"
            yield Finding(part.span, message)


def _unpaired(value: Part) -> list[Part]:
    """The families, divided at `), `, with an odd parenthesis; none where those of the whole pair."""
    found: list[Part] = []
    start = 0
    for end in [*(match.start() for match in re.finditer(_END, value.text)), len(value.text)]:
        if _is_odd(value.text[start:end]):
            found.append(Part(value.text[start:end], value.start + start))
        start = end + 2
    return found if _is_odd(value.text) else []


def _is_odd(text: str) -> bool:
    """Whether a parenthesis has no partner."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return True
    return depth > 0


RULE = RecordRule(
    Meta(
        code="IDN012",
        name="malformed-family",
        summary="A family with a parenthesis or a name missing.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "Metallothioneins (MT) |",
                "«Metallothioneins (MT» |",
                'the parentheses of "Metallothioneins (MT" do not pair; add the missing one, or delete one',
            ),
            Bad(
                "Metallothioneins (MT) |",
                "RING-type (C3HC4) zinc fingers (RNF), «Metallothioneins MT)», T-boxes (TBX) |",
                'the parentheses of "Metallothioneins MT)" do not pair; add the missing one, or delete one',
            ),
            Bad(
                "Metallothioneins (MT) |",
                "«Metallothioneins )MT(» |",
                'the parentheses of "Metallothioneins )MT(" do not pair; add the missing one, or delete one',
            ),
            Bad(
                "Metallothioneins (MT) |",
                "Metallothioneins (MT), «», T-boxes (TBX) |",
                "a family is empty; add its name, or delete the comma",
            ),
            Bad(
                "Metallothioneins (MT) |",
                "Metallothioneins (MT),«» |",
                "a family is empty; add its name, or delete the comma",
            ),
        ),
        good=(
            Good(
                "Metallothioneins (MT) |",
                "RING-type (C3HC4) zinc fingers (RNF), Fanconi anemia, complementation groups (FANC) |",
                "inner parentheses and a comma in a name",
            ),
            Good(
                "Metallothioneins (MT) |",
                "Protein phosphatases, Mg2+/Mn2+ dependent (PPM), Mitochondrial complex IV: oxidase subunits |",
                "a slash, a colon, and a family without a symbol",
            ),
            Good(
                "Metallothioneins (MT) |",
                "Receptors (G (alpha, (beta), gamma) protein) (R) |",
                "deep parentheses",
            ),
        ),
    ),
    check,
    are_usual,
)
