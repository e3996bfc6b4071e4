"""A run of checks over files: both passes, and what is left out of what they find."""

from __future__ import annotations

import os
import os.path
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import filterfalse
from typing import TYPE_CHECKING

from genelint.config import Config
from genelint.corpus import compare
from genelint.discover import discover, real_paths
from genelint.engine import order
from genelint.errors import UsageError
from genelint.facts import Facts
from genelint.files import Beside, Reader, read, read_beside
from genelint.model import Diagnostic, Source
from genelint.parse import read_record
from genelint.patterns import compile_patterns, locator
from genelint.record import Record
from genelint.report import Report, Scope
from genelint.rule import CorpusRule
from genelint.setup import Setup
from genelint.survey import Known, Surveyed, Task, survey, symbol_by
from genelint.values import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from genelint.cache import Cache

FEW = 100
"""Fewer files are checked in less time than it takes to open a cache."""

MANY = 1000
"""From so many files on, processes are worth what it takes to start them."""


class Outcome(NamedTuple):
    """The report of a run, and what else it gives.

    `scope` tells what was looked at, `suppressed` are the findings that the report leaves out, and `spare` the
    positions of those entries of the baseline that surely match nothing. `made` are the findings in records whose fixes
    were made before, each as it was in the text of its round.
    """

    report: Report
    scope: Callable[[], Scope]
    suppressed: Sequence[Diagnostic] = ()
    spare: Sequence[int] = ()
    made: Sequence[Diagnostic] = ()

    @property
    def unreadable(self) -> Sequence[str]:
        """A line for each file that could not be read."""
        return self.report.unreadable


Follow = Callable[[Iterator[Surveyed], int], AbstractContextManager[Iterable[Surveyed]]]
"""Shows how far a run is; gives what it is given, of which there are so many."""


def unfollowed(surveys: Iterator[Surveyed], number: int) -> AbstractContextManager[Iterable[Surveyed]]:
    """Shows nothing."""
    del number
    return nullcontext(surveys)


class Means(NamedTuple):
    """By what means a run looks at files.

    `reader` reads those for which `is_own`, which are in no cache and in no other process, and all that are looked at
    here, and `beside` the files of associations. `jobs` is the number of processes for many files; `follow` shows how
    far the run is.
    """

    reader: Reader = read
    is_own: Callable[[str], bool] | None = None
    cache: Cache | None = None
    jobs: int = 1
    follow: Follow = unfollowed
    beside: Beside = read_beside


class _Files(NamedTuple):
    """The files of a run: those asked for and those compared with them; this run's own, what the cache knows of others,
    and those that are left."""

    asked: list[str]
    compared: list[str]
    own: list[Task]
    known: Known
    stale: list[Task]


@contextmanager
def means_for(
    number: int, setup: Setup, *, jobs: int = 0, cache_by: str | None = "mtime", follow: Follow = unfollowed
) -> Generator[Means, None, None]:
    """The means for so many files: for few, nothing beside this process is worth its start.

    `jobs` is 0 for as many as there are processors; `cache_by` is `mtime`, `content` or None for no cache, which is
    closed when the context ends.
    """
    if number < FEW:
        yield Means(follow=follow)
        return
    cache = _open_cache(setup, cache_by) if cache_by else None
    try:
        yield Means(cache=cache, jobs=jobs or _processors(), follow=follow)
    finally:
        if cache is not None:
            cache.close()


def _open_cache(setup: Setup, by: str) -> Cache:
    from genelint.cache import FOLDER, Cache  # noqa: PLC0415 - start-up

    return Cache(os.path.join(setup.config.root, FOLDER), setup, by_content=by == "content")


def find_files(paths: Sequence[str], include: Sequence[str], config: Config) -> list[str]:
    """The files of the paths, or of the configured ones where there is none. Raises UsageError (see `discover`)."""
    return discover(paths or configured_paths(config), include or config.include, config.exclude, config.root)


def configured_paths(config: Config) -> list[str]:
    """The configured folders of records, relative to the working folder."""
    return [os.path.relpath(os.path.join(config.root, path)) for path in config.paths]


def is_record(path: str, config: Config) -> bool:
    """Whether a file is among those that a check of the configured folders looks at, or of any where none are."""
    place = locator(config.root)(path)
    folders = [os.path.relpath(os.path.join(config.root, folder), config.root) for folder in config.paths]
    is_within = not folders or any(folder == "." or f"{place}/".startswith(f"{folder}/") for folder in folders)
    return is_within and compile_patterns(config.include)(place) and not compile_patterns(config.exclude)(place)


