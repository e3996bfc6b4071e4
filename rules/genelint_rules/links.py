"""Where the links of references lead, which of them a rule has something to say about, and edits of them."""

import json
import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from operator import add

from genelint.rule import (
    USUAL_ADDRESS,
    Edit,
    Identifier,
    NamedTuple,
    Node,
    Record,
    Tree,
    decoded,
    read_href,
    reference_number,
)
from genelint_rules.identifiers import CLOSING, FORMS, Fault, is_disguised, read_text, undecorated

_AT_END = re.escape("".join(CLOSING))
_ENCODED = [(character, f"%{ord(character):02X}") for character in '%#?<>"\\^`{|}']
"""What an address cannot hold as itself; the sign of what is encoded comes first."""

_LINES = {kind: re.compile(rf"(?:\n(?>{form})(?<![{_AT_END}]))*+") for kind, form in FORMS.items()}
"""Identifiers after line breaks, none of which closes with what may stand behind one."""


class Relation(Enum):
    """What the address of a link names, compared with its text."""

    SAME = "same"
    OLD = "old"  # the same, in a way that is no longer usual
    LIKEWISE = "likewise"  # the same, with the same things around it as in the text
    OTHER = "other"
    UNJUDGED = "unjudged"  # another rule speaks of the address


class Assessed(NamedTuple):
    """An identifier that is not plainly right: what its text and its link say."""

    reference: Node
    identifier: Identifier
    fault: Fault
    kind: str
    value: str
    relation: Relation


@lru_cache(maxsize=1)
def assess(tree: Tree) -> tuple[Assessed, ...]:
    """The identifiers of a tree that some rule may speak of, in document order; none in most records.

    The last answer is kept, because several rules ask for the same tree one after the other.
    """
    if tree.ordinary is not None:
        *_, dois, doi_links, pmids, pmid_links = tree.ordinary.references
        if _lead_plainly("DOI", dois, doi_links) and _lead_plainly("PMID", pmids, pmid_links):
            return ()
    found: list[Assessed] = []
    for reference, identifiers in tree.identifiers:
        for identifier in identifiers:
            kind, link, text, _ = identifier
            href: str = link["href"]
            if text and "\n" not in text and _lead_plainly(kind, (text,), (href,)):
                continue
            reading = read_text(kind, text)
            relation = relate(reading.kind, reading.value, href)
            if relation is Relation.LIKEWISE and reading.fault is not Fault.DECORATED:
                relation = Relation.OTHER
            if reading.fault is not Fault.NONE or relation is not Relation.SAME:
                found.append(Assessed(reference, identifier, *reading, relation))
    return tuple(found)


def _lead_plainly(kind: str, texts: Iterable[str], hrefs: Iterable[str]) -> bool:
    """Whether texts, none of which has a line break, are surely identifiers of a kind, and the addresses their usual
    ones, written alike; an empty text is none, and has an empty address."""
    written, addresses = "\n".join(["", *filter(None, texts)]), "\n".join(["", *filter(None, hrefs)])
    usual = f"\n{USUAL_ADDRESS[kind]}"
    return _LINES[kind].fullmatch(written) is not None and (
        (addresses == written.replace("\n", usual) and "#" not in written)
        or addresses == _encoded(written).replace("\n", usual)
    )


def are_sound(record: Record) -> bool:
    """Whether each reference of an ordinary tree has an identifier, and no rule speaks of one by itself."""
    tree = record.tree
    if tree is None:
        return True
    if tree.ordinary is None or assess(tree):
        return False
    dois, pmids = tree.ordinary.references.dois, tree.ordinary.references.pmids
    return all(dois) or all(map(add, dois, pmids))


def relate(kind: str, value: str, href: str) -> Relation:
    """Whether an address names an identifier."""
    scheme, colon, _ = href.partition("://")
    if not colon or scheme.lower() not in ("http", "https") or is_disguised(href):
        return Relation.UNJUDGED
    link = read_href(href)
    if link is None or link.kind != kind:
        return Relation.OTHER
    if value.lower() in (link.whole.lower(), decoded(link.whole).lower()):
        return Relation.SAME if link.usual else Relation.OLD
    if value.lower() in (link.value.lower(), decoded(link.value).lower()):
        return Relation.OLD
    return Relation.LIKEWISE if undecorated(kind, decoded(link.value)) == value else Relation.OTHER


def canonical(kind: str, value: str) -> str:
    """The usual address of an identifier; what an address cannot hold as itself is percent-encoded."""
    return USUAL_ADDRESS[kind] + _encoded(value)


def _encoded(text: str) -> str:
    for character, encoded in _ENCODED:
        if character in text:  # which is told much faster than that there is nothing to replace
            text = text.replace(character, encoded)
    return text


def href_edit(tree: Tree, identifier: Identifier, kind: str, value: str) -> Edit:
    """Make a link lead to the usual address of an identifier."""
    return Edit(tree.span(identifier.link, "href"), _in_json(canonical(kind, value)))


def text_edit(tree: Tree, identifier: Identifier, value: str) -> Edit | None:
    """Make a link show a text; None where what it shows is not one text already."""
    return Edit(tree.span(identifier.node, "text"), _in_json(value)) if identifier.node else None


def reference_name(reference: Node) -> str:
    """How a message calls a reference."""
    number = reference_number(reference["ref"])
    return f"reference {number}" if number else "this reference"


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
