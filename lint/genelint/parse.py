"""From a source to a record: any text gives one, with the problems of reading it."""

from __future__ import annotations

from genelint.layout import accept_layout
from genelint.model import Source
from genelint.record import Record
from genelint.sidecar import Sidecar
from genelint.tree import read_tree
from genelint.vocabulary import Vocabulary


def read_record(source: Source, sidecar: Sidecar | None = None, vocabulary: Vocabulary | None = None) -> Record:
    """Read a record; never raises. Its parts are absent where they could not be read (see `Record`)."""
    layout = accept_layout(source)
    ordinary = layout is not None
    if layout is None:
        from genelint.recovery import explain_layout  # noqa: PLC0415 - start-up

        layout = explain_layout(source)
    elif layout.table is not None and layout.table.templates is not None:
        source.usual_from = layout.table.start
    problems = layout.problems
    tree = None
    if layout.tree_span is not None:
        tree, tree_problems = read_tree(source, layout.tree_span)
        problems += tree_problems
    return Record(
        source,
        problems=problems,
        recognised=layout.recognised,
        ordinary=ordinary,
        fields=layout.fields,
        tree=tree,
        tree_span=layout.tree_span,
        sentence=layout.sentence,
        mention=layout.mention,
        table=layout.table,
        sidecar=sidecar,
        vocabulary=vocabulary,
    )
