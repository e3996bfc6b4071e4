"""What holds of texts that stand in many records, worked out once a process.

The template of a row (see `Table`) stands in every record that has its dataset: where a rule has nothing to say of it
whatever the symbol, it has nothing to say of the row, and need not look at it.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

Value = TypeVar("Value")

MOST = 4096
"""So many texts are kept; a process that has seen more of them begins anew."""

_LONGEST = 1000


def dataset_of(template: str) -> str:
    """The name of the dataset of a row's template."""
    return template[: template.index(" |")]


class Kept(dict[str, Value]):
    """What a function gives for texts that many records have; one that is not kept is worked out."""

    def __init__(self, work_out: Callable[[str], Value]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, text: str) -> Value:
        value = self._work_out(text)
        if len(self) == MOST:
            self.clear()
        if len(text) <= _LONGEST:
            self[text] = value
        return value


class Proven:
    """Texts of which something holds, `kept`; of others it is found out by asking."""

    __slots__ = ("_holds", "kept")

    def __init__(self, holds: Callable[[str], object]) -> None:
        self._holds = holds
        self.kept: set[str] = set()

    def of_all(self, texts: Sequence[str]) -> bool:
        """Whether it holds of all of them."""
        if self.kept.issuperset(texts):
            return True
        if not all(map(self._holds, texts)):
            return False
        if len(texts) <= MOST:
            if len(self.kept) + len(texts) > MOST:
                self.kept.clear()
            self.kept.update(text for text in texts if len(text) <= _LONGEST)
        return True

    def others(self, texts: Sequence[str]) -> list[int]:
        """Where the texts stand of which it is not yet known to hold."""
        return [at for at, text in enumerate(texts) if text not in self.kept]
