"""A note of the draft was left in the record.

What it does
------------
Finds the words TODO, FIXME and TBD in capitals, anywhere in the file.

Why it matters
--------------
Curators leave such notes for each other. In a record that is read by others they are noise.

How to repair
-------------
Do what the note says, and delete it.

Fix safety
----------
There is no fix: the work is still to be done.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Severity, Source, SourceRule, Span

NOTE = re.compile(r"\b(?:TODO|FIXME|TBD)\b")


def check(source: Source) -> Iterator[Finding]:
    """Report each note."""
    for match in NOTE.finditer(source.text):
        yield Finding(Span(*match.span()), f"{match[0]} is a note of the draft; do what it says, and delete it")


DRAFT_NOTE = SourceRule(
    Meta(
        code="OUR001",
        name="draft-note",
        summary="A note of the draft was left in the record.",
        severity=Severity.WARNING,
        since="1.0",
        bad=(
            Bad("Holds zinc", "«TODO»: Holds zinc", "TODO is a note of the draft; do what it says, and delete it"),
            Bad("cultured", "cultured («TBD»)", "TBD is a note of the draft; do what it says, and delete it"),
        ),
        good=(
            Good("Holds zinc", "To do: zinc", "other words"),
            Good("MT-0, ", "MT-0, TODO2, ", "a symbol that begins alike"),
        ),
    ),
    check,
)

RULES = (DRAFT_NOTE,)
