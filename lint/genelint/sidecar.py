"""The file of associations beside a record, `SYM associations.tsv`, as the site's download button writes it.

It can have a million lines, so it is read as a stream: what is kept is counts, and the first lines that are at fault.
As with records, lines are *accepted* quickly, many at a time, and only those of a batch with a bad one are explained.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice

from genelint.model import Region, Source, Span
from genelint.values import NamedTuple
from genelint.wording import quote

SUFFIX = " associations.tsv"
"""What stands after the record's file name, without its `.txt`, in the name of its sidecar."""

HEADER = "association\tdataset\tthreshold value\tstandardized value"
"""The first line."""

MOST_FAULTS = 100
"""So many lines at fault are kept; the others are counted."""

_BATCH = 8192
_LONGEST = 1000
_COLUMNS = 4
_NUMBER = rb"[-+]?[0-9]++\.?[0-9]*+(?:[eE][-+]?[0-9]++)?+"
_NAME = rb"[ -\xff]++"
_CONTROL = "[\x00-\x1f]"


class Fault(NamedTuple):
    """What is wrong with a line: where in `Sidecar.faulty`, what stands there, and what was expected."""

    span: Span
    found: str
    expected: str


class Sidecar(NamedTuple):
    """What a sidecar says.

    `total` is the number of associations, one a line after the header; `datasets` counts them by dataset. Both are
    sure only where the file is `complete`: where it has a header or associations, and every line can be told apart.

    `faulty` has the text of the first lines at fault, one fault each, cut to 1000 code points and ended by LF; its
    path is the sidecar's. `numbers` are the numbers of these lines in the file, from 1; `more` counts the other ones.
    """

    total: int
    datasets: Mapping[str, int]
    faulty: Source
    numbers: tuple[int, ...]
    faults: tuple[Fault, ...] = ()
    more: int = 0
    complete: bool = True

    def region(self, span: Span) -> Region:
        """The region in the file of a span in `faulty.text`."""
        line, column, end_line, end_column = self.faulty.region(span)
        return Region(self.numbers[line - 1], column, self.numbers[end_line - 1], end_column)


class _Slip(NamedTuple):
    """A fault within its line, and whether it leaves open what the line's dataset is."""

    span: Span
    found: str
    expected: str
    breaks: bool = False


class _Reading:
    """What has been read so far of a sidecar."""

    __slots__ = ("complete", "datasets", "faults", "length", "more", "numbers", "texts", "total")

    def __init__(self) -> None:
        self.total = self.more = self.length = 0
        self.datasets: Counter[bytes] = Counter()
        self.texts: list[str] = []
        self.numbers: list[int] = []
        self.faults: list[Fault] = []
        self.complete = True

    def count(self, names: Sequence[bytes]) -> None:
        """Count associations by their datasets."""
        self.datasets.update(names)
        self.total += len(names)

    def add(self, number: int, text: str, slip: _Slip) -> None:
        """Keep a line at fault, or count it."""
        self.complete = self.complete and not slip.breaks
        if len(self.texts) == MOST_FAULTS:
            self.more += 1
            return
        text = text[:_LONGEST]
        start, end = (self.length + min(place, len(text)) for place in slip.span)
        self.faults.append(Fault(Span(start, end), slip.found, slip.expected))
        self.texts.append(text)
        self.numbers.append(number)
        self.length += len(text) + 1


def read_sidecar(path: str, lines: Iterable[bytes]) -> Sidecar:
    """Read a sidecar; `lines` are those of the file with their line ends, as a binary file gives them. Never raises."""
    reading = _Reading()
    rest = iter(lines)
    first = next(rest, b"")
    text = _text(first)
    number = 1
    if text != HEADER:
        is_association = _accept(first) is not None
        is_foreign = not is_association and text.count("\t") != _COLUMNS - 1
        found = "an association" if is_association else quote(text) if text else "a blank line" if first else "no line"
        slip = _Slip(Span(0, len(text)), found, f"the header {quote(HEADER)}", breaks=is_foreign)
        reading.add(1, text, slip)
        if is_foreign:
            rest = iter(())
        elif is_association:
            rest, number = chain([first], rest), 0
    while batch := list(islice(rest, _BATCH)):
        _read_batch(reading, batch, number + 1)
        number += len(batch)
    datasets = {name.decode("utf-8", "surrogateescape"): count for name, count in reading.datasets.items()}
    return Sidecar(
        reading.total,
        datasets,
        Source(path, "".join(f"{text}\n" for text in reading.texts)),
        tuple(reading.numbers),
        tuple(reading.faults),
        reading.more,
        reading.complete,
    )


def _read_batch(reading: _Reading, batch: list[bytes], number: int) -> None:
    """Read lines, the first of which has a number in the file."""
    joined = b"".join(batch)
    names = _accepted().findall(joined if joined.endswith(b"\n") else joined + b"\n")
    if len(names) == len(batch) and _is_utf8(joined):
        reading.count(names)
        return
    for at, line in enumerate(batch, number):
        name = _accept(line)
        if name is not None:
            reading.count((name,))
            continue
        text = _text(line)
        slip = _explain(text)
        reading.add(at, text, slip)
        if text and slip.breaks:
            reading.total += 1
        elif text:
            reading.count((line.split(b"\t")[1],))


@cache
def _accepted() -> re.Pattern[bytes]:
    """A good line; its dataset is the group. Most runs see no sidecar, and need not compile it."""
    return re.compile(rb"^%b\t(%b)\t%b\t(?:null|%b)\r?\n" % (_NAME, _NAME, _NUMBER, _NUMBER), re.MULTILINE)


def _accept(line: bytes) -> bytes | None:
    """The dataset of a good line."""
    match = _accepted().fullmatch(line if line.endswith(b"\n") else line + b"\n")
    return match[1] if match and _is_utf8(line) else None


def _explain(text: str) -> _Slip:
    """The first thing that is wrong with a refused line."""
    cells = text.split("\t")
    whole = Span(0, len(text))
    if not text:
        return _Slip(whole, "a blank line", "an association")
    if len(cells) != _COLUMNS:
        found = f"a line with {len(cells)} column{'s' if len(cells) > 1 else ''}"
        return _Slip(whole, found, f"{_COLUMNS} columns with tabs between them", breaks=True)
    for name, span, cell in _places(cells):
        if not cell and name:
            return _Slip(span, "an empty cell", f"the name of {name}", breaks=name == "a dataset")
        if not name and not re.fullmatch(_NUMBER.decode(), cell) and (cell != "null" or span.end < len(text)):
            found = quote(cell) if cell else "an empty cell"
            return _Slip(span, found, "a number" if span.end < len(text) else 'a number or "null"')
    control = re.search(_CONTROL, text.replace("\t", " "))
    if control:
        return _Slip(Span(*control.span()), quote(control.group()), "no control character")
    bad = next(at for at, character in enumerate(text) if "\udc80" <= character <= "\udcff")
    return _Slip(Span(bad, bad + 1), quote(text[bad]), "text in UTF-8")


def _places(cells: list[str]) -> Iterator[tuple[str, Span, str]]:
    """Each of the cells with its place in the line, and what it names: nothing for a number."""
    start = 0
    for name, cell in zip(("an association", "a dataset", "", ""), cells, strict=True):
        yield name, Span(start, start + len(cell)), cell
        start += len(cell) + 1


def _text(line: bytes) -> str:
    """The text of a line without its line end."""
    return line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "surrogateescape")


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
