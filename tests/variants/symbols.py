"""Symbols as odd as those in use."""

from __future__ import annotations

from variants.varying import Edit, chain, rows, symbol

_SYMBOLS = (
    # Accepted vectors of `identifier_cases.csv`.
    "MT1H",
    "HLA-DRB1",
    "C1orf112",
    "C1ORF112",
    "NKX2-1",
    "MT-CO1",
    "T",
    "3.8-1.2",
    "OK/SW-CL.58",
    "PCDHB@",
    "GTF2H2C_2",
    "LOC105377913",
    "DEL16P13.3",
    # Others: words of English, pieces of datasets' names, what a spreadsheet spares, the shortest and the longest.
    "CAT",
    "SET",
    "REST",
    "IMPACT",
    "MAX",
    "TF",
    "GC",
    "C2",
    "E",
    "7SK",
    "SEPTIN1",
    "SEPT1",
    "MARCHF1",
    "A1BG-AS1",
    "TRNA-iMet-CAT-1-1",
    "LOC100130520-AS1_v2.10",
)

VARIANTS: dict[str, Edit] = {name: symbol(name) for name in _SYMBOLS} | {
    "T-without-rows": chain(symbol("T"), rows()),
    "slash-with-other-rows": chain(symbol("OK/SW-CL.58"), rows("KEGG Pathways", "GTEx eQTL")),
}
"""By name."""
