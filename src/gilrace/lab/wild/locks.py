"""The standard library's Lock and RLock, with their holder and waiters published at the desk.

The real lock does the work. To call off a wait, the lock is *borrowed*: released for a moment by the
helper, taken by the victim, who keeps it locked for its holder and raises; anybody else who gets it gives it
back and waits on. That is sound only while the holder itself is stuck, as in a confirmed deadlock.
"""

from __future__ import annotations

import threading
from time import sleep
from types import TracebackType
from typing import Any

from gilrace.lab.wild.desk import CalledOff, Desk, Real
from gilrace.lab.wild.table import HOLDER, RELEASED_BY_HOLDER, RELEASED_BY_OTHER, name_at, tool_at


class Lock:
    """A lock; ``real`` is what locks."""

    def __init__(self, desk: Desk, name: str = "", real: Real = None) -> None:
        self._desk = desk
        self._real = real if real is not None else threading.Lock()
        self.label = name or "lock"
        self._tool = desk.register(self, self.label)
        self._holder = tool_at(self._tool) + HOLDER
        self._named = name_at(desk.words[self._holder + 1])
        self._borrowed_for: int | None = None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """As that of the standard library; raises `CalledOff` when chosen as a victim."""
        desk = self._desk
        me = desk.who()
        desk.hesitate(me)
        if self._real.acquire(False):
            desk.words[self._holder] = me + 1
            desk.took(me)
            return True
        if not blocking:
            desk.tried(me)
            return False
        return self._wait(me, timeout)

    def _wait(self, me: int, timeout: float) -> bool:
        if me < 0:
            return bool(self._real.acquire(True, timeout))
        self._desk.begin(me, self._tool, timeout)
        try:
            got = self._take(me, timeout)
        finally:
            self._desk.end(me)
        if got:
            self._desk.words[self._holder] = me + 1
            self._desk.took(me)
        else:
            self._desk.tried(me)
        return got

    def _take(self, me: int, timeout: float) -> bool:
        while self._real.acquire(True, timeout):
            if self._borrowed_for is None:
                return True
            if self._borrowed_for == me:
                self._borrowed_for = None
                raise CalledOff(self.label)
            self._real.release()
            sleep(0)
        return False

    def release(self) -> None:
        words = self._desk.words
        mine = words[self._holder] == self._desk.who() + 1
        words[self._named + (RELEASED_BY_HOLDER if mine else RELEASED_BY_OTHER)] = 1
        words[self._holder] = 0
        self._real.release()

    def locked(self) -> bool:
        return bool(self._real.locked())

    def call_off(self, actor: int) -> None:
        self._borrowed_for = actor
        self._real.release()

    def _is_owned(self) -> bool:
        return self.locked()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: object, tb: TracebackType | None) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label}>"


class RLock(Lock):
    """A lock its holder may take again; only the holder can release it."""

    def __init__(self, desk: Desk, name: str = "", real: Real = None) -> None:
        super().__init__(desk, name or "rlock", real)
        self._owner: Any = None
        self._depth = 0
        desk.words[self._named + RELEASED_BY_HOLDER] = 1

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        me = threading.get_ident()
        if self._owner == me:
            self._depth += 1
            return True
        if not super().acquire(blocking, timeout):
            return False
        self._owner, self._depth = me, 1
        return True

    def release(self) -> None:
        if not self._is_owned():
            raise RuntimeError("cannot release un-acquired lock")
        self._depth -= 1
        if not self._depth:
            self._owner = None
            super().release()

    def _is_owned(self) -> bool:
        return bool(self._owner == threading.get_ident())

    def _release_save(self) -> int:
        depth, self._depth, self._owner = self._depth, 0, None
        super().release()
        return depth

    def _acquire_restore(self, depth: int) -> None:
        super().acquire()
        self._owner, self._depth = threading.get_ident(), depth
