"""What stands in the fields: families, names, prose and its sources, synonyms, proteins, Gene IDs."""

from __future__ import annotations

import re
from collections.abc import Callable

from variants.varying import Edit, value

_PROSE = "Binds zinc and is made when a cell meets cadmium."

_FAMILIES = {
    "without-root": "Mitochondrial complex IV",
    "comma-in-name": "Fanconi anemia, complementation groups (FANC)",
    "parentheses-in-name": "RING-type (C3HC4) zinc fingers (RNF)",
    "parentheses-in-parentheses": "Receptors (G (alpha) protein) (GPR)",
    "colon": "Mitochondrial complex IV: cytochrome c oxidase subunits (COX)",
    "slash": "Protein phosphatases, Mg2+/Mn2+ dependent (PPM)",
    "several": "RING-type (C3HC4) zinc fingers (RNF), Fanconi anemia, complementation groups (FANC), T-boxes (TBX)",
    "several-without-roots": "Mitochondrial complex I, Mitochondrial complex IV: assembly factors",
    "rooted-and-rootless": "T-boxes (TBX), Mitochondrial complex IV, Metallothioneins (MT)",
    "commas-in-root": "Immunoglobulin-like domain containing (IG, IGC)",
    "prime-and-hyphen": "5'-nucleotidases, 3'-5' exonucleases (NT5)",
    "plus-sign": "Na+/K+ transporting ATPase interacting (NKAIN)",
    "greek": "β-defensins (DEFB)",
    "number-first": "14-3-3 phospho-serine/phospho-threonine binding proteins (YWHA)",
    "many": ", ".join(f"Family of the number {number} (FAM{number})" for number in range(1, 40)),
}

_NAMES = {
    "comma": "BRCA1, DNA repair associated",
    "greek": "β-1,3-galactosyltransferase 5",
    "prime": "5'-nucleotidase, cytosolic 3A",
    "parentheses": "glutamate receptor (NMDA) subunit (putative)",
    "slash-and-colon": "phosphatase 1/2: regulatory subunit",
    "brackets": "succinate dehydrogenase [ubiquinone] iron-sulfur subunit",
    "charge": "ATPase Na+/K+ transporting subunit",
    "hyphen": "zinc finger with U\u2010box",
    "like-a-date": "septin 1, formerly 1-Sep",
    "quotes": 'gene "without a name"',
    "like-code": "{0 of them}",
    "backslash": r"a \ b \n c",
    "long": "zinc finger " * 200 + "protein",
    "ampersand": "T&B cell receptor &amp; more",
}

_DESCRIPTIONS = {
    "source": f"{_PROSE} [provided by RefSeq, Jul 2008]",
    "source-without-blank": f"{_PROSE}[provided by RefSeq, Jul 2008]",
    "source-with-full-stop": f"{_PROSE} [supplied by OMIM, Mar 2008].",
    "source-without-blank-with-full-stop": f"{_PROSE}[supplied by OMIM, Mar 2008].",
    "text-after-source": f"{_PROSE} [supplied by OMIM, Mar 2008]. It has more than one transcript.",
    "text-after-source-at-once": f"{_PROSE} [supplied by OMIM, Mar 2008] and more.",
    "two-sources": f"{_PROSE} [supplied by OMIM, Mar 2008]. {_PROSE} [provided by RefSeq, Jul 2008]",
    "source-of-the-alliance": f"{_PROSE} [provided by Alliance of Genome Resources, Mar 2025]",
    "source-without-date": f"{_PROSE} [supplied by OMIM]",
    "source-with-month-in-full": f"{_PROSE} [provided by RefSeq, September 2011]",
    "source-alone": "[provided by RefSeq, Jul 2008]",
    "source-with-comma": f"{_PROSE} [provided by Genes, Cells and Data, Apr 2016]",
    **{
        f"source-of-{month.lower()}": f"{_PROSE} [provided by RefSeq, {month} 2012]"
        for month in ("Jan", "Feb", "Apr", "May", "Jun", "Aug", "Sep", "Oct", "Nov", "Dec")
    },
    "no-source": _PROSE,
    "other-brackets": "Holds a [2Fe-2S] cluster, and a [4Fe-4S] cluster [at its end].",
    "unpaired-bracket": "Takes the interval [0, 1) for its own.",
    "no-full-stop": "Predicted to bind zinc",
    "one-word": "Unknown",
    "unusual-hyphens": "A cysteine\u2010rich, zinc\u2011binding protein\u2014of the cytoplasm\u2013and the nucleus.",
    "greek": "Works with β-catenin, TNF-α and the Δ-isoform, at 37 °C and 5 µM.",
    "umlauts": "Beschrieben von Müller, Tölle und Søndergård in Zürich.",
    "other-scripts": "Описан в Москве, 東京 και Αθήνα.",
    "astral": "Shown as \U0001f9ec, and in formulas as \U0001d6fc.",
    "combining": "Described by Mu\u0308ller and Garci\u0301a.",
    "html": "Makes H<sub>2</sub>O &amp; CO<sub>2</sub>; see <a href='https://example.org'>there</a>.",
    "backslashes": r"A path C:\genes\new, an escape \u0041 and \\ two of them.",
    "quotes": "A \"quoted\" word, 'another', “a third” and ‘a fourth’.",
    "address": "See https://www.ncbi.nlm.nih.gov/gene/4496?report=full#top for more.",
    "identifiers": "PMC13900, PMC7418728.2, HGNC:7400, P80294, P80294-2, A0A023GPI8, ENSG00000139618 and "
    "ENSG00000049246.14 are names of other lists; doi:10.1000/182 is the handbook.",
    "dates": "First seen on 1-Sep and 2001-09-01, in 2.31E+13 cells.",
    "template": "The {1} of a {name} and 100% of %s.",
    "long": "The protein binds zinc and copper in most tissues. " * 400 + "That is all.",
    "numbers-first": "17 exons, 3 of which are read in another order.",
    "sentence-like": "MT1H has 12 associations with biological entities spanning 3 categories (chemical).",
}

