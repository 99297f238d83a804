"""What other programs took: where it was much, a race's times may say no, but they do not prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis.reading import cores, measured
from gilrace.analysis.units import percent
from gilrace.scenario.expect import Compare, Fails, SameResults

if TYPE_CHECKING:
    from gilrace.analysis.standing import Verdict
    from gilrace.race.state import RaceState

MUCH = 0.1  # of all cores
UNTOUCHED = ("errors", "peak_memory")  # metrics that a busy machine does not change


def disturbance(form: object, state: RaceState, verdict: Verdict) -> str:
    """Why times that speak against this expectation are not to be trusted; empty when they are."""
    if isinstance(form, SameResults | Fails) or (isinstance(form, Compare) and form.metric in UNTOUCHED):
        return ""
    about = {getattr(form, name, "") for name in ("lane", "faster", "slower")}
    if any(s.lane.id in about and s.status in ("failed", "disqualified") for s in verdict.standings):
        return ""
    load = load_of_others(state)
    if not load:
        return ""
    return f"other programs took up to {percent(load)} of a core meanwhile: race again on a quiet machine"


def load_of_others(state: RaceState) -> float:
    """The most that other programs took during a heat that counts, in cores; 0 where it was not much."""
    loads = [h.metrics["foreign"] for x in state.lanes for h in measured(x) if "foreign" in h.metrics]
    load = max(loads, default=0.0)
    return load if load > MUCH * max(cores(state), 1) else 0.0
