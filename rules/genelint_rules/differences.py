"""Where two texts differ, and by which words."""

from genelint.rule import NamedTuple


class Difference(NamedTuple):
    """The words from the first that differs to the last: `start` and `end` in the one text, and those of the other."""

    start: int
    end: int
    words: str


def differing(one: str, other: str) -> Difference:
    """The part of a text that differs from another, by whole words; both have one blank between words, and differ.

    Where one text only has more words, the word before them, or else after them, is part of the difference.
    """
    ours, theirs = one.split(" "), other.split(" ")
    shorter = min(len(ours), len(theirs))
    before = next((at for at in range(shorter) if ours[at] != theirs[at]), shorter)
    left = shorter - before
    after = next((at for at in range(left) if ours[-1 - at] != theirs[-1 - at]), left)
    if before + after == shorter:
        before, after = (before - 1, after) if before else (before, after - 1)
    start = sum(len(word) + 1 for word in ours[:before])
    return Difference(
        start, start + len(" ".join(ours[before : len(ours) - after])), " ".join(theirs[before : len(theirs) - after])
    )
