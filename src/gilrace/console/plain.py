"""Append-only sentences: for pipes, logs, screen readers and terminals that cannot do more.

One fact a line; no colour, no cursor movement, no box drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from gilrace.analysis.builds import build_sentence
from gilrace.analysis.reading import comparable, cores, yardstick_of
from gilrace.analysis.units import ascii_only, count, duration, times
from gilrace.console.neutral import neutral
from gilrace.console.output import OutputLines, warns
from gilrace.race.events import (
    Event,
    HeatEnded,
    HeatReady,
    HeatStarted,
    Noted,
    OutputSeen,
    RaceOpened,
    Sampled,
)

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

QUARTERS = (75, 50, 25)
SPARSE_NS = 250_000_000  # between two sentences about a heat's progress


class PlainFace:
    """Writes whole lines to ``write``, each ending with a newline.

    ``result`` = the result, too; ``named`` = under the race's name.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        unicode: bool = True,
        result: bool = True,
        width: int = 100,
        wrap: bool = False,
        named: bool = False,
    ) -> None:
        self._write = write
        self._result = result
        self._named = named
        self._width, self._wrap = width, wrap  # of the result; sentences before it are never broken
        self._unicode = unicode
        self._output = OutputLines()
        self._told = 0  # percent of the running heat, as last told
        self._told_ns = 0  # elapsed then
        self._failed = 0

    def open(self) -> None:
        """Nothing to prepare."""

    def stop(self) -> None:
        """Nothing to restore."""

    def tick(self, state: RaceState) -> None:
        """Time alone is not worth a sentence."""

    def wait(self, words: str) -> None:
        """Who races before us."""
        self._say(f"{words}: waiting (--no-wait races at once and marks it)")

    def show(self, event: Event, state: RaceState) -> None:
        """Tells an event; ``state`` is the state after it."""
        tell = _TELLERS.get(type(event))
        if tell is not None:
            tell(self, event, state)

    def close(self, state: RaceState, outcomes: Sequence[Outcome]) -> None:
        """The result, once the race is over."""
        if not self._result or state.opened is None:
            return
        from gilrace.console.result import result_lines

        self._say("")
        if self._named:
            self._head(state.opened)
        for line in result_lines(state, outcomes, self._width, self._wrap):
            self._say(line)

    def _say(self, line: str) -> None:
        line = neutral(line)
        self._write((line if self._unicode else ascii_only(line)) + "\n")

    def _head(self, event: RaceOpened) -> None:
        self._say(f"race {event.name}: {event.title or event.name}")

    def _opened(self, event: RaceOpened, state: RaceState) -> None:
        warm = f" and {count(event.warmups, 'warm-up')}" if event.warmups else ""
        heats = f"{count(event.rounds, 'round')}{warm}, {count(event.heats, 'heat')}"
        self._head(event)
        self._say(f"{count(event.items, 'item')}, {heats}, on {_machine(event, state)}")
        for lane in event.lanes:
            self._say(f"lane {lane.letter}: {lane.name}{f', {lane.detail}' if lane.detail else ''}")
        if not comparable(state):
            self._say("all lanes run together: they compete, their times are not comparable")

    def _started(self, event: HeatStarted, state: RaceState) -> None:
        self._told = self._told_ns = self._failed = 0
        lane = state.lane(event.lane)
        self._say(f"{_heat(event.heat, lane, state)}, {_workers(lane)}: started{_which(event, state)}")

    def _ready(self, event: HeatReady, state: RaceState) -> None:
        """What the lane runs on, the first time, where it is not simply the Python told at the start."""
        lane = state.lane_of(event.heat)
        if lane is None or lane.past or state.opened is None:
            return
        if lane.info.python or not event.gil or event.python != state.opened.machine.get("python"):
            self._say(f"{_heat(event.heat, lane, state)} runs on {build_sentence(lane)}")

    def _sampled(self, event: Sampled, state: RaceState) -> None:
        lane = state.lane_of(event.heat)
        if lane is None or lane.heat is None or lane.heat.index != event.heat or state.opened is None:
            return
        if event.failed and not self._failed:
            self._say(f"{_heat(event.heat, lane, state)}: {count(event.failed, 'item')} failed so far")
        self._failed = event.failed
        percent = 100 * event.done // max(state.opened.items, 1)
        reached = next((q for q in QUARTERS if percent >= q), 0)
        elapsed = lane.heat.elapsed_ns
        if reached > self._told and elapsed - self._told_ns >= SPARSE_NS and percent < 100:
            self._told, self._told_ns = reached, elapsed
            said = f"; {event.said}" if event.said else ""
            told = f"{percent} percent after {duration(elapsed)}{_rival(lane, state, elapsed)}{said}"
            self._say(f"{_heat(event.heat, lane, state)}: {told}")

    def _ended(self, event: HeatEnded, state: RaceState) -> None:
        lane = state.lane_of(event.heat)
        if lane is None or lane.heat is None:
            return
        self._lines(lane, self._output.end(event.heat))
        self._say(f"{_heat(event.heat, lane, state)}: {_end(event, lane.heat, state)}")

    def _printed(self, event: OutputSeen, state: RaceState) -> None:
        self._lines(state.lane_of(event.heat), self._output.add(event))

    def _lines(self, lane: Lane | None, lines: Any) -> None:
        name = lane.info.name if lane else "a lane"
        for line in lines:
            self._say(f"output of {name}, {line}")

    def _noted(self, event: Noted, state: RaceState) -> None:
        if not event.lane:
            self._say(f"note: {event.text}")
        elif lane := warns(event, state):
            self._say(f"note, {lane.info.name}: {event.text}")


