"""Models of Event, Queue and shared numbers for actors that are threads or processes."""

from __future__ import annotations

import queue
from typing import Any

from gilrace.lab.scheduled.locks import RLock, _who, patient, when
from gilrace.lab.scheduled.op import BLOCKED, GO, TIMER, Execution, Model, Op, on


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
        self.run.reach(_looking(self))
        return bool(self.state)

    def wait(self, timeout: float | None = None) -> bool:
        return bool(self.run.reach(on("wait for", self, mode=when(bool, patient(True, timeout)))) == GO)

    def shown(self) -> str:
        return "set" if self.state else "not set"


class Queue(Model):
    """Its state is (what is in it, how many tasks are unfinished)."""

    def __init__(self, run: Execution, maxsize: int, name: str) -> None:
        super().__init__(run, name or "queue", ((), 0))
        self.maxsize = maxsize

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        op = on("put into", self, mode=when(self._has_room, patient(block, timeout)))
        if self.run.reach(op) == TIMER:
            raise queue.Full
        items, unfinished = self.state
        self.run.saw(item)
        self.state = ((*items, item), unfinished + 1)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        op = on("get from", self, mode=when(_has_items, patient(block, timeout)))
        if self.run.reach(op) == TIMER:
            raise queue.Empty
        (item, *items), unfinished = self.state
        self.run.saw(item)
        self.state = (tuple(items), unfinished)
        return item

    def put_nowait(self, item: Any) -> None:
        self.put(item, block=False)

    def get_nowait(self) -> Any:
        return self.get(block=False)

    def task_done(self) -> None:
        self.run.reach(on("finish a task of", self))
        items, unfinished = self.state
        if unfinished <= 0:
            raise ValueError("task_done() called too many times")
        self.state = (items, unfinished - 1)

    def join(self) -> None:
        self.run.reach(on("join", self, mode=when(_all_done, BLOCKED)))

    def qsize(self) -> int:
        self.run.reach(_looking(self))
        return len(self.state[0])

    def empty(self) -> bool:
        return self.qsize() == 0

    def full(self) -> bool:
        return 0 < self.maxsize <= self.qsize()

    def _has_room(self, state: Any) -> bool:
        return not 0 < self.maxsize <= len(state[0])

    def shown(self) -> str:
        items, unfinished = self.state
        return f"{len(items)} inside, {unfinished} unfinished"


class RawValue:
    """A number in shared memory: reading and writing it are two operations."""

    def __init__(self, run: Execution, value: Any, name: str) -> None:
        self.run = run
        self.label = run.named(self, name or "value")
        self.plain = value

    @property
    def value(self) -> Any:
        self.run.reach(Op("read", self.label, ((self.label, False),), alone=False))
        self.run.saw(self.plain)
        return self.plain

    @value.setter
    def value(self, value: Any) -> None:
        self.run.reach(Op("write", self.label, ((self.label, True),), alone=False))
        self.run.saw(value)
        self.plain = value


class Value(RawValue):
    """The same with a lock to be taken by whoever needs both in one piece."""

    def __init__(self, run: Execution, value: Any, name: str) -> None:
        super().__init__(run, value, name)
        self._lock = RLock(run, f"{self.label} lock")

    def get_lock(self) -> RLock:
        return self._lock


def _looking(model: Model) -> Op:
    return Op("look at", model.name, ((model.name, False),), (model,))


def _has_items(state: Any) -> bool:
    return bool(state[0])


def _all_done(state: Any) -> bool:
    return bool(state[1] == 0)


__all__ = ["Event", "Queue", "RawValue", "Value", "_who"]
