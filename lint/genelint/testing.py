"""The harness for rules, ours and everybody's: a plugin's tests are two lines.

    @pytest.mark.parametrize("case", genelint.testing.cases(RULES), ids=str)
    def test_examples(case): genelint.testing.check_case(case)

Every example is an edit of `RECORD`, a small valid record; rules across records see `NEIGHBOURS` beside it. A bad one
must give exactly its findings, at exactly the marked places, with exactly its messages, and no other; its fix must give
what it says, which checks clean and is stable, and a safe one must leave equal what the record says. A good one must
give nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from genelint.baseline import parse_baseline
from genelint.config import BASELINE, parse_config
from genelint.config import FILE as CONFIGURATION
from genelint.corpus import compare
from genelint.engine import INTERNAL_ERROR, SelectedRule, examine, order
from genelint.facts import Facts, bind
from genelint.fixes import apply_edits
from genelint.meaning import changed, lost, meaning
from genelint.model import Diagnostic, PlacedFix, Region, Safety, Severity, Source, Span
from genelint.parse import read_record
from genelint.report import Scope
from genelint.rule import HEADINGS, Bad, CorpusRule, Good, RecordRule, Rule, SidecarRule, SuppressionRule, itself
from genelint.sidecar import SUFFIX, read_sidecar
from genelint.specimens import NEIGHBOURS, RECORD
from genelint.suppression import Suppressions, judge, sift, unused
from genelint.values import NamedTuple

__all__ = [
    "NEIGHBOURS",
    "RECORD",
    "TODAY",
    "Case",
    "Marked",
    "Placed",
    "cases",
    "check_case",
    "check_metadata",
    "diagnose",
    "documentation",
    "edited",
    "placed",
    "unmarked",
]

_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_LEAST_GOOD = 2


TODAY = date(2026, 6, 30)
"""The day on which examples are checked for exceptions that have expired."""


class Case(NamedTuple):
    """One example of a rule, to be checked together with all `rules` of its plugin."""

    rule: Rule
    example: Bad | Good
    number: int
    rules: tuple[Rule, ...]

    def __str__(self) -> str:
        kind = "bad" if isinstance(self.example, Bad) else "good"
        return f"{self.rule.meta.code}-{kind}-{self.number}"


class Marked(NamedTuple):
    """A text whose marks « and » were taken out, and what stood between them, in order."""

    text: str
    spans: tuple[Span, ...]


class Placed(NamedTuple):
    """An example in its record: the record's text, that of the sidecar and of the suppressions, and where its findings
    are expected."""

    text: str
    sidecar: str | None
    suppressions: str | None
    regions: tuple[Region, ...]


def cases(rules: Sequence[Rule]) -> list[Case]:
    """All examples of all rules."""
    found: list[Case] = []
    for rule in rules:
        found += [Case(rule, bad, number, tuple(rules)) for number, bad in enumerate(rule.meta.bad, 1)]
        found += [Case(rule, good, number, tuple(rules)) for number, good in enumerate(rule.meta.good, 1)]
    return found


def edited(example: Bad | Good, new: str | None = None) -> str:
    """`RECORD` with the example in it (marks included), or with `new` in its place.

    Raises AssertionError where `old` does not stand exactly once in the record.
    """
    new = example.new if new is None else new
    if not example.old:
        return new if example.suppressions is None else new or RECORD
    count = RECORD.count(example.old)
    if count != 1:
        raise AssertionError(f"{example.old!r} stands {count} times in RECORD, not once")
    return RECORD.replace(example.old, new)


def unmarked(text: str) -> Marked:
    """Take the marks out of a text."""
    parts: list[str] = []
    spans: list[Span] = []
    length = start = 0
    for part in re.split("([«»])", text):
        if part == "«":
            start = length
        elif part == "»":
            spans.append(Span(start, length))
        else:
            parts.append(part)
            length += len(part)
    return Marked("".join(parts), tuple(spans))


def placed(rule: Rule, example: Bad | Good) -> Placed:
    """An example of a rule in its record, without the marks. Raises AssertionError like `edited`."""
    text, sidecar, suppressions = edited(example), example.sidecar, example.suppressions
    if isinstance(example, Good):
        return Placed(text, sidecar, suppressions, ())
    match rule:
        case SidecarRule():
            marked = unmarked(sidecar or "")
            sidecar = marked.text
        case SuppressionRule():
            marked = unmarked(suppressions or "")
            suppressions = marked.text
        case _:
            marked = unmarked(text)
            text = marked.text
    source = Source(example.path, marked.text)
    return Placed(text, sidecar, suppressions, tuple(map(source.region, marked.spans)))


def diagnose(
    rules: Sequence[Rule], path: str, text: str, sidecar: str | None = None, suppressions: str | None = None
) -> list[Diagnostic]:
    """What rules find in a record, its sidecar, and by comparison with `NEIGHBOURS`; a rule that fails is reported.

    What `suppressions`, the text of a configuration or of a baseline, leave out is not given.
    """
    source = Source.from_bytes(path, text.encode("utf-8", "surrogateescape"))
    selected = [SelectedRule(rule, rule.meta.severity, "testing") for rule in rules]
    beside = None if sidecar is None else read_sidecar(path.removesuffix(".txt") + SUFFIX, _lines_of(sidecar))
    found, facts, _ = examine(source, selected, sidecar=beside)
    across = [item for item in selected if isinstance(item.rule, CorpusRule)]
    if across:
        records = {path: source} | {name: Source(name, neighbour) for name, neighbour in NEIGHBOURS.items()}
        gathered = Facts()
        said = [facts, *(examine(records[name], across).facts for name in NEIGHBOURS)]
        gathered.add([path, *NEIGHBOURS], bind(said, across))
        found += compare(
            gathered, across, lambda name: across if name == path else [], lambda name: read_record(records[name])
        )
        found.sort(key=order)
    return found if suppressions is None else _sifted(found, selected, suppressions)


def check_case(case: Case) -> None:
    """Run one example. Raises AssertionError that says what differs."""
    text, sidecar, suppressions, expected = placed(case.rule, case.example)
    found = _check(case, text, sidecar, suppressions)
    if isinstance(case.example, Good):
        codes = tuple(diagnostic.code for diagnostic in found)
        assert codes == case.example.also, f"{case}: a good example gives {_lines(found)}"
        return
    code = case.rule.meta.code
    own = [diagnostic for diagnostic in found if diagnostic.code == code]
    regions = tuple(diagnostic.region for diagnostic in own)
    assert regions == expected, f"{case}: marked {expected}, found {_lines(found)}"
    messages = (case.example.message,) if isinstance(case.example.message, str) else case.example.message
    assert tuple(diagnostic.message for diagnostic in own) == messages, f"{case}: {_lines(own)}"
    also = tuple(diagnostic.code for diagnostic in found if diagnostic.code != code)
    assert also == case.example.also, f"{case}: also found {_lines(found)}"
    _check_fix(case, text, suppressions, own)


def check_metadata(rule: Rule) -> None:
    """The form of code, name, docstring and examples. Raises AssertionError that says what is wrong."""
    announced, rule = rule, itself(rule)
    meta = rule.meta
    said, there = _announced(announced), _announced(rule)
    assert said == there, f"{announced.meta.code} is not as it was announced: {said}, but {there}"
    assert _shared(announced) in (None, _shared(rule)), f"{meta.code} does not collect what was announced"
    assert _CODE.fullmatch(meta.code), f"{meta.code!r} is not three capitals and three digits"
    assert _NAME.fullmatch(meta.name), f"{meta.code}: {meta.name!r} is not kebab-case"
    assert meta.summary, f"{meta.code} has no summary"
    assert "\n" not in meta.summary, f"{meta.code}: the summary has more than one line"
    assert meta.bad, f"{meta.code} has no bad example"
    assert len(meta.good) >= _LEAST_GOOD, f"{meta.code} has fewer than {_LEAST_GOOD} good examples"
    sections = documentation(rule)
    assert tuple(sections)[1:] == HEADINGS, f"{meta.code}: the docstring's headings are {list(sections)[1:]}"
    assert all(sections.values()), f"{meta.code}: a section of the docstring is empty"


def _announced(rule: Rule) -> tuple[object, ...]:
    proof = rule.is_clean if isinstance(rule, RecordRule) else None
    return type(rule), rule.meta.code, rule.meta.name, rule.meta.severity, proof


def _shared(rule: Rule) -> tuple[object, ...] | None:
    """What a rule across records may share with others; None where its announcement leaves that open."""
    if not isinstance(rule, CorpusRule) or rule.collect == getattr(rule.meta, "collect", None):
        return None
    return rule.collect, rule.terms


def documentation(rule: Rule) -> dict[str, str]:
    """The docstring of the rule's module by heading; its first line under the empty heading."""
    rule = itself(rule)
    function: object = rule.compare if isinstance(rule, CorpusRule) else rule.check
    names: dict[str, str | None] = getattr(function, "__globals__", {})  # a plugin's file may not be in sys.modules
    text = names.get("__doc__") or ""
    sections: dict[str, str] = {}
    heading = ""
    lines = text.strip().splitlines()
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if following and not following.strip("-"):
            heading = line
        elif line.strip("-") or not line:
            sections[heading] = f"{sections.get(heading, '')}\n{line}".strip()
    return sections


