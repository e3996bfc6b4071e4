"""Exceptions: which findings they leave out, when they are unused or have expired, and how one is deleted."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

import genelint_schemas
import growth
from genelint.cli import main
from genelint.config import parse_config, read_config
from genelint.engine import INTERNAL_ERROR, SelectedRule
from genelint.errors import UsageError
from genelint.files import Reader
from genelint.fixes import apply_edits
from genelint.model import Diagnostic, Finding, Severity, Source
from genelint.patterns import compile_patterns
from genelint.rule import Clash, CorpusRule, Meta, Record, RecordRule, Suppression, SuppressionRule, Values
from genelint.run import Means, Outcome, check_files, is_complete
from genelint.setup import set_up
from genelint.testing import NEIGHBOURS, RECORD
from genelint.tomltext import array_tables, key_span

TODAY = date(2026, 6, 30)


def dangling(text: str) -> str:
    """A record with REF001 in its first paragraph."""
    return text.replace('"ref": "3"', '"ref": "7"')


DANGLING = dangling(RECORD)
BROKEN = RECORD.replace('"type": "root", ', '"type": "root" ')  # TRE001
CLEAN = {
    "data/MT1H.txt": RECORD,
    "data/MT1A.txt": NEIGHBOURS["MT1A.txt"],
    "data/old/MT1E.txt": NEIGHBOURS["MT1E.txt"],
}
TEXTS = {
    "data/MT1H.txt": DANGLING,
    "data/MT1A.txt": CLEAN["data/MT1A.txt"].replace("from 3 datasets", "from 4 datasets"),  # ASC002
    "data/old/MT1E.txt": dangling(CLEAN["data/old/MT1E.txt"]),
}


def checked(
    config: str, texts: dict[str, str], paths: Iterable[str] | None = None, *, complete: bool = True, **selection: Any
) -> Outcome:
    """A run over texts instead of files, with the configuration in the working folder."""
    parsed = parse_config(Source("genelint.toml", config), os.getcwd())
    assert parsed is not None
    setup = set_up(parsed, threshold=selection.pop("threshold", Severity.WARNING), **selection)._replace(today=TODAY)
    files = list(texts if paths is None else paths)
    rest = [path for path in texts if path not in files] if parsed.paths else []
    return check_files(
        files,
        setup,
        others=rest,
        complete=complete,
        means=Means(reading(texts)),
    )


def reading(texts: Mapping[str, str]) -> Reader:
    """Reads files that are not there."""
    return lambda path: Source.from_bytes(path, texts[path].encode("utf-8", "surrogateescape"))


def shown(outcome: Outcome) -> list[str]:
    return [f"{found.path}:{found.region.line} {found.code}" for found in outcome.report.diagnostics]


def exception(rule: object = "REF001", **keys: object) -> str:
    """The table of an exception."""
    table = {"rule": rule, "reason": "to be published", **keys}
    lines = (f"{key} = {value if isinstance(value, date) else json.dumps(value)}" for key, value in table.items())
    return "\n".join(("[[exceptions]]", *lines, ""))


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: an empty repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestMatching:
    ALL = ("data/MT1A.txt:18 ASC002", "data/MT1H.txt:5 REF001", "data/old/MT1E.txt:5 REF001")

    def test_nothing_is_left_out_without_exceptions(self) -> None:
        outcome = checked("", TEXTS)

        assert tuple(shown(outcome)) == self.ALL
        assert outcome.report.suppressed == 0

    @pytest.mark.parametrize(
        ("keys", "left_out"),
        [
            ({"path": "data/MT1H.txt"}, [1]),
            ({"path": "/data/MT1H.txt"}, [1]),
            ({"path": "MT1H.txt"}, [1]),
            ({"path": "data/"}, [1, 2]),
            ({"path": "data/old"}, [2]),
            ({"path": "data/*.txt"}, [1]),
            ({"path": "*.txt"}, [1, 2]),
            ({"record": "MT1H"}, [1]),
            ({"record": "MT1H", "path": "data/*.txt"}, [1]),
            ({"record": "MT1H", "path": "data/old/*.txt"}, []),
            ({"record": "mt1h"}, []),
            ({"record": "MT1A"}, []),
            ({"rule": "ASC002", "record": "MT1A"}, [0]),
            ({"rule": "asc", "path": "*"}, [0]),
            ({"rule": "Unresolved-Footnote", "path": "*"}, [1, 2]),
            ({"rule": "all", "path": "*"}, [0, 1, 2]),
            ({"rule": "REF002", "path": "*"}, []),
            ({"path": "*", "pointer": "/children/0"}, [1, 2]),
            ({"path": "*", "pointer": "/children/0/children/3/children/1/ref"}, [1, 2]),
            ({"path": "*", "pointer": "/children/0/children/3/children/1/ref/"}, []),
            ({"path": "*", "pointer": "/child"}, []),
            ({"path": "*", "pointer": "/children/1"}, []),
            ({"path": "*", "pointer": "Summary"}, [1, 2]),
            ({"path": "*", "pointer": "Summary/…zinc. Some tumours make less of it./ref"}, [1, 2]),
            ({"rule": "ASC", "path": "*", "pointer": "association sentence"}, [0]),
            ({"path": "*", "until": TODAY}, [1, 2]),
            ({"path": "*", "until": "2026-07-01"}, [1, 2]),
        ],
    )
    def test_leaves_out(self, keys: dict[str, object], left_out: list[int]) -> None:
        outcome = checked(exception(**{"rule": "REF001", **keys}), TEXTS)

        assert [line for line in shown(outcome) if "toml" not in line] == [
            line for at, line in enumerate(self.ALL) if at not in left_out
        ]
        assert outcome.report.suppressed == len(outcome.suppressed) == len(left_out)
        assert all(found.suppressed == "to be published" for found in outcome.suppressed)

    def test_patterns_are_relative_to_the_configuration(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (repository / "data").mkdir()
        monkeypatch.chdir(repository / "data")
        parsed = parse_config(Source("../genelint.toml", exception(path="/data/MT1H.txt")), str(repository))
        assert parsed is not None

        outcome = check_files(["MT1H.txt"], set_up(parsed), means=Means(reading({"MT1H.txt": DANGLING})))

        assert outcome.report.suppressed == 1

    def test_the_first_exception_gives_the_reason_and_all_are_used(self) -> None:
        config = exception("ALL", path="*", reason="first") + exception(record="MT1H", reason="second")

        outcome = checked(config, {"data/MT1H.txt": DANGLING})

        assert [found.suppressed for found in outcome.suppressed] == ["first"]
        assert shown(outcome) == []

    def test_an_internal_error_is_never_left_out(self) -> None:
        def crash(_: Record) -> list[Finding]:
            raise ValueError("a bug")

        outcome = with_rule(RecordRule(META, crash), exception("ALL", path="*") + exception("ASC003", path="*"))

        assert [found.code for found in outcome.report.diagnostics] == [INTERNAL_ERROR]
        assert outcome.report.suppressed == 0


def twins(facts: Values) -> list[Clash]:
    """A clash for each record that has another's name."""
    return [
        Clash(path, "name", name, "two have one name")
        for name, holders in facts.get("name", {}).items()
        if holders.number > 1
        for path in holders.paths
    ]


