"""What a recording is made of: one frozen event per line, in the order things happened.

Times are nanoseconds since the race opened, on ``time.perf_counter_ns``. Times inside a heat
(`Spans`) count from that heat's start. An unknown kind or key in a newer file is skipped, so old
readers survive new writers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar

from gilrace.race.checked import checked

FORMAT = 1


@dataclass(frozen=True, slots=True)
class LaneInfo:
    """Who races: fixed for the whole race."""

    id: str  # unique, used in expectations: "threads", "processes-2"
    letter: str  # one capital letter, unique: the lane's first sign
    name: str  # what people read: the label, or the strategy's name
    strategy: str  # "sequential" | "threads" | "processes" | "asyncio" ...
    workers: int  # tasks at once for asyncio
    detail: str = ""  # settings in words: "2 processes, spawn, 40 per task"
    python: str = ""  # the interpreter asked for, "" = the one running gilrace
    yardstick: str = ""  # lane id its speed-up is against, "" = the race's
    stages: tuple[str, ...] = ()  # of a pipeline, by name


@dataclass(frozen=True, slots=True)
class RaceOpened:
    """First line of every recording."""

    kind: ClassVar[str] = "race"
    t: int
    format: int
    version: str  # of gilrace
    name: str
    title: str
    work: str  # "cpu" | "io" | "mixed": what the workload mostly does
    items: int
    lanes: tuple[LaneInfo, ...]
    yardstick: str  # lane id
    rounds: int  # counted rounds planned
    warmups: int
    heats: int  # planned, warm-ups included
    mode: str = "fair"  # "fair" | "together"
    started_at: str = ""  # ISO 8601, wall clock
    machine: Mapping[str, Any] = field(default_factory=dict)  # cores, python, platform, host ...
    scenario: Mapping[str, Any] = field(default_factory=dict)  # the whole scenario, as read


@dataclass(frozen=True, slots=True)
class HeatStarted:
    """A lane host was started; its pool is about to be set up."""

    kind: ClassVar[str] = "heat"
    t: int
    heat: int  # 0, 1, 2 ... over the whole race
    lane: str
    round: int  # 1, 2 ...; 0 for a warm-up
    counted: bool


@dataclass(frozen=True, slots=True)
class HeatReady:
    """Every worker of the lane stands at the line."""

    kind: ClassVar[str] = "ready"
    t: int
    heat: int
    startup_ns: int
    python: str = ""  # "3.11.7"
    gil: bool = True
    pid: int = 0
    start_method: str = ""  # of a process lane
    items: int = 0
    free_threaded: bool = False  # the build could run without a GIL; ``gil`` says whether it does


@dataclass(frozen=True, slots=True)
class HeatGone:
    """The go signal."""

    kind: ClassVar[str] = "go"
    t: int
    heat: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """One look at a running heat, taken from outside the lane."""

    kind: ClassVar[str] = "sample"
    t: int
    heat: int
    done: int  # items finished so far
    failed: int  # of those, items that raised
    workers: tuple[int, ...]  # items finished by each worker
    # a sign per worker: r running, g waits for the GIL, l for a lock, w for I/O or time, s starts, i idle
    states: str = ""
    cpu_ns: int = 0  # user + system of the whole lane so far
    gil_wait: float | None = None  # share of worker time so far, 0..1; None = cannot be seen here
    cores: tuple[int, ...] = ()  # busy per core, percent, since the previous sample; () = unchanged
    lane_cores: tuple[str, ...] = ()  # lane letters seen on each core, "" = none
    foreign: int = 0  # load of other programs, percent of one core
    ui: int = 0  # gilrace's own load, percent of one core
    queue_ns: int = 0  # time its workers have been ready to run without a core, so far
    said: str = ""  # by its strategy, about how it goes


@dataclass(frozen=True, slots=True)
class OutputSeen:
    """What a lane printed."""

    kind: ClassVar[str] = "output"
    t: int
    heat: int
    stream: str  # "stdout" | "stderr"
    text: str


@dataclass(frozen=True, slots=True)
class HeatEnded:
    """The heat's result, or the plain reason why there is none."""

    kind: ClassVar[str] = "end"
    t: int
    heat: int
    status: str  # finished | failed | crashed | timeout | stopped | skipped | disqualified
    reason: str = ""  # one plain sentence when not finished
    detail: str = ""  # traceback or captured tail, for who wants it
    digest: str = ""  # of all results in item order
    metrics: Mapping[str, float] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()  # codes, worded in gilrace.analysis.caveats
    cores: tuple[int, ...] = ()  # on which its workers were seen running


@dataclass(frozen=True, slots=True)
class Spans:
    """Which worker did which items when. Columns of equal length; ns since the heat's start."""

    kind: ClassVar[str] = "spans"
    t: int
    heat: int
    worker: tuple[int, ...]
    first: tuple[int, ...]  # index of the first item of the span
    count: tuple[int, ...]  # items in the span
    start: tuple[int, ...]
    end: tuple[int, ...]
    stride: int = 1  # every stride-th item was kept


@dataclass(frozen=True, slots=True)
class Noted:
    """Something worth telling: a sentence for the event log."""

    kind: ClassVar[str] = "note"
    t: int
    text: str
    lane: str = ""  # lane id, "" = about the race
    level: str = "info"  # info | good | warn | error


@dataclass(frozen=True, slots=True)
class RaceClosed:
    """Last line of a recording that was not cut short."""

    kind: ClassVar[str] = "close"
    t: int
    reason: str  # complete | stopped | failed


Event = (
    RaceOpened
    | HeatStarted
    | HeatReady
    | HeatGone
    | Sampled
    | OutputSeen
    | HeatEnded
    | Spans
    | Noted
    | RaceClosed
)

KINDS: dict[str, type[Any]] = {
    cls.kind: cls
    for cls in (
        RaceOpened,
        HeatStarted,
        HeatReady,
        HeatGone,
        Sampled,
        OutputSeen,
        HeatEnded,
        Spans,
        Noted,
        RaceClosed,
    )
}

NAMES: dict[type[Any], tuple[str, ...]] = {
    cls: tuple(one.name for one in fields(cls)) for cls in (*KINDS.values(), LaneInfo)
}


def to_line(event: Event) -> str:
    """One compact JSON object, no newline inside."""
    return _encode({"kind": event.kind, **{name: getattr(event, name) for name in NAMES[type(event)]}})


def _plain(value: Any) -> Any:
    """What `json` does not know, as what it knows."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, LaneInfo):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} is not for a recording")


_encode = json.JSONEncoder(separators=(",", ":"), default=_plain).encode


def from_record(record: Mapping[str, Any]) -> Event | None:
    """The event of one JSON object; None for a kind this version does not know.

    Raises `TypeError` or `ValueError` when a known kind lacks what it needs.
    """
    cls = KINDS.get(str(record.get("kind")))
    if cls is None:
        return None
    values = _values(cls, record)
    if cls is RaceOpened:
        values["lanes"] = tuple(_lane(lane) for lane in values["lanes"])
    event: Event = checked(cls(**values))
    return event


def _lane(record: Mapping[str, Any]) -> LaneInfo:
    if not isinstance(record, Mapping):
        raise TypeError("a lane is not an object")
    return checked(LaneInfo(**_values(LaneInfo, record)))


def _values(cls: type[Any], record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _frozen(record[name]) for name in NAMES[cls] if name in record}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
