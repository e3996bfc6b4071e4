"""What the address of a link names: a DOI or a PMID, in the usual way or in an older one."""

from __future__ import annotations

from genelint.values import NamedTuple

USUAL_ADDRESS = {"DOI": "https://doi.org/", "PMID": "https://pubmed.ncbi.nlm.nih.gov/"}
"""What the usual address of an identifier begins with."""

_PLACES = {
    "doi.org": ("DOI", ""),
    "dx.doi.org": ("DOI", ""),
    "www.doi.org": ("DOI", ""),
    "pubmed.ncbi.nlm.nih.gov": ("PMID", ""),
    "www.ncbi.nlm.nih.gov": ("PMID", "pubmed/"),
    "view.ncbi.nlm.nih.gov": ("PMID", "pubmed/"),
    "pmc.ncbi.nlm.nih.gov": ("PMID", "articles/pmid/"),
}
"""The hosts that lead to an identifier's article: of which kind, and what the path begins with."""


class Link(NamedTuple):
    """What an address names: the kind, and the identifier's part of the path, still encoded and not judged.

    `whole` is that with a query, which may belong to a DOI; `usual` says that scheme and host are the usual
    ones and that the address has no fragment.
    """

    kind: str
    value: str
    whole: str
    usual: bool


def read_href(href: str) -> Link | None:
    """Read an address; None where it does not lead to a DOI or PMID at all."""
    scheme, _, rest = href.partition("://")
    host, _, path = rest.partition("/")
    kind, start = _PLACES.get(host.lower(), ("", ""))
    if scheme.lower() not in ("http", "https") or not kind or not path.startswith(start):
        return None
    usual = f"{scheme.lower()}://{host.lower()}/" == USUAL_ADDRESS[kind] and "#" not in path
    whole = path[len(start) :].partition("#")[0]
    value = whole.partition("?")[0]
    if kind == "PMID":
        value = value.removesuffix("/")
        whole = whole.removesuffix("/")
    return Link(kind, value, whole, usual) if value else None


def decoded(text: str) -> str:
    """A part of an address with its percent-encoding undone; a plus stays a plus."""
    if "%" not in text:
        return text
    from urllib.parse import unquote  # noqa: PLC0415 - start-up

    return unquote(text)
