"""How much of the workers' time went into waiting for the GIL: a share, collected from readings of a lane.

Method: at each reading every thread is either running (or ready to run), waiting for the GIL, or waiting
for something else. The share is waits for the GIL over (running + waits for the GIL), over all readings so
far: threads that sleep, wait for I/O, for a lock or for other threads do not count, so a main thread that
joins its workers does not dilute it. One CPU-bound thread gives 0; n of them on one GIL give (n - 1) / n.

A thread seen as running may have no core: on a busy machine one that wakes to ask for the GIL waits for a
core first. So a thread counts as running only by the share of its ready time since the look before that it
spent on a core; the kernel counts both (/proc/PID/task/TID/schedstat). Time without a core is neither
running nor waiting for the GIL.

Doubt: for N thread samples the standard error is at most 0.5 / sqrt(N), so the first second is rough.
Short-held locks of the runtime itself count as GIL.
"""

from __future__ import annotations

import math

from gilrace.meters.readings import GIL, RUNNING, LaneReading, ThreadReading

ENOUGH = 4  # samples of threads that ran or wanted to, below which no share is told


class GilWait:
    """Collects readings of one heat."""

    def __init__(self) -> None:
        self.waited = 0.0
        self.samples = 0.0
        self._visible = True
        self._before: dict[int, tuple[int, int]] = {}  # on a core and ready without one, ns, by thread

    def add(self, reading: LaneReading) -> float | None:
        """Take one reading in; the share so far."""
        if reading.threads:
            self._visible = self._visible and reading.gil_visible
            waiting = sum(thread.state == GIL for thread in reading.threads)
            self.waited += waiting
            self.samples += waiting + sum(self._on_core(thread) for thread in reading.threads)
        return self.share()

    def _on_core(self, thread: ThreadReading) -> float:
        """How much of a running thread to count: 1 where it had a core whenever it was ready."""
        ran, queued = self._before.get(thread.tid, (thread.on_cpu_ns, thread.runqueue_ns))
        self._before[thread.tid] = thread.on_cpu_ns, thread.runqueue_ns
        if thread.state != RUNNING:
            return 0.0
        ran, queued = thread.on_cpu_ns - ran, thread.runqueue_ns - queued
        return ran / (ran + queued) if ran + queued > 0 else 1.0

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
