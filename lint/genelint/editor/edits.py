"""What makes one text of another, as an edit of a client's document."""

from __future__ import annotations

from lsprotocol import types as lsp

from genelint.editor.positions import Places
from genelint.model import Span


def edits_to(places: Places, after: str) -> list[lsp.TextEdit]:
    """The edit that makes the text `after` of a source, or none: it replaces all that is between what both begin and
    end with.

    No position is between the CR and the LF of a line end, so a line end is replaced as a whole.
    """
    before = places.source.text
    if before == after:
        return []
    start = _alike(before, after)
    same = _alike(before[start:][::-1], after[start:][::-1])
    start -= _is_inside(before, start) or _is_inside(after, start)
    end = len(before) - same
    end += _is_inside(before, end) or _is_inside(after, len(after) - same)
    return [lsp.TextEdit(places.range(Span(start, end)), after[start : len(after) - len(before) + end])]


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (char, another) in pairs if char != another), min(len(one), len(other)))


def _is_inside(text: str, offset: int) -> bool:
    """Whether an offset is between the CR and the LF of a line end."""
    return text[max(offset - 1, 0) : offset + 1] == "\r\n"
