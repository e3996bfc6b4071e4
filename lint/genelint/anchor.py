"""Names of places in a record that stay the same when the record grows around them.

A JSON pointer names another place as soon as a paragraph is added or references are sorted. An anchor names a place in
the reference list by what the reference is, and a place in the text of the summary by the words before it; elsewhere
the label of a field or the name of a dataset does. Together with the value, which is what is marked there, it tells a
finding from all others of its rule. A mark's value is the reference that it leads to, and its number only where it
leads nowhere, so that numbering references anew changes neither.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from genelint.grammar import LABELS, SLOT_NAMES, accept_line
from genelint.model import Source, Span
from genelint.record import Identifier, Node, Record, Tree, plain_text, reference_number
from genelint.values import NamedTuple

SUMMARY = "Summary"

_CONTEXT = 40
"""So many code points of the words beside a place name it."""

_LONGEST = 80
"""Longer values are cut, and a digest tells them apart."""

LONGEST_NAME = 200
"""The same for names of datasets and genes; those of datasets have up to a hundred."""

_FAR = 100
"""So many lines are looked at for the one that another stands behind."""

_ESCAPE = 6
"""As many code points as one can take in JSON, `\\u` and its digits."""

_REFERENCE_LABELS = {"b": "title", "i": "journal"}


class Place(NamedTuple):
    """An anchor and the value that stands there."""

    anchor: str
    value: str


class Anchors:
    """The anchors of one record; what they need of its tree is worked out for the first that asks."""

    __slots__ = ("_prose", "_references", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self._prose: _Prose | None = None
        self._references: _References | None = None

    def place(self, span: Span, pointer: str, message: str) -> Place:
        """The place of a finding, `pointer` being the name of its field or its JSON pointer (see `engine.pointer_at`).

        Where nothing is marked, what the message says is missing there is the value.
        """
        record = self.record
        text = record.source.text
        value = text[span.start : span.end] or message
        tree_span = record.tree_span
        if tree_span is None or not tree_span.start <= span.start < tree_span.end:
            return Place(self._in_line(span, pointer), shortened(value))
        if record.tree is not None:
            return self._in_tree(record.tree, span, pointer, value)
        before = text[max(tree_span.start, span.start - 2 * _CONTEXT) : span.start]
        return Place(_joined(_tail(before)), shortened(value))

    def _in_line(self, span: Span, pointer: str) -> str:
        """The anchor of a place outside the tree: its field or dataset, with the words before what says nothing by
        itself; of a line that is none of the layout, what it stands behind."""
        source = self.record.source
        number, column = source.line_col(span.start)
        if not pointer:
            names = (line_name(source, before) for before in range(number - 1, max(0, number - 1 - _FAR), -1))
            return next((f"after {name}" for name in names if name), "")
        start = span.start - column + 1
        bar = source.text.find("|", start, span.start)
        if bar < 0 or not _is_piece(source.text, span):
            return pointer
        words = _tail(source.text[max(bar + 1, span.start - 2 * _CONTEXT) : span.start])
        return f"{pointer}/{words}" if words else pointer

    def _in_tree(self, tree: Tree, span: Span, pointer: str, value: str) -> Place:
        nodes, key = _way(tree.value, pointer)
        if self._references is None:
            self._references = _References(tree)
        references, node = self._references, nodes[-1]
        if not key and value[0] in "{[":
            value = "" if node is tree.value else references.said(node)
        elif key == "ref" or key.endswith("_ref"):
            value = value if node["type"] == "r" else references.cited(node[key])
        else:
            value = _decoded(value)
        at = next((at for at, outer in enumerate(nodes) if outer["type"] == "r"), None)
        if at is not None:
            inside = [inner for inner in nodes[at:] if inner["type"] != "t"]
            labels = [references.labels.get(id(inner)) or str(inner["type"]) for inner in inside]
            return Place(_joined(*labels, self._before(tree, node, key, span), key), shortened(value))
        if node is tree.value:
            return Place(SUMMARY, shortened(value))
        if self._prose is None:
            self._prose = _Prose(tree)
        prose = self._prose
        start = prose.starts[id(node)]
        before = prose.text[max(prose.starts[id(nodes[1])], start - 2 * _CONTEXT) : start]
        if key == "text":
            first = max(tree.span(node, key).start, span.start - 2 * _CONTEXT * _ESCAPE)
            before += _decoded(self.record.source.text[first : span.start])
        return Place(_joined(_tail(before) or _head(prose.text[start : start + 2 * _CONTEXT]), key), shortened(value))

    def _before(self, tree: Tree, node: Node, key: str, span: Span) -> str:
        """The words of a text before a piece of it that says nothing by itself."""
        text = self.record.source.text
        whole = tree.span(node, key) if key in ("text", "href") else span
        if span == whole or not _is_piece(text, span):
            return ""
        return _tail(_decoded(text[max(whole.start, span.start - 2 * _CONTEXT * _ESCAPE) : span.start]))


class _References:
    """What the references of a tree are called: `labels` names them and their parts by `id`."""

    __slots__ = ("_names", "labels")

    def __init__(self, tree: Tree) -> None:
        self._names: dict[int, str] = {}
        self.labels: dict[int, str] = {}
        for reference, identifiers in tree.identifiers:
            name = self.labels[id(reference)] = _name(reference, identifiers)
            number = reference_number(reference["ref"])
            if number is not None:
                self._names.setdefault(number, name)
            for child in reference["children"]:
                if child["type"] in _REFERENCE_LABELS:
                    self.labels[id(child)] = _REFERENCE_LABELS[child["type"]]
            self.labels.update((id(identifier.link), identifier.kind) for identifier in identifiers)

    def cited(self, value: object) -> str:
        """What a mark's value leads to: the name of the reference, or the value itself where there is none."""
        number = reference_number(value)
        return str(value) if number is None else self._names.get(number, str(value))

    def said(self, node: Node) -> str:
        """The text of a node, its marks being what they lead to."""
        parts: list[str] = []
        stack = [node]
        while stack:
            inner = stack.pop()
            if inner["type"] == "t":
                parts.append(inner["text"])
            elif inner["type"] != "r":
                parts += [f"[{self.cited(inner[key])}]" for key in ("ref", "start_ref", "end_ref") if key in inner]
            stack.extend(reversed(inner.get("children", ())))
        return "".join(parts)


