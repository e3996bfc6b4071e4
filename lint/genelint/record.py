"""A gene record as it was read: every part typed, with its place in the source.

Parts that could not be read are absent, and a `Problem` says so; a rule that needs an absent part has nothing to say.
Spans inside the summary tree are worked out when first asked for, since most records are clean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genelint import jsontext
from genelint.jsontext import Route
from genelint.model import Part, Source, Span
from genelint.ordinary import Ordinary
from genelint.sidecar import Sidecar
from genelint.table import Table
from genelint.values import NamedTuple
from genelint.vocabulary import Vocabulary, standard

MAX_NODE_DEPTH = 100
"""How deep nodes of the tree may be nested, the root counting as 1."""

MAX_JSON_DEPTH = 2 * MAX_NODE_DEPTH
"""The same in open JSON objects and arrays: a node and its `children` are two."""

Node = dict[str, Any]
"""A node of the summary tree, as `json.loads` gives it."""


class Problem(NamedTuple):
    """Something that reading found: `kind` is the name of the rule that reports it.

    `found` is what stands at `span`, `expected` what should; either may be empty. `edits` would repair it, and
    `other` is another place that belongs to it. Which texts a kind uses is said where it is made, in `layout` and
    `tree`.
    """

    kind: str
    span: Span
    found: str = ""
    expected: str = ""
    edits: tuple[tuple[Span, str], ...] = ()
    other: Span | None = None


class Field(NamedTuple):
    """A line `Label | value |`; blanks around the value are not part of it."""

    label: Part
    value: Part


class Sentence(NamedTuple):
    """The association sentence, cut into what it says.

    `total` is the number of associations, `spanning` the number of categories, `categories` the list between the
    parentheses, `datasets` the number of datasets; numbers are digits and commas.
    """

    symbol: Part
    total: Part
    spanning: Part
    categories: Part
    datasets: Part


class Identifier(NamedTuple):
    """A DOI or PMID of a reference: the `a` node after the text that ends in `DOI: ` or `PMID: `.

    `kind` is `DOI` or `PMID`, `text` what the link shows, `node` the `t` node that holds it (None where the link
    shows nothing, or more than one text).
    """

    kind: str
    link: Node
    text: str
    node: Node | None


class Nodes(NamedTuple):
    """The root of a tree and its nodes by type; see `Tree`."""

    value: Node
    buckets: dict[str, list[Node]]


class Tree:
    """The summary tree. Nodes are plain dicts; `span` and `key_span` tell where they stand.

    `value` is the root, `text[start:end]` its JSON in the source. `buckets` holds the nodes by type, in document
    order, except that the three kinds of footnote mark (`f`, `fg_f`, `fg_fs`) share the bucket `mark`; texts have
    none. `ordinary` is what the tree says where it is an ordinary one (see the module), whose nodes are not made before
    somebody asks for them; else None.
    """

    __slots__ = ("_around", "_escapes", "_identifiers", "_nodes", "_place", "_read", "end", "ordinary", "start", "text")

    def __init__(self, text: str, span: Span, read: Callable[[], Nodes], ordinary: Ordinary | None = None) -> None:
        self.text = text
        self.start, self.end = span
        self.ordinary = ordinary
        self._read = read
        self._nodes: Nodes | None = None
        self._escapes: frozenset[str] | None = None if ordinary is None else frozenset("n")
        self._place: jsontext.Value | None = None
        self._around: dict[int, tuple[Node, int]] | None = None
        self._identifiers: list[tuple[Node, tuple[Identifier, ...]]] | None = None

    @property
    def nodes(self) -> Nodes:
        """The root and the nodes by type."""
        if self._nodes is None:
            self._nodes = self._read()
        return self._nodes

    @property
    def value(self) -> Node:
        """The root."""
        return self.nodes.value

    @property
    def buckets(self) -> dict[str, list[Node]]:
        """The nodes by type, in document order."""
        return self.nodes.buckets

    @property
    def escapes(self) -> frozenset[str]:
        """The letters that follow a backslash in the JSON (`n` may not), and an empty text for an escaped backslash."""
        if self._escapes is None:
            pieces = self.text[self.start : self.end].split("\\")
            self._escapes = frozenset([piece[:1] for piece in pieces[1:]])
        return self._escapes

    @property
    def marks(self) -> list[Node]:
        """The footnote marks in document order: `f` and `fg_f` with `ref`, `fg_fs` with `start_ref` and `end_ref`."""
        return self.buckets["mark"]

    @property
    def references(self) -> list[Node]:
        """The `r` nodes in document order."""
        return self.buckets["r"]

    @property
    def identifiers(self) -> list[tuple[Node, tuple[Identifier, ...]]]:
        """Each reference with its DOIs and PMIDs, in document order."""
        if self._identifiers is None:
            self._identifiers = [(node, _identifiers(node)) for node in self.references]
        return self._identifiers

    def route(self, node: Node) -> Route:
        """The way from the root to a node of this tree (found by identity). Raises KeyError for any other."""
        if self._around is None:
            self._around = {}
            inside = [self.value]
            for outer in inside:
                for at, child in enumerate(outer.get("children", ())):
                    self._around[id(child)] = outer, at
                    inside.append(child)
        steps: list[str | int] = []
        while node is not self.value:
            node, at = self._around[id(node)]
            steps += (at, "children")
        return tuple(reversed(steps))

    def span(self, node: Node, key: str | None = None) -> Span:
        """Where a node, or the value under one of its keys, stands; a text without its quotes."""
        place = self._locate(self.route(node))
        if key is not None:
            place = jsontext.member(place, key)[1]
        return jsontext.inner_span(self.text, place)

    def text_span(self, identifier: Identifier) -> Span:
        """Where the text of an identifier stands: inside its quotes, or all that the link shows."""
        if identifier.node is not None:
            return self.span(identifier.node, "text")
        return self.span(identifier.link, "children")

    def key_span(self, node: Node, key: str) -> Span:
        """Where a key of a node stands, without its quotes."""
        return jsontext.member(self._locate(self.route(node)), key)[0]

    def pointer_at(self, offset: int) -> str:
        """The JSON pointer (RFC 6901) of the innermost value at an offset in the source."""
        return jsontext.pointer_at(self._root(), offset)

    def _root(self) -> jsontext.Value:
        if self._place is None:
            self._place = jsontext.place(self.text, self.start)
        return self._place

    def _locate(self, route: Route) -> jsontext.Value:
        return jsontext.locate(self._root(), route)


class Record:
    """One gene record. Treat as frozen.

    `problems` are those of reading, in the order of the text. `recognised` is False where no line at all is one of
    the layout; then nothing else is known. `fields` maps a label to the first field of that label, `mention` is the
    symbol in the instruction line. `tree_span` is the tree's JSON whether or not it could be read. `ordinary` is True
    where every line is surely in its usual form: no blanks around it, and one on each side of a bar. `sidecar` is the
    file of associations beside it, where there is one; `vocabulary` has the datasets and categories that it may name.
    """

    __slots__ = (
        "_vocabulary",
        "fields",
        "mention",
        "ordinary",
        "problems",
        "recognised",
        "sentence",
        "sidecar",
        "source",
        "table",
        "tree",
        "tree_span",
    )

    def __init__(  # noqa: PLR0913
        self,
        source: Source,
        *,
        problems: tuple[Problem, ...] = (),
        recognised: bool = True,
        ordinary: bool = False,
        fields: dict[str, Field],
        tree: Tree | None = None,
        tree_span: Span | None = None,
        sentence: Sentence | None = None,
        mention: Part | None = None,
        table: Table | None = None,
        sidecar: Sidecar | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.source = source
        self.sidecar = sidecar
        self._vocabulary = vocabulary
        self.problems = problems
        self.recognised = recognised
        self.ordinary = ordinary
        self.fields = fields
        self.tree = tree
        self.tree_span = tree_span
        self.sentence = sentence
        self.mention = mention
        self.table = table

    @property
    def symbol(self) -> str:
        """The gene's symbol: the sentence's, or the instruction line's where there is no sentence; may be empty."""
        part = self.sentence.symbol if self.sentence else self.mention
        return part.text if part else ""

    @property
    def vocabulary(self) -> Vocabulary:
        """The datasets and categories that the record may name: the standard ones where no others were given."""
        if self._vocabulary is None:
            self._vocabulary = standard()
        return self._vocabulary

    def found(self, kind: str) -> list[Problem]:
        """The problems of one kind."""
        return [problem for problem in self.problems if problem.kind == kind] if self.problems else []


def reference_number(value: object) -> int | None:
    """The number that a `ref` means: a positive integer or a string of its digits; None where it is neither."""
    if isinstance(value, str):
        digits = value.isascii() and value.isdigit() and value[0] != "0" and len(value) <= 18
        return int(value) if digits else None
    return value if type(value) is int and value > 0 else None


def plain_text(node: Node) -> str:
    """All text below a node, in order."""
    parts: list[str] = []
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner["type"] == "t":
            parts.append(inner["text"])
        stack.extend(reversed(inner.get("children", ())))
    return "".join(parts)


def _identifiers(reference: Node) -> tuple[Identifier, ...]:
    found: list[Identifier] = []
    children: list[Node] = reference["children"]
    before: Node = {}
    for child in children:
        if child["type"] == "a" and "text" in before:
            label = before["text"].rstrip()
            kind = "DOI" if label.endswith("DOI:") else "PMID" if label.endswith("PMID:") else ""
            if kind:
                texts = child["children"]
                if len(texts) == 1 and "text" in texts[0]:
                    found.append(Identifier(kind, child, texts[0]["text"], texts[0]))
                else:
                    found.append(Identifier(kind, child, plain_text(child), None))
        before = child
    return tuple(found)
