"""A scenario with some of its answers changed on the command line or on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gilrace.errors import InputError
from gilrace.scenario.expect import Compare, Undecidable
from gilrace.scenario.interpreters import with_yardsticks
from gilrace.scenario.model import MOST_INTERPRETERS, MOST_PROCESSES, MOST_ROUNDS, MOST_THREADS
from gilrace.scenario.problem import nearest
from gilrace.scenario.spec import RoundsSpec, Scenario

if TYPE_CHECKING:
    from gilrace.scenario.expect import Expectation
    from gilrace.scenario.lane import LaneSpec


def override(
    scenario: Scenario,
    *,
    lanes: Sequence[str] = (),
    rounds: int | None = None,
    warmup: int | None = None,
    workers: int | None = None,
    timeout_s: float | None = None,
) -> Scenario:
    """The scenario with what is given changed.

    ``lanes`` are ids or letters. A yardstick left out is replaced by the sequential lane, else by the first.
    Raises InputError.
    """
    kept = _lanes(scenario, lanes) if lanes else scenario.lanes
    if workers is not None:
        kept = tuple(_with_workers(lane, workers) for lane in kept)
    yardstick = _yardstick(scenario, kept)
    return replace(
        scenario,
        lanes=with_yardsticks(kept, yardstick),
        yardstick=yardstick,
        expect=_expectations(scenario, kept),
        rounds=_rounds(scenario, rounds),
        warmup=scenario.warmup if warmup is None else _within("--warmup", warmup, 0, MOST_ROUNDS),
        timeout_s=scenario.timeout_s if timeout_s is None else timeout_s,
    )


def _lanes(scenario: Scenario, wanted: Sequence[str]) -> tuple[LaneSpec, ...]:
    known = {lane.id: lane for lane in scenario.lanes} | {
        lane.letter.lower(): lane for lane in scenario.lanes
    }
    chosen = []
    for word in wanted:
        lane = known.get(word) or known.get(word.lower())
        if lane is None:
            advice = nearest(word, [lane.id for lane in scenario.lanes])
            raise InputError(f"{scenario.name} has no lane {word!r}", advice=advice)
        chosen.append(lane.id)
    return tuple(lane for lane in scenario.lanes if lane.id in chosen)


def _yardstick(scenario: Scenario, lanes: tuple[LaneSpec, ...]) -> str:
    if any(lane.id == scenario.yardstick for lane in lanes):
        return scenario.yardstick
    return next((lane.id for lane in lanes if lane.strategy == "sequential"), lanes[0].id if lanes else "")


def _expectations(scenario: Scenario, lanes: tuple[LaneSpec, ...]) -> tuple[Expectation, ...]:
    """Speed-ups are against the scenario's yardstick: without it they cannot be decided."""
    if any(lane.id == scenario.yardstick for lane in lanes):
        return scenario.expect
    lost = Undecidable(f"its yardstick, {scenario.yardstick}, was left out")
    return tuple(
        replace(one, form=lost) if isinstance(one.form, Compare) and one.form.metric == "speedup" else one
        for one in scenario.expect
    )


def _rounds(scenario: Scenario, rounds: int | None) -> RoundsSpec:
    if rounds is None:
        return scenario.rounds
    return RoundsSpec(count=_within("--rounds", rounds, 1, MOST_ROUNDS))


def _with_workers(lane: LaneSpec, workers: int) -> LaneSpec:
    if lane.strategy in ("sequential", "pipeline"):
        return lane
    most = {"processes": MOST_PROCESSES, "interpreters": MOST_INTERPRETERS}.get(lane.strategy, MOST_THREADS)
    workers = _within("--workers", workers, 1, most)
    return replace(lane, limit=workers) if lane.strategy == "asyncio" else replace(lane, workers=workers)


def _within(name: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise InputError(f"{name} is {value}; it must be from {least} to {most}")
    return value
