"""The reader of JSON places: what it takes for valid, where it sees a slip, and that it is fast on any text."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import growth
from genelint import jsonsteps, jsontext
from genelint.model import Span
from genelint.record import MAX_JSON_DEPTH
from genelint.testing import unmarked

VARIED = json.dumps(
    {
        "a": [1, -2.5e3, True, None, 'x"y\\z\u0001é', {}, []],
        "b": {"c": "\n", "d": [{"type": "t", "text": 'He, "x": {}'}]},
    },
    ensure_ascii=False,
)
TREE = (
    '{"type": "root", "children": [{"type": "p", "children": [{"type": "t", "text": "Say \\"x\\": [1], it\'s."}, '
    '{"children": [{"type": "fg_f", "ref": "1"}], "type": "fg"}]}, {"type": "rg", "children": [{"type": "r", "ref": 1, '
    '"children": []}]}]}'
)
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s"{}\[\],:]+')


def read(text: str) -> jsontext.Reading:
    return jsontext.read(text, 0, len(text), MAX_JSON_DEPTH)


# One slip in JSON that is good without it; the marks enclose the span of the one error.
SLIPS = {
    "comma lost between members": '{"a": 1 «"b"»: 2}',
    "comma lost between items": '[{"a": 1} «{»"b": 2}]',
    "comma lost after a list": '{"a": [] «"b"»: 2}',
    "comma doubled": '{"a": 1,«,» "b": 2}',
    "comma first in an object": '{«,» "a": 1}',
    "comma first in a list": "[«,» 1]",
    "comma last in an object": '{"a": 1«,» }',
    "comma last in a list": '["a"«,»]',
    "comma for a colon": '{"a"«,» 1}',
    "colon for a comma": '{"a": 1«:» "b": 2}',
    "semicolon for a comma": '{"a": "one"«;» "b": 2}',
    "equals sign for a colon": '{"a" «=» 1}',
    "colon lost": '{"a" «1», "b": 2}',
    "colon lost before a list": '{"a" «[»1]}',
    "colon doubled": '{"a":«:» 1}',
    "value lost": '{"a": «,» "b": 2}',
    "value lost at the end": '{"a": «}»',
    "key lost": "{«:» 1}",
    "opening brace lost": '[{"a": 1}, «"a"»: 2}]',
    "opening brace of the root lost": '«"a"»: 1}',
    "opening bracket lost": '{"a": «{»"b": 1}, {"b": 2}], "c": 3}',
    "closing brace lost": '[{"a": 1«,» {"a": 2}]',
    "closing bracket lost": '{"a": [{"b": 1}«}»',
    "closing bracket lost before a key": '{"a": [1«,» "b": 2}',
    "two closing brackets lost": '{"a": [{"b": [1, 2«}», {"b": []}]}',
    "closing brace too many": '[{"a": 1}«}», {"a": 2}]',
    "closing bracket too many": '{"a": [1]«]», "b": 2}',
    "closing brace at the end too many": '{"a": 1}«}»',
    "brace for a bracket": '{"a": [1, 2«}», "b": 2}',
    "bracket for a brace": '{"a": {"b": 1«]»}',
    "opening brace for a bracket": '{"a": «{»{"b": 1}, {"b": 2}]}',
    "opening quote lost": '{"a": «one» two", "b": 2}',
    "opening quote of a key lost": '{«a»": 1}',
    "closing quote lost": '{"a": «"»one, "b": "two"}',
    "closing quote of a key lost": '{«"»a: "one"}',
    "closing quote of the last text lost": '{"a": [«"»one]}',
    "quote too many before a text": '{"a": «"»"one", "b": 2}',
    "quotes inside a text": '{"a": "He said «"»yes" and "no".", "b": 2}',
    "quotes and a comma inside a text": '{"a": "He said «"»yes", then left.", "b": 2}',
    "inches": '{"a": "A 5«"» nail", "b": 2}',
    "single quotes": '{"a": «\'it\'s one\'», "b": 2}',
    "single quotes around a key": "{«'a'»: 1}",
    "curly quotes": '{"a": «“one”», "b": 2}',
    "no quotes": '{"a": «one» two, "b": 2}',
    "no quotes around a key": "{«a»: 1}",
    "number as a key": "{«1»: 1}",
    "raw line break": '{"a": "one«\n»two"}',
    "raw line breaks": '{"a": "one«\r\n\r\n»two"}',
    "raw tab": '{"a": "one«\t»two"}',
    "raw NUL": '{"a": "one«\0»two"}',
    "escape that JSON does not have": r'{"a": "«\q»"}',
    "short escape": r'{"a": "«\u12»x"}',
    "escape without digits": r'{"a": "«\u»"}',
    "backslash before the closing quote": r'{"a": «"»C:\", "b": "two"}',
    "True": '{"a": «True», "b": 2}',
    "None": '{"a": [«None»]}',
    "undefined": '{"a": «undefined»}',
    "leading zero": '{"a": «01»}',
    "plus sign": '{"a": «+1»}',
    "hexadecimal": '{"a": «0x1F»}',
    "point without digits": '{"a": «1.»}',
    "comment": '{"a": 1, «/* one, {two} */» "b": 2}',
    "comment to the end of the line": '{"a": 1, «// "one"»\n"b": 2}',
    "two roots": '{"a": 1} «{"a": 2}»',
    "word after the root": '{"a": 1} «x»',
    "bar after the root": '{"a": 1} «|»',
    "nothing": "«»",
    "cut in a text": '{"a": [1, «"»one, tw',
    "cut after a comma": '{"a": [1, «»',
    "cut after a colon": '{"a": «»',
    "cut after a key": '{"a"«»',
    "cut after an opening bracket": '{"a": [«»',
    "cut after a closing bracket": '{"a": [1]«»',
}


@pytest.mark.parametrize("marked", SLIPS.values(), ids=SLIPS)
def test_one_slip_is_one_error_at_its_place(marked: str) -> None:
    text, spans = unmarked(marked)
    reading = jsontext.read(f"xx{text}]]", 2, 2 + len(text), MAX_JSON_DEPTH)
    assert [Span(error.span.start - 2, error.span.end - 2) for error in reading.errors] == list(spans), reading.errors
    assert all(error.found and error.expected for error in reading.errors)


def single_slips() -> list[str]:
    """Every text that is `TREE` with one token lost, doubled or followed by another, or one quote lost or changed."""
    texts: set[str] = set()
    for start, end in (match.span() for match in TOKEN.finditer(TREE)):
        token = TREE[start:end]
        changed = [token + mark for mark in ("", token, ",", ":", "{", "}", "[", "]", '"')] + [""]
        if token[0] == '"':
            changed += [token[1:], token[:-1], f"'{token[1:-1]}'", f"“{token[1:-1]}”"]
        else:
            changed += ["{", "}", "[", "]", ",", ":"]
        texts |= {TREE[:start] + text + TREE[end:] for text in changed}
    return sorted(texts)


def test_no_single_slip_is_two_errors() -> None:
    counts = {text: len(read(text).errors) for text in single_slips()}
    assert len(counts) > 500
    assert {text: count for text, count in counts.items() if count != (not is_valid(text))} == {}


def test_a_cut_is_one_error() -> None:
    assert [len(read(TREE[:end]).errors) for end in range(len(TREE))] == [1] * len(TREE)


def test_every_slip_of_several_is_found() -> None:
    slips = (
        (
            '"type": "p",',
            '"type": "p" «',
        ),
        ("it's.", "it's\n."),
        ('"ref": "1"', "\"ref\": '1'"),
        ('"rg", ', '"rg",, '),
    )
    text = TREE
    for old, new in slips:
        text = text.replace(old, new.replace("«", ""))
    assert [text[error.span.start : error.span.end] for error in read(text).errors] == ['"children"', "\n", "'1'", ","]


def is_valid(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("seed", range(10))
def test_valid_is_what_json_loads_takes(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    for _ in range(300):
        text = "".join(mutated(list(VARIED), rng))
        reading = jsontext.read(f"x{text}y", 1, 1 + len(text), MAX_JSON_DEPTH)
        assert (reading.root is not None) == (not reading.errors) == is_valid(text), text
        for error in reading.errors:
            assert 1 <= error.span.start <= error.span.end <= 1 + len(text), text
        assert list(reading.errors) == sorted(reading.errors)


def mutated(characters: list[str], rng: random.Random) -> list[str]:
    """Some characters lost, put in or copied from elsewhere, perhaps with the end lost."""
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        at, other = rng.randrange(len(characters) + 1), rng.randrange(len(characters) + 1)
        kind = rng.randrange(3)
        if kind == 0:
            del characters[at : at + rng.choice([1, 1, 3, 20])]
        elif kind == 1:
            characters.insert(at, rng.choice("{}[],:\"\\ \n\t\u00a0\ufeff0123eE.+-tfnu/'a“"))
        else:
            characters[at:at] = characters[min(at, other) : max(at, other)][:20]
    return characters[: rng.randrange(len(characters) + 1)] if rng.random() < 0.2 else characters


def texts_with_slips(rng: random.Random) -> Iterator[str]:
    """Long texts with one slip, or with some that are hardly any."""
    for text in single_slips()[rng.randrange(30) :: 30]:
        yield f"[{TREE}, {text}, {VARIED}]"
    for _ in range(15):
        yield "".join(mutated(list(f'{{"a": [{TREE}, {TREE}], "b": {{"c": {VARIED}}}}}'), rng))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("near", [(100, 3000), (1, 9)])
@pytest.mark.parametrize("depth", [MAX_JSON_DEPTH, 9])
def test_to_step_over_values_changes_no_error(
    monkeypatch: pytest.MonkeyPatch, seed: int, near: tuple[int, ...], depth: int
) -> None:
    monkeypatch.setattr(jsonsteps, "_NEAR", near)
    for text in texts_with_slips(random.Random(seed)):  # noqa: S311
        stepping = jsontext.read(f"{text}]]", 0, len(text), depth)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jsonsteps, "MOST_FAULTY", 0)
            assert jsontext.read(f"{text}]]", 0, len(text), depth).errors == stepping.errors, text


UNITS = [
    "[",
    "{",
    '"',
    '\\"',
    '"\\',
    '{"a":',
    '{"a":1,',
    ",",
    ":",
    "a ",
    "'",
    "'a' ",
    '"a',
    "[]",
    "}",
    "1 ",
    '"a" ',
    "/* ",
    "“",
    "\0",
    "\n",
    '"a": "b", ',
    "{'type': 't', ",
    '[{"type": "t", "text": "x"',
    '"\\u12",',
]


@pytest.mark.parametrize("beginning", ["", '{"type": "root", "children": ['], ids=["bare", "in a tree"])
@pytest.mark.parametrize("unit", UNITS)
def test_work_is_linear(unit: str, beginning: str) -> None:
    def make(size: int) -> str:
        return beginning + unit * (size // len(unit))

    growth.assert_linear(read, make, 1_000)
    growth.assert_linear_in_c(read, make, 5_000)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a": ', "}"), ('[{"a": ', "}]")])
def test_depth_is_no_danger(opening: str, closing: str) -> None:
    times = 100_000 // len(closing)
    deep = opening * times + "1" + closing * times
    reading = read(deep)
    assert reading.root is not None
    assert reading.too_deep is not None
    assert len(re.findall(r"[{\[]", deep[: reading.too_deep.start])) == MAX_JSON_DEPTH
    assert deep[reading.too_deep.start : reading.too_deep.end] in "{["
    assert read(deep[:-1]) == jsontext.Reading(None, (), (), reading.too_deep)
    assert len(read(opening * 50).errors) == 1


NESTED = pytest.mark.parametrize("opening", ["[", '{"a": ', '[{"a": '])


@NESTED
@pytest.mark.parametrize("before", ["[1, ", "[[1, 2], ", '["a b", ', "[[1, 2, "])
@pytest.mark.parametrize("after", ["", "\x01", ",,", '"\\x"'])
def test_depth_before_all_errors_is_told(opening: str, before: str, after: str) -> None:
    text = f"{before}{opening * 20}{after}"
    opened = [at for at, character in enumerate(text) if character in "{["]
    start = opened[9 + before.count("]")]
    assert jsontext.read(text, 0, len(text), 9) == jsontext.Reading(None, (), (), Span(start, start + 1))


@NESTED
@pytest.mark.parametrize("before", ["[1 2, ", '["a\x01b", ', '["a\\xb", ', "[[1, 2}, "])
def test_depth_after_an_error_is_not_told(opening: str, before: str) -> None:
    reading = read(f"{before}{opening * 300}")
    assert reading.errors
    assert reading.too_deep is None


def test_duplicate_keys_are_told_by_what_they_mean() -> None:
    reading = read(r'{"a": {"b": 1, "c": 2, "\u0062": 3}, "b": 4, "a": 5}')
    assert [(found.key, found.span, found.first) for found in reading.duplicates] == [
        ("b", Span(24, 30), Span(8, 9)),
        ("a", Span(46, 47), Span(2, 3)),
    ]
    assert reading.root is not None
    assert reading.root.members is not None
    assert reading.root.members["a"][0] == Span(46, 47)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def nested(value: Any, depth: int) -> Any:
    """A value in so many others, and beside some."""
    for at in range(depth):
        value = {"a": value, "b": [at]} if at % 2 else [at, value, {}]
    return value


def written_out(place: jsontext.Value) -> Any:
    """All that a place knows of itself and of what is in it."""
    members = place.members and [(key, span, written_out(inner)) for key, (span, inner) in place.members.items()]
    return place.start, place.end, members, place.items and [written_out(item) for item in place.items]


@given(JSON, st.sampled_from([0, 9, 11, 12, 13, 20]), st.sampled_from([None, 1]), st.booleans())
def test_places_that_are_looked_for_are_those_of_the_reader(
    value: object, depth: int, indent: int | None, is_ascii: bool
) -> None:
    text = f" {json.dumps(nested(value, depth), ensure_ascii=is_ascii, indent=indent)}\n|"
    whole = jsontext.read(text, 0, len(text) - 1, MAX_JSON_DEPTH).root
    assert whole is not None
    assert written_out(jsontext.place(text, 0)) == written_out(whole)


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "b": [2], "a": {"c": 3}}', r'{"a": 1, "\u0061": 2}', f'{{"a": {"9" * 5000}}}', '{"a"\t:\n1 , "b":2}'],
)
def test_places_of_keys_that_stand_twice_or_oddly(text: str) -> None:
    whole = read(text).root
    assert whole is not None
    assert written_out(jsontext.place(text, 0)) == written_out(whole)


def test_a_place_has_nothing_else() -> None:
    place = jsontext.place("[1]", 0)
    assert not hasattr(place, "keys")
    assert place.items is not None


def test_depth_is_no_danger_to_places() -> None:
    def look(text: str) -> None:
        place: jsontext.Value | None = jsontext.place(text, 0)
        while place is not None:
            place = place.items[-1] if place.items else None

    def make(size: int) -> str:
        return "[" * (MAX_JSON_DEPTH - 1) + "[" + "1, " * (size // 3) + "1]" + "]" * (MAX_JSON_DEPTH - 1)

    growth.assert_linear(look, make, 1_000)
