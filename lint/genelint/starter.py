"""The files that `genelint init` writes into a repository of records: configuration, hook and workflow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any

from genelint import __version__
from genelint_schemas import load

SOURCE = "https://github.com/OWNER/genelint"
"""Where genelint is had from; `OWNER` is for the reader to replace."""

_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?(?:HGNC Family|Name)[ \t]*\|")

_CONFIGURATION = """\
# The configuration of genelint. Every key may be left out; those that stand in comments show what then holds.
# "genelint rules" lists the rules, and "genelint explain REF001" says what one is about.
"""

_HOOK = """\
- repo: {source}
  rev: v{version}
  hooks:
  - id: genelint
    files: {files}
"""

_WORKFLOW = """\
# Checks gene records. Replace OWNER by the account on GitHub that you have genelint from.
name: genelint
on:
  push:
    branches: [main, master]
  pull_request:
permissions:
  contents: read
jobs:
  genelint:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
    - uses: actions/checkout@d23441a48e516b6c34aea4fa41551a30e30af803 # v6.1.0
      with:
        fetch-depth: 0 # to know what a pull request changed
        persist-credentials: false
    - uses: OWNER/genelint@v{version}
"""


def is_record(beginning: bytes) -> bool:
    """Whether a file that begins so seems to be a gene record."""
    return _BEGINNING.match(beginning) is not None


def record_folders(files: Iterable[str]) -> list[str]:
    """The folders that hold all of these files, relative paths with slashes: for each folder at the top, the
    innermost one in it that holds all that it has; `.` alone where a file lies at the top."""
    common: dict[str, list[str]] = {}
    for file in files:
        names = file.split("/")[:-1]
        if not names:
            return ["."]
        known = common.setdefault(names[0], names)
        shared = next((at for at, pair in enumerate(zip(known, names, strict=False)) if pair[0] != pair[1]), None)
        common[names[0]] = known[: min(len(known), len(names)) if shared is None else shared]
    return ["/".join(names) for _, names in sorted(common.items())]


def configuration(paths: Sequence[str]) -> str:
    """A `genelint.toml` with these paths, and all other keys as comments: what their schema says of them."""
    parts = [_CONFIGURATION]
    keys: dict[str, Any] = load("config.schema.json")["properties"]
    for key, schema in {"paths": keys["paths"], **keys}.items():
        said = fill(schema["description"], 110, initial_indent="# ", subsequent_indent="# ")
        line = paths_line(paths) if key == "paths" else f"# {key} = {_toml(schema['default'])}"
        parts.append(f"{said}\n{line}\n")
    return "\n".join(parts)


def paths_line(paths: Sequence[str]) -> str:
    """The line of the configuration that names the folders of all records."""
    return f"paths = {_toml(list(paths))}"


def hooks(paths: Sequence[str]) -> str:
    """A `.pre-commit-config.yaml`."""
    note = "# Replace OWNER by the account on GitHub that you have genelint from.\n"
    return f"{note}repos:\n{hook(paths)}"


def hook(paths: Sequence[str]) -> str:
    """What stands below `repos:` in a `.pre-commit-config.yaml`."""
    folders = "|".join(map(re.escape, paths))
    below = f"^(?:{folders})/.*" if len(paths) > 1 else f"^{folders}/.*"
    files = rf"{'' if '.' in paths else below}(\.txt| associations\.tsv)$"
    return _HOOK.format(source=SOURCE, version=__version__, files=json.dumps(files, ensure_ascii=False))


def workflow() -> str:
    """A workflow of GitHub Actions."""
    return _WORKFLOW.format(version=__version__)


def _toml(value: object) -> str:
    """A value of the schema as TOML, which for strings, lists of them and empty tables is JSON."""
    return json.dumps(value, ensure_ascii=False)
