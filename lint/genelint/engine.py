"""Checks one source with the selected rules: the one way in for the command, the hook and every other face.

Rules across records take part with what a record says to them (`examine`); `corpus` has what they make of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, cast

from genelint.anchor import LONGEST_NAME, Anchors, line_name, shortened
from genelint.model import (
    Diagnostic,
    Excerpt,
    Finding,
    PlacedEdit,
    PlacedFix,
    PlacedRelated,
    Region,
    Safety,
    Severity,
    Source,
    Span,
)
from genelint.parse import read_record
from genelint.record import Record
from genelint.row_pairs import Pair, SoundPairs
from genelint.rule import CorpusRule, RecordRule, Rule, SidecarRule, SourceRule, never
from genelint.sidecar import Sidecar
from genelint.values import NamedTuple
from genelint.vocabulary import Vocabulary

INTERNAL_ERROR = "INT001"
"""The code of a diagnostic that says that genelint or a plugin has failed; the command then ends with 2."""

EXCERPT_MARGIN = 100
"""So many code points of the line are kept before and after the marked span."""


class SelectedRule(NamedTuple):
    """A rule, the severity that it has in this run, and the name of the plugin that it comes from."""

    rule: Rule
    severity: Severity
    plugin: str


class Said(NamedTuple):
    """What a record says to rules across records: the code of the first of these, and pairs of a key and a value."""

    code: str
    pairs: Sequence[Pair]


class Examined(NamedTuple):
    """What one source gives: the findings, sorted by path, place and code, the facts, and the gene's symbol."""

    diagnostics: list[Diagnostic]
    facts: list[Said]
    symbol: str = ""


_Check = tuple[SelectedRule, Callable[[Any], Iterable[Finding]]]
"""A rule and its function, of what the rule looks at."""


class _Proof(NamedTuple):
    """A proof and the rules that name it, which need not be asked where it holds."""

    is_clean: Callable[[Record], bool]
    spared: list[_Check]


class Topic(NamedTuple):
    """What records say to the rules across them that have the same `collect` and `terms`: the rules, and the first of
    their codes."""

    code: str
    sharing: list[tuple[SelectedRule, CorpusRule]]


class _Plan(NamedTuple):
    """The rules that `engine` runs, in their order: of a text, of a record without a proof and with one, of the file
    beside a record, and across records."""

    sources: list[_Check]
    unproven: list[_Check]
    proofs: list[_Proof]
    sidecars: list[_Check]
    topics: Sequence[Topic]


_MOST_PLANS = 16
"""So many plans are kept; a process that makes more of them begins anew."""


def check(
    source: Source,
    rules: Sequence[SelectedRule],
    *,
    sidecar: Sidecar | None = None,
    vocabulary: Vocabulary | None = None,
) -> list[Diagnostic]:
    """All that the rules say of one source by itself. Never raises; a rule that does is reported."""
    return examine(source, rules, sidecar=sidecar, vocabulary=vocabulary).diagnostics


def examine(
    source: Source,
    rules: Sequence[SelectedRule],
    *,
    sidecar: Sidecar | None = None,
    vocabulary: Vocabulary | None = None,
) -> Examined:
    """The same, with the facts for the rules across records."""
    try:
        record = read_record(source, sidecar, vocabulary)
    except Exception as error:  # noqa: BLE001 - a bug of ours must not stop the run
        return Examined([internal_error(source, None, "reading the record", error, "no rule could look at it")], [])
    diagnostics: list[Diagnostic] = []
    fail = partial(internal_error, source, record)
    planned = _planned(rules)
    asked = planned.unproven
    for is_clean, spared in planned.proofs:
        try:
            if not is_clean(record):
                asked = asked + spared
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the other rules still run
            diagnostics += [fail(failing(selected), error) for selected, _ in spared]
    if planned.sources or asked:
        stamp_here = partial(stamp, Anchors(record))
        diagnostics += _found(planned.sources, source, stamp_here, fail)
        diagnostics += _found(asked, record, stamp_here, fail)
    if sidecar is not None:
        diagnostics += _found(planned.sidecars, sidecar, partial(_stamp_sidecar, record, sidecar), fail)
    facts: list[Said] = []
    for code, sharing in planned.topics:
        try:
            if pairs := _checked(sharing[0][1].collect(record)):
                facts.append(Said(code, pairs))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the other rules still run
            diagnostics += [fail(failing(selected), error) for selected, _ in sharing]
    return Examined(_finished(diagnostics) if diagnostics else diagnostics, facts, record.symbol)


def _planned(rules: Sequence[SelectedRule]) -> _Plan:
    """The plan for some rules; that for a tuple is kept, since the records of a run share one."""
    if not isinstance(rules, tuple):
        return _plan_of(rules)
    kept = _kept.get(id(rules))
    if kept is None:
        if len(_kept) >= _MOST_PLANS:
            _kept.clear()
        kept = _kept[id(rules)] = rules, _plan_of(rules)
    return kept[1]


