"""The standard library's Condition, Semaphore, Event, Barrier and Queue for threads, waits published.

They have no owner, so they are never part of a circle. All of them wait on a `threading.Condition`; putting
one in that publishes makes the real thing visible without changing what it does.
"""

from __future__ import annotations

import queue
import threading
from time import monotonic
from typing import Any

from gilrace.lab.wild.desk import CalledOff, Desk
from gilrace.lab.wild.locks import RLock


class Watched(threading.Condition):
    """A condition whose waits are published."""

    def __init__(
        self, desk: Desk, lock: Any, name: str, phrase: str = "waits for", signal: bool = False
    ) -> None:
        super().__init__(lock)
        self._desk = desk
        self._tool = desk.register(self, name, phrase, signal)
        self._victim: int | None = None
        self._disturbed = False

    def wait(self, timeout: float | None = None) -> bool:
        me = self._desk.who()
        if me < 0:
            return super().wait(timeout)
        ends = None if timeout is None else monotonic() + timeout
        self._desk.begin(me, self._tool, timeout)
        try:
            return self._undisturbed(me, ends)
        finally:
            self._desk.end(me)

    def _undisturbed(self, me: int, ends: float | None) -> bool:
        while True:
            woken = super().wait(None if ends is None else ends - monotonic())
            if not woken:
                self._desk.tried(me)
            if not self._disturbed:
                return woken
            if self._victim == me:
                self._victim, self._disturbed = None, False
                raise CalledOff

    def call_off(self, actor: int) -> None:
        """Wake all who wait, without the lock: they are stuck. Others than the victim wait on."""
        self._victim, self._disturbed = actor, True
        waiters = self._waiters  # type: ignore[attr-defined]
        for gate in list(waiters):
            waiters.remove(gate)
            gate.release()


class Condition(Watched):
    def __init__(self, desk: Desk, lock: Any, name: str) -> None:
        label = name or "condition"
        super().__init__(desk, lock or RLock(desk, f"{label} lock"), label, signal=True)


class Semaphore(threading.Semaphore):
    def __init__(self, desk: Desk, value: int, name: str) -> None:
        super().__init__(value)
        self._cond = Watched(desk, threading.Lock(), name or "semaphore")


class Event(threading.Event):
    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self._cond = Watched(desk, threading.Lock(), name or "event", signal=True)


class Barrier(threading.Barrier):
    def __init__(self, desk: Desk, parties: int, name: str) -> None:
        super().__init__(parties)
        self._cond = Watched(desk, threading.Lock(), name or "barrier")


class Queue(queue.Queue[Any]):
    def __init__(self, desk: Desk, maxsize: int, name: str) -> None:
        super().__init__(maxsize)
        label = name or "queue"
        self.not_empty = Watched(desk, self.mutex, label, "waits to get from")
        self.not_full = Watched(desk, self.mutex, label, "waits to put into")
        self.all_tasks_done = Watched(desk, self.mutex, label, "waits for everything to be done in")
