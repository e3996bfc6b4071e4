"""Drafts: what files are to become. They are read in the place of the files, shown as patches, or written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sized

from genelint.actions import guarded, read_actions
from genelint.difference import unified
from genelint.errors import UsageError
from genelint.files import Beside, Reader, read_beside, replace_unchanged
from genelint.model import Source
from genelint.terminal import write_text
from genelint.values import NamedTuple
from genelint.wording import visible


class Draft(NamedTuple):
    """What a file is, and what it is to become."""

    before: Source
    after: Source


class Drafts(dict[str, Draft]):
    """Drafts by path; `read` gives them in the place of the files, `beside` the files of associations.

    A file may change while it is worked on, and an edit is for the text that was read. So the hash of each text is
    kept; to keep the texts would take too much memory.
    """

    def __init__(self, reader: Reader, beside: Beside = read_beside) -> None:
        super().__init__()
        self.beside = beside
        self._reader = reader
        self._hashes: dict[str, int] = {}

    def read(self, path: str) -> Source | None:
        """What a file is to become, or else what it is."""
        if path in self:
            return self[path].after
        source = self._reader(path)
        if source is not None:
            self._hashes[path] = hash(source.text)
        return source

    def has_read(self, path: str) -> bool:
        """Whether the text of a file was read here, so that it can be told whether it has changed since."""
        return path in self or path in self._hashes

    def read_again(self, path: str) -> Source | None:
        """The same text once more, None where it is another by now."""
        known = self._hashes.get(path)
        source = self.read(path)
        return source if path in self or (source is not None and hash(source.text) == known) else None

    def put(self, now: Source, after: Source) -> None:
        """Make a draft of a file, or of its draft."""
        if after.text != now.text:
            self[now.path] = Draft(self[now.path].before if now.path in self else now, after)


def write_drafts(drafts: Iterable[Draft]) -> list[str]:
    """Write them, each as a whole, but for files that have changed meanwhile; a line for each that was not written."""
    failures: list[str] = []
    for before, after in drafts:
        try:
            replace_unchanged(before, after)
        except UsageError as error:
            failures.append(str(error))
    return failures


def show_drafts(drafts: Iterable[Draft]) -> None:
    """Print them as a patch: as it is, but for a terminal, which no record may control."""
    is_shown = sys.stdout.isatty()
    ordered = sorted(drafts, key=lambda draft: draft.before.path)
    lines = (line for before, after in ordered for line in unified(before.path, before.text, after.text))
    for line in guarded(lines) if read_actions(os.environ) is not None else lines:
        write_text(f"{visible(line[:-1])}\n" if is_shown else line)


def count_files(drafts: Sized) -> str:
    """How many files they are, in words."""
    return f"{len(drafts):,} file{'' if len(drafts) == 1 else 's'}"
