"""The watchman: from two looks at the table, who is stuck for good. Never cries wolf.

* A **circle** counts when two looks show the same sequence number for every member: a blocked actor
  releases nothing, so all its edges existed at one instant. A wait with a time limit is no edge, nor is
  a lock that somebody other than its holder was ever seen to release. While others still run, a lock that was
  never seen released by its own holder is not trusted either: it may be about to be handed over.
* An **orphan** is a lock whose holder died.
* **Nobody left** to wake them: every living actor waits without a limit, the same in both looks, and no
  thread of theirs ran in between.
* A **livelock** or **starvation**: told by `gilrace.lab.wild.progress`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gilrace.lab.wild import stillness
from gilrace.lab.wild.finding import Finding
from gilrace.lab.wild.progress import Progress
from gilrace.lab.wild.stillness import Still
from gilrace.lab.wild.table import DEAD, Snapshot

UNPROVED_NS = 1_000_000_000  # how long nothing must move where threads cannot be looked at

Asleep = Callable[[Iterable[int]], "Still | None"]


class Watchman:
    """Compares each look with the one before."""

    def __init__(self, asleep: Asleep = stillness.asleep, proof: bool = stillness.KNOWN) -> None:
        self._asleep = asleep
        self._proof = proof
        self._suspected: tuple[Finding, ...] = ()
        self._since: dict[Finding, int] = {}
        self._still: Still | None = None
        self._reported: set[Finding] = set()
        self._progress = Progress()

    @property
    def suspects(self) -> bool:
        """Whether the next look should come soon."""
        return bool(self._suspected)

    def look(self, snapshot: Snapshot) -> Finding | None:
        """What has become certain with this look; each thing once."""
        suspected = tuple(finding for finding in suspicions(snapshot) if finding not in self._reported)
        again = [finding for finding in suspected if finding in self._suspected]
        still = self._marks(snapshot, suspected)
        sure = next((finding for finding in again if self._certain(finding, still, snapshot.t)), None)
        self._since = {finding: self._since.get(finding, snapshot.t) for finding in suspected}
        self._suspected, self._still = suspected, still
        sure = sure or self._progress.look(snapshot)
        if sure:
            self._reported.add(sure)
        return sure

    def _marks(self, snapshot: Snapshot, suspected: tuple[Finding, ...]) -> Still | None:
        if not any(finding.kind == "nobody left" for finding in suspected):
            return None
        return self._asleep({actor.pid for actor in snapshot.actors if actor.lives})

    def _certain(self, finding: Finding, still: Still | None, now: int) -> bool:
        if finding.kind != "nobody left":
            return True
        if self._proof:
            return still is not None and still == self._still
        return now - self._since.get(finding, now) >= UNPROVED_NS


def suspicions(snapshot: Snapshot) -> tuple[Finding, ...]:
    """What would be stuck if it stayed as this one look shows it."""
    holders = _owned_edges(snapshot)
    circles = _circles(holders)
    found = [_finding("circle", snapshot, ring) for ring in circles if _trusted(snapshot, ring)]
    orphans = [a for a, holder in holders.items() if snapshot.actors[holder].state == DEAD]
    if orphans:
        found.append(_finding("orphan", snapshot, tuple(orphans)))
    if not found and (left := _nobody_left(snapshot)):
        found.append(_finding("nobody left", snapshot, left))
    return tuple(found)


def _owned_edges(snapshot: Snapshot) -> dict[int, int]:
    """Waiter -> holder, for waits without a limit for locks only their holders release."""
    edges = {}
    for index, actor in enumerate(snapshot.actors):
        tool = snapshot.tools.get(actor.tool) if actor.stuck else None
        if tool and tool.holder >= 0 and not tool.released_by_other:
            edges[index] = tool.holder
    return edges


def _circles(edges: dict[int, int]) -> list[tuple[int, ...]]:
    """Every circle once, from its smallest member."""
    found = []
    for start in sorted(edges):
        path, at = [start], edges[start]
        while at in edges and at not in path:
            path.append(at)
            at = edges[at]
        if at == start and start == min(path):
            found.append(tuple(path))
    return found


def _trusted(snapshot: Snapshot, ring: tuple[int, ...]) -> bool:
    """Whether nobody outside can be about to release one of the circle's locks."""
    others_run = any(actor.lives and not actor.stuck for actor in snapshot.actors)
    tools = [snapshot.tools[snapshot.actors[index].tool] for index in ring]
    return not others_run or all(tool.released_by_holder for tool in tools)


def _nobody_left(snapshot: Snapshot) -> tuple[int, ...]:
    living = tuple(index for index, actor in enumerate(snapshot.actors) if actor.lives)
    return living if living and all(snapshot.actors[index].stuck for index in living) else ()


def _finding(kind: str, snapshot: Snapshot, members: tuple[int, ...]) -> Finding:
    actors = [snapshot.actors[index] for index in members]
    waits = tuple(
        (index, actor.sequence, actor.tool, snapshot.tools[actor.tool].holder)
        for index, actor in zip(members, actors, strict=True)
    )
    return Finding(kind, snapshot.epoch, waits, max(actor.since for actor in actors))
