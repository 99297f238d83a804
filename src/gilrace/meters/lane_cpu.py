"""A lane seen from outside: all processes and threads of its process group, ten times a second for little.

The CPU time of a process comes from its CPU-time clock (clock_getcpuclockid(3)): nanoseconds, ended threads
included, no permission needed. What a thread is doing comes from /proc; see `thread_state`.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from gilrace.meters.lane_cores import lane_cores
from gilrace.meters.lane_process import KEPT, CpuClock, WatchedProcess
from gilrace.meters.lane_thread import GONE, parse_stat
from gilrace.meters.readings import LaneReading, ThreadReading

__all__ = ["LaneMeter", "LaneReading", "ThreadReading", "lane_cores", "process_cpu_ns"]

SCAN_NS = 1_000_000_000  # how often all processes are looked through; children of known ones show at once
SETTLED = 3  # scans after which a process of another group is not asked again


def process_cpu_ns(pid: int) -> int:
    """CPU time of a process so far. Raises `OSError` when it is gone or the system has no such clock."""
    clock = (~pid << 3) | 2  # Linux: a process's clock number is made from its id
    return time.clock_gettime_ns(clock)


class LaneMeter:
    """Watches the process group of a lane. Where /proc is missing, psutil gives CPU and memory only."""

    def __init__(
        self,
        pgid: int,
        *,
        proc: Path = Path("/proc"),
        clock: Callable[[], int] = time.monotonic_ns,
        cpu_clock: CpuClock = process_cpu_ns,
    ) -> None:
        self._pgid = pgid
        self._proc = str(proc)
        self._clock = clock
        self._cpu_clock = cpu_clock
        self._processes: dict[int, WatchedProcess] = {}
        self._strangers: dict[int, int] = {}
        self._scanned_ns = -SCAN_NS
        self._ended_ns = 0
        self._found = False  # whether the group has shown a process yet
        self._has_proc = (proc / "stat").exists()

    def read(self) -> LaneReading:
        """The lane now. A lane that has ended keeps its CPU time and has no threads."""
        if not self._has_proc:
            from gilrace.meters.lane_elsewhere import read_group

            return read_group(self._pgid)
        now = self._clock()
        self._discover(now)
        threads = [
            reading for process in list(self._processes.values()) for reading in self._read(process, now)
        ]
        watched = self._processes.values()
        return LaneReading(
            cpu_ns=self._ended_ns + sum(p.cpu_ns for p in watched),
            threads=tuple(threads),
            rss_bytes=sum(p.rss_bytes for p in watched),
            pids=tuple(self._processes),
            gil_visible=bool(watched) and all(p.gil_visible for p in watched),
        )

    def close(self) -> None:
        """Give all descriptors back."""
        for process in self._processes.values():
            process.close()
        self._processes.clear()

    def __enter__(self) -> LaneMeter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, process: WatchedProcess, now_ns: int) -> tuple[ThreadReading, ...]:
        try:
            readings = process.read(now_ns)
        except OSError:
            readings = ()
        if not readings and not process.lives():
            self._ended_ns += process.cpu_ns
            self._processes.pop(process.pid).close()
        return readings

    def _discover(self, now_ns: int) -> None:
        for process in list(self._processes.values()):
            with contextlib.suppress(OSError):
                self._ask_all(set(process.new_children()))
        if now_ns - self._scanned_ns >= SCAN_NS or not self._found:
            self._scanned_ns = now_ns
            pids = {int(name) for name in os.listdir(self._proc) if name.isdigit()}  # noqa: PTH208
            self._strangers = {pid: seen for pid, seen in self._strangers.items() if pid in pids}
            self._ask_all(pids)

    def _ask_all(self, pids: set[int]) -> None:
        for pid in sorted(pids - self._processes.keys()):
            if self._strangers.get(pid, 0) < SETTLED:
                self._ask(pid)

    def _room(self) -> int:
        return KEPT - sum(process.kept for process in self._processes.values())

    def _ask(self, pid: int) -> None:
        """Watch the process if it belongs to the group and lives; a new one may still join."""
        with contextlib.suppress(OSError):
            with open(f"{self._proc}/{pid}/stat", "rb") as file:
                stat = parse_stat(file.read())
            if stat.group != self._pgid:
                self._strangers[pid] = self._strangers.get(pid, 0) + 1
            elif stat.letter not in GONE:
                self._found = True
                self._processes[pid] = WatchedProcess(f"{self._proc}/{pid}", pid, self._cpu_clock, self._room)
