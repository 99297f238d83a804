"""Actors as coroutines, driven by hand: a step reaches from one suspension to the next.

An await that does not suspend is no switch point, as in asyncio. Anything awaited may take any time, so
whoever is ready may be next.
"""

from __future__ import annotations

from collections.abc import Coroutine
from contextlib import suppress
from types import FrameType
from typing import Any

from gilrace.errors import InputError
from gilrace.lab.scheduled.gil import HERE
from gilrace.lab.scheduled.op import Op
from gilrace.lab.scheduled.run import Part, Run, Unwind


class TaskRun(Run):
    """One execution of an asyncio demo."""

    coroutines: list[Coroutine[Any, Any, Any]]

    def play(self) -> None:
        self.prepare()
        self.begun = [False] * self.count
        self.coroutines = [self._coroutine(actor) for actor in range(self.count)]
        self.pending = [Op("start", "") for _ in self.demo.actors]
        try:
            while (chosen := self.decide()) is not None:
                self.running = chosen
                self._move(chosen)
                self.running = None
        finally:
            self._leave()
        if self.broken is not None:
            raise self.broken

    def _coroutine(self, index: int) -> Coroutine[Any, Any, Any]:
        actor = self.demo.actors[index]
        made = actor.body(self.world, *actor.args)
        if not isinstance(made, Coroutine):
            raise InputError(f"the body of {actor.name} is no coroutine", advice="write it as async def")
        return made

    def _move(self, me: int) -> None:
        coroutine = self.coroutines[me]
        self._tell(me)
        try:
            op = coroutine.send(self.events[-1].mode if self.begun[me] else None)
        except StopIteration as end:
            self._end(me)
            self.results[me] = end.value
        except Exception as error:  # noqa: BLE001 - the demo's failure, reported as such
            self._end(me)
            self.errors[me] = error
        else:
            self.begun[me] = True
            self.pending[me] = self._awaited(op)

    def _tell(self, me: int) -> None:
        """Note what the actor was suspended at, for stories and where states must be told apart."""
        op, frames = self.events[-1].op, self.frames(me)
        if self.memory is not None and self.begun[me]:
            here = tuple((frame, frame.f_lasti) for frame in reversed(frames))
            self.memory.note(me, here, self.events[-1].mode)
        if self.observe is not None and frames:
            part = Part(op.verb, op.name, self.events[-1].timer, frames[0].f_code, max(frames[0].f_lasti, 0))
            self.events[-1].parts.append(part)

    def _awaited(self, op: Any) -> Op:
        if op is None:
            return Op("pause", "")
        if not isinstance(op, Op):
            raise InputError(
                f"an actor awaits a {type(op).__name__}, which cannot be scheduled",
                advice="await only what env hands out",
            )
        return op

    def _end(self, me: int) -> None:
        self.finished[me] = True
        self.pending[me] = None

    def _leave(self) -> None:
        """Let unfinished coroutines leave, without a trace in the objects' states."""
        self.running = None
        states = [(model, model.state) for model in self.models.values()]
        for coroutine in self.coroutines:
            with suppress(BaseException):
                coroutine.throw(Unwind())
            with suppress(BaseException):
                coroutine.close()
        for model, state in states:
            model.state = state

    def reach(self, op: Op) -> int:
        if self.running is None:
            return self.outside(op)
        self.touch(op)
        mode = op.mode_now()
        self.note(self.running, op, mode)
        return mode

    def frames(self, actor: int) -> list[FrameType]:
        found: list[FrameType] = []
        at: Any = self.coroutines[actor]
        while at is not None:
            frame = getattr(at, "cr_frame", None) or getattr(at, "gi_frame", None)
            if frame is not None and not frame.f_code.co_filename.startswith(HERE):
                found.append(frame)
            at = getattr(at, "cr_await", None) or getattr(at, "gi_yieldfrom", None)
        return found[::-1]
