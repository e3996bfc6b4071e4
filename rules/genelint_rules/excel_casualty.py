"""A symbol or synonym that a spreadsheet made a date or a number.

What it does
------------
Finds a gene symbol or a synonym that reads `1-Sep`, `Mar-01`, `2001-09-01`, `9/1/2001` or `2.31E+13`. Names
that only resemble these, such as `Oct-4`, `9-27` or `2310009E13`, are left in peace.

Why it matters
--------------
Spreadsheets turn symbols such as SEPT1 into dates when a file is opened, without asking. The name is lost,
and nobody finds the gene by what has come in its place.

How to repair
-------------
Write the symbol that was meant; the present ones (SEPTIN1, MARCHF1, DELEC1) are safe from spreadsheets.

Fix safety
----------
The fix writes the symbol as it was before, wherever the record has it, where only one becomes this date. It
is unsafe: it changes a curated value.
"""

import re
from collections.abc import Iterator

from genelint.rule import (
    Bad,
    Edit,
    Finding,
    Fix,
    Good,
    Meta,
    Part,
    Record,
    RecordRule,
    Safety,
    Severity,
    Span,
    listed,
    quote,
    split_items,
)
from genelint_rules.names import are_usual
from genelint_rules.spreadsheets import Casualty, present_name, read_casualty


def check(record: Record) -> Iterator[Finding]:
    """Report the symbol at its first place, and each such synonym."""
    symbol = record.sentence.symbol if record.sentence else record.mention
    if symbol is not None and (casualty := read_casualty(symbol.text)):
        yield _finding(symbol, casualty, _places(record, symbol.text))
    field = record.fields.get("Synonyms")
    if field is None:
        return
    names = field.value.text.split(", ")
    if any(map(read_casualty, names)):
        taken = {record.symbol, *names}
        for item in split_items(field.value):
            if casualty := read_casualty(item.part.text):
                yield _finding(item.part, casualty, [item.part.span] if taken.isdisjoint(casualty.symbols) else [])
                taken.update(casualty.symbols)


def _places(record: Record, symbol: str) -> list[Span]:
    """Wherever the symbol stands: sentence, instruction line, and as a word in the texts of the rows."""
    parts = [part for part in (record.sentence and record.sentence.symbol, record.mention) if part]
    spans = [part.span for part in parts if part.text == symbol]
    word = re.compile(rf"(?<![\w-]){re.escape(symbol)}(?![\w-])")
    for row in record.table.rows if record.table else ():
        spans += [
            Span(row.text.start + match.start(), row.text.start + match.end()) for match in word.finditer(row.text.text)
        ]
    return spans


def _finding(part: Part, casualty: Casualty, places: list[Span]) -> Finding:
    """The finding at a place, with a fix of all `places` where one symbol is meant."""
    symbols = casualty.symbols
    fix = None
    if len(symbols) == 1 and places:
        (meant,) = symbols
        fix = Fix(f"Write {meant}", tuple(Edit(span, meant) for span in places), Safety.UNSAFE)
    known = [symbol if symbol == (now := present_name(symbol)) else f"{symbol} (now {now})" for symbol in symbols]
    origin = listed(known, "or") or "a symbol"
    message = f"{quote(part.text)} is a {casualty.made} that a spreadsheet made of {origin}; write the symbol"
    return Finding(part.span, message, fix)


_ROWS = (
    "MT1H has 1,204 functional associations with biological entities spanning 3 categories (chemical, "
    "functional term, phrase or reference, cell line, cell type or tissue) extracted from 3 datasets.\n"
    "Click the + buttons to view associations for MT1H from the datasets below.\n"
    "If available, associations are ranked by standardized value\n"
    "Dataset | Summary | |\n"
    "---|---|---|\n"
    "CTD Gene-Chemical Interactions | chemicals interacting with MT1H gene/protein from the curated CTD "
    "Gene-Chemical Interactions dataset. | |\n"
    "GTEx Tissue Gene Expression Profiles | tissues with high or low expression of MT1H gene relative to "
    "other tissues from the GTEx Tissue Gene Expression Profiles dataset. | |\n"
    "Reactome Pathways 2024 | pathways involving MT1H protein"
)

