"""All lanes of a recorded race on one clock: each lane's median heat, started at the same moment.

Nothing runs here. A lane's picture at a time is read off the progress points that were recorded.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from gilrace.analysis.units import duration
from gilrace.race.state import Lane, LogLine, RaceState
from gilrace.tui.standing import SECOND, shown_heat

if TYPE_CHECKING:
    from gilrace.race.events import LaneInfo
    from gilrace.race.heat import Heat

MS = 1_000_000


def length_ns(state: RaceState) -> int:
    """How long the slowest lane's heat took."""
    return max((heat.elapsed_ns for lane in state.lanes if (heat := shown_heat(lane)) is not None), default=0)


def at(state: RaceState, t: int) -> RaceState:
    """The state as if all lanes had started ``t`` ns ago."""
    over = t >= length_ns(state)
    lanes = tuple(_lane(lane, t) for lane in state.lanes)
    opened = replace(state.opened, rounds=1, warmups=0, heats=len(lanes)) if state.opened else None
    return RaceState(
        opened=opened,
        t=t,
        lanes=lanes,
        started_heats=len(lanes),
        log=_log(state, t),
        closed=state.closed if over else "",
    )


def moments(state: RaceState) -> list[int]:
    """The times of everything worth jumping to: ready, and over, lane by lane."""
    heats = [heat for lane in state.lanes if (heat := shown_heat(lane)) is not None]
    return sorted({0, *(heat.startup_ns for heat in heats), *(heat.elapsed_ns for heat in heats)})


def told(state: RaceState) -> str:
    """Who is done at a moment of it, in order, and who leads the others."""
    heats = [(lane, lane.heat) for lane in state.lanes if lane.heat is not None]
    done = sorted((pair for pair in heats if pair[1].status), key=lambda pair: pair[1].elapsed_ns)
    going = [pair for pair in heats if not pair[1].status]
    said = ", ".join(f"{lane.info.letter} after {duration(heat.elapsed_ns)}" for lane, heat in done)
    words = [f"Done: {said}."] if done else []
    best = max((heat.done for _, heat in going), default=0)
    leads = [f"{lane.info.letter} {lane.info.name}" for lane, heat in going if heat.done == best]
    if best and len(leads) == 1:
        words.append(f"{leads[0]} leads those under way.")
    return " ".join(words) or "All lanes start at the same moment."


def _lane(lane: Lane, t: int) -> Lane:
    heat = shown_heat(lane)
    if heat is None or not heat.status:
        return Lane(lane.info)
    if t >= heat.elapsed_ns:
        ended = replace(heat, counted=True)
        return Lane(lane.info, ended, (ended,))
    return Lane(lane.info, _running(heat, t))


def _running(heat: Heat, t: int) -> Heat:
    known = bisect_right(heat.strip, (t, "\uffff"))
    strip = heat.strip[:known]
    done = min(int(heat.done_at(t)), heat.done)
    share = t / heat.elapsed_ns if heat.elapsed_ns else 0.0
    return replace(
        heat,
        started=0,
        went=heat.startup_ns,
        sampled=t,
        phase="starting" if t < heat.startup_ns else "running",
        status="",
        done=done,
        states=strip[-1][1] if strip else "",
        strip=strip,
        cpu_ns=int(heat.metrics.get("cpu_ns", heat.cpu_ns) * share),
        metrics={},
    )


def _log(state: RaceState, t: int) -> tuple[LogLine, ...]:
    said: list[LogLine] = []
    for lane in state.lanes:
        heat = shown_heat(lane)
        if heat is None or not heat.status:
            continue
        if heat.startup_ns >= MS:
            said.append(LogLine(heat.startup_ns, lane.info.id, f"ready after {duration(heat.startup_ns)}"))
        good = heat.status == "finished"
        text = f"finished in {duration(heat.elapsed_ns)}" if good else f"{heat.status}: {heat.reason}"
        said.append(LogLine(heat.elapsed_ns, lane.info.id, text, "good" if good else "error"))
    return tuple(sorted((entry for entry in said if entry.t <= t), key=lambda entry: entry.t))


def side_by_side(first: RaceState, second: RaceState) -> RaceState:
    """Two recordings as one: under each lane its twin of the second, with a small letter and a 2."""
    twins = {lane.info.id: _renamed(lane) for lane in second.lanes}
    pairs = [(lane, twins.pop(lane.info.id, None)) for lane in first.lanes]
    lanes = [lane for pair in pairs for lane in pair if lane is not None]
    return replace(first, lanes=(*lanes, *twins.values()))


def _renamed(lane: Lane) -> Lane:
    told: LaneInfo = lane.info
    letter, name = told.letter.lower(), f"{told.name} 2"
    return replace(lane, info=replace(told, id=f"{SECOND}{told.id}", letter=letter, name=name))
