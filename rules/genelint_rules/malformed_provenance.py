"""A bracket that names the description's source and is broken, or is dated wrongly.

What it does
------------
Reads brackets in `Description` that begin with `[provided by` or `[supplied by`. Each must close, and where
it ends with a month and a year, the month must be one, in its short or long form, and not be still to come. A
bracket without a date is in use too, and other brackets, such as `[2Fe-2S]`, are text.

Why it matters
--------------
The bracket says whose words these are and how old they are.

How to repair
-------------
Close the bracket, or correct the date: `[provided by RefSeq, Jul 2008]`.

Fix safety
----------
There is no fix: where the bracket ends, or which month was meant, is a guess.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Part, Record, RecordRule, Severity, quote
from genelint_rules import dates
from genelint_rules.proven import Proven

_SOURCE = r"\[(?i:provided|supplied) by [^.\[\]]*"
"""The beginning of a bracket, up to the first full stop or bracket in it."""
_DATE = r",\s*(?:(\S+)\s+)?([0-9]{4})\s*"


def check(record: Record) -> Iterator[Finding]:
    """Report each such bracket; one that does not close up to its first full stop."""
    field = record.fields.get("Description")
    if field is None or "[" not in field.value.text:
        return
    text, start = field.value.text, field.value.start
    for opening, end in _brackets(text):
        if match := re.compile(_SOURCE).match(text, opening):
            fault = _fault(text[opening : end - 1]) if end else 'does not close; add "]"'
            if fault:
                bracket = Part(text[opening:end] if end else match.group().rstrip(), start + opening)
                yield Finding(bracket.span, f"the source {quote(bracket.text)} {fault}")


def _is_usual(record: Record) -> bool:
    """Whether there is no bracket, or one that closes and whose date is known to be in order."""
    field = record.fields.get("Description")
    _, opening, after = field.value.text.partition("[") if field else ("", "", "")
    inner, closing, _ = after.partition("]")
    return not opening or (bool(closing) and "[" not in after and _SOUND.of_all((f"[{inner}",)))


def _brackets(text: str) -> list[tuple[int, int]]:
    """Where each bracket opens, in order, and the end of its partner, 0 where it has none."""
    before, _, after = text.partition("[")
    if "[" not in after:
        return [(len(before), text.find("]", len(before)) + 1)]
    ends: dict[int, int] = {}
    open_ones: list[int] = []
    for match in re.finditer(r"[\[\]]", text):
        if match.group() == "[":
            open_ones.append(match.start())
            ends[match.start()] = 0
        elif open_ones:
            ends[open_ones.pop()] = match.end()
    return list(ends.items())


def _fault(inner: str) -> str:
    """What is wrong with the date after the last comma of a bracket; empty for nothing, and for no date."""
    match = re.fullmatch(_DATE, "".join(inner.rpartition(",")[1:]))
    if match is None:
        return ""
    name, year = match.groups()
    date: tuple[int, ...] = (int(year),)
    if name:
        month = dates.MONTHS.get(name.rstrip(".").lower())
        if month is None:
            return f'has the month {quote(name)}, which is none; write the date as in "Jul 2008"'
        date = (*date, month)
    is_past = year <= dates.PAST or date <= dates.this_month()
    return "" if is_past else "has a date that is still to come; correct it"


_SOUND = Proven(lambda bracket: not _fault(bracket))


RULE = RecordRule(
    Meta(
        code="IDN014",
        name="malformed-provenance",
        summary="A bracket that names the description's source and is broken, or is dated wrongly.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "meets cadmium. |",
                "meets cadmium. «[provided by RefSeq, Jul 2008» |",
                'the source "[provided by RefSeq, Jul 2008" does not close; add "]"',
            ),
            Bad(
                "meets cadmium. |",
                "meets cadmium. «[supplied by OMIM, Mar 2008». It has a [2Fe-2S] cluster. |",
                'the source "[supplied by OMIM, Mar 2008" does not close; add "]"',
            ),
            Bad(
                "meets cadmium. |",
                "meets cadmium.«[provided by RefSeq, Jly 2008]». |",
                'the source "[provided by RefSeq, Jly 2008]" has the month "Jly", which is none; write the '
                'date as in "Jul 2008"',
            ),
            Bad(
                "meets cadmium. |",
                "meets cadmium. «[provided by RefSeq, Jul 9008]» |",
                'the source "[provided by RefSeq, Jul 9008]" has a date that is still to come; correct it',
            ),
            Bad(
                "Holds zinc and copper,",
                "«[provided by RefSeq, 9008]» Holds [2Fe-2S] and copper «[supplied by OMIM, 13 2008]»,",
                (
                    'the source "[provided by RefSeq, 9008]" has a date that is still to come; correct it',
                    'the source "[supplied by OMIM, 13 2008]" has the month "13", which is none; write '
                    'the date as in "Jul 2008"',
                ),
            ),
        ),
        good=(
            Good(
                "meets cadmium. |",
                "meets cadmium.[supplied by OMIM, Sept. 2008]. It is old. |",
                "text after it",
            ),
            Good(
                "meets cadmium. |",
                "meets cadmium. [provided by Alliance of Genome Resources, March 2025] |",
                "in full",
            ),
            Good("meets cadmium. |", "meets cadmium. [supplied by OMIM] |", "no date"),
            Good("meets cadmium. |", "meets cadmium. [provided by RefSeq, Jan 2026] |", "not long ago"),
            Good("meets cadmium. |", "meets cadmium. [provided by the [old] RefSeq, Jul 2008]. |", "another in it"),
            Good("meets cadmium. |", "meets cadmium. [provided by RefSeq, 2008]] |", "a year alone"),
            Good(
                "meets cadmium. |",
                "meets cadmium. [provided by us, mid July 9008] [supplied by us, no 90080] |",
                "what is no date in the usual form",
            ),
            Good(
                "meets cadmium. |",
                "meets cadmium, as in [2Fe-2S and [provided, Jly 2008]. |",
                "other brackets",
            ),
            Good("meets cadmium. |", "meets cadmium] with [2Fe-2S] or [4Fe-4S]. |", "a bracket that nothing opens"),
        ),
    ),
    check,
    _is_usual,
)
