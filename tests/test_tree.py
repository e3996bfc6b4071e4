"""The summary tree: accepting and explaining agree, and every problem and every span is where it should be."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from genelint.model import Source, Span
from genelint.parse import read_record
from genelint.record import MAX_NODE_DEPTH, Problem, Record, Tree
from genelint.testing import RECORD, unmarked
from genelint.tree import accept, read_tree, validator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

INLINE = ("t", "b", "i", "a", "f", "fg")
GROUPS = {
    "root": ("p", *INLINE, "rg"),
    "p": INLINE,
    "b": INLINE,
    "i": INLINE,
    "a": INLINE,
    "r": INLINE,
    "fg": ("fg_f", "fg_fs"),
    "rg": ("r",),
}
OTHERS: tuple[Any, ...] = ("", "x", 0, 1, -1, 10**30, 1.0, 0.5, True, None, float("nan"), float("inf"), [], {}, [[]], {"a": 1})


# Trees, right and wrong


def make_node(rng: random.Random, kind: str, depth: int) -> dict[str, Any]:
    """A good node of a type, with so many more levels below it at most."""
    node: dict[str, Any] = {"type": kind}
    if kind == "t":
        node["text"] = rng.choice(["", "\n", "MT1H", 'say "x"', "β\u2028"])
    elif kind in ("f", "fg_f"):
        node["ref"] = make_reference(rng)
    elif kind == "fg_fs":
        node |= {"start_ref": make_reference(rng), "end_ref": make_reference(rng)}
    else:
        if kind == "r":
            node["ref"] = make_reference(rng)
        if kind == "a":
            node["href"] = rng.choice(["", "https://doi.org/10.1/x"])
        kinds = GROUPS[kind] if depth > 1 else tuple(set(GROUPS[kind]) & {"t", "f", "fg_f"})
        count = rng.choice([0, 1, 1, 2, 3]) if kinds else 0
        node["children"] = [make_node(rng, rng.choice(kinds), depth - 1) for _ in range(count)]
    keys = list(node)
    rng.shuffle(keys)
    return {key: node[key] for key in keys}


def make_reference(rng: random.Random) -> object:
    return rng.choice(["1", "12", "", "0x", 1, 7, 0, -3])


def make_deep(rng: random.Random) -> dict[str, Any]:
    """A tree of 1 to 120 nodes in one another."""
    node = make_node(rng, "t", 1)
    depth = rng.randint(1, 120)
    for _ in range(depth - 2):
        node = {"type": rng.choice("bi"), "children": [node]}
    return {"type": "root", "children": [node] if depth > 1 else []}


def make_tree(rng: random.Random) -> Any:
    """A tree, in which nothing or a little is wrong."""
    if rng.random() < 0.02:
        return copy.deepcopy(rng.choice(OTHERS))
    tree = make_deep(rng) if rng.random() < 0.05 else make_node(rng, "root", rng.randint(1, 5))
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        spoil(rng, tree)
    return tree


def spoil(rng: random.Random, tree: dict[str, Any]) -> None:
    """Change one thing, most often for the worse."""
    node = rng.choice(list(nodes_of(tree)))
    key = rng.choice(list(node) or [""])
    match rng.randrange(8):
        case 0:
            node["type"] = rng.choice(["root", "p", "t", "rg", "r", "fg_f", "T", "para", "", None, [], {}, 1])
        case 1:
            node.pop(key, None)
        case 2:
            node[rng.choice(["class", "txt", "Type", "children", "text", "ref", "href"])] = copy.deepcopy(rng.choice(OTHERS))
        case 3:
            node[key] = copy.deepcopy(rng.choice(OTHERS))
        case 4 if isinstance(node.get("children"), list):
            node["children"].append(copy.deepcopy(rng.choice(OTHERS)))
        case 5 if isinstance(node.get("children"), list):
            kind = rng.choice([*GROUPS, "t", "f", "fg_f", "fg_fs"])
            node["children"].insert(rng.randint(0, len(node["children"])), make_node(rng, kind, 2))
        case 6:
            node[f"{key}s"] = node.pop(key, 1)
        case _:
            pass


def nodes_of(tree: Any) -> Iterator[dict[str, Any]]:
    """Everything in a tree that is an object, the root first."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack += [value for value in node.values() if isinstance(value, dict | list)][::-1]
        else:
            stack += [value for value in node if isinstance(value, dict | list)][::-1]


def depth_of(tree: Any) -> int:
    """How many nodes are in one another at most."""
    depth = 0
    level = [tree]
    while level:
        depth += 1
        level = [child for node in level for child in node["children"] if "children" in child] + [
            child for node in level for child in node["children"] if "children" not in child
        ]
        if not any("children" in node for node in level):
            return depth + bool(level)
        level = [node for node in level if "children" in node]
    return depth
