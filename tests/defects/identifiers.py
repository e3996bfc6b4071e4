"""Defects of identifiers and citations."""

from __future__ import annotations

from defects.planting import Plant, substitute

PLANTS: dict[str, dict[str, Plant]] = {
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
        "exchanged": substitute(
            r'(DOI: "\}, \{"type": "a", .*?"text": ")(10[^"]+)(".*?PMID: "\}, \{"type": "a", .*?"text": ")([0-9]+)',
            r"\1«\4\3»\2",
        ),
        "doi-under-pmid": substitute(r'" PMID: "(\}, \{"type": "a", .*?"text": ")([0-9]+)', r'" PMID: "\1«10.1000/182'),
    },
    "IDN007": {
        "neither": substitute(
            r'("rg", "children": \[)(\{"type": "r", .*?)" DOI: "(.*?)" PMID: "', r'\1«\2" Number: "\3" Number: "'
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
}
"""By code and name."""
