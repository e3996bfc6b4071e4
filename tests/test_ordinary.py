"""An ordinary tree is a good one that says the same when it is parsed, and nothing is found less or more for it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

import growth
from bases import BASES
from defects import DEFECTS
from defects.planting import planted
from genelint.engine import Examined, SelectedRule, examine
from genelint.model import Source, Span
from genelint.ordinary import Mark, Ordinary, accept_ordinary
from genelint.record import Node, Tree
from genelint.rule import RecordRule, has_ordinary_tree
from genelint.tree import accept, read_tree
from genelint_rules import RULES
from variants import VARIANTS

ALL = tuple(SelectedRule(rule, rule.meta.severity, "x") for rule in RULES)
TREES = {name: next(line for line in text.split("\n") if line.startswith('{"type"')) for name, text in BASES.items()}
PIECES = [
    *('"', "\\", "\\n", "\\u0041", "\t", " ", "  ", ", ", ": ", "{", "}", "[", "]", "0", "1", "7", "-", "é", "\u2028"),
    *('"ref": 1, ', '"x": 1, ', '"text": "y", ', ', {"type": "t", "text": ""}', ', {"type": "f", "ref": 3}'),
    *(', {"type": "b", "children": [{"type": "t", "text": "x"}]}', ', {"type": "i", "children": []}'),
    *(', {"type": "fg", "children": [{"type": "fg_f", "ref": "1"}, {"type": "fg_f", "ref": 2}]}', "https://", "#"),
    *(', {"type": "a", "href": "https://x.org", "children": [{"type": "t", "text": "x"}]}', "10.1/", "DOI: "),
]


def accepted(written: str) -> Ordinary | None:
    return accept_ordinary(Source("", f"x{written}x"), 1, len(written) + 1)


def refuse(*_: object) -> None:
    """Take no tree for ordinary."""


def edited(written: str, rng: random.Random) -> str:
    """A tree with a few edits, most of which leave it good."""
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.choice([match.end() for match in re.finditer(r'"|\}|[0-9]+', written)])
        match rng.randrange(4):
            case 0:
                written = written[:at] + rng.choice(PIECES) + written[at:]
            case 1:
                written = written[:at] + written[at + rng.choice((1, 2, 5)) :]
            case 2:
                written = re.sub(r'"ref": "?[0-9]+"?', f'"ref": {rng.choice((0, 1, 4, "2", 99))!r}', written, count=1)
            case _:
                kinds = ("root", "p", "b", "i", "a", "f", "fg", "fg_f", "r", "rg", "t")
                written = written.replace(f'"{rng.choice(kinds)}"', f'"{rng.choice(kinds)}"', rng.choice((1, 1, -1)))
    return written.replace("'", '"')


def trees(count: int) -> Iterator[str]:
    rng = random.Random(4496)  # noqa: S311
    for _ in range(count):
        yield edited(rng.choice(list(TREES.values())), rng)


def mark(node: Node) -> Mark:
    return Mark(int(node.get("ref") or node["start_ref"]), int(node.get("ref") or node["end_ref"]))


def groups_of(node: Node) -> Iterator[list[Mark]]:
    for child in node.get("children", ()):
        if child["type"] == "fg":
            yield list(map(mark, child["children"]))
        elif child["type"] == "f":
            yield [mark(child)]
        else:
            yield from groups_of(child)


def assert_says_what_is_parsed(ordinary: Ordinary, value: Node) -> None:
    """What was read of the text is what the nodes have."""
    assert ordinary.groups == list(groups_of(value))
    paragraphs = [child for child in value["children"] if child["type"] == "p"]
    assert ordinary.is_backed == all(any(groups_of(paragraph)) for paragraph in paragraphs)
    [*_, reference_list] = value["children"]
    for reference, node in zip(zip(*ordinary.references, strict=True), reference_list["children"], strict=True):
        authors, title, blank, journal, *links = node["children"]
        said: list[Any] = [int(node["ref"]), authors["text"]]
        said += [part["children"][0]["text"] for part in (title, journal)]
        for label in (" DOI: ", " PMID: "):
            if links and links[0]["text"] == label:
                _, link, *links = links
                said += [link["children"][0]["text"], link["href"]]
            else:
                said += ["", ""]
        assert (list(reference), blank["text"], links) == (said, " ", [])


def test_what_is_accepted_is_good_and_says_the_same() -> None:
    met = 0
    for written in (*TREES.values(), *trees(4_000)):
        ordinary = accepted(written)
        if ordinary is not None:
            met += 1
            value = json.loads(written)
            assert json.dumps(value, ensure_ascii=False) == written
            assert accept(value) is not None
            assert_says_what_is_parsed(ordinary, value)
    assert met > 500


def test_rules_about_good_trees_have_nothing_to_say_of_an_ordinary_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [rule for rule in RULES if isinstance(rule, RecordRule) and rule.is_clean is has_ordinary_tree]
    texts = [BASES["MT1H"].replace(TREES["MT1H"], written) for written in trees(1_500) if accepted(written)]
    monkeypatch.setattr("genelint.tree.accept_ordinary", refuse)
    selected = [SelectedRule(rule, rule.meta.severity, "x") for rule in rules]

    assert len(rules) == 5
    assert {text: found for text in texts if (found := examine(Source("MT1H.txt", text), selected).diagnostics)} == {}


def texts() -> Iterator[tuple[str, str]]:
    """Paths and texts of records with and without defects."""
    for name, base in BASES.items():
        yield f"{name}.txt", base
        for defect in DEFECTS:
            yield f"{name}.txt", planted(defect, base).text
        for variant in VARIANTS:
            yield f"{name}.txt", variant.edit(base)
    for written in trees(600):
        yield "MT1H.txt", BASES["MT1H"].replace(TREES["MT1H"], written)


def test_the_same_is_found_and_said_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def examined(path: str, text: str) -> Examined:
        return examine(Source.from_bytes(path, text.encode("utf-8", "surrogateescape")), ALL)

    before = [examined(path, text) for path, text in texts()]
    monkeypatch.setattr("genelint.tree.accept_ordinary", refuse)
    for (path, text), examined_so in zip(texts(), before, strict=True):
        assert examined(path, text) == examined_so


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"ref": "1"', '"ref": "01"'),
        ('"start_ref": "2", "end_ref": "4"', '"start_ref": "4", "end_ref": "4"'),
        ('"type": "r", "ref": 1, ', '"type": "r", '),
        ('{"type": "r", "ref": 1, "children": [', '{"type": "r", "ref": 1, "children": [{"type": "t", "text": ""}, '),
        ("https://doi.org/10.1021", "http://doi.org/10.1021"),
        ("https://doi.org/10.1021", "https://doi.org/é10.1021"),
        ("metallothionein III", 'metallothionein \\"III\\"'),
        ("metallothionein III", "metallothionein\tIII"),
        ("metallothionein III", "metallothionein\nIII"),
        ("metallothionein III", "metallothionein\\\\nIII"),
        ("metallothionein III", "metallothionein\\nIII"),
        (
            '"type": "p", "children": [{"type": "t", "text": "',
            '"type": "p", "children": [{"type": "t", "text": "\\u0041',
        ),
        ('"type": "p", "children": [{"type": "t", "text": "', '"type": "p", "children": [{"type": "t", "text": "A\x01'),
        ('"text": "S-nitro', '"text": " S-nitro'),
        ("]}]}]}", "]}]}, " + '{"type": "t", "text": ""}]}'),
        ('"type": "root", "children"', '"type": "root",  "children"'),
    ],
)
def test_another_tree_is_not_ordinary(old: str, new: str) -> None:
    assert accepted(TREES["MT1H"])
    assert old in TREES["MT1H"]
    assert accepted(TREES["MT1H"].replace(old, new)) is None


def test_what_stands_elsewhere_does_not_matter() -> None:
    written = TREES["MT1H"]

    assert accept_ordinary(Source("", f"\x01\n\\{written}\n\\\x01"), 3, len(written) + 3) == accepted(written)


def test_nodes_are_read_where_somebody_asks() -> None:
    written = TREES["BRCA1"]
    tree, problems = read_tree(Source("", written), Span(0, len(written)))

    assert isinstance(tree, Tree)
    assert (tree.ordinary, problems) == (accepted(written), ())
    assert tree.value == json.loads(written)
    assert [node["ref"] for node in tree.references] == [1, 2, 3, 4]
    assert tree.escapes == {"n"}


def test_accepting_is_linear() -> None:
    paragraph = '{"type": "p", "children": [{"type": "t", "text": "x"}, {"type": "f", "ref": 1}]}, '
    head, rest = TREES["MT1H"].split('"children": [', 1)

    def make(count: int) -> str:
        return f'{head}"children": [{paragraph * count}{rest}'

    assert accepted(make(3))
    growth.assert_linear(accepted, make, 200)
    growth.assert_linear_in_c(accepted, make, 2_000)
