"""Models of Lock, RLock, Condition and Semaphore for actors that are threads or processes.

A timed wait is not measured: while it cannot go ahead, "the timer fires" is something that can happen.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from gilrace.lab.scheduled.op import BLOCKED, GO, TIMER, Execution, Mode, Model, Op, on

NOBODY = None


def patient(blocking: bool, timeout: float | None) -> int:
    """What an operation that cannot go ahead does: wait for ever, or give up."""
    return BLOCKED if blocking and (timeout is None or timeout < 0) else TIMER


def when(ready: Any, otherwise: int) -> Mode:
    """GO when the first object's state is ready, else what patience says."""
    return lambda state, *rest: GO if ready(state) else otherwise


class Lock(Model):
    """Its state is the actor who holds it, or None."""

    def __init__(self, run: Execution, name: str) -> None:
        super().__init__(run, name or "lock", NOBODY)

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        op = self.taking(patient(blocking, timeout), "acquire" if blocking else "try")
        if self.run.reach(op) == TIMER:
            return False
        self.take()
        return True

    def taking(self, otherwise: int, verb: str = "acquire") -> Op:
        return on(verb, self, mode=when(self.free_for(self.run.running), otherwise))

    def free_for(self, actor: int | None) -> Any:
        return lambda state: state is NOBODY

    def take(self) -> None:
        self.state = _who(self.run)

    def release(self) -> None:
        self.run.reach(on("release", self))
        self.give()

    def give(self) -> None:
        if self.state is NOBODY:
            raise RuntimeError("release unlocked lock")
        self.state = NOBODY

    def locked(self) -> bool:
        self.run.reach(on("look at", self))
        return self.state is not NOBODY

    def owned(self) -> bool:
        return self.state is not NOBODY

    def let_go(self) -> Any:
        """Give it up whole, for a condition's wait; what to put back after."""
        kept, self.state = self.state, NOBODY
        return kept

    def put_back(self, kept: Hashable) -> None:
        self.state = kept

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def holders(self) -> tuple[int, ...]:
        return () if self.state in (NOBODY, -1) else (self.state,)

    def shown(self) -> str:
        return "free" if self.state is NOBODY else f"held by {name_of(self.run, self.state)}"


class RLock(Lock):
    """Its state is (actor, how often), or None."""

    def free_for(self, actor: int | None) -> Any:
        who = -1 if actor is None else actor
        return lambda state: state is NOBODY or state[0] == who

    def take(self) -> None:
        depth = self.state[1] if self.state else 0
        self.state = (_who(self.run), depth + 1)

    def give(self) -> None:
        if self.state is NOBODY or self.state[0] != _who(self.run):
            raise RuntimeError("cannot release un-acquired lock")
        who, depth = self.state
        self.state = (who, depth - 1) if depth > 1 else NOBODY

    def owned(self) -> bool:
        return self.state is not NOBODY and self.state[0] == _who(self.run)

    def holders(self) -> tuple[int, ...]:
        return () if self.state is NOBODY or self.state[0] == -1 else (self.state[0],)

    def shown(self) -> str:
        if self.state is NOBODY:
            return "free"
        who, depth = self.state
        return f"held by {name_of(self.run, who)}" + (f", {depth} times" if depth > 1 else "")


class Condition(Model):
    """Its state is (who waits, in order; who was woken and has not gone on)."""

    def __init__(self, run: Execution, lock: Lock | None, name: str) -> None:
        super().__init__(run, name or "condition", ((), ()))
        self.lock = lock if lock is not None else RLock(run, f"{self.name} lock")
        self.acquire = self.lock.acquire
        self.release = self.lock.release

    def __enter__(self) -> bool:
        return self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()

    def wait(self, timeout: float | None = None) -> bool:
        self._must_own()
        self.run.reach(on("wait for", self, self.lock))
        me = _who(self.run)
        waiting, woken = self.state
        self.state = ((*waiting, me), woken)
        kept = self.lock.let_go()
        fired = self.run.reach(on("wake at", self, self.lock, mode=_wakes(me, timeout))) == TIMER
        waiting, woken = self.state
        self.state = (tuple(w for w in waiting if w != me), tuple(w for w in woken if w != me))
        self.lock.put_back(kept)
        return not fired

    def wait_for(self, predicate: Any, timeout: float | None = None) -> Any:
        result = predicate()
        while not result:
            if not self.wait(timeout):
                return predicate()
            result = predicate()
        return result

    def notify(self, n: int = 1) -> None:
        self._must_own()
        self.run.reach(on("notify", self))
        waiting, woken = self.state
        self.state = (waiting[n:], (*woken, *waiting[:n]))

    def notify_all(self) -> None:
        self.notify(self.run.count + 1)

    def _must_own(self) -> None:
        if not self.lock.owned():
            raise RuntimeError("cannot use a condition whose lock is not held")

    def shown(self) -> str:
        waiting = self.state[0]
        return f"{', '.join(name_of(self.run, w) for w in waiting)} waits" if waiting else "nobody waits"


def _wakes(me: int, timeout: float | None) -> Mode:
    def mode(condition: Any, lock: Any) -> int:
        if lock is not NOBODY:
            return BLOCKED
        if me in condition[1]:
            return GO
        return BLOCKED if timeout is None else TIMER

    return mode


class Semaphore(Model):
    """Its state is how many may still enter."""

    def __init__(self, run: Execution, value: int, name: str) -> None:
        super().__init__(run, name or "semaphore", value)

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        op = on("acquire" if blocking else "try", self, mode=when(_positive, patient(blocking, timeout)))
        if self.run.reach(op) == TIMER:
            return False
        self.state -= 1
        return True

    def release(self, n: int = 1) -> None:
        self.run.reach(on("release", self))
        self.state += n

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def shown(self) -> str:
        return f"{self.state} free"


def _positive(state: Any) -> bool:
    return bool(state > 0)


def _who(run: Execution) -> int:
    return -1 if run.running is None else run.running


def name_of(run: Execution, actor: Any) -> str:
    """What people call an actor."""
    return str(run.demo.actors[actor].name) if actor >= 0 else "setup"
