"""What the commands that check have in common: what is to be checked, and which of the findings are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from genelint.commands import CLEAN, FAILED, FOUND, NOTHING
from genelint.config import Config
from genelint.engine import INTERNAL_ERROR
from genelint.errors import UsageError
from genelint.files import Reader, read_baseline
from genelint.model import Diagnostic, Severity
from genelint.progress import followed
from genelint.render import View
from genelint.report import Report
from genelint.run import Means, Outcome, baseline_path, find_files, is_complete, means_for, others, unfollowed
from genelint.setup import Setup, set_up
from genelint.survey import Surveyed
from genelint.terminal import has_color, say, width
from genelint.values import NamedTuple
from genelint.wording import listed, visible

if TYPE_CHECKING:
    from genelint.arguments import Parser
    from genelint.narrowing import Narrowing

_LEVELS = tuple(severity.label for severity in reversed(Severity))


class Selection:
    """What was typed of what is to be checked, and what holds where it was not."""

    paths: Sequence[str] = ()
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    include: Sequence[str] = ()
    severity: str = "warning"
    fail_on: str | None = None
    changed_since: str | None = None
    changed_lines: str | None = None
    only_changed: str | None = None
    jobs: int = 0
    no_cache: bool = False
    cache_by: str = "mtime"
    quiet: bool = False


def add_selection(parser: Parser) -> None:
    """Add the argument, and the options that say what is checked and shown, and how quickly."""
    from genelint.arguments import add_files, add_pace, add_quiet, one_of, rule_words  # noqa: PLC0415 - start-up
    from genelint.changes import Only  # noqa: PLC0415 - start-up

    add_files(parser)
    level, levels = one_of(_LEVELS), listed(_LEVELS, "or")
    parser.add_argument(
        "--select",
        action="extend",
        type=rule_words,
        metavar="RULES",
        help="run these rules only: codes, names, families such as REF, or ALL, separated by commas; "
        "replaces what is configured",
    )
    parser.add_argument(
        "--ignore",
        action="extend",
        type=rule_words,
        metavar="RULES",
        help="do not run these rules; adds to what is configured",
    )
    parser.add_argument(
        "--severity",
        type=level,
        metavar="LEVEL",
        help=f"show findings from {levels} on; default: warning; those that --fail-on counts are shown in any case",
    )
    parser.add_argument(
        "--fail-on",
        type=level,
        metavar="LEVEL",
        help=f"end with exit code 1 for findings from {levels} on; default: error",
    )
    parser.add_argument(
        "--changed-since",
        metavar="COMMIT",
        help="show only what is about changes since HEAD left this commit or branch, committed or not",
    )
    parser.add_argument(
        "--changed-lines", metavar="FILE", help="show only what is about changes that this file, a unified diff, shows"
    )
    onlys = [only.value for only in Only]
    parser.add_argument(
        "--only-changed",
        type=one_of(onlys),
        metavar="WHAT",
        help="lines, the default: show errors in the files that changed, and all else on the lines; file: show all "
        "in the files; off: show everything, but what changed first",
    )
    add_pace(parser)
    add_quiet(parser)


class Task(NamedTuple):
    """What a run is about: files, others that they are compared with, and what from which severity on counts."""

    config: Config
    setup: Setup
    threshold: Severity
    fail_on: Severity
    files: Sequence[str] = ()
    others: Sequence[str] = ()
    complete: bool = False
    narrowing: Narrowing | None = None


def plan(options: Selection, config: Config, *, stdin: str = "", lowest: Severity | None = None) -> Task:
    """The task that the options describe; without files where no rule is to be run. Raises UsageError.

    `stdin` is the name of standard input where that is checked. Rules from the severity `lowest` on are run, or
    those that can be shown.
    """
    fail_on = Severity[options.fail_on.upper()] if options.fail_on else config.fail_on
    threshold = min(Severity[options.severity.upper()], fail_on)  # what makes a run fail is always shown
    setup = set_up(config, selected=options.select, ignored=options.ignore, threshold=lowest or threshold)
    if not setup.rules:
        return Task(config, setup, threshold, fail_on)
    setup = setup._replace(baseline=read_baseline(baseline_path(config)))
    files = [stdin] if stdin else find_files(options.paths, options.include, config)
    rest = others(files, setup) if options.paths or options.include else []
    complete = not stdin and is_complete(options.paths, options.include, config)
    return Task(config, setup, threshold, fail_on, files, rest, complete, _narrowing(options))


def means(options: Selection, task: Task) -> AbstractContextManager[Means]:
    """The means for the task's files."""
    return means_for(
        len(task.files) + len(task.others),
        task.setup,
        jobs=options.jobs,
        cache_by=None if options.no_cache else options.cache_by,
        follow=unfollowed if options.quiet else _followed,
    )


