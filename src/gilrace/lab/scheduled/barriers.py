"""Models of Barrier, for threads and for tasks: all go on once enough have arrived."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from typing import Any

from gilrace.lab.scheduled.locks import patient
from gilrace.lab.scheduled.op import BLOCKED, GO, TIMER, Execution, Model, Op, on
from gilrace.lab.scheduled.tasklocks import suspended


class _Meeting(Model, ABC):
    """Its state is (how many wait, how often it opened, whether it is broken, how often it was reset)."""

    def __init__(self, run: Execution, parties: int, name: str) -> None:
        super().__init__(run, name or "barrier", (0, 0, False, 0))
        self.parties = parties

    def _arrive(self) -> tuple[int, bool]:
        """Which one this is, from 0, and whether it was the last to be waited for. Raises when broken."""
        self.run.reach(on("arrive at", self))
        arrived, opened, broken, resets = self.state
        if broken:
            raise self._broken_error()
        last = arrived + 1 == self.parties
        self.state = (0, opened + 1, False, resets) if last else (arrived + 1, opened, False, resets)
        return arrived, last

    def _passing(self, otherwise: int) -> tuple[Op, Any]:
        """What waits until it opens, and what tells later whether it did."""
        _, opened, _, resets = before = self.state

        def mode(state: Any) -> int:
            return GO if state[1] > opened or state[2] or state[3] > resets else otherwise

        return on("pass", self, mode=mode), before

    def _passed(self, before: Any) -> None:
        """Raise when it was broken or reset instead of opened."""
        if self.state[1] == before[1]:
            raise self._broken_error()

    def _break(self) -> None:
        self.run.reach(on("break", self))
        _, opened, _, resets = self.state
        self.state = (0, opened, True, resets)

    def _start_anew(self) -> None:
        self.run.reach(on("reset", self))
        waiting, opened, _, resets = self.state
        self.state = (0, opened, False, resets + (waiting > 0))

    @abstractmethod
    def _broken_error(self) -> Exception:
        """What whoever waits at a broken barrier is told."""

    def _look(self) -> Any:
        self.run.reach(Op("look at", self.name, ((self.name, False),), (self,)))
        return self.state

    @property
    def n_waiting(self) -> int:
        return int(self._look()[0])

    @property
    def broken(self) -> bool:
        return bool(self._look()[2])

    def shown(self) -> str:
        return "broken" if self.state[2] else f"{self.state[0]} of {self.parties} arrived"


class Barrier(_Meeting):
    """For threads and processes."""

    def wait(self, timeout: float | None = None) -> int:
        number, last = self._arrive()
        if last:
            return number
        op, before = self._passing(patient(True, timeout))
        if self.run.reach(op) == TIMER:
            _, opened, _, resets = self.state
            self.state = (0, opened, True, resets)
        self._passed(before)
        return number

    def abort(self) -> None:
        self._break()

    def reset(self) -> None:
        self._start_anew()

    def _broken_error(self) -> Exception:
        return threading.BrokenBarrierError()


class TaskBarrier(_Meeting):
    """For tasks: whoever is cancelled while it waits is no longer counted, and breaks nothing."""

    async def wait(self) -> int:
        number, last = self._arrive()
        if last:
            return number
        op, before = self._passing(BLOCKED)
        try:
            await suspended(op)
        except BaseException:
            arrived, *rest = self.state
            if rest == list(before[1:]):
                self.state = (arrived - 1, *rest)
            raise
        self._passed(before)
        return number

    async def abort(self) -> None:
        self._break()

    async def reset(self) -> None:
        self._start_anew()

    async def __aenter__(self) -> int:
        return await self.wait()

    async def __aexit__(self, *_: object) -> None:
        return None

    def _broken_error(self) -> Exception:
        return asyncio.BrokenBarrierError()
