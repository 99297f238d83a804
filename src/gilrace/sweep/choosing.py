"""The choice from what was measured: the simplest of those that nobody is worth a difference faster than."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.budget import hands_of
from gilrace.analysis.eligibility import exclusions
from gilrace.analysis.reading import cores, measured, wall_ratio, yardstick
from gilrace.analysis.statistics import FEW

if TYPE_CHECKING:
    from gilrace.analysis.statistics import Estimate
    from gilrace.race.state import Heat, Lane, RaceState
    from gilrace.sweep.candidate import Candidate

NOT_WORTH = 1.05  # times the best's wall time: nobody should take on more workers for less


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
    ratios = {x.info.id: wall_ratio(x, best) for x in racing[1:]}
    overlap = tuple(x.info.id for x in racing[1:] if _overlaps(state, (x, best), ratios[x.info.id]))
    small = (x.info.id for x in racing[1:] if (r := ratios[x.info.id]) is not None and r.value <= NOT_WORTH)
    tied = (best.info.id, *dict.fromkeys((*overlap, *small)))
    behind = next((x.info.id for x in racing if x.info.id not in tied), "")
    pick = min(tied, key=lambda lane: found[lane].simplicity)
    undecided = tuple(x for x in overlap if (r := ratios[x]) is None or r.value > NOT_WORTH)
    return Choice(pick, best.info.id, tied, behind, ratios.get(behind), undecided)


def _overlaps(state: RaceState, pair: tuple[Lane, Lane], slower: Estimate | None) -> bool:
    """Whether the first of two may be as fast. With few rounds, what other programs took is doubt on top."""
    if slower is None:
        return True
    doubt = max(disturbance(state, lane) for lane in pair) if slower.assumed else 0.0
    return slower.low <= 1.0 + doubt


def disturbance(state: RaceState, lane: Lane) -> float:
    """What other programs took of the machine, 0..1, as far as the lane wanted it. Sleep is not disturbed."""
    taken = statistics.median(heat.metrics.get("foreign", 0.0) for heat in measured(lane))
    return min(taken / max(cores(state), 1), 1.0) * max(_wanted(lane, heat) for heat in measured(lane))


def _wanted(lane: Lane, heat: Heat) -> float:
    """The share of its workers' time that they were on a core, or ready without one."""
    whole = heat.elapsed_ns * hands_of(lane)
    return min((heat.metrics.get("cpu_ns", 0.0) + heat.queue_ns) / whole, 1.0) if whole else 1.0


def _finalists(state: RaceState, found: Mapping[str, Candidate]) -> list[Lane]:
    """The fastest first. Those that left earlier, being slower, are no part of it: finalists ran the first
    rounds, as many as a decision needs, with the lane that ran most. (Rounds for a curve come later.) The
    yardstick always is one: nothing is advised that has not been compared with it.
    """
    out = exclusions(state)
    able = [x for x in state.lanes if x.info.id in found and x.info.id not in out and measured(x)]
    if not able:
        return []
    rounds = {x.info.id: {heat.round for heat in measured(x)} for x in able}
    longest = max(rounds.values(), key=len)
    first = set(sorted(longest)[:FEW])
    base = yardstick(state)
    return sorted((x for x in able if first <= rounds[x.info.id] or x is base), key=median)
