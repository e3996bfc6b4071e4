"""What the service is run with: limits, and what the environment says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from genelint.errors import UsageError
from genelint.service.pool import Limits
from genelint.values import NamedTuple
from genelint.wording import nearest, quote, visible

PREFIX = "GENELINT_"

LEAST_MEMORY = 256 << 20
"""With less, a process may not even start: it needs more than half of it before its first call."""

_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")


class Settings(NamedTuple):
    """Limits of the service. Times are in seconds, sizes in bytes.

    `workers` processes check (0: as many as there are processors), each within `memory` bytes of address space and
    `deadline` a request; `waiting` requests wait for one, each up to `patience`. A body has up to `body` bytes and
    comes within `body_time`; all bodies that are held at once, and answers until they are taken, have up to `bodies`. A
    connection has `head_time` for the next request's head, and to take what it is sent; there are up to `connections`.
    When the service stops, requests have `grace` to end. Requests are for one of the `hosts`, or for any where that is
    empty.
    """

    workers: int = 0
    deadline: float = 10.0
    waiting: int = 64
    patience: float = 10.0
    memory: int = 1 << 30
    body: int = 4 << 20
    body_time: float = 20.0
    bodies: int = 64 << 20
    head_time: float = 15.0
    connections: int = 500
    grace: float = 30.0
    hosts: tuple[str, ...] = ()

    def limits(self) -> Limits:
        """Those of the pool of processes."""
        return Limits(self.workers or processors(), self.waiting, self.patience, self.deadline, self.memory)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of the environment, as `GENELINT_DEADLINE=5`. Raises UsageError for what is none."""
    settings = Settings()
    given = {name: environment[variable(name)] for name in Settings._fields if environment.get(variable(name))}
    hosts = read_hosts(filter(str.strip, given.pop("hosts", "").split(",")), variable("hosts"))
    numbers: dict[str, Any] = {name: _number(name, text) for name, text in given.items()}
    settings = settings._replace(**numbers, hosts=hosts)
    if settings.memory < LEAST_MEMORY:
        raise UsageError(f"{variable('memory')}: found {settings.memory}, expected {LEAST_MEMORY} bytes or more")
    return settings


def read_hosts(words: Iterable[str], source: str) -> tuple[str, ...]:
    """The names of hosts, in lower case. Raises UsageError, which names the source, for what is none."""
    hosts = tuple(word.strip().lower() for word in words)
    for host in hosts:
        if not _HOST.fullmatch(host):
            wanted = "expected the name of a host alone, such as genes.example.org"
            raise UsageError(f"{source}: found {quote(host)}, {wanted}")
    return hosts


def doubtful(environment: Mapping[str, str]) -> Iterator[str]:
    """Variables that nobody reads, but whose names are near those of settings, each with that name."""
    for name in environment:
        word = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and word not in Settings._fields and (near := nearest(word, Settings._fields)):
            yield f"{visible(name)} is not read: did you mean {variable(near)}?"


def variable(name: str) -> str:
    """The variable of the environment that says a setting."""
    return PREFIX + name.upper()


def _number(name: str, text: str) -> float:
    try:
        number = float(text) if isinstance(getattr(Settings(), name), float) else int(text)
    except ValueError:
        number = 0
    if not 0 < number < 1 << 50 and text != str(getattr(Settings(), name)):
        kind = "number" if isinstance(getattr(Settings(), name), float) else "whole number"
        raise UsageError(f"{variable(name)}: found {quote(text)}, expected a {kind} above 0")
    return number


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
