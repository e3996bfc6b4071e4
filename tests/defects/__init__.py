"""Every way to break a record, by the code that it must be found with and a name."""

from __future__ import annotations

from defects import associations, corpus, footnotes, identifiers, layout, text, tree
from defects.planting import Defect
from genelint.model import Severity

DEFECTS = tuple(
    Defect(code, name, plant)
    for family in (layout, text, tree, footnotes, identifiers, associations, corpus)
    for code, plants in family.PLANTS.items()
    for name, plant in plants.items()
) + tuple(
    Defect(code, name, plant, Severity.WARNING)
    for code, plants in associations.WARNINGS.items()
    for name, plant in plants.items()
)
