"""Where a heat's time went: the time of all its hands, split into parts that add up to the whole.

A hand is a worker that can run on its own: a thread or process of a pool, the one thread of an event loop.
The whole is hands x wall time. From the recording's own numbers:

``startup``   from the start until every hand stands at the line: hands x start-up time
``pickle``    what was timed as pickling, in whichever process it happened
``handing``   between a process's items: taking work, waiting for it, what the pool itself does there; threads
              need only the GIL and locks for that, so with them it is divided like time inside items
``cpu``       inside items and on a core: the lane's CPU time after the go signal, less pickling
``gil`` ``blocked`` ``core``  inside items and off the core: waiting for the GIL; for I/O, time or a lock;
              for a free core. How much there is in all is measured, and so is the wait for a core, where the
              system tells; how the rest divides is what samples saw.
``unseen``    the same, where no sample could tell which
``idle``      after a hand's last item, until the lane is over: waiting for stragglers and for the end

Doubt: start, end and items of every hand are timed, and so is CPU; their errors are microseconds. CPU time
used before the go signal is carried back from the first samples. What a pool's own process computes while
its hands work counts as theirs, so with tiny items ``cpu`` comes out too high and waiting too low. The
division of waits rests on a sign per hand and sample: `Budget.doubt` is its standard error.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.reading import measured

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane

KINDS = {
    "startup": "start-up",
    "pickle": "pickling",
    "handing": "handing over",
    "cpu": "on CPU",
    "gil": "GIL wait",
    "blocked": "blocked",
    "core": "core wait",
    "unseen": "not told apart",
    "idle": "idle tail",
}
MOST_SCALE = 1.25  # what samples saw of a heat is stretched to the whole by at most so much


@dataclass(frozen=True, slots=True)
class Budget:
    """Nanoseconds of hand time by kind; they sum to ``whole_ns``."""

    hands: int
    whole_ns: float
    parts: Mapping[str, float]
    doubt: float = 0.0  # standard error of the division of waits, as a share of the whole

    def share(self, kind: str) -> float:
        """That part of the whole, 0..1."""
        return self.parts.get(kind, 0.0) / self.whole_ns if self.whole_ns else 0.0

    def words(self, kind: str) -> str:
        """``49.4 %``: with one decimal, so that a row adds up."""
        return f"{self.share(kind) * 100:.1f} %"


@dataclass(frozen=True, slots=True)
class Hands:
    """Hand time after the go signal, from the spans: ns summed over hands."""

    items: float
    between: float
    after: float


def budget(lane: Lane) -> Budget | None:
    """Of the lane's heat of median wall time; None where no counted heat has told enough."""
    told = sorted(
        (h for h in measured(lane) if "running_ns" in h.metrics), key=lambda h: h.metrics["wall_ns"]
    )
    return heat_budget(lane, told[(len(told) - 1) // 2]) if told else None


def heat_budget(lane: Lane, heat: Heat) -> Budget:
    """Of one finished heat. Raises `KeyError` for a heat without metrics."""
    count = hands_of(lane)
    startup = count * heat.metrics["startup_ns"]
    hands = _hands(lane, heat, count)
    free = hands.between + hands.after
    pickle = min(heat.metrics.get("pickle_ns", 0.0), free)
    outside = 1 - pickle / free if free else 0.0
    ran = heat.metrics.get("cpu_ns", 0.0) - _cpu_before_go(heat, count) - pickle
    cpu = min(max(ran, 0.0), hands.items)
    off, doubt = _off_cpu(heat, hands.items, cpu)
    whole = startup + hands.items + free
    parts = {
        "startup": startup,
        "pickle": pickle,
        "handing": hands.between * outside,
        "cpu": cpu,
        **off,
        "idle": hands.after * outside,
    }
    return Budget(count, whole, parts, doubt / whole if whole else 0.0)


def hands_of(lane: Lane) -> int:
    """How many workers can run on their own: an event loop has one thread, however many tasks."""
    return 1 if lane.info.strategy == "asyncio" else max(lane.info.workers, 1)


def _hands(lane: Lane, heat: Heat, count: int) -> Hands:
    """The running and winding-down time of all hands, divided by what the spans tell.

    Items of an event loop overlap, so there the whole run counts as items. So does it without spans.
    """
    running, winddown = heat.metrics["running_ns"], count * heat.metrics.get("winddown_ns", 0.0)
    if lane.info.strategy == "asyncio" or heat.spans is None or not heat.spans.end:
        return Hands(count * running, 0.0, winddown)
    inside, last = _by_worker(heat)
    go = max(last.values()) - running
    until = {worker: min(max(end - go, 0.0), running) for worker, end in last.items()}
    active = sum(until.values())
    items = sum(min(inside[worker], until[worker]) for worker in last)
    if lane.info.strategy == "threads":
        items = active
    return Hands(items, active - items, count * running - active + winddown)


def _by_worker(heat: Heat) -> tuple[dict[int, float], dict[int, float]]:
    """Time inside items, and the end of the last one, by worker; scaled up where spans were thinned out."""
    inside: dict[int, float] = {}
    last: dict[int, float] = {}
    spans = heat.spans
    if spans is None:
        return inside, last
    for worker, start, end in zip(spans.worker, spans.start, spans.end, strict=True):
        inside[worker] = inside.get(worker, 0.0) + end - start
        last[worker] = max(last.get(worker, 0.0), float(end))
    told = sum(spans.count)
    scale = max(heat.done / told, 1.0) if told else 1.0
    return {worker: time * scale for worker, time in inside.items()}, last


def _cpu_before_go(heat: Heat, count: int) -> float:
    """CPU time used while starting up: the first sample's, less what ran since go at the later pace."""
    since, used = heat.first_look
    go, end = heat.metrics["startup_ns"], heat.metrics["wall_ns"]
    total = heat.metrics.get("cpu_ns", 0.0)
    if not go < since < end:
        return 0.0
    pace = max(total - used, 0.0) / (end - since)
    return min(max(used - pace * (since - go), 0.0), count * go, total)


def _off_cpu(heat: Heat, items: float, cpu: float) -> tuple[dict[str, float], float]:
    """The time inside items and off the core, by what the hands were seen waiting for; and the doubt."""
    off = max(items - cpu, 0.0)
    core = min(_queued(heat), off)
    signs = Counter("".join(states for _, states in heat.strip))
    seen = signs["g"] + signs["l"] + signs["w"]
    if not seen:
        return {"core": core, "unseen": off - core}, 0.0
    gil = signs["g"] / seen
    parts = {"gil": (off - core) * gil, "blocked": (off - core) * (1 - gil), "core": core}
    return parts, math.sqrt(gil * (1 - gil) / seen) * (off - core)


def _queued(heat: Heat) -> float:
    """Time without a core since the go signal; what lies before and after the samples is like them."""
    looked = heat.strip[-1][0] - heat.first_look[0] if heat.strip else 0
    if looked <= 0:
        return 0.0
    return heat.queue_ns * min(heat.metrics["running_ns"] / looked, MOST_SCALE)
