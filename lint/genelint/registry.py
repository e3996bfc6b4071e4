"""Plugins and their rules: loading them, and selecting from them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from types import ModuleType
from typing import cast

from genelint.engine import SelectedRule
from genelint.errors import UsageError, did_you_mean
from genelint.model import Severity
from genelint.patterns import compile_patterns, locator
from genelint.rule import Announcement, Bad, CorpusRule, Good, Meta, Rule
from genelint.values import NamedTuple
from genelint.wording import visible

BUILT_IN = "genelint_rules"
BUILT_IN_FAMILIES = {
    "LAY": "Layout",
    "TXT": "Text",
    "TRE": "Summary tree",
    "REF": "Footnotes and references",
    "IDN": "Identifiers and citations",
    "ASC": "Associations",
    "COR": "Across records",
    "SUP": "Suppressions",
}
"""The letters that the codes of the built-in rules begin with, and what each family is about."""

ALL = "ALL"

_CODE = re.compile("[A-Z]{3}[0-9]{3}")
_NAME = re.compile("[a-z0-9]+(?:-[a-z0-9]+)+")
_FAMILY_LENGTH = 3


class Plugin(NamedTuple):
    """A plugin under the name that the configuration gives it, and its rules."""

    name: str
    rules: tuple[Rule, ...]


class Selector(NamedTuple):
    """A word that names rules: a code, a rule's name, a family or `ALL`, upper and lower case aside.

    `origin` is where it was written, such as `--ignore`, for messages.
    """

    word: str
    origin: str


EVERYTHING = (Selector(ALL, "default"),)


def load(plugins: Sequence[str], base: str) -> tuple[Plugin, ...]:
    """Load plugins: names of modules, or paths of `.py` files relative to the folder `base`.

    Raises UsageError for a plugin that cannot be imported, has no tuple `RULES` of well-formed rules, or takes a code,
    a name or a family that another one has.
    """
    loaded = tuple(Plugin(name, _rules(name, _module(name, base, number))) for number, name in enumerate(plugins))
    _refuse_doubles(loaded)
    return loaded


def select(
    plugins: Iterable[Plugin],
    *,
    select: Iterable[Selector] = EVERYTHING,
    ignore: Iterable[Selector] = (),
    severities: Iterable[tuple[Selector, Severity]] = (),
    threshold: Severity = Severity.INFO,
) -> tuple[SelectedRule, ...]:
    """The rules to run, in the order of their codes.

    These are the rules that `select` names and `ignore` does not, and whose severity is not below the threshold. Of
    the `severities`, the one that names a rule most narrowly counts, and of two alike the last. Raises UsageError for
    a selector that names no rule.
    """
    rules = [(plugin, rule) for plugin in plugins for rule in plugin.rules]
    codes_of = _index(rule for _, rule in rules)
    codes = _codes(codes_of, select) - _codes(codes_of, ignore)
    given: dict[str, Severity] = {}
    for selector, severity in sorted(severities, key=lambda item: _narrowness(item[0].word)):
        given.update(dict.fromkeys(_codes(codes_of, (selector,)), severity))
    selected = [
        SelectedRule(rule, given.get(rule.meta.code, rule.meta.severity), plugin.name)
        for plugin, rule in rules
        if rule.meta.code in codes
    ]
    return tuple(
        sorted((rule for rule in selected if rule.severity >= threshold), key=lambda item: item.rule.meta.code)
    )


def select_by_path(
    rules: tuple[SelectedRule, ...],
    ignores: Sequence[tuple[str, Sequence[Selector]]],
    plugins: Iterable[Plugin],
    root: str,
) -> Callable[[str], tuple[SelectedRule, ...]]:
    """A function that gives the rules for a path: all but those that the `ignores` name for a pattern matching it.

    Patterns are relative to the folder `root`, paths to the working folder. Raises UsageError like `select`.
    """
    if not ignores:
        return lambda _: rules
    codes_of = _index(rule for plugin in plugins for rule in plugin.rules)
    per_pattern = [(compile_patterns((pattern,)), _codes(codes_of, words)) for pattern, words in ignores]
    locate = locator(root)
    known: dict[tuple[bool, ...], tuple[SelectedRule, ...]] = {}

    def rules_for(path: str) -> tuple[SelectedRule, ...]:
        located = locate(path)
        matched = tuple(matches(located) for matches, _ in per_pattern)
        if matched not in known:
            ignored = {code for hit, (_, codes) in zip(matched, per_pattern, strict=True) if hit for code in codes}
            known[matched] = tuple(rule for rule in rules if rule.rule.meta.code not in ignored)
        return known[matched]

    return rules_for


def named(plugins: Iterable[Plugin], selectors: Iterable[Selector]) -> frozenset[str]:
    """The codes of the rules that are named. Raises UsageError for a selector that names none."""
    return _codes(_index(rule for plugin in plugins for rule in plugin.rules), selectors)


def find(
    plugins: Iterable[Plugin], word: str, otherwise: str = ': type "genelint rules" for a list'
) -> tuple[Plugin, Rule]:
    """The rule of a code or name, upper and lower case aside, and its plugin.

    Raises UsageError for none, which says `otherwise` where none is near.
    """
    rules = [(plugin, rule) for plugin in plugins for rule in plugin.rules]
    for plugin, rule in rules:
        if word.lower() in (rule.meta.code.lower(), rule.meta.name):
            return plugin, rule
    known = [name for _, rule in rules for name in (rule.meta.code, rule.meta.name)]
    hint = did_you_mean(word, known) or otherwise
    raise UsageError(f'no rule "{visible(word)}"{hint}')


def _module(name: str, base: str, number: int) -> ModuleType:
    try:
        with redirect_stdout(sys.stderr):  # what a plugin prints is no part of a report
            return _import_file(name, base, number) if name.endswith(".py") else import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        reason = visible(f"{type(error).__name__}: {error}")
        hint = did_you_mean(name, [BUILT_IN]) if isinstance(error, ModuleNotFoundError) else ""
        raise UsageError(f'plugin "{visible(name)}" cannot be imported: {reason}{hint}') from error


def _import_file(name: str, base: str, number: int) -> ModuleType:
    import os.path  # noqa: PLC0415 - start-up
    from importlib.util import module_from_spec, spec_from_file_location  # noqa: PLC0415 - start-up

    # Not the file's own name: an installed module may have that.
    spec = spec_from_file_location(f"genelint_plugin_{number}", os.path.join(base, name))
    if spec is None or spec.loader is None:
        raise ImportError("it is no Python file")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _rules(name: str, module: ModuleType) -> tuple[Rule, ...]:
    plugin = f'plugin "{visible(name)}"'
    rules = cast("object", getattr(module, "RULES", None))
    if rules is None:
        raise UsageError(f"{plugin} has no RULES: give it a tuple of rules, RULES = (...,)")
    if not isinstance(rules, tuple):
        raise UsageError(f"{plugin}: RULES is a {type(rules).__name__}: make it a tuple of rules, RULES = (...,)")
    for position, rule in enumerate(cast("tuple[object, ...]", rules)):
        fault = _fault(rule, built_in=name == BUILT_IN)
        if fault:
            raise UsageError(f"{plugin}: RULES[{position}] {visible(fault)}")
    return cast("tuple[Rule, ...]", rules)


def _fault(rule: object, *, built_in: bool) -> str:
    """What is wrong with a plugin's rule, in words that follow its name; empty for nothing."""
    shape = _shape_fault(rule)
    if shape:
        return shape
    meta = cast("Rule", rule).meta
    fault = _form_fault(meta, built_in=built_in)
    return fault or ("" if isinstance(meta, Announcement) else _content_fault(meta))


