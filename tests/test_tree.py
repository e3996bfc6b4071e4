"""The summary tree: accepting and explaining agree, and every problem and every span is where it should be."""

from __future__ import annotations

import copy
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genelint import tree as trees
from genelint.model import Source, Span
from genelint.parse import read_record
from genelint.record import MAX_NODE_DEPTH, Problem, Record, Tree
from genelint.testing import RECORD, unmarked
from genelint.tree import accept, read_tree, validator

INLINE = ("t", "b", "i", "a", "f", "fg")
GROUPS = {
    "root": ("p", *INLINE, "rg"),
    "p": INLINE,
    "b": INLINE,
    "i": INLINE,
    "a": INLINE,
    "r": INLINE,
    "fg": ("fg_f", "fg_fs"),
    "rg": ("r",),
}
TYPES = ("root", "p", "t", "b", "rg", "r", "fg", "fg_f", "T", "para")
OTHERS: tuple[Any, ...] = (
    "",
    "x",
    0,
    1,
    -1,
    10**30,
    1.0,
    0.5,
    True,
    None,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    {"a": 1},
)


# Trees, right and wrong


def make_node(rng: random.Random, kind: str, depth: int) -> dict[str, Any]:
    """A good node of a type, with so many more levels below it at most."""
    node: dict[str, Any] = {"type": kind}
    if kind == "t":
        node["text"] = rng.choice(["", "\n", "MT1H", 'say "x"', "β\u2028"])
    elif kind in ("f", "fg_f"):
        node["ref"] = make_reference(rng)
    elif kind == "fg_fs":
        node |= {"start_ref": make_reference(rng), "end_ref": make_reference(rng)}
    else:
        if kind == "r":
            node["ref"] = make_reference(rng)
        if kind == "a":
            node["href"] = rng.choice(["", "https://doi.org/10.1/x"])
        kinds = GROUPS[kind] if depth > 1 else tuple(set(GROUPS[kind]) & {"t", "f", "fg_f"})
        count = rng.choice([0, 1, 1, 2, 3]) if kinds else 0
        node["children"] = [make_node(rng, rng.choice(kinds), depth - 1) for _ in range(count)]
    keys = list(node)
    rng.shuffle(keys)
    return {key: node[key] for key in keys}


def make_reference(rng: random.Random) -> object:
    return rng.choice(["1", "12", "", "0x", 1, 7, 0, -3])


def make_deep(rng: random.Random) -> dict[str, Any]:
    """A tree of 1 to 120 nodes in one another."""
    node = make_node(rng, "t", 1)
    depth = rng.randint(1, 120)
    for _ in range(depth - 2):
        node = {"type": rng.choice("bi"), "children": [node]}
    return {"type": "root", "children": [node] if depth > 1 else []}


def make_tree(rng: random.Random) -> Any:
    """A tree, in which nothing or a little is wrong."""
    if rng.random() < 0.02:
        return copy.deepcopy(rng.choice(OTHERS))
    tree = make_deep(rng) if rng.random() < 0.05 else make_node(rng, "root", rng.randint(1, 5))
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        spoil(rng, tree)
    return tree


def spoil(rng: random.Random, tree: dict[str, Any]) -> None:
    """Change one thing, most often for the worse."""
    node = rng.choice(list(nodes_of(tree)))
    key = rng.choice(list(node) or [""])
    match rng.randrange(8):
        case 0:
            node["type"] = copy.deepcopy(rng.choice([*TYPES, *OTHERS]))
        case 1:
            node.pop(key, None)
        case 2:
            node[rng.choice(["class", "txt", "Type", "children", "text", "ref", "href"])] = copy.deepcopy(
                rng.choice(OTHERS)
            )
        case 3:
            node[key] = copy.deepcopy(rng.choice(OTHERS))
        case 4 if node.get("children").__class__ is list:
            node["children"].append(copy.deepcopy(rng.choice(OTHERS)))
        case 5 if node.get("children").__class__ is list:
            kind = rng.choice([*GROUPS, "t", "f", "fg_f", "fg_fs"])
            node["children"].insert(rng.randint(0, len(node["children"])), make_node(rng, kind, 2))
        case 6:
            node[f"{key}s"] = node.pop(key, 1)
        case _:
            pass


