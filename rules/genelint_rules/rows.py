"""What the texts of rows say: the gene that they speak of and the dataset that they name, shared by the ASC rules."""

import re
from functools import lru_cache

from genelint.rule import GENE, Part, Record, Row, Vocabulary
from genelint_rules.datasets import names_in_text
from genelint_rules.proven import Proven

LEFT_OVER = "{0}"
"""What stands in upstream templates where the symbol belongs."""

_FROM = " from the "
_CLOSING = " dataset."
_BEFORE_KIND = r"(?<!\S)(\S++) (?:gene|protein)(?![a-z])"
_LAST_WORD = r"(?<!\S)(?:at|by|contain|containing|for|involving|of|on|to|with) (\S++)$"
_WORD = r"\S++"
_LIKE_SYMBOL = r"(?=\S*[A-Z0-9])[A-Za-z0-9][A-Za-z0-9._@/-]{0,21}"
_IN_SYMBOL = re.compile(r"[A-Za-z0-9_@]|[-./][A-Z0-9]")
"""What goes on with a symbol after its end: `HLA` is none of the words of `HLA-DRB1`, and one of `HLA-binding`."""

_ENDS_SYMBOL = re.compile(r"(?<=[\w@])|(?<=[A-Z][-./])")
"""Behind what makes a symbol the end of another one."""


@lru_cache(maxsize=1)
def odd_rows(record: Record) -> tuple[Row, ...]:
    """The rows whose text speaks of another gene than the record, of none, or of another dataset than the row.

    A text with characters that do not print is left to the rules of these. Most rows differ from those of other
    records in the symbol alone, and are known by their templates.
    """
    table, symbol, vocabulary = record.table, record.symbol, record.vocabulary
    if table is None or are_usual(record):
        return ()
    # A row may have a template though the table has none; but a `{0}` that was left over is no symbol.
    templates = table.templates or ["" if "{" in line else line.replace(symbol, GENE) for _, line in table.lines]
    rows = map(table.row, _usual_rows(vocabulary).others(templates))
    return tuple(row for row in rows if _is_odd(row, symbol, vocabulary))


def are_good(record: Record) -> bool:
    """Whether no row is odd, and sentence and instruction line, as far as there are any, have one symbol."""
    symbol, mention = record.symbol, record.mention
    is_one = symbol != LEFT_OVER and (mention is None or mention.text == symbol)
    return is_one and (are_usual(record) or not odd_rows(record))


@lru_cache(maxsize=1)
def are_usual(record: Record) -> bool:
    """Whether no row of the table is odd, holds a blank that is not plain, or stands as it does for one symbol only."""
    table = record.table
    return table is not None and table.templates is not None and _usual_rows(record.vocabulary).of_all(table.templates)


@lru_cache(maxsize=8)
def _usual_rows(vocabulary: Vocabulary) -> Proven:
    """The templates of rows that are usual whatever the symbol: they have it before the name of the dataset."""

    def is_good(template: str) -> bool:
        name, text = template.split(" | ")[:2]
        before, _, after = text.rpartition(_FROM)
        return (
            template.isprintable()
            and "  " not in template
            and GENE in before
            and GENE not in after
            and GENE not in "".join(names_in_text(vocabulary, name))
            and names_its_dataset(vocabulary, Row(Part(name, 0), Part(text, 0)))
        )

    return Proven(is_good)


def _is_odd(row: Row, symbol: str, vocabulary: Vocabulary) -> bool:
    text = " ".join(row.text.text.split())
    return text.isprintable() and (
        LEFT_OVER in text or not speaks_of(text, symbol) or not names_its_dataset(vocabulary, row)
    )


def speaks_of(text: str, symbol: str) -> bool:
    """Whether a symbol stands in a row's text, as a word, before the dataset is named."""
    return find_symbol(text, symbol) is not None


def find_symbol(text: str, symbol: str) -> int | None:
    """Where in a row's text a symbol stands so."""
    body = _body(text)
    at = body.find(symbol)
    while at >= 0:
        if not _IN_SYMBOL.match(body, at + len(symbol)) and not _ENDS_SYMBOL.match(body, at):
            return at
        at = body.find(symbol, at + 1)
    return None


def gene_word(text: Part, symbol: str) -> Part | None:
    """The word of a row's text that stands in the symbol's place: the symbol in other case, or what looks like one
    where a gene is named."""
    body = _body(text.text)
    folded = symbol.casefold()
    words = [*re.finditer(_BEFORE_KIND, body), *re.finditer(_LAST_WORD, body)]
    for match in re.finditer(_WORD, body):
        if match.group().casefold() == folded:
            return Part(match.group(), text.start + match.start())
    for match in words:
        word = match[1].rstrip(",.;:")
        if re.fullmatch(_LIKE_SYMBOL, word):
            return Part(word, text.start + match.start(1))
    return None


def names_its_dataset(vocabulary: Vocabulary, row: Row) -> bool:
    """Whether a row's text closes with the name of its dataset, or with what the source page calls it there."""
    text = " ".join(row.text.text.split())
    return any(
        text.endswith((f" from the {name}{_CLOSING}", f" from the curated {name}{_CLOSING}"))
        for name in names_in_text(vocabulary, row.name.text)
    )


def misnamed(record: Record) -> set[int]:
    """The rows whose text names another dataset, or none, by where their names begin: of what dataset they are, and
    what follows from it, nobody can know."""
    vocabulary = record.vocabulary
    return {row.name.start for row in odd_rows(record) if not names_its_dataset(vocabulary, row)}


def named_dataset(text: Part) -> Part | None:
    """The name of a dataset with which a row's text closes."""
    if not text.text.endswith(_CLOSING):
        return None
    before, found, name = text.text.removesuffix(_CLOSING).rpartition(_FROM)
    start = text.start + len(before) + len(_FROM)
    curated = "curated "
    if name.startswith(curated):
        return Part(name.removeprefix(curated), start + len(curated))
    return Part(name, start) if found else None


def _body(text: str) -> str:
    """A row's text up to the name of the dataset."""
    return text.rpartition(_FROM)[0] or text
