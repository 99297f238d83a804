"""Of a class of equal interleavings the one with the fewest preemptions, proved by trying fewer first.

A preemption is leaving an actor that could have gone on. The search runs over down-sets of the class's
partial order with the actor that moved last; whether an actor could go on there is asked of its next
operation, with each object's state as the class has it at that point.
"""

from __future__ import annotations

from collections.abc import Sequence

from gilrace.lab.explore.count import ready
from gilrace.lab.explore.order import Clock, Trace
from gilrace.lab.explore.schedule import one_step
from gilrace.lab.scheduled.op import BLOCKED, Model, Op
from gilrace.lab.scheduled.run import Run


class Orders:
    """The interleavings of one class, with who could go on where."""

    def __init__(self, run: Run, trace: Trace) -> None:
        self.needs = trace.needs()
        self.end: Clock = tuple(len(mine) for mine in self.needs)
        self.signs = [[one_step(run.events[index]) for index in mine] for mine in trace.places]
        self.ops: list[list[Op]] = [[run.events[index].op for index in mine] for mine in trace.places]
        for actor, op in enumerate(run.pending):
            if op is not None:
                self.ops[actor].append(op)
        self.initial = run.initial
        self.history: dict[Model, list[tuple[int, int, object]]] = {}
        for index, event in enumerate(run.events):
            for model, state in event.after:
                self.history.setdefault(model, []).append((event.actor, trace.ranks[index], state))
        self._failed: dict[tuple[Clock, int], int] = {}

    def could_go_on(self, done: Clock, actor: int) -> bool:
        """Whether the actor was able to move after the steps in ``done``."""
        if done[actor] >= len(self.ops[actor]):
            return False
        op = self.ops[actor][done[actor]]
        return op.mode is None or op.mode(*[self._state(model, done) for model in op.models]) != BLOCKED

    def _state(self, model: Model, done: Clock) -> object:
        for actor, rank, state in reversed(self.history.get(model, [])):
            if rank <= done[actor]:
                return state
        return self.initial.get(model, model.state)

    def within(self, budget: int) -> str | None:
        """The first schedule in the alphabet with at most ``budget`` preemptions."""
        return self._from((0,) * len(self.end), -1, budget)

    def _from(self, done: Clock, last: int, budget: int) -> str | None:
        if done == self.end:
            return ""
        if self._failed.get((done, last), -1) >= budget:
            return None
        costly = last >= 0 and self.could_go_on(done, last)
        for actor, mine in enumerate(self.needs):
            rank = done[actor]
            left = budget - (costly and actor != last)
            if rank < len(mine) and left >= 0 and ready(mine[rank], done, actor):
                rest = self._from((*done[:actor], rank + 1, *done[actor + 1 :]), actor, left)
                if rest is not None:
                    return self.signs[actor][rank] + rest
        self._failed[done, last] = budget
        return None


def fewest_preemptions(classes: Sequence[Orders]) -> tuple[int, str, int] | None:
    """Over all classes: the class and schedule with the fewest preemptions, and their number.

    Among equals the shortest, then the first in the alphabet. None when there are no classes.
    """
    if not classes:
        return None
    budget = 0
    while True:
        found = [(one.within(budget), which) for which, one in enumerate(classes)]
        good = [(len(schedule), schedule, which) for schedule, which in found if schedule is not None]
        if good:
            _, schedule, which = min(good)
            return which, schedule, budget
        budget += 1
