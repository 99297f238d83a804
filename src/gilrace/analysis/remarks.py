"""Sentences with numbers about how a race went: rounds far from the others, and an unsteady machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from gilrace.analysis.outliers import outliers
from gilrace.analysis.precision import narrow_enough
from gilrace.analysis.reading import measured, title
from gilrace.analysis.steadiness import UNSTEADY, steadiness
from gilrace.analysis.units import count, percent
from gilrace.scenario.quantity import share

if TYPE_CHECKING:
    from gilrace.race.state import RaceState

MOST = 4  # outliers told in words; reports as JSON hold all


def remarks(state: RaceState) -> tuple[str, ...]:
    """What is worth telling beside the caveats, whose words never change."""
    return tuple(_remarks(state))


def cut_off(state: RaceState) -> tuple[str, ...]:
    """For documents, made of races that are over: whether the recording misses the end of its race."""
    if state.opened is None or state.closed:
        return ()
    return (f"the recording ends before the race did, in heat {state.started_heats} of {state.opened.heats}",)


def _remarks(state: RaceState) -> Iterator[str]:
    found = sorted(outliers(state), key=lambda outlier: -abs(outlier.factor - 1))
    yield from (outlier.text for outlier in found[:MOST])
    if len(found) > MOST:
        yield f"{count(len(found) - MOST, 'more heat')} far from the other rounds of its lane"
    yield from _failed_items(state)
    yield from _not_narrow(state)
    steady = steadiness(state)
    if steady is not None and steady.scatter > UNSTEADY:
        yield (
            f"the fixed loop before each heat varied by {percent(steady.scatter)}, at worst it took "
            f"{percent(steady.worst)} longer than usual ({count(steady.loops, 'loop')})"
        )


def _failed_items(state: RaceState) -> Iterator[str]:
    """How many of a lane's items raised an error in its latest round, and the first of them."""
    for lane in state.lanes:
        last = next((heat for heat in reversed(measured(lane)) if heat.metrics.get("errors")), None)
        if last is not None:
            first = last.detail.partition("\n")[0]
            failed = count(last.metrics["errors"], "item")
            yield f"{title(lane)}: {failed} raised an error{f'; {first}' if first else ''}"


def _not_narrow(state: RaceState) -> Iterator[str]:
    """A race that was to go on until its intervals are narrow may end at the most rounds there are."""
    asked = state.opened.scenario.get("rounds") if state.opened else None
    if state.closed != "complete" or not isinstance(asked, Mapping) or "until" not in asked:
        return
    with contextlib.suppress(ValueError):  # a recording may say anything
        if not narrow_enough(state, share(asked["until"])):
            rounds = max(len(lane.counted) for lane in state.lanes)
            yield f"the intervals were not within {asked['until']} after {rounds} rounds, the most there are"
