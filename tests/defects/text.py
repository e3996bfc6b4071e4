"""Defects of the text."""

from __future__ import annotations

from defects.planting import Plant, T, last_row, substitute, swap

PLANTS: dict[str, dict[str, Plant]] = {
    "TXT001": {
        "latin-1": substitute(r"^Name \| ", "Name | «\udce9"),
        "cut-sequence": substitute(r"^(Description \| \S+)", "\\1«\udce2\udc80"),
        "in-row": last_row("\\1 | «\udcff\\2 | |"),
        "in-tree": swap(T, T + "«\udc80"),
    },
    "TXT002": {
        "nul": substitute(r"^(Name \| .)", "\\1«\x00"),
        "escape": substitute(r"^(Description \| \S+)", "\\1«\x1b"),
        "c1": substitute(r"^(Description \| \S+)", "\\1«\x85"),
        "override": substitute(r"^(Description \| \S+)", "\\1«\u202e"),
        "zero-width-space": swap(T, T + "«\u200b"),
        "byte-order-mark-inside": substitute(r"^(Name \| .)", "\\1«\ufeff"),
        "lone-return": substitute(r"^(Description \| \S+)", "\\1«\r"),
        "escaped-in-tree": swap(T, T + "«\\u0007"),
        "escaped-override": swap(T, T + "«\\u202e"),
    },
    "TXT003": {"mark": lambda text: "«\ufeff" + text},
    "TXT004": {
        "crlf": lambda text: text.replace("\n", "«\r\n", 1).replace("\n", "\r\n").replace("\r\r", "\r"),
        "one-crlf": substitute(r"^(API \| \|)$", "\\1«\r"),
        "cr": lambda text: text.replace("\n", "«\n", 1).replace("\n", "\r"),
    },
    "TXT005": {
        "trailing": substitute(r"^(API \| \|)$", r"\1«  "),
        "leading": substitute(r"^Proteins", "« Proteins"),
        "doubled": substitute(r"^Name \| ", "Name |«  "),
        "doubled-inside": substitute(r"^(Name \| \S+)", r"\1«  x"),
        "tab": substitute(r"^(Name \| \S+)", "\\1«\tx"),
        "no-break": substitute(r"^(Name \| \S+)", "\\1«\u00a0x"),
        "row": last_row("\\1 | \\2 | |« "),
        "sentence": substitute(r"^(\S+) has ", r"\1 has«  "),
    },
    "TXT006": {
        "synonym": substitute(r"^(Synonyms \| .*) \|$", "\\1, AB«\u20111 |"),
        "cyrillic": substitute(r"^(Synonyms \| .*) \|$", "\\1, AB«\u0421 |"),
        "protein": substitute(r"^(Proteins \| .*) \|$", "\\1, AB«\u0421_HUMAN |"),
        "href": swap("https://pubmed", "https://pubm«\u0435d"),
    },
    "TXT007": {
        "name": substitute(r"^Name \| ", "Name | «cafe\u0301 "),
        "description": substitute(r"^Description \| ", "Description | «e\u0301 "),
        "many-marks": substitute(r"^Name \| ", "Name | «e" + "\u0301" * 99 + " "),
        "many-letters": substitute(r"^Name \| ", "Name | «" + "e\u0301" * 1_000 + " "),
    },
}
"""By code and name."""