_kept: dict[int, tuple[Sequence[SelectedRule], _Plan]] = {}
"""By the identity of rules, which stand beside their plan and so keep it for themselves."""


def _plan_of(rules: Sequence[SelectedRule]) -> _Plan:
    made = _Plan([], [], [], [], topics(rules))
    spared: dict[Callable[[Record], bool], list[_Check]] = {never: made.unproven}
    for selected in rules:
        match selected.rule:
            case RecordRule(_, check, is_clean):
                if is_clean not in spared:
                    spared[is_clean] = []
                    made.proofs.append(_Proof(is_clean, spared[is_clean]))
                spared[is_clean].append((selected, check))
            case SourceRule(_, check):
                made.sources.append((selected, check))
            case SidecarRule(_, check):
                made.sidecars.append((selected, check))
            case _:
                pass  # a CorpusRule, which has a topic, or a SuppressionRule, which `suppression` runs
    return made


def topics(rules: Iterable[SelectedRule]) -> list[Topic]:
    """What records say to those of some rules that are across records; the same for any order of these."""
    across = [(selected, selected.rule) for selected in rules if isinstance(selected.rule, CorpusRule)]
    found: dict[tuple[int, int], Topic] = {}
    for selected, rule in sorted(across, key=_code):
        alike = id(rule.collect), id(rule.terms)  # a plugin's functions may be objects that cannot be compared
        found.setdefault(alike, Topic(rule.meta.code, [])).sharing.append((selected, rule))
    return list(found.values())


def _code(across: tuple[SelectedRule, CorpusRule]) -> str:
    return across[1].meta.code


def _found(
    checks: Iterable[_Check],
    subject: object,
    stamp_here: Callable[[SelectedRule, Finding], Diagnostic],
    fail: Callable[[str, BaseException], Diagnostic],
) -> list[Diagnostic]:
    """What rules find in what they look at, and which of them fail."""
    diagnostics: list[Diagnostic] = []
    for selected, check_subject in checks:
        try:
            if found := list(check_subject(subject)):
                diagnostics += [stamp_here(selected, finding) for finding in found]
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the other rules still run
            diagnostics.append(fail(failing(selected), error))
    return diagnostics


def _checked(pairs: Iterable[Pair]) -> Sequence[Pair]:
    """Pairs as they should be. Raises TypeError or ValueError for what a plugin gave that is no pair of texts."""
    if type(pairs) is SoundPairs:
        return pairs
    pairs = list(pairs)
    if not pairs or _are_plain(pairs):
        return pairs
    keys, values = zip(*pairs, strict=True)
    "".join(keys + values)
    return list(zip(map(str.__str__, keys), map(str.__str__, values), strict=True))  # nothing but text, for any process


def _are_plain(pairs: list[Pair]) -> bool:
    """Whether all are tuples of two texts, as most are: of no other types, also none that are made of these."""
    try:
        for pair in pairs:
            if type(pair) is not tuple:
                return False
            key, value = pair
            if type(key) is not str or type(value) is not str:
                return False
    except ValueError:  # too few or too many, which costs less to find than to ask for
        return False
    return True


def pointer_at(record: Record, offset: int) -> str:
    """The name of the field, or the JSON pointer into the summary tree, at an offset of the source."""
    if record.tree_span is not None and record.tree_span.start <= offset < record.tree_span.end:
        return (record.tree.pointer_at(offset) if record.tree is not None else "") or "Summary"
    return line_name(record.source, record.source.line_col(offset)[0])


def stamp(
    anchors: Anchors, selected: SelectedRule, finding: Finding, others: tuple[PlacedRelated, ...] = ()
) -> Diagnostic:
    """The diagnostic of a finding in a record, `others` being places in other records; its fingerprint is to be made.

    Raises ValueError for a finding that no report could show.
    """
    record = anchors.record
    stamped = stamp_source(record.source, selected, finding)
    pointer = pointer_at(record, finding.span.start)
    place = anchors.place(finding.span, pointer, finding.message)
    return stamped._replace(
        pointer=pointer,
        record=shortened(record.symbol, LONGEST_NAME),
        related=stamped.related + others,
        anchor=place.anchor,
        value=place.value,
    )


