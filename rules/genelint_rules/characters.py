"""Characters that no rule has anything to say of, shared by the TXT rules."""

import re

from genelint.rule import Record

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
