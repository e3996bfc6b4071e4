"""The downloaded associations beside a record do not read as they should.

What it does
------------
Finds, in the file `SYM associations.tsv` beside a record, a header that is none, lines without four columns, names that
are empty, values that are no numbers, and characters that are no text. The last column may be `null`. Of many lines at
fault the first hundred are shown.

Why it matters
--------------
Such a file was cut off, or changed by a spreadsheet: its associations can neither be read nor counted.

How to repair
-------------
Download the file anew.

Fix safety
----------
There is no fix: what was lost is only on the source page.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Severity, Sidecar, SidecarRule, Span


def check(sidecar: Sidecar) -> Iterator[Finding]:
    """Report each line at fault, in the file itself, and at the last one how many more there are."""
    for fault in sidecar.faults:
        yield Finding(fault.span, f"{fault.found} stands here, expected {fault.expected}; download the file anew")
    if sidecar.more:
        end = len(sidecar.faulty.text.rstrip("\n"))
        yield Finding(Span(end, end), f"lines at fault below this one: {sidecar.more:,}; download the file anew")


_HEADER = "association\tdataset\tthreshold value\tstandardized value\n"
_CTD, _GTEX = "zinc\tCTD Gene-Chemical Interactions\t1\tnull\n", "liver\tGTEx Tissue Gene Expression Profiles\t1\t2.1\n"
_REACTOME = "Metallothioneins bind metals\tReactome Pathways 2024\t1.0\tnull\n"
_COUNTED = ("has 1,204 functional", "has 3 functional")

RULE = SidecarRule(
    Meta(
        code="ASC016",
        name="malformed-sidecar",
        summary="The downloaded associations beside a record do not read as they should.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                *_COUNTED,
                '"2,1" stands here, expected a number or "null"; download the file anew',
                sidecar=f"{_HEADER}{_CTD}{_GTEX.replace('2.1', '«2,1»')}{_REACTOME}",
            ),
            Bad(
                *_COUNTED,
                "a line with 3 columns stands here, expected 4 columns with tabs between them; download the file anew",
                sidecar=f"{_HEADER}{_CTD}{_GTEX}«Metallothioneins bind metals\tReactome Pathways 2024\t1.0»",
            ),
            Bad(
                *_COUNTED,
                'an association stands here, expected the header "association\\tdataset\\tthreshold value\\t'
                'standardized value"; download the file anew',
                sidecar=f"«{_CTD[:-1]}»\n{_GTEX}{_REACTOME}",
            ),
        ),
        good=(
            Good(
                *_COUNTED, "numbers of all kinds", sidecar=f"{_HEADER}{_CTD}{_GTEX}{_REACTOME.replace('1.0', '-1e-05')}"
            ),
            Good(
                *_COUNTED,
                "lines that end in CR LF, and a last one without end",
                sidecar=f"{_HEADER}{_CTD}{_GTEX}{_REACTOME}".replace("\n", "\r\n").rstrip(),
            ),
        ),
    ),
    check,
)
