"""The load of other programs: what all cores did, less the lane, less gilrace itself.

The system counts whole ticks (10 ms) while a lane's time is exact, so a single step is rough: the load is
taken over a window of about a second. CPU time of a lane's process between its last reading and its end
counts as foreign.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

QUIET = 10  # percent of one core that other programs may take before a measurement is in doubt


class ForeignMeter:
    """Percent of one core used by programs that are neither the lane nor gilrace."""

    def __init__(
        self,
        window_ns: int = 1_000_000_000,
        *,
        own: Callable[[], int] = time.process_time_ns,
        clock: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._own, self._clock = own, clock
        self._window_ns = window_ns
        self._steps: deque[tuple[int, int]] = deque()  # duration, foreign CPU time, both ns
        self._before: tuple[int, int, int, int] | None = None
        self.load = 0

    def read(self, busy_ns: int, lane_ns: int) -> int:
        """The load now, from the CPU time of all cores and of the lane so far.

        A lane's time smaller than before is that of a new lane, counted from nothing.
        """
        at_ns, own_ns = self._clock(), self._own()
        if self._before is not None:
            at, busy, lane, own = self._before
            lane = lane if lane_ns >= lane else 0
            self._add(at_ns - at, (busy_ns - busy) - (lane_ns - lane) - (own_ns - own))
        self._before = (at_ns, busy_ns, lane_ns, own_ns)
        return self.load

    @property
    def noisy(self) -> bool:
        """Whether other programs take enough to blur a measurement."""
        return self.load >= QUIET

    def _add(self, duration: int, foreign: int) -> None:
        self._steps.append((duration, foreign))
        while len(self._steps) > 1 and sum(d for d, _ in self._steps) - self._steps[0][0] >= self._window_ns:
            self._steps.popleft()
        whole = sum(d for d, _ in self._steps)
        if whole > 0:
            self.load = max(round(100 * sum(f for _, f in self._steps) / whole), 0)
