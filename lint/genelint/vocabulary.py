"""The datasets and categories that records may name: those that ship with genelint, and a curation group's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import genelint_schemas
from genelint.values import NamedTuple

FILE = "datasets.json"


class Dataset(NamedTuple):
    """A known dataset.

    `name` is what the first cell of its row says, `category` that of its attributes (empty where it is not known),
    `aliases` other names that it has or had, `row_names` what the text of its row may call it beside its name.
    """

    name: str
    category: str = ""
    aliases: tuple[str, ...] = ()
    row_names: tuple[str, ...] = ()


class Vocabulary:
    """Known datasets and categories. Treat as frozen; compared by identity, so that it can key a cache.

    `categories` are sorted; `datasets` maps every name and every alias to its dataset, a name before an alias.
    """

    __slots__ = ("categories", "datasets")

    def __init__(self, categories: Iterable[str], datasets: Iterable[Dataset]) -> None:
        self.categories = tuple(sorted(set(categories)))
        known = tuple(datasets)
        self.datasets: Mapping[str, Dataset] = {
            **{alias: dataset for dataset in known for alias in dataset.aliases},
            **{dataset.name: dataset for dataset in known},
        }


@cache
def standard() -> Vocabulary:
    """What ships in `genelint_schemas/datasets.json`."""
    content = genelint_schemas.load(FILE)
    return Vocabulary(content["categories"], map(read_dataset, content["datasets"]))


def extended(categories: Iterable[str], datasets: Iterable[Dataset]) -> Vocabulary:
    """The standard vocabulary with more categories, and with datasets that come before standard ones of their name."""
    known = standard()
    return Vocabulary([*known.categories, *categories], [*known.datasets.values(), *datasets])


def read_dataset(entry: Mapping[str, Any]) -> Dataset:
    """The dataset of a checked entry of `datasets.json`, or of the configuration."""
    return Dataset(
        entry["name"], entry.get("category", ""), tuple(entry.get("aliases", ())), tuple(entry.get("row_names", ()))
    )
