"""What gilrace itself uses."""

from __future__ import annotations

import time
from collections.abc import Callable


class OwnMeter:
    """CPU use of this process, all its threads together."""

    def __init__(
        self,
        cpu: Callable[[], int] = time.process_time_ns,
        clock: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._cpu, self._clock = cpu, clock
        self._before = (cpu(), clock())
        self._percent = 0

    def cpu_ns(self) -> int:
        """CPU time of this process so far."""
        return self._cpu()

    def read(self) -> int:
        """Percent of one core since the previous read; the same again if no time passed."""
        cpu, now = self._cpu(), self._clock()
        if now > self._before[1]:
            self._percent = round(100 * (cpu - self._before[0]) / (now - self._before[1]))
            self._before = (cpu, now)
        return self._percent
