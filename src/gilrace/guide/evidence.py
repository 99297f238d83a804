"""What races say to a rule: who was in front, by how much, and whether that agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.disturbed import load_of_others
from gilrace.analysis.reading import cores
from gilrace.analysis.units import ratio
from gilrace.analysis.verdict import judge

if TYPE_CHECKING:
    from gilrace.analysis.standing import Standing
    from gilrace.guide.rules import Rule
    from gilrace.race.state import RaceState

AGREES, LEVEL, DISAGREES, UNKNOWN = "agrees", "level", "disagrees", "not raced"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A rule and its measurement."""

    rule: Rule
    status: str  # AGREES | LEVEL | DISAGREES | UNKNOWN
    measured: str = ""  # every lane with its factor
    front: str = ""  # who was in front
    when: str = ""  # ISO 8601
    noisy: bool = False  # other programs took much of the machine
    machine: str = ""


def evidence(rule: Rule, state: RaceState | None) -> Evidence:
    """What this race says; without one, or without a ranking, nothing is known."""
    ranked = judge(state).ranked if state else ()
    if state is None or state.opened is None or not ranked:
        return Evidence(rule, UNKNOWN)
    return Evidence(
        rule,
        _status(rule.lane, ranked),
        ", ".join(_lane(s) for s in ranked),
        ranked[0].lane.name,
        state.opened.started_at,
        load_of_others(state) > 0,
        _machine(state),
    )


def _status(lane: str, ranked: tuple[Standing, ...]) -> str:
    found = next((s for s in ranked if s.lane.id == lane), None)
    if found is None or found.rank != 1:
        return DISAGREES
    return AGREES if sum(s.rank == 1 for s in ranked) == 1 else LEVEL


def _lane(standing: Standing) -> str:
    return f"{standing.lane.name} {ratio(standing.speedup.value if standing.speedup else None)}"


def _machine(state: RaceState) -> str:
    told = state.opened.machine if state.opened else {}
    return f"{told.get('cpu_model', 'unknown')}, {cores(state)} cores, Python {told.get('python', '?')}"
