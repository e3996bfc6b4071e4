"""The command line: the one part that prints and decides the exit code.

Findings go to standard output, all else to standard error. Exit codes: 0 nothing at or above `--fail-on`, 1 findings,
2 bad use or an internal error, 3 nothing was checked, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext, suppress
from io import TextIOWrapper
from typing import NoReturn, TextIO

from genelint import __version__
from genelint.config import Config, read_config
from genelint.discover import discover
from genelint.engine import INTERNAL_ERROR, SelectedRule, check
from genelint.errors import UsageError, did_you_mean
from genelint.files import read, read_stdin
from genelint.model import Diagnostic, Severity, Source
from genelint.progress import followed
from genelint.registry import Plugin, Selector, find, load, select, select_by_path
from genelint.render import FORMATS, renderer
from genelint.report import Report
from genelint.wording import listed, visible

CLEAN, FOUND, FAILED, NOTHING, INTERRUPTED = 0, 1, 2, 3, 130

_LEVELS = tuple(severity.label for severity in reversed(Severity))
_COLORS = ("auto", "always", "never")
_COLOR_HELP = "auto, always or never; auto, the default, is for terminals, and heeds NO_COLOR"
_PIPE_WIDTH = 100


class Options(Namespace):
    """What was typed after a command."""

    run: Callable[[Options], int]
    paths: list[str]
    select: list[str]
    ignore: list[str]
    include: list[str]
    severity: str
    fail_on: str | None
    output_format: str
    stdin_filename: str | None
    statistics: bool
    quiet: bool
    color: str
    rule: str


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; `argv` is what stands after the program's name."""
    sys.stdout, sys.stderr = _prepared(sys.stdout), _prepared(sys.stderr)
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except UsageError as error:
        _say(f"error: {error}")
        return FAILED
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    parser, commands = _parsers()
    word = arguments[0] if arguments else ""
    try:
        if word in commands:
            options = commands[word].parse(arguments[1:])
            return options.run(options)
        if word.startswith("-"):
            parser.refuse(parser.parse_known_args(arguments[:1])[1])
    except SystemExit:  # --help and --version have printed what they say
        _write(())
        return CLEAN
    if not word or word.startswith("-"):
        raise UsageError('no command: type "genelint check data/" to check a folder, "genelint --help" for all else')
    hint = f'; did you mean "genelint check {visible(word)}"?' if os.path.exists(word) else did_you_mean(word, commands)
    raise UsageError(f'no command "{visible(word)}": expected {listed(commands, "or")}{hint}')


def _check(options: Options) -> int:
    reads_stdin = _reads_stdin(options)
    config = _config()
    fail_on = Severity[options.fail_on.upper()] if options.fail_on else config.fail_on
    threshold = min(Severity[options.severity.upper()], fail_on)  # what makes a run fail is always shown
    plugins = load(config.plugins, config.root)
    rules = _select(options, config, plugins, threshold)
    if not rules:
        return _nothing_selected(_select(options, config, plugins, Severity.INFO))
    rules_for = select_by_path(rules, config.per_file_ignores, plugins, config.root)
    if reads_stdin:
        report, unreadable = _examine([options.stdin_filename or "<stdin>"], read_stdin, rules_for)
    else:
        include = options.include or config.include
        files = discover(options.paths, include, config.exclude, config.root)
        with nullcontext(files) if options.quiet else followed(files) as paths:
            report, unreadable = _examine(paths, read, rules_for)
        if not report.files and not unreadable:
            return _nothing(f"no file in {_named(options.paths)} matches {_named(include)} and is not ignored by git")
    for line in unreadable:
        _say(f"error: {line}")
    internal = [found for found in report.diagnostics if found.code == INTERNAL_ERROR]
    if options.quiet:
        for found in internal:
            _say(f"error: {visible(found.path)}: {visible(found.message)}")
    elif report.files:
        render = renderer("statistics" if options.statistics else options.output_format)
        _write(render(report, color=_has_color(options.color), width=_width()))
    if unreadable or internal:
        return FAILED
    if not report.checks:
        return _nothing("every selected rule is ignored for every file")
    return FOUND if any(found.severity >= fail_on for found in report.diagnostics) else CLEAN


