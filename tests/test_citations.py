"""What is an ordinary citation at a glance is one for the rules that read it part by part."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from genelint.model import Source
from genelint.parse import read_record
from genelint.record import Record, Tree
from genelint.rule import Node
from genelint.testing import RECORD
from genelint_rules import malformed_citation
from genelint_rules.citations import ordinary_citations, read_citation

TEXTS = (
    "",
    " ",
    "et al. ",
    "DOI: ",
    "PMID: (2015)",
    "et al. (2015)",
    "Chen Y, et al. ",
    "Zinc.",
    "Gene (2015)",
    "Gene (1799)",
    "Gene (2999)",
    "Gene 2015",
    "(2015)",
)


def make_text(text: str) -> Node:
    return {"type": "t", "text": text}


texts = st.builds(make_text, st.sampled_from(TEXTS))
nodes: st.SearchStrategy[Any] = texts | st.fixed_dictionaries(
    {"type": st.sampled_from("bbii"), "children": st.lists(texts, max_size=2) | st.tuples(texts).map(list)}
)
USUAL = [
    make_text("Chen Y, et al. "),
    {"type": "b", "children": [make_text("Zinc.")]},
    make_text(" "),
    {"type": "i", "children": [make_text("Gene (2015)")]},
]


@st.composite
def references(draw: st.DrawFn) -> Node:
    """A reference, most often a usual one in which a node is exchanged, lost or added."""
    children = list(USUAL)
    for at in draw(st.lists(st.integers(0, 3), max_size=2)):
        children[at : at + draw(st.integers(0, 1))] = draw(st.lists(nodes, max_size=1))
    return {"type": "r", "ref": 1, "children": children}


def read(reference: Node) -> Record:
    tree = {"type": "root", "children": [{"type": "rg", "children": [reference]}]}
    return read_record(Source("MT1H.txt", RECORD.replace(RECORD.split("\n")[4], json.dumps(tree))))


@given(references())
@example({"type": "r", "ref": 1, "children": [USUAL[0], {"type": "b", "children": [make_text("et al. ")]}, *USUAL[2:]]})
@example({"type": "r", "ref": 1, "children": [make_text("DOI: "), *USUAL[1:]]})
@example({"type": "r", "ref": 1, "children": [*USUAL[:3], {"type": "i", "children": [make_text("PMID: (2015)")]}]})
@example({"type": "r", "ref": 1, "children": [*USUAL[:2], {"type": "i", "children": []}, USUAL[3]]})
def test_ordinary_citations(reference: Node) -> None:
    record = read(reference)
    assert record.tree is not None
    [citation] = ordinary_citations(record.tree)
    if citation is not None:
        assert citation == read_citation(reference)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(malformed_citation, "ordinary_citations", nothing)
            assert list(malformed_citation.check(record)) == []


def nothing(tree: Tree) -> list[None]:
    return [None for _ in tree.references]


def test_the_usual_one_is_ordinary() -> None:
    record = read({"type": "r", "ref": 1, "children": USUAL})
    assert record.tree is not None
    assert ordinary_citations(record.tree) == [("Zinc.", "2015")]
