"""Defects that have to do with other records, or with the file's name."""

from __future__ import annotations

import re

from defects.planting import Plant


def gene(symbol: str) -> Plant:
    """Make the record speak of another gene wherever the symbol stands, from the sentence on."""

    def plant(text: str) -> str:
        match = re.search(r"^(\S+) has [0-9,]+ functional", text, re.MULTILINE)
        assert match, "the record has no sentence"
        word = re.compile(rf"(?<![\w-]){re.escape(match[1])}(?![\w-])")
        return text[: match.start()] + "«" + word.sub(symbol, text[match.start() :])

    return plant


PLANTS: dict[str, dict[str, Plant]] = {
    "COR002": {
        "other-gene": gene("PTGES"),
        "open-reading-frame": gene("C9orf72"),
        "slash": gene("M/T"),
        "blank-symbol-end": gene("MT1"),
        "dot": gene("BRCA1.1"),
        "pseudogene": gene("MT2AP1"),
        "at": gene("HOXA@"),
    },
}
"""By code and name."""
