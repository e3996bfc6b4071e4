"""The layout: accepting and explaining agree, any text is read, and one slip is one problem."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import growth
from genelint import templates
from genelint.explain import explain_line
from genelint.fixes import apply_edits
from genelint.grammar import BLANKS, VALUE, Cells, Defect, Explained, accept_line
from genelint.layout import Layout, accept_layout
from genelint.model import Source
from genelint.parse import read_record
from genelint.record import Problem
from genelint.recovery import explain_layout
from genelint.testing import RECORD
from genelint.wording import quote

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "data").glob("*.txt"))
LINES = RECORD.split("\n")
TREE = LINES[4]
ROWS = RECORD.index("CTD Gene-Chemical")


def explained(text: str) -> Layout:
    return explain_layout(Source("record.txt", text))


def problems(text: str) -> tuple[Problem, ...]:
    return explained(text).problems


def kinds(text: str) -> list[str]:
    return [problem.kind for problem in problems(text)]


def marked(text: str) -> list[tuple[str, str]]:
    """Kind and marked text of each problem."""
    return [(problem.kind, text[slice(*problem.span)]) for problem in problems(text)]


def fixed(text: str) -> str:
    return apply_edits(text, [edit for problem in problems(text) for edit in problem.edits])


def parts(layout: Layout) -> tuple[object, ...]:
    """A layout as a value that can be compared."""
    table = layout.table
    return (*layout._replace(table=None), table is not None and (table.lines, table.rows, table.broken, table.cut))


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def without(text: str, *starts: str) -> str:
    """A record without the lines that begin so."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(starts))


# Accepting and explaining.


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_accepted_as_explained(path: Path) -> None:
    text = read(path)
    layout = accept_layout(Source("record.txt", text))
    assert layout is not None
    assert not layout.problems
    assert parts(layout) == parts(explained(text))


def test_real_record_is_accepted_as_explained(shared: Path) -> None:
    text = read(shared / "records" / "MT1H.txt")
    layout = accept_layout(Source("record.txt", text))
    assert layout is not None
    assert parts(layout) == parts(explained(text))
    assert layout.table is not None
    assert len(layout.table) == 89


EMPTY_TABLE = "\n".join(LINES[:-3]).replace("1,204", "0").replace("from 3 datasets", "from 0 datasets")

VARIANTS = {
    "no-summary": RECORD.replace(f"Summary |\n{TREE}\n|\n", ""),
    "no-optional-field": without(RECORD, "HGNC", "Desc", "Summary", "{", "|", "Syn", "Prot"),
    "several-families": RECORD.replace(
        "Metallothioneins (MT)", "RING-type (C3HC4) zinc fingers (RNF), Small: one/two, three (SO/T)"
    ),
    "no-dataset": EMPTY_TABLE,
    "no-category": re.sub(r"spanning 3 categories \(.*?\)", "spanning 0 categories ()", EMPTY_TABLE),
    "final-newline": RECORD + "\n",
    "final-newlines": RECORD + "\n\n\n",
    "crlf": RECORD.replace("\n", "\r\n"),
    "crlf-final": RECORD.replace("\n", "\r\n") + "\r\n",
    "cr": RECORD.replace("\n", "\r"),
    "mark": "\ufeff" + RECORD,
    "mark-crlf": "\ufeff" + RECORD.replace("\n", "\r\n"),
    "narrow": RECORD.replace(" | ", "|").replace(" |\n", "|\n"),
    "wide": RECORD.replace(" | ", "\t |\u00a0").replace(" |\n", "  | \n"),
    "row-of-other-words": RECORD.replace("from the Reactome Pathways 2024 dataset.", "as others say."),
    "bar-in-description": RECORD.replace("zinc and copper", "zinc | copper"),
    "placeholder": RECORD.replace("MT1H has", "{0} has").replace("for MT1H from", "for {0} from"),
} | {
    f"symbol-{symbol}": RECORD.replace("MT1H has", f"{symbol} has").replace("for MT1H from", f"for {symbol} from")
    for symbol in ("HLA-DRB1", "C1orf112", "T", "3.8-1.2", "OK/SW-CL.58", "PCDHB@", "Name", "has", "LOC100130520")
}


