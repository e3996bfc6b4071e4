"""Where reports go: standard output, files, and in GitHub Actions annotations and the job summary."""

from __future__ import annotations

import os
import os.path
from collections.abc import Iterable, Sequence

from genelint.actions import MOST_SUMMARY, find_checkout, guarded, read_actions
from genelint.catalogue import help_of
from genelint.errors import UsageError
from genelint.files import Reader, append, replace
from genelint.model import Source
from genelint.registry import Plugin
from genelint.render import READABLE, Output, RuleHelp, View, load_format, summarise, volumes
from genelint.report import Report
from genelint.terminal import say, write, write_error
from genelint.wording import listed, quote, visible

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
    shown = [name for name, path in outputs or [Output("full")] if not path]
    if statistics:
        shown = ["statistics"]
    if actions is not None and not quiet:
        view = _sum_up(report, view, actions.summary, is_logged=not {*shown}.isdisjoint(READABLE))
    for name, path in outputs:
        if path:
            _write_files(path, volumes(name, report, view))
    if quiet:
        return
    for name in shown:
        pieces = load_format(name).render(report, view)
        write(guarded(pieces) if actions is not None and name in _FOR_PEOPLE else pieces)
    if not shown:
        say(summarise(report))
    if actions is not None and all(name != "github" for name, _ in outputs):
        # Beside what is guarded on the other stream the runner would obey nothing
        is_for_people = {*shown} <= {*_FOR_PEOPLE}
        (write if is_for_people else write_error)(load_format("github").render(report, view))


def _write_files(path: str, texts: Iterable[Iterable[str]]) -> None:
    """Write texts as files: `report.sarif`, `report-2.sarif` and so on."""
    stem, suffix = os.path.splitext(path)
    for number, pieces in enumerate(texts, 1):
        replace(path if number == 1 else f"{stem}-{number}{suffix}", "".join(pieces))


def _sum_up(report: Report, view: View, path: str, *, is_logged: bool) -> View:
    """Add the report to the job summary, if there is one; gives the view that knows where all findings are."""
    from genelint.render.markdown import fitted  # noqa: PLC0415 - start-up

    log = ["the log of this step"] * is_logged
    is_whole = False

    def write_summary(before: int) -> str:
        """In the room that is left, as the same step may have more."""
        nonlocal is_whole
        text, is_whole = fitted(report, _knowing(view, log), MOST_SUMMARY - before)
        return text

    try:
        if path:
            append(path, write_summary)
    except UsageError as error:
        is_whole = False
        say(f"the job summary is left out: {error}")
    return _knowing(view, ["the job summary"] * is_whole + log)


def _knowing(view: View, places: Sequence[str]) -> View:
    """The view that knows of places that have all findings."""
    have = "has" if len(places) == 1 else "have"
    return view._replace(elsewhere=f"{listed(places)} {have} all of them" if places else "")
