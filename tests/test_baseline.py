"""The baseline: what its entries outlast, that errors never cancel out, and the command."""

from __future__ import annotations

import json
import os
import random
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

import growth
from command import Result, run_command
from genelint.anchor import shortened
from genelint.baseline import Entry, entry_of, format_baseline, parse_baseline
from genelint.engine import SelectedRule, check
from genelint.errors import UsageError
from genelint.files import replace
from genelint.model import Diagnostic, Severity, Source
from genelint.report import Scope
from genelint.suppression import renewed
from genelint.testing import RECORD
from genelint_rules import RULES

LINES = RECORD.split("\n")
TREE: dict[str, Any] = json.loads(LINES[4])
WARNED = tuple(
    SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES if rule.meta.severity >= Severity.WARNING
)


def found(text: str) -> list[Diagnostic]:
    return check(Source.from_bytes("MT1H.txt", text.encode("utf-8", "surrogateescape")), WARNED)


def entries(text: str) -> Counter[Entry]:
    """The baseline of a record."""
    return Counter(entry_of(diagnostic, "data/MT1H.txt") for diagnostic in found(text))


def with_tree(tree: dict[str, Any], text: str = RECORD) -> str:
    """The record with another tree."""
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("{"))
    return "\n".join((*lines[:at], json.dumps(tree, ensure_ascii=False), *lines[at + 1 :]))


def tree_of(text: str) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(next(line for line in text.split("\n") if line.startswith("{")))
    return tree


def paragraph(*parts: str) -> dict[str, Any]:
    """A paragraph of texts and marks, which are digits."""
    children = [
        {"type": "fg", "children": [{"type": "fg_f", "ref": part}]} if part.isdigit() else {"type": "t", "text": part}
        for part in parts
    ]
    return {"type": "p", "children": children}


# Defects, each in a place of its own, so that any of them can be planted together


def dangling(tree: dict[str, Any]) -> None:
    tree["children"][0]["children"][3]["children"][1]["ref"] = "97"


def other_dangling(tree: dict[str, Any]) -> None:
    tree["children"][2]["children"][3]["children"].append({"type": "fg_f", "ref": "97"})


def bad_pmid(tree: dict[str, Any]) -> None:
    reference(tree, "10.1021/bi020030+")["children"][7]["children"][0]["text"] = "PMC1"


def bad_doi(tree: dict[str, Any]) -> None:
    reference(tree, "28241806")["children"][5]["children"][0]["text"] = "10.1186-s12885"


def old_link(tree: dict[str, Any]) -> None:
    reference(tree, "24662736")["children"][7]["href"] = "https://www.ncbi.nlm.nih.gov/pubmed/24662736"


def hidden(tree: dict[str, Any]) -> None:
    node = tree["children"][2]["children"][0]
    node["text"] = node["text"].replace("raise", "rai\u200bse")


def reference(tree: dict[str, Any], word: str) -> dict[str, Any]:
    """The one reference that says a word."""
    [one] = [node for node in tree["children"][-1]["children"] if word in json.dumps(node, ensure_ascii=False)]
    reference: dict[str, Any] = one
    return reference


DEFECTS: dict[str, Callable[[dict[str, Any]], None]] = {
    "REF001 in a group": dangling,
    "REF001 in another": other_dangling,
    "IDN001": bad_pmid,
    "IDN002": bad_doi,
    "IDN004": old_link,
    "TXT002": hidden,
}


def planted(*names: str) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(LINES[4])
    for name in names:
        DEFECTS[name](tree)
    return tree


# Edits elsewhere


def insert_paragraph(text: str) -> str:
    tree = tree_of(text)
    tree["children"].insert(0, paragraph("Copper binds, too.", "1", " So does zinc."))
    return with_tree(tree, text)


def insert_sentence(text: str) -> str:
    tree = tree_of(text)
    tree["children"][-2]["children"].append({"type": "t", "text": " Silver does the same in other cells."})
    return with_tree(tree, text)


