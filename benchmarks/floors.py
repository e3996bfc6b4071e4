"""The floors: what nobody can do without, as functions, and as a command over a folder (`read` or `stat`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable


def read_all(paths: Iterable[str]) -> None:
    """Open, read, decode and split files, and parse the JSON of their trees."""
    import json  # noqa: PLC0415 - the other floor does without
    from contextlib import suppress  # noqa: PLC0415

    for path in paths:
        with open(path, "rb", buffering=0) as file:
            lines = file.readall().decode("utf-8").splitlines()
        if "Summary |" in lines:
            with suppress(ValueError):
                json.loads(lines[lines.index("Summary |") + 1])


def stat_all(folder: str) -> int:
    """The time of the last change and the size of each file of a folder, as one number."""
    total = 0
    for entry in os.scandir(folder):
        state = entry.stat()
        total ^= state.st_mtime_ns ^ state.st_size
    return total


if __name__ == "__main__":
    _, what, where = sys.argv
    if what == "read":
        read_all([entry.path for entry in os.scandir(where)])
    else:
        stat_all(where)
