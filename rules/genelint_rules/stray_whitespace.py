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

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, Span

_NO_BREAK = "\u00a0\u2007\u202f"
_NAMES = {"\t": "a tab"} | {blank: f"the no-break space U+{ord(blank):04X}" for blank in _NO_BREAK}
_BLANKS = re.compile("[ \t\u00a0\u2007\u202f]+")


def check(record: Record) -> Iterator[Finding]:
    """Report each run of blanks that is not one plain blank between two words or bars."""
    text = record.source.text
    tree = record.tree_span or Span(len(text), len(text))
    if not record.recognised:
        return
    around_tree = (text[: tree.start], text[tree.end :])
    if record.ordinary and not any(blanks in part for part in around_tree for blanks in ("  ", *_NAMES)):
        return
    said = sorted([tree, *(problem.span for problem in record.problems)])
    said_up_to = at = 0
    for start, end in _lines(record, tree):
        for match in _BLANKS.finditer(text, start, end):
            while at < len(said) and said[at].start <= match.start():
                said_up_to = max(said_up_to, said[at].end)
                at += 1
            is_outer = match.start() == start or match.end() == end
            if match.start() >= said_up_to and (is_outer or match.group() != " "):
                yield _finding(match, start, end)


def _lines(record: Record, tree: Span) -> Iterator[Span]:
    """The lines; without the blank ones of a record (another rule has these) and without trees that were not read."""
    source = record.source
    last = len(source.text.rstrip())
    for number in range(1, len(source.line_starts) + 1):
        start, end = source.line_span(number)
        if start == 0 and source.text.startswith("\ufeff"):
            start = 1
        content = source.text[start:end].strip()
        if (content or start >= last) and (content[:1] != "{" or start <= tree.start < end):
            yield Span(start, end)


def _finding(match: re.Match[str], start: int, end: int) -> Finding:
    run = match.group()
    span = Span(*match.span())
    many = len(run) > 1
    stands = f"{len(run)} blanks stand" if many else f"{_NAMES.get(run, 'a blank')} stands"
    if match.start() == start or match.end() == end:
        place = "end" if match.end() == end else "start"
        message = f"{stands} at the {place} of the line, expected none; delete {'them' if many else 'it'}"
        return Finding(span, message, Fix("Delete the blanks", (Edit(span, ""),), Safety.SAFE))
    message = f"{stands} here, expected one plain blank; replace {'them' if many else 'it'}"
    return Finding(span, message, Fix("Put one plain blank", (Edit(span, " "),), Safety.SAFE))


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
        ),
        good=(
            Good("holds zinc.", "holds  zinc\u00a0(Zn).", "blanks in the prose of the tree"),
            Good("Proteins | MT1H_HUMAN |", "Proteins |MT1H_HUMAN|", "a missing blank at a bar"),
        ),
    ),
    check,
)
