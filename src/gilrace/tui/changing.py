"""The next race with more or fewer workers or rounds than this one, and how that is said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.scenario.model import MOST_INTERPRETERS, MOST_PROCESSES, MOST_ROUNDS, MOST_THREADS
from gilrace.scenario.spec import RoundsSpec
from gilrace.strategies import REGISTRY

if TYPE_CHECKING:
    from gilrace.scenario import LaneSpec, Scenario

MOST = {"threads": MOST_THREADS, "processes": MOST_PROCESSES, "interpreters": MOST_INTERPRETERS}
USUAL_ROUNDS = 3


def with_rounds(scenario: Scenario, by: int) -> Scenario:
    """So many rounds more, from 1 to the most there can be."""
    count = min(max((scenario.rounds.count or USUAL_ROUNDS) + by, 1), MOST_ROUNDS)
    return replace(scenario, rounds=RoundsSpec(count=count))


def with_workers(scenario: Scenario, by: int, cores: int) -> Scenario:
    """So many workers more in every lane of threads or processes, at least one in each."""
    return replace(scenario, lanes=tuple(_with_workers(lane, by, cores) for lane in scenario.lanes))


def _most(lane: LaneSpec) -> int:
    """How many workers the lane may have; 0 where their number is not the lane's own setting."""
    return MOST.get(lane.strategy, 0 if lane.strategy in REGISTRY else MOST_PROCESSES)


def _with_workers(lane: LaneSpec, by: int, cores: int) -> LaneSpec:
    if not _most(lane):
        return lane
    count = min(max(lane.worker_count(cores) + by, 1), _most(lane))
    name = lane.name if lane.label else re.sub(r"×\d+$", f"×{count}", lane.name)
    return replace(lane, workers=count, name=name)


def words(scenario: Scenario, cores: int) -> str:
    """``4 rounds, 3 workers``; lanes that differ are named: ``4 rounds, T 3, P 2``."""
    lanes = [lane for lane in scenario.lanes if _most(lane)]
    counts = [lane.worker_count(cores) for lane in lanes]
    rounds = units.count(scenario.rounds.count or USUAL_ROUNDS, "round")
    if len(set(counts)) == 1:
        return f"{rounds}, {units.count(counts[0], 'worker')}"
    return ", ".join([rounds, *(f"{lane.letter} {count}" for lane, count in zip(lanes, counts, strict=True))])
