"""From a scenario to heats: who races, in which order, under which interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilrace.lane.order import EngineOrder
    from gilrace.race.events import LaneInfo
    from gilrace.race.state import RaceState

LEFT_OUT = "left out: "  # how the note begins that says why a lane sits out
MOST_ROUNDS = 30  # until the result is narrow enough
MOST_TIMED_ROUNDS = 1000  # in the seconds asked for
LEAST_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class PlannedLane:
    """A lane with everything decided that a heat of it needs."""

    info: LaneInfo
    chunk: int | None
    start: str
    executable: str
    isolated: bool  # built-in work: the interpreter's own library is all it needs
    problem: str = ""  # why it cannot race at all
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)  # over those of the work
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)  # of the strategy
    engine: EngineOrder | None = None  # a strategy that another distribution gives
    gil: str = ""  # "1" | "0": switched on or off; "" = as the interpreter would have it


@dataclass(frozen=True, slots=True)
class PlannedHeat:
    """One heat to run."""

    index: int
    lane: PlannedLane
    round: int  # 0 = warm-up
    counted: bool


@dataclass(frozen=True, slots=True)
class Options:
    """How a race is run, over what the scenario says."""

    together: bool = False  # all lanes at once: an exhibition, not a measurement
    record: Path | None = None
    enough: Callable[[RaceState], bool] | None = None  # asked after each round of an open-ended race
    passes: Callable[[RaceState, PlannedHeat], str] | None = None  # before each heat: why it is left out, ""
    wait: bool = True  # for other races on this machine
    trusted: bool = False  # whoever starts it has decided that its code may run


@dataclass(frozen=True, slots=True)
class Rounds:
    """How many rounds: a fixed number, or until enough is known or the time is up."""

    warmups: int
    counted: int | None = None
    seconds: float | None = None

    @property
    def planned(self) -> int:
        """Counted rounds that are certain to come."""
        return self.counted if self.counted is not None else LEAST_ROUNDS

    @property
    def most(self) -> int:
        """Counted rounds at most."""
        if self.counted is not None:
            return self.counted
        return MOST_ROUNDS if self.seconds is None else MOST_TIMED_ROUNDS


def heats(
    lanes: tuple[PlannedLane, ...], rounds: Rounds, go_on: Callable[[int], bool]
) -> Iterator[list[PlannedHeat]]:
    """Rounds of heats, interleaved: every lane once, then every lane again.

    ``go_on(rounds run)`` is asked after each counted round when their number is open.
    """
    index = 0
    for _ in range(rounds.warmups):
        yield [PlannedHeat(index + i, lane, 0, counted=False) for i, lane in enumerate(lanes)]
        index += len(lanes)
    run = 0
    while run < rounds.most:
        run += 1
        yield [PlannedHeat(index + i, lane, run, counted=True) for i, lane in enumerate(lanes)]
        index += len(lanes)
        if rounds.counted is None and run >= LEAST_ROUNDS and not go_on(run):
            return
