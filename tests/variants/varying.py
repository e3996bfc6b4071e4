"""Makes a valid variant of a clean record.

An edit is a function from a clean record's text to the text of another record that the format allows as well. It is
written against what every base record has: every optional field, a summary with at least three references, a table.
Whatever it puts in, the rest follows: the sentence counts the rows, and the references are cited in order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from genelint.record import Node
from variants.datasets import CATEGORY, NAME_IN_TEXT

Edit = Callable[[str], str]


class Variant(NamedTuple):
    """A named edit of a clean record, after which no rule may give an error or a warning."""

    family: str
    name: str
    edit: Edit

    def __str__(self) -> str:
        return f"{self.family}-{self.name}"


# Fields


def value(label: str, new: str) -> Edit:
    """Give a field another value."""
    return _line(rf"{label} \| .* \|", f"{label} | {new} |")


def without(*labels: str) -> Edit:
    """Take optional fields away; `Summary` with its tree."""

    def edit(record: str) -> str:
        for label in labels:
            rest = r"\|\n.*\n\|" if label == "Summary" else r"\| .* \|"
            record, count = re.subn(rf"^{label} {rest}\n", "", record, count=1, flags=re.MULTILINE)
            assert count, f"the record has no {label}"
        return record

    return edit


def chain(*edits: Edit) -> Edit:
    """One edit after the other."""

    def edit(record: str) -> str:
        for one in edits:
            record = one(record)
        return record

    return edit


# The summary tree


def text(content: str) -> Node:
    """A text."""
    return {"type": "t", "text": content}


def bold(*children: Node) -> Node:
    """A text in bold."""
    return {"type": "b", "children": list(children)}


def italic(*children: Node) -> Node:
    """A text in italics."""
    return {"type": "i", "children": list(children)}


def link(shown: str, href: str) -> Node:
    """A link."""
    return {"type": "a", "children": [text(shown)], "href": href}


def paragraph(*children: Node) -> Node:
    """A paragraph."""
    return {"type": "p", "children": list(children)}


def mark(ref: int | str) -> Node:
    """A footnote mark by itself."""
    return {"type": "f", "ref": ref}


def group(*refs: int | str | tuple[int | str, int | str]) -> Node:
    """A group of footnote marks; a pair is a range."""
    children = [
        {"type": "fg_fs", "start_ref": ref[0], "end_ref": ref[1]}
        if isinstance(ref, tuple)
        else {"type": "fg_f", "ref": ref}
        for ref in refs
    ]
    return {"type": "fg", "children": children}


def reference(ref: int | str, *identifiers: Node, citation: Sequence[Node] | None = None) -> Node:
    """A reference: its citation, and what `doi` and `pmid` give; a PMID made of its number where there is none."""
    pieces = list(citation) if citation is not None else cite(title=f"Article {ref}.")
    named = list(identifiers) or pmid(str(1_000_000 + int(ref)))
    return {"type": "r", "ref": ref, "children": [*pieces, *named]}


def cite(
    authors: str = "Authors as listed in PubMed. ", title: str = "Article.", journal: str = "Mol Biol Cell (2000)"
) -> list[Node]:
    """The citation of a reference."""
    return [text(authors), bold(text(title)), text(" "), italic(text(journal))]


def doi(shown: str, href: str = "") -> list[Node]:
    """A DOI with its label and its link, as it stands in a reference; what an address cannot hold is encoded."""
    encoded = re.sub("[<>#]", lambda match: f"%{ord(match[0]):02X}", shown)
    return [text(" DOI: "), link(shown, href or f"https://doi.org/{encoded}")]


def pmid(shown: str, href: str = "") -> list[Node]:
    """A PMID with its label and its link, as it stands in a reference."""
    return [text(" PMID: "), link(shown, href or f"https://pubmed.ncbi.nlm.nih.gov/{shown}")]


def summary(*content: Node, references: int | Iterable[Node] = 0) -> Edit:
    """Give the record another summary: what stands under the root, and a number of references or these."""
    listed = [reference(ref) for ref in range(1, references + 1)] if isinstance(references, int) else list(references)
    return _tree(lambda _: {"type": "root", "children": [*content, {"type": "rg", "children": listed}]})


def one_reference(*identifiers: Node, citation: Sequence[Node] | None = None) -> Edit:
    """Give the record a summary with one reference."""
    return summary(
        paragraph(text("The gene is the subject of one article."), group("1")),
        references=[reference(1, *identifiers, citation=citation)],
    )


def prose(content: str) -> Edit:
    """Put a text before the first paragraph's own."""

    def edit(tree: Node) -> Node:
        first = next(child for child in tree["children"] if child["type"] == "p")
        first["children"].insert(0, text(content))
        return tree

    return _tree(edit)


