"""Complete exploration through the graph of states: for programs that can go round in circles."""

from __future__ import annotations

from gilrace.lab.explore.loops import Loop, loops
from gilrace.lab.explore.play import Stage
from gilrace.lab.explore.result import Failure, Tally, grouped
from gilrace.lab.explore.states import Graph, ways


def explore_states(stage: Stage, most: int) -> Tally:
    """Visit every state, at most ``most``; counts are exact unless states can repeat."""
    graph = Graph(stage, most).build()
    counted = ways(graph) if graph.complete else None
    failures = [*_ends(stage, graph), *(_circle(stage, graph, loop) for loop in loops(graph))]
    first_of_kind = {one.kind: one for one in reversed(failures)}
    return Tally(
        method="states",
        complete=graph.complete,
        covered=_covered(graph, endless=counted is None),
        interleavings=counted[0] if counted else None,
        failing=counted[1] if counted else None,
        failures=tuple(sorted(first_of_kind.values(), key=lambda one: len(one.schedule))),
        schedules=tuple(one.schedule for one in failures),
        states=len(graph.states),
    )


def _ends(stage: Stage, graph: Graph) -> list[Failure]:
    """Every failing end, nearest to the start first."""
    paths = graph.shortest_paths()
    found = []
    for number, state in enumerate(graph.states):
        if state.end is not None and state.end.failed:
            schedule = graph.spelled(paths[number])
            found.append(
                Failure(state.end.kind, state.end.message, schedule, actors=stage.names(state.end.actors))
            )
    return sorted(found, key=lambda one: (len(one.schedule), one.schedule))


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
