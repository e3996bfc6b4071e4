"""Defects of footnotes and references."""

from __future__ import annotations

from defects.planting import P, Plant, swap
from genelint_rules.examples import complete_reference

PLANTS: dict[str, dict[str, Plant]] = {
    "REF001": {
        "mark": swap(P, P + '{"type": "f", "ref": "«99"}, '),
        "mark-as-integer": swap(P, P + '{"type": "f", "ref": «99}, '),
        "in-group": swap(P, P + '{"type": "fg", "children": [{"type": "fg_f", "ref": "«99"}]}, '),
        "range-end": swap(P, P + '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": "«99"}]}, '),
    },
    "REF002": {
        "appended": swap(
            '{"type": "rg", "children": [', '{"type": "rg", "children": [«' + complete_reference(77) + ", "
        ),
    },
}
"""By code and name."""
