"""What records say to the rules across them, gathered from many in little memory.

Facts can be gathered in any order: the same records say the same to a rule, but for what is of no account to it.
"""

from __future__ import annotations

import marshal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import IO, cast

from genelint.engine import Said
from genelint.rule import MOST_HOLDERS, CorpusRule, Holders, Values, itself

MOST_KEPT = 4096
"""So many different pairs are held in memory for each rule; the records that say others are most often alone in it."""

MOST_WAITING = 8192
"""So many more pairs wait in memory before they go to a file."""

_PARTS = 64
"""Hashes are compared in so many parts, by their last bits, so that few of them are Python's own large numbers at a
time."""

_MASK = _PARTS - 1

Pair = tuple[str, str]


class _Spool:
    """Pairs and the paths of their records, in a file without a name; in memory where there is no room for one."""

    __slots__ = ("_file", "_pieces", "_size", "_waiting")

    def __init__(self) -> None:
        self._waiting: list[tuple[str, list[Pair]]] = []
        self._size = 0
        self._file: IO[bytes] | None = None
        self._pieces: list[bytes] = []

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, path: str, pairs: list[Pair]) -> None:
        """Take what one record says."""
        self._waiting.append((path, pairs))
        self._size += len(pairs)
        if self._size >= MOST_WAITING:
            self._write(marshal.dumps(self._waiting))
            self._waiting = []
            self._size = 0

    def _write(self, piece: bytes) -> None:
        from tempfile import TemporaryFile  # noqa: PLC0415 - start-up

        try:
            if self._file is None:
                self._file = TemporaryFile()  # noqa: SIM115 - it lasts as long as the spool
            end = self._file.tell()
            try:
                self._file.write(len(piece).to_bytes(8))
                self._file.write(piece)
                self._file.flush()
            except OSError:
                self._file.truncate(end)
                self._file.seek(end)
                raise
        except OSError:
            self._pieces.append(piece)

    def __iter__(self) -> Iterator[tuple[str, list[Pair]]]:
        """Everything that was taken."""
        if self._file is not None:
            self._file.seek(0)
            while size := self._file.read(8):
                yield from marshal.loads(self._file.read(int.from_bytes(size)))  # noqa: S302 - we wrote it
        for piece in self._pieces:
            yield from marshal.loads(piece)  # noqa: S302 - we wrote it
        yield from self._waiting


class Facts:
    """What records say, and which of them."""

    __slots__ = ("_counts", "_due", "_held", "_spools")

    def __init__(self) -> None:
        self._held: dict[str, dict[Pair, list[str]]] = {}  # the paths of some records, the first ones among them
        self._counts: dict[str, Counter[Pair]] = {}  # how many more there are
        self._spools: defaultdict[str, _Spool] = defaultdict(_Spool)
        self._due = MOST_HOLDERS

    def add(self, path: str, facts: Iterable[Said]) -> None:
        """Take what the record of a path says, each rule's in one; what it says twice counts once."""
        for code, pairs in facts:
            held = self._held.get(code)
            if held is None:
                held = self._held[code] = {}
            rest: list[Pair] = []
            for pair in pairs:
                paths = held.get(pair)
                if paths is None:
                    if len(held) < MOST_KEPT:
                        held[pair] = [path]
                    else:
                        rest.append(pair)
                elif paths[-1] is not path:
                    paths.append(path)
            if rest:
                self._spools[code].add(path, list(dict.fromkeys(rest)))
        self._due -= 1
        if not self._due:
            self._forget()

    def _forget(self) -> None:
        """Forget paths that are none of the first."""
        self._due = MOST_HOLDERS
        for code, held in self._held.items():
            counts = self._counts.setdefault(code, Counter())
            for pair, paths in held.items():
                if len(paths) > MOST_HOLDERS:
                    counts[pair] += len(paths) - MOST_HOLDERS
                    held[pair] = sorted(paths)[:MOST_HOLDERS]

    def of(self, rule: CorpusRule) -> Values:
        """What all records say to one rule, sorted, but perhaps without pairs that are alone (see `CorpusRule`)."""
        code = rule.meta.code
        held = self._held.get(code, {})
        counts = self._counts.get(code, Counter[Pair]())
        if code in self._spools:
            held = {**held, **_in_company(self._spools[code], held, rule)}
        values: dict[str, dict[str, Holders]] = {}
        for pair in sorted(held):
            key, value = pair
            paths = held[pair]
            holders = Holders(len(paths) + counts.get(pair, 0), tuple(sorted(paths)[:MOST_HOLDERS]))
            values.setdefault(key, {})[value] = holders
        return values


def _in_company(spool: _Spool, held: Iterable[Pair], rule: CorpusRule) -> dict[Pair, list[str]]:
    """The pairs of a spool that share a term with another pair, or are said by two records, and the paths of these.

    All of them for a rule that does not tell what it compares by.
    """
    terms = cast("CorpusRule", itself(rule)).terms
    shared = _shared_terms(spool, held, terms) if terms is not None else frozenset[int]()
    kept: dict[Pair, list[str]] = {}
    for path, pairs in spool:
        for pair in pairs:
            if terms is None or not shared.isdisjoint(map(hash, terms(*pair))):
                kept.setdefault(pair, []).append(path)
    return kept


def _shared_terms(spool: _Spool, held: Iterable[Pair], terms: Callable[[str, str], Iterable[str]]) -> AbstractSet[int]:
    """The hashes of the terms that stand more than once; two that have one hash by chance keep more than is needed."""
    from array import array  # noqa: PLC0415 - start-up

    parts = [array("q") for _ in range(_PARTS)]
    for pairs in chain((held,), (pairs for _, pairs in spool)):
        for pair in pairs:
            for term in terms(*pair):
                number = hash(term)
                parts[number & _MASK].append(number)
    shared: set[int] = set()
    for part in parts:
        once: set[int] = set()
        for number in part:
            if number in once:
                shared.add(number)
            once.add(number)
    return shared
