"""Actors as real threads, of which one runs at a time: each waits at a lock of its own.

The thread that reaches a switch point decides itself who goes on, so staying with the same actor costs
no hand-over. Threads are used again for the next execution.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType

from gilrace.errors import InputError
from gilrace.lab.demo import Demo
from gilrace.lab.scheduled.gil import Seam, seam, switches_between, user_frames
from gilrace.lab.scheduled.op import Op
from gilrace.lab.scheduled.run import Choose, Observe, Run, Unwind

PATIENCE_S = 10.0  # with an actor that makes no step
LOOKS = 10  # in that time, whether there was one


class Worker:
    """A thread that does what it is given whenever its gate opens."""

    def __init__(self) -> None:
        self.gate = threading.Lock()
        self.gate.acquire()
        self.task: Callable[[], None] | None = None
        self.thread = threading.Thread(target=self._work, name="gilrace-actor", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        while True:
            self.gate.acquire()
            task = self.task
            if task is None:
                return
            task()
            del task


class Crew:
    """Threads kept between executions. Use as a context manager."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []

    def take(self, count: int) -> list[Worker]:
        while len(self._idle) < count:
            self._idle.append(Worker())
        taken, self._idle = self._idle[:count], self._idle[count:]
        return taken

    def give_back(self, workers: list[Worker]) -> None:
        self._idle = workers + self._idle

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, tb: TracebackType | None) -> None:
        for worker in self._idle:
            worker.task = None
            worker.gate.release()
        for worker in self._idle:
            worker.thread.join(PATIENCE_S)
        self._idle = []


class ThreadRun(Run):
    """One execution on real threads."""

    def __init__(
        self, demo: Demo, choose: Choose, observe: Observe | None = None, *, crew: Crew, gil: bool = False
    ) -> None:
        super().__init__(demo, choose, observe)
        self.crew = crew
        self.gil = gil
        self.seams: list[Seam | None] = [None] * self.count
        self.unwinding = False
        self._started = 1
        self._over = threading.Semaphore(0)
        self.workers: list[Worker] = []

    def play(self) -> None:
        self.prepare()
        self.workers = self.crew.take(self.count)
        for index, worker in enumerate(self.workers):
            worker.task = lambda index=index: self._act(index)
        self.running = 0
        self.workers[0].gate.release()
        self._await_the_end()
        self.running = None
        self._leave()
        if self.broken is not None:
            raise self.broken

    def _await_the_end(self) -> None:
        """However long it takes, as long as there are steps; on a busy machine each of them may take long."""
        steps = silent = -1
        while not self._over.acquire(timeout=PATIENCE_S / LOOKS):
            silent = silent + 1 if steps == len(self.events) else 0
            steps = len(self.events)
            if silent >= LOOKS:
                raise InputError(self._silent(), advice="let it read or write something shared, or end")

    def _silent(self) -> str:
        """Stop an actor that never comes to a switch point; its thread is not used again."""
        me = self.running or 0
        who = self.demo.actors[me].name
        self.unwinding = True
        ident = ctypes.c_ulong(self.workers[me].thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(Unwind))
        return f"{who} has run for {PATIENCE_S:.0f} s without touching anything shared"

    def _leave(self) -> None:
        """Let unfinished actors leave their functions, then keep the threads."""
        self.unwinding = True
        left = self.stuck()
        started = [actor for actor in left if actor < self._started]
        for actor in started:
            self.workers[actor].gate.release()
        for _ in started:
            if not self._over.acquire(timeout=PATIENCE_S):
                raise InputError("an actor cannot be stopped: it swallows every exception")
        self.crew.give_back(self.workers)
        self.unwinding = False

    def _act(self, me: int) -> None:
        actor = self.demo.actors[me]
        try:
            self.results[me] = actor.body(self.world, *actor.args)
        except Unwind:
            self._over.release()
            return
        except BaseException as error:  # noqa: BLE001 - the demo's failure, reported as such
            if self.unwinding:
                self._over.release()
                return
            self.errors[me] = error
        if self.unwinding:
            self._over.release()
            return
        self.finished[me] = True
        self.pending[me] = None
        self._hand_over(self._next())

    def _next(self) -> int | None:
        """Actors first run up to their first switch point, in order; then steps are decided."""
        if self._started < self.count:
            self._started += 1
            return self._started - 1
        return self.decide()

    def _hand_over(self, actor: int | None) -> None:
        if actor is None:
            self._over.release()
            return
        self.running = actor
        self.workers[actor].gate.release()

    def reach(self, op: Op) -> int:
        if self.unwinding:
            raise Unwind
        me = self.running
        if me is None:
            return self.outside(op)
        if self.gil and self._same_piece(me, op):
            self.touch(op)
            self.events[-1].letters += 1
            mode = op.mode_now()
            self.note(me, op, mode)
            return mode
        self.pending[me] = op
        chosen = self._next()
        if chosen != me:
            self._hand_over(chosen)
            self.workers[me].gate.acquire()
            if self.unwinding:
                raise Unwind
        mode = self.events[-1].mode
        self.note(me, op, mode)
        return mode

    def frames(self, actor: int) -> list[FrameType]:
        thread = self.workers[actor].thread
        return user_frames(sys._current_frames().get(thread.ident or 0))

    def _same_piece(self, me: int, op: Op) -> bool:
        """Whether a GIL build cannot switch between the operation before and this one."""
        before, now = self.seams[me], None if op.alone else seam()
        self.seams[me] = now
        if before is None or now is None or not self.events or self.events[-1].actor != me:
            return False
        return not switches_between(before, now)
