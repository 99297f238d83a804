"""One process of a lane: its threads, its CPU time and its memory, watched from outside."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from gilrace.meters.lane_thread import GONE, WatchedThread, parse_stat
from gilrace.meters.proc_file import ProcFile
from gilrace.meters.process_state import ProcessState

if TYPE_CHECKING:
    from gilrace.meters.readings import ThreadReading

KEPT = 64  # threads of a lane whose files stay open; three descriptors each
FRESH = 64  # of the others, so many are looked at in one reading, in turn
RELIST_NS = 500_000_000
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

CpuClock = Callable[[int], int]
Room = Callable[[], int]  # how many more threads may keep their files open


class WatchedProcess:
    """Reads one process. Raises `OSError` once it is gone."""

    def __init__(self, folder: str, pid: int, cpu_clock: CpuClock, room: Room) -> None:
        self.pid = pid
        self.cpu_ns = 0
        self.rss_bytes = 0
        self._folder = folder
        self._cpu_clock = cpu_clock
        self._room = room
        self._memory = ProcFile(f"{folder}/statm")
        self._stat = ProcFile(f"{folder}/stat")
        self._children = _children_of(folder, pid)
        self._children_seen = b""
        self._threads: dict[int, WatchedThread] = {}
        self._kept: list[int] = []
        self._beyond: list[int] = []
        self._latest: dict[int, ThreadReading] = {}
        self._turn = 0
        self._listed = (-1, -RELIST_NS)  # links of the task folder, when
        self._state = ProcessState(folder)

    @property
    def gil_visible(self) -> bool:
        """Whether waits for the GIL can be told apart in this process."""
        return self._state.known and all(t.visible for t in self._threads.values())

    def read(self, now_ns: int) -> tuple[ThreadReading, ...]:
        """Its threads now; ``cpu_ns`` and ``rss_bytes`` are brought up to date."""
        self.cpu_ns = max(self.cpu_ns, self._cpu())
        self.rss_bytes = int(self._memory.read().split()[1]) * PAGE_BYTES
        self._list(now_ns)
        self._state.now_ns = now_ns
        for tid in self._due():
            self._read_thread(tid, now_ns)
        return tuple(self._latest.values())

    def close(self) -> None:
        """Give all descriptors back."""
        for thread in self._threads.values():
            thread.close()
        for file in (self._memory, self._stat, self._children):
            if file is not None:
                file.close()

    @property
    def kept(self) -> int:
        """How many of its threads keep their files open."""
        return len(self._kept)

    def lives(self) -> bool:
        """Whether it is neither gone nor only waiting to be reaped."""
        try:
            return parse_stat(self._stat.read()).letter not in GONE
        except OSError:
            return False

    def new_children(self) -> list[int]:
        """Process ids of its main thread's children, when they have changed since the previous call."""
        if self._children is None:
            return []
        seen, self._children_seen = self._children_seen, self._children.read()
        return [] if seen == self._children_seen else [int(pid) for pid in self._children_seen.split()]

    def _cpu(self) -> int:
        try:
            return self._cpu_clock(self.pid)
        except OSError:
            return parse_stat(self._stat.read()).cpu_ns

    def _list(self, now_ns: int) -> None:
        """Bring the thread list up to date when their number changed, and now and then."""
        links = os.stat(f"{self._folder}/task").st_nlink  # noqa: PTH116 - ten times a second
        if links == self._listed[0] and now_ns - self._listed[1] < RELIST_NS:
            return
        self._listed = (links, now_ns)
        tids = {int(name) for name in os.listdir(f"{self._folder}/task")}  # noqa: PTH208
        for tid in self._threads.keys() - tids:
            self._forget(tid)
        for tid in sorted(tids - self._threads.keys()):
            self._watch(tid)

    def _watch(self, tid: int) -> None:
        keep = self._room() > 0
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            self._threads[tid] = WatchedThread(f"{self._folder}/task/{tid}", self.pid, tid, keep=keep)
            (self._kept if keep else self._beyond).append(tid)

    def _forget(self, tid: int) -> None:
        self._threads.pop(tid).close()
        self._latest.pop(tid, None)
        (self._kept if tid in self._kept else self._beyond).remove(tid)

    def _due(self) -> list[int]:
        """Every kept thread, and the next few of those beyond."""
        start = self._turn % max(len(self._beyond), 1)
        self._turn = start + FRESH
        return [*self._kept, *self._beyond[start : start + FRESH]]

    def _read_thread(self, tid: int, now_ns: int) -> None:
        try:
            self._latest[tid] = self._threads[tid].read(self._state.sign, now_ns)
        except (FileNotFoundError, ProcessLookupError):
            self._forget(tid)
            self._listed = (-1, self._listed[1])


def _children_of(folder: str, pid: int) -> ProcFile | None:
    """The list of a main thread's children, where the kernel keeps one."""
    try:
        return ProcFile(f"{folder}/task/{pid}/children")
    except OSError:
        return None
