"""Named tuples of our own are those of `typing`."""

from __future__ import annotations

import copy
import pickle
import re
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from genelint import values
from genelint.model import Excerpt

BODY = '''
class Made(Base):
    """A value."""

    first: int
    second: str = "b"
    third: tuple[int, ...] = ()

    @property
    def both(self):
        """Two of them."""
        return self.first, self.second

    def last(self):
        return len(self)
'''


def made(base: object) -> Any:
    names: dict[str, Any] = {"Base": base, "__name__": "made"}
    exec(f"from __future__ import annotations\n{BODY}", names)  # noqa: S102 - one text for both
    return names["Made"]


OURS, THEIRS = made(values.NamedTuple), made(typing.NamedTuple)


USES: list[Callable[[Any], object]] = [
    lambda kind: kind(1),
    lambda kind: kind(1, "c", (2,)),
    lambda kind: kind(third=(3,), first=2),
    lambda kind: kind(1)._replace(second="d", third=(4,)),
    lambda kind: kind(1)._asdict(),
    lambda kind: kind._make(iter([1, "c", ()])),
    lambda kind: kind(1).both,
    lambda kind: kind(1).last(),
    lambda kind: repr(kind(1)),
    lambda kind: {kind(1), (1, "b", ())},
    lambda kind: [*kind(1)],
    lambda kind: kind(1) < kind(2),
    lambda kind: copy.deepcopy(kind(1)),
    lambda kind: kind._fields,
    lambda kind: kind._field_defaults,
    lambda kind: kind.__match_args__,
    lambda kind: kind.__annotations__.keys(),
    lambda kind: (kind.__doc__, kind.__name__, kind.__qualname__, kind.__module__),
    lambda kind: hasattr(kind(1), "__dict__"),
]
MISUSES: list[Callable[[Any], object]] = [
    lambda kind: kind(),
    lambda kind: kind(1, "b", (), 2),
    lambda kind: kind(1, fourth=2),
    lambda kind: kind(1, first=2),
    lambda kind: kind(1)._replace(fourth=2),
    lambda kind: kind._make([1, "b"]),
    lambda kind: setattr(kind(1), "first", 2),
    lambda kind: setattr(kind(1), "fourth", 2),
]


@pytest.mark.parametrize("use", USES)
def test_does_what_typing_does(use: Callable[[Any], object]) -> None:
    assert use(OURS) == use(THEIRS)


@pytest.mark.parametrize("use", MISUSES)
def test_refuses_what_typing_refuses(use: Callable[[Any], object]) -> None:
    for kind in (THEIRS, OURS):  # which error it is depends on Python's version
        with pytest.raises((AttributeError, TypeError, ValueError)):
            use(kind)


def test_a_maker_makes_the_same_of_the_items() -> None:
    made = values.maker(Excerpt)(["a", 1, False, True])

    assert made == Excerpt("a", 1, before=False, after=True)
    assert type(made) is Excerpt


def test_travels_between_processes() -> None:
    value = Excerpt("a", 1, before=False, after=True)

    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - ours


def test_all_of_genelint_are_defined_so(root: Path) -> None:
    """Without `from __future__ import annotations`, types would be worked out, or be no part of the class at first."""
    texts = {path: path.read_text(encoding="utf-8") for path in (root / "lint").rglob("*.py") if path.stem != "values"}
    users = {path for path, text in texts.items() if "(NamedTuple):" in text}

    assert len(users) > 30
    for path in users:
        assert re.search("^from genelint.values import NamedTuple(, maker)?$", texts[path], re.MULTILINE), path
        assert "from __future__ import annotations\n" in texts[path], path


def test_what_would_be_lost_or_shifted_is_refused() -> None:
    with pytest.raises(TypeError, match="Shifted: a named tuple has one base"):

        class Shifted(values.NamedTuple):  # pyright: ignore[reportUnusedClass]
            first: int = 1
            second: int  # type: ignore[misc] # pyright: ignore[reportGeneralTypeIssues]
