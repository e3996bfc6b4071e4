"""Makes the corpora, each as a repository of its own, and keeps them until what they are made of changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import corpus
from timing import CACHE

MADE_OF = (Path(corpus.__file__), *sorted(corpus.EXAMPLES.iterdir()))
"""What a corpus depends on."""


def repository(count: int, defective: float) -> Path:
    """A repository that has so many records in its folder `data`, all of them tracked."""

    def make(folder: Path) -> None:
        folder.mkdir()
        corpus.write(folder / "data", count, defective=defective)
        names = "".join(f"data/{name}\0" for name in os.listdir(folder / "data"))
        _git(folder, "init", "--quiet")
        _git(folder, "update-index", "--add", "--info-only", "-z", "--stdin", given=names)  # copies no content

    return kept(f"{count}-{defective:.0%}", make, *MADE_OF)


def kept(name: str, make: Callable[[Path], None], *made_of: Path) -> Path:
    """A folder that `make` has made from these files as they are; what it made from them as they were is removed."""
    digest = sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()[:8]
    folder = CACHE / f"made-{name}-{digest}"
    if not folder.is_dir():
        CACHE.mkdir(exist_ok=True)
        for old in CACHE.glob(f"made-{name}-*"):
            shutil.rmtree(old)
        with tempfile.TemporaryDirectory(dir=CACHE) as making:
            make(made := Path(making, "made"))
            made.rename(folder)
    return folder


def _git(folder: Path, *arguments: str, given: str = "") -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(("git", *arguments), cwd=folder, env=environment, input=given, text=True, check=True)  # noqa: S607