_TELLERS: dict[type[Any], Callable[[PlainFace, Any, RaceState], None]] = {
    RaceOpened: PlainFace._opened,
    HeatStarted: PlainFace._started,
    HeatReady: PlainFace._ready,
    Sampled: PlainFace._sampled,
    HeatEnded: PlainFace._ended,
    OutputSeen: PlainFace._printed,
    Noted: PlainFace._noted,
}


def _machine(event: RaceOpened, state: RaceState) -> str:
    there = cores(state)
    python = event.machine.get("python", "")
    known = (count(there, "core") if there else "", f"Python {python}" if python else "")
    return ", ".join(part for part in known if part) or "an unknown machine"


def _heat(index: int, lane: Lane, state: RaceState) -> str:
    planned = state.opened.heats if state.opened else 0
    return f"heat {index + 1}{f' of {planned}' if planned else ''}, {lane.info.name}"


def _workers(lane: Lane) -> str:
    noun = "task at once" if lane.info.strategy == "asyncio" else "worker"
    return count(lane.info.workers, noun, "tasks at once" if noun.startswith("task") else "workers")


def _which(event: HeatStarted, state: RaceState) -> str:
    if not event.counted:
        return ", a warm-up that does not count"
    rounds = state.opened.rounds if state.opened else 0
    if state.opened and not state.opened.heats:  # until enough is known
        return f", round {event.round}"
    return f", round {event.round} of {rounds}" if rounds > 1 else ""


def _rival(lane: Lane, state: RaceState, elapsed_ns: int) -> str:
    """Where its yardstick was at that time of its own heat."""
    base = yardstick_of(state, lane.info)
    if (
        base is None
        or base is lane
        or base.info.id == lane.info.id
        or not base.counted
        or state.opened is None
    ):
        return ""
    had = 100 * base.counted[-1].done_at(elapsed_ns) / max(state.opened.items, 1)
    return f", {base.info.name} had {min(had, 100):.0f} percent"


def _end(event: HeatEnded, heat: Heat, state: RaceState) -> str:
    if event.status != "finished":
        return f"{event.status}: {event.reason}" if event.reason else event.status
    failed = f", {count(heat.failed, 'item')} failed" if heat.failed else ""
    return f"finished in {duration(heat.elapsed_ns)}{_gain(heat, state)}{failed}"


def _gain(heat: Heat, state: RaceState) -> str:
    """Against its yardstick's heat of the same round."""
    base = yardstick_of(state, state.lane(heat.lane).info)
    if base is None or base.info.id == heat.lane or not comparable(state):
        return ""
    same = base.finished_in(heat.round)
    if same is None or not heat.elapsed_ns or not heat.counted:
        return ""
    gain = same.elapsed_ns / heat.elapsed_ns
    word = "faster" if gain > 1.05 else "slower" if gain < 0.95 else "about the same"
    return f", {times(gain)} times {base.info.name}, {word}"