def _followed(surveys: Iterator[Surveyed], number: int) -> AbstractContextManager[Iterable[Surveyed]]:
    return followed(surveys, number, lambda surveyed: len(surveyed.tasks))


def narrows(options: Selection) -> bool:
    """Whether only what changed is asked for. Raises UsageError for options that do not go together."""
    sources = [source for source in (options.changed_since, options.changed_lines) if source is not None]
    if len(sources) > 1:
        raise UsageError("--changed-since and --changed-lines both say what changed: leave out one")
    if options.only_changed and not sources:
        raise UsageError("--only-changed needs to know what changed: add --changed-since, or --changed-lines")
    return bool(sources)


def _narrowing(options: Selection) -> Narrowing | None:
    if not narrows(options):
        return None
    from genelint.changes import Only  # noqa: PLC0415 - start-up
    from genelint.history import changes_of, changes_since  # noqa: PLC0415 - start-up
    from genelint.narrowing import Narrowing  # noqa: PLC0415 - start-up

    only = Only(options.only_changed or Only.LINES.value)
    if options.changed_lines is not None:
        return Narrowing(changes_of(options.changed_lines), only)
    return Narrowing(changes_since(options.changed_since or ""), only)


def narrowed(outcome: Outcome, narrowing: Narrowing | None, reader: Reader) -> Outcome:
    """The outcome without the findings that are not about what changed. `reader` gives the text that was checked."""
    if narrowing is None:
        return outcome
    from genelint.narrowing import narrow_outcome  # noqa: PLC0415 - start-up

    return narrow_outcome(outcome, narrowing, reader)


def view_of(task: Task, *, color: str = "never") -> View:
    """What the task says to renderers, and the terminal."""
    view = View(has_color(color), width(), task.fail_on, rules=task.setup.rules)
    if task.narrowing is None:
        return view
    from genelint.changes import Only, is_about  # noqa: PLC0415 - start-up

    change_of, only = task.narrowing

    def is_changed(found: Diagnostic) -> bool:
        return is_about(found, change_of)

    return view._replace(is_changed=is_changed, changed_first=only is Only.OFF)


def say_trouble(options: Selection, means: Means) -> None:
    """Say what is wrong with the cache."""
    if means.cache is not None and means.cache.trouble and not options.quiet:
        say(f"the cache cannot be used: {visible(means.cache.trouble)}")


def no_rule(options: Selection, setup: Setup) -> int:
    """Say why no rule is run, and give the exit code."""
    whatever_severity = set_up(setup.config, selected=options.select, ignored=options.ignore).rules
    if not whatever_severity:
        return nothing("no rule is selected: change the rules selected or ignored")
    level = max(selected.severity for selected in whatever_severity).label
    return nothing(f'no rule selected is severe enough to be shown: type "--severity {level}"')


def no_file(options: Selection, config: Config) -> int:
    """Say where no file was found, and give the exit code."""
    folders = _named(options.paths or config.paths)
    patterns = _named(options.include or config.include)
    return nothing(f"no file in {folders} matches {patterns} and is not ignored by git")


def nothing(reason: str) -> int:
    """Say why there is nothing to check, and give the exit code."""
    say(f"nothing to check: {reason}")
    return NOTHING


def verdict(report: Report, fail_on: Severity) -> int:
    """The exit code of what was found."""
    return FOUND if any(found.severity >= fail_on for found in report.diagnostics) else CLEAN


def failures(outcome: Outcome, *, quiet: bool = True) -> int:
    """The exit code of failures, each said in a line; where the report shows internal errors, they are not `quiet`."""
    for line in outcome.report.failures:
        say(f"error: {line}")
    internal = [found for found in outcome.report.diagnostics if found.code == INTERNAL_ERROR]
    for found in internal if quiet else ():
        say(f"error: {visible(found.path)}: {visible(found.message)}")
    return FAILED if outcome.report.failures or internal else CLEAN


def _named(words: Sequence[str]) -> str:
    """Paths or patterns, not all of many."""
    some = [f'"{visible(word)}"' for word in words[:3]]
    return listed([*some, f"{len(words) - 3} more"] if len(words) > 3 else some, "or")
