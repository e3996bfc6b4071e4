"""Defects of associations."""

from __future__ import annotations

import re
from collections.abc import Callable

from defects.planting import Plant, PlantWithSidecar, substitute
from genelint.sidecar import HEADER

SENTENCE = r"^(\S+) has ([0-9,]+) functional associations"
TOTAL = r"^(\S+ has )([0-9,]+)( functional)"
SPANNING = r"^(.* spanning )([0-9,]+)( categories)"
LIST = r"^(.* categories \()(.*)(\) extracted)"
DATASETS = r"^(.* extracted from )([0-9,]+)( datasets)"
CLICK = r"^(Click the \+ buttons to view associations for )(\S+)( from)"


def rows(change: Callable[[list[str]], list[str]]) -> Plant:
    """Change the rows of the table."""

    def plant(text: str) -> str:
        head, line, table = text.rstrip("\n").partition("---|---|---|\n")
        return head + line + "\n".join(change(table.split("\n")))

    return plant


def last_row(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Plant:
    """Replace the first match of a pattern in the last row."""

    def change(table: list[str]) -> list[str]:
        row, count = re.subn(pattern, new, table[-1], count=1)
        assert count, f"{pattern!r} is not in {table[-1]!r}"
        return [*table[:-1], row]

    return rows(change)


def all_rows(pattern: str, new: str, first: str) -> Plant:
    """Replace the first match of a pattern in each row, in the first one by another text."""
    return rows(
        lambda table: [re.sub(pattern, first if at == 0 else new, row, count=1) for at, row in enumerate(table)]
    )


def counted(step: int) -> Plant:
    """Change the number of categories by a step."""
    return lambda text: re.sub(r"(?<= spanning )[0-9]+", lambda match: str(int(match[0]) + step), text)


def download(text: str) -> list[str]:
    """The lines of a file of associations that agrees with a record: one for each row, the others from the first."""
    names = [row.partition(" | ")[0] for row in text.partition("---|---|---|\n")[2].rstrip("\n").split("\n")]
    match = re.search(SENTENCE, text, re.MULTILINE)
    assert match
    total = int(match[2].replace(",", ""))
    names = names[:1] * (total - len(names)) + names
    return [HEADER, *(f"association {number}\t{name}\t1\t-0.5e-3" for number, name in enumerate(names, 1))]


def beside(change: Callable[[list[str]], list[str]], mark: Plant | None = None) -> PlantWithSidecar:
    """Change the lines of the file of associations; the finding is in it, or in the record at a mark."""

    def changed(text: str) -> str:
        return "\n".join(change(download(text)))

    return PlantWithSidecar(mark or unchanged, changed, in_sidecar=mark is None)


def unchanged(text: str) -> str:
    """Leave the record as it is."""
    return text


def row_lost(text: str) -> str:
    """Take the last row away."""
    return re.sub(r"(extracted from )", r"\1«", text.rstrip("\n").rpartition("\n")[0])


def line(number: int, pattern: str, new: str) -> PlantWithSidecar:
    """Replace the first match of a pattern in a line of the file of associations."""

    def change(lines: list[str]) -> list[str]:
        changed, count = re.subn(pattern, new, lines[number], count=1)
        assert count, f"{pattern!r} is not in {lines[number]!r}"
        return [*lines[:number], changed, *(lines[number + 1 :] if number != -1 else [])]

    return beside(change)


def renamed(name: str) -> Callable[[list[str]], list[str]]:
    """Give the last line of the file of associations another dataset."""
    return lambda lines: [*lines[:-1], re.sub(r"\t[^\t]+", f"\t{name}", lines[-1], count=1)]


MARK_TOTAL = substitute(TOTAL, r"\1«\2\3")
MARK_DATASETS = substitute(DATASETS, r"\1«\2\3")
MARK_LAST_ROW = last_row("^", "«")

PLANTS: dict[str, dict[str, Plant | PlantWithSidecar]] = {
    "ASC001": {
        "word": substitute(r"^(\S+ has [0-9,]+) functional", r"\1 «fonctional"),
        "no-number": substitute(SENTENCE, r"\1 has «many functional associations"),
        "no-parenthesis": substitute(r"^(.* categories) \(", r"\1 «"),
        "no-full-stop": substitute(r"^(.* extracted from [0-9,]+ )datasets\.$", r"\1«datasets"),
        "more": substitute(r"^(.* extracted from [0-9,]+ datasets\.)$", r"\1 «More."),
        "singular": substitute(r"^(.* extracted from [0-9,]+ )datasets\.$", r"\1«dataset."),
    },
    "ASC002": {
        "too-many": substitute(DATASETS, r"\1«999\3"),
        "none": substitute(DATASETS, r"\1«0\3"),
        "more-than-associations": substitute(DATASETS, r"\1«9,999,999\3"),
        "row-lost": row_lost,
        "table-lost": lambda text: re.sub(
            r"(extracted from )", r"\1«", text.partition("---|---|---|\n")[0] + "---|---|---|\n"
        ),
    },
    "ASC003": {
        "number": substitute(SPANNING, r"\1«17\3"),
        "one-less": lambda text: counted(-1)(text).replace(" spanning ", " spanning «"),
        "list-lost": substitute(r"^(.* spanning )([0-9]+ categories) \(.*?\) ", r"\1«\2 () "),
        "item-lost": substitute(r"^(.* spanning )(.*\(.*?)chemical, ", r"\1«\2"),
    },
    "ASC004": {
        "plural": substitute(r"^(.* categories \(.*?)chemical", r"\1«chemicals"),
        "capital": substitute(r"^(.* categories \(.*?)chemical", r"\1«Chemical"),
        "part": substitute(r"^(.* categories \(.*?)functional term, phrase or reference", r"\1«functional term"),
        "comma": substitute(r"^(.* categories \(.*?)functional term, ", r"\1«functional term "),
        "twice": lambda text: counted(1)(substitute(LIST, r"\1\2, «chemical\3")(text)),
        "twice-uncounted": substitute(LIST, r"\1\2, «chemical\3"),
        "none": lambda text: counted(1)(substitute(LIST, r"\1«nothing, \2\3")(text)),
        "empty": lambda text: counted(1)(substitute(LIST, r"\1\2, «\3")(text)),
        "no-blank": substitute(r"^(.* categories \(.*?)chemical, ", r"\1«chemical,"),
    },
    "ASC005": {
        "surplus": lambda text: counted(1)(substitute(LIST, r"\1«sequence feature, \2\3")(text)),
        "surplus-last": lambda text: counted(1)(substitute(LIST, r"\1\2, «sequence feature\3")(text)),
        "exchanged": substitute(r"^(.* categories \(.*?)chemical", r"\1«sequence feature"),
        "missing": lambda text: counted(-1)(substitute(r"^(.* categories \()(.*?)chemical, ", r"\1«\2")(text)),
        "all-missing": substitute(r"^(.* spanning )[0-9]+( categories \().*\) e", r"\g<1>0\2«) e"),
    },
    "ASC006": {
        "two-digits": substitute(TOTAL, r"\1«61,15\3"),
        "four-digits": substitute(TOTAL, r"\1«6,1567\3"),
        "zero": substitute(TOTAL, r"\1«0\2\3"),
        "ending": substitute(TOTAL, r"\1«\2,\3"),
        "categories": substitute(SPANNING, r"\1«0\2\3"),
        "datasets": substitute(DATASETS, r"\1«0\2\3"),
    },
    "ASC007": {
        "one": substitute(TOTAL, r"\1«1\3"),
        "none": substitute(TOTAL, r"\1«0\3"),
    },
    "ASC008": {
        "twice": lambda text: re.sub(
            r"(extracted from )([0-9]+)",
            lambda match: f"{match[1]}{int(match[2]) + 1}",
            text.rstrip("\n") + "\n«" + text.rstrip("\n").rpartition("\n")[2],
        ),
        "instead": rows(lambda table: [*table[:-1], f"«{table[0]}"]),
        "name": rows(lambda table: [*table[:-1], "«" + table[0].partition("|")[0] + "|" + table[-1].partition("|")[2]]),
    },
    "ASC009": {
        "last-first": rows(lambda table: [f"«{table[-1]}", *table[:-1]]),
        "first-last": rows(lambda table: [*table[1:], f"«{table[0]}"]),
        "last-second": rows(lambda table: [table[0], f"«{table[-1]}", *table[1:-1]]),
    },
    "ASC010": {
        "row": last_row(r"(\| .*?)(\S+) (gene|protein)", r"\1«TNF \3"),
        "row-case": last_row(
            r"(\| .*?)([A-Z0-9]+) (gene|protein)", lambda match: f"{match[1]}«{match[2].lower()} {match[3]}"
        ),
        "row-longer": last_row(r"(\| .*?)(\S+) (gene|protein)", r"\1«\2-AS1 \3"),
        "row-left-over": last_row(r"(\| .*?)(\S+) (gene|protein)", r"\1«{0} \3"),
        "row-none": last_row(r"\| (.*?)(\S+) (gene|protein)", r"| «\1the \3"),
        "rows": all_rows(r"(\| .*?)(\S+) (gene|protein)", r"\1TNF \3", r"\1«TNF \3"),
        "rows-left-over": all_rows(r"(\| .*?)(\S+) (gene|protein)", r"\1{0} \3", r"\1«{0} \3"),
        "instruction": substitute(CLICK, r"\1«TNF\3"),
        "instruction-left-over": substitute(CLICK, r"\1«{0}\3"),
        "instruction-case": lambda text: re.sub(
            CLICK, lambda match: f"{match[1]}«{match[2].lower()}{match[3]}", text, flags=re.MULTILINE
        ),
        "sentence": substitute(SENTENCE, r"«TNF has \2 functional associations"),
        "sentence-left-over": substitute(SENTENCE, r"«{0} has \2 functional associations"),
        "left-over": lambda text: all_rows(r"(\| .*?)(\S+) (gene|protein)", r"\1{0} \3", r"\1{0} \3")(
            substitute(CLICK, r"\1{0}\3")(substitute(SENTENCE, r"«{0} has \2 functional associations")(text))
        ),
    },
    "ASC011": {
        "other": last_row(r" from the .* dataset\.", " from the «Biocarta Pathways dataset."),
        "slip": last_row(r" from the (.*) dataset\.", r" from the «\1s dataset."),
        "year": last_row(r" from the (.*) dataset\.", r" from the «\1 1999 dataset."),
        "curated": last_row(r" from the .* dataset\.", " from the curated «Biocarta Pathways dataset."),
        "none": last_row(r"\| (.*) from the .* dataset\.", r"| «\1."),
        "no-full-stop": last_row(r"\| (.* from the .* dataset)\.", r"| «\1"),
    },
    "ASC012": {
        "letter-lost": last_row(r"^(.)([^ ]*)(.*?)a(.*?) \|", r"«\1\2\3\4 |"),
        "letter-doubled": last_row(r"^([^ ]* )(.)", r"«\1\2\2"),
        "swapped": last_row(r"^([^ ]* )(.)(.)", r"«\1\3\2"),
        "lower-case": rows(
            lambda table: [*table[:-1], "«" + table[-1].partition("|")[0].lower() + "|" + table[-1].partition("|")[2]]
        ),
    },
    "ASC013": {
        "new": last_row(
            r"^[^|]* \|(.*) from the .* dataset\.", r"«Zebra Gene Sets |\1 from the Zebra Gene Sets dataset."
        ),
        "other-text": last_row(r"^[^|]* \|(.*) from the .* dataset\.", r"«Zebra Gene Sets |\1 in stripes."),
        "edition": last_row(r"^([^|]*) \|(.*) dataset\.", r"«\1 2031 |\2 2031 dataset."),
    },
    "ASC014": {
        "line-more": beside(lambda lines: [*lines, lines[1]], MARK_TOTAL),
        "line-less": beside(lambda lines: [lines[0], *lines[2:]], MARK_TOTAL),
        "header-alone": beside(lambda lines: lines[:1], MARK_TOTAL),
        "number": beside(lambda lines: lines, substitute(TOTAL, r"\1«9\2\3")),
        "fewer-than-datasets": beside(lambda lines: lines, substitute(TOTAL, r"\1«2\3")),
    },
    "ASC015": {
        "row": beside(lambda lines: lines[:-1] + lines[1:2], MARK_LAST_ROW),
        "row-and-total": beside(lambda lines: lines[:-1], MARK_LAST_ROW),
        "dataset": beside(lambda lines: renamed("Biocarta Pathways")([lines[0], *lines[2:], lines[1]]), MARK_DATASETS),
        "row-lost": PlantWithSidecar(row_lost, beside(list).beside),
    },
    "ASC016": {
        "no-header": beside(lambda lines: [f"«{lines[1]}", *lines[2:]]),
        "header": line(0, "association", "«Association"),
        "commas": beside(lambda lines: ["«" + "\n".join(lines).replace("\t", ",")]),
        "empty": beside(lambda _: ["«"]),
        "page": beside(lambda _: ["«<!DOCTYPE html>", "<html>", "</html>"]),
        "column-lost": line(1, r"^(.*)\t.*$", r"«\1"),
        "column-more": line(2, r"^", "«0\t"),
        "cut": line(-1, r"^(.*)\t.*\t.*$", r"«\1"),
        "blank": beside(lambda lines: [*lines[:2], "«", *lines[2:]]),
        "no-association": line(1, r"^[^\t]*", "«"),
        "no-dataset": line(1, r"\t[^\t]*", "\t«"),
        "no-threshold": line(1, r"\t1\t", "\t«\t"),
        "null-threshold": line(1, r"\t1\t", "\t«null\t"),
        "word": line(1, r"-0.5e-3", "«NA"),
        "infinite": line(1, r"-0.5e-3", "«inf"),
        "comma": line(1, r"-0.5e-3", "«0,5"),
        "bytes": line(1, r"association", "a\N{LATIN SMALL LETTER E WITH ACUTE}«\udcff"),
        "control": line(1, r"association", "a«\x07"),
        "no-break": line(1, r"association", "a«\r"),
    },
}
"""By code and name."""

WARNINGS: dict[str, dict[str, Plant | PlantWithSidecar]] = {
    "ASC006": {
        "no-comma": substitute(TOTAL, r"\1«6156\3"),
        "no-commas": substitute(TOTAL, r"\1«1234567\3"),
    },
}
"""Those that are less severe than their rule."""
