"""The harness for rules, ours and everybody's: a plugin's tests are two lines.

    @pytest.mark.parametrize("case", genelint.testing.cases(RULES), ids=str)
    def test_examples(case): genelint.testing.check_case(case)

Every example is an edit of `RECORD`, a small valid record; rules across records see `NEIGHBOURS` beside it. A bad one
must give exactly its findings, at exactly the marked places, with exactly its messages, and no other; its fix must give
what it says, which checks clean and is stable, and a safe one must leave equal what the record says. A good one must
give nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from genelint.baseline import FILE as BASELINE
from genelint.baseline import parse_baseline
from genelint.config import FILE as CONFIGURATION
from genelint.config import parse_config
from genelint.corpus import Facts, compare
from genelint.engine import INTERNAL_ERROR, SelectedRule, examine, order
from genelint.fixes import apply_edits
from genelint.meaning import changed, lost, meaning
from genelint.model import Diagnostic, PlacedFix, Region, Safety, Severity, Source, Span
from genelint.parse import read_record
from genelint.rule import HEADINGS, Bad, CorpusRule, Good, Rule, SidecarRule, SuppressionRule
from genelint.sidecar import SUFFIX, read_sidecar
from genelint.suppression import Scope, Suppressions, judge, sift, unused

_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_LEAST_GOOD = 2


def _text(text: str) -> dict[str, object]:
    return {"type": "t", "text": text}


def _mark(*numbers: str) -> dict[str, object]:
    return {"type": "fg", "children": [{"type": "fg_f", "ref": number} for number in numbers]}


def _link(text: str, href: str) -> dict[str, object]:
    return {"type": "a", "children": [_text(text)], "href": href}


def _reference(  # noqa: PLR0913, PLR0917 - what a reference has
    number: int, authors: str, title: str, journal: str, doi: str, pmid: str
) -> dict[str, object]:
    return {
        "type": "r",
        "ref": number,
        "children": [
            _text(authors),
            {"type": "b", "children": [_text(title)]},
            _text(" "),
            {"type": "i", "children": [_text(journal)]},
            _text(" DOI: "),
            _link(doi, f"https://doi.org/{doi}"),
            _text(" PMID: "),
            _link(pmid, f"https://pubmed.ncbi.nlm.nih.gov/{pmid}"),
        ],
    }


def _as_json(node: object) -> str:
    return json.dumps(node, ensure_ascii=False)


_THIRD = _reference(
    3,
    "Imad Alkamal, Odiljon Ikromov, Angelika Tölle, et al. ",
    "An epigenetic screen unmasks metallothioneins as putative contributors to renal cell carcinogenesis.",
    "Urol Int (2015)",
    "10.1159/000357282",
    "24662736",
)
_OTHER_THIRD = _reference(
    3,
    "Authors as listed in PubMed. ",
    "Article in volume 3, issue 1, page 55.",
    "Breast Cancer Res (2000)",
    "10.1186/bcr271",
    "11250746",
)

_TREE = {
    "type": "root",
    "children": [
        {
            "type": "p",
            "children": [
                _text("\nMT1H makes a small protein that holds zinc."),
                _mark("1"),
                _text(" Some tumours make less of it."),
                _mark("2", "3"),
                _text("\n"),
            ],
        },
        _text("\n\n"),
        {
            "type": "p",
            "children": [
                _text("\nMetal ores raise its level in "),
                {"type": "i", "children": [_text("cultured")]},
                _text(" cells."),
                {"type": "fg", "children": [{"type": "fg_fs", "start_ref": "2", "end_ref": "4"}]},
                _text(""),
            ],
        },
        {
            "type": "rg",
            "children": [
                _reference(
                    1,
                    "Yu Chen, Yoshifumi Irie, Wing Ming Keung, et al. ",
                    "S-nitrosothiols react preferentially with zinc thiolate clusters of metallothionein III "
                    "through transnitrosation.",
                    "Biochemistry (2002)",
                    "10.1021/bi020030+",
                    "12081484",
                ),
                _reference(
                    2,
                    "Yulong Zheng, Lihua Jiang, Yongxian Hu, et al. ",
                    "Metallothionein 1H (MT1H) functions as a tumor suppressor in hepatocellular carcinoma through "
                    "regulating Wnt/β-catenin signaling pathway.",
                    "BMC Cancer (2017)",
                    "10.1186/s12885-017-3139-2",
                    "28241806",
                ),
                _THIRD,
                _reference(
                    4,
                    "Nina N Sun, Cynthia D Fastje, Simon S Wong, et al. ",
                    "Dose-dependent transcriptome changes by metal ores on a human acute lymphoblastic leukemia cell "
                    "line.",
                    "Toxicol Ind Health (2003)",
                    "10.1191/0748233703th185oa",
                    "15747776",
                ),
            ],
        },
    ],
}

RECORD = f"""\
HGNC Family | Metallothioneins (MT) |
Name | metallothionein 1H |
Description | Holds zinc and copper, and is made when a cell meets cadmium. |
Summary |
{_as_json(_TREE)}
|
Synonyms | MT-0, MT-1H, MT-IH |
Proteins | MT1H_HUMAN |
NCBI Gene ID | 4496 |
API | |
Download Associations | |
Predicted Functions |
![]() |
Co-expressed Genes |
![]() |
Expression in Tissues and Cell Lines |
![]() |
MT1H has 1,204 functional associations with biological entities spanning 3 categories \
(chemical, functional term, phrase or reference, cell line, cell type or tissue) extracted from 3 datasets.
Click the + buttons to view associations for MT1H from the datasets below.
If available, associations are ranked by standardized value
Dataset | Summary | |
---|---|---|
CTD Gene-Chemical Interactions | chemicals interacting with MT1H gene/protein from the curated CTD Gene-Chemical \
Interactions dataset. | |
GTEx Tissue Gene Expression Profiles | tissues with high or low expression of MT1H gene relative to other tissues \
from the GTEx Tissue Gene Expression Profiles dataset. | |
Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024 dataset. | |"""
"""A small valid record, without a final newline as most real ones; the text that examples edit."""


NEIGHBOURS = {
    f"{symbol}.txt": RECORD.replace(_as_json(_THIRD), _as_json(_OTHER_THIRD))
    .replace("MT1H", symbol)
    .replace(f"({symbol})", "(MT1H)")  # what a title says stays as it is
    .replace("metallothionein 1H", f"metallothionein {symbol[2:]}")
    .replace("| MT-0, MT-1H, MT-IH |", f"| {symbol[:2]}-{symbol[2:]} |")
    .replace("| 4496 |", f"| {number} |")
    for symbol, number in {"MT1A": 4489, "MT1E": 4493, "MT1F": 4494, "MT1G": 4495, "MT1M": 4499}.items()
}
"""Valid records by file name that agree with `RECORD`, in which the genes and their numbers are real.

Of what it cites, they cite all but the third reference, which examples may thus change without being at odds with them.
"""


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
        gathered.add(path, facts)
        for name in NEIGHBOURS:
            gathered.add(name, examine(records[name], across).facts)
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
    meta = rule.meta
    assert _CODE.fullmatch(meta.code), f"{meta.code!r} is not three capitals and three digits"
    assert _NAME.fullmatch(meta.name), f"{meta.code}: {meta.name!r} is not kebab-case"
    assert meta.summary, f"{meta.code} has no summary"
    assert "\n" not in meta.summary, f"{meta.code}: the summary has more than one line"
    assert meta.bad, f"{meta.code} has no bad example"
    assert len(meta.good) >= _LEAST_GOOD, f"{meta.code} has fewer than {_LEAST_GOOD} good examples"
    sections = documentation(rule)
    assert tuple(sections)[1:] == HEADINGS, f"{meta.code}: the docstring's headings are {list(sections)[1:]}"
    assert all(sections.values()), f"{meta.code}: a section of the docstring is empty"


def documentation(rule: Rule) -> dict[str, str]:
    """The docstring of the rule's module by heading; its first line under the empty heading."""
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
