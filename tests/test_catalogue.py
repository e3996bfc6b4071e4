"""What is said of rules: pages, explanations and the list for programs, all from the rules themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator

import genelint_schemas
from genelint import catalogue
from genelint.model import Edit, Finding, Fix, Safety, Severity, Source, Span
from genelint.registry import BUILT_IN, Plugin, load
from genelint.rule import Bad, Clash, CorpusRule, Good, Meta, Record, Rule, Sidecar, SidecarRule, SourceRule, Values

SCHEMA = genelint_schemas.load("rules.schema.json")
(PLUGIN,) = load([BUILT_IN], ".")


def meta(*examples: Bad | Good, code: str = "XYZ001") -> Meta:
    bad = tuple(example for example in examples if isinstance(example, Bad))
    good = tuple(example for example in examples if isinstance(example, Good))
    return Meta(code, "stray-word", "A stray word.", Severity.WARNING, "2.0", bad, good)


def find_stray(source: Source) -> Iterator[Finding]:
    """Every `stray`, with a fix of one safety or the other; `stray!` has none."""
    text = source.text
    at = text.find("stray")
    while at >= 0:
        span = Span(at, at + 5)
        after = text[at + 5 : at + 6]
        safety = Safety.UNSAFE if after == "?" else Safety.SAFE
        fix = None if after == "!" else Fix("Write word", (Edit(span, "word"),), safety)
        yield Finding(span, "found stray", fix)
        at = text.find("stray", at + 1)


def explained(rule: Rule, *, color: bool = False, width: int = 80) -> str:
    return catalogue.explain(Plugin("ours", (rule,)), rule, color=color, width=width)


def shown(*examples: Bad | Good) -> str:
    """The examples of a rule about stray words, as they are explained."""
    text = explained(SourceRule(meta(*examples), find_stray))
    return text[text.index("\nBad\n---\n" if "\nBad\n" in text else "\nGood\n----\n") + 1 :]


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """The pages of our rules."""
    return catalogue.pages(PLUGIN)


class TestPages:
    def test_are_those_that_are_stored(self, root: Path, written: dict[str, str]) -> None:
        """Where this fails, `make docs` writes them anew."""
        stored = {file.name: file.read_text(encoding="utf-8") for file in (root / catalogue.PAGES).iterdir()}

        assert sorted(stored) == sorted(written)
        assert [name for name in stored if stored[name] != written[name]] == []

    def test_there_is_one_for_each_rule_and_an_index_of_all(self, written: dict[str, str]) -> None:
        index = written["README.md"]

        assert set(written) == {"README.md", *(f"{rule.meta.code}.md" for rule in PLUGIN.rules)}
        for rule in PLUGIN.rules:
            assert index.count(f"| [{rule.meta.code}]({rule.meta.code}.md) | {rule.meta.name} | ") == 1

    @pytest.mark.parametrize("rule", PLUGIN.rules, ids=lambda rule: rule.meta.code)
    def test_show_every_example(self, rule: Rule, written: dict[str, str]) -> None:
        """Each message stands under its own excerpt, and no example fails to be shown."""
        page = written[f"{rule.meta.code}.md"]
        messages = [
            message
            for example in rule.meta.bad
            for message in ((example.message,) if isinstance(example.message, str) else example.message)
        ]

        assert page.count(f"[{rule.meta.code}] {rule.meta.name}: ") == len(messages)
        assert page.count("After the fix") == sum(example.fixed is not None for example in rule.meta.bad)
        assert "cannot be shown" not in page
        assert page.count("```") % 2 == 0
        for heading in ("What it does", "Why it matters", "How to repair", "Fix safety", "Bad", "Good"):
            assert page.count(f"\n## {heading}\n\n") == 1


class TestExamples:
    def test_mark_the_place_and_show_the_fixed_line(self) -> None:
        assert shown(Bad("| 4496 |", "| «stray» |", "found stray", "| word |")) == (
            "Bad\n"
            "---\n"
            "warning[XYZ001] stray-word: found stray\n"
            " --> MT1H.txt:9:16\n"
            "  |\n"
            "9 | NCBI Gene ID | stray |\n"
            "  |                ^^^^^\n"
            "  = help: Write word (safe fix)\n"
            "\n"
            "After the fix:\n"
            "\n"
            "  |\n"
            "9 | NCBI Gene ID | word |\n"
            "  |                ~~~~\n"
        )

    def test_show_several_findings_and_what_all_fixes_make_of_them(self) -> None:
        text = shown(Bad("API | |\n", "«stray»\n«stray»?\n«stray»!\n", ("found stray",) * 3, "word\nword?\nstray!\n"))

        assert text.count("found stray") == 3
        assert "(safe fix)" in text
        assert "(unsafe fix: changes a curated value)" in text
        assert text.endswith("After the fixes:\n\n   |\n10 | word\n11 | word?\n")

    def test_show_each_place_that_the_fixes_rewrite(self) -> None:
        between = "x" * 41
        text = shown(
            Bad(
                "Holds zinc",
                f"«stray» and «stray»{between}«stray»! {between}«stray»",
                ("found stray",) * 4,
                f"word and word{between}stray! {between}word",
            )
        )
        first, second, rest = text.partition("After the fixes:\n\n")[2].split("\n3 | ")

        assert first == "  |"
        assert second.startswith(f"Description | word and word{between}stray")
        assert second.endswith(f"\n  | {' ' * 14}{'~' * 13}")
        assert rest.count("~") == 4
        line, marks = rest.splitlines()
        assert line[marks.index("~") - len("  | ") :].startswith("word and copper")

    def test_show_what_a_good_one_is_about(self) -> None:
        assert shown(Good("| 4496 |", "| 7 |", "another number")) == (
            "Good\n----\nAnother number:\n\n  |\n9 | NCBI Gene ID | 7 |\n  |              ~~~~~\n"
        )

    def test_show_a_deletion_at_its_place(self) -> None:
        assert shown(Good(" | 4496", "")) == "Good\n----\n  |\n9 | NCBI Gene ID |\n  |             ~\n"

    def test_show_some_of_many_lines(self) -> None:
        lines = "".join(f"line {number}\n" for number in range(1, 9))

        assert shown(Good("", lines)).endswith("6 | line 6\n… and 2 more\n")
        assert shown(Good("", lines[:-7])).endswith("6 | line 6\n… and 1 more\n")
        assert shown(Good("", lines[:-14])).endswith("6 | line 6\n")

    @pytest.mark.parametrize(
        ("example", "said"),
        [
            (Bad("MT1H", "«stray»", "found stray"), "'MT1H' stands 8 times in RECORD, not once"),
            (Good("absent", "x"), "'absent' stands 0 times in RECORD, not once"),
        ],
    )
    def test_say_why_they_cannot_be_shown(self, example: Bad | Good, said: str) -> None:
        assert shown(example).splitlines()[2] == f"An example cannot be shown: {said}"

    def test_overlapping_fixes_cannot_be_shown(self) -> None:
        def overlapping(_: Source) -> Iterator[Finding]:
            for start in (0, 1):
                span = Span(start, start + 2)
                yield Finding(span, "overlaps", Fix("Delete it", (Edit(span, ""),), Safety.SAFE))

        rule = SourceRule(meta(Bad("", "abc", ("overlaps", "overlaps"), "")), overlapping)

        assert "An example cannot be shown: the edit at 1 overlaps the one before it" in explained(rule)

    def test_show_that_the_rule_fails(self) -> None:
        def fail(_: Source) -> Iterable[Finding]:
            raise ValueError("no luck")

        assert "rule XYZ001 of testing failed with ValueError: no luck" in explained(
            SourceRule(meta(Bad("", "abc", "never said")), fail)
        )

    def test_name_the_records_that_they_are_compared_with(self) -> None:
        def collect(record: Record) -> list[tuple[str, str]]:
            return [("symbol", record.symbol)]

        def compare(values: Values) -> list[Clash]:
            return [Clash("X.txt", "symbol", "MT1H", f"one of {len(values['symbol'])} symbols")]

        def place(_: Record, clash: Clash) -> Finding:
            return Finding(Span(0, 4), clash.message)

        rule = CorpusRule(meta(Bad("| 4496 |", "| 7 |", "one of 6 symbols", path="X.txt")), collect, compare, place)

        assert (
            "Beside the records MT1A.txt, MT1E.txt, MT1F.txt, MT1G.txt and MT1M.txt:\n\n"
            "warning[XYZ001] stray-word: one of 6 symbols\n --> X.txt:1:1\n"
        ) in explained(rule)

    def test_show_the_sidecar(self) -> None:
        def check(sidecar: Sidecar) -> list[Finding]:
            return [Finding(Span(0, 0), f"{sidecar.total} lines")]

        sidecar = "association\tdataset\nzinc\tCTD\n"
        rule = SidecarRule(meta(Good("| 4496 |", "| 7 |", sidecar=sidecar)), check)

        assert "With MT1H associations.tsv:\n\n  |\n1 | association\\tdataset\n2 | zinc\\tCTD\n" in explained(rule)

    def test_show_all_of_a_configuration_and_what_is_left_of_it(self, written: dict[str, str]) -> None:
        page = written["SUP001.md"]

        assert (
            "With genelint.toml:\n\n```text\n"
            '  |\n1 | fail-on = "warning"\n2 |\n3 | [[exceptions]]\n4 | rule = "REF001"\n'
        ) in page
        assert 'After the fix:\n\n```text\n  |\n1 | fail-on = "warning"\n```\n' in page
        assert "\nAfter the fix nothing is left.\n" in page

    def test_of_suppressions_show_only_what_their_rule_reports(self, written: dict[str, str]) -> None:
        """The second entry is unused because another rule finds what the first is about."""
        page = written["SUP001.md"]

        assert page.count("--> genelint-baseline.jsonl") == 1
        assert "--> genelint-baseline.jsonl:2:1\n" in page
        assert "REF001]" not in page


class TestExplain:
    def test_colours_headings_and_marks_for_a_terminal(self) -> None:
        rule = SourceRule(meta(Bad("| 4496 |", "| «stray» |", "found stray", "| word |")), find_stray)
        text = explained(rule, color=True)

        assert text.startswith("\x1b[1mXYZ001 stray-word\x1b[0m\nA stray word.\n")
        assert "\x1b[1;33m^^^^^\x1b[0m" in text
        assert "\x1b[1;32m~~~~\x1b[0m" in text

    def test_fills_lines_to_the_width(self) -> None:
        rule = next(rule for rule in PLUGIN.rules if rule.meta.code == "REF001")
        lines = catalogue.explain(PLUGIN, rule, color=False, width=40).splitlines()
        prose = lines[: lines.index("Bad")]

        assert 30 < max(map(len, prose)) <= 40
        assert all(len(line) <= 40 for line in lines if " | " in line)

    def test_names_the_plugin_that_is_not_ours(self) -> None:
        assert "\nwarning · no fix · since 2.0 · from ours\n" in explained(SourceRule(meta(), find_stray))


class TestList:
    def test_says_how_safe_fixes_are(self) -> None:
        def fixes(*examples: Bad) -> tuple[Safety, ...]:
            rule = SourceRule(meta(*examples), find_stray)
            return catalogue.fixes(Plugin("ours", (rule,)), rule)

        bad = [Bad("| 4496 |", f"| stray{end} |", "", f"| word{end} |") for end in ("?", "")]

        assert fixes(*bad) == (Safety.SAFE, Safety.UNSAFE)
        assert fixes(bad[0]) == (Safety.UNSAFE,)
        assert fixes() == ()

    def test_is_cut_to_a_terminal(self) -> None:
        lines = catalogue.list_rules([PLUGIN], color=True, width=40).splitlines()

        assert lines[0].startswith("\x1b[1mcode ")
        assert all(len(line) <= 40 for line in lines[1:])
        assert any(line.endswith("…") for line in lines)


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """What is listed for programs, of our rules and a foreign one."""
    foreign = Plugin("./ours.py", (SourceRule(meta(), find_stray),))
    parsed: dict[str, Any] = json.loads(
        json.dumps(catalogue.describe_rules([foreign, PLUGIN], {"REF001": Severity.INFO}))
    )
    return parsed


class TestJson:
    def test_schema_is_a_schema(self) -> None:
        Draft202012Validator.check_schema(SCHEMA)

    def test_is_valid(self, described: dict[str, Any]) -> None:
        jsonschema.validate(described, SCHEMA)

    def test_has_every_rule_in_order(self, described: dict[str, Any]) -> None:
        codes = [rule["code"] for rule in described["rules"]]

        assert codes == sorted([rule.meta.code for rule in PLUGIN.rules] + ["XYZ001"])

    def test_tells_what_is_known(self, described: dict[str, Any], root: Path) -> None:
        rules = {rule["code"]: rule for rule in described["rules"]}

        assert rules["XYZ001"] == {
            "code": "XYZ001",
            "name": "stray-word",
            "summary": "A stray word.",
            "severity": "warning",
            "configured": None,
            "fixes": [],
            "since": "2.0",
            "plugin": "./ours.py",
            "page": None,
            "documentation": dict.fromkeys(("what_it_does", "why_it_matters", "how_to_repair", "fix_safety"), ""),
        }
        assert (rules["REF001"]["severity"], rules["REF001"]["configured"]) == ("error", "info")
        assert rules["ASC002"]["fixes"] == ["unsafe"]
        assert all((root / rule["page"]).is_file() for rule in rules.values() if rule["page"])
        assert rules["REF001"]["documentation"]["how_to_repair"].startswith("Correct the number")

    @pytest.mark.parametrize("key", SCHEMA["$defs"]["rule"]["required"])
    def test_schema_asks_for_every_key(self, described: dict[str, Any], key: str) -> None:
        rule = {name: value for name, value in described["rules"][0].items() if name != key}

        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(described | {"rules": [rule]}, SCHEMA)
