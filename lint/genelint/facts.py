"""What records say to the rules across them, gathered from many in little memory.

Records are taken in batches: `bind` makes of what they say one sheaf for each topic, bytes that go to other processes,
to files and to the cache as they are. Sheaves can be gathered in any order: the same records say the same on a topic,
but for what is of no account to its rules.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from itertools import chain, compress
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from genelint.engine import Said, SelectedRule, Topic, topics
from genelint.row_pairs import Pair
from genelint.rule import MOST_HOLDERS, Holders, Values, terms_of
from genelint.values import NamedTuple

if TYPE_CHECKING:
    from array import array

MOST_KEPT = 4096
"""So many different pairs are held in memory for each topic; the records that say others are most often alone in it."""

MOST_WAITING = 1 << 20
"""So many bytes of other pairs wait in memory for each topic before they go to a file."""

_PARTS = 64
"""Hashes are counted in so many parts, by their last bits, so that few of them are Python's own numbers at a time."""

_MASK = _PARTS - 1

Entry = tuple[bytes, str, str]
"""The positions of the records of a batch that say a pair, a byte below 254 for each, and the pair."""

_Terms = Callable[[str, str], Iterable[str]]


class Sheaf(NamedTuple):
    """What the records of a batch say on the topic of a code.

    `common` are the entries of pairs that several of them say, `rare` those of the others, both as bytes. `hashes` are
    of the terms of the rare pairs, and `owners` has for each the position of its entry, both as arrays of numbers; they
    are empty where they are not known yet.
    """

    code: str
    common: bytes
    rare: bytes
    hashes: bytes = b""
    owners: bytes = b""


def bind(said: Iterable[Iterable[Said]], across: Iterable[SelectedRule]) -> list[Sheaf]:
    """What the records of a batch say, one after the other, to the rules across records."""
    positions: dict[str, defaultdict[Pair, list[int]]] = {}
    for at, facts in enumerate(said):
        for code, pairs in facts:
            known = positions.get(code)
            if known is None:
                known = positions[code] = defaultdict(list)
            for pair in pairs:
                known[pair].append(at)
    by_code = {topic.code: topic for topic in topics(across)} if positions else {}
    return [_sheaf(by_code[code], known) for code, known in positions.items()]


def _sheaf(topic: Topic, positions: Mapping[Pair, list[int]]) -> Sheaf:
    common: list[Entry] = []
    rare: list[Entry] = []
    for (key, value), places in positions.items():
        once = places
        if len(places) > 1 and len(set(places)) < len(places):  # a record says it twice
            once = sorted(set(places))
        (common if len(once) > 1 else rare).append((bytes(once), key, value))
    hashed: tuple[bytes, ...] = ()
    with suppress(Exception, SystemExit):  # a plugin's bug, which shows again where it is reported
        terms = _terms_of(topic)
        if terms is not None:
            hashed = tuple(numbers.tobytes() for numbers in _hashed(rare, terms))
    return Sheaf(topic.code, pack_entries(common), pack_entries(rare), *hashed)


def pack_entries(entries: Sequence[Entry]) -> bytes:
    """The bytes of entries: all positions, all keys and all values, with a byte 255 between each, which none has."""
    places, keys, values = zip(*entries, strict=True) if entries else ((), (), ())
    return b"\xff".join([*places, *_encoded([*keys, *values])])


def unpack_entries(packed: bytes) -> list[Entry]:
    """The entries of bytes. Raises ValueError for what is not packed so."""
    if not packed:
        return []
    parts = packed.split(b"\xff")
    third = len(parts) // 3
    texts = [part.decode("utf-8", "surrogatepass") for part in parts[third:]]
    return list(zip(parts[:third], texts[:third], texts[third:], strict=True))


def _encoded(texts: Sequence[str]) -> list[bytes]:
    """The bytes of texts, in which lone surrogates stay apart."""
    try:
        return list(map(str.encode, texts))
    except UnicodeEncodeError:
        return [text.encode("utf-8", "surrogatepass") for text in texts]