def _reads_stdin(options: Options) -> bool:
    """Whether standard input is to be checked. Raises UsageError for options that do not go together."""
    if not options.paths:
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


def _select(
    options: Options, config: Config, plugins: Sequence[Plugin], threshold: Severity
) -> tuple[SelectedRule, ...]:
    return select(
        plugins,
        select=[Selector(word, "--select") for word in options.select] or config.select,
        ignore=[*config.ignore, *(Selector(word, "--ignore") for word in options.ignore)],
        severities=config.severity,
        threshold=threshold,
    )


def _examine(
    paths: Iterable[str],
    read: Callable[[str], Source | None],
    rules_for: Callable[[str], tuple[SelectedRule, ...]],
) -> tuple[Report, list[str]]:
    """Check files one by one; the second value says which could not be read."""
    diagnostics: list[Diagnostic] = []
    unreadable: list[str] = []
    files = checks = 0
    for path in paths:
        try:
            source = read(path)
        except UsageError as error:
            unreadable.append(str(error))
            continue
        if source is not None:
            rules = rules_for(path)
            diagnostics += check(source, rules)
            files += 1
            checks += len(rules)
    diagnostics.sort(key=lambda found: (found.path, found.region, found.code, found.message))
    return Report(diagnostics, files, checks), unreadable


def _nothing_selected(whatever_severity: Sequence[SelectedRule]) -> int:
    if not whatever_severity:
        return _nothing("no rule is selected: change the rules selected or ignored")
    level = max(selected.severity for selected in whatever_severity).label
    return _nothing(f'no rule selected is severe enough to be shown: type "--severity {level}"')


def _nothing(reason: str) -> int:
    _say(f"nothing to check: {reason}")
    return NOTHING


def _named(words: Sequence[str]) -> str:
    """Paths or patterns, not all of many."""
    some = [f'"{visible(word)}"' for word in words[:3]]
    return listed([*some, f"{len(words) - 3} more"] if len(words) > 3 else some, "or")


def _list_rules(options: Options) -> int:
    from genelint.catalogue import list_rules  # noqa: PLC0415 - start-up

    _write([list_rules(_configured_plugins(), color=_has_color(options.color), width=_width())])
    return CLEAN


def _explain(options: Options) -> int:
    from genelint.catalogue import explain  # noqa: PLC0415 - start-up

    plugin, rule = find(_configured_plugins(), options.rule)
    _write([explain(plugin, rule, color=_has_color(options.color), width=_width())])
    return CLEAN


def _config() -> Config:
    try:
        return read_config(os.getcwd())
    except FileNotFoundError as error:
        raise UsageError("the working folder is gone: change to one that is there") from error


def _configured_plugins() -> tuple[Plugin, ...]:
    config = _config()
    return load(config.plugins, config.root)


def _say(line: str) -> None:
    with suppress(OSError):  # nobody reads it
        sys.stderr.write(f"genelint: {line}\n")
        sys.stderr.flush()


def _write(pieces: Iterable[str]) -> None:
    """Write to standard output, to its end. Raises UsageError where that is not possible."""
    try:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
    except OSError as error:
        # Python would try again at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # as by `| head`, which has seen enough
            raise UsageError(f"standard output cannot be written: {error.strerror}") from error


