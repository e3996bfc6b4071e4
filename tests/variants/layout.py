"""Which lines there are, and how they end."""

from __future__ import annotations

import re

from defects.planting import substitute
from variants.varying import Edit, chain, rows, value, without

_OPTIONAL = ("HGNC Family", "Description", "Summary", "Synonyms", "Proteins")

VARIANTS: dict[str, Edit] = {
    **{f"no-{label.replace(' ', '-').lower()}": without(label) for label in _OPTIONAL},
    "no-optional-field": without(*_OPTIONAL),
    "summary-alone": without("HGNC Family", "Description", "Synonyms", "Proteins"),
    "description-alone": without("HGNC Family", "Summary", "Synonyms", "Proteins"),
    "family-alone": without("Description", "Summary", "Synonyms", "Proteins"),
    "no-lists": without("HGNC Family", "Synonyms", "Proteins"),
    "no-prose": without("Description", "Summary"),
    "least-record": chain(without(*_OPTIONAL), rows()),
    "final-newline": lambda record: record.rstrip("\n") + "\n",
    "least-record-with-final-newline": chain(without(*_OPTIONAL), rows(), lambda record: record.rstrip("\n") + "\n"),
    "value-that-is-a-label": value("Name", "Summary"),
    "value-that-begins-like-a-label": value("Description", "Name of a gene that Proteins and Synonyms go with."),
    "value-that-is-the-header": value("Description", "Dataset, Summary"),
    "value-that-is-a-picture": value("Description", "![]()"),
    "value-like-the-sentence": value("Description", "It has 3 functional associations with biological entities."),
    "value-like-a-row": value("Description", "These words come from the curated Reactome Pathways 2024 dataset."),
    "value-like-a-ruling": value("Name", "---"),
    "value-like-a-conflict": value("Name", "======="),
    "value-like-a-tree": value("Description", '{"type": "root"} is how a tree begins.'),
    "value-of-one-character": value("Name", "T"),
    "bars-without-blanks-in-field": substitute(r"^Name \| (.*) \|$", r"Name|\1|"),
    "bars-without-blanks-in-empty-field": substitute(r"^API \| \|$", "API||"),
    "bar-without-blank-behind-summary": substitute(r"^Summary \|$", "Summary|"),
    "bar-without-blank-behind-heading": substitute(r"^Co-expressed Genes \|$", "Co-expressed Genes|"),
    "bar-without-blank-behind-picture": substitute(r"^!\[\]\(\) \|$", "![]()|"),
    "bars-without-blanks-in-header": substitute(r"^Dataset \| Summary \| \|$", "Dataset|Summary||"),
    "bars-with-blanks-in-separator": substitute(r"^---\|---\|---\|$", "--- | --- | --- |"),
    "bars-without-blanks-in-row": substitute(r"^(.*) \| (.*dataset\.) \| \|$", r"\1|\2||"),
    "bars-without-blanks-anywhere": lambda record: re.sub(r" ?\|(?: (?=[^\n]))?", "|", record),
}
"""By name."""
