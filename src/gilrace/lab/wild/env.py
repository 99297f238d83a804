"""What a demo's setup is handed in the wild: the real tools, which also say who holds them and who waits."""

from __future__ import annotations

import asyncio
import time
from typing import Any, TypeVar

from gilrace.errors import InputError
from gilrace.lab.wild import locks, signals, tasktools
from gilrace.lab.wild.desk import Desk

T = TypeVar("T")


class ThreadEnv:
    """threading's tools."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def share(self, thing: T, name: str) -> T:
        return thing

    def Lock(self, *, name: str = "") -> Any:
        return locks.Lock(self._desk, name)

    def RLock(self, *, name: str = "") -> Any:
        return locks.RLock(self._desk, name)

    def Condition(self, lock: Any = None, *, name: str = "") -> Any:
        return signals.Condition(self._desk, lock, name)

    def Semaphore(self, value: int = 1, *, name: str = "") -> Any:
        return signals.Semaphore(self._desk, value, name)

    def Event(self, *, name: str = "") -> Any:
        return signals.Event(self._desk, name)

    def Barrier(self, parties: int, *, name: str = "") -> Any:
        return signals.Barrier(self._desk, parties, name)

    def Queue(self, maxsize: int = 0, *, name: str = "") -> Any:
        return signals.Queue(self._desk, maxsize, name)

    def RawValue(self, kind: str, value: Any, *, name: str = "") -> Any:
        from gilrace.lab.wild import processtools

        return processtools.CONTEXT.RawValue(kind, value)

    def Value(self, kind: str, value: Any, *, name: str = "") -> Any:
        from gilrace.lab.wild import processtools

        return processtools.Value(self._desk, kind, value, name)

    def sleep(self, seconds: float) -> Any:
        self._desk.tried(self._desk.who())
        time.sleep(seconds)

    def wait_for(self, awaitable: Any, timeout: float) -> Any:
        raise InputError("wait_for is for asyncio demos", advice="use the timeout of what is waited for")


class TaskEnv(ThreadEnv):
    """asyncio's tools."""

    def Lock(self, *, name: str = "") -> Any:
        return tasktools.Lock(self._desk, name)

    def RLock(self, *, name: str = "") -> Any:
        raise InputError("asyncio has no RLock", advice="use Lock")

    def Condition(self, lock: Any = None, *, name: str = "") -> Any:
        return tasktools.Condition(self._desk, lock, name)

    def Semaphore(self, value: int = 1, *, name: str = "") -> Any:
        return tasktools.Semaphore(self._desk, value, name)

    def Event(self, *, name: str = "") -> Any:
        return tasktools.Event(self._desk, name)

    def Barrier(self, parties: int, *, name: str = "") -> Any:
        return tasktools.Barrier(self._desk, parties, name)

    def Queue(self, maxsize: int = 0, *, name: str = "") -> Any:
        return tasktools.Queue(self._desk, maxsize, name)

    async def sleep(self, seconds: float) -> Any:
        self._desk.tried(self._desk.who())
        await asyncio.sleep(seconds)

    def wait_for(self, awaitable: Any, timeout: float) -> Any:
        return tasktools.wait_for(awaitable, timeout)
