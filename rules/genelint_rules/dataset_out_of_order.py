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

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Row, Safety, Severity, Span, quote
from genelint_rules.datasets import meant
from genelint_rules.rows import misnamed


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
    keys: list[str] = []
    seen: set[str] = set()
    for row in table.rows:
        name = " ".join(row.name.text.split())
        if row.name.start not in wrong and name not in seen:
            seen.add(name)
            rows.append(row)
            keys.append((meant(vocabulary, name) or name).lower())
    staying = _longest_run(keys)
    if len(staying) == len(rows):
        return
    in_order = [keys[at] for at in staying]
    after = {at: bisect_right(in_order, keys[at]) for at in sorted(set(range(len(rows))).difference(staying))}
    fix = None if table.broken or table.cut else _fix(record, rows, keys, staying, after)
    for at, place in after.items():
        belongs = f"after {quote(rows[staying[place - 1]].name.text)}" if place else "first"
        message = f"rows are sorted by name, and {quote(rows[at].name.text)} belongs {belongs}; move it there"
        yield Finding(rows[at].name.span, message, fix)


def _longest_run(keys: Sequence[str]) -> list[int]:
    """The positions of the longest run of keys in ascending order, others left out between them."""
    ends: list[str] = []
    positions: list[int] = []
    before: list[int] = []
    for at, key in enumerate(keys):
        length = bisect_right(ends, key)
        before.append(positions[length - 1] if length else -1)
        ends[length : length + 1] = [key]
        positions[length : length + 1] = [at]
    run = [positions[-1]]
    while before[run[-1]] >= 0:
        run.append(before[run[-1]])
    return run[::-1]


def _fix(
    record: Record, rows: Sequence[Row], keys: Sequence[str], staying: Sequence[int], after: dict[int, int]
) -> Fix:
    """Move each row to the end of the line behind which it belongs; a row's line goes with the line end before it."""
    source = record.source
    first = source.line_col(record.table.lines[0][0])[0] if record.table is not None else 1
    edits: list[Edit] = []
    inserted: dict[int, list[tuple[str, str]]] = {}
    for at, place in after.items():
        line = source.line_col(rows[at].name.start)[0]
        whole = Span(source.line_span(line - 1).end, source.line_span(line).end)
        edits.append(Edit(whole, ""))
        behind = source.line_col(rows[staying[place - 1]].name.start)[0] if place else first - 1
        end = source.line_span(behind).end
        inserted.setdefault(end, []).append((keys[at], source.text[whole.start : whole.end]))
    for end, lines in inserted.items():
        edits.append(Edit(Span(end, end), "".join(line for _, line in sorted(lines))))
    return Fix("Sort the rows", tuple(sorted(edits)), Safety.SAFE)


_CTD = (
    "CTD Gene-Chemical Interactions | chemicals interacting with MT1H gene/protein from the curated CTD Gene-Chemical "
    "Interactions dataset. | |"
)
_GTEX = (
    "GTEx Tissue Gene Expression Profiles | tissues with high or low expression of MT1H gene relative to other tissues "
    "from the GTEx Tissue Gene Expression Profiles dataset. | |"
)
_REACTOME = "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024 dataset. | |"
_TABLE = f"{_CTD}\n{_GTEX}\n{_REACTOME}"
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
                f"{_GTEX}\n{_REACTOME}\n{_CTD.replace('CTD', '«CTD', 1).replace(' |', '» |', 1)}",
                'rows are sorted by name, and "CTD Gene-Chemical Interactions" belongs first; move it there',
                fixed=_TABLE,
            ),
            Bad(
                _TABLE,
                f"{_REACTOME.replace('R', '«R', 1).replace(' |', '» |', 1)}\n{_CTD}\n{_GTEX}",
                'rows are sorted by name, and "Reactome Pathways 2024" belongs after "GTEx Tissue Gene Expression '
                'Profiles"; move it there',
                fixed=_TABLE,
            ),
            Bad(
                _TABLE,
                f"{_REACTOME.replace('R', '«R', 1).replace(' |', '» |', 1)}\n"
                f"{_GTEX.replace('G', '«G', 1).replace(' |', '» |', 1)}\n{_CTD}",
                (
                    'rows are sorted by name, and "Reactome Pathways 2024" belongs after "CTD Gene-Chemical '
                    'Interactions"; move it there',
                    'rows are sorted by name, and "GTEx Tissue Gene Expression Profiles" belongs after "CTD '
                    'Gene-Chemical Interactions"; move it there',
                ),
                fixed=_TABLE,
            ),
        ),
        good=(
            Good(
                _TABLE,
                f"{_GENERIF} | terms of MT1H gene from the {_GENERIF} dataset. | |\n"
                f"{_GEO} | molecules changing MT1H gene from the {_GEO} dataset. | |\n{_GTEX}",
                "capitals and small letters are sorted as one",
            ),
            Good("MT-0, MT-1H, MT-IH", "MT-IH, MT-1H, MT-0", "the order of synonyms carries no meaning"),
        ),
    ),
    check,
)
