"""Bounded exploration, for programs too large to cover: it says what it covered, and proves nothing.

``preemptions``
    every interleaving with at most so many preemptions (as in Musuvathi and Qadeer's CHESS);
``pct``
    random priorities with a few points where the leader falls back (Burckhardt et al., "A randomized
    scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010);
``random``
    at every step anybody who can move, with equal chances.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from gilrace.lab.explore.order import Trace
from gilrace.lab.explore.outcome import outcome
from gilrace.lab.explore.play import Stage
from gilrace.lab.explore.result import Failure, Tally, grouped
from gilrace.lab.explore.schedule import spelled
from gilrace.lab.scheduled.run import Run

METHODS = ("preemptions", "pct", "random")
LONGEST = 400  # steps after which an execution is given up


@dataclass(frozen=True, slots=True)
class Bound:
    """How far to go."""

    method: str = "preemptions"  # of METHODS
    limit: int = 2  # preemptions, or priority changes of pct
    plays: int = 1_000  # executions at most
    seed: int = 0


def explore_bounded(stage: Stage, bound: Bound) -> Tally:
    """Executions within the bound."""
    walk = {"preemptions": _few_preemptions, "pct": _pct, "random": _random}[bound.method]
    failures: dict[str, Failure] = {}
    classes: dict[object, bool] = {}
    schedules: dict[str, None] = {}
    plays = failing = 0
    for run in walk(stage, bound):
        plays += 1
        if run.cut:
            continue
        end = outcome(run)
        classes[tuple(map(tuple, Trace.of(run.events, run.count).needs()))] = end.failed
        if end.failed:
            failing += 1
            schedule = spelled(run.events)
            schedules[schedule] = None
            _keep_shortest(failures, Failure(end.kind, end.message, schedule, actors=stage.names(end.actors)))
    return Tally(
        method=bound.method,
        complete=False,
        covered=_covered(bound, plays, failing),
        classes=len(classes),
        failing_classes=sum(classes.values()),
        failures=tuple(sorted(failures.values(), key=lambda one: len(one.schedule))),
        schedules=tuple(schedules),
    )


def _keep_shortest(failures: dict[str, Failure], new: Failure) -> None:
    old = failures.get(new.kind)
    if old is None or (len(new.schedule), new.schedule) < (len(old.schedule), old.schedule):
        failures[new.kind] = new


def _covered(bound: Bound, plays: int, failing: int) -> str:
    counted = f"{grouped(failing)} of {grouped(plays)} failed"
    if bound.method == "preemptions":
        reach = "every interleaving" if plays < bound.plays else f"the first {grouped(plays)} interleavings"
        many = "preemption" if bound.limit == 1 else "preemptions"
        return f"{reach} with at most {bound.limit} {many}: {counted}"
    how = f"priorities with {bound.limit} changes" if bound.method == "pct" else "random choices"
    return f"{grouped(plays)} executions by {how}, seed {bound.seed}: {counted}"


def _few_preemptions(stage: Stage, bound: Bound) -> Iterator[Run]:
    prefix: list[int] = []
    options: list[list[int]] = []

    def choose(run: Run, movable: list[int]) -> int | None:
        depth = len(run.events)
        if depth >= LONGEST:
            return None
        if depth == len(prefix):
            options.append(_affordable(run, movable, bound.limit))
            prefix.append(options[-1].pop(0))
        return prefix[depth]

    for _ in range(bound.plays):
        yield stage.play(choose)
        while options and not options[-1]:
            options.pop()
            prefix.pop()
        if not options:
            return
        prefix[-1] = options[-1].pop(0)


def _affordable(run: Run, movable: list[int], limit: int) -> list[int]:
    """Who may move without going over the limit; whoever moved last comes first."""
    if not run.events or run.events[-1].actor not in movable:
        return list(movable)
    last = run.events[-1].actor
    others = [actor for actor in movable if actor != last]
    return [last, *others] if preemptions(run) < limit else [last]


def preemptions(run: Run) -> int:
    """How often an actor was left that could have gone on."""
    return sum(
        before.actor != after.actor and before.actor in after.enabled
        for before, after in zip(run.events, run.events[1:], strict=False)
    )


def _random(stage: Stage, bound: Bound) -> Iterator[Run]:
    chance = random.Random(bound.seed)

    def choose(run: Run, movable: list[int]) -> int | None:
        return None if len(run.events) >= LONGEST else movable[int(chance.random() * len(movable))]

    for _ in range(bound.plays):
        yield stage.play(choose)


def _pct(stage: Stage, bound: Bound) -> Iterator[Run]:
    chance = random.Random(bound.seed)
    count = len(stage.demo.actors)
    steps = 4 * count
    for _ in range(bound.plays):
        rank = sorted(range(count), key=lambda _: chance.random())
        changes = {int(chance.random() * steps) for _ in range(bound.limit)}

        def choose(
            run: Run, movable: list[int], rank: list[int] = rank, changes: set[int] = changes
        ) -> int | None:
            if len(run.events) >= LONGEST:
                return None
            leader = next(actor for actor in rank if actor in movable)
            if len(run.events) in changes:
                rank.remove(leader)
                rank.append(leader)
                leader = next(actor for actor in rank if actor in movable)
            return leader

        run = stage.play(choose)
        steps = max(steps, len(run.events))
        yield run
