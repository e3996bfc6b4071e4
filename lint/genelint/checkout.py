"""Where the files of a run are in their repository."""

from posixpath import join, normpath
from typing import NamedTuple


class Checkout(NamedTuple):
    """The folder of a repository and the working folder, both absolute, as they are named on this machine.

    `pages` is the address under which the web shows the repository's files as they are, with a slash at its end; it is
    empty where that is not known.
    """

    root: str
    folder: str
    pages: str = ""

    def locate(self, path: str) -> str:
        """What a file, named from the working folder, is called in the repository; an absolute path if it is outside.

        The parts of it are divided by slashes.
        """
        whole = normpath(join(self.folder, path))
        root = self.root.rstrip("/") + "/"
        return whole.removeprefix(root)
