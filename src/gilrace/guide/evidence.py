"""What races say to a rule: who was in front, by how much, and whether that agrees."""

from __future__ import annotations

from collections.abc import Mapping
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
    beside: str = ""  # who was level in front with the rule's lane


def evidence(rule: Rule, state: RaceState | None) -> Evidence:
    """What this race says; without one, or without a ranking, nothing is known."""
    ranked = judge(state).ranked if state else ()
    if state is None or state.opened is None or not ranked:
        return Evidence(rule, UNKNOWN)
    return Evidence(
        rule,
        status(rule.lane, {s.lane.id: s.rank for s in ranked}),
        ", ".join(_lane(s) for s in ranked),
        ranked[0].lane.name,
        state.opened.started_at,
        load_of_others(state) > 0,
        _machine(state),
        ", ".join(s.lane.name for s in ranked if s.rank == 1 and s.lane.id != rule.lane),
    )


def status(lane: str, ranks: Mapping[str, int]) -> str:
    """What places in a race, by lane id, say to a rule that expects this lane in front."""
    if ranks.get(lane) != 1:
        return DISAGREES
    return AGREES if sum(rank == 1 for rank in ranks.values()) == 1 else LEVEL


def _lane(standing: Standing) -> str:
    return f"{standing.lane.name} {ratio(standing.speedup.value if standing.speedup else None)}"


def _machine(state: RaceState) -> str:
    told = state.opened.machine if state.opened else {}
    return f"{told.get('cpu_model', 'unknown')}, {cores(state)} cores, Python {told.get('python', '?')}"
