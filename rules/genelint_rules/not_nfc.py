"""Text that is not in Unicode NFC.

What it does
------------
Finds values in which a character is written in another way than the composed one that Unicode's normalization form C
has, such as `e` and an accent for `é`, or the Ångström sign for `Å`.

Why it matters
--------------
The two forms look the same and are not equal, so that searching and comparing miss the value. macOS writes file names
and copies text in the other form.

How to repair
-------------
Type the character again as one, or let the fix rewrite the value in NFC.

Fix safety
----------
The fix is unsafe: a curated value changes, if only in a way that is not seen.
"""

import json
import re
from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, Span
from genelint_rules.characters import are_usual

# Latin and Greek letters, dashes and quotes: whatever they stand beside, they are in NFC.
_IN_NFC = "[\x00-\u02ff\u0391-\u03ce\u2002-\u206f\u2070-\u209f]*"

_LONGEST_RUN = 100
"""So many combining marks follow each other in no writing; sorting them would take squared time."""


def check(record: Record) -> Iterator[Finding]:
    """Report each value of a field, a row, the sentences and the tree."""
    if re.fullmatch(_IN_NFC, record.source.unusual):
        return
    import unicodedata  # noqa: PLC0415 - start-up

    if _has_long_run(record.source.unusual) and _has_long_run(record.source.text):
        return
    if not unicodedata.is_normalized("NFC", record.source.text):
        for span, value, in_tree in _values(record):
            composed = unicodedata.normalize("NFC", value)
            if composed != value:
                text = json.dumps(composed, ensure_ascii=False)[1:-1] if in_tree else composed
                fix = Fix("Rewrite the value in NFC", (Edit(span, text),), Safety.UNSAFE)
                yield Finding(span, _message(value, composed), fix)


def _has_long_run(text: str) -> bool:
    import unicodedata  # noqa: PLC0415 - start-up

    return "^" * _LONGEST_RUN in "".join("^" if unicodedata.combining(character) else " " for character in text)


def _values(record: Record) -> Iterator[tuple[Span, str, bool]]:
    """Every value with its place, and whether it stands in the tree."""
    parts = [field.value for field in record.fields.values()]
    parts += record.sentence or ()
    parts += [record.mention] if record.mention else []
    for row in record.table.rows if record.table is not None else ():
        parts += row
    for part in parts:
        yield part.span, part.text, False
    nodes = [record.tree.value] if record.tree is not None else []
    while nodes and record.tree is not None:
        node = nodes.pop()
        nodes += reversed(node.get("children", ()))
        for key in ("text", "href"):
            if not node.get(key, "").isascii():
                yield record.tree.span(node, key), node[key], True


def _message(value: str, composed: str) -> str:
    """The first character that is written in another way, and which."""
    import unicodedata  # noqa: PLC0415 - start-up

    start = next(at for at, character in enumerate(composed) if not value.startswith(character, at))
    wanted = composed[start]
    ends = range(start + 1, len(value))
    end = next((end for end in ends if unicodedata.normalize("NFC", value[start:end]).startswith(wanted)), len(value))
    written = value[start:end]
    points = " ".join(f"U+{ord(character):04X}" for character in written)
    return f'"{wanted}" is written as {points}, expected U+{ord(wanted):04X} (Unicode NFC); rewrite the value in NFC'


RULE = RecordRule(
    Meta(
        code="TXT007",
        name="not-nfc",
        summary="Text that is not in Unicode NFC.",
        severity=Severity.INFO,
        since="0.1.0",
        bad=(
            Bad(
                "metallothionein 1H |",
                '«me\u0301tallothionein "1H"» |',
                '"\u00e9" is written as U+0065 U+0301, expected U+00E9 (Unicode NFC); rewrite the value in NFC',
                fixed='m\u00e9tallothionein "1H" |',
            ),
            Bad(
                '"text": " cells."',
                '"text": "« cells at 5 \u212b.\\n»"',
                '"\u00c5" is written as U+212B, expected U+00C5 (Unicode NFC); rewrite the value in NFC',
                fixed='"text": " cells at 5 \u00c5.\\n"',
            ),
            Bad(
                "pathways involving MT1H protein from the Reactome Pathways 2024 dataset.",
                "«pathways involving MT1H protein (nai\u0308ve) from the Reactome Pathways 2024 dataset.»",
                '"\u00ef" is written as U+0069 U+0308, expected U+00EF (Unicode NFC); rewrite the value in NFC',
                fixed="pathways involving MT1H protein (na\u00efve) from the Reactome Pathways 2024 dataset.",
                also=("COR006",),
            ),
            Bad(
                "MT1H has 1,204",
                "«MT1\u212b» has 1,204",
                '"\u00c5" is written as U+212B, expected U+00C5 (Unicode NFC); rewrite the value in NFC',
                fixed="MT1\u00c5 has 1,204",
            ),
            Bad(
                "associations for MT1H from",
                "associations for «MT1\u212b» from",
                '"\u00c5" is written as U+212B, expected U+00C5 (Unicode NFC); rewrite the value in NFC',
                fixed="associations for MT1\u00c5 from",
            ),
            Bad(
                "MT-0, MT-1H, MT-IH |",
                "«MT-0, MTa\u0301\u0323\u0302» |",
                '"\u1ea1" is written as U+0061 U+0301 U+0323, expected U+1EA1 (Unicode NFC); rewrite the value in NFC',
                fixed="MT-0, MT\u1ea1\u0301\u0302 |",
            ),
            Bad(
                "metallothionein 1H |",
                "«metallothionein \u1112\u1161\u11ab\u1100» |",
                '"\ud55c" is written as U+1112 U+1161 U+11AB, expected U+D55C (Unicode NFC); rewrite the value in NFC',
                fixed="metallothionein \ud55c\u1100 |",
            ),
        ),
        good=(
            Good("metallothionein 1H |", "m\u00e9tallothionein 1H |", "the same letter as one character"),
            Good(
                "zinc and", "zinc" + "\u0301" * 100 + " and", "more marks than any writing has; sorting them takes long"
            ),
            Good("holds zinc.", "holds zinc x\u0302.", "a letter and a mark that have no common character"),
        ),
    ),
    check,
    are_usual,
)
