"""What an editor shows beside the pointer: the reference that a mark cites, and the rules of the findings there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from genelint.editor.navigation import cited_at, references
from genelint.editor.positions import Places
from genelint.model import Diagnostic
from genelint.record import Record
from genelint.registry import Plugin
from genelint.testing import documentation
from genelint.wording import visible

_MOST = 10
"""So many references of a range are shown."""


def hover(
    record: Record, found: Sequence[Diagnostic], plugins: Sequence[Plugin], places: Places, position: lsp.Position
) -> lsp.Hover | None:
    """What is to be said at a position; None for nothing.

    Text of a record is never markup: it is plain text, or stands in a block of code, where each line begins with a
    bracket and so is not the end of the block.
    """
    offset = places.offset(position)
    cited = cited_at(record, offset)
    lines: list[str] = []
    span = None
    if cited is not None and cited.is_mark:
        span = places.range(cited.span)
        lines += [f"[{visible(number)}] {visible(text)}" for _, number, text in references(record, cited.numbers)]
        if len(lines) > _MOST:
            lines[_MOST:] = [f"[…] and {len(lines) - _MOST} more"]
    parts = [*_explanations({one.code: None for one in found if is_at(places, one, position)}, plugins)]
    if not parts:
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.PlainText, "\n".join(lines)), span) if lines else None
    if lines:
        parts.insert(0, "\n".join(["~~~text", *lines, "~~~"]))
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n\n".join(parts)), span)


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
