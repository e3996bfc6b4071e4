"""The summary tree: accepted in one walk, explained by jsonschema where it is refused.

Both follow `summary-tree.schema.json`, the only source of what a tree may be. The walk is driven by the schema's
definitions; a property test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import genelint_schemas
from genelint import jsontext
from genelint.jsontext import Route, inner_span, locate
from genelint.model import Source, Span
from genelint.ordinary import accept_ordinary
from genelint.record import (
    MAX_JSON_DEPTH,
    MAX_NODE_DEPTH,
    Node,
    Nodes,
    Problem,
    Tree,
)
from genelint.values import NamedTuple
from genelint.wording import listed, nearest, quote

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

SCHEMA = "summary-tree.schema.json"
_NODE_NAMES = frozenset(["root", "p", "b", "i", "t", "a", "f", "fg_f", "fg_fs", "fg", "rg", "r"])
_NOT_JSON = ("NaN", "Infinity", "-Infinity")
_OUTSIDE = 2
"""How long the route is to the list of references, behind which nodes are looked at one by one."""
_KIND_NAMES = {"object": "a node in braces", "array": "a list of nodes", "string": "a text", "integer": "an integer"}


class NodeType(NamedTuple):
    """What the schema says of a node type: its keys beside `type`, the types of its children (None for a leaf), and the
    name of their definition.

    The value of one of `texts` is a text, that of one of `numbers` a text or an integer. `quoted` is how many texts its
    JSON has, keys included, besides numbers that are written as one.
    """

    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    children: dict[str, NodeType] | None
    size: int
    quoted: int
    group: str


class Accepted(NamedTuple):
    """The nodes of a tree by bucket (see `Tree.buckets`), and how many texts its JSON has where no key stands twice."""

    buckets: dict[str, list[Node]]
    quoted: int


def read_tree(source: Source, span: Span) -> tuple[Tree | None, tuple[Problem, ...]]:
    """Read the tree whose JSON stands at `span`. A tree is given unless it is broken; never raises."""
    text = source.text
    ordinary = accept_ordinary(source, *span)
    if ordinary is not None:
        return Tree(text, span, partial(_nodes, text, span), ordinary), ()
    written = text[span.start : span.end]
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        return _explain(text, span)
    accepted = accept(value)
    # The texts that were read take two quotes each. A quote in a text adds one more, and so does what was lost because
    # its key stands again: where there are no more, nothing was.
    is_whole = accepted is not None and written.count('"') == 2 * accepted.quoted
    if not is_whole and (_has_repeated_keys(written) or (accepted is None and _is_too_deep(value))):
        return _explain(text, span)
    if accepted is None:
        return None, _explain_value(text, jsontext.place(text, span.start), value)
    return _tree(text, span, value, accepted), ()


def _nodes(text: str, span: Span) -> Nodes:
    """The nodes of an ordinary tree."""
    value = json.loads(text[span.start : span.end])
    return Nodes(value, cast("Accepted", accept(value)).buckets)


def _tree(text: str, span: Span, value: Node, accepted: Accepted) -> Tree:
    nodes = Nodes(value, accepted.buckets)
    return Tree(text, span, lambda: nodes)


def accept(value: object, types: dict[str, NodeType] | None = None) -> Accepted | None:
    """What a tree holds, or a node of some types, or None for anything that the schema refuses.

    The value is what `json.loads` gives, of any depth; a tree nested over `MAX_NODE_DEPTH` is refused too.
    """
    try:
        return _accept(value, types or root_types())
    except (KeyError, TypeError):  # a key that is absent, a type that has no place there, a node that is no object
        return None


def _accept(value: Any, types: dict[str, NodeType]) -> Accepted | None:  # noqa: C901, PLR0912 - one loop, for speed
    buckets: dict[str, list[Node]] = {name: [] for name in ("root", "p", "b", "i", "a", "fg", "rg", "r", "mark")}
    quoted = 0
    around: list[tuple[Iterator[Any], dict[str, NodeType]]] = []
    nodes: Iterator[Any] = iter((value,))
    while True:
        for node in nodes:
            name = node["type"]
            texts, numbers, inner, size, count, _ = types[name]
            if len(node) != size:
                return None
            quoted += count
            for key in texts:
                if node[key].__class__ is not str:
                    return None
            for key in numbers:
                if node[key].__class__ is str:
                    quoted += 1
                elif node[key].__class__ is not int:
                    return None
            if inner is not None:
                children = node["children"]
                if children.__class__ is not list:
                    return None
                buckets[name].append(node)
                if children:
                    around.append((nodes, types))
                    if len(around) == MAX_NODE_DEPTH:
                        return None
                    nodes, types = iter(children), inner
                    break
            elif numbers:
                buckets["mark"].append(node)
        else:
            if not around:
                return Accepted(buckets, quoted)
            nodes, types = around.pop()


@cache
def root_types() -> dict[str, NodeType]:
    """The node types as the schema's definitions have them, from the root's on."""
    definitions = genelint_schemas.load(SCHEMA)["$defs"]
    groups: dict[str, dict[str, NodeType]] = {}

    def node_type(name: str) -> NodeType:
        properties = definitions[name]["properties"]
        children = properties.get("children")
        group = _last(children["items"]["$ref"]) if children else ""
        texts = tuple(key for key, value in properties.items() if value.get("type") == "string")
        numbers = tuple(sorted(properties.keys() - {"type", "children", *texts}))
        inner = groups.setdefault(group, {}) if group else None
        return NodeType(texts, numbers, inner, len(properties), len(properties) + 1 + len(texts), group)

    for name, definition in definitions.items():
        if "allOf" in definition:
            groups.setdefault(name, {})
    for name, group in groups.items():
        for member in definitions[name]["properties"]["type"]["enum"]:
            group[member] = node_type(member)
    return {"root": node_type("root")}


def _has_repeated_keys(written: str) -> bool:
    """Whether a key stands twice in an object of a JSON text, which Python's reader passes over in silence."""
    repeated: list[bool] = []

    def note(pairs: list[tuple[str, Any]]) -> None:
        repeated.append(len(pairs) != len({key for key, _ in pairs}))

    json.loads(written, object_pairs_hook=note)
    return any(repeated)


