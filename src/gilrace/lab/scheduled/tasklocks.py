"""Models of asyncio's Lock, Condition, Semaphore, Event and Queue, and of sleep and wait_for.

As in asyncio, taking what is free does not suspend, and whoever waits is served in order.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Generator
from dataclasses import replace
from types import coroutine
from typing import Any

from gilrace.lab.scheduled.locks import _who, name_of
from gilrace.lab.scheduled.op import BLOCKED, GO, TIMER, Execution, Mode, Model, Op, on


@coroutine
def pause(op: Op) -> Generator[Op, int, None]:
    """Suspend once."""
    yield op


@coroutine
def suspended(op: Op) -> Generator[Op, int, int]:
    """Suspend until the operation may be done."""
    return (yield op)


@coroutine
def wait_for(awaitable: Awaitable[Any]) -> Generator[Op, int, Any]:
    """Await, but let the timer fire while it cannot go ahead."""
    inner = awaitable.__await__()
    answer: int | None = None
    while True:
        try:
            op = inner.send(answer)
        except StopIteration as end:
            return end.value
        answer = yield replace(op, mode=_impatient(op.mode))
        if answer == TIMER:
            try:
                inner.throw(asyncio.CancelledError())
            except (asyncio.CancelledError, StopIteration):
                raise TimeoutError from None


def _impatient(mode: Mode | None) -> Mode | None:
    return None if mode is None else lambda *states: mode(*states) or TIMER


class _Served(Model, ABC):
    """What can be taken, in the order of asking. Its state is (what it holds, who waits in order)."""

    async def _take_turn(self, verb: str) -> None:
        """Suspend until it is this actor's turn, unless it is so already and nobody waits."""
        me = _who(self.run)
        held, waiting = self.state
        if not waiting and self._can(held):
            self.run.reach(on(verb, self))
            return
        self.run.reach(on(f"queue for {verb}", self))
        self.state = (held, (*waiting, me))
        try:
            await suspended(on(verb, self, mode=self._turn(me)))
        finally:
            held, waiting = self.state
            self.state = (held, tuple(w for w in waiting if w != me))

    def _turn(self, me: int) -> Mode:
        return lambda state: GO if state[1][:1] == (me,) and self._can(state[0]) else BLOCKED

    @abstractmethod
    def _can(self, held: Any) -> bool:
        """Whether it can be taken, as it is held now."""

    def _hold(self, held: Any) -> None:
        self.state = (held, self.state[1])

    @property
    def held(self) -> Any:
        return self.state[0]


class Lock(_Served):
    """Holds the actor that has it, or None."""

    def __init__(self, run: Execution, name: str) -> None:
        super().__init__(run, name or "lock", (None, ()))

    def _can(self, held: Any) -> bool:
        return held is None

    async def acquire(self) -> bool:
        await self._take_turn("acquire")
        self._hold(_who(self.run))
        return True

    def release(self) -> None:
        self.run.reach(on("release", self))
        if self.held is None:
            raise RuntimeError("Lock is not acquired.")
        self._hold(None)

    def locked(self) -> bool:
        self.run.reach(on("look at", self))
        return self.held is not None

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(self, *_: object) -> None:
        self.release()

    def holders(self) -> tuple[int, ...]:
        return () if self.held is None or self.held < 0 else (self.held,)

    def shown(self) -> str:
        return "free" if self.held is None else f"held by {name_of(self.run, self.held)}"


class Semaphore(_Served):
    """Holds how many may still enter."""

    def __init__(self, run: Execution, value: int, name: str) -> None:
        super().__init__(run, name or "semaphore", (value, ()))

    def _can(self, held: Any) -> bool:
        return bool(held > 0)

    async def acquire(self) -> bool:
        await self._take_turn("acquire")
        self._hold(self.held - 1)
        return True

    def release(self) -> None:
        self.run.reach(on("release", self))
        self._hold(self.held + 1)

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(self, *_: object) -> None:
        self.release()

    def shown(self) -> str:
        return f"{self.held} free"


