"""What a rule is: metadata, examples and a pure function. This is the module that rule files import.

A rule file has a docstring with the headings of `HEADINGS`, a function `check`, and a value `RULE`:

    RULE = RecordRule(Meta(code="XYZ001", name="bad-thing", ...), check)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from genelint.addresses import USUAL_ADDRESS, Link, decoded, read_href
from genelint.errors import UsageError
from genelint.lists import Item, split_items
from genelint.model import Edit, Finding, Fix, Part, Related, Safety, Severity, Source, Span
from genelint.record import Identifier, Node, Record, Tree, plain_text, reference_number
from genelint.row_pairs import Pair, RowPairs
from genelint.sidecar import Sidecar
from genelint.table import GENE, Row, Table
from genelint.values import NamedTuple
from genelint.vocabulary import Dataset, Vocabulary
from genelint.wording import listed, nearest, quote

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "GENE",
    "HEADINGS",
    "MOST_HOLDERS",
    "USUAL_ADDRESS",
    "Bad",
    "Clash",
    "CorpusRule",
    "Dataset",
    "Edit",
    "Finding",
    "Fix",
    "Good",
    "Holders",
    "Identifier",
    "Item",
    "Link",
    "Meta",
    "NamedTuple",
    "Node",
    "Part",
    "Record",
    "RecordRule",
    "Related",
    "Row",
    "RowPairs",
    "Rule",
    "Safety",
    "Severity",
    "Shared",
    "Sidecar",
    "SidecarRule",
    "Source",
    "SourceRule",
    "Span",
    "Suppression",
    "SuppressionRule",
    "Table",
    "Tree",
    "Values",
    "Vocabulary",
    "decoded",
    "has_no_problems",
    "has_ordinary_tree",
    "key_alone",
    "key_and_value",
    "later",
    "later_across",
    "listed",
    "nearest",
    "never",
    "plain_text",
    "quote",
    "read_href",
    "reference_number",
    "split_items",
]

HEADINGS = ("What it does", "Why it matters", "How to repair", "Fix safety")
"""The headings that a rule's docstring has, in this order, each underlined by dashes."""


class Bad(NamedTuple):
    """An example that the rule finds.

    `old` stands exactly once in `genelint.testing.RECORD` (empty: the whole of it) and is replaced by `new`, where «
    and » enclose the span of each expected finding (nothing between them for an empty span), in order; `message` is the
    finding's text, or one text for each. `fixed` is what stands instead of `new` once the fixes are applied, None where
    there is no fix. `also` names the codes of other rules that find something in it too. `path` is the name of the
    record's file, `sidecar` the text of the file of associations beside it (with the marks, if the rule is a
    `SidecarRule`). Rules across records see `genelint.testing.NEIGHBOURS` beside the example. `suppressions` is the
    text of a configuration with exceptions, or of a baseline; in an example of a `SuppressionRule` it has the marks,
    `fixed` is what it becomes, and the record is the whole one where `new` is empty too.
    """

    old: str
    new: str
    message: str | tuple[str, ...]
    fixed: str | None = None
    also: tuple[str, ...] = ()
    path: str = "MT1H.txt"
    sidecar: str | None = None
    suppressions: str | None = None


class Good(NamedTuple):
    """An example that the rule finds no fault with: `old`, which stands once in the record, replaced by `new`.

    `why` says what makes it good; the best examples are near misses. `also`, `path`, `sidecar` and `suppressions` are
    as in `Bad`.
    """

    old: str
    new: str
    why: str = ""
    also: tuple[str, ...] = ()
    path: str = "MT1H.txt"
    sidecar: str | None = None
    suppressions: str | None = None


