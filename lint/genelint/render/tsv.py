r"""A table for spreadsheets and `cut`: a line of heads, and one for each finding, with tabs between the columns.

What does not print is an escape: `\n`, `\r`, `\t`, `\x1b`, `\u202e`, `\U000f0000`, and `\\` for a backslash. So is the
first of what a spreadsheet would take for a formula or a quoted cell, and the last of what a runner of GitHub Actions
would take for a command.
"""

from __future__ import annotations

from collections.abc import Iterator

from genelint.model import Diagnostic
from genelint.render import View
from genelint.report import Report
from genelint.wording import disarmed

HEADS = (
    *("path", "line", "column", "end_line", "end_column", "code", "rule", "severity", "message"),
    *("pointer", "record", "fingerprint", "fix", "safety", "suppressed"),
)

_MEANT = ('"', "=", "+", "-", "@")
_NAMED = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def render(report: Report, view: View) -> Iterator[str]:
    """The heads and the findings."""
    del view  # for programs, which want it the same everywhere
    yield "\t".join(HEADS) + "\n"
    for diagnostic in report.diagnostics:
        yield "\t".join(map(_escaped, _cells(diagnostic))) + "\n"


def _cells(found: Diagnostic) -> tuple[str, ...]:
    fix = (found.fix.title, found.fix.safety.value) if found.fix else ("", "")
    said = (found.code, found.rule, found.severity.label, found.message, found.pointer, found.record)
    return found.path, *map(str, found.region), *said, found.fingerprint, *fix, found.suppressed


def _escaped(text: str) -> str:
    if not text.isprintable() or "\\" in text:
        text = "".join(_NAMED.get(char) or (char if char.isprintable() else _code(char)) for char in text)
    if text.startswith(_MEANT):
        text = _code(text[0]) + text[1:]
    return disarmed(text)


def _code(char: str) -> str:
    point = ord(char)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
