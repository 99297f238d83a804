"""How long a lane's workers have been ready to run without a core, since they were first looked at.

Method: the kernel counts it for every thread (the second number of /proc/PID/task/TID/schedstat, in
nanoseconds). What a thread had waited before its first look, as while it was starting, does not count.
Doubt: what it waits between the last look and its end is lost. Where the kernel does not count, it is 0.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.meters.readings import LaneReading


class CoreWait:
    """Collects readings of one heat."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}

    def add(self, reading: LaneReading, workers: Container[int]) -> int:
        """Take one reading of those threads in; the total so far in ns."""
        for thread in reading.threads:
            if thread.tid in workers:
                self._first.setdefault(thread.tid, thread.runqueue_ns)
                self._last[thread.tid] = thread.runqueue_ns
        return self.total_ns

    @property
    def total_ns(self) -> int:
        """Of all workers so far, those that have ended included."""
        return sum(last - self._first[tid] for tid, last in self._last.items())