def _check_fix(case: Case, text: str, suppressions: str | None, own: list[Diagnostic]) -> None:
    assert isinstance(case.example, Bad)
    fixes = [diagnostic.fix for diagnostic in own if diagnostic.fix is not None]
    if case.example.fixed is None:
        assert not fixes, f"{case}: a fix, and the example says nothing of it"
        return
    assert fixes, f"{case}: no fix"
    assert all(fix.title for fix in fixes), f"{case}: a fix without a title"
    for fix in fixes if not isinstance(case.rule, SuppressionRule) else ():
        _check_safety(case, text, fix)
    edits = [(edit.span, edit.text) for fix in fixes for edit in fix.edits]
    if isinstance(case.rule, SuppressionRule):
        fixed = suppressions = apply_edits(suppressions or "", edits)
        wanted = case.example.fixed
    else:
        fixed = text = apply_edits(text, edits)
        wanted = edited(case.example, case.example.fixed)
    assert fixed == wanted, f"{case}: the fix gives {_difference(wanted, fixed)}"
    left = [
        diagnostic
        for diagnostic in _check(case, text, case.example.sidecar, suppressions)
        if diagnostic.code not in case.example.also
    ]
    assert not left, f"{case}: after the fix {_lines(left)}"


def _check_safety(case: Case, text: str, fix: PlacedFix) -> None:
    """A safe fix leaves equal what the record says; any other, what of it can be read."""
    differs = changed if fix.safety is Safety.SAFE else lost
    after = apply_edits(text, ((edit.span, edit.text) for edit in fix.edits))
    part = differs(*(meaning(read_record(Source(case.example.path, one))) for one in (text, after)))
    assert not part, f"{case}: the {fix.safety.value} fix changes {part}"