def _is_too_deep(value: Any) -> bool:
    """Whether a value of JSON nests more objects and arrays than a tree may."""
    inside: list[Any] = [value]
    for _ in range(MAX_JSON_DEPTH + 1):
        opened = [one for one in inside if one.__class__ in (dict, list)]
        if not opened:
            return False
        inside = list(chain.from_iterable(one.values() if one.__class__ is dict else one for one in opened))
    return True


def _explain(text: str, span: Span) -> tuple[Tree | None, tuple[Problem, ...]]:
    reading = jsontext.read(text, *span, MAX_JSON_DEPTH)
    if reading.too_deep is not None:
        return None, (Problem("tree-too-deep", reading.too_deep),)
    if reading.root is None:
        return None, tuple(Problem("invalid-json", e.span, e.found, e.expected) for e in reading.errors)
    value = json.loads(text[span.start : span.end], parse_int=_parse_int)
    duplicates = [Problem("duplicate-key", d.span, d.key, other=d.first) for d in reading.duplicates]
    accepted = accept(value)
    if accepted is None:
        return None, _explain_value(text, reading.root, value, duplicates)
    return _tree(text, span, value, accepted), tuple(duplicates)


def _explain_value(
    text: str, root: jsontext.Value, value: object, known: Iterable[Problem] = ()
) -> tuple[Problem, ...]:
    """What the schema says of a value that the walk refused, and the problems that are known, in order."""
    problems = list(known)
    for violation in _causes(list(_violations(value))):
        problems += _explained(text, root, violation)
    return tuple(sorted(problems, key=lambda problem: problem.span))


def _parse_int(digits: str) -> int | float:
    """A number that Python would refuse to make an integer of (4,300 digits by default) becomes infinite."""
    return int(digits) if len(digits) <= 4000 else float("inf")


class _Violation(NamedTuple):
    """An error of jsonschema: the route to the instance, the keyword and its value; for `required` the absent key, for
    `additionalProperties` each extra key with the absent one that it may stand for."""

    route: Route
    instance: Any
    keyword: str
    wanted: list[str]
    absent: str = ""
    extra: dict[str, str | None] = {}  # noqa: RUF012 - never changed


def _violations(value: object) -> Iterator[_Violation]:
    """The errors of jsonschema, which sees each node that the walk refuses by itself, and no others: it takes a hundred
    times as long for a node. Of what is outside, the walk looks at each part as a whole, for most are good."""
    waiting: list[tuple[Any, Route, str, dict[str, NodeType]]] = [(value, (), "root", root_types())]
    while waiting:
        node, route, group, types = waiting.pop()
        children: Any = node.get("children") if node.__class__ is dict else None
        is_list = children.__class__ is list
        alone: Any = {**node, "children": []} if is_list else node
        if accept(alone, types) is None:
            for error in validator(group).iter_errors(alone):
                yield _plain_violation(error, route)
        name = group if group == "root" else node.get("type") if is_list else None
        node_type = types.get(name) if isinstance(name, str) else None
        if is_list and node_type is not None and node_type.children is not None:
            for at, child in enumerate(children):
                if len(route) > _OUTSIDE or accept(child, node_type.children) is None:
                    waiting.append((child, (*route, "children", at), node_type.group, node_type.children))


@cache
def validator(definition: str = "root") -> Validator:
    """The jsonschema validator of a definition, in which 1.0 is no integer, since nobody writes a footnote so."""
    from jsonschema import Draft202012Validator, validators  # noqa: PLC0415 - start-up

    def is_integer(_: object, value: object) -> bool:
        return type(value) is int

    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer)
    strict = cast("Any", validators).extend(Draft202012Validator, type_checker=checker)
    made: Validator = strict({**genelint_schemas.load(SCHEMA), "$ref": f"#/$defs/{definition}"})
    return made


