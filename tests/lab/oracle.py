"""Brute force: every interleaving, one by one, with nothing clever. What the explorer is held against."""

from __future__ import annotations

from collections.abc import Iterator

from gilrace.lab.explore.bounded import preemptions
from gilrace.lab.explore.order import Trace
from gilrace.lab.explore.outcome import outcome
from gilrace.lab.explore.play import Stage
from gilrace.lab.scheduled.run import Run

FEW = 1_000


def every_run(stage: Stage, most: int = FEW) -> Iterator[Run]:
    """Every complete execution; raises when there are more than ``most``."""
    prefix: list[int] = []
    options: list[list[int]] = []

    def choose(run: Run, movable: list[int]) -> int:
        depth = len(run.events)
        if depth == len(prefix):
            options.append(list(movable))
            prefix.append(movable[0])
        return prefix[depth]

    for _ in range(most):
        yield stage.play(choose)
        while options:
            choice = options[-1].index(prefix[-1]) + 1
            if choice < len(options[-1]):
                prefix[-1] = options[-1][choice]
                break
            options.pop()
            prefix.pop()
        if not options:
            return
    raise AssertionError(f"more than {most} interleavings")


def tally(stage: Stage, most: int = FEW) -> tuple[int, int, set[object], set[object]]:
    """Of all interleavings: how many, how many fail, all classes, failing classes."""
    total = failing = 0
    classes: set[object] = set()
    bad: set[object] = set()
    for run in every_run(stage, most):
        total += 1
        key = signature(Trace.of(run.events, run.count))
        classes.add(key)
        if outcome(run).failed:
            failing += 1
            bad.add(key)
    return total, failing, classes, bad


def fewest(stage: Stage, most: int = FEW) -> dict[str, int]:
    """Of each way to fail the fewest preemptions that any interleaving takes to it."""
    found: dict[str, int] = {}
    for run in every_run(stage, most):
        end = outcome(run)
        if end.failed:
            found[end.kind] = min(found.get(end.kind, preemptions(run)), preemptions(run))
    return found


def signature(trace: Trace) -> object:
    """Equal exactly for executions of one class."""
    return tuple(tuple(mine) for mine in trace.needs())
