"""A synonym that is empty, stands twice, repeats the symbol, or is several.

What it does
------------
Finds items of `Synonyms` that are empty, that stand there already, that are the gene's symbol itself, and
items that hold several synonyms because something else than a comma and a blank stands between them. Capitals
count: `p53` and `P53` are two. Synonyms may hold brackets, primes, colons, and a comma between digits.

Why it matters
--------------
Whoever looks a gene up by an old name finds it only where each name stands by itself; what stands twice most
often took the place of another name.

How to repair
-------------
Put a comma and a blank between synonyms. Delete what is empty, stands twice or repeats the symbol.

Fix safety
----------
Deleting an empty or a doubled item is safe: the set of names stays the same. The others have no fix.
"""

import re
from collections.abc import Iterator

from genelint.rule import (
    Bad,
    Edit,
    Finding,
    Fix,
    Good,
    Item,
    Meta,
    Record,
    RecordRule,
    Related,
    Safety,
    Severity,
    Span,
    quote,
    split_items,
)
from genelint_rules.names import SYNONYMS, are_usual

_COMMA = r"(?<![0-9]),|,(?![0-9])"
_CODE = r"(?=[A-Z]*[0-9-])[A-Z][A-Z0-9-]{2,}"
_CODES = f"{_CODE}(?: {_CODE})+"


def check(record: Record) -> Iterator[Finding]:
    """Report each such item, the later one of two alike."""
    field = record.fields.get("Synonyms")
    if field is None:
        return
    names = field.value.text.split(", ")
    if len({record.symbol, *names}) <= len(names) or not SYNONYMS.fullmatch(field.value.text):
        yield from _findings(split_items(field.value), record.symbol)


def _findings(items: list[Item], symbol: str) -> Iterator[Finding]:
    first: dict[str, Span] = {}
    has_names = any(item.part.text for item in items)
    for at, item in enumerate(items):
        text, span = item.part.text, item.part.span
        if not text:
            message = "a synonym is empty; add the name, or delete the comma"
            yield Finding(span, message, _deletion("empty", items, at, first) if has_names else None)
        elif text in first:
            message = f"{quote(text)} stands here already; delete one of the two"
            related = (Related(first[text], "first here"),)
            yield Finding(span, message, _deletion("second", items, at, first), related)
        elif text == symbol:
            yield Finding(span, f"{quote(text)} is the gene's symbol and no synonym of it; delete it")
        elif not item.is_tight:
            yield Finding(span, f'a blank stands between {quote(text)} and the comma; separate synonyms by ", "')
        elif _holds_several(text):
            yield Finding(span, f'{quote(text)} holds more than one synonym; separate them by ", "')
        if text:
            first.setdefault(text, span)


def _deletion(which: str, items: list[Item], at: int, earlier: dict[str, Span]) -> Fix:
    """Delete an item with the comma before it, or behind it where no name stands earlier."""
    if earlier:
        span = Span(items[at - 1].whole.end, items[at].whole.end)
    else:
        span = Span(items[at].part.start, items[at + 1].part.start)
    return Fix(f"Delete the {which} item", (Edit(span, ""),), Safety.SAFE)


def _holds_several(text: str) -> bool:
    """Whether a text reads as several names: with blanks only where each part reads like a symbol."""
    if any(separator in text for separator in (";", "，", "；", "、", " / ")):
        return True
    parts = re.split(_COMMA, text)
    if len(parts) > 1:
        return all(len(part) > 1 and any(map(str.isalpha, part)) for part in parts)
    return re.fullmatch(_CODES, text) is not None


RULE = RecordRule(
    Meta(
        code="IDN013",
        name="malformed-synonym",
        summary="A synonym that is empty, stands twice, repeats the symbol, or is several.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MT-0, «», MT-1H, MT-IH |",
                "a synonym is empty; add the name, or delete the comma",
                fixed="Synonyms | MT-0, MT-1H, MT-IH |",
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «», MT-0, MT-1H, MT-IH,«» |",
                ("a synonym is empty; add the name, or delete the comma",) * 2,
                fixed="Synonyms | MT-0, MT-1H, MT-IH |",
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «», «», MT-0, MT-1H, MT-IH |",
                ("a synonym is empty; add the name, or delete the comma",) * 2,
                fixed="Synonyms | MT-0, MT-1H, MT-IH |",
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «»,«» |",
                ("a synonym is empty; add the name, or delete the comma",) * 2,
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MT-0, MT-1H, MT-IH, «MT-1H» |",
                '"MT-1H" stands here already; delete one of the two',
                fixed="Synonyms | MT-0, MT-1H, MT-IH |",
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MT-0, MT-1H, «MT-0», «MT-1H» |",
                (
                    '"MT-0" stands here already; delete one of the two',
                    '"MT-1H" stands here already; delete one of the two',
                ),
                fixed="Synonyms | MT-0, MT-1H |",
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MT-0, «MT1H», MT-IH |",
                '"MT1H" is the gene\'s symbol and no synonym of it; delete it',
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «M0,M1», MT-IH |",
                '"M0,M1" holds more than one synonym; separate them by ", "',
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MT-0, «MT-1H; MT-IH» |",
                '"MT-1H; MT-IH" holds more than one synonym; separate them by ", "',
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MT-0, «MT-1H MT-IH» |",
                '"MT-1H MT-IH" holds more than one synonym; separate them by ", "',
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «MT-0» , MT-1H |",
                'a blank stands between "MT-0" and the comma; separate synonyms by ", "',
            ),
        ),
        good=(
            Good("MT-0, MT-1H, MT-IH", "MT-0, mt-0, MT1", "names that differ in capitals; part of the symbol"),
            Good(
                "MT-0, MT-1H, MT-IH",
                "AGP-B', b(2)gcn, CYP46A-se1[12:13:14], OK/SW-CL.58",
                "signs in real use",
            ),
            Good(
                "MT-0, MT-1H, MT-IH",
                "beta-1,3-GalT, Factor VIII, HLA DRB1",
                "a comma between digits, and blanks",
            ),
            Good("MT-0, MT-1H, MT-IH", "a,bc", "a comma between letters of which one is no name"),
        ),
    ),
    check,
    are_usual,
)
