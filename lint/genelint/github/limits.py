"""The limits of GitHub's API: how much a request may hold, and how long to wait after one that was refused."""

from __future__ import annotations

from collections.abc import Mapping

ANNOTATIONS = 50
"""So many annotations a request may have."""

COMMENTS = 30
"""So many comments a review gets; more at once look like abuse to GitHub."""

SUMMARY = 65_535
"""So many characters the summary of a check run may have."""

MESSAGE = 64 * 1024
"""So many bytes of UTF-8 an annotation's message or details may have."""

NOTE = 500
"""So many bytes of UTF-8 a note in a summary may have; this limit is ours."""

TITLE = 255
"""So many characters an annotation's title may have."""

BODY = 65_536
"""So many characters a comment may have."""

ATTEMPTS = 5
"""So often a request is sent, at most."""

LONGEST_PAUSE = 300
"""So many seconds are worth waiting; after a longer pause the job is better run again."""

_MINUTE = 60


def pause(status: int, headers: Mapping[str, str], text: str, attempt: int, now: float) -> float | None:
    """How many seconds to wait before a request is sent again, None where that is of no use.

    `headers` have names in lower case, `text` is what GitHub said, `attempt` counts from 1, `now` is the time in
    seconds since 1970. This heeds `retry-after` and what GitHub says of its rate limits.
    """
    seconds = _pause(status, headers, text, attempt, now)
    return seconds if seconds is not None and attempt < ATTEMPTS and seconds <= LONGEST_PAUSE else None


def is_refusal(status: int, headers: Mapping[str, str], text: str) -> bool:
    """Whether a request was refused for good, for want of a right to make it."""
    return status == 403 and _pause(status, headers, text, 1, 0) is None


def _pause(status: int, headers: Mapping[str, str], text: str, attempt: int, now: float) -> float | None:
    if 500 <= status < 600:
        return 2.0**attempt
    if status not in {403, 429}:
        return None
    after = headers.get("retry-after", "")
    if after.isdecimal():
        return float(after)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(1.0, float(reset) - now)
    is_limit = status == 429 or "secondary rate limit" in text.lower()
    return _MINUTE * 2.0 ** (attempt - 1) if is_limit else None


def cut(text: str, most: int) -> str:
    """The text in at most so many bytes of UTF-8, with a mark where it was longer."""
    data = text.encode()
    if len(data) <= most:
        return text
    return data[: most - len("…".encode())].decode(errors="ignore") + "…"
