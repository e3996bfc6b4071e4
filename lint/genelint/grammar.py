"""The layout's lines: their order, their fixed words and their patterns, written once.

`accept_line` takes an ordinary line by the compiled patterns. What it refuses goes through the pyparsing grammar in
`explain`, which is built on the same patterns and says what was expected. Accepting may refuse a good line; it never
passes a bad one. All patterns are matched against a whole line without its line end.
"""

from __future__ import annotations

import re
import sys
from enum import IntEnum
from functools import lru_cache

from genelint.values import NamedTuple


class Slot(IntEnum):
    """The places of the layout, in the order of the lines; rows may be many."""

    FAMILY = 0
    NAME = 1
    DESCRIPTION = 2
    SUMMARY = 3
    SYNONYMS = 4
    PROTEINS = 5
    GENE_ID = 6
    API = 7
    DOWNLOAD = 8
    FUNCTIONS = 9
    COEXPRESSED = 10
    EXPRESSION = 11
    SENTENCE = 12
    CLICK = 13
    RANKED = 14
    HEADER = 15
    SEPARATOR = 16
    ROW = 17


class Kind(IntEnum):
    """What a line is by its form."""

    FIELD = 1  # Label | value |
    EMPTY_FIELD = 2  # Label | |
    HEADING = 3  # Label |
    FIXED = 4  # words that never change
    SENTENCE = 5
    CLICK = 6
    ROW = 7
    TREE = 8  # the line between `Summary |` and `|`
    PICTURE = 9  # ![]() |
    CLOSING = 10  # |


class Line(NamedTuple):
    """An ordinary line: its form, its place in the layout (None for the second lines of a block), its pieces as
    (text, 0-based offset in the line): the value of a field, the symbol of the instruction line, the five of a
    sentence, name and text of a row."""

    kind: Kind
    slot: Slot | None
    pieces: tuple[tuple[str, int], ...] = ()


class Defect(NamedTuple):
    """What is wrong with a line: the name of the rule that reports it, where, what stands there, what was expected,
    and what to put in its place (None where nobody can know)."""

    kind: str
    start: int
    end: int
    found: str = ""
    expected: str = ""
    repair: str | None = None


class Explained(NamedTuple):
    """What a line is taken to be, and its defects."""

    line: Line
    defects: tuple[Defect, ...] = ()


class Cells(NamedTuple):
    """A line that is none of the layout, cut at its bars: (trimmed text, offset) of each cell."""

    cells: tuple[tuple[str, int], ...]


LABELS: dict[str, tuple[Slot, Kind]] = {
    "HGNC Family": (Slot.FAMILY, Kind.FIELD),
    "Name": (Slot.NAME, Kind.FIELD),
    "Description": (Slot.DESCRIPTION, Kind.FIELD),
    "Summary": (Slot.SUMMARY, Kind.HEADING),
    "Synonyms": (Slot.SYNONYMS, Kind.FIELD),
    "Proteins": (Slot.PROTEINS, Kind.FIELD),
    "NCBI Gene ID": (Slot.GENE_ID, Kind.FIELD),
    "API": (Slot.API, Kind.EMPTY_FIELD),
    "Download Associations": (Slot.DOWNLOAD, Kind.EMPTY_FIELD),
    "Predicted Functions": (Slot.FUNCTIONS, Kind.HEADING),
    "Co-expressed Genes": (Slot.COEXPRESSED, Kind.HEADING),
    "Expression in Tissues and Cell Lines": (Slot.EXPRESSION, Kind.HEADING),
}
PICTURES = (Slot.FUNCTIONS, Slot.COEXPRESSED, Slot.EXPRESSION)
"""The headings that a picture line follows."""

OPTIONAL = frozenset([Slot.FAMILY, Slot.DESCRIPTION, Slot.SUMMARY, Slot.SYNONYMS, Slot.PROTEINS, Slot.ROW])
"""What a record may lack."""

NOT_A_DATASET = frozenset([*LABELS, "Dataset"])
"""First cells that a dataset row never has."""

PICTURE_LINE = "![]() |"
CLOSING_LINE = "|"
HEADER_LINE = "Dataset | Summary | |"
SEPARATOR_LINE = "---|---|---|"
RANKED_LINE = "If available, associations are ranked by standardized value"
CLICK_WORDS = ("Click the + buttons to view associations for ", " from the datasets below.")
SENTENCE_WORDS = (
    " has ",
    " functional associations with biological entities spanning ",
    " categories (",
    ") extracted from ",
    " datasets.",
)

SLOT_NAMES: dict[Slot, str] = {slot: label for label, (slot, _) in LABELS.items()} | {
    Slot.SENTENCE: "association sentence",
    Slot.CLICK: "instruction line",
    Slot.RANKED: "ranking line",
    Slot.HEADER: "table header",
    Slot.SEPARATOR: "table separator",
    Slot.ROW: "dataset row",
}
"""How each place is called in messages and pointers."""

