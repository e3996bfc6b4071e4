"""Which findings are left out, and which exceptions and baseline entries leave out none.

Pure: what is configured, what was found and what day it is come in as values.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from genelint.baseline import Baseline, Entry, entry_of, line_span
from genelint.engine import INTERNAL_ERROR, SelectedRule, failing, fingerprinted, internal_error, stamp_source
from genelint.model import Diagnostic, Edit, Severity, Source
from genelint.patterns import Matches, compile_patterns
from genelint.report import Scope
from genelint.rule import Suppression, SuppressionRule
from genelint.values import NamedTuple
from genelint.wording import quote

if TYPE_CHECKING:
    from datetime import date

IN_BASELINE = "in the baseline"
"""Why a finding is left out that the baseline has."""


class Exemption(NamedTuple):
    """An exception of the configuration: which findings it leaves out, and why.

    `rule` is a code, a name, a family or `ALL`; `path` a pattern relative to the configuration, `record` a symbol,
    `pointer` a field, a JSON pointer or an anchor, or what one begins with. Those that are empty match everything.
    `until` is the last day on which it counts.
    """

    rule: str
    reason: str
    path: str = ""
    record: str = ""
    pointer: str = ""
    until: date | None = None


class Exceptions(NamedTuple):
    """The exceptions of a configuration, in order, its text, and the key that they have in it."""

    source: Source
    key: tuple[str, ...]
    exemptions: tuple[Exemption, ...]


class Suppressions(NamedTuple):
    """What leaves out findings, and on which day; `locate` makes a path relative to the configuration."""

    exceptions: Exceptions | None
    baseline: Baseline | None
    today: date
    locate: Callable[[str], str]

    @property
    def exemptions(self) -> tuple[Exemption, ...]:
        """The exceptions, in order."""
        return self.exceptions.exemptions if self.exceptions is not None else ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the baseline, in order."""
        return self.baseline.entries if self.baseline is not None else ()


class Sifted(NamedTuple):
    """The findings that are shown and those that are left out, in order.

    `idle` are the positions of exceptions that leave out none and have not expired, `spare` those of baseline entries.
    """

    shown: list[Diagnostic]
    suppressed: list[Diagnostic]
    idle: list[int]
    spare: list[int]


class Unused(NamedTuple):
    """The positions of exceptions, and of entries of the baseline, that surely leave out nothing."""

    exemptions: list[int]
    entries: list[int]


def sift(diagnostics: Iterable[Diagnostic], suppressions: Suppressions) -> Sifted:
    """Part the findings: what an exception covers is no concern of the baseline, whose entries each stand for one."""
    _, _, today, locate = suppressions
    exemptions, entries = suppressions.exemptions, suppressions.entries
    standing = [at for at, exemption in enumerate(exemptions) if not is_expired(exemption, today)]
    filed: dict[tuple[str, str], list[int]] = {}
    for at in standing:
        filed.setdefault((exemptions[at].record, exemptions[at].rule.lower()), []).append(at)
    known: dict[Entry, list[int]] = {}
    for at in range(len(entries) - 1, -1, -1):
        known.setdefault(entries[at], []).append(at)
    shown: list[Diagnostic] = []
    suppressed: list[Diagnostic] = []
    used: set[int] = set()
    for diagnostic in diagnostics:
        path = locate(diagnostic.path)
        covering = [
            at
            for key in product({"", diagnostic.record}, _words(diagnostic.code, diagnostic.rule))
            for at in filed.get(key, ())
            if _covers(exemptions[at], diagnostic, path)
        ]
        if diagnostic.code == INTERNAL_ERROR:
            shown.append(diagnostic)
        elif covering:
            used.update(covering)
            suppressed.append(diagnostic._replace(suppressed=exemptions[min(covering)].reason))
        elif same := known.get(entry_of(diagnostic, path)):
            same.pop()
            suppressed.append(diagnostic._replace(suppressed=IN_BASELINE))
        else:
            shown.append(diagnostic)
    spare = sorted(at for left in known.values() for at in left)
    return Sifted(shown, suppressed, [at for at in standing if at not in used], spare)


def is_expired(exemption: Exemption, today: date) -> bool:
    """Whether the last day of an exception is past."""
    return exemption.until is not None and exemption.until < today


def unused(sifted: Sifted, suppressions: Suppressions, scope: Scope) -> Unused:
    """What surely leaves out nothing.

    That is not known of a rule that was not run, of a record that was not checked, or of one that has new errors: what
    cannot be read for them may still be there.
    """
    if any(diagnostic.code == INTERNAL_ERROR for diagnostic in sifted.shown):
        return Unused([], [])
    errors = [found for found in sifted.shown if found.severity is Severity.ERROR]
    faulty = {(suppressions.locate(found.path), found.record) for found in errors}
    exemptions, entries = suppressions.exemptions, suppressions.entries
    return Unused(
        [at for at in sifted.idle if _is_known(exemptions[at], scope, faulty)],
        _known_entries(entries, sifted.spare, scope, {place for pair in faulty for place in pair}),
    )


