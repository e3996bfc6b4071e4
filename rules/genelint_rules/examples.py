"""Pieces of records that examples share."""


def complete_reference(number: int) -> str:
    """A reference of that number with all that a reference has, as JSON."""
    return (
        f'{{"type": "r", "ref": {number}, "children": [{{"type": "t", "text": "Authors as listed in PubMed. "}}, '
        '{"type": "b", "children": [{"type": "t", "text": "Article in volume 11, issue 6, page 2019."}]}, '
        '{"type": "t", "text": " "}, {"type": "i", "children": [{"type": "t", "text": "Mol Biol Cell (2000)"}]}, '
        '{"type": "t", "text": " PMID: "}, {"type": "a", "children": [{"type": "t", "text": "10848626"}], '
        '"href": "https://pubmed.ncbi.nlm.nih.gov/10848626"}]}'
    )
