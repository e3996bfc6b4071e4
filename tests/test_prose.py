"""The summary as people read it: paragraphs, marks and where they lead, references and what they link to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint.model import Source
from genelint.parse import read_record
from genelint.record import Tree
from genelint.service.prose import MOST_BACK, Mark, Run, Summary, read_summary
from genelint.specimens import RECORD
from genelint.wording import listed
from growth import assert_linear, assert_linear_in_c

JSON = next(line for line in RECORD.splitlines() if line.startswith("{"))


def t(text: str) -> dict[str, Any]:
    return {"type": "t", "text": text}


def p(*children: object) -> dict[str, Any]:
    return {"type": "p", "children": [*children]}


def f(ref: object) -> dict[str, Any]:
    return {"type": "f", "ref": ref}


def fs(start: object, end: object) -> dict[str, Any]:
    return {"type": "fg", "children": [{"type": "fg_fs", "start_ref": start, "end_ref": end}]}


def r(ref: object, *children: object) -> dict[str, Any]:
    return {"type": "r", "ref": ref, "children": [*children]}


def a(href: str, text: str = "here") -> dict[str, Any]:
    return {"type": "a", "href": href, "children": [t(text)]}


def tree(*children: object, references: tuple[dict[str, Any], ...] = ()) -> Tree:
    """The tree of a record with these nodes."""
    group = [{"type": "rg", "children": [*references]}] if references else []
    text = json.dumps({"type": "root", "children": [*children, *group]}, ensure_ascii=False)
    record = read_record(Source("MT1H.txt", RECORD.replace(JSON, text)))
    assert record.tree is not None
    return record.tree


def summary(*children: object, references: tuple[dict[str, Any], ...] = ()) -> Summary:
    """The summary of such a record."""
    return read_summary(tree(*children, references=references))


def marks(found: Summary) -> list[Mark]:
    return [mark for runs in found.paragraphs for run in runs for mark in run.marks]


def test_reads_the_real_form() -> None:
    real = read_record(Source("MT1H.txt", RECORD)).tree
    assert real is not None

    found = read_summary(real)

    assert ["".join(run.text for run in runs).strip() for runs in found.paragraphs] == [
        "MT1H makes a small protein that holds zinc. Some tumours make less of it.",
        "Metal ores raise its level in cultured cells.",
    ]
    assert [(mark.label, mark.number, mark.target) for mark in marks(found)] == [
        ("1", 1, 1),
        ("2", 2, 2),
        ("3", 3, 3),
        ("2–4", 4, 2),
    ]
    assert found.faults == []
    assert [(one.number, one.marks, one.more) for one in found.references] == [
        ("1", [1], 0),
        ("2", [2, 4], 0),
        ("3", [3, 4], 0),
        ("4", [4], 0),
    ]
    assert [run.href for run in found.references[0].runs if run.href] == [
        "https://doi.org/10.1021/bi020030+",
        "https://pubmed.ncbi.nlm.nih.gov/12081484",
    ]


def test_looks_add_up() -> None:
    (runs,) = summary(
        p(t("a"), {"type": "b", "children": [t("b"), {"type": "i", "children": [t("c")]}]}, t("d"))
    ).paragraphs

    assert runs == [Run("a"), Run("b", bold=True), Run("c", bold=True, italic=True), Run("d")]


def test_what_stands_between_paragraphs_is_one() -> None:
    found = summary(t("one"), f(1), p(t("two")), t("  \n"), p(t(" ")), t("three"), references=(r(1),))

    assert [[run.text for run in runs] for runs in found.paragraphs] == [["one", ""], ["two"], ["three"]]


@pytest.mark.parametrize(
    ("mark", "label", "target", "fault"),
    [
        (f("7"), "7", 0, "there is no reference 7"),
        (f("x\u202e"), "x\\u202e", 0, '"x\\u202e" is no number'),
        (f("01"), "01", 0, '"01" is no number'),
        (fs("2", "y"), "2–y", 0, '"y" is no number'),
        (fs(0, "y"), "0–y", 0, '"0" and "y" are no numbers'),
        (fs(3, 1), "3–1", 0, "3 to 1 is no range"),
        (fs(1, 1), "1", 1, ""),
        (fs("1", 2), "1–2", 1, ""),
        (fs(1, 4), "1–4", 1, "there is no reference 3"),
        (fs(2, 7), "2–7", 2, "there is no reference 3, 5, 6 or 1 more"),
        (fs(7, 9), "7–9", 0, "there is no reference 7, 8 or 9"),
        (fs(1, 10**17), "1–" + "1" + "0" * 17, 1, "there is no reference 3, 5, 6 or 99,999,999,999,999,994 more"),
    ],
)
def test_marks_lead_to_references_or_say_why_not(mark: dict[str, Any], label: str, target: int, fault: str) -> None:
    found = summary(p(mark), references=(r(1), r("2")) if "4–" in label else (r(1), r("2"), r(4)))

    assert marks(found) == [Mark(label, 1, target, fault)]
    assert found.faults == ([Mark(label, 1, target, fault)] if fault else [])


@given(st.sets(st.integers(1, 12), min_size=1), st.integers(1, 12), st.integers(0, 12))
def test_what_is_absent_is_named(known: set[int], first: int, more: int) -> None:
    wanted = range(first, first + more + 1)
    (mark,) = marks(summary(p(fs(first, wanted[-1])), references=tuple(r(number) for number in sorted(known))))

    absent = [str(number) for number in wanted if number not in known]
    rest = [f"{len(absent) - 3} more"] if len(absent) > 3 else []
    assert mark.fault == (f"there is no reference {listed(absent[:3] + rest, 'or')}" if absent else "")
    assert bool(mark.target) == bool(known & {*wanted})


@pytest.mark.parametrize("last", [0, 1])
def test_work_grows_with_the_summary(last: int) -> None:
    def ranges(size: int) -> Tree:
        references = tuple(r(number) for number in range(1, size + 1))
        found = tree(p(*[fs(1, size + last)] * size), references=references)
        assert len(found.marks) == size
        return found

    assert_linear(read_summary, ranges, 50)
    assert_linear_in_c(read_summary, ranges, 1000)


def test_of_equal_numbers_the_first_is_meant() -> None:
    found = summary(p(f(1)), references=(r("z"), r(1), r("1")))

    assert [mark.target for mark in marks(found)] == [2]
    assert [one.marks for one in found.references] == [[], [1], []]
    assert [one.number for one in found.references] == ["z", "1", "1"]


def test_links_back_to_the_first_marks_only() -> None:
    (reference,) = summary(p(*[f(1)] * (MOST_BACK + 3)), references=(r(1),)).references

    assert reference.marks == [*range(1, MOST_BACK + 1)]
    assert reference.more == 3


def test_links_back_are_bounded_for_all_together() -> None:
    ranges = [fs(1, 300)] * 300

    found = summary(p(*ranges), references=tuple(r(number) for number in range(1, 301)))

    assert sum(len(one.marks) + one.more for one in found.references) == 20_000


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        ("https://doi.org/10.1/a", "https://doi.org/10.1/a"),
        ("http://dx.doi.org/10.1/a", "https://doi.org/10.1/a"),
        ("https://doi.org/10.1/a?b", "https://doi.org/10.1/a?b"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/12", "https://pubmed.ncbi.nlm.nih.gov/12"),
        ("https://pubmed.ncbi.nlm.nih.gov/12/?x=1#y", "https://pubmed.ncbi.nlm.nih.gov/12"),
        ("https://doi.org@evil.example/10.1/a", ""),
        ("https://doi.org.evil.example/10.1/a", ""),
        ("https://evil.example/https://doi.org/10.1/a", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//doi.org/10.1/a", ""),
        ("", ""),
    ],
)
def test_links_lead_to_articles_only(href: str, leads: str) -> None:
    ((run,),) = summary(p(a(href))).paragraphs

    assert run.href == leads
    assert run.aside == ("" if leads else href or "nowhere")


def test_what_does_not_print_is_visible() -> None:
    ((run,),) = summary(p(t("a\u202eb\x1b \n\t\u00a0c"))).paragraphs

    assert run.text == "a\\u202eb\\x1b c"


Strategy = st.SearchStrategy[dict[str, Any]]

texts = st.text(max_size=8)
numbers = st.integers(-2, 30) | st.sampled_from(["1", "2", "3", "10", "x", ""])


def _within(kind: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": kind, "children": children}


def _deeper(inner: Strategy) -> Strategy:
    return st.builds(_within, st.sampled_from("bi"), st.lists(inner, max_size=3))


leaves: Strategy = st.builds(t, texts) | st.builds(f, numbers) | st.builds(fs, numbers, numbers) | st.builds(a, texts)
inlines: Strategy = st.recursive(leaves, _deeper, max_leaves=8)


@given(st.lists(inlines | st.builds(p, inlines)), st.lists(st.builds(r, numbers, inlines), min_size=1, max_size=5))
def test_any_tree_is_read(children: list[dict[str, Any]], references: list[dict[str, Any]]) -> None:
    found = summary(*children, references=tuple(references))

    for mark in marks(found):
        assert 0 <= mark.target <= len(references)
        assert mark.target or mark.fault
    for one in found.references:
        assert all(number > 0 for number in one.marks)
    links = [run.href for runs in found.paragraphs for run in runs if run.href]
    assert all(link.startswith(("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/")) for link in links)
