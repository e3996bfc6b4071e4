"""References: their identifiers, links and citations."""

from __future__ import annotations

import time

from genelint.record import Node
from variants.varying import (
    Edit,
    bold,
    cite,
    doi,
    group,
    italic,
    one_reference,
    paragraph,
    pmid,
    reference,
    summary,
    text,
)

# Accepted vectors of `identifier_cases.csv`, also the one that is accepted with a note.
_DOIS = (
    "10.1021/bi020030+",
    "10.1186/s12885-017-3139-2",
    "10.1159/000357282",
    "10.1191/0748233703th185oa",
    "10.1189/jlb.0110051",
    "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1",
    "10.1206/0003-0090(2003)277<0001:TSSAAA>2.0.CO;2",
    "10.1016/S0140-6736(05)17709-5",
    "10.1207/s15327752jpa8502&3_2",
    "10.1523/JNEUROSCI.0913-05.2005",
    "10.1000/182",
    "10.21/FQSQT4T3",
    "10.1101/2024.01.01.123456v2",
)
_PMIDS = ("12081484", "1", "42728754")
_LINKS: dict[str, list[Node]] = {
    "doi-link-plain": doi("10.1021/bi020030+", "https://doi.org/10.1021/bi020030+"),
    "doi-link-encoded-plus": doi("10.1021/bi020030+", "https://doi.org/10.1021/bi020030%2B"),
    "doi-link-encoded-brackets": doi(
        "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1",
        "https://doi.org/10.1002/(SICI)1096-8644(199601)99:1%3C1::AID-AJPA1%3E3.0.CO;2-1",
    ),
    "pmid-link": pmid("12081484", "https://pubmed.ncbi.nlm.nih.gov/12081484"),
    "pmid-link-with-slash": pmid("12081484", "https://pubmed.ncbi.nlm.nih.gov/12081484/"),
    # Others of the same kinds.
    "doi-link-encoded-throughout": doi(
        "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1",
        "https://doi.org/10.1002/%28SICI%291096-8644%28199601%2999%3A1%3c1%3a%3aAID-AJPA1%3e3.0.CO%3b2-1",
    ),
    "doi-link-encoded-slash": doi("10.1000/182", "https://doi.org/10.1000%2F182"),
    "doi-link-encoded-ampersand": doi("10.1207/s15327752jpa8502&3_2", "https://doi.org/10.1207/s15327752jpa8502%263_2"),
    "doi-in-capitals-link-in-small-letters": doi(
        "10.1523/JNEUROSCI.0913-05.2005", "https://doi.org/10.1523/jneurosci.0913-05.2005"
    ),
    "doi-in-small-letters-link-in-capitals": doi("10.1189/jlb.0110051", "https://doi.org/10.1189/JLB.0110051"),
    "doi-in-small-letters": doi("10.1016/s0140-6736(05)17709-5"),
    "doi-with-slashes": doi("10.1093/nar/gkw290"),
    "doi-with-parted-registrant": doi("10.1000.10/123456"),
    "doi-with-hash": doi("10.1000/456#789"),
    "doi-with-closing-parenthesis": doi("10.1016/0022-2836(81)"),
    "doi-with-underscore": doi("10.1007/978-3-540-72584-8_120"),
}
_CITATIONS = {
    "one-author": cite(authors="Yu Chen. "),
    "two-authors": cite(authors="Yu Chen, Yoshifumi Irie. "),
    "three-authors": cite(authors="Yu Chen, Yoshifumi Irie, Wing Ming Keung. "),
    "three-authors-and-others": cite(authors="Yu Chen, Yoshifumi Irie, Wing Ming Keung, et al. "),
    "authors-without-full-stop": cite(authors="Yu Chen, Yoshifumi Irie "),
    "consortium": cite(authors="Authors of a Consortium. "),
    "initials": cite(authors="A D Raymond, B Gekonge, et al. "),
    "accented-authors": cite(authors="Łukasz Żółć, Çağrı Öz, José-María García-O'Neil, et al. "),
    "authors-of-other-scripts": cite(authors="Иван Петров, 山田太郎, Αλέξης Κ. "),
    "particle-first": cite(authors="de la Cruz J, van 't Hoff R. "),
    "hyphens-of-other-kinds": cite(authors="Jean\u2010Luc Martin, et al. ", title="Zinc\u2010binding\u2014again."),
    "title-with-question": cite(title="Which gene binds zinc?"),
    "title-with-question-and-stop": cite(title="Which gene binds zinc?."),
    "title-in-brackets": cite(title="[On zinc]."),
    "title-in-quotes": cite(title="“Zinc” and 'copper'."),
    "title-with-greek-first": cite(title="β-catenin and zinc."),
    "title-with-number-first": cite(title="14-3-3 proteins and zinc."),
    "title-with-html": cite(title="Zinc <i>in vitro</i> &amp; in vivo."),
    "title-with-colons": cite(title="Zinc: a review: part 2, DOI and PMID."),
    "title-with-et-al": cite(title="A reply to Chen et al."),
    "title-of-one-word": cite(title="Zinc."),
    "title-of-many-words": cite(title="Zinc and copper " * 60 + "again."),
    "title-with-italics": [
        text("Yu Chen. "),
        bold(text("Zinc in "), italic(text("Homo sapiens")), text(".")),
        text(" "),
        italic(text("J Mol Biol (1999)")),
    ],
    "journal-with-parentheses": cite(journal="Biochemistry (Mosc) (2002)"),
    "journal-with-ampersand": cite(journal="Cell & Bioscience (2012)"),
    "journal-with-number-first": cite(journal="3 Biotech (2018)"),
    "journal-with-dots": cite(journal="Proc. Natl. Acad. Sci. U.S.A. (1988)"),
    "journal-of-one-letter": cite(journal="J (2019)"),
    "journal-with-accents": cite(journal="Hoppe-Seyler's Z Physiol Chem Ü (1977)"),
    "first-year": cite(journal="Philos Trans R Soc Lond (1800)"),
    "next-year": cite(journal=f"Cell ({time.localtime().tm_year + 1})"),
    "no-blank-text-before-journal": [text("Yu Chen. "), bold(text("Zinc.")), italic(text("Cell (2001)"))],
    "empty-texts": [text(""), *cite(), text("")],
    "texts-in-parts": [
        text("Yu Chen, "),
        text("et al. "),
        bold(text("Zinc "), text("again.")),
        text(" "),
        italic(text("Cell "), text("(2001)")),
    ],
}


