"""The summary tree: its prose, its nodes, and the ways to write its JSON."""

from __future__ import annotations

import json

from defects.planting import swap
from genelint.record import Node
from variants.varying import (
    Edit,
    bold,
    each_node,
    group,
    italic,
    link,
    mark,
    paragraph,
    prose,
    rewritten,
    summary,
    text,
)

_PROSE = {
    "line-breaks": "\nOne line.\n\nAnother line.\n",
    "tabs-and-returns": "One\tline.\r\nAnother line. ",
    "doubled-blanks": "Two  blanks, and a no-break\u00a0one. ",
    "thin-blanks": "5\u2009µM, 10\u202f% and 3\u2007. ",
    "unusual-hyphens": "A cysteine\u2010rich, zinc\u2011binding protein\u2014of the cytoplasm\u2013and\u2212more. ",
    "greek": "Works with β-catenin, TNF-α and the Δ-isoform, at 37 °C. ",
    "umlauts": "Beschrieben von Müller, Tölle und Søndergård in Zürich. ",
    "other-scripts": "Описан в Москве, 東京 και Αθήνα; ١٢٣ are digits. ",
    "astral": "Shown as \U0001f9ec, and in formulas as \U0001d6fc. ",
    "combining": "Described by Mu\u0308ller and Garci\u0301a. ",
    "superscripts": "Ca²⁺, H₂O, NH₄⁺ and 10⁻³. ",
    "bar": "P(A|B), a | b, and a bar at the end |",
    "bar-first": "| is a bar. ",
    "layout-words": "Name | metallothionein | and API | | are lines of a record. ",
    "dataset-row": "KEGG Pathways | pathways with it from the KEGG Pathways dataset. | | ",
    "html": "<b>Bold</b>, <br/>, &amp;, <script>alert(1)</script> and <!-- a comment -->. ",
    "markdown": "**Bold**, [a link](https://example.org), `code`, # a heading and ![](x). ",
    "backslashes": "C:\\genes\\new, \\u0041 and \\\\ two of them. ",
    "quotes": "A \"quoted\" word, 'another', “a third” and ‘a fourth’. ",
    "json": '{"type": "rg", "children": []} and [1, 2, NaN], with "ref": "99". ',
    "braces": "{0} of them, {{x}}, }{ and ][. ",
    "marks-in-words": "Some write [1], (2-4) or 5. ",
    "identifiers": "PMID: 12081484 and DOI: 10.1000/182, once at http://dx.doi.org/10.1000/182, are no links. ",
    "html-entities": "&lt;p&gt; and &#x2010; stay as they are. ",
    "one-character": "A",
    "blank": " ",
    "empty": "",
    "line-break-alone": "\n",
    "long": "The protein binds zinc and copper in most tissues. " * 1_000,
    "long-word": "A" * 20_000 + " ",
    "slashes": "and/or, //, /* none of it */. ",
    "delete-nothing": "100% of %s and $1. ",
}


def _children_first(node: Node) -> Node:
    children = {"children": node["children"]} if "children" in node else {}
    return children | {key: inner for key, inner in node.items() if key != "children"}


def _type_last(node: Node) -> Node:
    return {key: inner for key, inner in node.items() if key != "type"} | {"type": node["type"]}


def _backwards(node: Node) -> Node:
    return dict(reversed(node.items()))


def _with_empty_texts(node: Node) -> Node:
    if node["type"] == "p":
        node["children"] = [inner for child in node["children"] for inner in (text(""), child, text(""))]
    return node


def _with_breaks_between(node: Node) -> Node:
    if node["type"] == "root":
        node["children"] = [inner for child in node["children"] for inner in (text("\n"), child)] + [text("\n")]
    return node


def _nested(levels: int) -> Node:
    node = text("deep")
    for level in range(levels):
        node = bold(node) if level % 2 else italic(node)
    return node


def _cited(*children: Node) -> Edit:
    """A summary whose one paragraph holds these nodes and cites its one reference."""
    return summary(paragraph(text("It binds zinc"), *children, group("1")), references=1)


VARIANTS: dict[str, Edit] = {
    **{f"prose-{name}": prose(content) for name, content in _PROSE.items()},
    "children-first": each_node(_children_first),
    "type-last": each_node(_type_last),
    "keys-backwards": each_node(_backwards),
    "keys-sorted": rewritten(lambda tree: json.dumps(tree, ensure_ascii=False, sort_keys=True)),
    "json-compact": rewritten(lambda tree: json.dumps(tree, ensure_ascii=False, separators=(",", ":"))),
    "json-spacious": rewritten(lambda tree: json.dumps(tree, ensure_ascii=False, separators=(" , ", " : "))),
    "json-ascii": rewritten(json.dumps),
    "json-escapes-in-capitals": swap('"text": "', r'"text": "\u03B2\u2010 '),
    "json-escaped-slashes": rewritten(lambda tree: json.dumps(tree, ensure_ascii=False).replace("/", r"\/")),
    "json-escaped-letter": swap('"type": "p"', r'"type": "\u0070"'),
    "json-escaped-key": swap('"type": "p"', r'"\u0074ype": "p"'),
    "json-surrogate-pair": swap('"text": "', r'"text": "\ud83e\uddec '),
    "empty-texts": each_node(_with_empty_texts),
    "breaks-between": each_node(_with_breaks_between),
    "text-under-root": summary(text("It binds zinc."), mark("1"), references=1),
    "all-under-root": summary(
        bold(text("It")),
        italic(text("binds")),
        link("zinc", "https://example.org/zinc"),
        text("."),
        group(1),
        mark(1),
        references=1,
    ),
    "bold-in-italic": _cited(italic(bold(text(" and ")), text("copper"))),
    "link-in-bold": _cited(bold(link(" and copper", "https://example.org/copper"))),
    "bold-in-link": _cited(
        {"type": "a", "children": [bold(text(" and")), text(" copper")], "href": "https://a.example"}
    ),
    "mark-in-bold": _cited(bold(text(" and copper"), mark("1"))),
    "mark-in-italic": _cited(italic(text(" and copper"), group("1"))),
    "nested": _cited(_nested(90)),
    "blank-bold-beside-text": _cited(bold(text(" "), text("and copper"))),
    "plain-http-link": _cited(link(" and copper", "http://example.org")),
    "link-with-query": _cited(link(" and copper", "https://example.org:8080/a/b.html?x=1&y=%20z#part")),
    "link-with-capitals": _cited(link(" and copper", "HTTPS://Example.ORG/Zinc")),
    "link-with-other-characters": _cited(link(" and copper", "https://example.org/wiki/Zürich")),
    "many-paragraphs": summary(
        *(paragraph(text(f"\nThe part of the number {number}."), group("1"), text("\n")) for number in range(200)),
        references=1,
    ),
    "no-references": summary(paragraph(text("Nothing is known of it."))),
    "paragraphs-without-marks": summary(
        paragraph(text("It is said to bind zinc.")),
        paragraph(text("Copper is bound as well."), mark("1")),
        paragraph(text("Of iron nothing is known.")),
        references=1,
    ),
}
"""By name."""
