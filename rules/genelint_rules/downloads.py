"""The datasets of the downloaded associations, held against those of the table; shared by the ASC rules."""

from genelint.rule import NamedTuple, Record, Row, Vocabulary
from genelint_rules.datasets import known, meant


class Difference(NamedTuple):
    """The rows whose dataset has no downloaded association, and the downloaded datasets that have lost their row."""

    without: tuple[Row, ...] = ()
    lost: tuple[str, ...] = ()


def has_none(record: Record) -> bool:
    """Whether there are no downloaded associations."""
    return record.sidecar is None


def compare_datasets(record: Record) -> Difference:
    """Where the table and the downloaded associations differ; an alias or a misspelled name is the dataset it means.

    An empty or malformed download is not compared, and no dataset has lost its row to a row that could not be read.
    """
    table, sidecar, vocabulary = record.table, record.sidecar, record.vocabulary
    if table is None or sidecar is None or not (sidecar.complete and sidecar.total):
        return Difference()
    if set(sidecar.datasets) == set(table.names):
        return Difference()
    downloaded = {_own_name(vocabulary, name): name for name in sidecar.datasets}
    in_table = {_own_name(vocabulary, name) for name in table.names}
    without = tuple(row for row in table.rows if _own_name(vocabulary, row.name.text) not in downloaded)
    lost = tuple(name for own, name in downloaded.items() if own not in in_table)
    return Difference(without, () if table.broken or table.cut else lost)


def _own_name(vocabulary: Vocabulary, name: str) -> str:
    dataset = known(vocabulary, meant(vocabulary, name) or name)
    return " ".join(name.split()) if dataset is None else dataset.name
