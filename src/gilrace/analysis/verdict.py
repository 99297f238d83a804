"""Who won, by how much and how sure: `judge` turns a race into ranks, ties and plain sentences."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from gilrace.analysis.caveats import caveats_of
from gilrace.analysis.eligibility import Exclusion, exclusions, unchecked
from gilrace.analysis.reading import comparable, field, measured, speedup, wall, wall_ratio, yardstick
from gilrace.analysis.remarks import remarks
from gilrace.analysis.standing import Standing, Verdict
from gilrace.analysis.telling import confidence, headline, lane_sentence
from gilrace.analysis.why import why

if TYPE_CHECKING:
    from gilrace.analysis.separation import Field
    from gilrace.race.state import Lane, RaceState

__all__ = ["Standing", "Verdict", "judge"]


def judge(state: RaceState) -> Verdict:
    """The verdict on what has been measured so far."""
    if state.opened is None:
        return Verdict()
    out = exclusions(state)
    racing = sorted((x for x in state.lanes if x.info.id not in out and measured(x)), key=_median_wall)
    ranked = _ranked(state, racing) if comparable(state) else []
    others = [_unranked(state, x, out.get(x.info.id)) for x in state.lanes if x not in racing or not ranked]
    standings = (*ranked, *others)
    first = [s for s in ranked if s.rank == 1]
    winner = first[0].lane if len(first) == 1 and len(ranked) > 1 else None
    verdict = Verdict(
        standings, winner, _complete(state), caveats=_caveats(state, out), remarks=remarks(state)
    )
    told = tuple(replace(s, sentence=lane_sentence(s, verdict)) for s in standings)
    return replace(
        verdict, standings=told, headline=headline(state, verdict), confidence=confidence(state, verdict)
    )


def _median_wall(lane: Lane) -> float:
    found = wall(lane)
    return found.value if found else math.inf


def _complete(state: RaceState) -> bool:
    planned = state.opened.heats if state.opened else 0
    return state.closed == "complete" or (state.running is None and 0 < planned <= state.started_heats)


def _caveats(state: RaceState, out: dict[str, Exclusion]) -> tuple[str, ...]:
    base = yardstick(state)
    without = base is None or not measured(base) or base.info.id in out
    extra = {
        "no-yardstick": without and bool(state.closed) and any(measured(x) for x in state.lanes),
        "results-unchecked": unchecked(state),
        "results-vary": any(x.varies for x in out.values()),
    }
    return (*caveats_of(state), *(code for code, true in extra.items() if true))


def _ranked(state: RaceState, racing: list[Lane]) -> list[Standing]:
    """Standings of lanes sorted by median wall time."""
    among = field(state)
    ties = [_tied_before(racing, place, among) for place in range(len(racing))]
    return [
        Standing(
            lane.info,
            "ranked",
            rank=place - len(ties[place]) + 1,
            wall=wall(lane),
            speedup=speedup(state, lane, among),
            tied_with=(
                *ties[place],
                *(x.info.id for x, t in zip(racing, ties, strict=True) if lane.info.id in t),
            ),
            why=why(state, lane),
        )
        for place, lane in enumerate(racing)
    ]


def _tied_before(racing: list[Lane], place: int, among: Field) -> tuple[str, ...]:
    """Lanes ahead that are not clearly faster. The search ends at the first that is."""
    tied: list[str] = []
    for ahead in reversed(racing[:place]):
        slower_by = wall_ratio(racing[place], ahead, among)
        if slower_by is not None and not slower_by.holds(1.0):
            break
        tied.insert(0, ahead.info.id)
    return tuple(tied)


def _unranked(state: RaceState, lane: Lane, out: Exclusion | None) -> Standing:
    if out is not None:
        return Standing(lane.info, out.status, wall=wall(lane), reason=out.reason, why=why(state, lane))
    if measured(lane):
        return Standing(
            lane.info, "unranked", wall=wall(lane), reason="lanes ran together", why=why(state, lane)
        )
    return Standing(lane.info, "waiting", reason="no counted heat has ended yet")
