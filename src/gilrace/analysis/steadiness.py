"""How steady the machine was: what a fixed loop took before each heat."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.race.state import RaceState

UNSTEADY = 0.05  # a scatter from which on it is told
FEWEST = 4  # loops that a scatter is taken from
_NORMAL = 1.4826  # a median absolute deviation times this is a normal distribution's standard deviation


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Of the loops of a race, warm-ups included."""

    loops: int
    scatter: float  # standard deviation as a share, robust: single bad moments do not count
    worst: float  # the slowest over the median, less one


def steadiness(state: RaceState) -> Steadiness | None:
    """None where lanes ran together, or too few heats have told."""
    if state.opened is None or state.opened.mode != "fair":
        return None
    off = _logs(state)
    if len(off) < FEWEST:
        return None
    scatter = _NORMAL * statistics.median(abs(x) for x in off)
    return Steadiness(len(off), scatter, math.expm1(max(off)))


def _logs(state: RaceState) -> list[float]:
    """Logarithms, less the median of the interpreter: another one takes another time for the same loop."""
    told: dict[tuple[str, str, bool], list[float]] = defaultdict(list)
    for lane in state.lanes:
        for heat in lane.past:
            if took := heat.metrics.get("reference_ns"):
                told[lane.info.python, heat.python, heat.gil].append(math.log(took))
    return [value - statistics.median(values) for values in told.values() for value in values]
