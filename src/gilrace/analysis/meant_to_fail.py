"""Lanes that a scenario wants to see fail: whether they did, and for the reason it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gilrace.scenario.expect import Fails, lane_named
from gilrace.scenario.lane import LaneSpec
from gilrace.scenario.problem import Flaw

if TYPE_CHECKING:
    from gilrace.analysis.standing import Standing, Verdict
    from gilrace.race.state import Lane, RaceState


def judged(form: Fails, state: RaceState, verdict: Verdict) -> tuple[str, str, str]:
    """Status, what was seen, and why it is not a pass."""
    standing = next((s for s in verdict.standings if s.lane.id == form.lane), None)
    if standing is None:
        return "inconclusive", "", f"there is no lane {form.lane} in this race"
    if standing.status in ("failed", "disqualified"):
        return _for_that_reason(form, state.lane(form.lane), standing)
    if standing.status == "unable":
        return "skipped", "", standing.sentence
    if standing.status in ("stopped", "waiting"):
        return "inconclusive", "", standing.sentence or "no counted heat has ended yet"
    return "fail", standing.sentence, "it was meant to fail, and finished"


def meant_to_fail(state: RaceState) -> frozenset[str]:
    """Ids of the lanes that the scenario of this race expects to fail."""
    entries = state.opened.scenario.get("expect") if state.opened else None
    lanes = [LaneSpec(x.info.strategy, label=x.info.name, id=x.info.id) for x in state.lanes]
    found = (_lane(entry, lanes) for entry in (entries if isinstance(entries, list | tuple) else ()))
    return frozenset(lane for lane in found if lane)


def fails(written: Any, lanes: list[LaneSpec]) -> Fails:
    """The form of what stands after ``fails:``. Raises Flaw."""
    if isinstance(written, Mapping):
        return Fails(lane_named(str(written.get("lane")), lanes), str(written.get("saying") or ""))
    return Fails(lane_named(str(written), lanes))


def _for_that_reason(form: Fails, lane: Lane, standing: Standing) -> tuple[str, str, str]:
    heat = lane.heat
    said = " ".join((standing.reason, heat.reason if heat else "", heat.detail if heat else ""))
    if form.saying.casefold() in said.casefold():
        return "pass", standing.reason, ""
    return "fail", standing.reason, f"it failed, but not by what {form.saying!r} tells"


def _lane(entry: Any, lanes: list[LaneSpec]) -> str:
    if not isinstance(entry, Mapping) or "fails" not in entry:
        return ""
    try:
        return fails(entry["fails"], lanes).lane
    except Flaw:
        return ""
