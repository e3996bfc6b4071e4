"""The names and numbers of a gene in their usual form, of which the rules of single fields have nothing to say."""

import re

from genelint.rule import Record
from genelint_rules.identifiers import GENE_ID, UNIPROT_ENTRY
from genelint_rules.spreadsheets import read_casualty

SYNONYMS = re.compile(r"[^\s,;，；、]+(?:, [^\s,;，；、]+)*")
"""Names without blanks, and separators that surely are ones."""

_LISTS = ("Synonyms", "Proteins")
_FAMILY = r"[^\s,()][^,()]*+(?:\([^()]*+\)[^,()]*+)*+"


_USUAL = (
    ("NCBI Gene ID", GENE_ID),
    ("HGNC Family", re.compile(f"{_FAMILY}(?:, {_FAMILY})*+")),
    ("Proteins", re.compile(f"{UNIPROT_ENTRY.pattern}(?:, {UNIPROT_ENTRY.pattern})*+")),
    ("Synonyms", SYNONYMS),
)


def are_usual(record: Record) -> bool:
    """Whether file, sentence and instruction line surely have one symbol, and the fields of names or a number such in
    their usual form, each once and none of them made by a spreadsheet."""
    symbol, mention, fields, path = record.symbol, record.mention, record.fields, record.source.path
    if mention is None or mention.text != symbol or path[path.rfind("/") + 1 :] != f"{symbol}.txt":
        return False
    for label, form in _USUAL:
        if label in fields and not form.fullmatch(fields[label].value.text):
            return False
    names = [symbol]
    for label in _LISTS:
        if label in fields:
            names += fields[label].value.text.split(", ")
    return len(set(names)) == len(names) and not any(map(read_casualty, names))


def are_ascii(record: Record) -> bool:
    """Whether symbol, synonyms, proteins and links are surely ASCII, as those of an ordinary tree are."""
    tree, mention, fields = record.tree, record.mention, record.fields
    return (
        (tree is None or tree.ordinary is not None)
        and record.symbol.isascii()
        and (mention is None or mention.text.isascii())
        and all(fields[label].value.text.isascii() for label in _LISTS if label in fields)
    )
