"""A run of checks over files: the rules that are selected, the files that they are about, and what they find."""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from genelint.config import Config
from genelint.corpus import Facts, compare
from genelint.discover import discover
from genelint.engine import SelectedRule, examine, order
from genelint.errors import UsageError, did_you_mean
from genelint.files import read, read_beside
from genelint.model import Diagnostic, Severity, Source
from genelint.parse import read_record
from genelint.record import Record
from genelint.registry import Plugin, Selector, load, select, select_by_path
from genelint.report import Report
from genelint.rule import CorpusRule
from genelint.vocabulary import Vocabulary, extended
from genelint.wording import quote


class Setup(NamedTuple):
    """What to check with: the selected rules, those of them that hold for a path, and the known datasets.

    Findings below `threshold` are left out.
    """

    config: Config
    plugins: tuple[Plugin, ...]
    rules: tuple[SelectedRule, ...]
    rules_for: Callable[[str], tuple[SelectedRule, ...]]
    vocabulary: Vocabulary | None
    threshold: Severity


class Outcome(NamedTuple):
    """The report of a run, and a line for each file that could not be read."""

    report: Report
    unreadable: list[str]


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
        threshold=threshold,
    )
    rules_for = select_by_path(rules, config.per_file_ignores, plugins, config.root)
    vocabulary = _vocabulary(config) if config.categories or config.datasets else None
    return Setup(config, plugins, rules, rules_for, vocabulary, threshold)


def find_files(paths: Sequence[str], include: Sequence[str], config: Config) -> list[str]:
    """The files of the paths, or of the configured ones where there is none. Raises UsageError (see `discover`)."""
    return discover(paths or configured_paths(config), include or config.include, config.exclude, config.root)


def configured_paths(config: Config) -> list[str]:
    """The configured folders of records, relative to the working folder."""
    return [os.path.relpath(os.path.join(config.root, path)) for path in config.paths]


def check_files(
    paths: Iterable[str], setup: Setup, *, others: Sequence[str] = (), reader: Callable[[str], Source | None] = read
) -> Outcome:
    """Check files one by one, and the rules across records on all of them.

    `others` are files that the rules across records look at without reporting on them; where there is nothing to
    compare a record with, these rules have nothing to say. They look at every record, also at one for which some of
    them are ignored, and are silent on that alone.
    """
    diagnostics: list[Diagnostic] = []
    unreadable: list[str] = []
    facts = Facts()
    files = checks = 0
    given: set[str] = set()
    across = [selected for selected in setup.rules if isinstance(selected.rule, CorpusRule)]
    for path in paths:
        try:
            source = reader(path)
            sidecar = read_beside(path)
        except UsageError as error:
            unreadable.append(str(error))
            continue
        if source is not None:
            rules = setup.rules_for(path)
            silent = [selected for selected in across if selected not in rules]
            examined = examine(source, [*rules, *silent], sidecar=sidecar, vocabulary=setup.vocabulary)
            diagnostics += examined.diagnostics
            facts.add(path, examined.facts)
            given.add(path)
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
    diagnostics = [diagnostic for diagnostic in diagnostics if diagnostic.severity >= setup.threshold]
    diagnostics.sort(key=order)
    return Outcome(Report(diagnostics, files, checks), unreadable)


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


def _readable(reader: Callable[[str], Source | None], path: str) -> Source | None:
    """The text of a file, None where there is none to be had."""
    try:
        return reader(path)
    except UsageError:
        return None