def _shape_fault(rule: object) -> str:
    if not isinstance(rule, Rule):
        return f"is a {type(rule).__name__}: expected a rule, such as RecordRule(Meta(...), check)"
    meta, *functions = cast("tuple[object, ...]", rule)
    if isinstance(rule, CorpusRule) and rule.terms is None:
        functions.pop()
    if not isinstance(meta, Meta) or not all(map(callable, functions)):
        needed = [name for name in type(rule)._fields[1:] if name not in type(rule)._field_defaults]
        form = ", ".join(("Meta(...)", *needed))
        return f"is not made of a Meta and functions: expected {type(rule).__name__}({form})"
    return ""


def _form_fault(meta: Meta, *, built_in: bool) -> str:
    code, name, severity = cast("tuple[object, ...]", (meta.code, meta.name, meta.severity))
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return f"has the code {code!r}: expected three upper-case letters and three digits, such as XYZ001"
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"has the name {name!r}: expected lower-case words joined by hyphens, such as uncited-reference"
    if not isinstance(severity, Severity):
        return f"has the severity {severity!r}: expected Severity.ERROR, Severity.WARNING or Severity.INFO"
    family = code[:_FAMILY_LENGTH]
    if family in ("INT", ALL) or (family in BUILT_IN_FAMILIES and not built_in):
        return f"has the code {code}: the family {family} belongs to genelint, choose other letters"
    return ""


def _is_tuple_of(kind: type, value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, kind) for item in cast("tuple[object, ...]", value))


def _content_fault(meta: Meta) -> str:
    for key in ("summary", "since"):
        if not isinstance(value := getattr(meta, key), str):
            return f"has the {key} {value!r}: expected a text"
    for key, kind in (("bad", Bad), ("good", Good)):
        examples = cast("object", getattr(meta, key))
        if not _is_tuple_of(kind, examples):
            return f"has {key} examples that are no tuple of {kind.__name__}: write {key}=({kind.__name__}(...),)"
    return ""


def _refuse_doubles(plugins: Iterable[Plugin]) -> None:
    owners: dict[str, str] = {}
    for plugin in plugins:
        for rule in plugin.rules:
            for what, word in (("code", rule.meta.code), ("name", rule.meta.name)):
                if word in owners:
                    owner = "itself" if owners[word] == plugin.name else f'plugin "{visible(owners[word])}"'
                    raise UsageError(
                        f'plugin "{visible(plugin.name)}": the {what} {word} is already taken, by {owner}: '
                        f"give each rule its own and name each plugin once"
                    )
                owners[word] = plugin.name


def _index(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """From each lower-case word that names rules to their codes."""
    index: dict[str, set[str]] = {ALL.lower(): set()}
    for rule in rules:
        code = rule.meta.code
        for word in (ALL, code, code[:_FAMILY_LENGTH], rule.meta.name):
            index.setdefault(word.lower(), set()).add(code)
    return index


def _codes(index: Mapping[str, set[str]], selectors: Iterable[Selector]) -> frozenset[str]:
    codes: set[str] = set()
    for word, origin in selectors:
        found = index.get(word.lower())
        if found is None:
            known = [name if "-" in name else name.upper() for name in index]
            raise UsageError(
                f'{origin}: no rule "{visible(word)}": expected a code, a name, a family such as REF, or ALL'
                f"{did_you_mean(word, known)}"
            )
        codes |= found
    return frozenset(codes)


def _narrowness(word: str) -> int:
    if word.upper() == ALL:
        return 0
    return 1 if len(word) == _FAMILY_LENGTH else 2
