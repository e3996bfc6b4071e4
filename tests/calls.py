"""What the processes of the service are asked to do in tests: functions of a module that is quickly imported."""

from __future__ import annotations

import os
import time
from typing import Any

from genelint.service.checks import Answer, check_body

MUCH = 8_000_000


def sleep(*_: object) -> None:
    """A check that takes longer than anybody waits."""
    time.sleep(600)


def die(*_: object) -> None:
    """A check that ends its process."""
    os._exit(9)


def devour(*_: object) -> None:
    """A check that wants more memory than there may be."""
    bytearray(1 << 40)


def lack(*_: object) -> None:
    """A check for which there was no memory."""
    raise MemoryError


def fail(*_: object) -> None:
    """A check with a defect, which tells what it was at."""
    raise KeyError("SECRET")


def fail_later(*_: object) -> None:
    """The same, after a while."""
    time.sleep(0.5)
    fail()


class Strange(Exception):  # noqa: N818
    """One that cannot be sent from a process to another."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def fail_strangely(*_: object) -> None:
    """A check with a defect that cannot be sent."""
    raise Strange("SEC", "RET")


def prepare() -> None:
    """Nothing to get ready."""


def say_much(*_: object) -> Answer:
    """A check with a large answer."""
    return Answer(b" " * MUCH, 1, 0, 0, 0)


def check_slowly(*arguments: Any) -> Answer:
    """A check that takes a while."""
    time.sleep(1.5)
    return check_body(*arguments)
