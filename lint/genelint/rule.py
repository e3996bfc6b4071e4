"""What a rule is: metadata, examples and a pure function. This is the module that rule files import.

A rule file has a docstring with the headings of `HEADINGS`, a function `check`, and a value `RULE`:

    RULE = RecordRule(Meta(code="XYZ001", name="bad-thing", ...), check)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from genelint.model import Edit, Finding, Fix, Related, Safety, Severity, Source, Span
from genelint.record import Identifier, Node, Part, Record, Tree, plain_text, reference_number
from genelint.wording import listed, nearest, quote

__all__ = [
    "HEADINGS",
    "Bad",
    "Edit",
    "Finding",
    "Fix",
    "Good",
    "Identifier",
    "Meta",
    "Node",
    "Part",
    "Record",
    "RecordRule",
    "Related",
    "Rule",
    "Safety",
    "Severity",
    "Source",
    "SourceRule",
    "Span",
    "Tree",
    "listed",
    "nearest",
    "plain_text",
    "quote",
    "reference_number",
]

HEADINGS = ("What it does", "Why it matters", "How to repair", "Fix safety")
"""The headings that a rule's docstring has, in this order, each underlined by dashes."""


class Bad(NamedTuple):
    """An example that the rule finds.

    `old` stands exactly once in `genelint.testing.RECORD` (empty: the whole of it) and is replaced by `new`, where «
    and » enclose the span of each expected finding (nothing between them for an empty span), in order; `message` is the
    finding's text, or one text for each. `fixed` is what stands instead of `new` once the fixes are applied, None where
    there is no fix. `also` names the codes of other rules that find something in it too.
    """

    old: str
    new: str
    message: str | tuple[str, ...]
    fixed: str | None = None
    also: tuple[str, ...] = ()


class Good(NamedTuple):
    """An example that no rule finds fault with: `old`, which stands once in the record, replaced by `new`.

    `why` says what makes it good; the best examples are near misses.
    """

    old: str
    new: str
    why: str = ""


class Meta(NamedTuple):
    """What is known of a rule beside its function.

    `code` is three upper-case letters of a family and three digits; `name` names the bad pattern in kebab-case;
    `summary` is one line; `since` the version that brought it; `bad` and `good` its examples.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    since: str
    bad: tuple[Bad, ...]
    good: tuple[Good, ...]


class SourceRule(NamedTuple):
    """A rule about a file's text, whether or not a record can be read from it."""

    meta: Meta
    check: Callable[[Source], Iterable[Finding]]


class RecordRule(NamedTuple):
    """A rule about one record; parts of it that could not be read are absent."""

    meta: Meta
    check: Callable[[Record], Iterable[Finding]]


Rule = SourceRule | RecordRule
