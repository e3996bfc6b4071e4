"""`genelint check`: check files and folders, or standard input."""

from __future__ import annotations

import os
import os.path
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from genelint.commands import CLEAN, FOUND, PATHS
from genelint.commands.checking import (
    Selection,
    Task,
    add_selection,
    failures,
    means,
    narrowed,
    narrows,
    no_file,
    no_rule,
    nothing,
    plan,
    say_trouble,
    verdict,
    view_of,
)
from genelint.config import FILE, PROJECT_FILE, Config, read_config_here
from genelint.engine import order
from genelint.errors import UsageError
from genelint.files import Reader, read, read_stdin
from genelint.model import Diagnostic, Safety, Severity, Source
from genelint.registry import Selector, named
from genelint.render import FORMATS, READABLE, Output, load_format, summarise
from genelint.report import Report
from genelint.run import Outcome, check_files, configured_paths, find_files
from genelint.setup import Setup
from genelint.terminal import say, write, write_text
from genelint.wording import listed, visible

if TYPE_CHECKING:
    from genelint.arguments import Parser
    from genelint.drafts import Drafts

ARGUMENTS = PATHS


class Options(Selection):
    """What was typed, and what holds where it was not."""

    output_format: Sequence[Output] = ()
    stdin_filename: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    fix_only: Sequence[str] = ()
    diff: bool = False
    watch: bool = False
    statistics: bool = False
    show_suppressed: bool = False
    color: str = "auto"


def add_arguments(parser: Parser) -> None:
    """Add the argument and the options."""
    from genelint.arguments import add_color, output, rule_words  # noqa: PLC0415 - start-up

    add_selection(parser)
    parser.add_argument(
        "--fix", action="store_true", help="repair what can be repaired safely, and report what is left"
    )
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff: make also the fixes that change a curated value",
    )
    parser.add_argument(
        "--fix-only",
        action="extend",
        type=rule_words,
        metavar="RULES",
        help="like --fix, for these rules alone, at whatever severity",
    )
    parser.add_argument(
        "--diff",
        action="store_true",
        help="write nothing, and show what --fix would change as a patch; ends with 1 if it would",
    )
    parser.add_argument(
        "--watch", action="store_true", help="go on, and check files again as they change, until interrupted"
    )
    parser.add_argument(
        "--output-format",
        action="append",
        type=output,
        metavar="FORMAT",
        help=f"{listed(FORMATS, 'or')}; default: full; as FORMAT:FILE, written to a file; may be repeated",
    )
    parser.add_argument(
        "--stdin-filename", metavar="NAME", help="what to call standard input; its folder need not exist"
    )
    parser.add_argument(
        "--statistics", action="store_true", help="count the findings of each rule instead of showing them"
    )
    parser.add_argument(
        "--show-suppressed",
        action="store_true",
        help="show also the findings that exceptions and the baseline leave out; they do not count",
    )
    add_color(parser)


def run(options: Options) -> int:
    """Check, fix what is asked for, print the report, and give the exit code."""
    config = read_config_here()
    reads_stdin = _reads_stdin(options, configured=bool(config.paths))
    fixes = _makes_fixes(options, reads_stdin=reads_stdin)
    narrow = narrows(options)
    if narrow and reads_stdin:
        raise UsageError("--changed-since and --changed-lines are about files, not standard input: name the files")
    _refuse_reports(options)
    if options.watch:
        _watch(options, refused=fixes or reads_stdin or narrow or options.quiet or not _is_for_people(options))
    stdin = options.stdin_filename or "<stdin>" if reads_stdin else ""
    task = _task(options, config, stdin)
    reader = _stdin_reader(stdin) if stdin else read
    return _check(options, task, reader, stdin, _drafts(reader) if fixes else None)


