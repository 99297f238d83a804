"""Where the lanes stand at a moment: times, speed-ups, ranks. What the race screen says in numbers.

A speed-up is shown once the yardstick has run; ranks once the race is over. In a race of all lanes
together there are neither: lanes that compete for cores measure nothing.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.reading import yardstick_of
from gilrace.tui.inks import LANES

if TYPE_CHECKING:
    from gilrace.analysis.verdict import Verdict
    from gilrace.race.events import LaneInfo
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

USUAL = {"sequential": 0, "threads": 1, "processes": 2, "asyncio": 3, "interpreters": 4}
SECOND = "2:"  # before the ids of the lanes of a second recording
SLOWER = 0.97  # a speed-up below this is worth a warning
BAD = ("failed", "crashed", "timeout", "disqualified")


@dataclass(frozen=True, slots=True)
class Standing:
    """One lane's numbers. None = not known, or not fair to say."""

    time_ns: float | None = None
    items_per_s: float | None = None
    speedup: float | None = None
    place: str = ""  # "1st", "tie"
    first: bool = False  # nobody was faster


def lane_inks(infos: tuple[LaneInfo, ...]) -> dict[str, str]:
    """The ink role of each lane: a strategy has its usual hue, a second lane of it one of its own.

    A lane of a second recording has the hue of the lane it is compared with.
    """
    inks: dict[str, str] = {}
    wanted = {USUAL[info.strategy] for info in infos if info.strategy in USUAL}
    spare = [f"lane{k}" for k in range(LANES) if k not in wanted]
    for info in infos:
        twin = inks.get(info.id.removeprefix(SECOND))
        usual = f"lane{USUAL[info.strategy]}" if info.strategy in USUAL else ""
        free = [ink for ink in (usual, *spare) if ink and ink not in inks.values()]
        inks[info.id] = twin or (free[0] if free else f"lane{len(inks) % LANES}")
    return inks


def active(lane: Lane) -> bool:
    """Whether a heat of the lane goes on now."""
    return lane.heat is not None and not lane.heat.status


def standings(state: RaceState, verdict: Verdict | None = None) -> dict[str, Standing]:
    """Every lane's numbers, by lane id; ranks are the verdict's."""
    times = {lane.info.id: lane_time_ns(lane) for lane in state.lanes}
    fair = state.opened is not None and state.opened.mode == "fair"
    bases = {lane.info.id: _base(lane.info, state, times) if fair else None for lane in state.lanes}
    over = verdict if fair and state.closed == "complete" else None
    places = {s.lane.id: (s.place, s.rank == 1) for s in over.ranked} if over else {}
    return {lane.info.id: _standing(lane, state, times, bases[lane.info.id], places) for lane in state.lanes}


def _base(info: LaneInfo, state: RaceState, times: dict[str, float | None]) -> float | None:
    """The time of the lane that this one's speed-up is against."""
    base = yardstick_of(state, info)
    return times.get(base.info.id) if base else None


def lane_time_ns(lane: Lane) -> float | None:
    """The median wall time of the heats that count; of the warm-up while there is nothing else."""
    finished = lane.counted or tuple(heat for heat in lane.past if heat.status == "finished")
    return statistics.median(heat.elapsed_ns for heat in finished) if finished else None


def shown_heat(lane: Lane) -> Heat | None:
    """The heat whose picture stands for the lane: the one nearest its median time."""
    finished = lane.counted or tuple(heat for heat in lane.past if heat.status == "finished")
    if not finished:
        return lane.heat
    middle = statistics.median_low(heat.elapsed_ns for heat in finished)
    return next(heat for heat in finished if heat.elapsed_ns == middle)


def _standing(
    lane: Lane,
    state: RaceState,
    times: dict[str, float | None],
    base: float | None,
    places: dict[str, tuple[str, bool]],
) -> Standing:
    heat, items = lane.heat, state.opened.items if state.opened else 0
    if heat is None:
        return Standing()
    if active(lane):
        elapsed = heat.elapsed_ns
        rate = heat.done / (elapsed / 1e9) if elapsed and heat.done else None
        share = heat.done / items if items else 0.0
        return Standing(
            float(elapsed), rate, base * share / elapsed if base and elapsed and heat.done else None
        )
    time_ns = times[lane.info.id]
    if time_ns is None or heat.status in BAD:
        return Standing()
    speedup = base / time_ns if base and time_ns else None
    rate = items / (time_ns / 1e9) if time_ns else None
    return Standing(time_ns, rate, speedup, *places.get(lane.info.id, ("", False)))
