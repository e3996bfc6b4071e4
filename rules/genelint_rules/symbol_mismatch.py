"""The instruction line or a row speaks of another gene than the sentence.

What it does
------------
Compares the symbol of the association sentence with the instruction line and with the text of every row, in which it
has to stand as a word; also finds a `{0}` that was left over in the symbol's place. A word that stands in several
places is one finding, at the first. Where all other places agree against the sentence, its symbol is marked.

Why it matters
--------------
A row of another gene was copied into this record, or a symbol was changed in one place and not in the others.

How to repair
-------------
Write the symbol of the record's gene, or put back the row of that gene.

Fix safety
----------
The fix writes the sentence's symbol in all these places, or that of the other places in the sentence. It is unsafe: a
copied row is another gene's in all that it says.
"""

import re
from collections.abc import Iterator, Sequence

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Part, Record, RecordRule, Row, Safety, Severity, quote
from genelint_rules.examples import CLICK, CTD, GTEX, PART, REACTOME, SENTENCE, part
from genelint_rules.rows import LEFT_OVER, are_good, find_symbol, gene_word, odd_rows, speaks_of


def check(record: Record) -> Iterator[Finding]:
    """Report each word that stands in the symbol's place, and each row without one."""
    authority = record.sentence.symbol if record.sentence is not None else record.mention
    # A symbol with a character of another script has a rule of its own.
    if authority is None or not authority.text.isascii():
        return
    if authority.text == LEFT_OVER:
        yield _left_over(record, authority)
        return
    symbol = authority.text
    odd = [row for row in odd_rows(record) if LEFT_OVER in row.text.text or not speaks_of(row.text.text, symbol)]
    mention = record.mention
    is_mentioned = mention is None or mention.text == symbol or not mention.text.isascii()
    if is_mentioned and not odd:
        return
    places: dict[str, list[Part]] = {}
    other = ""
    if mention is not None and not is_mentioned:
        other = mention.text
        places[other] = [mention]
    for row in odd:
        words = _words(row, symbol, other)
        if not words:
            message = f"the text speaks of no gene, expected {quote(symbol)}; name the gene, or put back the row"
            yield Finding(row.text.span, message)
        for word in words:
            places.setdefault(word.text, []).append(word)
    has_sentence = record.sentence is not None
    rows = record.table.rows if record.table is not None else ()
    agreed, *others = [*places, ""]
    is_outvoted = not any(others) and agreed not in ("", LEFT_OVER) and odd and len(odd) == len(rows)
    if is_outvoted and not (has_sentence and is_mentioned):
        of = "the instruction line and the rows speak" if has_sentence else "the rows speak"
        message = f"{quote(symbol)} stands here, and {of} of {quote(agreed)}; write the symbol of the record's gene"
        yield Finding(authority.span, message, _writing(agreed, [authority]))
        return
    sentence = "the sentence" if has_sentence else "the instruction line"
    for found, parts in places.items():
        left = f"{quote(found)} is left over here" if found == LEFT_OVER else f"{quote(found)} stands here"
        rest = parts[1:]
        more = "" if not rest else " and in 1 more place" if len(rest) == 1 else f" and in {len(rest)} more places"
        message = f"{left}{more}, {sentence} speaks of {quote(symbol)}; write the symbol of the record's gene"
        yield Finding(parts[0].span, message, _writing(symbol, parts))


def _words(row: Row, symbol: str, other: str = "") -> list[Part]:
    """What stands in the symbol's place in a row: each `{0}`, another symbol that is known, or what looks like one."""
    text, start = row.text
    if left_over := [Part(LEFT_OVER, start + match.start()) for match in re.finditer(re.escape(LEFT_OVER), text)]:
        return left_over
    if other and (at := find_symbol(text, other)) is not None:
        return [Part(other, start + at)]
    word = gene_word(row.text, symbol)
    return [] if word is None else [word]