class Event(Model):
    """Its state is whether it is set."""

    def __init__(self, run: Execution, name: str) -> None:
        super().__init__(run, name or "event", False)

    def set(self) -> None:
        self.run.reach(on("set", self))
        self.state = True

    def clear(self) -> None:
        self.run.reach(on("clear", self))
        self.state = False

    def is_set(self) -> bool:
        self.run.reach(on("look at", self))
        return bool(self.state)

    async def wait(self) -> bool:
        op = on("wait for", self, mode=lambda state: GO if state else BLOCKED)
        if self.state:
            self.run.reach(op)
        else:
            self.run.reach(on("look at", self))
            await suspended(op)
        return True

    def shown(self) -> str:
        return "set" if self.state else "not set"


class Queue(_Served):
    """Holds (what is in it, how many tasks are unfinished); getters wait in order, so do putters."""

    def __init__(self, run: Execution, maxsize: int, name: str) -> None:
        super().__init__(run, name or "queue", (((), 0), ()))
        self.maxsize = maxsize

    def _can(self, held: Any) -> bool:
        return True

    async def _until(self, verb: str, ready: Any) -> None:
        op = on(verb, self, mode=lambda state: GO if ready(state[0]) else BLOCKED)
        if ready(self.held):
            self.run.reach(op)
        else:
            self.run.reach(on("look at", self))
            await suspended(op)

    async def put(self, item: Any) -> None:
        await self._until("put into", lambda held: not 0 < self.maxsize <= len(held[0]))
        items, unfinished = self.held
        self._hold(((*items, item), unfinished + 1))

    async def get(self) -> Any:
        await self._until("get from", lambda held: bool(held[0]))
        (item, *items), unfinished = self.held
        self._hold((tuple(items), unfinished))
        return item

    def task_done(self) -> None:
        self.run.reach(on("finish a task of", self))
        items, unfinished = self.held
        if unfinished <= 0:
            raise ValueError("task_done() called too many times")
        self._hold((items, unfinished - 1))

    async def join(self) -> None:
        await self._until("join", lambda held: held[1] == 0)

    def qsize(self) -> int:
        self.run.reach(on("look at", self))
        return len(self.held[0])

    def shown(self) -> str:
        items, unfinished = self.held
        return f"{len(items)} inside, {unfinished} unfinished"


class Condition(Model):
    """Its state is (who waits, in order; who was woken and has not gone on)."""

    def __init__(self, run: Execution, lock: Lock | None, name: str) -> None:
        super().__init__(run, name or "condition", ((), ()))
        self.lock = lock if lock is not None else Lock(run, f"{self.name} lock")
        self.acquire = self.lock.acquire
        self.release = self.lock.release

    async def __aenter__(self) -> None:
        await self.lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        self.lock.release()

    async def wait(self) -> bool:
        me = _who(self.run)
        self.run.reach(on("wait for", self, self.lock))
        waiting, woken = self.state
        self.state = ((*waiting, me), woken)
        self.lock.release()
        op = on("wake at", self, mode=lambda state: GO if me in state[1] else BLOCKED)
        try:
            await suspended(op)
        finally:
            waiting, woken = self.state
            self.state = (tuple(w for w in waiting if w != me), tuple(w for w in woken if w != me))
        await self.lock.acquire()
        return True

    async def wait_for(self, predicate: Any) -> Any:
        while not (result := predicate()):
            await self.wait()
        return result

    def notify(self, n: int = 1) -> None:
        if self.lock.held is None:
            raise RuntimeError("cannot notify on un-acquired lock")
        self.run.reach(on("notify", self))
        waiting, woken = self.state
        self.state = (waiting[n:], (*woken, *waiting[:n]))

    def notify_all(self) -> None:
        self.notify(self.run.count + 1)

    def shown(self) -> str:
        waiting = self.state[0]
        return f"{', '.join(name_of(self.run, w) for w in waiting)} waits" if waiting else "nobody waits"
