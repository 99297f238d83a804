"""Progress for each attempt: who moves without getting on, told from counts alone.

A look counts only against the last moment at which anybody completed anything. A *livelock* is everybody
trying all that time; *starvation* is one who asks and is passed over while others have their turns.
"""

from __future__ import annotations

from gilrace.lab.wild.finding import Finding
from gilrace.lab.wild.table import ActorReading, Snapshot

LEAST_NS = 100_000_000
LIVELOCK_TRIES = 30  # by each of them
PASSED_OVER = 100  # turns of others
ASKED = 10  # times; or once, and stood waiting ever since


class Progress:
    """Since when nobody got anything done, and what they did since."""

    def __init__(self) -> None:
        self._key: tuple[int, ...] = ()
        self._since = 0
        self._then: tuple[ActorReading, ...] = ()

    def look(self, snapshot: Snapshot) -> Finding | None:
        """A finding when it has gone on for long enough; each stretch is told once."""
        actors = snapshot.actors
        key = (snapshot.epoch, *(actor.done for actor in actors), *(actor.state for actor in actors))
        if key != self._key:
            self._key, self._since, self._then = key, snapshot.t, actors
            return None
        living = [index for index, actor in enumerate(actors) if actor.lives]
        if len(living) < 2 or not self._since or snapshot.t - self._since < LEAST_NS:
            return None
        found = self._livelock(snapshot, living) or self._starvation(snapshot, living)
        self._since, self._then = (0 if found else snapshot.t), actors  # who began to ask later is seen next
        return found

    def _livelock(self, snapshot: Snapshot, living: list[int]) -> Finding | None:
        if all(self._tries(snapshot, index) >= LIVELOCK_TRIES for index in living):
            return self._finding("livelock", snapshot, living)
        return None

    def _starvation(self, snapshot: Snapshot, living: list[int]) -> Finding | None:
        turns = {index: snapshot.actors[index].turns - self._then[index].turns for index in living}
        hungry = [index for index in living if not turns[index] and self._asks(snapshot, index)]
        if hungry and sum(turns.values()) >= PASSED_OVER:
            return self._finding("starvation", snapshot, hungry)
        return None

    def _tries(self, snapshot: Snapshot, index: int) -> int:
        return snapshot.actors[index].tries - self._then[index].tries

    def _asks(self, snapshot: Snapshot, index: int) -> bool:
        now, then = snapshot.actors[index], self._then[index]
        return self._tries(snapshot, index) >= ASKED or (now.waits and now.sequence == then.sequence)

    def _finding(self, kind: str, snapshot: Snapshot, members: list[int]) -> Finding:
        waits = tuple((i, snapshot.actors[i].sequence, snapshot.actors[i].tool, -1) for i in members)
        turns = sum(
            actor.turns - before.turns for actor, before in zip(snapshot.actors, self._then, strict=True)
        )
        tries = sum(self._tries(snapshot, index) for index in members)
        return Finding(kind, snapshot.epoch, waits, self._since, tries, turns)
