"""What is an ordinary citation at a glance is one for the rules that read it part by part."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from genelint.record import Tree
from genelint.rule import Node, Span
from genelint.tree import accept
from genelint_rules.citations import ordinary_citations
from genelint_rules.conflicting_citation import _unusual
from genelint_rules.malformed_citation import _findings

TEXTS = (
    "",
    " ",
    "et al. ",
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


@given(references())
@example({"type": "r", "ref": 1, "children": [*USUAL[:2], {"type": "i", "children": []}, USUAL[3]]})
def test_ordinary_citations(reference: Node) -> None:
    value: Node = {"type": "root", "children": [{"type": "rg", "children": [reference]}]}
    accepted = accept(value)
    assert accepted is not None
    tree = Tree(value, accepted.buckets, "", Span(0, 0))
    [citation] = ordinary_citations(tree)
    if citation is not None:
        assert citation == _unusual(reference)
        assert list(_findings(tree, reference)) == []


def test_the_usual_one_is_ordinary() -> None:
    reference: Node = {"type": "r", "ref": 1, "children": USUAL}
    tree = Tree(reference, {"r": [reference]}, "", Span(0, 0))
    assert ordinary_citations(tree) == [("Zinc.", "2015")]
