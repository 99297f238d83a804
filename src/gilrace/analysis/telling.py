"""A verdict in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis.reading import comparable, field, title, wall_ratio, yardstick_of
from gilrace.analysis.units import count, digits, duration, times

if TYPE_CHECKING:
    from gilrace.analysis.standing import Standing, Verdict
    from gilrace.analysis.statistics import Estimate
    from gilrace.race.events import LaneInfo
    from gilrace.race.state import RaceState


def _name(info: LaneInfo) -> str:
    return f"{info.letter} {info.name}"


def headline(state: RaceState, verdict: Verdict) -> str:
    """Who won and by how much: ``P processes wins: 4.18 s, 1.93 times sequential``."""
    ranked = verdict.ranked
    leads = "wins" if verdict.complete else "leads"
    if not comparable(state):
        return "All lanes ran at once: times are not comparable, nobody wins"
    if not ranked:
        return "No lane has a time" if state.closed else "No counted heat has ended yet"
    if verdict.winner:
        return f"{_name(verdict.winner)} {leads}: {_time_and_gain(state, ranked[0])}"
    if len(ranked) == 1:
        return f"{_name(ranked[0].lane)} is the only lane with a time: {_time_and_gain(state, ranked[0])}"
    first = [_name(s.lane) for s in ranked if s.rank == 1]
    return f"No clear winner: {_joined(first)} are too close to call"


def _time_and_gain(state: RaceState, standing: Standing) -> str:
    """``4.18 s, 1.93 times sequential``; the time alone for the yardstick."""
    base = yardstick_of(state, standing.lane)
    took = duration(standing.wall.value if standing.wall else None)
    if base is None or standing.speedup is None or base.info.id == standing.lane.id:
        return took
    return f"{took}, {times(standing.speedup.value)} times {base.info.name}"


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def confidence(state: RaceState, verdict: Verdict) -> str:
    """How sure it is that the first is ahead of the second; empty with fewer than two ranked lanes."""
    ranked = verdict.ranked
    if len(ranked) < 2:
        return ""
    first, second = state.lane(ranked[0].lane.id), state.lane(ranked[1].lane.id)
    gap = wall_ratio(second, first, field(state))
    if gap is None:
        return ""
    return f"{title(first)} over {title(second)}: {_sureness(gap)}"


def _sureness(gap: Estimate) -> str:
    """How sure it is that one lane is ahead of the next, from the ratio of their wall times."""
    rounds = count(gap.rounds, "round")
    if gap.assumed:
        claim = (
            "within a quarter, too close to call" if gap.holds(1.0) else f"{times(gap.value)} times as fast"
        )
        return f"{claim} ({rounds} only: no interval, a quarter either way is assumed; race 3 rounds or more)"
    low, high = _gain(gap.low), _gain(gap.high)
    if gap.holds(1.0) and max(gap.high, 1 / gap.low) >= 1.5:
        wide = f"{times(gap.low)} and {times(gap.high)} times as fast"
        return f"not decided: anything between {wide} (99 % interval, {rounds})"
    if gap.holds(1.0):
        return f"not decided: the difference lies between {low} and {high} (99 % interval, {rounds})"
    ahead = low if low == high else f"between {low} and {high}"
    return f"99 % sure, ahead by {ahead} ({rounds})"


def _gain(factor: float) -> str:
    """How far a ratio of wall times is from 1: ``7.4 %``, ``1.93 times``, ``-2.0 %``."""
    return f"{digits((factor - 1) * 100, 2)} %" if factor < 1.5 else f"{times(factor)} times"


def lane_sentence(standing: Standing, verdict: Verdict) -> str:
    """How one lane did, against the fastest and against the yardstick."""
    name = _name(standing.lane)
    if standing.status != "ranked":
        return f"{name} {_TOLD[standing.status]}: {standing.reason}"
    took = duration(standing.wall.value if standing.wall else None)
    best = verdict.ranked[0]
    if standing.tied_with and standing.rank == 1:
        tied = [_name(s.lane) for s in verdict.ranked if s.lane.id in standing.tied_with]
        return f"{name} took {took}, level with {_joined(tied)}"
    if standing.lane.id == best.lane.id:
        return f"{name} took {took}, the fastest"
    return f"{name} took {took}, {_behind(standing, best)} {_name(best.lane)}{_against(standing)}"


_TOLD = {
    "failed": "has no time",
    "stopped": "has no time",
    "unable": "cannot run here",
    "disqualified": "is disqualified",
    "waiting": "waits",
    "unranked": "is not ranked",
}


def _behind(standing: Standing, best: Standing) -> str:
    if standing.wall is None or best.wall is None:
        return "behind"
    factor = standing.wall.value / best.wall.value
    return f"{_gain(factor)} longer than" if factor < 1.5 else f"{_gain(factor)} as long as"


def _against(standing: Standing) -> str:
    """Whether it paid at all: the question about every lane that is not the yardstick."""
    if standing.speedup is None or standing.lane.strategy == "sequential":
        return ""
    if standing.speedup.high < 1:
        return ", slower than the yardstick"
    return ", no faster than the yardstick" if standing.speedup.holds(1.0) else ""
