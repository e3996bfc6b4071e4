"""The TXT rules on whole files: other encodings and line ends, files that are none of ours, blanks everywhere."""

from __future__ import annotations

import gzip
import random

import pytest

from genelint.engine import SelectedRule, check
from genelint.fixes import apply_edits
from genelint.grammar import LABELS
from genelint.model import Diagnostic, Source
from genelint.testing import RECORD
from genelint_rules import RULES

SELECTED = [SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES]
NOISE = random.Random(1).randbytes(20_000)  # noqa: S311


def found(data: bytes) -> list[Diagnostic]:
    return check(Source.from_bytes("x", data), SELECTED)


def codes(data: bytes) -> list[str]:
    return [diagnostic.code for diagnostic in found(data)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [RECORD, RECORD.replace("\n", "\r\n"), "Name | x |\n"], ids=["LF", "CRLF", "cut"])
def test_text_in_another_unicode_encoding_is_one_finding(text: str, encoding: str) -> None:
    diagnostics = found(text.encode(encoding))
    (said,) = (diagnostic for diagnostic in diagnostics if diagnostic.code == "TXT001")
    assert f"text in {encoding[:6].upper()}," in said.message
    assert {d.code[:3] for d in diagnostics} <= {"TXT", "LAY"}
    assert len(diagnostics) == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (gzip.compress(RECORD.encode()), "gzipped data"),
        (b"PK\x03\x04" + NOISE, "a zip archive or an office document"),
        (b"\x89PNG\r\n\x1a\n" + NOISE, "a PNG image"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\r\n" + NOISE, "a PDF document"),
        (NOISE, "binary"),
    ],
    ids=["gzip", "zip", "png", "pdf", "noise"],
)
def test_what_is_no_text_is_one_finding(data: bytes, name: str) -> None:
    diagnostics = found(data)
    assert [diagnostic.code for diagnostic in diagnostics] == ["TXT001"]
    assert any(f"the file seems to be {name}, expected" in diagnostic.message for diagnostic in diagnostics)


def test_another_text_is_not_gone_through_byte_by_byte() -> None:
    assert codes("Größe; Länge; Höhe".encode("latin-1")) == ["TXT001"]
    assert codes("Größe; Länge; Höhe".encode()) == ["LAY001"]


def test_a_record_in_latin_1_is_read_but_for_its_letters() -> None:
    data = RECORD.replace("β", "b").encode("latin-1")
    assert [found.message[:19] for found in found(data)] == ["the byte f6 is not "]
    assert set(codes(RECORD.encode("latin-1", "replace").replace(b"Wnt/?", b"Wnt/\xdf"))) == {"TXT001"}


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_mark_are_one_finding_each(newline: str, mark: str) -> None:
    text = mark + RECORD.replace("\n", newline)
    diagnostics = found(text.encode())
    assert [diagnostic.code for diagnostic in diagnostics] == ["TXT003"] * bool(mark) + ["TXT004"]
    edits = [(edit.span, edit.text) for diagnostic in diagnostics if diagnostic.fix for edit in diagnostic.fix.edits]
    assert apply_edits(text, edits) == RECORD


def test_mixed_line_ends_are_one_finding() -> None:
    text = RECORD.replace("\nAPI", "\r\nAPI").replace("\nName", "\r\nName")
    (diagnostic,) = found(text.encode())
    assert diagnostic.message.startswith("CRLF (Windows) ends 2 of 24 lines, ")
    assert diagnostic.region[:2] == (1, len(RECORD.split("\n")[0]) + 1)


def test_a_return_inside_a_line_is_a_character() -> None:
    assert codes(RECORD.replace("zinc and", "zinc\r and").encode()) == ["TXT002"]


def test_a_control_character_in_the_tree_is_a_slip_of_its_json() -> None:
    assert codes(RECORD.replace("holds zinc.", "holds\x1bzinc.").encode()) == ["TRE001"]
    assert codes(RECORD.replace("holds zinc.", "holds\x9bzinc.").encode()) == ["TXT002"]


