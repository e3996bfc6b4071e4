"""A row of the table stands in the wrong place.

What it does
------------
Finds rows that break the order of the dataset table, which is sorted by name without regard to case. One row that was
moved is one finding; a misspelled name counts as the one that was meant.

Why it matters
--------------
Sorted rows are found at once, and two versions of a record can be compared line by line.

How to repair
-------------
Move the row to where the message says.

Fix safety
----------
The fix moves the rows that stand in the wrong place. It is safe: no row changes. A table with rows that cannot be read
has no fix.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from genelint.rule import (
    Bad,
    Edit,
    Finding,
    Fix,
    Good,
    Meta,
    Record,
    RecordRule,
    Row,
    Safety,
    Severity,
    Source,
    Span,
    Table,
    quote,
)
from genelint_rules.datasets import are_usual, meant
from genelint_rules.examples import CTD, GTEX, PART, REACTOME, SENTENCE, part
from genelint_rules.rows import misnamed
from genelint_rules.sequences import longest_ascending


def check(record: Record) -> Iterator[Finding]:
    """Report each row that is not among the most rows that are in order, at its name."""
    table, vocabulary = record.table, record.vocabulary
    if table is None:
        return
    lowered = list(map(str.lower, table.names))
    if lowered == sorted(lowered):
        return
    # Rows under a name that is surely wrong have rules of their own.
    wrong = misnamed(record)
    rows: list[Row] = []
    keys: list[tuple[str, int]] = []
    seen: set[str] = set()
    for row in table.rows:
        name = " ".join(row.name.text.split())
        if row.name.start not in wrong and name not in seen:
            seen.add(name)
            rows.append(row)
            keys.append(((meant(vocabulary, name) or name).lower(), len(keys)))
    staying = longest_ascending(keys)
    in_order = [keys[at] for at in staying]
    moving = set(range(len(rows))).difference(staying)
    after = {at: bisect_right(in_order, keys[at]) for at in sorted(moving, key=keys.__getitem__)}
    fix = _fix(record.source, table.start, rows, staying, after) if _is_whole(record.source, table) else None
    for at, place in sorted(after.items()):
        belongs = f"after {quote(rows[staying[place - 1]].name.text)}" if place else "first"
        message = f"rows are sorted by name, and {quote(rows[at].name.text)} belongs {belongs}; move it there"
        yield Finding(rows[at].name.span, message, fix)
        fix = None  # it is the same for all, and the first has it


def _is_whole(source: Source, table: Table) -> bool:
    """Whether the rows stand line by line, and below other lines: not so in a merge conflict."""
    first, last = (source.line_col(table.lines[at][0])[0] for at in (0, -1))
    return not table.cut and not table.broken and first > 1 and last - first + 1 == len(table)


def _fix(source: Source, start: int, rows: Sequence[Row], staying: Sequence[int], after: dict[int, int]) -> Fix:
    """Move each row to the end of the line behind which it belongs, or of that before the table's `start`; a row's line
    goes with the line end before it."""
    first = source.line_col(start)[0]
    edits: list[Edit] = []
    inserted: dict[int, list[str]] = {}
    for at, place in after.items():
        line = source.line_col(rows[at].name.start)[0]
        whole = Span(source.line_span(line - 1).end, source.line_span(line).end)
        edits.append(Edit(whole, ""))
        behind = source.line_col(rows[staying[place - 1]].name.start)[0] if place else first - 1
        end = source.line_span(behind).end
        inserted.setdefault(end, []).append(source.text[whole.start : whole.end])
    for end, lines in inserted.items():
        edits.append(Edit(Span(end, end), "".join(lines)))
    return Fix("Sort the rows", tuple(sorted(edits)), Safety.SAFE)


_TABLE = f"{CTD}\n{GTEX}\n{REACTOME}"
_BIOCARTA = REACTOME.replace("Reactome Pathways 2024", "Biocarta Pathways")
_GENERIF, _GEO = (
    "GeneRIF Biological Term Annotations",
    "GEO Signatures of Differentially Expressed Genes for Small Molecules",
)

RULE = RecordRule(
    Meta(
        code="ASC009",
        name="dataset-out-of-order",
        summary="A row of the table stands in the wrong place.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                _TABLE,
                f"{GTEX}\n{REACTOME}\n{CTD.replace('CTD', '«CTD', 1).replace(' |', '» |', 1)}",
                'rows are sorted by name, and "CTD Gene-Chemical Interactions" belongs first; move it there',
                fixed=_TABLE,
            ),
            Bad(
                _TABLE,
                f"{REACTOME.replace('R', '«R', 1).replace(' |', '» |', 1)}\n{CTD}\n{GTEX}",
                'rows are sorted by name, and "Reactome Pathways 2024" belongs after "GTEx Tissue Gene Expression '
                'Profiles"; move it there',
                fixed=_TABLE,
            ),
            Bad(
                _TABLE,
                f"{REACTOME.replace('R', '«R', 1).replace(' |', '» |', 1)}\n"
                f"{GTEX.replace('G', '«G', 1).replace(' |', '» |', 1)}\n{CTD}",
                (
                    'rows are sorted by name, and "Reactome Pathways 2024" belongs after "CTD Gene-Chemical '
                    'Interactions"; move it there',
                    'rows are sorted by name, and "GTEx Tissue Gene Expression Profiles" belongs after "CTD '
                    'Gene-Chemical Interactions"; move it there',
                ),
                fixed=_TABLE,
            ),
            Bad(
                PART,
                part(
                    SENTENCE.replace("3 d", "4 d"),
                    rows=(
                        REACTOME.replace("Reactome Pathways 2024", "«Reactome Pathways 2024»", 1),
                        _BIOCARTA,
                        CTD,
                        GTEX,
                    ),
                ),
                'rows are sorted by name, and "Reactome Pathways 2024" belongs after "GTEx Tissue Gene Expression '
                'Profiles"; move it there',
                fixed=part(SENTENCE.replace("3 d", "4 d"), rows=(_BIOCARTA, CTD, GTEX, REACTOME)),
            ),
            Bad(
                PART,
                part(
                    SENTENCE.replace("3 d", "4 d"),
                    rows=(
                        GTEX,
                        "Metallothioneins |",
                        REACTOME,
                        CTD.replace("CTD G", "«CTD G", 1).replace(" |", "» |", 1),
                    ),
                ),
                'rows are sorted by name, and "CTD Gene-Chemical Interactions" belongs first; move it there',
                also=("LAY008",),
            ),
        ),
        good=(
            Good(
                _TABLE,
                f"{_GENERIF} | terms of MT1H gene from the {_GENERIF} dataset. | |\n"
                f"{_GEO} | molecules changing MT1H gene from the {_GEO} dataset. | |\n{GTEX}",
                "capitals and small letters are sorted as one",
            ),
            Good(
                PART,
                part(rows=(CTD, GTEX, REACTOME, CTD)),
                "a dataset with two rows, which is another fault",
                also=("ASC008",),
            ),
            Good(
                _TABLE,
                f"{CTD}\n{GTEX}\nBiocarta Pathways {REACTOME.removeprefix('Reactome Pathways 2024 ')}",
                "a row that is not of the dataset that it names",
                also=("ASC011",),
            ),
            Good("MT-0, MT-1H, MT-IH", "MT-IH, MT-1H, MT-0", "the order of synonyms carries no meaning"),
        ),
    ),
    check,
    are_usual,
)