def renumber(text: str, order: tuple[int, ...] = (3, 1, 4, 2)) -> str:
    """Sort the references anew and number them and their marks by it."""
    tree = tree_of(text)
    references = tree["children"][-1]["children"]
    new = {old: order[old - 1] for old in range(1, 5)}

    def walk(node: dict[str, Any]) -> None:
        for key in ("ref", "start_ref", "end_ref"):
            if key in node and int(node[key]) in new:
                node[key] = type(node[key])(new[int(node[key])])
        for child in node.get("children", ()):
            walk(child)

    # A range holds other references once they are numbered anew: write it out.
    for node in tree["children"]:
        for group in node.get("children", ()):
            for mark in list(group.get("children", ())):
                if mark["type"] == "fg_fs":
                    numbers = range(int(mark["start_ref"]), int(mark["end_ref"]) + 1)
                    group["children"][0:1] = [{"type": "fg_f", "ref": str(number)} for number in numbers]
    walk(tree)
    tree["children"][-1]["children"] = [node for number in range(1, 5) for node in references if node["ref"] == number]
    return with_tree(tree, text)


def move_lines(text: str) -> str:
    return text.replace("HGNC Family | Metallothioneins (MT) |\n", "")


def add_row(text: str) -> str:
    row = "BioGPS Human Cell Type and Tissue Gene Expression Profiles"
    return text.replace(
        "---|---|---|\n",
        f"---|---|---|\n{row} | cell types and tissues with high or low expression of MT1H gene relative to other cell "
        f"types and tissues from the {row} dataset. | |\n",
    ).replace("from 3 datasets", "from 4 datasets")


def escape(text: str) -> str:
    return with_tree(tree_of(text), text).replace("β", "\\u03b2")


EDITS = (insert_paragraph, insert_sentence, renumber, move_lines, add_row, escape)
names = st.lists(st.sampled_from(sorted(DEFECTS)), unique=True)


def local(counted: Counter[Entry]) -> Counter[Entry]:
    """Without the rules about order, which an edit may break."""
    return Counter(
        {entry: count for entry, count in counted.items() if entry.rule not in {"REF004", "REF005", "REF006"}}
    )