def nodes_of(tree: Any) -> Iterator[dict[str, Any]]:
    """Everything in a tree that is an object, the root first."""
    stack: list[Any] = [tree]
    while stack:
        node: Any = stack.pop()
        if node.__class__ is dict:
            yield node
        inner: list[Any] = list(node.values() if node.__class__ is dict else node)
        stack += [value for value in reversed(inner) if value.__class__ in (dict, list)]


def depth_of(tree: dict[str, Any]) -> int:
    """How many nodes of a good tree are in one another at most."""
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [child for node in level for child in node.get("children", ())]
    return depth


# Accepting and explaining


@pytest.fixture(scope="module", autouse=True)
def room_for_jsonschema() -> Iterator[None]:
    """It recurses, by about twenty frames a node."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    yield
    sys.setrecursionlimit(limit)


def check_agreement(value: Any) -> bool:
    """The walk takes what the schema takes, depth aside, and something is said of what it refuses; whether it does."""
    fits = validator().is_valid(value) and depth_of(value) <= MAX_NODE_DEPTH
    assert (accept(value) is not None) == fits, value
    text = f"x{json.dumps(value)}"
    tree, problems = read_tree(Source("", text), Span(1, len(text)))
    assert (tree is not None) == fits, value
    assert (not problems) == fits, (value, problems)
    for problem in problems:
        assert 1 <= problem.span.start <= problem.span.end <= len(text), (value, problem)
        assert problem.kind == "tree-too-deep" or (problem.found and problem.expected), (value, problem)
    if problems:
        assert problems == problems_by_the_reader(text, Span(1, len(text))), value
    return fits


def problems_by_the_reader(text: str, span: Span) -> tuple[Problem, ...]:
    """The problems of a tree, all places of which are read at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trees, "_is_too_deep", bool)
        return read_tree(Source("", text), span)[1]


