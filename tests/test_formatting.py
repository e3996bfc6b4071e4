"""`genelint format`: the canonical layout, and nothing that is said changed."""

from __future__ import annotations

import io
import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bases import BASES
from command import Result, run_command
from defects import DEFECTS
from defects.planting import Defect, planted, planted_together
from genelint import formatting
from genelint.engine import SelectedRule, check
from genelint.formatting import FormattingError, format_source
from genelint.meaning import Meaning, changed, meaning
from genelint.model import Source
from genelint.parse import read_record
from genelint.testing import RECORD
from genelint_rules import RULES
from variants import VARIANTS
from variants.varying import Variant

LAYOUT = ("LAY005", "LAY006", "LAY009", "LAY011", "TXT003", "TXT004", "TXT005", "TRE008")
"""The rules of which a formatted record has no finding that could be fixed."""
LAYOUT_RULES = [SelectedRule(rule, rule.meta.severity, "") for rule in RULES if rule.meta.code in LAYOUT]
TREE = RECORD.split("\n")[4]


def formatted(text: str) -> str:
    return format_source(Source.from_bytes("MT1H.txt", text.encode("utf-8", "surrogateescape"))).text


def said(text: str) -> Meaning:
    return meaning(read_record(Source("MT1H.txt", text)))


def edited(old: str, new: str) -> str:
    assert RECORD.count(old) == 1, old
    return RECORD.replace(old, new)


def hold(text: str) -> None:
    """What holds for the formatted form of any text."""
    after = formatted(text)
    assert changed(said(text), said(after)) == ""
    assert formatted(after) == after
    found = check(Source("MT1H.txt", after), LAYOUT_RULES)
    if read_record(Source("MT1H.txt", text)).recognised:
        assert [one.message for one in found if one.fix is not None] == []


