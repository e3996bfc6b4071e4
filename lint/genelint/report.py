"""What a run of checks gives: all that a renderer is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import join, normpath

from genelint import __version__
from genelint.model import Diagnostic, Safety, Severity
from genelint.values import NamedTuple


class Scope(NamedTuple):
    """What a run has looked at: where nothing was looked for, nothing is unused.

    `files` are paths relative to the configuration, `records` symbols. `complete` says that all records were checked.
    `silent` are the codes and names of rules that were not run, or not on all that they need.
    """

    files: frozenset[str]
    records: frozenset[str]
    complete: bool
    silent: tuple[tuple[str, str], ...] = ()


class Report(NamedTuple):
    """The diagnostics of a run, sorted by path, place and code, and what was done to find them.

    `files` is the number of files checked, `checks` how often a rule was run on a file, `suppressed` the number of
    findings that exceptions and the baseline left out; they are among the diagnostics only where that was asked for.
    `fixed` is the number of fixes that were made before, `hidden` that of the findings that are left out where only
    those about changes were asked for. `unreadable` and `unwritten` have a line for each file that could not be read,
    or could not be written when it was fixed.
    """

    diagnostics: Sequence[Diagnostic]
    files: int
    checks: int
    suppressed: int = 0
    fixed: int = 0
    hidden: int = 0
    unreadable: Sequence[str] = ()
    unwritten: Sequence[str] = ()
    version: str = __version__

    @property
    def failures(self) -> Sequence[str]:
        """What went wrong with files, for which a run fails whatever else was found."""
        return [*self.unreadable, *self.unwritten]

    def count(self, severity: Severity) -> int:
        """The number of diagnostics of a severity that are not suppressed."""
        return sum(diagnostic.severity is severity for diagnostic in self.standing())

    def standing(self) -> Iterator[Diagnostic]:
        """The diagnostics that are not suppressed."""
        return (diagnostic for diagnostic in self.diagnostics if not diagnostic.suppressed)


class Checkout(NamedTuple):
    """The folder of a repository and the working folder, both absolute, as they are named on this machine.

    `pages` is the address under which the web shows the repository's files as they are, with a slash at its end; it is
    empty where that is not known.
    """

    root: str
    folder: str
    pages: str = ""

    def locate(self, path: str) -> str:
        """What a file, named from the working folder, is called in the repository; an absolute path if it is outside.

        The parts of it are divided by slashes.
        """
        whole = normpath(join(self.folder, path))
        root = self.root.rstrip("/") + "/"
        return whole.removeprefix(root)


def is_fixable(diagnostic: Diagnostic) -> bool:
    """Whether the diagnostic has a fix that can be written, safe or not; a suggestion is only shown."""
    return diagnostic.fix is not None and diagnostic.fix.safety is not Safety.SUGGESTION
