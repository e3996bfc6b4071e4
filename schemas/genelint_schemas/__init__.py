"""The JSON Schemas and vocabularies that genelint ships: data, and the two functions that read it."""

from __future__ import annotations

import json
import os.path
from typing import Any


def path(name: str) -> str:
    """Where a shipped file lies, such as `summary-tree.schema.json`."""
    return os.path.join(os.path.dirname(__file__), name)


def load(name: str) -> dict[str, Any]:
    """The content of a shipped JSON file. Raises FileNotFoundError for a name that is none."""
    with open(path(name), encoding="utf-8") as file:
        content: dict[str, Any] = json.load(file)
    return content
