"""Plugins and selectors: what is loaded, what is selected, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from genelint import registry
from genelint.errors import UsageError
from genelint.model import Finding, Severity, Source
from genelint.registry import Plugin, Selector
from genelint.rule import Meta, SourceRule


def nothing(_: Source) -> Iterable[Finding]:
    return ()


def rule(code: str, name: str, severity: Severity = Severity.ERROR) -> SourceRule:
    return SourceRule(Meta(code, name, "A summary.", severity, "1.0", (), ()), nothing)


ONE = Plugin(
    "one",
    (
        rule("ABC002", "second-thing", Severity.WARNING),
        rule("ABC001", "first-thing"),
        rule("XYZ001", "other-thing", Severity.INFO),
    ),
)
TWO = Plugin("two", (rule("ABD001", "fourth-thing"),))
PLUGINS = (ONE, TWO)

PLUGIN = """
from genelint.rule import Meta, RecordRule, Severity, SourceRule

def check(record):
    return ()

def rule(code="XYZ001", name="some-thing", severity=Severity.ERROR):
    return RecordRule(Meta(code, name, "A summary.", severity, "1.0", (), ()), check)

"""


def words(*selectors: str) -> list[Selector]:
    return [Selector(word, "--here") for word in selectors]


def codes(select: Sequence[str] = ("ALL",), ignore: Sequence[str] = (), threshold: Severity = Severity.INFO) -> str:
    selected = registry.select(PLUGINS, select=words(*select), ignore=words(*ignore), threshold=threshold)
    return " ".join(item.rule.meta.code for item in selected)


class TestLoad:
    @staticmethod
    def error(folder: Path, text: str, name: str = "ours.py") -> str:
        """What is said of a plugin of this text, after what they all begin with."""
        (folder / name).write_text(PLUGIN + text)
        with pytest.raises(UsageError) as raised:
            registry.load([name], str(folder))
        said = str(raised.value)
        assert said.startswith(f'plugin "{name}"')
        return said.removeprefix(f'plugin "{name}"').removeprefix(": ")

    def test_loads_the_built_in_rules(self) -> None:
        (plugin,) = registry.load(["genelint_rules"], "/nowhere")

        assert plugin.name == "genelint_rules"
        assert plugin.rules
        assert {found.meta.code[:3] for found in plugin.rules} <= set(registry.BUILT_IN_FAMILIES)

    def test_loads_a_file_beside_the_configuration(self, tmp_path: Path) -> None:
        (tmp_path / "ours.py").write_text(PLUGIN + "RULES = (rule(),)")

        loaded = registry.load(["genelint_rules", "./ours.py"], str(tmp_path))

        assert [plugin.name for plugin in loaded] == ["genelint_rules", "./ours.py"]
        assert loaded[1].rules[0].meta.code == "XYZ001"

    def test_gives_a_file_a_module_of_its_own(self, tmp_path: Path) -> None:
        """Data classes, for one, look their module up."""
        (tmp_path / "json.py").write_text(
            f"from __future__ import annotations\nimport dataclasses\n{PLUGIN}"
            "@dataclasses.dataclass\nclass Count:\n    number: int\n\nRULES = (rule(),)"
        )

        (plugin,) = registry.load(["json.py"], str(tmp_path))

        assert plugin.rules

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("genelint_rulez", "No module named 'genelint_rulez'; did you mean \"genelint_rules\"?"),
            ("far.away", "No module named 'far'"),
            ("absent.py", "No such file or directory"),
            (".relative", "TypeError: "),
            ("", "ValueError: "),
        ],
    )
    def test_says_why_there_is_none(self, name: str, said: str, tmp_path: Path) -> None:
        with pytest.raises(UsageError) as raised:
            registry.load([name], str(tmp_path))

        assert str(raised.value).startswith(f'plugin "{name}" cannot be imported: ')
        assert said in str(raised.value)
        assert "\n" not in str(raised.value)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("1 / 0", "ZeroDivisionError: division by zero"),
            ("import sys; sys.exit('no')", "SystemExit: no"),
            ("raise ValueError('two\\nlines')", "ValueError: two\\nlines"),
            ("def", "SyntaxError: "),
            ("from json import nonsense", "ImportError: cannot import name 'nonsense'"),
        ],
    )
    def test_says_what_is_wrong_inside(self, text: str, said: str, tmp_path: Path) -> None:
        assert self.error(tmp_path, text).startswith(f" cannot be imported: {said}")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", " has no RULES: give it a tuple of rules, RULES = (...,)"),
            ("RULES = [rule()]", "RULES is a list: make it a tuple of rules, RULES = (...,)"),
            (
                "RULES = (rule(), check)",
                "RULES[1] is a function: expected a rule, such as RecordRule(Meta(...), check)",
            ),
            (
                "RULES = (RecordRule('XYZ001', check),)",
                "RULES[0] is not made of a Meta and functions: expected RecordRule(Meta(...), check)",
            ),
            (
                "RULES = (RecordRule(rule().meta, None),)",
                "RULES[0] is not made of a Meta and functions: expected RecordRule(Meta(...), check)",
            ),
            (
                "RULES = (rule('XY001'),)",
                "RULES[0] has the code 'XY001': expected three upper-case letters and three digits, such as XYZ001",
            ),
            (
                "RULES = (rule('xyz001'),)",
                "RULES[0] has the code 'xyz001': expected three upper-case letters and three digits, such as XYZ001",
            ),
            (
                "RULES = (rule('XYZ\u0660\u0660\u0661'),)",
                "RULES[0] has the code 'XYZ\u0660\u0660\u0661': expected three upper-case letters and three digits, "
                "such as XYZ001",
            ),
            (
                "RULES = (rule(7),)",
                "RULES[0] has the code 7: expected three upper-case letters and three digits, such as XYZ001",
            ),
            (
                "RULES = (rule(name='Bad Thing'),)",
                "RULES[0] has the name 'Bad Thing': expected lower-case words joined by hyphens, such as "
                "uncited-reference",
            ),
            (
                "RULES = (rule(severity='error'),)",
                "RULES[0] has the severity 'error': expected Severity.ERROR, Severity.WARNING or Severity.INFO",
            ),
            (
                "RULES = (rule('REF900'),)",
                "RULES[0] has the code REF900: the family REF belongs to genelint, choose other letters",
            ),
            (
                "RULES = (rule('INT001'),)",
                "RULES[0] has the code INT001: the family INT belongs to genelint, choose other letters",
            ),
            (
                "RULES = (rule(), rule(name='other-thing'))",
                "the code XYZ001 is already taken, by itself: give each rule its own and name each plugin once",
            ),
            (
                "RULES = (rule(), rule('XYZ002'))",
                "the name some-thing is already taken, by itself: give each rule its own and name each plugin once",
            ),
        ],
    )
    def test_says_what_is_wrong_with_the_rules(self, text: str, said: str, tmp_path: Path) -> None:
        assert self.error(tmp_path, text) == said

    def test_refuses_doubles_between_plugins(self, tmp_path: Path) -> None:
        for name in ("one.py", "two.py"):
            (tmp_path / name).write_text(PLUGIN + "RULES = (rule(),)")

        with pytest.raises(UsageError) as raised:
            registry.load(["one.py", "two.py"], str(tmp_path))

        assert str(raised.value) == (
            'plugin "two.py": the code XYZ001 is already taken, by plugin "one.py": give each rule its own and name '
            "each plugin once"
        )

    def test_says_that_a_file_is_no_python_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def no_spec(*_: object) -> None:
            return None

        monkeypatch.setattr("importlib.util.spec_from_file_location", no_spec)

        assert self.error(tmp_path, "") == " cannot be imported: ImportError: it is no Python file"


class TestSelect:
    def test_takes_all_in_the_order_of_codes(self) -> None:
        assert codes() == "ABC001 ABC002 ABD001 XYZ001"

    @pytest.mark.parametrize(
        ("select", "expected"),
        [
            (["ABC001"], "ABC001"),
            (["abc002", "xyz"], "ABC002 XYZ001"),
            (["Other-Thing"], "XYZ001"),
            (["ABC", "ABC001"], "ABC001 ABC002"),
            (["all"], "ABC001 ABC002 ABD001 XYZ001"),
            ([], ""),
        ],
    )
    def test_takes_codes_names_and_families(self, select: list[str], expected: str) -> None:
        assert codes(select) == expected

    def test_ignore_counts_after_select(self) -> None:
        assert codes(["ABC001", "ABD"], ["ABC"]) == "ABD001"

    def test_leaves_out_what_is_below_the_threshold(self) -> None:
        assert codes(threshold=Severity.WARNING) == "ABC001 ABC002 ABD001"
        assert codes(threshold=Severity.ERROR) == "ABC001 ABD001"

    @pytest.mark.parametrize(
        "order", [("ALL", "ABC", "ABC002"), ("ABC002", "ABC", "ALL"), ("ABC", "ALL", "second-thing")]
    )
    def test_the_narrowest_severity_counts(self, order: tuple[str, ...]) -> None:
        levels = {3: Severity.WARNING, 6: Severity.INFO, 12: Severity.INFO}
        given = [(Selector(word, ""), Severity.ERROR if word == "ALL" else levels[len(word)]) for word in order]

        selected = registry.select(PLUGINS, severities=given)

        assert {item.rule.meta.code: item.severity for item in selected} == {
            "ABC001": Severity.WARNING,
            "ABC002": Severity.INFO,
            "ABD001": Severity.ERROR,
            "XYZ001": Severity.ERROR,
        }

    def test_the_configured_severity_is_held_against_the_threshold(self) -> None:
        given = [(Selector("XYZ", ""), Severity.ERROR), (Selector("ABD", ""), Severity.INFO)]

        selected = registry.select(PLUGINS, severities=given, threshold=Severity.ERROR)

        assert [item.rule.meta.code for item in selected] == ["ABC001", "XYZ001"]

    def test_tells_which_plugin_a_rule_is_from(self) -> None:
        assert [item.plugin for item in registry.select(PLUGINS)] == ["one", "one", "two", "one"]

    @pytest.mark.parametrize(
        ("word", "hint"),
        [
            ("ABC01", '; did you mean "ABC001"?'),
            ("frist-thing", '; did you mean "first-thing"?'),
            ("\x1b", ""),
            ("", ""),
        ],
    )
    def test_names_an_unknown_selector_and_where_it_stands(self, word: str, hint: str) -> None:
        shown = "\\x1b" if word == "\x1b" else word
        with pytest.raises(UsageError) as raised:
            codes(ignore=[word])

        assert str(raised.value) == (
            f'--here: no rule "{shown}": expected a code, a name, a family such as REF, or ALL{hint}'
        )

    def test_refuses_an_unknown_selector_of_a_severity(self) -> None:
        with pytest.raises(UsageError, match=r'^here: no rule "QQQ"'):
            registry.select(PLUGINS, severities=[(Selector("QQQ", "here"), Severity.INFO)])


class TestSelectByPath:
    def codes(self, path: str, *ignores: tuple[str, list[Selector]], root: str = ".") -> str:
        rules_for = registry.select_by_path(registry.select(PLUGINS), ignores, PLUGINS, root)
        assert rules_for(path) is rules_for(path)
        return " ".join(item.rule.meta.code for item in rules_for(path))

    def test_gives_the_same_tuple_where_nothing_is_ignored(self) -> None:
        rules = registry.select(PLUGINS)

        assert registry.select_by_path(rules, (), PLUGINS, ".")("any.txt") is rules

    def test_leaves_out_what_matching_patterns_name(self) -> None:
        ignores = [("old/*.txt", words("ABC")), ("X*.txt", words("other-thing", "ABD001"))]

        assert self.codes("old/A.txt", *ignores) == "ABD001 XYZ001"
        assert self.codes("old/X.txt", *ignores) == ""
        assert self.codes("new/X.txt", *ignores) == "ABC001 ABC002"
        assert self.codes("new/A.txt", *ignores) == "ABC001 ABC002 ABD001 XYZ001"

    def test_patterns_are_relative_to_the_root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "data").mkdir()
        monkeypatch.chdir(tmp_path / "data")
        ignores = ("/data/A.txt", words("ABC", "ABD"))

        assert self.codes("A.txt", ignores, root=str(tmp_path)) == "XYZ001"
        assert self.codes(str(tmp_path / "data" / "A.txt"), ignores, root=str(tmp_path)) == "XYZ001"
        assert self.codes("../A.txt", ignores, root=str(tmp_path)) == "ABC001 ABC002 ABD001 XYZ001"

    def test_refuses_an_unknown_selector(self) -> None:
        with pytest.raises(UsageError, match=r'^--here: no rule "QQQ"'):
            self.codes("A.txt", ("*.txt", words("QQQ")))


class TestFind:
    @pytest.mark.parametrize("word", ["ABD001", "abd001", "fourth-thing", "Fourth-Thing"])
    def test_finds_by_code_and_name(self, word: str) -> None:
        assert registry.find(PLUGINS, word) == (TWO, TWO.rules[0])

    def test_suggests_the_nearest(self) -> None:
        with pytest.raises(UsageError, match=r'^no rule "forth-thing"; did you mean "fourth-thing"\?$'):
            registry.find(PLUGINS, "forth-thing")
        with pytest.raises(UsageError, match=r'^no rule "ABC": type "genelint rules" for a list$'):
            registry.find([TWO], "ABC")
