"""A character that is not seen, or that changes how others are seen.

What it does
------------
Finds control characters (C0 and C1, NUL among them), marks that reorder text (bidirectional controls), and characters
of no width, as themselves or as an escape inside the summary tree; also the escape of half a character. Line ends,
tabs and the byte-order mark at the file's start have rules of their own; `\\n`, `\\r` and `\\t` are welcome inside the
tree.

Why it matters
--------------
Such characters come with copied text. They make two values that look the same differ, break searches and identifiers,
and can make a line read differently from what it says.

How to repair
-------------
Delete the character, and look at what stands around it: it may have replaced a letter or a blank.

Fix safety
----------
Deleting is unsafe: the value changes, and a letter may be missing where the character stands.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, Span
from genelint_rules.characters import HARMLESS, are_usual
from genelint_rules.small_record import small_record

_HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
_CHARACTER = f"[\r{_HIDDEN}]"
_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = rf"\\(?:{_PAIR}|([bf]|u[0-9a-fA-F]{{4}})|.)"
_NAMELESS = {"Cc": "control character", "Cs": "half of a character", "Cn": "not assigned"}
_HIDDEN_OR_HALF = f"[{_HIDDEN}\ud800-\udfff]"


def check(record: Record) -> Iterator[Finding]:
    """Report each such character, or escape of one, in a text that is a gene record."""
    source = record.source
    text = source.text
    hidden = set(re.findall(_CHARACTER, source.unusual)) if record.recognised else ()
    if hidden:
        # What begins with one character is found a hundred times as fast as any of many, and mostly there is one.
        pattern = "|".join(sorted(hidden)).replace("\r", "\r\r*+")
        said = {at for problem in record.found("invalid-json") for at in range(*problem.span)}
        for match in re.compile(pattern).finditer(text, 1 if text.startswith("\ufeff") else 0):
            start, end = match.span()
            is_line_end = text[start] == "\r" and (source.newline == "\r" or text.startswith("\n", end))
            if not is_line_end and start not in said:
                yield from (_finding(Span(at, at + 1), text[at]) for at in range(start, end))
    tree = record.tree
    if tree is not None and not tree.escapes <= HARMLESS:
        for match in re.compile(_ESCAPE).finditer(text, tree.start, tree.end):
            escape = match[1]
            if escape:
                character = {"b": "\b", "f": "\f"}.get(escape) or chr(int(escape[1:], 16))
                if re.match(_HIDDEN_OR_HALF, character):
                    yield _finding(Span(*match.span()), character)


def _finding(span: Span, character: str) -> Finding:
    message = f"the invisible character {_name(character)} stands here; delete it, and see whether a letter is missing"
    return Finding(span, message, Fix("Delete the invisible character", (Edit(span, ""),), Safety.UNSAFE))


def _name(character: str) -> str:
    import unicodedata  # noqa: PLC0415 - start-up

    name = _NAMELESS.get(unicodedata.category(character), "")
    return f"U+{ord(character):04X} ({unicodedata.name(character, name).lower()})"


RULE = RecordRule(
    Meta(
        code="TXT002",
        name="control-character",
        summary="A character that is not seen, or that changes how others are seen.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "metallothionein 1H |",
                "metallothionein«\x00»1H |",
                "the invisible character U+0000 (control character) stands here; delete it, and see whether a letter "
                "is missing",
                fixed="metallothionein1H |",
            ),
            Bad(
                "zinc and copper",
                "zinc «\u202e»and copper",
                "the invisible character U+202E (right-to-left override) stands here; delete it, and see whether a "
                "letter is missing",
                fixed="zinc and copper",
            ),
            Bad(
                "holds zinc.",
                r"holds«\u200b» zinc.",
                "the invisible character U+200B (zero width space) stands here; delete it, and see whether a letter "
                "is missing",
                fixed="holds zinc.",
                also=("TRE008",),
            ),
            Bad(
                "holds zinc.",
                r"holds«\ud83d»zinc.",
                "the invisible character U+D83D (half of a character) stands here; delete it, and see whether a letter "
                "is missing",
                fixed="holdszinc.",
            ),
            Bad(
                "HGNC Family | Metallothioneins (MT) |",
                "\ufeff«\ufeff»HGNC Family | Metallothioneins (MT) |",
                "the invisible character U+FEFF (zero width no-break space) stands here; delete it, and see whether a "
                "letter is missing",
                fixed="\ufeffHGNC Family | Metallothioneins (MT) |",
                also=("TXT003",),
            ),
            Bad(
                "HGNC Family | Metallothioneins (MT) |",
                "«\u2060»HGNC Family | Metallothioneins (MT) |",
                "the invisible character U+2060 (word joiner) stands here; delete it, and see whether a letter is "
                "missing",
                fixed="HGNC Family | Metallothioneins (MT) |",
            ),
            Bad(
                "zinc and copper",
                "zinc«\r» and co«\x08»pper",
                (
                    "the invisible character U+000D (control character) stands here; delete it, and see whether a "
                    "letter is missing",
                    "the invisible character U+0008 (control character) stands here; delete it, and see whether a "
                    "letter is missing",
                ),
                fixed="zinc and copper",
            ),
            Bad(
                "API | |\nDownload Associations | |\n",
                "API | |«\x08»\nDownload Associations | |«\U000e0000»\n",
                (
                    "the invisible character U+0008 (control character) stands here; delete it, and see whether a "
                    "letter is missing",
                    "the invisible character U+E0000 (not assigned) stands here; delete it, and see whether a letter "
                    "is missing",
                ),
                fixed="API | |\nDownload Associations | |\n",
                also=("LAY001",),
            ),
            Bad(
                "holds zinc.",
                'holds\x1b "«\x85»zinc.',
                "the invisible character U+0085 (control character) stands here; delete it, and see whether a letter "
                "is missing",
                fixed='holds\x1b "zinc.',
                also=("TRE001", "TRE001"),
            ),
        ),
        good=(
            Good("", small_record().replace("\n", "\r\n"), "the line ends of Windows", also=("TXT004",)),
            Good("", small_record().replace("\n", "\r"), "the line ends of old Macs", also=("TXT004",)),
            Good("", "No record\u200b of ours.\n", "a text that is no gene record", also=("LAY001",)),
            Good("zinc and copper", "zinc\u2010copper", "a hyphen of its own is seen"),
            Good("holds zinc.", r"holds\n zinc.", "a line break inside the tree"),
            Good("holds zinc.", r"holds \\u200b zinc.", "a backslash before the letters of an escape"),
        ),
    ),
    check,
    are_usual,
)
