"""Two records of one gene.

What it does
------------
Finds records that share their symbol or their NCBI Gene ID with another record. Each of them is reported, with
the places in the others; two records that share both are one finding each. A symbol counts where the sentence
and the instruction line agree on it, with its capitals; a Gene ID where it can be one.

Why it matters
--------------
Whoever looks the gene up finds one of its records, and corrections reach one of them; or one record goes by the
name of another gene, and all that it says is taken for that gene's.

How to repair
-------------
Delete the record that is a copy. Where they are two genes, look both up in NCBI Gene and correct the symbol or
the Gene ID that is wrong.

Fix safety
----------
There is no fix: which of the records is right cannot be known.
"""

from collections.abc import Iterator, Mapping

from genelint.rule import (
    Bad,
    Clash,
    CorpusRule,
    Finding,
    Good,
    Holders,
    Meta,
    Record,
    Severity,
    Values,
    key_and_value,
    quote,
)
from genelint_rules.examples import PART, part
from genelint_rules.genes import elsewhere, named, sound_number, sound_symbol
from genelint_rules.small_record import small_record

_SYMBOL, _NUMBER = "symbol", "NCBI Gene ID"


def collect(record: Record) -> Iterator[tuple[str, str]]:
    """The symbol, and the Gene ID for it; either may be empty."""
    symbol, number = sound_symbol(record), sound_number(record)
    yield symbol.text if symbol else "", number.text if number else ""


def compare(values: Values) -> Iterator[Clash]:
    """Each record whose symbol others have, and each whose Gene ID records of other symbols have."""
    symbols: dict[str, dict[str, Holders]] = {}
    for symbol, numbers in values.items():
        for number, holders in numbers.items():
            symbols.setdefault(number, {})[symbol] = holders
    for symbol, numbers in values.items():
        namesakes = sum(holders.number for holders in numbers.values())
        for number, holders in numbers.items():
            if symbol and holders.number > 1:
                yield from _copies(symbol, number, holders)
            elif symbol and namesakes > 1:
                (path,) = holders.paths
                yield _namesake((path, symbol, number), numbers, namesakes - 1)
    for number, sharing in symbols.items():
        if number and len(sharing) > 1:
            yield from _sharers(number, sharing)


def _copies(symbol: str, number: str, holders: Holders) -> Iterator[Clash]:
    gene = f"{quote(symbol)} (NCBI Gene ID {number})" if number else quote(symbol)
    for path in holders.paths:
        others = [(other, symbol, number) for other, _ in elsewhere(path, [(number, holders)])]
        where = named(others[0][0], holders.number - 1)
        message = f"the gene {gene} has another record, {where}; delete the one that is a copy"
        yield _clash(_SYMBOL, (path, symbol, number), message, others)


def _namesake(own: tuple[str, str, str], numbers: Mapping[str, Holders], count: int) -> Clash:
    path, symbol, _ = own
    others = [(other, symbol, found) for other, found in elsewhere(path, numbers.items())]
    where = named(others[0][0], count)
    message = f"the symbol {quote(symbol)} is also that of {where}; correct the symbol or the Gene ID that is wrong"
    return _clash(_SYMBOL, own, message, others)


def _sharers(number: str, sharing: Mapping[str, Holders]) -> Iterator[Clash]:
    total = sum(holders.number for holders in sharing.values())
    for symbol, holders in sharing.items():
        for path in holders.paths:
            others = [
                (other, found, number)
                for other, found in elsewhere(
                    path, ((other, held) for other, held in sharing.items() if other != symbol)
                )
            ]
            where = named(others[0][0], total - holders.number)
            message = f"the NCBI Gene ID {number} is also that of {where}; correct the one that is wrong"
            yield _clash(_NUMBER, (path, symbol, number), message, others)


def _clash(what: str, own: tuple[str, str, str], message: str, others: list[tuple[str, str, str]]) -> Clash:
    notes = tuple(Clash(*other, f"the same {what}", expected=what) for other in others)
    return Clash(*own, message, notes, expected=what)


def place(record: Record, clash: Clash) -> Finding | None:
    """At the symbol, or at the Gene ID."""
    symbol, number = sound_symbol(record), sound_number(record)
    part, text = (symbol, clash.key) if clash.expected == _SYMBOL else (number, clash.value)
    return Finding(part.span, clash.message) if part is not None and part.text == text else None


_SMALL = small_record()
_MT1G = _SMALL.replace("MT1H", "MT1G").replace("\nMT1G has", "\n«MT1G» has")
_TORN = _SMALL.replace("MT1H has", "MT1G has")

RULE = CorpusRule(
    Meta(
        code="COR001",
        name="duplicate-gene",
        summary="Two records of one gene.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "NCBI Gene ID | 4496 |",
                "NCBI Gene ID | «4493» |",
                'the NCBI Gene ID 4493 is also that of "MT1E.txt"; correct the one that is wrong',
            ),
            Bad(
                "",
                _MT1G.replace("| 4496 |", "| 4495 |"),
                'the gene "MT1G" (NCBI Gene ID 4495) has another record, "MT1G.txt"; delete the one that is a copy',
                path="drafts/MT1G.txt",
            ),
            Bad(
                "",
                _MT1G,
                'the symbol "MT1G" is also that of "MT1G.txt"; correct the symbol or the Gene ID that is wrong',
                path="drafts/MT1G.txt",
            ),
            Bad(
                "",
                _MT1G.partition("Click")[0] + "If" + _MT1G.partition("If")[2],
                'the symbol "MT1G" is also that of "MT1G.txt"; correct the symbol or the Gene ID that is wrong',
                path="drafts/MT1G.txt",
                also=("LAY003",),
            ),
        ),
        good=(
            Good("NCBI Gene ID | 4496 |", "NCBI Gene ID | 44961 |", "one digit more"),
            Good("", _SMALL.replace("MT1H", "mt1g"), "a symbol in other letters", path="mt1g.txt"),
            Good("MT-0, MT-1H", "4495, MT-1H", "another gene's number elsewhere"),
            Good(
                "",
                _TORN.replace("for MT1H", "for MT1A"),
                "a symbol on which two lines differ",
                also=("ASC010",),
                path="drafts/MT1G.txt",
            ),
            Good(
                "",
                _TORN.replace("for MT1H", "for MT1X"),
                "a symbol on which two lines differ",
                also=("ASC010",),
                path="drafts/MT1G.txt",
            ),
            Good(PART, part(None, None), "no symbol", also=("LAY003",)),
            Good("NCBI Gene ID | 4496 |\n", "", "no Gene ID", also=("LAY003",)),
        ),
    ),
    collect,
    compare,
    place,
    key_and_value,
)