def name(record: Record) -> list[tuple[str, str]]:
    return [("name", record.fields["Name"].value.text)]


def named(record: Record, clash: Clash) -> Finding:
    return Finding(record.fields["Name"].value.span, clash.message)


class TestAcrossRecords:
    RULE = CorpusRule(Meta("XYZ001", "two-twins", "Twins.", Severity.ERROR, "0.1.0", (), ()), name, twins, named)
    CONFIG = exception("XYZ001", path="/a.txt") + exception("XYZ", path="c.txt")
    TEXTS = MappingProxyType({"a.txt": RECORD, "b.txt": RECORD, "c.txt": RECORD.replace("metallothionein", "other")})

    def run(self, monkeypatch: pytest.MonkeyPatch, config: str, files: list[str], *, complete: bool) -> list[str]:
        module = ModuleType("twin_rules")
        module.__dict__["RULES"] = (self.RULE,)
        monkeypatch.setitem(sys.modules, "twin_rules", module)
        plugins = 'plugins = ["genelint_rules", "twin_rules"]\nselect = ["XYZ", "SUP"]\n'
        return shown(checked(plugins + config, dict(self.TEXTS), files, complete=complete))

    def test_are_covered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = self.run(monkeypatch, 'paths = ["."]\n' + self.CONFIG, list(self.TEXTS), complete=True)

        assert found == ["b.txt:2 XYZ001", "genelint.toml:8 SUP001"]

    def test_are_known_to_a_hook_where_all_records_are(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.run(monkeypatch, 'paths = ["."]\n' + self.CONFIG, ["c.txt"], complete=False) == []
        config = self.CONFIG.replace('"c.txt', '"/c.txt')  # no other c.txt
        found = self.run(monkeypatch, 'paths = ["."]\n' + config, ["c.txt"], complete=False)

        assert found == ["genelint.toml:8 SUP001"]

    def test_are_unknown_where_all_records_are_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        config = self.CONFIG.replace('"c.txt', '"/c.txt')

        assert self.run(monkeypatch, config, ["c.txt"], complete=False) == []


META = Meta("XYZ001", "a-rule", "A rule.", Severity.ERROR, "0.1.0", (), ())


def with_rule(rule: RecordRule | SuppressionRule, config: str) -> Outcome:
    """A run with one more rule."""
    parsed = parse_config(Source("genelint.toml", config), os.getcwd())
    assert parsed is not None
    setup = set_up(parsed)
    rules = (*setup.rules, SelectedRule(rule, Severity.ERROR, "a_plugin"))

    def rules_for(_: str) -> tuple[SelectedRule, ...]:
        return rules

    setup = setup._replace(rules=rules, rules_for=rules_for)
    return check_files(["MT1H.txt"], setup, means=Means(reading({"MT1H.txt": RECORD})), complete=True)


class TestUnused:
    @pytest.mark.parametrize("rule", ["REF", "TRE", "ALL", "TRE008"])
    def test_a_rule_that_is_not_shown_is_run_where_an_exception_is_about_it(self, rule: str) -> None:
        clean = {"data/MT1H.txt": RECORD}
        unformatted = {"data/MT1H.txt": RECORD.replace('"type": "root"', '"type":"root"')}
        config = f'paths = ["data"]\n{exception(rule, path="*")}'

        assert [found.code for found in checked(config, clean).report.diagnostics] == ["SUP001"]
        outcome = checked(config, unformatted)
        assert [found.code for found in outcome.report.diagnostics] == ["SUP001"] * (rule == "REF")
        assert outcome.report.suppressed == 0

    """The first exception of each is used."""

    def test_a_complete_run_knows(self) -> None:
        config = (
            exception(record="MT1H")
            + exception(record="GONE")
            + exception("IDN", path="data/old/")
            + exception("ASC003", path="data/gone.txt")
        )
        texts = {**CLEAN, "data/MT1H.txt": DANGLING}
        assert shown(checked(config, texts, ["data/MT1H.txt", "data/old/MT1E.txt"])) == [
            "genelint.toml:5 SUP001",
            "genelint.toml:9 SUP001",
            "genelint.toml:13 SUP001",
        ]

    @pytest.mark.parametrize(
        ("keys", "known"),
        [
            ({"path": "data/MT1H.txt"}, True),
            ({"path": "/data/MT1H.txt"}, True),
            ({"record": "MT1H"}, True),
            ({"record": "MT1H", "path": "data/"}, True),
            ({"path": "MT1H.txt"}, False),
            ({"path": "data/*.txt"}, False),
            ({"path": "data/"}, False),
            ({"path": "data/MT1A.txt"}, False),
            ({"record": "MT1A"}, False),
            ({"record": "GONE"}, False),
            ({"path": "data/GONE.txt"}, False),
        ],
    )
    def test_a_hook_knows_of_its_own_files(self, keys: dict[str, object], known: bool) -> None:
        texts = {**TEXTS, "data/MT1H.txt": RECORD}
        config = 'paths = ["data"]\n' + exception("REF001", **keys)

        outcome = checked(config, texts, ["data/MT1H.txt"], complete=False)

        assert shown(outcome) == ["genelint.toml:2 SUP001"] * known

    @pytest.mark.parametrize(
        "selection",
        [{"selected": ["IDN"]}, {"ignored": ["REF001"]}, {"ignored": ["unresolved-footnote"], "selected": ["ALL"]}],
    )
    def test_a_rule_that_was_not_run_may_be_needed(self, selection: dict[str, Any]) -> None:
        config = exception(record="MT1H") + exception("REF", record="MT1A") + exception("ALL", record="MT1G")

        assert shown(checked(config, {"data/MT1H.txt": RECORD}, **selection)) == []

    @pytest.mark.parametrize("threshold", [Severity.WARNING, Severity.INFO])
    def test_a_family_is_unused_only_where_all_of_it_finds_nothing(self, threshold: Severity) -> None:
        config = exception("TXT", record="MT1H")
        decomposed = RECORD.replace("Tölle", "To\u0308lle")  # TXT007 is information

        unused = shown(checked(config, {"data/MT1H.txt": RECORD}, threshold=threshold))
        used = shown(checked(config, {"data/MT1H.txt": decomposed}, threshold=threshold))

        assert (unused, used) == (["genelint.toml:1 SUP001"], [])

    def test_a_family_is_judged_only_where_all_of_it_was_run(self) -> None:
        config = exception("TXT", record="MT1H")

        assert shown(checked(config, {"data/MT1H.txt": RECORD}, ignored=["TXT007"])) == []

    def test_a_record_with_new_errors_may_hide_more(self) -> None:
        config = exception(record="MT1H") + exception(path="data/*") + exception("IDN001", record="MT1A")

        assert shown(checked(config, {"data/MT1H.txt": BROKEN, "data/MT1A.txt": TEXTS["data/MT1A.txt"]})) == [
            "data/MT1A.txt:18 ASC002",
            "data/MT1H.txt:5 TRE001",
        ]
        assert shown(checked(config, {"data/MT1H.txt": BROKEN, "data/MT1A.txt": CLEAN["data/MT1A.txt"]}))[1:] == [
            "genelint.toml:9 SUP001"
        ]

    def test_a_warning_hides_nothing(self) -> None:
        texts = {"data/MT1H.txt": RECORD.replace("\nSynonyms", "\n\nSynonyms")}

        assert shown(checked(exception(record="MT1H"), texts)) == ["data/MT1H.txt:7 LAY011", "genelint.toml:1 SUP001"]

    def test_an_unreadable_file_makes_a_run_incomplete(self) -> None:
        def reader(path: str) -> Source:
            if path == "b.txt":
                raise UsageError("b.txt: cannot be read")
            return Source(path, RECORD)

        parsed = parse_config(Source("genelint.toml", exception(record="GONE")), os.getcwd())
        assert parsed is not None
        setup = set_up(parsed)

        assert shown(check_files(["MT1H.txt"], setup, means=Means(reader), complete=True)) == ["genelint.toml:1 SUP001"]
        assert shown(check_files(["MT1H.txt", "b.txt"], setup, means=Means(reader), complete=True)) == []

    def test_an_unreadable_file_is_compared_with_nothing(self) -> None:
        def reader(path: str) -> Source:
            if path == "data/MT1A.txt":
                raise UsageError("data/MT1A.txt: cannot be read")
            return Source(path, RECORD)

        config = parse_config(Source("genelint.toml", 'paths = ["data"]'), os.getcwd())
        assert config is not None
        setup = set_up(config, selected=["COR001"])

        def compared(*others: str) -> list[str]:
            return shown(check_files(["data/MT1H.txt"], setup, others=others, means=Means(reader)))

        assert compared("data/MT1A.txt") == []
        assert compared("data/MT1A.txt", "data/MT1G.txt") == ["data/MT1H.txt:18 COR001"]

    def test_a_rule_about_suppressions_that_crashes_is_reported(self) -> None:
        def crash(_: Suppression) -> list[Finding]:
            raise ValueError("a bug")

        outcome = with_rule(SuppressionRule(META, crash), exception(record="GONE"))

        assert [found.code for found in outcome.report.diagnostics] == [INTERNAL_ERROR, "SUP001"]
        assert outcome.report.diagnostics[0].path == "genelint.toml"

    def test_per_file_ignores_hold_for_the_configuration_too(self) -> None:
        config = '[per-file-ignores]\n"genelint.toml" = ["SUP001"]\n' + exception(record="GONE")

        assert shown(checked(config, {"data/MT1H.txt": RECORD})) == []

    @pytest.mark.parametrize(
        ("paths", "include", "complete"),
        [
            ([], [], True),
            (["data", "more"], [], True),
            (["more/", "./data", "x"], [], True),
            (["data"], [], False),
            (["data/a.txt"], [], False),
            ([], ["*.txt"], False),
        ],
    )
    def test_complete(self, paths: list[str], include: list[str], complete: bool) -> None:
        config = parse_config(Source("genelint.toml", 'paths = ["data", "more"]'), os.getcwd())
        assert config is not None

        assert is_complete(paths, include, config) is complete
        assert not is_complete(paths, include, config._replace(paths=()))


class TestExpired:
    def test_its_findings_are_shown_again(self) -> None:
        config = exception(record="MT1H", until=date(2026, 6, 29))

        assert shown(checked(config, {"data/MT1H.txt": DANGLING})) == [
            "data/MT1H.txt:5 REF001",
            "genelint.toml:1 SUP002",
        ]

    def test_it_is_not_unused_as_well(self) -> None:
        config = exception(record="GONE", until="2026-06-29") + exception(record="MT1H")

        outcome = checked(config, {"data/MT1H.txt": DANGLING})

        assert [found.message for found in outcome.report.diagnostics] == [
            'the exception for REF001 in record "GONE" ended on 2026-06-29; repair what it excused, or give a later day'
        ]

    def test_a_hook_on_another_file_says_so_too(self) -> None:
        config = exception(record="GONE", until="2026-06-29")

        assert shown(checked(config, {"data/MT1H.txt": RECORD}, complete=False)) == ["genelint.toml:1 SUP002"]


class TestConfiguration:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('[[exceptions]]\nrule = "REF"\npath = "x"\n', "exceptions #1: it has no reason: add it"),
            ('[[exceptions]]\nreason = "x"\npath = "x"\n', "exceptions #1: it has no rule: add it"),
            (
                f'{exception(path="x")}[[exceptions]]\nrule = "REF"\nreason = "x"\n',
                "exceptions #2: it has no path and no record: add one, so that it does not hold for everything",
            ),
            (exception(path="x", reason=" "), "exceptions #1.reason: it is empty: write something"),
            (exception(path=""), "exceptions #1.path: it is empty: write something"),
            (exception(path=1), "exceptions #1.path: found 1, expected a string"),
            (exception(path="x", pth="y"), 'exceptions #1.pth: unknown key; did you mean "path"?'),
            (exception(path="x", untill=TODAY), 'exceptions #1.untill: unknown key; did you mean "until"?'),
            *(
                (exception(path="x") + f"until = {value}\n", f"exceptions #1.until: found {found}, expected {DATE}")
                for value, found in {
                    '"tomorrow"': '"tomorrow"',
                    '"2026-02-30"': '"2026-02-30"',
                    '"20260230"': '"20260230"',
                    '"2026-W01-1"': '"2026-W01-1"',
                    "2026": "2026",
                    "2026-01-01T00:00:00": "2026-01-01 00:00:00",
                    "12:00:00": "12:00:00",
                }.items()
                for DATE in ["a date such as 2030-12-31"]
            ),
            ("exceptions = 3", "exceptions: found 3, expected a list of tables"),
            ("exceptions = [3]", "exceptions: found 3, expected a table"),
            ('baseline = ""', "baseline: it is empty: write something"),
        ],
    )
    def test_names_the_entry_and_the_repair(self, text: str, message: str) -> None:
        with pytest.raises(UsageError) as raised:
            parse_config(Source("genelint.toml", text), ".")
        assert str(raised.value) == f"genelint.toml: {message}"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                exception(path="x") + exception("REF1", path="x"),
                'genelint.toml: exceptions #2.rule: no rule "REF1": expected a code, a name, a family such as REF, or '
                'ALL; did you mean "REF011"?',
            ),
            (exception(path="!"), "not a pattern as in .gitignore: Invalid git pattern: '!'"),
        ],
    )
    def test_unknown_rules_and_patterns_are_bad_use(self, text: str, message: str) -> None:
        config = parse_config(Source("genelint.toml", text), ".")
        assert config is not None
        with pytest.raises(UsageError) as raised:
            set_up(config)
        assert str(raised.value).partition("did you")[0] == message.partition("did you")[0]

    def test_dates_of_both_kinds(self) -> None:
        config = parse_config(
            Source("pyproject.toml", "[tool.genelint]\n" + "".join(TOOL + f"until = {day}\n" for day in DAYS)), "."
        )
        assert config is not None
        assert config.exceptions is not None
        assert config.exceptions.key == ("tool", "genelint", "exceptions")
        assert [exemption.until for exemption in config.exceptions.exemptions] == [TODAY, TODAY]

    def test_the_schema_agrees(self) -> None:
        schema = genelint_schemas.load("config.schema.json")
        good = {"exceptions": [{"rule": "REF", "path": "x", "reason": "y", "until": "2026-01-01"}], "baseline": "b"}

        jsonschema.validate(good, schema)
        for bad in ({"rule": "REF", "reason": "y"}, {"rule": "REF", "path": "", "reason": "y"}, {"path": "x"}):
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({"exceptions": [bad]}, schema)

    def test_is_read_from_pyproject(self, repository: Path) -> None:
        (repository / "pyproject.toml").write_text(f'[project]\nname = "x"\n{TOOL}')
        config = read_config(str(repository))

        setup = set_up(config)
        outcome = check_files(["MT1H.txt"], setup, means=Means(reading({"MT1H.txt": RECORD})), complete=True)

        [found] = outcome.report.diagnostics
        assert (found.path, found.code, found.region.line) == ("pyproject.toml", "SUP001", 3)
        assert repaired((repository / "pyproject.toml").read_text(), [found]) == '[project]\nname = "x"\n'


