"""The summary tree is no valid JSON.

What it does
------------
Finds every syntax error of the tree's JSON at its place: a comma, colon, quote or bracket that is missing or too many,
a quote or line break inside a text that is not escaped, and words that JSON does not have.

Why it matters
--------------
One such slip makes the whole summary unreadable: neither its footnotes nor its references can be shown or checked.

How to repair
-------------
Put what the message expects. After each slip the rest is read as if it were repaired, so that every message stands for
one slip.

Fix safety
----------
There is no fix: what was meant is only a guess.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_no_problems


def check(record: Record) -> Iterator[Finding]:
    """Report each syntax error, marked at the token; `found` and `expected` of a problem say all."""
    for problem in record.found("invalid-json"):
        yield Finding(problem.span, f"invalid JSON: {problem.found} stands here, expected {problem.expected}")


RULE = RecordRule(
    Meta(
        code="TRE001",
        name="invalid-json",
        summary="The summary tree is no valid JSON.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(
                '{"type": "t", "text": " Some',
                '{"type": "t" «"text"»: " Some',
                'invalid JSON: "text" stands here, expected "," before it',
            ),
            Bad(
                '"text": " cells."}',
                '"text": " cells."«,» }',
                'invalid JSON: a "," before "}" stands here, expected no comma after the last entry',
            ),
            Bad(
                '{"type": "i", "children": [{"type": "t", "text": "cul',
                '{"type": "i", "children" «[»{"type": "t", "text": "cul',
                'invalid JSON: "[" stands here, expected ":" after the key',
            ),
            Bad(
                '"text": "cultured"}]}',
                '"text": "cultured"}«}»',
                'invalid JSON: "}" stands here, expected "]" before it',
            ),
            Bad(
                '"text": "cultured"}]}',
                '"text": "cultured"}]«]»}',
                'invalid JSON: "]" stands here, expected "," or "}"',
            ),
            Bad(
                "holds zinc.",
                'holds «"»zinc".',
                r"invalid JSON: a double quote inside a text stands here, expected it to be written \"",
            ),
            Bad(
                '{"type": "t", "text": " cells."}',
                '{"type": «\'t\'», "text": «None»}',
                (
                    "invalid JSON: \"'t'\" stands here, expected double quotes around it",
                    'invalid JSON: "None" stands here, expected null',
                ),
            ),
            Bad(
                '"text": " cells."}',
                '"text": «"» cells.}',
                "invalid JSON: a text without its closing quote stands here, expected a double quote where the text "
                "ends",
            ),
            Bad(
                "holds zinc.",
                r"holds «\μ»zinc«\u12».",
                (
                    r'invalid JSON: the escape "\μ" stands here, expected \", \\, \/, \b, \f, \n, \r, \t or \u',
                    r'invalid JSON: the escape "\u12" stands here, expected \u and four hexadecimal digits',
                ),
            ),
            Bad(
                "holds zinc.",
                "holds«\t»zinc.",
                r"invalid JSON: the control character U+0009 stands here, expected the escape \t",
            ),
            Bad(
                '"https://pubmed.ncbi.nlm.nih.gov/15747776"}]}]}]}',
                '"https://pubmed.ncbi.nlm.nih.gov/15747776"}]«»',
                'invalid JSON: the end of the JSON stands here, expected "}]}]}" to close what is still open',
            ),
            Bad(
                '"https://pubmed.ncbi.nlm.nih.gov/15747776"}]}]}]}',
                '"https://pubmed.ncbi.nlm.nih.gov/15747776"}]}]}]} «{}»',
                'invalid JSON: "{}" stands here, expected nothing after the end of the JSON',
            ),
        ),
        good=(
            Good("holds zinc.", r"holds \"zinc\", {copper}, [and,] \\ C:.", "JSON's own characters, inside a text"),
            Good(r'{"type": "t", "text": "\n\n"}, ', '{"text": "", "type": "t"}, ', "keys in another order"),
        ),
    ),
    check,
    has_no_problems,
)
