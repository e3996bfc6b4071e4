"""The records that the page offers to try: genelint's own small record, with and without slips in it.

The examples of the rules are edits of that record, and so the wheel has all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from genelint.engine import SelectedRule
from genelint.registry import BUILT_IN_FAMILIES
from genelint.rule import RecordRule, SourceRule
from genelint.specimens import RECORD
from genelint.testing import placed
from genelint.values import NamedTuple


class Sample(NamedTuple):
    """A record under the name that a request gives it, and a title for people."""

    name: str
    title: str
    content: bytes


class Group(NamedTuple):
    """Samples of one kind."""

    title: str
    samples: tuple[Sample, ...]


_NAMING = {"COR002"}
"""The rules that look at a file's name, which a record on the page has not."""

SLIPS = (
    ("HGNC Family | Metallothioneins (MT) |\n", "HGNC Family | Metallothioneins  (MT) |\n"),
    ("and is made when", "and is  made when"),
    ('{"type": "fg_f", "ref": "3"}', '{"type": "fg_f", "ref": "5"}'),
    ("https://doi.org/10.1159/000357282", "http://dx.doi.org/10.1159/000357282"),
    ("https://pubmed.ncbi.nlm.nih.gov/28241806", "https://pubmed.ncbi.nlm.nih.gov/28241860"),
    ("MT-0, MT-1H, MT-IH", "MT-0, MT-1H, MT-1H"),
    ("NCBI Gene ID | 4496 |", "NCBI Gene ID | 4496a |"),
    ("extracted from 3 datasets", "extracted from 4 datasets"),
    ("---|---|---|\nCTD", "---|---|\nCTD"),
    ("GTEx Tissue Gene Expression Profiles | ", "GTEx Tisue Gene Expression Profiles | "),
)
"""What is slipped into the record that shows many kinds of findings: what stands there, and what then does."""


def samples(rules: Sequence[SelectedRule]) -> tuple[Group, ...]:
    """The samples: first those of all kinds, then a bad example of each rule that looks at a record by itself."""
    slipped = RECORD
    for old, new in SLIPS:
        slipped = slipped.replace(old, new)
    whole = (_sample("slips", "MT1H with ten slips", slipped), _sample("good", "MT1H as it should be", RECORD))
    bad = [
        _sample(rule.meta.code, f"{rule.meta.code} {rule.meta.name}", placed(rule, rule.meta.bad[0]).text)
        for rule in (selected.rule for selected in rules)
        if isinstance(rule, RecordRule | SourceRule)
        if rule.meta.code not in _NAMING and rule.meta.bad[0].sidecar is None
    ]
    bad = [sample for sample in bad if sample.content.strip()]  # the page checks no empty text
    families = groupby(bad, key=lambda sample: BUILT_IN_FAMILIES[sample.name[:3]])
    return Group("Records", whole), *(Group(title, tuple(those)) for title, those in families)


def _sample(name: str, title: str, text: str) -> Sample:
    return Sample(name, title, text.encode("utf-8", "surrogateescape"))