DAYS = ("2026-06-30", '"2026-06-30"')
TOOL = '[[tool.genelint.exceptions]]\nrule = "REF001"\nrecord = "GONE"\nreason = "to be published"\n'


def repaired(text: str, diagnostics: Iterable[Diagnostic]) -> str:
    """The text with the fixes of all findings in it."""
    fixes = [found.fix for found in diagnostics if found.fix is not None]
    return apply_edits(text, [(edit.span, edit.text) for fix in fixes for edit in fix.edits])


class TestDeletion:
    KEYS = st.sampled_from(
        [
            'rule = "REF001"\n',
            "rule = 'REF001' # [[exceptions]]\n",
            'rule = """\\\n  REF001"""\n',
            "'rule'   =   'REF001'\r\n",
        ]
    )
    REASONS = st.sampled_from(
        [
            'reason = "a"\n',
            'reason = "\\"[[exceptions]]\\""\n',
            'reason = """\n[[exceptions]]\n# no comment\n"""\n',
            "reason = '''\n[[exceptions]]\n''\n[x]\n'''\n",
            'reason = """a\\""""""\n',
            "# before it\n\nreason = 'x' # and after it\n",
        ]
    )
    HEADERS = st.sampled_from(["[[exceptions]]\n", "  [[ exceptions ]] # why\n", '[["exceptions"]]\n'])
    GAPS = st.sampled_from(["", "\n", "\n\n", "# a word on the next\n", "\n# [[exceptions]]\n\n", "  \n"])
    OTHERS = st.sampled_from(
        ["", '[[datasets]]\nname = "[[exceptions]]"\naliases = [\n"x",\n]\n', "[severity]\nREF = 'error'\n"]
    )

    @given(st.data())
    def test_leaves_all_else_as_it_is(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, 5))
        parts = [data.draw(st.sampled_from(["", 'fail-on = "warning"\n', "exclude = [\n'[[exceptions]]']\n"]))]
        unused = set(data.draw(st.lists(st.integers(0, count - 1), unique=True)))
        middle = data.draw(st.integers(0, count))
        for number in range(count):
            record = f'record = "{"GONE" if number in unused else "MT1H"}{number if number in unused else ""}"\n'
            keys = data.draw(st.permutations([data.draw(self.KEYS), data.draw(self.REASONS), record]))
            parts += [data.draw(self.GAPS), data.draw(self.HEADERS), *keys]
            if number == middle:
                parts += [data.draw(self.GAPS), data.draw(self.OTHERS)]
        text = "".join(parts) + data.draw(self.GAPS)
        text = text.removesuffix("\n").removesuffix("\r") if data.draw(st.booleans()) else text
        before = tomllib.loads(text)

        diagnostics = checked(text, {"data/MT1H.txt": DANGLING}).report.diagnostics
        found = [one for one in diagnostics if one.code == "SUP001"]
        assert len(found) == len(unused)
        after = tomllib.loads(repaired(text, found))

        kept = [entry for at, entry in enumerate(before.pop("exceptions")) if at not in unused]
        assert after.pop("exceptions", []) == kept
        assert after == before
        comments = [line for line in text.splitlines() if line.startswith("# a word")]
        assert [line for line in repaired(text, found).splitlines() if line.startswith("# a word")] == comments
        for one in found:
            assert text.splitlines()[one.region.line - 1].strip().startswith("[[")

    def test_takes_the_blank_line_above_with_it(self) -> None:
        text = f'fail-on = "info"\n\n{exception(record="GONE")}\n# why\n{exception(record="MT1H")}'

        found = checked(text, {"data/MT1H.txt": DANGLING}).report.diagnostics

        assert repaired(text, found) == f'fail-on = "info"\n\n# why\n{exception(record="MT1H")}'

    def test_an_inline_list_is_left_to_people(self) -> None:
        text = 'fail-on = "info"\n exceptions = [{ rule = "REF001", record = "GONE", reason = "x" }]\n'

        [found] = checked(text, {"data/MT1H.txt": RECORD}).report.diagnostics

        assert (found.region.line, found.region.column, found.region.end_column, found.fix) == (2, 2, 12, None)

    @pytest.mark.parametrize(
        ("text", "name", "lines"),
        [
            ("", ("a",), []),
            ("[a]\n[[b]]\n", ("a",), []),
            ("[[a]]\nx = 1\n[[a.b]]\n[[a]]", ("a",), [1, 4]),
            ("[[x.y]]\n[[x . 'y']]\n[['x.y']]\n[[\"x\".y]]", ("x", "y"), [1, 2, 4]),
            ('"""\n[[a]]\n"""\n[[a]]', ("a",), [4]),
        ],
    )
    def test_finds_tables(self, text: str, name: tuple[str, ...], lines: list[int]) -> None:
        source = Source("x", text)

        assert [source.line_col(table.header.start)[0] for table in array_tables(text, name)] == lines

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("a = 1\nexceptions = []", "exceptions"),
            ("genelint.exceptions = []", "genelint.exceptions"),
            ("# exceptions = 1\nx = '''\nexceptions = 2'''", ""),
        ],
    )
    def test_finds_keys(self, text: str, found: str) -> None:
        span = key_span(text, ("tool", "genelint", "exceptions"))

        assert text[span.start : span.end] == found

    @given(st.text(st.sampled_from("[]a.=\"'#\\\n e"), max_size=60))
    def test_never_fails(self, text: str) -> None:
        for table in array_tables(text, ("a",)):
            assert 0 <= table.lines.start <= table.header.start < table.header.end <= len(text)
        key_span(text, ("a",))

    @pytest.mark.parametrize(
        ("start", "hostile"),
        [('"""', '""'), ("'''", "''a"), ("", "["), ('"', "\\"), ("", "[b]\n")],
        ids=["double", "single", "brackets", "escapes", "headers"],
    )
    def test_is_linear(self, start: str, hostile: str) -> None:
        def find(text: str) -> None:
            assert array_tables(text, ("a",)) == []

        growth.assert_linear_in_c(find, lambda size: start + hostile * size, 4_000)