def _plain_violation(error: Any, before: Route) -> _Violation:
    route: Route = (*before, *error.absolute_path)
    keyword, wanted, instance = error.validator, error.validator_value, error.instance
    if keyword == "required":
        # There is one error for each absent key, which only its message names.
        absent = next(key for key in wanted if key not in instance and error.message.startswith(repr(key)))
        return _Violation(route, instance, keyword, wanted, absent=absent)
    if keyword == "additionalProperties":
        allowed = list(error.schema["properties"])
        lacking = [key for key in allowed if key not in instance]
        extra = {key: nearest(key, lacking) for key in instance if key not in allowed}
        return _Violation(route, instance, keyword, allowed, extra=extra)
    return _Violation(route, instance, keyword, wanted if isinstance(wanted, list) else [wanted])


def _causes(violations: list[_Violation]) -> list[_Violation]:
    """The violations without those that follow from another: what a node of a wrong type has or lacks, and a key that
    is absent because it is misspelt."""
    mistyped: set[Route] = set()
    misspelt: set[tuple[Route, str | None]] = set()
    for violation in violations:
        if violation.keyword in ("enum", "const"):
            mistyped.add(violation.route[:-1])
        elif violation.absent == "type":
            mistyped.add(violation.route)
        misspelt |= {(violation.route, meant) for meant in violation.extra.values()}
    return [
        violation
        for violation in violations
        if violation.absent == "type"
        or violation.keyword not in ("required", "additionalProperties")
        or (violation.route not in mistyped and (violation.route, violation.absent) not in misspelt)
    ]


def _explained(text: str, root: jsontext.Value, violation: _Violation) -> list[Problem]:
    """What a violation says, at the key or value that is at fault; `expected` ends in how to repair it."""
    place = locate(root, violation.route)
    if violation.keyword == "additionalProperties":
        return [_extra_key(place, violation, key, meant) for key, meant in violation.extra.items()]
    if violation.keyword == "required":
        return [_missing_key(text, place, violation)]
    if violation.keyword in ("enum", "const"):
        return [_wrong_type(text, place, violation)]
    expected = f"{listed([_KIND_NAMES[name] for name in violation.wanted], 'or')}; correct the value"
    return [Problem("schema-violation", _value_span(text, place), _shown(text, place, violation.instance), expected)]


def _wrong_type(text: str, place: jsontext.Value, violation: _Violation) -> Problem:
    instance = violation.instance
    shown = _shown(text, place, instance)
    expected = listed(map(quote, violation.wanted), "or")
    span = _value_span(text, place)
    if not isinstance(instance, str):
        return Problem("schema-violation", span, f"{shown} as type", f"{expected}; correct the type")
    if instance in ("r", "rg"):
        return Problem("misplaced-references", span, f"the type {shown}", expected)
    if instance in _NODE_NAMES:
        return Problem("schema-violation", span, f"the type {shown}", f"{expected}; move the node or correct its type")
    near = nearest(instance, violation.wanted)
    repair = f"did you mean {quote(near)}?" if near else "correct the type"
    return Problem("schema-violation", span, f"the unknown type {shown}", f"{expected}; {repair}")


def _extra_key(place: jsontext.Value, violation: _Violation, key: str, meant: str | None) -> Problem:
    expected = f"only {listed(map(quote, violation.wanted))} in a node of type {quote(violation.instance['type'])}"
    repair = f"did you mean {quote(meant)}?" if meant else "delete it"
    return Problem("schema-violation", (place.members or {})[key][0], f"the key {quote(key)}", f"{expected}; {repair}")


def _missing_key(text: str, place: jsontext.Value, violation: _Violation) -> Problem:
    """The place is the node's type, or its brace; where the type's own key is misspelt, that key."""
    members = place.members or {}
    key = quote(violation.absent)
    expected = f"one with it; add the key {key}"
    if "type" in members:
        named = members["type"][1]
        found = f"a node of type {_shown(text, named, violation.instance['type'])} without {key}"
        return Problem("schema-violation", inner_span(text, named), found, expected)
    near = nearest("type", members)
    if near is not None:
        return Problem("schema-violation", members[near][0], f"the key {quote(near)}", f"{key}; correct the key")
    return Problem("schema-violation", Span(place.start, place.start + 1), f"a node without {key}", expected)


def _value_span(text: str, place: jsontext.Value) -> Span:
    """A value's span, of an object or a list its opening bracket."""
    if place.members is not None or place.items is not None:
        return Span(place.start, place.start + 1)
    return inner_span(text, place)


def _shown(text: str, place: jsontext.Value, value: object) -> str:
    """A JSON value in a message."""
    written = text[place.start : place.end]
    match value:
        case str():
            return quote(value)
        case dict():
            return "an object in braces"
        case list():
            return "a list in brackets"
        case bool() | None:
            return written
        case _ if written in _NOT_JSON:
            return f"{written}, which is no number in JSON,"
        case _:
            return f"the number {written}"[:60]


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]
