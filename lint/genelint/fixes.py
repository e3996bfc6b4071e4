"""Applies edits to a text."""

from __future__ import annotations

from collections.abc import Iterable

from genelint.model import Span


def apply_edits(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    """The text with each span replaced. Edits may come in any order; equal ones count once.

    Raises ValueError where two edits overlap.
    """
    parts: list[str] = []
    at = 0
    for span, replacement in sorted(set(edits)):
        if span.start < at:
            raise ValueError(f"the edit at {span.start} overlaps the one before it, which ends at {at}")
        parts += (text[at : span.start], replacement)
        at = span.end
    parts.append(text[at:])
    return "".join(parts)
