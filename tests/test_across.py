"""Defects that only several records show together: each is found where it was planted, and nothing else is.

A plant edits records of a corpus; « marks where a finding must begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from genelint.corpus import compare
from genelint.engine import INTERNAL_ERROR, SelectedRule, examine
from genelint.facts import Facts, bind
from genelint.model import Diagnostic, Safety, Severity, Source
from genelint.parse import read_record
from genelint.rule import CorpusRule, Holders
from genelint.testing import NEIGHBOURS, RECORD
from genelint_rules import RULES, conflicting_citation
from genelint_rules.differences import differing
from genelint_rules.genes import sound_symbol

EXAMPLES = Path(__file__).parents[1] / "examples" / "data"
ALL = [SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES]
ACROSS = [selected for selected in ALL if isinstance(selected.rule, CorpusRule)]

Corpus = Mapping[str, str]
Plant = Callable[[Corpus], Corpus]


def siblings(text: str) -> dict[str, str]:
    """A record, and five of other genes that say the same."""
    symbol = read_record(Source("", text)).symbol
    corpus = {f"{symbol}.txt": text}
    for number, sibling in enumerate(("MT1A", "MT1E", "MT1F", "MT1G", "MT1M"), 4489):
        own = re.sub(rf"^{symbol}(?= has )|(?<= for ){symbol}(?= from the datasets)", sibling, text, flags=re.MULTILINE)
        own = re.sub(rf"^([^|{{}}]+ \| .*) {symbol} (.* \| \|)", rf"\1 {sibling} \2", own, flags=re.MULTILINE)
        own = re.sub(r"(?<=^Proteins \| )\S+", f"{sibling}_HUMAN", own, flags=re.MULTILINE)
        corpus[f"{sibling}.txt"] = re.sub(r"(?<=^NCBI Gene ID \| )\d+", str(number), own, flags=re.MULTILINE)
    return corpus


BASES = {
    "RECORD": {"MT1H.txt": RECORD, **NEIGHBOURS},
    "MT2A": siblings((EXAMPLES / "MT2A.txt").read_text(encoding="utf-8")),
    "BRCA1": siblings((EXAMPLES / "BRCA1.txt").read_text(encoding="utf-8")),
}


def edit(pattern: str, new: str, *files: str) -> Plant:
    """Replace the first match of a pattern (multi-line) in some of the files."""

    def plant(corpus: Corpus) -> Corpus:
        edited = dict(corpus)
        for file in files or ("MT1A.txt",):
            edited[file], count = re.subn(pattern, new, corpus[file], count=1, flags=re.MULTILINE)
            assert count, f"{pattern!r} is not in {file}"
        return edited

    return plant


def together(*plants: Plant) -> Plant:
    """One plant after the other."""

    def plant(corpus: Corpus) -> Corpus:
        for one in plants:
            corpus = one(corpus)
        return corpus

    return plant


def copy(file: str, name: str) -> Plant:
    """A file stands there twice, with the symbol marked in both."""

    def plant(corpus: Corpus) -> Corpus:
        text = re.sub(r"^(?=\S+ has )", "«", corpus[file], flags=re.MULTILINE)
        return {**corpus, file: text, name: text}

    return plant


def grown(count: int) -> Plant:
    """Put records of so many more genes beside the others; they say what that of MT1A says."""

    def plant(corpus: Corpus) -> Corpus:
        text = corpus["MT1A.txt"].replace("NCBI Gene ID | 4489 |", "NCBI Gene ID | {number} |")
        return {
            **corpus,
            **{
                f"ZNF{n}.txt": text.replace("MT1A", f"ZNF{n}").replace("{number}", f"{n}")
                for n in range(70, 70 + count)
            },
        }

    return plant


def only(*files: str) -> Plant:
    """Leave the other files out."""
    return lambda corpus: {file: corpus[file] for file in files}


DOI = r'"text": "(10\.[^"]+)"\}\], "href": "https://doi.org/[^"]+"'
PMID = r'"text": "([0-9]+)"\}\], "href": "https://pubmed.ncbi.nlm.nih.gov/[0-9]+"'
OTHER_DOI = '"text": "«10.1042/bj20101825"}], "href": "https://doi.org/10.1042/bj20101825"'
OTHER_PMID = '"text": "«21087209"}], "href": "https://pubmed.ncbi.nlm.nih.gov/21087209"'
TITLE = r'("type": "b", "children": \[\{"type": "t", "text": ")(?=[^ "]+ )'
YEAR = r'("type": "i", "children": \[\{"type": "t", "text": ")([^"]+) \([0-9]{4}\)'
ROW = r"(---\|---\|---\|\n[^|]* \| )"
NUMBER = r"(?<=^NCBI Gene ID \| ).*(?= \|)"
LAST_ROW = r"( \| )(?=[^|]* \| \|\s*\Z)"
PAIR = ("MT1A.txt", "MT1E.txt")
TWENTY_FIVE = tuple(f"ZNF{number}.txt" for number in range(70, 95))


def mixed(corpus: Corpus) -> Corpus:
    """In one record, the first reference has the PMID of the second, which gave way to an article of no other."""
    text = corpus["MT1A.txt"]
    doi, pmid = list(re.finditer(DOI, text))[1], list(re.finditer(PMID, text))[1]
    text = text.replace(doi.group(), OTHER_DOI.replace("«", "")).replace(pmid.group(), OTHER_PMID.replace("«", ""))
    return {**corpus, "MT1A.txt": re.sub(PMID, pmid.group().replace(': "', ': "«', 1), text, count=1)}


PLANTS: dict[str, dict[str, Plant]] = {
    "COR001": {
        "copied-file": copy("MT1A.txt", "copies/MT1A.txt"),
        "same-number": together(edit(NUMBER, "«4490", *PAIR)),
        "one-number-of-three": edit(NUMBER, "«4490", "MT1A.txt", "MT1E.txt", "MT1G.txt"),
        "same-symbol-other-number": together(
            copy("MT1A.txt", "copies/MT1A.txt"), edit(NUMBER, "77", "copies/MT1A.txt")
        ),
        "same-symbol-no-number": together(
            copy("MT1A.txt", "copies/MT1A.txt"), copy("MT1A.txt", "old/MT1A.txt"), edit("«", "", "MT1A.txt")
        ),
        "four-copies": together(
            copy("MT1A.txt", "a/MT1A.txt"),
            copy("MT1A.txt", "b/MT1A.txt"),
            copy("MT1A.txt", "c/MT1A.txt"),
            edit("««+", "«", "MT1A.txt", "b/MT1A.txt", "c/MT1A.txt"),
        ),
        "four-numbers": together(
            copy("MT1A.txt", "a/MT1A.txt"),
            copy("MT1A.txt", "b/MT1A.txt"),
            copy("MT1A.txt", "c/MT1A.txt"),
            edit("««+", "«", "MT1A.txt", "b/MT1A.txt", "c/MT1A.txt"),
            edit(NUMBER, "77", "a/MT1A.txt"),
            edit(NUMBER, "78", "b/MT1A.txt"),
            edit(NUMBER, "79", "c/MT1A.txt"),
        ),
    },
    "COR003": {
        "first": edit(r"^Synonyms \| ", r"Synonyms | «MT1E, "),
        "in-two-records": edit(r"^Synonyms \| ", r"Synonyms | «MT1E, ", "MT1A.txt", "MT1G.txt"),
        "each-other": together(
            edit(r"^Synonyms \| ", r"Synonyms | «MT1E, ", "MT1A.txt"),
            edit(r"^Synonyms \| ", r"Synonyms | «MT1A, ", "MT1E.txt"),
        ),
        "last": edit(r"^(Synonyms \| .*) \|", r"\1, «MT1E |"),
        "only": edit(r"^Synonyms \| .* \|", r"Synonyms | «MT1E |"),
    },
    "COR004": {
        "doi": edit(DOI, OTHER_DOI),
        "pmid-of-another-article": mixed,
        "pmid": edit(PMID, OTHER_PMID),
        "doi-in-two": edit(DOI, OTHER_DOI, *PAIR),
        "pmid-in-two": edit(PMID, OTHER_PMID, *PAIR),
        "two-records": together(
            only(*PAIR),
            edit(PMID, OTHER_PMID),
            edit(PMID, r'"text": "«\1"}], "href": "https://pubmed.ncbi.nlm.nih.gov/\1"', "MT1E.txt"),
        ),
        "three-ways": together(
            edit(PMID, OTHER_PMID), edit(PMID, OTHER_PMID.replace("21087209", "21087210"), "MT1E.txt")
        ),
    },
    "COR005": {
        "title-longer": edit(TITLE, r"\1«Of "),
        "title-shorter": edit(TITLE + r"\S+ ", r"\1«"),
        "title-other": edit(TITLE + r'[^"]+', r"\1«Zinc."),
        "year": edit(YEAR, r"\1«\2 (1987)"),
        "title-and-year": together(edit(YEAR, r"\1\2 (1987)"), edit(TITLE, r"\1«Of ")),
        "in-two": edit(TITLE, r"\1«Of ", *PAIR),
        "two-records": together(only(*PAIR), edit(TITLE, r"\1«Of "), edit(TITLE, r"\1«", "MT1E.txt")),
        "three-titles": together(edit(TITLE, r"\1«Of "), edit(TITLE, r"\1«On ", "MT1E.txt")),
        "two-years": together(only(*PAIR), edit(YEAR, r"\1«\2 (1987)"), edit(YEAR, r"\1«\2 (1988)", "MT1E.txt")),
        "without-doi": together(edit(r' DOI: "\}, .*? PMID: "', ' PMID: "'), edit(TITLE, r"\1«Of ")),
        "without-pmid": together(
            edit(r', \{"type": "t", "text": " PMID: "\}, \{"type": "a", .*?"href": "[^"]+"\}', ""),
            edit(TITLE, r"\1«Of "),
        ),
    },
    "COR006": {
        "word-more": edit(ROW, r"\1«the "),
        "word-less": edit(ROW + r"\S+ ", r"\1«"),
        "word-changed": edit(ROW + r"(\S+)", r"\1«\2x"),
        "capital": edit(ROW + r"\w", r"\1«X"),
        "grown-two-of-ten": together(grown(4), edit(ROW, r"\1«the ", *PAIR)),
        "grown-last-row-beside-one-that-varies": together(
            grown(4), edit(ROW, r"\1the ", *PAIR, "MT1F.txt"), edit(LAST_ROW, r"\1«the ")
        ),
        "in-the-middle": edit(r"(---\|---\|---\|\n.* )(\S+ )from the ", r"\1«\2as from the "),
    },
    "COR007": {
        "added": edit(r"^(Proteins \| .*) \|", r"\1, «P53_HUMAN |", *PAIR),
        "instead": edit(r"^Proteins \| .* \|", "Proteins | «P53_HUMAN |", *PAIR),
        "in-three": edit(r"^Proteins \| ", "Proteins | «P53_HUMAN, ", "MT1A.txt", "MT1E.txt", "MT1G.txt"),
    },
}
"""By code and name."""

FINE: dict[str, Plant] = {
    "nothing": lambda corpus: corpus,
    "one-record": only("MT1A.txt"),
    "synonym-in-other-letters": edit(r"^Synonyms \| ", "Synonyms | mt1e, "),
    "synonym-of-two": edit(r"^Synonyms \| ", "Synonyms | MT1, ", *PAIR),
    "other-article": edit(DOI + "(.*?)" + PMID, OTHER_DOI.replace("«", "") + r"\2" + OTHER_PMID.replace("«", "")),
    "title-in-other-form": edit(TITLE + r'([^"]+)\."', r'\1\2"'),
    "row-that-two-of-four-have": together(
        only("MT1A.txt", "MT1E.txt", "MT1F.txt", "MT1G.txt"), edit(ROW, r"\1the ", *PAIR)
    ),
    "row-that-four-others-have": together(
        only("MT1A.txt", "MT1E.txt", "MT1F.txt", "MT1G.txt", "MT1M.txt"), edit(ROW, r"\1the ")
    ),
    "row-that-three-of-ten-have": together(grown(4), edit(ROW, r"\1the ", *PAIR, "MT1F.txt")),
    "rows-that-five-and-six-have": together(
        grown(25), edit(ROW, r"\1the ", *TWENTY_FIVE[:5]), edit(LAST_ROW, r"\1the ", *TWENTY_FIVE[:6])
    ),
    "citation-without-doi": edit(r' DOI: "\}, .*? PMID: "', ' PMID: "'),
    "row-that-two-of-six-have": edit(ROW, r"\1the ", *PAIR),
}
"""What looks like a defect and is none."""

MESSAGES: dict[tuple[str, str], str] = {
    ("COR006", "word-more"): 'the text of "CTD Gene-Chemical Interactions" is not what 5 of 6 records say: "the '
    'chemicals" stands for "chemicals"; write that',
    (
        "COR004",
        "two-records",
    ): 'the DOI "10.1021/bi020030+" has the PMID "12081484" in another record, and "21087209" here; '
    "correct the one that is wrong",
    ("COR005", "three-titles"): 'PMID "12081484" has another title in 4 other records, with "s-nitrosothiols" for "of '
    's-nitrosothiols"; correct the title, or the PMID',
    ("COR005", "two-years"): 'PMID "12081484" is of 1988 in another record, and of 1987 here; correct the year, or the '
    "PMID",
    ("COR001", "same-number"): 'the NCBI Gene ID 4490 is also that of "MT1E.txt"; correct the one that is wrong',
    ("COR001", "one-number-of-three"): 'the NCBI Gene ID 4490 is also that of "MT1E.txt" and 1 more; correct the one '
    "that is wrong",
    (
        "COR001",
        "four-copies",
    ): 'the gene "MT1A" (NCBI Gene ID 4489) has another record, "a/MT1A.txt" and 2 more; delete the one that is a copy',
    ("COR001", "four-numbers"): 'the symbol "MT1A" is also that of "a/MT1A.txt" and 2 more; correct the symbol or the '
    "Gene ID that is wrong",
}
"""What the first finding says, where records are counted or weighed."""


def check_corpus(corpus: Corpus, rules: list[SelectedRule] = ALL) -> list[Diagnostic]:
    """All that the rules say of records, by themselves and together."""
    sources = {path: Source(path, text) for path, text in corpus.items()}
    facts = Facts()
    found: list[Diagnostic] = []
    for path, source in sources.items():
        examined = examine(source, rules)
        found += examined.diagnostics
        facts.add([path], bind([examined.facts], rules))
    return found + compare(facts, rules, lambda _: rules, lambda path: read_record(sources[path]))


def unmarked(corpus: Corpus) -> tuple[dict[str, str], list[tuple[str, int, int]]]:
    """A corpus without its marks, and their places."""
    texts = {path: text.replace("«", "") for path, text in corpus.items()}
    places = [
        (path, *Source(path, texts[path]).line_col(text.index("«"))) for path, text in corpus.items() if "«" in text
    ]
    return texts, sorted(places)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(("code", "name"), [(code, name) for code, plants in PLANTS.items() for name in plants])
def test_planted_defect_is_found(code: str, name: str, base: str) -> None:
    corpus, places = unmarked(PLANTS[code][name](BASES[base]))
    assert places
    severity = next(rule.meta.severity for rule in RULES if rule.meta.code == code)
    found = check_corpus(corpus)
    shown = [d for d in found if d.severity >= Severity.WARNING or d.code == code]
    assert [(d.code, d.severity) for d in shown] == [(code, severity)] * len(places), shown
    assert sorted((d.path, d.region.line, d.region.column) for d in shown) == places
    assert all(d.related and d.related[0].path != d.path for d in shown)
    if base == "RECORD":
        assert shown[0].message == MESSAGES.get((code, name), shown[0].message)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("name", FINE)
def test_nothing_is_found(name: str, base: str) -> None:
    found = check_corpus(FINE[name](BASES[base]))
    assert [d for d in found if d.severity >= Severity.WARNING or d.code.startswith("COR")] == []


LATER = ("", "Proteins | P53_HUMAN |", RECORD.replace('"p"', '"q"'), NEIGHBOURS["MT1A.txt"])


@pytest.mark.parametrize("text", LATER)
@pytest.mark.parametrize("code", PLANTS)
def test_what_a_record_no_longer_says_is_passed_over(code: str, text: str) -> None:
    for plant in PLANTS[code].values():
        corpus, _ = unmarked(plant(BASES["RECORD"]))
        facts = Facts()
        for path, content in corpus.items():
            facts.add([path], bind([examine(Source(path, content), ACROSS).facts], ACROSS))
        found = compare(facts, ACROSS, lambda _: ACROSS, lambda path: read_record(Source(path, text)))
        assert [d for d in found if d.code == INTERNAL_ERROR] == []
        if text != NEIGHBOURS["MT1A.txt"]:
            assert [d for d in found if d.code != "COR007"] == []


@pytest.mark.parametrize("symbol", ["CTD", "low"])
def test_a_symbol_that_is_a_word_of_the_row_too(symbol: str) -> None:
    """The text is what the template gives, though it cannot be told which word is the gene."""
    text = NEIGHBOURS["MT1A.txt"].replace("MT1A", symbol).replace(f"({symbol})", "(MT1H)")
    corpus = {name: record for name, record in BASES["RECORD"].items() if name != "MT1A.txt"} | {f"{symbol}.txt": text}
    assert [d.code for d in check_corpus(corpus) if d.code.startswith("COR")] == []


def test_a_citation_without_title_is_not_compared() -> None:
    plant = edit(r'\{"type": "b", "children": \[\{"type": "t", "text": "[^"]+"\}\]\}, ', "")
    assert [d.code for d in check_corpus(plant(BASES["RECORD"]))] == ["IDN009"]


@pytest.mark.parametrize("href", ["https://pubmed.ncbi.nlm.nih.gov/1", "https://example.org/1"])
def test_an_identifier_at_odds_with_its_link_is_not_compared(href: str) -> None:
    plant = edit(PMID, rf'"text": "7"}}], "href": "{href}"')
    assert [d.code for d in check_corpus(plant(BASES["RECORD"]))] == ["IDN003"]


@pytest.mark.parametrize(
    ("old", "new", "symbol"),
    [
        ("MT1H has", "MT1H has", "MT1H"),
        ("MT1H has 1,204 functional", "MT1H hat 1,204 functional", "MT1H"),
        ("associations for MT1H", "associations for MT1X", None),
        ("MT1H", "1-Dec", None),
        ("view associations", "view the associations", "MT1H"),
    ],
)
def test_symbol_takes_part_where_it_is_sound(old: str, new: str, symbol: str | None) -> None:
    part = sound_symbol(read_record(Source("", RECORD.replace(old, new))))
    assert (part and part.text) == symbol


def test_every_rule_across_records_is_planted() -> None:
    assert set(PLANTS) == {selected.rule.meta.code for selected in ACROSS}


@pytest.mark.parametrize("name", [name for name in PLANTS["COR006"] if not name.startswith("grown")])
def test_edited_row_is_mended(name: str) -> None:
    corpus, _ = unmarked(PLANTS["COR006"][name](BASES["RECORD"]))
    [found] = check_corpus(corpus, ACROSS)
    assert found.fix is not None
    assert found.fix.safety is Safety.UNSAFE
    [(_, (start, end), text)] = found.fix.edits
    assert corpus["MT1A.txt"][:start] + text + corpus["MT1A.txt"][end:] == NEIGHBOURS["MT1A.txt"]


def test_examples_and_the_real_record_agree(shared: Path) -> None:
    files = [*EXAMPLES.glob("*.txt"), shared / "records" / "MT1H.txt"]
    found = check_corpus({file.name: file.read_text(encoding="utf-8") for file in files})
    assert [d for d in found if d.severity >= Severity.WARNING or d.code.startswith("COR")] == []


@pytest.mark.parametrize(
    ("one", "other", "ours", "words"),
    [
        ("a b c", "a x c", "b", "x"),
        ("a b c", "a c", "a b", "a"),
        ("b c", "a b c", "b", "a b"),
        ("a", "a b", "a", "a b"),
        ("a a", "a", "a a", "a"),
        ("a b", "c d", "a b", "c d"),
        ("a b c d", "a x y d", "b c", "x y"),
    ],
)
def test_texts_differ_by_words(one: str, other: str, ours: str, words: str) -> None:
    start, end, theirs = differing(one, other)
    assert (one[start:end], theirs) == (ours, words)
    assert one[:start] + theirs + one[end:] == other


def test_titles_that_differ_in_nothing_else_count_together() -> None:
    """The first ones are named, as if one had been written everywhere."""
    titles = {"A title.": "c.txt", "a TITLE": "a.txt", "another": "b.txt", ".": "d.txt"}
    values = {"PMID 1": {f"\t2000\t{title}": Holders(1, (path,)) for title, path in titles.items()}}
    [clash] = conflicting_citation.compare(values)
    assert (clash.path, clash.value) == ("b.txt", "\t2000\tanother")
    assert 'in 2 other records, with "a title"' in clash.message
    assert [(other.path, other.value) for other in clash.others] == [
        ("a.txt", "\t2000\ta title"),
        ("c.txt", "\t2000\ta title"),
    ]
