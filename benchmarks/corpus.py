"""Makes gene records to measure with: the same bytes for the same seed, on every machine.

Families, prose and row texts are those of the example records; symbols, references, identifiers and counts are made by
rule and name nothing real. A record depends on the seed and its own number only: a longer corpus begins like a shorter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "data"
SEED = 4496

CATEGORIES = (
    "cell line, cell type or tissue",
    "chemical",
    "disease, phenotype or trait",
    "functional term, phrase or reference",
    "gene, protein or microRNA",
    "molecular profile",
    "organism",
    "sequence feature",
    "structural feature",
)
CATEGORY_OF_ROW = (
    "0000004300040000054422133333300122104422222215543-----------------------------------220332441461333333333370000"
    "1422201000002440002432484443440004111441332440244114424344433324430433400051401442-0440000000444633"
)
"""For each row of TP53.txt the position of its dataset's category in CATEGORIES; `-` for datasets without one."""

DEFECTS = (
    ("LAY001", r"(?m)^API \| \|$", "<<<<<<< HEAD\nAPI | |"),
    ("TRE001", r'("type": "rg"),', r"\1"),
    ("REF001", r'"fg_f", "ref": "[0-9]+"', '"fg_f", "ref": "977"'),
    ("IDN001", r'"([0-9]{8})"\}\], "href"', r'"PMC\1"}], "href"'),
    ("ASC002", r"extracted from [0-9]+", "extracted from 900"),
    ("LAY002", r"(?m)^Synonyms \|", "Synonims |"),
    ("TRE001", r"\]\}\n\|\n", "]\n|\n"),
    ("REF001", r'"end_ref": "[0-9]+"', '"end_ref": "978"'),
    ("IDN002", r'"text": "10\.', '"text": "10,'),
    ("ASC003", r"spanning ([0-9])", r"spanning 1\1"),
    ("LAY003", r"(?m)^Name \| .*\n", ""),
    ("TRE002", r'("type": "p"), ', r"\1, \1, "),
    ("REF002", r'"type": "rg", "children": \[', r'\g<0>{"type": "r", "ref": 979, "children": []}, '),
    ("ASC008", r"(?m)^(.* dataset\. \| \|)$", r"\1\n\1"),
    ("LAY006", r"(?m)^(Name \| .*) \|$", r"\1"),
    ("TRE003", r'"href"', '"herf"'),
    ("LAY008", r"(?m)dataset\. \| \|$", "dataset. | x | |"),
    ("TRE003", r'\{"type": "b"', '{"type": "bold"'),
    ("TXT002", r"dataset\. \|", "data\u200bset. |"),
    ("ASC001", "entities spanning", "entities spaning"),
    ("LAY004", r"(?m)^(NCBI Gene ID \| .*\n)", r"\1\1"),
    ("TRE005", r'("children": \[)(\{"type": "p")', r'\1{"type": "rg", "children": []}, \2'),
    ("TXT004", r"\A(.*)\n", "\\1\r\n"),
    ("LAY011", r"(?m)^Dataset \|", "\n\\g<0>"),
)
"""A rule, a pattern, and what makes its first match a defect of that rule; taken in turn, the families mixed."""

_TITLES = ("Levels of {} in {}.", "A screen for {}, and what {} has to do with it.", "Does {} matter? On {} — a reply.")
_TOPICS = (
    "zinc thiolate clusters of short proteins that are rich in cysteine",
    "the renal cortex of mice that were fed with cadmium for three weeks",
    "β-catenin signalling in a lymphoblastic cell line",
    "circulating monocytes before and after treatment",
    "double-strand repair, S-nitrosylation and steroid hormones",
)
_NAMES = ("Anna Berg", "Yu Chen", "Tomás de la Cruz", "Jürgen Kröger", "Mary O'Neill", "Ikuko Sato", "B R van Dijk")
_JOURNALS = ("Biochemistry", "BMC Cancer", "Urol Int", "J Neurosci", "Breast Cancer Res", "Proc Natl Acad Sci U S A")
_DOIS = (
    "10.1186/s{}-017-3139-2",
    "10.1021/bi{}+",
    "10.1002/(SICI){}(19970709)72:1<1::AID-IJC4>3.0.CO;2-#",
    "10.1016.1/{}",
)
_SYMBOLS = ("HLA-{}", "MT-{}", "{}@", "OK/{}.58", "C{}orf112", "3.8-{}", "LOC100{}")
_SOURCES = ("", " [provided by RefSeq, Jul 2008]", "[supplied by OMIM, Mar 2008].", " [provided by RefSeq, Dec 2014].")
_FRAME = """\
{head}API | |
Download Associations | |
Predicted Functions |
![]() |
Co-expressed Genes |
![]() |
Expression in Tissues and Cell Lines |
![]() |
{symbol} has {total:,} functional associations with biological entities spanning {spanning} categories ({categories}) \
extracted from {datasets} datasets.
Click the + buttons to view associations for {symbol} from the datasets below.
If available, associations are ranked by standardized value
Dataset | Summary | |
---|---|---|
{rows}"""

