"""`genelint check`: check files and folders, or standard input."""

from __future__ import annotations

from argparse import Namespace
from contextlib import nullcontext

from genelint.arguments import Parser, add_color, add_files, add_quiet, one_of, rule_words
from genelint.commands import CLEAN, FAILED, FOUND, NOTHING
from genelint.config import read_config_here
from genelint.engine import INTERNAL_ERROR, order
from genelint.errors import UsageError
from genelint.files import read, read_baseline, read_stdin
from genelint.model import Severity, Source
from genelint.progress import followed
from genelint.render import FORMATS, renderer
from genelint.run import Outcome, Setup, baseline_path, check_files, find_files, is_complete, others, set_up
from genelint.terminal import has_color, say, width, write
from genelint.wording import listed, visible

ARGUMENTS = " [PATH ...]"

_LEVELS = tuple(severity.label for severity in reversed(Severity))


class Options(Namespace):
    """What was typed."""

    paths: list[str]
    select: list[str]
    ignore: list[str]
    include: list[str]
    severity: str
    fail_on: str | None
    output_format: str
    stdin_filename: str | None
    statistics: bool
    show_suppressed: bool
    quiet: bool
    color: str


def add_arguments(parser: Parser) -> None:
    """Add the argument and the options."""
    add_files(parser)
    level, levels = one_of(_LEVELS), listed(_LEVELS, "or")
    parser.add_argument(
        "--select",
        action="extend",
        type=rule_words,
        default=[],
        metavar="RULES",
        help="run these rules only: codes, names, families such as REF, or ALL, separated by commas; "
        "replaces what is configured",
    )
    parser.add_argument(
        "--ignore",
        action="extend",
        type=rule_words,
        default=[],
        metavar="RULES",
        help="do not run these rules; adds to what is configured",
    )
    parser.add_argument(
        "--severity",
        type=level,
        default="warning",
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
        "--output-format",
        type=one_of(FORMATS),
        default="full",
        metavar="FORMAT",
        help=f"{listed(FORMATS, 'or')}; default: full",
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
    add_quiet(parser)
    add_color(parser)


def run(options: Options) -> int:
    """Check, print the report, and give the exit code."""
    config = read_config_here()
    reads_stdin = _reads_stdin(options, configured=bool(config.paths))
    fail_on = Severity[options.fail_on.upper()] if options.fail_on else config.fail_on
    threshold = min(Severity[options.severity.upper()], fail_on)  # what makes a run fail is always shown
    setup = set_up(config, selected=options.select, ignored=options.ignore, threshold=threshold)
    if not setup.rules:
        return _nothing_selected(options, setup)
    setup = setup._replace(baseline=read_baseline(baseline_path(config)))
    if reads_stdin:
        outcome = _check_stdin(options.stdin_filename or "<stdin>", setup)
    else:
        files = find_files(options.paths, options.include, config)
        rest = others(files, setup) if options.paths or options.include else []
        complete = is_complete(options.paths, options.include, config)
        with nullcontext(files) if options.quiet else followed(files) as paths:
            outcome = check_files(paths, setup, others=rest, complete=complete)
        if not outcome.report.files and not outcome.unreadable:
            folders = _named(options.paths or config.paths)
            patterns = _named(options.include or config.include)
            return _nothing(f"no file in {folders} matches {patterns} and is not ignored by git")
    return _conclude(options, outcome, fail_on)


def _conclude(options: Options, outcome: Outcome, fail_on: Severity) -> int:
    report = outcome.report
    for line in outcome.unreadable:
        say(f"error: {line}")
    internal = [found for found in report.diagnostics if found.code == INTERNAL_ERROR]
    if options.quiet:
        for found in internal:
            say(f"error: {visible(found.path)}: {visible(found.message)}")
    elif report.files:
        if options.show_suppressed:
            report = report._replace(diagnostics=sorted([*report.diagnostics, *outcome.suppressed], key=order))
        render = renderer("statistics" if options.statistics else options.output_format)
        write(render(report, color=has_color(options.color), width=width()))
    if outcome.unreadable or internal:
        return FAILED
    if not report.checks:
        return _nothing("every selected rule is ignored for every file")
    return FOUND if any(found.severity >= fail_on for found in outcome.report.diagnostics) else CLEAN


def _reads_stdin(options: Options, *, configured: bool) -> bool:
    """Whether standard input is to be checked. Raises UsageError for options that do not go together."""
    if not options.paths and not configured:
        raise UsageError('nothing named to check: type "genelint check data/" for a folder, "-" for standard input')
    if options.statistics and options.output_format == "json":
        raise UsageError("--statistics has no JSON form: leave it out, and count the report's diagnostics by code")
    if "-" not in options.paths:
        if options.stdin_filename is not None:
            raise UsageError('--stdin-filename names standard input: give it with the path "-", or leave it out')
        return False
    if len(options.paths) > 1:
        raise UsageError('"-", standard input, goes with no other path: check the files in a run of their own')
    return True


def _check_stdin(name: str, setup: Setup) -> Outcome:
    source = read_stdin(name)

    def reader(path: str) -> Source | None:
        return source if path == name else read(path)

    return check_files([name], setup, others=others([name], setup), reader=reader)


def _nothing_selected(options: Options, setup: Setup) -> int:
    whatever_severity = set_up(setup.config, selected=options.select, ignored=options.ignore).rules
    if not whatever_severity:
        return _nothing("no rule is selected: change the rules selected or ignored")
    level = max(selected.severity for selected in whatever_severity).label
    return _nothing(f'no rule selected is severe enough to be shown: type "--severity {level}"')


def _nothing(reason: str) -> int:
    say(f"nothing to check: {reason}")
    return NOTHING


def _named(words: list[str] | tuple[str, ...]) -> str:
    """Paths or patterns, not all of many."""
    some = [f'"{visible(word)}"' for word in words[:3]]
    return listed([*some, f"{len(words) - 3} more"] if len(words) > 3 else some, "or")