def _left_over(record: Record, authority: Part) -> Finding:
    """The one finding of a record whose sentence has no symbol; the other places tell it, if they agree."""
    rows = record.table.rows if record.table is not None else ()
    words = {authority, record.mention or authority, *(word for row in rows for word in _words(row, LEFT_OVER))}
    places: dict[str, list[Part]] = {}
    for word in sorted(words):
        places.setdefault(word.text, []).append(word)
    left_over = places.pop(LEFT_OVER)
    fix = _writing(next(iter(places)), left_over) if len(places) == 1 else None
    return Finding(authority.span, f'"{LEFT_OVER}" is left over here; write the symbol of the record\'s gene', fix)


def _writing(symbol: str, places: Sequence[Part]) -> Fix:
    return Fix(f"Write {quote(symbol)}", tuple(Edit(part.span, symbol) for part in places), Safety.UNSAFE)


_ROW = "pathways involving MT1H protein from"
_TABLE = "CTD Gene-Chemical Interactions | chemicals interacting with MT1H gene/protein from"
_OTHER = "Zinc Finger Interactions | pathways of {} from the Zinc Finger Interactions dataset. | |"
_NONE = "Zinc Finger Interactions | {}pathways from the Zinc Finger Interactions dataset.{} | |"

RULE = RecordRule(
    Meta(
        code="ASC010",
        name="symbol-mismatch",
        summary="The instruction line or a row speaks of another gene than the sentence.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                _ROW,
                "pathways involving «MT1X» protein from",
                '"MT1X" stands here, the sentence speaks of "MT1H"; write the symbol of the record\'s gene',
                fixed=_ROW,
            ),
            Bad(
                "view associations for MT1H from",
                "view associations for «MT1X» from",
                '"MT1X" stands here, the sentence speaks of "MT1H"; write the symbol of the record\'s gene',
                fixed="view associations for MT1H from",
            ),
            Bad(
                "MT1H has 1,204",
                "«MT1X» has 1,204",
                '"MT1X" stands here, and the instruction line and the rows speak of "MT1H"; write the symbol of the '
                "record's gene",
                fixed="MT1H has 1,204",
            ),
            Bad(
                "MT1H has 1,204",
                "«{0}» has 1,204",
                '"{0}" is left over here; write the symbol of the record\'s gene',
                fixed="MT1H has 1,204",
            ),
            Bad(
                _ROW,
                "pathways involving «{0}» protein from",
                '"{0}" is left over here, the sentence speaks of "MT1H"; write the symbol of the record\'s gene',
                fixed=_ROW,
            ),
            Bad(
                _ROW,
                "pathways involving «mt1h» protein from",
                '"mt1h" stands here, the sentence speaks of "MT1H"; write the symbol of the record\'s gene',
                fixed=_ROW,
            ),
            Bad(
                "pathways involving MT1H protein from the Reactome Pathways 2024 dataset.",
                "«pathways involving the protein from the Reactome Pathways 2024 dataset.»",
                'the text speaks of no gene, expected "MT1H"; name the gene, or put back the row',
            ),
            Bad(
                _ROW,
                "pathways involving «MT1H-DT» protein from",
                '"MT1H-DT" stands here, the sentence speaks of "MT1H"; write the symbol of the record\'s gene',
                fixed=_ROW,
            ),
            Bad(
                PART,
                part(rows=(CTD, GTEX.replace("MT1H", "«MT1X»"), REACTOME.replace("MT1H", "MT1X"))),
                '"MT1X" stands here and in 1 more place, the sentence speaks of "MT1H"; write the symbol of the '
                "record's gene",
                fixed=PART,
            ),
            Bad(
                PART,
                part(
                    click=CLICK.replace("MT1H", "«MT1X»"),
                    rows=(CTD, GTEX.replace("MT1H", "MT1X"), REACTOME.replace("MT1H protein", "MT1X, the protein,")),
                ),
                '"MT1X" stands here and in 2 more places, the sentence speaks of "MT1H"; write the symbol of the '
                "record's gene",
                fixed=part(rows=(CTD, GTEX, REACTOME.replace("MT1H protein", "MT1H, the protein,"))),
            ),
            Bad(
                PART,
                part(None, CLICK.replace("MT1H", "«MT1X»")),
                '"MT1X" stands here, and the rows speak of "MT1H"; write the symbol of the record\'s gene',
                fixed=part(None),
                also=("LAY003", "COR002"),
            ),
            Bad(
                PART,
                part(None, rows=(CTD, GTEX.replace("MT1H", "«MT1X»"), REACTOME)),
                '"MT1X" stands here, the instruction line speaks of "MT1H"; write the symbol of the record\'s gene',
                fixed=part(None),
                also=("LAY003",),
            ),
            Bad(
                PART,
                part(
                    rows=(
                        CTD.replace("MT1H", "«MT1X»"),
                        GTEX.replace("MT1H", "«MT1E»"),
                        REACTOME.replace("MT1H", "MT1X"),
                    )
                ),
                (
                    '"MT1X" stands here and in 1 more place, the sentence speaks of "MT1H"; write the symbol of the '
                    "record's gene",
                    '"MT1E" stands here, the sentence speaks of "MT1H"; write the symbol of the record\'s gene',
                ),
                fixed=PART,
            ),
            Bad(
                PART,
                part(click=CLICK.replace("MT1H", "«MT1X»"), rows=[]).replace("from 3 d", "from 0 d"),
                '"MT1X" stands here, the sentence speaks of "MT1H"; write the symbol of the record\'s gene',
                fixed=part(rows=[]).replace("from 3 d", "from 0 d"),
                also=("ASC005", "ASC005", "ASC005"),
            ),
            Bad(
                PART,
                part(
                    SENTENCE.replace("MT1H", "«{0}»"),
                    CLICK.replace("MT1H", "{0}"),
                    (CTD, GTEX.replace("MT1H", "{0}, or {0},"), REACTOME),
                ),
                '"{0}" is left over here; write the symbol of the record\'s gene',
                fixed=part(rows=(CTD, GTEX.replace("MT1H", "MT1H, or MT1H,"), REACTOME)),
                also=("COR006",),
            ),
            Bad(
                PART,
                part(SENTENCE.replace("MT1H", "«{0}»"), rows=(CTD, GTEX, REACTOME.replace("MT1H", "MT1X"))),
                '"{0}" is left over here; write the symbol of the record\'s gene',
            ),
            Bad(
                PART,
                part(rows=(CTD, GTEX, _OTHER.format("«MT1X»"))),
                '"MT1X" stands here, the sentence speaks of "MT1H"; write the symbol of the record\'s gene',
                fixed=part(rows=(CTD, GTEX, _OTHER.format("MT1H"))),
                also=("ASC013",),
            ),
            Bad(
                PART,
                part(None, rows=[_NONE.format("«", "»"), _NONE.replace("Finger", "Ribbon").format("«", "»")]),
                ('the text speaks of no gene, expected "MT1H"; name the gene, or put back the row',) * 2,
                also=("LAY003", "ASC013", "ASC013"),
            ),
        ),
        good=(
            Good(_ROW, "pathways involving MT1H-binding proteins from", "the symbol as a part of a compound"),
            Good(_ROW, "pathways involving (MT1H), the protein, from", "the symbol in parentheses"),
            Good(
                _ROW,
                "pathways involving MT1H and MT1X protein from",
                "another gene beside the record's own",
                also=("COR006",),
            ),
            Good("Name | metallothionein 1H |", "Name | metallothionein 1X |", "words of other fields"),
            Good(PART, part(None, None), "no symbol at all", also=("LAY003",)),
        ),
    ),
    check,
    are_good,
)
