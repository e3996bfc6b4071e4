"""Pieces of records that examples share."""

from collections.abc import Sequence

from genelint_rules.small_record import small_record


def complete_reference(number: int) -> str:
    """A reference of that number with all that a reference has, as JSON."""
    return (
        f'{{"type": "r", "ref": {number}, "children": [{{"type": "t", "text": "Authors as listed in PubMed. "}}, '
        '{"type": "b", "children": [{"type": "t", "text": "Article in volume 11, issue 6, page 2019."}]}, '
        '{"type": "t", "text": " "}, {"type": "i", "children": [{"type": "t", "text": "Mol Biol Cell (2000)"}]}, '
        '{"type": "t", "text": " PMID: "}, {"type": "a", "children": [{"type": "t", "text": "10848626"}], '
        '"href": "https://pubmed.ncbi.nlm.nih.gov/10848626"}]}'
    )


def footnoted(marks: str, *references: str) -> str:
    """A small record whose one paragraph has the marks (JSON nodes), and the list the references."""
    paragraph = f'{{"type": "p", "children": [{{"type": "t", "text": "It holds zinc."}}, {marks}]}}'
    return small_record(
        f'{{"type": "root", "children": [{paragraph}, {{"type": "rg", "children": [{", ".join(references)}]}}]}}'
    )


def article(pmid: str, number: str) -> str:
    """A reference to an article, as JSON; the number as it is to stand there."""
    return (
        f'{{"type": "r", "ref": {number}, "children": [{{"type": "t", "text": "Authors as listed in PubMed. "}}, '
        f'{{"type": "b", "children": [{{"type": "t", "text": "Article {pmid} of PubMed."}}]}}, '
        f'{{"type": "t", "text": " "}}, {{"type": "i", "children": [{{"type": "t", "text": "{_JOURNALS[pmid]}"}}]}}, '
        f'{{"type": "t", "text": " PMID: "}}, {{"type": "a", "children": [{{"type": "t", "text": "{pmid}"}}], '
        f'"href": "https://pubmed.ncbi.nlm.nih.gov/{pmid}"}}]}}'
    )


CTD = (
    "CTD Gene-Chemical Interactions | chemicals interacting with MT1H gene/protein from the curated CTD Gene-Chemical "
    "Interactions dataset. | |"
)
GTEX = (
    "GTEx Tissue Gene Expression Profiles | tissues with high or low expression of MT1H gene relative to other tissues "
    "from the GTEx Tissue Gene Expression Profiles dataset. | |"
)
REACTOME = "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024 dataset. | |"
"""The rows of the record that examples edit."""

SENTENCE = (
    "MT1H has 1,204 functional associations with biological entities spanning 3 categories (chemical, functional term, "
    "phrase or reference, cell line, cell type or tissue) extracted from 3 datasets."
)
"""Its sentence."""

CLICK = "Click the + buttons to view associations for MT1H from the datasets below."
"""Its instruction line."""


def part(
    sentence: str | None = SENTENCE, click: str | None = CLICK, rows: Sequence[str] | None = (CTD, GTEX, REACTOME)
) -> str:
    """What follows the summary's images in a record: sentence, instruction lines and table, those given."""
    ranked = "If available, associations are ranked by standardized value"
    table = [] if rows is None else ["Dataset | Summary | |", "---|---|---|", *rows]
    return "\n".join(line for line in (sentence, click, ranked, *table) if line is not None)


PART = part()
"""That part of the record that examples edit."""

_JOURNALS = {
    "11056684": "Breast Cancer Res (1999)",
    "11250747": "Breast Cancer Res (2000)",
    "11134511": "Proc Natl Acad Sci U S A (2000)",
    "15958740": "J Neurosci (2005)",
}