_SYNONYMS = {
    "one": "MT-0",
    "capitals-differ": "p53, P53",
    "hyphen-and-none": "MT-1H, MT-IH, MTIH",
    "primes-and-brackets": "AGP-B', b(2)gcn, CYP46A-se1[12:13:14]",
    "comma-between-digits": "beta-1,3-GalT, 11,12-EET",
    "blanks": "Factor VIII, Rhesus blood group",
    "greek": "IFN-γ, β2M",
    "slash": "OK/SW-CL.58, HLA-DQA1/2",
    "at-sign": "PCDHB@, HOXA@",
    "like-dates": "Oct-4, Dec-205, OCT-1, MARCH-II",
    "numbers": "9-27, 6-16, 4-1BB, 3.8-1.2",
    "like-floating-point": "2310009E13, 1E10, 14.3.3",
    "one-letter": "T, E, b",
    "underscore": "C4B_2, GTF2H2C_2",
    "many": ", ".join(f"ZNF{number}" for number in range(100, 400)),
    "long": "ABCDEFGHIJKLMNOPQRSTUVWXYZ-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "like-labels": "API, Name",
    "asterisk-and-plus": "HLA-A*02, CD3+",
}

_PROTEINS = {
    # Accepted vectors of `identifier_cases.csv`.
    "usual": "MT1H_HUMAN",
    "with-accession": "A0A023GPI8_CANGL",
    "five-and-five": "TINA1_DROME",
    "species-with-digit": "A3SA23_9RHOB",
    "several": "GNAS1_HUMAN, GNAS2_HUMAN, GNAS3_HUMAN, ALEX_HUMAN",
    "several-in-another-order": "GNAS3_HUMAN, ALEX_HUMAN, GNAS2_HUMAN, GNAS1_HUMAN",
    "digits-only": "1433B_HUMAN, 5HT1A_HUMAN",
    "short": "T_HUMAN",
}

_GENE_IDS = ("1", "9", "4496", "100507043", "9999999999")  # with the accepted vectors of `identifier_cases.csv`


def _reordered(label: str, order: Callable[[list[str]], list[str]]) -> Edit:
    """The items of a list in another order."""
    pattern = re.compile(rf"^({label} \| )(.*)( \|)$", re.MULTILINE)
    return lambda record: pattern.sub(
        lambda match: match[1] + ", ".join(order(match[2].split(", "))) + match[3], record, count=1
    )


VARIANTS: dict[str, Edit] = {
    f"{kind}-{name}": value(label, content)
    for label, kind, values in (
        ("HGNC Family", "family", _FAMILIES),
        ("Name", "name", _NAMES),
        ("Description", "description", _DESCRIPTIONS),
        ("Synonyms", "synonyms", _SYNONYMS),
        ("Proteins", "proteins", _PROTEINS),
        ("NCBI Gene ID", "gene-id", {number: number for number in _GENE_IDS}),
    )
    for name, content in values.items()
} | {
    "synonyms-reversed": _reordered("Synonyms", lambda items: items[::-1]),
    "synonyms-sorted": _reordered("Synonyms", sorted),
}
"""By name."""