class TestAnchors:
    @pytest.mark.parametrize("name", DEFECTS)
    def test_each_defect_is_found(self, name: str) -> None:
        codes = {entry.rule for entry in entries(with_tree(planted(name)))}

        assert name.split(maxsplit=1)[0] in codes

    @pytest.mark.parametrize("edit", EDITS)
    def test_the_record_stays_good(self, edit: Callable[[str], str]) -> None:
        assert local(entries(edit(RECORD))) == Counter()
        assert edit(RECORD) != RECORD

    @given(names, st.lists(st.sampled_from(EDITS), unique=True))
    def test_outlast_edits_elsewhere(self, defects: list[str], edits: list[Callable[[str], str]]) -> None:
        text = with_tree(planted(*defects))
        edited = text
        for edit in edits:
            edited = edit(edited)

        assert local(entries(edited)) == local(entries(text))

    @given(names, names)
    def test_one_repaired_and_one_new_never_cancel_out(self, before: list[str], after: list[str]) -> None:
        """What is new in a record is what was planted in it anew."""
        old, new = entries(with_tree(planted(*before))), entries(with_tree(planted(*after)))
        repaired, added = set(before) - set(after), set(after) - set(before)

        assert (new - old).total() == (added != set()) * sum((entries(with_tree(planted(*added)))).values())
        assert (old - new).total() == (repaired != set()) * sum((entries(with_tree(planted(*repaired)))).values())

    @pytest.mark.parametrize(
        ("rule", "first", "second"),
        [
            ("TXT002", ("Holds zinc", "Holds zi\u200bnc"), ("meets cadmium", "meets cad\u200bmium")),
            ("TXT005", ("Holds zinc", "Holds  zinc"), ("a cell meets", "a cell  meets")),
            ("TXT005", ("interacting with", "interacting  with"), ("from the curated", "from the  curated")),
            ("IDN013", ("MT-0, MT-1H", "MT-0, , MT-1H"), ("MT-1H, MT-IH", "MT-1H, , MT-IH")),
            (
                "LAY001",
                ("Proteins |", "TODO\nProteins |"),
                ("CTD Gene-Chemical Interactions |", "TODO\nCTD Gene-Chemical Interactions |"),
            ),
            ("TXT006", ("MT-0, MT-1H", "M\u0422-0, MT-1H"), ("MT-1H, MT-IH", "MT-1H, M\u0422-IH")),
            (
                "TXT006",
                ("//doi.org/10.1159", "//d\u043ei.org/10.1159"),
                ("//doi.org/10.1159", "//doi.\u043erg/10.1159"),
            ),
            (
                "TXT002",
                ("An epigenetic", "An\u200b epigenetic"),
                ("putative contributors", "putative\u200b contributors"),
            ),
            ("LAY001", ("HGNC Family", "TODO\nHGNC Family"), ("Proteins |", "TODO\nProteins |")),
            ("LAY011", ("Proteins |", "\nProteins |"), ("API | |", "\nAPI | |")),
        ],
    )
    def test_alike_slips_in_two_places(self, rule: str, first: tuple[str, str], second: tuple[str, str]) -> None:
        old, new = (entries(RECORD.replace(*slip)) for slip in (first, second))
        moved = entries("Notes follow.\n" + RECORD.replace(*first))

        assert {entry.rule for entry in old} == {entry.rule for entry in new} == {rule}
        assert not old & new
        assert rule == "LAY001" or not old - moved

    def test_marks_of_one_number_in_two_sentences(self) -> None:
        [one] = entries(with_tree(planted("REF001 in a group")))
        [other] = entries(with_tree(planted("REF001 in another")))

        assert one.value == other.value == "97"
        assert one.pointer == "Summary/…zinc. Some tumours make less of it./ref"
        assert other.pointer == "Summary/…ores raise its level in cultured cells./ref"

    def test_one_value_in_two_references(self) -> None:
        pointers: set[str] = set()
        for pmid in ("28241806", "24662736"):
            tree = planted()
            reference(tree, pmid)["children"][5]["href"] = "http://dx.doi.org/10.1000/x"
            pointers |= {entry.pointer for entry in entries(with_tree(tree))}

        assert pointers == {"Summary/PMID 28241806/DOI/href", "Summary/PMID 24662736/DOI/href"}

    @pytest.mark.parametrize(
        ("keep", "name"),
        [
            (8, "PMID 12081484"),
            (6, "DOI 10.1021/bi020030+"),
            (4, "S-nitrosothiols react preferentially with zinc thiolate clus"),
            (1, "Yu Chen, Yoshifumi Irie, Wing Ming Keung, et al."),
        ],
    )
    def test_what_a_reference_is_called(self, keep: int, name: str) -> None:
        tree = planted()
        node = reference(tree, "12081484")
        del node["children"][keep:]
        node["children"][0]["text"] += "\u200b"

        [entry] = [entry for entry in entries(with_tree(tree)) if entry.rule == "TXT002"]
        assert entry.pointer.startswith(f"Summary/{name[:30]}")
        assert entry.pointer.endswith("/text")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('"type": "p", ', '"type": "p" '),
            ('"type": "p", ', '"type": "p", "type": "p", '),
            (
                '{"type": "p", ',
                '{"type": "p", "children": [{"type": "t", "text": "a\u200b"}, {"type": "t", "text": ""}], ',
            ),
            ('{"type": "p", ', '{"type": "p", "children": {"a": "\u200b"}, '),
            ('{"type": "p", ', '{"type": "p", "children": [["\u200b"]], '),
        ],
        ids=["broken", "doubled", "children", "object", "list"],
    )
    def test_a_doubled_key_and_a_broken_tree_have_anchors_too(self, old: str, new: str) -> None:
        text = RECORD.replace(old, new, 1)
        moved = text.replace("HGNC Family | Metallothioneins (MT) |\n", "").replace("et al. ", "et alii. ")

        assert entries(text)
        assert all(entry.pointer.startswith("Summary") for entry in entries(text))
        assert entries(moved) == entries(text)

    def test_a_mark_is_what_it_leads_to(self) -> None:
        tree = planted()
        group = tree["children"][0]["children"][3]["children"]
        group.append(dict(group[0]))
        text = with_tree(tree)

        assert local(entries(text)) == local(entries(renumber(text)))

    def test_missing_things_are_told_apart_by_what_is_missing(self) -> None:
        one = entries(RECORD.replace("API | |\n", ""))
        other = entries(RECORD.replace("API | |\nDownload Associations | |\n", ""))

        assert one.keys().isdisjoint(other)

    def test_alike_findings_have_as_many_entries(self) -> None:
        row = LINES[-1] + "\n"
        once, twice = (entries(RECORD.replace(LINES[-1], row * (count + 1))) for count in (1, 2))
        both = Counter({entry: count for entry, count in twice.items() if entry.rule == "ASC008"})

        assert [entry.rule for entry in once if entry.rule == "ASC008"] == ["ASC008"]
        assert both.total() == 2
        assert len(both) == 1

    def test_fingerprints_outlast_edits_and_differ(self) -> None:
        text = with_tree(planted(*DEFECTS))
        before = [diagnostic.fingerprint for diagnostic in found(text)]

        assert len(set(before)) == len(before)
        assert set(before) == {diagnostic.fingerprint for diagnostic in found(insert_paragraph(move_lines(text)))}

    def test_work_is_linear(self) -> None:
        def repeat(count: int) -> str:
            tree = planted()
            tree["children"].insert(0, paragraph(*(["Zinc.", "97"] * count)))
            return with_tree(tree)

        assert len(found(repeat(50))) >= 50
        growth.assert_linear(found, repeat, 50)
        growth.assert_linear_in_c(found, repeat, 500)

    def test_long_values_have_a_digest(self) -> None:
        assert shortened("x" * 80) == "x" * 80
        assert shortened("x" * 81) != shortened("x" * 82)
        assert len(shortened("x" * 81)) == len(shortened("x" * 10_000)) < 80


