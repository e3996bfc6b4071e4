"""Findings and their fixes as a client wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lsprotocol import types as lsp

from genelint.editor.edits import edits_to
from genelint.editor.positions import Places
from genelint.fixes import fixed_alone, repair
from genelint.model import Diagnostic, PlacedFix, Safety, Severity, Source
from genelint.render import repair as title_of
from genelint.wording import visible

FIX_ALL = f"{lsp.CodeActionKind.SourceFixAll.value}.genelint"

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}


def shown(diagnostic: Diagnostic, places_of: Callable[[str], Places], uri_of: Callable[[str], str]) -> lsp.Diagnostic:
    """A finding; `places_of` gives the places of a file's text, `uri_of` what the client calls it."""
    return lsp.Diagnostic(
        places_of(diagnostic.path).region(diagnostic.region),
        visible(diagnostic.message),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        source="genelint",
        related_information=[
            lsp.DiagnosticRelatedInformation(
                lsp.Location(uri_of(path), places_of(path).region(region)), visible(message)
            )
            for path, region, message in diagnostic.related
        ],
    )


def actions(
    found: Sequence[Diagnostic],
    places: Places,
    edit_of: Callable[[list[lsp.TextEdit]], lsp.WorkspaceEdit],
    published: Callable[[Diagnostic], lsp.Diagnostic],
) -> Iterator[lsp.CodeAction]:
    """An action for each finding whose fix holds what it promises; equal fixes of several are one."""
    by_fix: dict[PlacedFix, list[Diagnostic]] = {}
    for diagnostic in found:
        if diagnostic.fix is not None:
            by_fix.setdefault(diagnostic.fix, []).append(diagnostic)
    for fix, findings in by_fix.items():
        edits = edits_to(places, fixed_alone(places.source, findings[0], fix))
        if edits:
            yield lsp.CodeAction(
                title_of(fix),
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[*map(published, findings)],
                is_preferred=fix.safety is Safety.SAFE,
                edit=edit_of(edits),
            )


def fix_all(
    found: Iterable[Diagnostic],
    places: Places,
    edit_of: Callable[[list[lsp.TextEdit]], lsp.WorkspaceEdit],
    check: Callable[[Source], Iterable[Diagnostic]],
) -> lsp.CodeAction | None:
    """The action that makes all safe fixes, those that they make possible too; None where there is none."""
    repaired = repair(places.source, _safe(found), lambda source: _safe(check(source)))
    edits = edits_to(places, repaired.source.text)
    return lsp.CodeAction("Fix all that is safe", kind=FIX_ALL, edit=edit_of(edits)) if edits else None


def asks_for(only: Sequence[str] | None, kind: str) -> bool:
    """Whether a client wants actions of a kind: it names kinds, or those that they are kinds of, or nothing for all."""
    return only is None or any(wanted in ("", kind) or kind.startswith(f"{wanted}.") for wanted in only)


def _safe(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [one for one in found if one.fix is not None and one.fix.safety is Safety.SAFE]