@pytest.mark.parametrize("name", VARIANTS)
def test_variant_has_no_problem(name: str) -> None:
    text = VARIANTS[name]
    layout = explained(text)
    assert layout.problems == ()
    assert layout.recognised
    accepted = accept_layout(Source("record.txt", text))
    assert accepted is None or parts(accepted) == parts(layout)
    assert layout.sentence is not None
    assert layout.mention is not None
    assert layout.sentence.symbol.text == layout.mention.text
    assert layout.table is not None
    assert [row.name.text for row in layout.table.rows] == layout.table.names
    assert {"Name", "NCBI Gene ID"} <= layout.fields.keys()


def test_parts_have_their_places() -> None:
    layout = accept_layout(Source("record.txt", RECORD))
    assert layout is not None
    for label, field in layout.fields.items():
        assert RECORD[slice(*field.label.span)] == field.label.text == label
        assert RECORD[slice(*field.value.span)] == field.value.text
    assert layout.tree_span is not None
    assert RECORD[slice(*layout.tree_span)] == TREE
    assert layout.sentence is not None
    assert layout.mention is not None
    assert layout.table is not None
    pieces = [*layout.sentence, layout.mention, *(part for row in layout.table.rows for part in row)]
    assert [RECORD[slice(*piece.span)] for piece in pieces] == [piece.text for piece in pieces]
    assert [piece.text for piece in pieces[:2]] == ["MT1H", "1,204"]


@pytest.mark.parametrize("ending", ["\\n", "\\r\\n"])
def test_good_records_need_no_grammar(ending: str, examples: Path) -> None:
    program = f"""
import pathlib, sys
from genelint.model import Source
from genelint.parse import read_record
for path in pathlib.Path({str(examples)!r}).glob("*.txt"):
    data = path.read_bytes().decode().replace("\\n", "{ending}")
    assert not read_record(Source(path.name, data)).problems
assert "pyparsing" not in sys.modules
assert "jsonschema" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": ":".join(sys.path)})


# Any text.

FRAGMENTS = (
    *("\n", "\r", "\r\n", "|", " ", "\t", "{", "}", "{0}", '"', "!", "-", "=", "x", "\0", "\u200b", "\ufeff", "\udcff"),
    *("\u00a0", "\u2028", "\x0b", "Name", "Name |", "Summary |", "Predicted Functions |", "![]() |", "API | |"),
    *("Dataset | Summary | |", "---|---|---|", "-- | -- | |", " has ", " functional associations", "extracted from 3"),
    *("Click the + buttons", "If available", "dataset.", " | |", "<<<<<<< HEAD", "=======", ">>>>>>> x", '"type": "p"'),
)
BASES = [RECORD, *(read(path) for path in EXAMPLES if path.stat().st_size < 6000)]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A record after a few slips, of any size and anywhere."""
    text = draw(st.sampled_from(BASES))
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        to = draw(st.integers(0, len(lines) - 1))
        offset = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["delete", "double", "swap", "move", "cut", "edit", "paste", "endings"])):
            case "delete":
                del lines[at : at + 1 + to % 3]
                text = "\n".join(lines)
            case "double":
                lines.insert(to, lines[at])
                text = "\n".join(lines)
            case "swap":
                lines[at], lines[to] = lines[to], lines[at]
                text = "\n".join(lines)
            case "move":
                lines.insert(to, lines.pop(at))
                text = "\n".join(lines)
            case "cut":
                text = text[:offset]
            case "edit":
                text = text[:offset] + draw(st.sampled_from(FRAGMENTS)) + text[offset + at % 3 :]
            case "paste":
                other = draw(st.sampled_from(BASES))
                text = text[:offset] + other[at * 20 : at * 20 + to * 40] + text[offset:]
            case _:
                text = text.replace("\n", draw(st.sampled_from(["\r\n", "\r", "\n\n"])))
    return text


