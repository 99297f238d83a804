"""What is left of this program's own: processes, threads, descriptors, shared memory.

Other programs may make and drop theirs at the same time, so only what belongs here is counted: processes
by a mark in their environment, which all that descend from here have; names of shared memory that are new
and that no living process uses.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC, SHARED = Path("/proc"), Path("/dev/shm")
MARK = "GILRACE_BENCHMARK"


def mark() -> None:
    """Mark all that will be started from here."""
    os.environ[MARK] = str(os.getpid())


@dataclass(frozen=True)
class Left:
    """At one moment."""

    descriptors: int
    threads: int
    processes: int
    mappings: int  # of this process's, in shared memory
    names: frozenset[str]  # in shared memory, used by nobody

    @classmethod
    def now(cls) -> Left:
        """Names are looked at twice: one that is just being made will be in use a moment later."""
        first = _unused()
        time.sleep(0.5)
        return cls(
            len([*(PROC / "self/fd").iterdir()]),
            threading.active_count(),
            len(_marked()),
            sum("/dev/shm/" in line or "/memfd:" in line for line in _maps("self")),
            frozenset(first & _unused()),
        )

    def sentence(self, before: Left | None = None) -> str:
        """All counts; of the names only those that were not there before."""
        names = self.names - before.names if before else ()
        return (
            f"{self.descriptors} descriptors, {self.threads} threads, {self.processes} processes, "
            f"{self.mappings} mappings, {len(names)} names of shared memory"
        )


def _marked() -> list[str]:
    wanted = f"{MARK}={os.getpid()}".encode()
    found = []
    for process in _processes():
        with suppress(OSError):
            if wanted in (PROC / process / "environ").read_bytes().split(b"\0"):
                found.append(process)
    return [one for one in found if one != str(os.getpid())]


def _unused() -> set[str]:
    names = {path.name for path in SHARED.iterdir()}
    used = {
        Path(line.split()[5]).name
        for process in _processes()
        for line in _maps(process)
        if "/dev/shm/" in line
    }
    return names - used


def _processes() -> list[str]:
    return [path.name for path in PROC.iterdir() if path.name.isdigit()]


def _maps(process: str) -> list[str]:
    try:
        return (PROC / process / "maps").read_text().splitlines()
    except OSError:
        return []
