"""The forms of identifiers, and what the text of a link after `DOI: ` or `PMID: ` says.

All forms are ASCII and match a whole value. Their origin: the registries' own descriptions, held against the
vectors that the project's tests read. Where a description is narrower than what is issued, the issued wins.
"""

import re
from enum import Enum

from genelint.rule import NamedTuple, decoded

PMID = r"[1-9][0-9]{0,7}"
"""A PubMed identifier: up to 8 digits without a leading zero."""

DOI = r"10\.[0-9]{2,9}(?:\.[0-9]+)*/[!-~]+"
"""A DOI: directory 10, a registrant, a slash, and any printable ASCII but a blank; `10.1021/bi020030+` is
one."""

GENE_ID = re.compile(r"[1-9][0-9]{0,9}")
"""An NCBI Gene ID: up to 10 digits without a leading zero."""

UNIPROT_ENTRY = re.compile(r"[A-Z0-9]{1,10}_[A-Z0-9]{1,5}")
"""A UniProt entry name: a mnemonic, or an accession in its place, and a species code."""

# The following are read only where a value is wrong, so they are compiled at their first use, by `re` itself.
PMCID = r"PMC[1-9][0-9]{0,8}(?:\.[0-9]+)?"
"""A PubMed Central identifier, with or without its version; often written where a PMID belongs."""

UNIPROT_ACCESSION = (
    r"(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?P<isoform>-[1-9][0-9]*)?"
)
"""A UniProt accession of 6 or 10 characters, perhaps of an isoform."""

HGNC = r"(?P<prefix>HGNC:)?[1-9][0-9]{0,5}"
"""An identifier of the gene nomenclature committee; the bare number is in use too."""

ENSEMBL_GENE = r"ENSG[0-9]{11}(?:\.[0-9]+)?"
"""An Ensembl identifier of a human gene, with or without its version."""

SYMBOL = r"[A-Za-z0-9][A-Za-z0-9._@/-]{0,21}"
"""A gene symbol, as liberal as those in use: `C1orf112`, `3.8-1.2`, `OK/SW-CL.58`, `PCDHB@`."""

FORMS = {"DOI": DOI, "PMID": PMID}
"""The form of each kind of identifier that a reference has."""

LONGEST = 1000
"""A longer text is no identifier with something around it; DOIs in use have less than 300 characters."""

_PREFIXES = {
    "DOI": r"(?i:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:|urn:)?doi(?:[:/\s]+|(?=10\.)))+",
    "PMID": r"(?i:(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|(?:www\.|view\.)?ncbi\.nlm\.nih\.gov/pubmed/"
    r"|pmc\.ncbi\.nlm\.nih\.gov/articles/pmid/)|(?:pmid|pubmed)(?:[:\s]+|(?=[0-9])))+",
}
_OPENERS = {")": "(", "]": "[", "}": "{", ">": "<"}
CLOSING = frozenset((".", ",", ";", *_OPENERS))
"""Characters that may stand after an identifier without being part of it; a bracket may be."""

_LOOK_ALIKES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212АВЕЅІЈКМНОРСТУХаеѕіјорсухһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ")


class Fault(Enum):
    """What is wrong with the text of an identifier."""

    NONE = "none"
    ABSENT = "absent"  # no text: an empty node
    HIDDEN = "hidden"  # sound but for characters that are not seen
    DECORATED = "decorated"  # something stands around it
    SWAPPED = "swapped"  # an identifier of the other kind
    MALFORMED = "malformed"


class Reading(NamedTuple):
    """What the text of an identifier says: of which kind it is, and its value, bare."""

    fault: Fault
    kind: str
    value: str


def read_text(kind: str, text: str) -> Reading:
    """Read the text of a link after `DOI: ` or `PMID: ` (`kind`)."""
    form = FORMS[kind]
    if re.fullmatch(form, text) and without_closing(text) == text:
        return Reading(Fault.NONE, kind, text)
    if not text.strip():
        return Reading(Fault.ABSENT, kind, "")
    plain = undecorated(kind, text)
    if re.fullmatch(form, plain):
        return Reading(Fault.DECORATED, kind, plain)
    other = "PMID" if kind == "DOI" else "DOI"
    plain = undecorated(other, text)
    if re.fullmatch(FORMS[other], plain):
        return Reading(Fault.SWAPPED, other, plain)
    if re.fullmatch(form, revealed(text)):
        return Reading(Fault.HIDDEN, kind, revealed(text))
    return Reading(Fault.MALFORMED, kind, text)


def undecorated(kind: str, text: str) -> str:
    """A text without what stands before an identifier (`doi:`, an address) or closes a sentence after it."""
    if len(text) > LONGEST:
        return text
    text = without_closing(text.strip())
    if text[:1] in _OPENERS.values() and _OPENERS.get(text[-1:]) == text[:1]:
        text = text[1:-1].strip()
    if prefix := re.match(_PREFIXES[kind], text):
        text = text[prefix.end() :]
        if "/" in prefix.group():
            if kind == "PMID":
                text = text.partition("?")[0].partition("#")[0].rstrip("/")
            text = decoded(text)
    return without_closing(text)


def without_closing(text: str) -> str:
    """A text without closing full stops, commas, semicolons, and brackets that nothing in it opens."""
    while text[-1:] in CLOSING and len(text) <= LONGEST:
        opener = _OPENERS.get(text[-1])
        if opener and text.count(text[-1]) <= text.count(opener):
            break
        text = text[:-1].rstrip()
    return text


def revealed(text: str) -> str:
    """A text without the characters that are not seen, which a rule of their own reports."""
    return "".join(character for character in text if character.isprintable() or character.isspace())


def is_disguised(text: str) -> bool:
    """Whether a text holds look-alike or unseen characters, of which rules of their own speak."""
    plain = text.isascii() and text.isprintable()
    return not plain and (not _LOOK_ALIKES.isdisjoint(text) or revealed(text) != text)
