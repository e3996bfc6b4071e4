"""A link to something else than a web page.

What it does
------------
Finds a link (`href`) that does not begin with `http://` or `https://` and a host: other schemes, such as `javascript:`,
relative and empty links, and links with blanks before them.

Why it matters
--------------
Who clicks a `javascript:` link runs a stranger's program on our page. A relative link leads to a place that does not
exist.

How to repair
-------------
Put the address of the page, from `https://` on, or take the link away and keep its text.

Fix safety
----------
There is no fix: the right address is not known.
"""

import re
from collections.abc import Iterator

from genelint.rule import Bad, Finding, Good, Meta, Record, RecordRule, Severity, has_ordinary_tree, quote

_WEB = r"(?i:https?://[^\s/?#\\])"


def check(record: Record) -> Iterator[Finding]:
    """Report each such link, marked at its `href`."""
    tree = record.tree
    for node in tree.buckets["a"] if tree is not None else ():
        href: str = node["href"]
        if tree is not None and not re.match(_WEB, href):
            found = f"the link {quote(href)}" if href else "an empty link"
            message = f'{found} stands here, expected "https://" and a host; put the address of a web page'
            yield Finding(tree.span(node, "href"), message)


def _link(href: str) -> str:
    return '{"type": "a", "children": [{"type": "t", "text": " cells."}], "href": "' + href + '"}'


_TEXT = '{"type": "t", "text": " cells."}'

_EXPECTED = 'stands here, expected "https://" and a host; put the address of a web page'

RULE = RecordRule(
    Meta(
        code="TRE007",
        name="unsafe-link",
        summary="A link to something else than a web page.",
        severity=Severity.ERROR,
        since="0.1.0",
        bad=(
            Bad(_TEXT, _link("«javascript:alert(1)»"), f'the link "javascript:alert(1)" {_EXPECTED}'),
            Bad(
                _TEXT,
                f"{_link('«ftp://example.org/a»')}, {_link('«data:text/html,x»')}",
                (f'the link "ftp://example.org/a" {_EXPECTED}', f'the link "data:text/html,x" {_EXPECTED}'),
            ),
            Bad(
                _TEXT,
                f"{_link('«/gene/4496»')}, {_link('«»')}, {_link('«example.org»')}",
                (
                    f'the link "/gene/4496" {_EXPECTED}',
                    f"an empty link {_EXPECTED}",
                    f'the link "example.org" {_EXPECTED}',
                ),
            ),
            Bad(
                _TEXT,
                f"{_link('« https://example.org»')}, {_link('«https:///a»')}",
                (f'the link " https://example.org" {_EXPECTED}', f'the link "https:///a" {_EXPECTED}'),
            ),
        ),
        good=(
            Good(_TEXT, _link("https://example.org/?a=javascript:"), "the word, in the address of a web page"),
            Good(_TEXT, _link("HTTP://EXAMPLE.ORG"), "a scheme in capitals"),
        ),
    ),
    check,
    has_ordinary_tree,
)
