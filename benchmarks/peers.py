"""The peers: tools that check a part of what genelint does, each on the part that it understands of the same records.

What ruff and yamllint understand has as many bytes as the record: rows are left out at its end, or a comment is added,
until it does.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import genelint_schemas

REQUIREMENTS = Path(__file__).with_name("peers.txt")
SCHEMA = genelint_schemas.path("summary-tree.schema.json")
YAMLLINT_RULES = "{extends: default, rules: {line-length: disable}}"


PEERS: dict[str, tuple[str, Callable[[Sequence[str]], Sequence[str]]]] = {
    "ruff": ("python", lambda files: ("check", "--no-cache", "--isolated", *files)),
    "frictionless": ("tables", lambda files: ("validate", *files)),
    "check-jsonschema": ("trees", lambda files: ("--schemafile", SCHEMA, *files)),
    "jsonschema": ("trees", lambda files: (*(word for file in files for word in ("-i", file)), SCHEMA)),
    "yamllint": ("yaml", lambda files: ("-d", YAMLLINT_RULES, *files)),
}
"""The tools by the name of their package and program: what each gets of a record, and its arguments for such files."""

PLAIN = (sys.executable, str(Path(__file__).with_name("plain.py")), SCHEMA, "data")
"""The command of the peer that is a script of ours; it runs with the pyparsing and jsonschema that genelint has."""


def command(name: str, environment: Path, inputs: Path, most: int | None = None) -> list[str]:
    """The command of a peer in the environment, to be run in the folder `inputs`: on all files at once, or on some."""
    given, arguments = PEERS[name]
    files = sorted(str(path.relative_to(inputs)) for path in (inputs / given).iterdir())
    return [str(environment / "bin" / name), *arguments(files[:most])]


def install(environment: Path) -> dict[str, str]:
    """Install the peers into an environment of their own, as far as that is possible, and give their versions."""
    if not (environment / "bin" / "python").exists():
        venv.create(environment, with_pip=True)
    pip = (str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check")
    for requirement in REQUIREMENTS.read_text(encoding="utf-8").split():
        subprocess.run((*pip, "install", "--quiet", requirement), stderr=subprocess.DEVNULL, check=False)
    listed = subprocess.run((*pip, "list", "--format=freeze"), stdout=subprocess.PIPE, text=True, check=True).stdout
    return dict(re.findall(r"(?m)^(.+)==(.+)$", listed))


def write_inputs(records: Path, folder: Path) -> None:
    """Write what the peers understand of clean records into a new folder."""
    for part in ("trees", "tables", "python", "yaml"):
        (folder / part).mkdir(parents=True)
    for path in records.iterdir():
        data = path.read_bytes()
        record = read(data)
        if record.tree:
            (folder / "trees" / f"{path.stem}.json").write_text(record.tree, encoding="utf-8")
        (folder / "tables" / f"{path.stem}.csv").write_text(as_table(record), encoding="utf-8", newline="")
        (folder / "python" / f"{path.stem}.py").write_bytes(as_python(record, len(data)))
        (folder / "yaml" / f"{path.stem}.yaml").write_bytes(as_yaml(record, len(data)))


class Parts(NamedTuple):
    """What peers get of a record: labels and values, the tree's JSON if there is one, the sentence, names and texts."""

    fields: dict[str, str]
    tree: str
    sentence: str
    rows: list[tuple[str, str]]


def read(data: bytes) -> Parts:
    """Take a clean record apart."""
    lines = data.decode("utf-8").splitlines()
    table = lines.index("---|---|---|")
    fields = dict(re.findall(r"(?m)^([^|\n]+) \| ([^|\n]+) \|$", "\n".join(lines[:table])))
    tree = lines[lines.index("Summary |") + 1] if "Summary |" in lines else ""
    rows = [(name, text) for name, text, *_ in (line.split(" | ") for line in lines[table + 1 :])]
    return Parts(fields, tree, lines[table - 4], rows)


def as_table(record: Parts) -> str:
    """The rows as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([("Dataset", "Summary"), *record.rows])
    return text.getvalue()


def as_python(record: Parts, size: int) -> bytes:
    """A module of so many bytes that assigns fields, tree, sentence and rows."""
    head = [
        *(f"{label.upper().replace(' ', '_')} = {value!r}" for label, value in record.fields.items()),
        f"SUMMARY = {json.loads(record.tree or 'null')!r}",
        f"SENTENCE = {record.sentence!r}",
        "ROWS = [",
    ]
    return _fitted(head, [f"{row!r}," for row in record.rows], ["]"], size)


def as_yaml(record: Parts, size: int) -> bytes:
    """A document of so many bytes with fields, tree, sentence and rows; the tree is one line, as in the record."""
    head = [
        "---",
        *(f"{label}: {_quoted(value)}" for label, value in record.fields.items()),
        f"Summary: {record.tree or 'null'}",
        f"Sentence: {_quoted(record.sentence)}",
        "Rows:",
    ]
    rows = [f"  - [{_quoted(name)}, {_quoted(text)}]" for name, text in record.rows]
    return _fitted(head, rows, [], size)


def _fitted(head: Sequence[str], rows: Sequence[str], tail: Sequence[str], size: int) -> bytes:
    """The lines with a comment that fills them to so many bytes, and as many of the rows as there is room for."""
    for count in range(len(rows), -1, -1):
        data = "".join(f"{line}\n" for line in (*head, *rows[:count], *tail)).encode()
        if (room := size - len(data)) >= 2:  # a comment and its line end
            return data + b"#" * (room - 1) + b"\n"
    raise ValueError("there is no room for fields and tree")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