class TestCanonicalForm:
    @pytest.mark.parametrize("base", BASES)
    def test_is_that_of_the_bases(self, base: str) -> None:
        assert formatted(BASES[base]) == BASES[base]

    def test_is_that_of_the_real_record(self, shared: Path) -> None:
        text = (shared / "records" / "MT1H.txt").read_bytes().decode()

        assert formatted(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            "\ufeff" + RECORD,
            RECORD.replace("\n", "\r\n"),
            RECORD.replace("\n", "\r"),
            edited("Name | metallothionein 1H |", " Name|metallothionein\u00a0 1H|\t"),
            edited("Proteins | MT1H_HUMAN |", "Proteins | MT1H_HUMAN"),
            edited("Proteins | MT1H_HUMAN |\n", "").replace("Synonyms |", "Proteins | MT1H_HUMAN |\nSynonyms |"),
            edited("API | |", "\nAPI ||\n"),
            edited("Dataset | Summary | |\n---|---|---|", "Dataset|Summary||\n--- | --- | --- |"),
            edited("Dataset | Summary | |\n---|---|---|", "Dataset | Summary |\n:---|:---|---|"),
            edited(TREE, json.dumps(json.loads(TREE), separators=(",", ":"))),
            edited(TREE, f"  {TREE} "),
            edited("MT1H has 1,204 functional", "MT1H  has 1,204\tfunctional"),
            edited(" | pathways involving MT1H protein", "|pathways  involving MT1H protein"),
        ],
        ids=range(13),
    )
    def test_is_reached(self, text: str) -> None:
        assert formatted(text) == RECORD

    @pytest.mark.parametrize(("end", "kept"), [("", ""), ("\n", "\n"), ("\n\n \n", "\n"), ("  ", "")])
    def test_ends_in_a_line_end_if_there_was_one(self, end: str, kept: str) -> None:
        assert formatted(RECORD + end) == RECORD + kept

    def test_is_looked_for_so_often(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(formatting, "MOST_ROUNDS", 1)

        assert formatted(SPACED) == RECORD

    @given(st.data())
    def test_does_not_depend_on_blanks(self, data: st.DataObject) -> None:
        blanks = st.sampled_from(["", " ", "  ", "\t", "\u00a0 "])
        lines = RECORD.split("\n")
        spaced: list[str] = []
        for line in lines:
            if line.startswith("{"):
                separators = data.draw(st.sampled_from([(",", ":"), (" , ", " :  ")]))
                spaced.append(json.dumps(json.loads(line), separators=separators))
            else:
                cells = line.split("|")
                inner = data.draw(blanks).join(("", "|", "")) if len(cells) > 1 else "|"
                spaced.append(data.draw(blanks) + inner.join(map(str.strip, cells)) + data.draw(blanks))
        end = data.draw(st.sampled_from(["\n", "\r\n"]))

        assert formatted(end.join(spaced)) == RECORD

    @given(st.permutations(range(6)))
    def test_has_the_fields_in_order(self, order: list[int]) -> None:
        head, middle = RECORD.split("API | |")
        name, description, summary, synonyms, proteins = (
            head.index(f"\n{label} |") + 1 for label in ("Name", "Description", "Summary", "Synonyms", "Proteins")
        )
        starts = [0, name, description, summary, synonyms, proteins, head.index("NCBI Gene ID")]
        fields = [head[start:end] for start, end in pairwise(starts)]

        shuffled = "".join(fields[at] for at in order) + head[starts[-1] :]
        assert formatted(f"{shuffled}API | |{middle}") == RECORD


class TestAnyRecord:
    @pytest.mark.parametrize("variant", VARIANTS, ids=str)
    def test_that_is_valid_says_the_same(self, variant: Variant) -> None:
        hold(variant.edit(RECORD))

    @pytest.mark.parametrize("defect", DEFECTS, ids=str)
    def test_that_is_broken_says_the_same(self, defect: Defect) -> None:
        hold(planted(defect, RECORD).text)

    @given(st.lists(st.sampled_from(DEFECTS), min_size=2, max_size=5))
    def test_that_is_broken_in_many_ways_says_the_same(self, defects: list[Defect]) -> None:
        hold(planted_together(defects, RECORD))

    @settings(max_examples=1000)
    @given(st.lists(st.sampled_from([*RECORD.split("\n"), "", " ", "|", "x", "{", "{}", "\r", "\0"]), max_size=30))
    def test_of_any_lines_says_the_same(self, lines: list[str]) -> None:
        hold("\n".join(lines))

    @pytest.mark.parametrize(
        "text",
        [
            f"![]()|\n{RECORD}",
            f"{RECORD}\nSynonyms|A_HUMAN|",
            RECORD.replace(TREE, f"{TREE}\n{TREE.replace(': [', ':[ ', 1)}"),
            edited("Download Associations", "Download| Associations"),
            edited("\nName |", "\n<<<<<<< HEAD\nName|a|\n=======\nName |").replace("\nDesc", "\n>>>>>>> b\nDesc"),
            edited("Dataset | Summary | |", "Dataset | Zinc binds seven ions | |"),
        ],
        ids=["a picture", "a field", "a tree", "a bar in a label", "a conflict", "words in the header"],
    )
    def test_with_lines_too_many_says_the_same(self, text: str) -> None:
        hold(text)

    @pytest.mark.parametrize("text", ["", " \r\n", "Once upon a time,  there was a gene.\r\n", "N\0a\0m\0e\0"])
    def test_that_is_none_is_left_alone(self, text: str) -> None:
        assert formatted(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            edited("API | |", "x  |  y\nAPI | |"),
            edited('"type": "root",', '"type":"root", "type":"root",'),
            edited(" cells.", r" \ud83dcells."),
            edited("API | |", "API |  x  y | |"),
        ],
        ids=["a foreign line", "a key that stands twice", "half a character", "a value too many"],
    )
    def test_keeps_what_cannot_be_read(self, text: str) -> None:
        assert formatted(text) == text


