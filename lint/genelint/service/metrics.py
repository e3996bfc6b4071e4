"""What the service counts, in the text format of Prometheus."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

from genelint.service.pool import Pool
from genelint.values import NamedTuple

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds, the upper ends of the histogram's buckets."""


class Durations:
    """How many requests took how long: a count for each bucket and one for what is beyond, and the sum in seconds."""

    def __init__(self) -> None:
        self.counts = [0] * (len(_BOUNDS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(_BOUNDS, seconds)] += 1
        self.sum += seconds


class Metrics:
    """Counts that only grow, and how many requests are being answered. Routes are templates, not what was asked for."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.requests: Counter[tuple[str, str, int]] = Counter()
        """By method, route and status."""
        self.durations: dict[str, Durations] = {}
        """By route."""
        self.done: Counter[str] = Counter({"records": 0, "findings": 0, "fixes": 0, "failures": 0})
        """Records that were checked, what was found in them, fixes that were made, and internal errors."""

    def add_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self.requests[method, route, status] += 1
        self.durations.setdefault(route, Durations()).add(seconds)


class _Family(NamedTuple):
    """A metric: its name without `genelint_`, its type, its help, and its samples by what follows the name."""

    name: str
    kind: str
    help: str
    samples: Iterable[tuple[str, float]]


def exposition(metrics: Metrics, pool: Pool, held: int) -> str:
    """All of it as text; `held` is the number of bytes that are held of bodies and answers."""
    return "".join(
        f"# HELP genelint_{name} {help_text}\n# TYPE genelint_{name} {kind}\n"
        + "".join(f"genelint_{name}{rest} {value:.10g}\n" for rest, value in samples)
        for name, kind, help_text, samples in _families(metrics, pool, held)
    )


def _families(metrics: Metrics, pool: Pool, held: int) -> Iterator[_Family]:
    requests = (
        (f'{{method="{method}",route="{route}",status="{status}"}}', count)
        for (method, route, status), count in sorted(metrics.requests.items())
    )
    yield _Family("requests_total", "counter", "Requests that were answered.", requests)
    yield _Family("request_seconds", "histogram", "Time that answers took.", _histogram(metrics.durations))
    yield _Family("requests_in_flight", "gauge", "Requests that are being answered.", [("", metrics.in_flight)])
    yield _Family("held_bytes", "gauge", "Bytes of bodies that are held, and of answers.", [("", held)])
    for name, what in (
        ("records", "Records that were checked."),
        ("findings", "Findings that were reported."),
        ("fixes", "Fixes that were made."),
        ("failures", "Internal errors, which are defects of genelint."),
    ):
        yield _Family(f"{name}_total", "counter", what, [("", metrics.done[name])])
    yield _Family("workers", "gauge", "Processes that are ready or at work.", [("", pool.alive)])
    yield _Family("workers_running", "gauge", "Processes that are at work.", [("", pool.running)])
    yield _Family("queue", "gauge", "Requests that wait for a process.", [("", pool.waiting)])
    replaced = ((f'{{reason="{reason}"}}', pool.replaced[reason]) for reason in ("died", "late", "unstarted"))
    yield _Family("workers_replaced_total", "counter", "Processes that were replaced.", replaced)


def _histogram(durations: dict[str, Durations]) -> Iterator[tuple[str, float]]:
    ends = [f"{bound:g}" for bound in _BOUNDS] + ["+Inf"]
    for route, took in sorted(durations.items()):
        for end, count in zip(ends, accumulate(took.counts), strict=True):
            yield f'_bucket{{route="{route}",le="{end}"}}', count
        yield f'_sum{{route="{route}"}}', took.sum
        yield f'_count{{route="{route}"}}', sum(took.counts)
