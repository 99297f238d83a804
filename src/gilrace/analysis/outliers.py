"""Rounds in which a lane was far from its own others: told, never dropped.

What is left of a lane's logarithm when its own median and the round's weather (the median of all lanes) are
taken out is held against the scatter of all lanes' rounds (median absolute deviation, scaled). Far means
beyond five of these, and by more than a tenth.

Source of the scale: B. Iglewicz, D. Hoaglin, *How to Detect and Handle Outliers* (1993), with 5 for 3.5,
because the times of programs have long tails.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.reading import by_round, comparable, title
from gilrace.analysis.units import percent, times

if TYPE_CHECKING:
    from gilrace.race.state import Lane, RaceState

FAR = 5.0  # scaled deviations
NOTABLE = 0.10  # and at least this share
FEWEST = 4  # rounds that tell what is usual
_NORMAL = 1.4826


@dataclass(frozen=True, slots=True)
class Outlier:
    """One heat far from the others of its lane."""

    lane: str  # lane id
    round: int
    factor: float  # its wall time over what the lane's other rounds, and this round's weather, would give
    text: str


def outliers(state: RaceState) -> tuple[Outlier, ...]:
    """In order of lanes and rounds; empty with fewer than four rounds."""
    if not comparable(state):
        return ()
    off = {lane.info.id: _off(lane) for lane in state.lanes}
    off = {name: rounds for name, rounds in off.items() if len(rounds) >= FEWEST}
    weather = _weather(off)
    rest = {(name, k): x - weather[k] for name, rounds in off.items() for k, x in rounds.items()}
    scale = _NORMAL * statistics.median(abs(x) for x in rest.values()) if rest else 0.0
    far = max(FAR * scale, math.log1p(NOTABLE))
    return tuple(_told(state.lane(name), k, x) for (name, k), x in rest.items() if abs(x) > far)


def _off(lane: Lane) -> dict[int, float]:
    """By round: the logarithm of the wall time, less the lane's median."""
    logs = {k: math.log(wall) for k, wall in by_round(lane, "wall_ns").items()}
    middle = statistics.median(logs.values()) if logs else 0.0
    return {k: x - middle for k, x in logs.items()}


def _weather(off: dict[str, dict[int, float]]) -> dict[int, float]:
    """What a round did to all lanes; with fewer than three lanes nobody can tell it from a lane's own."""
    rounds = {k for lane in off.values() for k in lane}
    if len(off) < 3:
        return dict.fromkeys(rounds, 0.0)
    return {k: statistics.median(lane[k] for lane in off.values() if k in lane) for k in rounds}


def _told(lane: Lane, number: int, off: float) -> Outlier:
    factor = math.exp(off)
    how = (
        f"{times(factor)} times as long as"
        if factor >= 2
        else f"{percent(abs(factor - 1))} {_way(factor)} than"
    )
    text = f"{title(lane)}, round {number}: {how} in its other rounds; it counts like any other"
    return Outlier(lane.info.id, number, factor, text)


def _way(factor: float) -> str:
    return "longer" if factor > 1 else "shorter"
