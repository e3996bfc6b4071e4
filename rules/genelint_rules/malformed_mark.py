"""The number of a footnote mark or a reference is no positive integer.

What it does
------------
Finds marks, ends of ranges and references whose number is 0, negative, or a text that is anything but digits: one with
leading zeros, blanks, a sign, other scripts' digits, or words. A mark of the reference whose number cannot be read is
not reported as well.

Why it matters
--------------
No mark leads to such a reference, and such a mark leads nowhere: programs compare the numbers.

How to repair
-------------
Write the number in digits alone. A range is a node of its own, of type `fg_fs`.

Fix safety
----------
There is no fix: which reference was meant is only a guess.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, quote, reference_number
from genelint_rules.examples import article, footnoted
from genelint_rules.footnotes import are_sound, disorder

_AROUND = " \t\r\n+-#()[].,;"
_RANGE = r"[0-9]+ ?[-\u2010-\u2014] ?[0-9]+"


def check(record: Record) -> Iterator[Finding]:
    """Report each malformed number at its value."""
    tree = record.tree
    if tree is None or (footnotes := disorder(tree)) is None:
        return
    for node in tree.marks:
        for key in ("ref",) if "ref" in node else ("start_ref", "end_ref"):
            if reference_number(node[key]) is None:
                is_range = re.fullmatch(_RANGE, str(node[key]))
                repair = 'write a range as a node of type "fg_fs"' if is_range else _repair(_read(node[key]))
                yield Finding(tree.span(node, key), _message("footnote", node[key], repair))
    lent = set(footnotes.known).difference(footnotes.references)
    for node in tree.references:
        if reference_number(node["ref"]) is None:
            repair = _repair(min(lent) if len(lent) == 1 else _read(node["ref"]))
            yield Finding(tree.span(node, "ref"), _message("reference", node["ref"], repair))


def _repair(meant: int | None) -> str:
    return "write the number in digits" if meant is None else f"did you mean {meant}?"


def _message(kind: str, value: str | int, repair: str) -> str:
    stands = quote(str(value))
    return f"{stands} stands here as the number of a {kind}, expected 1 to 18 digits, the first not 0; {repair}"


def _read(value: str | int) -> int | None:
    """The number that a value means with what does not belong to it."""
    from unicodedata import normalize  # noqa: PLC0415 - start-up

    return reference_number(normalize("NFKC", str(value)).strip(_AROUND).lstrip("0"))


RULE = RecordRule(
    Meta(
        code="REF008",
        name="malformed-mark",
        summary="The number of a footnote mark or a reference is no positive integer.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '"ref": "3"',
                '"ref": "«03»"',
                '"03" stands here as the number of a footnote, expected '
                "1 to 18 digits, the first not 0; did you mean 3?",
            ),
            Bad(
                '"ref": "3"',
                '"ref": "«»"',
                '"" stands here as the number of a footnote, expected '
                "1 to 18 digits, the first not 0; write the number in digits",
            ),
            Bad(
                '"ref": "3"',
                '"ref": «-3»',
                '"-3" stands here as the number of a footnote, expected '
                "1 to 18 digits, the first not 0; did you mean 3?",
            ),
            Bad(
                '"ref": "3"',
                '"ref": "«2-3»"',
                '"2-3" stands here as the number of a footnote, expected '
                '1 to 18 digits, the first not 0; write a range as a node of type "fg_fs"',
            ),
            Bad(
                '"start_ref": "2", "end_ref": "4"',
                '"start_ref": "«[2]»", "end_ref": "«４»"',
                (
                    '"[2]" stands here as the number of a footnote, expected '
                    "1 to 18 digits, the first not 0; did you mean 2?",
                    '"４" stands here as the number of a footnote, expected '
                    "1 to 18 digits, the first not 0; did you mean 4?",
                ),
            ),
            Bad(
                '"ref": 2,',
                '"ref": "«two»",',
                '"two" stands here as the number of a reference, expected '
                "1 to 18 digits, the first not 0; did you mean 2?",
            ),
            Bad(
                '"ref": 4,',
                '"ref": «0»,',
                '"0" stands here as the number of a reference, expected '
                "1 to 18 digits, the first not 0; did you mean 4?",
            ),
            Bad(
                "",
                footnoted(
                    '{"type": "f", "ref": 1}, {"type": "f", "ref": 2}, {"type": "f", "ref": 3}, '
                    '{"type": "f", "ref": 4}',
                    article("11056684", '"«1-2»"'),
                    article("11250747", '"«II»"'),
                    article("11134511", "3"),
                    article("15958740", '"«4.»"'),
                ),
                (
                    '"1-2" stands here as the number of a reference, expected '
                    "1 to 18 digits, the first not 0; write the number in digits",
                    '"II" stands here as the number of a reference, expected '
                    "1 to 18 digits, the first not 0; write the number in digits",
                    '"4." stands here as the number of a reference, expected '
                    "1 to 18 digits, the first not 0; did you mean 4?",
                ),
            ),
        ),
        good=(
            Good('"ref": "3"', '"ref": 3', "an integer"),
            Good('"ref": 3,', '"ref": "3",', "a text of digits"),
        ),
    ),
    check,
    are_sound,
)
