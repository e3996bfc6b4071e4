"""Fixes over files: what is found in them is fixed, and they are checked again, until nothing is left to fix.

Nothing is written here: what files become are drafts, which are read in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from genelint.baseline import Baseline, Entry, parse_baseline
from genelint.config import Config, parse_config
from genelint.drafts import Drafts
from genelint.engine import order
from genelint.errors import UsageError
from genelint.files import Beside
from genelint.fixes import MOST_ROUNDS, apply_edits, refusal, repair, separate
from genelint.model import Diagnostic, Safety, Source
from genelint.patterns import locator
from genelint.report import is_fixable
from genelint.run import Means, Outcome, check_files
from genelint.setup import Setup
from genelint.suppression import Exceptions
from genelint.values import NamedTuple


class Choice(NamedTuple):
    """What is to be fixed: findings that are `wanted`, and of these such as are `shown` in a text."""

    wanted: Callable[[Diagnostic], bool]
    shown: Callable[[Diagnostic, Source], bool]


def repair_files(
    outcome: Outcome,
    check: Callable[[Setup], Outcome],
    setup: Setup,
    choice: Choice,
    drafts: Drafts,
) -> Outcome:
    """Fix what is chosen of the outcome of checking what drafts read, check again, and so on; gives the last outcome.

    Records come first: only when nothing is left to fix in them, what is unused of exceptions and baseline is. A fix
    that was refused is among the diagnostics.
    """
    refused: set[Diagnostic] = set()
    made: list[Diagnostic] = []
    fixed = 0
    rounds: dict[str, int] = {}
    locate = locator(setup.config.root)
    for _ in range(MOST_ROUNDS):
        to_fix = _fixable(outcome.report.diagnostics, choice.wanted)
        before = fixed
        has_changed = False
        of_record = _entries_by_record(setup)
        for path in sorted(to_fix.keys() - _suppressing(setup)):
            source = drafts.read_again(path)
            if source is None:
                has_changed = True
            else:
                names = {locate(path), *(one.record for one in to_fix[path])}
                entries = tuple(entry for name in sorted(names) for entry in of_record.get(name, ()))
                found = [one for one in to_fix[path] if choice.shown(one, source)]
                check_again = _checking(setup, choice, entries, drafts.beside)
                repaired = repair(source, found, check_again, MOST_ROUNDS - rounds.get(path, 0))
                rounds[path] = rounds.get(path, 0) + repaired.rounds
                drafts.put(source, repaired.source)
                made += repaired.made
                fixed += len(repaired.made)
                refused.update(repaired.refused)
        for path in sorted(to_fix.keys() & _suppressing(setup)) if fixed == before and not has_changed else ():
            holder = next(one for one in _holders(setup) if one.source.path == path)
            chosen = separate((one for one in to_fix[path] if choice.shown(one, holder.source)), Safety.SAFE)
            try:
                now, after, setup = _trimmed(setup, path, chosen)
            except (UsageError, ValueError):
                refused.update(refusal(one, "more than it says") for one in chosen)
            else:
                drafts.put(now, after)
                fixed += len(chosen)
        if fixed == before and not has_changed:
            break
        outcome = check(setup)
    diagnostics = sorted([*outcome.report.diagnostics, *refused], key=order)
    return outcome._replace(report=outcome.report._replace(diagnostics=diagnostics, fixed=fixed), made=made)


def _fixable(found: Iterable[Diagnostic], wanted: Callable[[Diagnostic], bool]) -> dict[str, list[Diagnostic]]:
    """What is to be fixed, by path."""
    by_path: dict[str, list[Diagnostic]] = {}
    for one in found:
        if is_fixable(one) and wanted(one):
            by_path.setdefault(one.path, []).append(one)
    return by_path


def _checking(
    setup: Setup, choice: Choice, entries: tuple[Entry, ...], beside: Beside
) -> Callable[[Source], Sequence[Diagnostic]]:
    """A function that gives what is to be fixed in a record by itself, of which these are the baseline's entries."""
    baseline = setup.baseline and setup.baseline._replace(entries=entries)
    by_itself = setup.alone()._replace(baseline=baseline)

    def check(source: Source) -> Sequence[Diagnostic]:
        def reader(path: str) -> Source:
            del path
            return source

        found = check_files([source.path], by_itself, means=Means(reader, beside=beside)).report.diagnostics
        return [one for one in _fixable(found, choice.wanted).get(source.path, ()) if choice.shown(one, source)]

    return check


def _entries_by_record(setup: Setup) -> dict[str, list[Entry]]:
    by_record: dict[str, list[Entry]] = {}
    for entry in setup.baseline.entries if setup.baseline is not None else ():
        by_record.setdefault(entry.record, []).append(entry)
    return by_record


def _suppressing(setup: Setup) -> set[str]:
    """The files that exceptions and baseline stand in."""
    return {holder.source.path for holder in _holders(setup)}


def _holders(setup: Setup) -> list[Exceptions | Baseline]:
    return [holder for holder in (setup.config.exceptions, setup.baseline) if holder is not None]


def _trimmed(setup: Setup, path: str, diagnostics: Iterable[Diagnostic]) -> tuple[Source, Source, Setup]:
    """The file of exceptions or of the baseline, what it becomes, and the setup with that.

    Raises UsageError or ValueError where more would change than that some are gone.
    """
    edits = [(edit.span, edit.text) for one in diagnostics if one.fix is not None for edit in one.fix.edits]
    config, exceptions = setup.config, setup.config.exceptions
    if exceptions is None or exceptions.source.path != path:
        baseline = cast("Baseline", setup.baseline)  # it is one of the two
        after = Source(path, apply_edits(baseline.source.text, edits))
        trimmed = parse_baseline(after)
        is_right = _are_some_of(trimmed.entries, baseline.entries)
        before, setup = baseline.source, setup._replace(baseline=trimmed)
    else:
        after = Source(path, apply_edits(exceptions.source.text, edits))
        changed = parse_config(after, config.root) or Config(config.root)
        left = changed.exceptions.exemptions if changed.exceptions is not None else ()
        is_right = changed._replace(exceptions=None) == config._replace(exceptions=None)
        is_right = is_right and _are_some_of(left, exceptions.exemptions)
        before, setup = exceptions.source, setup._replace(config=changed)
    if not is_right:
        raise ValueError(path)
    return before, after, setup


def _are_some_of(items: Iterable[object], known: Iterable[object]) -> bool:
    """Whether the items are what is left of the known ones, in the same order."""
    rest = iter(known)
    return all(item in rest for item in items)