def each_node(change: Callable[[Node], Node]) -> Edit:
    """Change every node, the innermost first."""

    def edit(node: Node) -> Node:
        if "children" in node:
            node["children"] = [edit(child) for child in node["children"]]
        return change(node)

    return _tree(edit)


def rewritten(dump: Callable[[Node], str]) -> Edit:
    """Write the tree's JSON in another way."""

    def edit(record: str) -> str:
        line = _tree_line(record)
        return record.replace(line, dump(json.loads(line)), 1)

    return edit


def _tree(change: Callable[[Node], Node]) -> Edit:
    return rewritten(lambda tree: json.dumps(change(tree), ensure_ascii=False))


def _tree_line(record: str) -> str:
    return next(line for line in record.split("\n") if line.startswith("{"))


# Symbol, sentence and table

_SENTENCE = re.compile(
    r"^(\S+) has (.+) functional associations with biological entities spanning (.+) categories \((.*)\) "
    r"extracted from (.+) datasets\.$",
    re.MULTILINE,
)
_TABLE = "\n---|---|---|"


def symbol(new: str) -> Edit:
    """Give the gene another symbol wherever it stands: in the sentence, the instruction line and the rows."""

    def edit(record: str) -> str:
        match = _sentence(record)
        head, rest = record[: match.start()], record[match.start() :]
        return head + re.sub(rf"(?<![\w-]){re.escape(match[1])}(?![\w-])", lambda _: new, rest)

    return edit


def gene_of(record: str) -> str:
    """The symbol of the sentence."""
    return _sentence(record)[1]


def total(count: int) -> Edit:
    """Let the sentence count so many associations."""
    return lambda record: _counting(record, f"{count:,}")


def categories(order: Callable[[list[str]], list[str]]) -> Edit:
    """Write the sentence's categories in another order, or more or fewer of them."""

    def edit(record: str) -> str:
        listed = _sentence(record)[4]
        found = sorted((name for name in set(CATEGORY.values()) if name in listed), key=listed.index)
        return _counting(record, names=order(found))

    return edit


def rows(*names: str, curated: bool = False, others: Sequence[str] = (), associations: int = 0) -> Edit:
    """Give the record a table of these known datasets and of `others`, of which nobody knows the category.

    The rows are sorted; the sentence counts them, names the categories of the known ones, and counts `associations`,
    or as many as there are rows where that is more.
    """

    def edit(record: str) -> str:
        gene = gene_of(record)
        table = [row(name, gene, curated=curated) for name in sorted([*names, *others], key=str.lower)]
        return table_of(table, [CATEGORY[name] for name in names], associations)(record)

    return edit


def row(name: str, gene: str, text_name: str | None = None, *, curated: bool = False) -> str:
    """A row of the table, its text closing with the name that the dataset has there."""
    closing = text_name or NAME_IN_TEXT.get(name, name)
    return f"{name} | entities that go with {gene} gene from the {'curated ' * curated}{closing} dataset. | |"


def table_of(table: Sequence[str], named: Iterable[str], associations: int = 0) -> Edit:
    """Give the record a table of these rows, and the sentence these categories."""

    def edit(record: str) -> str:
        head = record[: record.index(_TABLE) + len(_TABLE)]
        counted = f"{max(associations, len(table)):,}"
        return _counting("\n".join([head, *table]), counted, list(dict.fromkeys(named)), f"{len(table):,}")

    return edit


def row_texts(change: Callable[[str, str], str]) -> Edit:
    """Write the text of each row in another way, given the symbol and the text."""

    def edit(record: str) -> str:
        gene = gene_of(record)
        head, separator, table = record.partition(f"{_TABLE}\n")
        cells = [line.split(" | ") for line in table.split("\n")]
        written = [f"{name} | {change(gene, content)} | {end}" for name, content, end in cells]
        return head + separator + "\n".join(written)

    return edit


def _sentence(record: str) -> re.Match[str]:
    match = _SENTENCE.search(record)
    assert match, "the record has no association sentence"
    return match


def _counting(
    record: str, count: str | None = None, names: list[str] | None = None, datasets: str | None = None
) -> str:
    match = _sentence(record)
    spanning, listed = (match[3], match[4]) if names is None else (str(len(names)), ", ".join(names))
    sentence = (
        f"{match[1]} has {count or match[2]} functional associations with biological entities spanning {spanning} "
        f"categories ({listed}) extracted from {datasets or match[5]} datasets."
    )
    return record[: match.start()] + sentence + record[match.end() :]


def _line(pattern: str, new: str) -> Edit:
    def edit(record: str) -> str:
        result, count = re.subn(rf"^{pattern}$", lambda _: new, record, count=1, flags=re.MULTILINE)
        assert count, f"the record has no line {pattern!r}"
        return result

    return edit
