"""Loops in a state graph that a fair scheduler could follow for ever: livelock and starvation.

A loop is fair when everybody who can move at some state of it does move in it. A loop in which somebody
who could move never does is only a matter of waiting one's turn.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from gilrace.lab.explore.states import Graph


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop: how to reach it and what repeats."""

    path: tuple[int, ...]  # actors moved from the start
    turn: tuple[int, ...]  # actors moved once round
    start: int  # state where it begins
    still: tuple[int, ...]  # unfinished actors who do not move in it, or only in vain

    @property
    def kind(self) -> str:
        return "starvation" if self.still else "livelock"


def loops(graph: Graph) -> list[Loop]:
    """A shortest fair loop of every strongly connected part, nearest to the start first."""
    found = []
    paths = graph.shortest_paths()
    for part in _parts(graph):
        for start in sorted(part, key=lambda number: (len(paths[number]), number)):
            turn = _fair_turn(graph, part, start)
            if turn is not None:
                still = tuple(sorted(_unfinished(graph, start) - set(turn) or _in_vain(graph, turn, start)))
                found.append(Loop(paths[start], turn, start, still))
                break
    return sorted(found, key=lambda loop: (len(loop.path), len(loop.turn), loop.path))


def _in_vain(graph: Graph, turn: tuple[int, ...], start: int) -> set[int]:
    """Of those who move in a loop, who only ever gives up, when others do not."""
    vain: set[int] = set()
    lucky: set[int] = set()
    for actor in turn:
        (vain if graph.states[start].signs[actor].islower() else lucky).add(actor)
        start = graph.states[start].next[actor]
    return vain if lucky - vain else set()


def _unfinished(graph: Graph, number: int) -> set[int]:
    """Actors who move somewhere after a state, or are left at an end after it."""
    seen, queue, actors = {number}, [number], set()
    while queue:
        state = graph.states[queue.pop()]
        actors |= set(state.next)
        for other in state.next.values():
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return actors


def _fair_turn(graph: Graph, part: frozenset[int], start: int) -> tuple[int, ...] | None:
    """The shortest fair way from ``start`` back to it inside ``part``."""
    nobody: frozenset[int] = frozenset()
    first = (start, nobody, frozenset(graph.states[start].movable))
    turns: dict[tuple[int, frozenset[int], frozenset[int]], tuple[int, ...]] = {first: ()}
    queue = deque(turns)
    while queue:
        key = queue.popleft()
        number, moved, able = key
        for actor, other in sorted(graph.states[number].next.items()):
            after = (other, moved | {actor}, able | frozenset(graph.states[other].movable))
            if other not in part or after in turns:
                continue
            turns[after] = (*turns[key], actor)
            if other == start and after[2] <= after[1]:
                return turns[after]
            queue.append(after)
    return None


def _parts(graph: Graph) -> list[frozenset[int]]:
    """Strongly connected parts that hold a loop (Tarjan's algorithm, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    found: list[frozenset[int]] = []
    work = [(0, iter(graph.states[0].next.values()))]
    index[0] = low[0] = 0
    stack.append(0)
    while work:
        number, followers = work[-1]
        other = next(followers, None)
        if other is None:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[number])
            if low[number] == index[number]:
                part = frozenset(stack[stack.index(number) :])
                del stack[stack.index(number) :]
                if len(part) > 1 or number in graph.states[number].next.values():
                    found.append(part)
        elif other not in index:
            index[other] = low[other] = len(index)
            stack.append(other)
            work.append((other, iter(graph.states[other].next.values())))
        elif other in stack:
            low[number] = min(low[number], index[other])
    return found