def _terms_of(topic: Topic) -> _Terms | None:
    _, rule = topic.sharing[0]
    return terms_of(rule)


def _hashed(entries: Iterable[Entry], terms: _Terms) -> tuple[array[int], array[int]]:
    """The hashes of the terms of pairs, and for each the position of its entry.

    A pair without any is its own term, and the terms of one that several records say stand twice: such a pair is in
    company by itself.
    """
    from array import array  # noqa: PLC0415 - start-up
    from zlib import crc32  # noqa: PLC0415 - start-up

    named = [
        (tuple(terms(key, value)) or (f"{key}\0{value}",)) * (2 if places[1:] else 1) for places, key, value in entries
    ]
    owners = [at for at, names in enumerate(named) for _ in names]
    return array("I", map(crc32, _encoded([*chain.from_iterable(named)]))), array("I", owners)


class _Piece(NamedTuple):
    """The rare pairs of a sheaf, and the number of its batch."""

    batch: int
    entries: bytes
    hashes: bytes
    owners: bytes


class _Spool:
    """Pieces, in a file without a name; in memory where there is no room for one."""

    __slots__ = ("_file", "_pieces", "_size", "_waiting")

    def __init__(self) -> None:
        self._waiting: list[tuple[object, ...]] = []
        self._size = 0
        self._file: IO[bytes] | None = None
        self._pieces: list[bytes] = []

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, piece: _Piece) -> None:
        """Take a piece."""
        self._waiting.append(tuple(piece))
        self._size += len(piece.entries)
        if self._size >= MOST_WAITING:
            self._write(marshal.dumps(self._waiting))
            self._waiting = []
            self._size = 0

    def _write(self, pieces: bytes) -> None:
        from tempfile import TemporaryFile  # noqa: PLC0415 - start-up

        try:
            if self._file is None:
                self._file = TemporaryFile()  # noqa: SIM115 - it lasts as long as the spool
            end = self._file.tell()
            try:
                self._file.write(len(pieces).to_bytes(8))
                self._file.write(pieces)
                self._file.flush()
            except OSError:
                self._file.truncate(end)
                self._file.seek(end)
                raise
        except OSError:
            self._pieces.append(pieces)

    def __iter__(self) -> Iterator[_Piece]:
        """Everything that was taken."""
        if self._file is not None:
            self._file.seek(0)
            while size := self._file.read(8):
                yield from map(_Piece._make, marshal.loads(self._file.read(int.from_bytes(size))))  # noqa: S302 - we wrote it
        for pieces in self._pieces:
            yield from map(_Piece._make, marshal.loads(pieces))  # noqa: S302 - we wrote it
        yield from map(_Piece._make, self._waiting)


class _Held:
    """How many records say a pair, and which: paths of batches with positions in them, of the first ones at least."""

    __slots__ = ("_last", "_named", "_parts", "number")

    def __init__(self) -> None:
        self.number = 0
        self._parts: list[tuple[Sequence[str], Sequence[int]]] = []
        self._named = 0
        self._last = ""  # none of those named comes after it

    def add(self, paths: Sequence[str], places: Sequence[int], first: str, last: str) -> None:
        """Take those of the paths that stand in some places; `first` and `last` are of all of these paths."""
        self.number += len(places)
        if self._named >= MOST_HOLDERS and first > self._last:
            return
        self._parts.append((paths, places))
        self._named += len(places)
        self._last = max(self._last, last)
        if self._named >= 2 * MOST_HOLDERS:
            named = self.paths
            self._parts = [(named, range(len(named)))]
            self._named = len(named)
            self._last = named[-1]

    @property
    def paths(self) -> list[str]:
        """The first paths, sorted."""
        return sorted(paths[at] for paths, places in self._parts for at in places)[:MOST_HOLDERS]


_NOBODY = _Held()


