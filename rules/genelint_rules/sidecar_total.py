"""The sentence counts other associations than were downloaded.

What it does
------------
Compares the number of associations in the association sentence with the lines of the file `SYM associations.tsv` beside
the record, where there is one. Where the datasets of the two differ, sidecar-datasets says so instead; an empty file
with its header counts as none.

Why it matters
--------------
Record and download are of different days, the number was changed, or the download broke off.

How to repair
-------------
Download the associations anew. If they are right, correct the number.

Fix safety
----------
The fix writes the number of lines. It is unsafe: the download may be what is out of date. There is none where the
datasets are more than the lines.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity
from genelint_rules.associations import number
from genelint_rules.downloads import compare_datasets, has_none


def check(record: Record) -> Iterator[Finding]:
    """Report a difference at the sentence's number."""
    sentence, sidecar = record.sentence, record.sidecar
    if sentence is None or sidecar is None or not sidecar.complete:
        return
    counted, total = sentence.total, sidecar.total
    if number(counted.text) != total and not any(compare_datasets(record)):
        difference = f"the sentence counts {counted.text} associations, the file beside the record has {total:,}"
        fix = None
        if total >= number(sentence.datasets.text):
            fix = Fix(f"Write {total:,}", (Edit(counted.span, f"{total:,}"),), Safety.UNSAFE)
        yield Finding(counted.span, f"{difference}; download them anew, or correct the number", fix)


_HEADER = "association\tdataset\tthreshold value\tstandardized value\n"
_CTD, _GTEX = "zinc\tCTD Gene-Chemical Interactions\t1\tnull\n", "liver\tGTEx Tissue Gene Expression Profiles\t1\t2.1\n"
_REACTOME = "Metallothioneins bind metals\tReactome Pathways 2024\t1.0\tnull\n"
_SIDECAR = f"{_HEADER}{_CTD}{_GTEX}{_REACTOME}"

RULE = RecordRule(
    Meta(
        code="ASC014",
        name="sidecar-total",
        summary="The sentence counts other associations than were downloaded.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "has 1,204 functional",
                "has «1,204» functional",
                "the sentence counts 1,204 associations, the file beside the record has 3; download them anew, or "
                "correct the number",
                fixed="has 3 functional",
                sidecar=_SIDECAR,
            ),
            Bad(
                "has 1,204 functional",
                "has «1,204» functional",
                "the sentence counts 1,204 associations, the file beside the record has 0; download them anew, or "
                "correct the number",
                sidecar=_HEADER,
            ),
        ),
        good=(
            Good("has 1,204 functional", "has 3 functional", "one line for each association", sidecar=_SIDECAR),
            Good("has 1,204 functional", "has 1,204 functional", "no file beside the record"),
        ),
    ),
    check,
    has_none,
)
