"""Which stage of a pipeline sets its pace, from how the workers of each spent their time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.units import count, percent

if TYPE_CHECKING:
    from gilrace.analysis.reading import Reading
    from gilrace.race.state import Lane

NOTABLE = 0.1  # of a stage's time


@dataclass(frozen=True, slots=True)
class StageTimes:
    """One stage's workers: shares of the running time, 0..1."""

    name: str
    workers: int
    busy: float
    starved: float  # waiting for items
    blocked: float  # waiting for room behind it


def stage_times(lane: Lane, reading: Reading) -> tuple[StageTimes, ...]:
    """Every stage of the lane; none where it is no pipeline or was not measured."""
    running = reading.get("running_ns") or 0.0
    told = [_times(name, f"stage_{k}", reading, running) for k, name in enumerate(lane.info.stages, 1)]
    return tuple(one for one in told if one is not None)


def _times(name: str, key: str, reading: Reading, running: float) -> StageTimes | None:
    workers = int(reading.get(f"{key}_workers") or 0)
    if not workers or running <= 0:
        return None

    def share(what: str) -> float:
        return min((reading.get(f"{key}_{what}_ns") or 0.0) / (workers * running), 1.0)

    return StageTimes(name, workers, share("busy"), share("starved"), share("blocked"))


def pace_setter(stages: tuple[StageTimes, ...]) -> StageTimes | None:
    """The slowest stage: the one whose workers were busy for the largest share of the time."""
    return max(stages, key=lambda stage: stage.busy, default=None)


def words(stages: tuple[StageTimes, ...]) -> str:
    """``digest is the slowest stage: ...``; empty where there are none."""
    slowest = pace_setter(stages)
    if slowest is None:
        return ""
    who = count(slowest.workers, "worker")
    text = f"{slowest.name} is the slowest stage: its {who} {'was' if slowest.workers == 1 else 'were'} busy "
    text += f"{percent(slowest.busy)} of the time"
    return "; ".join([text, *(told for stage in stages if stage is not slowest if (told := _waited(stage)))])


def _waited(stage: StageTimes) -> str:
    if max(stage.blocked, stage.starved) < NOTABLE:
        return ""
    if stage.blocked >= stage.starved:
        return f"{stage.name} waited {percent(stage.blocked)} of its time at a full queue"
    return f"{stage.name} waited {percent(stage.starved)} of its time for items"
