"""What a record says: what a safe fix may change, and what not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from genelint.meaning import changed, lost, meaning
from genelint.model import Source
from genelint.parse import read_record
from genelint.testing import RECORD

TREE = RECORD.split("\n")[4]
ROWS = RECORD.split("\n")[-3:]


def differs(after: str, before: str = RECORD) -> str:
    first, second = (meaning(read_record(Source("MT1H.txt", text))) for text in (before, after))
    return changed(first, second)


def edited(*replacements: tuple[str, str]) -> str:
    text = RECORD
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def with_tree(edit: Callable[[Any], object]) -> str:
    """The record with a tree that a function has changed in place."""
    tree = json.loads(TREE)
    edit(tree)
    return RECORD.replace(TREE, json.dumps(tree))


def renumber(tree: Any, numbering: dict[int, int], *, marks: bool = True, references: bool = True) -> None:
    stack = [tree]
    while stack:
        node = stack.pop()
        is_reference = node["type"] == "r"
        for key in ("ref", "start_ref", "end_ref"):
            if key in node and (references if is_reference else marks):
                number = numbering.get(int(node[key]), int(node[key]))
                node[key] = number if is_reference else str(number)
        stack.extend(node.get("children", ()))


class TestEqual:
    @pytest.mark.parametrize(
        "after",
        [
            RECORD + "\n",
            "\ufeff" + RECORD,
            RECORD.replace("\n", "\r\n"),
            edited(("Name | metallothionein 1H |", "  Name |  metallothionein\u00a01H|")),
            edited(("Proteins | MT1H_HUMAN |\n", ""), ("Synonyms |", "Proteins | MT1H_HUMAN |\nSynonyms |")),
            edited(("| MT-0, MT-1H, MT-IH |", "| MT-0, , MT-1H, MT-0, MT-IH |")),
            edited(("1,204", "1204")),
            edited(("Proteins | MT1H_HUMAN |", "Proteins | MT1H_HUMAN")),
            edited(("\n".join(ROWS), "\n".join(ROWS[::-1]))),
            edited(("https://doi.org/10.1159/000357282", "http://dx.doi.org/10.1159/000357282")),
            edited(("https://pubmed.ncbi.nlm.nih.gov/24662736", "https://www.ncbi.nlm.nih.gov/pubmed/24662736/")),
            RECORD.replace(TREE, json.dumps(json.loads(TREE), separators=(",", ":"))),
        ],
        ids=[
            "line end",
            "byte-order mark",
            "line ends",
            "blanks",
            "order of fields",
            "synonyms",
            "commas in numbers",
            "a bar",
            "order of rows",
            "address of a DOI",
            "address of a PMID",
            "writing of the tree",
        ],
    )
    def test_is(self, after: str) -> None:
        assert differs(after) == ""

    def test_is_a_mark_that_a_group_repeats(self) -> None:
        def repeat(tree: Any) -> None:
            tree["children"][0]["children"][3]["children"].append({"type": "fg_f", "ref": "2"})

        assert differs(with_tree(repeat)) == ""

    def test_is_a_range_and_its_members(self) -> None:
        def spell(tree: Any) -> None:
            group = tree["children"][2]["children"][3]
            group["children"] = [{"type": "fg_f", "ref": number} for number in ("4", "2", "3")]

        assert differs(with_tree(spell)) == ""

    def test_is_a_consistent_renumbering(self) -> None:
        assert differs(with_tree(lambda tree: renumber(tree, {1: 4, 2: 1, 3: 2, 4: 3}))) == ""
        assert differs(with_tree(lambda tree: renumber(tree, {4: 9}))) == ""
        assert differs(with_tree(lambda tree: renumber(tree, {2: 1, 1: 2}))) == "summary"  # the range 1 to 4 has 2 too

    def test_is_another_order_of_references(self) -> None:
        assert differs(with_tree(lambda tree: tree["children"][3]["children"].reverse())) == ""

    def test_is_a_list_without_what_it_repeats_in_a_misspelt_field(self) -> None:
        before = edited(("Synonyms | ", "Synonims | MT-0, "))
        assert differs(before.replace("MT-0, ", "", 1), before) == ""


class TestChanged:
    def test_is_how_a_field_is_misspelt(self) -> None:
        before = edited(("Synonyms |", "Synonims |"))
        assert differs(before.replace("Synonims", "Synonimes"), before) == "a line that is no part of the record"

    def test_is_a_word_in_a_misspelt_field(self) -> None:
        before = edited(("Synonyms |", "Synonims |"))
        assert differs(before.replace("MT-0, ", "MT-9, ", 1), before) == "Synonyms"

    @pytest.mark.parametrize(
        ("after", "part"),
        [
            (edited(("metallothionein 1H |\n", "metallothionein 1 H |\n")), "Name"),
            (edited(("| MT-0, MT-1H, MT-IH |", "| MT-1H, MT-IH |")), "Synonyms"),
            (edited(("| MT-0, MT-1H, MT-IH |", "| MT-0, MT-IH, MT-1H |")), "Synonyms"),
            (edited(("Proteins | MT1H_HUMAN |\n", "")), "Proteins"),
            (edited(("1,204", "1,205")), "association sentence"),
            (edited(("from 3 datasets", "from 4 datasets")), "association sentence"),
            (edited(("(chemical, functional", "(chemical functional")), "association sentence"),
            (edited(("for MT1H from the datasets", "for MT1X from the datasets")), "instruction line"),
            (edited((ROWS[2], "")), "dataset table"),
            (edited(("pathways involving MT1H", "pathways  involving  MT1X")), "dataset table"),
            (edited(("https://doi.org/10.1159/000357282", "https://doi.org/10.1159/000357283")), "summary"),
            (edited(("https://doi.org/10.1159/000357282", "https://example.org/10.1159/000357282")), "summary"),
            (edited((" cells.", "  cells.")), "summary"),
            (with_tree(lambda tree: tree["children"][2]["children"][1].update(type="b")), "summary"),
            (edited(("MT1H has", "<<<<<<< ours\nMT1H has")), "a line that is no part of the record"),
        ],
    )
    def test_names_the_part(self, after: str, part: str) -> None:
        assert differs(after) == differs(RECORD, after) == part

    def test_is_no_part_that_was_there_and_could_not_be_read(self) -> None:
        synonyms = "Synonyms | MT-0 |"
        before, after = f"{synonyms}\n{TREE}", f"{TREE}\n{synonyms}"

        assert differs(after, before) == ""
        assert differs(before, after) == differs(f"{TREE}\nx\n{synonyms}", before) == "summary"

    @pytest.mark.parametrize("numbering", [{1: 2}, {2: 1, 1: 2}, {4: 3}, {3: 7}])
    def test_is_a_renumbering_of_marks_alone(self, numbering: dict[int, int]) -> None:
        assert differs(with_tree(lambda tree: renumber(tree, numbering, references=False))) == "summary"

    @pytest.mark.parametrize("numbering", [{1: 2}, {2: 1, 1: 2}, {4: 3}])
    def test_is_a_renumbering_of_references_alone(self, numbering: dict[int, int]) -> None:
        assert differs(with_tree(lambda tree: renumber(tree, numbering, marks=False))) == "summary"

    def test_is_a_dangling_mark_that_dangles_elsewhere(self) -> None:
        before, after = (edited(('{"type": "fg_f", "ref": "1"}', f'{{"type": "fg_f", "ref": "{n}"}}')) for n in (7, 8))

        assert differs(after, before) == "summary"

    def test_is_a_malformed_mark(self) -> None:
        before, after = (edited(('{"type": "fg_f", "ref": "1"}', f'{{"type": "fg_f", "ref": "{n}"}}')) for n in "xy")

        assert differs(after, before) == "summary"

    def test_is_a_tree_that_cannot_be_read(self) -> None:
        before, after = (edited(('"type": "root"', f'"type": "root" "x": "{text}"')) for text in ("a b", "a c"))

        assert differs(before, before.replace("a b", "a  b")) == ""
        assert differs(before, after) == "text of the summary"

    def test_is_a_text_that_is_no_record(self) -> None:
        assert differs("\ufeffonce\r\nupon", "once\nupon") == ""
        assert differs("once upon", "upon once") == "text"


def test_lost_is_what_cannot_be_read_any_more() -> None:
    broken = edited(('"type": "root"', '"type"'))
    whole, lacking = (meaning(read_record(Source("MT1H.txt", text))) for text in (RECORD, broken))

    assert lost(whole, whole) == ""
    assert lost(whole, lacking) == "summary"