texts = st.text(st.characters(), max_size=8)


class TestFile:
    @given(st.lists(st.builds(Entry, texts, texts, texts, texts)))
    def test_any_entries_come_back_sorted(self, given_entries: list[Entry]) -> None:
        text = format_baseline(given_entries)

        assert text.isascii()
        assert list(parse_baseline(Source("b", text)).entries) == sorted(given_entries)
        shuffled = random.Random(1).sample(given_entries, len(given_entries))  # noqa: S311
        assert format_baseline(shuffled) == text

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("<<<<<<< HEAD", 'not JSON: found "<<<<<<< HEAD", expected an entry; undo the edit, or type "genelint '),
            ("", 'not JSON: found "", expected an entry'),
            ("[" * 100_000, "not JSON: found "),
            ("3", 'found "3", expected an object with "record", "rule", "pointer" and "value"'),
            ('{"record": "x"}', 'found the keys "record", expected "record", "rule", "pointer" and "value", each with'),
            ("{}", "found the keys none, expected"),
            ('{"record": 1, "rule": "", "pointer": "", "value": ""}', 'found the keys "record", "rule", "pointer" and'),
        ],
    )
    def test_names_the_line_of_what_is_no_entry(self, line: str, said: str) -> None:
        text = format_baseline([Entry("A", "B", "C", "D")]) + line + "\n"
        with pytest.raises(UsageError) as raised:
            parse_baseline(Source("b.jsonl", text))
        assert str(raised.value).startswith(f"b.jsonl:2: {said}")

    def test_windows_line_ends_and_a_lost_one_are_read(self) -> None:
        text = format_baseline([Entry("A", "B", "C", "D"), Entry("E", "F", "G", "H")])

        assert len(parse_baseline(Source("b", text.replace("\n", "\r\n"))).entries) == 2
        assert len(parse_baseline(Source("b", text.rstrip("\n"))).entries) == 2

    def test_what_was_not_checked_is_kept(self) -> None:
        old = [Entry(record, rule, "", "") for record in ("A", "B", "data/c.txt") for rule in ("REF001", "REF002")]
        new = [Entry("A", "REF001", "", "new")]

        def kept(scope: Scope) -> list[Entry]:
            left = renewed(old, new, scope)
            assert left == sorted(left)
            assert new[0] in left
            return [entry for entry in left if entry != new[0]]

        silent = (("REF002", "uncited-reference"),)
        assert kept(Scope(frozenset(), frozenset("A"), complete=False)) == old[2:]
        assert kept(Scope(frozenset(["data/c.txt"]), frozenset("A"), complete=False)) == old[2:4]
        assert kept(Scope(frozenset(), frozenset(), complete=True)) == []
        assert kept(Scope(frozenset(), frozenset(), True, silent)) == old[1::2]

    def test_is_written_as_a_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "b"
        path.write_text("old")
        path.chmod(0o640)

        replace(str(path), "new")
        assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o640)

        def fail(*_: object) -> NoReturn:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(UsageError, match="cannot be written: No space left on device"):
            replace(str(path), "newer")
        assert path.read_text() == "new"
        assert os.listdir(tmp_path) == ["b"]

    def test_a_new_file_has_the_usual_permissions(self, tmp_path: Path) -> None:
        (tmp_path / "usual").touch()
        replace(str(tmp_path / "b"), "")

        assert (tmp_path / "b").stat().st_mode == (tmp_path / "usual").stat().st_mode


