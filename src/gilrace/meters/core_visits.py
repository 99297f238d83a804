"""On which cores a lane's workers have been seen, and how often they had moved from one look to the next.

Method: the kernel tells for every thread the core it ran on last (field 39 of /proc/PID/task/TID/stat).
Doubt: moves between two looks are not seen, so their number is a lower bound.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from gilrace.meters.readings import RUNNING

if TYPE_CHECKING:
    from gilrace.meters.readings import LaneReading


class CoreVisits:
    """Collects readings of one heat."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self._seen: set[int] = set()
        self.moves = 0

    def add(self, reading: LaneReading, workers: Container[int]) -> None:
        """Take one reading of those threads in."""
        for thread in reading.threads:
            if thread.tid not in workers or thread.core < 0 or thread.state != RUNNING:
                continue
            self.moves += self._last.get(thread.tid, thread.core) != thread.core
            self._last[thread.tid] = thread.core
            self._seen.add(thread.core)

    @property
    def cores(self) -> tuple[int, ...]:
        """The cores, in order."""
        return tuple(sorted(self._seen))
