"""The second pass: facts in any order and grouping, rules that fail, files that change, and who is reported on."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint import facts as gathering
from genelint import row_pairs, run
from genelint.cli import main
from genelint.config import Config
from genelint.corpus import compare
from genelint.engine import INTERNAL_ERROR, Said, SelectedRule, Topic, examine, topics
from genelint.facts import Facts, bind
from genelint.files import read
from genelint.model import Diagnostic, Finding, Severity, Source, Span
from genelint.parse import read_record
from genelint.record import Record
from genelint.rule import Clash, CorpusRule, Meta, RowPairs, Values, itself, key_and_value
from genelint.run import Means, check_files
from genelint.setup import set_up
from genelint.table import Table
from genelint.testing import NEIGHBOURS, RECORD
from genelint_rules import RULES

PAIRS = st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("12")), min_size=1, max_size=6)
FACTS = st.builds(Said, st.sampled_from(["COR001", "COR002"]), PAIRS)
SAID = st.dictionaries(
    st.text("abc/.", min_size=1, max_size=4),
    st.lists(FACTS, max_size=2, unique_by=lambda said: said.code),
    max_size=12,
)

ONE_NUMBER = {
    "data/MT1A.txt": NEIGHBOURS["MT1A.txt"],
    "data/MT1E.txt": NEIGHBOURS["MT1E.txt"].replace("| 4493 |", "| 4489 |"),
    "data/MT1F.txt": NEIGHBOURS["MT1F.txt"],
}
"""Records of which two have the Gene ID of one."""


def gathered(said: Mapping[str, list[Said]], batch: int = 3, terms: Terms = key_and_value) -> Facts:
    """What records say, taken in batches of so many."""
    facts = Facts()
    across = [SelectedRule(rule(code, terms), Severity.ERROR, "ours") for code in ("COR001", "COR002", "XYZ001")]
    paths = list(said)
    for at in range(0, len(paths), batch):
        some = paths[at : at + batch]
        facts.add(some, bind([said[path] for path in some], across))
    return facts


Terms = Callable[[str, str], Iterable[str]] | None


def topic(code: str, terms: Terms = key_and_value) -> Topic:
    """What is said to one rule."""
    return topic_of(rule(code, terms))


def topic_of(one: CorpusRule) -> Topic:
    return Topic(one.meta.code, [(SelectedRule(one, Severity.ERROR, "ours"), one)])


def rule(code: str, terms: Terms = key_and_value) -> CorpusRule:
    """A rule that compares by some terms: the values of each key, and the keys of each value."""
    meta = Meta(code, "a-rule", "A rule.", Severity.ERROR, "1.0", (), ())
    return CorpusRule(meta, partial(fail), fail, fail, terms)  # shared with no other rule


class TestGathering:
    @given(SAID, st.data(), st.sampled_from([1, 2, 1000]), st.sampled_from([0, 1, 1000]))
    def test_order_is_of_no_account(
        self, said: dict[str, list[Said]], data: st.DataObject, most: int, kept: int
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(gathering, "MOST_HOLDERS", most)
            patch.setattr(gathering, "MOST_KEPT", kept)
            patch.setattr(gathering, "MOST_WAITING", 2)
            paths = data.draw(st.permutations(sorted(said)))
            batch = data.draw(st.integers(1, 5))
            shuffled = gathered({path: data.draw(st.permutations(said[path])) for path in paths}, batch)
            for code in ("COR001", "COR002"):
                assert_equal_but_for_those_alone(shuffled.of(topic(code)), gathered(said).of(topic(code)))

    @given(SAID, st.sampled_from([1, 2, 1000]), st.sampled_from([0, 1, 1000]), st.integers(1, 5))
    def test_every_holder_counts_and_the_first_are_named(
        self, said: dict[str, list[Said]], most: int, kept: int, batch: int
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(gathering, "MOST_HOLDERS", most)
            patch.setattr(gathering, "MOST_KEPT", kept)
            values = gathered(said, batch, None).of(topic("COR001", None))
        for key in "xyz":
            for value in "12":
                paths = sorted(path for path, facts in said.items() if (key, value) in dict(facts).get("COR001", ()))
                if paths:
                    assert values[key][value] == (len(paths), tuple(paths[:most]))
                else:
                    assert value not in values.get(key, {})

    def test_what_one_says_twice_counts_once(self) -> None:
        said = [Said("COR001", [("x", "1")] * 2)]
        assert gathered({"a": said, "b": said}).of(topic("COR001")) == {"x": {"1": (2, ("a", "b"))}}

    @pytest.mark.parametrize("step", [1, -1, 7])
    def test_of_many_holders_the_first_are_named(self, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
        """In whatever order they come, and however few of them are held at a time."""
        monkeypatch.setattr(gathering, "MOST_HOLDERS", 4)
        paths = [f"{at:03}" for at in range(100)]
        said = {paths[at * step % 100]: [Said("COR001", [("x", "1")])] for at in range(100)}

        assert gathered(said, 6).of(topic("COR001")) == {"x": {"1": (100, tuple(paths[:4]))}}

    def test_pairs_without_terms_meet_all_the_same(self) -> None:
        said = [Said("COR001", [("x", "1")])]
        apart = gathered({"a": said, "b": said, "c": [Said("COR001", [("x", "2")])]}, 1, nothing)
        assert apart.of(topic("COR001", nothing)) == {"x": {"1": (2, ("a", "b"))}}

    def test_lone_surrogates_stay_apart(self) -> None:
        said = [Said("COR001", [("\ud83d\udc80", "\udcff")])]
        assert gathered({"a": said, "b": said}, 1).of(topic("COR001")) == {"\ud83d\udc80": {"\udcff": (2, ("a", "b"))}}

    def test_terms_that_fail_do_so_where_it_is_reported(self) -> None:
        said = {"a": [Said("COR001", [("x", "1")])]}
        with pytest.raises(ZeroDivisionError):
            gathered(said, 1, fail).of(topic("COR001", fail))


def assert_equal_but_for_those_alone(some: Values, others: Values) -> None:
    """Hold two gatherings of the same facts against each other; either may lack pairs that nothing is to be held
    against."""
    both = [
        {(key, value): holders for key in given for value, holders in given[key].items()} for given in (some, others)
    ]
    for pair in both[0].keys() | both[1].keys():
        if any(pair not in one for one in both):
            [holders] = [one[pair] for one in both if pair in one]
            everything = both[0] | both[1]
            assert holders.number == 1
            assert not any(pair[0] == key or pair[1] == value for key, value in everything if (key, value) != pair)
        else:
            assert both[0][pair] == both[1][pair]


class TestSpool:
    """Most facts of many records go through a file."""

    def corpus(self) -> dict[str, list[Said]]:
        return {f"{at:03}": [Said("COR001", [(f"k{at // 2}", f"v{at}"), (f"x{at}", f"y{at}")])] for at in range(101)}

    def spooled(self, monkeypatch: pytest.MonkeyPatch) -> Values:
        monkeypatch.setattr(gathering, "MOST_KEPT", 4)
        monkeypatch.setattr(gathering, "MOST_WAITING", 100)
        return gathered(self.corpus()).of(topic("COR001"))

    def test_pairs_in_company_come_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = gathered(self.corpus()).of(topic("COR001"))
        spooled = self.spooled(monkeypatch)
        assert_equal_but_for_those_alone(spooled, whole)
        assert [key for key in spooled if key[0] == "k"] == sorted(f"k{at}" for at in range(50))
        assert "x50" not in spooled

    def test_a_rule_that_does_not_say_what_it_compares_by_sees_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        untold = topic("COR001", None)
        whole = gathered(self.corpus(), terms=None).of(untold)
        assert len(whole) == 152
        monkeypatch.setattr(gathering, "MOST_KEPT", 4)
        assert gathered(self.corpus(), 1, None).of(untold) == whole

    @pytest.mark.parametrize("room", [0, 1, 3])
    def test_where_there_is_no_room_for_a_file(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        expected = self.spooled(monkeypatch)
        assert self.spooled(limit_files(monkeypatch, room)) == expected


def limit_files(monkeypatch: pytest.MonkeyPatch, room: int) -> pytest.MonkeyPatch:
    """Let files without a name take so many writes, and fail in the middle of the next one; none at all for 0."""

    class Small(io.BytesIO):
        left = 2 * room

        def write(self, data: Any, /) -> int:
            if not self.left:
                super().write(data[: len(data) // 2])
                raise OSError(28, "No space left on device")
            self.left -= 1
            return super().write(data)

    def make() -> Small:
        if not room:
            raise FileNotFoundError("no usable temporary directory")
        return Small()

    monkeypatch.setattr(tempfile, "TemporaryFile", make)
    return monkeypatch


@pytest.mark.parametrize("one", [rule for rule in RULES if isinstance(rule, CorpusRule)], ids=lambda one: one.meta.code)
@given(data=st.data())
def test_pairs_that_are_alone_are_of_no_account(one: CorpusRule, data: st.DataObject) -> None:
    pairs = data.draw(st.dictionaries(PAIRS_OF[one.meta.code], st.integers(1, 3), min_size=1, max_size=12))
    one = cast("CorpusRule", itself(one))
    batch = data.draw(st.integers(1, 3))
    everything, few = gathered_pairs(one._replace(terms=None), pairs, batch), gathered_pairs(one, pairs, batch)
    assert sum(map(len, everything.values())) == len(pairs)
    assert sorted(one.compare(few)) == sorted(one.compare(everything))


def gathered_pairs(one: CorpusRule, pairs: Mapping[tuple[str, str], int], batch: int) -> Values:
    """What so many records say that have each of the pairs, and no other, taken in batches."""
    facts = Facts()
    selected = SelectedRule(one, Severity.ERROR, "ours")
    records = [
        (f"{at}-{copy}.txt", [Said(one.meta.code, [pair])])
        for at, (pair, number) in enumerate(pairs.items())
        for copy in range(number)
    ]
    for start in range(0, len(records), batch):
        some = records[start : start + batch]
        facts.add([path for path, _ in some], bind([said for _, said in some], [selected]))
    return facts.of(topic_of(one))


NAMES = st.sampled_from(["A", "B", "C", ""])
CITATIONS = st.builds(
    "{}\t{}\t{}".format, NAMES, st.sampled_from(["1999", "2000"]), st.sampled_from(["a title", "one"])
)
PAIRS_OF = {
    "COR001": st.tuples(NAMES, NAMES),
    "COR003": st.tuples(st.sampled_from(["A", "B", "C"]), st.sampled_from(["symbol", "synonym"])),
    "COR004": st.tuples(st.sampled_from(["10.1/a", "10.1/b", "10.1/c"]), st.sampled_from(["1", "2", "3"])),
    "COR005": st.tuples(st.sampled_from(["PMID 1", "PMID 2", "DOI A", "DOI B"]), CITATIONS),
    "COR006": st.tuples(st.sampled_from(["X", "Y"]), st.sampled_from(["{0} from the X dataset.", "{0} is"])),
    "COR007": st.tuples(st.sampled_from(["A_HUMAN", "B_HUMAN"]), st.sampled_from(["A", "B", "C"])),
}


def selected(
    code: str,
    *,
    collect: Callable[[Record], Iterator[tuple[str, str]]] | None = None,
    compare: Callable[[Values], Iterator[Clash]] | None = None,
    place: Callable[[Record, Clash], Finding | None] | None = None,
) -> SelectedRule:
    """A rule that finds every record, with a part of it replaced."""

    def collect_name(record: Record) -> Iterator[tuple[str, str]]:
        yield "symbol", record.symbol

    def clashes(values: Values) -> Iterator[Clash]:
        for value, holders in values["symbol"].items():
            for path in holders.paths:
                yield Clash(path, "symbol", value, f"{value} of {len(values['symbol'])}")

    def place_mention(record: Record, clash: Clash) -> Finding | None:
        return Finding(record.mention.span, clash.message) if record.mention else None

    meta = Meta(code, "a-rule", "A rule.", Severity.ERROR, "1.0", (), ())
    rule = CorpusRule(meta, collect or collect_name, compare or clashes, place or place_mention)
    return SelectedRule(rule, Severity.ERROR, "a_plugin")


SOUND = selected("XYZ001")


def nothing(*_: object) -> tuple[str, ...]:
    return ()


def fail(*_: object) -> NoReturn:
    raise ZeroDivisionError("a plugin's bug")


def fail_at_mt1e(record: Record, clash: Clash) -> Finding | None:
    if record.symbol != "MT1A":
        raise SystemExit("a plugin leaves")
    return Finding(Span(0, 4), clash.message)


def across(rules: list[SelectedRule], records: Mapping[str, str] = ONE_NUMBER) -> list[Diagnostic]:
    """What both passes give."""
    sources = {path: Source(path, text) for path, text in records.items()}
    facts = Facts()
    found: list[Diagnostic] = []
    for path, source in sources.items():
        examined = examine(source, rules)
        found += examined.diagnostics
        facts.add([path], bind([examined.facts], rules))
    return found + compare(facts, rules, lambda _: rules, lambda path: read_record(sources[path]))


def table_of(*templates: str) -> Table:
    """A table with such templates, and no lines."""
    table = Table([])
    table.templates = list(templates)
    return table


class TestRowPairs:
    """What a rule says of rows, by their templates."""

    def test_is_worked_out_once_for_each(self) -> None:
        read: list[str] = []

        def first_word(template: str) -> tuple[str, str] | None:
            read.append(template)
            return (template.split(maxsplit=1)[0], template) if " " in template else None

        pairs = RowPairs(first_word)
        assert pairs.of(table_of("a b", "c d"), "A") == (("a", "a b"), ("c", "c d"))
        assert pairs.of(table_of("c d", "x", "a b", "x"), "A") == (("c", "c d"), ("a", "a b"))
        assert read == ["a b", "c d", "x"]

    def test_without_templates_lines_say_the_same(self) -> None:
        record = read_record(Source("MT1H.txt", RECORD.replace("Description | ", "Description |  ")))
        assert record.table is not None
        assert record.table.templates is not None
        pairs = RowPairs(lambda template: (template, "") if "Reactome" not in template else None)
        said = list(pairs.of(record.table, "MT1H"))
        record.table.templates = None

        assert list(pairs.of(record.table, "MT1H")) == said
        assert 0 < len(said) < len(record.table.rows)

    def test_few_are_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(row_pairs, "MOST_TEMPLATES", 3)
        pairs = RowPairs(lambda template: (template, ""))
        assert pairs.of(table_of(*"abcdeb"), "A") == tuple((name, "") for name in "abcdeb")
        assert 0 < len(pairs) <= 3

    @pytest.mark.parametrize("said", [("symbol",), ("symbol", "A", "B"), ("symbol", 1), (1, "A"), 1])
    def test_what_is_no_pair_of_texts(self, said: Any) -> None:
        pairs = RowPairs(lambda _: said)
        found = across([selected("XYZ002", collect=lambda _: iter(pairs.of(table_of("a row"), "A"))), SOUND])
        assert [(d.path, d.code) for d in found][:3] == [(path, INTERNAL_ERROR) for path in ONE_NUMBER]

    def test_what_is_added_is_looked_at(self) -> None:
        pairs: Any = RowPairs(lambda template: (template, "A"))

        def collect(_: Record) -> Any:
            said = pairs.of(table_of("a row"), "A")
            said += (("symbol", 3),)
            return said

        found = across([selected("XYZ002", collect=collect), SOUND])
        assert [(d.path, d.code) for d in found][:3] == [(path, INTERNAL_ERROR) for path in ONE_NUMBER]

    def test_no_other_texts_than_plain_ones(self) -> None:
        class Name(str):
            __slots__ = ()

        [pair] = RowPairs(lambda template: (Name(template), Name("A"))).of(table_of("a row"), "A")
        assert list(map(type, pair)) == [str, str]


class TestSharing:
    """Rules with the same `collect` and `terms`."""

    def rules(self, *codes: str, collect: Callable[[Record], Any], **functions: Any) -> list[SelectedRule]:
        return [selected(code, collect=collect, **functions) for code in codes]

    def test_is_collected_and_gathered_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []

        def collect(record: Record) -> Iterator[tuple[str, str]]:
            asked.append(record.symbol)
            yield "symbol", record.symbol

        gathered: list[str] = []

        def of(facts: Facts, topic: Topic, gather: Callable[[Facts, Topic], Values] = Facts.of) -> Values:
            gathered.append(topic.code)
            return gather(facts, topic)

        monkeypatch.setattr(Facts, "of", of)
        found = across(self.rules("XYZ002", "XYZ001", collect=collect))

        assert asked == ["MT1A", "MT1E", "MT1F"]
        assert gathered == ["XYZ001"]
        assert [(one.path, one.code) for one in found] == [
            (path, code) for path in ONE_NUMBER for code in ("XYZ001", "XYZ002")
        ]

    def test_other_terms_are_another_topic(self) -> None:
        rules = self.rules("XYZ001", "XYZ002", collect=nothing)
        other = rules[1].rule._replace(terms=key_and_value)  # type: ignore[call-arg]
        assert [topic.code for topic in topics(rules)] == ["XYZ001"]
        assert [topic.code for topic in topics([rules[0], rules[1]._replace(rule=other)])] == ["XYZ001", "XYZ002"]

    def test_the_order_of_rules_is_of_no_account(self) -> None:
        rules = self.rules("XYZ001", "XYZ002", collect=nothing)
        assert topics(rules) == topics(rules[::-1])

    def test_a_failure_is_told_of_all(self) -> None:
        found = across([*self.rules("XYZ002", "XYZ003", collect=fail, compare=nothing), SOUND])
        told = [one.message.partition(" of ")[0] for one in found if one.code == INTERNAL_ERROR]
        assert told == ["rule XYZ002", "rule XYZ003"] * 3
        assert [one.path for one in found if one.code == "XYZ001"] == list(ONE_NUMBER)

    def test_a_failure_to_gather_is_told_of_all(self) -> None:
        rules = [
            one._replace(rule=one.rule._replace(terms=fail))  # type: ignore[call-arg]
            for one in self.rules("XYZ002", "XYZ003", collect=lambda _: [("symbol", "A")], compare=nothing)
        ]
        told = [one.message.partition(" of ")[0] for one in across(rules)]
        assert told == ["rule XYZ002", "rule XYZ003"]

    def test_no_rule_spoils_what_another_sees(self) -> None:
        def spoil(values: Any) -> Iterator[Clash]:
            values.clear()
            yield from ()

        def spoil_inner(values: Any) -> Iterator[Clash]:
            values["symbol"].clear()
            yield from ()

        def name(record: Record) -> Iterator[tuple[str, str]]:
            yield "symbol", record.symbol

        found = across(
            [
                *self.rules("XYZ001", collect=name, compare=spoil),
                *self.rules("XYZ002", collect=name, compare=spoil_inner),
                *self.rules("XYZ003", collect=name),
            ]
        )
        assert [one.code for one in found].count(INTERNAL_ERROR) == 2
        assert [one.path for one in found if one.code == "XYZ003"] == list(ONE_NUMBER)

    def test_a_failure_to_compare_is_told_of_one(self) -> None:
        rules = [
            *self.rules("XYZ001", collect=nothing, compare=fail),
            *self.rules("XYZ002", collect=nothing, compare=nothing),
        ]
        found = across(rules)
        assert [one.message.partition(" of ")[0] for one in found if one.code == INTERNAL_ERROR] == ["rule XYZ001"]


class TestFailingRules:
    def test_collect(self) -> None:
        found = across([selected("XYZ002", collect=fail), SOUND])
        assert [(d.path, d.code) for d in found if d.code != "XYZ001"][:3] == [
            (path, INTERNAL_ERROR) for path in ONE_NUMBER
        ]
        assert [d.path for d in found if d.code == "XYZ001"] == list(ONE_NUMBER)

    @pytest.mark.parametrize("said", [("symbol",), ("symbol", "A", "B"), ("symbol", 1), "symbol", 1])
    def test_what_is_no_pair_of_texts(self, said: Any) -> None:
        found = across([selected("XYZ002", collect=lambda _: iter([("symbol", "A"), said])), SOUND])
        assert [(d.path, d.code) for d in found][:3] == [(path, INTERNAL_ERROR) for path in ONE_NUMBER]
        assert [d.path for d in found if d.code == "XYZ001"] == list(ONE_NUMBER)

    def test_compare(self) -> None:
        internal, *found = across([selected("XYZ002", compare=fail), SOUND])
        assert (internal.code, internal.path) == (INTERNAL_ERROR, "")
        assert "rule XYZ002 of a_plugin failed with ZeroDivisionError: a plugin's bug" in internal.message
        assert [(d.path, d.code) for d in found] == [(path, "XYZ001") for path in ONE_NUMBER]

    def test_place_loses_no_other_clash_and_says_so_once(self) -> None:
        found = across([selected("XYZ002", place=fail_at_mt1e), SOUND])
        assert [(d.path, d.code) for d in found if d.code != "XYZ001"] == [
            ("data/MT1A.txt", "XYZ002"),
            ("data/MT1E.txt", INTERNAL_ERROR),
        ]
        assert [d.path for d in found if d.code == "XYZ001"] == list(ONE_NUMBER)

    def test_reading_again(self) -> None:
        def reread(path: str) -> Record:
            raise RecursionError(path)

        facts = gathered({"a": [Said("XYZ001", [("symbol", "A")])], "b": [Said("XYZ001", [("symbol", "B")])]})
        [internal] = compare(facts, [SOUND], lambda _: [SOUND], reread)
        assert (internal.code, internal.path) == (INTERNAL_ERROR, "a")


class TestFilesThatChange:
    """Between the passes."""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        write(tmp_path, ONE_NUMBER)
        return tmp_path

    @staticmethod
    def found(change: Callable[[], object]) -> list[tuple[str, int]]:
        """What is found of the two records, and how many places beside it, where there is a change before `compare`."""
        setup = set_up(Config("."), selected=["COR001"])

        def changing(
            facts: Facts,
            rules: Iterable[SelectedRule],
            rules_for: Callable[[str], Sequence[SelectedRule]],
            reread: Callable[[str], Record | None],
        ) -> list[Diagnostic]:
            change()
            return compare(facts, rules, rules_for, reread)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run, "compare", changing)
            report = check_files(list(ONE_NUMBER), setup).report
        return [(found.path, len(found.related)) for found in report.diagnostics]

    def test_nothing_changes(self, folder: Path) -> None:
        assert self.found(folder.exists) == [("data/MT1A.txt", 1), ("data/MT1E.txt", 1)]

    def test_one_vanishes(self, folder: Path) -> None:
        assert self.found((folder / "data/MT1E.txt").unlink) == [("data/MT1A.txt", 0)]

    def test_one_cannot_be_read(self, folder: Path) -> None:
        def replace() -> None:
            (folder / "data/MT1E.txt").unlink()
            (folder / "data/MT1E.txt").mkdir()

        assert self.found(replace) == [("data/MT1A.txt", 0)]

    @pytest.mark.parametrize("text", ["", "Name", RECORD])
    def test_one_changes(self, folder: Path, text: str) -> None:
        assert self.found(lambda: (folder / "data/MT1E.txt").write_text(text)) == [("data/MT1A.txt", 0)]


def write(folder: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


class Shell:
    """A folder of records, and the command in it or below it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.capsys = capsys
        self.monkeypatch = monkeypatch

    def configure(self, text: str = 'paths = ["data"]\n') -> None:
        (self.folder / "genelint.toml").write_text(text)

    def check(self, *arguments: str, within: str = ".", stdin: str = "") -> list[tuple[str, str, list[str]]]:
        """Path, code and related paths of each finding."""
        self.monkeypatch.chdir(self.folder / within)
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        main(["check", "--output-format=json", *arguments])
        report = json.loads(self.capsys.readouterr().out)
        return [
            (found["path"], found["code"], [related["path"] for related in found["related"]])
            for found in report["diagnostics"]
        ]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    (tmp_path / ".git").mkdir()
    (tmp_path / "drafts").mkdir()
    write(tmp_path, ONE_NUMBER)
    made = Shell(tmp_path, capsys, monkeypatch)
    made.configure()
    return made