def check_promises(text: str) -> None:
    layout = explained(text)
    assert list(layout.problems) == sorted(layout.problems, key=lambda problem: (problem.span, problem.kind))
    for problem in layout.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
        assert problem.found.isprintable() or problem.kind in ("unknown-field", "malformed-sentence")
        assert problem.expected.isprintable()
        assert list(problem.edits) == sorted(problem.edits)
        apply_edits(text, problem.edits)
    if layout.table is not None:
        assert len(layout.table.rows) == len(layout.table.names) == len(layout.table) - layout.table.broken
    accepted = accept_layout(Source("record.txt", text))
    if accepted is not None:
        assert parts(accepted) == parts(layout)


@given(damaged())
@settings(max_examples=300, deadline=None)
def test_damaged_record_is_read(text: str) -> None:
    check_promises(text)


@given(st.lists(st.sampled_from([*FRAGMENTS, *LINES[:4], *LINES[5:]]), max_size=30).map("".join) | st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    check_promises(text)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line of a record with a piece of it replaced, or nothing but pieces."""
    line = draw(st.sampled_from([*LINES[:4], *LINES[5:], '{"type": "root", "children": []}', ""]))
    at = draw(st.integers(0, len(line)))
    new = "".join(draw(st.lists(st.sampled_from(FRAGMENTS) | st.characters(), max_size=4)))
    return re.sub(r"[\r\n]", "", line[:at] + new + line[at + draw(st.integers(0, 3)) :])


@given(lines())
@settings(max_examples=1000, deadline=None)
def test_accepted_line_is_explained_alike(line: str) -> None:
    reading = explain_line(line)
    accepted = accept_line(line)
    assert accepted is None or reading == Explained(accepted)
    places = reading.cells if isinstance(reading, Cells) else reading.line.pieces
    assert all(line[at : at + len(text)] == text for text, at in places)
    defects: tuple[Defect, ...] = () if isinstance(reading, Cells) else reading.defects
    assert all(0 <= defect.start <= defect.end <= len(line) for defect in defects)


@pytest.mark.parametrize(
    "line", [*LINES, "{0} | text | |", "If available | text | |", "-- | -- | |", "{x has 1 | y | |"]
)
def test_line_is_explained_as_accepted(line: str) -> None:
    accepted = accept_line(line)
    assert accepted is None or explain_line(line) == Explained(accepted)


# One slip, one problem.


def check_known_rows_change_nothing(text: str) -> None:
    """A broken record is read alike by one who knows its rows and by one who reads each of them."""
    templates.KNOWN.clear()
    unknown = parts(explained(text))
    for base in BASES:
        accept_layout(Source("record.txt", base))
    assert parts(explained(text)) == unknown


@given(damaged())
@settings(max_examples=300, deadline=None)
def test_known_rows_change_nothing(text: str) -> None:
    check_known_rows_change_nothing(text)


@pytest.mark.parametrize("at", range(len(LINES)))
def test_known_rows_change_nothing_where_a_line_is_moved(at: int) -> None:
    rest = LINES[:at] + LINES[at + 1 :]
    for to in range(len(LINES)):
        check_known_rows_change_nothing("\n".join([*rest[:to], LINES[at], *rest[to:]]))


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([*LINES[:-3], *LINES[-2:], LINES[-3].replace("MT1H", "Click the + buttons", 1), "", ""]),
        "\n".join([line.replace("MT1H from the datasets", "MT1H and from the datasets") for line in LINES]),
        "\n".join(LINES[-3:]),
    ],
)
def test_known_rows_change_nothing_of_other_records(text: str) -> None:
    check_known_rows_change_nothing(text)


@pytest.mark.parametrize("at", range(len(LINES)))
def test_deleted_line(at: int) -> None:
    text = "\n".join(LINES[:at] + LINES[at + 1 :])
    optional = LINES[at].startswith(("HGNC", "Desc", "Syn", "Prot", "CTD", "GTEx", "Reactome"))
    assert len(problems(text)) == (0 if optional else 1)


@pytest.mark.parametrize("at", range(len(LINES)))
def test_emptied_line(at: int) -> None:
    assert len(problems("\n".join([*LINES[:at], "", *LINES[at + 1 :]]))) == (1 if at + 1 < len(LINES) else 0)


@pytest.mark.parametrize("at", range(len(LINES)))
def test_doubled_line(at: int) -> None:
    text = "\n".join(LINES[: at + 1] + LINES[at:])
    found = problems(text)
    assert len(found) == (0 if LINES[at].endswith("dataset. | |") else 1)
    for problem in found:
        line = Source("record.txt", text).line_col(problem.span.start)[0]
        assert line == at + 2


@pytest.mark.parametrize("at", range(len(LINES) - 3))
def test_swapped_lines(at: int) -> None:
    text = "\n".join([*LINES[:at], LINES[at + 1], LINES[at], *LINES[at + 2 :]])
    assert kinds(text) == ["field-out-of-order"]
    assert fixed(text) == RECORD


@pytest.mark.parametrize("blank", ["", " "])
def test_two_lost_line_ends(blank: str) -> None:
    """All three lines are read, and what follows the first is one problem."""
    following = f"Proteins | MT1H_HUMAN |{blank}NCBI Gene ID | 4496 |"
    text = RECORD.replace("|\nProteins", f"|{blank}Proteins").replace("|\nNCBI Gene", f"|{blank}NCBI Gene")

    assert marked(text) == [("unexpected-line", following)]
    assert {label: field.value.text for label, field in explained(text).fields.items()} == {
        label: field.value.text for label, field in explained(RECORD).fields.items()
    }


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize("at", range(len(LINES) - 1))
def test_lost_line_end(at: int, blank: str) -> None:
    text = "\n".join([*LINES[:at], LINES[at] + blank + LINES[at + 1], *LINES[at + 2 :]])
    assert len(problems(text)) == 1


def outside_tree() -> Iterator[int]:
    start = RECORD.index(TREE)
    return (at for at in range(len(RECORD) + 1) if not start < at < start + len(TREE))


def test_line_end_too_many() -> None:
    for at in outside_tree():
        assert len(problems(f"{RECORD[:at]}\n{RECORD[at:]}")) <= 1, RECORD[:at]


def test_cut_anywhere() -> None:
    for end in range(len(RECORD)):
        found = problems(RECORD[:end])
        assert len(found) == 1 or (not found and end >= ROWS - 1), RECORD[:end]


@pytest.mark.parametrize("piece", ["", "|", "x", " ", "{", '"', "\u200b", "\0", "\u00a0", "="])
def test_one_character(piece: str) -> None:
    for at in list(outside_tree())[:: 1 if piece == "|" else 3]:
        text = RECORD[:at] + piece + RECORD[at + (not piece) :]
        assert len(problems(text)) <= 1, text[max(0, at - 40) : at + 40]


@pytest.mark.parametrize("new", ["junk", "Foo | bar |", "xyz |", "| |", "a | b | c |", "???", "\0\0", "? | ? | |"])
@pytest.mark.parametrize("at", [at for at in range(22) if not LINES[at].startswith("{")])
def test_replaced_line(at: int, new: str) -> None:
    assert len(problems("\n".join([*LINES[:at], new, *LINES[at + 1 :]]))) == 1


@pytest.mark.parametrize(
    "new", ["junk", "Foo | bar |", "|", "---", "a | b | c | d", "<<<<<<< HEAD", "![x]", "Name of the gene", "Dataset"]
)
@pytest.mark.parametrize("at", range(23))
def test_inserted_line(at: int, new: str) -> None:
    assert len(problems("\n".join([*LINES[:at], new, *LINES[at:]]))) == 1


SLIPS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "empty": ("", [("empty-record", "")]),
    "mark-alone": ("\ufeff\n", [("empty-record", "\ufeff\n")]),
    "no-record": ("\n # Notes\nName: x\n", [("unexpected-line", "# Notes")]),
    "rows-of-another-table": ("a | b | |\n---|---|---|\n", [("unexpected-line", "a | b | |")]),
    "marks-alone": ("=======\n=======", [("unexpected-line", "=======")]),
    "pasted": (f"{RECORD}\n{RECORD}", [("duplicate-field", "HGNC Family")]),
    "pasted-without-line-end": (RECORD * 2, [("duplicate-field", "HGNC Family")]),
    "pasted-with-more-fields": (
        f"{VARIANTS['no-optional-field']}\n{RECORD}",
        [("duplicate-field", "HGNC Family")],
    ),
    "pasted-head": (
        RECORD.replace("API | |", "API | |\nName | x |\nNCBI Gene ID | 1 |\nAPI | |"),
        [("duplicate-field", "Name")],
    ),
    "conflict": (
        RECORD.replace(LINES[1], f"<<<<<<< a\n{LINES[1]}\n||||||| b\nName | x |\n=======\nName | y |\n>>>>>>> c"),
        [("unexpected-line", mark) for mark in ("<<<<<<< a", "||||||| b", "=======", ">>>>>>> c")],
    ),
    "conflict-in-summary": (
        RECORD.replace(TREE, f"<<<<<<< a\n{TREE}\n=======\n{TREE[:90]}\n>>>>>>> c"),
        [("unexpected-line", mark) for mark in ("<<<<<<< a", "=======", ">>>>>>> c")],
    ),
    "conflict-half-resolved": (
        RECORD.replace(LINES[1], f">>>>>>> x\n{LINES[1]}\n=======\n<<<<<<< y"),
        [("unexpected-line", mark) for mark in (">>>>>>> x", "=======", "<<<<<<< y")],
    ),
    "three-of-a-field": (
        RECORD.replace(LINES[1], f"{LINES[1]}\n{LINES[1]}\n{LINES[1]}"),
        [("duplicate-field", "Name"), ("duplicate-field", "Name")],
    ),
    "misplaced-double": (f"{LINES[6]}\n{RECORD}", [("duplicate-field", "Synonyms")]),
    "table-first": (
        "\n".join([*LINES[20:], *LINES[:20]]),
        [("field-out-of-order", "Dataset | Summary | |")],
    ),
    "row-first": ("\n".join([LINES[22], *LINES[:22], *LINES[23:]]), [("field-out-of-order", LINES[22][:30])]),
    "wrapped": (
        RECORD.replace("copper, and", "copper,\n and  \n\nalso"),
        [("unexpected-line", "and  \n\nalso is made when a cell meets cadmium. |")],
    ),
    "wrapped-crlf": (
        RECORD.replace("zinc and", "zinc\nand").replace("\n", "\r\n"),
        [("unexpected-line", "and copper, and is made when a cell meets cadmium. |")],
    ),
    "wrapped-row": (
        RECORD.replace("interacting with MT1H gene/protein", "\nx").replace(LINES[22], ""),
        [("malformed-row", LINES[22].replace("interacting with MT1H gene/protein", "\nx"))],
    ),
    "not-wrapped": (
        RECORD.replace("cadmium. |", "cadmium.").replace("Summary |", "Sumary |", 1),
        [("missing-bar", ""), ("unknown-field", "Sumary")],
    ),
    "tree-beside-heading": (
        RECORD.replace("Summary |\n{", "Summary | {", 1).replace("]}\n|", "]} |"),
        [("unexpected-line", f"{TREE} |")],
    ),
    "tree-on-lines": (
        RECORD.replace('"children": [', '\n"children": [', 1).replace(", {", ",\n{", 1),
        [("unexpected-line", TREE.replace('"children": [', '\n"children": [', 1).replace(", {", ",\n{", 1)[18:])],
    ),
    "tree-twice": (RECORD.replace(TREE, f"{TREE}\n{{}}"), [("unexpected-line", "{}")]),
    "tree-far-away": (
        RECORD.replace(LINES[8], f"{LINES[8]}\n{{}}\n|"),
        [("duplicate-field", "{}")],
    ),
    "summary-twice-empty": (RECORD.replace(f"{TREE}\n|", "Summary |"), [("duplicate-field", "Summary")]),
    "heading-in-summary": (
        RECORD.replace("Co-expressed Genes |\n![]() |\n", "").replace(TREE, f"Co-expressed Genes |\n{TREE}"),
        [("unexpected-line", "Co-expressed Genes |"), ("missing-field", "")],
    ),
    "summary-unclosed-before-shared-line": (
        RECORD.replace("|\nSyn", "Syn").replace("MT-IH |\n", "MT-IH |"),
        [("missing-bar", ""), ("unexpected-line", "Proteins | MT1H_HUMAN |")],
    ),
    "broken-before-conflict": (
        RECORD.replace("MT-IH |\n", "MT-IH\n<<<<<<< HEAD\n"),
        [("missing-bar", ""), ("unexpected-line", "<<<<<<< HEAD")],
    ),
    "bar-beside-tree": (RECORD.replace("\n|\n", "|\n"), [("missing-bar", "|")]),
    "headed-by-bar": (RECORD.replace("\nProteins", "\n| Proteins"), [("unexpected-line", "| Proteins | MT1H_HUMAN |")]),
    "heading-lost-in-bars": (
        RECORD.replace("Predicted Functions |", "Predicted Functions | | |"),
        [("unexpected-line", "Predicted Functions | | |")],
    ),
    "header-misspelt": (RECORD.replace("Dataset |", "Datset |"), [("malformed-header", "Datset | Summary | |")]),
    "header-of-other-words": (
        RECORD.replace("Dataset | Sum", "Table | Sum"),
        [("unexpected-line", "Table | Summary | |")],
    ),
    "separator-without-bars": (RECORD.replace("---|---|---|", "-----"), [("malformed-header", "-----")]),
    "separator-of-words": (RECORD.replace("---|---|---|", "a rule"), [("unexpected-line", "a rule")]),
    "picture-broken": (RECORD.replace("![]() |\nCo", "![() |\nCo"), [("unexpected-line", "![() |")]),
    "header-behind-hidden": (RECORD.replace("Dataset | Sum", "\x0b Dataset | Sum"), []),
    "label-hidden": (RECORD.replace("Syn", "\0Syn\u200b"), []),
    "label-of-too-many": (RECORD.replace("API", "Nam | x |\nAPI"), [("unknown-field", "Nam")]),
    "row-name-blank": (RECORD.replace("Reactome Pathways 2024 | p", " | p"), [("empty-value", " ")]),
    "gene-id-without-bars": (RECORD.replace("NCBI Gene ID | 4496 |", "NCBI Gene ID"), [("empty-value", "")]),
    "cut-row": (RECORD[:-40], [("malformed-row", LINES[-1][:-40])]),
}


@pytest.mark.parametrize("name", SLIPS)
def test_slip(name: str) -> None:
    text, expected = SLIPS[name]
    assert marked(text) == expected


def test_first_of_two_is_read() -> None:
    layout = explained(f"{RECORD}\n{RECORD.replace('metallothionein 1H', 'another')}")
    assert layout.fields["Name"].value.text == "metallothionein 1H"
    assert layout.table is not None
    assert len(layout.table) == 3


def test_value_is_what_no_blank_begins_or_ends() -> None:
    texts = ["".join(chars) for length in range(5) for chars in product(f"{BLANKS}|x\n\u3000", repeat=length)]
    values = [text for text in texts if text and text == text.strip(BLANKS) and "|" not in text]
    assert list(filter(re.compile(VALUE).fullmatch, texts)) == values


ODD_SPACES = "\r\v\f\x1c\x85\u2028\u2003\u3000"
"""Spaces that are no blanks, and may begin and end a value."""


@pytest.mark.parametrize("space", ODD_SPACES, ids=ascii)
def test_rows_joined_by_a_space_that_is_no_blank_are_parted(space: str) -> None:
    layout = explained(RECORD.replace(f"{LINES[22]}\n", f"{LINES[22]}{space}"))
    assert [(problem.kind, problem.found) for problem in layout.problems] == [("unexpected-line", quote(LINES[23]))]
    assert layout.table is not None
    assert len(layout.table) == 3


@pytest.mark.parametrize("space", ODD_SPACES, ids=ascii)
def test_field_broken_before_a_value_that_ends_in_a_space_that_is_no_blank(space: str) -> None:
    broken = RECORD.replace(LINES[1], f"Name |\nmetallothionein 1H{space} |")
    assert marked(broken) == [("unexpected-line", f"metallothionein 1H{space} |")]


@pytest.mark.parametrize("after", [" ", "|", "\r", "\n\n"])
def test_what_stands_behind_the_separator_is_not_accepted(after: str) -> None:
    assert accept_layout(Source("record.txt", RECORD.replace("---|---|---|", f"---|---|---|{after}"))) is None


def test_own_side_of_a_conflict_is_read() -> None:
    conflict = f"<<<<<<< a\n{LINES[1]}\n=======\nName | x |\n>>>>>>> b"
    assert explained(RECORD.replace(LINES[1], conflict)).fields["Name"].value.text == "metallothionein 1H"


def test_broken_row_keeps_its_cells() -> None:
    layout = explained(RECORD.removesuffix(" | |"))
    assert layout.table is not None
    assert layout.table.cut
    good = accept_layout(Source("record.txt", RECORD))
    assert good is not None
    assert good.table is not None
    assert layout.table.rows == good.table.rows


def test_wrapped_value_is_read() -> None:
    text = RECORD.replace("zinc and", "zinc\nand")
    assert explained(text).fields["Description"].value.text.startswith("Holds zinc and copper")


def test_value_behind_a_hidden_character_is_read() -> None:
    text = RECORD.replace("Name |", "Na\u200bme |").replace("1,204", "1\u200b,204")
    record = read_record(Source("record.txt", text))
    assert record.fields["Name"].value == (("metallothionein 1H", text.index("metallothionein 1H")))


def test_edits_are_left_out_where_a_line_is_shared() -> None:
    text = "\n".join([LINES[2] + LINES[1], *LINES[:1], *LINES[3:]])
    moved = [problem for problem in problems(text) if problem.kind == "field-out-of-order"]
    assert moved
    assert all(not problem.edits for problem in moved)


# Growth.

LONG: dict[str, Callable[[int], str]] = {
    "broken rows": lambda count: RECORD + "".join(f"\nSet {number} | text" for number in range(25 * count)),
    "junk lines": lambda count: RECORD.replace("API", "some junk\n" * (12 * count) + "API"),
    "unknown fields": lambda count: RECORD.replace("API", "some | junk |\n" * (12 * count) + "API"),
    "blank lines": lambda count: RECORD.replace("API", "\n" * (250 * count) + "API"),
    "doubled fields": lambda count: RECORD.replace("API", "Name | x |\n" * (50 * count) + "API"),
    "pictures": lambda count: RECORD.replace("API", "![]() |\n" * (50 * count) + "API"),
    "trees": lambda count: RECORD.replace(TREE, TREE + "\n{}" * (50 * count)),
    "moved rows": lambda count: "".join(f"Set {n} | a dataset. | |\n" for n in range(20 * count)) + RECORD,
    "marks": lambda count: "<<<<<<< a\n=======\n>>>>>>> b\n" * (50 * count) + RECORD,
    "bars": lambda count: RECORD.replace("API", "|" * (50 * count) + "\nAPI"),
    "a long line": lambda count: RECORD.replace("API", "x | y " * (50 * count) + "\nAPI"),
    "blanks in a line": lambda count: RECORD.replace("API", "Name |" + " " * (2000 * count) + "x\nAPI"),
    "glued rows": lambda count: RECORD + "Set | a dataset. | |" * (20 * count),
}


@pytest.mark.parametrize("name", LONG)
def test_work_is_linear(name: str) -> None:
    def explain(text: str) -> None:
        explain_layout(Source("record.txt", text))

    growth.assert_linear(explain, LONG[name], 2)
    growth.assert_linear_in_c(explain, LONG[name], 50)