def _check(options: Options, task: Task, reader: Reader, stdin: str = "", drafts: Drafts | None = None) -> int:
    """Check, fix if there are to be drafts, print the report, and give the exit code."""
    if not task.setup.rules:
        return no_rule(options, task.setup)

    def is_own(path: str) -> bool:
        return path == stdin or (drafts is not None and drafts.has_read(path))

    with means(options, task) as pace:
        own = pace._replace(
            reader=reader if drafts is None else drafts.read,
            is_own=is_own if stdin or drafts is not None else None,
        )

        def check(setup: Setup) -> Outcome:
            return check_files(task.files, setup, others=task.others, means=own, complete=task.complete)

        outcome = check(task.setup)
        if drafts is not None:
            from genelint.narrowing import shown_in  # noqa: PLC0415 - start-up
            from genelint.repairs import Choice, repair_files  # noqa: PLC0415 - start-up

            choice = Choice(_wanted(options, task.setup, stdin), shown_in(task.narrowing, drafts, reader))
            outcome = repair_files(outcome, check, task.setup, choice, drafts)
    say_trouble(options, own)
    if not outcome.report.files and not outcome.unreadable:
        return no_file(options, task.config)
    if drafts is None:
        return _conclude(options, narrowed(outcome, task.narrowing, reader), task, reader)
    from genelint.narrowing import carried  # noqa: PLC0415 - start-up

    task = task._replace(narrowing=carried(task.narrowing, drafts))
    outcome = narrowed(_above(task.threshold, outcome), task.narrowing, drafts.read)
    if stdin and not options.diff:
        return _filter(options, drafts.read(stdin), outcome, task.fail_on)
    return _end_repair(options, outcome, drafts, task)


def _task(options: Options, config: Config, stdin: str = "") -> Task:
    return plan(options, config, stdin=stdin, lowest=Severity.INFO if options.fix_only else None)


def _watch(options: Options, *, refused: bool) -> NoReturn:
    """Check all, and then what changes. Raises UsageError."""
    if refused:
        raise UsageError(
            "--watch checks files for people: leave out --quiet, what fixes, what is about changes, other formats and -"
        )
    from genelint.watch import Watched, watch  # noqa: PLC0415 - start-up

    task = _task(options, read_config_here())
    is_first = True

    def begin() -> Watched:
        nonlocal task
        config = read_config_here()
        _reads_stdin(options, configured=bool(config.paths))
        task = _task(options, config)
        folders = [path if os.path.isdir(path) else os.path.dirname(path) or "." for path in options.paths]
        names = (FILE, PROJECT_FILE, config.baseline, *config.plugins)
        return Watched(
            task.files, folders or configured_paths(config), [os.path.join(config.root, name) for name in names]
        )

    def find() -> Sequence[str]:
        return find_files(options.paths, options.include, task.config)

    def check(paths: Sequence[str]) -> None:
        """Check some by themselves, which takes no time, and then together with all others."""
        setup = task.setup
        write([f"\n{visible(path)} has changed.\n" for path in paths])
        _conclude(options, check_files(paths, setup.alone()), task)
        if setup.across and len(task.files) + len(task.others) > len(paths):
            with means(options, task) as pace:
                outcome = check_files(task.files, setup, others=task.others, means=pace, complete=task.complete)
            found = [one for one in outcome.report.diagnostics if _is_across(one, setup) and _is_about(one, paths)]
            if found:
                _conclude(options, outcome._replace(report=outcome.report._replace(diagnostics=found)), task)

    def check_all() -> None:
        nonlocal is_first
        if not is_first:
            write(["\nThe records or how they are checked have changed: all are checked again.\n"])
        is_first = False
        _check(options, task, read)

    watch(begin, find, check_all, check, lambda error: say(f"error: {error}"))


def _is_across(found: Diagnostic, setup: Setup) -> bool:
    return any(found.code == selected.rule.meta.code for selected in setup.across)


def _is_about(found: Diagnostic, paths: Sequence[str]) -> bool:
    return found.path in paths or any(related.path in paths for related in found.related)


def _makes_fixes(options: Options, *, reads_stdin: bool) -> bool:
    """Whether fixes are to be made. Raises UsageError for options that do not go together."""
    fixes = options.fix or options.diff or bool(options.fix_only)
    if options.unsafe_fixes and not fixes:
        raise UsageError("--unsafe-fixes says which fixes are made: add --fix, or --diff to see them")
    is_report = bool(options.output_format) or options.statistics
    if is_report and (options.diff or (fixes and reads_stdin)):
        printed = "a patch" if options.diff else "the repaired record"
        raise UsageError(f"standard output is {printed}, not a report: leave out --output-format and --statistics")
    return fixes


