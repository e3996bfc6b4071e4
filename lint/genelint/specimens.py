"""The records that examples are edits of, and that rules across records see beside them."""

from __future__ import annotations

import json


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
