"""Measures the service: how many requests a second it answers, how long they take, and whether its memory stays flat.

The client is a loop over plain sockets on the same machine, so that it takes little of the time that it measures; what
it takes, it takes from the service all the same.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from bench import RECORD, machine

BAR = 200
"""So many requests a second it answers at least, on two processors."""

FLAT = 2 << 20
"""So many bytes of memory it may have more of after the second half of the requests than after the first."""

CLIENTS = 8


class Measured(NamedTuple):
    """What some requests took: requests a second by the clock, seconds within which half, 99 of 100 and all were
    answered, and seconds of CPU that a request took of the server, and of its processes together."""

    rate: float
    half: float
    most: float
    longest: float
    server: float
    workers: float

    @property
    def capacity(self) -> float:
        """Requests a second on two processors that do nothing else."""
        return min(1 / self.server, 2 / (self.server + self.workers))


def main() -> int:
    """Measure, print, and give 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description="Measure the speed and the memory of the service.")
    parser.add_argument("--requests", type=int, default=20_000, metavar="N", help="default: 20,000")
    options = parser.parse_args()
    return asyncio.run(measure(options.requests))


async def measure(number: int) -> int:
    """Send so many requests after a tenth of as many to begin with."""
    service = await create_subprocess_exec(sys.executable, "-m", "genelint", "serve", "--port", "0", stderr=PIPE)
    port = await listening(service)
    dropping = asyncio.create_task(drop(service))
    try:
        await until_ready(port)
        body = Path(RECORD).read_bytes()
        processes = [service.pid, *children(service.pid)]
        await load(processes, port, body, number // 10)
        before = memory(processes)
        first = await load(processes, port, body, number // 2)
        middle = memory(processes)
        second = await load(processes, port, body, number // 2)
        after = memory(processes)
    finally:
        service.send_signal(signal.SIGTERM)
        await asyncio.gather(service.wait(), dropping)
    print(machine())
    for name, took in (("first half", first), ("second half", second)):
        times = f"{took.half * 1e3:.1f} ms, 99 of 100 {took.most * 1e3:.1f} ms, the last {took.longest * 1e3:.1f} ms"
        print(f"{name}: {took.rate:,.0f} requests a second by {CLIENTS} clients; half took up to {times}")
        cpu = f"{took.server * 1e3:.2f} ms of the server, {took.workers * 1e3:.2f} ms of its processes"
        print(f"CPU for a request: {cpu}; enough for {took.capacity:,.0f} a second on two processors")
    held = ", ".join(f"{size / 2**20:.1f}" for size in (before, middle, after))
    print(f"memory of the server and its processes before, between and after: {held} MB")
    is_behind = second.capacity < BAR or after - middle > FLAT
    if is_behind:
        print(f"behind its bar: {BAR} requests a second, and no more than {FLAT >> 20} MB that are added")
    return int(is_behind)


async def listening(service: Process) -> int:
    """The port that the service listens at."""
    assert service.stderr is not None
    async for line in service.stderr:
        if (said := json.loads(line))["event"] == "listening":
            return int(said["url"].rstrip("/").rpartition(":")[2])
    raise RuntimeError("the service has ended")


async def drop(service: Process) -> None:
    """Read the log, which would fill its pipe."""
    assert service.stderr is not None
    while await service.stderr.read(1 << 16):
        pass


async def load(processes: list[int], port: int, body: bytes, number: int) -> Measured:
    """Send requests, each client one after the other."""
    times: list[float] = []
    before = [*map(cpu_time, processes)]
    start = perf_counter()
    await asyncio.gather(*(send(port, body, number // CLIENTS, times) for _ in range(CLIENTS)))
    took = perf_counter() - start
    times.sort()
    server, *workers = (now - then for now, then in zip(map(cpu_time, processes), before, strict=True))
    half, most = times[len(times) // 2], times[len(times) * 99 // 100]
    return Measured(len(times) / took, half, most, times[-1], server / len(times), sum(workers) / len(times))


async def send(port: int, body: bytes, number: int, times: list[float]) -> None:
    """Send the record again and again over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "POST /v1/check?name=MT1H.txt HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n"
    request = f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
    for _ in range(number):
        start = perf_counter()
        writer.write(request)
        status, answer = await receive(reader)
        times.append(perf_counter() - start)
        assert status == 200, answer
    writer.close()


async def receive(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The status and the body of an answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: ([0-9]+)", head)
    assert length is not None
    return int(head.split(b" ", 2)[1]), await reader.readexactly(int(length[1]))


async def until_ready(port: int) -> None:
    """Wait until all processes of the service are there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        writer.write(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        if (await receive(reader))[0] == 200:
            break
        await asyncio.sleep(0.05)
    writer.close()


def children(pid: int) -> Iterator[int]:
    """The processes that a process has started, and those that these have."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        if parent == pid:
            child = int(path.parent.name)
            yield child
            yield from children(child)


def cpu_time(pid: int) -> float:
    """The seconds of CPU that a process has taken."""
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def memory(processes: list[int]) -> int:
    """The bytes of memory that processes have for themselves."""
    texts = (Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8") for pid in processes)
    return sum(
        1024 * int(size) for text in texts for size in re.findall("^Private_.*: +([0-9]+) kB", text, re.MULTILINE)
    )


if __name__ == "__main__":
    sys.exit(main())
