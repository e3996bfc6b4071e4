"""Blanks at a line's start or end, doubled blanks, tabs and no-break spaces.

What it does
------------
Finds blanks before or after what stands on a line, two or more blanks in a row, and tabs and no-break spaces (U+00A0,
U+2007, U+202F) in place of a plain blank. Inside the summary tree blanks are left alone; a missing blank at a bar is no
finding.

Why it matters
--------------
Such blanks come with copied text and are not seen. A name with two blanks in it is another name for every search.

How to repair
-------------
Put one plain blank between words and around bars, and none at the ends of a line.

Fix safety
----------
The fix is safe: words and values stay as they are, only the blanks between them become one.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Part, Record, RecordRule, Safety, Severity, Span
from genelint_rules import characters
from genelint_rules.small_record import small_record

_NO_BREAK = "\u00a0\u2007\u202f"
_NAMES = {"\t": "a tab"} | {blank: f"the no-break space U+{ord(blank):04X}" for blank in _NO_BREAK}
_UNLIKE_BLANK = frozenset(f"\t\ufeff{_NO_BREAK}")
"""Blanks that are not plain, and the mark that one may follow at the start."""

_BLANK = f"[ \t{_NO_BREAK}]"
_STRAY = rf"{_BLANK}(?:{_BLANK}+|(?<! )|\Z|(?<=\A.)|(?<=\A\ufeff.))"
"""In a line: several blanks, one that is not plain, and one at the end or the start."""


def check(record: Record) -> Iterator[Finding]:
    """Report each run of blanks that is not one plain blank between two words or bars."""
    text = record.source.text
    tree = record.tree_span or Span(len(text), len(text))
    if not record.recognised:
        return
    said = bytearray(len(text))
    for start, end in (tree, *(problem.span for problem in record.problems)):
        said[start:end] = b"\1" * (end - start)
    are_plain = _UNLIKE_BLANK.isdisjoint(record.source.unusual)
    for line in _lines(record, tree):
        if are_plain and "  " not in line.text and line.text == line.text.strip():
            continue
        for match in re.finditer(_STRAY, line.text):
            run = Part(match.group(), line.start + match.start())
            if not said[run.start]:
                yield _finding(run, _place(line.text, match))


def _lines(record: Record, tree: Span) -> Iterator[Part]:
    """The lines; without the blank ones of a record (another rule has these) and without trees that were not read."""
    source = record.source
    last = len(source.text.rstrip())
    for number, _ in enumerate(source.line_starts, 1):
        start, end = source.line_span(number)
        text = source.text[start:end]
        content = text.strip()
        if (content or start > last) and (not content.startswith("{") or start <= tree.start < end):
            yield Part(text, start)


def _place(line: str, match: re.Match[str]) -> str:
    if not line[match.end() :]:
        return "end"
    return "" if line[: match.start()].strip("\ufeff") else "start"


def _finding(run: Part, place: str) -> Finding:
    """What to say of blanks at the `start` or `end` of a line, or in it."""
    many = len(run.text) > 1
    stands = f"{len(run.text)} blanks stand" if many else f"{_NAMES.get(run.text, 'a blank')} stands"
    them = "them" if many else "it"
    if place:
        message = f"{stands} at the {place} of the line, expected none; delete {them}"
        return Finding(run.span, message, Fix("Delete the blanks", (Edit(run.span, ""),), Safety.SAFE))
    message = f"{stands} here, expected one plain blank; replace {them}"
    return Finding(run.span, message, Fix("Put one plain blank", (Edit(run.span, " "),), Safety.SAFE))


_TWO = "2 blanks stand here, expected one plain blank; replace them"

RULE = RecordRule(
    Meta(
        code="TXT005",
        name="stray-whitespace",
        summary="Blanks at a line's start or end, doubled blanks, tabs and no-break spaces.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "API | |\n",
                "API | |«  »\n",
                "2 blanks stand at the end of the line, expected none; delete them",
                fixed="API | |\n",
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "«\t»Proteins |«  »MT1H_HUMAN |",
                ("a tab stands at the start of the line, expected none; delete it", _TWO),
                fixed="Proteins | MT1H_HUMAN |",
            ),
            Bad(
                "zinc and copper",
                "zinc«\u00a0»and«  »copper",
                ("the no-break space U+00A0 stands here, expected one plain blank; replace it", _TWO),
                fixed="zinc and copper",
            ),
            Bad(
                "MT1H has 1,204 functional",
                "MT1H«\t»has 1,204«  »functional",
                ("a tab stands here, expected one plain blank; replace it", _TWO),
                fixed="MT1H has 1,204 functional",
            ),
            Bad(
                "Reactome Pathways 2024 | pathways involving MT1H",
                "Reactome Pathways 2024«  »| pathways«\u202f »involving MT1H",
                (_TWO, _TWO),
                fixed="Reactome Pathways 2024 | pathways involving MT1H",
            ),
            Bad(
                '{"type": "root", "children"',
                '« »{"type": "root", "children"',
                "a blank stands at the start of the line, expected none; delete it",
                fixed='{"type": "root", "children"',
            ),
            Bad(
                "]}\n|\n",
                "]}« »\n|«\t»\n",
                (
                    "a blank stands at the end of the line, expected none; delete it",
                    "a tab stands at the end of the line, expected none; delete it",
                ),
                fixed="]}\n|\n",
            ),
            Bad(
                "HGNC Family | Metallothioneins",
                "\ufeff« »HGNC Family |«\u2007»Metallothioneins",
                (
                    "a blank stands at the start of the line, expected none; delete it",
                    "the no-break space U+2007 stands here, expected one plain blank; replace it",
                ),
                fixed="\ufeffHGNC Family | Metallothioneins",
                also=("TXT003",),
            ),
            Bad(
                "2024 dataset. | |",
                "2024 dataset. | |\n«  »\n\n« »",
                (
                    "2 blanks stand at the end of the line, expected none; delete them",
                    "a blank stands at the end of the line, expected none; delete it",
                ),
                fixed="2024 dataset. | |\n\n\n",
            ),
            Bad(
                "Proteins | MT1H_HUMAN |",
                "See  the minutes.\nProteins |«  »MT1H_HUMAN |",
                _TWO,
                fixed="See  the minutes.\nProteins | MT1H_HUMAN |",
                also=("LAY001",),
            ),
        ),
        good=(
            Good("API | |\n", "   \n", "a line that was emptied", also=("LAY003",)),
            Good(
                "",
                small_record('{"type": "root", "children": [{"type": "t", "text": "a  b ').partition("\n|\n")[0],
                "a tree that breaks off",
                also=("LAY003",),
            ),
            Good("holds zinc.", "holds  zinc\u00a0(Zn).", "blanks in the prose of the tree"),
            Good("Proteins | MT1H_HUMAN |", "Proteins |MT1H_HUMAN|", "a missing blank at a bar"),
        ),
    ),
    check,
    characters.are_tidy,
)