def others(files: Iterable[str], setup: Setup) -> list[str]:
    """The configured records that are not among the files, for the rules across records."""
    if not setup.config.paths or not any(isinstance(selected.rule, CorpusRule) for selected in setup.rules):
        return []
    given = set(real_paths(files))
    configured = find_files(configured_paths(setup.config), (), setup.config)
    return [path for path, real in zip(configured, real_paths(configured), strict=True) if real not in given]


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
    others: Iterable[str] = (),
    means: Means = Means(),  # noqa: B008 - it is frozen
    complete: bool = False,
) -> Outcome:
    """Check files one by one, and the rules across records on all of them; leave out what is to be left out.

    `others` are files that the rules across records look at without reporting on them; where there is nothing to
    compare a record with, these rules have nothing to say. They look at every record, also at one for which some of
    them are ignored, and are silent on that alone. `complete` says that the paths are all records that there are.
    """
    files = _sort_out(list(paths), list(others), means)
    known = files.known
    facts = Facts()
    diagnostics = list(known.diagnostics)
    unreadable: list[str] = []
    given = set(known.given)
    symbols: set[str] = set()
    looked_at = len(given) + len(known.compared)
    # What the cache keeps of a file is to serve other runs too, which may compare it.
    asking = setup if means.cache is not None or len(files.asked) + len(files.compared) > 1 else setup.alone()
    with means.follow(_surveyed(files, asking, means), len(files.own) + len(files.stale)) as surveys:
        for tasks, symbols_of, found, failures, said in surveys:
            facts.add([task.path for task in tasks], said)
            unreadable += failures
            for at, ((path, full), symbol) in enumerate(zip(tasks, symbols_of, strict=True)):
                if symbol is not None:
                    looked_at += 1
                if full and symbol is not None:
                    diagnostics += found.get(at, ())
                    given.add(path)
                    symbols.add(symbol)
    if setup.across and looked_at > 1:
        diagnostics += _compared(files, facts, setup, means)
    some_ignore = bool(setup.config.per_file_ignores)
    checks = sum(map(len, map(setup.rules_for, given))) if some_ignore else len(setup.rules) * len(given)
    diagnostics.sort(key=order)
    unreadable.sort()
    locate = locator(setup.config.root)

    def scope() -> Scope:
        symbols.update(known.symbols.get(path, symbol_by(path)) for path in known.given)
        where, whose = frozenset(map(locate, given)), frozenset(symbols - {""})
        return Scope(where, whose, complete and not unreadable, tuple(_silent(setup)))

    if setup.config.exceptions is None and setup.baseline is None:
        return Outcome(Report(_shown(diagnostics, setup), len(given), checks, unreadable=unreadable), scope)
    from genelint.suppression import Suppressions, judge, sift, unused  # noqa: PLC0415 - start-up

    suppressions = Suppressions(setup.config.exceptions, setup.baseline, setup.today or _today(), locate)
    sifted = sift(diagnostics, suppressions)
    idle = unused(sifted, suppressions, scope())
    diagnostics = sorted(sifted.shown + judge(idle, suppressions, setup.rules_for), key=order)
    suppressed = _shown(sifted.suppressed, setup)
    report = Report(_shown(diagnostics, setup), len(given), checks, len(suppressed), unreadable=unreadable)
    return Outcome(report, scope, suppressed, idle.entries)


def _sort_out(asked: list[str], compared: list[str], means: Means) -> _Files:
    is_own = means.is_own
    own: list[Task] = []
    rest = asked, compared
    if is_own is not None:
        own = _tasks(filter(is_own, asked), filter(is_own, compared))
        rest = list(filterfalse(is_own, asked)), list(filterfalse(is_own, compared))
    if means.cache is not None:
        return _Files(asked, compared, own, *means.cache.sift(*rest))
    return _Files(asked, compared, own, Known(set(), set(), [], {}), _tasks(*rest))


def _tasks(asked: Iterable[str], compared: Iterable[str]) -> list[Task]:
    return [*map(Task, asked), *(Task(path, full=False) for path in compared)]


def _surveyed(files: _Files, setup: Setup, means: Means) -> Iterator[Surveyed]:
    """What those give that are to be looked at; the cache is told, but for this run's own."""
    stale = files.stale
    if means.jobs > 1 and len(stale) >= MANY:
        from genelint.workers import survey_in_processes  # noqa: PLC0415 - start-up

        found = survey_in_processes(stale, setup, means.jobs)
    else:
        found = survey(stale, setup, means.reader, means.beside)
    for surveyed in found:
        if means.cache is not None:
            means.cache.store(surveyed)
        yield surveyed
    yield from survey(files.own, setup, means.reader, means.beside)


def _compared(files: _Files, facts: Facts, setup: Setup, means: Means) -> list[Diagnostic]:
    """What the rules across records say; `facts` are those of the files that the cache does not know."""
    asked, compared, own, known, _ = files
    cache, reader = means.cache, means.reader
    if cache is not None:
        is_known = len(known.given) + len(known.compared) == len(asked) + len(compared)
        if is_known and (found := cache.clashes(asked, compared)) is not None:
            return found
        left = known.given | known.compared
        for paths, said in cache.facts(frozenset(left)):
            facts.add(paths, said)
            left.difference_update(paths)
        for surveyed in survey([Task(path, full=False) for path in sorted(left)], setup, reader):
            facts.add([task.path for task in surveyed.tasks], surveyed.said)

    def reread(path: str) -> Record | None:
        source = _readable(reader, path)
        return None if source is None else read_record(source, vocabulary=setup.vocabulary)

    given = frozenset(asked)
    found = compare(facts, setup.across, lambda path: setup.rules_for(path) if path in given else (), reread)
    if cache is not None and not own:
        cache.store_clashes(asked, compared, found)
    return found


def _processors() -> int:
    """How many of the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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


def _readable(reader: Reader, path: str) -> Source | None:
    """The text of a file, None where there is none to be had."""
    try:
        return reader(path)
    except UsageError:
        return None
