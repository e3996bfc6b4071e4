"""What a run checks with: the rules that are selected, for which files, and the known datasets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import time_ns
from typing import TYPE_CHECKING

from genelint.config import Config
from genelint.engine import SelectedRule
from genelint.errors import UsageError, did_you_mean
from genelint.model import Severity
from genelint.patterns import compile_patterns
from genelint.registry import Plugin, Selector, load, named, select, select_by_path
from genelint.rule import CorpusRule
from genelint.values import NamedTuple
from genelint.vocabulary import Vocabulary, extended
from genelint.wording import quote, visible

if TYPE_CHECKING:
    from datetime import date

    from genelint.baseline import Baseline

BEGAN = time_ns()
"""When this process began, at the latest: before it loaded a plugin."""


class Request(NamedTuple):
    """What is asked for: what is configured, the rules that are `selected` and `ignored` in words, and the lowest
    severity."""

    config: Config
    selected: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    threshold: Severity = Severity.INFO


class Setup(NamedTuple):
    """What to check with: the selected rules, those of them that hold for a path, and the known datasets.

    Findings below `threshold` and those of the baseline are left out, and exceptions hold until `today`: None for the
    day of the run. `request` is what it was made from.
    """

    config: Config
    plugins: tuple[Plugin, ...]
    rules: tuple[SelectedRule, ...]
    rules_for: Callable[[str], tuple[SelectedRule, ...]]
    vocabulary: Vocabulary | None
    threshold: Severity
    request: Request
    baseline: Baseline | None = None
    today: date | None = None

    def __reduce__(self) -> tuple[Callable[[Request], Setup], tuple[Request]]:
        """For another process, which knows no functions of this one: what to make the same setup from.

        What leaves out findings is no concern of it.
        """
        return _again, (self.request,)

    @property
    def across(self) -> tuple[SelectedRule, ...]:
        """The rules across records."""
        return tuple(selected for selected in self.rules if isinstance(selected.rule, CorpusRule))

    def alone(self) -> Setup:
        """The same for a record that is compared with no other: without these rules."""
        known: dict[int, tuple[SelectedRule, ...]] = {}  # by identity: what is made of a tuple is one tuple, too

        def about_one(rules: tuple[SelectedRule, ...]) -> tuple[SelectedRule, ...]:
            if id(rules) not in known:
                known[id(rules)] = tuple(one for one in rules if not isinstance(one.rule, CorpusRule))
            return known[id(rules)]

        def rules_for(path: str) -> tuple[SelectedRule, ...]:
            return about_one(self.rules_for(path))

        return self._replace(rules=about_one(self.rules), rules_for=rules_for)


def set_up(
    config: Config,
    *,
    selected: Sequence[str] = (),
    ignored: Sequence[str] = (),
    threshold: Severity = Severity.INFO,
) -> Setup:
    """Load the plugins and select the rules: those configured, or `selected`, without `ignored`.

    Raises UsageError for a plugin that does not load and a word that names no rule.
    """
    plugins = load(config.plugins, config.root)
    rules = select(
        plugins,
        select=[Selector(word, "--select") for word in selected] or config.select,
        ignore=[*config.ignore, *(Selector(word, "--ignore") for word in ignored)],
        severities=config.severity,
    )
    excepted: frozenset[str] = frozenset()  # run at whatever severity: else nobody knows what exceptions are for
    if config.exceptions is not None:
        source, key, exemptions = config.exceptions
        origin = f"{visible(source.path)}: {'.'.join(key)}"
        excepted = named(plugins, (Selector(one.rule, f"{origin} #{at}.rule") for at, one in enumerate(exemptions, 1)))
        for path in {exemption.path for exemption in exemptions if exemption.path}:
            compile_patterns((path,))
    rules = tuple(one for one in rules if one.severity >= threshold or one.rule.meta.code in excepted)
    rules_for = select_by_path(rules, config.per_file_ignores, plugins, config.root)
    vocabulary = _vocabulary(config) if config.categories or config.datasets else None
    request = Request(config, tuple(selected), tuple(ignored), threshold)
    return Setup(config, plugins, rules, rules_for, vocabulary, threshold, request)


def _again(request: Request) -> Setup:
    config, selected, ignored, threshold = request
    return set_up(config, selected=selected, ignored=ignored, threshold=threshold)


def _vocabulary(config: Config) -> Vocabulary:
    """The standard vocabulary and what is configured. Raises UsageError for a dataset of an unknown category."""
    vocabulary = extended(config.categories, config.datasets)
    for dataset in config.datasets:
        if dataset.category and dataset.category not in vocabulary.categories:
            hint = did_you_mean(dataset.category, vocabulary.categories) or ": correct it, or add it to categories"
            raise UsageError(
                f"datasets: the category {quote(dataset.category)} of {quote(dataset.name)} is unknown{hint}"
            )
    return vocabulary
