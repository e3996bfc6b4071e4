"""Defects of associations."""

from __future__ import annotations

import re

from defects.planting import Plant, substitute

SENTENCE = r"^(\S+) has ([0-9,]+) functional associations"

PLANTS: dict[str, dict[str, Plant]] = {
    "ASC001": {
        "word": substitute(r"^(\S+ has [0-9,]+) functional", r"\1 «fonctional"),
        "no-number": substitute(SENTENCE, r"\1 has «many functional associations"),
        "no-parenthesis": substitute(r"^(.* categories) \(", r"\1 «"),
        "no-full-stop": substitute(r"^(.* extracted from [0-9,]+ )datasets\.$", r"\1«datasets"),
        "more": substitute(r"^(.* extracted from [0-9,]+ datasets\.)$", r"\1 «More."),
        "singular": substitute(r"^(.* extracted from [0-9,]+ )datasets\.$", r"\1«dataset."),
    },
    "ASC002": {
        "too-many": substitute(r"^(.* extracted from )([0-9])", r"\1«9\2"),
        "row-lost": lambda text: re.sub(r"(extracted from )", r"\1«", text.rstrip("\n").rpartition("\n")[0]),
    },
    "ASC003": {
        "number": substitute(r"^(.* spanning )[0-9]+", r"\1«17"),
        "list-lost": substitute(r"^(.* spanning )([0-9]+ categories) \(.*?\) ", r"\1«\2 () "),
    },
    "ASC008": {
        "twice": lambda text: re.sub(
            r"(extracted from )([0-9]+)",
            lambda match: f"{match[1]}{int(match[2]) + 1}",
            text.rstrip("\n") + "\n«" + text.rstrip("\n").rpartition("\n")[2],
        ),
    },
}
"""By code and name."""
