"""The environment of demos whose actors are processes; apart: multiprocessing is slow to import."""

from __future__ import annotations

from typing import Any

from gilrace.lab.wild import processtools
from gilrace.lab.wild.env import ThreadEnv


class ProcessEnv(ThreadEnv):
    """multiprocessing's tools."""

    def Lock(self, *, name: str = "") -> Any:
        return processtools.Lock(self._desk, name)

    def RLock(self, *, name: str = "") -> Any:
        return processtools.RLock(self._desk, name)

    def Condition(self, lock: Any = None, *, name: str = "") -> Any:
        return processtools.Condition(self._desk, lock, name)

    def Semaphore(self, value: int = 1, *, name: str = "") -> Any:
        return processtools.Semaphore(self._desk, value, name)

    def Event(self, *, name: str = "") -> Any:
        return processtools.Event(self._desk, name)

    def Barrier(self, parties: int, *, name: str = "") -> Any:
        return processtools.Barrier(self._desk, parties, name)

    def Queue(self, maxsize: int = 0, *, name: str = "") -> Any:
        return processtools.Queue(self._desk, maxsize, name)
