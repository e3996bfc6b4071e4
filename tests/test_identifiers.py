"""Identifiers: the vectors as forms and as findings, one finding a slip, and what must raise no alarm."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genelint.engine import SelectedRule, check
from genelint.fixes import apply_edits
from genelint.model import Safety, Severity, Source
from genelint.parse import read_record
from genelint.rule import Part, decoded, read_href, split_items
from genelint.testing import RECORD
from genelint_rules import RULES, dates
from genelint_rules.identifiers import (
    DOI,
    ENSEMBL_GENE,
    GENE_ID,
    HGNC,
    LONGEST,
    PMCID,
    PMID,
    SYMBOL,
    UNIPROT_ACCESSION,
    UNIPROT_ENTRY,
    Fault,
    read_text,
)
from genelint_rules.links import Relation, canonical, relate

SHARED = Path(os.environ.get("GENELINT_SHARED", Path(__file__).parent.parent.parent / "shared"))
VECTORS = SHARED / "data" / "identifier_cases.csv"
SYNONYMS = SHARED / "data" / "hgnc_subset_2017.tsv"
SYMBOLS = SHARED / "data" / "harmonizome_genes_2021.txt"

FORMS: dict[str, str | re.Pattern[str]] = {
    "doi": DOI,
    "pmid": PMID,
    "pmcid": PMCID,
    "hgnc": HGNC,
    "ncbigene": GENE_ID,
    "uniprot-entry-name": UNIPROT_ENTRY,
    "uniprot-accession": UNIPROT_ACCESSION,
    "ensembl-gene": ENSEMBL_GENE,
    "symbol": SYMBOL,
}
FINDINGS = {
    ("doi", "accept"): [],
    ("doi", "accept-note"): [],
    ("doi", "warn"): [("IDN005", Severity.WARNING)],
    ("doi", "reject-in-text"): [("IDN005", Severity.WARNING)],
    ("doi", "reject"): [("IDN002", Severity.ERROR)],
    ("doi-url", "accept"): [],
    ("doi-url", "accept-style"): [("IDN004", Severity.WARNING)],
    ("doi-url", "mismatch"): [("IDN003", Severity.ERROR)],
    ("doi-url", "reject"): [("IDN003", Severity.ERROR)],
    ("pmid", "accept"): [],
    ("pmid", "reject"): [("IDN001", Severity.ERROR)],
    ("pmid-url", "accept"): [],
    ("pmid-url", "accept-style"): [("IDN004", Severity.WARNING)],
    ("ncbigene", "accept"): [],
    ("ncbigene", "reject"): [("IDN010", Severity.ERROR)],
    ("uniprot-entry-name", "accept"): [],
    ("uniprot-entry-name", "reject"): [("IDN011", Severity.WARNING)],
    ("symbol", "accept"): [],
    ("symbol", "warn"): [("IDN015", Severity.WARNING)],
}
"""What each kind of vector gives in a record, where a record has a place for it."""


class Vector(NamedTuple):
    """A value and what is expected of it."""

    kind: str
    value: str
    expect: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.kind}-{self.value!a}"


OWN = [
    Vector("doi", "10.1021/bi020030+", "accept"),
    Vector("doi", "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1", "accept"),
    Vector("doi", "10.1038/nature12373.", "warn"),
    Vector("doi", "doi:10.1000/182", "reject-in-text"),
    Vector("doi", "10.1234/a b", "reject"),
    Vector("doi-url", "https://doi.org/10.1021/bi020030%2B", "accept"),
    Vector("doi-url", "http://dx.doi.org/10.1000/182", "accept-style"),
    Vector("doi-url", "https://doi.org/10.1021/bi020030%20", "mismatch"),
    Vector("doi-url", "https://doi.org/https://doi.org/10.1000/182", "reject"),
    Vector("pmid", "12081484", "accept"),
    Vector("pmid", "012081484", "reject"),
    Vector("pmid-url", "https://pubmed.ncbi.nlm.nih.gov/12081484/", "accept"),
    Vector("pmid-url", "http://view.ncbi.nlm.nih.gov/pubmed/28380433", "accept-style"),
    Vector("ncbigene", "ENSG00000205358", "reject"),
    Vector("uniprot-entry-name", "mt1h_human", "reject"),
    Vector("symbol", "1-Sep", "warn"),
]


def vectors() -> list[Vector]:
    if not VECTORS.exists():
        return OWN
    with VECTORS.open(encoding="utf-8", newline="") as lines:
        return [*(Vector(**row) for row in csv.DictReader(lines)), *OWN]


def base() -> str:
    """The record with other identifiers than the vectors have, in all references but the third."""
    text = RECORD
    for other, made_up in (
        ("10.1021/bi020030+", "10.9999/1"),
        ("12081484", "91"),
        ("10.1186/s12885-017-3139-2", "10.9999/2"),
        ("28241806", "92"),
        ("10.1191/0748233703th185oa", "10.9999/4"),
        ("15747776", "94"),
    ):
        text = text.replace(other, made_up)
    return text


BASE = base()


def link(text: str, href: str) -> str:
    """A link as it stands in the record."""
    node = {"type": "a", "children": [{"type": "t", "text": text}], "href": href}
    return json.dumps(node, ensure_ascii=False)


def placed(doi: str = "", doi_href: str = "", pmid: str = "", pmid_href: str = "") -> str:
    """A record with other identifiers in its third reference; what is empty stays as it is."""
    old = (
        "10.1159/000357282",
        "https://doi.org/10.1159/000357282",
        "24662736",
        "https://pubmed.ncbi.nlm.nih.gov/24662736",
    )
    new = [one or other for one, other in zip((doi, doi_href, pmid, pmid_href), old, strict=True)]
    text = BASE
    for at, mark in ((0, "<first>"), (2, "<second>")):
        assert text.count(link(*old[at : at + 2])) == 1
        text = text.replace(link(*old[at : at + 2]), mark)
    return text.replace("<first>", link(*new[:2])).replace("<second>", link(*new[2:]))


def with_synonyms(value: str) -> str:
    return BASE.replace("MT-0, MT-1H, MT-IH", value)


def named(text: str) -> Source:
    """The record in a file that is called by its symbol."""
    return Source(f"{read_record(Source('', text)).symbol}.txt", text)


def findings(text: str) -> list[tuple[str, Severity]]:
    """Codes and severities of the warnings and errors in a record."""
    rules = [SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES]
    found = check(named(text), rules)
    return [(d.code, d.severity) for d in found if d.severity >= Severity.WARNING]


def codes(text: str) -> list[str]:
    return [code for code, _ in findings(text)]


def record_of(vector: Vector) -> str:
    """A record with a vector in its place."""
    kind, value, is_sound = vector.kind, vector.value, vector.expect != "reject"
    if kind == "doi":
        return placed(value, canonical("DOI", read_text("DOI", value).value) if is_sound else "")
    if kind == "pmid":
        return placed(pmid=value, pmid_href=canonical("PMID", value) if is_sound else "")
    if kind.endswith("-url"):
        named = read_href(value)
        assert named is not None
        texts = {"mismatch": "10.1021/bi020030+", "reject": "10.1000/182"}
        text = texts.get(vector.expect, decoded(named.value))
        return placed(text, value) if kind == "doi-url" else placed(pmid=text, pmid_href=value)
    places = {
        "ncbigene": ("ID | 4496 |", f"ID | {value} |"),
        "uniprot-entry-name": ("| MT1H_HUMAN |", f"| {value} |"),
        "symbol": ("MT-0, MT-1H, MT-IH", f"MT-0, {value}" if value != "MT1H" else "MT-0"),
    }
    return BASE.replace(*places[kind])


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared data are not here")
def test_all_vectors_are_read() -> None:
    assert len(vectors()) == 78 + len(OWN)
    assert {vector.kind for vector in vectors()} == {*FORMS, "doi-url", "pmid-url"}


@pytest.mark.parametrize("vector", [vector for vector in vectors() if vector.kind in FORMS], ids=str)
def test_form(vector: Vector) -> None:
    match = re.fullmatch(FORMS[vector.kind], vector.value)
    # A closing full stop and a date are of the form; the rules say more of them.
    assert bool(match) == (vector.expect not in ("reject", "reject-in-text"))
    if match and vector.kind == "hgnc":
        assert (match["prefix"] is None) == (vector.expect == "accept-style")
    if match and vector.kind == "uniprot-accession":
        assert (match["isoform"] is not None) == (vector.expect == "accept-isoform")


@pytest.mark.parametrize("vector", [vector for vector in vectors() if vector.kind.endswith("-url")], ids=str)
def test_address(vector: Vector) -> None:
    named = read_href(vector.value)
    assert named is not None
    kind, form = ("DOI", DOI) if vector.kind == "doi-url" else ("PMID", PMID)
    value = decoded(named.value)
    assert named.kind == kind
    assert named.usual == (vector.expect != "accept-style")
    if vector.expect == "mismatch":
        assert value != "10.1021/bi020030+"
        assert relate("DOI", "10.1021/bi020030+", vector.value) is Relation.OTHER
    else:
        assert bool(re.fullmatch(form, value)) == (vector.expect != "reject")
        related = {"accept": Relation.SAME, "accept-style": Relation.OLD, "reject": Relation.SAME}[vector.expect]
        assert relate(kind, value, vector.value) is related


@pytest.mark.parametrize(
    "vector", [vector for vector in vectors() if (vector.kind, vector.expect) in FINDINGS], ids=str
)
def test_finding(vector: Vector) -> None:
    assert findings(record_of(vector)) == FINDINGS[vector.kind, vector.expect]


@pytest.mark.parametrize(
    ("doi", "doi_href", "pmid", "pmid_href", "expected"),
    [
        ("doi:10.1159/000357282", "https://doi.org/doi:10.1159/000357282", "", "", ["IDN005"]),
        (
            "https://doi.org/10.1159/000357282",
            "https://doi.org/https://doi.org/10.1159/000357282",
            "",
            "",
            ["IDN005"],
        ),
        (
            "http://dx.doi.org/10.1159/0003(57%3C282",
            "https://doi.org/10.1159/0003(57%3C282",
            "",
            "",
            ["IDN005"],
        ),
        ("(10.1159/000357282)", "", "", "", ["IDN005"]),
        ("<10.1159/000357282>.", "", "", "", ["IDN005"]),
        (" 10.1159/000357282", "", "", "", ["IDN005"]),
        ("info:doi/10.1159/000357282", "", "", "", ["IDN005"]),
        ("DOI10.1159/000357282", "", "", "", ["IDN005"]),
        ("10.1159/000357282", "https://doi.org/10.1159/000357282.", "", "", ["IDN003"]),
        ("10.1159/000357282", "https://doi.org/10.1159/000357282/", "", "", ["IDN003"]),
        ("10.1159/000357282", "https://doi.org/doi:10.1159/000357282", "", "", ["IDN003"]),
        ("doi:10.1159/000357282", "https://doi.org/10.1159/1", "", "", ["IDN003", "IDN005"]),
        ("doi:10.1159/000357282", "http://dx.doi.org/10.1159/000357282", "", "", ["IDN004", "IDN005"]),
        ("10.1159/000357282", "http://dx.doi.org/10.1159/1", "", "", ["IDN003"]),
        ("10.1159/000357282", "https://DOI.org/10.1159/000357282", "", "", []),
        ("10.1159/000357282", "https://doi.org/10.1159/000357282#top", "", "", ["IDN004"]),
        ("10.1159/a?b=c", "https://doi.org/10.1159/a?b=c", "", "", []),
        ("10.1159/a?b=c", "https://doi.org/10.1159/a%3Fb=c", "", "", []),
        ("10.1159/a#b", "https://doi.org/10.1159/a#b", "", "", ["IDN003"]),
        ("10.1159/a%2Bb", "https://doi.org/10.1159/a%2Bb", "", "", []),
        ("10.1159/a%2Bb", "https://doi.org/10.1159/a%252Bb", "", "", []),
        ("10.1002/a<1::b>3;2-1", "https://doi.org/10.1002/a<1::b>3;2-1", "", "", []),
        ("10.1159 000357282", "https://doi.org/10.1159/1", "", "", ["IDN002"]),
        ("", "", "24662736", "https://doi.org/10.1159/000357282", ["IDN003"]),
        ("", "", "24662736", "https://www.ncbi.nlm.nih.gov/gene/24662736", ["IDN003"]),
        ("", "", "24662736", "https://doi.org", ["IDN003"]),
        ("", "", "24662736", "https://pubmed.ncbi.nlm.nih.gov/", ["IDN003"]),
        ("", "", "PMC13900", "https://pmc.ncbi.nlm.nih.gov/articles/PMC13900", ["IDN001"]),
        ("", "", "24662736;", "https://pubmed.ncbi.nlm.nih.gov/24662736/", ["IDN005"]),
        ("", "", "https://pubmed.ncbi.nlm.nih.gov/24662736/?x=1", "", ["IDN005"]),
        ("", "", "PubMed 24662736", "", ["IDN005"]),
        ("", "", "doi:10.1159/1", "https://doi.org/10.1159/1", ["IDN006"]),
        ("24662736", "", "10.1159/000357282", "", ["IDN006"]),
        (
            "PMID:24662736",
            "https://pubmed.ncbi.nlm.nih.gov/24662736",
            "doi:10.1159/000357282.",
            "",
            ["IDN006"],
        ),
        (
            "",
            "http://dx.doi.org/10.1159/000357282",
            "",
            "http://pubmed.ncbi.nlm.nih.gov/24662736",
            ["IDN004"] * 2,
        ),
        ("", "https://pubmed.ncbi.nlm.nih.gov/24662736", "", "http://doi.org/10.1159/000357282", ["IDN003"]),
        ("", "https://pubmed.ncbi.nlm.nih.gov/1", "", "https://doi.org/10.1159/1", ["IDN003"] * 2),
        (".", "", "", "", ["IDN002"]),
        ("10.1159/1\n10.1159/2", "https://doi.org/10.1159/1\nhttps://doi.org/10.1159/2", "", "", ["IDN002"]),
        ("10." + "9" * 5000, "", "", "", ["IDN002"]),
    ],
)
def test_one_finding_for_each_slip(doi: str, doi_href: str, pmid: str, pmid_href: str, expected: list[str]) -> None:
    assert sorted(codes(placed(doi, doi_href, pmid, pmid_href))) == expected


@pytest.mark.parametrize(
    "doi",
    [
        "10.1016/S0140-6736(05)17709-5",
        "10.1016/0092-8674(90)",
        "10.1002/1097-0142(19820915)50:6<1170::AID-CNCR2820500623>3.0.CO;2-3",
        "10.1206/0003-0090(2003)277<0001:TSSAAA>2.0.CO;2",
        "10.1207/s15327752jpa8502&3_2",
        "10.1000.10.20/x[1]{2}(3)<4>",
        "10.1021/bi020030+",
        "10.1234/a-",
        "10.1234/a_b~c*d!e$f'g\"h\\i^j`k|l=m@n:o",
    ],
)
def test_odd_dois_are_sound(doi: str) -> None:
    assert findings(placed(doi, canonical("DOI", doi))) == []
    assert findings(placed(doi, "https://doi.org/" + doi)) == []
    assert findings(placed(doi.upper(), canonical("DOI", doi.lower()))) == []


@given(st.from_regex(DOI, fullmatch=True))
def test_the_canonical_address_names_the_doi(doi: str) -> None:
    assert relate("DOI", doi, canonical("DOI", doi)) is Relation.SAME


@given(st.sampled_from(["DOI", "PMID"]), st.text() | st.text("10.dOI:/(<>)#%? ,;", max_size=30))
def test_any_text_and_address_is_read(kind: str, text: str) -> None:
    reading = read_text(kind, text)
    if reading.fault in (Fault.NONE, Fault.DECORATED):
        assert read_text(kind, reading.value) == (Fault.NONE, kind, reading.value)
    assert relate(kind, "1", text) in Relation
    assert relate(kind, "1", "https://doi.org/" + text) in Relation


@pytest.mark.parametrize("text", ["." * 10**6, "10.1/" + ")" * 10**6, "doi:" * 10**6, " " * 10**6, "1," * 10**6])
def test_long_texts_are_read_in_time(text: str) -> None:
    assert len(text) > LONGEST
    for kind in ("DOI", "PMID"):
        read_text(kind, text)
        relate(kind, text, "https://doi.org/" + text)
    split_items(Part(text, 0))


@given(st.text("ab1 ,\t", max_size=30))
def test_items_cover_the_list(text: str) -> None:
    items = split_items(Part(text, 7))
    assert ",".join(text[item.whole.start - 7 : item.whole.end - 7] for item in items) == text
    for item in items:
        start, end = item.part.span
        assert text[start - 7 : end - 7] == item.part.text == item.part.text.strip()
        assert item.whole.start <= start <= end <= item.whole.end


def test_fixes_are_as_safe_as_they_say() -> None:
    safe = {"IDN004", "IDN013"}
    for rule in RULES:
        if rule.meta.code.startswith("IDN"):
            for example in rule.meta.bad:
                text = RECORD.replace(example.old, re.sub("[«»]", "", example.new))
                found = check(Source("x", text), [SelectedRule(rule, rule.meta.severity, "genelint_rules")])
                for diagnostic in found:
                    expected = Safety.SAFE if diagnostic.code in safe else Safety.UNSAFE
                    assert diagnostic.fix is None or diagnostic.fix.safety is expected


@pytest.mark.parametrize(
    ("year", "expected"), [(1799, ["IDN009"]), (1800, []), (2026, []), (2027, []), (2028, ["IDN009"])]
)
def test_years_go_up_to_the_next(monkeypatch: pytest.MonkeyPatch, year: int, expected: list[str]) -> None:
    monkeypatch.setattr(dates, "this_month", lambda: (2026, 12))
    assert codes(BASE.replace("Urol Int (2015)", f"Urol Int ({year})")) == expected


@pytest.mark.parametrize(
    ("bracket", "expected"),
    [
        ("[provided by RefSeq, Dec 2026]", []),
        ("[provided by RefSeq, 2026].", []),
        (".[supplied by OMIM, September 2008]. More text follows", []),
        ("[Provided by RefSeq, JUL 2008] [supplied by OMIM]", []),
        ("[provided by a group [of ours], Jul 2008]", []),
        ("[provided by RefSeq, Jul 15, 2008]", []),
        ("[2Fe-2S] and [provided] by RefSeq, Foo 2008]", []),
        ("[provided by RefSeq, Jan 2027]", ["IDN014"]),
        ("[provided by RefSeq, 2027]", ["IDN014"]),
        ("[provided by RefSeq, Juli 2008]", ["IDN014"]),
        ("[provided by RefSeq, Jul 2008] [supplied by OMIM, Mar 2008", ["IDN014"]),
        ("[provided by RefSeq, Jul 2008 [supplied by OMIM, Mar 2008]", ["IDN014"]),
        ("[provided by RefSeq, Foo 2008] [supplied by OMIM, Bar 2008]", ["IDN014"] * 2),
    ],
)
def test_provenance(monkeypatch: pytest.MonkeyPatch, bracket: str, expected: list[str]) -> None:
    monkeypatch.setattr(dates, "this_month", lambda: (2026, 12))
    assert codes(BASE.replace("meets cadmium.", f"meets cadmium. {bracket}")) == expected


def test_this_month_is_a_month() -> None:
    year, month = dates.this_month()
    assert year >= 2025
    assert 1 <= month <= 12


@pytest.mark.parametrize(
    ("authors", "title", "journal", "expected"),
    [
        ("Smith J. ", "On zinc.", "Biochemistry (Mosc) (2002)", []),
        ("Smith J, Jones K. ", "Is it zinc?", "J. Biol. Chem. (1985)", []),
        ("The ENCODE Project Consortium. ", "[Zinc].", "Am J Physiol (1898)", []),
        ("d'Artagnan C, et al. ", "Zinc!", "(Basel) Cells (2021)", []),
        ("Óscar Ñ, et al. ", "5-HT and zinc", "3 Biotech (2020)", []),
        (", et al. ", "On zinc.", "Zinc (2002)", ["IDN009"]),
        (" ", "On zinc.", "Zinc (2002)", ["IDN009"]),
        ("Smith J. ", ".", "Zinc (2002)", ["IDN009"]),
        ("Smith J. ", "On zinc.", "(2002)", ["IDN009"]),
        ("Smith J. ", "On zinc.", "Zinc", ["IDN009"]),
        ("Smith J. ", "On zinc.", "Zinc ()", ["IDN009"]),
        ("Smith J. ", "On zinc.", "Zinc (20O2)", ["IDN009"]),
        ("Smith J. ", "On zinc.", "Zinc (Mosc)", ["IDN009"]),
        ("Smith J. ", "On zinc.", "Zinc (٢٠٠٢)", ["IDN009"]),
        ("", "", "", ["IDN009"]),
    ],
)
def test_citations(authors: str, title: str, journal: str, expected: list[str]) -> None:
    text = BASE.replace("Imad Alkamal, Odiljon Ikromov, Angelika Tölle, et al. ", authors)
    text = re.sub(r"An epigenetic screen[^\"]*", title, text)
    assert [code for code in codes(text.replace("Urol Int (2015)", journal)) if code != "TRE006"] == expected


@pytest.mark.skipif(not SYNONYMS.exists(), reason="the shared data are not here")
def test_real_symbols_and_synonyms_raise_no_alarm() -> None:
    with SYNONYMS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    odd = [row["Synonyms"] for row in rows if row["Synonyms"] and codes(with_synonyms(row["Synonyms"]))]
    assert odd == ["DKFZp564C012,FLJ13576"]  # two names in one, as in the source
    symbols = list(dict.fromkeys(SYMBOLS.read_text(encoding="utf-8").split()))
    assert all(re.fullmatch(SYMBOL, symbol) for symbol in symbols)
    assert codes(with_synonyms(", ".join(symbol for symbol in symbols if symbol != "MT1H"))) == []


@pytest.mark.parametrize(
    "family",
    [
        "RING-type (C3HC4) zinc fingers (RNF), Protein phosphatase 1 regulatory subunits (PPP1R)",
        "Fanconi anemia, complementation groups (FANC)",
        "C3 and PZP like, alpha-2-macroglobulin domain containing (CPAMD), Complement system activation components",
        "Protein phosphatases, Mg2+/Mn2+ dependent (PPM)",
        "Mitochondrial complex IV: cytochrome c oxidase subunits",
        "5-hydroxytryptamine receptors, G protein-coupled (HTR)",
        "Immunoglobulin like domain containing",
    ],
)
def test_real_families_raise_no_alarm(family: str) -> None:
    assert codes(BASE.replace("Metallothioneins (MT)", family)) == []


def test_many_brackets_are_read_in_time() -> None:
    brackets = "[provided by " * 20_000
    text = BASE.replace("meets cadmium.", brackets + "]" * 19_999)
    assert codes(text) == ["IDN014"]


def test_unseen_and_look_alike_characters_are_left_to_their_rules() -> None:
    others = {"TXT002", "TXT006"}
    for text in (
        placed("10.1159/0003\u200b57282"),
        placed(pmid="2466\u200b2736"),
        placed(doi_href="https://doi\u2010org/10.1159/000357282"),
        placed(doi_href="https://doi.org/10.1159/000357282\u200b"),
        BASE.replace("| MT1H_HUMAN |", "| \u041cT1H_HUMAN, MT1H\u200b_HUMAN |"),
        BASE.replace("ID | 4496 |", "ID | 44\u200b96 |"),
    ):
        assert set(codes(text)) <= others


def test_fields_that_are_absent_have_no_faults() -> None:
    for label in ("HGNC Family", "Description", "Synonyms", "Proteins"):
        assert codes(re.sub(rf"(?m)^{label} [|].*\n", "", BASE)) == []
    text = re.sub(r"(?m)^Summary [|]\n.*\n[|]\n", "", BASE)
    assert text.count("\n") == BASE.count("\n") - 3
    assert codes(text) == []


SMITH = '{"type": "t", "text": "Smith J. "}, '
ZINC = '{"type": "i", "children": [{"type": "t", "text": "Zinc"}]}, '
DOI_1 = '{"type": "t", "text": " DOI: "}, ' + link("10.1159/1", "https://doi.org/10.1159/1")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("", ["IDN007", "IDN009"]),
        ('{"type": "t", "text": "Smith J. On zinc. Zinc (2002)"}', ["IDN007", "IDN009"]),
        (DOI_1, ["IDN009"]),
        (SMITH + ZINC.replace("Zinc", "Zinc (2002)") + DOI_1, ["IDN009"]),
        (SMITH + ZINC + DOI_1, ["IDN009"] * 2),
    ],
)
def test_bare_references(reference: str, expected: list[str]) -> None:
    start = BASE.index('{"type": "r", "ref": 3')
    end = BASE.index(', {"type": "r", "ref": 4')
    text = BASE[:start] + '{"type": "r", "ref": 3, "children": [' + reference + "]}" + BASE[end:]
    assert codes(text) == expected


DOI_ALONE = (
    ', {"type": "t", "text": " PMID: "}, ' + link("24662736", "https://pubmed.ncbi.nlm.nih.gov/24662736"),
    "",
)


@pytest.mark.parametrize(
    ("text", "fixable"),
    [
        (placed("24662736", pmid="10.1159/000357282"), True),
        (placed("2466", pmid="10.1159/1").replace('"2466"}', '"24"}, {"type": "t", "text": "66"}'), False),
        (placed("2466").replace(*DOI_ALONE), True),
        (placed("PMID 2466").replace(*DOI_ALONE), True),
        (placed("2466").replace(*DOI_ALONE).replace('" DOI: "', '" D\\u004fI: "'), False),
        (placed("2466").replace(*DOI_ALONE).replace('"2466"}', '"24"}, {"type": "t", "text": "66"}'), False),
        (placed(pmid="10.1159/1"), False),
    ],
)
def test_swapped_identifiers_are_exchanged_where_that_is_clear(text: str, fixable: bool) -> None:
    rules = [SelectedRule(rule, rule.meta.severity, "genelint_rules") for rule in RULES]
    found = [d for d in check(named(text), rules) if d.severity >= Severity.WARNING]
    assert [d.code for d in found] == ["IDN006"]
    fix = found[0].fix
    assert (fix is not None) == fixable
    if fix is not None:
        fixed = apply_edits(text, [(edit.span, edit.text) for edit in fix.edits])
        assert codes(fixed) == []


def test_long_lists_are_read_in_time() -> None:
    assert set(codes(with_synonyms("," * 20_000))) == {"IDN013"}
    assert set(codes(with_synonyms("A1, " * 5_000 + "A2"))) == {"IDN013"}
    assert codes(BASE.replace("Metallothioneins (MT)", "(" * 50_000)) == ["IDN012"]


def test_a_finding_does_not_hide_the_next() -> None:
    text = placed("24662736", pmid="10.1159/1")
    for old, new in (("91", "10.9999/1"), ("10.9999/1", "91")):
        text = text.replace(f'"text": "{old}"', f'"text": "<{new}"', 1)
    assert codes(text.replace('"<', '"')) == ["IDN006"] * 2
    assert codes(BASE.replace("| MT1H_HUMAN |", "| MT\u041d_HUMAN, P80294 |"))[-1:] == ["IDN011"]