class TestPatterns:
    parts = st.sampled_from(["data", "old", "a.txt", "b", ".", "..", "", "a b", " "])
    paths = st.lists(st.sampled_from(["data", "old", "a.txt", "b", "a b"]), min_size=1, max_size=4)

    @given(st.lists(parts, min_size=1, max_size=4), paths)
    def test_paths_mean_what_git_means(self, pattern: list[str], path: list[str]) -> None:
        text, name = "/".join(pattern), "/".join(path)
        assume(text.strip())
        try:
            expected = GitIgnoreSpec.from_lines([text]).match_file(name)
        except ValueError:
            with pytest.raises(UsageError):
                compile_patterns((text,))
        else:
            assert compile_patterns((text,))(name) == expected


class TestShowing:
    @pytest.fixture
    def run(self, repository: Path, capsys: pytest.CaptureFixture[str]) -> Any:
        (repository / "data").mkdir()
        (repository / "data" / "MT1H.txt").write_text(DANGLING.replace("from 3 datasets", "from 4 datasets"))
        (repository / "genelint.toml").write_text(
            exception(record="MT1H") + exception("ASC002", path="data/MT1H.txt", reason="a\u202e reason")
        )

        def run(*arguments: str) -> str:
            assert main(["check", "data", *arguments]) == 0
            return capsys.readouterr().out

        return run

    def test_full(self, run: Any) -> None:
        assert run() == "The file is clean; 2 suppressed.\n"
        out = run("--show-suppressed")
        assert "  = note: suppressed: to be published\n" in out
        assert "  = note: suppressed: a\\u202e reason\n" in out
        assert out.endswith("The file is clean; 2 suppressed.\n")

    def test_concise(self, run: Any) -> None:
        assert run("--output-format", "concise") == ""
        lines = run("--output-format", "concise", "--show-suppressed").splitlines()
        assert [line.split()[1] for line in lines] == ["REF001", "ASC002"]
        assert all(line.endswith(" [suppressed]") for line in lines)

    def test_json(self, run: Any) -> None:
        schema = genelint_schemas.load("report.schema.json")
        without = json.loads(run("--output-format", "json"))
        shown = json.loads(run("--output-format", "json", "--show-suppressed"))

        for report in (without, shown):
            jsonschema.validate(report, schema)
        assert without["diagnostics"] == []
        assert without["summary"] == shown["summary"]
        assert shown["summary"]["suppressed"] == 2
        assert shown["summary"]["diagnostics"] == {"error": 0, "warning": 0, "info": 0}
        assert [found["suppressed"] for found in shown["diagnostics"]] == ["to be published", "a\u202e reason"]

    def test_statistics(self, run: Any) -> None:
        assert run("--statistics") == "The file is clean; 2 suppressed.\n"
        assert (
            run("--statistics", "--show-suppressed").splitlines()[0] == "1  ASC002  error    dataset-count [suppressed]"
        )

    def test_quiet(self, run: Any) -> None:
        assert run("--quiet", "--show-suppressed") == ""
