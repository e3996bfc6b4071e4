"""The association sentence and the dataset table."""

from __future__ import annotations

import re
from collections.abc import Callable

from variants.datasets import CATEGORY, NAME_IN_TEXT
from variants.varying import Edit, categories, chain, gene_of, row_texts, rows, symbol, table_of, total

_OF_EACH = {category: name for name, category in CATEGORY.items()}
"""A dataset of each category."""

_UNKNOWN = "Zebrafish Larvae Swim Tracks"
_SURVEYS = tuple(f"Survey of Larvae, Part {number:03}" for number in range(300))


def _rows_with_symbol(name: str, written: str) -> Edit:
    """A table of one row; GENE stands for the symbol."""

    def edit(record: str) -> str:
        return table_of([f"{name} | {written.replace('GENE', gene_of(record))} | |"], [CATEGORY[name]])(record)

    return edit


def _origin(words: str) -> Callable[[str, str], str]:
    """The words before the dataset's name at the end of a text."""
    return lambda _, text: re.sub(" from the (?:curated )?(?!.* from the )", f" {words} ", text)


def _called(words: str) -> Callable[[str, str], str]:
    """What the symbol is called in a text."""
    return lambda gene, text: re.sub(rf"{re.escape(gene)}(?: gene/protein| gene| protein)?", gene + words, text)


VARIANTS: dict[str, Edit] = {
    "no-datasets": rows(),
    "no-datasets-with-newline": chain(rows(), lambda record: record + "\n"),
    "one-dataset": rows("KEGG Pathways"),
    "one-dataset-one-association": rows("GTEx eQTL", associations=1),
    "one-dataset-two-associations": rows("GTEx eQTL", associations=2),
    "two-datasets-one-category": rows("Reactome Pathways 2014", "Reactome Pathways 2024"),
    **{f"only-{category.replace(',', '').replace(' ', '-')}": rows(name) for category, name in _OF_EACH.items()},
    "all-categories": rows(*_OF_EACH.values()),
    "all-known": rows(*CATEGORY, associations=1_234_567),
    "all-known-curated": rows(*CATEGORY, curated=True),
    "as-many-associations-as-datasets": rows(*CATEGORY, associations=len(CATEGORY)),
    "999-associations": rows("KEGG Pathways", associations=999),
    "1000-associations": rows("KEGG Pathways", associations=1_000),
    "million-associations": rows("KEGG Pathways", associations=1_234_567),
    "thousand-million-associations": total(1_000_000_000),
    "more-associations": total(999_999),
    "categories-sorted": categories(sorted),
    "categories-backwards": categories(lambda names: sorted(names, reverse=True)),
    "categories-reversed": categories(lambda names: names[::-1]),
    "categories-rotated": categories(lambda names: names[1:] + names[:1]),
    "categories-by-length": categories(lambda names: sorted(names, key=len)),
    **{f"text-name-{number}": rows(name) for number, name in enumerate(NAME_IN_TEXT, 1)},
    **{f"curated-text-name-{number}": rows(name, curated=True) for number, name in enumerate(NAME_IN_TEXT, 1)},
    "ChEA-before-CMAP": rows(
        "ChEA Transcription Factor Targets", "CMAP Signatures of Differentially Expressed Genes for Small Molecules"
    ),
    "dbGAP-between-CTD-and-DepMap": rows(
        "CTD Gene-Disease Associations", "dbGAP Gene-Trait Associations", "DepMap CRISPR Gene Dependency"
    ),
    "commas-in-names": rows(
        "Heiser et al., PNAS, 2011 Cell Line Gene Expression Profiles",
        "Klijn et al., Nat. Biotechnol., 2015 Cell Line Gene CNV Profiles",
    ),
    "name-that-begins-another": rows(
        "ChEA Transcription Factor Targets", "ChEA Transcription Factor Targets 2022", "KEGG Pathways"
    ),
    "unknown-dataset": rows("KEGG Pathways", others=[_UNKNOWN]),
    "unknown-dataset-alone": rows(others=[_UNKNOWN]),
    "unknown-dataset-of-another-year": rows("Reactome Pathways 2024", others=["Reactome Pathways 2031"]),
    "unknown-dataset-with-category": chain(
        rows("KEGG Pathways", others=[_UNKNOWN]), categories(lambda names: [*names, "organism"])
    ),
    "unknown-dataset-alone-with-category": chain(
        rows(others=[_UNKNOWN]), categories(lambda names: [*names, "disease, phenotype or trait"])
    ),
    "unknown-datasets-with-all-categories": chain(
        rows("KEGG Pathways", others=_SURVEYS), categories(lambda names: sorted({*names, *_OF_EACH}))
    ),
    "unknown-dataset-with-odd-name": rows("KEGG Pathways", others=["T+B (α/β) Cells: 100% of 3'-UTRs, 2031 & later"]),
    "unknown-dataset-of-another-script": rows("KEGG Pathways", others=["Ärzte-Datensatz β"]),
    "hundreds-of-rows": rows(*CATEGORY, others=_SURVEYS),
    "more-than-thousand-rows": rows(
        *CATEGORY, others=[f"Survey of Larvae, Part {number:04}" for number in range(1_100)]
    ),
    "curated": row_texts(_origin("from the curated")),
    "not-curated": row_texts(_origin("from the")),
    "text-without-gene": row_texts(_called("")),
    "text-with-gene": row_texts(_called(" gene")),
    "text-with-protein": row_texts(_called(" protein")),
    "text-with-gene-and-protein": row_texts(_called(" gene/protein")),
    "text-misspelt-upstream": row_texts(lambda _, text: f"co-occuring {text}"),
    "text-with-capital": row_texts(lambda _, text: text[0].upper() + text[1:]),
    "symbol-twice": _rows_with_symbol(
        "KEGG Pathways", "pathways that GENE takes part in, and those of GENE protein, from the KEGG Pathways dataset."
    ),
    "symbol-first": _rows_with_symbol("KEGG Pathways", "GENE pathways from the KEGG Pathways dataset."),
    "symbol-behind-a-parenthesis": _rows_with_symbol(
        "KEGG Pathways", "pathways involving the gene (GENE) from the KEGG Pathways dataset."
    ),
    "from-the-twice": _rows_with_symbol(
        "KEGG Pathways", "pathways involving GENE gene, drawn from the literature from the KEGG Pathways dataset."
    ),
    "upper-case-row": _rows_with_symbol(
        "MiRTarBase microRNA Targets",
        "microRNAs targeting GENE gene from the curated MiRTarBase microRNA Targets dataset.",
    ),
    "rows-of-short-symbol": chain(symbol("T"), rows("KEGG Pathways", "GTEx eQTL", "CTD Gene-Chemical Interactions")),
    "rows-like-text-of-another": chain(
        rows("KEGG Pathways"), lambda record: record.replace("entities that go with", "pathways involving")
    ),
}
"""By name."""
