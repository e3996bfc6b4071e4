"""What findings depend on beside the files: genelint and its plugins, what is configured, where and when.

A file of code goes by its time of change and its size, or by its content. That is all, whichever modules happen to be
loaded, so that runs that check the same share a cache.
"""

from __future__ import annotations

import os
import os.path
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import file_digest, sha256
from importlib.util import find_spec
from time import localtime, time, time_ns

from genelint import __version__
from genelint.setup import BEGAN, Setup
from genelint.values import NamedTuple

_READERS = ("genelint", "genelint_schemas", "jsonschema", "pyparsing")
_DAY = 24 * 60 * 60


class UncertainError(Exception):
    """Nobody knows which text of a file of code runs here; says how to mend that."""


class _CodeFile(NamedTuple):
    """A file of code: its path, the same within its package, its time of change in nanoseconds and its size."""

    path: str
    name: str
    mtime: int
    size: int


def digest_of(setup: Setup, *, by_content: bool = False) -> str:
    """A digest of all that findings depend on beside the files: versions, rules, what is configured for them, where the
    working folder is, since rules see paths that are relative to it, and the month.

    Raises UncertainError for a file of genelint or of a plugin that has changed since this process began, and OSError
    for one that cannot be read.
    """
    config = setup.config
    rules = [(selected.rule.meta.code, selected.severity, selected.plugin) for selected in setup.rules]
    files = _code_files(config.plugins, config.root)
    _refuse_younger(files, config.root, by_content=by_content)
    parts = (
        (__version__, sys.version, by_content, os.path.relpath(os.getcwd(), config.root), rules),
        (config.plugins, config.per_file_ignores, config.categories, config.datasets),
        # The built-in rules ask whether the date of a citation is still to come: where it is tomorrow already.
        localtime(time() + _DAY)[:2],
        sorted((name, _content(path)) for path, name, _, _ in files) if by_content else list(map(tuple, files)),
    )
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _refuse_younger(files: Iterable[_CodeFile], root: str, *, by_content: bool) -> None:
    """Raise UncertainError for a file that has changed since this process began, and may have been loaded before.

    A time that is still to come is of no such change, but of another clock.
    """
    now = time_ns()
    beneath = os.path.join(root, "")
    for path, _, mtime, _ in files:
        if BEGAN < mtime <= now:
            shown = path.removeprefix(beneath)
            raise UncertainError(f"{shown} has changed since genelint began; start it again, or use --no-cache")
        if mtime > now and not by_content:
            shown = path.removeprefix(beneath)
            raise UncertainError(f"the time of change of {shown} is to come; use --cache-by content, or --no-cache")


def _code_files(plugins: Iterable[str], root: str) -> list[_CodeFile]:
    """The files of genelint, of what it reads records with and of plugins.

    Of a module, all of its package are; of a `.py` file, the Python files of its folder and of the packages in that,
    which a rule may load as late as it is asked; and what else is loaded from beneath the folder `root`.
    """
    names: dict[str, str] = {}
    for plugin in (*_READERS, *plugins):
        if plugin.endswith(".py"):
            folder = os.path.dirname(os.path.join(root, plugin))
            names |= {path: path.removeprefix(folder) for path in _python_files(folder)}
        else:
            for place in _places(plugin.partition(".")[0]):
                names |= {path: path.removeprefix(place) for path in _files(place)}
    for path in _loaded_beneath(os.path.join(root, "")):
        names.setdefault(path, path.removeprefix(root))
    found: list[_CodeFile] = []
    for path, name in sorted(names.items()):
        with suppress(OSError):  # an editor's lock is a link to nothing
            state = os.stat(path)
            found.append(_CodeFile(path, name, state.st_mtime_ns, state.st_size))
    return found


def _places(package: str) -> list[str]:
    """The folders of a package, or the file of a module."""
    with suppress(ValueError):  # a module that was not loaded from anywhere
        spec = find_spec(package)
        if spec is not None:
            return list(spec.submodule_search_locations or [spec.origin or ""])
    return []


def _files(place: str) -> Iterator[str]:
    """All files of a package, or the one that is no package."""
    if os.path.isfile(place):
        yield place
    elif os.path.isdir(place):
        for entry in os.scandir(place):
            if not entry.is_dir(follow_symlinks=False):
                yield entry.path
            elif entry.name != "__pycache__":
                yield from _files(entry.path)


def _python_files(folder: str) -> Iterator[str]:
    """Those of a folder and of the packages in it, of which a virtual environment is none."""
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            yield entry.path
        elif entry.is_dir(follow_symlinks=False) and os.path.isfile(os.path.join(entry.path, "__init__.py")):
            yield from _python_files(entry.path)


def _loaded_beneath(root: str) -> Iterator[str]:
    """The files of the modules that are loaded from beneath a folder, but for those of Python and its environment.

    Of these, some are loaded for an option and some for a format, and no rule is among them that is not a plugin's.
    """
    prefixes = (os.path.join(prefix, "") for prefix in (sys.prefix, sys.base_prefix))
    others = tuple(prefix for prefix in prefixes if prefix.startswith(root))
    for module in list(sys.modules.values()):
        path = getattr(module, "__dict__", {}).get("__file__") or ""
        if path.startswith(root) and not path.startswith(others):
            yield path


def _content(path: str) -> str:
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()
