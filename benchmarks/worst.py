"""Makes records of any size, to see that time grows with the size and no faster."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from corpus import CATEGORIES, Dataset, bare, group, node, tree_of, words


def many_references(count: int) -> bytes:
    """A clean record with so many references, each cited five times."""
    marks = [group(number) for number in range(1, count + 1)] + [
        group(*sorted({(number + step) % count + 1 for step in range(4)})) for number in range(count)
    ]
    return bare(summary=tree_of([node("p", words("Zinc."), *marks)], count)).encode()


def many_rows(count: int) -> bytes:
    """A clean record with so many rows, all of datasets that nobody knows."""
    names = [f"Example Curation Group Panel {number:06d} Gene Sets" for number in range(count)]
    rows = [Dataset(f"{name} | sets with TP53 gene from the {name} dataset. | |", CATEGORIES[0]) for name in names]
    return bare(datasets=rows).encode()


def many_unresolved(count: int) -> bytes:
    """A record with so many marks that lead to no reference: as many findings in the tree."""
    marks = [group(number) for number in range(1, count + 2)]
    return bare(summary=tree_of([node("p", words("Zinc."), *marks)], 1)).encode()


def many_broken_rows(count: int) -> bytes:
    """A record with so many rows without their last bar: as many findings of the layout."""
    return many_rows(count).replace(b". | |", b". |")


def many_hidden(count: int) -> bytes:
    """A record with so many invisible characters in its description: as many findings in the text."""
    return bare(Description="zinc\u200b, " * count + "finger").encode()


def deep_tree(depth: int) -> bytes:
    """A record whose tree nests JSON objects and arrays so deep: one finding."""
    tree = '{"type": "p", "children": [' * (depth // 2) + "]}" * (depth // 2)
    return bare().replace("NCBI Gene ID |", f"Summary |\n{tree}\n|\nNCBI Gene ID |").encode()


def long_prose(size: int) -> bytes:
    """A clean record with a description of about so many bytes."""
    return bare(Description=" ".join(["Zinc, iron and β-sheets."] * (1 + size // 26))).encode()


def noise(size: int) -> bytes:
    """So many random bytes, with pieces of a record strewn in."""
    random = Random(size)  # noqa: S311
    pieces = (b"\n", b" | ", b'"', b"{", b"]", b"\nName | ", b"\nAPI | |\n", b"dataset. | |\n")
    return b"".join(random.randbytes(12) + random.choice(pieces) for _ in range(size // 16))


WORST: tuple[tuple[str, Callable[[int], bytes], int], ...] = (
    ("references, each cited five times", many_references, 1_000),
    ("rows", many_rows, 10_000),
    ("findings in the tree", many_unresolved, 5_000),
    ("findings of the layout", many_broken_rows, 5_000),
    ("findings in the text", many_hidden, 5_000),
    ("depth of the JSON", deep_tree, 100_000),
    ("bytes of prose", long_prose, 1_000_000),
    ("bytes of noise", noise, 50_000),
)
"""What grows, its maker, and a size up to which time must stay linear."""
