"""The table has other datasets than the downloaded associations.

What it does
------------
Compares the datasets of the table with those of the file `SYM associations.tsv` beside the record, where there is one.
An alias or a misspelled name counts as the dataset that it means.

Why it matters
--------------
Both come from the same associations: where they differ, a row was lost or added, or one of the two is out of date.

How to repair
-------------
Download the associations anew. If they are right, restore the rows that the message names, or delete those that have no
association.

Fix safety
----------
There is no fix: the texts of lost rows are not known.
"""

from collections.abc import Iterator, Sequence

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Related, Severity, listed, quote
from genelint_rules.downloads import compare_datasets, has_none
from genelint_rules.examples import REACTOME

_SHOWN = 3


def check(record: Record) -> Iterator[Finding]:
    """Report rows without associations at the first one's name, datasets without row at the sentence's number."""
    without, lost = compare_datasets(record)
    if without:
        names = _some([row.name.text for row in without])
        message = (
            f"the file beside the record has no association from {names}; download it anew, or delete what is wrong"
        )
        first, *others = without[:_SHOWN]
        related = tuple(Related(row.name.span, "nor from this one") for row in others)
        yield Finding(first.name.span, message, related=related)
    if lost and record.sentence is not None:
        rows, them = ("no row", "it") if len(lost) == 1 else ("no rows", "them")
        message = (
            f"the table has {rows} for {_some(lost)}, of which the file beside the record has associations; restore "
            f"{them}"
        )
        yield Finding(record.sentence.datasets.span, message)


def _some(names: Sequence[str]) -> str:
    shown, rest = list(map(quote, names[:_SHOWN])), names[_SHOWN:]
    return listed([*shown, f"{len(rest)} more"] if rest else shown)


_HEADER = "association\tdataset\tthreshold value\tstandardized value\n"
_CTD, _GTEX = "zinc\tCTD Gene-Chemical Interactions\t1\tnull\n", "liver\tGTEx Tissue Gene Expression Profiles\t1\t2.1\n"
_REACTOME = "Metallothioneins bind metals\tReactome Pathways 2024\t1.0\tnull\n"

RULE = RecordRule(
    Meta(
        code="ASC015",
        name="sidecar-datasets",
        summary="The table has other datasets than the downloaded associations.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "CTD Gene-Chemical Interactions | chemicals",
                "«CTD Gene-Chemical Interactions» | chemicals",
                'the file beside the record has no association from "CTD Gene-Chemical Interactions" and "Reactome '
                'Pathways 2024"; download it anew, or delete what is wrong',
                sidecar=f"{_HEADER}{_GTEX}",
            ),
            Bad(
                "extracted from 3 datasets",
                "extracted from «3» datasets",
                'the table has no row for "Biocarta Pathways", of which the file beside the record has associations; '
                "restore it",
                sidecar=_HEADER
                + _CTD
                + _GTEX
                + _REACTOME
                + _REACTOME.replace("Reactome Pathways 2024", "Biocarta Pathways"),
            ),
            Bad(
                "extracted from 3 datasets",
                "extracted from «7» datasets",
                'the table has no rows for "A1", "A2", "A3" and 1 more, of which the file beside the record has '
                "associations; restore them",
                sidecar=f"{_HEADER}{_CTD}{_GTEX}{_REACTOME}"
                + "".join(_REACTOME.replace("Reactome Pathways 2024", f"A{number}") for number in range(1, 5)),
            ),
        ),
        good=(
            Good(
                "has 1,204 functional",
                "has 3 functional",
                "the same datasets in another order",
                sidecar=f"{_HEADER}{_REACTOME}{_GTEX}{_CTD}",
            ),
            Good(
                "has 1,204 functional",
                "has 4 functional",
                "several associations from one dataset",
                sidecar=f"{_HEADER}{_CTD}{_GTEX}{_GTEX}{_REACTOME}",
            ),
            Good(
                "Reactome Pathways 2024 | pathways involving MT1H protein from",
                "Reactome Pathways 2024 | pathways involving MT1H protein | from",
                "a row that could not be read",
                sidecar=f"{_HEADER}{_CTD}{_GTEX}{_REACTOME}",
                also=("ASC014", "LAY008"),
            ),
            Good(
                REACTOME,
                "Reactome Pathways 2024 | pathways inv",
                "a table that breaks off",
                sidecar=_HEADER
                + _CTD
                + _GTEX
                + _REACTOME
                + _REACTOME.replace("Reactome Pathways 2024", "KEGG Pathways"),
                also=("ASC014", "LAY008"),
            ),
        ),
    ),
    check,
    has_none,
)
