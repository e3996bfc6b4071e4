"""The lists in fields: items joined by `, `."""

from __future__ import annotations

from genelint.model import Part, Span
from genelint.values import NamedTuple


class Item(NamedTuple):
    """An item of a list.

    `part` is its text and place without the blanks around it, `whole` reaches from comma to comma, and
    `is_tight` says that no blank stands between the text and the comma after it.
    """

    part: Part
    whole: Span
    is_tight: bool


def split_items(value: Part) -> list[Item]:
    """The items of a list, empty ones included. A comma without a blank on either side separates none."""
    items: list[Item] = []
    joined: list[str] = []
    start = value.start
    pieces = value.text.split(",")
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        joined.append(piece)
        if piece and following and not piece[-1].isspace() and not following[0].isspace():
            continue
        text = ",".join(joined)
        end = start + len(text)
        inner = text.lstrip()
        part = Part(inner.rstrip(), end - len(inner))
        is_last = end == value.start + len(value.text)
        items.append(Item(part, Span(start, end), is_last or len(part.text) in (0, len(inner))))
        start = end + 1
        joined = []
    return items
