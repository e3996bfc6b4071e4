"""A peer: the script that a curator might write, with pyparsing for the lines and jsonschema for the tree.

Grammar and validator are made once, and each file is read once. It tells the first line that is none of a record,
everything that the schema refuses, rows without the symbol, a wrong count of them, and marks without a reference.

    python plain.py SCHEMA FOLDER
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pyparsing as pp
from jsonschema.validators import validator_for


class Validator(Protocol):
    """What is needed of jsonschema."""

    def iter_errors(self, instance: Any) -> Iterator[Any]: ...


def make_grammar() -> Any:
    """The grammar of a whole record."""
    pp.ParserElement.set_default_whitespace_chars(" ")
    bar = pp.Literal("|").suppress()
    end = pp.LineEnd().suppress()
    value = pp.Regex(r"[^|\n]+")

    def field(label: str) -> pp.ParserElement:
        return pp.Literal(label).suppress() + bar + value(label) + bar + end

    def heading(label: str) -> pp.ParserElement:
        return pp.Literal(label) + bar + end + pp.Literal("![]()") + bar + end

    symbol = pp.Regex(r"[A-Za-z0-9][A-Za-z0-9._@/-]*")
    number = pp.Regex(r"[0-9][0-9,]*")
    tree = pp.Literal("Summary") + bar + end + pp.Regex(r"\{.*")("tree") + end + bar + end
    sentence = (
        (symbol("symbol") + "has" + number + "functional associations with biological entities spanning" + number)
        + ("categories (" + pp.Regex(r"[^)\n]*") + ") extracted from" + number("datasets") + "datasets." + end)
    )  # fmt: skip
    row = pp.Group(value + bar + value + bar + bar + end)
    return (
        pp.Opt(field("HGNC Family")) + field("Name") + pp.Opt(field("Description")) + pp.Opt(tree)
        + pp.Opt(field("Synonyms")) + pp.Opt(field("Proteins")) + field("NCBI Gene ID")
        + pp.Literal("API") + bar + bar + end + pp.Literal("Download Associations") + bar + bar + end
        + heading("Predicted Functions") + heading("Co-expressed Genes")
        + heading("Expression in Tissues and Cell Lines") + sentence
        + "Click the + buttons to view associations for" + symbol + "from the datasets below." + end
        + "If available, associations are ranked by standardized value" + end
        + "Dataset" + bar + "Summary" + bar + bar + end + "---|---|---|" + end
        + pp.Group(pp.ZeroOrMore(row))("rows") + pp.StringEnd()
    )  # fmt: skip


def problems(text: str, grammar: Any, validator: Validator) -> Iterator[str]:
    """What is wrong with a record."""
    try:
        record: dict[str, Any] = grammar.parse_string(text).as_dict()
    except pp.ParseException as error:
        yield f"{error.lineno}:{error.col}: {error.msg}"
        return
    rows: list[list[str]] = record["rows"]
    count = int(record["datasets"].replace(",", ""))
    if len(rows) != count:
        yield f"{count} datasets, but {len(rows)} rows"
    for name, words in rows:
        if record["symbol"] not in words:
            yield f"the row of {name}does not name {record['symbol']}"
    if "tree" in record:
        try:
            tree = json.loads(record["tree"])
        except ValueError as error:
            yield f"the tree is no JSON: {error}"
            return
        yield from (error.message for error in validator.iter_errors(tree))
        nodes = list(walk(tree))
        listed = {str(node["ref"]) for node in nodes if node.get("type") == "r" and "ref" in node}
        for node in nodes:
            cited = {str(node[key]) for key in ("ref", "start_ref", "end_ref") if key in node}
            yield from (f"no reference {number}" for number in sorted(cited - listed))


def walk(tree: Any) -> Iterator[dict[str, Any]]:
    """Every node of a tree."""
    yield tree
    for child in tree.get("children", ()):
        yield from walk(child)


def main() -> None:
    """Print what is wrong with the records of a folder; the exit code is 1 where there is something."""
    schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    validator: Validator = validator_for(schema)(schema)
    grammar = make_grammar()
    found = False
    for path in sorted(Path(sys.argv[2]).glob("*.txt")):
        for problem in problems(path.read_text(encoding="utf-8"), grammar, validator):
            print(f"{path}: {problem}")
            found = True
    sys.exit(found)


if __name__ == "__main__":
    main()