def stamp_source(source: Source, selected: SelectedRule, finding: Finding) -> Diagnostic:
    """The diagnostic of a finding in any file.

    Raises ValueError for a finding that no report could show.
    """
    _validate(source, finding)
    meta = selected.rule.meta
    fix = finding.fix
    return Diagnostic(
        path=source.path,
        region=source.region(finding.span),
        code=meta.code,
        rule=meta.name,
        severity=_severity(selected, finding),
        message=str.__str__(finding.message),
        pointer="",
        record="",
        fingerprint="",
        excerpt=excerpt_at(source, finding.span),
        fix=fix
        and PlacedFix(
            fix.title,
            fix.safety,
            tuple(PlacedEdit(source.region(edit.span), edit.span, edit.text) for edit in fix.edits),
        ),
        related=tuple(
            PlacedRelated(source.path, source.region(related.span), related.message) for related in finding.related
        ),
    )


def _stamp_sidecar(record: Record, sidecar: Sidecar, selected: SelectedRule, finding: Finding) -> Diagnostic:
    faulty = sidecar.faulty
    start, end = faulty.line_span(faulty.line_col(finding.span.start)[0])
    return stamp_source(faulty, selected, finding)._replace(
        region=sidecar.region(finding.span),
        record=record.symbol,
        anchor=f"associations/{shortened(faulty.text[start:end].partition(chr(9))[0])}",
        value=shortened(faulty.text[slice(*finding.span)] or finding.message),
    )


def failing(selected: SelectedRule) -> str:
    """How an internal error calls a rule."""
    return f"rule {selected.rule.meta.code} of {selected.plugin}"


def _severity(selected: SelectedRule, finding: Finding) -> Severity:
    """The finding's own severity only where the rule has its default one."""
    is_default = selected.severity == selected.rule.meta.severity
    return finding.severity if finding.severity is not None and is_default else selected.severity


def _validate(source: Source, finding: Finding) -> None:
    """Raises ValueError or TypeError for a finding that no report could show."""
    if not isinstance(cast("object", finding), Finding):
        raise TypeError(f"a rule finds a {type(finding).__name__}, not a Finding")
    fix = finding.fix
    edits = fix.edits if fix is not None else ()
    for start, end in (finding.span, *(edit.span for edit in edits), *(related.span for related in finding.related)):
        if not 0 <= start <= end <= len(source.text):
            raise ValueError(f"the span {start} to {end} is not in the text, which has {len(source.text)} code points")
    if not finding.message or "\n" in finding.message:
        raise ValueError("a finding's message is one line of text")
    texts: list[object] = [related.message for related in finding.related]
    if fix is not None:
        texts += [fix.title, *(edit.text for edit in edits)]
        if not isinstance(cast("object", fix.safety), Safety):
            raise TypeError(f"the safety of a fix is {fix.safety!r}, not a Safety")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("titles, edits and notes are made of text")


def internal_error(
    source: Source, record: Record | None, where: str, error: BaseException, rest: str = "the other rules ran"
) -> Diagnostic:
    """The diagnostic that says that a part of genelint or of a plugin has failed on a source, and what of the rest."""
    return Diagnostic(
        path=source.path,
        region=Region(1, 1, 1, 1),
        code=INTERNAL_ERROR,
        rule="internal-error",
        severity=Severity.ERROR,
        message=f"{where} failed with {type(error).__name__}: {error}; {rest}; please report this",
        pointer="",
        record=record.symbol if record else "",
        fingerprint="",
        excerpt=excerpt_at(source, Span(0, 0)),
    )


def excerpt_at(source: Source, span: Span) -> Excerpt:
    """The line that a span begins in, cut to the part around the span."""
    line, _ = source.line_col(span.start)
    start, end = source.line_span(line)
    first = max(start, span.start - EXCERPT_MARGIN)
    last = min(end, max(span.start, min(span.end, span.start + EXCERPT_MARGIN)) + EXCERPT_MARGIN)
    return Excerpt(source.text[first:last], first - start + 1, first > start, last < end)


def order(diagnostic: Diagnostic) -> tuple[str, Region, str, str]:
    """The key by which diagnostics are sorted."""
    return diagnostic.path, diagnostic.region, diagnostic.code, diagnostic.message


def _finished(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Those of one record, sorted and with their fingerprints."""
    diagnostics.sort(key=order)
    return fingerprinted(diagnostics)


def fingerprinted(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Give each a digest of what does not change when the record is edited elsewhere.

    Findings that are alike in all of it are told apart by their number in the order of the text.
    """
    from hashlib import sha256  # noqa: PLC0415 - start-up

    counts: dict[tuple[str, ...], int] = {}
    stamped: list[Diagnostic] = []
    for diagnostic in diagnostics:
        key = (diagnostic.record or diagnostic.path, diagnostic.code, diagnostic.anchor, diagnostic.value)
        counts[key] = counts.get(key, 0) + 1
        digest = sha256("\0".join((*key, str(counts[key]))).encode("utf-8", "surrogatepass")).hexdigest()
        stamped.append(diagnostic._replace(fingerprint=digest[:16]))
    return stamped
