"""Words for messages: quoting of record text, lists, and the nearest known name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

QUOTE_LIMIT = 60

_COMMAND = re.compile(r"#[^ -~]*\[|:[^ -~]*:")


def visible(text: str) -> str:
    r"""`text` with everything that does not print, or reorders what does, as an escape such as `\x1b` or `\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def disarmed(text: str, escape: Callable[[str], str] | None = None) -> str:
    r"""`text` in which a runner of GitHub Actions finds no command, wherever it is printed: `##\x5b` or `:\x3a`.

    The runner takes `##[` anywhere in a line for the begin of one, `::` at a line's begin, and passes over what has no
    width between these characters; here that is all but ASCII. `escape` gives another escape of a character.
    """
    return _COMMAND.sub(lambda found: found[0][:-1] + (escape or _escape)(found[0][-1]), text)


def quote(text: str) -> str:
    """`text` in double quotes, made visible, on one line and cut in the middle to 60 code points."""
    if len(text) > QUOTE_LIMIT:
        half = QUOTE_LIMIT // 2
        text = f"{text[: half - 1]}…{text[-half:]}"
    return f'"{visible(text)}"'


def listed(items: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b` or `a, b and c`; empty for no items."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a person most likely meant by `word`, upper and lower case aside, or None."""
    from difflib import get_close_matches  # noqa: PLC0415 - start-up

    by_folded = {name.casefold(): name for name in reversed(list(known))}
    found = get_close_matches(word[:200].casefold(), by_folded, n=1, cutoff=0.7)
    return by_folded[found[0]] if found else None


def _escape(char: str) -> str:
    point = ord(char)
    if char in "\n\r\t":
        return {"\n": r"\n", "\r": r"\r", "\t": r"\t"}[char]
    if 0xDC80 <= point <= 0xDCFF:
        return f"\\x{point - 0xDC00:02x}"
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
