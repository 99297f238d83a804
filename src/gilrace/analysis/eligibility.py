"""Which lanes may not be ranked: those without a time, and those with other results than the yardstick."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.reading import MEASURED, measured, yardstick

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a lane has no rank."""

    status: str  # failed | stopped | unable | disqualified
    reason: str
    varies: bool = False  # its own results differ from round to round


def exclusions(state: RaceState) -> dict[str, Exclusion]:
    """By lane id. A lane that has not ended a counted heat yet is not excluded."""
    expected, source = reference(state)
    found = ((lane.info.id, _exclusion(lane, expected, source, bool(state.closed))) for lane in state.lanes)
    return {lane: out for lane, out in found if out is not None}


def reference(state: RaceState) -> tuple[str, str]:
    """The digest that counts and whose it is; empty when there is none.

    The yardstick's where it has one; else the digest of more than half of the lanes that have one.
    """
    base = yardstick(state)
    own = _digests(base) if base else Counter()
    if own:
        return own.most_common(1)[0][0], f"the yardstick's ({base.info.name})" if base else ""
    votes = Counter(found.most_common(1)[0][0] for lane in state.lanes if (found := _digests(lane)))
    if votes and votes.most_common(1)[0][1] * 2 > votes.total() > 1:
        return votes.most_common(1)[0][0], "most lanes'"
    return "", ""


def unchecked(state: RaceState) -> bool:
    """Whether times are there but no digest to hold results against."""
    return any(measured(lane) for lane in state.lanes) and not reference(state)[0]


def _digests(lane: Lane) -> Counter[str]:
    return Counter(h.digest for h in measured(lane) if h.digest and h.status == "finished")


def _exclusion(lane: Lane, expected: str, source: str, closed: bool) -> Exclusion | None:
    told = next((h for h in lane.past if h.counted and h.status == "disqualified"), None)
    if told is not None:
        return Exclusion("disqualified", told.reason or f"its results differ from {source or 'the others'}")
    digests = _digests(lane)
    if len(digests) > 1:
        return Exclusion("disqualified", "its results differ from round to round", varies=True)
    if expected and digests and expected not in digests:
        return Exclusion("disqualified", f"its results differ from {source}")
    return None if digests or measured(lane) else _failure(lane, closed)


def _failure(lane: Lane, closed: bool) -> Exclusion | None:
    """A failed warm-up says nothing as long as a counted heat may follow."""
    broken = [h for h in lane.past if h.status not in MEASURED and (h.counted or closed)]
    if not broken:
        return None
    last = broken[-1]
    return Exclusion(_kind(last), last.reason or f"its heat ended as {last.status}")


def _kind(heat: Heat) -> str:
    """Whose fault it is: the lane's, nobody's, or the machine's."""
    if heat.status in ("stopped", "skipped"):
        return "stopped"
    return "unable" if "cannot-run-here" in heat.caveats else "failed"