RULE = RecordRule(
    Meta(
        code="IDN015",
        name="excel-casualty",
        summary="A symbol or synonym that a spreadsheet made a date or a number.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MT-0, «1-Sep», «11-MAR-2021» |",
                (
                    '"1-Sep" is a date that a spreadsheet made of SEPT1 (now SEPTIN1); write the symbol',
                    '"11-MAR-2021" is a date that a spreadsheet made of MARCH11 (now MARCHF11); write the symbol',
                ),
                fixed="Synonyms | MT-0, SEPT1, MARCH11 |",
            ),
            Bad(
                _ROWS,
                "«1-Dec»" + _ROWS.replace("MT1H", "1-Dec").removeprefix("1-Dec"),
                '"1-Dec" is a date that a spreadsheet made of DEC1 (now DELEC1); write the symbol',
                fixed=_ROWS.replace("MT1H", "DEC1"),
                path="DEC1.txt",
            ),
            Bad(
                "MT1H has 1,204",
                "«1-Dec» has 1,204",
                '"1-Dec" is a date that a spreadsheet made of DEC1 (now DELEC1); write the symbol',
                fixed="DEC1 has 1,204",
                also=("ASC010",),
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MT-0, «Mar-02» |",
                '"Mar-02" is a date that a spreadsheet made of MARCH2 (now MARCHF2) or MARC2 (now MTARC2); write the '
                "symbol",
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | MARCH1, «Mar-01», «4-Oct», SEPT2, «Sep-02» |",
                (
                    '"Mar-01" is a date that a spreadsheet made of MARCH1 (now MARCHF1) or MARC1 (now '
                    "MTARC1); write the symbol",
                    '"4-Oct" is a date that a spreadsheet made of a symbol; write the symbol',
                    '"Sep-02" is a date that a spreadsheet made of SEPT2 (now SEPTIN2); write the symbol',
                ),
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «2.31E+13», «2001-09-01», «9/1/2001» |",
                (
                    '"2.31E+13" is a number that a spreadsheet made of a symbol; write the symbol',
                    '"2001-09-01" is a date that a spreadsheet made of a symbol; write the symbol',
                    '"9/1/2001" is a date that a spreadsheet made of a symbol; write the symbol',
                ),
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «Feb-05», «Sep-15» |",
                (
                    '"Feb-05" is a date that a spreadsheet made of FEB5; write the symbol',
                    '"Sep-15" is a date that a spreadsheet made of SEP15 (now SELENOF); write the symbol',
                ),
                fixed="Synonyms | FEB5, SEP15 |",
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «1-Feb», «11-Feb», «3-Mar», «12-Sept», «14-Sep» |",
                (
                    '"1-Feb" is a date that a spreadsheet made of FEB1; write the symbol',
                    '"11-Feb" is a date that a spreadsheet made of FEB11; write the symbol',
                    '"3-Mar" is a date that a spreadsheet made of MARCH3 (now MARCHF3); write the symbol',
                    '"12-Sept" is a date that a spreadsheet made of SEPT12 (now SEPTIN12); write the symbol',
                    '"14-Sep" is a date that a spreadsheet made of SEPT14 (now SEPTIN14); write the symbol',
                ),
                fixed="Synonyms | FEB1, FEB11, MARCH3, SEPT12, SEPT14 |",
            ),
            Bad(
                "Synonyms | MT-0, MT-1H, MT-IH |",
                "Synonyms | «0-Feb», «12-Feb», «12-Mar», «0-Sep», «13-Sep», «2-Mar» |",
                (
                    *(
                        f'"{date}" is a date that a spreadsheet made of a symbol; write the symbol'
                        for date in ("0-Feb", "12-Feb", "12-Mar", "0-Sep", "13-Sep")
                    ),
                    '"2-Mar" is a date that a spreadsheet made of MARCH2 (now MARCHF2) or MARC2 (now MTARC2); write '
                    "the symbol",
                ),
            ),
        ),
        good=(
            Good(
                "MT-0, MT-1H, MT-IH",
                "Oct-4, Oct-11, Dec-205, OCT-1, SEPT1, MARCH-II",
                "names that resemble dates",
            ),
            Good("MT-0, MT-1H, MT-IH", "9-27, 6-16, 1-8U, 4-1BB, 3.8-1.2", "numbers with a hyphen"),
            Good("MT-0, MT-1H, MT-IH", "2310009E13, 1E10, 3E-1, 14.3.3", "a clone with an E among its digits"),
        ),
    ),
    check,
    are_usual,
)
