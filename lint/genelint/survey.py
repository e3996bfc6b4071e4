"""The first pass: what files give by themselves, looked at batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from genelint.engine import Said, SelectedRule, examine
from genelint.errors import UsageError
from genelint.facts import Sheaf, bind
from genelint.files import Beside, Reader, read, read_beside
from genelint.model import Diagnostic
from genelint.setup import Setup
from genelint.values import NamedTuple

BATCH = 50
"""So many files are looked at together; at most 254 (see `facts.Entry`)."""


class Task(NamedTuple):
    """A file to look at: in `full`, or only for what the rules across records need to know of it."""

    path: str
    full: bool = True


class Known(NamedTuple):
    """What is known of files without looking at them: those that were looked at in full, those that are only compared,
    the diagnostics of the first, and the symbols of those of them that are not named after their gene."""

    given: set[str]
    compared: set[str]
    diagnostics: list[Diagnostic]
    symbols: dict[str, str]


class Surveyed(NamedTuple):
    """What a batch of files gives.

    `symbols` has for each task that of its gene, None where the file is gone or cannot be read; `found` are the
    diagnostics by the position of their task, `failures` a line for each file in full that cannot be read, and `said`
    what the records say to the rules across them.
    """

    tasks: Sequence[Task]
    symbols: list[str | None]
    found: dict[int, list[Diagnostic]]
    failures: list[str]
    said: list[Sheaf]


def symbol_by(path: str) -> str:
    """The symbol of a gene whose record is named after it."""
    return path[path.rfind("/") + 1 :].removesuffix(".txt")


def survey(
    tasks: Sequence[Task], setup: Setup, reader: Reader = read, beside: Beside = read_beside
) -> Iterator[Surveyed]:
    """Look at files, batch by batch."""
    look = surveyor(setup, reader, beside)
    for at in range(0, len(tasks), BATCH):
        yield look(tasks[at : at + BATCH])


def surveyor(setup: Setup, reader: Reader = read, beside: Beside = read_beside) -> Callable[[Sequence[Task]], Surveyed]:
    """A function that looks at one batch."""
    asked = _asked_by(setup)
    across = setup.across

    def look(tasks: Sequence[Task]) -> Surveyed:
        surveyed = Surveyed(tasks, [], {}, [], [])
        said: list[list[Said]] = []
        for at, task in enumerate(tasks):
            symbol: str | None = None
            facts: list[Said] = []
            source = sidecar = None
            try:
                source = reader(task.path)
                sidecar = beside(task.path) if task.full else None
            except UsageError as error:
                source = None
                if task.full:
                    surveyed.failures.append(str(error))
            if source is not None:
                found, facts, symbol = examine(source, asked(task), sidecar=sidecar, vocabulary=setup.vocabulary)
                if found:
                    surveyed.found[at] = found
            surveyed.symbols.append(symbol)
            said.append(facts)
        surveyed.said.extend(bind(said, across))
        return surveyed

    return look


def _asked_by(setup: Setup) -> Callable[[Task], tuple[SelectedRule, ...]]:
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
