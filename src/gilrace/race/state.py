"""What can be shown at a moment: `RaceState`, folded from events one by one.

Live, replay and reports all see a race through this module only. States are frozen; `advance`
returns the next one, so any of them may be kept, compared or handed to another thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, takewhile
from typing import Any

from gilrace.host.gil_watch import GIL_IS_BACK
from gilrace.race.bounds import lean, longer, with_one_more
from gilrace.race.events import (
    Event,
    HeatEnded,
    HeatGone,
    HeatReady,
    HeatStarted,
    LaneInfo,
    Noted,
    OutputSeen,
    RaceClosed,
    RaceOpened,
    Sampled,
    Spans,
)
from gilrace.race.heat import Heat

LOG_LENGTH = 500
OUTPUT_LENGTH = 20_000  # characters of lane output kept in a state
CORE_HISTORY = 240
MOST_TOGETHER = 1_000  # samples folded at once


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the event log."""

    t: int
    lane: str  # lane id or ""
    text: str
    level: str = "info"


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: who it is, its heat now, and the heats it has run."""

    info: LaneInfo
    heat: Heat | None = None  # the latest heat, running or ended
    past: tuple[Heat, ...] = ()  # ended heats, warm-ups included, oldest first

    @property
    def status(self) -> str:
        """waiting | starting | ready | running, or the latest heat's end status."""
        if self.heat is None:
            return "waiting"
        return self.heat.status or self.heat.phase

    @property
    def counted(self) -> tuple[Heat, ...]:
        """Finished heats that count."""
        return tuple(h for h in self.past if h.counted and h.status == "finished")

    def finished_in(self, round_: int) -> Heat | None:
        """Its latest finished heat of that round; rounds follow each other."""
        of_it = takewhile(lambda heat: heat.round >= round_, reversed(self.past))
        return next((h for h in of_it if h.round == round_ and h.status == "finished"), None)


@dataclass(frozen=True, slots=True)
class RaceState:
    """Everything a screen needs at one moment. The empty value is valid to show."""

    opened: RaceOpened | None = None
    t: int = 0  # ns of the race clock
    lanes: tuple[Lane, ...] = ()
    running: int | None = None  # index of the latest heat while it has not ended
    started_heats: int = 0
    cores: tuple[int, ...] = ()
    lane_cores: tuple[str, ...] = ()
    core_history: tuple[tuple[int, ...], ...] = ()
    foreign: int = 0
    ui: int = 0
    log: tuple[LogLine, ...] = ()
    output: tuple[tuple[str, str], ...] = ()  # (lane id, text)
    closed: str = ""  # reason, "" while the race goes on

    def lane(self, lane_id: str) -> Lane:
        """The lane of that id. Raises KeyError."""
        for lane in self.lanes:
            if lane.info.id == lane_id:
                return lane
        raise KeyError(lane_id)

    def lane_of(self, heat: int) -> Lane | None:
        """The lane that ran or runs that heat."""
        for lane in self.lanes:
            if lane.heat is not None and lane.heat.index == heat:
                return lane
        return next((x for x in self.lanes if any(h.index == heat for h in x.past)), None)


def fold(events: Iterable[Event], state: RaceState | None = None, until: int | None = None) -> RaceState:
    """The state after these events, or after those not later than ``until`` (ns of the race clock)."""
    state = state or RaceState()
    for some in _runs(events):
        if until is not None and some[-1].t > until:
            return fold(takewhile(lambda event: event.t <= until, some), state)
        state = _sampled(state, some) if isinstance(some[0], Sampled) else advance(state, some[0])
    return state


def _runs(events: Iterable[Event]) -> Iterator[list[Any]]:
    """Each event by itself, but samples one after another together: most of a long recording are samples."""
    for sampling, some in groupby(events, key=lambda event: type(event) is Sampled):
        while run := list(islice(some, MOST_TOGETHER if sampling else 1)):
            yield run


def advance(state: RaceState, event: Event) -> RaceState:
    """The state after one more event."""
    if isinstance(event, Sampled):
        return _sampled(state, [event])
    step = _STEPS[type(event)]
    return step(replace(state, t=max(state.t, event.t)), event)


def _opened(state: RaceState, event: RaceOpened) -> RaceState:
    return replace(state, opened=event, lanes=tuple(Lane(info) for info in event.lanes))


def _started(state: RaceState, event: HeatStarted) -> RaceState:
    heat = Heat(event.heat, event.lane, event.round, event.counted, started=event.t, sampled=event.t)
    lanes = tuple(replace(x, heat=heat) if x.info.id == event.lane else x for x in state.lanes)
    return replace(state, lanes=lanes, running=event.heat, started_heats=state.started_heats + 1)


def _with_heat(state: RaceState, index: int, change: Callable[[Heat], Heat]) -> RaceState:
    lanes = tuple(
        replace(x, heat=change(x.heat)) if x.heat is not None and x.heat.index == index else x
        for x in state.lanes
    )
    return replace(state, lanes=lanes)


def _ready(state: RaceState, event: HeatReady) -> RaceState:
    def change(heat: Heat) -> Heat:
        return replace(
            heat,
            phase="ready",
            startup_ns=event.startup_ns,
            python=event.python,
            gil=event.gil,
            free_threaded=event.free_threaded,
            start_method=event.start_method,
            sampled=event.t,
        )

    return _with_heat(state, event.heat, change)