def _drafts(reader: Reader) -> Drafts:
    from genelint.drafts import Drafts  # noqa: PLC0415 - start-up

    return Drafts(reader)


def _above(threshold: Severity, outcome: Outcome) -> Outcome:
    """The outcome without findings below a severity."""
    standing = [found for found in outcome.report.diagnostics if found.severity >= threshold]
    return outcome._replace(report=outcome.report._replace(diagnostics=standing))


def _wanted(options: Options, setup: Setup, stdin: str) -> Callable[[Diagnostic], bool]:
    """Which findings are to be fixed: of standard input, its own. Raises UsageError for a word that names no rule."""
    codes = named(setup.plugins, (Selector(word, "--fix-only") for word in options.fix_only))

    def wanted(found: Diagnostic) -> bool:
        is_safe = found.fix is not None and found.fix.safety is Safety.SAFE
        is_meant = found.code in codes or not options.fix_only
        return (is_safe or options.unsafe_fixes) and is_meant and stdin in ("", found.path)

    return wanted


def _end_repair(options: Options, outcome: Outcome, drafts: Drafts, task: Task) -> int:
    """Write what was fixed, or show what would be, and give the exit code: 1 also where a file changes."""
    from genelint.drafts import count_files, show_drafts, write_drafts  # noqa: PLC0415 - start-up

    if options.diff:
        show_drafts(drafts.values())
        if not options.quiet:
            say(f"would fix {outcome.report.fixed:,} in {count_files(drafts)}" if drafts else "nothing to fix")
        return max(failures(outcome), FOUND if drafts else CLEAN)
    unwritten = write_drafts(drafts.values())
    outcome = outcome._replace(report=outcome.report._replace(unwritten=unwritten))
    return max(_conclude(options, outcome, task), FOUND if drafts else CLEAN)


def _filter(options: Options, source: Source | None, outcome: Outcome, fail_on: Severity) -> int:
    """Print what standard input became, say what is left, and give the exit code."""
    write_text(source.text if source is not None else "")
    if not options.quiet:
        say(summarise(outcome.report))
    return max(failures(outcome), verdict(outcome.report, fail_on))


def _conclude(options: Options, outcome: Outcome, task: Task, reader: Reader = read) -> int:
    """Write the reports, and give the exit code."""
    report = outcome.report
    failed = failures(outcome, quiet=options.quiet)
    if report.files:
        if options.show_suppressed:
            report = report._replace(diagnostics=sorted([*report.diagnostics, *outcome.suppressed], key=order))
        _report(options, report, task, reader)
    if failed:
        return failed
    if not report.checks:
        return nothing("every selected rule is ignored for every file")
    return verdict(outcome.report, task.fail_on)


def _report(options: Options, report: Report, task: Task, reader: Reader) -> None:
    view = view_of(task, color=options.color)
    if options.output_format or "GITHUB_ACTIONS" in os.environ:
        from genelint.outputs import informed, write_reports  # noqa: PLC0415 - start-up

        view = informed(view, reader, task.setup.plugins)
        write_reports(report, options.output_format, view, statistics=options.statistics, quiet=options.quiet)
    elif not options.quiet:
        write(load_format("statistics" if options.statistics else "full").render(report, view))


def _refuse_reports(options: Options) -> None:
    """Raise UsageError for reports that do not go together."""
    if options.output_format:
        from genelint.outputs import refuse_outputs  # noqa: PLC0415 - start-up

        refuse_outputs(options.output_format, statistics=options.statistics)


def _is_for_people(options: Options) -> bool:
    return all(name in READABLE and not path for name, path in options.output_format)


def _reads_stdin(options: Options, *, configured: bool) -> bool:
    """Whether standard input is to be checked. Raises UsageError for options that do not go together."""
    if not options.paths and not configured:
        raise UsageError('nothing named to check: type "genelint check data/" for a folder, "-" for standard input')
    if "-" not in options.paths:
        if options.stdin_filename is not None:
            raise UsageError('--stdin-filename names standard input: give it with the path "-", or leave it out')
        return False
    if len(options.paths) > 1:
        raise UsageError('"-", standard input, goes with no other path: check the files in a run of their own')
    return True


def _stdin_reader(name: str) -> Reader:
    """Gives standard input under a name, and other files."""
    source = read_stdin(name)
    return lambda path: source if path == name else read(path)
