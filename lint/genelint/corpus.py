"""The second pass: what records say to the rules across them, gathered from many, and what these make of it.

Facts can be gathered in any order and any grouping: the same records give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from genelint.anchor import Anchors
from genelint.engine import Said, SelectedRule, failing, fingerprinted, internal_error, order, stamp
from genelint.model import Diagnostic, PlacedRelated, Source
from genelint.record import Record
from genelint.rule import MOST_HOLDERS, Clash, CorpusRule, Holders, Values

_KEPT_RECORDS = 16
"""So many records are kept that clashes speak of; the next ones most often speak of the same."""


class _Holding:
    """How many records hold a fact, and the paths of some, the first ones among them."""

    __slots__ = ("count", "paths")

    def __init__(self) -> None:
        self.count = 0
        self.paths: list[str] = []

    def cut(self) -> None:
        """Forget paths that are none of the first."""
        if len(self.paths) > 2 * MOST_HOLDERS:
            self.paths = sorted(self.paths)[:MOST_HOLDERS]


class Facts:
    """What records say, and which of them."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[str, dict[tuple[str, str], _Holding]] = {}

    def add(self, path: str, facts: Iterable[Said]) -> None:
        """Take what the record of a path says, each rule's in one; what it says twice counts once."""
        for code, pairs in facts:
            held = self._held.setdefault(code, {})
            for pair in dict.fromkeys(pairs):
                holding = held.get(pair)
                if holding is None:
                    holding = held[pair] = _Holding()
                holding.count += 1
                holding.paths.append(path)
                if len(holding.paths) > 2 * MOST_HOLDERS:  # asked here too, for speed
                    holding.cut()

    def merge(self, others: Facts) -> None:
        """Take what other records say."""
        for code, theirs in others._held.items():
            held = self._held.setdefault(code, {})
            for pair, holding in theirs.items():
                own = held.setdefault(pair, _Holding())
                own.count += holding.count
                own.paths += holding.paths
                own.cut()

    def of(self, code: str) -> Values:
        """What all records say to one rule."""
        values: dict[str, dict[str, Holders]] = {}
        for (key, value), holding in sorted(self._held.get(code, {}).items(), key=_pair):
            holders = Holders(holding.count, tuple(sorted(holding.paths)[:MOST_HOLDERS]))
            values.setdefault(key, {})[value] = holders
        return values

    def dumps(self) -> str:
        """All of it as JSON."""
        from json import dumps  # noqa: PLC0415 - start-up

        return dumps({code: self.of(code) for code in sorted(self._held)}, ensure_ascii=False)


def _pair(item: tuple[tuple[str, str], _Holding]) -> tuple[str, str]:
    return item[0]


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
    for selected in rules:
        if isinstance(selected.rule, CorpusRule):
            try:
                clashes = sorted(selected.rule.compare(facts.of(selected.rule.meta.code)))
                wanted = [clash for clash in clashes if selected in rules_for(clash.path)]
            except (Exception, SystemExit) as error:  # noqa: BLE001 - the other rules still run
                diagnostics.append(internal_error(Source("", ""), None, failing(selected), error))
                continue
            diagnostics += _placed(selected, selected.rule, wanted, again, anchors_of)
    diagnostics.sort(key=order)
    return fingerprinted(diagnostics)


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
                yield internal_error(Source(clash.path, ""), None, failing(selected), error)
            has_failed = True


def _others(
    rule: CorpusRule, clashes: Iterable[Clash], reread: Callable[[str], Record | None]
) -> Iterator[PlacedRelated]:
    for clash in clashes:
        record = reread(clash.path)
        finding = rule.place(record, clash) if record is not None else None
        if record is not None and finding is not None:
            yield PlacedRelated(clash.path, record.source.region(finding.span), clash.message)
