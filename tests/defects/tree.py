"""Defects of the summary tree."""

from __future__ import annotations

from typing import Any

from defects.planting import REFERENCE_1, P, Plant, T, in_tree, substitute, swap


def deep(levels: int) -> Plant:
    """A bold node in a bold node and so on, at the head of the first paragraph (the second level of nodes).

    Nodes of levels 3 to `levels + 2` are made; the first beyond 100 is marked.
    """
    opening = '{"type": "b", "children": ['
    before = 98
    nest = opening * before + "«" + opening * (levels - before) + '{"type": "t", "text": "x"}' + "]}" * levels
    return swap('"type": "p", "children": [', f'"type": "p", "children": [{nest}, ')


def without_footnotes(root: dict[str, Any]) -> None:
    """Take the marks and the reference list out of a tree."""
    stack = [root]
    while stack:
        node = stack.pop()
        node["children"] = [child for child in node["children"] if child["type"] not in ("f", "fg", "rg")]
        stack += [child for child in node["children"] if "children" in child]
    root["type"] = "«root"


PLANTS: dict[str, dict[str, Plant]] = {
    "TRE001": {
        "comma-lost": swap('"type": "p", "children"', '"type": "p" «"children"'),
        "comma-doubled": swap('"type": "p", "children"', '"type": "p", «, "children"'),
        "comma-trailing": substitute(r'("type": "p", "children": \[\{"type": "t", "text": "[^"]*")\}', r"\1«,}"),
        "colon-lost": swap('"type": "p", "children": [', '"type": "p", "children" «['),
        "bracket-lost": substitute(r"\]\}\]\}$", r"]}«}"),
        "brace-extra": substitute(r"\]\}\]\}$", r"]}]}«}"),
        "end-lost": substitute(r"\]\}\]\}$", r"]}«"),
        "quote-inside": swap(T, T + 'a «"b" c'),
        "quote-lost": swap('"type": "p", "children"', '"type": «p", "children"'),
        "single-quotes": swap('"type": "p"', "\"type\": «'p'"),
        "bare-key": swap('"type": "p"', '«type: "p"'),
        "python-none": swap('"type": "p"', '"type": «None'),
        "bad-escape": swap(T, T + "«\\q"),
        "short-unicode": swap(T, T + "«\\u12 "),
        "raw-tab": swap(T, T + "x«\ty"),
        "comment": swap('"type": "p"', '«/*x*/ "type": "p"'),
        "two-roots": substitute(r"^(\{.*\})$", r"\1 «{}"),
        "closing-quote-lost": substitute(r'"text": ("[^"]*)"\}, \{', r'"text": «\1}, {'),
    },
    "TRE002": {
        "type": swap('"type": "p",', '"»type": "p", "«type": "p",'),
        "text": swap(T, '{"type": "t", "»text": "", "«text": "'),
        "ref": swap(REFERENCE_1, '{"type": "r", "ref": 1, "«ref": 1, '),
    },
    "TRE003": {
        "unknown-type": swap('"type": "p"', '"type": "«para"'),
        "extra-key": swap('{"type": "p", ', '{"type": "p", "«class": "x", '),
        "misspelt-key": swap('"type": "t", "text"', '"type": "t", "«txt": "x", "text"'),
        "missing-key": swap(P, P + '{"type": "«t"}, '),
        "missing-type": swap(P, P + '«{"text": "x"}, '),
        "text-number": swap(P, P + '{"type": "t", "text": «7}, '),
        "children-text": swap(P, P + '{"type": "b", "children": "«x"}, '),
        "child-text": swap(P, P + '"«x", '),
        "child-null": swap(P, P + "«null, "),
        "wrong-child": swap(P, P + '{"type": "«p", "children": []}, '),
        "mark-outside-group": swap(P, P + '{"type": "«fg_f", "ref": "1"}, '),
        "ref-true": swap(REFERENCE_1, '{"type": "r", "ref": «true, '),
        "ref-float": swap(REFERENCE_1, '{"type": "r", "ref": «1.0, '),
        "ref-nan": swap(REFERENCE_1, '{"type": "r", "ref": «NaN, '),
        "ref-infinite": swap(REFERENCE_1, '{"type": "r", "ref": «-Infinity, '),
        "root-type": swap('{"type": "root"', '{"type": "«tree"'),
    },
    "TRE004": {"one-too-deep": deep(99), "much-too-deep": deep(600), "hopelessly-deep": deep(12_000)},
    "TRE005": {
        "list-lost": substitute(
            r'^\{"type": "root".*', '{"type": "«root", "children": [{"type": "t", "text": "It binds zinc."}]}'
        ),
        "r-in-paragraph": swap(P, P + '{"type": "«r", "ref": 1, "children": []}, '),
        "list-in-paragraph": swap(P, P + '{"type": "«rg", "children": []}, '),
        "text-after": lambda text: substitute(r"\]\}$", ', {"type": "p", "children": [{"type": "t", "text": "x"}]}]}')(
            text.replace('{"type": "rg"', '{"type": "«rg"')
        ),
        "no-list": in_tree(without_footnotes),
        "two-lists": substitute(r"\]\}$", ', {"type": "«rg", "children": []}]}'),
    },
    "TRE006": {
        "paragraph": swap('{"type": "p"', '«{"type": "p", "children": []}, {"type": "p"'),
        "blank-paragraph": swap(
            '{"type": "p"', '«{"type": "p", "children": [{"type": "t", "text": "\\n"}]}, {"type": "p"'
        ),
        "group": swap(P, P + '«{"type": "fg", "children": []}, '),
        "bold": swap(P, P + '«{"type": "b", "children": [{"type": "t", "text": " "}]}, '),
        "italic-in-bold": swap(P, P + '«{"type": "b", "children": [{"type": "i", "children": []}]}, '),
        "link": swap(P, P + '«{"type": "a", "href": "https://example.org", "children": []}, '),
    },
    "TRE007": {
        "script": swap(
            P, P + '{"type": "a", "href": "«javascript:alert(1)", "children": [{"type": "t", "text": "x"}]}, '
        ),
        "ftp": swap(P, P + '{"type": "a", "href": "«ftp://a/b", "children": [{"type": "t", "text": "x"}]}, '),
        "relative": swap(P, P + '{"type": "a", "href": "«/gene/1", "children": [{"type": "t", "text": "x"}]}, '),
        "empty": swap(P, P + '{"type": "a", "href": "«", "children": [{"type": "t", "text": "x"}]}, '),
        "data": swap(P, P + '{"type": "a", "href": "«data:text/html,x", "children": [{"type": "t", "text": "x"}]}, '),
    },
    "TRE008": {
        "compact": swap('{"type": "root", ', '«{"type":"root", '),
        "escaped": substitute(r'^(\{"type": "root".*?"text": ")', r"«\1\\u0041"),
    },
}
"""By code and name."""
