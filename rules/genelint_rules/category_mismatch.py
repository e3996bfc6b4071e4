"""The sentence lists other categories than the table's datasets have.

What it does
------------
Compares the list of categories in the association sentence with the categories of the known datasets in the table. A
category beside these is taken to be that of an unknown dataset, if the table has one. Where the list, its number or the
number of datasets is at fault by itself, the rules of these say so instead.

Why it matters
--------------
The list is made from the datasets. Where the two differ, a row was lost or added, or the list is out of date.

How to repair
-------------
Compare the list with the table: the message names a dataset for each category that is missing from the list.

Fix safety
----------
The fix brings list and number in line with the table. It is unsafe: rows of the table may be what is missing.
"""

from collections.abc import Iterator, Mapping

from genelint.rule import (
    Bad,
    Edit,
    Finding,
    Fix,
    Good,
    Meta,
    Record,
    RecordRule,
    Safety,
    Severity,
    Span,
    listed,
    quote,
)
from genelint_rules.associations import agree, counts_categories, counts_rows, split_categories
from genelint_rules.datasets import has_categories, has_unknown, known
from genelint_rules.examples import CTD, GTEX, PART, REACTOME, SENTENCE, part
from genelint_rules.rows import misnamed

_SHOWN = 3


def check(record: Record) -> Iterator[Finding]:
    """Report a surplus category at its item, and those that are missing at the list.

    One that is missing while another is surplus was exchanged for it: that is one finding.
    """
    sentence, table, vocabulary = record.sentence, record.table, record.vocabulary
    if sentence is None or table is None:
        return
    text, start = sentence.categories
    items = split_categories(text, vocabulary)
    names = {item.name for item in items}
    if has_categories(record, names):
        return
    # Where the list itself, its number or a name is at fault, another rule says so.
    if len(items) != len({item.name for item in items if item.known}):
        return
    if not counts_categories(sentence.spanning.text, items):
        return
    wrong = misnamed(record)
    rows = [row for row in table.rows if row.name.start not in wrong]
    datasets = {known(vocabulary, row.name.text): row.name.text for row in rows}
    needed = {dataset.category: name for dataset, name in reversed(datasets.items()) if dataset and dataset.category}
    is_sure = counts_rows(record) and len(datasets) == len(table) and not has_unknown(record)
    surplus = [item for item in items if item.name not in needed] if is_sure else []
    missing = [category for category in reversed(needed) if category not in names]
    right = [*(item.name for item in items if item not in surplus), *missing]
    edits = (Edit(sentence.spanning.span, str(len(right))), Edit(sentence.categories.span, ", ".join(right)))
    fix = Fix("Write the categories of the table", edits, Safety.UNSAFE)
    for item in surplus:
        message = f"no dataset of the table has {quote(item.name)}"
        if missing and item is surplus[0]:
            message += f", and {_has(needed, missing)}"
        yield Finding(
            Span(start + item.start, start + item.end), f"{message}; correct the list, or restore the row", fix
        )
    if missing and not surplus:
        message = f"the list lacks categories of the table: {_has(needed, missing)}; add what is missing"
        yield Finding(sentence.categories.span, message, fix)


def _has(needed: Mapping[str, str], categories: list[str]) -> str:
    """Some of the categories, each with a dataset."""
    words = [f"{quote(needed[category])} has {quote(category)}" for category in categories[:_SHOWN]]
    rest = categories[_SHOWN:]
    return listed([*words, f"{len(rest)} more"] if rest else words)


_REST = "functional term, phrase or reference, cell line, cell type or tissue"
_LIST = f"3 categories (chemical, {_REST})"
_CTD = '"CTD Gene-Chemical Interactions" has "chemical"'
_EQTL = GTEX.replace("GTEx Tissue Gene Expression Profiles", "GTEx eQTL")
_PFAM = GTEX.replace("GTEx Tissue Gene Expression Profiles", "InterPro Predicted Protein Domain Annotations")
_TEXT = "pathways involving MT1H protein from the"

