"""What a heat used: getrusage(2) of the host and of its worker processes, and what the track holds."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass

from gilrace.lane import track as layout
from gilrace.lane.heat import Heat
from gilrace.lane.marks import RSS_UNIT


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds and context switches of this process and of the children it has waited for."""

    user_s: float
    system_s: float
    voluntary: int
    involuntary: int

    @classmethod
    def now(cls) -> Usage:
        both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return cls(
            sum(u.ru_utime for u in both),
            sum(u.ru_stime for u in both),
            sum(u.ru_nvcsw for u in both),
            sum(u.ru_nivcsw for u in both),
        )

    def __sub__(self, before: Usage) -> Usage:
        return Usage(
            self.user_s - before.user_s,
            self.system_s - before.system_s,
            self.voluntary - before.voluntary,
            self.involuntary - before.involuntary,
        )


def heat_metrics(heat: Heat, clock: dict[str, int], usage: Usage) -> dict[str, float]:
    """The numbers of a finished heat. Wall is start-up + running + wind-down; the wait for go is nobody's."""
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
    """Median and 99th percentile of an item's duration (nearest rank); a slice counts as its mean, per item."""
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
