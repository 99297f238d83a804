"""The choice from what was measured: the simplest of those that nobody is worth a difference faster than."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.budget import hands_of
from gilrace.analysis.eligibility import exclusions
from gilrace.analysis.reading import cores, measured, wall_ratio, yardstick
from gilrace.analysis.separation import Field
from gilrace.analysis.statistics import FEW
from gilrace.analysis.steadiness import steadiness
from gilrace.race.plan import LEFT_OUT

if TYPE_CHECKING:
    from gilrace.analysis.statistics import Estimate
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState
    from gilrace.sweep.candidate import Candidate

NOT_WORTH = 1.05  # times the best's wall time: nobody should take on more workers for less
TIME_UP = "the time is up"
NO_TIME = (TIME_UP, "no time for")  # how reasons begin that say nothing against a lane
MOST_LOST = 0.9  # of a lane's time that other programs are taken to have cost it


@dataclass(frozen=True, slots=True)
class Choice:
    """Lane ids. ``tied`` are all that the best is not clearly, or not by much, faster than, the best too."""

    lane: str
    best: str
    tied: tuple[str, ...]
    runner_up: str = ""  # the fastest of those that are clearly slower
    ahead: Estimate | None = None  # the runner-up's wall time by the best's
    undecided: tuple[str, ...] = ()  # tied only because their intervals overlap

    @property
    def clear(self) -> bool:
        """Whether there was nothing to weigh: the best is alone."""
        return len(self.tied) == 1


def median(lane: Lane) -> float:
    """The median wall time of a measured lane, ns."""
    return statistics.median(heat.metrics["wall_ns"] for heat in measured(lane))


def chosen(state: RaceState, found: Mapping[str, Candidate]) -> Choice | None:
    """None before anything comparable was measured. Lanes with other results than the yardstick's are out."""
    racing = _finalists(state, found)
    if not racing:
        return None
    best = racing[0]
    ratios = {x.info.id: behind_by(state, x, best) for x in racing[1:]}
    overlap = tuple(x.info.id for x in racing[1:] if _overlaps(state, (x, best), ratios[x.info.id]))
    small = (x.info.id for x in racing[1:] if (r := ratios[x.info.id]) is not None and r.value <= NOT_WORTH)
    tied = (best.info.id, *dict.fromkeys((*overlap, *small)))
    behind = next((x.info.id for x in racing if x.info.id not in tied), "")
    pick = min(tied, key=lambda lane: found[lane].simplicity)
    undecided = tuple(x for x in overlap if (r := ratios[x]) is None or r.value > NOT_WORTH)
    return Choice(pick, best.info.id, tied, behind, ratios.get(behind), undecided)


def behind_by(state: RaceState, lane: Lane, best: Lane) -> Estimate | None:
    """How many times longer a lane takes than the best; where that is assumed, by the machine's noise."""
    steady = steadiness(state)
    return wall_ratio(lane, best, Field(noise=steady.scatter if steady else 0.0))


def _overlaps(state: RaceState, pair: tuple[Lane, Lane], slower: Estimate | None) -> bool:
    """Whether the first of two may be as fast, also but for other programs."""
    if slower is None:
        return True
    if not slower.assumed:
        return slower.low <= held_up(state, pair[0])
    return slower.low <= 1.0 + max(disturbance(state, lane) for lane in pair)


def held_up(state: RaceState, lane: Lane) -> float:
    """How many times longer a lane took for other programs, at most: by the time its workers were starting or
    ready without a core, as far as others took that much of the machine. 1.0 = not at all.
    """
    waited = statistics.median(_held_up(heat, lane) for heat in measured(lane))
    return 1 / (1 - min(taken(state, lane), waited, MOST_LOST))


def _held_up(heat: Heat, lane: Lane) -> float:
    whole = heat.elapsed_ns * hands_of(lane)
    started = heat.metrics.get("startup_ns", 0.0) * hands_of(lane)
    return (heat.queue_ns + started) / whole if whole else 0.0


def disturbance(state: RaceState, lane: Lane) -> float:
    """What other programs took of the machine, 0..1, as far as the lane wanted it. Sleep is not disturbed."""
    return taken(state, lane) * max(_wanted(lane, heat) for heat in measured(lane))


def taken(state: RaceState, lane: Lane) -> float:
    """The share of the machine that others took during the lane's heats, 0..1. Where they were too short to
    be looked at twice, it is that of the other lanes' heats.
    """
    told = _foreign([lane]) or _foreign(state.lanes)
    return min(statistics.median(told) / max(cores(state), 1), 1.0) if told else 0.0


def _foreign(lanes: Iterable[Lane]) -> list[float]:
    return [h.metrics["foreign"] for lane in lanes for h in measured(lane) if "foreign" in h.metrics]


def _wanted(lane: Lane, heat: Heat) -> float:
    """The share of its workers' time that they were on a core, or ready without one."""
    whole = heat.elapsed_ns * hands_of(lane)
    return min((heat.metrics.get("cpu_ns", 0.0) + heat.queue_ns) / whole, 1.0) if whole else 1.0


def _finalists(state: RaceState, found: Mapping[str, Candidate]) -> list[Lane]:
    """The fastest first. Those that left earlier, being slower, are no part of it: finalists ran the first
    rounds, as many as a decision needs, with the lane that ran most, or would have, had there been time.
    (Rounds for a curve come later.) The yardstick always is one: nothing is advised that has not been
    compared with it.
    """
    out = exclusions(state)
    able = [x for x in state.lanes if x.info.id in found and x.info.id not in out and measured(x)]
    if not able:
        return []
    rounds = {x.info.id: {heat.round for heat in measured(x)} for x in able}
    longest = max(rounds.values(), key=len)
    first = set(sorted(longest)[:FEW])
    stayed = {x.info.id for x in able if first <= rounds[x.info.id] or out_of_time(state, x)}
    base = yardstick(state)
    return sorted((x for x in able if x.info.id in stayed or x is base), key=median)


def out_of_time(state: RaceState, lane: Lane) -> bool:
    """Whether a lane was left out of a heat for want of time before anything else spoke against it."""
    return left_out(state, lane).startswith(NO_TIME)


def left_out(state: RaceState, lane: Lane) -> str:
    """The first reason that the log tells; later ones repeat it, or only say that it is all over."""
    told = (x.text.removeprefix(LEFT_OUT) for x in state.log if x.lane == lane.info.id and LEFT_OUT in x.text)
    return next(told, "")