def _two(first: list[Node], second: list[Node]) -> Edit:
    """A summary with two references."""
    return summary(
        paragraph(text("The gene is the subject of two articles."), group("1", "2")),
        references=[reference(1, *first), reference(2, *second)],
    )


VARIANTS: dict[str, Edit] = {
    **{f"doi-{shown.replace('/', '_')}": one_reference(*doi(shown)) for shown in _DOIS},
    **{f"pmid-{shown}": one_reference(*pmid(shown)) for shown in _PMIDS},
    **{name: one_reference(*identifiers) for name, identifiers in _LINKS.items()},
    **{f"citation-{name}": one_reference(citation=citation) for name, citation in _CITATIONS.items()},
    "doi-and-pmid": one_reference(*doi("10.1021/bi020030+"), *pmid("12081484")),
    "doi-alone-then-pmid-alone": _two(doi("10.1021/bi020030+"), pmid("28241806")),
    "pmid-alone-then-doi-alone": _two(pmid("12081484"), doi("10.1186/s12885-017-3139-2")),
    "dois-that-begin-alike": _two(doi("10.1186/bcr2"), doi("10.1186/bcr29")),
    "pmids-that-begin-alike": _two(pmid("1105668"), pmid("11056684")),
    "same-citation-of-two-articles": summary(
        paragraph(text("The gene is the subject of two articles."), group("1", "2")),
        references=[reference(number, citation=cite(title="Zinc.")) for number in (1, 2)],
    ),
    "full-stop-behind-identifiers": one_reference(*pmid("12081484"), text(".")),
    "empty-text-behind-identifiers": one_reference(*pmid("12081484"), text("")),
}
"""By name."""
