"""What spreadsheets make of gene symbols: dates and numbers, and which symbols they were."""

import re

from genelint.rule import NamedTuple

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_DAY_MONTH = rf"(?i:([0-3]?[0-9])-({_MONTHS})(?:-[0-9]{{2}}|-[0-9]{{4}})?)"
_MONTH_DAY = rf"({_MONTHS})-(0[1-9])|(Sep|Mar)-(1[0-5])"
_DATE = r"[12][0-9]{3}-[01][0-9]-[0-3][0-9](?:[ T]00:00:00)?|[0-3]?[0-9]/[0-3]?[0-9]/[12][0-9]{3}"
_NUMBER = r"(?i:[0-9](?:[.,][0-9]+)?E[+-][0-9]{2,})"

_MEANT: dict[tuple[str, int], tuple[str, ...]] = {
    **{("sep", day): (f"SEPT{day}",) for day in (*range(1, 13), 14)},
    **{("mar", day): (f"MARCH{day}",) for day in range(3, 12)},
    **{("mar", day): (f"MARCH{day}", f"MARC{day}") for day in (1, 2)},
    **{("feb", day): (f"FEB{day}",) for day in range(1, 12)},
    ("sep", 15): ("SEP15",),
    ("dec", 1): ("DEC1",),
}
_RENAMED = {"SEPT": "SEPTIN", "MARCH": "MARCHF", "MARC": "MTARC"}
_NOW = {"SEP15": "SELENOF", "DEC1": "DELEC1"} | {
    symbol: _RENAMED[stem] + symbol.removeprefix(stem)
    for symbols in _MEANT.values()
    for symbol in symbols
    if (stem := symbol.rstrip("0123456789")) in _RENAMED
}


class Casualty(NamedTuple):
    """What a spreadsheet made, `date` or `number`, and of which symbols, as far as they are known."""

    made: str
    symbols: tuple[str, ...] = ()


def read_casualty(text: str) -> Casualty | None:
    """Read what a spreadsheet may have made of a symbol; None for any other text."""
    if not text[:1].isdigit() and text[3:4] != "-":
        return None
    if match := re.fullmatch(_DAY_MONTH, text):
        return Casualty("date", _MEANT.get((match[2][:3].lower(), int(match[1])), ()))
    if match := re.fullmatch(_MONTH_DAY, text):
        return Casualty("date", _MEANT.get(((match[1] or match[3]).lower(), int(match[2] or match[4])), ()))
    if re.fullmatch(_DATE, text):
        return Casualty("date")
    return Casualty("number") if re.fullmatch(_NUMBER, text) else None


def present_name(symbol: str) -> str:
    """How a symbol is called today."""
    return _NOW.get(symbol, symbol)