def _prepared(stream: TextIO | None) -> TextIO:
    """The stream, which now writes what its encoding cannot hold as escapes; the null device for a closed one."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    wrapper: object = stream
    if isinstance(wrapper, TextIOWrapper):
        wrapper.reconfigure(errors="backslashreplace")
    return stream


def _has_color(option: str) -> bool:
    if option != "auto":
        return option == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width() -> int:
    """Columns of the terminal, or of what a pipe is taken for."""
    with suppress(KeyError, ValueError):
        return int(os.environ["COLUMNS"])
    with suppress(OSError, ValueError):
        return os.get_terminal_size(sys.stdout.fileno()).columns or _PIPE_WIDTH
    return _PIPE_WIDTH


class _Parser(ArgumentParser):
    """Raises UsageError for whatever is wrong, and takes options before, between and after the other arguments."""

    def parse(self, arguments: Sequence[str]) -> Options:
        end = arguments.index("--") if "--" in arguments else len(arguments)  # argparse would mix up what follows
        options, unknown = self.parse_known_intermixed_args(arguments[:end], Options())
        if "paths" in options:
            options.paths = [*options.paths, *arguments[end + 1 :]]
        else:
            unknown += arguments[end + 1 :]
        self.refuse(unknown)
        return options

    def refuse(self, unknown: Sequence[str]) -> None:
        if not unknown:
            return
        word = unknown[0].partition("=")[0]
        if not word.startswith("-"):
            raise UsageError(f'"{visible(word)}" is one argument too many: type "{self.prog} --help"')
        hint = did_you_mean(word, self._option_string_actions) or f': type "{self.prog} --help" for a list'
        raise UsageError(f"no option {visible(word)}{hint}")

    def error(self, message: str) -> NoReturn:
        raise UsageError(visible(message))


def _formatter(prog: str) -> HelpFormatter:
    return HelpFormatter(prog, width=_width() - 2)  # argparse would import shutil for that, at each start


def _parsers() -> tuple[_Parser, dict[str, _Parser]]:
    """The parser of what stands before a command, and those of the commands."""
    parser = _Parser(
        prog="genelint",
        description="Check gene records kept in git.",
        epilog='"genelint COMMAND --help" says more of a command.',
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"genelint {__version__}")
    adding = parser.add_subparsers(prog="genelint", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, run: Callable[[Options], int], arguments: str, summary: str) -> _Parser:
        added = adding.add_parser(
            name,
            usage=f"genelint {name} [OPTION ...]{arguments}",
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            formatter_class=_formatter,
            allow_abbrev=False,
        )
        added.set_defaults(run=run)
        return added

    checking = command("check", _check, " PATH ...", "check files and folders, or standard input")
    checking.add_argument("paths", nargs="*", metavar="PATH", help="a file, a folder to walk, or - for standard input")
    _add_check_options(checking)
    listing = command("rules", _list_rules, "", "list the rules")
    explaining = command("explain", _explain, " RULE", "explain a rule")
    explaining.add_argument("rule", metavar="RULE", help="a code or a name, such as REF001 or unresolved-footnote")
    for each in (checking, listing, explaining):
        each.add_argument("--color", type=_one_of(_COLORS), default="auto", metavar="WHEN", help=_COLOR_HELP)
    return parser, {"check": checking, "rules": listing, "explain": explaining}


def _add_check_options(parser: _Parser) -> None:
    level, levels = _one_of(_LEVELS), listed(_LEVELS, "or")
    parser.add_argument(
        "--select",
        action="extend",
        type=_words,
        default=[],
        metavar="RULES",
        help="run these rules only: codes, names, families such as REF, or ALL, separated by commas; "
        "replaces what is configured",
    )
    parser.add_argument(
        "--ignore",
        action="extend",
        type=_words,
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
        "--include",
        action="append",
        default=[],
        metavar="PATTERN",
        help="take these files of a folder, as a pattern of .gitignore; may be repeated; replaces what is configured; "
        "default: *.txt",
    )
    parser.add_argument(
        "--output-format",
        type=_one_of(FORMATS),
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
        "--quiet", action="store_true", help="say nothing but what went wrong; the exit code tells the rest"
    )


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    def parse(word: str) -> str:
        if word not in known:
            raise ArgumentTypeError(f'found "{word}", expected {listed(known, "or")}{did_you_mean(word, known)}')
        return word

    return parse


def _words(text: str) -> list[str]:
    words = [word for part in text.split(",") if (word := part.strip())]
    if not words:
        raise ArgumentTypeError("expected rules, such as REF,TXT002")
    return words
