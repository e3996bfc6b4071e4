"""Where reports go: standard output, files, and in GitHub Actions annotations and the job summary."""

from __future__ import annotations

import os
import os.path
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from genelint.actions import MOST_SUMMARY, find_checkout, guarded, read_actions
from genelint.errors import UsageError
from genelint.files import append, replace
from genelint.render import READABLE, View, load_format, summarise, volumes
from genelint.report import Report
from genelint.terminal import say, write, write_error
from genelint.wording import quote, visible

_FOR_PEOPLE = (*READABLE, "statistics")
"""What may have a line that GitHub Actions takes for a command; all other formats escape it."""


class Output(NamedTuple):
    """A report that is asked for: the name of its format, and a file, or nothing for standard output."""

    name: str
    path: str = ""


def refuse_outputs(outputs: Sequence[Output]) -> None:
    """Raise UsageError where two go to one place, or one into no folder."""
    seen: set[str] = set()
    for name, path in outputs:
        place = os.path.realpath(path) if path else ""
        if place in seen:
            where = quote(path) if path else "standard output"
            raise UsageError(f'{where} takes one report: write others to files of their own, as "{name}:report.txt"')
        seen.add(place)
        if path and not os.path.isdir(os.path.dirname(path) or "."):
            raise UsageError(f"{visible(path)}: cannot be written: there is no such folder")


def write_reports(report: Report, outputs: Sequence[Output], view: View, *, quiet: bool) -> None:
    """Write the report in each format; in GitHub Actions, annotate and sum up as well.

    `quiet` leaves all but files. Raises UsageError for what cannot be written.
    """
    actions = read_actions(os.environ)
    if actions is not None or any(path or name not in _FOR_PEOPLE for name, path in outputs):
        view = view._replace(checkout=find_checkout(os.getcwd(), actions))
    for name, path in outputs:
        if path:
            _write_files(path, volumes(name, report, view))
    if quiet:
        return
    shown = [name for name, path in outputs if not path]
    for name in shown:
        pieces = load_format(name).render(report, view)
        write(guarded(pieces) if actions is not None and name in _FOR_PEOPLE else pieces)
    if not shown:
        say(summarise(report))
    if actions is not None:
        if all(name != "github" for name, _ in outputs):
            # Standard output may be a file that programs read. What is guarded there would hide commands here.
            annotate = write if all(name in _FOR_PEOPLE for name in shown) else write_error
            annotate(load_format("github").render(report, view))
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
