"""What a timeline is drawn from: one row per worker of each lane's median heat, all from one zero.

A row answers what its worker mostly did between two moments: from the spans of items it ran, and from
the samples of what its thread was seen waiting for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from gilrace.tui.standing import lane_inks, shown_heat

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import RaceState

NOTHING, STARTS, RUNS, GIL, LOCK, WAITS, IDLE = (
    "",
    "start-up",
    "runs",
    "GIL wait",
    "lock wait",
    "waits",
    "idle",
)
SEEN = {"g": GIL, "l": LOCK, "w": WAITS}


@dataclass(frozen=True)
class Row:
    """One worker over time. Times are ns since its heat's start."""

    letter: str
    ink: str
    name: str
    worker: int
    wall_ns: int
    startup_ns: int
    starts: Sequence[int]
    ends: Sequence[int]
    first: Sequence[int]  # item index of each span
    count: Sequence[int]
    busy: Sequence[int]  # ns busy before each span, and in all
    seen: Sequence[tuple[int, str]]  # (time, sign) of each sample

    @property
    def waited_for_gil(self) -> bool:
        """Whether a sample saw it wait for the GIL."""
        return any(sign == "g" for _, sign in self.seen)

    def doing(self, begin: float, end: float) -> str:
        """What it mostly did between two moments: one of the words above."""
        if begin >= self.wall_ns:
            return NOTHING
        if end <= self.startup_ns or (begin + end) / 2 < self.startup_ns:
            return STARTS
        share = (self._busy_until(end) - self._busy_until(begin)) / max(end - begin, 1)
        sign = self._sign(begin, end)
        if self.starts and share < 0.25:
            return IDLE
        return SEEN.get(sign, RUNS if self.starts or sign == "r" else IDLE)

    def items_at(self, t: float) -> str:
        """The items under way at a moment, in words."""
        k = bisect_right(self.starts, t) - 1
        if k < 0 or t > self.ends[k]:
            return ""
        last = self.first[k] + self.count[k] - 1
        return f"item {last}" if self.count[k] == 1 else f"items {self.first[k]} to {last}"

    def _busy_until(self, t: float) -> float:
        k = bisect_right(self.starts, t)
        if not k:
            return 0.0
        return self.busy[k - 1] + max(min(t, self.ends[k - 1]) - self.starts[k - 1], 0)

    def _sign(self, begin: float, end: float) -> str:
        """The sign seen most often between two moments; of the nearest sample when none was taken then."""
        times = [t for t, _ in self.seen]
        low, high = bisect_left(times, begin), bisect_left(times, end)
        if low == high:
            near = [self.seen[k] for k in (low - 1, low) if 0 <= k < len(self.seen)]
            middle = (begin + end) / 2
            return min(near, key=lambda one: abs(one[0] - middle))[1] if near else ""
        return Counter(sign for _, sign in self.seen[low:high]).most_common(1)[0][0]


def rows(state: RaceState, most: int) -> list[Row]:
    """A row per worker, at most ``most`` of each lane."""
    inks = lane_inks(tuple(lane.info for lane in state.lanes))
    found: list[Row] = []
    for lane in state.lanes:
        heat = shown_heat(lane)
        if heat is not None and heat.elapsed_ns:
            found += [
                _row(lane.info.letter[:1], inks[lane.info.id], lane.info.name, heat, k)
                for k in _workers(heat, most)
            ]
    return found


def _workers(heat: Heat, most: int) -> range:
    in_spans = max(heat.spans.worker, default=-1) + 1 if heat.spans else 0
    in_strip = max((len(states) for _, states in heat.strip), default=0)
    return range(min(max(in_spans, in_strip, 1), most))


def _row(letter: str, ink: str, name: str, heat: Heat, worker: int) -> Row:
    spans = heat.spans
    picked = sorted(
        (spans.start[k], spans.end[k], spans.first[k], spans.count[k])
        for k in (range(len(spans.worker)) if spans else ())
        if spans and spans.worker[k] == worker
    )
    starts, ends, first, count = zip(*picked, strict=True) if picked else ((), (), (), ())
    busy = [0, *accumulate(end - start for start, end in zip(starts, ends, strict=True))]
    seen = [(t, states[worker]) for t, states in heat.strip if worker < len(states)]
    return Row(
        letter, ink, name, worker, heat.elapsed_ns, int(heat.metrics.get("startup_ns", heat.startup_ns)),
        starts, ends, first, count, busy, seen,
    )  # fmt: skip


def hand_overs(row: Row) -> int:
    """How often the samples saw this worker go from running to waiting for the GIL."""
    return sum(a[1] == "r" and b[1] == "g" for a, b in pairwise(row.seen))
