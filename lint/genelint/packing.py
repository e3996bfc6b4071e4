"""Diagnostics and facts as JSON text, for the cache.

What is unpacked may come from anywhere: what has not the form that packing gives it is refused with ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from genelint.engine import Said
from genelint.model import (
    Diagnostic,
    Excerpt,
    PlacedEdit,
    PlacedFix,
    PlacedRelated,
    Region,
    Safety,
    Severity,
    Span,
)

Pair = tuple[str, str]


def pack(diagnostics: Sequence[Diagnostic]) -> str:
    """The text of diagnostics; of none it is empty."""
    return json.dumps(diagnostics, default=_name, separators=(",", ":")) if diagnostics else ""


def unpack(text: str) -> list[Diagnostic]:
    """The diagnostics of a text. Raises ValueError."""
    return _strictly(lambda: [_diagnostic(*row) for row in json.loads(text)] if text != "" else [])


def pack_facts(facts: Iterable[Said], numbers: Mapping[Pair, int]) -> str:
    """The text of what a record says; pairs that have a number are written as that."""
    said = {code: [numbers.get(pair, pair) for pair in pairs] for code, pairs in facts}
    return json.dumps(said, separators=(",", ":"))


def unpack_facts(text: str, pairs: Mapping[int, Pair]) -> list[Said]:
    """What a record says; `pairs` are those that go by a number. Raises ValueError."""

    def read() -> list[Said]:
        said: dict[str, list[Any]] = json.loads(text)
        return [
            Said(code, [pairs[item] if type(item) is int else _pair(*item) for item in items])
            for code, items in said.items()
        ]

    return _strictly(read)


def _strictly(read: Callable[[], list[Any]]) -> list[Any]:
    try:
        return read()
    except (AttributeError, LookupError, OverflowError, RecursionError, TypeError) as error:
        raise ValueError("not what was packed") from error


def _name(value: object) -> str:
    return cast("Safety", value).value


def _pair(key: str, value: str) -> Pair:
    "".join((key, value))
    return key, value


def _diagnostic(*parts: Any) -> Diagnostic:
    path, region, code, rule, severity, message, pointer, record, fingerprint, excerpt, fix, related, *rest = parts
    "".join((path, code, rule, message, pointer, record, fingerprint, *rest))
    text, column, before, after = excerpt
    "".join((text,))
    return Diagnostic(
        path,
        _region(region),
        code,
        rule,
        Severity(severity),
        message,
        pointer,
        record,
        fingerprint,
        Excerpt(text, int(column), bool(before), bool(after)),
        None if fix is None else _fix(*fix),
        tuple(_related(*one) for one in related),
        *rest,
    )


def _region(numbers: list[int]) -> Region:
    return Region(*map(int, numbers))


def _fix(title: str, safety: str, edits: list[Any]) -> PlacedFix:
    placed = tuple(PlacedEdit(_region(region), Span(*map(int, span)), "".join((text,))) for region, span, text in edits)
    return PlacedFix("".join((title,)), Safety(safety), placed)


def _related(path: str, region: list[int], message: str) -> PlacedRelated:
    return PlacedRelated("".join((path,)), _region(region), "".join((message,)))
