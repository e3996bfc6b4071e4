"""The outline of a record: its fields, its references and its datasets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from genelint.editor.navigation import references
from genelint.editor.positions import Places
from genelint.model import Span
from genelint.record import Record
from genelint.wording import visible

_MOST = 120
"""So many code points of a name are shown."""


def symbols(record: Record, places: Places) -> list[lsp.DocumentSymbol]:
    """The outline, in the order of the text; what cannot be read is not in it."""
    found = [*_fields(record, places)]
    if record.tree_span is not None:
        listed = [
            _symbol(places, f"[{number}]", lsp.SymbolKind.Key, span, detail=text)
            for span, number, text in references(record)
        ]
        found.append(_symbol(places, "Summary", lsp.SymbolKind.Object, record.tree_span, inner=listed))
    table = record.table
    if table is not None and table.rows:
        rows = [
            _symbol(places, name.text, lsp.SymbolKind.Struct, Span(name.start, text.span.end), name.span, text.text)
            for name, text in table.rows
        ]
        place = Span(table.rows[0].name.start, table.rows[-1].text.span.end)
        found.append(_symbol(places, "Datasets", lsp.SymbolKind.Array, place, inner=rows))
    return sorted(found, key=lambda symbol: (symbol.range.start.line, symbol.range.start.character))


def _fields(record: Record, places: Places) -> Iterator[lsp.DocumentSymbol]:
    for label, value in record.fields.values():
        place = Span(label.start, value.span.end)
        yield _symbol(places, label.text, lsp.SymbolKind.Field, place, label.span, value.text)


def _symbol(  # noqa: PLR0913, PLR0917
    places: Places,
    name: str,
    kind: lsp.SymbolKind,
    span: Span,
    chosen: Span | None = None,
    detail: str = "",
    inner: Sequence[lsp.DocumentSymbol] = (),
) -> lsp.DocumentSymbol:
    """A symbol; an editor goes to where it is `chosen`, or begins. Its name may not be empty."""
    return lsp.DocumentSymbol(
        _short(name) or "(no name)",
        kind,
        places.range(span),
        places.range(chosen or Span(span.start, span.start)),
        detail=_short(detail),
        children=[*inner],
    )


def _short(text: str) -> str:
    return visible(text if len(text) <= _MOST else f"{text[: _MOST - 1]}…")
