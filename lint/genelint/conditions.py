"""What findings depend on beside the files: genelint and its plugins, what is configured, the working folder."""

from __future__ import annotations

import os
import os.path
import sys
from collections.abc import Iterable
from contextlib import suppress
from hashlib import file_digest, sha256
from importlib.util import find_spec

from genelint import __version__
from genelint.setup import BEGAN, Setup


def digest_of(setup: Setup, *, by_content: bool = False) -> str:
    """A digest of all that findings depend on beside the files: versions, rules, what is configured for them, and
    where the working folder is, since rules see paths that are relative to it.

    It is empty where a file of genelint or of a plugin has changed since this process began: nobody knows which text of
    it runs here.
    """
    config = setup.config
    rules = [(selected.rule.meta.code, selected.severity, selected.plugin) for selected in setup.rules]
    files = _code_files(config.plugins, config.root)
    if any(mtime > BEGAN for _, _, mtime, _ in files):
        return ""
    parts = (
        (__version__, sys.version, by_content, os.path.relpath(os.getcwd(), config.root), rules),
        (config.plugins, config.per_file_ignores, config.categories, config.datasets),
        [(name, _content(path)) for path, name, _, _ in files] if by_content else files,
    )
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _code_files(plugins: Iterable[str], root: str) -> list[tuple[str, str, int, int]]:
    """The files of genelint, of what it reads records with and of plugins: paths, also within their packages, times of
    change and sizes. Of a plugin, all of its package are, and what it has loaded from beneath the folder `root`.
    """
    names = ["genelint", "genelint_schemas", "jsonschema", "pyparsing", *plugins]
    places = [os.path.join(root, name) for name in names if name.endswith(".py")]
    for name in names:
        with suppress(ValueError):  # a module that was not loaded from anywhere
            spec = None if name.endswith(".py") else find_spec(name.partition(".")[0])
            if spec is not None:
                places += spec.submodule_search_locations or [spec.origin or ""]
    loaded = [getattr(module, "__dict__", {}).get("__file__") or "" for module in list(sys.modules.values())]
    places += sorted(path for path in loaded if path.startswith(os.path.join(root, "")))
    found: list[tuple[str, str, int, int]] = []
    for place in places:
        paths = [place]
        for folder, folders, names in os.walk(place):
            folders[:] = [name for name in folders if name != "__pycache__"]
            paths = [path for path in paths if path != place] + [os.path.join(folder, name) for name in names]
        for path in paths:
            with suppress(OSError):
                state = os.stat(path)
                found.append((path, path.removeprefix(place), state.st_mtime_ns, state.st_size))
    return sorted(found)


def _content(path: str) -> str:
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()
