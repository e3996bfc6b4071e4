"""What a run of checks gives: all that a renderer is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from genelint import __version__
from genelint.model import Diagnostic, Safety, Severity


class Report(NamedTuple):
    """The diagnostics of a run, sorted by path, place and code, and what was done to find them.

    `files` is the number of files checked, `checks` how often a rule was run on a file, `suppressed` the number of
    findings that exceptions left out.
    """

    diagnostics: Sequence[Diagnostic]
    files: int
    checks: int
    suppressed: int = 0
    version: str = __version__

    def count(self, severity: Severity) -> int:
        """The number of diagnostics of a severity."""
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)


def is_fixable(diagnostic: Diagnostic) -> bool:
    """Whether the diagnostic has a fix that can be written, safe or not; a suggestion is only shown."""
    return diagnostic.fix is not None and diagnostic.fix.safety is not Safety.SUGGESTION
