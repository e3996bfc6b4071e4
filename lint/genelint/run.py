"""A run of checks over files: the rules that are selected, the files that they are about, and what they find."""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from genelint.baseline import Baseline
from genelint.config import Config
from genelint.corpus import Facts, compare
from genelint.discover import discover
from genelint.engine import SelectedRule, examine, order
from genelint.errors import UsageError, did_you_mean
from genelint.files import Reader, read, read_beside
from genelint.model import Diagnostic, Severity, Source
from genelint.parse import read_record
from genelint.patterns import compile_patterns, locator
from genelint.record import Record
from genelint.registry import Plugin, Selector, load, named, select, select_by_path
from genelint.report import Report
from genelint.rule import CorpusRule
from genelint.suppression import Scope, Suppressions, judge, sift, unused
from genelint.vocabulary import Vocabulary, extended
from genelint.wording import quote, visible

if TYPE_CHECKING:
    from datetime import date


class Setup(NamedTuple):
    """What to check with: the selected rules, those of them that hold for a path, and the known datasets.

    Findings below `threshold` and those of the baseline are left out, and exceptions hold until `today`: None for the
    day of the run.
    """

    config: Config
    plugins: tuple[Plugin, ...]
    rules: tuple[SelectedRule, ...]
    rules_for: Callable[[str], tuple[SelectedRule, ...]]
    vocabulary: Vocabulary | None
    threshold: Severity
    baseline: Baseline | None = None
    today: date | None = None


class Outcome(NamedTuple):
    """The report of a run, and a line for each file that could not be read.

    `scope` is what was looked at, `suppressed` are the findings that the report leaves out, and `spare` the positions
    of those entries of the baseline that surely match nothing.
    """

    report: Report
    unreadable: list[str]
    scope: Scope
    suppressed: Sequence[Diagnostic] = ()
    spare: Sequence[int] = ()


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
    return Setup(config, plugins, rules, rules_for, vocabulary, threshold)


def find_files(paths: Sequence[str], include: Sequence[str], config: Config) -> list[str]:
    """The files of the paths, or of the configured ones where there is none. Raises UsageError (see `discover`)."""
    return discover(paths or configured_paths(config), include or config.include, config.exclude, config.root)


def configured_paths(config: Config) -> list[str]:
    """The configured folders of records, relative to the working folder."""
    return [os.path.relpath(os.path.join(config.root, path)) for path in config.paths]


def others(files: Iterable[str], setup: Setup) -> list[str]:
    """The configured records that are not among the files, for the rules across records."""
    if not setup.config.paths or not any(isinstance(selected.rule, CorpusRule) for selected in setup.rules):
        return []
    given = set(_real(files))
    configured = find_files(configured_paths(setup.config), (), setup.config)
    return [path for path, real in zip(configured, _real(configured), strict=True) if real not in given]


def is_complete(paths: Iterable[str], include: Sequence[str], config: Config) -> bool:
    """Whether these arguments are about all records, as far as the configuration says where these are."""
    if not config.paths or include:
        return False
    configured = set(map(os.path.abspath, configured_paths(config)))
    return not paths or configured <= set(map(os.path.abspath, paths))


def baseline_path(config: Config) -> str:
    """Where the baseline is or would be, relative to the working folder."""
    return os.path.relpath(os.path.join(config.root, config.baseline))


def check_files(
    paths: Iterable[str],
    setup: Setup,
    *,
    others: Sequence[str] = (),
    reader: Reader = read,
    complete: bool = False,
) -> Outcome:
    """Check files one by one, and the rules across records on all of them; leave out what is to be left out.

    `others` are files that the rules across records look at without reporting on them; where there is nothing to
    compare a record with, these rules have nothing to say. They look at every record, also at one for which some of
    them are ignored, and are silent on that alone. `complete` says that the paths are all records that there are.
    """
    diagnostics: list[Diagnostic] = []
    unreadable: list[str] = []
    facts = Facts()
    files = checks = 0
    given: set[str] = set()
    across = tuple(selected for selected in setup.rules if isinstance(selected.rule, CorpusRule))
    symbols: set[str] = set()
    rules: tuple[SelectedRule, ...] = ()
    asked: tuple[SelectedRule, ...] = across  # also those across records that say nothing of a path
    for path in paths:
        try:
            source = reader(path)
            sidecar = read_beside(path)
        except UsageError as error:
            unreadable.append(str(error))
            continue
        if source is not None:
            if (holding := setup.rules_for(path)) is not rules:
                rules = holding
                asked = (*rules, *(selected for selected in across if selected not in rules))
            examined = examine(source, asked, sidecar=sidecar, vocabulary=setup.vocabulary)
            diagnostics += examined.diagnostics
            facts.add(path, examined.facts)
            given.add(path)
            symbols.add(examined.symbol)
            files += 1
            checks += len(rules)
    if across and files + len(others) > 1:
        for path in others:
            if (source := _readable(reader, path)) is not None:
                facts.add(path, examine(source, across, vocabulary=setup.vocabulary).facts)

        def reread(path: str) -> Record | None:
            source = _readable(reader, path)
            return None if source is None else read_record(source, vocabulary=setup.vocabulary)

        diagnostics += compare(facts, across, lambda path: setup.rules_for(path) if path in given else (), reread)
    diagnostics.sort(key=order)
    locate = locator(setup.config.root)
    scope = Scope(
        frozenset(map(locate, given)), frozenset(symbols - {""}), complete and not unreadable, tuple(_silent(setup))
    )
    if setup.config.exceptions is None and setup.baseline is None:
        return Outcome(Report(_shown(diagnostics, setup), files, checks), unreadable, scope)
    suppressions = Suppressions(setup.config.exceptions, setup.baseline, setup.today or _today(), locate)
    sifted = sift(diagnostics, suppressions)
    idle = unused(sifted, suppressions, scope)
    diagnostics = sorted(sifted.shown + judge(idle, suppressions, setup.rules_for), key=order)
    suppressed = _shown(sifted.suppressed, setup)
    report = Report(_shown(diagnostics, setup), files, checks, len(suppressed))
    return Outcome(report, unreadable, scope, suppressed, idle.entries)


def _shown(diagnostics: Iterable[Diagnostic], setup: Setup) -> list[Diagnostic]:
    """Those that are severe enough."""
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity >= setup.threshold]


def _silent(setup: Setup) -> Iterator[tuple[str, str]]:
    """The codes and names of the rules that do not see all that they need to."""
    running = {selected.rule.meta.code for selected in setup.rules}
    for plugin in setup.plugins:
        for rule in plugin.rules:
            if rule.meta.code not in running or (isinstance(rule, CorpusRule) and not setup.config.paths):
                yield rule.meta.code, rule.meta.name


def _today() -> date:
    from datetime import date  # noqa: PLC0415 - start-up

    return date.today()


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


def _real(files: Iterable[str]) -> list[str]:
    """The files as paths without links among their folders: a record must not be compared with itself."""
    paths = list(files)
    folders = {folder: os.path.realpath(folder) for folder in set(map(os.path.dirname, paths))}
    return [os.path.join(folders[os.path.dirname(path)], os.path.basename(path)) for path in paths]


def _readable(reader: Reader, path: str) -> Source | None:
    """The text of a file, None where there is none to be had."""
    try:
        return reader(path)
    except UsageError:
        return None