class Shell:
    """A repository with many defective records, and the command in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def run(self, *arguments: str) -> Result:
        return run_command(self.capsys, *arguments)

    def write(self, symbol: str, text: str) -> None:
        (self.folder / "data" / f"{symbol}.txt").write_text(text.replace("MT1H", symbol), encoding="utf-8")

    @property
    def baseline(self) -> str:
        return (self.folder / "genelint-baseline.jsonl").read_text(encoding="utf-8")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    for folder in (".git", "data"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "genelint.toml").write_text('paths = ["data"]\nselect = ["REF", "IDN", "TXT", "SUP"]\n')
    return Shell(tmp_path, capsys)


class TestCommand:
    SYMBOLS = tuple(f"MT1Z{number}" for number in range(60))

    def adopt(self, shell: Shell) -> None:
        text = with_tree(planted(*DEFECTS))
        for symbol in self.SYMBOLS:
            shell.write(symbol, text)
        assert shell.run("check").code == 1
        assert shell.run("baseline", "create") == (
            0,
            f"{60 * len(found(text)):,} findings of 60 records in genelint-baseline.jsonl.\n",
            "",
        )

    def test_adoption(self, shell: Shell) -> None:
        self.adopt(shell)
        assert shell.baseline.count("\n") >= 360
        assert shell.run("check") == (
            0,
            f"All 60 files are clean; {shell.baseline.count(chr(10)):,} suppressed.\n",
            "",
        )

        # A new defect is an error, also while an old one is repaired.
        tree = planted(*DEFECTS)
        reference(tree, "24662736")["children"][5]["href"] = "https://example.org/"
        tree["children"][0]["children"][3]["children"][1]["ref"] = "3"
        shell.write("MT1Z7", with_tree(tree))
        code, out, _ = shell.run("check", "data/MT1Z7.txt", "--output-format=concise")
        assert code == 1
        assert [line.split()[1] for line in out.splitlines()] == ["IDN003"]

        # Once it is repaired too, what is left of the baseline is a warning, and pruned.
        shell.write("MT1Z7", with_tree(planted(*(set(DEFECTS) - {"REF001 in a group"}))))
        for arguments in (["check"], ["check", "data/MT1Z7.txt"]):
            code, out, _ = shell.run(*arguments, "--output-format=concise")
            assert code == 0
            assert out.startswith("genelint-baseline.jsonl:")
            assert ' SUP001 warning the baseline entry for REF001 in "MT1Z7" matches no finding' in out
            assert out.count("\n") == 1
        assert shell.run("check", "data/MT1Z8.txt", "--output-format=concise").out == ""
        before = shell.baseline.splitlines()
        assert shell.run("baseline", "prune").out.endswith("genelint-baseline.jsonl; 1 removed.\n")
        after = shell.baseline.splitlines()
        [removed] = set(before) - set(after)
        assert len(after) == len(before) - 1
        assert json.loads(removed)["record"] == "MT1Z7"
        assert shell.run("check", "--output-format=concise") == (0, "", "")

    def test_a_deleted_record_leaves_entries_that_are_pruned(self, shell: Shell) -> None:
        self.adopt(shell)
        (shell.folder / "data" / "MT1Z7.txt").unlink()

        assert '"MT1Z7"' in shell.run("check").out
        assert shell.run("baseline", "prune", "data/MT1Z8.txt").out.endswith("jsonl.\n")
        assert '"MT1Z7"' in shell.baseline
        assert shell.run("baseline", "prune", "data").code == 0
        assert '"MT1Z7"' not in shell.baseline

    def test_prune_adds_nothing(self, shell: Shell) -> None:
        shell.write("MT1Z1", with_tree(planted("IDN001")))
        shell.run("baseline", "create")
        shell.write("MT1Z1", with_tree(planted("IDN001", "REF001 in a group")))
        before = shell.baseline

        assert shell.run("baseline", "prune").code == 0
        assert shell.baseline == before
        assert shell.run("check").code == 1

    def test_update_writes_anew_what_was_checked(self, shell: Shell) -> None:
        for symbol in ("MT1Z1", "MT1Z2"):
            shell.write(symbol, with_tree(planted("IDN001")))
        shell.run("baseline", "create")
        for symbol in ("MT1Z1", "MT1Z2"):
            shell.write(symbol, with_tree(planted("REF001 in a group")))

        assert shell.run("baseline", "update", "data/MT1Z2.txt").out == (
            "2 findings of 2 records in genelint-baseline.jsonl; 1 added, 1 removed.\n"
        )
        rules = {entry["record"]: entry["rule"] for entry in map(json.loads, shell.baseline.splitlines())}
        assert rules == {"MT1Z1": "IDN001", "MT1Z2": "REF001"}

    def test_holds_neither_exceptions_nor_what_they_leave_out(self, shell: Shell) -> None:
        shell.write("MT1Z1", with_tree(planted("IDN001", "REF001 in a group")))
        with (shell.folder / "genelint.toml").open("a") as file:
            file.write(
                '[[exceptions]]\nrule = "REF001"\nrecord = "MT1Z1"\nreason = "x"\n'
                '[[exceptions]]\nrule = "REF001"\nrecord = "GONE"\nreason = "x"\nuntil = 2020-01-01\n'
            )

        assert shell.run("baseline", "create").code == 0
        assert [json.loads(line)["rule"] for line in shell.baseline.splitlines()] == ["IDN001"]

    def test_holds_what_makes_a_run_fail(self, shell: Shell) -> None:
        shell.write("MT1Z1", RECORD.replace("make", "mak\u0065\u0301", 1))
        (shell.folder / "genelint.toml").write_text('paths = ["data"]\nfail-on = "info"\n')
        shell.run("baseline", "create")

        assert "TXT007" in shell.baseline
        assert shell.run("check").code == 0

    def test_a_file_without_a_symbol_goes_by_its_path(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        (shell.folder / "genelint.toml").write_text('paths = ["data"]\n')
        shell.write("junk", "junk\n")
        monkeypatch.chdir(shell.folder / "data")
        assert shell.run("baseline", "create").out.endswith("in ../genelint-baseline.jsonl.\n")

        assert {json.loads(line)["record"] for line in shell.baseline.splitlines()} == {"data/junk.txt"}
        assert shell.run("check", "junk.txt").code == 0

    def test_may_have_another_place(self, shell: Shell) -> None:
        (shell.folder / "lists").mkdir()
        (shell.folder / "genelint.toml").write_text('paths = ["data"]\nbaseline = "lists/known.jsonl"\n')
        shell.write("MT1Z1", with_tree(planted("IDN001")))

        assert shell.run("check").code == 1
        assert shell.run("baseline", "create").code == 0
        assert (shell.folder / "lists" / "known.jsonl").exists()
        assert shell.run("check").code == 0

    def test_show(self, shell: Shell) -> None:
        for symbol in ("MT1Z1", "MT1Z2"):
            shell.write(symbol, with_tree(planted("REF001 in a group")))
        shell.write("MT1Z1", with_tree(planted("REF001 in a group", "TXT002")))
        shell.run("baseline", "create")

        assert shell.run("baseline", "show").out == (
            "3 findings of 2 records in genelint-baseline.jsonl.\n"
            "      2  REF001\n"
            "      1  TXT002\n"
            "\nMT1Z1\n"
            "  REF001  Summary/…zinc. Some tumours make less of it./ref: 97\n"
            "  TXT002  Summary/…Metal ores rai/text: \\u200b\n"
            "\nMT1Z2\n"
            "  REF001  Summary/…zinc. Some tumours make less of it./ref: 97\n"
        )

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ("", "the following arguments are required: ACTION, PATH"),
            ("crate", 'argument ACTION: found "crate", expected create, update, prune or show; did you mean "create"?'),
            ("update", 'there is no genelint-baseline.jsonl: type "genelint baseline create"'),
            ("prune", 'there is no genelint-baseline.jsonl: type "genelint baseline create"'),
            ("show", 'there is no genelint-baseline.jsonl: type "genelint baseline create"'),
            ("show data", '"show" is about the whole baseline: leave out what follows it'),
            ("create -", "a baseline is about files: name them instead of standard input"),
            ("create dat", 'no file or folder "dat"; did you mean "data"?'),
        ],
    )
    def test_bad_use_is_one_line(self, shell: Shell, arguments: str, said: str) -> None:
        assert shell.run("baseline", *arguments.split()) == (2, "", f"genelint: error: {said}\n")

    def test_create_overwrites_nothing(self, shell: Shell) -> None:
        shell.write("MT1Z1", RECORD)
        assert shell.run("baseline", "create") == (0, "0 findings of 0 records in genelint-baseline.jsonl.\n", "")

        assert shell.run("baseline", "create") == (
            2,
            "",
            'genelint: error: genelint-baseline.jsonl is there already; did you mean "genelint baseline update"?\n',
        )

    def test_needs_something_to_check(self, shell: Shell) -> None:
        assert shell.run("baseline", "create").code == 3
        (shell.folder / "genelint.toml").unlink()
        assert shell.run("baseline", "create").err == (
            'genelint: error: nothing named to check: name a folder, such as data/, or configure it as "paths"\n'
        )

    def test_a_damaged_file_is_bad_use(self, shell: Shell) -> None:
        shell.write("MT1Z1", RECORD)
        (shell.folder / "genelint-baseline.jsonl").write_text("=======\n")

        for arguments in (["check"], ["baseline", "update"], ["baseline", "show"]):
            code, out, err = shell.run(*arguments)
            assert (code, out) == (2, "")
            assert err.startswith("genelint: error: genelint-baseline.jsonl:1: not JSON: ")
            assert err.count("\n") == 1

    def test_is_left_as_it_is_when_not_all_was_checked(self, shell: Shell) -> None:
        shell.write("MT1Z1", with_tree(planted("IDN001")))
        shell.run("baseline", "create")
        before = shell.baseline
        shell.write("MT1Z1", RECORD)
        beside = shell.folder / "data/MT1Z1 associations.tsv"
        beside.symlink_to(beside)

        code, out, err = shell.run("baseline", "update")
        assert (code, out) == (2, "")
        assert err.splitlines()[1] == (
            "genelint: error: genelint-baseline.jsonl is left as it is, since not all could be checked"
        )
        assert shell.baseline == before

    def test_is_marked_where_it_is_shown(self, shell: Shell) -> None:
        shell.write("MT1Z1", with_tree(planted("IDN001")))
        shell.run("baseline", "create")

        assert "  = note: suppressed: in the baseline\n" in shell.run("check", "--show-suppressed").out
