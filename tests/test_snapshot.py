"""What holds of a run's files is told from rows at once where they hold as a whole: this says the same file by file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from genelint.packing import More
from genelint.snapshot import Snapshot
from genelint.stamps import UNKNOWN, WIDTH

NAMES = [f"none-such/{name}.txt" for name in "abcdefgh"]
FILES = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 2))
OTHERS = st.tuples(st.sampled_from([*NAMES, ""]), st.integers(1, 2))


def stamp(number: int) -> bytes:
    return bytes([number]) * WIDTH


@given(st.data())
def test_rows_hold_file_by_file(data: st.DataObject) -> None:
    files = list(data.draw(FILES).items())
    pieces = st.tuples(st.integers(0, 8), st.integers(1, 8)).map(lambda drawn: files[drawn[0] : sum(drawn)])
    batches = st.lists(st.lists(OTHERS, min_size=1) | pieces.filter(bool) if files else st.lists(OTHERS, min_size=1))
    rows = [list(dict(batch).items()) for batch in data.draw(batches)]
    snapshot = Snapshot([name for name, _ in files], b"".join(stamp(number) for _, number in files))
    latest: dict[str, tuple[int, int]] = {}
    for row, batch in enumerate(rows):
        more = [More(at, f"{row} {name}", None) for at, (name, _) in enumerate(batch)]
        beyond = [More(-1, "", None), More(len(batch), "", None)]
        stamps = b"".join(stamp(number) if name else UNKNOWN for name, number in batch)
        snapshot.take(row, [name for name, _ in batch], stamps, more + beyond)
        for name, number in batch:
            latest.setdefault(name, (row, number))
    latest.pop("", None)
    holding = {name: row for name, number in files for row, told in [latest.get(name, (0, 0))] if told == number}

    assert {name for (name, _), is_same in zip(files, snapshot.is_same, strict=True) if is_same} == holding.keys()
    assert {more.symbol for more in snapshot.more} == {f"{row} {name}" for name, row in holding.items()}
    assert all(more.symbol.endswith(f" {files[more.at][0]}") for more in snapshot.more)

    others = {name: row for name, (row, _) in latest.items() if name not in dict(files)}
    living = {} if 2 * len(others) > len(latest) else others
    forgotten = [
        row
        for row, batch in enumerate(rows)
        if 2 * sum({**holding, **living}.get(name) == row for name, _ in batch) < len(dict(batch).keys() - {""})
    ]
    assert snapshot.forget() == forgotten
    left = {name for name, row in holding.items() if row not in forgotten}
    assert {name for (name, _), is_same in zip(files, snapshot.is_same, strict=True) if is_same} == left