def renewed(entries: Iterable[Entry], found: Iterable[Entry], scope: Scope) -> list[Entry]:
    """The entries of a new baseline: what was found, and the old ones of which a run could find nothing."""
    silent = {code for code, _ in scope.silent}
    kept = [entry for entry in entries if entry.rule in silent or not _is_checked(entry.record, scope)]
    return sorted([*found, *kept])


def judge(
    idle: Unused, suppressions: Suppressions, rules_for: Callable[[str], Iterable[SelectedRule]]
) -> list[Diagnostic]:
    """What the rules about suppressions say. Never raises; a rule that does is reported."""
    diagnostics: list[Diagnostic] = []
    for subject in (*_exceptions(suppressions, idle.exemptions), *_entries(suppressions, idle.entries)):
        for selected in rules_for(subject.source.path):
            if isinstance(selected.rule, SuppressionRule):
                try:
                    found = list(selected.rule.check(subject))
                    diagnostics += [stamp_source(subject.source, selected, finding) for finding in found]
                except (Exception, SystemExit) as error:  # noqa: BLE001 - the other rules still run
                    diagnostics.append(internal_error(subject.source, None, failing(selected), error))
    return fingerprinted(diagnostics)


def _is_known(exemption: Exemption, scope: Scope, faulty: Iterable[tuple[str, str]]) -> bool:
    """Whether all was looked at that an exception could be about."""
    if any(exemption.rule.lower() in _words(*rule) for rule in scope.silent):
        return False
    named = exemption.path.lstrip("/") if "/" in exemption.path else ""  # a name alone may be that of several files
    if not scope.complete and named not in scope.files and exemption.record not in scope.records:
        return False
    return not any(
        exemption.record in ("", record) and (not exemption.path or _matcher(exemption.path)(path))
        for path, record in faulty
    )


def _known_entries(entries: Sequence[Entry], spare: Iterable[int], scope: Scope, faulty: Container[str]) -> list[int]:
    silent = {code for code, _ in scope.silent}
    return [
        at
        for at in spare
        if entries[at].rule not in silent
        and entries[at].record not in faulty
        and _is_checked(entries[at].record, scope)
    ]


def _is_checked(record: str, scope: Scope) -> bool:
    return scope.complete or record in scope.records or record in scope.files


def _exceptions(suppressions: Suppressions, idle: Iterable[int]) -> Iterator[Suppression]:
    """The exceptions that have expired or are unused."""
    from genelint.tomltext import array_tables, key_span  # noqa: PLC0415 - start-up

    exceptions, _, today, _ = suppressions
    unused_ones = set(idle)
    concerned = [at for at, one in enumerate(suppressions.exemptions) if at in unused_ones or is_expired(one, today)]
    if exceptions is None or not concerned:
        return
    source, key, exemptions = exceptions
    tables = array_tables(source.text, key)
    inline = len(tables) != len(exemptions)
    for at in concerned:
        exemption = exemptions[at]
        span = key_span(source.text, key) if inline else tables[at].header
        removal = None if inline else Edit(tables[at].lines, "")
        where = [f"in {quote(exemption.path)}"] if exemption.path else []
        where += [f"in record {quote(exemption.record)}"] if exemption.record else []
        where += [f"at {quote(exemption.pointer)}"] if exemption.pointer else []
        what = f"exception for {exemption.rule} {' '.join(where)}"
        yield Suppression(source, span, what, at in unused_ones, exemption.until, today, removal)


def _entries(suppressions: Suppressions, spare: Iterable[int]) -> Iterator[Suppression]:
    """Those entries of the baseline."""
    baseline, today = suppressions.baseline, suppressions.today
    if baseline is not None:
        source = baseline.source
        for at in spare:
            entry = baseline.entries[at]
            what = f"baseline entry for {entry.rule} in {quote(entry.record)}"
            removal = Edit(line_span(source, at + 1), "")
            yield Suppression(source, source.line_span(at + 1), what, True, None, today, removal)


def _covers(exemption: Exemption, diagnostic: Diagnostic, path: str) -> bool:
    """Whether an exception, which names the rule and the record, is about the path and the place too."""
    if exemption.path and not _matcher(exemption.path)(path):
        return False
    pointer = exemption.pointer
    return not pointer or _begins(pointer, diagnostic.pointer) or _begins(pointer, diagnostic.anchor)


def _words(code: str, name: str) -> tuple[str, ...]:
    """The selectors that name a rule, in lower case."""
    return code.lower(), code[:3].lower(), name, "all"


def _begins(pointer: str, place: str) -> bool:
    return place == pointer or place.startswith(f"{pointer.removesuffix('/')}/")


@lru_cache(None)
def _matcher(pattern: str) -> Matches:
    return compile_patterns((pattern,))
