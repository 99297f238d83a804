"""One execution of every class: source-DPOR with sleep sets, on replays from the start.

After each execution the races in it are looked for: two conflicting steps of different actors that could
have come the other way round. Where they could, the execution is continued differently, unless a step
that starts such a continuation is already planned (source sets; Abdulla, Aronsson, Jonsson and
Sagonas, "Optimal dynamic partial order reduction", POPL 2014). Sleep sets keep any class from being
completed twice; footprints are taken from steps that were really made, so a step may touch much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gilrace.lab.explore.order import Footprint, Trace, conflict, footprint
from gilrace.lab.explore.play import Stage
from gilrace.lab.scheduled.op import BLOCKED
from gilrace.lab.scheduled.run import Run

LONGEST = 100


class GoingRoundError(Exception):
    """An execution does not come to an end: the program may be going round in circles."""


class WideStepError(Exception):
    """A step touches more than one thing, and may touch others when it comes later.

    Which steps conflict then depends on their order, and classes could be missed.
    """


class Node:
    """A point in the present execution: who could move, and what is planned there."""

    __slots__ = ("chosen", "done", "enabled", "plan", "sleep")

    def __init__(self, enabled: frozenset[int], sleep: dict[int, Footprint], chosen: int) -> None:
        self.enabled = enabled
        self.sleep = sleep
        self.chosen = chosen
        self.plan = {chosen}
        self.done: dict[int, Footprint] = {}

    def left(self) -> int | None:
        """The next actor to try here."""
        rest = [actor for actor in self.plan if actor not in self.done and actor not in self.sleep]
        return min(rest) if rest else None

    def asleep_after(self, step: Footprint) -> dict[int, Footprint]:
        """Who need not be tried after the chosen step: their class was or will be met elsewhere."""
        resting = {**self.sleep, **self.done}
        return {
            actor: feet
            for actor, feet in resting.items()
            if actor != self.chosen and not conflict(feet, step)
        }


@dataclass(slots=True)
class Play:
    """A complete execution and its partial order."""

    run: Run
    trace: Trace


class Search:
    """The depth-first walk over classes."""

    def __init__(self, stage: Stage, *, strict: bool = False) -> None:
        self.stage = stage
        self.strict = strict
        self.nodes: list[Node] = []
        self.cut_short = 0  # executions given up because everybody slept

    def plays(self) -> Iterator[Play]:
        """Every class once, as a complete execution of it. Raises `GoingRoundError`, `WideStepError`."""
        fresh = 0
        while True:
            run = self.stage.play(self._choose)
            if self.strict and any(event.letters > 1 or event.op.verb == "start" for event in run.events):
                raise WideStepError
            trace = Trace.of(run.events, run.count)
            self._plan(run, trace, fresh)
            if run.cut:
                self.cut_short += 1
            else:
                yield Play(run, trace)
            turned = self._turn(run)
            if turned is None:
                return
            fresh = turned

    def _choose(self, run: Run, movable: list[int]) -> int | None:
        depth = len(run.events)
        if depth >= LONGEST:
            raise GoingRoundError
        if depth < len(self.nodes):
            return self.nodes[depth].chosen
        sleep: dict[int, Footprint] = {}
        last = -1
        if depth:
            last = run.events[-1].actor
            sleep = self.nodes[-1].asleep_after(footprint(run.events[-1].touches))
        awake = [actor for actor in movable if actor not in sleep]
        if not awake:
            return None
        chosen = last if last in awake else awake[0]
        self.nodes.append(Node(frozenset(movable), sleep, chosen))
        return chosen

    def _turn(self, run: Run) -> int | None:
        """Go back to the deepest point with something left to try; where the new part starts."""
        while self.nodes:
            node = self.nodes[-1]
            node.done[node.chosen] = footprint(run.events[len(self.nodes) - 1].touches)
            other = node.left()
            if other is not None:
                node.chosen = other
                return len(self.nodes) - 1
            self.nodes.pop()
        return None

    def _plan(self, run: Run, trace: Trace, fresh: int) -> None:
        """Plan the other way round for every race whose later step is new, or waits at the end.

        Those who wait count even when the execution was given up: what blocked them may come later.
        """
        for index in range(fresh, len(run.events)):
            self._races(trace, trace.actors[index], index, trace.feet[index])
        for actor, op in enumerate(run.pending):
            if op is not None and op.mode_now() == BLOCKED:
                self._races(trace, actor, len(run.events), footprint(op.touches))

    def _races(self, trace: Trace, actor: int, index: int, feet: Footprint) -> None:
        """Races of the actor's step at ``index`` (which may be one it waits to do) with earlier steps."""
        mine = [place for place in trace.places[actor] if place < index]
        last = mine[-1] if mine else -1
        for early in range(index - 1, -1, -1):
            if trace.actors[early] == actor or not conflict(trace.feet[early], feet):
                continue
            if last >= 0 and trace.precedes(early, last):
                continue
            self._reverse(trace, early, index, actor, feet)

    def _reverse(self, trace: Trace, early: int, index: int, actor: int, feet: Footprint) -> None:
        node = self.nodes[early]
        starters = _starters(trace, early, index, actor, feet) & node.enabled
        # Nobody: the later step, or what it needs, was only made possible by the early one.
        if starters and not starters & node.plan and not any(one in node.sleep for one in starters):
            node.plan.add(min(starters))


def _starters(trace: Trace, early: int, index: int, actor: int, feet: Footprint) -> set[int]:
    """Who can begin what follows ``early`` without depending on it, up to the actor's step."""
    free = [later for later in range(early + 1, index) if not trace.precedes(early, later)]
    found: set[int] = set()
    for position, step in enumerate(free):
        if not any(trace.precedes(before, step) for before in free[:position]):
            found.add(trace.actors[step])
    follows_own = any(trace.actors[step] == actor for step in free)
    blocked = any(conflict(trace.feet[step], feet) for step in free)
    if not follows_own and not blocked:
        found.add(actor)
    return found
