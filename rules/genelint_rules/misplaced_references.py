"""The reference list is absent, doubled, or not where it belongs.

What it does
------------
Finds a summary tree with neither a reference list (`rg`) nor footnote marks, one with more than one list, or with one
that something other than blank texts follows; and a reference (`r`) or list that stands anywhere but in its place.
Marks without a list are left to another rule.

Why it matters
--------------
Readers look for one list, under the root, at the end. A reference elsewhere is shown as part of the text, and footnotes
that name it lead nowhere.

How to repair
-------------
Gather all references in one `rg` node and make it the last child of the root.

Fix safety
----------
There is no fix: moving references changes what the summary says.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_ordinary_tree
from genelint_rules.small_record import small_record


def check(record: Record) -> Iterator[Finding]:
    """Report what the schema finds (the problems), and the count and place of the lists, marked at the `type`."""
    for problem in record.found("misplaced-references"):
        is_list = record.source.text[problem.span.start : problem.span.end] == "rg"
        repair = "make it the last child of the root" if is_list else "move it into the list"
        yield Finding(problem.span, f"{problem.found} stands here, expected {problem.expected}; {repair}")
    tree = record.tree
    if tree is None:
        return
    lists = tree.buckets["rg"]
    if not lists:
        if not tree.marks:  # else it is REF010
            message = 'the summary has no reference list; add one "rg" node at its end'
            yield Finding(tree.span(tree.value, "type"), message)
        return
    for second in lists[1:]:
        message = "a second reference list stands here; move its references to the first"
        yield Finding(tree.span(second, "type"), message)
    following = tree.value["children"][::-1]
    while following and following[-1] is not lists[0]:
        following.pop()
    if any(node["type"] not in ("t", "rg") or node.get("text", "").strip() for node in following):
        yield Finding(tree.span(lists[0], "type"), "text follows the reference list; move the list to the end")


RULE = RecordRule(
    Meta(
        code="TRE005",
        name="misplaced-references",
        summary="The reference list is absent, doubled, or not where it belongs.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '{"type": "rg", "children": [',
                '{"type": "«rg»", "children": []}, {"type": "p", "children": [{"type": "t", "text": "More."}]}, '
                '{"type": "«rg»", "children": [',
                (
                    "text follows the reference list; move the list to the end",
                    "a second reference list stands here; move its references to the first",
                ),
                also=("REF011",),
            ),
            Bad(
                '{"type": "t", "text": " Some',
                '{"type": "«r»", "ref": 9, "children": []}, {"type": "t", "text": " Some',
                'the type "r" stands here, expected "t", "b", "i", "a", "f" or "fg"; move it into the list',
            ),
            Bad(
                "",
                small_record('{"type": "«root»", "children": [{"type": "t", "text": "It holds zinc."}]}'),
                'the summary has no reference list; add one "rg" node at its end',
            ),
        ),
        good=(
            Good(
                '"15747776"}], "href": "https://pubmed.ncbi.nlm.nih.gov/15747776"}]}]}',
                '"15747776"}], "href": "https://pubmed.ncbi.nlm.nih.gov/15747776"}]}]}, {"type": "t", "text": "\\n"}',
                "a blank text after the list",
            ),
            Good('{"type": "t", "text": "\\n\\n"}, ', "", "no blank text between paragraphs"),
        ),
    ),
    check,
    has_ordinary_tree,
)
