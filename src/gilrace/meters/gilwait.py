"""How much of the workers' time went into waiting for the GIL: a share, collected from readings of a lane.

Method: at each reading every thread is either running (or ready to run), waiting for the GIL, or waiting
for something else. The share is waits for the GIL over (running + waits for the GIL), over all readings so
far: threads that sleep, wait for I/O, for a lock or for other threads do not count, so a main thread that
joins its workers does not dilute it. One CPU-bound thread gives 0; n of them on one GIL give (n - 1) / n.

Doubt: for N thread samples the standard error is at most 0.5 / sqrt(N), so the first second is rough.
Threads seen as running include those that have no core: with more processes than cores nothing is added to
the share, and on a busy machine, where a waiter that wakes to ask for the GIL waits for a core first, the
share comes out too low. Short-held locks of the runtime itself count as GIL.
"""

from __future__ import annotations

import math

from gilrace.meters.readings import GIL, RUNNING, LaneReading

ENOUGH = 4  # samples of threads that ran or wanted to, below which no share is told


class GilWait:
    """Collects readings of one heat."""

    def __init__(self) -> None:
        self.waited = 0
        self.samples = 0
        self._visible = True

    def add(self, reading: LaneReading) -> float | None:
        """Take one reading in; the share so far."""
        if reading.threads:
            self._visible = self._visible and reading.gil_visible
            waiting = sum(thread.state == GIL for thread in reading.threads)
            self.waited += waiting
            self.samples += waiting + sum(thread.state == RUNNING for thread in reading.threads)
        return self.share()

    def share(self) -> float | None:
        """0..1, or None: it cannot be seen here, or hardly anything ran."""
        if not self._visible or self.samples < ENOUGH:
            return None
        return self.waited / self.samples

    def doubt(self) -> float | None:
        """Standard error of the share, samples taken as independent: sqrt(p (1 - p) / n), at least 1 / n."""
        share = self.share()
        if share is None:
            return None
        return max(math.sqrt(share * (1 - share) / self.samples), 1 / self.samples)