def _gone(state: RaceState, event: HeatGone) -> RaceState:
    return _with_heat(state, event.heat, lambda heat: replace(heat, phase="running", went=event.t))


def _sampled(state: RaceState, samples: Sequence[Sampled]) -> RaceState:
    """The state after samples that follow each other."""
    by_heat: dict[int, list[Sampled]] = {}
    for one in samples:
        by_heat.setdefault(one.heat, []).append(one)
    lanes = tuple(
        replace(x, heat=_looked_at(x.heat, by_heat[x.heat.index]))
        if x.heat is not None and x.heat.index in by_heat
        else x
        for x in state.lanes
    )
    t = max(state.t, *(one.t for one in samples))
    if not (with_cores := [one for one in samples if one.cores]):
        return replace(state, t=t, lanes=lanes)
    last = with_cores[-1]
    return replace(
        state,
        t=t,
        lanes=lanes,
        cores=last.cores,
        lane_cores=last.lane_cores,
        core_history=(*state.core_history, *(one.cores for one in with_cores))[-CORE_HISTORY:],
        foreign=last.foreign,
        ui=last.ui,
    )


def _looked_at(heat: Heat, samples: Sequence[Sampled]) -> Heat:
    first_look = heat.first_look
    curve = list(heat.curve)
    for one in samples:
        since = one.t - heat.started
        if not first_look[0]:
            first_look = (since, one.cpu_ns)
        if not curve or curve[-1][1] != one.done:
            curve = longer(curve, (since, one.done))
    last = samples[-1]
    return replace(
        heat,
        sampled=last.t,
        done=last.done,
        failed=last.failed,
        workers=last.workers,
        states=last.states,
        cpu_ns=last.cpu_ns,
        queue_ns=last.queue_ns,
        said=last.said,
        first_look=first_look,
        gil_wait=last.gil_wait,
        curve=tuple(curve),
        strip=(*heat.strip, *((one.t - heat.started, one.states) for one in samples))[-CORE_HISTORY:],
    )


def _output(state: RaceState, event: OutputSeen) -> RaceState:
    lane = state.lane_of(event.heat)
    kept = (*state.output, (lane.info.id if lane else "", event.text))
    while len(kept) > 1 and sum(len(text) for _, text in kept) > OUTPUT_LENGTH:
        kept = kept[1:]
    return replace(state, output=kept)


def _ended(state: RaceState, event: HeatEnded) -> RaceState:
    def change(heat: Heat) -> Heat:
        done = int(event.metrics.get("done", heat.done))
        wall = int(event.metrics.get("wall_ns", 0)) or event.t - heat.started
        return replace(
            heat,
            phase="ended",
            status=event.status,
            reason=event.reason,
            detail=event.detail,
            digest=event.digest,
            metrics=event.metrics,
            caveats=event.caveats,
            gil=heat.gil or GIL_IS_BACK in event.caveats,
            cores=event.cores,
            sampled=event.t,
            done=done,
            failed=int(event.metrics.get("errors", heat.failed)),
            states="",
            curve=(*(p for p in heat.curve if p[0] < wall), (wall, done)),
        )

    state = _with_heat(state, event.heat, change)
    lanes = tuple(
        _with_past(x, with_one_more(x.past, x.heat, len(state.lanes)))
        if x.heat is not None and x.heat.index == event.heat
        else x
        for x in state.lanes
    )
    running = None if state.running == event.heat else state.running
    return replace(state, lanes=lanes, running=running)


def _with_past(lane: Lane, past: tuple[Heat, ...]) -> Lane:
    return replace(lane, past=past, heat=past[-1])


def _spans(state: RaceState, event: Spans) -> RaceState:
    """They come after their heat's end."""
    lane = state.lane_of(event.heat)
    if lane is None:
        return state
    lanes = tuple(_with_spans(x, event, len(state.lanes)) if x is lane else x for x in state.lanes)
    return replace(state, lanes=lanes)


def _with_spans(lane: Lane, event: Spans, lanes: int) -> Lane:
    count = len(lane.past)

    def kept(heat: Heat) -> Heat:
        return lean(replace(heat, spans=event), count, lanes) if heat.index == event.heat else heat

    if count and lane.past[-1].index == event.heat:
        past = (*lane.past[:-1], kept(lane.past[-1]))
    else:
        past = tuple(kept(heat) for heat in lane.past)
    ended = lane.heat is not None and count and lane.heat.index == past[-1].index
    return replace(lane, past=past, heat=past[-1] if ended else lane.heat and kept(lane.heat))


def _noted(state: RaceState, event: Noted) -> RaceState:
    line = LogLine(event.t, event.lane, event.text, event.level)
    return replace(state, log=(*state.log[-LOG_LENGTH + 1 :], line))


def _closed(state: RaceState, event: RaceClosed) -> RaceState:
    return replace(state, closed=event.reason, running=None)


_STEPS: dict[type[Any], Callable[[RaceState, Any], RaceState]] = {
    RaceOpened: _opened,
    HeatStarted: _started,
    HeatReady: _ready,
    HeatGone: _gone,
    OutputSeen: _output,
    HeatEnded: _ended,
    Spans: _spans,
    Noted: _noted,
    RaceClosed: _closed,
}
