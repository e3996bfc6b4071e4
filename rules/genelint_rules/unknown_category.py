"""The sentence lists a category that is none, or one of them twice.

What it does
------------
Finds items of the association sentence's list that are no known category, and categories that are listed a second time.
Some names hold the separator, a comma and a blank, themselves; what is no name reaches up to the next one that is.

Why it matters
--------------
The categories are a closed list. An item beside it is most often a name with a slip, or two names run together.

How to repair
-------------
Correct the name, or delete the item. A category of your own goes into `categories` in the configuration.

Fix safety
----------
The fix writes the name that was meant, or deletes the item and lowers a number of categories that counted it. It is
unsafe: the name is guessed, and another category may have stood where one stands twice. There is none where the list
that it makes does not fit the number or the table.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from genelint.rule import (
    Bad,
    Edit,
    Finding,
    Fix,
    Good,
    Meta,
    Part,
    Record,
    RecordRule,
    Safety,
    Severity,
    Span,
    nearest,
    quote,
)
from genelint_rules.associations import Category, agree, number, split_categories
from genelint_rules.datasets import has_categories, has_unknown
from genelint_rules.examples import CTD, GTEX, PART, REACTOME, SENTENCE, part


def check(record: Record) -> Iterator[Finding]:
    """Report each such item, marked whole."""
    if record.sentence is None:
        return
    text, start = record.sentence.categories
    items = split_categories(text, record.vocabulary)
    if len({item.name for item in items if item.known}) == len(items):
        return
    counted = number(record.sentence.spanning.text)
    listed = {item.name for item in items if item.known}
    seen: set[str] = set()
    for at, item in enumerate(items):
        span = Span(start + item.start, start + item.end)
        shown = quote(item.name) if item.name else "an empty item"
        if item.known and item.name not in seen:
            seen.add(item.name)
        elif not item.known and (near := _meant(item.name, record.vocabulary.categories)) and near not in listed:
            is_likely = counted == len(items) and (has_unknown(record) or has_categories(record, {near, *listed}))
            fix = Fix(f'Write "{near}"', (Edit(span, near),), Safety.UNSAFE) if is_likely else None
            yield Finding(span, f'{shown} is no category; did you mean "{near}"?', fix)
        else:
            what = "listed already; delete this one" if item.known else "no category; delete it"
            is_counted = item.known or counted in (len(items), len(listed))
            is_likely = is_counted and has_categories(record, listed)
            fix = _deletion(record.sentence.spanning, items, at, start) if is_likely else None
            yield Finding(span, f"{shown} is {what}, or name the category that was meant", fix)


def _meant(name: str, categories: Iterable[str]) -> str | None:
    """The category that a name is a part of, or else near to."""
    if not name:
        return None
    whole = (category for category in categories if name in re.split(" or |, ", category))
    return next(whole, None) or nearest(name, categories)


def _deletion(counted: Part, items: Sequence[Category], at: int, start: int) -> Fix:
    """Delete an item with a separator beside it; where all items are counted, count those that are right."""
    item = items[at]
    if at:
        span = Span(items[at - 1].end, item.end)
    else:
        span = Span(item.start, next((following.start for following in items[1:]), item.end))
    edits = [Edit(Span(start + span.start, start + span.end), "")]
    if number(counted.text) == len(items):
        edits.append(Edit(counted.span, str(len({item.name for item in items if item.known}))))
    return Fix("Delete the item", tuple(sorted(edits)), Safety.UNSAFE)


_LIST = "3 categories (chemical, functional term, phrase or reference, cell line, cell type or tissue)"

_BEGINNING = "MT1H has 1,204 functional associations with biological entities spanning"

RULE = RecordRule(
    Meta(
        code="ASC004",
        name="unknown-category",
        summary="The sentence lists a category that is none, or one of them twice.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "(chemical, functional",
                "(«chemicals», functional",
                '"chemicals" is no category; did you mean "chemical"?',
                fixed="(chemical, functional",
            ),
            Bad(
                "reference, cell line, cell type or tissue)",
                "reference, «cell line or tissue»)",
                '"cell line or tissue" is no category; did you mean "cell line, cell type or tissue"?',
                fixed="reference, cell line, cell type or tissue)",
            ),
            Bad(
                _LIST,
                _LIST.replace("3", "4")
                .replace(" cell line", " chemical, cell line")
                .replace(" chemical", " «chemical»"),
                '"chemical" is listed already; delete this one, or name the category that was meant',
                fixed=_LIST,
            ),
            Bad(
                _LIST,
                _LIST.replace("3", "4").replace("(", "(«none», "),
                '"none" is no category; delete it, or name the category that was meant',
                fixed=_LIST,
            ),
            Bad(
                _LIST,
                _LIST.replace(")", ", «»)"),
                "an empty item is no category; delete it, or name the category that was meant",
                fixed=_LIST,
            ),
            Bad(
                _LIST,
                _LIST.replace(")", ", «chemicals»)"),
                '"chemicals" is no category; delete it, or name the category that was meant',
                fixed=_LIST,
            ),
            Bad(
                _LIST,
                _LIST.replace("chemical,", "chemical, «chemical»,"),
                '"chemical" is listed already; delete this one, or name the category that was meant',
                fixed=_LIST,
            ),
            Bad(
                _LIST,
                _LIST.replace("3", "5").replace("chemical,", "chemical, «chemical»,"),
                '"chemical" is listed already; delete this one, or name the category that was meant',
                fixed=_LIST.replace("3", "5"),
                also=("ASC003",),
            ),
            Bad(
                PART,
                part(f"{_BEGINNING} 2 categories («none», chemical) extracted from 1 datasets.", rows=[CTD]),
                '"none" is no category; delete it, or name the category that was meant',
                fixed=part(f"{_BEGINNING} 1 categories (chemical) extracted from 1 datasets.", rows=[CTD]),
            ),
            Bad(
                PART,
                part(f"{_BEGINNING} 1 categories («none») extracted from 0 datasets.", rows=[]),
                '"none" is no category; delete it, or name the category that was meant',
                fixed=part(f"{_BEGINNING} 0 categories () extracted from 0 datasets.", rows=[]),
            ),
            Bad(
                "functional term, phrase or reference, cell",
                "«functional term», cell",
                '"functional term" is no category; did you mean "functional term, phrase or reference"?',
                fixed="functional term, phrase or reference, cell",
            ),
            Bad(
                "reference, cell line, cell type or tissue)",
                "reference, «tissue»)",
                '"tissue" is no category; did you mean "cell line, cell type or tissue"?',
                fixed="reference, cell line, cell type or tissue)",
            ),
            Bad(
                "(chemical, functional",
                "(«organisms», functional",
                '"organisms" is no category; did you mean "organism"?',
            ),
            Bad(
                "(chemical, functional term, phrase or reference",
                "(«chemical,functional term, phrase or reference»",
                '"chemical,functional term, phrase or reference" is no category; did you mean "functional term, '
                'phrase or reference"?',
            ),
            Bad(
                "(chemical, functional",
                "(«none», functional",
                '"none" is no category; delete it, or name the category that was meant',
            ),
            Bad(
                _LIST,
                _LIST.replace("3", "7").replace("(", "(«none», "),
                '"none" is no category; delete it, or name the category that was meant',
            ),
            Bad(
                PART,
                part(
                    SENTENCE.replace("chemical", "«organisms»"),
                    rows=("An Own Set | samples with MT1H gene from the An Own Set dataset. | |", GTEX, REACTOME),
                ),
                '"organisms" is no category; did you mean "organism"?',
                fixed=part(
                    SENTENCE.replace("chemical", "organism"),
                    rows=("An Own Set | samples with MT1H gene from the An Own Set dataset. | |", GTEX, REACTOME),
                ),
                also=("ASC013",),
            ),
            Bad(
                PART,
                part(SENTENCE.replace("chemical", "«chemicals»"), rows=None),
                '"chemicals" is no category; did you mean "chemical"?',
                fixed=part(rows=None),
                also=("LAY003",),
            ),
        ),
        good=(
            Good(
                _LIST,
                "3 categories (cell line, cell type or tissue, functional term, phrase or reference, chemical)",
                "categories in another order, some with commas of their own",
            ),
            Good(_LIST, _LIST.replace("cell type", "cell  type"), "a name with two blanks", also=("TXT005",)),
            Good("Name | metallothionein", "Name | (chemicals), metallothionein", "another list in parentheses"),
        ),
    ),
    check,
    agree,
)
