"""What a heat used: getrusage(2) of the host and of its worker processes, and what the track holds."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.lane import track as layout
from gilrace.lane.marks import RSS_UNIT

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat
    from gilrace.lane.track import Track


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds and context switches."""

    user_s: float
    system_s: float
    voluntary: int
    involuntary: int

    @classmethod
    def of(cls, who: int) -> Usage:
        """Of this process (``resource.RUSAGE_SELF``) or of the children it has waited for."""
        used = resource.getrusage(who)
        return cls(used.ru_utime, used.ru_stime, used.ru_nvcsw, used.ru_nivcsw)

    @classmethod
    def of_workers(cls, track: Track) -> Usage:
        """Of worker processes, by what each left on the track as it ended."""
        workers = [w for w in range(track.workers) if track.worker(w).pid not in (0, os.getpid())]

        def total(word: int) -> int:
            return sum(track.words[track.block(w) + word] for w in workers)

        return cls(
            total(layout.USER_NS) / 1e9,
            total(layout.SYSTEM_NS) / 1e9,
            total(layout.VOLUNTARY),
            total(layout.INVOLUNTARY),
        )

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.user_s + other.user_s,
            self.system_s + other.system_s,
            self.voluntary + other.voluntary,
            self.involuntary + other.involuntary,
        )

    def __sub__(self, other: Usage) -> Usage:
        return Usage(
            self.user_s - other.user_s,
            self.system_s - other.system_s,
            self.voluntary - other.voluntary,
            self.involuntary - other.involuntary,
        )


class Stopwatch:
    """What is used between its making and `used`."""

    def __init__(self) -> None:
        self._own = Usage.of(resource.RUSAGE_SELF)
        self._children = Usage.of(resource.RUSAGE_CHILDREN)

    def used(self, track: Track) -> Usage:
        """By this process and all workers.

        A fork server's children are not this process's own, so getrusage(2) does not count them; the
        track does. The larger of the two is nearer to the truth.
        """
        children = Usage.of(resource.RUSAGE_CHILDREN) - self._children
        workers = Usage.of_workers(track)
        more = max(children, workers, key=lambda usage: usage.user_s + usage.system_s)
        return Usage.of(resource.RUSAGE_SELF) - self._own + more


def heat_metrics(heat: Heat, clock: dict[str, int], usage: Usage) -> dict[str, float]:
    """The numbers of a finished heat. Wall is start-up + running + wind-down, without the wait for go."""
    last = max((heat.track.worker(w).marked for w in range(heat.track.workers)), default=0)
    last = min(max(last, clock["go"]), clock["end"])
    startup, running, winddown = clock["ready"] - clock["start"], last - clock["go"], clock["end"] - last
    cpu_ns = int((usage.user_s + usage.system_s) * 1e9)
    wall = startup + running + winddown
    items = len(heat.work.items)
    return {
        "wall_ns": wall,
        "startup_ns": startup,
        "running_ns": running,
        "winddown_ns": winddown,
        "cpu_ns": cpu_ns,
        "user_ns": int(usage.user_s * 1e9),
        "system_ns": int(usage.system_s * 1e9),
        "cpu_per_wall": cpu_ns / wall if wall else 0.0,
        "switches": usage.voluntary + usage.involuntary,
        "voluntary_switches": usage.voluntary,
        "peak_memory_bytes": _peak_bytes(heat),
        "pickle_ns": heat.pickle_ns + heat.track.total(layout.PICKLE_NS),
        "pickle_bytes": heat.pickle_bytes + heat.track.total(layout.PICKLE_BYTES),
        "errors": heat.track.total(layout.FAILED),
        "done": heat.track.total(layout.DONE),
        "items": items,
        "throughput": items / (wall / 1e9) if wall else 0.0,
        **_percentiles(heat),
    }


def _peak_bytes(heat: Heat) -> int:
    """Peak resident memory, summed over the lane's processes (pages they share count in each)."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT
    readings = [heat.track.worker(w) for w in range(heat.track.workers)]
    return own + sum(r.peak_bytes for r in readings if r.pid != os.getpid())


def _percentiles(heat: Heat) -> dict[str, float]:
    """Median and 99th percentile of an item (nearest rank); a slice counts as its mean, per item."""
    spans = [
        ((end - start) // count, count)
        for w in range(heat.track.workers)
        for _, count, start, end in heat.track.spans(w)
        if count
    ]
    if not spans:
        return {}
    spans.sort()
    total = sum(count for _, count in spans)
    return {"p50_ns": _rank(spans, total * 0.50), "p99_ns": _rank(spans, total * 0.99)}


def _rank(spans: list[tuple[int, int]], wanted: float) -> int:
    seen = 0
    for duration, count in spans:
        seen += count
        if seen >= wanted:
            return duration
    return spans[-1][0]
