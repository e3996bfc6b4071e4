"""The summary tree: accepted in one walk, explained by jsonschema where it is refused.

Both follow `summary-tree.schema.json`, the only source of what a tree may be. The walk is driven by the schema's
definitions; a property test holds the two together.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import genelint_schemas
from genelint import jsontext
from genelint.model import Span
from genelint.record import (
    MAX_JSON_DEPTH,
    MAX_NODE_DEPTH,
    Node,
    Problem,
    Tree,
    inner_span,
    locate,
)
from genelint.wording import listed, nearest, quote

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

SCHEMA = "summary-tree.schema.json"
_NODE_NAMES = frozenset(["root", "p", "b", "i", "t", "a", "f", "fg_f", "fg_fs", "fg", "rg", "r"])
_KIND_NAMES = {"object": "a node in braces", "array": "a list of nodes", "string": "a text", "integer": "an integer"}


class NodeType(NamedTuple):
    """What the schema says of a node type: its keys, and the types that its children may have (None for a leaf)."""

    name: str
    keys: frozenset[str]
    children: dict[str, NodeType] | None


def read_tree(text: str, span: Span) -> tuple[Tree | None, tuple[Problem, ...]]:
    """Read the tree whose JSON stands at `span`. A tree is given unless it is broken; never raises."""
    repeated: list[Node] = []

    def make_object(pairs: list[tuple[str, Any]]) -> Node:
        node = dict(pairs)
        if len(node) != len(pairs):
            repeated.append(node)
        return node

    try:
        value = json.loads(text[span.start : span.end], object_pairs_hook=make_object)
    except (ValueError, RecursionError):
        return _explain(text, span)
    buckets = accept(value)
    if buckets is None or repeated:
        return _explain(text, span)
    return Tree(value, buckets, text, span), ()


def accept(value: object) -> dict[str, list[Node]] | None:
    """The nodes of a tree by bucket (see `Tree.buckets`), or None for anything that the schema refuses.

    The value is what `json.loads` gives, of any depth; a tree nested over `MAX_NODE_DEPTH` is refused too.
    """
    buckets: dict[str, list[Node]] = {name: [] for name in ("root", "p", "b", "i", "a", "fg", "rg", "r", "mark")}
    stack: list[tuple[Any, dict[str, NodeType], int]] = [(value, root_types(), 1)]
    while stack:
        node, types, depth = stack.pop()
        if node.__class__ is not dict:
            return None
        name = node.get("type")
        node_type = types.get(name) if name.__class__ is str else None
        if node_type is None or node.keys() != node_type.keys or depth > MAX_NODE_DEPTH:
            return None
        if name == "t":
            if node["text"].__class__ is not str:
                return None
            continue
        if node_type.children is None:
            for key, number in node.items():
                if key != "type" and number.__class__ is not int and number.__class__ is not str:
                    return None
            buckets["mark"].append(node)
            continue
        children = node["children"]
        if children.__class__ is not list:
            return None
        if name == "a":
            if node["href"].__class__ is not str:
                return None
        elif name == "r" and node["ref"].__class__ is not int and node["ref"].__class__ is not str:
            return None
        buckets[name].append(node)
        inner = node_type.children
        for child in reversed(children):
            stack.append((child, inner, depth + 1))
    return buckets


@cache
def root_types() -> dict[str, NodeType]:
    """The node types as the schema's definitions have them, from the root's on."""
    definitions = genelint_schemas.load(SCHEMA)["$defs"]
    groups: dict[str, dict[str, NodeType]] = {}

    def node_type(name: str) -> NodeType:
        properties = definitions[name]["properties"]
        children = properties.get("children")
        group = _last(children["items"]["$ref"]) if children else None
        return NodeType(name, frozenset(properties), groups.setdefault(group, {}) if group else None)

    for name, definition in definitions.items():
        if "allOf" in definition:
            groups.setdefault(name, {})
    for name, group in groups.items():
        for inner in definitions[name]["properties"]["type"]["enum"]:
            group[inner] = node_type(inner)
    return {"root": node_type("root")}


def _explain(text: str, span: Span) -> tuple[Tree | None, tuple[Problem, ...]]:
    reading = jsontext.read(text, *span, MAX_JSON_DEPTH)
    if reading.errors or reading.root is None:
        return None, tuple(Problem("invalid-json", e.span, e.found, e.expected) for e in reading.errors)
    if reading.too_deep is not None:
        return None, (Problem("tree-too-deep", reading.too_deep),)
    problems = [Problem("duplicate-key", d.span, d.key, other=d.first) for d in reading.duplicates]
    value = json.loads(text[span.start : span.end], parse_int=_parse_int)
    for error in _violations(value):
        problems += _violation(text, reading.root, error)
    buckets = accept(value)
    if buckets is None:
        return None, tuple(sorted(problems, key=lambda problem: problem.span))
    return Tree(value, buckets, text, span), tuple(problems)


def _parse_int(digits: str) -> int | float:
    """A number that Python would refuse to make an integer of (4,300 digits by default) becomes infinite."""
    return int(digits) if len(digits) <= 4000 else float("inf")  # noqa: PLR2004


def _violations(value: object) -> list[ValidationError]:
    import sys  # noqa: PLC0415 - start-up

    # jsonschema recurses, by about twenty frames for a node; the depth of the tree is bounded by now.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + 40 * MAX_NODE_DEPTH)
    try:
        return list(validator().iter_errors(value))
    finally:
        sys.setrecursionlimit(limit)


@cache
def validator() -> Validator:
    """The jsonschema validator of the tree, in which 1.0 is no integer, since nobody writes a footnote so."""
    from jsonschema import Draft202012Validator, validators  # noqa: PLC0415 - start-up

    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    strict = validators.extend(Draft202012Validator, type_checker=checker)
    return strict(genelint_schemas.load(SCHEMA))


def _violation(text: str, root: jsontext.Value, error: ValidationError) -> list[Problem]:
    """What a schema error says, at the key or value that is at fault."""
    place = locate(root, tuple(error.absolute_path))
    if error.validator == "additionalProperties":
        return _extra_keys(place, error)
    if error.validator == "required":
        return [_missing_key(text, place, error)]
    instance: Any = error.instance
    if error.validator in ("enum", "const"):
        allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
        known = isinstance(instance, str) and instance in _NODE_NAMES
        near = nearest(instance, allowed) if isinstance(instance, str) and not known else None
        kind = "misplaced-references" if known and instance in ("r", "rg") else "schema-violation"
        found = f"{'the' if known else 'the unknown'} type {_shown(instance)}"
        expected = listed(map(quote, allowed), "or") + (f"; did you mean {quote(near)}?" if near else "")
        return [Problem(kind, inner_span(text, place), found, expected)]
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    bracketed = place.members is not None or place.items is not None
    span = Span(place.start, place.start + 1) if bracketed else inner_span(text, place)
    return [Problem("schema-violation", span, _shown(instance), listed([_KIND_NAMES[name] for name in wanted], "or"))]


def _extra_keys(place: jsontext.Value, error: ValidationError) -> list[Problem]:
    instance: Any = error.instance
    allowed = list(error.schema["properties"])
    absent = [key for key in allowed if key not in instance]
    problems: list[Problem] = []
    for key in instance:
        if key not in allowed:
            near = nearest(key, absent)
            expected = f"only {listed(map(quote, allowed))} in a node of type {quote(instance['type'])}"
            expected += f"; did you mean {quote(near)}?" if near else ""
            span = (place.members or {})[key][0]
            problems.append(Problem("schema-violation", span, f"the key {quote(key)}", expected))
    return problems


def _missing_key(text: str, place: jsontext.Value, error: ValidationError) -> Problem:
    """One error a key, which jsonschema names only in its message; the place is the node's type, or its brace."""
    instance: Any = error.instance
    key = next(key for key in error.validator_value if key not in instance and repr(key) in error.message)
    members = place.members or {}
    if "type" in members:
        found = f"a node of type {_shown(instance['type'])} without the key {quote(key)}"
        return Problem("schema-violation", inner_span(text, members["type"][1]), found, f"{quote(key)} in it")
    return Problem("schema-violation", Span(place.start, place.start + 1), f"a node without {quote(key)}", "its type")


def _shown(value: object) -> str:
    """A JSON value in a message."""
    match value:
        case str():
            return quote(value)
        case dict():
            return "an object in braces"
        case list():
            return "a list in brackets"
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case _:
            return f"the number {value}"[:60]


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]