def test_pairs_of_escapes_are_characters() -> None:
    assert set(codes(RECORD.replace("holds zinc.", r"holds \ud83d\ude00 zinc.").encode())) == {"TRE008"}
    assert set(codes(RECORD.replace("holds zinc.", r"holds \ude00\ud83d zinc.").encode())) == {"TXT002"}


BLANKS = [" ", "  ", "\t", "\u00a0", "\u2007", "\u202f ", "   \t"]


def strewn(line: str, blanks: str) -> str:
    """A line with other blanks in its value or its cells; words of the layout itself are left alone."""
    label, bar, value = line.partition(" |")
    if label in LABELS:
        return label + (bar + value).replace(" ", blanks)
    return line.replace(" ", blanks) if "dataset." in line else line


@pytest.mark.parametrize("blanks", BLANKS, ids=ascii)
def test_blanks_anywhere_become_one_or_none(blanks: str) -> None:
    """The fixes of a record that is strewn with such blanks restore it."""
    text = "\n".join(f"{blanks}{strewn(line, blanks)}{blanks}" for line in RECORD.split("\n"))
    diagnostics = [diagnostic for diagnostic in found(text.encode()) if diagnostic.code == "TXT005"]
    edits = [(edit.span, edit.text) for diagnostic in diagnostics if diagnostic.fix for edit in diagnostic.fix.edits]
    assert len(edits) == len(diagnostics) >= 2 * RECORD.count("\n")
    assert apply_edits(text, edits) == RECORD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RECORD + "  ", ["TXT005"]),
        (RECORD + "\n", []),
        (RECORD + "\n  \n\t", ["TXT005", "TXT005"]),
        (RECORD.replace("\nAPI", "\n  \nAPI"), ["LAY011"]),
        ("\ufeff " + RECORD, ["TXT003", "TXT005"]),
        (RECORD.replace("\n|\n", "\n| \n"), ["TXT005"]),
        (RECORD.replace("holds zinc.", "holds  zinc\u00a0."), []),
        (RECORD.replace("holds zinc.", 'holds  "zinc.'), ["TRE001"]),
        (RECORD.replace("NCBI Gene ID", "NCBI  Gene ID"), ["LAY002"]),
        (RECORD.replace("API | |", "API ||"), []),
        (RECORD.replace("API | |", "API |  |"), ["TXT005"]),
    ],
)
def test_blanks_are_one_finding(text: str, expected: list[str]) -> None:
    assert codes(text.encode()) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("MT1H has 1,204", "M\u0422\u0391H has 1,204"),
        ("for MT1H from the datasets", "for M\u0422\u0391H from the datasets"),
        ("MT1H_HUMAN", "M\u0422\u0391H_HUMAN"),
        ("MT-0, MT-1H", "M\u0422\u0391, MT-1H"),
    ],
)
def test_letters_that_look_alike_are_found_in_every_identifier(old: str, new: str) -> None:
    text = RECORD.replace(old, new)
    own = [diagnostic for diagnostic in found(text.encode()) if diagnostic.code == "TXT006"]
    start = Source("x", text).line_col(text.index("\u0422\u0391"))[1]
    assert [diagnostic.region.column for diagnostic in own] == [start, start + 1]


def test_escapes_in_a_link_are_seen() -> None:
    link = r'{"type": "a", "children": [{"type": "t", "text": "x"}], "href": "https://a.org/\n\u2010\\u2010"}'
    text = RECORD.replace('{"type": "t", "text": " cells."}', link)
    (own,) = (diagnostic for diagnostic in found(text.encode()) if diagnostic.code == "TXT006")
    assert own.fix is not None
    assert apply_edits(text, [(own.fix.edits[0].span, "-")]) == text.replace(r"\n\u2010", r"\n-")
