"""Draws the table: genelint over its floors with bars and goals, and the peers beside genelint."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from table import Row

WIDTH, LEFT, RIGHT = 860, 310, 90
STEP, THICK, TITLE = 26, 14, 50
STYLE = """
svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --own: #0969da; --other: #8c959f; }
@media (prefers-color-scheme: dark) {
svg { --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #3d444d; --own: #4493f8; --other: #6e7681; }
}
text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.title { font-size: 15px; font-weight: 600; }
.faint { fill: var(--faint); font-size: 12px; }
.label { text-anchor: end; }
.middle { text-anchor: middle; }
.paper { fill: var(--paper); }
.own { fill: var(--own); }
.other { fill: var(--other); }
.axis { stroke: var(--line); }
.bar { stroke: var(--ink); stroke-width: 2; }
.goal { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 3 2; }
.range { stroke: var(--ink); }
"""


def draw(own: Sequence[Row], peers: Sequence[Row]) -> str:
    """The picture as SVG: ratios to floors on a scale from 0, those of peers to genelint from 1, by powers of ten."""
    shown = [row for row in own if row.figures and not row.unit and row.limit and not row.limit.at_least]
    measured = sorted((row for row in peers if row.figures), key=lambda row: row.middle)
    middle = TITLE + STEP * len(shown) + 30
    height = middle + TITLE + STEP * len(measured) + 20
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
            "<title>Speed of genelint</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
            *_to_floors(shown, 0),
            *_to_genelint(measured, middle),
            "</svg>\n",
        ]
    )


def _to_floors(rows: Sequence[Row], top: int) -> Iterator[str]:
    """Bars from 0, with a mark each for bar and goal."""
    yield _text(20, top + 26, "genelint: times its floor", "title")
    yield _text(WIDTH - 20, top + 26, "shorter is better · dashed: goal · solid: bar", "faint label")
    most = max([1.0, *(max(row.middle, row.limit.bar if row.limit else 0) for row in rows)])

    def place(figure: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * figure / most

    for at, row in enumerate(rows):
        y = top + TITLE + STEP * at
        yield from _bar(row, y, LEFT, place(row.middle), "own")
        if row.limit:
            yield _upright(place(row.limit.bar), y - 3, y + THICK + 3, "bar")
            yield _upright(place(row.limit.goal), y - 3, y + THICK + 3, "goal")
        yield _text(WIDTH - RIGHT + 12, y + 12, f"{row.middle:.2f}")
    yield _upright(LEFT, top + TITLE - 6, top + TITLE + STEP * len(rows), "axis")


def _to_genelint(rows: Sequence[Row], top: int) -> Iterator[str]:
    """Bars from 1, where genelint is: to the right what takes longer, each step of the scale ten times as long."""
    yield _text(20, top + 26, "500 records: times as long as genelint", "title")
    yield _text(WIDTH - 20, top + 26, "each line ten times the one before it", "faint label")
    powers = [math.log10(row.middle) for row in rows]
    first, last = math.floor(min([-1.0, *powers])), math.ceil(max([1.0, *powers]))

    def place(power: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (power - first) / (last - first)

    bottom = top + TITLE + STEP * len(rows)
    for power in range(first, last + 1):
        yield _upright(place(power), top + TITLE - 6, bottom, "axis" if power else "bar")
        yield _text(place(power), bottom + 12, f"{10.0**power:g}" if power else "genelint", "faint middle")
    for at, row in enumerate(rows):
        y = top + TITLE + STEP * at
        yield from _bar(row, y, place(0), place(powers[at]), "other")
        figure = f"{row.middle:.2g}" if row.middle < 10 else f"{row.middle:.0f}"
        yield _text(max(place(0), place(powers[at])) + 8, y + 12, figure)


def _bar(row: Row, y: int, start: float, end: float, kind: str) -> Iterator[str]:
    yield _text(LEFT - 10, y + 12, row.what, "label")
    yield f'<rect class="{kind}" x="{min(start, end):.1f}" y="{y}" width="{abs(end - start):.1f}" height="{THICK}"/>'


def _upright(x: float, top: int, bottom: int, kind: str) -> str:
    return f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>'


def _text(x: float, y: int, words: str, kind: str = "") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y}">{escape(words)}</text>'
