"""Bad use of genelint, as one line."""

from __future__ import annotations

from collections.abc import Iterable


class UsageError(Exception):
    """Bad use (an option, a path, the configuration, a plugin): shown as `genelint: error: ...`, exit code 2."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "..."?` with the known name that is nearest to a word, or nothing."""
    from genelint.wording import nearest, visible  # noqa: PLC0415 - start-up

    found = nearest(word, known)
    return f'; did you mean "{visible(found)}"?' if found else ""
