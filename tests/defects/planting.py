"""Plants one defect in a clean record.

A plant is a function from a clean record's text to the text with the defect, where « stands at the place at which the
finding must begin, and » at the other place that it must refer to, if there is one. It is written against what every
base record has: a summary with at least three references that groups of marks cite, synonyms, proteins, and three or
more rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple, cast

from genelint.model import Severity

Plant = Callable[[str], str]


class PlantWithSidecar(NamedTuple):
    """A plant, and what makes the text of the file of associations beside the record from its text before.

    The mark stands in that file if the finding is `in_sidecar`.
    """

    plant: Plant
    beside: Callable[[str], str]
    in_sidecar: bool = False


class Defect(NamedTuple):
    """A named plant, the one code that it must be found with, and the severity where that is not the rule's."""

    code: str
    name: str
    plant: Plant | PlantWithSidecar
    severity: Severity | None = None

    def __str__(self) -> str:
        return f"{self.code}-{self.name}"


class Planted(NamedTuple):
    """A defective record, the file beside it, and the 0-based offset at which the finding begins in one of the two.

    `other` is where the other place in the record begins, None where nothing is said of it.
    """

    text: str
    offset: int
    other: int | None = None
    sidecar: str | None = None
    in_sidecar: bool = False


def planted(defect: Defect, text: str) -> Planted:
    """Plant a defect. Raises AssertionError where the plant leaves no mark, or changes nothing."""
    plant, beside, in_sidecar = (
        defect.plant if isinstance(defect.plant, PlantWithSidecar) else (defect.plant, None, False)
    )
    marked = plant(text)
    sidecar = beside(text) if beside is not None else None
    both = marked + (sidecar or "")
    assert both.count("«") == 1, f"{defect} leaves {both.count('«')} marks"
    other = marked.replace("«", "").find("»")
    marked = marked.replace("»", "")
    offset = ((sidecar or "") if in_sidecar else marked).index("«")
    defective = marked.replace("«", "")
    assert beside is not None or defective != text, f"{defect} changes nothing"
    return Planted(defective, offset, other if other >= 0 else None, sidecar and sidecar.replace("«", ""), in_sidecar)


_NO_MARKS = dict.fromkeys(map(ord, "«»"))


def planted_together(defects: Iterable[Defect], text: str) -> str:
    """Plant several defects, but for those that need what another one took away."""
    for defect in defects:
        with suppress(Exception):  # whatever a plant meets that was made for a clean record
            plant = defect.plant.plant if isinstance(defect.plant, PlantWithSidecar) else defect.plant
            text = plant(text).translate(_NO_MARKS)
    return text


# Ways to edit


def swap(old: str, new: str) -> Plant:
    """Replace the first occurrence of a text."""

    def plant(text: str) -> str:
        assert old in text, f"{old!r} is not in the record"
        return text.replace(old, new, 1)

    return plant


def substitute(pattern: str, new: str) -> Plant:
    """Replace the first match of a pattern (multi-line)."""

    def plant(text: str) -> str:
        result, count = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
        assert count, f"{pattern!r} is not in the record"
        return result

    return plant


def drop_line(start: str, *, mark_next: bool = True) -> Plant:
    """Delete the first line that begins so, and mark the beginning of the next one."""
    return substitute(rf"^{re.escape(start)}.*\n", "«" if mark_next else "")


def before_line(start: str, *lines: str) -> Plant:
    """Insert lines before the first line that begins so."""
    inserted = "".join(f"{line}\n" for line in lines).replace("\\", r"\\")
    return substitute(rf"^(?={re.escape(start)})", inserted)


def cut(pattern: str) -> Plant:
    """End the file behind the first match of a pattern; the finding is at the end."""

    def plant(text: str) -> str:
        match = re.search(pattern, text, re.MULTILINE)
        assert match, f"{pattern!r} is not in the record"
        return text[: match.end()] + "«"

    return plant


def last_row(new: str) -> Plant:
    """Replace the last row; `\\1` is its name, `\\2` its text."""

    def plant(text: str) -> str:
        head, _, row = text.rstrip("\n").rpartition("\n")
        name, body = row.split(" | ")[:2]
        return f"{head}\n{new}".replace(r"\1", name).replace(r"\2", body)

    return plant


def repeat(start: str, mark: str) -> Plant:
    """Write a line a second time below itself; the finding refers to the first."""

    def plant(text: str) -> str:
        match = re.search(rf"^{re.escape(start)}.*\n", text, re.MULTILINE)
        assert match, f"{start!r} is not in the record"
        line = match.group()
        both = line.replace(mark, "»" + mark, 1) + line.replace(mark, "«" + mark, 1)
        return text[: match.start()] + both + text[match.end() :]

    return plant


def move(start: str, before: str | None) -> Plant:
    """Move a line before another, or to the end; the moved line is marked."""

    def plant(text: str) -> str:
        match = re.search(rf"^{re.escape(start)}.*\n", text, re.MULTILINE)
        assert match, f"{start!r} is not in the record"
        rest = text[: match.start()] + text[match.end() :]
        if before is None:
            return f"{rest.rstrip()}\n«{match.group().rstrip()}"
        at = re.search(rf"^{re.escape(before)}", rest, re.MULTILINE)
        assert at, f"{before!r} is not in the record"
        return f"{rest[: at.start()]}«{match.group()}{rest[at.start() :]}"

    return plant


def in_tree(edit: Callable[[dict[str, Any]], object]) -> Plant:
    """Change the summary tree in place. A « in a text marks what follows it; `marked` marks a node or an integer."""

    def plant(text: str) -> str:
        match = re.search(r"^\{.*\}$", text, re.MULTILINE)
        assert match, "there is no tree in the record"
        root = json.loads(match.group())
        edit(root)
        written = json.dumps(root, ensure_ascii=False)
        written = re.sub(r'"«#(-?[0-9]+)"', r"«\1", written.replace('{"«": 0, ', "«{"))
        return text[: match.start()] + written + text[match.end() :]

    return plant


def marked(value: Any) -> Any:
    """A node, or the number of a reference, that is marked once it is written."""
    if isinstance(value, dict):
        return {"«": 0, **cast("dict[str, Any]", value)}
    return f"«#{value}" if isinstance(value, int) else f"«{value}"


def everything(new: str) -> Plant:
    """Put another text in the record's place."""
    return lambda _: new


P = '"type": "p", "children": ['
"""What the first paragraph begins with."""

T = '{"type": "t", "text": "'
"""What the first text begins with."""

REFERENCE_1 = '{"type": "r", "ref": 1, '
"""What the first reference begins with."""
