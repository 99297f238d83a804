"""How much of the workers' time went into waiting for the GIL: a share, collected from readings of a lane.

Method: the kernel counts, in nanoseconds, how long a thread was on a core and how long it was ready without
one (/proc/PID/task/TID/schedstat). What is left of the time between its first reading and its last, it slept.
What for, each reading says that finds it asleep: the GIL, or something else; its sleep is divided as its
readings were. The share is sleep for the GIL over (on a core + sleep for the GIL), of all threads: those that
sleep, wait for I/O, for a lock or for other threads do not count, so a main thread that joins its workers
does not dilute it. One CPU-bound thread gives 0; n of them on one GIL give (n - 1) / n. Only what a thread
sleeps for is sampled: a waiter that is awake for a moment, to ask for the GIL, counts by that moment.

On a busy machine threads are ready without a core. In a process whose threads have been seen waiting for the
GIL, one thread holds it, with a core or without; the others that are ready and have no core wait for it.

Doubt: that of what the readings found, see `GilWait.doubt`; the first second is rough. Where threads that
need the GIL and threads that do not share a process on a machine that is busy with other things, the latter's
waits for a core count as waits for the GIL. Short-held locks of the runtime count as GIL.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from gilrace.meters.readings import GIL, RUNNING, LaneReading, ThreadReading

CONTENDED = 0.1  # of looks at two or more ready threads: so many saw a wait for the GIL
ENOUGH = 4  # readings of threads that ran or wanted to, below which no share is told


@dataclass(slots=True)
class _Thread:
    """One thread, from its first reading to its last."""

    first: ThreadReading
    last: ThreadReading
    gil: int = 0  # readings that found it asleep for the GIL
    other: int = 0  # and for something else


@dataclass(slots=True)
class _Times:
    """Nanoseconds of threads, and what the readings found that saw them asleep."""

    ran: float = 0.0
    queued: float = 0.0  # ready without a core
    asleep: float = 0.0  # of threads that no reading found asleep
    for_gil: float = 0.0  # asleep, of the others, for the GIL
    variance: float = 0.0  # of that
    gil: int = 0
    other: int = 0

    def take(self, thread: _Thread) -> None:
        """Add a thread's."""
        first, last, seen = thread.first, thread.last, thread.gil + thread.other
        ran, queued = last.on_cpu_ns - first.on_cpu_ns, last.runqueue_ns - first.runqueue_ns
        asleep = max(last.at_ns - first.at_ns - ran - queued, 0)
        self.ran += ran
        self.queued += queued
        if not seen:
            self.asleep += asleep
        elif thread.gil:
            share = thread.gil / seen
            self.for_gil += asleep * share
            self.variance += asleep**2 * max(share * (1 - share) / seen, 1 / seen**2)
        self.gil += thread.gil
        self.other += thread.other

    @property
    def waited(self) -> float:
        """Asleep for the GIL; threads that no reading found asleep are taken to be like the others."""
        return self.for_gil + (self.asleep * self.gil / (self.gil + self.other) if self.gil else 0.0)


@dataclass(slots=True)
class _Process:
    """The threads of one process, which has one GIL."""

    threads: dict[int, _Thread] = field(default_factory=dict)
    ended: _Times = field(default_factory=_Times)
    at_ns: int = 0
    active_ns: int = 0  # in which a thread had the GIL or wanted it
    looks: int = 0  # at two or more of these
    contended: int = 0  # of these, so many saw one wait for the GIL

    def add(self, readings: list[ThreadReading]) -> int:
        """Take one look at all its threads in; how many ran, were ready or waited for the GIL."""
        for tid in self.threads.keys() - {reading.tid for reading in readings}:
            self.ended.take(self.threads.pop(tid))
        waiting = active = 0
        for reading in readings:
            thread = self.threads.get(reading.tid)
            if thread is None:
                thread = self.threads[reading.tid] = _Thread(reading, reading)
            thread.last = reading
            if reading.state == GIL:
                thread.gil += 1
                waiting += 1
            elif reading.state == RUNNING:
                active += 1
            else:
                thread.other += 1
        active += waiting
        self.looks += active > 1
        self.contended += active > 1 and waiting > 0
        now = max(reading.at_ns for reading in readings)
        self.active_ns += now - self.at_ns if active and self.at_ns else 0
        self.at_ns = now
        return active

    @property
    def times(self) -> _Times:
        """Of all its threads, those that have ended too."""
        found = replace(self.ended)
        for thread in self.threads.values():
            found.take(thread)
        return found

    @property
    def waited_and_ran(self) -> tuple[float, float]:
        """Nanoseconds."""
        times = self.times
        if not self.contended or self.contended < CONTENDED * self.looks:
            return times.waited, times.ran
        held = max(times.ran, min(times.ran + times.queued, self.active_ns))
        return times.waited + times.ran + times.queued - held, held


class GilWait:
    """Collects readings of one heat."""

    def __init__(self) -> None:
        self._processes: dict[int, _Process] = {}
        self._samples = 0
        self._visible = True

    def add(self, reading: LaneReading) -> None:
        """Take one reading in."""
        if reading.threads:
            self._visible = self._visible and reading.gil_visible
            for pid in {thread.pid for thread in reading.threads}:
                process = self._processes.setdefault(pid, _Process())
                self._samples += process.add([thread for thread in reading.threads if thread.pid == pid])

    def share(self) -> float | None:
        """0..1, or None: it cannot be seen here, or hardly anything ran."""
        waited, ran = self._waited_and_ran()
        if not self._visible or self._samples < ENOUGH or not waited + ran:
            return None
        return waited / (waited + ran)

    def doubt(self) -> float | None:
        """Standard error of the share.

        A thread that g of n readings asleep found waiting for the GIL did so by p = g / n with an error of
        sqrt(p (1 - p) / n), readings taken as independent, at least 1 / n. No share is surer than one part in
        all readings.
        """
        share = self.share()
        if share is None:
            return None
        waited, ran = self._waited_and_ran()
        variance = sum(process.times.variance for process in self._processes.values())
        return max(ran / (waited + ran) ** 2 * math.sqrt(variance), 1 / self._samples)

    def _waited_and_ran(self) -> tuple[float, float]:
        both = [process.waited_and_ran for process in self._processes.values()]
        return sum(waited for waited, _ in both), sum(ran for _, ran in both)