class Meta:
    """What is known of a rule beside its function. Treat as frozen.

    `code` is three upper-case letters of a family and three digits; `name` names the bad pattern in kebab-case;
    `summary` is one line; `since` the version that brought it; `bad` and `good` its examples.
    """

    __slots__ = ("bad", "code", "good", "name", "severity", "since", "summary")

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        code: str,
        name: str,
        summary: str,
        severity: Severity,
        since: str,
        bad: tuple[Bad, ...],
        good: tuple[Good, ...],
    ) -> None:
        self.code = code
        self.name = name
        self.summary = summary
        self.severity = severity
        self.since = since
        self.bad = bad
        self.good = good


class SourceRule(NamedTuple):
    """A rule about a file's text, whether or not a record can be read from it."""

    meta: Meta
    check: Callable[[Source], Iterable[Finding]]


def never(record: Record) -> bool:
    """The proof of a rule that has none: nothing is known of any record."""
    del record
    return False


def has_no_problems(record: Record) -> bool:
    """The proof of the rules that say what reading has found."""
    return not record.problems


def has_ordinary_tree(record: Record) -> bool:
    """The proof of the rules that say nothing of an ordinary tree (see the module `ordinary`), nor of none at all."""
    if record.tree is None:
        return not record.problems
    return record.tree.ordinary is not None


class RecordRule(NamedTuple):
    """A rule about one record; parts of it that could not be read are absent.

    `is_clean` is a cheap proof that `check` has nothing to say: where it is true, `check` is not called. Rules that
    look at the same things share one, which is asked once a record.
    """

    meta: Meta
    check: Callable[[Record], Iterable[Finding]]
    is_clean: Callable[[Record], bool] = never


class SidecarRule(NamedTuple):
    """A rule about the file of associations beside a record; the spans of its findings are in `Sidecar.faulty`."""

    meta: Meta
    check: Callable[[Sidecar], Iterable[Finding]]


class Holders(NamedTuple):
    """Which records say the same: their number, and the paths of the first `MOST_HOLDERS` of them, sorted."""

    number: int
    paths: tuple[str, ...]


MOST_HOLDERS = 1000
"""What more records than these say is no slip of theirs, so that nobody asks for the others."""

Values = Mapping[str, Mapping[str, Holders]]
"""What all records say to one rule: from a key, such as a DOI, to each value that was given for it, and by which
records. Both are sorted, whatever the order in which the records were read."""


class Clash(NamedTuple):
    """What a rule across records says of the value that one record gives for a key.

    `others` are the places, in the same or other records, that it is held against, each with a note as its message;
    `expected` is what should stand there, for the rule's own `place`.
    """

    path: str
    key: str
    value: str
    message: str
    others: tuple[Clash, ...] = ()
    expected: str = ""


def key_and_value(key: str, value: str) -> tuple[str, ...]:
    """The terms of a rule that compares the values of a key, and the keys of a value."""
    return key, value


def key_alone(key: str, value: str) -> tuple[str, ...]:
    """The terms of a rule that compares the values of a key."""
    del value
    return (key,)


class CorpusRule(NamedTuple):
    """A rule across records, in three pure functions.

    `collect` gives what a record says, as pairs of key and value; it runs on every record, and keeps no places. What it
    says of rows is best given by `RowPairs`.
    `compare` sees what all records say, and gives the clashes. `place` finds a clash again in its record, which is
    read a second time for it: the finding there, or None where the record no longer says so.

    Of many records, little must be kept in memory. Where `terms` is given, it tells what a pair is compared by, such as
    its key (`key_alone`), or its key and its value (`key_and_value`); `compare` then may not see the pairs that are
    alone: that one record says, and that share no term with another pair. They must be of no account to it.

    Rules that have the same `collect` and `terms` share what records say: it is collected once.
    """

    meta: Meta
    collect: Callable[[Record], Iterable[tuple[str, str]]]
    compare: Callable[[Values], Iterable[Clash]]
    place: Callable[[Record, Clash], Finding | None]
    terms: Callable[[str, str], Iterable[str]] | None = None


