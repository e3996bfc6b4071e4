"""The files that the page asks for: its style, its icon and, where it was built, its script.

The name of each holds a digest of what is in it, so that a browser may keep it forever.
"""

from __future__ import annotations

import os
import os.path
from collections.abc import Mapping
from gzip import compress
from hashlib import sha256

from genelint.values import NamedTuple

FOLDER = os.path.join(os.path.dirname(__file__), "pages")
BUILT = os.path.join(FOLDER, "built")
"""What `make page` makes; it is absent where that was not run, and then the page has no script."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


class Asset(NamedTuple):
    """A file as it is sent, also compressed."""

    name: str
    media_type: str
    content: bytes
    compressed: bytes


class Assets(NamedTuple):
    """The files by the names that they are asked for, and these names by those that they have on disk."""

    by_name: Mapping[str, Asset]
    names: Mapping[str, str]


def read_assets(*folders: str) -> Assets:
    """The files of these folders that a page may ask for; a folder may be absent."""
    by_name: dict[str, Asset] = {}
    names: dict[str, str] = {}
    for folder in filter(os.path.isdir, folders):
        for file in sorted(os.listdir(folder)):
            stem, kind = os.path.splitext(file)
            if kind in _TYPES:
                with open(os.path.join(folder, file), "rb") as opened:
                    content = opened.read()
                name = f"{stem}.{sha256(content).hexdigest()[:12]}{kind}"
                by_name[name] = Asset(name, _TYPES[kind], content, compress(content, mtime=0))
                names[file] = name
    return Assets(by_name, names)
