"""Feeds any bytes to the engine and holds its promises; `make fuzz` runs it. Options are those of libFuzzer.

Reading and checking never fail, diagnostics lie within the text and are sorted, and no rule crashes.
What was found stays in `build/fuzz`: inputs that reach new code in `corpus`, inputs that break a promise beside it.
"""

from __future__ import annotations

import json
import pkgutil
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

atheris: Any = import_module("atheris")

with atheris.instrument_imports(include=["genelint", "genelint_rules"]):
    import genelint
    from genelint.engine import INTERNAL_ERROR, check
    from genelint.grammar import LABELS
    from genelint.model import Diagnostic, Source
    from genelint.registry import BUILT_IN, load, select

    RULES = select(load([BUILT_IN], ""))
    for module in pkgutil.iter_modules(genelint.__path__, "genelint."):
        if module.name != "genelint.__main__":
            import_module(module.name)  # also what is imported only where it is needed

ROOT = Path(__file__).resolve().parents[2]
FOUND = ROOT / "build" / "fuzz"


class BrokenPromiseError(Exception):
    """The engine did something that it says it never does."""


def check_promises(data: bytes) -> None:
    """Check one input; raises where a promise is broken."""
    source = Source.from_bytes("fuzz.txt", data)
    _expect(source.to_bytes() == data, "the source does not give its bytes back")
    diagnostics = check(source, RULES)
    for diagnostic in diagnostics:
        _expect(diagnostic.code != INTERNAL_ERROR, f"a rule crashed: {diagnostic.message}")
        _check_place(source, diagnostic)
    _expect(diagnostics == sorted(diagnostics, key=lambda one: (one.region, one.code)), "diagnostics are not sorted")


def _check_place(source: Source, diagnostic: Diagnostic) -> None:
    line, column, end_line, end_column = diagnostic.region
    start, end = _offset(source, line, column), _offset(source, end_line, end_column)
    _expect(0 <= start <= end <= len(source.text), f"outside the text: {diagnostic}")
    at = 0
    for edit in diagnostic.fix.edits if diagnostic.fix else ():
        _expect(at <= edit.span.start <= edit.span.end <= len(source.text), f"edits overlap: {diagnostic}")
        at = edit.span.end


def _offset(source: Source, line: int, column: int) -> int:
    starts = source.line_starts
    _expect(1 <= line <= len(starts), f"no line {line}")
    offset = starts[line - 1] + column - 1
    _expect(source.line_col(offset) == (line, column), f"line {line} has no column {column}")
    return offset


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BrokenPromiseError(otherwise)


def main() -> None:
    """Fuzz from the examples and what earlier runs found, until libFuzzer's options end it."""
    corpus = FOUND / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    examples = list((ROOT / "examples" / "data").glob("*.txt"))
    for example in examples:
        shutil.copy(example, corpus)
    dictionary = FOUND / "words.txt"
    words = {*LABELS, *re.findall('"[a-z_]+"', "".join(example.read_text("utf-8") for example in examples))}
    dictionary.write_text("".join(f"{json.dumps(word)}\n" for word in sorted(words)), "utf-8")
    options = [f"-artifact_prefix={FOUND}/", f"-dict={dictionary}", "-max_len=6000", *sys.argv[1:]]
    atheris.Setup([sys.argv[0], *options, str(corpus)], check_promises)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