class _Prose:
    """The text of a tree, and where each node begins in it, by `id`."""

    __slots__ = ("starts", "text")

    def __init__(self, tree: Tree) -> None:
        self.starts: dict[int, int] = {}
        parts: list[str] = []
        length = 0
        stack = [tree.value]
        while stack:
            node = stack.pop()
            self.starts[id(node)] = length
            if node["type"] == "t":
                parts.append(node["text"])
                length += len(node["text"])
            stack.extend(reversed(node.get("children", ())))
        self.text = "".join(parts)


@lru_cache(256)  # for many findings in one long line
def line_name(source: Source, number: int) -> str:
    """What a line is called: its label, its dataset, or the name of its place; empty for none of the layout.

    A long name is cut: each of a thousand findings in a line would have all of it.
    """
    line = source.text[slice(*source.line_span(number))]
    label = line.partition("|")[0].strip()
    if label in LABELS:
        return label
    accepted = accept_line(line)
    if accepted is not None and accepted.slot is not None and accepted.slot.name != "ROW":
        return SLOT_NAMES[accepted.slot]
    return shortened(label, LONGEST_NAME) if "|" in line else ""


def shortened(value: str, longest: int = _LONGEST) -> str:
    """A value; of a long one the beginning and a digest."""
    if len(value) <= longest:
        return value
    from hashlib import sha256  # noqa: PLC0415 - start-up

    digest = sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{value[:_CONTEXT]}… {digest[:16]}"


def _way(root: Node, pointer: str) -> tuple[list[Node], str]:
    """The nodes on the way of a JSON pointer, and the key at its end where that is no node's own place."""
    nodes = [root]
    if not pointer.startswith("/"):  # the root has the name of its field
        return nodes, ""
    key = ""
    inner: Any = root
    for step in pointer.split("/")[1:]:
        if isinstance(inner, list):
            node = cast("list[Node]", inner)[int(step)]
            nodes.append(node)
            inner, key = node, ""
        else:
            inner, key = inner[step], step
    return nodes, "" if key == "children" else key


def _name(reference: Node, identifiers: tuple[Identifier, ...]) -> str:
    """What a reference is, whatever its number: its PMID, its DOI, its title, or all that it says."""
    texts = {identifier.kind: identifier.text for identifier in reversed(identifiers)}
    pmid, doi = texts.get("PMID", ""), texts.get("DOI", "")
    if pmid.isascii() and pmid.isdigit():
        return f"PMID {pmid}"
    if doi.startswith("10."):
        return f"DOI {shortened(doi.lower())}"
    titles = (plain_text(child) for child in reference["children"] if child["type"] == "b")
    return shortened(_spaced(next(titles, "")) or _spaced(plain_text(reference)))


def _is_piece(text: str, span: Span) -> bool:
    """Whether what is marked says nothing by itself: it is no word, or in the middle of one."""
    start, end = span
    is_inside = text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum()
    return is_inside or not any(map(str.isalnum, text[start:end]))


def _joined(*parts: str) -> str:
    return "/".join((SUMMARY, *filter(None, parts)))


def _tail(text: str) -> str:
    words = _spaced(text)
    if len(words) > _CONTEXT:
        words = words[-_CONTEXT:].partition(" ")[2] or words[-_CONTEXT:]
    return f"…{words}" if words else ""


def _head(text: str) -> str:
    words = _spaced(text)
    if len(words) > _CONTEXT:
        words = words[:_CONTEXT].rpartition(" ")[0] or words[:_CONTEXT]
    return f"{words}…" if words else ""


def _spaced(text: str) -> str:
    """The words of a text, without what a fix of its blanks, hidden characters or Unicode form may change."""
    words = " ".join(text.split())
    if words.isascii() and words.isprintable():
        return words
    from unicodedata import normalize  # noqa: PLC0415 - start-up

    return normalize("NFC", "".join(filter(str.isprintable, words)))


def _decoded(piece: str) -> str:
    """A piece of a JSON text as it reads, or as it stands where it is cut inside an escape."""
    if "\\" not in piece:
        return piece
    from json import loads  # noqa: PLC0415 - start-up

    try:
        return str(loads(f'"{piece}"', strict=False))
    except ValueError:
        return piece
