"""What a session tells while a demo really runs: one frozen event for each thing that happened.

Times are nanoseconds since the session started, on ``time.perf_counter_ns``; durations in nanoseconds too.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source an actor stands. Columns count from 1; 0 is unknown."""

    file: str
    line: int
    column: int
    end_column: int
    function: str
    source: str  # the line, stripped
    locals: tuple[tuple[str, str], ...]  # name and value as shown


@dataclass(frozen=True, slots=True)
class Member:
    """One of those who are stuck."""

    actor: str
    tool: str  # what it waits for, by the name the demo gave it; "" in a livelock
    phrase: str  # "waits for", "waits to get from" ...
    holder: str  # who has it; "" when it has no owner
    holds: tuple[str, ...]
    waited_ns: int
    stack: tuple[Place, ...]  # innermost first; empty when the process did not answer

    @property
    def place(self) -> Place | None:
        return self.stack[0] if self.stack else None


@dataclass(frozen=True, slots=True)
class Edge:
    """``waiter`` waits for ``tool``, which ``holder`` has ("" for nobody)."""

    waiter: str
    tool: str
    holder: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """Why nobody gets on, confirmed by two looks from another process."""

    failure: str  # "deadlock" | "lost wake-up" | "livelock" | "starvation" | "orphan"
    sentence: str
    members: tuple[Member, ...]
    edges: tuple[Edge, ...]  # the wait-for graph, in the order of the circle
    circle: bool
    closed: int  # when the last of them began to wait
    found: int
    guard: str

    @property
    def detection_ns(self) -> int:
        return self.found - self.closed


@dataclass(frozen=True, slots=True)
class Witness:
    """What was seen that must not be: real values of real operations."""

    failure: str  # "invariant" | "exception"
    sentence: str
    actors: tuple[str, ...]
    operations: tuple[int, ...]  # of each actor, counted from 1 in that world
    world: int  # in its chunk, from 0
    value: str = ""
    detail: str = ""  # the check's sentence, or the traceback


@dataclass(frozen=True, slots=True)
class Wait:
    """An actor that waits at the moment of a sample."""

    actor: str
    tool: str
    phrase: str
    holder: str
    waited_ns: int
    ends_in_ns: int  # of a timed wait; 0 for one without an end


@dataclass(frozen=True, slots=True)
class WildStarted:
    """A child was started for the demo."""

    kind: ClassVar[str] = "started"
    t: int
    demo: str
    title: str
    summary: str
    workers: str  # "threads" | "asyncio" | "processes"
    actors: tuple[str, ...]
    guards: tuple[str, ...]
    guard: str  # "" = off
    file: str
    within_s: float
    python: str  # as asked for


@dataclass(frozen=True, slots=True)
class ChildUp:
    """The child has loaded the demo; the time allowed counts from here."""

    kind: ClassVar[str] = "up"
    t: int
    python: str
    gil: bool
    pid: int
    switch_interval_s: float
    hesitation_s: float = 0.0  # pause before the first lock of every so many bodies; 0 = none
    hesitates_every: int = 0


@dataclass(frozen=True, slots=True)
class WildSampled:
    """One look at the table."""

    kind: ClassVar[str] = "sample"
    t: int
    guard: str
    operations: int
    violations: int
    done: tuple[int, ...]  # bodies completed by each actor: progress
    tries: tuple[int, ...]  # attempts of each that came to nothing, and pauses
    turns: tuple[int, ...]  # locks taken by each
    states: (
        str  # a sign for each: r runs, l waits for a lock, t the same with a time limit, i has ended, x died
    )
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ChunkJudged:
    """Some worlds were checked."""

    kind: ClassVar[str] = "chunk"
    t: int
    guard: str
    operations: int
    worlds: int
    failed_worlds: int
    violations: int
    witness: Witness | None


@dataclass(frozen=True, slots=True)
class StuckSeen:
    """The watchman is sure."""

    kind: ClassVar[str] = "stuck"
    t: int
    report: Stuck


@dataclass(frozen=True, slots=True)
class GuardSet:
    """The guard was switched; "" is off."""

    kind: ClassVar[str] = "guard"
    t: int
    guard: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """Those who were stuck go on, or are no more."""

    kind: ClassVar[str] = "recovered"
    t: int
    choice: str  # "abort" | "order" | "timeout" | "kill"
    victims: tuple[str, ...]
    took_ns: int
    removes: str  # the Coffman condition that no longer holds
    sentence: str


@dataclass(frozen=True, slots=True)
class OutputSeen:
    """What the demo printed."""

    kind: ClassVar[str] = "output"
    t: int
    text: str


@dataclass(frozen=True, slots=True)
class WildEnded:
    """The last event."""

    kind: ClassVar[str] = "end"
    t: int
    reason: str  # "witness" | "time" | "stopped" | "killed" | "crashed"
    sentence: str
    advice: str = ""
    detail: str = ""


WildEvent = (
    WildStarted
    | ChildUp
    | WildSampled
    | ChunkJudged
    | StuckSeen
    | GuardSet
    | Recovered
    | OutputSeen
    | WildEnded
)


def to_line(event: WildEvent) -> str:
    """One compact JSON object, no newline inside."""
    return json.dumps({"kind": event.kind, **asdict(event)}, separators=(",", ":"))


def witness_from(record: dict[str, Any]) -> Witness:
    """The witness a child told."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in record.items()
    }
    return Witness(**values)


def place_from(record: dict[str, Any]) -> Place:
    """A frame a child told."""
    shown = tuple((str(name), str(value)) for name, value in record["locals"])
    return Place(**{**record, "locals": shown})
