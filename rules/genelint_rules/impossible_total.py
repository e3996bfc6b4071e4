"""The sentence counts fewer associations than datasets.

What it does
------------
Compares the number of associations in the association sentence with the number of datasets. Where the latter differs
from the table, or the former from the downloaded associations, the rules of these say so instead.

Why it matters
--------------
Every dataset of the table gives one association at least, so that the number of associations cannot be right.

How to repair
-------------
Copy the number of associations anew from the source page; most often digits were lost.

Fix safety
----------
There is no fix: how many associations there are only the source page says.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity
from genelint_rules.associations import agree, counts_rows, number
from genelint_rules.examples import PART, SENTENCE, part


def check(record: Record) -> Iterator[Finding]:
    """Report it at the number of associations."""
    sentence, sidecar = record.sentence, record.sidecar
    if sentence is None or number(sentence.total.text) >= number(sentence.datasets.text):
        return
    # A number that the table or the file beside the record belies has a rule of its own.
    is_belied = sidecar is not None and sidecar.complete and number(sentence.total.text) != sidecar.total
    if not is_belied and (record.table is None or counts_rows(record)):
        counts = f"{sentence.total.text} associations cannot come from {sentence.datasets.text} datasets"
        yield Finding(sentence.total.span, f"{counts}, each of which has one at least; correct the number")


_SIDECAR = """\
association\tdataset\tthreshold value\tstandardized value
zinc\tCTD Gene-Chemical Interactions\t1\tnull
liver\tGTEx Tissue Gene Expression Profiles\t1\t2.1
Metallothioneins bind metals\tReactome Pathways 2024\t1.0\tnull
"""

RULE = RecordRule(
    Meta(
        code="ASC007",
        name="impossible-total",
        summary="The sentence counts fewer associations than datasets.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "has 1,204 functional",
                "has «2» functional",
                "2 associations cannot come from 3 datasets, each of which has one at least; correct the number",
            ),
            Bad(
                "has 1,204 functional",
                "has «2» functional",
                "2 associations cannot come from 3 datasets, each of which has one at least; correct the number",
                sidecar=_SIDECAR.replace("1.0\tnull", "1.0"),
                also=("ASC016",),
            ),
            Bad(
                "has 1,204 functional",
                "has «2» functional",
                "2 associations cannot come from 3 datasets, each of which has one at least; correct the number",
                sidecar=_SIDECAR.rpartition("Metallothioneins")[0],
                also=("ASC015",),
            ),
            Bad(
                PART,
                part(SENTENCE.replace("1,204", "«2»"), rows=None),
                "2 associations cannot come from 3 datasets, each of which has one at least; correct the number",
                also=("LAY003",),
            ),
        ),
        good=(
            Good("has 1,204 functional", "has 3 functional", "one association for each dataset"),
            Good("has 1,204 functional", "has 6,156 functional", "many for each"),
            Good(
                "has 1,204 functional",
                "has 2 functional",
                "a number that the file beside the record belies",
                sidecar=f"{_SIDECAR}zinc\tCTD Gene-Chemical Interactions\t1\tnull\n",
                also=("ASC014",),
            ),
            Good(
                PART,
                part(SENTENCE.replace("1,204", "3").replace("3 d", "4 d")),
                "a number of datasets that the table belies",
                also=("ASC002",),
            ),
        ),
    ),
    check,
    agree,
)
