"""A synonym that is the symbol of another gene.

What it does
------------
Finds items of `Synonyms` that are the symbol of another record. Capitals count, as in all names of genes: `p53` is
not `P53`. The gene's own symbol among its synonyms is left to `malformed-synonym`.

Why it matters
--------------
Whoever looks the other gene up finds this one as well, and what is said of one is taken for the other. Old names of
genes were often given to new ones, so the name stood here by right once.

How to repair
-------------
Delete the synonym, unless this gene is still called so in the literature.

Fix safety
----------
There is no fix: whether the name is still in use cannot be known.
"""

from collections.abc import Iterator

from genelint.rule import (
    Bad,
    Clash,
    CorpusRule,
    Finding,
    Good,
    Meta,
    Record,
    Severity,
    Values,
    key_alone,
    quote,
    split_items,
)
from genelint_rules.genes import elsewhere, named, sound_symbol

_SYMBOL, _SYNONYM = "symbol", "synonym"


def collect(record: Record) -> Iterator[tuple[str, str]]:
    """Each name of the gene, and what it is."""
    symbol, field = sound_symbol(record), record.fields.get("Synonyms")
    if symbol:
        yield symbol.text, _SYMBOL
    if field:
        for name in field.value.text.split(", "):
            yield name, _SYNONYM


def compare(values: Values) -> Iterator[Clash]:
    """Each synonym that is the symbol of other records only."""
    for name, kinds in values.items():
        symbols = kinds.get(_SYMBOL)
        synonyms = kinds.get(_SYNONYM)
        if symbols is None or synonyms is None:
            continue
        own = set(symbols.paths)
        for path in synonyms.paths:
            if path not in own:
                others = [other for other, _ in elsewhere(path, [(name, symbols)])]
                message = (
                    f"the synonym {quote(name)} is the symbol of another gene, in {named(others[0], symbols.number)}; "
                    "delete it, unless both genes are called so"
                )
                notes = tuple(Clash(other, name, _SYMBOL, "the gene of that symbol") for other in others)
                yield Clash(path, name, _SYNONYM, message, notes)


def place(record: Record, clash: Clash) -> Finding | None:
    """At the synonym; for the other gene, at its symbol."""
    symbol, field = sound_symbol(record), record.fields.get("Synonyms")
    if clash.value == _SYMBOL:
        parts = [symbol] if symbol else []
    else:
        parts = [item.part for item in split_items(field.value)] if field else []
    return next((Finding(part.span, clash.message) for part in parts if part.text == clash.key), None)


RULE = CorpusRule(
    Meta(
        code="COR003",
        name="synonym-collision",
        summary="A synonym that is the symbol of another gene.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "MT-0, MT-1H, MT-IH",
                "MT-0, «MT1A», MT-1H, «MT1E»",
                (
                    'the synonym "MT1A" is the symbol of another gene, in "MT1A.txt"; delete it, unless both genes are '
                    "called so",
                    'the synonym "MT1E" is the symbol of another gene, in "MT1E.txt"; delete it, unless both genes are '
                    "called so",
                ),
            ),
        ),
        good=(
            Good("MT-0, MT-1H", "MT-0, mt1a, MT-1H", "a name in other letters"),
            Good("MT-0, MT-1H", "MT-0, MT-1A, MT-1H", "a synonym of two genes"),
        ),
    ),
    collect,
    compare,
    place,
    key_alone,
)