def _check(case: Case, text: str, sidecar: str | None, suppressions: str | None) -> list[Diagnostic]:
    """What the case's rules find in an example, that across records included, and that is not left out."""
    found = diagnose(case.rules, case.example.path, text, sidecar, suppressions)
    assert all(diagnostic.code != INTERNAL_ERROR for diagnostic in found), _lines(found)
    return [diagnostic for diagnostic in found if diagnostic.severity >= Severity.INFO]


def _sifted(found: list[Diagnostic], rules: list[SelectedRule], text: str) -> list[Diagnostic]:
    """What is found where a configuration, or a baseline, leaves out some of it."""
    config = baseline = None
    if text.startswith("{"):
        baseline = parse_baseline(Source(BASELINE, text))
    else:
        config = parse_config(Source(CONFIGURATION, text), ".")
    laws = Suppressions(config.exceptions if config else None, baseline, TODAY, "data/{}".format)
    sifted = sift(found, laws)
    idle = unused(sifted, laws, Scope(frozenset(), frozenset(), complete=True))
    return sorted(sifted.shown + judge(idle, laws, lambda _: rules), key=order)


def _lines_of(text: str) -> list[bytes]:
    """What a file of this text gives line by line."""
    return text.encode("utf-8", "surrogateescape").splitlines(keepends=True)


def _lines(diagnostics: Iterable[Diagnostic]) -> str:
    return "\n".join(f"{tuple(d.region)} {d.code} {d.message}" for d in diagnostics) or "nothing"


def _difference(wanted: str, got: str) -> str:
    at = next((at for at, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), min(len(wanted), len(got)))
    return f"{got[max(0, at - 40) : at + 80]!r} where {wanted[max(0, at - 40) : at + 80]!r} was expected"
