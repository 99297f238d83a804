"""asyncio's Lock, Condition, Semaphore, Event and Queue, with holders and waits published at the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextvars import ContextVar
from time import perf_counter_ns
from typing import Any

from gilrace.lab.wild.desk import OUTSIDE, CalledOff, Desk
from gilrace.lab.wild.table import HOLDER, RELEASED_BY_HOLDER, RELEASED_BY_OTHER, name_at, tool_at

ACTOR: ContextVar[int] = ContextVar("actor", default=OUTSIDE)
ENDS_NS: ContextVar[int] = ContextVar("ends_ns", default=0)  # when the wait_for around it gives up


class Watched:
    """One thing tasks wait for; `call_off` cancels the victim's task."""

    def __init__(self, desk: Desk, name: str, phrase: str = "waits for", signal: bool = False) -> None:
        self._desk = desk
        self.tool = desk.register(self, name, phrase, signal)
        self.tasks: dict[int, asyncio.Task[Any]] = {}
        self._victim: int | None = None

    async def over(self, awaitable: Awaitable[Any]) -> Any:
        """Await with the wait published. Raises `CalledOff` for the victim."""
        me = ACTOR.get()
        ends = ENDS_NS.get()
        self._desk.begin(me, self.tool, max(ends - perf_counter_ns(), 0) / 1e9 if ends else None)
        task = asyncio.current_task()
        assert task is not None
        self.tasks[me] = task
        try:
            return await awaitable
        except asyncio.CancelledError:
            if self._victim != me:
                self._desk.tried(me)
                raise
            self._victim = None
            raise CalledOff from None
        finally:
            self._desk.end(me)
            del self.tasks[me]

    def took(self, actor: int) -> None:
        self._desk.took(actor)

    def call_off(self, actor: int) -> None:
        self._victim = actor
        task = self.tasks[actor]
        task.get_loop().call_soon_threadsafe(task.cancel)


class Lock(asyncio.Lock):
    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.label = name or "lock"
        self._watched = Watched(desk, self.label)
        self._desk = desk
        self._holder = tool_at(self._watched.tool) + HOLDER
        self._named = name_at(desk.words[self._holder + 1])

    async def acquire(self) -> Any:
        await self._watched.over(super().acquire())
        me = ACTOR.get()
        self._desk.words[self._holder] = me + 1
        self._watched.took(me)
        return True

    def release(self) -> None:
        mine = self._desk.words[self._holder] == ACTOR.get() + 1
        self._desk.words[self._named + (RELEASED_BY_HOLDER if mine else RELEASED_BY_OTHER)] = 1
        self._desk.words[self._holder] = 0
        super().release()

    def __repr__(self) -> str:
        return f"<Lock {self.label}>"


class Semaphore(asyncio.Semaphore):
    def __init__(self, desk: Desk, value: int, name: str) -> None:
        super().__init__(value)
        self._watched = Watched(desk, name or "semaphore")

    async def acquire(self) -> Any:
        return await self._watched.over(super().acquire())


class Event(asyncio.Event):
    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self._watched = Watched(desk, name or "event", signal=True)

    async def wait(self) -> Any:
        return await self._watched.over(super().wait())


class Condition(asyncio.Condition):
    def __init__(self, desk: Desk, lock: Lock | None, name: str) -> None:
        label = name or "condition"
        super().__init__(lock or Lock(desk, f"{label} lock"))
        self._watched = Watched(desk, label, signal=True)

    async def wait(self) -> Any:
        return await self._watched.over(super().wait())


class Barrier(asyncio.Barrier):
    def __init__(self, desk: Desk, parties: int, name: str) -> None:
        super().__init__(parties)
        self._watched = Watched(desk, name or "barrier")

    async def wait(self) -> Any:
        return await self._watched.over(super().wait())


class Queue(asyncio.Queue[Any]):
    def __init__(self, desk: Desk, maxsize: int, name: str) -> None:
        super().__init__(maxsize)
        label = name or "queue"
        self._gets = Watched(desk, label, "waits to get from")
        self._puts = Watched(desk, label, "waits to put into")
        self._joins = Watched(desk, label, "waits for everything to be done in")

    async def get(self) -> Any:
        return await self._gets.over(super().get())

    async def put(self, item: Any) -> None:
        await self._puts.over(super().put(item))

    async def join(self) -> None:
        await self._joins.over(super().join())


async def wait_for(awaitable: Awaitable[Any], timeout: float) -> Any:  # noqa: ASYNC109 - asyncio's signature
    """asyncio's, with the deadline published for the waits inside."""
    token = ENDS_NS.set(perf_counter_ns() + int(timeout * 1e9))
    try:
        return await asyncio.wait_for(awaitable, timeout)
    finally:
        ENDS_NS.reset(token)
