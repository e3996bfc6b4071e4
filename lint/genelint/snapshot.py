"""The files of a run as they are now, held against what rows of the cache tell of them."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Sequence, Set
from itertools import count

from genelint.packing import More
from genelint.stamps import WIDTH, Stamp
from genelint.values import NamedTuple


class _Row(NamedTuple):
    """A row that does not hold as a whole: its number, how many files it tells of, the positions of those that are as
    they were, and the paths of those that the run is not about; without those of which later rows tell."""

    number: int
    told: int
    same: list[int]
    others: list[str]


class Snapshot:
    """The files of a run: paths, and their stamps one after the other.

    Rows are taken in turn, the last that was written first: of what a later row tells, an earlier one does not.
    `is_same` has by position whether a file is as it was when it was checked, and `more` what the rows tell of some
    files, by their positions here.
    """

    def __init__(self, paths: list[str], stamps: bytes) -> None:
        self.paths = paths
        self.stamps = stamps
        self.is_same = bytearray(len(paths))
        self.more: list[More] = []
        self._is_told = bytearray(len(paths))
        self._places = dict(zip(paths, count()))
        self._others: set[str] = set()
        self._rows: list[_Row] = []

    def stamp(self, at: int) -> Stamp:
        """The stamp of one file."""
        return self.stamps[at * WIDTH : (at + 1) * WIDTH]

    def take(self, row: int, names: Sequence[str], stamps: bytes, more: Iterable[More]) -> None:
        """Take what a row tells of the files with these names and stamps; a name may be empty."""
        start = self._places.get(names[0], len(self.paths))
        end = start + len(names)
        # Most rows hold as a whole, and it takes the least time to see that.
        is_whole = names == self.paths[start:end] and stamps == self.stamps[start * WIDTH : end * WIDTH]
        if is_whole and self._is_told.find(1, start, end) < 0:
            self._is_told[start:end] = self.is_same[start:end] = b"\1" * len(names)
            places: Sequence[int | None] = range(start, end)
        else:
            places = self._take_each(row, names, stamps)
        for at, symbol, found in more:
            if 0 <= at < len(places) and (place := places[at]) is not None:
                self.more.append(More(place, symbol, found))

    def _take_each(self, row: int, names: Sequence[str], stamps: bytes) -> list[int | None]:
        """The positions of the files that are as they were, in the order of their names."""
        places: list[int | None] = [None] * len(names)
        others: list[str] = []
        for at, name in enumerate(names):
            place = self._places.get(name)
            if place is None:
                if name and name not in self._others:
                    self._others.add(name)
                    others.append(name)
            elif not self._is_told[place]:
                self._is_told[place] = True
                if stamps[at * WIDTH : (at + 1) * WIDTH] == self.stamp(place):
                    self.is_same[place] = True
                    places[at] = place
        same = [place for place in places if place is not None]
        self._rows.append(_Row(row, len({*names} - {""}), same, others))
        return places

    def forget(self) -> list[int]:
        """The rows most of which no longer holds. What holds of them is to be looked at again, and written together, so
        that there are never many more rows than are needed."""
        # Where most of what is told is of files that the run is not about, it may be of files that are gone.
        are_many = len(self._others) > self._is_told.count(1)
        forgotten: list[int] = []
        for row, told, same, others in self._rows:
            left = sum(map(os.path.lexists, others)) if are_many else len(others)
            if 2 * (len(same) + left) < told:
                forgotten.append(row)
                for place in same:
                    self.is_same[place] = False
        return forgotten

    def holding(self, names: Iterable[str], stamps: bytes, among: Set[str]) -> list[str]:
        """Those of the names that are among some of the run's files and still have these stamps, the others empty."""
        return [
            name if name in among and stamps[at * WIDTH : (at + 1) * WIDTH] == self.stamp(self._places[name]) else ""
            for at, name in enumerate(names)
        ]
