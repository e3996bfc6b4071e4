"""What records say to the rules across them, gathered from many in little memory.

Facts can be gathered in any order: the same records give the same values.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import IO

from genelint.engine import Said
from genelint.rule import MOST_HOLDERS, CorpusRule, Holders, Values

MOST_KEPT = 4096
"""So many different pairs are held in memory for each rule; the records that say others are most often alone in it."""

MOST_WAITING = 8192
"""So many more pairs wait in memory before they go to a file."""

_PARTS = 64
"""Hashes are compared in so many parts, so that few of them are Python's own large numbers at a time."""

Pair = tuple[str, str]


class _Holding:
    """How many records hold a fact, and the paths of some, the first ones among them."""

    __slots__ = ("count", "paths")

    def __init__(self) -> None:
        self.count = 0
        self.paths: list[str] = []

    def add(self, path: str) -> None:
        """Take one more record, and forget paths that are none of the first."""
        self.count += 1
        self.paths.append(path)
        if len(self.paths) > 2 * MOST_HOLDERS:
            self.paths = sorted(self.paths)[:MOST_HOLDERS]


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

    __slots__ = ("_held", "_spools")

    def __init__(self) -> None:
        self._held: dict[str, dict[Pair, _Holding]] = {}
        self._spools: defaultdict[str, _Spool] = defaultdict(_Spool)

    def add(self, path: str, facts: Iterable[Said]) -> None:
        """Take what the record of a path says, each rule's in one; what it says twice counts once."""
        for code, pairs in facts:
            held = self._held.setdefault(code, {})
            rest: list[Pair] = []
            for pair in dict.fromkeys(pairs):
                holding = held.get(pair)
                if holding is None:
                    if len(held) >= MOST_KEPT:
                        rest.append(pair)
                        continue
                    holding = held[pair] = _Holding()
                holding.add(path)
            if rest:
                self._spools[code].add(path, rest)

    def of(self, rule: CorpusRule) -> Values:
        """What all records say to one rule, sorted, but perhaps without pairs that are alone (see `CorpusRule`)."""
        code = rule.meta.code
        held = self._held.get(code, {})
        if code in self._spools:
            held = {**held, **_in_company(self._spools[code], held, rule)}
        values: dict[str, dict[str, Holders]] = {}
        for key, value in sorted(held):
            holding = held[key, value]
            holders = Holders(holding.count, tuple(sorted(holding.paths)[:MOST_HOLDERS]))
            values.setdefault(key, {})[value] = holders
        return values


def _in_company(spool: _Spool, held: Iterable[Pair], rule: CorpusRule) -> dict[Pair, _Holding]:
    """The pairs of a spool that share a term with another pair, or are said by two records."""
    shared = _shared_terms(spool, held, rule)
    kept: dict[Pair, _Holding] = {}
    for path, pairs in spool:
        for pair in pairs:
            if any(hash(term) in shared for term in rule.terms(*pair)):
                kept.setdefault(pair, _Holding()).add(path)
    return kept


def _shared_terms(spool: _Spool, held: Iterable[Pair], rule: CorpusRule) -> set[int]:
    """The hashes of the terms that stand more than once; two that have one hash by chance keep more than is needed."""
    from array import array  # noqa: PLC0415 - start-up

    parts = [array("q") for _ in range(_PARTS)]
    for pair in held:
        for term in rule.terms(*pair):
            number = hash(term)
            parts[number % _PARTS].append(number)
    for _, pairs in spool:
        for pair in pairs:
            for term in rule.terms(*pair):
                number = hash(term)
                parts[number % _PARTS].append(number)
    shared: set[int] = set()
    for part in parts:
        once: set[int] = set()
        for number in part:
            if number in once:
                shared.add(number)
            once.add(number)
    return shared