class Facts:
    """What records say, and which of them."""

    __slots__ = ("_batches", "_held", "_spools")

    def __init__(self) -> None:
        self._batches: list[Sequence[str]] = []
        self._held: dict[str, dict[Pair, _Held]] = {}
        self._spools: dict[str, _Spool] = {}

    def add(self, paths: Sequence[str], sheaves: Iterable[Sheaf]) -> None:
        """Take what the records of a batch say, whose paths are these."""
        first, last = min(paths), max(paths)
        number = len(self._batches)
        self._batches.append(paths)
        for code, common, rare, hashes, owners in sheaves:
            held = self._held.setdefault(code, {})
            spool = self._spools.setdefault(code, _Spool())
            rest: list[Entry] = []
            for places, key, value in unpack_entries(common):
                holding = held.get((key, value))
                if holding is None:
                    if len(held) >= MOST_KEPT:
                        rest.append((places, key, value))
                        continue
                    holding = held[key, value] = _Held()
                holding.add(paths, places, first, last)
            if rest:
                spool.add(_Piece(number, pack_entries(rest), b"", b""))
            spool.add(_Piece(number, rare, hashes, owners))

    def of(self, topic: Topic) -> Values:
        """What all records say on a topic, sorted, but perhaps without pairs that are alone (see `CorpusRule`)."""
        held = self._held.get(topic.code, {})
        others = self._in_company(topic, held)
        values: dict[str, dict[str, Holders]] = {}
        for pair in sorted(held.keys() | others.keys()):
            key, value = pair
            holding = held.get(pair, _NOBODY)
            paths = others.get(pair)
            number = holding.number + (len(paths) if paths else 0)
            first = sorted(holding.paths + paths)[:MOST_HOLDERS] if paths else holding.paths
            values.setdefault(key, {})[value] = Holders(number, tuple(first))
        # Several rules may see them, none of which can spoil them for another.
        return MappingProxyType({key: MappingProxyType(found) for key, found in values.items()})

    def _in_company(self, topic: Topic, held: Iterable[Pair]) -> dict[Pair, list[str]]:
        """The rare pairs that share a term with another pair, or are said by two records, and the paths of these.

        All of them for rules that do not tell what they compare by.
        """
        spool = self._spools.get(topic.code, ())
        terms = _terms_of(topic)
        shared = _shared_terms(spool, held, terms) if terms is not None else set[int]()
        kept: dict[Pair, list[str]] = {}
        for piece in spool:
            entries = unpack_entries(piece.entries) if terms is None else _wanted(piece, terms, shared)
            paths = self._batches[piece.batch]
            for places, key, value in entries:
                kept.setdefault((key, value), []).extend(paths[at] for at in places)
        return kept


def _wanted(piece: _Piece, terms: _Terms, shared: AbstractSet[int]) -> list[Entry]:
    """The entries of a piece that have one of the shared terms."""
    hashes, owners = _numbers(piece, terms)
    places = sorted(set(compress(owners, map(shared.__contains__, hashes))))
    entries = unpack_entries(piece.entries) if places else []
    return [entries[at] for at in places]


def _numbers(piece: _Piece, terms: _Terms) -> tuple[array[int], array[int]]:
    """The hashes of a piece, and for each the position of its entry."""
    from array import array  # noqa: PLC0415 - start-up

    if piece.hashes:
        return array("I", piece.hashes), array("I", piece.owners)
    return _hashed(unpack_entries(piece.entries), terms)


def _shared_terms(spool: Iterable[_Piece], held: Iterable[Pair], terms: _Terms) -> AbstractSet[int]:
    """The hashes of the terms that stand more than once; two that have one hash by chance keep more than is needed."""
    from array import array  # noqa: PLC0415 - start-up
    from collections import Counter  # noqa: PLC0415 - start-up

    parts = [array("I") for _ in range(_PARTS)]
    of_held, _ = _hashed(((b"", *pair) for pair in held), terms)
    for hashes in chain((of_held,), (_numbers(piece, terms)[0] for piece in spool)):
        for number in hashes:
            parts[number & _MASK].append(number)
    shared: set[int] = set()
    for part in parts:
        shared.update(number for number, count in Counter(part).items() if count > 1)
    return shared
