"""Reading a race's measurements: medians of a lane's rounds, and speed-ups against the yardstick."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.separation import Field, separation
from gilrace.analysis.statistics import Estimate, median_estimate
from gilrace.analysis.steadiness import steadiness

if TYPE_CHECKING:
    from gilrace.race.events import LaneInfo
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

MEASURED = ("finished", "disqualified")  # heats with a time; the latter's does not count


def title(lane: Lane) -> str:
    """How a lane is called in sentences: ``B procs×batch``."""
    return f"{lane.info.letter} {lane.info.name}"


def measured(lane: Lane) -> tuple[Heat, ...]:
    """The lane's heats with a time, warm-ups left out."""
    return tuple(h for h in lane.past if h.counted and h.status in MEASURED and h.metrics.get("wall_ns"))


def by_round(lane: Lane, metric: str) -> dict[int, float]:
    """A metric's values by round; rounds that lack it are left out."""
    return {h.round: h.metrics[metric] for h in measured(lane) if metric in h.metrics}


def wall(lane: Lane) -> Estimate | None:
    """Wall time in ns; None before the first counted heat has ended."""
    return estimate(lane, "wall_ns")


def estimate(lane: Lane, metric: str) -> Estimate | None:
    """The median of a metric over the rounds, with its interval."""
    values = by_round(lane, metric)
    return median_estimate(tuple(values.values())) if values else None


def speedup(state: RaceState, lane: Lane, among: Field | None = None) -> Estimate | None:
    """Its yardstick's wall time over the lane's; None while either is missing or lanes run together."""
    base = yardstick_of(state, lane.info)
    if base is None or not comparable(state):
        return None
    return wall_ratio(base, lane, among or field(state))


def wall_ratio(top: Lane, bottom: Lane, among: Field | None = None) -> Estimate | None:
    """How many times longer ``top`` takes than ``bottom``; ``among`` is `field`, where others race, too."""
    over, under = by_round(top, "wall_ns"), by_round(bottom, "wall_ns")
    if top is bottom:
        return Estimate(1.0, 1.0, 1.0, len(over)) if over else None
    return separation(over, under, among) if over and under else None


def field(state: RaceState) -> Field:
    """All lanes that have wall times: those that a race compares with each other."""
    steady = steadiness(state)
    walls = (by_round(lane, "wall_ns") for lane in state.lanes)
    return Field(tuple(told for told in walls if told), steady.scatter if steady else 0.0)


def yardstick(state: RaceState) -> Lane | None:
    """The lane that speed-ups are measured against."""
    name = state.opened.yardstick if state.opened else ""
    return next((lane for lane in state.lanes if lane.info.id == name), None)


def yardstick_of(state: RaceState, info: LaneInfo) -> Lane | None:
    """The lane that this one's speed-up is against: where several interpreters race, the one on its own."""
    own = next((lane for lane in state.lanes if info.yardstick and lane.info.id == info.yardstick), None)
    return own or yardstick(state)


def yardstick_words(state: RaceState) -> str:
    """What speed-ups are over, for a heading."""
    if len({lane.info.yardstick for lane in state.lanes}) > 1:
        return "the yardstick on the same interpreter"
    base = yardstick(state)
    return base.info.name if base else "the yardstick"


def comparable(state: RaceState) -> bool:
    """Whether times may be compared: lanes that run together disturb each other."""
    return state.opened is not None and state.opened.mode == "fair"


def cores(state: RaceState) -> int:
    """Cores the race could use, by affinity and quota; 0 when the recording does not say."""
    machine: Mapping[str, object] = state.opened.machine if state.opened else {}
    told = (machine.get(name) for name in ("usable_cores", "cores"))
    return next((count for count in told if isinstance(count, int)), len(state.cores))


@dataclass(frozen=True, slots=True)
class Reading:
    """The medians of a lane's metrics over its rounds. What was not measured is None."""

    values: Mapping[str, float]

    def get(self, metric: str) -> float | None:
        """The median of that metric."""
        return self.values.get(metric)

    def share(self, part: str, whole: str = "wall_ns") -> float:
        """One metric as a share of another; 0 when either is missing."""
        total = self.values.get(whole, 0.0)
        return self.values.get(part, 0.0) / total if total else 0.0


def reading(lane: Lane) -> Reading:
    """Medians over the lane's measured heats."""
    heats = measured(lane)
    names = dict.fromkeys(name for heat in heats for name in heat.metrics)
    return Reading(
        {name: statistics.median(h.metrics[name] for h in heats if name in h.metrics) for name in names}
    )
