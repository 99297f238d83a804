"""One thread of a lane, watched from outside through three files of /proc/PID/task/TID."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from gilrace.meters.proc_file import ProcFile
from gilrace.meters.readings import RUNNING, UNKNOWN, ThreadReading
from gilrace.meters.thread_state import plain_sign

TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
GONE = (b"Z", b"X", b"x")

Sign = Callable[[bytes], str]


class Stat(NamedTuple):
    """What is used of /proc/PID/stat, alike for threads (proc_pid_stat(5))."""

    letter: bytes
    group: int
    cpu_ns: int  # whole ticks
    core: int


def parse_stat(content: bytes) -> Stat:
    """The fields after the command name, which may itself hold spaces and brackets."""
    fields = content[content.rindex(b")") + 2 :].split()
    return Stat(fields[0], int(fields[2]), (int(fields[11]) + int(fields[12])) * TICK_NS, int(fields[36]))


class WatchedThread:
    """Reads one thread. A thread that has not run since the previous look is still where it was.

    Raises `OSError` from every method once the thread is gone.
    """

    __slots__ = ("_last", "_schedstat", "_schedule", "_stat", "_syscall", "pid", "tid", "visible")

    def __init__(self, folder: str, pid: int, tid: int, *, keep: bool) -> None:
        self.pid, self.tid = pid, tid
        self._stat = ProcFile(f"{folder}/stat", keep=keep)
        self._schedstat = _optional(f"{folder}/schedstat", keep)
        self._syscall = _optional(f"{folder}/syscall", keep)
        self.visible = self._syscall is not None
        self._schedule = b""
        self._last = ThreadReading(pid, tid, RUNNING, -1, 0, 0)

    def read(self, sign: Sign, now_ns: int) -> ThreadReading:
        """The thread now; ``sign`` turns the line of its system call into a state sign."""
        schedule = self._schedstat.read() if self._schedstat is not None else b""
        if schedule and schedule == self._schedule and self._last.state != RUNNING:
            self._last = replace(self._last, at_ns=now_ns)
            return self._last
        self._schedule = schedule
        state, core, on_cpu, runqueue = self._state(sign), self._last.core, 0, 0
        if schedule:
            on_cpu, runqueue = (int(count) for count in schedule.split()[:2])
        if state in (RUNNING, UNKNOWN) or core < 0 or not schedule:
            stat = self._look()
            state = plain_sign(stat.letter) if state == UNKNOWN else state
            core, on_cpu = stat.core, on_cpu or stat.cpu_ns
        self._last = ThreadReading(self.pid, self.tid, state, core, on_cpu, runqueue, now_ns)
        return self._last

    def close(self) -> None:
        """Give the descriptors back."""
        for file in (self._stat, self._schedstat, self._syscall):
            if file is not None:
                file.close()

    def _state(self, sign: Sign) -> str:
        """The sign, as far as the system call tells."""
        if self._syscall is None:
            return UNKNOWN
        try:
            return sign(self._syscall.read())
        except PermissionError:
            self._syscall = None
            self.visible = False
            return UNKNOWN

    def _look(self) -> Stat:
        stat = parse_stat(self._stat.read())
        if stat.letter in GONE:
            raise ProcessLookupError(self.tid)
        return stat


def _optional(path: str, keep: bool) -> ProcFile | None:
    try:
        file = ProcFile(path, keep=keep)
        file.read()
    except (FileNotFoundError, PermissionError):
        return None
    return file
