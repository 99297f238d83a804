"""What a demo's setup is handed when every step is scheduled: models instead of the real things."""

from __future__ import annotations

from typing import Any

from gilrace.errors import InputError
from gilrace.lab.scheduled import barriers, locks, signals, tasklocks
from gilrace.lab.scheduled.op import Execution, Op
from gilrace.lab.scheduled.watched import watch


class ScheduledEnv:
    """The modelled environment of one execution; awaitable tools for asyncio demos."""

    def __init__(self, run: Execution) -> None:
        self._run = run
        self._awaits = run.demo.kind == "asyncio"

    def share(self, thing: Any, name: str) -> Any:
        return watch(self._run, thing, name)

    def Lock(self, *, name: str = "") -> Any:
        return (tasklocks.Lock if self._awaits else locks.Lock)(self._run, name)

    def RLock(self, *, name: str = "") -> Any:
        if self._awaits:
            raise InputError("asyncio has no RLock", advice="use Lock")
        return locks.RLock(self._run, name)

    def Condition(self, lock: Any = None, *, name: str = "") -> Any:
        return (tasklocks.Condition if self._awaits else locks.Condition)(self._run, lock, name)

    def Semaphore(self, value: int = 1, *, name: str = "") -> Any:
        return (tasklocks.Semaphore if self._awaits else locks.Semaphore)(self._run, value, name)

    def Event(self, *, name: str = "") -> Any:
        return (tasklocks.Event if self._awaits else signals.Event)(self._run, name)

    def Barrier(self, parties: int, *, name: str = "") -> Any:
        return (barriers.TaskBarrier if self._awaits else barriers.Barrier)(self._run, parties, name)

    def Queue(self, maxsize: int = 0, *, name: str = "") -> Any:
        return (tasklocks.Queue if self._awaits else signals.Queue)(self._run, maxsize, name)

    def RawValue(self, kind: str, value: Any, *, name: str = "") -> Any:
        return signals.RawValue(self._run, value, name)

    def Value(self, kind: str, value: Any, *, name: str = "") -> Any:
        return signals.Value(self._run, value, name)

    def sleep(self, seconds: float) -> Any:
        op = Op("sleep", "")
        return tasklocks.pause(op) if self._awaits else self._sleep(op)

    def _sleep(self, op: Op) -> None:
        self._run.reach(op)

    def wait_for(self, awaitable: Any, timeout: float) -> Any:
        return tasklocks.wait_for(awaitable)
