"""What a look at a lane gives: frozen, so that it may be kept and handed on."""

from __future__ import annotations

from dataclasses import dataclass

RUNNING, GIL, LOCK, WAITING, UNKNOWN = "r", "g", "l", "w", "?"


@dataclass(frozen=True, slots=True)
class ThreadReading:
    """One thread at one moment."""

    pid: int
    tid: int
    state: str  # r running or ready to run, g waits for the GIL, l for a lock, w for I/O or time, ? unknown
    core: int  # where it ran last, -1 = not known
    on_cpu_ns: int  # so far
    runqueue_ns: int  # ready to run but without a core, so far
    at_ns: int = 0  # when it was looked at


@dataclass(frozen=True, slots=True)
class LaneReading:
    """A lane's processes and threads at one moment."""

    cpu_ns: int = 0  # user + system so far, processes that have ended included
    threads: tuple[ThreadReading, ...] = ()
    rss_bytes: int = 0  # summed over processes; pages they share count in each
    pids: tuple[int, ...] = ()
    gil_visible: bool = False  # whether g and l can be told apart here
