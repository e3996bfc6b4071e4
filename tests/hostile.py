"""Records that would like to be something else, for every way in."""

from __future__ import annotations

from collections.abc import Iterator

from bases import BASES

MT2A = BASES["MT2A"]


def hostile() -> Iterator[str]:
    """Texts that would like to be something else."""
    yield from ("", "\n", "\ufeff" + MT2A, MT2A.replace("\n", "\r\n"), MT2A.replace("\n", "\r"), "\0" * 99)
    for text in (
        "\U0001f9ec\u2028\u202e\x0b\x85\r",
        "${{ github.token }} {0} %s `id` $(id)",
        "__import__('os')._exit(9)",
        "\x1b]0;x\x07</script>",
        "\\ud83e\\udcff",
    ):
        yield MT2A.replace("MT2A belongs", f"{text} MT2A belongs", 1)
        yield MT2A.replace("Name | ", f"Name | {text}", 1)
    yield MT2A.replace('"children": [', '"children": [' * 3000, 1)
