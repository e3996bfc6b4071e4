"""Plants one defect in a clean record, for every rule and every way in which it is broken.

A plant is a function from a clean record's text to the text with the defect, where « stands at the place at which the
finding must begin. It is written against what every base record has: a summary with at least three references that
groups of marks cite, synonyms, proteins, and three or more rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from genelint_rules.examples import complete_reference

Plant = Callable[[str], str]


class Defect(NamedTuple):
    """A named plant and the one code that it must be found with."""

    code: str
    name: str
    plant: Plant

    def __str__(self) -> str:
        return f"{self.code}-{self.name}"


class Planted(NamedTuple):
    """A defective record and the 0-based offset at which its finding begins."""

    text: str
    offset: int


def planted(defect: Defect, text: str) -> Planted:
    """Plant a defect. Raises AssertionError where the plant leaves no mark, or changes nothing."""
    marked = defect.plant(text)
    assert marked.count("«") == 1, f"{defect} leaves {marked.count('«')} marks"
    offset = marked.index("«")
    defective = marked.replace("«", "")
    assert defective != text, f"{defect} changes nothing"
    return Planted(defective, offset)


# Ways to edit


def swap(old: str, new: str) -> Plant:
    """Replace the first occurrence of a text."""

    def plant(text: str) -> str:
        assert old in text, f"{old!r} is not in the record"
        return text.replace(old, new, 1)

    return plant


def substitute(pattern: str, new: str) -> Plant:
    """Replace the first match of a pattern (multi-line)."""

    def plant(text: str) -> str:
        result, count = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
        assert count, f"{pattern!r} is not in the record"
        return result

    return plant


def drop_line(start: str, *, mark_next: bool = True) -> Plant:
    """Delete the first line that begins so, and mark the beginning of the next one."""
    return substitute(rf"^{re.escape(start)}.*\n", "«" if mark_next else "")


def before_line(start: str, *lines: str) -> Plant:
    """Insert lines before the first line that begins so."""
    inserted = "".join(f"{line}\n" for line in lines).replace("\\", r"\\")
    return substitute(rf"^(?={re.escape(start)})", inserted)


def cut(pattern: str) -> Plant:
    """End the file behind the first match of a pattern; the finding is at the end."""

    def plant(text: str) -> str:
        match = re.search(pattern, text, re.MULTILINE)
        assert match, f"{pattern!r} is not in the record"
        return text[: match.end()] + "«"

    return plant


def last_row(new: str) -> Plant:
    """Replace the last row; `\\1` is its name, `\\2` its text."""

    def plant(text: str) -> str:
        head, _, row = text.rstrip("\n").rpartition("\n")
        name, body = row.split(" | ")[:2]
        return f"{head}\n{new}".replace(r"\1", name).replace(r"\2", body)

    return plant


def repeat(start: str, mark: str) -> Plant:
    """Write a line a second time below itself."""

    def plant(text: str) -> str:
        match = re.search(rf"^{re.escape(start)}.*\n", text, re.MULTILINE)
        assert match, f"{start!r} is not in the record"
        line = match.group()
        return text[: match.end()] + line.replace(mark, "«" + mark, 1) + text[match.end() :]

    return plant


def move(start: str, before: str | None) -> Plant:
    """Move a line before another, or to the end; the moved line is marked."""

    def plant(text: str) -> str:
        match = re.search(rf"^{re.escape(start)}.*\n", text, re.MULTILINE)
        assert match, f"{start!r} is not in the record"
        rest = text[: match.start()] + text[match.end() :]
        if before is None:
            return f"{rest.rstrip()}\n«{match.group().rstrip()}"
        at = re.search(rf"^{re.escape(before)}", rest, re.MULTILINE)
        assert at, f"{before!r} is not in the record"
        return f"{rest[: at.start()]}«{match.group()}{rest[at.start() :]}"

    return plant


def everything(new: str) -> Plant:
    """Put another text in the record's place."""
    return lambda _: new


def deep(levels: int) -> Plant:
    """A bold node in a bold node and so on, at the head of the first paragraph (the second level of nodes).

    Nodes of levels 3 to `levels + 2` are made; the first beyond 100 is marked.
    """
    opening = '{"type": "b", "children": ['
    before = 98
    nest = opening * before + "«" + opening * (levels - before) + '{"type": "t", "text": "x"}' + "]}" * levels
    return swap('"type": "p", "children": [', f'"type": "p", "children": [{nest}, ')


