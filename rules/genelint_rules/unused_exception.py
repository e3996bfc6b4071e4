"""An exception, or an entry of the baseline, that leaves out no finding.

What it does
------------
Finds exceptions of the configuration and entries of the baseline that match nothing any more. It speaks only of those
whose rules were run on all records that they are about, and is silent on records that have new errors.

Why it matters
--------------
What it once excused has been repaired. If the same mistake comes back, nobody will see it.

How to repair
-------------
Delete it; `genelint baseline prune` does so for the whole baseline. If it never matched, correct its rule, path, record
or pointer.

Fix safety
----------
Deleting is safe: no finding depends on it.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Fix, Good, Meta, Safety, Severity, Suppression, SuppressionRule


def check(suppression: Suppression) -> Iterator[Finding]:
    """Report an unused one."""
    if suppression.unused:
        removal = suppression.removal
        message = f"the {suppression.what} matches no finding; delete it, or correct it"
        yield Finding(suppression.span, message, removal and Fix("Delete it", (removal,), Safety.SAFE))


_DANGLING = ('"ref": "3"', '"ref": "7"')
_ENTRY = (
    '{"record": "MT1H", "rule": "REF001", '
    '"pointer": "Summary/…zinc. Some tumours make less of it./ref", "value": "7"}\n'
)

RULE = SuppressionRule(
    Meta(
        code="SUP001",
        name="unused-exception",
        summary="An exception, or an entry of the baseline, that leaves out no finding.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "",
                "",
                'the exception for REF001 in record "MT1H" matches no finding; delete it, or correct it',
                suppressions='fail-on = "warning"\n\n«[[exceptions]]»\nrule = "REF001"\nrecord = "MT1H"\n'
                'reason = "not yet published"\n',
                fixed='fail-on = "warning"\n',
            ),
            Bad(
                *_DANGLING,
                'the exception for REF in "data/MT2A.txt" matches no finding; delete it, or correct it',
                also=("REF001",),
                suppressions='«[[exceptions]]»\nrule = "REF"\npath = "data/MT2A.txt"\nreason = "to be published"\n',
                fixed="",
            ),
            Bad(
                *_DANGLING,
                'the baseline entry for REF001 in "MT1H" matches no finding; delete it, or correct it',
                suppressions=f"{_ENTRY}«{_ENTRY[:-1]}»\n",
                fixed=_ENTRY,
            ),
            Bad(
                "",
                "",
                'the exception for REF001 in record "MT1H" matches no finding; delete it, or correct it',
                suppressions='«exceptions» = [{ rule = "REF001", record = "MT1H", reason = "not yet published" }]\n',
            ),
        ),
        good=(
            Good(
                *_DANGLING,
                "an exception that leaves out a finding",
                suppressions='[[exceptions]]\nrule = "unresolved-footnote"\nrecord = "MT1H"\npointer = "/children/0"\n'
                'reason = "not yet published"\n',
            ),
            Good(*_DANGLING, "an entry that stands for a finding", suppressions=_ENTRY),
        ),
    ),
    check,
)
