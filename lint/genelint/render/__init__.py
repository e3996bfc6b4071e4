"""The output formats: each is a module of this package with a function `render`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Protocol, cast

from genelint.engine import SelectedRule
from genelint.model import Diagnostic, PlacedFix, Safety, Severity, Source
from genelint.report import Checkout, Report
from genelint.values import NamedTuple
from genelint.wording import listed, visible

READABLE = ("full", "concise")
"""The formats that people read on a terminal."""

FORMATS = (
    *READABLE,
    "json",
    "jsonl",
    "tsv",
    "markdown",
    "github",
    "sarif",
    "rdjson",
    "rdjsonl",
    "junit",
    "gitlab",
    "html",
)

MOST_FAILURES = 100
"""So many files that could not be read or written are named."""

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_SAFETY = {
    Safety.SAFE: "safe fix",
    Safety.UNSAFE: "unsafe fix: changes a curated value",
    Safety.SUGGESTION: "suggestion",
}


class Output(NamedTuple):
    """A report that is asked for: the name of its format, and a file, or nothing for standard output."""

    name: str
    path: str = ""


class RuleHelp(NamedTuple):
    """What is known of a rule, in words: on one line, as text and as Markdown."""

    name: str
    severity: Severity
    summary: str
    text: str
    markdown: str


def _no_source(_: str) -> Source | None:
    return None


def _no_help(_: str) -> RuleHelp | None:
    return None


def _changed(_: Diagnostic) -> bool:
    return True


class View(NamedTuple):
    """What a renderer is told besides the report; a format takes of it what it has a place for.

    `width` is the terminal's, in columns. Findings from `fail_on` on make a run fail. `sources` gives the text of a
    file as it was checked, or None where it is gone; `helps` what is known of a rule by its code. `is_changed` says
    whether a finding is about what was changed. `rules` are those that were run. `changed_first` asks what
    people read to begin with what was changed. `elsewhere`
    says where all findings are to be had, such as `the log has all of them`, for what has no place for all.
    """

    color: bool = False
    width: int = 100
    fail_on: Severity = Severity.ERROR
    checkout: Checkout = Checkout("/", "/")
    sources: Callable[[str], Source | None] = _no_source
    helps: Callable[[str], RuleHelp | None] = _no_help
    is_changed: Callable[[Diagnostic], bool] = _changed
    rules: Sequence[SelectedRule] = ()
    changed_first: bool = False
    elsewhere: str = ""


class Format(Protocol):
    """What a module of a format has. One whose files have a size limit has a function `volumes` besides."""

    def render(self, report: Report, view: View) -> Iterator[str]:
        """The report, as pieces of text of which the last ends in a newline."""
        ...


def load_format(name: str) -> Format:
    """The module of an output format."""
    return cast("Format", import_module(f"genelint.render.{name}"))


def volumes(name: str, report: Report, view: View) -> Iterator[Iterable[str]]:
    """The report as the texts of one file, or of several where the format divides what is too large for one."""
    module = load_format(name)
    divided: Callable[[Report, View], Iterator[Iterable[str]]] | None = getattr(module, "volumes", None)
    return divided(report, view) if divided is not None else iter([module.render(report, view)])


def paint(text: str, style: Severity | str, *, color: bool) -> str:
    """The text in the colour of a severity, or in an ANSI style such as `1` for bold."""
    if not color or not text:
        return text
    return f"\x1b[{_COLOURS[style] if isinstance(style, Severity) else style}m{text}\x1b[0m"


def entity(char: str) -> str:
    """A character as HTML and XML may have it instead."""
    return f"&#{ord(char)};"


def repair(fix: PlacedFix) -> str:
    """What a fix does and how safe it is, on one line."""
    return f"{visible(fix.title)} ({_SAFETY[fix.safety]})"


def continued(view: View) -> str:
    """The end of a sentence about findings that have no place: where all are, if that is known."""
    return view.elsewhere and f": {view.elsewhere}"


def ordered(report: Report, view: View) -> Sequence[Diagnostic]:
    """The diagnostics as people read them, which is not always file by file."""
    if not view.changed_first:
        return report.diagnostics
    return sorted(report.diagnostics, key=lambda one: not view.is_changed(one))


def failures(report: Report) -> list[str]:
    """A visible line for each file that could not be read or written; of very many, the last line counts the rest."""
    lines = [visible(line) for line in report.failures[:MOST_FAILURES]]
    rest = len(report.failures) - MOST_FAILURES
    return [*lines, f"and {rest:,} more"] if rest > 0 else lines


def summarise(report: Report) -> str:
    """What was found, in one sentence."""
    also = f"; {report.suppressed:,} suppressed" if report.suppressed else ""
    also += f"; {report.fixed:,} fixed" if report.fixed else ""
    hidden = f"; {report.hidden:,} more in unchanged lines" if report.hidden else ""
    for lines, done in ((report.unreadable, "read"), (report.unwritten, "written")):
        if lines:
            also += f"; {len(lines):,} file{'' if len(lines) == 1 else 's'} could not be {done}"
    counts = [
        f"{count:,} {severity.label}{'' if count == 1 else 's'}"
        for severity in reversed(Severity)
        if (count := report.count(severity))
    ]
    if not counts:
        if hidden:
            return f"Nothing found in what changed{hidden}{also}."
        clean = {0: "No file was checked", 1: "The file is clean"}
        return f"{clean.get(report.files, f'All {report.files:,} files are clean')}{also}."
    touched = len({diagnostic.path for diagnostic in report.standing()})
    where = "1 file" if report.files == 1 else f"{touched:,} of {report.files:,} files"
    return f"Found {listed(counts)} in {where}{_fixable(report)}{hidden}{also}."


def _fixable(report: Report) -> str:
    """How much of it fixes would repair, and by which options."""
    safe, unsafe = (
        sum(found.fix is not None and found.fix.safety is safety for found in report.standing())
        for safety in (Safety.SAFE, Safety.UNSAFE)
    )
    parts = [f"{safe:,} can be fixed by --fix"] * bool(safe)
    parts += [f"{unsafe:,} {'more' if safe else 'can be fixed'} by --fix --unsafe-fixes"] * bool(unsafe)
    return f"; {', '.join(parts)}" if parts else ""