Node = Mapping[str, object]


class Dataset(NamedTuple):
    """A row of the table, with TP53 as its symbol, and the category of its dataset."""

    row: str
    category: str


def records(count: int, seed: int = SEED, defective: float = 0.03) -> Iterator[tuple[str, bytes]]:
    """File names and contents of `count` records, of which the part `defective` has one planted defect each."""
    planted = 0
    for index in range(count):
        symbol, text = _record(index, Random(f"{seed}:{index}"))  # noqa: S311
        if int((index + 1) * defective) > planted:
            text = plant(text, planted)
            planted += 1
        yield symbol.replace("/", "$slash$") + ".txt", text.encode()


def write(folder: Path, count: int, seed: int = SEED, defective: float = 0.03) -> None:
    """Write a corpus into a new folder."""
    folder.mkdir()
    for name, data in records(count, seed, defective):
        (folder / name).write_bytes(data)


def plant(text: str, number: int) -> str:
    """The text with one defect, the first from `number` on that it has a place for."""
    for turn in range(number, number + len(DEFECTS)):
        _, pattern, replacement = DEFECTS[turn % len(DEFECTS)]
        planted, done = re.subn(pattern, replacement, text, count=1)
        if done:
            return planted
    raise ValueError("this is no record")


def bare(summary: Node | None = None, datasets: Sequence[Dataset] = (), **fields: str) -> str:
    """A record with the fields that must be there and the given parts."""
    fields |= {"Name": "example gene", "NCBI Gene ID": "1"}
    return _assembled("BCD1", fields, summary, datasets, len(datasets))


def _record(index: int, random: Random) -> tuple[str, str]:
    """The symbol and the text of one clean record."""
    families, sentences, datasets = _material()
    stem = "".join("BCDFGHKLMPRTVWXZ"[index >> shift & 15] for shift in (8, 4, 0)) + str((index >> 12) + 1)
    symbol = random.choice(_SYMBOLS).format(stem) if random.random() < 0.1 else stem if index else "T"
    optional = {
        "HGNC Family": ", ".join(random.sample(families, random.choice((1, 1, 2)))),
        "Description": " ".join(random.sample(sentences, random.randint(1, 5))) + random.choice(_SOURCES),
        "Synonyms": ", ".join([f"{stem}L", f"{stem}-1H", f"{stem}-IH", f"FLJ{10_000 + index}"][: random.randint(1, 4)]),
        "Proteins": ", ".join([f"{stem}_HUMAN", f"{stem}B_HUMAN"][: random.randint(1, 2)]),
    }
    fields = {label: value for label, value in optional.items() if random.random() < 0.85}
    fields |= {"Name": f"example gene {stem}", "NCBI Gene ID": str(1_000 + index)}
    references = min(40, int(random.expovariate(1 / 8)))
    tree = _summary(index, random, references, sentences) if references else None
    size = 0 if random.random() < 0.03 else int(random.triangular(1, len(datasets) + 1, 105))
    rows = [datasets[at] for at in sorted(random.sample(range(len(datasets)), size))]
    return symbol, _assembled(symbol, fields, tree, rows, size and size + int(random.expovariate(1 / 4_000)))


