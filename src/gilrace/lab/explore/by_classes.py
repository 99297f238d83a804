"""Complete exploration, one execution a class, with exact counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gilrace.lab.demo import FAILURES
from gilrace.lab.explore import patience
from gilrace.lab.explore.classes import Search
from gilrace.lab.explore.count import interleavings
from gilrace.lab.explore.fewest import Orders, fewest_preemptions
from gilrace.lab.explore.order import Trace
from gilrace.lab.explore.outcome import Outcome, outcome
from gilrace.lab.explore.play import Stage
from gilrace.lab.explore.result import Failure, Tally, grouped
from gilrace.lab.explore.schedule import spelled


class TooManyError(Exception):
    """More steps in all classes together than allowed."""


@dataclass(slots=True)
class Failing:
    """A failing class."""

    outcome: Outcome
    trace: Trace
    orders: Orders
    schedule: str
    ways: int = 0  # counted once all classes are known: it takes longer than finding them


def explore_classes(stage: Stage, most: int, stop: Callable[[], bool] | None = None) -> Tally:
    """Visit every class, with at most so many steps in all classes together.

    Raises `TooManyError`, `GoingRoundError` or `WideStepError` where that cannot be.
    """
    found: list[Failing] = []
    traces: list[Trace] = []
    steps = 0
    for play in Search(stage, strict=True).plays():
        traces.append(play.trace)
        steps += len(play.run.events)
        if steps > most:
            raise TooManyError
        end = outcome(play.run)
        if end.failed:
            found.append(Failing(end, play.trace, Orders(play.run, play.trace), spelled(play.run.events)))
        if stop is not None and stop():
            return _tally(stage, found, None, len(traces))
    ways: dict[int, int] = {}
    for trace in traces:
        patience.go_on()
        ways[id(trace)] = interleavings(trace)
    for one in found:
        one.ways = ways[id(one.trace)]
    return _tally(stage, found, sum(ways.values()), len(traces))


def _tally(stage: Stage, found: list[Failing], total: int | None, classes: int) -> Tally:
    """``total`` is None when the exploration was stopped."""
    covered = (
        f"{grouped(classes)} classes of interleavings, then it was stopped"
        if total is None
        else f"all {grouped(total)} interleavings, in {grouped(classes)} classes that end the same way"
    )
    return Tally(
        method="classes",
        complete=total is not None,
        covered=covered,
        interleavings=total,
        failing=None if total is None else sum(one.ways for one in found),
        classes=classes,
        failing_classes=len(found),
        failures=_failures(stage, found),
        schedules=tuple(one.schedule for one in found),
    )


def _failures(stage: Stage, found: Sequence[Failing]) -> tuple[Failure, ...]:
    best = []
    for kind in FAILURES:
        same = [one for one in found if one.outcome.kind == kind]
        fewest = fewest_preemptions([one.orders for one in same])
        if fewest is not None:
            which, schedule, preemptions = fewest
            end = same[which].outcome
            ways = sum(one.ways for one in same) or None
            best.append(Failure(kind, end.message, schedule, preemptions, ways, stage.names(end.actors)))
    return tuple(sorted(best, key=lambda one: (one.preemptions or 0, len(one.schedule), one.schedule)))
