"""Writes `docs/rules/` from the built-in rules: a page for each, and an index. `make docs` runs it."""

from __future__ import annotations

from pathlib import Path

from genelint.catalogue import pages
from genelint.registry import BUILT_IN, load

FOLDER = Path(__file__).parent / "rules"


def main() -> None:
    """Write the pages, and delete those of rules that are no more."""
    (plugin,) = load([BUILT_IN], ".")
    written = pages(plugin)
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.md"):
        if file.name not in written:
            file.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
