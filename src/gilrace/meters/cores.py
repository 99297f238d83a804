"""How busy each core is, all programs together. Linux counts ticks in /proc/stat; elsewhere psutil does."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import NamedTuple, Protocol

from gilrace.meters.proc_file import ProcFile

STAT_LENGTH = 1 << 18  # the lines of 2 000 cores come first
WHOLE = -1  # key of the line that sums all cores


class Ticks(NamedTuple):
    """Time one core has spent since boot, in nanoseconds (Linux: whole ticks, 10 ms on most machines)."""

    busy: int
    idle: int
    steal: int  # taken by the hypervisor: neither busy nor idle


class Counter(Protocol):
    """Where the counts come from."""

    def read(self) -> dict[int, Ticks]: ...


class CoreMeter:
    """Busy percent per core between two reads. A core taken offline reads 0 and keeps its place."""

    def __init__(self, proc: Path = Path("/proc"), counter: Counter | None = None) -> None:
        self._counter = counter or _counter(proc)
        self._before = self._counter.read()
        self._percent = (0,) * _width(self._before)
        self.steal_percent = 0  # of all cores together, between the two latest reads

    def read(self) -> tuple[int, ...]:
        """Busy percent (0..100) per core since the previous read; the first read counts from construction.

        Two reads within one tick give the previous answer again.
        """
        now = self._counter.read()
        if now.get(WHOLE) == self._before.get(WHOLE):
            return self._percent
        width = max(_width(now), len(self._percent))
        self._percent = tuple(self._share(now, core, "busy") for core in range(width))
        self.steal_percent = self._share(now, WHOLE, "steal")
        self._before = now
        return self._percent

    def total_busy_ns(self) -> int:
        """CPU time of all programs on all cores since boot, steal not included."""
        ticks = self._counter.read().get(WHOLE)
        return ticks.busy if ticks else 0

    def _share(self, now: dict[int, Ticks], core: int, part: str) -> int:
        if core not in now or core not in self._before:
            return 0
        grown = Ticks(*(max(n - b, 0) for n, b in zip(now[core], self._before[core], strict=True)))
        whole = sum(grown)
        return round(100 * int(getattr(grown, part)) / whole) if whole else 0


class ProcStat:
    """Counts of /proc/stat, through one kept descriptor (proc_stat(5))."""

    def __init__(self, proc: Path) -> None:
        self._file = ProcFile(str(proc / "stat"), length=STAT_LENGTH)
        self._tick_ns = 1_000_000_000 // os.sysconf("SC_CLK_TCK")

    def read(self) -> dict[int, Ticks]:
        """Ticks by core number, `WHOLE` for all together."""
        found: dict[int, Ticks] = {}
        for line in self._file.read().split(b"\n"):
            if not line.startswith(b"cpu"):
                break
            name, *counts = line.split()
            found[int(name[3:]) if name[3:] else WHOLE] = self._ticks([int(count) for count in counts])
        return found

    def _ticks(self, counts: list[int]) -> Ticks:
        user, nice, system, idle, iowait, irq, softirq, steal, *_ = [*counts, 0, 0, 0, 0, 0]
        unit = self._tick_ns
        return Ticks((user + nice + system + irq + softirq) * unit, (idle + iowait) * unit, steal * unit)


class PsutilTimes:
    """Counts of psutil, for systems without /proc/stat."""

    def read(self) -> dict[int, Ticks]:
        """Ticks by core number, `WHOLE` for all together."""
        import psutil

        found = {core: _seconds(times) for core, times in enumerate(psutil.cpu_times(percpu=True))}
        found[WHOLE] = Ticks(*(sum(column) for column in zip(*found.values(), strict=True)))
        return found


def _seconds(times: NamedTuple) -> Ticks:
    spent = {name: int(value * 1e9) for name, value in times._asdict().items()}
    idle, steal = spent.pop("idle", 0) + spent.pop("iowait", 0), spent.pop("steal", 0)
    twice = spent.get("guest", 0) + spent.get("guest_nice", 0)  # already part of user and nice
    return Ticks(sum(spent.values()) - twice, idle, steal)


def _counter(proc: Path) -> Counter:
    with contextlib.suppress(OSError, ValueError):
        stat = ProcStat(proc)
        if stat.read():
            return stat
    return PsutilTimes()


def _width(ticks: dict[int, Ticks]) -> int:
    return max(ticks, default=WHOLE) + 1
