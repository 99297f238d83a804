"""How much of the workers' time went into waiting for the GIL: a share, collected from readings of a lane.

Method: at each reading every thread is either running (or ready to run), waiting for the GIL, or waiting
for something else. The share is waits for the GIL over (running + waits for the GIL), over all readings so
far: threads that sleep, wait for I/O, for a lock or for other threads do not count, so a main thread that
joins its workers does not dilute it. One CPU-bound thread gives 0; n of them on one GIL give (n - 1) / n.

A thread seen as running may have no core: on a busy machine one that wakes to ask for the GIL waits for a
core first. The kernel counts how much of a thread's ready time it had one (/proc/PID/task/TID/schedstat), and
a thread counts as running by that share. In a process whose threads have been seen waiting for the GIL, one
thread holds it, with a core or without; the others that are ready and have no core wait for it.

Doubt: for N thread samples the standard error is at most 0.5 / sqrt(N), so the first second is rough. Where
threads that need the GIL and threads that do not share a process on a machine that is busy with other things,
the latter's waits for a core count as waits for the GIL. Short-held locks of the runtime count as GIL.
"""

from __future__ import annotations

import math

from gilrace.meters.readings import GIL, RUNNING, LaneReading, ThreadReading

CONTENDED = 0.1  # of looks at two or more ready threads: so many saw a wait for the GIL
ENOUGH = 4  # samples of threads that ran or wanted to, below which no share is told


class GilWait:
    """Collects readings of one heat."""

    def __init__(self) -> None:
        self.waited = 0.0
        self.samples = 0.0
        self._visible = True
        self._contended: dict[int, tuple[int, int]] = {}  # looks at two or more, those with a waiter, by pid
        self._before: dict[int, tuple[int, int]] = {}  # on a core and ready without one, ns, by thread

    def add(self, reading: LaneReading) -> float | None:
        """Take one reading in; the share so far."""
        if reading.threads:
            self._visible = self._visible and reading.gil_visible
            for pid in {thread.pid for thread in reading.threads}:
                self._add_process(pid, [thread for thread in reading.threads if thread.pid == pid])
        return self.share()

    def _add_process(self, pid: int, threads: list[ThreadReading]) -> None:
        """One process, which has one GIL."""
        waiting: float = sum(thread.state == GIL for thread in threads)
        ready = sum(thread.state == RUNNING for thread in threads)
        running = sum(self._on_core(thread) for thread in threads)
        looks, seen = self._contended.get(pid, (0, 0))
        looks, seen = looks + (waiting + ready > 1), seen + (waiting > 0)
        self._contended[pid] = looks, seen
        if seen and seen >= CONTENDED * looks:
            running = min(ready, max(running, 1.0))
            waiting += ready - running
        self.waited += waiting
        self.samples += waiting + running

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
