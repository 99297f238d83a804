"""A lane's CPU and memory where there is no /proc: psutil sees threads, but not why they sleep."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gilrace.meters.readings import UNKNOWN, LaneReading, ThreadReading

if TYPE_CHECKING:
    import psutil


def read_group(pgid: int) -> LaneReading:
    """The processes of a group now. CPU time of processes that have ended is not included."""
    import psutil

    cpu_s, rss, pids = 0.0, 0, []
    threads: list[ThreadReading] = []
    for process in _members(pgid):
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            cpu_s += times.user + times.system
            rss += process.memory_info().rss
            pids.append(process.pid)
            threads += _threads(process)
    return LaneReading(int(cpu_s * 1e9), tuple(threads), rss, tuple(pids), gil_visible=False)


def _members(pgid: int) -> Iterator[psutil.Process]:
    import psutil

    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getpgid(process.pid) == pgid:
                yield process


def _threads(process: psutil.Process) -> list[ThreadReading]:
    import psutil

    try:
        seen = process.threads()
    except psutil.AccessDenied:
        return []
    return [
        ThreadReading(process.pid, t.id, UNKNOWN, -1, int((t.user_time + t.system_time) * 1e9), 0)
        for t in seen
    ]
