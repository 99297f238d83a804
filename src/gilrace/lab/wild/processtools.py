"""multiprocessing's tools, with holders and waits published; made before the actors are forked.

A wait is called off by a signal to the victim's process, whose handler raises.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any, ClassVar

from gilrace.lab.wild import locks
from gilrace.lab.wild.desk import Desk
from gilrace.lab.wild.table import PID, actor_at

CALL_OFF = signal.SIGUSR2
CONTEXT = multiprocessing.get_context("fork")


class Patient:
    """A lock of multiprocessing, called as those of threading are: -1 is no timeout."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.release = real.release

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        return bool(self._real.acquire(blocking, None if timeout < 0 else timeout))

    def locked(self) -> bool:
        if not self._real.acquire(False):
            return True
        self._real.release()
        return False


class _Signalled:
    """What waits in another process: it is called off there."""

    _desk: Desk

    def call_off(self, actor: int) -> None:
        os.kill(self._desk.words[actor_at(actor) + PID], CALL_OFF)


class Lock(_Signalled, locks.Lock):
    def __init__(self, desk: Desk, name: str) -> None:
        self.shared = CONTEXT.Lock()
        super().__init__(desk, name, Patient(self.shared))


class RLock(_Signalled, locks.RLock):
    def __init__(self, desk: Desk, name: str, real: Any = None) -> None:
        self.shared = CONTEXT.RLock() if real is None else real
        super().__init__(desk, name, Patient(self.shared))


class Waiting(_Signalled):
    """One thing that a method of a real tool waits for."""

    def __init__(self, desk: Desk, name: str, phrase: str, signal: bool = False) -> None:
        self._desk = desk
        self._tool = desk.register(self, name, phrase, signal)

    def over(self, method: Any, *args: Any, **options: Any) -> Any:
        """Call a blocking method with the wait published."""
        me = self._desk.who()
        if me < 0:
            return method(*args, **options)
        self._desk.begin(me, self._tool, options.get("timeout"))
        try:
            result = method(*args, **options)
        finally:
            self._desk.end(me)
        if result is False:
            self._desk.tried(me)
        return result


class Condition(Waiting):
    def __init__(self, desk: Desk, lock: Any, name: str) -> None:
        label = name or "condition"
        super().__init__(desk, label, "waits for", True)
        self.lock = lock or RLock(desk, f"{label} lock")
        self._real = CONTEXT.Condition(self.lock.shared)
        self.notify, self.notify_all = self._real.notify, self._real.notify_all
        self.acquire, self.release = self.lock.acquire, self.lock.release

    def wait(self, timeout: float | None = None) -> bool:
        return bool(self.over(self._real.wait, timeout=timeout))

    def wait_for(self, predicate: Any, timeout: float | None = None) -> Any:
        return self.over(self._real.wait_for, predicate, timeout=timeout)

    def __enter__(self) -> bool:
        return bool(self.lock.acquire())

    def __exit__(self, *_: object) -> None:
        self.lock.release()


class Semaphore(Waiting):
    def __init__(self, desk: Desk, value: int, name: str) -> None:
        super().__init__(desk, name or "semaphore", "waits for")
        self._real = CONTEXT.Semaphore(value)
        self.release = self._real.release

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        return bool(self.over(self._real.acquire, blocking, timeout=timeout))

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class Event(Waiting):
    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk, name or "event", "waits for", True)
        self._real = CONTEXT.Event()
        self.set, self.clear, self.is_set = self._real.set, self._real.clear, self._real.is_set

    def wait(self, timeout: float | None = None) -> bool:
        return bool(self.over(self._real.wait, timeout=timeout))


class Barrier(Waiting):
    def __init__(self, desk: Desk, parties: int, name: str) -> None:
        super().__init__(desk, name or "barrier", "waits for")
        self._real = CONTEXT.Barrier(parties)
        self.parties = parties
        self.abort, self.reset = self._real.abort, self._real.reset

    def wait(self, timeout: float | None = None) -> int:
        return int(self.over(self._real.wait, timeout=timeout))

    @property
    def n_waiting(self) -> int:
        return int(self._real.n_waiting)

    @property
    def broken(self) -> bool:
        return bool(self._real.broken)


class Queue:
    def __init__(self, desk: Desk, maxsize: int, name: str) -> None:
        label = name or "queue"
        self._real: Any = CONTEXT.JoinableQueue(maxsize)
        self._gets = Waiting(desk, label, "waits to get from")
        self._puts = Waiting(desk, label, "waits to put into")
        self._joins = Waiting(desk, label, "waits for everything to be done in")
        self.task_done, self.qsize = self._real.task_done, self._real.qsize
        self.empty, self.full = self._real.empty, self._real.full

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        return self._gets.over(self._real.get, block, timeout=timeout)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        self._puts.over(self._real.put, item, block, timeout=timeout)

    def get_nowait(self) -> Any:
        return self._real.get_nowait()

    def put_nowait(self, item: Any) -> None:
        self._real.put_nowait(item)

    def join(self) -> None:
        self._joins.over(self._real.join)


class Value:
    """A synchronized number: each single read or write takes its lock by itself."""

    _spare: ClassVar[dict[str, list[Any]]] = {}  # of worlds that are over: new locks take long

    def __init__(self, desk: Desk, kind: str, value: Any, name: str) -> None:
        self._kind = kind
        self._real: Any = self._used_before(kind, value) or CONTEXT.Value(kind, value)
        self._lock = RLock(desk, f"{name or 'value'} lock", self._real.get_lock())

    @property
    def value(self) -> Any:
        return self._real.value

    @value.setter
    def value(self, value: Any) -> None:
        self._real.value = value

    def get_lock(self) -> RLock:
        return self._lock

    @classmethod
    def _used_before(cls, kind: str, value: Any) -> Any:
        """One that nobody uses any more, set to a value; None when there is none."""
        spare = cls._spare.get(kind, [])
        while spare:
            real = spare.pop()
            if real.get_lock().acquire(False):
                real.get_obj().value = value
                real.get_lock().release()
                return real
        return None

    def __del__(self) -> None:
        self._spare.setdefault(self._kind, []).append(self._real)