class Shell:
    """A repository with one record that is not canonical and one that is."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        self.file = folder / "data" / "MT1H.txt"
        self.file.parent.mkdir()
        self.file.write_text(SPACED, newline="")
        (folder / "data" / "MT2A.txt").write_text(BASES["MT2A"], newline="")

    def format(self, *arguments: str) -> Result:
        return run_command(self.capsys, "format", *arguments)

    def find(self, monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
        """Let these be the files that are found."""

        def find_files(*_: object) -> list[str]:
            return list(paths)

        monkeypatch.setattr("genelint.commands.format.find_files", find_files)


SPACED = RECORD.replace("API | |", "API|  |")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SPACED.encode())))
    return Shell(tmp_path, capsys)


class TestCommand:
    def test_rewrites_and_ends_with_1_then_0(self, shell: Shell) -> None:
        assert shell.format("data") == (1, "", "genelint: changed 1 file of 2\n")
        assert shell.file.read_bytes().decode() == RECORD
        assert shell.format("data") == (0, "", "genelint: changed 0 files of 2\n")
        assert shell.format("data", "--quiet") == (0, "", "")

    def test_check_names_what_would_change(self, shell: Shell) -> None:
        assert shell.format("data", "--check") == (1, "data/MT1H.txt\n", "genelint: would change 1 file of 2\n")
        assert shell.file.read_bytes().decode() == SPACED

    def test_diff_shows_it(self, shell: Shell) -> None:
        code, out, err = shell.format("data", "--diff")

        assert (code, err) == (1, "genelint: would change 1 file of 2\n")
        assert [line for line in out.splitlines() if line[0] in "+-"] == [
            "--- data/MT1H.txt",
            "+++ data/MT1H.txt",
            "-API|  |",
            "+API | |",
        ]
        assert shell.file.read_bytes().decode() == SPACED

    def test_takes_the_configured_folders(self, shell: Shell) -> None:
        Path("genelint.toml").write_text('paths = ["data"]\nexclude = ["MT1H.txt"]\n')

        assert shell.format() == (0, "", "genelint: changed 0 files of 1\n")

    def test_prints_standard_input(self, shell: Shell) -> None:
        assert shell.format("-") == (0, RECORD, "")

    @pytest.mark.parametrize("option", ["--check", "--diff"])
    def test_only_looks_at_standard_input(self, shell: Shell, option: str) -> None:
        code, out, err = shell.format("-", option)

        assert (code, out == "", err) == (1, option == "--check", "")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), 'nothing named to format: type "genelint format data/" for a folder, "-" for standard input'),
            (("-", "data"), '"-", standard input, goes with no other path: format the files in a run of their own'),
        ],
    )
    def test_says_what_is_wrong(self, shell: Shell, arguments: tuple[str, ...], said: str) -> None:
        assert shell.format(*arguments) == (2, "", f"genelint: error: {said}\n")

    def test_says_what_cannot_be_read(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        (shell.file.parent / "MT3").mkdir()
        shell.find(monkeypatch, "data/MT1H.txt", "data/MT3")

        assert shell.format("data", "--quiet") == (2, "", "genelint: error: data/MT3: cannot be read: Is a directory\n")
        assert shell.file.read_bytes().decode() == RECORD

    def test_passes_over_files_that_are_gone(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.find(monkeypatch, "data/MT3.txt")

        assert shell.format("data") == (0, "", "genelint: changed 0 files of 1\n")

    def test_says_that_there_is_nothing(self, shell: Shell) -> None:
        assert shell.format("data", "--include", "*.rec") == (3, "", "genelint: nothing to format: no file was found\n")

    def test_what_would_change_a_value_is_our_error(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:

        def written_line(line: str, _: str) -> str:
            return line.replace("copper, and", "iron, and")

        monkeypatch.setattr(formatting, "_written_line", written_line)
        said = "formatting changes Description; it was not done; please report this"

        with pytest.raises(FormattingError):
            formatted(SPACED)
        assert shell.format("data", "--quiet") == (2, "", f"genelint: error: data/MT1H.txt: {said}\n")
        assert shell.format("-") == (2, "", f"genelint: error: {said}\n")
        assert shell.file.read_bytes().decode() == SPACED
