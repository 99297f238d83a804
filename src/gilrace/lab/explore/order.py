"""What had to happen before what in an execution: the partial order that makes interleavings equal.

Two steps conflict when they touch the same place and one may change it. Executions in which all
conflicting steps come in the same order are one *class* (a Mazurkiewicz trace): they end the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gilrace.lab.scheduled.op import Touch
from gilrace.lab.scheduled.run import Event

Footprint = dict[str, bool]
Clock = tuple[int, ...]  # of each actor, how many of its steps come before or are this one


def footprint(touches: Iterable[Touch]) -> Footprint:
    """Each place touched, and whether it may be changed."""
    feet: Footprint = {}
    for place, changes in touches:
        feet[place] = feet.get(place, False) or changes
    return feet


def conflict(one: Footprint, other: Footprint) -> bool:
    """Whether the order of two steps of different actors matters."""
    if len(other) < len(one):
        one, other = other, one
    return any(place in other and (changes or other[place]) for place, changes in one.items())


class Trace:
    """The steps of one execution with their partial order."""

    __slots__ = ("actors", "clocks", "count", "feet", "places", "ranks")

    def __init__(self, count: int) -> None:
        self.count = count
        self.actors: list[int] = []
        self.feet: list[Footprint] = []
        self.clocks: list[Clock] = []
        self.ranks: list[int] = []  # the step's number among its actor's, from 1
        self.places: list[list[int]] = [[] for _ in range(count)]  # of each actor, where its steps are

    @classmethod
    def of(cls, events: Sequence[Event], count: int) -> Trace:
        trace = cls(count)
        for event in events:
            trace.add(event.actor, footprint(event.touches))
        return trace

    def add(self, actor: int, feet: Footprint) -> None:
        """Append a step."""
        mine = self.places[actor]
        clock = list(self.clocks[mine[-1]]) if mine else [0] * self.count
        for index in range(len(self.actors) - 1, -1, -1):
            other = self.actors[index]
            if self.ranks[index] > clock[other] and conflict(self.feet[index], feet):
                clock = [max(pair) for pair in zip(clock, self.clocks[index], strict=True)]
        clock[actor] = len(mine) + 1
        self.ranks.append(clock[actor])
        mine.append(len(self.actors))
        self.actors.append(actor)
        self.feet.append(feet)
        self.clocks.append(tuple(clock))

    def precedes(self, first: int, second: int) -> bool:
        """Whether the step at index ``first`` comes before that at ``second`` in every equal execution."""
        return first != second and self.clocks[second][self.actors[first]] >= self.ranks[first]

    def needs(self) -> list[list[Clock]]:
        """Of each actor, the clocks of its steps."""
        return [[self.clocks[index] for index in mine] for mine in self.places]