_P = '"type": "p", "children": ['
_T = '{"type": "t", "text": "'
_REFERENCE_1 = '{"type": "r", "ref": 1, '
_SENTENCE = r"^(\S+) has ([0-9,]+) functional associations"

PLANTS: dict[str, dict[str, Plant]] = {
    "LAY001": {
        "junk": before_line("NCBI Gene ID", "«see the minutes of Tuesday"),
        "junk-in-table": last_row("«see the minutes of Tuesday\n\\1 | \\2 | |"),
        "junk-in-middle": before_line("Co-expressed", "«see the minutes of Tuesday"),
        "conflict-marker": before_line("Synonyms", "«<<<<<<< HEAD"),
        "conflict-divider": before_line("API", "«======="),
        "stray-bar": before_line("Proteins", "«|"),
        "no-record": everything("«# Notes\n\nNothing here is a record.\n"),
        "binary": everything("«\x7fELF\x02\x01 none of it\n"),
        "tree-on-two-lines": swap(', {"type": "rg"', ',\n«{"type": "rg"'),
        "field-with-three-cells": substitute(r"^(Proteins \| .*) \|$", r"«\1 | |"),
        "reworded-instruction": substitute(r"^Click the \+ button[s]", "«Click on the buttons"),
        "reworded-ranking": swap("If available, associations", "«Where available, associations"),
        "ranking-with-full-stop": substitute(r"^(If available.*)$", r"«\1."),
        "picture-twice": substitute(r"^(Co-expressed Genes \|)", r"«![]() |\n\1"),
    },
    "LAY002": {
        "misspelt": swap("Synonyms |", "«Synonims |"),
        "case": swap("NCBI Gene ID |", "«NCBI gene id |"),
        "misspelt-heading": swap("Co-expressed Genes |", "«Coexpressed Genes |"),
        "misspelt-empty": swap("Download Associations |", "«Download Asociations |"),
        "misspelt-summary": swap("Summary |", "«Sumary |"),
        "invented": before_line("API", "«Symbol | ABC |"),
        "renamed": substitute(r"^Name \|", "«Title |"),
    },
    "LAY003": {
        "name": drop_line("Name |"),
        "gene-id": drop_line("NCBI Gene ID"),
        "api": drop_line("API"),
        "download": drop_line("Download"),
        "heading": drop_line("Predicted Functions"),
        "picture": substitute(r"^(Co-expressed Genes \|\n)!\[\]\(\) \|\n", r"\1«"),
        "heading-and-picture": substitute(r"^Co-expressed Genes \|\n!\[\]\(\) \|\n", "«"),
        "sentence": substitute(r"^.* functional associations .*\n", "«"),
        "instruction": drop_line("Click the"),
        "ranking": drop_line("If available"),
        "header": drop_line("Dataset |"),
        "separator": drop_line("---"),
        "header-and-separator": substitute(r"^Dataset \|.*\n---.*\n", "«"),
        "summary-label": drop_line("Summary |"),
        "two-fields": substitute(r"^NCBI Gene ID.*\nAPI.*\n", "«"),
        "cut-after-name": cut(r"^Name \| .* \|$"),
        "cut-after-name-with-newline": cut(r"^Name \| .* \|\n"),
        "cut-in-field": cut(r"^Proteins \| .{3}"),
        "cut-in-label": cut(r"^Downl"),
        "cut-in-tree": cut(r'^\{"type": "root", "children": \[.{200}'),
        "cut-after-tree": cut(r'^\{"type": "root".*$'),
        "cut-in-middle": cut(r"^Predicted Functions \|$"),
        "cut-in-sentence": cut(r"^.* functional associations with"),
        "cut-in-header": cut(r"^Dataset \| Summ"),
    },
    "LAY004": {
        "name": repeat("Name |", "Name"),
        "synonyms": repeat("Synonyms |", "Synonyms"),
        "empty-field": repeat("API |", "API"),
        "sentence": substitute(r"^(.* functional associations .*\n)", r"\1«\1"),
        "header": repeat("Dataset |", "Dataset"),
        "far-away": before_line("Predicted Functions", "«Proteins | XYZ_HUMAN |"),
        "pasted-record": lambda text: text.rstrip("\n") + "\n«" + text.replace("\n", "\n"),
    },
    "LAY005": {
        "gene-id-first": move("NCBI Gene ID", "Name |"),
        "proteins-late": move("Proteins |", "Predicted Functions"),
        "ranking-early": move("If available", "API"),
        "synonyms-last": move("Synonyms |", None),
    },
    "LAY006": {
        "field-end": substitute(r"^(Name \| .*) \|$", r"\1«"),
        "field-middle": substitute(r"^Name \| ", "Name« "),
        "synonyms-end": substitute(r"^(Synonyms \| .*) \|$", r"\1«"),
        "empty-field": substitute(r"^API \| \|$", "API |«"),
        "empty-field-both": substitute(r"^API \| \|$", "API«"),
        "heading": substitute(r"^Co-expressed Genes \|$", "Co-expressed Genes«"),
        "picture": substitute(r"^(Co-expressed Genes \|\n!\[\]\(\)) \|$", r"\1«"),
        "summary-label": substitute(r"^Summary \|$", "Summary«"),
        "summary-end": substitute(r"^(\{.*\n)\|\n", r"\1«"),
        "bar-on-tree-line": substitute(r"^(\{.*)\n\|\n", r"\1 «|\n"),
        "row-one-bar": last_row("\\1 | \\2 |«"),
        "row-both-bars": last_row("\\1 | \\2«"),
    },
    "LAY007": {
        "name": substitute(r"^Name \| .* \|$", "Name |« |"),
        "gene-id": substitute(r"^NCBI Gene ID \| .* \|$", "NCBI Gene ID |« |"),
        "row-text": last_row("\\1 |« | |"),
        "tree": substitute(r"^Summary \|\n\{.*\n", "«Summary |\n"),
    },
    "LAY008": {
        "four-cells": last_row("«\\1 | \\2 | | |"),
        "name-only": last_row("«\\1 |"),
        "bar-in-text": last_row("«\\1 | some | \\2 | |"),
    },
    "LAY009": {
        "header-cells": swap("Dataset | Summary | |", "«Dataset | Summary |"),
        "header-words": swap("Dataset | Summary | |", "«Dataset | Text | |"),
        "header-case": swap("Dataset | Summary | |", "«Dataset | summary | |"),
        "separator-cells": swap("---|---|---|", "«---|---|"),
        "separator-colons": swap("---|---|---|", "«:--|---|---|"),
    },
    "LAY010": {
        "api": swap("API | |", "API | «yes |"),
        "download": swap("Download Associations | |", "Download Associations | «here |"),
        "heading": swap("Predicted Functions |", "Predicted Functions | «none |"),
        "picture": swap("![]() |", "«![plot](plot.png) |"),
        "row": last_row("\\1 | \\2 | «more |"),
    },
    "LAY011": {
        "head": before_line("Proteins", "«"),
        "middle": before_line("Co-expressed", "«"),
        "before-tree": substitute(r"^(Summary \|\n)", "\\1«\n"),
        "table": last_row("«\n\\1 | \\2 | |"),
        "first": lambda text: "«\n" + text,
    },
    "LAY012": {"nothing": everything("«"), "blanks": everything("« \n\t\n")},
    "TXT001": {
        "latin-1": substitute(r"^Name \| ", "Name | «\udce9"),
        "cut-sequence": substitute(r"^(Description \| \S+)", "\\1«\udce2\udc80"),
        "in-row": last_row("\\1 | «\udcff\\2 | |"),
        "in-tree": swap(_T, _T + "«\udc80"),
    },
    "TXT002": {
        "nul": substitute(r"^(Name \| .)", "\\1«\x00"),
        "escape": substitute(r"^(Description \| \S+)", "\\1«\x1b"),
        "c1": substitute(r"^(Description \| \S+)", "\\1«\x85"),
        "override": substitute(r"^(Description \| \S+)", "\\1«\u202e"),
        "zero-width-space": swap(_T, _T + "«\u200b"),
        "byte-order-mark-inside": substitute(r"^(Name \| .)", "\\1«\ufeff"),
        "lone-return": substitute(r"^(Description \| \S+)", "\\1«\r"),
        "escaped-in-tree": swap(_T, _T + "«\\u0007"),
        "escaped-override": swap(_T, _T + "«\\u202e"),
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
        "href": swap("https://pubmed.ncbi", "https://pubmed«\u2010ncbi"),
    },
    "TXT007": {
        "name": substitute(r"^Name \| ", "Name | «cafe\u0301 "),
        "description": substitute(r"^Description \| ", "Description | «e\u0301 "),
    },
    "TRE001": {
        "comma-lost": swap('"type": "p", "children"', '"type": "p" «"children"'),
        "comma-doubled": swap('"type": "p", "children"', '"type": "p", «, "children"'),
        "comma-trailing": substitute(r'("type": "p", "children": \[\{"type": "t", "text": "[^"]*")\}', r"\1«,}"),
        "colon-lost": swap('"type": "p", "children": [', '"type": "p", "children" «['),
        "bracket-lost": substitute(r"\]\}\]\}$", r"]}«}"),
        "brace-extra": substitute(r"\]\}\]\}$", r"]}]}«}"),
        "end-lost": substitute(r"\]\}\]\}$", r"]}«"),
        "quote-inside": swap(_T, _T + 'a «"b" c'),
        "quote-lost": swap('"type": "p", "children"', '"type": «p", "children"'),
        "single-quotes": swap('"type": "p"', "\"type\": «'p'"),
        "bare-key": swap('"type": "p"', '«type: "p"'),
        "python-none": swap('"type": "p"', '"type": «None'),
        "bad-escape": swap(_T, _T + "«\\q"),
        "short-unicode": swap(_T, _T + "«\\u12 "),
        "raw-tab": swap(_T, _T + "x«\ty"),
        "comment": swap('"type": "p"', '«/*x*/ "type": "p"'),
        "two-roots": substitute(r"^(\{.*\})$", r"\1 «{}"),
        "closing-quote-lost": substitute(r'"text": ("[^"]*)"\}, \{', r'"text": «\1}, {'),
    },
    "TRE002": {
        "type": swap('"type": "p",', '"type": "p", "«type": "p",'),
        "text": swap(_T, '{"type": "t", "text": "", "«text": "'),
        "ref": swap(_REFERENCE_1, '{"type": "r", "ref": 1, "«ref": 1, '),
    },
    "TRE003": {
        "unknown-type": swap('"type": "p"', '"type": "«para"'),
        "extra-key": swap('{"type": "p", ', '{"type": "p", "«class": "x", '),
        "misspelt-key": swap('"type": "t", "text"', '"type": "t", "«txt": "x", "text"'),
        "missing-key": swap(_P, _P + '{"type": "«t"}, '),
        "missing-type": swap(_P, _P + '«{"text": "x"}, '),
        "text-number": swap(_P, _P + '{"type": "t", "text": «7}, '),
        "children-text": swap(_P, _P + '{"type": "b", "children": "«x"}, '),
        "child-text": swap(_P, _P + '"«x", '),
        "child-null": swap(_P, _P + "«null, "),
        "wrong-child": swap(_P, _P + '{"type": "«p", "children": []}, '),
        "mark-outside-group": swap(_P, _P + '{"type": "«fg_f", "ref": "1"}, '),
        "ref-true": swap(_REFERENCE_1, '{"type": "r", "ref": «true, '),
        "ref-float": swap(_REFERENCE_1, '{"type": "r", "ref": «1.0, '),
        "ref-nan": swap(_REFERENCE_1, '{"type": "r", "ref": «NaN, '),
        "ref-infinite": swap(_REFERENCE_1, '{"type": "r", "ref": «-Infinity, '),
        "root-type": swap('{"type": "root"', '{"type": "«tree"'),
    },
    "TRE004": {"one-too-deep": deep(99), "much-too-deep": deep(600), "hopelessly-deep": deep(30_000)},
    "TRE005": {
        "r-in-paragraph": swap(_P, _P + '{"type": "«r", "ref": 1, "children": []}, '),
        "list-in-paragraph": swap(_P, _P + '{"type": "«rg", "children": []}, '),
        "text-after": lambda text: substitute(r"\]\}$", ', {"type": "p", "children": [{"type": "t", "text": "x"}]}]}')(
            text.replace('{"type": "rg"', '{"type": "«rg"')
        ),
        "two-lists": substitute(r"\]\}$", ', {"type": "«rg", "children": []}]}'),
    },
    "TRE006": {
        "paragraph": swap('{"type": "p"', '«{"type": "p", "children": []}, {"type": "p"'),
        "blank-paragraph": swap(
            '{"type": "p"', '«{"type": "p", "children": [{"type": "t", "text": "\\n"}]}, {"type": "p"'
        ),
        "group": swap(_P, _P + '«{"type": "fg", "children": []}, '),
        "bold": swap(_P, _P + '«{"type": "b", "children": [{"type": "t", "text": " "}]}, '),
        "italic-in-bold": swap(_P, _P + '«{"type": "b", "children": [{"type": "i", "children": []}]}, '),
        "link": swap(_P, _P + '«{"type": "a", "href": "https://example.org", "children": []}, '),
    },
    "TRE007": {
        "script": swap(
            _P, _P + '{"type": "a", "href": "«javascript:alert(1)", "children": [{"type": "t", "text": "x"}]}, '
        ),
        "ftp": swap(_P, _P + '{"type": "a", "href": "«ftp://a/b", "children": [{"type": "t", "text": "x"}]}, '),
        "relative": swap(_P, _P + '{"type": "a", "href": "«/gene/1", "children": [{"type": "t", "text": "x"}]}, '),
        "empty": swap(_P, _P + '{"type": "a", "href": "«", "children": [{"type": "t", "text": "x"}]}, '),
        "data": swap(_P, _P + '{"type": "a", "href": "«data:text/html,x", "children": [{"type": "t", "text": "x"}]}, '),
    },
    "TRE008": {
        "compact": swap('{"type": "root", ', '«{"type":"root", '),
        "escaped": substitute(r'^(\{"type": "root".*?"text": ")', r"«\1\\u0041"),
    },
    "REF001": {
        "mark": swap(_P, _P + '{"type": "f", "ref": "«99"}, '),
        "mark-as-integer": swap(_P, _P + '{"type": "f", "ref": «99}, '),
        "in-group": swap(_P, _P + '{"type": "fg", "children": [{"type": "fg_f", "ref": "«99"}]}, '),
        "range-end": swap(
            _P, _P + '{"type": "fg", "children": [{"type": "fg_fs", "start_ref": 1, "end_ref": "«99"}]}, '
        ),
    },
    "REF002": {
        "appended": swap(
            '{"type": "rg", "children": [', '{"type": "rg", "children": [«' + complete_reference(77) + ", "
        ),
    },
    "IDN001": {
        "word": substitute(r'(PMID: "\}, \{"type": "a", .*?"text": ")[0-9]+', r"\1«unknown"),
        "pmcid": substitute(r'(PMID: "\}, \{"type": "a", .*?"text": ")[0-9]+', r"\1«PMC13900"),
        "zero": substitute(r'(PMID: "\}, \{"type": "a", .*?"text": ")([0-9]+)', r"\1«0\2"),
        "long": substitute(r'(PMID: "\}, \{"type": "a", .*?"text": ")([0-9]+)', r"\1«\g<2>99"),
        "version": substitute(r'(PMID: "\}, \{"type": "a", .*?"text": ")([0-9]+)', r"\1«\2.1"),
        "arabic-digits": substitute(r'(PMID: "\}, \{"type": "a", .*?"text": ")([0-9]+)', "\\1«\u0661\u0662"),
    },
    "IDN002": {
        "directory": substitute(r'(DOI: "\}, \{"type": "a", .*?"text": ")10', r"\1«11"),
        "no-suffix": substitute(r'(DOI: "\}, \{"type": "a", .*?"text": ")10[^"]+', r"\1«10.1234"),
        "empty-suffix": substitute(r'(DOI: "\}, \{"type": "a", .*?"text": ")10[^"]+', r"\1«10.1234/"),
        "blank": substitute(r'(DOI: "\}, \{"type": "a", .*?"text": ")(10[^"]+)', r"\1«\2 x"),
        "hyphen": substitute(r'(DOI: "\}, \{"type": "a", .*?"text": ")(10[^"]+)', "\\1«\\2\u2010x"),
    },
    "IDN003": {
        "other-doi": substitute(r'("href": ")(https://doi\.org/[^"]+)"', r'\1«\g<2>9"'),
        "other-pmid": substitute(r'("href": ")(https://pubmed\.ncbi\.nlm\.nih\.gov/)[0-9]+"', r'\1«\g<2>1"'),
        "other-host": substitute(r'("href": ")https://pubmed\.ncbi\.nlm\.nih\.gov/', r"\1«https://example.org/"),
    },
    "IDN004": {
        "old-resolver": substitute(r'("href": ")https://doi\.org/', r"\1«https://dx.doi.org/"),
        "http": substitute(r'("href": ")https://doi\.org/', r"\1«http://doi.org/"),
        "old-pubmed": substitute(
            r'("href": ")https://pubmed\.ncbi\.nlm\.nih\.gov/', r"\1«https://www.ncbi.nlm.nih.gov/pubmed/"
        ),
    },
    "IDN005": {
        "label": substitute(r'(DOI: "\}, \{"type": "a", .*?"text": ")10', r"\1«doi:10"),
        "full-stop": substitute(r'(PMID: "\}, \{"type": "a", .*?"text": ")([0-9]+)', r"\1«\2."),
    },
    "IDN006": {
        "doi-under-pmid": substitute(r'" PMID: "(\}, \{"type": "a", .*?"text": ")([0-9]+)', r'" PMID: "\1«10.1000/182'),
    },
    "IDN007": {
        "neither": swap(
            '{"type": "rg", "children": [',
            '{"type": "rg", "children": [«' + complete_reference(1).replace(" PMID: ", " Number: ") + ", ",
        ),
    },
    "IDN008": {
        "copied": substitute(
            r'(\{"type": "rg", "children": \[)(\{"type": "r", "ref": [0-9"]+, .*?"text": ")([0-9]+)("\}\], "href": '
            r'"https://pubmed[^"]+"\}\]\}, .*?PMID: "\}, \{"type": "a", "children": \[\{"type": "t", "text": ")([0-9]+)'
            r'("\}\], "href": "https://pubmed\.ncbi\.nlm\.nih\.gov/)[0-9]+',
            r"\1\2\3\4«\3\6\3",
        ),
    },
    "IDN009": {
        "year": substitute(
            r'(\{"type": "i", "children": \[\{"type": "t", "text": "[^"]+ \()[0-9]{4}\)"', r'«\g<1>1066)"'
        ),
    },
    "IDN010": {
        "letter": substitute(r"^(NCBI Gene ID \| )([0-9]+) \|$", r"\1«\2a |"),
        "zero": substitute(r"^(NCBI Gene ID \| )([0-9]+) \|$", r"\1«0\2 |"),
    },
    "IDN011": {
        "lower-case": substitute(r"^(Proteins \| .*) \|$", r"\1, «abc_human |"),
        "accession": substitute(r"^(Proteins \| .*) \|$", r"\1, «P80294 |"),
    },
    "IDN012": {
        "parenthesis": substitute(r"^(HGNC Family \| .*) \|$", r"\1, «Foo proteins (FOO |"),
    },
    "IDN013": {
        "doubled": substitute(r"^(Synonyms \| )([^,|]+)(.*) \|$", r"\1\2\3, «\2 |"),
        "empty": substitute(r"^(Synonyms \| [^,|]+), ", r"\1, «, "),
    },
    "IDN014": {
        "unclosed": substitute(r"^(Description \| [^\[|]*?)(?:\[.*)? \|$", r"\1«[provided by RefSeq, Jul 2008 |"),
        "month": substitute(r"^(Description \| [^\[|]*?)(?:\[.*)? \|$", r"\1«[provided by RefSeq, Jly 2008] |"),
    },
    "IDN015": {
        "date": substitute(r"^(Synonyms \| .*) \|$", r"\1, «1-Sep |"),
        "number": substitute(r"^(Synonyms \| .*) \|$", r"\1, «2.31E+13 |"),
    },
    "ASC001": {
        "word": substitute(r"^(\S+ has [0-9,]+) functional", r"\1 «fonctional"),
        "no-number": substitute(_SENTENCE, r"\1 has «many functional associations"),
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
"""Every way to break a record, by the code that it must be found with and a name."""

DEFECTS = tuple(Defect(code, name, plant) for code, plants in PLANTS.items() for name, plant in plants.items())