class Announcement(Meta):
    """What is known of a rule before its module is imported: code, name and severity. The rest is read there."""

    __slots__ = ("_module", "_rule")

    def __init__(self, module: str, code: str, name: str, severity: Severity) -> None:
        self._module = module
        self._rule: Any = None
        self.code = code
        self.name = name
        self.severity = severity

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.rule().meta, name)

    def rule(self) -> Any:
        """The rule itself: a RecordRule or CorpusRule. Raises UsageError where its module has none."""
        if self._rule is None:
            try:
                self._rule = import_module(self._module).RULE
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"
                raise UsageError(f"the module {self._module} of rule {self.code} has no RULE: {reason}") from error
        return self._rule

    def check(self, record: Record) -> Iterable[Finding]:
        """As in RecordRule."""
        rule: RecordRule = self.rule()
        return rule.check(record)

    def collect(self, record: Record) -> Iterable[tuple[str, str]]:
        """As in CorpusRule."""
        rule: CorpusRule = self.rule()
        return rule.collect(record)

    def compare(self, values: Values) -> Iterable[Clash]:
        """As in CorpusRule."""
        rule: CorpusRule = self.rule()
        return rule.compare(values)

    def place(self, record: Record, clash: Clash) -> Finding | None:
        """As in CorpusRule."""
        rule: CorpusRule = self.rule()
        return rule.place(record, clash)


def later(package: str, code: str, name: str, severity: Severity, is_clean: Callable[[Record], bool]) -> RecordRule:
    """A rule about one record: the `RULE` of a module of the package that is named as the rule, with `_` for `-`.

    The module is imported where `is_clean` fails, and when somebody asks for texts or examples, so that a plugin with
    many rules starts as fast as one with few. `check_metadata` holds that what is said here is said there.
    """
    announcement = _announcement(package, code, name, severity)
    return RecordRule(announcement, announcement.check, is_clean)


class Shared(NamedTuple):
    """What several announced rules collect alike, and what they compare it by; see `CorpusRule`."""

    collect: Callable[[Record], Iterable[Pair]]
    terms: Callable[[str, str], Iterable[str]] | None


def later_across(package: str, code: str, name: str, severity: Severity, shared: Shared | None = None) -> CorpusRule:
    """The same for a rule across records, whose module is imported where there are records to compare."""
    it = _announcement(package, code, name, severity)
    collect, terms = shared or (it.collect, None)
    return CorpusRule(it, collect, it.compare, it.place, terms)


def _announcement(package: str, code: str, name: str, severity: Severity) -> Announcement:
    return Announcement(f"{package}.{name.replace('-', '_')}", code, name, severity)


class Suppression(NamedTuple):
    """An exception of the configuration or an entry of the baseline, after a run.

    `span` is its place in `source`, the file that it stands in; `what` says which it is, in words. `unused` says that
    it surely left out nothing; `until` is its last day, where it has one. `removal` deletes it and nothing else; None
    where that is for a person to do.
    """

    source: Source
    span: Span
    what: str
    unused: bool
    until: date | None
    today: date
    removal: Edit | None


class SuppressionRule(NamedTuple):
    """A rule about one exception or baseline entry; its findings stand in the file that has this."""

    meta: Meta
    check: Callable[[Suppression], Iterable[Finding]]


Rule = SourceRule | RecordRule | SidecarRule | CorpusRule | SuppressionRule


def terms_of(rule: CorpusRule) -> Callable[[str, str], Iterable[str]] | None:
    """The terms of a rule, of which an announcement tells where it tells what is collected. Raises UsageError where the
    rule has to be imported for them and cannot be."""
    is_told = rule.collect != getattr(rule.meta, "collect", None)
    return rule.terms if is_told else cast("CorpusRule", itself(rule)).terms


def itself(rule: Rule) -> Rule:
    """The rule, imported where it was only announced."""
    return cast("Rule", rule.meta.rule()) if isinstance(rule.meta, Announcement) else rule
