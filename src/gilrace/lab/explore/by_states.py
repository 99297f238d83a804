"""Complete exploration through the graph of states: for programs that can go round in circles."""

from __future__ import annotations

from collections.abc import Callable

from gilrace.lab.demo import FAILURES
from gilrace.lab.explore.loops import Loop, loops
from gilrace.lab.explore.play import Stage
from gilrace.lab.explore.result import Failure, Tally, grouped
from gilrace.lab.explore.states import Graph, ways


def explore_states(
    stage: Stage, most: int, stop: Callable[[], bool] | None = None, *, play_all: bool = False
) -> Tally:
    """Visit every state, at most ``most``; counts are exact unless states can repeat.

    With ``play_all`` every step out of every state is really made, also where two steps do not conflict.
    """
    graph = Graph(stage, most, play_all=play_all, stop=stop).build()
    counted = ways(graph) if graph.complete else None
    ends = [number for number, state in enumerate(graph.states) if state.end is not None]
    bad = [number for number in ends if graph.outcome(number).failed]
    failures = [*_ends(stage, graph, bad, counted), *(_circle(stage, graph, one) for one in loops(graph))]
    return Tally(
        method="states",
        complete=graph.complete,
        covered=_covered(graph, endless=counted is None),
        interleavings=sum(counted[number] for number in ends) if counted else None,
        failing=sum(counted[number] for number in bad) if counted else None,
        failures=tuple(sorted(failures, key=lambda one: (one.preemptions or 0, len(one.schedule)))),
        schedules=tuple(graph.spelled(graph.states[number].path) for number in bad),
        states=len(graph.states),
    )


def _ends(stage: Stage, graph: Graph, bad: list[int], counted: list[int] | None) -> list[Failure]:
    """Of every kind the failing end that is reached with the fewest preemptions."""
    paths = graph.fewest_preemptions()
    found = []
    for kind in FAILURES:
        same = [number for number in bad if graph.outcome(number).kind == kind]
        if not same:
            continue
        best = min(same, key=lambda number: (paths[number][0], len(paths[number][1]), paths[number][1]))
        preemptions, path = paths[best]
        end = graph.outcome(best)
        count = sum(counted[number] for number in same) if counted else None
        names = stage.names(end.actors)
        found.append(Failure(kind, end.message, graph.spelled(path), preemptions, count, names))
    return found


def _circle(stage: Stage, graph: Graph, loop: Loop) -> Failure:
    prefix, turn = graph.spelled(loop.path), graph.spelled(loop.turn, loop.start)
    movers = tuple(sorted(set(loop.turn)))
    words = f"{' and '.join(stage.names(movers))} can repeat the same {len(turn)} steps for ever"
    if loop.still:
        words += f" while {' and '.join(stage.names(loop.still))} never gets on"
    return Failure(loop.kind, words, f"{prefix}({turn})", actors=stage.names(loop.still or movers))


def _covered(graph: Graph, *, endless: bool) -> str:
    count = grouped(len(graph.states))
    if not graph.complete:
        return f"the first {count} states only: there are more"
    if endless:
        return f"all {count} states; the interleavings are endless, because some steps can repeat"
    return f"all interleavings, through their {count} states"
