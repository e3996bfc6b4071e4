"""What an editor shows beside the pointer: the reference that a mark cites, and the rules of the findings there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from genelint.editor.navigation import cited_at, references
from genelint.editor.positions import Places
from genelint.model import Diagnostic
from genelint.record import Record
from genelint.registry import Plugin
from genelint.render.markdown import escaped
from genelint.testing import documentation

_MOST = 10
"""So many references of a range are shown."""


def hover(
    record: Record, found: Sequence[Diagnostic], plugins: Sequence[Plugin], places: Places, position: lsp.Position
) -> lsp.Hover | None:
    """What is to be said at a position, as Markdown; text of a record stands in it without being markup."""
    offset = places.offset(position)
    parts: list[str] = []
    cited = cited_at(record, offset)
    span = None
    if cited is not None and cited.is_mark:
        span = places.range(cited.span)
        parts += [f"\\[{escaped(number)}\\] {escaped(text)}" for _, number, text in references(record, cited.numbers)]
        if len(parts) > _MOST:
            parts[_MOST:] = [f"… and {len(parts) - _MOST} more"]
    parts += _explanations({one.code: None for one in found if is_at(places, one, position)}, plugins)
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n\n".join(parts)), span) if parts else None


def is_at(places: Places, diagnostic: Diagnostic, position: lsp.Position) -> bool:
    """Whether a finding is about a position: its end belongs to it, as an editor's cursor may be there."""
    place = places.region(diagnostic.region)
    return _key(place.start) <= _key(position) <= _key(place.end)


def _key(position: lsp.Position) -> tuple[int, int]:
    return position.line, position.character


def _explanations(codes: dict[str, None], plugins: Sequence[Plugin]) -> Iterator[str]:
    """What the rules' documentation says, without its examples."""
    rules = {rule.meta.code: rule for plugin in plugins for rule in plugin.rules}
    for code in codes:
        if code in rules:
            meta = rules[code].meta
            yield f"**{code} {meta.name}**: {meta.summary}"
            for heading, text in documentation(rules[code]).items():
                if heading:
                    yield f"*{heading}*: {text}"
