"""How many interleavings a class has: the linear extensions of its partial order.

Counted by dynamic programming over down-sets. A down-set is a tuple of how many steps each actor has
done; the number of ways to reach it is the sum over the steps that can be last in it.
"""

from __future__ import annotations

from gilrace.lab.explore.order import Clock, Trace


def interleavings(trace: Trace) -> int:
    """The exact number of orders of the trace's steps that keep its partial order."""
    needs = trace.needs()
    layer: dict[Clock, int] = {(0,) * trace.count: 1}
    for _ in range(len(trace.actors)):
        following: dict[Clock, int] = {}
        for done, ways in layer.items():
            for reached in successors(needs, done):
                following[reached] = following.get(reached, 0) + ways
        layer = following
    return sum(layer.values())


def successors(needs: list[list[Clock]], done: Clock) -> list[Clock]:
    """The down-sets one step further."""
    found = []
    for actor, mine in enumerate(needs):
        rank = done[actor]
        if rank < len(mine) and ready(mine[rank], done, actor):
            found.append((*done[:actor], rank + 1, *done[actor + 1 :]))
    return found


def ready(clock: Clock, done: Clock, actor: int) -> bool:
    """Whether all that the step needs from others is done."""
    return all(need <= have for who, (need, have) in enumerate(zip(clock, done, strict=True)) if who != actor)
