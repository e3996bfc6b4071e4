"""Where reports go: standard output, files, and in GitHub Actions annotations and the job summary."""

from __future__ import annotations

import os
import os.path
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from genelint.errors import UsageError
from genelint.files import append, replace
from genelint.render import READABLE, View, load_format, summarise, volumes
from genelint.report import Report
from genelint.terminal import say, write, write_error
from genelint.wording import quote, visible

if TYPE_CHECKING:
    from genelint.actions import Actions

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
    is_in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
    actions = None
    if is_in_actions or any(path or name not in _FOR_PEOPLE for name, path in outputs):
        from genelint.actions import find_checkout, read_actions  # noqa: PLC0415 - start-up

        actions = read_actions(os.environ) if is_in_actions else None
        view = view._replace(checkout=find_checkout(os.getcwd(), actions))
    for name, path in outputs:
        if path:
            _write_files(path, volumes(name, report, view))
    if quiet:
        return
    shown = [name for name, path in outputs if not path]
    for name in shown:
        pieces = load_format(name).render(report, view)
        write(_fenced(pieces) if is_in_actions and name in _FOR_PEOPLE else pieces)
    if not shown:
        say(summarise(report))
    if actions is not None:
        if all(name != "github" for name, _ in outputs):
            # Standard output may be a file that programs read. What is fenced there would hide commands here.
            annotate = write if all(name in _FOR_PEOPLE for name in shown) else write_error
            annotate(load_format("github").render(report, view))
        _sum_up(report, view, actions)


def _write_files(path: str, texts: Iterable[Iterable[str]]) -> None:
    """Write texts as files: `report.sarif`, `report-2.sarif` and so on."""
    stem, suffix = os.path.splitext(path)
    for number, pieces in enumerate(texts, 1):
        replace(path if number == 1 else f"{stem}-{number}{suffix}", "".join(pieces))


def _fenced(pieces: Iterable[str]) -> Iterator[str]:
    from secrets import token_hex  # noqa: PLC0415 - start-up

    from genelint.actions import fenced  # noqa: PLC0415 - start-up

    return fenced(pieces, token_hex(16))


def _sum_up(report: Report, view: View, actions: Actions) -> None:
    """Add the report to the job summary, which may have more of the same step."""
    from genelint.actions import MOST_SUMMARY  # noqa: PLC0415 - start-up
    from genelint.render.markdown import summary  # noqa: PLC0415 - start-up

    if actions.summary:
        try:
            append(actions.summary, lambda before: summary(report, view, MOST_SUMMARY - before))
        except UsageError as error:
            say(f"the job summary is left out: {error}")
