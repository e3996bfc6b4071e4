"""`genelint baseline`: keep the list of findings that are left out, for adopting genelint step by step."""

from __future__ import annotations

import os.path
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from genelint.arguments import Parser, add_files, one_of
from genelint.baseline import Entry, entry_of, format_baseline
from genelint.commands import CLEAN, FAILED, NOTHING
from genelint.config import Config, read_config_here
from genelint.engine import INTERNAL_ERROR
from genelint.errors import UsageError
from genelint.files import read_baseline, replace
from genelint.model import Severity
from genelint.patterns import locator
from genelint.rule import SuppressionRule
from genelint.run import Outcome, baseline_path, check_files, find_files, is_complete, means_for, others
from genelint.setup import Setup, set_up
from genelint.suppression import renewed
from genelint.terminal import say, write
from genelint.wording import visible

ARGUMENTS = " ACTION [PATH ...]"

_ACTIONS = ("create", "update", "prune", "show")


class Options:
    """What was typed, and what holds where it was not."""

    action: str
    paths: Sequence[str] = ()
    include: Sequence[str] = ()


def add_arguments(parser: Parser) -> None:
    """Add the arguments and the option."""
    parser.add_argument(
        "action",
        type=one_of(_ACTIONS),
        metavar="ACTION",
        help="create: write all present findings; update: write them anew; prune: only delete what is repaired; "
        "show: print the list",
    )
    add_files(parser)


def run(options: Options) -> int:
    """Do what is asked, say what was done, and give the exit code."""
    config = read_config_here()
    path = baseline_path(config)
    known = read_baseline(path)
    if options.action == "show":
        return _show(options, path, known.entries if known else None)
    if options.action == "create" and os.path.lexists(path):
        raise UsageError(f'{visible(path)} is there already; did you mean "genelint baseline update"?')
    if options.action != "create" and known is None:
        raise UsageError(f'there is no {visible(path)}: type "genelint baseline create"')
    setup = set_up(config, threshold=min(Severity.WARNING, config.fail_on))
    entries = known.entries if known else ()
    if options.action == "prune":
        outcome = _check(options, setup._replace(baseline=known))
        spare = set(outcome.spare)
        left = sorted(entry for at, entry in enumerate(entries) if at not in spare)
    else:
        outcome = _check(options, setup)
        left = renewed(entries, _found(outcome, setup), outcome.scope())
    failures = [found for found in outcome.report.diagnostics if found.code == INTERNAL_ERROR]
    for line in (*outcome.unreadable, *(f"{visible(found.path)}: {visible(found.message)}" for found in failures)):
        say(f"error: {line}")
    if outcome.unreadable or failures:
        say(f"error: {visible(path)} is left as it is, since not all could be checked")
        return FAILED
    if not outcome.report.files:
        say("nothing to check: no file was found")
        return NOTHING
    replace(path, format_baseline(left))
    write([f"{_told(left)} in {visible(path)}{_difference(entries, left)}.\n"])
    return CLEAN


def _check(options: Options, setup: Setup) -> Outcome:
    config: Config = setup.config
    if "-" in options.paths:
        raise UsageError("a baseline is about files: name them instead of standard input")
    if not options.paths and not config.paths:
        raise UsageError('nothing named to check: name a folder, such as data/, or configure it as "paths"')
    files = find_files(options.paths, options.include, config)
    rest = others(files, setup) if options.paths or options.include else []
    complete = is_complete(options.paths, options.include, config)
    with means_for(len(files) + len(rest), setup) as means:
        return check_files(files, setup, others=rest, means=means, complete=complete)


def _found(outcome: Outcome, setup: Setup) -> Iterator[Entry]:
    """The entries of what was found, but for what is said of exceptions themselves."""
    about_exceptions = {rule.rule.meta.code for rule in setup.rules if isinstance(rule.rule, SuppressionRule)}
    locate = locator(setup.config.root)
    for found in outcome.report.diagnostics:
        if found.code not in about_exceptions and found.code != INTERNAL_ERROR:
            yield entry_of(found, locate(found.path))


def _show(options: Options, path: str, entries: Iterable[Entry] | None) -> int:
    if options.paths or options.include:
        raise UsageError('"show" is about the whole baseline: leave out what follows it')
    if entries is None:
        raise UsageError(f'there is no {visible(path)}: type "genelint baseline create"')
    write(_listing(sorted(entries), path))
    return CLEAN


def _listing(entries: list[Entry], path: str) -> Iterator[str]:
    """Counts by rule, the most frequent first, and the entries by record."""
    yield f"{_told(entries)} in {visible(path)}.\n"
    for rule, count in sorted(Counter(entry.rule for entry in entries).items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:7,}  {rule}\n"
    record = None
    for entry in entries:
        if entry.record != record:
            record = entry.record
            yield f"\n{visible(record)}\n"
        yield f"  {entry.rule}  {visible(entry.pointer)}: {visible(entry.value)}\n"


def _told(entries: list[Entry]) -> str:
    records = len({entry.record for entry in entries})
    return (
        f"{len(entries):,} finding{'' if len(entries) == 1 else 's'} of {records:,} record{'' if records == 1 else 's'}"
    )


def _difference(old: Iterable[Entry], new: Iterable[Entry]) -> str:
    """How many entries came and went, where any did."""
    before, after = Counter(old), Counter(new)
    added, removed = (after - before).total(), (before - after).total()
    parts = [f"{added:,} added"] * bool(added) + [f"{removed:,} removed"] * bool(removed)
    return f"; {', '.join(parts)}" if parts and before else ""
