"""What to look at now: one sentence while a heat runs, from its latest sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis.reading import comparable, title
from gilrace.analysis.units import count, times

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

_NOUNS = {
    "processes": ("process", "processes"),
    "threads": ("thread", "threads"),
    "interpreters": ("interpreter", "interpreters"),
}
_SETTLED_NS = 100_000_000  # of a run before its load means anything


def commentary(state: RaceState) -> str:
    """A live sentence. Before a heat, between heats and after the last it says that."""
    if state.opened is None:
        return "Nothing is racing yet."
    if state.closed:
        return "The race is over." if state.closed == "complete" else "The race was stopped."
    lane = state.lane_of(state.running) if state.running is not None else None
    if lane is None or lane.heat is None:
        return "Between two heats: the machine comes to rest."
    if not comparable(state):
        return "All lanes run at once and compete: times are not comparable."
    return _on_heat(lane, lane.heat)


def _on_heat(lane: Lane, heat: Heat) -> str:
    if heat.phase in ("starting", "ready"):
        return _on_start(lane)
    load = live_load(heat)
    text = _on_load(lane, heat, load) if load is not None else f"{title(lane)} has just started."
    if "; " in heat.said:
        text = f"{title(lane)}: {heat.said.partition('; ')[2]}."
    return text if heat.counted else f"{text} This is the warm-up: it does not count."


def _on_start(lane: Lane) -> str:
    if lane.info.strategy not in _NOUNS:
        return f"{title(lane)} gets ready."
    who, plural = _NOUNS[lane.info.strategy]
    return f"{title(lane)} starts {count(lane.info.workers, who, plural)}: this counts, as start-up."


def live_load(heat: Heat) -> float | None:
    """CPU per wall since the go signal; None while it is too early to tell."""
    ran = heat.sampled - heat.went
    if heat.phase != "running" or ran < _SETTLED_NS or not heat.cpu_ns:
        return None
    return heat.cpu_ns / ran


def _on_load(lane: Lane, heat: Heat, load: float) -> str:
    strategy, workers = lane.info.strategy, lane.info.workers
    if load < 0.5:
        return _on_waiting(lane, heat)
    if load > 1.2:
        return f"{_hands(lane)}, {times(load)} cores busy: the work really runs in parallel."
    if strategy == "threads" and workers > 1:
        return _on_one_core(lane, heat)
    if strategy == "asyncio":
        return "One thread, one busy core: the tasks of the event loop take turns."
    if workers > 1:
        return f"{_hands(lane)}, but only {times(load)} cores busy."
    return "One worker, one busy core, one item after another."


def _on_one_core(lane: Lane, heat: Heat) -> str:
    text = f"{_hands(lane)}, one busy core"
    if heat.gil_wait is not None and heat.gil_wait > 0.2:
        return f"{text}: they hold the GIL in turns."
    return f"{text}." if heat.gil_wait is None else f"{text}, yet little waiting for the GIL."


def _on_waiting(lane: Lane, heat: Heat) -> str:
    waiting, signs = heat.states.count("w"), len(heat.states)
    if heat.states.count("r") * 2 > signs > 0:
        return f"{_hands(lane)}, ready to run, hardly any CPU used: other programs have the cores."
    if lane.info.strategy == "asyncio":
        return "One thread, many waits at once: the event loop mostly sleeps."
    if lane.info.workers == 1:
        return "One wait after another: the CPU has next to nothing to do."
    if waiting * 2 > signs > 1:
        return f"{waiting} of {signs} workers wait at the same time: waits overlap."
    if heat.states.count("l") * 2 > signs > 1:
        return f"{heat.states.count('l')} of {signs} workers wait for a lock."
    return f"{_hands(lane)}, hardly any CPU used: they wait."


def _hands(lane: Lane) -> str:
    """``Two threads``, ``20 processes``."""
    one, many = _NOUNS.get(lane.info.strategy, ("worker", "workers"))
    number = _WORDS.get(lane.info.workers, str(lane.info.workers))
    return f"{number} {one if lane.info.workers == 1 else many}"


_WORDS = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight"}
