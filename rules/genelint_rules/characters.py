"""Characters that no rule has anything to say of, shared by the TXT rules."""

import re

from genelint.rule import Record
from genelint_rules import rows

_USUAL = re.compile(
    "[\xa1-\xac\xae-\u02ff\u0391-\u03ce\u2002-\u2006\u2008-\u200a\u2010-\u2027\u2030-\u205e\u2070-\u209f]*+"
)
"""Latin and Greek letters, dashes, quotes, digits above and below the line: they are seen, take up space, and are in
NFC whatever they stand beside."""

HARMLESS = frozenset('nrt"/')
"""The letters of escapes that stand for a character which needs one, or might stand there as itself."""


def are_usual(record: Record) -> bool:
    """Whether a record surely has none but usual characters, ASCII aside, and in the tree no escape of any others."""
    source, tree = record.source, record.tree
    return (
        record.recognised
        and source.is_utf8
        and _USUAL.fullmatch(source.unusual) is not None
        and (tree is None or tree.escapes <= HARMLESS)
    )


def are_tidy(record: Record) -> bool:
    """Whether the characters are usual, and each blank outside the tree surely stands between two words or bars, alone.

    A line of the usual form has no blanks around it.
    """
    if not are_usual(record):
        return False
    text, sentence, table = record.source.text, record.sentence, record.table
    if record.ordinary and sentence is not None and table is not None:
        varying = [field.value.text for field in record.fields.values()]
        varying.append(sentence.categories.text)
        if not rows.are_usual(record):
            varying.append(text[table.start :])
        return "  " not in "\n".join(varying)
    start, end = record.tree_span or (len(text), len(text))
    outside = f"\n{text[:start]}{text[end:]}\n"
    return not any(stray in outside for stray in ("  ", " \n", "\n "))