def _summary(index: int, random: Random, references: int, sentences: Sequence[str]) -> Node:
    """Paragraphs that cite 1 to `references` in order, alone, in groups and as ranges, some of them again."""
    paragraphs: list[Node] = []
    cited = 0
    while cited < references:
        children: list[Node] = []
        for _ in range(random.randint(1, 4)):
            children.append(words(" ".join(random.sample(sentences, random.randint(1, 3)))))
            last = min(references, cited + random.choice((1, 1, 1, 2, 3, 6)))
            again = [] if cited == 0 or random.random() < 0.7 else [random.randint(1, cited)]
            if last > cited + 1 and random.random() < 0.6:
                mark: Node = {"type": "fg_fs", "start_ref": str(cited + 1), "end_ref": str(last)}
                children.append(node("fg", mark))
            elif last == cited + 1 and not again and random.random() < 0.3:
                children.append({"type": "f", "ref": last})
            elif last > cited or again:
                children.append(group(*range(cited + 1, last + 1), *again))
            cited = last
        paragraphs += [node("p", *children, node("i", words("in vitro")), words("\n")), words("\n\n")]
    return tree_of(paragraphs, references, index)


def tree_of(content: Sequence[Node], references: int, index: int = 0) -> Node:
    """A tree with a list of so many references; `index` makes their identifiers differ from other records'."""
    listed = [_reference(number, 1_000_000 + index * 100 + number) for number in range(1, references + 1)]
    return node("root", *content, node("rg", *listed))


def _reference(number: int, identifier: int) -> Node:
    """A reference whose parts and identifiers follow from a number of its own; some lack the DOI or the PMID."""
    authors = ", ".join((_NAMES * 2)[identifier % 7 :][: 1 + identifier % 3])
    title = _TITLES[identifier % 3].format(_TOPICS[identifier % 5], _TOPICS[(identifier + 2) % 5])
    journal = f"{_JOURNALS[identifier % 6]} ({1975 + identifier % 50})"
    doi = _DOIS[identifier % 4].format(identifier)
    href = doi.replace("<", "%3C").replace(">", "%3E").replace("#", "%23")
    pmid = str(20_000_000 + identifier)
    children = [words(f"{authors}, et al. "), node("b", words(title)), words(" "), node("i", words(journal))]
    if identifier % 11:
        children += [words(" DOI: "), node("a", words(doi), href=f"https://doi.org/{href}")]
    if identifier % 11 != 5:
        children += [words(" PMID: "), node("a", words(pmid), href=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}")]
    return node("r", *children, ref=number)


def group(*numbers: int) -> Node:
    """A group of footnote marks."""
    return node("fg", *({"type": "fg_f", "ref": str(number)} for number in numbers))


def node(kind: str, *children: Node, **keys: object) -> Node:
    """A node with children."""
    return {"type": kind, "children": list(children), **keys}


def words(text: str) -> Node:
    """A node of text."""
    return {"type": "t", "text": text}


def _assembled(symbol: str, fields: dict[str, str], tree: Node | None, datasets: Sequence[Dataset], total: int) -> str:
    summary = f"Summary |\n{json.dumps(tree, ensure_ascii=False)}\n|\n" if tree else ""
    head = ""
    for label in ("HGNC Family", "Name", "Description", "", "Synonyms", "Proteins", "NCBI Gene ID"):
        head += f"{label} | {fields[label]} |\n" if label in fields else "" if label else summary
    categories = sorted({dataset.category for dataset in datasets})
    return _FRAME.format(
        head=head, symbol=symbol, total=total, spanning=len(categories), categories=", ".join(categories),
        datasets=len(datasets), rows="\n".join(dataset.row for dataset in datasets).replace("TP53", symbol),
    )  # fmt: skip


@cache
def _material() -> tuple[list[str], list[str], list[Dataset]]:
    """Families, sentences and datasets of the examples."""
    joined = "\n".join(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt")))
    families = sorted(set(re.findall(r"(?m)^HGNC Family \| ([^,|]+) \|$", joined)))
    descriptions = " ".join(re.findall(r"(?m)^Description \| (.+) \|$", joined))
    sentences = sorted(set(re.findall(r"[A-Z][^.[\]]{30,}\.", descriptions)))
    rows = (EXAMPLES / "TP53.txt").read_text(encoding="utf-8").partition("---|---|---|\n")[2].splitlines()
    pairs = zip(rows, CATEGORY_OF_ROW, strict=True)
    return families, sentences, [Dataset(row, CATEGORIES[int(digit)]) for row, digit in pairs if digit.isdigit()]
