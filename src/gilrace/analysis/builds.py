"""Which Python a lane ran on, in words: version, build, and whether it had a GIL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.host.gil_watch import GIL_IS_BACK

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState


def build(lane: Lane) -> str:
    """``3.13.5t, no GIL`` from the lane's latest heat that told; before one has, the Python asked for."""
    heat = _told(lane)
    return f"{heat.python}{'t' if heat.free_threaded else ''}, {_gil(heat)}" if heat else lane.info.python


def build_sentence(lane: Lane) -> str:
    """``Python 3.13.5, free-threaded build, without a GIL``; empty before a heat has told."""
    heat = _told(lane)
    if heat is None:
        return ""
    threaded = ", free-threaded build" if heat.free_threaded else ""
    return f"Python {heat.python}{threaded}, {'with a' if heat.gil else 'without a'} GIL"


def several_builds(state: RaceState) -> bool:
    """Whether lanes ran on different Pythons, or with and without a GIL."""
    return len({text for lane in state.lanes if (text := build(lane))}) > 1


def _told(lane: Lane) -> Heat | None:
    heats = (lane.heat, *reversed(lane.past))
    return next((heat for heat in heats if heat is not None and heat.python), None)


def _gil(heat: Heat) -> str:
    if not heat.gil:
        return "no GIL"
    if GIL_IS_BACK in heat.caveats:
        return "GIL back"
    return "GIL on" if heat.free_threaded else "GIL"
