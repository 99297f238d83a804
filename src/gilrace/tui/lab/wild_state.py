"""What a wild session has told so far, folded for a screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from gilrace.lab.wild.events import (
    ChildUp,
    ChunkJudged,
    GuardSet,
    OutputSeen,
    Recovered,
    Stuck,
    StuckSeen,
    WildEnded,
    WildEvent,
    WildSampled,
    WildStarted,
    Witness,
)

SAMPLES_KEPT = 120
WITNESSES_KEPT = 20
OUTPUT_KEPT = 2_000  # characters


@dataclass(frozen=True)
class Reading:
    """The counters at one moment, in nanoseconds since the start."""

    t: int
    operations: int
    violations: int
    guard: str


@dataclass(frozen=True)
class Seen:
    """A witness and when it was told, under which guard."""

    t: int
    guard: str
    witness: Witness


@dataclass(frozen=True)
class WildState:
    """Everything a wild screen shows."""

    started: WildStarted | None = None
    up: ChildUp | None = None
    t: int = 0
    guard: str = ""
    worlds: int = 0
    failed_worlds: int = 0
    judged: int = 0  # operations in worlds that were judged
    violations: int = 0
    sample: WildSampled | None = None
    readings: tuple[Reading, ...] = ()
    seen: tuple[Seen, ...] = ()
    witnesses: int = 0
    stuck: Stuck | None = None  # now
    stuck_count: int = 0
    recovered: Recovered | None = None  # since somebody was stuck
    ways: tuple[Recovered, ...] = ()  # all of them
    output: str = ""
    end: WildEnded | None = None

    @property
    def operations(self) -> int:
        """Bodies that were run."""
        return max(self.sample.operations if self.sample else 0, self.judged)

    @property
    def per_million(self) -> float:
        """Violations for each million operations that were judged."""
        return 1e6 * self.violations / self.judged if self.judged else 0.0

    def per_s(self, what: str, over_ns: int = 1_000_000_000) -> float:
        """How fast ``operations`` or ``violations`` grow, over the last second."""
        recent = [one for one in self.readings if one.t >= self.t - over_ns]
        if len(recent) < 2 or recent[-1].t == recent[0].t:
            return 0.0
        grown = getattr(recent[-1], what) - getattr(recent[0], what)
        return float(max(grown, 0) * 1e9 / (recent[-1].t - recent[0].t))


def fold(events: Iterable[WildEvent], state: WildState = WildState()) -> WildState:
    """The state after these events."""
    for event in events:
        state = replace(_after(event, state), t=max(state.t, event.t))
    return state


def _after(event: WildEvent, state: WildState) -> WildState:
    changes: dict[str, Any] = {}
    match event:
        case WildStarted():
            changes = {"started": event, "guard": event.guard}
        case ChildUp():
            changes = {"up": event, "stuck": None}
        case WildSampled():
            changes = _sampled(event, state)
        case ChunkJudged():
            changes = _judged(event, state)
        case StuckSeen():
            changes = {"stuck": event.report, "stuck_count": state.stuck_count + 1, "recovered": None}
        case GuardSet():
            changes = {"guard": event.guard, "stuck": None}
        case Recovered():
            changes = {"recovered": event, "stuck": None, "ways": (*state.ways, event)[-WITNESSES_KEPT:]}
        case OutputSeen():
            changes = {"output": (state.output + event.text)[-OUTPUT_KEPT:]}
        case WildEnded():
            changes = {"end": event}
    return replace(state, **changes)


def _sampled(event: WildSampled, state: WildState) -> dict[str, Any]:
    reading = Reading(event.t, event.operations, event.violations, event.guard)
    return {"sample": event, "readings": (*state.readings, reading)[-SAMPLES_KEPT:]}


def _judged(event: ChunkJudged, state: WildState) -> dict[str, Any]:
    found = () if event.witness is None else (Seen(event.t, event.guard, event.witness),)
    return {
        "worlds": state.worlds + event.worlds,
        "failed_worlds": state.failed_worlds + event.failed_worlds,
        "judged": state.judged + event.operations,
        "violations": state.violations + event.violations,
        "seen": (*state.seen, *found)[-WITNESSES_KEPT:],
        "witnesses": state.witnesses + len(found),
    }
