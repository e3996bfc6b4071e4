"""Narrowing a run to what changed: which findings are shown, also of texts that are fixed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from genelint.changes import Change, ChangeOf, Only, carry, is_shown, narrow
from genelint.drafts import Drafts
from genelint.engine import excerpt_at
from genelint.errors import UsageError
from genelint.files import Reader
from genelint.model import Diagnostic, Excerpt, Region, Source, Span
from genelint.run import Outcome
from genelint.values import NamedTuple

_KEPT = 64
"""Of so many texts, what changed is kept."""


class Narrowing(NamedTuple):
    """What changed, and which findings are shown for it."""

    change_of: ChangeOf
    only: Only


def narrow_outcome(outcome: Outcome, narrowing: Narrowing, reader: Reader) -> Outcome:
    """The outcome without the findings that are not about what changed. `reader` gives the text that was checked."""
    report, excerpt = outcome.report, _excerpts(reader)
    shown, hidden = narrow(report.diagnostics, *narrowing, excerpt)
    suppressed, _ = narrow(outcome.suppressed, *narrowing, excerpt)
    return outcome._replace(report=report._replace(diagnostics=shown, hidden=hidden), suppressed=suppressed)


def carried(narrowing: Narrowing | None, drafts: Drafts) -> Narrowing | None:
    """The same about the texts that files are to become."""
    if narrowing is None:
        return None

    def change_of(path: str) -> Change | None:
        change = narrowing.change_of(path)
        return carry(change, *drafts[path]) if change is not None and path in drafts else change

    return narrowing._replace(change_of=lru_cache(_KEPT)(change_of))


def shown_in(narrowing: Narrowing | None, drafts: Drafts, reader: Reader) -> Callable[[Diagnostic, Source], bool]:
    """Tells whether a finding is shown, in whatever text a file has while it is fixed; `reader` gives the first."""
    if narrowing is None or narrowing.only is Only.OFF:
        return lambda _found, _source: True

    @lru_cache(_KEPT)
    def change_in(source: Source) -> Change | None:
        change = narrowing.change_of(source.path)
        before = drafts[source.path].before if source.path in drafts else reader(source.path)
        return carry(change, before, source) if change is not None and before is not None else change

    def is_shown_in(found: Diagnostic, source: Source) -> bool:
        def change_of(path: str) -> Change | None:
            return change_in(source) if path == source.path else narrowing.change_of(path)

        return is_shown(found, change_of, narrowing.only)

    return is_shown_in


def _excerpts(reader: Reader) -> Callable[[str, Region], Excerpt]:
    def excerpt(path: str, region: Region) -> Excerpt:
        try:
            source = reader(path)
        except UsageError:
            source = None
        if source is None or region.line > len(source.line_starts):  # it was another when it was checked
            return Excerpt("", 1, before=False, after=False)
        start = source.line_starts[region.line - 1] + region.column - 1
        return excerpt_at(source, Span(start, start))

    return excerpt
