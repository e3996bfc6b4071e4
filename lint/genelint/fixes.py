"""Applies fixes to a text, to a fixed point, and proves of each that it changes no more than it may."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence

from genelint.engine import INTERNAL_ERROR
from genelint.meaning import Meaning, changed, lost, meaning
from genelint.model import Diagnostic, PlacedEdit, PlacedFix, Safety, Severity, Source, Span
from genelint.parse import read_record
from genelint.values import NamedTuple

MOST_ROUNDS = 10
"""So often a text is fixed and checked again."""

_AROUND = 40
"""So many code points on either side tell a finding from others that say the same."""

Key = tuple[str, str, str]


class Repair(NamedTuple):
    """What fixes made of a source, in how many rounds, for which findings, and an internal error for each refused."""

    source: Source
    rounds: int
    made: tuple[Diagnostic, ...]
    refused: tuple[Diagnostic, ...]


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


def as_one_edit(source: Source, fix: PlacedFix) -> PlacedEdit | None:
    """All edits of a fix as one, from the first to the last, for what takes one edit as one fix.

    None where there are none, where they overlap, or where the text is another by now.
    """
    if not fix.edits or any(source.region(edit.span) != edit.region for edit in fix.edits):
        return None
    whole = Span(min(edit.span.start for edit in fix.edits), max(edit.span.end for edit in fix.edits))
    try:
        after = apply_edits(source.text, [(edit.span, edit.text) for edit in fix.edits])
    except ValueError:
        return None
    text = after[whole.start : whole.end + len(after) - len(source.text)]
    return PlacedEdit(source.region(whole), whole, text)


def repair(
    source: Source,
    found: Iterable[Diagnostic],
    check: Callable[[Source], Iterable[Diagnostic]],
    most_rounds: int = MOST_ROUNDS,
) -> Repair:
    """Fix what was found in a record, check again, and so on until nothing is left to fix.

    `check` gives the diagnostics that are to be fixed; those without a fix that can be written are passed over. In a
    round all fixes are written that do not meet another; unsafe ones only where no safe one is left.
    """
    made: list[Diagnostic] = []
    rounds = 0
    refused: dict[Key, Diagnostic] = {}
    seen = {source.text}
    for _ in range(most_rounds):
        standing = [one for one in found if not _is_idle(source, one) and _key(source, one) not in refused]
        chosen = separate(standing, Safety.SAFE) or separate(standing, Safety.UNSAFE)
        proven = _prove(source, chosen)
        refused |= proven.refused
        if proven.source.text in seen:
            if not proven.refused:
                break
            continue
        seen.add(proven.source.text)
        source = proven.source
        rounds += 1
        made += proven.made
        found = check(source)
    once = {(one.message, one.anchor, one.value): one for one in refused.values()}
    return Repair(source, rounds, tuple(made), tuple(once.values()))


def fixed_alone(source: Source, diagnostic: Diagnostic, fix: PlacedFix) -> str:
    """The text with the fix of one finding in it, as it was where the fix changes more than it may.

    A suggestion promises nothing, and is made as it is.
    """
    if fix.safety is not Safety.SUGGESTION:
        return repair(source, [diagnostic], lambda _: (), most_rounds=1).source.text
    try:
        return apply_edits(source.text, [(edit.span, edit.text) for edit in fix.edits])
    except ValueError:  # edits that overlap
        return source.text


def separate(diagnostics: Iterable[Diagnostic], safety: Safety) -> list[Diagnostic]:
    """Those with a fix of this safety that can be written together: the first of all that meet.

    Fixes meet where their edits overlap, or touch and one of them inserts. Equal fixes of several findings are one.
    """
    chosen: list[Diagnostic] = []
    fixes: set[PlacedFix] = set()
    taken: list[Span] = []
    for diagnostic in diagnostics:
        fix = diagnostic.fix
        if fix is None or fix.safety is not safety or fix in fixes or _meets(fix.edits, taken):
            continue
        chosen.append(diagnostic)
        fixes.add(fix)
        for edit in fix.edits:
            insort(taken, edit.span)
    return chosen


def _meets(edits: Iterable[PlacedEdit], taken: list[Span]) -> bool:
    for edit in edits:
        at = bisect_left(taken, edit.span)
        if any(_touch(*sorted((edit.span, other))) for other in taken[max(0, at - 1) : at + 1]):
            return True
    return False


def _touch(first: Span, second: Span) -> bool:
    inserts = first.start == first.end or second.start == second.end
    return first.end > second.start or (first.end == second.start and inserts)


def _is_idle(source: Source, diagnostic: Diagnostic) -> bool:
    """Whether a fix would change nothing."""
    edits = diagnostic.fix.edits if diagnostic.fix is not None else ()
    return all(source.text[slice(*edit.span)] == edit.text for edit in edits)


def _key(source: Source, diagnostic: Diagnostic) -> Key:
    """What a finding is known by in the next round, when its place may be another: the text around it."""
    line, column = diagnostic.region[:2]
    at = source.line_starts[line - 1] + column - 1
    return diagnostic.code, diagnostic.message, source.text[max(0, at - _AROUND) : at + _AROUND]


class _Proven(NamedTuple):
    source: Source
    made: Sequence[Diagnostic]
    refused: dict[Key, Diagnostic]


def _prove(source: Source, diagnostics: Sequence[Diagnostic]) -> _Proven:
    """Apply fixes of one safety that do not meet: all of them, or, where that changes too much, those that do not."""
    if not diagnostics:
        return _Proven(source, (), {})
    before = meaning(read_record(source))
    together = _fixed(source, diagnostics)
    if together is not None and not _fault(before, together, diagnostics[0]):
        return _Proven(together, diagnostics, {})
    refused: dict[Key, Diagnostic] = {}
    for diagnostic in diagnostics:
        alone = _fixed(source, [diagnostic])
        part = "the text into what cannot be saved" if alone is None else _fault(before, alone, diagnostic)
        if part:
            refused[_key(source, diagnostic)] = refusal(diagnostic, part)
    first = None if refused else _fixed(source, diagnostics[:1])  # each is good by itself, and not all together
    return _Proven(source, (), refused) if first is None else _Proven(first, diagnostics[:1], {})


def _fixed(source: Source, diagnostics: Iterable[Diagnostic]) -> Source | None:
    """The source with the fixes in it, as it will be read again; None where it cannot be written."""
    edits = [(edit.span, edit.text) for one in diagnostics if one.fix is not None for edit in one.fix.edits]
    try:
        return Source.from_bytes(source.path, Source(source.path, apply_edits(source.text, edits)).to_bytes())
    except ValueError:  # edits of one fix that overlap, or a lone half of a character
        return None


def _fault(before: Meaning, after: Source, diagnostic: Diagnostic) -> str:
    """The part of a record that a fix changes and may not: any for a safe one, for others those that get lost."""
    differs = changed if diagnostic.fix is not None and diagnostic.fix.safety is Safety.SAFE else lost
    return differs(before, meaning(read_record(after)))


def refusal(diagnostic: Diagnostic, part: str) -> Diagnostic:
    """The internal error that a fix is which changes a part that it may not."""
    fix = diagnostic.fix
    which = f'the {fix.safety.value} fix of {diagnostic.code}, "{fix.title}",' if fix is not None else ""
    return diagnostic._replace(
        code=INTERNAL_ERROR,
        rule="internal-error",
        severity=Severity.ERROR,
        message=f"{which} changes {part}; it was not made; please report this",
        fix=None,
        related=(),
    )
