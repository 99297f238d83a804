"""The graph of all states of a demo: for programs that can go round in circles, and as a second opinion.

A state is everything that decides what happens next: each actor's functions, places and variables and
what it has just seen, all shared values, and every lock and queue. Equal states are visited once.

Where two actors' steps do not conflict, doing them the other way round leads to the same state: such a
*diamond* is closed without being played (unless it is asked for, as a check).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from gilrace.lab.explore.order import Footprint, conflict, footprint
from gilrace.lab.explore.outcome import Outcome, outcome
from gilrace.lab.explore.play import Stage
from gilrace.lab.explore.schedule import one_step
from gilrace.lab.scheduled.memory import Memory, contents
from gilrace.lab.scheduled.run import Run


def state_of(run: Run) -> Hashable:
    """The state between two steps. The run must have a memory from its start."""
    assert run.memory is not None
    actors = tuple(
        ("ended", repr(run.errors.get(actor)))
        if run.finished[actor]
        else (_pending(run, actor), run.memory.state(actor, run.frames(actor)))
        for actor in range(run.count)
    )
    models = tuple(sorted((name, model.state) for name, model in run.models.items()))
    return (
        actors,
        tuple(map(repr, models)),
        tuple((name, contents(thing)) for name, thing in run.shared.items()),
        tuple(sorted(walk.state for walk in run.walks if not run.finished[walk.state[0]])),
    )


def _pending(run: Run, actor: int) -> tuple[str, str]:
    op = run.pending[actor]
    return (op.verb, op.name) if op is not None else ("", "")


@dataclass(slots=True)
class State:
    """One state of the graph."""

    path: tuple[int, ...]  # actors moved on the first way found
    movable: tuple[int, ...]
    end: Outcome | None = None  # how it ended, for states in which nobody can move
    next: dict[int, int] = field(default_factory=dict)  # actor moved -> state
    signs: dict[int, str] = field(default_factory=dict)  # actor moved -> letters of that step
    feet: dict[int, Footprint] = field(default_factory=dict)  # actor moved -> what that step touched
    before: list[tuple[int, int]] = field(default_factory=list)  # (state, actor moved) that lead here

    def left(self) -> int | None:
        return next((actor for actor in self.movable if actor not in self.next), None)


class Graph:
    """All states reachable from the start. ``complete`` is False when not all of them were visited.

    With ``play_all`` every step out of every state is really made; ``stop`` is asked between executions.
    """

    def __init__(
        self,
        stage: Stage,
        states_at_most: int,
        *,
        play_all: bool = False,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self.states: list[State] = []
        self.complete = True
        self._play_all = play_all
        self._stop = stop or _never
        self._stage = stage
        self._most = states_at_most
        self._numbers: dict[Hashable, int] = {}
        self._open: list[int] = []

    def build(self) -> Graph:
        """Visit every state. Returns itself."""
        self._walk((), 0)
        while self._open:
            number = self._open[-1]
            self._close_diamonds(number)
            actor = self.states[number].left()
            if actor is None:
                self._open.pop()
            elif len(self.states) >= self._most or self._stop():
                self.complete = False
                return self
            else:
                self._walk((*self.states[number].path, actor), number)
        return self

    def _walk(self, path: tuple[int, ...], before: int) -> None:
        """Play along ``path``, whose last move leaves state ``before``, then on until a known state."""
        at = before
        known = False  # nothing new lies ahead

        def watch(run: Run) -> None:
            nonlocal at, known
            if run.memory is None:
                run.memory = Memory(run.count)
            if len(run.events) >= len(path):
                at, known = self._enter(run, at)

        def choose(run: Run, movable: list[int]) -> int | None:
            if len(run.events) < len(path):
                return path[len(run.events)]
            return None if known else self.states[at].left()

        run = self._stage.play(choose, watch)
        if not run.cut:
            self.states[at].end = outcome(run)

    def _close_diamonds(self, number: int) -> None:
        """Link a state to those it must lead to, because an earlier step could as well have come later."""
        if self._play_all:
            return
        here = self.states[number]
        for earlier, last in here.before:
            for actor in self.states[earlier].next:
                other = self.states[self.states[earlier].next[actor]]
                if actor == last or actor in here.next or last not in other.next:
                    continue
                if not conflict(self.states[earlier].feet[actor], self.states[earlier].feet[last]):
                    self._link(number, actor, other.next[last], *_step_of(self.states[earlier], actor))

    def _link(self, number: int, actor: int, other: int, signs: str, feet: Footprint) -> None:
        """Note that a step leads from one state to another."""
        here = self.states[number]
        if actor not in here.next:
            self.states[other].before.append((number, actor))
        here.next[actor], here.signs[actor], here.feet[actor] = other, signs, feet

    def _enter(self, run: Run, before: int) -> tuple[int, bool]:
        """Number the present state and link it to the one before; and whether it was known."""
        number = self._numbers.setdefault(state_of(run), len(self.states))
        known = number < len(self.states)
        moves = tuple(event.actor for event in run.events)
        if not known:
            self.states.append(State(moves, tuple(run.movable())))
            self._open.append(number)
        if moves:
            last = run.events[-1]
            self._link(before, moves[-1], number, one_step(last), footprint(last.touches))
            self._close_diamonds(number)
        state = self.states[number]
        return number, known or (bool(state.movable) and state.left() is None)

    def outcome(self, number: int) -> Outcome:
        """How a state ended; all is well where it goes on."""
        return self.states[number].end or Outcome()

    def shortest_paths(self) -> list[tuple[int, ...]]:
        """To every state the fewest moves from the start, among equals the first in the alphabet."""
        paths: dict[int, tuple[int, ...]] = {0: ()}
        queue = deque([0])
        while queue:
            number = queue.popleft()
            for actor, other in sorted(self.states[number].next.items()):
                if other not in paths:
                    paths[other] = (*paths[number], actor)
                    queue.append(other)
        return [paths[number] for number in range(len(self.states))]

    def fewest_preemptions(self) -> list[tuple[int, tuple[int, ...]]]:
        """To every state the moves with the fewest preemptions, then the shortest, then the first."""
        best: dict[int, tuple[int, tuple[int, ...]]] = {}
        seen: set[tuple[int, int]] = set()
        heap: list[tuple[int, int, tuple[int, ...], int]] = [(0, 0, (), 0)]
        while heap:
            cost, _, path, number = heappop(heap)
            last = path[-1] if path else -1
            if (number, last) in seen:
                continue
            seen.add((number, last))
            best.setdefault(number, (cost, path))
            state = self.states[number]
            for actor, other in state.next.items():
                costly = actor != last and last in state.movable
                heappush(heap, (cost + costly, len(path) + 1, (*path, actor), other))
        return [best[number] for number in range(len(self.states))]

    def spelled(self, path: tuple[int, ...], start: int = 0) -> str:
        """The letters of moves from a state."""
        text = ""
        for actor in path:
            text += self.states[start].signs[actor]
            start = self.states[start].next[actor]
        return text


def _step_of(state: State, actor: int) -> tuple[str, Footprint]:
    return state.signs[actor], state.feet[actor]


def _never() -> bool:
    return False


def ways(graph: Graph) -> list[int] | None:
    """How many ways lead from the start to each state; None when states can repeat."""
    order = _topological(graph)
    if order is None:
        return None
    count = [0] * len(graph.states)
    count[0] = 1
    for number in reversed(order):
        for other in graph.states[number].next.values():
            count[other] += count[number]
    return count


def _topological(graph: Graph) -> list[int] | None:
    """States, followers first; None when there is a circle."""
    before = [0] * len(graph.states)
    for state in graph.states:
        for other in state.next.values():
            before[other] += 1
    queue, order = [0] if not before[0] else [], []
    while queue:
        number = queue.pop()
        order.append(number)
        for other in graph.states[number].next.values():
            before[other] -= 1
            if not before[other]:
                queue.append(other)
    return order[::-1] if len(order) == len(graph.states) else None