RULE = RecordRule(
    Meta(
        code="ASC005",
        name="category-mismatch",
        summary="The sentence lists other categories than the table's datasets have.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                _LIST,
                f"2 categories («{_REST}»)",
                f"the list lacks categories of the table: {_CTD}; add what is missing",
                fixed=f"3 categories ({_REST}, chemical)",
            ),
            Bad(
                _LIST,
                "0 categories («»)",
                f'the list lacks categories of the table: {_CTD}, "GTEx Tissue Gene Expression Profiles" has "cell '
                'line, cell type or tissue" and "Reactome Pathways 2024" has "functional term, phrase or reference"; '
                "add what is missing",
                fixed="3 categories (chemical, cell line, cell type or tissue, functional term, phrase or reference)",
            ),
            Bad(
                _LIST,
                f"5 categories («organism», chemical, {_REST}, «sequence feature»)",
                (
                    'no dataset of the table has "organism"; correct the list, or restore the row',
                    'no dataset of the table has "sequence feature"; correct the list, or restore the row',
                ),
                fixed=_LIST,
            ),
            Bad(
                _LIST,
                f"3 categories («organism», {_REST})",
                f'no dataset of the table has "organism", and {_CTD}; correct the list, or restore the row',
                fixed=f"3 categories ({_REST}, chemical)",
            ),
            Bad(
                PART,
                part(
                    SENTENCE.replace(_LIST, "0 categories («»)").replace("3 d", "5 d"),
                    rows=(CTD, _EQTL, GTEX, _PFAM, REACTOME),
                ),
                f'the list lacks categories of the table: {_CTD}, "GTEx eQTL" has "sequence feature", "GTEx Tissue '
                'Gene Expression Profiles" has "cell line, cell type or tissue" and 2 more; add what is missing',
                fixed=part(
                    SENTENCE.replace(
                        _LIST,
                        "5 categories (chemical, sequence feature, cell line, cell type or tissue, structural feature, "
                        "functional term, phrase or reference)",
                    ).replace("3 d", "5 d"),
                    rows=(CTD, _EQTL, GTEX, _PFAM, REACTOME),
                ),
            ),
            Bad(
                PART,
                part(
                    SENTENCE.replace(_LIST, f"3 categories («organism, {_REST}»)").replace("3 d", "4 d"),
                    rows=(CTD, GTEX, REACTOME, REACTOME.replace("Reactome Pathways 2024", "Zinc Finger Interactions")),
                ),
                f"the list lacks categories of the table: {_CTD}; add what is missing",
                fixed=part(
                    SENTENCE.replace(_LIST, f"4 categories (organism, {_REST}, chemical)").replace("3 d", "4 d"),
                    rows=(CTD, GTEX, REACTOME, REACTOME.replace("Reactome Pathways 2024", "Zinc Finger Interactions")),
                ),
                also=("ASC013",),
            ),
        ),
        good=(
            Good(_LIST, f"3 categories ({_REST}, chemical)", "the categories of all datasets, in another order"),
            Good(
                f"Reactome Pathways 2024 | {_TEXT} Reactome Pathways 2024 dataset.",
                f"SynGO Synaptic Gene Annotations | {_TEXT} SynGO Synaptic Gene Annotations dataset.",
                "a category that may be that of a dataset whose category nobody knows",
            ),
            Good(PART, part(None), "no sentence", also=("LAY003",)),
            Good(PART, part(rows=None), "no table", also=("LAY003",)),
            Good(
                _LIST,
                f"3 categories (chemical, {_REST.rpartition(', cell line')[0]}, chemical)",
                "a list that is at fault by itself",
                also=("ASC004",),
            ),
            Good(
                PART,
                part(rows=(CTD, GTEX, GTEX)),
                "a category that may be that of the dataset which was meant, where one stands twice",
                also=("ASC008",),
            ),
        ),
    ),
    check,
    agree,
)
