"""The first pass, over one file after the other: what each of them gives by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from genelint.engine import Examined, SelectedRule, examine
from genelint.errors import UsageError
from genelint.files import Beside, Reader, read, read_beside
from genelint.model import Diagnostic
from genelint.setup import Setup
from genelint.values import NamedTuple


class Task(NamedTuple):
    """A file to look at: in `full`, or only for what the rules across records need to know of it."""

    path: str
    full: bool = True


Known = tuple[str, bool, list[Diagnostic], str]
"""What is known of a file without looking at it: its path, whether it was looked at in full, its diagnostics, none
unless it was, and the gene's symbol."""


class Surveyed(NamedTuple):
    """What a file gives; None where it is gone, or where it cannot be read and the line `failure` says why."""

    path: str
    full: bool
    examined: Examined | None
    failure: str = ""


def survey(
    tasks: Iterable[Task], setup: Setup, reader: Reader = read, beside: Beside = read_beside
) -> Iterator[Surveyed]:
    """Look at files, one by one."""
    asked = asked_by(setup)
    for task in tasks:
        try:
            source = reader(task.path)
            sidecar = beside(task.path) if task.full else None
        except UsageError as error:
            yield Surveyed(*task, None, str(error))
            continue
        if source is None:
            yield Surveyed(*task, None)
        else:
            yield Surveyed(*task, examine(source, asked(task), sidecar=sidecar, vocabulary=setup.vocabulary))


def asked_by(setup: Setup) -> Callable[[Task], tuple[SelectedRule, ...]]:
    """A function that gives the rules for a file: also those across records that are to say nothing of it."""
    across = setup.across
    rules: tuple[SelectedRule, ...] = ()
    asked = across

    def asked_of(task: Task) -> tuple[SelectedRule, ...]:
        nonlocal rules, asked
        if not task.full:
            return across
        if (holding := setup.rules_for(task.path)) is not rules:
            rules = holding
            asked = (*rules, *(selected for selected in across if selected not in rules))
        return asked

    return asked_of
