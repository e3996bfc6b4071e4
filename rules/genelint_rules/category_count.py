"""The sentence counts other categories than it lists.

What it does
------------
Compares the number of categories in the association sentence with the list in parentheses. A list with an unknown
category is not counted, since three of the names hold commas themselves.

Why it matters
--------------
The number and the list were not written together: one of them is out of date.

How to repair
-------------
Complete the list from the datasets of the table; if it is complete, correct the number.

Fix safety
----------
The fix writes the length of the list, if that may be the list of the table's categories. It is unsafe: both may be what
is wrong.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity
from genelint_rules.associations import agree, counts_categories, split_categories
from genelint_rules.datasets import has_categories


def check(record: Record) -> Iterator[Finding]:
    """Report a difference at the number; a category listed twice may be counted once or twice."""
    if record.sentence is None:
        return
    counted = record.sentence.spanning
    items = split_categories(record.sentence.categories.text, record.vocabulary)
    if counts_categories(counted.text, items) or not all(item.known for item in items):
        return
    length = len({item.name for item in items})
    difference = f"the sentence counts {counted.text} categories and lists {length}"
    fix = None
    if has_categories(record, {item.name for item in items}):
        fix = Fix(f"Write {length}", (Edit(counted.span, str(length)),), Safety.UNSAFE)
    yield Finding(counted.span, f"{difference}; complete the list or correct the number", fix)


RULE = RecordRule(
    Meta(
        code="ASC003",
        name="category-count",
        summary="The sentence's number of categories differs from its list.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                "spanning 3 categories",
                "spanning «8» categories",
                "the sentence counts 8 categories and lists 3; complete the list or correct the number",
                fixed="spanning 3 categories",
            ),
            Bad(
                "spanning 3 categories",
                "spanning «0» categories",
                "the sentence counts 0 categories and lists 3; complete the list or correct the number",
                fixed="spanning 3 categories",
            ),
            Bad(
                "3 categories (chemical, functional",
                "«3» categories (functional",
                "the sentence counts 3 categories and lists 2; complete the list or correct the number",
            ),
        ),
        good=(
            Good(
                "3 categories (chemical, functional term, phrase or reference, ",
                "3 categories (functional term, phrase or reference, chemical, ",
                "a category whose name holds a comma is one",
            ),
            Good("Name | metallothionein", "Name | 8 categories (chemical), metallothionein", "a number elsewhere"),
        ),
    ),
    check,
    agree,
)
