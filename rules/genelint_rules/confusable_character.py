"""A character that looks like an ASCII one in an identifier.

What it does
------------
Finds hyphens, dashes and minus signs of their own (U+2010 to U+2015, U+2212), and Cyrillic, Greek and full-width
letters that look like ASCII ones, in the symbol, synonyms, proteins and links. A word with other letters of such a
script is left alone, as are small Greek letters such as alpha, which stand for themselves, and all prose. The texts of
DOIs and PMIDs and the NCBI Gene ID have rules of their own.

Why it matters
--------------
The name reads right and is another one: no search finds it, and the link leads nowhere. Such characters come from word
processors and web pages.

How to repair
-------------
Type the character on the keyboard, or let the fix put the ASCII one.

Fix safety
----------
The fix is unsafe: a curated value changes.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, Span, Tree, quote
from genelint_rules.names import are_ascii

_CYRILLIC = "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
_SMALL_CYRILLIC = "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455"
_GREEK = "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
_FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F)))
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_LOOKS_LIKE = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-") | dict(
    zip(
        _CYRILLIC + _SMALL_CYRILLIC + _GREEK + _FULL_WIDTH,
        "ABESIJKMHOPCTYX" + "aceopxyijs" + "ABEZHIKMNOPTYXo" + _ASCII,
        strict=True,
    )
)
_SMALL_GREEK = "\u03b1-\u03c9"
_NAMES = {"Synonyms": "a synonym", "Proteins": "a protein's name"}
_OTHER_LETTER = rf"[^\W\x00-\x7f{_SMALL_GREEK}{re.escape(''.join(_LOOKS_LIKE))}]"
_WORD = r"[^\s,|]+"
_CHARACTER = r"\\(?:[^u]|u([0-9a-fA-F]{4}))|([^\x00-\x7f])"


def check(record: Record) -> Iterator[Finding]:
    """Report each such character."""
    if record.sentence is not None:
        yield from _in_words(record.sentence.symbol.text, record.sentence.symbol.start, "the symbol")
    if record.mention is not None:
        yield from _in_words(record.mention.text, record.mention.start, "the symbol")
    for label, name in _NAMES.items():
        if label in record.fields:
            value = record.fields[label].value
            yield from _in_words(value.text, value.start, name)
    if record.tree is not None:
        yield from _in_links(record.tree)


def _in_links(tree: Tree) -> Iterator[Finding]:
    """The characters of links, as themselves or as escapes."""
    for node in tree.buckets["a"]:
        if not node["href"].isascii():
            span = tree.span(node, "href")
            for match in re.compile(_CHARACTER).finditer(tree.text, *span):
                character = chr(int(match[1], 16)) if match[1] else match[2] or ""
                if character in _LOOKS_LIKE:
                    yield _finding(Span(*match.span()), character, "a link")


def _in_words(text: str, start: int, name: str) -> Iterator[Finding]:
    """The characters of identifiers; no letters of a word that is plainly of another script."""
    for match in re.finditer(_WORD, text) if not text.isascii() else ():
        is_foreign = re.search(_OTHER_LETTER, match.group()) is not None
        for at, character in enumerate(match.group(), start + match.start()):
            if character in _LOOKS_LIKE and not (is_foreign and character.isalpha()):
                yield _finding(Span(at, at + 1), character, name)


def _finding(span: Span, character: str, name: str) -> Finding:
    import unicodedata  # noqa: PLC0415 - start-up

    ascii_character = _LOOKS_LIKE[character]
    called = f"U+{ord(character):04X} ({unicodedata.name(character).lower()})"
    message = f"{called} stands in {name}, expected {quote(ascii_character)}; type the ASCII character"
    fix = Fix(f"Replace it by {quote(ascii_character)}", (Edit(span, ascii_character),), Safety.UNSAFE)
    return Finding(span, message, fix)


RULE = RecordRule(
    Meta(
        code="TXT006",
        name="confusable-character",
        summary="A character that looks like an ASCII one in an identifier.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                "MT-0, MT-1H, MT-IH",
                "MT-0, MT«\u2011»1H, MT«\u2212»IH",
                (
                    'U+2011 (non-breaking hyphen) stands in a synonym, expected "-"; type the ASCII character',
                    'U+2212 (minus sign) stands in a synonym, expected "-"; type the ASCII character',
                ),
                fixed="MT-0, MT-1H, MT-IH",
            ),
            Bad(
                "MT-0, MT-1H, MT-IH",
                "«\u041c»T-0, M«\u03a4»-1H, MT-IH«\uff11»",
                (
                    'U+041C (cyrillic capital letter em) stands in a synonym, expected "M"; type the ASCII character',
                    'U+03A4 (greek capital letter tau) stands in a synonym, expected "T"; type the ASCII character',
                    'U+FF11 (fullwidth digit one) stands in a synonym, expected "1"; type the ASCII character',
                ),
                fixed="MT-0, MT-1H, MT-IH1",
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                '{"type": "a", "children": [{"type": "t", "text": " cells."}], "href": "https://example.org/a«\u2013»b"}',
                'U+2013 (en dash) stands in a link, expected "-"; type the ASCII character',
                fixed='{"type": "a", "children": [{"type": "t", "text": " cells."}], "href": "https://example.org/a-b"}',
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                r'{"type": "a", "children": [{"type": "t", "text": " cells."}], "href": "https://example.org/«\u2010»b"}',
                'U+2010 (hyphen) stands in a link, expected "-"; type the ASCII character',
                fixed='{"type": "a", "children": [{"type": "t", "text": " cells."}], "href": "https://example.org/-b"}',
                also=("TRE008",),
            ),
            Bad(
                "MT1H has 1,204",
                "MT1«\u041d» has 1,204",
                'U+041D (cyrillic capital letter en) stands in the symbol, expected "H"; type the ASCII character',
                fixed="MT1H has 1,204",
            ),
            Bad(
                "associations for MT1H from",
                "associations for «\u041c»T1H from",
                'U+041C (cyrillic capital letter em) stands in the symbol, expected "M"; type the ASCII character',
                fixed="associations for MT1H from",
            ),
        ),
        good=(
            Good("holds zinc.", "holds zinc\u2014and, in \u041c\u043e\u0441\u043a\u0432\u0430, copper.", "prose"),
            Good("MT-0, MT-1H", "MT-0, MT-1\u03b1, \u0413\u0415\u041d", "a Greek letter, and a word of another script"),
        ),
    ),
    check,
    are_ascii,
)