_CELLS = {Kind.FIELD: " | value |", Kind.EMPTY_FIELD: " | |", Kind.HEADING: " |"}
SLOT_FORMS: dict[Slot, str] = {slot: label + _CELLS[kind] for label, (slot, kind) in LABELS.items()} | {
    Slot.SENTENCE: "SYMBOL{}N{}K{}LIST{}D{}".format(*SENTENCE_WORDS),
    Slot.CLICK: "SYMBOL".join(CLICK_WORDS),
    Slot.RANKED: RANKED_LINE,
    Slot.HEADER: HEADER_LINE,
    Slot.SEPARATOR: SEPARATOR_LINE,
    Slot.ROW: "NAME | TEXT | |",
}
"""How the line of each place is written; capitals and `value` stand for what varies."""

# Patterns: no `.*`, no lazy quantifier, so that matching is linear.
BLANKS = " \t\u00a0\u2007\u202f"
"""What counts as a blank around words and bars: space, tab and the no-break spaces."""
_RUN_OF_BLANKS = f"[{BLANKS}]+"
VALUE = r"(?!\u2007)(?!\u202f)[^| \t\xa0](?:[^|]*[^| \t\xa0])?(?<!\u2007)(?<!\u202f)"
"""What no blank begins or ends. Two blanks are no part of the sets: with them these take thrice as long to compile."""
SYMBOL = r"[^\s|]+"
NUMBER = r"[0-9][0-9,]*"
CATEGORIES = r"[^()|]*"
NO_TREE = r"(?!\{(?!0\}))"
"""Only a tree begins with a brace, unless it is the `{0}` that an export left for the symbol."""
RULING = "-–—:=_"
"""What a table's separator line is drawn with."""
UNSEEN = "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\udc80-\udcff]"
"""What invalid-utf8 and control-character report, so that the layout need not report it again; and line ends."""

FIELD = re.compile(rf"({'|'.join(label for label, (_, kind) in LABELS.items() if kind is Kind.FIELD)}) \| ({VALUE}) \|")
ROW = re.compile(rf"(?![{RULING}{{]|If available)({VALUE}) \| ({VALUE}) \| \|")
CLICK = re.compile(rf"{re.escape(CLICK_WORDS[0])}({SYMBOL}){re.escape(CLICK_WORDS[1])}")
SENTENCE = re.compile(
    NO_TREE
    + "".join(
        f"({pattern}){re.escape(words)}"
        for pattern, words in zip((SYMBOL, NUMBER, NUMBER, CATEGORIES, NUMBER), SENTENCE_WORDS, strict=True)
    )
)
_TREE_START = re.compile(r"""\{(?:\}\Z|(?!0\})[^"']*["'])""")
_FIXED: dict[str, Line] = {
    **{SLOT_FORMS[slot]: Line(kind, slot) for slot, kind in LABELS.values() if kind is not Kind.FIELD},
    **{SLOT_FORMS[slot]: Line(Kind.FIXED, slot) for slot in (Slot.RANKED, Slot.HEADER, Slot.SEPARATOR)},
    PICTURE_LINE: Line(Kind.PICTURE, None),
    CLOSING_LINE: Line(Kind.CLOSING, None),
}


def single_spaced(text: str) -> str:
    """A text with one plain blank in place of each run of blanks, and none around it."""
    return re.sub(_RUN_OF_BLANKS, " ", text).strip(" ")


def accept_line(line: str) -> Line | None:
    """What an ordinary line is; None for any other, which may yet be good (see `explain.explain_line`)."""
    return _accept_line(line) if len(line) > _LONGEST_KEPT else _kept_line(line)


def _accept_line(line: str) -> Line | None:
    known = _FIXED.get(line)
    if known is not None:
        return known
    if (match := ROW.fullmatch(line)) and match[1] not in NOT_A_DATASET:
        return _pieces(Kind.ROW, Slot.ROW, match)
    if match := FIELD.fullmatch(line):
        return Line(Kind.FIELD, LABELS[match[1]][0], ((match[2], match.start(2)),))
    if match := SENTENCE.fullmatch(line):
        return _pieces(Kind.SENTENCE, Slot.SENTENCE, match)
    if match := CLICK.fullmatch(line):
        return _pieces(Kind.CLICK, Slot.CLICK, match)
    return Line(Kind.TREE, None) if is_tree(line) else None


_GROUPS = range(1, 6)
_LONGEST_KEPT = 1000
_kept_line = lru_cache(maxsize=512)(_accept_line)
"""The lines of a broken record are looked at several times, from several sides."""


def is_tree(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Whether a line, at some place of a text, looks like the tree, from its first brace to its last."""
    return _TREE_START.match(text, start, end) is not None and text.endswith("}", start, end)


def is_meant(line: Line) -> bool:
    """Whether a line has what no other text has; many a table has rows like ours."""
    return line.slot is not Slot.ROW or line.pieces[1][0].endswith("dataset.")


def _pieces(kind: Kind, slot: Slot, match: re.Match[str]) -> Line:
    return Line(kind, slot, tuple(zip(match.groups(), map(match.start, _GROUPS), strict=False)))
