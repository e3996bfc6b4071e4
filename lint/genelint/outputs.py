"""Where reports go: standard output, files, and in GitHub Actions annotations and the job summary."""

from __future__ import annotations

import os
import os.path
from collections.abc import Iterable, Sequence

from genelint.actions import MOST_SUMMARY, Actions, find_checkout, guarded, read_actions
from genelint.catalogue import help_of
from genelint.errors import UsageError
from genelint.files import Reader, append, replace
from genelint.model import Source
from genelint.registry import Plugin
from genelint.render import READABLE, Output, RuleHelp, View, load_format, summarise, volumes
from genelint.report import Report
from genelint.terminal import say, write, write_error
from genelint.wording import quote, visible

_FOR_PEOPLE = (*READABLE, "statistics")
"""What may have a line that GitHub Actions takes for a command; all other formats escape it."""


def refuse_outputs(outputs: Sequence[Output], *, statistics: bool) -> None:
    """Raise UsageError where two go to one place, or one into no folder, or one is not for people beside statistics."""
    if statistics and any(name not in READABLE and not path for name, path in outputs):
        raise UsageError("--statistics is for people: leave it out, and count the report's findings by code")
    seen: set[str] = set()
    for name, path in outputs:
        place = os.path.realpath(path) if path else ""
        if place in seen:
            where = quote(path) if path else "standard output"
            raise UsageError(f'{where} takes one report: write others to files of their own, as "{name}:report.txt"')
        seen.add(place)
        if path and not os.path.isdir(os.path.dirname(path) or "."):
            raise UsageError(f"{visible(path)}: cannot be written: there is no such folder")


def informed(view: View, reader: Reader, plugins: Sequence[Plugin]) -> View:
    """The view with the files that the reader gives, and the rules of the plugins, for what a format asks of them."""

    def source(path: str) -> Source | None:
        try:
            return reader(path)
        except UsageError:  # the report is of what was there before
            return None

    def help_with(code: str) -> RuleHelp | None:
        return help_of(plugins, code)

    return view._replace(sources=source, helps=help_with)


def write_reports(report: Report, outputs: Sequence[Output], view: View, *, statistics: bool, quiet: bool) -> None:
    """Write the report in each format, or in the usual one; in GitHub Actions, annotate and sum up as well.

    `statistics` stand in the place of what goes to standard output; `quiet` leaves all but files. Raises UsageError for
    what cannot be written.
    """
    actions = read_actions(os.environ)
    view = view._replace(checkout=find_checkout(os.getcwd(), actions))
    for name, path in outputs:
        if path:
            _write_files(path, volumes(name, report, view))
    if quiet:
        return
    shown = [name for name, path in outputs or [Output("full")] if not path]
    if statistics:
        shown = ["statistics"]
    for name in shown:
        pieces = load_format(name).render(report, view)
        write(guarded(pieces) if actions is not None and name in _FOR_PEOPLE else pieces)
    if not shown:
        say(summarise(report))
    if actions is not None:
        is_asked_for = any(name == "github" for name, _ in outputs)
        _tell_actions(report, view, actions, annotates=not is_asked_for, is_pure=not {*shown} <= {*_FOR_PEOPLE})


def _tell_actions(report: Report, view: View, actions: Actions, *, annotates: bool, is_pure: bool) -> None:
    """Annotate what was found, and sum it up; `is_pure` is a standard output that may be a file for programs."""
    if annotates:
        # Beside what is guarded on the other stream the runner would obey nothing
        (write_error if is_pure else write)(load_format("github").render(report, view))
    if actions.summary:
        _sum_up(report, view, actions.summary)


def _write_files(path: str, texts: Iterable[Iterable[str]]) -> None:
    """Write texts as files: `report.sarif`, `report-2.sarif` and so on."""
    stem, suffix = os.path.splitext(path)
    for number, pieces in enumerate(texts, 1):
        replace(path if number == 1 else f"{stem}-{number}{suffix}", "".join(pieces))


def _sum_up(report: Report, view: View, path: str) -> None:
    """Add the report to the job summary, which may have more of the same step."""
    from genelint.render.markdown import summary  # noqa: PLC0415 - start-up

    try:
        append(path, lambda before: summary(report, view, MOST_SUMMARY - before))
    except UsageError as error:
        say(f"the job summary is left out: {error}")
