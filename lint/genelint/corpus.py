"""The second pass: what the rules across records make of the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from genelint.anchor import Anchors
from genelint.engine import SelectedRule, failing, fingerprinted, internal_error, order, stamp, topics
from genelint.facts import Facts
from genelint.model import Diagnostic, PlacedRelated, Source
from genelint.record import Record
from genelint.rule import Clash, CorpusRule

_KEPT_RECORDS = 16
"""So many records are kept that clashes speak of; the next ones most often speak of the same."""


def compare(
    facts: Facts,
    rules: Iterable[SelectedRule],
    rules_for: Callable[[str], Sequence[SelectedRule]],
    reread: Callable[[str], Record | None],
) -> list[Diagnostic]:
    """What the rules across records say, sorted by path, place and code. Never raises; a rule that does is reported.

    `rules_for` gives the rules whose findings are wanted for a path, none for a record that is only compared with;
    `reread` reads a record again, None where it is gone.
    """
    again = lru_cache(_KEPT_RECORDS)(reread)
    anchors_of = lru_cache(_KEPT_RECORDS)(Anchors)
    diagnostics: list[Diagnostic] = []
    for topic in topics(rules):
        try:
            values = facts.of(topic)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the other rules still run
            diagnostics += [_failed(selected, error) for selected, _ in topic.sharing]
            continue
        for selected, rule in topic.sharing:
            try:
                clashes = sorted(rule.compare(values))
                wanted = [clash for clash in clashes if selected in rules_for(clash.path)]
            except (Exception, SystemExit) as error:  # noqa: BLE001 - the other rules still run
                diagnostics.append(_failed(selected, error))
                continue
            diagnostics += _placed(selected, rule, wanted, again, anchors_of)
    diagnostics.sort(key=order)
    return fingerprinted(diagnostics)


def _failed(selected: SelectedRule, error: BaseException, path: str = "") -> Diagnostic:
    return internal_error(Source(path, ""), None, failing(selected), error)


def _placed(
    selected: SelectedRule,
    rule: CorpusRule,
    clashes: Iterable[Clash],
    reread: Callable[[str], Record | None],
    anchors_of: Callable[[Record], Anchors],
) -> Iterator[Diagnostic]:
    """The diagnostics of clashes, without those that cannot be placed; the first at which the rule fails says so."""
    has_failed = False
    for clash in clashes:
        try:
            record = reread(clash.path)
            finding = rule.place(record, clash) if record is not None else None
            if record is not None and finding is not None:
                yield stamp(anchors_of(record), selected, finding, tuple(_others(rule, clash.others, reread)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the other clashes are still placed
            if not has_failed:
                yield _failed(selected, error, clash.path)
            has_failed = True


def _others(
    rule: CorpusRule, clashes: Iterable[Clash], reread: Callable[[str], Record | None]
) -> Iterator[PlacedRelated]:
    for clash in clashes:
        record = reread(clash.path)
        finding = rule.place(record, clash) if record is not None else None
        if record is not None and finding is not None:
            yield PlacedRelated(clash.path, record.source.region(finding.span), clash.message)