class TestWhoIsReportedOn:
    def test_all_files(self, shell: Shell) -> None:
        both = [("data/MT1A.txt", "COR001", ["data/MT1E.txt"]), ("data/MT1E.txt", "COR001", ["data/MT1A.txt"])]
        assert shell.check() == both
        assert shell.check("data") == both

    @pytest.mark.parametrize("path", ["data/MT1E.txt", "./data/../data/MT1E.txt", "drafts/../data//MT1E.txt"])
    def test_the_given_file_alone(self, shell: Shell, path: str) -> None:
        [(found, code, related)] = shell.check(path)
        assert (Path(found).resolve(), code, related) == (shell.folder / "data/MT1E.txt", "COR001", ["data/MT1A.txt"])

    def test_a_file_with_nothing_to_say_of(self, shell: Shell) -> None:
        assert shell.check("data/MT1F.txt") == []

    def test_through_a_link_to_the_folder(self, shell: Shell) -> None:
        (shell.folder / "link").symlink_to("data")
        assert shell.check("link/MT1F.txt") == []
        assert shell.check("link/MT1E.txt") == [("link/MT1E.txt", "COR001", ["data/MT1A.txt"])]

    def test_from_below_the_root(self, shell: Shell) -> None:
        assert shell.check("../data/MT1E.txt", within="drafts") == [
            ("../data/MT1E.txt", "COR001", ["../data/MT1A.txt"])
        ]
        assert shell.check("MT1E.txt", within="data") == [("MT1E.txt", "COR001", ["MT1A.txt"])]

    def test_without_configured_paths_there_is_nothing_to_compare_with(self, shell: Shell) -> None:
        shell.configure("")
        assert shell.check("data/MT1E.txt") == []
        assert len(shell.check("data/MT1E.txt", "data/MT1A.txt")) == 2

    def test_standard_input_stands_for_its_file(self, shell: Shell) -> None:
        mended, broken = NEIGHBOURS["MT1E.txt"], NEIGHBOURS["MT1F.txt"].replace("| 4494 |", "| 4489 |")
        assert shell.check("-", "--stdin-filename", "data/MT1E.txt", stdin=mended) == []
        assert shell.check("-", "--stdin-filename", "data/MT1F.txt", stdin=broken) == [
            ("data/MT1F.txt", "COR001", ["data/MT1A.txt", "data/MT1E.txt"])
        ]
        assert shell.check("-", stdin=mended) == [("<stdin>", "COR001", ["data/MT1E.txt"])]

    def test_ignored_for_a_file_is_silent_on_it_alone(self, shell: Shell) -> None:
        shell.configure('paths = ["data"]\n[per-file-ignores]\n"data/MT1A.txt" = ["COR001"]\n')
        assert shell.check() == [("data/MT1E.txt", "COR001", ["data/MT1A.txt"])]

    def test_one_that_cannot_be_read_is_compared_with_nothing(self, shell: Shell) -> None:
        loop = shell.folder / "data/MT1A.txt"
        loop.unlink()
        loop.symlink_to(loop)

        assert shell.check("data/MT1E.txt") == []

    def test_one_file_alone_is_read_once(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.configure("")
        read_paths: list[str] = []

        def reader(path: str) -> Source | None:
            read_paths.append(path)
            return read(path)

        monkeypatch.chdir(shell.folder)
        check_files(["data/MT1A.txt"], set_up(Config(".")), means=Means(reader))
        assert read_paths == ["data/MT1A.txt"]
