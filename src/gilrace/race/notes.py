"""The event log's sentences, made from the events themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gilrace.race.events import Event, HeatEnded, HeatReady, HeatStarted, Noted

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import RaceState

MOST_CORES = 8  # named in a sentence
LEVELS = {"finished": "good", "skipped": "warn", "stopped": "warn"}


def notes(event: Event, state: RaceState) -> Iterator[Noted]:
    """What to say about an event; ``state`` is the state after it."""
    if isinstance(event, HeatStarted):
        yield Noted(event.t, _starts(event, state), event.lane)
    elif isinstance(event, HeatReady):
        yield from _ready(event, state)
    elif isinstance(event, HeatEnded):
        lane = state.lane_of(event.heat)
        if lane is not None and lane.heat is not None:
            text = (
                _finished(lane.heat, state)
                if event.status == "finished"
                else f"{event.status}: {event.reason}"
            )
            yield Noted(event.t, text, lane.info.id, LEVELS.get(event.status, "error"))


def _starts(event: HeatStarted, state: RaceState) -> str:
    opened = state.opened
    total = opened.heats if opened else 0
    of = f"/{total}" if total else ""
    what = f"round {event.round}" if event.counted else "warm-up, not counted"
    return f"heat {event.heat + 1}{of} starts: {what}"


def _ready(event: HeatReady, state: RaceState) -> Iterator[Noted]:
    lane = state.lane_of(event.heat)
    if lane is None or event.startup_ns < 1_000_000:
        return
    how = f" by {event.start_method}" if event.start_method else ""
    yield Noted(
        event.t,
        f"{lane.info.detail or lane.info.name} ready in {_took(event.startup_ns)}{how}",
        lane.info.id,
    )


def _took(ns: float) -> str:
    return f"{ns / 1e9:.2f} s" if ns >= 995_000_000 else f"{ns / 1e6:.0f} ms"


def _finished(heat: Heat, state: RaceState) -> str:
    wall = heat.metrics.get("wall_ns", 0)
    text = f"finished in {_took(wall)}"
    if heat.failed:
        text += f", {heat.failed} items failed"
    opened = state.opened
    base = state.lane(heat.lane).info.yardstick or (opened.yardstick if opened else "")
    if opened and opened.mode == "fair" and base and heat.lane != base:
        same = state.lane(base).finished_in(heat.round)
        if same and wall:
            text += f" = {same.metrics['wall_ns'] / wall:.2f}× {state.lane(base).info.name}"
    return text + _where(heat)


def _where(heat: Heat) -> str:
    """``; seen on cores 0 and 1``."""
    if not heat.cores:
        return ""
    *others, last = [str(core) for core in heat.cores[:MOST_CORES]]
    more = f" and {len(heat.cores) - MOST_CORES} more" if len(heat.cores) > MOST_CORES else ""
    named = f"cores {', '.join(others)}{', ' if more else ' and '}{last}" if others else f"core {last}"
    return f"; seen on {named}{more}"
