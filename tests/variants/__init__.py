"""Records that the format allows, however odd they look: no rule may raise an alarm."""

from __future__ import annotations

from variants import associations, fields, footnotes, layout, references, symbols, tree
from variants.varying import Variant

VARIANTS = tuple(
    Variant(family.__name__.rpartition(".")[2], name, edit)
    for family in (layout, fields, symbols, tree, footnotes, references, associations)
    for name, edit in family.VARIANTS.items()
)