@pytest.mark.parametrize("seed", range(20))
def test_the_walk_takes_what_the_schema_takes(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    good = sum(check_agreement(make_tree(rng)) for _ in range(300))
    assert 60 < good < 200


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_the_walk_takes_what_the_schema_takes_of_any_tree(rng: random.Random) -> None:
    check_agreement(make_tree(rng))


def write_oddly(rng: random.Random, value: Any) -> str:
    """JSON with blanks here and there, escapes that need not be, and keys that stand twice."""
    blank = rng.choice(["", "", " ", "\n"])
    if value.__class__ is dict:
        members = list(value.items())
        if members and rng.random() < 0.03:
            key, inner = rng.choice(members)
            members.insert(rng.randint(0, len(members)), (key, rng.choice([inner, "1", 2, [], value])))
        written = [f"{write_oddly(rng, key)}{blank}:{write_oddly(rng, inner)}" for key, inner in members]
        return f"{{{f',{blank}'.join(written)}{blank}}}"
    if value.__class__ is list:
        return f"[{blank}{f'{blank}, '.join(write_oddly(rng, inner) for inner in value)}]"
    if value.__class__ is str and rng.random() < 0.05:
        return "".join(['"', *(f"\\u{ord(character):04x}" for character in value), '"'])
    return json.dumps(value, ensure_ascii=rng.random() < 0.5)


def has_repeated_keys(text: str) -> bool:
    repeated: list[bool] = []

    def make(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        repeated.append(len(dict(pairs)) != len(pairs))
        return dict(pairs)

    json.loads(text, object_pairs_hook=make)
    return any(repeated)


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_a_key_that_stands_twice_is_found_however_it_is_written(rng: random.Random) -> None:
    text = write_oddly(rng, make_node(rng, "root", rng.randint(1, 5)))
    tree, problems = read_tree(Source("", text), Span(0, len(text)))
    assert any(problem.kind == "duplicate-key" for problem in problems) == has_repeated_keys(text)
    assert tree is None or tree.value == json.loads(text)


@pytest.mark.parametrize("number", ["1", 1])
def test_a_tree_without_quotes_in_it_is_not_read_twice(number: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("genelint.tree._has_repeated_keys", pytest.fail)
    marks = [{"type": "f", "ref": number}, {"type": "fg", "children": [{"type": "fg_f", "ref": number}]}]
    link = {"type": "a", "href": "https://doi.org/10.1/x", "children": [{"type": "t", "text": "10.1/x"}]}
    reference = {"type": "r", "ref": number, "children": [link]}
    written = json.dumps({"type": "root", "children": [*marks, {"type": "rg", "children": [reference]}]})
    assert read_tree(Source("", written), Span(0, len(written)))[1] == ()


@given(st.text('\\nu"/', max_size=12), st.sampled_from(["", "a", "\n", '"', "\\", "\t", "é"]))
def test_escapes_are_those_of_the_text(text: str, more: str) -> None:
    written = json.dumps({"type": "root", "children": [{"type": "t", "text": text + more}]})
    tree, _ = read_tree(Source("", written), Span(0, len(written)))
    assert tree is not None
    letters = set(re.findall(r"\\(.)", written))
    assert tree.escapes >= letters - {"\\"}
    assert ("" in tree.escapes) == ("\\" in letters)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=3)
        | st.sampled_from(["t", "p", "root"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "children", "text", "ref", "x"]), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_the_walk_takes_what_the_schema_takes_of_any_json(value: Any) -> None:
    check_agreement(value)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_wrong_with_what_the_walk_takes(seed: int) -> None:
    """A key that stands twice has a good tree explained."""
    rng = random.Random(seed)  # noqa: S311
    for _ in range(100):
        text = json.dumps(make_node(rng, "root", 4)).replace("{", '{"type": "x", ', 1)
        tree, problems = read_tree(Source("", text), Span(0, len(text)))
        assert tree is not None
        assert [problem.kind for problem in problems] == ["duplicate-key"]


@pytest.mark.parametrize(
    ("depth", "is_good"), [(MAX_NODE_DEPTH, True), (MAX_NODE_DEPTH + 1, False), (1_000, False), (50_000, False)]
)
def test_depth_has_a_limit(depth: int, is_good: bool) -> None:
    opening = '{"type": "b", "children": ['
    text = f'{opening.replace("b", "root", 1)}{opening * (depth - 2)}{{"type": "t", "text": ""}}{"]}" * (depth - 1)}'
    tree, problems = read_tree(Source("", text), Span(0, len(text)))
    assert (tree is not None) == is_good
    if not is_good:
        (problem,) = problems
        assert problem.kind == "tree-too-deep"
        assert text[: problem.span.start].count("{") == MAX_NODE_DEPTH
        assert text[problem.span.start : problem.span.end] == "{"


def test_jsonschema_is_imported_for_wrong_trees_alone() -> None:
    code = (
        "import sys; from genelint.model import Source; from genelint.parse import read_record; "
        "from genelint.testing import RECORD; assert read_record(Source('a', RECORD)).tree is not None; "
        "assert not {'jsonschema', 'pyparsing', 'genelint.jsonslips'} & set(sys.modules); "
        "assert read_record(Source('a', RECORD.replace('\"fg\"', '\"gf\"'))).tree is None; "
        "assert 'jsonschema' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Where a problem is


def in_root(*children: str) -> str:
    return f'{{"type": "root", "children": [{", ".join(children)}]}}'


PLACES = {
    "root of another type": '{"type": "«tree»", "children": []}',
    "root of another known type": '{"type": "«t»", "text": ""}',
    "root without type": '«{»"children": [], "x": 1}',
    "root with a misspelt type": '{"«typ»": "root", "children": []}',
    "root without children": '{"type": "«root»"}',
    "root with another key": '{"type": "root", "«ref»": 1, "children": []}',
    "root that is a list": "«[»]",
    "root that is a text": '"«root»"',
    "root that is a number": "«12»",
    "child that is a text": in_root('"«x»"'),
    "child that is null": in_root("«null»"),
    "child that is a list": in_root("«[»]"),
    "children that are a text": '{"type": "root", "children": "«x»"}',
    "children that are an object": '{"type": "root", "children": «{»"type": "p"}}',
    "children in another place": '{"children": [{"children": «null», "type": "p"}], "type": "root"}',
    "unknown type": in_root('{"type": "«para»", "children": [{"type": "nothing"}]}'),
    "type that is a number": in_root('{"type": «1»}'),
    "type that is a list": in_root('{"type": «[»"p"]}'),
    "child that belongs elsewhere": in_root('{"type": "p", "children": [{"type": "«p»", "children": []}]}'),
    "mark outside a group": in_root('{"type": "«fg_f»", "ref": "1"}'),
    "root inside": in_root('{"type": "«root»", "children": []}'),
    "key that is missing": in_root('{"type": "«t»"}'),
    "key too many": in_root('{"type": "t", "«class»": {"a": 1}, "text": ""}'),
    "two keys too many": in_root('{"type": "t", "«class»": 1, "text": "", "«children»": []}'),
    "key that is misspelt": in_root('{"type": "t", "«txet»": "x"}'),
    "key with an escape": in_root(r'{"type": "t", "«\u0074xt»": "x"}'),
    "text that is a number": in_root('{"type": "t", "text": «7»}'),
    "text that is an object": in_root('{"type": "t", "text": «{»"a": "b"}}'),
    "href that is null": in_root('{"type": "a", "children": [], "href": «null»}'),
    "ref that is true": in_root('{"type": "f", "ref": «true»}'),
    "ref that is a float": in_root('{"type": "f", "ref": «1.0»}'),
    "ref that is infinite": in_root('{"type": "f", "ref": «-Infinity»}'),
    "ref that is too large": in_root('{"type": "f", "ref": «1e999»}'),
    "range without an end": in_root('{"type": "fg", "children": [{"type": "«fg_fs»", "start_ref": 1}]}'),
    "list of something else": in_root('{"type": "rg", "children": [{"type": "«p»", "children": []}]}'),
    "several at once": in_root(
        '{"type": "t", "text": «null»}', "«{»}", '{"type": "f", "ref": «NaN»}', '{"type": "«»"}'
    ),
}


@pytest.mark.parametrize("marked", PLACES.values(), ids=PLACES)
def test_a_problem_is_at_the_key_or_value_at_fault(marked: str) -> None:
    text, spans = unmarked(marked)
    tree, problems = read_tree(Source("", f"\n{text}\n"), Span(1, 1 + len(text)))
    assert tree is None
    assert [Span(problem.span.start - 1, problem.span.end - 1) for problem in problems] == list(spans), problems
    assert {problem.kind for problem in problems} == {"schema-violation"}


def problem_in(child: str) -> Problem:
    text = in_root(child)
    (problem,) = read_tree(Source("", text), Span(0, len(text)))[1]
    return problem


@pytest.mark.parametrize(
    ("child", "found", "expected"),
    [
        ('{"type": "fgs"}', 'the unknown type "fgs"', 'or "rg"; did you mean "fg"?'),
        ('{"type": "paragraph"}', 'the unknown type "paragraph"', 'or "rg"; correct the type'),
        ('{"type": "fg_f", "ref": 1}', 'the type "fg_f"', 'or "rg"; move the node or correct its type'),
        ('{"type": false}', "false as type", 'or "rg"; correct the type'),
        (
            '{"type": "t", "txt": ""}',
            'the key "txt"',
            'only "type" and "text" in a node of type "t"; did you mean "text"?',
        ),
        ('{"type": "t", "text": "", "x": 1}', 'the key "x"', 'only "type" and "text" in a node of type "t"; delete it'),
        ('{"type": "t"}', 'a node of type "t" without "text"', 'one with it; add the key "text"'),
        ('{"tpye": "t"}', 'the key "tpye"', '"type"; correct the key'),
        ("{}", 'a node without "type"', 'one with it; add the key "type"'),
        ("[]", "a list in brackets", "a node in braces; correct the value"),
        ('{"type": "f", "ref": NaN}', "NaN, which is no number in JSON,", "an integer or a text; correct the value"),
        ('{"type": "f", "ref": 1.50}', "the number 1.50", "an integer or a text; correct the value"),
        ('{"type": "f", "ref": {}}', "an object in braces", "an integer or a text; correct the value"),
    ],
)
def test_a_problem_says_what_stands_there_and_what_to_do(child: str, found: str, expected: str) -> None:
    problem = problem_in(child)
    assert (problem.found, problem.expected[-len(expected) :]) == (found, expected)


def test_references_elsewhere_have_a_kind_of_their_own() -> None:
    problem = problem_in('{"type": "r", "ref": 1, "children": []}')
    assert (problem.kind, problem.found) == ("misplaced-references", 'the type "r"')


def test_a_number_beyond_measure_is_a_value_at_fault() -> None:
    text = in_root(f'{{"type": "f", "ref": {"9" * 5000}}}')
    tree, (problem,) = read_tree(Source("", text), Span(0, len(text)))
    assert tree is None
    assert text[problem.span.start : problem.span.end] == "9" * 5000
    assert len(problem.found) < 100


def test_a_number_beyond_measure_that_does_not_count_hides_no_place() -> None:
    text = in_root(f'{{"type": "f", "ref": {"9" * 5000}, "ref": 1}}')
    tree, (problem,) = read_tree(Source("", text), Span(0, len(text)))
    assert tree is not None
    assert problem.kind == "duplicate-key"
    assert tree.pointer_at(problem.span.start) == "/children/0/ref"


# Where a node is


def records(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))


def tree_of(text: str) -> tuple[Record, Tree | None]:
    record = read_record(Source("x", text))
    return record, record.tree


def check_places(text: str) -> int:
    """Every span of the tree holds what it should; how many nodes there are."""
    record, tree = tree_of(text)
    if tree is None:
        assert record.tree_span is None
        return 0
    assert json.loads(text[tree.start : tree.end]) == tree.value
    nodes = list(nodes_of(tree.value))
    for node in nodes:
        span = tree.span(node)
        assert json.loads(text[span.start : span.end]) == node
        assert resolved(tree, tree.pointer_at(span.start)) is node
        for key, value in node.items():
            key_span, value_span = tree.key_span(node, key), tree.span(node, key)
            assert json.loads(f'"{text[key_span.start : key_span.end]}"') == key
            written = text[value_span.start : value_span.end]
            assert json.loads(f'"{written}"' if isinstance(value, str) else written) == value
            assert span.start < key_span.start < key_span.end < value_span.start <= value_span.end < span.end
            assert resolved(tree, tree.pointer_at(value_span.start)) == value
            assert tree.pointer_at(key_span.start) == tree.pointer_at(value_span.start - isinstance(value, str))
    return len(nodes)


def resolved(tree: Tree, pointer: str) -> Any:
    """What a JSON pointer leads to."""
    value: Any = tree.value
    for step in pointer.split("/")[1:]:
        value = value[int(step) if value.__class__ is list else step]
    return value


def test_every_key_and_value_of_the_examples_is_where_it_is(examples: Path) -> None:
    assert sum(check_places(path.read_text(encoding="utf-8")) for path in records(examples)) > 300


def test_every_key_and_value_of_the_real_record_is_where_it_is(shared: Path) -> None:
    assert sum(check_places(path.read_text(encoding="utf-8")) for path in records(shared / "records")) > 80


def test_keys_and_texts_with_escapes_are_where_they_are() -> None:
    written = RECORD.replace('"type": "i"', r'"\u0074ype" :"\u0069"').replace("tumours", r"t\"u\\mours\n\ud83d\ude00")
    assert check_places(written) == check_places(RECORD) > 50


def test_a_thousand_references() -> None:
    references: list[dict[str, Any]] = [{"type": "r", "ref": number, "children": []} for number in range(1, 1001)]
    text = in_root(json.dumps({"type": "rg", "children": references}))
    tree, problems = read_tree(Source("", text), Span(0, len(text)))
    assert tree is not None
    assert not problems
    spans = [tree.span(node, "ref") for node in tree.references]
    assert [text[start:end] for start, end in spans] == [str(number) for number in range(1, 1001)]
