"""Named tuples as `typing` has them, in a fifth of the time that it takes to define them there.

genelint has a hundred of them, and `typing` would take as long for these as Python for its start: it compiles a
constructor for each, looks at the type of each field, and sets each method by itself. Here constructors of as many
parameters share their code, types are left as they are written, and common methods are inherited.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable
from functools import partial
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, TypeVar, cast

__all__ = ["NamedTuple", "maker"]

Made = TypeVar("Made")

_new: Callable[..., Any] = cast("Any", tuple).__new__  # constructors find it among the names of this module
_place = cast("Any", collections)._tuplegetter
_codes: dict[int, CodeType] = {}


class _Tuple(tuple[Any, ...]):
    """What all have in common."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    @classmethod
    def _make(cls, items: Iterable[object]) -> _Tuple:
        made: _Tuple = _new(cls, items)
        if len(made) != len(cls._fields):
            raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
        return made

    def _replace(self, **changes: object) -> _Tuple:
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(changes)}")
        return made

    def _asdict(self) -> dict[str, object]:
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self) -> tuple[object, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        said = ", ".join(f"{field}={value!r}" for field, value in self._asdict().items())
        return f"{type(self).__name__}({said})"


class _Definition(type):
    """Makes a named tuple of a class body."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
        if not bases:  # NamedTuple itself
            return super().__new__(cls, name, bases, body)
        fields = tuple(body["__annotations__"])
        defaults = {field: body[field] for field in fields if field in body}
        if len(bases) > 1 or tuple(defaults) != fields[len(fields) - len(defaults) :]:
            raise TypeError(f"{name}: a named tuple has one base, and its last fields have the defaults")
        body.update((field, _place(at, f"Field number {at}")) for at, field in enumerate(fields))
        body.update(
            __slots__=(),
            __match_args__=fields,
            __new__=_constructor(fields, tuple(defaults.values())),
            _fields=fields,
            _field_defaults=defaults,
        )
        return type(name, (_Tuple,), body)


def _constructor(fields: tuple[str, ...], defaults: tuple[object, ...]) -> FunctionType:
    """The function `__new__` of a named tuple, with a parameter for each field; the last ones have the defaults."""
    code = _codes.get(len(fields))
    if code is None:
        names = "".join(f"_{at}, " for at in range(len(fields)))
        code = _codes[len(fields)] = eval(f"lambda _cls, {names}: _new(_cls, ({names}))").__code__  # noqa: S307
    named = code.replace(co_name="__new__", co_qualname="__new__", co_varnames=("_cls", *fields))
    return FunctionType(named, globals(), "__new__", defaults)


def maker(kind: Callable[..., Made]) -> Callable[[Iterable[object]], Made]:
    """A function that makes named tuples of a kind in half the time of its constructor, for the few that each record
    has many of: no Python runs, so that nobody sees whether the items are as many as the fields."""
    return partial(_new, kind)


if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class NamedTuple(metaclass=_Definition):
        """The base in whose place a named tuple has `tuple`; its fields are the annotations of the class."""
